"""How many at once are best for a real engine, and what the pilot's own level comes to on it.

    levels.py URL NOTED.jsonl OUT.json [--fixed 8,16,32,64] [--seconds 40] [--climb 120]

Requests of a night that was noted (`tests.bench.recorded`) are sent again for so many seconds with each number at once, then with as many
as `Level` and `Gauge` find, in one order drawn once, so that each stretch holds the same kinds. Each has a number of its own behind its
system prompt (nothing else is read from the cache) and is answered with as many tokens as in that night, whatever they are; so a server
with dummy weights does. What was written and read is what the server counts itself. `tokens_s`: written a second; `work_s`: with what was
read and was not in the cache, as `Level` weighs it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import httpx2

from agent.engine.client import Engine
from agent.engine.metrics import counts
from agent.engine.wire import Usage
from agent.night.gauge import Gauge
from agent.night.level import PREFILL, Level

SETTLES = 4.0  # seconds after which a fixed number is measured
Line = dict[str, Any]


class Crowd:
    """As many requests on their way as a level says."""

    def __init__(self, url: str, lines: list[Line], level: Level, http: httpx2.AsyncClient) -> None:
        self.url, self.lines, self.level, self.http = url, lines, level, http
        self.engine = Engine(url)
        self.gauge = Gauge(self.engine, "vllm", level, time.monotonic)
        self.number = count()
        self.levels: list[tuple[float, int]] = []

    async def one(self) -> None:
        """One request, and what it tells the level."""
        number = next(self.number)
        line = self.lines[number % len(self.lines)]
        messages = [dict(message) for message in line["request"]["messages"]]
        messages[-1]["content"] = f"{time.time_ns()} {messages[-1]['content']}"
        body = {
            "model": self.engine.model,
            "messages": messages,
            "max_tokens": max(1, line["written"]),
            "ignore_eos": True,
        }
        began = time.monotonic()
        answer = await self.http.post(f"{self.url}/chat/completions", json=body)
        usage = answer.raise_for_status().json()["usage"]
        cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
        self.gauge.heard(
            Usage(
                prompt=usage["prompt_tokens"],
                completion=usage["completion_tokens"],
                cached=cached,
                seconds=time.monotonic() - began,
            )
        )

    async def run(self, seconds: float) -> None:
        """Until that time is over; who is on the way then is not waited for."""
        until, running = time.monotonic() + seconds, set[asyncio.Task[None]]()
        while (now := time.monotonic()) < until:
            if not self.levels or self.levels[-1][1] != self.level.now:
                self.levels.append((round(now - until + seconds, 1), self.level.now))
            while len(running) < self.level.now:
                running.add(asyncio.create_task(self.one()))
            done, running = await asyncio.wait(running, timeout=until - now, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
        self.gauge.stop()
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def counted(engine: Engine) -> tuple[float, float, float]:
    """Now, tokens written, tokens read that were not in the cache."""
    found = await counts(engine)
    read = found["vllm:prompt_tokens_total"] - found.get("vllm:prefix_cache_hits_total", 0.0)
    return time.monotonic(), found["vllm:generation_tokens_total"], read


async def stretch(url: str, lines: list[Line], model: str, fixed: int | None, seconds: float, settles: float) -> Line:
    """One number at once, or as many as are found, and what came of it after it settled, in halves."""
    level = Level(time.monotonic, fixed)
    async with httpx2.AsyncClient(timeout=600, limits=httpx2.Limits(max_connections=None), trust_env=False) as http:
        crowd = Crowd(url, lines, level, http)
        crowd.engine.model = model
        work = asyncio.create_task(crowd.run(seconds))
        looks = []
        for wait in (settles, (seconds - settles) / 2 - 1, (seconds - settles) / 2 - 1):
            await asyncio.sleep(wait)
            looks.append(await counted(crowd.engine))
        await work
    row: Line = {"at_once": fixed or "found", "levels": crowd.levels}
    for name, (first, last) in {"": (0, 2), "later_": (1, 2)}.items():
        took, written, read = (b - a for a, b in zip(looks[first], looks[last], strict=True))
        row |= {
            f"{name}tokens_s": round(written / took, 1),
            f"{name}work_s": round((written + read / PREFILL) / took, 1),
        }
    await asyncio.sleep(1)  # what was called off is gone from the server
    return row


async def main(
    url: str, lines: list[Line], keep: Callable[[list[Line]], object], fixed: list[int], seconds: float, climb: float
) -> None:
    """All of them; `keep` is given what is done, each time there is more."""
    async with httpx2.AsyncClient(trust_env=False) as http:
        model = (await http.get(f"{url}/models")).json()["data"][0]["id"]
    rows = []
    for number in (*fixed[:1], None, *fixed[1:]):
        took, settles = (seconds, SETTLES) if number else (climb, 0.5)
        rows.append(await stretch(url, lines, model, number, took, settles))
        print(json.dumps(rows[-1]), flush=True)
        keep(rows)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("noted", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--fixed", default="32,16,64,8")
    parser.add_argument("--seconds", type=float, default=40)
    parser.add_argument("--climb", type=float, default=120)
    given = parser.parse_args()
    noted = [json.loads(line) for line in given.noted.read_text().splitlines()]
    random.Random(1).shuffle(noted)
    numbers = [int(n) for n in given.fixed.split(",")]

    def keep(rows: list[Line]) -> None:
        """What is done lies in the file at every moment."""
        given.out.write_text(json.dumps(rows, indent=1))

    asyncio.run(main(given.url, noted, keep, numbers, given.seconds, given.climb))
