"""pairing: the lists of pages in which a brain that judges looks for one thing under two names that no letters bring together.

Owns: which pages stand in one list, and what is shown of each. A function of the rows: a page is new to the lists once, and a list is named
by its pages. What comes of a list is only proposed: `identifying` asks about each pair as about any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from agent.episode.pair import LONGEST
from agent.knowledge.model import short_hash
from agent.known.akin import Akin
from agent.known.pages import Known, KnownPage
from agent.known.themes import communities
from agent.night.phases import IDENTIFY
from agent.night.writing import Note
from agent.state.queue import EpisodeRecord
from agent.state.state import State

# Pages of a list; those of them that are new, in a wiki of which one list does not hold all. The 1,288 pages of a manual made 17 lists of
# 6,200 tokens each, 6,800 at most.
MOST, FRESH = 120, 80
LISTS = 40  # a night
ALIASES = 4


@dataclass
class Pairing:
    """The lists of one night. `judges`: whether the brain's opinion is worth asking for: one whose opinion is not is never asked."""

    state: State
    known: Known
    night: int
    judges: bool
    notes: list[Note] = field(default_factory=list)  # what is planned by these episodes

    def episodes(self) -> Iterator[EpisodeRecord]:
        """The pages that were in no list yet, those of one theme together, and beside them those that tell of the same."""
        if not self.judges or len(self.known.pages) < 2:
            return
        queued, planned = self.state.queue.ids("pair:"), self.state.written.planned("pair")
        seen = {page for (page, _), episode in planned.items() if episode in queued}
        tonight = {episode for (_, night), episode in planned.items() if night == str(self.night)} & queued
        fresh = [page for page in self.known.pages if page.id not in seen]
        left = max(0, LISTS - len(tonight))
        for group in self._groups(fresh)[:left] if left else ():
            beside = self._nearest(group)
            identity = f"pair:{short_hash(*(page.id for page in group), '', *(page.id for page in beside))}"
            self.notes += [("pair", page.id, str(self.night), identity) for page in group]
            rows = [self._row(page, fresh=fresh) for pages, fresh in ((group, True), (beside, False)) for page in pages]
            yield EpisodeRecord(identity, "pair", {"pages": rows}, IDENTIFY, 0)

    def _groups(self, fresh: Sequence[KnownPage]) -> list[tuple[KnownPage, ...]]:
        """The new pages of each list."""
        if not fresh or len(self.known.pages) <= MOST:
            return [tuple(sorted(fresh, key=_order))] if fresh else []
        theme = {page: n for n, group in enumerate(communities(self.known.pages)) for page in group}
        ordered = sorted(fresh, key=lambda page: (theme.get(page.id, len(theme)), page.documents, page.id))
        return [tuple(sorted(ordered[at : at + FRESH], key=_order)) for at in range(0, len(ordered), FRESH)]

    def _nearest(self, group: Sequence[KnownPage]) -> list[KnownPage]:
        """The pages beside those of a list, as many as fit."""
        if len(self.known.pages) > MOST:
            return sorted(self._akin.nearest(group, MOST - len(group)), key=_order)
        own = {page.id for page in group}
        return sorted((page for page in self.known.pages if page.id not in own), key=_order)

    @cached_property
    def _akin(self) -> Akin:
        return Akin(self.known.pages, self.state.documents.get)

    def _row(self, page: KnownPage, *, fresh: bool) -> dict[str, Any]:
        document, n = self._telling(page)
        return {
            "page": page.id, "key": page.entity.key, "title": page.title, "kind": page.kind, "aliases": list(page.aliases[:ALIASES]),
            "document": document, "n": n, "fresh": fresh,
        }  # fmt: skip

    def _telling(self, page: KnownPage) -> tuple[str, int]:
        """The sentence that tells most of a page: one that a reader called its definition before other claims, one that names it before
        others and code, then the longest that can be shown whole.
        """
        names = [name.casefold() for name in (page.title.partition(" (")[0], *page.aliases)]
        defined = {(use.document, use.definition) for use in page.entity.uses if use.definition}

        def order(place: tuple[str, int]) -> tuple[bool, int, str, int]:
            document = self.state.documents.get(place[0])
            text = document.sentence(place[1])
            poor = document.sentences[place[1] - 1].kind == "code" or not any(name in text.casefold() for name in names)
            return poor, -len(text) if len(text) <= LONGEST else len(text), document.slug, place[1]

        return min(defined or {(claim.document, claim.first) for claim in page.claims}, key=order)


def _order(page: KnownPage) -> tuple[str, str, str]:
    """By kind, as what is one thing mostly is of one kind, then by title."""
    return page.kind, page.title.casefold(), page.id
