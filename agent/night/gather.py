"""gather: every source fetched, extracted and stored, at the same time as reading goes on. A bad source costs only itself.

Owns: what becomes of a source: a document with its read episodes, a fact why not, or another try later.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from agent.clock import Clock
from agent.errors import SourceFailed, SourceUnavailable
from agent.knowledge.model import Document
from agent.known.mentions import Names
from agent.night.copies import Voices
from agent.night.finding import Finding
from agent.night.moves import likeness, successors
from agent.night.plan import read_episodes
from agent.sources.bodies import Body
from agent.sources.extract import Extracted
from agent.sources.fetch import Fetcher
from agent.sources.folders import fault_of
from agent.sources.sandbox import Sandbox
from agent.sources.specs import SourceSpec
from agent.state.queue import EpisodeRecord
from agent.state.sources import SourceRecord
from agent.state.state import State

AT_ONCE = 8
TRIES = 5
NOBODY_TRIES = (
    2  # at an address where nobody answers, and nobody ever did: probably mistyped, and somebody sits and waits
)
FIRST_WAIT = 60.0  # seconds before a source that was down is tried again; doubled each time
LONGEST_WAIT = 3600.0


@dataclass(frozen=True, slots=True)
class Arrived:
    """A source as it was read: what it rests on now, the windows to read, and what finds the pages that it links to."""

    record: SourceRecord
    body: Body
    document: Document
    episodes: list[EpisodeRecord]
    follow: Callable[[], None] | None


@dataclass(slots=True)
class Gather:
    """Fetches what is pending. `date` is the night's, ISO; `names` gives
    the pages settled so far (entity key → title); `arrived` is called after each, `tell` with what a person should know.

    `base` is the folder that paths are told from. `patient`: the night waits for its deadline anyway.
    """

    state: State
    fetcher: Fetcher
    sandbox: Sandbox
    clock: Clock
    night: int
    date: str
    names: Callable[[], Names]
    arrived: Callable[[], None]
    base: Path
    tell: Callable[[str], None]
    finding: Finding
    at_once: bool = False  # whether the brain names and assigns in one reply
    patient: bool = True
    _voices: Voices | None = None
    _sites: list[SourceRecord] = field(default_factory=list)
    _gone: dict[str, SourceRecord] = field(default_factory=dict)  # by document: read once, and not found where it was
    _moved: list[Arrived] = field(default_factory=list)  # what may be a later state of these

    def due(self) -> list[SourceRecord]:
        """Pending sources whose time has come; also those put off further than anything is, as the clock was wrong then."""
        now = self.clock.now()
        pending = self._pending()
        waits = {row.slug: (moment(row) - now).total_seconds() for row in pending if row.not_before}
        return [row for row in pending if not 0 < waits.get(row.slug, 0.0) <= LONGEST_WAIT]

    def next_due(self) -> SourceRecord | None:
        """The postponed source that is to be tried next, or None if there is none."""
        return min((row for row in self._pending() if row.not_before), key=moment, default=None)

    def _pending(self) -> list[SourceRecord]:
        return [row for row in self.state.sources.all() if row.state == "pending"]

    async def run(self) -> None:
        """Fetch everything that is due, a few at once; each is committed as it comes."""
        due = self.due()
        self._gone = {row.document: row for row in self.state.sources.all() if row.document and self._is_gone(row)}
        lists = [row for row in due if row.kind == "list"]
        self._sites = self.finding.sites()
        crawled, waiting = [row for row in self._sites if row in lists], {row.resource for row in lists}
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(record: SourceRecord) -> None:
            async with gate:
                await self._source(record)
            self.arrived()

        async with asyncio.TaskGroup() as group:
            for record in due:
                if record.kind != "list" and record.origin not in waiting and not self.finding.site_of(record, crawled):
                    group.create_task(one(record))
            # one list after the other, each in its order: so the names of what is found do not hang on who is faster
            for record in lists:
                if record in crawled:
                    await self._crawl(record)
                    continue
                await self._source(record)
                for found in self.due():
                    if found.origin == record.resource:
                        group.create_task(one(found))
        self._settle_moves()
        with self.state.transaction("sources:places"):
            self.state.documents.settle_places()

    async def _crawl(self, site: SourceRecord) -> None:
        """The pages of a site, one after the other: breadth first, as the rows are in the order in which they were found."""
        self.finding.start(site)
        tried: set[str] = set()
        while row := next(
            (each for each in self.due() if each.slug not in tried and self.finding.site_of(each, [site])), None
        ):
            tried.add(row.slug)
            await self._source(row)
            self.arrived()
        with self.state.transaction("sources:found"):
            self.state.sources.done(site.slug, "", self.night)

    def _is_gone(self, row: SourceRecord) -> bool:
        """Whether its list holds it no more, or its file is not there."""
        return not row.listed or (row.kind == "file" and fault_of(self.base / row.resource) is not None)

    async def _source(self, record: SourceRecord) -> None:
        if record.kind == "unsupported":
            self.state.sources.failed(record.slug, record.reason, self.night)
            return
        became = await (self._expanded(record) if record.kind == "list" else self._became(record))
        if self.state.sources.is_at(record.slug, record.resource):  # else it was found elsewhere meanwhile
            became()

    async def _expanded(self, record: SourceRecord) -> Callable[[], None]:
        """What came of what stands for many sources."""
        try:
            return partial(await self.finding.expand(record), self.night)
        except SourceFailed as failure:
            return partial(self.state.sources.failed, record.slug, str(failure), self.night)
        except SourceUnavailable as outage:
            return partial(self._postpone, record, outage)

    async def _became(self, record: SourceRecord) -> Callable[[], None]:
        """What came of a source, to be written down."""
        spec = SourceSpec(record.slug, record.resource, record.kind, record.title, record.reason, record.origin)
        site = self.finding.site_of(record, self._sites)
        known = record.document and (
            site is None or site.night
        )  # of a site that is new, each page is looked at for its links
        if known and self._is_fresh(record):
            return partial(self.state.sources.unchanged, record.slug, self.night, record.fresh_until)
        marks = {"etag": record.etag or None, "last_modified": record.last_modified or None} if known else {}
        links: tuple[str, ...] = ()
        try:
            body = await self.fetcher.fetch(spec, **marks)
            self.finding.check_inside(record, body)
            if body.not_modified:
                return partial(self.state.sources.unchanged, record.slug, self.night, self._until(body))
            found = await self.sandbox.extract(body.data, body.media, body.resource)
            if site is not None:
                links = await self.finding.links(record, body, found.media)
        except SourceFailed as failure:
            return partial(self.state.sources.failed, record.slug, str(failure), self.night)
        except SourceUnavailable as outage:
            return partial(self._postpone, record, outage)
        document = self._document(record, body, found)
        episodes = await asyncio.to_thread(self._episodes, document, record.position, self.names())
        follow = partial(self.finding.follow, record, site, links) if site is not None else None
        arrived = Arrived(record, body, document, episodes, follow)
        if not record.document and any(likeness(self.state.documents.get(old), document) for old in self._gone):
            return partial(self._moved.append, arrived)
        return partial(self._store, arrived)

    def _is_fresh(self, record: SourceRecord) -> bool:
        """Whether its server said that what we have holds still."""
        return bool(record.fresh_until) and self.clock.now() < datetime.fromisoformat(record.fresh_until)

    def _until(self, body: Body) -> str:
        """Until when its server says that it holds; empty if it does not say."""
        return (self.clock.now() + timedelta(seconds=body.fresh_s)).isoformat() if body.fresh_s else ""

    def _postpone(self, record: SourceRecord, outage: SourceUnavailable) -> None:
        most = TRIES if self.patient or record.document or not outage.nobody else NOBODY_TRIES
        if record.tries + 1 >= most:
            self.state.sources.failed(record.slug, f"{outage} ({most} tries)", self.night)
            return
        wait = min(max(outage.retry_after or 0.0, FIRST_WAIT * 2**record.tries), LONGEST_WAIT)
        at = self.clock.now() + timedelta(seconds=wait)
        self.state.sources.postponed(record.slug, str(outage), record.tries + 1, at.isoformat())

    def _document(self, record: SourceRecord, body: Body, found: Extracted) -> Document:
        moved = body.resource if "://" in body.resource and body.resource != record.resource else ""
        return Document(
            hashlib.sha256(body.data).hexdigest(), record.slug, record.title or found.title or record.slug, record.resource,
            found.media, found.text, found.sentences, found.date, self.date, found.language,
            found.authors, found.address or moved, found.dated,
        )  # fmt: skip

    def _settle_moves(self) -> None:
        """What may have moved, once all is there: which of two is what was there before hangs on what they are, not on who is faster."""
        moved = sorted(self._moved, key=lambda one: (one.record.position, one.record.slug))
        self._moved.clear()
        before = successors([one.document for one in moved], list(map(self.state.documents.get, self._gone)))
        for n in (*before, *(n for n in range(len(moved)) if n not in before)):
            self._store(moved[n], before.get(n))
            self.arrived()

    def _store(self, arrived: Arrived, before: Document | None = None) -> None:
        """The document, what the source now rests on, the windows to read, and the pages that it links to: in one transaction.

        What is long and pure, the names in each window of a long text, comes before it, in a thread: a signal still reaches the night.
        """
        record, body, document, episodes = arrived.record, arrived.body, arrived.document, arrived.episodes
        named = document.slug
        with self.state.transaction("document"):
            if before is not None:
                record = self.state.sources.moved(self._gone.pop(before.id), record)
                document = replace(document, slug=record.slug)
            is_new = self.state.documents.write(document, body.data)
            marks = body.etag or "", body.last_modified or "", self._until(body)
            self.state.sources.done(record.slug, document.id, self.night, *marks)
            if arrived.follow is not None:
                arrived.follow()
            gone = self.state.documents.retire_unused()
            stored = self.state.documents.get(document.id)
            if (stored.slug, stored.text) != (
                named,
                document.text,
            ):  # it, or the same bytes, came by another name before
                episodes = self._episodes(stored, record.position, self.names())
            self.state.queue.add(episodes)
            if is_new:
                gone += self._one_voice(stored)
            for freed in self.state.documents.freed(gone):
                self.state.queue.add(self._episodes(self.state.documents.get(freed), record.position, self.names()))
            if gone:  # else nobody need look through all that is to be done
                self.state.queue.drop(
                    episode.id
                    for episode in self.state.queue.by_state("pending")
                    if episode.subject.get("document") in gone
                )
        if before is not None:
            same = (
                "with the same text"
                if before.id == document.id
                else "with another text, which takes the place of the old one"
            )
            self.tell(f"{before.resource} is {record.resource} now, {same}.")

    def _one_voice(self, document: Document) -> list[str]:
        """Documents that turn out to be copies, this one or others: they are not read."""
        if self._voices is None:
            self._voices = Voices(self.state)
        return self._voices.settle(document)

    def _episodes(self, document: Document, position: int, names: Names) -> list[EpisodeRecord]:
        return list(read_episodes(document, position, names, at_once=self.at_once))


def moment(row: SourceRecord) -> datetime:
    """When a source is to be tried again. Compared as a moment, not as text: an hour of summer time may lie between two texts."""
    return datetime.fromisoformat(row.not_before)
