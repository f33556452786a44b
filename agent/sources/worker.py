"""The process in which documents are read: one request after the other on standard input, one reply each on standard output.

Its first line says that it is ready. A request is a line of JSON `{"size", "media", "resource", "seconds", "what"}` and that many bytes; a
reply is a line with a number, and that many bytes of JSON: the fields of `Extracted`, or of `Discovered` where the addresses in `what` (a
page, a site map, a feed) are wanted, or `{"failed": reason}`. The process may be killed at
any moment.
"""

from __future__ import annotations

import gc
import json
import os
import resource as limits
import signal
import sys
from dataclasses import asdict
from typing import Any, BinaryIO

from agent.errors import SourceFailed
from agent.sources.blocks import one_line
from agent.sources.discover import What, discover
from agent.sources.extract import extract

READY = b"ready\n"


def main() -> None:
    """Serve until standard input ends. The first argument is the memory limit in MB."""
    limit, (_, most) = int(sys.argv[1]) * 2**20, limits.getrlimit(limits.RLIMIT_AS)
    limit = limit if most == limits.RLIM_INFINITY else min(limit, most)
    limits.setrlimit(limits.RLIMIT_AS, (limit, limit))
    limits.setrlimit(limits.RLIMIT_CORE, (0, 0))
    os.nice(5)  # who speaks to the engine comes first: pages wait more cheaply than it does
    gc.set_threshold(100_000, 50, 50)  # a page is thousands of things, and none of them goes in circles
    replies = os.fdopen(os.dup(1), "wb")
    replies.write(READY)
    replies.flush()
    silence = os.open(os.devnull, os.O_WRONLY)
    # what a library prints goes nowhere: not between the replies, nor into a pipe that nobody reads
    for stream in (1, 2):
        os.dup2(silence, stream)
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        # so many seconds of computing, and the kernel ends it, even if nobody else is left to; on a busy machine they take long
        signal.setitimer(signal.ITIMER_PROF, request["seconds"])
        data = _read(sys.stdin.buffer, request["size"])
        reply = json.dumps(_answer(data, request["media"], request["resource"], request["what"])).encode()
        replies.write(f"{len(reply)}\n".encode() + reply)
        replies.flush()


def _answer(data: bytes, media: str, resource: str, what: What | None) -> dict[str, Any]:
    """The result as plain values; every fault of a reader is that source's fault."""
    try:
        return asdict(discover(data, media, resource, what) if what else extract(data, media, resource))
    except SourceFailed as fault:
        return {"failed": str(fault)}
    except MemoryError:
        return {"failed": "Reading it takes too much memory."}
    except RecursionError:
        return {"failed": "It is nested too deeply to be read."}
    except Exception as fault:  # noqa: BLE001 - whatever a reader raises costs this source and no other
        return {
            "failed": f"It cannot be read: its content breaks the reader ({type(fault).__name__}: {one_line(str(fault))[:200]})."
        }


def _read(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise SystemExit(0)  # whoever asked is gone
    return data


if __name__ == "__main__":
    main()
