"""The night on a terminal: a few lines at the bottom that follow it, while what is told scrolls above them.

Owns: drawing a glance, and the thread that draws. It has a connection of its own, only to read, so the night never waits for it.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from agent.clock import Clock
from agent.morning.glance import Glance, Tokens
from agent.state.state import State
from agent.wiki.text import one_line

EVERY = 1.0  # seconds between two looks
_BAR = 16  # columns


class Terminal(Console):
    """Standard error, whose cursor stays where it is: a process that is killed could not show it again."""

    def show_cursor(self, show: bool = True) -> bool:
        """Left alone."""
        return False


@contextmanager
def panel(console: Console, wiki: Path, clock: Clock) -> Iterator[None]:
    """Show the night of this wiki for as long as the block runs; nothing of it stays."""
    stop = threading.Event()
    with Live(console=console, auto_refresh=False, transient=True) as live:
        drawer = threading.Thread(target=_follow, args=(live, wiki, clock, stop), daemon=True, name="panel")
        drawer.start()
        try:
            yield
        finally:
            stop.set()
            drawer.join()


def _follow(live: Live, wiki: Path, clock: Clock, stop: threading.Event) -> None:
    tokens = Tokens()
    while not stop.is_set():
        # No database yet, or it is busy or damaged: what is wrong the night itself says.
        with suppress(Exception):
            with State.to_read(wiki) as state:  # anew each time: who closes last should be the night, which tidies up
                glance = Glance.at(state, tokens)
            live.update(drawn(glance, clock), refresh=True)
        stop.wait(EVERY)


def drawn(glance: Glance, clock: Clock) -> RenderableType:
    """A glance as lines of a terminal."""
    now = clock.now()
    rows = Table.grid(padding=(0, 2))
    rows.add_column(style="bold", no_wrap=True, min_width=len("Episodes"))
    rows.add_column(no_wrap=True, overflow="ellipsis")
    rows.add_row("Now", Text(one_line(glance.doing_in_words)))
    rows.add_row("Sources", _with_bar(glance.read + glance.failed, glance.sources, glance.sources_in_words))
    if glance.windows[1]:
        rows.add_row("Windows", _with_bar(*glance.windows, glance.windows_in_words))
    total = glance.done + glance.pending + glance.aside
    rows.add_row("Episodes", _with_bar(glance.done + glance.aside, total, glance.episodes_in_words))
    rows.add_row("Wiki", f"{glance.pages:,} pages")
    rows.add_row("Engine", _engine(glance))
    rows.add_row("Time", Text(glance.time_in_words(now)))
    if rest := glance.rest_in_words(now):
        rows.add_row("Left", Text(rest))
    return Group(Text(), rows)


def _with_bar(done: int, total: int, words: str) -> RenderableType:
    row = Table.grid(padding=(0, 1))
    row.add_column(no_wrap=True)
    row.add_column(no_wrap=True, overflow="ellipsis")
    row.add_row(ProgressBar(total=max(total, 1), completed=done, width=_BAR), Text(words))
    return row


def _engine(glance: Glance) -> Text:
    """Whether it is there, and what it has cost."""
    if glance.outage:
        since = glance.outage.started[11:16]
        return Text(one_line(f"away since {since}, waiting for it: {glance.outage.reason}"), style="yellow")
    speed = f"{glance.speed_in_words}; " if glance.speed_in_words else ""  # first: what changes must not be cut off
    return Text(one_line(f"{speed}{glance.model}: {glance.tokens_in_words}" if glance.model else "not met yet"))
