"""A counting proxy between a wiki tool and an OpenAI-compatible engine: everything passes as it is, and each request is noted.

Owns: the count, and replies that are kept, so that a second run is given the same reply to the same request without the model. The one
thing that it adds: a stream is asked for its usage at the end, as tokens cannot be counted otherwise.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

HOP = {"connection", "content-length", "host", "transfer-encoding", "accept-encoding", "keep-alive"}
GENERATING = ("/completions", "/embeddings", "/responses", "/rerank")
MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:\d\d)?")
PATIENCE = 1800.0  # seconds for one reply


@dataclass(frozen=True, slots=True)
class Call:
    """One request that had to be worked for. `key` is the hash of its body; `replayed`: answered from what was kept."""

    key: str
    path: str
    status: int
    prompt: int
    cached: int
    completion: int
    seconds: float
    replayed: bool


class Proxy:
    """The proxy, on loopback, in threads. `engine` is a base URL that ends in /v1.

    `kept` is a folder of replies: what is in it is given again after `pause` seconds; what is not is asked for and put there.
    `heard` is told of each call, before the tool has the reply.
    """

    def __init__(
        self,
        engine: str,
        kept: Path,
        pause: float = 0.05,
        heard: Callable[[Call], None] = lambda _: None,
        port: int = 0,
    ) -> None:
        self.engine, self.kept, self.pause, self.heard = urlsplit(engine), kept, pause, heard
        self.calls: list[Call] = []
        self.closed = threading.Event()  # once set, nothing is answered or noted any more
        self._lock = threading.Lock()
        self._given: dict[str, int] = {}
        kept.mkdir(parents=True, exist_ok=True)
        handler = type("Handler", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", port), handler)
        self._server.daemon_threads = True

    @property
    def port(self) -> int:
        return self._server.server_port

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/v1"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def note(self, call: Call) -> bool:
        """Count it, and say whether it may be answered."""
        with self._lock:
            if open_ := not self.closed.is_set():
                self.calls.append(call)
                self.heard(call)
        if not open_:
            time.sleep(PATIENCE)  # as a reply that is still being written when whoever waits for it is killed
        return open_

    def again(self, key: str) -> dict[str, Any] | None:
        """The next kept reply to this request: where it was asked more than once they come in turn, and the last stays."""
        replies = sorted(self.kept.glob(f"{key}.*.json"))
        if not replies:
            return None
        with self._lock:
            turn = self._given.get(key, 0)
            self._given[key] = turn + 1
        found: dict[str, Any] = json.loads(replies[min(turn, len(replies) - 1)].read_text(encoding="utf-8"))
        return found

    def keep(self, key: str, reply: dict[str, Any]) -> None:
        with self._lock:
            number = len(list(self.kept.glob(f"{key}.*.json")))
            self._given[key] = self._given.get(key, 0) + 1
            (self.kept / f"{key}.{number:04}.json").write_text(json.dumps(reply), encoding="utf-8")


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name there)
        """Silent: what there is to say stands in `calls`."""

    def do_GET(self) -> None:
        self._pass(b"")

    def do_POST(self) -> None:
        self._pass(self.rfile.read(int(self.headers.get("content-length", 0))))

    def _pass(self, body: bytes) -> None:
        if not self.path.split("?")[0].endswith(GENERATING):
            with contextlib.suppress(OSError):
                self._forward(body, time.monotonic(), "")
            return
        key, began = key_of(self.path, body), time.monotonic()
        if reply := self.proxy.again(key):
            time.sleep(self.proxy.pause)
            raw = reply["body"].encode()
            seconds = time.monotonic() - began
            if self.proxy.note(_call(key, self.path, reply["status"], raw, seconds, replayed=True)):
                with contextlib.suppress(OSError):  # whoever asked was killed
                    self._head(reply["status"], reply["type"])
                    self.wfile.write(raw)
            return
        self._forward(_with_usage(body), began, key)

    def _head(self, status: int, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True

    def _forward(self, body: bytes, began: float, key: str) -> None:
        engine = self.proxy.engine
        upstream = HTTPConnection(engine.hostname or "", engine.port, timeout=PATIENCE)
        headers = {name: value for name, value in self.headers.items() if name.lower() not in HOP}
        path = self.path.replace("/v1", engine.path.rstrip("/"), 1)
        with contextlib.closing(upstream):
            upstream.request(self.command, path, body or None, headers)
            reply = upstream.getresponse()
            kind, streams = reply.headers.get("Content-Type", ""), False
            if "event-stream" in kind:
                streams = True
                with contextlib.suppress(OSError):
                    self._head(reply.status, kind)
            raw = b""
            while part := reply.read1(65_536):
                raw += part
                if streams:
                    with contextlib.suppress(OSError):
                        self.wfile.write(part)
                        self.wfile.flush()
        told = not key or self._noted(key, reply.status, kind, raw, time.monotonic() - began)
        if told and not streams:
            with contextlib.suppress(OSError):
                self._head(reply.status, kind)
                self.wfile.write(raw)

    def _noted(self, key: str, status: int, kind: str, raw: bytes, seconds: float) -> bool:
        if status < 500:
            text = raw.decode(errors="replace")
            self.proxy.keep(key, {"status": status, "type": kind, "body": text, "seconds": round(seconds, 3)})
        return self.proxy.note(_call(key, self.path, status, raw, seconds, replayed=False))


def key_of(path: str, body: bytes) -> str:
    """What is the same request: all of it but the times of day in it, which no second run can have again."""
    return hashlib.sha256(path.encode() + b"\0" + MOMENT.sub(b"", body)).hexdigest()[:24]


def _with_usage(body: bytes) -> bytes:
    try:
        asked = json.loads(body)
    except ValueError:
        return body
    if not isinstance(asked, dict) or not asked.get("stream"):
        return body
    return json.dumps(
        asked | {"stream_options": {**(asked.get("stream_options") or {}), "include_usage": True}}
    ).encode()


def _call(key: str, path: str, status: int, raw: bytes, seconds: float, *, replayed: bool) -> Call:
    usage = _usage(raw.decode(errors="replace"))
    cached = (usage.get("prompt_tokens_details") or {}).get("cached_tokens") or 0
    prompt, completion = usage.get("prompt_tokens") or 0, usage.get("completion_tokens") or 0
    return Call(key, path, status, prompt, cached, completion, round(seconds, 3), replayed)


def _usage(text: str) -> dict[str, Any]:
    """The last usage that stands in a reply, in one piece or in events."""
    found: dict[str, Any] = {}
    for line in [text, *(line.removeprefix("data:").strip() for line in text.splitlines() if line.startswith("data:"))]:
        with contextlib.suppress(ValueError, AttributeError):
            found = json.loads(line).get("usage") or found
    return found
