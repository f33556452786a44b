"""Looking at what an engine tells of its crowd, now and then, so that the level need not find it out by its own timings alone.

Owns: when to look: on replies, seconds apart, so that nothing is asked while nothing is done; and when to stop, for good: where such a
page is not, or is something else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from agent.engine.client import Engine
from agent.engine.metrics import crowd
from agent.engine.probe import Server
from agent.engine.wire import Usage
from agent.night.level import Level

EVERY = 5.0  # seconds between two looks, at the least
MISSES = 3  # looks in a row that told nothing, after which there are no more
TELL: tuple[Server, ...] = ("vllm", "llama.cpp")  # others are not asked for a page that may be somebody else's


@dataclass(slots=True)
class Gauge:
    """Tells the level of each reply, and every few seconds what the engine says of its crowd. `clock` as `Clock.monotonic`."""

    engine: Engine
    server: Server
    level: Level
    clock: Callable[[], float]
    _looked: float = float("-inf")
    _misses: int = 0
    _look: asyncio.Task[None] | None = None

    def heard(self, usage: Usage) -> None:
        """One reply more."""
        self.level.heard(usage)
        if self.level.fixed or self.server not in TELL or self._misses >= MISSES:
            return
        if self.clock() - self._looked >= EVERY and (self._look is None or self._look.done()):
            self._looked = self.clock()
            self._look = asyncio.create_task(self._at_its_crowd())

    def stop(self) -> None:
        """Look no more."""
        self._misses = MISSES
        if self._look:
            self._look.cancel()

    async def _at_its_crowd(self) -> None:
        found = await crowd(self.engine)
        self._misses = 0 if found else self._misses + 1
        if found:
            self.level.seen(found)
