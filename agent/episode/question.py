"""question: one question put to one document's own sentences about one page, and to nothing else.

Owns: the stage and effects of asking. Values are compared in code, elsewhere; here each side only says what it says.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.claims_shown import asked_of, called
from agent.episode.script import CITES, Script, Stage, Turn
from agent.knowledge.model import short_hash
from agent.knowledge.text.digits import hand
from agent.knowledge.values.readings import uncut, unit_beside, where_it_stands
from agent.state.disputes import ReplyRecord
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State


class Question(Script):
    """Subject: `dispute` (id), `side` (its number there), `question`, `title` and `aliases` of the page, `document`, `sentences` shown,
    `judges`: whether the brain's words are trusted where they stand in no sentence."""

    kind = "question"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.document = state.documents.get(self.subject["document"])
        self.shown: list[int] = self.subject["sentences"]
        self.names: list[str] = [self.subject["title"], *self.subject.get("aliases", [])]

    def task(self) -> str:
        """Page, question, then one document's sentences."""
        head = f"Page: {self.subject['title']}\nQuestion: {self.subject['question']}\nDocument: {called(self.document)}"
        return f"{head}\n\n{asked_of(self.document, self.shown, self.names)}\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """One answer; once more if it was refused."""
        if any(not turn.acts or any(act.accepted for act in turn.acts) for turn in turns) or len(turns) > 1:
            return None
        answer = ActSpec("answer", "What the sentences give in answer.", acts.AnswerAct, 0, 1, CITES)
        silent = ActSpec("not_stated", "The sentences do not tell.", acts.NotStated, 0, 1)
        say = "; ".join(f"Refused: {reason}" for reason in turns[-1].refused()) if turns else ""
        return Stage((answer, silent), 260, say, dice=len(turns))

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store what the document says, if it stands in what was cited."""
        dispute, side, document = self.subject["dispute"], self.subject["side"], self.document.id
        row = short_hash(self.record.id, act.id)
        if isinstance(arguments, acts.NotStated):
            self.state.disputes.put_reply(row, act.id, ReplyRecord(dispute, side, document, None))
            return "not stated", True
        assert isinstance(arguments, acts.AnswerAct)
        shown = {n: self.document.sentence(n) for n in self.shown}
        written = hand(self.document.text, self.document.language)
        value = uncut(arguments.value, [shown[n] for n in arguments.cites if n in shown], written)
        cites = where_it_stands(
            value,
            arguments.unit,
            self.subject["question"],
            shown,
            arguments.cites,
            self.names,
            written,
            trusted=bool(self.subject.get("judges")),
        )
        if not cites:
            return self._refused(arguments, shown), False
        unit = unit_beside(value, arguments.unit, [shown[n] for n in cites], written)
        reply = ReplyRecord(dispute, side, document, value, unit, arguments.scope, cites)
        self.state.disputes.put_reply(row, act.id, reply)
        return "answered", True

    def _refused(self, said: acts.AnswerAct, shown: Mapping[int, str]) -> str:
        """Why an answer stands in no sentence."""
        cited = [n for n in said.cites if n in shown]
        if not cited:
            return f"“{said.value}” cites {said.cites}, and the sentences shown are {list(shown)[:12]}"
        return f"“{said.value}” does not stand in {cited}"
