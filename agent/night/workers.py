"""The workers: N episodes at once, each to its end; what goes wrong in one costs only that one.

Owns: who works on what, and what each class of error does to an episode. Waiting for the engine is the brain's business.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field

from agent.episode import loop
from agent.episode.ask import Ask
from agent.episode.compare import Compare
from agent.episode.identify import Identify
from agent.episode.loop import Desk, Failed
from agent.episode.overview import Overview
from agent.episode.pair import Pair
from agent.episode.question import Question
from agent.episode.read import Read
from agent.episode.release import Release
from agent.episode.script import Script
from agent.episode.tend import Tend
from agent.episode.verdict import Verdict
from agent.episode.wanted import Filing, Wanted
from agent.episode.write import Write
from agent.errors import BudgetSpent, ContextOverflow, RequestRejected
from agent.night.level import Level
from agent.state.queue import EpisodeRecord
from agent.state.state import State

SCRIPTS: dict[str, type[Script]] = {
    "read": Read, "wanted": Wanted, "filing": Filing, "pair": Pair, "identify": Identify, "compare": Compare, "release": Release,
    "question": Question, "verdict": Verdict, "write": Write, "tend": Tend, "overview": Overview, "ask": Ask,
}  # fmt: skip

LAST = 4  # windows for each place that are the last ones, of which the longest is read first
log = logging.getLogger("nightwiki")


@dataclass(slots=True)
class Workers:
    """Works the queue off, as many episodes at once as the level says. `may_start` says whether there is time for another one, `may_read`
    for one that reads a window; `done` is told of each that ended, `spent` when the brain says that time or budget is over.
    """

    state: State
    desk: Desk
    level: Level
    may_start: Callable[[], bool]
    done: Callable[[EpisodeRecord], None]
    spent: Callable[[str], None]
    may_read: Callable[[], bool] = lambda: True
    _more: asyncio.Event = field(default_factory=asyncio.Event)
    _busy: int = 0

    def wake(self) -> None:
        """There is something new in the queue, or time to look whether to stop."""
        self._more.set()

    async def run(self, feeding: Callable[[], bool]) -> None:
        """Work until the queue is empty and nothing is `feeding` it. Suspects of a death run first, one at a time."""
        for suspect in [record for record in self.state.queue.by_state("pending") if record.alone]:
            if not self.may_start():
                return
            self.state.queue.started(suspect.id)
            await self._episode(suspect)
        async with asyncio.TaskGroup() as group:
            while self.may_start():
                self._more.clear()
                while self._busy < self.level.now and (record := self._next()):
                    self.state.queue.started(record.id)
                    self._busy += 1
                    group.create_task(self._work(record))
                if self._busy < self.level.now:
                    self.level.idle()
                    if not self._busy and not feeding():
                        return
                await self._more.wait()

    def _next(self) -> EpisodeRecord | None:
        few = LAST * self.level.now if self.level.now > 1 else 0
        return self.state.queue.next(reading=self.may_read(), few=few) if self.may_start() else None

    async def _work(self, record: EpisodeRecord) -> None:
        try:
            await self._episode(record)
        finally:
            self._busy -= 1
            self._more.set()

    async def _episode(self, record: EpisodeRecord) -> None:
        """One episode to its end, whatever that is."""
        queue = self.state.queue
        try:
            await loop.run(SCRIPTS[record.kind](record, self.state), self.desk)
        except KeyError as gone:
            queue.set_aside(record.id, f"its subject is gone: {gone}")
        except Failed as failure:
            if queue.failed(record.id, str(failure)):
                log.warning("set aside %s: %s", record.id, failure)
        except RequestRejected as rejected:
            queue.set_aside(record.id, str(rejected))
            log.warning("set aside %s: %s", record.id, rejected)
        except ContextOverflow as overflow:
            self._halve(record, overflow)
        except BudgetSpent as spent:
            queue.put_back(record.id)
            self.spent(str(spent))
            return
        except asyncio.CancelledError:
            queue.put_back(record.id)
            raise
        else:
            queue.finished(record.id)
        self.done(record)

    def _halve(self, record: EpisodeRecord, overflow: ContextOverflow) -> None:
        halves = SCRIPTS[record.kind](record, self.state).halves()
        if not halves:
            self.state.queue.set_aside(record.id, f"too long for the engine's window: {overflow}")
            return
        with self.state.transaction("episode:halved"):
            self.state.queue.add(halves)
        self.state.queue.finished(record.id, "cut in two: too long for the engine's window")
