"""One night from its start to its end: gather and read, then phase after phase until there is nothing left or no time.

Owns: putting the parts of a night together, its stop and its exit code. Everything it needs to go on lies in the state.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from agent.clock import Clock
from agent.config import Settings, command
from agent.engine.circuit import Brain
from agent.engine.probe import EngineFacts
from agent.episode.capability import PAGE, Capability
from agent.episode.fold import fold
from agent.episode.loop import Desk, Pace
from agent.episode.prompts import Prompts
from agent.errors import Exit, Fatal
from agent.knowledge.text.normal import key
from agent.known.lasting import Lasting
from agent.known.mentions import Names
from agent.night.accounts import unaccounted
from agent.night.beside import Beside
from agent.night.deadline import Deadline
from agent.night.finding import Finding
from agent.night.gather import Gather, moment
from agent.night.gauge import Gauge
from agent.night.level import Level
from agent.night.mind import Mind
from agent.night.plan import Plan
from agent.night.publishing import Publisher
from agent.night.turns import Turns
from agent.night.workers import Workers
from agent.sources.cache import Cache, cache_folder
from agent.sources.fetch import Fetcher
from agent.sources.sandbox import Sandbox
from agent.sources.transport import Limits
from agent.state.nights import NightRecord
from agent.state.queue import EpisodeRecord
from agent.state.sources import SourceRecord
from agent.state.state import State
from agent.state.store import database_path

GRACE = 30.0  # seconds that calls in flight are given at the deadline
log = logging.getLogger("nightwiki")


@dataclass(slots=True)
class Tonight:
    """What a night is run with, ready-made: the state is open, the engine is there."""

    state: State
    wiki: Path
    base: Path
    settings: Settings
    brain: Brain
    facts: EngineFacts
    brain_can: Capability
    clock: Clock
    deadline: Deadline
    prompts: Prompts
    record: NightRecord
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    why: str = ""

    def stop(self, why: str) -> None:
        """Stop cleanly after the steps in flight."""
        self.why = self.why or why
        self.stopping.set()


class Night:
    """A night under way."""

    def __init__(self, tonight: Tonight, progress: Callable[[EpisodeRecord], None]) -> None:
        self._t = tonight
        self._progress = progress
        window = tonight.settings.window or tonight.facts.window or 8192
        self._publisher = Publisher(tonight.state, tonight.wiki, tonight.clock, self._tell)
        self._beside = Beside(self._publisher, self._broken)
        mind = Mind(tonight.brain, named=tonight.settings.model is not None, changed=self._tell)
        record, can = tonight.record, tonight.brain_can
        now, left = tonight.clock.now, tonight.deadline.left
        level = Level(tonight.clock.monotonic, tonight.settings.workers, tonight.settings.call_timeout)
        self._gauge = Gauge(tonight.brain.engine, tonight.facts.server, level, tonight.clock.monotonic)
        pace = Pace(heard=self._gauge.heard)
        desk = Desk(tonight.state, mind, tonight.prompts, record.id, can.wire, window, now, left, pace)
        self._turns = Turns.of(tonight.deadline, tonight.state)
        may_start, may_read = self._may_start, self._may_read
        self._workers = Workers(tonight.state, desk, level, may_start, self._ended, tonight.stop, may_read)
        self._plan = Plan(
            tonight.state, record.id, record.date, tonight.settings.passes, can, Lasting(tonight.state.kept)
        )
        self._home = _identity(tonight.wiki)
        self._gathering = False
        self._named: tuple[int, Names] | None = None
        self._feed: asyncio.Task[None] | None = None

    def _tell(self, what: str) -> None:
        """Something for the morning, once a night."""
        state, night = self._t.state, self._t.record.id
        if what not in {said for _, _, said in state.nights.events(night)}:
            log.warning("%s", what)
            state.nights.event(night, self._t.clock.now().isoformat(timespec="seconds"), "told", what)

    async def run(self) -> Exit:
        """Work until nothing is left, the deadline, or a stop. Whatever happens, what is known is published."""
        self._publisher.begin()
        self._after_death()
        watch = asyncio.create_task(self._watch())
        try:
            await self._phases()
        finally:
            watch.cancel()
            self._gauge.stop()
            if gone := self._gone():
                raise gone
            self._beside.check()
            self._publisher.now()
        outcome = self._outcome()
        if outcome is not Exit.STOPPED:
            for fault in unaccounted(self._t.state):
                self._tell(fault)
        return outcome

    def _after_death(self) -> None:
        """What the last run left under way goes back into the queue; of each, one call may have been paid for and lost."""
        state = self._t.state
        under_way = state.queue.after_death()
        if under_way:
            log.info("the last run died with %d episodes under way; going on", len(under_way))
        for record in under_way:
            standing = fold(state.journal.steps(record.id, record.fails))
            if standing.unparsed is None and not standing.undone:
                state.nights.set_meta("repaid", str(int(state.nights.meta("repaid") or 0) + 1))

    async def _phases(self) -> None:
        async with self._fetcher() as fetcher, Sandbox() as sandbox:
            t, wake = self._t, self._workers.wake
            whole = t.brain_can.at_once == PAGE
            most, deepest = t.settings.most_pages, t.settings.deepest
            finding = Finding(t.state, fetcher, sandbox, t.base, most, deepest, self._tell)
            gather = Gather(
                t.state, fetcher, sandbox, t.clock, t.record.id, t.record.date, self._names, wake, t.base, self._tell, finding,
                at_once=whole, patient=t.deadline.end is not None,
            )  # fmt: skip
            while not self._t.stopping.is_set():
                await self._gather_and_work(gather)
                if self._t.stopping.is_set():
                    return
                self._beside.soon()
                if self._plan.next():
                    continue
                if gather.due() or self._turns.again():
                    continue
                if not (due := gather.next_due()):
                    return
                self._publisher.now()
                await self._wait_for(gather, due)

    async def _gather_and_work(self, gather: Gather) -> None:
        """Fetching and reading side by side, until both have run dry."""
        self._gathering = True

        async def feed() -> None:
            try:
                await gather.run()
            except asyncio.CancelledError:
                if not self._t.stopping.is_set():
                    raise  # else the night is over, and what was not fetched stays pending
            finally:
                self._gathering = False
                self._workers.wake()

        async with asyncio.TaskGroup() as group:
            self._feed = group.create_task(feed())
            group.create_task(self._workers.run(lambda: self._gathering))

    def _fetcher(self) -> Fetcher:
        settings = self._t.settings
        return Fetcher(
            base=self._t.base,
            allow_private=settings.allow_private,
            delay_s=settings.host_delay,
            limits=Limits(max_bytes=settings.max_source_bytes),
            clock=self._t.clock,
            cache=Cache(cache_folder() / "pages", keeps=False, allow_private=settings.allow_private),
            clones=database_path(self._t.wiki).parent / "git",
        )

    def _names(self) -> Names:
        """Pages settled before: what a reader may be told that there is. Not gone through for each document, as there are many."""
        pages = self._t.state.pages
        if self._named is None or self._named[0] != pages.puts:
            titles = {key(page.title): page.title for page in pages.all() if not page.gone_to}
            self._named = pages.puts, Names(titles)
        return self._named[1]

    def _may_start(self) -> bool:
        return not self._t.stopping.is_set() and not self._t.deadline.passed()

    def _may_read(self) -> bool:
        """While sources still come nothing else is planned, so that reading costs no time that something else could have had."""
        return self._gathering or self._turns.may_read()

    def _ended(self, record: EpisodeRecord) -> None:
        self._progress(record)
        if self._plan.ended(record):
            self._workers.wake()
        if record.kind == "read":
            self._beside.soon()

    def _broken(self) -> None:
        """The wiki cannot be published: nothing more is paid for."""
        self._stop_gently("the wiki could not be published")
        self._t.brain.stop(cut=True)

    async def _watch(self) -> None:
        """Ends the night at its deadline, or when it is asked to: first gently, then by breaking off what is in flight."""
        while not self._t.deadline.passed() and not self._t.stopping.is_set():
            if self._gone():
                self._stop_gently("the wiki's folder is gone")
                self._t.brain.stop(cut=True)
                return
            left = self._t.deadline.left()
            nap = 5.0 if left is None else max(0.05, min(5.0, left))
            try:
                await asyncio.wait_for(self._t.stopping.wait(), nap)
            except TimeoutError:
                continue
        self._stop_gently("the deadline")
        await self._t.clock.sleep(GRACE)
        self._t.brain.stop(cut=True)

    def _stop_gently(self, why: str) -> None:
        self._t.stop(why)
        if self._feed:
            self._feed.cancel()
        self._workers.wake()
        self._t.brain.stop()

    def _gone(self) -> Fatal | None:
        """That the wiki's folder is not where it was, if so: a night that goes on then pays for what nobody will find."""
        if _identity(self._t.wiki) == self._home:
            return None
        return Fatal(
            f"the wiki's folder {self._t.wiki} was removed or moved while the night ran, which is broken off so that nothing more is "
            "paid for. If it was moved, `nightwiki resume --wiki` and its new place go on"
        )

    async def _wait_for(self, gather: Gather, source: SourceRecord) -> None:
        """Wait until a source that was down is due, or for the end; the clock may jump meanwhile."""
        until = moment(source)
        log.info(
            "all else is done; waiting until %s to try %s again, which was away: %s (Ctrl-C stops, and `%s` goes on)",
            until.strftime("%H:%M:%S"), source.resource, source.reason, command("resume", self._t.wiki),
        )  # fmt: skip
        while not self._t.stopping.is_set() and not gather.due():
            left = (until - self._t.clock.now()).total_seconds()
            asked = asyncio.create_task(self._t.stopping.wait())
            nap = asyncio.create_task(self._t.clock.sleep(min(5.0, max(0.05, left))))
            _, pending = await asyncio.wait({asked, nap}, return_when=asyncio.FIRST_COMPLETED)
            for task in pending:
                task.cancel()

    def _outcome(self) -> Exit:
        """Which exit code this night earned."""
        state = self._t.state
        counts = state.queue.counts()
        sources = state.sources.all()
        pending = counts.get("pending", 0) + counts.get("running", 0)
        if self._t.stopping.is_set() or pending or any(row.state == "pending" for row in sources):
            return Exit.STOPPED
        if sources and not state.documents.ids():
            self._tell("Nothing of the sources could be read, so there is nothing to write.")
            return Exit.USAGE
        usage = state.journal.usage(self._t.record.id)
        if usage["calls"] and usage["calls"] == usage["bad"]:
            self._tell(f"Not one of the engine's {usage['calls']} replies could be used; no page was changed.")
            return Exit.SET_ASIDE
        if counts.get("set_aside"):
            return Exit.SET_ASIDE
        if self._t.settings.strict and any(row.state == "failed" for row in sources):
            return Exit.STRICT
        return Exit.DONE


def _identity(wiki: Path) -> tuple[int, int] | None:
    """Which file the wiki's database is; None if none is there."""
    try:
        how = database_path(wiki).stat()
    except OSError:
        return None
    return how.st_dev, how.st_ino
