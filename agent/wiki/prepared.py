"""What all pages of one wiki share while they are rendered: file names, names to link, documents, who cites what.

Owns: looking things up in a view, and what a link to a page says. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from agent.wiki.cite import Citer
from agent.wiki.citing import Citing
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

    What the `last` one found is taken over where it was found in the same, and what changed is told: whether all may have `moved`, the
    pages that links find `elsewhere`, the documents that are `recited`: cited, told or called otherwise; the tokens at which names begin
    that were `renamed`. The last one is spent then.
    """

    files: dict[str, str]
    sources: dict[str, str]
    citing: Citing
    weaver: Weaver
    _stems: Counter[str]
    _links: dict[str, str]

    def __init__(self, view: WikiView, places: Places | None = None, last: Prepared | None = None) -> None:
        self.view = view
        self.places = places or Places()
        self.own = [path for path in OWN if path not in self.places.gone]
        self._by_title = {page.title: page for page in reversed(view.pages)}
        self._by_id = {page.id: page for page in view.pages}
        self.summaries, self.also = dict(view.summaries), dict(view.also)
        self._called = [(page.id, page.title, page.redirect) for page in (*view.pages, *view.questions)]
        self.moved = last is None or (last.places, last.view.rehearsed) != (self.places, view.rehearsed)
        self.elsewhere: set[str] = set()
        if last is None or self.moved or (last._called, last.view.documents) != (self._called, view.documents):
            self._place(last)
        else:
            self.files, self.sources, self._stems, self._links = last.files, last.sources, last._stems, last._links
        self.entities = [page for page in view.pages if page.redirect is None and page.id in self.files]
        self.questions = [page for page in view.questions if page.id in self.files]
        self.citing = last.citing if last else Citing()
        self.recited = self.citing.bring(view)
        self.recited |= {document for page in self.elsewhere for document in self.citing.documents(page)}
        self.recited |= _unlike(self.summaries, last.summaries) | _unlike(self.also, last.also) if last else set()
        self.cited = self.citing.cited
        self._list(last)
        self.described: dict[str, tuple[Page, str]] = last.described if last else {}
        if last is None or self.sources is not last.sources:
            targets = {id_: self._target(path) for id_, path in self.sources.items()}
            self.citer = Citer(view.documents, targets, self.listed)
            self.recited |= self.citer.unlike(last.citer) if last else set()
        else:
            self.citer = last.citer.listing({id_: self.listed[id_] for id_ in self.recited & self.listed.keys()})
        self.weaver = last.weaver if last else Weaver()
        self.renamed = self._name(last._named if last else {})

    def _place(self, last: Prepared | None) -> None:
        """Find out what every file is called, and which are called otherwise than last time."""
        self.files = _page_files(self.view, self.places)
        self.sources = _source_files(self.view, self.places, self.files.values())
        notes = {path.removesuffix(".md") for path in (*self.places.strangers, *self.own)}
        self._stems = Counter(map(_stem, notes.union(self.files.values(), self.sources.values())))
        self._links = {page.id: self._linked(page) for page in self._by_id.values() if page.id in self.files}
        self._links |= {page.id: self._linked(page) for page in self.view.questions if page.id in self.files}
        if last:
            mine, theirs = ({called[0]: called for called in each._called} for each in (self, last))
            self.elsewhere = {
                id_
                for id_ in mine.keys() | theirs.keys()
                if mine.get(id_) != theirs.get(id_)
                or self.files.get(id_) != last.files.get(id_)
                or self._links.get(id_) != last._links.get(id_)
            }

    def _list(self, last: Prepared | None) -> None:
        """The sentences that pages, conflicts and summaries cite, by document, up to what a page can hold; and how many are left."""
        self.listed: dict[str, tuple[int, ...]] = {}
        self.unlisted: dict[str, int] = {}
        for document in self.view.documents:
            id_ = document.id
            if last and id_ not in self.recited and id_ in last.listed:
                self.listed[id_], self.unlisted[id_] = last.listed[id_], last.unlisted[id_]
                continue
            told = (c for line in self.summaries.get(id_, ()) for c in line.citations)
            summed = {n for c in told for n in range(c.first, c.last + 1)}
            standing = sorted(n for n in self.cited[id_] | summed if 1 <= n <= len(document.sentences))
            self.listed[id_] = tuple(standing[:LISTED_AT_MOST])
            self.unlisted[id_] = len(standing) - len(self.listed[id_])

    def _name(self, before: Mapping[str, tuple[Page, list[Name]]]) -> frozenset[str]:
        """Have the weaver know the names of pages; the tokens at which names begin that it knows otherwise than `before`."""
        self._named: dict[str, tuple[Page, list[Name]]] = {}
        gone: list[Name] = []
        new: list[Name] = []
        for page in self.view.pages:
            last = before.get(page.id)
            if (
                last is None
                or last[0] is not page
                or page.redirect is not None
                or page.id in self.elsewhere
                or self.moved
            ):
                named = list(self._names(page))
                if last is None or named != last[1]:
                    gone += last[1] if last else []
                    new += named
                last = page, named
            self._named[page.id] = last
        gone += [name for id_ in before.keys() - self._named.keys() for name in before[id_][1]]
        return self.weaver.change(gone, new)

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
        return self._links[page.id]

    def _linked(self, page: Page) -> str:
        target = self._target(self.files[page.id])
        return wikilink(target, page.title) if target else inline(page.title)

    def feeds(self, document: str) -> list[Page]:
        """The pages that cite a document, by title."""
        pages = {page.id: page for page in self.questions} if self.questions else {}
        there = (self._by_id.get(id_) or pages.get(id_) for id_ in self.citing.pages(document))
        found = [page for page in there if page and page.redirect is None and page.id in self.files]
        return sorted(found, key=lambda page: (page.title.casefold(), page.id))

    def _target(self, path: str) -> str | None:
        """What a wikilink to `path` says: where a person moved it, its name, if no other note has that."""
        stem = path.rpartition("/")[2]
        target = stem if self._stems[_stem(path)] == 1 and not path.startswith("sources/") else path
        return target if one_line(target) == target and not _UNLINKABLE.search(target) else None

    def _names(self, page: Page) -> Iterator[Name]:
        whose = self.page(page.id)
        target = self._target(self.files[whose.id]) if whose else None
        if whose is None or target is None:
            return
        cited = frozenset(citation.document for line in whose.statements for citation in line.citations)
        yield Name(page.title, whose.id, target, is_title=whose is page, documents=cited)
        for alias in page.aliases:
            shared = whose.title.endswith(f" {alias}")
            yield Name(alias, whose.id, target, is_title=False, documents=cited, shared=shared)
        if match := _BRACKETED.fullmatch(whose.title):
            yield Name(match[1], whose.id, target, is_title=False, documents=cited, bare=True)
        surname = whose.title.rpartition(" ")[2]
        if whose is page and page.kind == "person" and surname not in (page.title, *page.aliases):
            yield Name(surname, whose.id, target, is_title=False, documents=cited, bare=True, shared=True)


def _unlike(now: Mapping[str, object], before: Mapping[str, object]) -> set[str]:
    return {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}


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
