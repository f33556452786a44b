"""Answers to what people asked, folded from the rows: the sentences that stand today, with their citations.

Owns: which of the answers to a question counts. Each sentence rests on sentences of live documents, or is not told any more.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from agent.knowledge.model import Citation
from agent.known.lines import Line
from agent.known.pages import Known
from agent.state.asked import AnswerRow
from agent.state.state import State

SILENT = ("The wiki does not say.", "What answered this has left the sources; it is asked again in the next night.")


@dataclass(frozen=True, slots=True)
class Answered:
    """A question with what was last said in answer: no lines if the wiki does not say, or (`stale`) if what it said has left.

    `model` spoke; `since` is the day (ISO) from which on the answer was this one. Both are "" where none was given yet.
    """

    question: str
    lines: tuple[Line, ...]
    model: str = ""
    since: str = ""
    stale: bool = False

    @property
    def told(self) -> bool:
        """Whether the wiki says anything in answer."""
        return bool(self.lines)


def answered(state: State, id_: str, question: str) -> Answered:
    """The newest answer to a question by its id."""
    answers = state.asked.answers(id_)
    if not answers:
        return Answered(question, ())
    live, newest = set(state.documents.ids()), answers[-1]
    since = newest
    for earlier in reversed(answers[:-1]):
        if [row.text for row in earlier.rows] != [row.text for row in newest.rows]:
            break
        since = earlier
    lines = {row.text: _line(state, row) for row in newest.rows if live.issuperset(d for d, _ in row.cites)}
    stale = bool(newest.rows) and not lines
    return Answered(question, tuple(lines.values()), newest.model, since.day, stale)


def _line(state: State, row: AnswerRow) -> Line:
    citations = tuple(Citation(document, n, n) for document, n in row.cites)
    document, n = row.cites[0]
    speaker = state.documents.get(document).sentences[n - 1].speaker if row.quoted else ""
    return Line(row.text, citations, quoted=bool(row.quoted), speaker=speaker)


def names_at(known: Known, cited: Iterable[tuple[str, int]]) -> list[str]:
    """The names of the pages on which these sentences stand: what "it" may be called that they speak of."""
    spots = set(cited)
    found = (
        (page.title, *page.aliases)
        for page in known.pages
        if any((claim.document, n) in spots for claim in page.claims for n in range(claim.first, claim.last + 1))
    )
    return list(dict.fromkeys(name for names in found for name in names))
