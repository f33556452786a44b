"""An engine at a card's pace, without a card: the rehearsal engine's replies, as late as many at once would have them.

Two published figures set the pace: 52 tokens a second alone, 642 in all at 32. Who writes shares the card with all who write then. A reply
is made once and kept, so that in a second night over the same sources the engine takes next to none of the machine's cores from the pilot.
`python -m tests.bench.paced [--port N]`; beside the engine's own paths, /metrics as vLLM tells it, /_log (when each request came and was
answered) and POST /_pace `{"paced": false, "clear": true}`.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import heapq
import json
import time
from collections.abc import Callable, MutableMapping
from dataclasses import dataclass, field
from typing import Any

import uvicorn

from agent.engine.rehearsal.app import create_app
from agent.engine.rehearsal.serve import base_url, bound

Message = MutableMapping[str, Any]
ALONE, AT_32 = 52.0, 642.0
SHARED = (32 * ALONE / AT_32 - 1) / 31  # how much slower each is for one more beside it
CACHE = 400_000  # tokens that the cache holds, told by /metrics
BLOCK = 16


def rate(n: int) -> float:
    """Tokens a second of each of `n` that write at once."""
    return ALONE / (1 + SHARED * (n - 1))


@dataclass(slots=True)
class Streams:
    """All who write share one card: each is done once it has had its tokens, at the rate that there is for so many. `now` in seconds."""

    rate: Callable[[int], float] = rate
    now: Callable[[], float] = time.monotonic
    _had: float = 0.0
    _at: float = 0.0
    _count: int = 0
    _left: list[tuple[float, int, asyncio.Future[float]]] = field(default_factory=list)
    _timer: asyncio.TimerHandle | None = None

    async def write(self, tokens: int) -> float:
        """Return once so many tokens are written: the moment in which the last was."""
        self._pass()
        self._count += 1
        done: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._left, (self._had + tokens, self._count, done))
        self._next()
        return await done

    @property
    def running(self) -> int:
        """How many write now."""
        return len(self._left)

    def _pass(self) -> None:
        now = self.now()
        while self._left:
            speed = self.rate(len(self._left))
            ripe = self._at + max(0.0, self._left[0][0] - self._had) / speed
            if ripe > now + 1e-9:
                self._had += (now - self._at) * speed
                break
            self._had, self._at = self._left[0][0], max(self._at, ripe)
            _, _, done = heapq.heappop(self._left)
            if not done.done():
                done.set_result(self._at)
        self._at = now

    def _next(self) -> None:
        if self._timer:
            self._timer.cancel()
        if self._left:
            wait = max(0.0, self._left[0][0] - self._had) / self.rate(len(self._left))
            self._timer = asyncio.get_running_loop().call_later(wait, self._ripe)

    def _ripe(self) -> None:
        self._pass()
        self._next()


@dataclass(slots=True)
class Paced:
    """The application (ASGI). `log` holds for each request: when it came, when its reply was ready, tokens read, cached and written."""

    app: Any = field(default_factory=create_app)
    paced: bool = True
    most: int = 256
    waiting: int = 0
    streams: Streams = field(default_factory=Streams)
    log: list[tuple[float, float, int, int, int]] = field(default_factory=list)
    _kept: dict[str, bytes] = field(default_factory=dict)
    _places: asyncio.Semaphore | None = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope.get("path", "")
        if path.endswith("/chat/completions"):
            body = await _body(receive)
            if json.loads(body).get("stream"):
                await self.app(scope, _given(body), send)  # at once: for the ladder
            else:
                await _answer(send, await self._complete(body, scope))
        elif path == "/metrics":
            await _answer(send, self.metrics().encode(), "text/plain; version=0.0.4")
        elif path == "/_log":
            await _answer(send, json.dumps(self.log).encode())
        elif path == "/_pace":
            told = json.loads(await _body(receive))
            self.paced = told.get("paced", self.paced)
            if told.get("clear"):
                self.log.clear()
            await _answer(send, b"{}")
        else:
            await self.app(scope, receive, send)

    async def _complete(self, body: bytes, scope: Any) -> bytes:
        came = time.monotonic()
        self._places = self._places or asyncio.Semaphore(self.most)
        self.waiting += 1
        async with self._places:
            self.waiting -= 1
            name = hashlib.sha256(body).hexdigest()
            if name not in self._kept:
                self._kept[name] = await _reply(self.app, scope, body)
            usage = json.loads(self._kept[name]).get("usage") or {}
            wrote = usage.get("completion_tokens", 1)
            if self.paced:
                await self.streams.write(wrote)
            cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens", 0)
            self.log.append((came, time.monotonic(), usage.get("prompt_tokens", 0), cached, wrote))
        return self._kept[name]

    def metrics(self) -> str:
        """What vLLM's page tells of this, in its words."""
        names = 'engine="0",model_name="rehearsal"'
        share = min(1.0, self.streams.running * 1500 / CACHE)
        return (
            f"# TYPE vllm:num_requests_running gauge\nvllm:num_requests_running{{{names}}} {self.streams.running}.0\n"
            f"# TYPE vllm:num_requests_waiting gauge\nvllm:num_requests_waiting{{{names}}} {self.waiting}.0\n"
            f"# TYPE vllm:num_preemptions counter\nvllm:num_preemptions_total{{{names}}} 0.0\n"
            f"# TYPE vllm:kv_cache_usage_perc gauge\nvllm:kv_cache_usage_perc{{{names}}} {share}\n"
            f'# TYPE vllm:cache_config_info gauge\nvllm:cache_config_info{{block_size="{BLOCK}",engine="0",'
            f'num_gpu_blocks="{CACHE // BLOCK}"}} 1.0\n'
        )


async def _body(receive: Any) -> bytes:
    parts, more = [], True
    while more:
        message: Message = await receive()
        parts.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(parts)


async def _answer(send: Any, body: bytes, kind: str = "application/json") -> None:
    head = [(b"content-type", kind.encode()), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": head})
    await send({"type": "http.response.body", "body": body})


async def _reply(app: Any, scope: Any, body: bytes) -> bytes:
    """The body of the application's own answer to this request."""
    parts: list[bytes] = []

    async def send(message: Message) -> None:
        parts.append(message.get("body", b""))

    await app(scope, _given(body), send)
    return b"".join(parts)


def _given(body: bytes) -> Any:
    """A `receive` that has this body, and then waits for a disconnect that never comes."""
    given = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> Message:
        for message in given:
            return message
        await asyncio.Event().wait()
        raise AssertionError

    return receive


def main() -> None:
    """Serve until it is interrupted; the address is printed first."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--most", type=int, default=256, help="requests at once; the others wait")
    given = parser.parse_args()
    listener = bound("127.0.0.1", given.port)
    print(base_url(listener), flush=True)
    config = uvicorn.Config(Paced(most=given.most), log_config=None, access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[listener])


if __name__ == "__main__":
    main()
