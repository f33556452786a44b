"""Starting and stopping the rehearsal engine on loopback: for good, or for the length of a `with` block.

Owns: the socket, the thread and the clean stop. The port is bound before the server starts, so the address is known and nobody
else can take it in between. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from agent.engine.rehearsal.app import create_app
from agent.engine.rehearsal.request import WINDOW
from agent.errors import Exit, Fatal

START_SECONDS = 20.0


def bound(host: str, port: int) -> socket.socket:
    """A socket at that address, of either family; port 0 takes a free one. Raises OSError if it cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(
        family, socket.SOCK_STREAM, socket.IPPROTO_TCP
    )  # named, else asyncio leaves Nagle on: 40 ms a reply
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError:
        listener.close()
        raise
    return listener


def base_url(listener: socket.socket) -> str:
    """The address of a bound socket, as an OpenAI client wants it."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/v1"


def _server(tokens_per_second: float | None, max_model_len: int) -> uvicorn.Server:
    app = create_app(tokens_per_second, max_model_len)
    config = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=2)
    return uvicorn.Server(config)


def serve(
    host: str = "127.0.0.1",
    port: int = 0,
    *,
    tokens_per_second: float | None = None,
    max_model_len: int = WINDOW,
    announce: bool = True,
) -> None:
    """Serves until it is interrupted. Port 0 takes a free one; `announce` prints the address first. Raises OSError if the port is taken."""
    listener = bound(host, port)
    if announce:
        print(base_url(listener), flush=True)  # noqa: T201 - the address is this command's result
    with listener:
        _server(tokens_per_second, max_model_len).run(sockets=[listener])


@contextmanager
def running(
    host: str = "127.0.0.1", port: int = 0, *, tokens_per_second: float | None = None, max_model_len: int = WINDOW
) -> Iterator[str]:
    """The engine in a thread of this process, for the length of the block. Yields its base URL, `http://127.0.0.1:PORT/v1`.

    May be used in asynchronous code too: it blocks only while it starts and stops (some hundredths of a second).
    Raises OSError if the port is taken, Fatal if the server does not come up.
    """
    listener = bound(host, port)
    server = _server(tokens_per_second, max_model_len)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, name="rehearsal-engine", daemon=True)
    thread.start()
    try:
        deadline = time.monotonic() + START_SECONDS
        while not server.started:
            if not thread.is_alive() or time.monotonic() > deadline:
                raise Fatal(
                    "the rehearsal engine did not start: too few files, processes or memory (see `ulimit -a`)?",
                    Exit.NO_ENGINE,
                )
            time.sleep(0.005)
        yield base_url(listener)
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
        listener.close()
