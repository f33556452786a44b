"""wanted: names that pages mention and nobody wrote: which of them deserve a page, and what each document says of those.

Owns: these two steps. One request is put over all names, with a sentence or two of each; then one a document, to file what it says.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.read import MANY, Read
from agent.episode.script import FINISH, Script, Stage, Turn
from agent.episode.tools import Tools
from agent.knowledge.text.normal import key
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State


def meant(title: str, names: Sequence[str]) -> str:
    """Which of the names a title spells; "" if none."""
    return next((name for name in names if key(name) == key(title)), "")


class Wanted(Script):
    """Names that pages mention and nobody wrote. Subject: `names`, `sentences` that hold them ([document, number])."""

    kind = "read"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.names: list[str] = self.subject["names"]

    def task(self) -> str:
        """What is asked, and the sentences."""
        tools = Tools(self.state)
        lines = [tools.line(self.state.documents.get(document), n) for document, n in self.subject["sentences"]]
        return "\n".join(["Pages mention these names, and none is about them. Which deserve one?", *lines]) + "\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """Those that are worth a page."""
        spec = ActSpec("name_pages", "A name of these that is worth a page.", acts.NamePages, 0, MANY)
        room, say = 200 + 60 * len(self.names), f"Name only: {'; '.join(self.names)}"
        return None if turns else Stage((spec, FINISH), room, say)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """The act is what is kept: who plans the night reads it."""
        if isinstance(arguments, acts.NamePages) and not meant(arguments.title, self.names):
            return f"“{arguments.title}” is none of the names that are asked about", False
        return "named" if isinstance(arguments, acts.NamePages) else "finished", True


class Filing(Read):
    """What one document says of names that deserve a page. Subject: `document`, `sentences` that hold them, `kinds` of the names."""

    def _candidates(self) -> list[str]:
        return list(self.subject["kinds"])

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """What states a fact about each."""
        names = list(self.subject["kinds"])
        room = min(300 + len(names) * (30 + 4 * len(self.shown)), 4000)
        return None if turns else Stage((self._assign(len(names)), FINISH), room, f"Pages: {'; '.join(names)}")
