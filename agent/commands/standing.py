"""How the night stands: `status`, once or followed.

Owns: its flags and help, for `agent.cli`, which hangs it into the command.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from agent.commands.reading import AsJson, Wiki
from agent.errors import Exit, Fatal
from agent.morning.out import say


def status(
    wiki: Wiki = Path("wiki"),
    as_json: AsJson = False,
    failed: Annotated[bool, typer.Option("--failed", help="List what failed or was set aside, and why.")] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Follow the night as it runs; in a log, line by line.")
    ] = False,
) -> None:
    """How the night stands: new, running, waiting (for the engine), stopped, failed or done."""
    from agent.morning.checks import failures, failures_in_words
    from agent.morning.graph_read import count_links
    from agent.morning.panel import Terminal
    from agent.morning.status import in_words
    from agent.morning.status import status as figures_of
    from agent.morning.watching import watch as follow
    from agent.state.state import State

    if watch:
        if as_json or failed:
            raise Fatal("--watch shows the night as it runs; leave out --json and --failed", Exit.USAGE)
        follow(wiki, Terminal())
        return
    with State.to_read(wiki) as state:
        if failed:
            rows = failures(state)
            say(json.dumps(rows, indent=1, ensure_ascii=False) if as_json else failures_in_words(rows))
            return
        figures = figures_of(state, count_links(wiki, state))
        say(json.dumps(figures, indent=1) if as_json else in_words(figures, state))
