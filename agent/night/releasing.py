"""releasing: what a brain that judges is asked about two releases of one manual: the statements that stand in one place and differ.

Owns: the step from pages to release episodes. A function of the rows: an episode is named by its pairs, and no pair is asked about twice.
What is asked is bounded by the pages that both releases have, not by how much was gone over in them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agent.knowledge.disagreement.editions import Editions, Revised, revised
from agent.knowledge.model import Document, short_hash
from agent.knowledge.values.forms import release
from agent.known.disputed import editions_of
from agent.known.pages import Known, KnownPage
from agent.night.phases import COMPARE
from agent.state.queue import EpisodeRecord
from agent.state.state import State

PAIRS, WORDS = 24, 1500  # of one episode
A_PAGE = 8  # pairs for each page that both releases have, on the whole: those that most likely differ in a value


@dataclass
class Releasing:
    """The pairs of the releases among a night's documents."""

    state: State
    known: Known

    @cached_property
    def _documents(self) -> list[Document]:
        """Those whose address names a release: of a large wiki no others are loaded."""
        documents = self.state.documents
        return [documents.get(identity) for identity, address in documents.addresses().items() if release(address)]

    @cached_property
    def _editions(self) -> Editions:
        return editions_of(self.state)

    def episodes(self) -> Iterator[EpisodeRecord]:
        """The pairs in which no statement is without a page, as many as fit into an episode together."""
        queued, planned = self.state.queue.ids("release:"), self.state.written.planned("release")
        for group in _grouped([pair for pair in self.pairs() if planned.get((_mark(pair), "")) not in queued]):
            identity = f"release:{short_hash(*map(_mark, group))}"
            with self.state.transaction("plan"):
                for pair in group:
                    self.state.written.plan("release", _mark(pair), "", identity)
            yield EpisodeRecord(
                identity, "release", {"pairs": [self._row(pair) for pair in group]}, COMPARE, -len(group)
            )

    def pairs(self) -> list[Revised]:
        """What is asked about, in the order of the pages and of the text."""
        found = revised(self._documents, self._editions)
        held = [p for p in found if (p.old.id, p.was) in self._holders and (p.new.id, p.now) in self._holders]
        most = A_PAGE * len({p.old.id for p in found})
        return sorted(held[:most], key=lambda p: (p.old.slug, p.old.id, p.new.id, p.was))

    @cached_property
    def _holders(self) -> dict[tuple[str, int], list[KnownPage]]:
        """Of each sentence, the pages that hold it."""
        found: dict[tuple[str, int], list[KnownPage]] = defaultdict(list)
        for page in self.known.pages:
            for claim in page.claims:
                for n in range(claim.first, claim.last + 1):
                    found[claim.document, n].append(page)
        return found

    def _row(self, pair: Revised) -> dict[str, Any]:
        mine, theirs = self._holders[pair.old.id, pair.was], self._holders[pair.new.id, pair.now]
        both = [page for page in mine if page in theirs] or mine
        page = self._home(both, pair.old, pair.was)
        other = page if page in theirs else self._home(theirs, pair.new, pair.now)
        return {
            "page": page.id, "title": page.title,
            "was": self._side(pair.old, pair.was, ""), "now": self._side(pair.new, pair.now, "" if other is page else other.id),
        }  # fmt: skip

    def _side(self, document: Document, n: int, page: str) -> dict[str, Any]:
        return {
            "document": document.id,
            "first": n,
            "last": n,
            "release": self._editions.version(document),
            "page": page,
        }

    @staticmethod
    def _home(pages: Sequence[KnownPage], document: Document, n: int) -> KnownPage:
        """The page that a statement is most of: one that the heading above it names, else the one that has least besides."""
        above = " > ".join(document.sentences[n - 1].heading[-2:]).casefold()
        named = [page for page in pages if page.title.casefold() in above] or list(pages)
        return min(named, key=lambda page: (len(page.claims), page.id))


def _mark(pair: Revised) -> str:
    return short_hash(pair.old.id, str(pair.was), pair.new.id, str(pair.now))


def _grouped(pairs: Sequence[Revised]) -> Iterator[list[Revised]]:
    """Pairs in their order, as many as an episode holds."""
    group: list[Revised] = []
    words = 0
    for pair in pairs:
        longer = len(f"{pair.old.sentence(pair.was)} {pair.new.sentence(pair.now)}".split())
        if group and (len(group) == PAIRS or words + longer > WORDS):
            yield group
            group, words = [], 0
        group.append(pair)
        words += longer
    if group:
        yield group
