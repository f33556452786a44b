"""The library served over the Model Context Protocol, on standard input and output or on loopback.

Owns: the tools' names and words, and who may ask over HTTP: whoever is on this machine, by one of its own names. Nothing writes.
"""

from __future__ import annotations

import functools
import importlib.util
import logging
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agent import __version__
from agent.engine.rehearsal.serve import bound
from agent.errors import Exit, Fatal
from agent.morning.mcp.library import DATA, Library, NotThere

if TYPE_CHECKING:
    from mcp.server import MCPServer

PATH = "/mcp"
_ABOUT = (
    "A wiki written over night from a list of sources, every statement with footnotes to numbered sentences: [^slug-17] is sentence 17 of "
    "the source `slug`. Search first, read pages, and check what matters with read_sentences. Where sources disagree, `conflicts` has both "
    f"sides, and none is picked. Nothing can be changed here. {DATA}"
)


def _needed() -> None:
    if importlib.util.find_spec("mcp") is None:
        raise Fatal("the tools for other agents are not installed: pip install 'nightwiki[mcp]'", Exit.USAGE)


def made(wiki: Path) -> MCPServer[Any]:
    """The server of a wiki. Raises Fatal (exit 2) if there is no such folder, or the extra is missing."""
    _needed()
    from mcp.server import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import ToolAnnotations

    if not wiki.is_dir():
        raise Fatal(f"there is no folder {wiki}", Exit.USAGE)
    library = Library(wiki)
    server: MCPServer[Any] = MCPServer("nightwiki", version=__version__, instructions=_ABOUT, log_level="ERROR")
    reads = ToolAnnotations(read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False)

    def told(question: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        @functools.wraps(question)
        def answer(*args: Any, **kwargs: Any) -> dict[str, Any]:
            try:
                return question(*args, **kwargs)
            except NotThere as error:
                raise ToolError(str(error)) from error

        return answer

    for tool in (
        library.search,
        library.read_page,
        library.read_sentences,
        library.conflicts,
        library.sources,
        library.graph,
    ):
        server.tool(annotations=reads, description=tool.__doc__)(told(tool))
    return server


def over_stdio(wiki: Path) -> None:
    """Serve whoever started this process, until they close its input."""
    server = made(wiki)
    logging.basicConfig(stream=sys.stderr, level=logging.ERROR, force=True)  # standard output is the protocol's
    with suppress(KeyboardInterrupt):
        server.run("stdio")


def over_http(wiki: Path, port: int) -> None:
    """Serve this machine at a port, 0 for a free one, until it is interrupted. Raises Fatal (exit 2) if it cannot be had."""
    import uvicorn
    from mcp.server.transport_security import TransportSecuritySettings

    server = made(wiki)
    try:
        listener = bound("127.0.0.1", port)
    except (OSError, OverflowError) as error:
        raise Fatal(f"cannot listen at port {port} ({error}); try another, or 0", Exit.USAGE) from error
    listener.listen(128)
    where = listener.getsockname()[1]
    names = [f"127.0.0.1:{where}", f"localhost:{where}"]
    guarded = TransportSecuritySettings(allowed_hosts=names, allowed_origins=[f"http://{name}" for name in names])
    app = server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, transport_security=guarded
    )
    sys.stderr.write(f"{wiki} for agents at http://127.0.0.1:{where}{PATH} (Ctrl-C ends it)\n")
    sys.stderr.flush()
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=1)
    with listener, suppress(KeyboardInterrupt):
        uvicorn.Server(config).run(sockets=[listener])
