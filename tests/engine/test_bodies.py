"""Answers that are larger than any engine's: read only so far, whatever asks for them."""

from __future__ import annotations

import gzip
import json
import tracemalloc
from collections.abc import Coroutine, Iterator
from typing import Any

import pytest

from agent.engine.bodies import LARGEST
from agent.engine.client import Engine
from agent.errors import EngineDown
from tests.engine.helpers import call, run
from tests.faults.engine import FaultEngine, Receive, Scope, Send

GOOD = b'{"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]}'


class Endless:
    """Answers with so much that it never comes to an end by itself."""

    def __init__(self) -> None:
        self.status = 200
        self.headers: list[tuple[bytes, bytes]] = []
        self.asked: dict[str, str] = {}
        self.body = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked = {name.decode(): value.decode() for name, value in scope["headers"]}
        await receive()
        headers = [(b"content-type", b"application/json"), *self.headers]
        await send({"type": "http.response.start", "status": self.status, "headers": headers})
        if self.body:
            await send({"type": "http.response.body", "body": self.body})
            return
        for _ in range(40 * LARGEST // 65536):
            await send({"type": "http.response.body", "body": b" " * 65536, "more_body": True})
        await send({"type": "http.response.body", "body": GOOD})


class Bare(FaultEngine):
    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture
def endless() -> Iterator[tuple[Endless, str]]:
    app = Endless()
    with Bare(app=app) as server:
        yield app, server.url


def refused(work: Coroutine[Any, Any, Any]) -> str:
    with pytest.raises(EngineDown) as caught:
        run(work)
    return str(caught.value)


async def ask(url: str, what: str) -> Any:
    async with Engine(url, model="m") as engine:
        if what == "think":
            return await engine.think(call())
        if what == "post":
            return await engine.post("/tokenize", {})
        return await (engine.models() if what == "models" else engine.pulse())


@pytest.mark.parametrize("what", ["think", "models", "pulse", "post"])
@pytest.mark.parametrize("status", [200, 400, 503])
def test_a_body_without_end_is_an_engine_that_is_down(endless: tuple[Endless, str], what: str, status: int) -> None:
    app, url = endless
    app.status = status
    tracemalloc.start()
    try:
        assert "larger than 4 MB" in refused(ask(url, what))
        assert tracemalloc.get_traced_memory()[1] < 8 * LARGEST
    finally:
        tracemalloc.stop()


def test_a_body_that_unpacks_without_end_is_not_unpacked(endless: tuple[Endless, str]) -> None:
    app, url = endless
    app.headers, app.body = [(b"content-encoding", b"gzip")], gzip.compress(b" " * 40_000_000 + GOOD)
    assert "compressed" in refused(ask(url, "think"))
    assert app.asked["accept-encoding"] == "identity"


def test_a_long_reply_is_a_reply(endless: tuple[Endless, str]) -> None:
    app, url = endless
    content = "x" * (LARGEST - 1000)
    app.body = json.dumps({"choices": [{"message": {"content": content}, "finish_reason": "stop"}]}).encode()
    assert run(ask(url, "think")).content == content
