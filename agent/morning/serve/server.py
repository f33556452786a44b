"""Serving the reader until it is interrupted: on loopback unless another address is asked for.

Owns: the socket and what is said at the start.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path

import uvicorn

from agent.engine.rehearsal.serve import bound
from agent.errors import Exit, Fatal
from agent.morning.out import say
from agent.morning.serve.app import create_app
from agent.morning.serve.guard import is_loopback


def serve(wiki: Path, host: str, port: int) -> None:
    """Serves until it is interrupted. Raises Fatal (exit 2) if there is no such folder, or the address cannot be had."""
    if not wiki.is_dir():
        raise Fatal(f"there is no folder {wiki}", Exit.USAGE)
    try:
        listener = bound(host, port)
    except (OSError, OverflowError) as error:
        raise Fatal(
            f"cannot listen at {host}, port {port} ({error}); try another with --port, or 0", Exit.USAGE
        ) from error
    listener.listen(128)  # before the address is said: whoever asks at once waits, and is not refused
    where = listener.getsockname()[1]
    say(f"Read {wiki} at http://{f'[{host}]' if ':' in host else host}:{where}/ (Ctrl-C ends it)")
    sys.stdout.flush()
    if not is_loopback(host):
        say("Everybody who reaches this address can read the wiki, and settle its disagreements.")
    config = uvicorn.Config(
        create_app(wiki, host),
        log_config=None,
        access_log=False,
        lifespan="off",
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=1,
    )
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
