"""What people asked: the questions that are kept as pages, and the sentences that were said in answer to any.

Owns the tables questions and answers. Which question an episode answers is said by its id, `ask:QUESTION:…`; the newest done counts.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from agent.state.store import Part, built, flat


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question that is kept as a page. `id` is a function of its words; `asked` is the day (ISO) on which it was first kept."""

    id: str
    question: str
    asked: str


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """A sentence of an answer: its place, its words, and the sentences (document, number) that it rests on.

    `quoted`: the words are those of the sentence that it cites.
    """

    id: str
    episode: str
    number: int
    text: str
    cites: tuple[tuple[str, int], ...]
    quoted: int = 0


@dataclass(frozen=True, slots=True)
class AnsweredBy:
    """An episode that was done: the model that spoke in it, and its sentences in order; none: what was shown does not tell."""

    episode: str
    model: str
    day: str  # ISO
    rows: tuple[AnswerRow, ...]


class Asked(Part):
    """Questions and answers."""

    def keep(self, record: QuestionRecord) -> None:
        """Inside the caller's transaction: keep a question as a page; one that is kept stays as it is."""
        self._put("questions", flat(record))

    def kept(self) -> list[QuestionRecord]:
        """The questions that are kept, in the order in which they were first asked."""
        rows = self._query("SELECT id, question, asked FROM questions ORDER BY asked, id")
        return [built(QuestionRecord, row) for row in rows]

    def put(self, act: str, row: AnswerRow) -> None:
        """Inside the caller's transaction: a sentence of an answer."""
        self._put("answers", {"act": act, **flat(row)})

    def answers(self, question: str) -> list[AnsweredBy]:
        """How a question (by its id) was answered, time after time, oldest first."""
        prefix = f"ask:{question}:"
        done = self._query(
            "SELECT e.id, max(s.id) AS last, s.model, substr(s.at, 1, 10) AS day FROM episodes e JOIN steps s ON s.episode = e.id "
            "WHERE substr(e.id, 1, ?) = ? AND e.state = 'done' AND e.reason = '' GROUP BY e.id ORDER BY last",
            [len(prefix), prefix],
        )
        return [AnsweredBy(row["id"], row["model"], row["day"], self._rows(row["id"])) for row in list(done)]

    def _rows(self, episode: str) -> tuple[AnswerRow, ...]:
        rows = self._query(  # what an attempt said that failed in the end is no answer
            "SELECT a.* FROM answers a JOIN acts ON acts.id = a.act JOIN steps s ON s.id = acts.step WHERE a.episode = ? "
            "AND s.attempt = (SELECT max(attempt) FROM steps WHERE episode = ?) ORDER BY a.number, a.id",
            [episode, episode],
        )
        return tuple(built(AnswerRow, row, cites=tuple((d, n) for d, n in json.loads(row["cites"]))) for row in rows)
