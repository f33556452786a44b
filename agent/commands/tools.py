"""The commands for other tools: `mcp`.

Owns: their flags and help, for `agent.cli`, which hangs them into the command.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agent.commands.reading import Wiki


def mcp(
    wiki: Wiki = Path("wiki"),
    http: Annotated[
        int | None,
        typer.Option("--http", metavar="PORT", help="Serve this machine at a port (0: a free one).  [stdio]"),
    ] = None,
) -> None:
    """Let other agents read the wiki by the Model Context Protocol: search, pages, sentences, disagreements, sources, graph."""
    from agent.morning.mcp.server import over_http, over_stdio

    if http is None:
        over_stdio(wiki)
    else:
        over_http(wiki, http)
