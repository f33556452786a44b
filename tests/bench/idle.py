"""What the pilot makes of an engine: its tokens a second beside a plain load generator's that sends the same requests as many at once.

    python -m tests.bench.idle SOURCES… [--engine URL] [--workers 1,8,32,auto] [--json FILE] [--work FOLDER]

Each night is run in a process of its own and its requests noted, from its first window on (the audition is another matter); then they are
sent again in that order, so many at once, by a loop that does nothing else. `ratio` is the night's tokens a second ÷ the loop's; `idle` the
share of its places that were empty, `none` of the time in which none was taken. Without an engine, one at the pace of the reference card
(`paced`) is asked, which answers the second time from what it keeps: a first night, unpaced, fills it and is not counted. A vLLM with
VLLM_SERVER_DEV_MODE=1 forgets its prefixes before each.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx2

Line = dict[str, Any]
PATIENCE = 600.0
AUTO = "auto"


def night(
    engine: str, sources: Sequence[str], wiki: Path, workers: str, flags: Sequence[str]
) -> tuple[list[Line], float]:
    """Run one; returns its requests from the first window on, and the CPU seconds of its process."""
    noted = wiki.with_suffix(".jsonl")
    words = ["run", *sources, "--wiki", str(wiki), "--engine", engine, *flags]
    words += [] if workers == AUTO else ["--workers", workers]
    process = os.posix_spawn(
        sys.executable, [sys.executable, "-m", "tests.bench.recorded", str(noted), *words], os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, n, f"{wiki}.log", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600) for n in (1, 2)],
    )  # fmt: skip
    _, status, used = os.wait4(process, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 3, 7):
        raise SystemExit(f"the night failed: {Path(f'{wiki}.log').read_text()[-2000:]}")
    lines = [json.loads(line) for line in noted.read_text().splitlines()]
    first = next((n for n, line in enumerate(lines) if line["kind"] == "read"), 0)
    return lines[first:], used.ru_utime + used.ru_stime


async def replay(engine: str, lines: Sequence[Line], at_once: int) -> list[Line]:
    """Send the same requests again, so many at once, each as soon as there is a place."""
    waiting, done = iter(lines), list[Line]()
    limits = httpx2.Limits(max_connections=None, max_keepalive_connections=256)

    async def one(http: httpx2.AsyncClient) -> None:
        for line in waiting:
            began = time.monotonic()
            answer = await http.post(f"{engine}/chat/completions", json=line["request"])
            usage = answer.json().get("usage") or {}
            done.append({"began": began, "ended": time.monotonic(), "written": usage.get("completion_tokens", 0)})

    async with httpx2.AsyncClient(timeout=PATIENCE, limits=limits, trust_env=False) as http:
        await asyncio.gather(*(one(http) for _ in range(at_once)))
    return done


def pace(spans: Sequence[tuple[float, float]], written: int, places: int) -> dict[str, float]:
    """Calls and tokens a second over the time from the first request to the last reply, and how much of the places stood empty."""
    begin, end = min(began for began, _ in spans), max(ended for _, ended in spans)
    took = max(1e-9, end - begin)
    ticks = sorted([(began, 1) for began, _ in spans] + [(ended, -1) for _, ended in spans])
    n, none = 0, 0.0
    for (at, step), (later, _) in pairwise(ticks):
        n += step
        none += (later - at) * (n == 0)
    busy = sum(ended - began for began, ended in spans)
    return {
        "seconds": round(took, 2), "calls_s": round(len(spans) / took, 2), "tokens_s": round(written / took, 1),
        "idle": round(max(0.0, 1 - busy / (took * places)), 3), "none": round(none / took, 3),
    }  # fmt: skip


def most_at_once(lines: Sequence[Line]) -> int:
    """The most requests that were on their way at a time."""
    ticks = sorted([(line["began"], 1) for line in lines] + [(line["ended"], -1) for line in lines])
    n = most = 0
    for _, step in ticks:
        n += step
        most = max(most, n)
    return most


def beside(engine: str, sources: Sequence[str], work: Path, workers: str, flags: Sequence[str], *, own: bool) -> Line:
    """One night and its replay. With our `own` engine its log tells when a request was really there, not when the pilot heard of it."""
    _fresh(engine, own=own)
    lines, cpu = night(engine, sources, work / f"wiki-{workers}", workers, flags)
    at_once = int(workers) if workers != AUTO else most_at_once(lines)
    spans = _seen(engine, len(lines)) if own else [(line["began"], line["ended"]) for line in lines]
    ours = pace(spans, sum(line["written"] for line in lines), at_once)
    _fresh(engine, own=own)
    again = asyncio.run(replay(engine, lines, at_once))
    plain = pace([(line["began"], line["ended"]) for line in again], sum(line["written"] for line in again), at_once)
    return {
        "workers": workers, "at_once": at_once, "calls": len(lines), "cpu_s_call": round(cpu / max(1, len(lines)), 4),
        "ratio": round(ours["tokens_s"] / max(1e-9, plain["tokens_s"]), 3), "pilot": ours, "plain": plain,
    }  # fmt: skip


def _fresh(engine: str, *, own: bool) -> None:
    root = engine.removesuffix("/v1")
    with suppress(OSError):  # 404 where it is no vLLM in that mode
        _post(f"{root}/_pace" if own else f"{root}/reset_prefix_cache", {"clear": True})


def _seen(engine: str, count: int) -> list[tuple[float, float]]:
    with urllib.request.urlopen(f"{engine.removesuffix('/v1')}/_log", timeout=30) as answer:
        return [(row[0], row[1]) for row in json.load(answer)[-count:]]


def _post(url: str, body: dict[str, Any]) -> None:
    request = urllib.request.Request(
        url, json.dumps(body).encode(), {"Content-Type": "application/json"}, method="POST"
    )
    urllib.request.urlopen(request, timeout=30).read()


@contextmanager
def engine_of_our_own(sources: Sequence[str], work: Path, flags: Sequence[str]) -> Iterator[str]:
    """The paced engine, with its replies to these sources made."""
    process = subprocess.Popen([sys.executable, "-m", "tests.bench.paced"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        time.sleep(1)
        _post(f"{url.removesuffix('/v1')}/_pace", {"paced": False})
        night(url, sources, work / "wiki-first", "8", flags)
        _post(f"{url.removesuffix('/v1')}/_pace", {"paced": True, "clear": True})
        yield url
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    """Measure, and print a line for each number of workers."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("sources", nargs="+")
    parser.add_argument("--engine")
    parser.add_argument("--workers", default="1,8,32")
    parser.add_argument("--work", type=Path)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--flags", default="", help="more words for `nightwiki run`")
    given = parser.parse_args()
    work = given.work or Path(tempfile.mkdtemp(prefix="nightwiki-idle-"))
    work.mkdir(parents=True, exist_ok=True)
    sources, flags, found = [str(Path(one).resolve()) for one in given.sources], given.flags.split(), list[Line]()

    def measure(engine: str) -> None:
        for workers in given.workers.split(","):
            found.append(beside(engine, sources, work, workers, flags, own=not given.engine))
            print(json.dumps(found[-1]), flush=True)
            if given.json:
                given.json.write_text(json.dumps(found, indent=1))

    if given.engine:
        measure(given.engine)
    else:
        with engine_of_our_own(sources, work, flags) as engine:
            measure(engine)


if __name__ == "__main__":
    main()
