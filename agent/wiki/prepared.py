"""What all pages of one wiki share while they are rendered: file names, names to link, documents, who cites what.

Owns: looking things up in a view, and what a link to a page says. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping

from agent.wiki.cite import Citer
from agent.wiki.folder.files import file_names, numbered_name, same_file
from agent.wiki.folder.places import Places
from agent.wiki.text import inline, one_line, wikilink
from agent.wiki.view import Page, WikiView
from agent.wiki.weave import Name, Weaver

_UNLINKABLE = re.compile(r"[\[\]|#^`\\<>]|%%")
_BRACKETED = re.compile(r"(.+) \([^()]+\)")
LISTED_AT_MOST = 2000
"""Sentences on the page of a document: Obsidian opens a file of some hundred kilobytes without a pause."""
OWN = ("index.md", "overview.md", "conflicts.md", "timeline.md", "log.md", "AGENTS.md")
"""Files that are no page of an entity or a source."""


class Prepared:
    """A view with its lookups. `files` maps page ids to file names without `.md`; `sources` maps document ids to theirs.

    What a person deleted is in neither, and nothing links to it. `listed` maps document ids to the numbers of the sentences that
    are cited, in order, and stand on the document's page; `unlisted` to how many more are cited. `cited` maps them to the numbers of
    those that pages and conflicts cite.
    """

    def __init__(
        self, view: WikiView, places: Places | None = None, weaver: Callable[[Iterable[Name]], Weaver] = Weaver
    ) -> None:
        self.view = view
        self.places = places or Places()
        gone = self.places.gone
        self.own = [path for path in OWN if path not in gone]
        self.files = _page_files(view, self.places)
        self.sources = _source_files(view, self.places, self.files.values())
        notes = {path.removesuffix(".md") for path in (*self.places.strangers, *self.own)}
        self._stems = Counter(map(_stem, notes.union(self.files.values(), self.sources.values())))
        self._by_title = {page.title: page for page in reversed(view.pages)}
        self._by_id = {page.id: page for page in view.pages}
        self.entities = [page for page in view.pages if page.redirect is None and page.id in self.files]
        self.questions = [page for page in view.questions if page.id in self.files]
        self.summaries = dict(view.summaries)
        self.cited = view.cited()
        self.listed, self.unlisted = _listed(view, self.cited)
        targets = {id_: self._target(path) for id_, path in self.sources.items()}
        self.citer = Citer(view.documents, targets, self.listed)
        self.weaver = weaver(self._names())

    def page(self, reference: str) -> Page | None:
        """The entity page with this title or id, through redirects; None if there is none."""
        seen: set[str] = set()
        page = self._by_title.get(reference) or self._by_id.get(reference)
        while page is not None and page.redirect is not None and page.id not in seen:
            seen.add(page.id)
            page = self._by_title.get(page.redirect) or self._by_id.get(page.redirect)
        return page if page is not None and page.redirect is None and page.id in self.files else None

    def title(self, reference: str) -> str:
        """The title of the page with this title or id, whether it is written or not."""
        page = self._by_title.get(reference) or self._by_id.get(reference)
        return page.title if page else reference

    def link(self, page: Page) -> str:
        """A wikilink to `page` that shows its title; only the title where a link cannot hold the name that a person chose."""
        target = self._target(self.files[page.id])
        return wikilink(target, page.title) if target else inline(page.title)

    def _target(self, path: str) -> str | None:
        """What a wikilink to `path` says: where a person moved it, its name, if no other note has that."""
        stem = path.rpartition("/")[2]
        target = stem if self._stems[_stem(path)] == 1 and not path.startswith("sources/") else path
        return target if one_line(target) == target and not _UNLINKABLE.search(target) else None

    def _names(self) -> Iterator[Name]:
        for page in self.view.pages:
            whose = self.page(page.id)
            target = self._target(self.files[whose.id]) if whose else None
            if whose is None or target is None:
                continue
            cited = frozenset(citation.document for line in whose.statements for citation in line.citations)
            yield Name(page.title, whose.id, target, is_title=whose is page, documents=cited)
            for alias in page.aliases:
                shared = whose.title.endswith(f" {alias}")
                yield Name(alias, whose.id, target, is_title=False, documents=cited, shared=shared)
            if match := _BRACKETED.fullmatch(whose.title):
                yield Name(match[1], whose.id, target, is_title=False, documents=cited, bare=True)


def _listed(view: WikiView, cited: Mapping[str, frozenset[int]]) -> tuple[dict[str, tuple[int, ...]], dict[str, int]]:
    """The sentences that pages, conflicts and summaries cite, by document, up to what a page can hold; and how many are left."""
    summed = {
        id_: {n for line in lines for c in line.citations for n in range(c.first, c.last + 1)}
        for id_, lines in view.summaries
    }
    known = {document.id: len(document.sentences) for document in view.documents}
    standing = {
        id_: sorted(n for n in found | summed.get(id_, set()) if 1 <= n <= known[id_]) for id_, found in cited.items()
    }
    shown = {id_: tuple(numbers[:LISTED_AT_MOST]) for id_, numbers in standing.items()}
    return shown, {id_: len(numbers) - len(shown[id_]) for id_, numbers in standing.items()}


def _stem(path: str) -> str:
    return unicodedata.normalize("NFC", path.rpartition("/")[2]).lower()


def _page_files(view: WikiView, places: Places) -> dict[str, str]:
    """File names by page id: those that a person gave, and for the rest the titles made safe."""
    theirs = {page: path.removesuffix(".md") for page, path in places.files.items()}
    pages = (*view.pages, *view.questions)
    fixed = {page.id: theirs[page.id] for page in pages if page.id in theirs}
    rest = {page.id: page.title for page in pages if page.id not in fixed and page.id not in places.gone}
    named = file_names(rest, taken=theirs.values())
    return {page.id: fixed.get(page.id) or named[page.id] for page in pages if page.id not in places.gone}


def _source_files(view: WikiView, places: Places, taken: Iterable[str]) -> dict[str, str]:
    used = {same_file(path) for path in (*taken, *(path.removesuffix(".md") for path in places.files.values()))}
    found: dict[str, str] = {}
    for document in view.documents:
        key = f"sources/{document.slug}"
        if key in places.gone:
            continue
        fixed = places.files.get(key)
        found[document.id] = fixed.removesuffix(".md") if fixed else numbered_name(key, used)
    return found
