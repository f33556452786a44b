"""question: one question put to one document's own sentences about one page, and to nothing else.

Owns: the stage and effects of asking. Values are compared in code, elsewhere; here each side only says what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import CITES, Script, Stage, Turn
from agent.episode.window import numbered
from agent.knowledge.ids import short_hash
from agent.knowledge.model import Answer
from agent.knowledge.support.check import unsupported
from agent.knowledge.support.citing import where_it_stands
from agent.knowledge.text.shown import in_words_of
from agent.knowledge.values.cloze import BLANK
from agent.knowledge.values.quantities import quantities
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State


class Question(Script):
    """Subject: `question` (id), `about`, `title` and `aliases` of the page, `document` (id), `sentences` (numbers shown)."""

    kind = "question"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.document = state.documents.get(self.subject["document"])
        self.shown: list[int] = self.subject["sentences"]

    def task(self) -> str:
        """Page, question, then one document's sentences."""
        head = f"Page: {self.subject['title']}\nQuestion: {self.subject['about']}\nDocument: {self.document.title}"
        return f"{head}\n\n{numbered(self.document, self.shown)}\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """One answer; once more if it was refused."""
        if any(not turn.acts or any(act.accepted for act in turn.acts) for turn in turns) or len(turns) > 1:
            return None
        answer = ActSpec("answer", "What the sentences give in answer.", acts.AnswerAct, 0, 1, CITES)
        silent = ActSpec("not_stated", "The sentences do not tell.", acts.NotStated, 0, 1)
        say = "; ".join(f"Refused: {reason}" for reason in turns[-1].refused()) if turns else ""
        return Stage((answer, silent), 260, say)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store what the document says, if it stands in what was cited."""
        question, document = self.subject["question"], self.document.id
        row = short_hash(self.record.id, act.id)
        if isinstance(arguments, acts.NotStated):
            self.state.facts.put_answer(row, act.id, Answer(question, document, None))
            return "not stated", True
        assert isinstance(arguments, acts.AnswerAct)
        also = [self.subject["title"], *self.subject.get("aliases", [])]
        shown = {n: self.document.sentence(n) for n in self.shown}
        cites = where_it_stands(arguments.value, self.subject["about"], shown, arguments.cites, also)
        if not cites:
            return self._refused(arguments.value, sorted(set(arguments.cites) & set(shown)), also), False
        unit = _unit(arguments.unit, [*(shown[n] for n in cites), self.subject["about"], *also])
        answer = Answer(question, document, arguments.value, unit, arguments.scope, cites)
        self.state.facts.put_answer(row, act.id, answer)
        return "answered", True

    def _refused(self, value: str, cites: Sequence[int], also: Sequence[str]) -> str:
        """Why an answer stands in no sentence."""
        if not cites:
            return f"“{value}” does not stand in the sentences shown"
        faults = unsupported(value, [self.document.sentence(n) for n in cites], also)
        return f"“{value}” does not stand in the cited sentences: {faults[0]}"


def _unit(said: str, texts: Sequence[str]) -> str:
    """The unit if it is in words of the texts or another spelling of a unit in them, else "": it is written beside the value."""
    unit = " ".join(said.split())
    if not unit or in_words_of(unit, "\n".join(texts)):
        return unit
    read = quantities(f"2 {unit}")
    there = {(q.kind, q.unit) for text in texts for q in quantities(text.replace(BLANK, "2"))}
    known = len(read) == 1 and read[0].end == len(f"2 {unit}") and (read[0].unit or read[0].kind == "percent")
    return unit if known and (read[0].kind, read[0].unit) in there else ""
