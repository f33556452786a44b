"""pair: which pages of a list are likely one thing under two names, though no letters bring them together.

Owns: how a list is shown, and what becomes of the answer: a proposal, which is put to `identify` as any other pair is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import Script, Stage, Turn
from agent.episode.window import one_line
from agent.knowledge.model import short_hash
from agent.state.facts import LIKELY, DecisionRecord
from agent.state.journal import ActRecord

MOST = 12  # pairs of one reply
LONGEST = 160  # characters of a sentence that are shown


class Pair(Script):
    """Subject: `pages`, each with `page` (id), `key`, `title`, `kind`, `aliases`, the sentence that is shown (`document`, `n`), and
    `fresh`, whether the list is its own; the others stand beside those, and come last.
    """

    kind = "pair"

    def task(self) -> str:
        """A line for each page, the new ones first."""
        lines: list[str] = []
        beside = False
        for number, page in enumerate(self.subject["pages"], start=1):
            if not page["fresh"] and not beside:
                beside = True
                lines.append("Beside them:")
            told = self.state.documents.get(page["document"]).said(page["n"])
            also = f", also {'; '.join(map(one_line, page['aliases']))}" if page["aliases"] else ""
            lines.append(f"[{number}] {one_line(page['title'])} ({page['kind']}{also}): {one_line(told, LONGEST)}")
        return "\n".join(lines) + "\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """All pairs at once."""
        if turns:
            return None
        return Stage((ActSpec("one_thing", "Two pages that are likely one thing.", acts.OneThing, 0, MOST),), 400)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Keep the pair, to be asked about."""
        assert isinstance(arguments, acts.OneThing)
        pages = self.subject["pages"]
        if arguments.a == arguments.b or max(arguments.a, arguments.b) > len(pages):
            return f"[{arguments.a}] and [{arguments.b}] are not two of these pages", False
        a, b = sorted(pages[n - 1]["key"] for n in (arguments.a, arguments.b))
        self.state.facts.put_decision(
            DecisionRecord(short_hash(LIKELY, a, b), LIKELY, a, b, reason="in a list they seemed one", act=act.id)
        )
        return "noted", True

    def _divisible(self) -> list[Any]:
        """New pages and others in each half."""
        pages = self.subject["pages"]
        return [*pages[::2], *pages[1::2]]

    def _part(self, shown: list[Any]) -> Any:
        return self.part({**self.subject, "pages": shown}, [page["page"] for page in shown])
