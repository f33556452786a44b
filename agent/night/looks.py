"""Which pages code must look at again for what is about them: those of which a document tells otherwise than it did.

Owns: `Looks`. Promises: what is about any other page is what it was. Where pages are called otherwise, or documents came or went, that is
not sure of any, and all are looked at; so are, where a claim went, those that a document of its may tell of.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from pydantic import TypeAdapter

from agent.knowledge.model import short_hash
from agent.known.about import About, called_in, words_of
from agent.known.lasting import Lasting
from agent.known.pages import Known, KnownPage
from agent.state.state import State

# By document its claims, each after the page that holds it.
LOOKED = TypeAdapter(dict[str, list[str]])


class Looks:
    """What was there when code last looked, and what is there now."""

    def __init__(self, state: State, known: Known, lasting: Lasting) -> None:
        self._state, self._known, self._lasting = state, known, lasting
        documents = [(document.id, document.resource) for document in state.documents.all()]
        self._source = short_hash(repr([(page.id, page.title, page.aliases) for page in known.pages]), repr(documents))
        told: dict[str, list[str]] = defaultdict(list)
        for page in known.pages:
            for claim in page.claims:
                told[claim.document].append(f"{page.id} {claim.id}")
        self._now = {document: sorted(rows) for document, rows in told.items()}

    def pages(self) -> list[KnownPage]:
        """The pages to look at, in order."""
        last = self._lasting.row("looked", "", self._source, LOOKED)
        if last is None:
            return list(self._known.pages)
        changed = {id_ for id_ in last.keys() | self._now.keys() if last.get(id_) != self._now.get(id_)}
        before = {row for id_ in changed for row in last.get(id_, ())}
        now = {row for id_ in changed for row in self._now.get(id_, ())}
        touched = {row.partition(" ")[0] for row in before | now}
        words = [words_of(self._state.documents.get(id_)) for id_ in changed]
        languages = self._state.documents.languages()
        near = [
            page
            for page in self._known.pages
            if page.id in touched or any(called_in(page, there, languages) for there in words)
        ]
        return near if before - now else self._told_otherwise(near, changed, before)

    def _told_otherwise(self, pages: Iterable[KnownPage], changed: Set[str], before: Set[str]) -> list[KnownPage]:
        """Those of some pages about which these documents tell otherwise, now that claims came to those of `before`."""
        there = [self._of(page, changed) for page in self._known.pages if not changed.isdisjoint(page.documents)]
        then = [replace(p, claims=tuple(c for c in p.claims if f"{p.id} {c.id}" in before)) for p in there]
        one, other = ({page.id: page for page in some} for some in (there, then))
        told, was = (self._about(some, changed) for some in (there, then))
        return [
            page
            for page in pages
            if _ids(told, one.get(page.id) or self._of(page, changed))
            != _ids(was, other.get(page.id) or self._of(page, changed))
        ]

    def _about(self, pages: Sequence[KnownPage], documents: Iterable[str]) -> About:
        known = replace(self._known, pages=tuple(pages), by_id={page.id: page for page in pages})
        return About(known, map(self._state.documents.get, sorted(documents)), None, self._state.documents.languages())

    @staticmethod
    def _of(page: KnownPage, documents: Set[str]) -> KnownPage:
        """What a page has of these documents."""
        return replace(page, claims=tuple(claim for claim in page.claims if claim.document in documents))

    def keep(self) -> None:
        """Write down what was there, once what was found is stored."""
        self._lasting.note("looked", "", self._source, self._now, LOOKED)
        self._lasting.keep()


def _ids(about: About, page: KnownPage) -> list[str]:
    return [claim.id for claim, _ in about.rows(page)]
