"""verdict: whether two answers to one question, each from a side of its own, can both be true; only for a brain that judges.

Owns: the stage and effect of judging. It is asked in both orders; what comes of two orders is decided elsewhere.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.claims_shown import asked_of, called
from agent.episode.script import Script, Stage, Turn
from agent.knowledge.model import short_hash
from agent.state.disputes import VerdictRecord
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State


class Verdict(Script):
    """Subject: `dispute` (id), `title`, `question`, and `sides`, two of `{side, value, document, sentences}`, in the order shown."""

    kind = "verdict"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        for side in self.subject["sides"]:
            state.documents.get(side["document"])

    def task(self) -> str:
        """Page and question, then each answer with its sentences."""
        lines = [f"Page: {self.subject['title']}", f"Question: {self.subject['question']}"]
        for letter, side in zip("AB", self.subject["sides"], strict=True):
            document = self.state.documents.get(side["document"])
            told = asked_of(document, side["sentences"], [self.subject["title"]])
            lines += [f"{letter}: {side['value']}", f"# {called(document)}", told]
        return "\n".join(lines) + "\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """One yes or no."""
        if turns:
            return None
        return Stage((ActSpec("both_true", "Whether both can be true.", acts.BothTrue, 1, 1),), 160)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store the verdict."""
        assert isinstance(arguments, acts.BothTrue)
        a, b = (side["side"] for side in self.subject["sides"])
        verdict = VerdictRecord(self.subject["dispute"], a, b, arguments.yes, arguments.why)
        self.state.disputes.put_verdict(short_hash(self.record.id), act.id, verdict)
        return "judged", True

    def halves(self) -> list[EpisodeRecord]:
        """It is as small as can be."""
        return []
