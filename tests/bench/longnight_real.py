"""The check of the simulated night: a real night of the pilot, its engine as fast as the reference card on a clock that is moved.

`python -m tests.bench.longnight_real [--documents 40] [--workers 32]`. The pilot, its HTTP and its rows are real; what answers is the
rehearsal engine. Time stands still while the pilot works, and moves to the next reply once it has nothing left to do, so that hours are the
card's alone. A night over a fourth of the documents gives the kinds (calls a window, tokens a call); what the model makes of these for the
whole is compared with the night over the whole.
"""

from __future__ import annotations

import argparse
import asyncio
import heapq
import json
import logging
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from agent.clock import Clock
from agent.engine.rehearsal.app import create_app
from agent.state.state import State
from agent.state.store import database_path
from tests.bench.generated import names, report
from tests.bench.longnight import Card, kinds_of, simulate
from tests.faults.engine import FaultEngine
from tests.night.nights import night

QUIET = 0.15  # seconds in which nothing came and the process did next to nothing: the pilot waits for the engine
IDLE = 0.25  # of one core, under which it does next to nothing


class Moved(Clock):
    """A clock and a card in one: `passed` moves when the pilot is idle, to the end of the next call or of the next sleep."""

    def __init__(self, most: int, gathering: Callable[[], bool]) -> None:
        self.card, self.most, self.gathering = Card(), most, gathering
        self._lock, self._stopped = threading.Lock(), threading.Event()
        self._wakes: list[float] = []
        self._ended: set[int] = set()
        self._heard = time.monotonic()
        self._busy = 0.0  # streams times seconds
        self._number = 0

    def now(self) -> datetime:
        return datetime(2026, 11, 3, 22, 0, tzinfo=UTC) + timedelta(seconds=self.card.now)

    def monotonic(self) -> float:
        return self.card.now

    async def sleep(self, seconds: float) -> None:
        """Until so much time was moved."""
        wake = self.card.now + max(0.0, seconds)
        with self._lock:
            heapq.heappush(self._wakes, wake)
        while self.card.now < wake and not self._stopped.is_set():  # noqa: ASYNC110 (moved in another thread)
            await asyncio.sleep(0.005)

    async def answer(self, prompt: float, fresh: float, completion: float) -> None:
        """Take as long as the card does, with all else that it has at that time."""
        with self._lock:
            self._number += 1
            mine = self._number
            self.card.begin(prompt, fresh, completion, mine)
            self._heard = time.monotonic()
        while mine not in self._ended:  # noqa: ASYNC110 (there, too)
            await asyncio.sleep(0.005)

    def drive(self) -> None:
        """Move the time, in a thread, until `stop`."""
        spent, since = time.process_time(), time.monotonic()
        while not self._stopped.wait(0.01):
            if len(self.card.flying) < self.most:
                passed = time.monotonic() - since
                if passed < QUIET:
                    continue
                idle = (time.process_time() - spent) / passed < IDLE and time.monotonic() - self._heard > QUIET
                spent, since = time.process_time(), time.monotonic()
                if not idle:
                    continue
            if self.gathering():  # in other processes, whose time is not the card's
                continue
            with self._lock:
                self._move()
                self._heard = time.monotonic()

    def _move(self) -> None:
        ends = [self.card.next_end()] if self.card.flying else []
        self._wakes = [wake for wake in self._wakes if wake > self.card.now]
        if not (at := min([*ends, *self._wakes], default=0.0)):
            return
        self._busy += len(self.card.flying) * (at - self.card.now)
        self._ended |= set(self.card.run(at))

    def stop(self) -> None:
        self._stopped.set()

    @property
    def at_once(self) -> float:
        """Mean number of calls in flight."""
        return self._busy / max(self.card.now, 1e-9)


class Slow:
    """The rehearsal engine, at the pace of the card."""

    def __init__(self, clock: Moved) -> None:
        self.app, self.clock = create_app(), clock

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        parts: list[Any] = []

        async def keep(message: Any) -> None:
            parts.append(message)

        await self.app(scope, receive, keep)
        if scope["path"].endswith("/completions") and parts[0]["status"] == 200:
            usage = json.loads(b"".join(part.get("body", b"") for part in parts[1:]))["usage"]
            cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
            await self.clock.answer(usage["prompt_tokens"], usage["prompt_tokens"] - cached, usage["completion_tokens"])
        for part in parts:
            await send(part)


def real(folder: Path, documents: int, workers: int) -> dict[str, Any]:
    """A night over so many generated documents: calls, windows, hours of the card."""
    dice = random.Random(documents)
    things = names(documents * 2, dice)
    (folder / "docs").mkdir(parents=True)
    for number in range(documents):
        about = report(number, dice.sample(things, 4), things, dice)
        (folder / "docs" / f"report-{number}.md").write_text(about, encoding="utf-8")
    wiki = folder / "wiki"

    def gathering() -> bool:
        return database_path(wiki).exists() and 0 < _stored(wiki) < documents

    clock = Moved(workers, gathering)
    driver = threading.Thread(target=clock.drive, daemon=True)
    with FaultEngine(app=Slow(clock)) as engine:
        driver.start()
        how: dict[str, Any] = {"workers": workers, "model": "rehearsal", "at_once": "page", "judges": "yes"}
        code = night(wiki, [str(folder / "docs")], engine.url, clock, **how)
        clock.stop()
        driver.join()
    with State.to_read(wiki) as state:
        usage, read = state.journal.usage(1), state.journal.windows_read(1)
    return {
        "exit": code,
        "windows": read,
        "calls": usage["calls"],
        "hours": clock.card.now / 3600,
        "at_once": round(clock.at_once, 1),
    }


def _stored(wiki: Path) -> int:
    with sqlite3.connect(f"file:{database_path(wiki)}?mode=ro", uri=True) as db:
        tables = db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'documents'").fetchone()[0]
        return int(db.execute("SELECT count(*) FROM documents").fetchone()[0]) if tables else 0


def main() -> None:
    """Print both, and how far apart they are."""
    parser = argparse.ArgumentParser(prog="tests.bench.longnight_real")
    parser.add_argument("--documents", type=int, default=40)
    parser.add_argument("--workers", type=int, default=32)
    options = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as folder:
        small = real(Path(folder) / "small", options.documents // 4, options.workers)
        whole = real(Path(folder) / "whole", options.documents, options.workers)
        kinds = {size: kinds_of(Path(folder) / size / "wiki") for size in ("small", "whole")}
    for size, of in kinds.items():
        found = simulate(whole["windows"], 1e9, kinds=of, workers=options.workers)
        calls = sum(found.calls.values())
        print(json.dumps({
            "kinds of": size, "model": {"calls": calls, "hours": round(found.seconds / 3600, 4), "at_once": round(found.streams, 1)},
            "calls": round(calls / whole["calls"], 3), "hours": round(found.seconds / 3600 / whole["hours"], 3),
        }))  # fmt: skip
    print(json.dumps({"small": small, "whole": whole}))


if __name__ == "__main__":
    main()
