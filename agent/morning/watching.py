"""`status --watch`: another terminal looks at the night as it runs, and a log gets a line when something changed.

Owns: when it looks, and when it ends: as soon as no night is at work. It only reads.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from rich.console import Console
from rich.live import Live

from agent.clock import Clock
from agent.morning.glance import Glance, Tokens
from agent.morning.graph_read import count_links
from agent.morning.out import say
from agent.morning.panel import EVERY, drawn
from agent.morning.status import in_words, status
from agent.state.state import State

LINES = 30.0  # seconds between two lines, where there is no terminal


def watch(wiki: Path, console: Console, clock: Clock | None = None) -> None:
    """Follow the night of this wiki until it ends or somebody interrupts; then say how it stands. Raises Fatal (exit 2) for no wiki."""
    clock = clock or Clock()
    with suppress(KeyboardInterrupt):
        if console.is_terminal and not console.is_dumb_terminal:
            with Live(console=console, auto_refresh=False, transient=True) as live:
                _follow(wiki, lambda glance: live.update(drawn(glance, clock), refresh=True), EVERY)
        else:
            _follow(wiki, lambda glance: _line(glance, clock), LINES)
    with State.to_read(wiki) as state:
        say(in_words(status(state, count_links(wiki, state)), state))


def _line(glance: Glance, clock: Clock) -> None:
    say(glance.in_a_line(clock.now()))
    sys.stdout.flush()  # whoever reads a log reads it now


def _follow(wiki: Path, show: Callable[[Glance], None], every: float) -> None:
    """Look each second, and show what changed at most every so often."""
    tokens, shown, at = Tokens(), None, float("-inf")
    while True:
        with State.to_read(wiki) as state:  # anew each time: who closes last should be the night, which tidies up
            night = state.nights.last()
            if night is None or night.outcome or not state.is_held:
                return
            glance = Glance.at(state, tokens)
        if time.monotonic() - at >= every and glance != shown:
            show(glance)
            shown, at = glance, time.monotonic()
        time.sleep(EVERY)
