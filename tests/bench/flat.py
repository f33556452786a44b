"""What commands and publishing cost on a wiki: CPU seconds and peak memory. `python -m tests.bench.flat FOLDER`.

Publishing is measured on a copy of the folder, in one process: at first and again with nothing changed, then with one claim more: the first
that comes, the next, and one more as within a night, where themes and what is kept for other processes wait.
"""

from __future__ import annotations

import gc
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from agent.cli import CYCLES
from agent.clock import Clock
from agent.known.pages import Known, settle
from agent.night.publishing import Publisher
from agent.state.state import State
from tests.bench.facts import one_claim_more

COMMANDS = ("status", "report", "verify", "graph", "lint", "conflicts")
_CLAIMS = (("one claim more", False), ("the next", False), ("one more, within a night", True))
_MAIN = "from agent.cli import main; main()"


def measured(*command: str) -> tuple[float, float]:
    """CPU seconds and peak memory (MiB) of Python called with these arguments; what it prints goes nowhere."""
    process = os.posix_spawn(
        sys.executable,
        [sys.executable, *command],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, _, used = os.wait4(process, 0)
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def published(wiki: Path) -> list[tuple[str, float]]:
    """What publishing a wiki takes, in CPU seconds: the first time, with nothing changed, with one claim more."""
    with State.to_write(wiki) as state:
        Publisher(state, wiki, Clock()).begin()  # the files of a copy have stamps of their own
        publisher = Publisher(state, wiki, Clock())
        names = ("publish, at first", "publish, nothing changed")
        found = [(what, _timed(publisher.now)) for what in names]
        for number, (what, within) in enumerate(_CLAIMS):
            one_claim_more(state, number)

            def once_more(within: bool = within) -> None:
                settle(state, Known.of(state), "2026-01-01")
                publisher.now(keeps=not within, drafts=within)

            found.append((f"publish, {what}", _timed(once_more)))
        found.append(("the longest slice of it, with nothing kept", longest_slice(Publisher(state, wiki, Clock()))))
    return found


def longest_slice(publisher: Publisher) -> float:
    """CPU seconds for which publishing holds up the night at the most."""
    work, longest = publisher._slices(keeps=True), 0.0
    while True:
        began = time.process_time()
        try:
            next(work)
        except StopIteration:
            return longest
        finally:
            longest = max(longest, time.process_time() - began)


def _timed(what: Callable[[], object]) -> float:
    began = time.process_time()
    what()
    return time.process_time() - began


def main(wiki: Path) -> None:
    """Print a table."""
    print(f"| {wiki.name}, load {os.getloadavg()[0]:.1f} | CPU s | MiB |\n|---|---|---|")
    for name in COMMANDS:
        seconds, memory = measured("-c", _MAIN, name, *([str(wiki)] if name == "graph" else ["--wiki", str(wiki)]))
        print(f"| {name} | {seconds:.1f} | {memory:.0f} |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(wiki, Path(folder) / wiki.name)
        _, memory = measured("-c", "import sys; from tests.bench.flat import told; told(sys.argv[1])", str(copy))
        print(f"| publishing in all | | {memory:.0f} |")


def told(wiki: str) -> None:
    """Print what publishing takes, in a process like the command's."""
    gc.set_threshold(*CYCLES)
    for what, seconds in published(Path(wiki)):
        sys.stderr.write(f"| {what} | {seconds:.2f} | |\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
