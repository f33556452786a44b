"""Running real nights in tests: against an engine in a process of its own, in forked children that can be killed."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import traceback
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from agent.clock import Clock
from agent.config import load
from agent.errors import Exit, Fatal, fatal_of
from agent.night.orders import order
from agent.night.start import run_night
from agent.state.queue import EpisodeRecord
from agent.state.state import State

TIME_DEPENDENT = {"log.md", "report.html", "graph.html"}
NOW = "2026-03-01T23:00:00+00:00"


def quick_folder(factory: pytest.TempPathFactory, name: str) -> Path:
    """A folder in memory where there is one: `kill -9` loses nothing that was written, so nothing need wait for a disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK):
        return Path(tempfile.mkdtemp(prefix=f"nightwiki-{name}-", dir=memory))
    return factory.mktemp(name)


@contextmanager
def fault_process(*options: str) -> Iterator[str]:
    """The rehearsal engine behind the fault engine, in a process of its own; yields its base URL."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.engine", *options], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(10)


def order_faults(engine: str, **order: object) -> dict[str, Any]:
    """Give a fault engine its orders; returns its log and counts."""
    request = urllib.request.Request(engine.removesuffix("/v1") + "/_faults", json.dumps(order).encode(), method="POST")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return dict(json.load(answer))


@contextmanager
def rehearsal_process(*options: str) -> Iterator[str]:
    """The rehearsal engine in its own process; yields its base URL."""
    command = [
        sys.executable,
        "-c",
        "import sys; from agent.cli import main; main()",
        "engine",
        "serve",
        "rehearsal",
        "--port",
        "0",
    ]
    process = subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        for _ in range(200):
            try:
                urllib.request.urlopen(url + "/models", timeout=1).read()
                break
            except OSError:
                time.sleep(0.02)
        yield url
    finally:
        process.terminate()
        process.wait(10)


def night(
    wiki: Path,
    sources: Sequence[str] | None,
    engine: str,
    clock: Clock | None = None,
    until: str | None = None,
    length: str | None = None,
    progress: Callable[[EpisodeRecord, State], None] = lambda record, state: None,
    **flags: object,
) -> int:
    """Run a night in this process, until a time of day or for a length if one is given; returns its exit code."""
    settings = load(wiki, {"engine": engine, "wire": "schema", **flags})
    chosen = list(sources) if sources is not None else None
    asked = order(chosen, wiki, settings, until, length, clock or Clock(), progress)
    try:
        return int(run_night(asked))
    except Fatal as fatal:
        print(f"nightwiki: {fatal}", file=sys.stderr)
        return int(fatal.code)
    except BaseExceptionGroup as group:
        found = fatal_of(group)
        print(f"nightwiki: {found or group.exceptions}", file=sys.stderr)
        return int(found.code if found else Exit.BUG)


def in_child(
    wiki: Path, sources: Sequence[str] | None, engine: str, kill_at: int | str | None = None, **flags: Any
) -> int:
    """Run a night in a forked child; returns its exit code, or minus the signal that killed it."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.environ["NIGHTWIKI_NOW"] = NOW
            if kill_at:
                os.environ["NIGHTWIKI_KILL_AT"] = str(kill_at)
            code = night(wiki, sources, engine, **flags)
        except BaseException:  # noqa: BLE001 - a child must never return into the parent's tests
            traceback.print_exc()
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return -os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status)


def killed(code: int) -> bool:
    """Whether that exit code is a kill -9."""
    return code == -signal.SIGKILL


def tree(wiki: Path) -> dict[str, str]:
    """Every published file and the hash of its bytes, but what tells times."""
    files = [p for p in wiki.rglob("*") if p.is_file() and ".nightwiki" not in p.parts and p.name not in TIME_DEPENDENT]
    return {str(p.relative_to(wiki)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(files)}
