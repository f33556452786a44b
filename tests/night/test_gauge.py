"""What an engine tells of its crowd moves the level; one that tells nothing, or nonsense, is left alone. Over loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from agent.engine.client import Engine
from agent.engine.metrics import Crowd, crowd
from agent.engine.probe import Server
from agent.engine.wire import Usage
from agent.night.gauge import EVERY, MISSES, Gauge
from agent.night.level import MOST, START, Level
from tests.faults.engine import FaultEngine, Receive, Scope, Send

NAMES = 'engine="0",model_name="m {odd} \\"one\\""'


def page(running: float, waiting: float, put_out: float = 0, born: float = 1.5e9, cache: str = "") -> bytes:
    """As vLLM tells it, the lines that matter and a few that do not."""
    lines = [
        "# HELP vllm:num_requests_running Number of requests in model execution batches.",
        "# TYPE vllm:num_requests_running gauge",
        f"vllm:num_requests_running{{{NAMES}}} {running}",
        f"vllm:num_requests_waiting{{{NAMES}}} {waiting}",
        f'vllm:num_requests_waiting_by_reason{{{NAMES},reason="capacity"}} {waiting}',
        f"vllm:num_preemptions_total{{{NAMES}}} {put_out}",
        f"vllm:num_preemptions_created{{{NAMES}}} {born!r}",
        f"vllm:cache_config_info{{{cache}}} 1.0" if cache else "",
        'python_info{version="3.12"} 1.0',
    ]
    return "\n".join(lines).encode()


class Metered:
    """Answers /metrics with `body`, or with what `more` sends; counts how often it was asked."""

    def __init__(self) -> None:
        self.asked, self.status, self.body = 0, 200, b""
        self.more: Callable[[Send], Coroutine[Any, Any, None]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        assert scope["path"] == "/metrics", "nothing else is asked for"
        self.asked += 1
        await receive()
        await send(
            {"type": "http.response.start", "status": self.status, "headers": [(b"content-type", b"text/plain")]}
        )
        if self.more:
            await self.more(send)
        await send({"type": "http.response.body", "body": self.body})


class Bare(FaultEngine):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture
def metered() -> Iterator[tuple[Metered, str]]:
    app = Metered()
    with Bare(app=app) as server:
        yield app, server.url


def looks(
    url: str, pages: list[bytes], app: Metered, level: Level, server: Server = "vllm", usage: Usage | None = None
) -> list[int]:
    """The level after each of these pages was seen, a reply and a look of seconds apart each."""
    now, found = [0.0], []

    async def work() -> None:
        async with Engine(url) as engine:
            gauge = Gauge(engine, server, level, lambda: now[0])
            for body in pages:
                app.body = body
                gauge.heard(usage or Usage(prompt=1800, completion=200))
                if gauge._look:
                    await gauge._look
                found.append(level.now)
                now[0] += EVERY

    asyncio.run(asyncio.wait_for(work(), 60))
    return found


def level(now: int = 32, fixed: int | None = None) -> Level:
    made = Level(lambda: 0.0, fixed)
    made.now = fixed or now
    return made


def test_what_waits_in_two_looks_makes_it_fewer_and_a_short_queue_stays(metered: tuple[Metered, str]) -> None:
    app, url = metered
    assert looks(url, [page(20, 12)] * 3, app, level()) == [32, 24, 24]
    assert looks(url, [page(32, 9), page(32, 0), page(29, 3)], app, level()) == [32, 32, 32]


def test_what_was_put_out_of_the_cache_makes_it_fewer_unless_another_engine_tells_it(
    metered: tuple[Metered, str],
) -> None:
    app, url = metered
    assert looks(url, [page(32, 0, 5), page(32, 0, 9), page(32, 0, 9)], app, level()) == [32, 24, 24]
    assert looks(url, [page(32, 0, 5), page(32, 0, 9, born=1.6e9)], app, level()) == [32, 32]


@pytest.mark.parametrize(
    ("told", "most"),
    [
        ('block_size="16",num_gpu_blocks="1000"', 8),
        ('block_size="128",kv_cache_size_tokens="24000",num_gpu_blocks="4096"', 12),
        ('block_size="16",num_gpu_blocks="10"', 1),
        ('block_size="None",num_gpu_blocks="None"', 32),
    ],
)
def test_never_more_than_the_cache_holds_of_such_conversations(
    metered: tuple[Metered, str], told: str, most: int
) -> None:
    app, url = metered
    found = level()
    assert looks(url, [page(8, 0, cache=told)], app, found) == [most]
    for _ in range(20):
        found._more()
    assert found.now == (MOST if most == 32 else most)


def test_a_conversation_that_grows_leaves_room_for_fewer(metered: tuple[Metered, str]) -> None:
    app, url = metered
    found, told = level(), 'block_size="16",num_gpu_blocks="4000"'
    assert looks(url, [page(8, 0, cache=told)], app, found) == [32]
    for _ in range(200):
        found.heard(Usage(prompt=7000, completion=1000))
    assert looks(url, [page(8, 0, cache=told)], app, found, usage=Usage(prompt=7000, completion=1000)) == [8]


def test_llama_cpp_tells_it_in_its_own_words(metered: tuple[Metered, str]) -> None:
    app, url = metered
    body = b"# TYPE llamacpp:requests_processing gauge\nllamacpp:requests_processing 4\nllamacpp:requests_deferred 12\n"
    assert looks(url, [body, body], app, level(16), "llama.cpp") == [16, 8]


async def _endless(send: Send) -> None:
    for _ in range(2500):
        await send({"type": "http.response.body", "body": b"vllm:num_requests_waiting 9\n" * 2300, "more_body": True})


async def _broken(send: Send) -> None:
    await send({"type": "http.response.body", "body": page(1, 900)[:200], "more_body": True})
    raise ConnectionError


HOSTILE = {
    "not there": (404, b"", None), "a page": (200, b"<html>metrics</html>", None), "noise": (200, bytes(range(256)) * 4000, None),
    "one long line": (200, b"vllm:num_requests_waiting{" + b"}" * 3_000_000, None),
    "no figures": (200, page(float("nan"), float("inf")), None),
    "half": (200, b"vllm:num_requests_running 3", None), "endless": (200, b"", _endless), "broken off": (200, b"", _broken),
    "elsewhere": (302, b"", None),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_page_that_is_none_costs_nothing_and_is_not_asked_for_again(metered: tuple[Metered, str], name: str) -> None:
    app, url = metered
    app.status, body, app.more = HOSTILE[name]
    found = level()
    assert looks(url, [body] * 8, app, found) == [32] * 8
    assert app.asked == MISSES


@pytest.mark.parametrize("running", [-5.0, 9e99])
def test_figures_that_cannot_be_leave_at_least_half_and_one(metered: tuple[Metered, str], running: float) -> None:
    app, url = metered
    huge = page(running, 9e30, -7, cache='block_size="999999999999",num_gpu_blocks="999999999999"')
    assert looks(url, [huge, huge], app, level()) == [32, 16]
    assert looks(url, [huge] * 11, app, level())[-1] == 1


def test_it_looks_every_few_seconds_at_most_and_not_where_nobody_would_tell(metered: tuple[Metered, str]) -> None:
    app, url = metered
    app.body, now = page(1, 0), [0.0]

    async def work(server: Server, found: Level) -> None:
        async with Engine(url) as engine:
            gauge = Gauge(engine, server, found, lambda: now[0])
            for _ in range(100):
                gauge.heard(Usage(prompt=10, completion=10))
                if gauge._look:
                    await gauge._look
                now[0] += 0.2
            gauge.stop()
            gauge.heard(Usage())

    asyncio.run(work("vllm", level()))
    assert app.asked == 20 / EVERY
    for server, found in (
        ("other", level()),
        ("ollama", level()),
        ("rehearsal", level()),
        ("vllm", level(fixed=START)),
    ):
        asyncio.run(work(server, found))  # type: ignore[arg-type]
    assert app.asked == 20 / EVERY


def test_two_engines_of_one_server_are_one_crowd(metered: tuple[Metered, str]) -> None:
    app, url = metered
    caches = "".join(
        f'vllm:cache_config_info{{block_size="16",engine="{n}",num_gpu_blocks="100"}} 1.0\n' for n in range(2)
    )
    app.body = page(3, 1) + b"\n" + page(4, 2) + b"\n" + caches.encode()

    async def look() -> Crowd | None:
        async with Engine(url) as engine:
            return await crowd(engine)

    assert asyncio.run(look()) == Crowd(7, 3, 0, 3e9, 3200)
