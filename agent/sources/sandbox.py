"""Reads documents in processes of their own, so that a crash, an endless loop or 8 GB cost one source and not the night.

A process serves many documents, one at a time, and is replaced when it dies, when it is killed at its time-out, or after
a while. Where not even a first one can be started, no document is to blame: that ends the night. Imports the nouns and the errors.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import agent
from agent.errors import Fatal, SourceFailed, SourceUnavailable
from agent.knowledge.model import Sentence
from agent.sources.discover import Discovered, What
from agent.sources.extract import Extracted
from agent.sources.worker import READY

_SERVES = 200  # documents, after which a process is replaced: what a library leaks goes with it
_LONGEST_REPLY = 2**30
_BUSY = 20  # times as long as it computes may a reading take on a machine that does much else
_START_S = 60.0  # what a process may take to import its readers, on a machine that is busy


class Sandbox:
    """A few reading processes. Use as `async with Sandbox() as sandbox: await sandbox.extract(…)`.

    `processes` is how many documents are read at once (by default one per core, at most four).
    """

    def __init__(self, *, processes: int | None = None, memory_mb: int = 1024) -> None:
        self._memory_mb = memory_mb
        self._places = asyncio.Semaphore(processes or min(4, os.cpu_count() or 1))
        self._idle: list[_Worker] = []
        self._works = False  # whether a process was ever ready

    async def __aenter__(self) -> Sandbox:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """End the processes that wait for work."""
        while self._idle:
            await self._idle.pop().end()

    async def extract(self, data: bytes, media: str, resource: str, *, timeout_s: float = 60) -> Extracted:
        """`agent.sources.extract.extract`, in a process. Raises SourceFailed, also for a crash, a time-out or too much memory.

        `timeout_s` is of computing, from when a process is free: that a machine is busy is no fact about a source. Raises
        SourceUnavailable for what came to no end although it hardly computed. Raises Fatal if no process can be started here at all,
        and SourceUnavailable if one could be before: the machine is short of something just now.
        """
        reply = await self._asked(data, media, resource, timeout_s, None)
        sentences = tuple(Sentence(**{**each, "heading": tuple(each["heading"])}) for each in reply.pop("sentences"))
        return Extracted(sentences=sentences, authors=tuple(reply.pop("authors")), **reply)

    async def discover(
        self, data: bytes, media: str, resource: str, what: What, *, timeout_s: float = 60
    ) -> Discovered:
        """`agent.sources.discover.discover`, in a process. Raises as `extract` does."""
        reply = await self._asked(data, media, resource, timeout_s, what)
        return Discovered(**{name: tuple(found) for name, found in reply.items()})

    async def _asked(
        self, data: bytes, media: str, resource: str, timeout_s: float, what: What | None
    ) -> dict[str, Any]:
        async with self._worker() as worker:
            try:
                async with asyncio.timeout(timeout_s * _BUSY + _START_S):
                    reply = await worker.ask(data, media, resource, timeout_s, what)
            except TimeoutError as fault:
                raise SourceUnavailable("Reading it came to no end: this machine is too busy.") from fault
            except (asyncio.IncompleteReadError, ConnectionError, ValueError) as fault:
                raise SourceFailed(await worker.cause_of_death(timeout_s)) from fault
            worker.healthy = True
        if "failed" in reply:
            raise SourceFailed(str(reply["failed"]))
        return reply

    @asynccontextmanager
    async def _worker(self) -> AsyncIterator[_Worker]:
        """A process for one document; it goes back to the idle ones only if it came through in good health."""
        async with self._places:
            worker = self._idle.pop() if self._idle else await self._fresh()
            worker.healthy = False
            try:
                yield worker
            finally:
                worker.served += 1
                if worker.healthy and worker.served < _SERVES:
                    self._idle.append(worker)
                else:
                    await asyncio.shield(worker.end())

    async def _fresh(self) -> _Worker:
        try:
            worker = await _Worker.start(self._memory_mb)
        except OSError as fault:
            why = f"The reader could not be started: {fault}."
            if self._works:
                raise SourceUnavailable(why) from fault
            raise Fatal(f"{why} No document can be read without it; mend that, and `nightwiki resume`.") from fault
        self._works = True
        return worker


class _Worker:
    """One process and its two pipes."""

    def __init__(self, process: asyncio.subprocess.Process, memory_mb: int) -> None:
        self._process = process
        self._memory_mb = memory_mb
        self.served = 0
        self.healthy = False

    @classmethod
    async def start(cls, memory_mb: int) -> _Worker:
        """A fresh process that is ready to read; it sees our package, and nothing else of ours. Raises OSError, saying why not."""
        here = str(Path(agent.__file__).parent.parent)
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-B",
            "-m",
            "agent.sources.worker",
            str(memory_mb),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            limit=2**20,
            env={"PYTHONPATH": here, "PATH": os.defpath, "LANG": "C.UTF-8", "TZ": "UTC"},
            start_new_session=True,  # Ctrl-C is for the pilot; it ends its readers itself
        )
        worker = cls(process, memory_mb)
        try:
            await worker._greeted()
        except BaseException:
            await asyncio.shield(worker.end())
            raise
        return worker

    async def _greeted(self) -> None:
        """Wait until it can read. Raises OSError with the last thing that it said if it never will."""
        back, errors = self._process.stdout, self._process.stderr
        assert back is not None
        assert errors is not None
        try:
            async with asyncio.timeout(_START_S):
                if await back.readline() == READY:
                    return
                said = (await errors.read()).decode(errors="replace").strip().splitlines()
        except TimeoutError:
            raise OSError(f"it was not ready after {_START_S:g} seconds") from None
        raise OSError(said[-1][:300] if said else f"it ended with {await self._process.wait()} and said nothing")

    async def ask(self, data: bytes, media: str, resource: str, seconds: float, what: What | None) -> dict[str, Any]:
        """One document there, one reply back. Raises IncompleteReadError or ConnectionError if the process died."""
        to, back = self._process.stdin, self._process.stdout
        assert to is not None
        assert back is not None
        request = {"size": len(data), "media": media, "resource": resource, "seconds": seconds, "what": what}
        to.write(json.dumps(request).encode() + b"\n")
        to.write(data)
        await to.drain()
        size = int(await back.readuntil(b"\n"))
        if size > _LONGEST_REPLY:
            raise ValueError("reply too long")
        reply: dict[str, Any] = json.loads(await back.readexactly(size))
        return reply

    async def cause_of_death(self, seconds: float) -> str:
        """In plain words, why the process ended by itself; it had so many seconds of computing."""
        code = await self._process.wait()
        if code == -signal.SIGPROF:
            return f"Reading it took longer than {seconds:g} seconds of computing, so it was stopped."
        return f"Reading it crashed the reader (it may need more than {self._memory_mb} MB of memory; exit {code})."

    async def end(self) -> None:
        """Kill the process and wait until it is gone."""
        if self._process.returncode is None:
            try:
                self._process.kill()
            except ProcessLookupError:
                return
        await self._process.wait()
