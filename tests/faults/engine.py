"""A fault-injecting engine: a real server on loopback that wraps an engine's application and misbehaves on order.

In a test, in a thread of its own:

    with FaultEngine([Rule("500", at=[3]), Rule("reset", word="POISON")]) as faults:
        ... faults.url, faults.plan.log, faults.down(), faults.up(), faults.release()

For a night in another process, as a program: `python -m tests.faults.engine --port 8123 --faults rules.json`. There, GET /_faults gives
the log, and POST /_faults takes `{"rules": […], "clear": true, "latency": 0.1, "release": true, "down": SECONDS}`.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import struct
import threading
import time
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from tests.faults import scripted
from tests.faults.misbehave import ANSWERS, FAULTS, TWISTS
from tests.faults.rules import Plan, Rule, rules_from
from tests.faults.serving import Server, read_by_a_model

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

LISTED = {
    "/v1/models": {"data": [{"id": "rehearsal", "owned_by": "vllm", "max_model_len": 16384}]},
    "/version": {"version": "0.33.0"},
}
LINGER_NOT = struct.pack("ii", 1, 0)  # close at once: the peer sees a reset


class Gone(Exception):
    """The connection was cut; nothing more is to be sent."""


class FaultEngine:
    """The server. `app` is wrapped (default: `scripted`); `port` 0 takes a free one, which it keeps over `down` and `up`.

    `server` has it behave as that one does, whatever the rules are: it is a vLLM by its list of models but for what `paths` says.
    """

    def __init__(
        self,
        rules: list[Rule] | None = None,
        app: App | None = None,
        port: int = 0,
        latency: float = 0.0,
        server: Server | None = None,
    ) -> None:
        self.server = server
        self.refused = 0  # requests that `server` did not take
        self.plan = Plan(list(rules or []), latency)
        self.app = app or scripted.create_app()
        self.port = port
        self._transports: dict[Any, asyncio.Transport] = {}
        self._server: uvicorn.Server | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._power = threading.RLock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        self.up()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
        self.down()

    def add(self, *rules: Rule) -> None:
        self.plan.rules.extend(rules)

    def clear(self) -> None:
        self.plan.rules.clear()

    def release(self) -> None:
        """Let the hanging requests go: they are answered well."""
        self.plan.released.set()

    @property
    def probes(self) -> int:
        """How often the list of models was asked for."""
        return self.plan.gets.get("/v1/models", 0)

    def up(self) -> None:
        """Listen again on the same port. Does nothing if it is up."""
        with self._power:
            if self._thread:
                return
            listening = socket.socket(
                socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP
            )  # named, else asyncio leaves Nagle on: 40 ms
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listening.bind(("127.0.0.1", self.port))
            self.port = listening.getsockname()[1]
            self._server = uvicorn.Server(
                uvicorn.Config(
                    self, http=self._protocol(), log_level="critical", lifespan="off", timeout_graceful_shutdown=0
                )
            )
            self._thread = threading.Thread(target=self._run, args=(self._server, listening), daemon=True)
            self._thread.start()
            while not self._server.started:
                time.sleep(0.002)

    def down(self, *, reset: bool = True) -> None:
        """Stop listening and cut every connection. Does nothing if it is down."""
        with self._power:
            thread, self._thread = self._thread, None
            if not thread or not self._server or not self._loop:
                return
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._cut_all, reset)
            self._server.should_exit = self._server.force_exit = True
            thread.join(10)

    def _run(self, server: uvicorn.Server, listening: socket.socket) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            await server.serve(sockets=[listening])

        asyncio.run(serve())

    def _cut_all(self, reset: bool) -> None:
        for server in self._server.servers if self._server else []:
            server.close()
        for transport in list(self._transports.values()):
            _cut(transport, reset=reset)

    def _protocol(self) -> type[H11Protocol]:
        transports = self._transports

        class Protocol(H11Protocol):
            """Keeps the transport where the application finds it by the client's address."""

            def connection_made(self, transport: Any) -> None:
                super().connection_made(transport)
                transports[self.client] = transport

            def connection_lost(self, exc: Exception | None) -> None:
                transports.pop(self.client, None)
                super().connection_lost(exc)

        return Protocol

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application: control, count, misbehave, or pass on."""
        path = scope["path"]
        if path == "/_faults":
            await self._control(scope, receive, send)
        elif path == "/v1/chat/completions" and scope["method"] == "POST":
            await self._completion(scope, receive, send)
        else:
            self.plan.count_get(path)
            told = {**LISTED, **self.server.paths} if self.server else {}
            if path not in told:
                await self.app(scope, receive, send)
            elif told[path] is None:
                await _answer(send, 404, {"detail": "Not Found"})
            else:
                await _answer(send, 200, told[path])

    async def _control(self, scope: Scope, receive: Receive, send: Send) -> None:
        order = json.loads(await _body(receive) or b"{}") if scope["method"] == "POST" else {}
        if order.get("clear"):
            self.clear()
        self.add(*rules_from(order.get("rules", [])))
        self.plan.latency = order.get("latency", self.plan.latency)
        if order.get("release"):
            self.release()
        await _answer(send, 200, self.plan.described())
        if "down" in order:
            self._nap(float(order["down"]))

    def _nap(self, seconds: float) -> None:
        def nap() -> None:
            self.down()
            time.sleep(seconds)
            self.up()

        threading.Thread(target=nap, daemon=True).start()

    async def _completion(self, scope: Scope, receive: Receive, send: Send) -> None:
        raw = await _body(receive)
        seen, rule = self.plan.take(json.loads(raw))
        answered = False
        try:
            await asyncio.sleep(self.plan.latency)
            await self._misbehave(rule, scope, raw, send)
            answered = rule is None or rule.fault in TWISTS or rule.fault == "delay"
        except Gone:
            pass  # as was ordered
        finally:
            self.plan.done(seen, answered=answered)

    async def _misbehave(self, rule: Rule | None, scope: Scope, raw: bytes, send: Send) -> None:
        fault = rule.fault if rule else None
        if rule and fault in ANSWERS:
            status, body = ANSWERS[fault]
            await _answer(send, status, body, retry_after=rule.retry_after)
            return
        if rule and fault == "down":
            self._nap(rule.seconds or 0.0)
            await asyncio.sleep(60)
        if rule and fault == "delay":
            await asyncio.sleep(rule.seconds or 0.1)
        if fault == "hang":
            while not self.plan.released.is_set():  # noqa: ASYNC110 (set from another thread)
                await asyncio.sleep(0.01)
        if self.server:
            await self._as_server(self.server, scope, json.loads(raw), send)
            return
        status, good = await self._good(scope, raw)
        if fault in TWISTS:
            TWISTS[fault](good)
        if rule and fault in ("reset", "half_body", "slow"):
            await self._drip(rule, scope, send, json.dumps(good).encode())
        await _answer(send, status, good)

    async def _as_server(self, server: Server, scope: Scope, asked: dict[str, Any], send: Send) -> None:
        if refused := server.refusal(asked, len(self.plan.log)):
            self.refused += 1
            await _answer(send, *refused)
            return
        taken = server.makes(asked)
        status, good = await self._good(scope, json.dumps(read_by_a_model(taken)).encode())
        kind, text = server.dress(taken, good)
        await _answer(send, status, text, kind=kind)

    async def _good(self, scope: Scope, raw: bytes) -> tuple[int, Any]:
        """What the wrapped engine answers: (status, JSON)."""
        parts: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(message: Message) -> None:
            parts.append(message)

        await self.app(scope, receive, send)
        return parts[0]["status"], json.loads(b"".join(part.get("body", b"") for part in parts[1:]))

    async def _drip(self, rule: Rule, scope: Scope, send: Send, body: bytes) -> None:
        """Send the answer's head and a part of its body; then a reset, an end too early, or the rest byte by byte. Raises Gone."""
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        if rule.fault == "slow":
            for place in range(len(body)):
                await send(
                    {"type": "http.response.body", "body": body[place : place + 1], "more_body": place + 1 < len(body)}
                )
                await asyncio.sleep(rule.seconds or 0.001)
            raise Gone
        await send({"type": "http.response.body", "body": body[: len(body) // 2], "more_body": True})
        await asyncio.sleep(0.01)
        _cut(self._transports[tuple(scope["client"])], reset=rule.fault == "reset")
        raise Gone


def _cut(transport: asyncio.Transport, *, reset: bool) -> None:
    peer = transport.get_extra_info("socket")
    if reset and peer is not None:
        with suppress(OSError):
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    transport.abort()


async def _body(receive: Receive) -> bytes:
    whole = b""
    while True:
        message = await receive()
        whole += bytes(message.get("body", b""))
        if not message.get("more_body"):
            return whole


async def _answer(send: Send, status: int, body: Any, *, retry_after: str | None = None, kind: str = "") -> None:
    text = body if isinstance(body, str) else json.dumps(body)
    headers = [(b"content-type", (kind or ("text/html" if text.startswith("<") else "application/json")).encode())]
    headers += [(b"retry-after", retry_after.encode())] if retry_after else []
    headers += [(b"location", b"http://elsewhere.invalid/v1")] if 300 <= status < 400 else []
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text.encode()})


def main() -> None:
    """Serve until killed, over the rehearsal engine (`--scripted`: over the tiny one)."""
    parser = argparse.ArgumentParser(prog="tests.faults.engine", description=f"Faults: {', '.join(FAULTS)}")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--faults", type=Path, help="a JSON list of rules")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds that each answer takes")
    parser.add_argument("--scripted", action="store_true")
    options = parser.parse_args()
    rules = rules_from(json.loads(options.faults.read_text())) if options.faults else []
    app: Any = None
    if not options.scripted:
        from agent.engine.rehearsal.app import create_app

        app = create_app()
    with FaultEngine(rules, app, options.port, options.latency) as faults:
        print(faults.url, flush=True)
        threading.Event().wait()


if __name__ == "__main__":
    main()
