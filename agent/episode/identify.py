"""identify: where code is in doubt, whether two accounts under one name, or two names, are of one thing.

Owns: how the accounts are shown, and what becomes of the answer: a decision, recorded with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import Script, Stage, Turn
from agent.knowledge.model import short_hash
from agent.state.facts import DecisionRecord
from agent.state.journal import ActRecord

LONGEST = 400  # characters of a sentence that are shown


class Identify(Script):
    """Subject: `name`, `sides` (two of `title` and `shown`: pairs of document and sentence), `reason`, `a`, `b` (keys of two pages); or
    for two accounts on the page `a`: `asked` (the two documents), `documents` (those that mean another thing if they differ), `qualifier`.
    """

    kind = "identify"

    def task(self) -> str:
        """The name, then each account under the title of its document or page; the numbers run on."""
        lines, number = [f"Name: {self.subject['name']}"], 0
        for letter, side in zip("AB", self.subject["sides"], strict=True):
            lines.append(f"{letter} ({' '.join(side['title'].split())})")
            for document, n in side["shown"]:
                number += 1
                text = self.state.documents.get(document).said(n).strip()
                text = text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
                lines.append(f"[{number}] " + "\n  ".join(line.rstrip() for line in text.splitlines()))
        return "\n".join(lines) + "\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """One yes or no."""
        if turns:
            return None
        return Stage((ActSpec("same_thing", "Whether both can be one thing.", acts.SameThing, 1, 1),), 120)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Record the decision: same or apart for two names, together or a split for the documents of one."""
        assert isinstance(arguments, acts.SameThing)
        of_one_name = bool(self.subject["documents"])
        kind = ("together" if arguments.yes else "split") if of_one_name else ("same" if arguments.yes else "apart")
        documents = self.subject["asked" if kind == "together" else "documents"]
        decision = DecisionRecord(
            short_hash(self.record.id), kind, self.subject["a"], self.subject["b"], tuple(documents),
            self.subject.get("qualifier", ""), self.subject["reason"], act.id,
        )  # fmt: skip
        self.state.facts.put_decision(decision)
        return kind, True

    def _divisible(self) -> list[object]:
        return []
