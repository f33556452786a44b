"""What the command says while a night runs and when it ends: on standard error.

Owns: when something is said. Live on a terminal, plain lines in a log, and few of them.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.logging import RichHandler

from agent.clock import Clock
from agent.config import command
from agent.errors import Exit
from agent.morning.checks import failures
from agent.morning.glance import Glance, Tokens
from agent.morning.graph_read import count_links
from agent.morning.look import draw
from agent.morning.out import PlainFormatter, plain
from agent.morning.panel import Terminal, panel
from agent.morning.report import report
from agent.morning.report_html import write_report
from agent.morning.status import in_words, status
from agent.state.queue import EpisodeRecord
from agent.state.state import State

EVERY = 300.0  # seconds between lines in a log
ANEW = 30.0  # seconds after which another kind of work is worth a line
NAMED = 8  # sources that could not be read, named at the end

_ENDS = {
    Exit.DONE: "Done.",
    Exit.USAGE: "No source could be read, so nothing was written; run it again with others.",
    Exit.STOPPED: "Stopped with work left; go on with: {resume}",
    Exit.STRICT: "Done, but a source could not be read.",
    Exit.SET_ASIDE: "Done, but something was set aside; see: {report}",
}


def talk_on_stderr(*, verbose: bool) -> Talk:
    """The talk of a command on standard error, where what is logged goes too."""
    console = Terminal(stderr=True)
    handler = RichHandler(console=console, show_path=False, show_level=False, log_time_format="%H:%M")
    handler.setFormatter(PlainFormatter("%(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for chatty in ("httpx2", "uvicorn", "trafilatura", "fontTools"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
    return Talk(console, Clock(), verbose=verbose)


class Talk:
    """Tells of a night: on a terminal by a panel that follows it, in a log by a line when something else is done, and now and then."""

    def __init__(self, console: Console, clock: Clock, *, verbose: bool) -> None:
        self._console, self._clock, self._verbose = console, clock, verbose
        self._live = console.is_terminal and not console.is_dumb_terminal
        self._last, self._kind, self._tokens = clock.monotonic(), "", Tokens()

    @contextmanager
    def watching(self, wiki: Path) -> Iterator[None]:
        """While the block runs, the night of this wiki is shown, if there is a terminal to show it on."""
        if not self._live:
            yield
            return
        with panel(self._console, wiki, self._clock):
            yield

    def ended(self, record: EpisodeRecord, state: State) -> None:
        """Called after every episode."""
        if self._verbose:
            self._say(f"{record.kind}: {record.id}")
        now = self._clock.monotonic()
        if self._live or now - self._last < (EVERY if record.kind == self._kind else ANEW):
            return
        self._last, self._kind = now, record.kind
        self._say(Glance.at(state, self._tokens).in_a_line(self._clock.now()))

    def morning(self, wiki: Path, code: Exit) -> None:
        """What there is now."""
        drawn = draw(wiki)
        with State.to_read(wiki) as state:
            links = count_links(wiki, state)
            figures = status(state, links)
            if told := report(state, links):
                write_report(told, wiki)
            self._say(in_words(figures, state))
            failed = [row for row in failures(state) if row["kind"] == "source"]
        self._unread(wiki, failed, figures["documents"])
        self._say(
            f"Read {wiki / 'index.md'}, look at {drawn}, or have both in a browser: {command('serve', wiki)}\n"
            f"What the night brought: {command('report', wiki)}"
        )
        self._say(_ENDS.get(code, "").format(resume=command("resume", wiki), report=command("report", wiki)))

    def _unread(self, wiki: Path, failed: list[dict[str, str]], documents: int) -> None:
        """What could not be read, and why, at once: it must not take a second command to learn that a path was mistyped."""
        if failed and not documents:
            self._say("Nothing could be read:")
        for row in failed[:NAMED]:
            self._say(f"  not read: {row['reason']}")
        if len(failed) > NAMED:
            self._say(f"  and {len(failed) - NAMED} more; see: {command('status --failed', wiki)}")

    def _say(self, text: str) -> None:
        self._console.print(plain(text), highlight=False, markup=False, soft_wrap=True)
