"""Which pages matter most, and the graph page: computed beside the reading, as it takes seconds in a large wiki.

Owns: when the graph is read anew. The figures are those of `nightwiki graph`.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace
from pathlib import Path

from agent.errors import Fatal, NightError
from agent.morning.graph import Report, WikiGraph
from agent.morning.graph_html import graph_html
from agent.morning.look import read
from agent.morning.serve import addresses
from agent.morning.serve.shelf import Leaf, Shelf

PATIENCE = 3.0  # seconds that a page waits for the first figures
log = logging.getLogger("nightwiki")
EVERY = 30.0  # seconds, at least, between two readings


class Ranks:
    """The graph of one wiki, as it was not long ago."""

    def __init__(self, wiki: Path) -> None:
        self._wiki, self._lock, self._there = wiki, threading.Lock(), threading.Event()
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

    def first(self, most: int, shelf: Shelf) -> list[Leaf]:
        """The pages with the highest PageRank; as long as that is not known, those that most pages link to."""
        self._begin()
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
        to = {note.path: addresses.page(note.path) for note in graph.notes}

        def moved(paths: tuple[str, ...]) -> tuple[str, ...]:
            return tuple(to[path] for path in paths)

        graph = replace(
            graph,
            notes=tuple(replace(note, path=to[note.path]) for note in graph.notes),
            links=tuple((to[a], to[b]) for a, b in graph.links),
            wanted=tuple((name, moved(paths)) for name, paths in graph.wanted),
        )
        report = replace(
            report,
            hubs=tuple(replace(hub, page=to[hub.page]) for hub in report.hubs),
            communities=tuple(map(moved, report.communities)),
        )
        page = graph_html(graph, report, title)
        return page.replace('"./conflicts.md"', '"./conflicts.html"')

    def _begin(self) -> None:
        with self._lock:
            if self._busy or not self._stale or time.monotonic() - self._at < EVERY:
                return
            self._busy, self._stale = True, False
        threading.Thread(target=self._read, daemon=True, name="graph").start()

    def _read(self) -> None:
        try:
            self._graph = read(self._wiki)
        except (NightError, OSError) as error:
            log.warning("the graph cannot be read: %s", error)
        finally:
            self._at, self._busy = time.monotonic(), False
            self._there.set()
