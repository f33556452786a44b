"""Which pages matter most, and the graph page: computed beside the reading, as it takes seconds in a large wiki.

Owns: when the graph is read anew. The figures are those of `nightwiki graph`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import defaultdict

from agent.errors import Fatal, NightError
from agent.known.standing import wanted
from agent.morning.graph import Note, Report, WikiGraph, analyse
from agent.morning.graph_html import Addresses, graph_html
from agent.morning.serve import addresses
from agent.morning.serve.shelf import Leaf, Shelf
from agent.state.state import State
from agent.state.store import database_path

PATIENCE = 3.0  # seconds that a page waits for the first figures
log = logging.getLogger("nightwiki")
EVERY = 30.0  # seconds, at least, between two readings


class Ranks:
    """The graph of one wiki, as it was not long ago."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf, self._lock, self._there = shelf, threading.Lock(), threading.Event()
        self._graph: tuple[WikiGraph, Report] | None = None
        self._stale, self._at, self._busy = True, float("-inf"), False

    def stale(self) -> None:
        """Something changed: read anew, in the background, if the last time is long enough ago."""
        self._stale = True
        self._begin()

    def now(self) -> tuple[WikiGraph, Report]:
        """The graph and its figures, however long it takes the first time."""
        self._begin()
        self._there.wait()
        if self._graph is None:
            raise Fatal("the graph cannot be read now")
        return self._graph

    def first(self, most: int) -> list[Leaf]:
        """The pages with the highest PageRank; as long as that is not known, those that most pages link to."""
        self._begin()
        shelf = self._shelf
        if self._there.wait(PATIENCE) and self._graph:
            ranked = [hub.page for hub in self._graph[1].hubs]
        else:
            ranked = sorted(shelf.backlinks, key=lambda path: -len(shelf.backlinks[path]))
        leaves = (shelf.leaves.get(path) for path in ranked)
        return [leaf for leaf in leaves if leaf and leaf.is_entity][:most]

    def wanted(self, most: int = 12) -> list[tuple[str, int]]:
        """Names that pages mention and nobody wrote, with how many pages do, most first; none as long as that is not known."""
        if not self._graph:
            return []
        found = [(name, len(pages)) for name, pages in self._graph[0].wanted]
        return sorted(found, key=lambda row: (-row[1], row[0]))[:most]

    def drawn(self, title: str) -> str:
        """The graph page, whose links lead to the pages of the reader."""
        graph, report = self.now()
        leaves = self._shelf.leaves

        def read(path: str) -> str:
            return leaves[path].body if path in leaves else ""

        lead = Addresses(
            page=f"./{addresses.page('{stem}')}",
            file="",
            conflicts=f"./{addresses.CONFLICTS}",
            home=f"./{addresses.HOME}",
        )
        return graph_html(graph, report, title, lead, read)

    def _begin(self) -> None:
        with self._lock:
            if self._busy or not self._stale or time.monotonic() - self._at < EVERY:
                return
            self._busy, self._stale = True, False
        threading.Thread(target=self._read, daemon=True, name="graph").start()

    def _read(self) -> None:
        try:
            graph = self._drawn_up()
            self._graph = graph, analyse(graph)
        except (NightError, OSError) as error:
            log.warning("the graph cannot be read: %s", error)
        finally:
            self._at, self._busy = time.monotonic(), False
            self._there.set()

    def _drawn_up(self) -> WikiGraph:
        """The graph, from what the shelf has read already, and the names that the database knows to be wanted."""
        shelf = self._shelf
        leaves = {leaf.path: leaf for leaf in list(shelf.leaves.values()) if leaf.is_entity}
        notes = tuple(
            Note(leaf.path, leaf.title, leaf.kind, leaf.description, leaf.conflicts, leaf.aliases, shelf.sources(leaf))
            for leaf in leaves.values()
        )
        links = {
            (one, path) for path, back in shelf.backlinks.items() for one in back if path in leaves and one in leaves
        }
        naming: dict[str, set[str]] = defaultdict(set)
        for path, target in shelf.broken:
            naming[target].add(path)
        if database_path(shelf.folder).exists():
            paths = {leaf.title: path for path, leaf in leaves.items()}
            with State.to_read(shelf.folder) as state:
                for name, titles in wanted(state):
                    naming[name].update(paths[title] for title in titles if title in paths)
        wanting = tuple((name, tuple(sorted(pages))) for name, pages in sorted(naming.items()) if pages)
        ours = any(leaf.kind == "conflicts" for leaf in shelf.leaves.values())
        return WikiGraph(shelf.folder, notes, tuple(sorted(links)), broken=shelf.broken, wanted=wanting, ours=ours)
