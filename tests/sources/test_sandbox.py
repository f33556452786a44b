"""Reading in a process of its own: what happens there costs one source."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from agent.errors import Fatal, SourceFailed, SourceUnavailable
from agent.sources.extract import extract
from agent.sources.sandbox import Sandbox

TEXT = "Kettle is a scheduler for jobs. It was written by Ada Holm.\n\n- free\n- small 🎈 thing\n".encode()


def run(work: Callable[[Sandbox], Awaitable[None]], *, processes: int = 1, memory_mb: int = 1024) -> None:
    async def go() -> None:
        async with Sandbox(processes=processes, memory_mb=memory_mb) as sandbox:
            await work(sandbox)

    asyncio.run(go())


def children() -> list[int]:
    mine = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [pid for pid in map(int, mine) if b"agent.sources.worker" in Path(f"/proc/{pid}/cmdline").read_bytes()]


def test_the_result_is_that_of_reading_here() -> None:
    async def work(sandbox: Sandbox) -> None:
        for _ in range(2):
            assert await sandbox.extract(TEXT, "text/plain", "a.txt") == extract(TEXT, "text/plain", "a.txt")

    run(work)


def test_one_process_serves_many_and_none_is_left() -> None:
    async def work(sandbox: Sandbox) -> None:
        await asyncio.gather(*(sandbox.extract(TEXT, "", f"{number}.txt") for number in range(5)))
        assert len(children()) == 1

    run(work)
    assert not children()


def test_facts_come_through() -> None:
    async def work(sandbox: Sandbox) -> None:
        with pytest.raises(SourceFailed, match="nothing in it"):
            await sandbox.extract(b"", "", "a.txt")
        assert await sandbox.extract(TEXT, "", "a.txt")

    run(work)


def test_a_crash_costs_one_document() -> None:
    async def work(sandbox: Sandbox) -> None:
        await sandbox.extract(TEXT, "", "a.txt")
        for pid in children():
            os.kill(pid, signal.SIGSEGV)
        with pytest.raises(SourceFailed, match="crashed"):
            await sandbox.extract(TEXT, "", "a.txt")
        assert await sandbox.extract(TEXT, "", "a.txt")

    run(work)


def test_what_takes_too_long_is_stopped() -> None:
    # Of many paragraphs: of nested tables, or one text of 15 MB, the parser gives up at once on a fast machine.
    endless = "<!doctype html><body>" + "<p>word " * 1_000_000

    async def work(sandbox: Sandbox) -> None:
        await sandbox.extract(TEXT, "", "a.txt")
        started = time.monotonic()
        with pytest.raises(SourceFailed, match="longer than"):
            await sandbox.extract(endless.encode(), "text/html", "a.html", timeout_s=0.3)
        assert time.monotonic() - started < 5
        assert await sandbox.extract(TEXT, "", "a.txt")

    run(work)


def test_a_machine_that_is_busy_is_no_fact_about_a_source() -> None:
    """Its reader gets no turn for longer than it may compute: what counts is what it computes."""

    async def work(sandbox: Sandbox) -> None:
        await sandbox.extract(TEXT, "", "a.txt")
        (pid,) = children()
        os.kill(pid, signal.SIGSTOP)
        reading = asyncio.create_task(sandbox.extract(TEXT * 20, "", "a.txt", timeout_s=1.0))
        await asyncio.sleep(2.5)
        assert not reading.done()
        os.kill(pid, signal.SIGCONT)
        assert (await reading).sentences

    run(work)


def test_what_takes_too_much_memory_is_stopped() -> None:
    async def work(sandbox: Sandbox) -> None:
        with pytest.raises(SourceFailed, match="memory"):
            await sandbox.extract(b"word, and more words. " * 2_000_000, "text/plain", "a.txt")
        assert await sandbox.extract(TEXT, "", "a.txt")

    run(work, memory_mb=300)


def test_a_reading_that_nobody_waits_for_any_more_is_ended() -> None:
    async def work(sandbox: Sandbox) -> None:
        reading = asyncio.create_task(sandbox.extract(b"word, and more words. " * 500_000, "text/plain", "a.txt"))
        await asyncio.sleep(0.5)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert await sandbox.extract(TEXT, "", "a.txt")

    run(work)
    assert not children()


def unreadable(monkeypatch: pytest.MonkeyPatch, folder: Path, complaint: str) -> None:
    """From now on, a Python that cannot start a reader, and says why."""
    python = folder / "python"
    python.write_text(f"#!/bin/sh\n{complaint}\n")
    python.chmod(0o755)
    monkeypatch.setattr("sys.executable", str(python))


@pytest.mark.parametrize(
    ("complaint", "says"),
    [
        ("echo \"Traceback\nModuleNotFoundError: No module named 'trafilatura'\" >&2; exit 1", "No module named"),
        ("exit 7", "it ended with 7 and said nothing"),
        ("echo hello", "it ended with 0 and said nothing"),
    ],
)
def test_a_reader_that_cannot_start_is_no_documents_fault(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, complaint: str, says: str
) -> None:
    async def at_first(sandbox: Sandbox) -> None:
        with pytest.raises(Fatal, match=f"The reader could not be started: .*{says}"):
            await sandbox.extract(TEXT, "", "a.txt")

    async def later(sandbox: Sandbox) -> None:
        await sandbox.extract(TEXT, "", "a.txt")
        await sandbox.aclose()
        unreadable(monkeypatch, tmp_path, complaint)
        with pytest.raises(SourceUnavailable, match=says):
            await sandbox.extract(TEXT, "", "a.txt")

    run(later)
    run(at_first)
    monkeypatch.setattr("sys.executable", str(tmp_path / "nowhere"))

    async def nowhere(sandbox: Sandbox) -> None:
        with pytest.raises(Fatal, match="No such file"):
            await sandbox.extract(TEXT, "", "a.txt")

    run(nowhere)
    assert not children()
