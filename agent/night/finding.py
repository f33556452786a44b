"""What stands for many sources, expanded: the pages of a site, of a site map, of a feed, the files of a repository.

Owns: which sources a list turns out to be, in which order, and how many at most. A page of a site is a row with its depth, and its links
become rows in the same transaction as its document: so a crawl that was broken off goes on where it was, with the same list.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

from agent.errors import SourceFailed
from agent.sources.bodies import Body
from agent.sources.clone import clone, clone_folder
from agent.sources.discover import What
from agent.sources.fetch import Fetcher
from agent.sources.folders import Below
from agent.sources.sandbox import Sandbox
from agent.sources.scope import Scope, key
from agent.sources.slugs import slugs
from agent.sources.specs import SourceSpec, web_source
from agent.state.sources import SourceRecord
from agent.state.state import State

PARTS = 50  # of a site map that has parts
BEHIND = (
    1_000_000  # what was found comes behind all that was named, list by list; a list has fewer lines, and fewer pages
)
SITE = "site:"
_HALF = re.compile("[\ud800-\udfff]")  # what stands in a name for a byte that is not UTF-8


@dataclass(slots=True)
class Finding:
    """Expands the lists of one night. `most` pages of each, `deepest` links from a start page; `tell` is told what was left out.

    `base` is the folder that paths are told from.
    """

    state: State
    fetcher: Fetcher
    sandbox: Sandbox
    base: Path
    most: int
    deepest: int
    tell: Callable[[str], None]
    _scopes: dict[str, Scope] = field(default_factory=dict)

    def sites(self) -> list[SourceRecord]:
        """The sites on the list."""
        return [row for row in self.state.sources.all() if row.kind == "list" and row.resource.startswith(SITE)]

    def site_of(self, row: SourceRecord, sites: Sequence[SourceRecord]) -> SourceRecord | None:
        """The site that a page belongs to, found there or named by itself; None if it is of none."""
        if row.kind != "url":
            return None
        return next(
            (each for each in sites if row.origin == each.resource or self._scope(each.resource).holds(row.resource)),
            None,
        )

    def _scope(self, site: str) -> Scope:
        if site not in self._scopes:
            self._scopes[site] = Scope.of(site.removeprefix(SITE))
        return self._scopes[site]

    def start(self, site: SourceRecord) -> None:
        """The start page of a site becomes a source, if it is none yet."""
        with self.state.transaction("sources:found"):
            self.state.sources.found(self._records(site, [site.resource.removeprefix(SITE)], 0, 0))

    def check_inside(self, row: SourceRecord, body: Body) -> None:
        """Raises SourceFailed for a page found on a site whose address leads out of it."""
        site = row.origin
        if site.startswith(SITE) and not self._scope(site).holds(body.resource):
            if row.depth or row.resource != site.removeprefix(SITE):
                raise SourceFailed(f"It leads out of the site, to {body.resource}.")
            raise SourceFailed(f"It leads to {body.resource}; give {SITE}{body.resource} if you mean that.")

    async def links(self, row: SourceRecord, body: Body, media: str) -> tuple[str, ...]:
        """The links of a page of a site; none of one that is as deep as we go, or is no web page."""
        if media != "text/html" or row.depth >= self.deepest:
            return ()
        return (await self.sandbox.discover(body.data, body.media, body.resource, "page")).pages

    def follow(self, row: SourceRecord, site: SourceRecord, links: Iterable[str]) -> None:
        """Inside the caller's transaction: the pages that a page links to are sources of its site, as far as they are pages of it."""
        scope, known = self._scope(site.resource), self.state.sources.all()
        have = sum(each.origin == site.resource for each in known)
        keys = {key(each.resource) for each in known if each.kind == "url"}
        fresh: dict[str, str] = {}
        for link in links:
            page = scope.page(link)
            if page is not None and key(page) not in keys:
                fresh.setdefault(key(page), page)
        if have + len(fresh) > self.most:
            self._say_more(site)
        chosen = list(fresh.values())[: max(0, self.most - have)]
        self.state.sources.found(self._records(site, chosen, row.depth + 1, have))

    def _say_more(self, row: SourceRecord) -> None:
        self.tell(
            f"{row.resource} has more than {self.most} pages; the first {self.most} are read (`most_pages` in nightwiki.toml)."
        )

    def _records(
        self, row: SourceRecord, resources: Sequence[str], depth: int = 0, before: int = 0
    ) -> Iterator[SourceRecord]:
        """What was found, as sources, behind all that was named; `before` were found of this list already."""
        names, behind = slugs(resources), (row.position + 1) * BEHIND + before
        for number, resource in enumerate(resources):
            yield SourceRecord(names[resource], resource, "url", "", behind + number, origin=row.resource, depth=depth)

    async def expand(self, row: SourceRecord) -> Callable[[int], None]:
        """What a site map, a feed or a repository stands for, to be written down for a night. Raises SourceFailed, SourceUnavailable."""
        what, _, name = row.resource.partition(":")
        if what == "git":
            found = await self._files(row.resource, name)
        else:
            found = await self._pages(row, "feed" if what == "feed" else "sitemap", name)
        if not found:
            raise SourceFailed("There is nothing in it that can be read.")
        if len(found) > self.most:
            self._say_more(row)
        records = list(self._records(row, found[: self.most]))

        def write_down(night: int) -> None:
            with self.state.transaction("sources:found"):
                self.state.sources.found(records)
                self.state.sources.done(row.slug, "", night)

        return write_down

    async def _files(self, resource: str, name: str) -> list[str]:
        """The files of a repository that can be read."""
        folder = clone_folder(self.fetcher.clones, resource)
        repository = name if "://" in name else str(self.base / name)
        await clone(repository, folder, allow_private=self.fetcher.allow_private)
        said: list[str] = []  # told when the thread is back: what is told is kept in the database of this one
        below = Below(folder, said.append, said.append, lambda path: resource)
        files = await asyncio.to_thread(lambda: [path for path, fault in below.files() if not fault])
        for line in said:
            self.tell(line)
        names = [path.relative_to(folder).as_posix() for path in files]
        kept = [name for name in names if not _HALF.search(name)]
        if lost := len(names) - len(kept):
            self.tell(
                f"{resource}: {lost} of its files {'has a name' if lost == 1 else 'have names'} not in UTF-8, left out."
            )
        return [f"{resource}/{name}" for name in kept]

    async def _pages(self, row: SourceRecord, what: What, url: str) -> list[str]:
        """The pages of a site map and its parts, or of a feed, which may be named by a page."""
        if what == "sitemap" and urlsplit(url).path == "/":
            url += "sitemap.xml"
        found: dict[str, None] = {}
        broken: dict[str, str] = {}  # a part that is missing costs itself, not the others
        waiting, asked, elsewhere = [url], set[str](), 0
        while waiting and len(asked) < PARTS and len(found) <= self.most:
            asked.add(at := waiting.pop(0))
            try:
                body = await self.fetcher.fetch(SourceSpec(row.slug, at, "url"))
                named = await self.sandbox.discover(body.data, body.media, body.resource, what)
            except SourceFailed as fault:
                if at == url:
                    raise
                broken[at] = str(fault)
                continue
            here = Scope.of(url).host
            for page in named.pages:
                inside = (
                    what == "feed" or Scope.of(page).host == here
                )  # a site map speaks for its own host, says its protocol
                source = web_source(urldefrag(page).url)
                elsewhere += not inside
                if inside and source.kind == "url":
                    found[source.resource] = None
            more = [each for each in named.more if each not in asked]
            waiting = [*more[:1], *waiting] if what == "feed" else [*more, *waiting]
        for at, why in list(broken.items())[:1]:
            self.tell(f"{row.resource}: {len(broken)} of its parts cannot be read, the first {at}: {why}")
        if elsewhere:
            self.tell(f"{row.resource} names {elsewhere} pages of other hosts, which are left out.")
        return list(found)
