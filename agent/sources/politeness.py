"""How we behave towards hosts: robots.txt honoured, one request at a time, with a pause between two.

Keeps robots.txt in memory for the night. Imports the clock and the errors.
"""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx2
from protego import Protego

from agent.clock import Clock
from agent.errors import SourceFailed, SourceUnavailable

NAME = "nightwiki"  # what robots.txt calls us
LONGEST_PAUSE = 30.0  # seconds of a crawl-delay that are honoured
_DAY = 86_400.0  # RFC 9309, 2.4: a robots.txt should not be used for longer
_SOON = 60.0  # seconds until a robots.txt that was not to be had is asked for again


@dataclass(slots=True)
class _Queue:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    free_at: float = 0.0


class Turns:
    """One request at a time for each host, and a pause after it."""

    def __init__(self, clock: Clock, delay_s: float) -> None:
        self._clock = clock
        self._delay_s = delay_s
        self._queues: defaultdict[str, _Queue] = defaultdict(_Queue)

    @asynccontextmanager
    async def turn(self, url: str, crawl_delay: float = 0.0) -> AsyncIterator[None]:
        """Wait until it is our turn at the host of `url`. Hold at most one turn at a time."""
        queue = self._queues[httpx2.URL(url).netloc.decode("ascii")]
        async with queue.lock:
            wait = queue.free_at - self._clock.monotonic()
            if wait > 0:
                await self._clock.sleep(wait)
            try:
                yield
            finally:
                queue.free_at = self._clock.monotonic() + max(self._delay_s, crawl_delay)


@dataclass(slots=True)
class _Rules:
    """What one origin's robots.txt says; `refusal` when it could not be had."""

    protego: Protego | None
    refusal: str | None
    until: float
    retry_after: float | None = None
    nobody: bool = False


class Robots:
    """The robots.txt of each origin, asked for once. `read` gets the URL of a robots.txt and gives its text.

    `read` raises SourceFailed if there is none (then everything is allowed), SourceUnavailable in an outage (then the
    page is unavailable too, RFC 9309 2.3.1.4).
    """

    def __init__(self, clock: Clock, read: Callable[[str], Awaitable[str]]) -> None:
        self._clock = clock
        self._read = read
        self._rules: dict[str, _Rules] = {}
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def delay(self, url: str) -> float:
        """The crawl-delay in seconds for `url`. Raises SourceFailed if robots.txt forbids it, SourceUnavailable in an outage."""
        parsed = httpx2.URL(url)
        origin = f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"
        async with self._locks[origin]:
            rules = self._rules.get(origin)
            if rules is None or rules.until < self._clock.monotonic():
                rules = self._rules[origin] = await self._ask(f"{origin}/robots.txt")
        if rules.refusal is not None:
            raise SourceUnavailable(rules.refusal, retry_after=rules.retry_after, nobody=rules.nobody)
        if rules.protego is None:
            return 0.0
        if not rules.protego.can_fetch(url, NAME):
            raise SourceFailed(f"The robots.txt of {parsed.host} does not allow reading this page.")
        return min(LONGEST_PAUSE, rules.protego.crawl_delay(NAME) or 0.0)

    async def _ask(self, url: str) -> _Rules:
        now = self._clock.monotonic()
        try:
            return _Rules(Protego.parse(await self._read(url)), None, now + _DAY)
        except SourceUnavailable as outage:
            return _Rules(None, f"{url} is not to be had: {outage}", now + _SOON, outage.retry_after, outage.nobody)
