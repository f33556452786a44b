"""What the database tells beside the pages: the night, what failed, the disagreements with their sides, the documents.

Owns: reading it without writing, beside a night that runs, and not oftener than it changes. Where there is none the wiki is read all
the same.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.errors import Fatal
from agent.knowledge.model import Document
from agent.known.disagreements import by_value
from agent.morning.checks import failures
from agent.morning.conflicts import as_rows, standing
from agent.morning.serve.shelf import Leaf
from agent.state.nights import NightRecord
from agent.state.state import State
from agent.state.store import FOLDER, database_path, is_held

PATIENCE = 20.0  # seconds that an answer may be old while a night changes the rows all the time


@dataclass(frozen=True, slots=True)
class Facts:
    """One look. `why` says why there is nothing to tell; `rows` are those of `conflicts --json`, with `values` (value,
    numbers of the sides that say it); `documents` are ids by short name;
    `theirs` the paths that a person edited; `nights` of each page, by title, those (ids) in which it was made and last changed."""

    why: str = ""
    night: NightRecord | None = None
    running: bool = False
    failed: tuple[dict[str, str], ...] = ()
    rows: tuple[dict[str, Any], ...] = ()
    documents: dict[str, str] = field(default_factory=dict)
    theirs: frozenset[str] = frozenset()
    nights: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def open(self) -> int:
        """How many disagreements are open."""
        return sum(row["state"] == "open" for row in self.rows)

    def fresh(self, leaves: Iterable[Leaf]) -> tuple[list[Leaf], set[str]]:
        """The pages that the last night made or changed, and the paths of those it made; without a database, those of the last day."""
        leaves = list(leaves)
        last: int | str = self.night.id if self.night else max((leaf.updated for leaf in leaves), default="")
        at: dict[str, tuple[int | str, int | str]] = {leaf.path: (leaf.created, leaf.updated) for leaf in leaves}
        if self.night:  # two nights may have one date
            at = {leaf.path: self.nights.get(leaf.title, (0, 0)) for leaf in leaves}
        new = [leaf for leaf in leaves if last and last in at[leaf.path]]
        return new, {leaf.path for leaf in new if at[leaf.path][0] == last}


class Source:
    """Looks when something changed."""

    def __init__(self, wiki: Path) -> None:
        self._wiki, self._lock = wiki, threading.Lock()
        self._facts, self._at = Facts(), 0.0
        self._stamp: tuple[int, ...] = ()

    def now(self, *, fresh: bool = False) -> Facts:
        """The facts; `fresh` ones as they are at this moment."""
        with self._lock:
            stamp = self._stamped()
            old = time.monotonic() - self._at > PATIENCE
            over = self._facts.running and not is_held(self._wiki / FOLDER)  # a night that was killed changes no row
            if over or (stamp != self._stamp and (fresh or old or not self._facts.running)):
                self._facts = self._look()
                self._stamp, self._at = stamp, time.monotonic()
            return self._facts

    def document(self, slug: str) -> Document | None:
        """A stored document by its short name."""
        id_ = self.now().documents.get(slug)
        if id_ is None:
            return None
        with State.to_read(self._wiki) as state:
            return state.documents.get(id_)

    def sentences(self, words: str, most: int) -> list[tuple[Document, int]]:
        """Sentences of the documents that hold these words, best first."""
        words = " ".join(re.findall(r"\w+", words))
        if self.now().why or not words:
            return []
        with State.to_read(self._wiki) as state:
            return [(state.documents.get(document), n) for document, n in state.documents.search(words, most)]

    def _look(self) -> Facts:
        if not database_path(self._wiki).exists():
            return Facts(
                why="no database lies beside these pages, so what only it knows is not shown, and nothing can be settled."
            )
        try:
            with State.to_read(self._wiki) as state:
                night = state.nights.last()
                theirs = {path for path, head in state.published.heads().items() if head.adopted_hash}
                return Facts(
                    night=night,
                    running=night is not None and not night.outcome and state.is_held,
                    failed=tuple(failures(state)),
                    rows=tuple(_rows(state)),
                    documents=state.documents.slugs(),
                    theirs=frozenset(theirs),
                    nights={
                        page.title: (page.made_in, page.changed_in) for page in state.pages.all() if not page.gone_to
                    },
                )
        except Fatal as fatal:
            return Facts(why=str(fatal))

    def _stamped(self) -> tuple[int, ...]:
        path = database_path(self._wiki)
        found: list[int] = []
        for one in (path, path.with_name("state.db-wal"), path.with_name("waiting")):
            try:
                how = one.stat()
            except OSError:
                found.append(0)
            else:
                found += [how.st_mtime_ns, how.st_size]
        return tuple(found)


def _rows(state: State) -> Iterator[dict[str, Any]]:
    entries = standing(state)
    for entry, row in zip(entries, as_rows(state, entries), strict=True):
        yield row | {"values": by_value(entry.sides), "page": entry.home or entry.page}
