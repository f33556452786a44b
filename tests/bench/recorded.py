"""nightwiki with every request that it sends noted: `python -m tests.bench.recorded FILE COMMAND…`, FILE of JSON lines.

A line: `kind` (of the episode, or "" for what is none), `request` as it was sent, `began` and `ended` (seconds, of a clock that only goes
forward), `prompt`, `cached` and `written` (tokens as the engine counts them). Kept in memory until the end: noting costs a night nothing.
"""

from __future__ import annotations

import json
import sys
import time
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from agent.cli import main
from agent.engine.client import Engine
from agent.engine.replies import reply_in
from agent.engine.wire import Call, Reply

_kind: ContextVar[str] = ContextVar("kind", default="")
Line = dict[str, Any]


def record(into: list[Line]) -> None:
    """From now on every request of this process is noted there, with the raw reply instead of its tokens."""
    think, complete = Engine.think, Engine._complete

    async def noted_think(self: Engine, call: Call) -> Reply:
        _kind.set(call.kind)
        return await think(self, call)

    async def noted(self: Engine, request: dict[str, Any], seconds: float | None = None) -> str:
        began = time.monotonic()
        raw = await complete(self, request, seconds)
        into.append({"kind": _kind.get(), "request": request, "began": began, "ended": time.monotonic(), "raw": raw})
        return raw

    Engine.think = noted_think  # type: ignore[method-assign]
    Engine._complete = noted  # type: ignore[method-assign]


def as_lines(noted: list[Line]) -> list[str]:
    """What was noted, as the lines of a file, in the order in which the requests began."""
    lines = []
    for one in sorted(noted, key=lambda line: line["began"]):
        usage = reply_in(one.pop("raw"), 0.0).usage
        lines.append(json.dumps(one | {"prompt": usage.prompt, "cached": usage.cached, "written": usage.completion}))
    return lines


if __name__ == "__main__":
    found: list[Line] = []
    file = Path(sys.argv[1])
    sys.argv[1:2] = []
    record(found)
    try:
        main()
    finally:
        file.write_text("\n".join(as_lines(found)) + "\n")
