"""wanted: a name that pages mention and nobody wrote: whether it is worth a page, and what is said of it.

Owns: the two stages of that; all else is reading.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.filing import titles_of
from agent.episode.read import Read
from agent.episode.script import FINISH, Stage, Turn
from agent.knowledge.text.normal import key
from agent.state.journal import ActRecord


class Wanted(Read):
    """A name that pages mention and nobody wrote. Subject: `document`, `sentences` that hold the name, `only` (the name)."""

    def _candidates(self) -> list[str]:
        return [self.subject["only"]]

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Whether it is worth a page; then what is said of it."""
        if not turns:
            spec = ActSpec("name_pages", "The name seen here, if it is a thing worth a page.", acts.NamePages, 0, 1)
            return Stage((spec, FINISH), 300, f"Name only: {self.subject['only']}")
        titles = titles_of(turns)
        return self._assigning(turns, titles) if len(turns) == 1 and titles else None

    def _name(self, act: ActRecord, arguments: acts.NamePages, before: Sequence[Turn]) -> tuple[str, bool]:
        if key(arguments.title) != key(self.subject["only"]):
            return f"“{arguments.title}” is not the name that is asked about", False
        return super()._name(act, arguments, before)
