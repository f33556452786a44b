"""overview: what the wiki knows, by theme, written from how its pages open.

Owns: the stage and effects. Each sentence cites the pages that it speaks of and holds nothing that their openings do not.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import FINISH, Script, Stage, Turn, write_in
from agent.episode.window import one_line
from agent.knowledge.support.check import Cited, faults
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.state.written import OverviewRow


class Overview(Script):
    """Subject: `groups` (lists of `{page, title, opening}`), `disputed` (questions), `language`; `write_in` if that was asked for."""

    kind = "overview"
    steps = 6

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.pages: list[dict[str, Any]] = [page for group in self.subject["groups"] for page in group]

    def task(self) -> str:
        """The pages by group, numbered over all, then what is disputed."""
        blocks, number = [], 0
        for group in self.subject["groups"]:
            lines = ["Group:"]
            for page in group:
                number += 1
                lines.append(f"[{number}] {one_line(page['title'])}: {one_line(page['opening'], 300)}")
            blocks.append("\n".join(lines))
        blocks += ["\n".join(f"Disputed: {question}" for question in self.subject["disputed"])]
        return "\n\n".join(block for block in blocks if block) + "\n" + write_in(self.subject)

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """The whole at once; once more what was refused."""
        refused = [reason for turn in turns for reason in turn.refused()]
        if len(turns) > 1 or (turns and not refused):
            return None
        most = 4 * len(self.subject["groups"]) + 3
        say = (
            "\n".join([*(f"Refused: {reason}" for reason in refused), "Say these anew, or finish."]) if refused else ""
        )
        spec = ActSpec("write", "One sentence of the overview.", acts.Write, 0, most, 6)
        return Stage((spec, FINISH), min(4000, 300 + 110 * most), say)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Keep a sentence that the openings of its pages hold."""
        if isinstance(arguments, acts.Finish):
            return "finished", True
        assert isinstance(arguments, acts.Write)
        pages = [self.pages[n - 1] for n in sorted(set(arguments.cites)) if n <= len(self.pages)]
        if not pages:
            return f"“{arguments.text[:80]}” cites {sorted(arguments.cites)}: there is no such page", False
        disputed = " · ".join(self.subject["disputed"])
        cited = [Cited(f"{page['title']}: {page['opening']}", disputed) for page in pages]
        if found := faults(arguments.text, cited, [page["title"] for page in self.pages], self.subject["language"]):
            return f"“{arguments.text[:160]}”: {found[0]}", False
        number = sum(act.name == "write" for turn in before for act in turn.acts) + 1
        section = " ".join(arguments.section.strip(" #*_").split())
        ids = tuple(page["page"] for page in pages)
        self.state.written.put_overview(
            act.id, OverviewRow(act.id, self.record.id, number, section, arguments.text, ids)
        )
        return "kept", True

    def _divisible(self) -> list[Any]:
        return []
