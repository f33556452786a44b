"""A night in simulated time: the pilot's own seconds of computing, and an engine's that pass at once. No load of the machine shows in it.

    python -m tests.bench.simulated SOURCES… [--workers 1,8,32,auto] [--free] [--json FILE]

The engine is `paced`'s: the rehearsal engine's replies at the pace of the reference card (52 tokens a second alone, 642 at 32), made
outside of the time. Everything else is the night itself, but for what is not the pilot's in it: reading documents, which processes of
their own do, and the way over the wire, for which a call is charged WIRE seconds. `--free` charges nothing, computing neither: what is
left are the tails, and the figures are the same on every machine. Beside each night the time in which a plain loop gets the same replies
in the same order, as many at once, none waiting for another (`plain`), and what no order could beat, as replies hang on each other
(`bound`; `possible` is its share of the night). `lost` tells what was in flight while places were empty.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import selectors
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx2

from agent.clock import Clock
from agent.config import load
from agent.engine.client import Engine
from agent.engine.rehearsal import tokens
from agent.engine.rehearsal.app import VERSION
from agent.engine.rehearsal.completion import Envelope, limited
from agent.engine.rehearsal.mind import answer_to
from agent.engine.rehearsal.request import parse, prompt_of
from agent.night.orders import order
from agent.night.start import run_night
from agent.sources.discover import Discovered, What, discover
from agent.sources.extract import Extracted, extract
from agent.sources.sandbox import Sandbox
from agent.state.state import State
from tests.bench.bound import Span, chain, least, lost
from tests.bench.idle import AUTO
from tests.bench.paced import Streams

WIRE = 0.006  # CPU seconds of the client's libraries a call (openai, httpx2: measured over loopback)
WINDOW = 16_384
TOLD = {
    "/models": {"data": [{"id": "rehearsal", "max_model_len": WINDOW}]},
    "/version": {"version": VERSION},
    "/health": {},
}


class Time:
    """The loop's: computing passes it (unless `free`), waiting is skipped, and what is `apart` takes none."""

    def __init__(self, *, free: bool) -> None:
        self.free, self.skipped, self._apart = free, 0.0, 0.0

    def now(self) -> float:
        """Seconds."""
        return self.skipped + (0.0 if self.free else time.process_time() - self._apart)

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is computed in here is not the pilot's."""
        began = time.process_time()
        try:
            yield
        finally:
            self._apart += time.process_time() - began

    def charge(self, seconds: float) -> None:
        """As if so much had been computed."""
        if not self.free:
            self.skipped += seconds


class _Skipping(selectors.DefaultSelector):
    """Never waits for a moment that only a timer could bring: the moment comes."""

    time: Time

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found = super().select(0)
        if found or timeout is None or timeout <= 0:
            return found or super().select(timeout)
        self.time.skipped += timeout
        return []


class SimulatedLoop(asyncio.SelectorEventLoop):
    """An event loop on that time."""

    def __init__(self, passing: Time) -> None:
        selector = _Skipping()
        selector.time = passing
        super().__init__(selector)
        self._passing = passing

    def time(self) -> float:
        """Seconds of the simulated time."""
        return self._passing.now()


class SimulatedClock(Clock):
    """The night's clock: its wall time stands, its other goes with the loop."""

    def __init__(self, passing: Time) -> None:
        self._passing = passing

    def monotonic(self) -> float:
        return self._passing.now()


@dataclass(slots=True)
class Card:
    """The engine: replies of the rehearsal's rules, each as late as all that run beside it make it. `spans`: of each call when it began and
    ended, its tokens, and what was asked for.
    """

    time: Time
    spans: list[Span] = field(default_factory=list)
    _kept: dict[str, tuple[str, int]] = field(default_factory=dict)
    _streams: Streams = field(init=False)

    def __post_init__(self) -> None:
        self._streams = Streams(now=self.time.now)

    async def complete(self, request: dict[str, Any]) -> str:
        """The raw body of a reply."""
        raw, written = self._reply(request)
        self.time.charge(WIRE)
        await self.write(written, request["response_format"]["json_schema"]["name"])
        return raw

    async def write(self, written: int, name: str = "") -> None:
        """Return once so many tokens are written."""
        began = self.time.now()
        self.spans.append((began, await self._streams.write(written), written, name))

    def _reply(self, request: dict[str, Any]) -> tuple[str, int]:
        with self.time.apart():
            name = hashlib.sha256(json.dumps(request).encode()).hexdigest()
            if name not in self._kept:
                asked = parse(request)
                prompt = prompt_of(asked, WINDOW)
                answer = limited(answer_to(asked), asked.max_tokens or WINDOW)
                whole = Envelope(name, "rehearsal", tokens.count(prompt), 0).whole(answer)
                self._kept[name] = (json.dumps(whole), answer.count())
            return self._kept[name]


def simulated(work: Callable[[], Any], passing: Time) -> Any:
    """Call it with every loop that it makes on that time."""

    class Policy(asyncio.DefaultEventLoopPolicy):
        def new_event_loop(self) -> asyncio.AbstractEventLoop:
            return SimulatedLoop(passing)

    before = asyncio.get_event_loop_policy()
    asyncio.set_event_loop_policy(Policy())
    try:
        return work()
    finally:
        asyncio.set_event_loop_policy(before)


def night(sources: Sequence[str], wiki: Path, card: Card, **flags: Any) -> int:
    """A night against that card; returns its exit code."""
    passing = card.time

    async def complete(self: Engine, request: dict[str, Any], seconds: float | None = None) -> str:
        return await card.complete(request)

    async def read(self: Sandbox, data: bytes, media: str, resource: str, *, timeout_s: float = 60) -> Extracted:
        with passing.apart():
            return extract(data, media, resource)

    async def look(
        self: Sandbox, data: bytes, media: str, resource: str, what: What, *, timeout_s: float = 60
    ) -> Discovered:
        with passing.apart():
            return discover(data, media, resource, what)

    async def look_up(self: Engine, path: str, *, root: bool = False) -> httpx2.Response:
        return httpx2.Response(200 if path in TOLD else 404, json=TOLD.get(path, {}))

    async def here(work: Callable[..., Any], *given: Any, **named: Any) -> Any:
        return work(*given, **named)

    with (
        patch.object(Engine, "_complete", complete), patch.object(Engine, "get", look_up), patch.object(Sandbox, "extract", read),
        patch.object(Sandbox, "discover", look), patch("asyncio.to_thread", here),
    ):  # fmt: skip
        settings = load(
            wiki, {"engine": "http://127.0.0.1:9/v1", "wire": "schema", "at_once": "page", "judges": "yes", **flags}
        )
        asked = order(list(sources), wiki, settings, None, None, SimulatedClock(passing), lambda record, state: None)
        return int(simulated(lambda: run_night(asked), passing))


def plain(sizes: Sequence[int], at_once: int) -> float:
    """Seconds in which so many at once get replies of these sizes, each as soon as there is a place."""
    passing = Time(free=True)
    card, waiting = Card(passing), iter(sizes)

    async def one() -> None:
        for size in waiting:
            await card.write(size)

    async def every() -> None:
        await asyncio.gather(*(one() for _ in range(at_once)))

    simulated(lambda: asyncio.run(every()), passing)
    return passing.now()


def measure(sources: Sequence[str], workers: int | str, *, free: bool, **flags: Any) -> dict[str, Any]:
    """One night: its tokens a second ÷ the plain loop's, its seconds, and how much of its places stood empty.

    With `auto` workers it finds their number; the loop has as many as it had at most.
    """
    folder = Path(tempfile.mkdtemp(prefix="nightwiki-simulated-"))
    card = Card(Time(free=free))
    cpu = time.process_time()
    try:
        night(sources, folder / "wiki", card, **({} if workers == AUTO else {"workers": workers}), **flags)
        with State.to_read(folder / "wiki") as state:
            longest = chain(state)
    finally:
        shutil.rmtree(folder)
    asked, workers = workers, int(workers) if workers != AUTO else most(card.spans)
    begin, end = min(span[0] for span in card.spans), max(span[1] for span in card.spans)
    sizes = [size for _, _, size, _ in sorted(card.spans)]
    again = plain(sizes, workers)
    bound = least(sum(sizes), longest, workers)
    busy = sum(ended - began for began, ended, _, _ in card.spans)
    return {
        "workers": asked, "most": workers, "calls": len(sizes), "tokens": sum(sizes), "seconds": round(end - begin, 1),
        "plain": round(again, 1), "ratio": round(again / (end - begin), 3), "idle": round(1 - busy / (workers * (end - begin)), 3),
        "chain": longest, "bound": round(bound, 1), "possible": round(bound / (end - begin), 3), "lost": lost(card.spans, workers),
        "cpu_s": round(time.process_time() - cpu, 1), "course": course(card),
    }  # fmt: skip


def most(spans: Sequence[Span]) -> int:
    """How many were written at once at the most."""
    ticks = sorted([(began, 1) for began, _, _, _ in spans] + [(ended, -1) for _, ended, _, _ in spans])
    return max(accumulate(step for _, step in ticks))


def course(card: Card) -> dict[str, str]:
    """When the calls of each kind began and ended, in seconds of the night, how many there were, and the tokens of the longest."""
    first = min(span[0] for span in card.spans)
    found: dict[str, list[tuple[float, float, int, str]]] = {}
    for span in sorted(card.spans):
        found.setdefault(span[3], []).append(span)
    return {
        name: f"{spans[0][0] - first:.0f}-{max(span[1] for span in spans) - first:.0f} ({len(spans)}, {max(span[2] for span in spans)})"
        for name, spans in found.items()
    }


def main() -> None:
    """Measure, a line for each number of workers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--workers", default="1,8,32")
    parser.add_argument("--free", action="store_true")
    parser.add_argument("--json", type=Path)
    given = parser.parse_args()
    sources = [str(Path(one).resolve()) for one in given.sources]
    found = []
    for workers in given.workers.split(","):
        found.append(measure(sources, workers if workers == AUTO else int(workers), free=given.free))
        print(json.dumps(found[-1]), flush=True)
        if given.json:
            given.json.write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
