"""What a night that is gone on with costs until its first call of the model: `python -m tests.bench.first FOLDER`, on a copy of that wiki.

With an episode that was left in the queue; with an empty queue, where all that comes next is planned first; and where all was planned and
done, and then a claim came.
"""

from __future__ import annotations

import gc
import os
import resource
import shutil
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from agent.cli import CYCLES
from agent.clock import Clock
from agent.config import load
from agent.engine.client import Engine
from agent.engine.wire import Call, Reply
from agent.episode.capability import REHEARSAL
from agent.known.lasting import Lasting
from agent.night.orders import order
from agent.night.plan import Plan
from agent.night.publishing import Publisher
from agent.night.start import run_night
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.bench.facts import one_claim_more


def prepare(wiki: Path, *, left: bool) -> None:
    """Empty the queue, but for the first sentences of a document if something is `left`."""
    with State.to_write(wiki) as state:
        Publisher(state, wiki, Clock()).begin()  # the files of a copy have stamps of their own
    with State.to_write(wiki) as state, state.transaction("bench") as db:
        db.execute("DELETE FROM episodes")
        if left:
            subject = {"document": state.documents.ids()[0], "sentences": [1, 2, 3], "at_once": False, "summary": 4}
            state.queue.add([EpisodeRecord("read:left", "read", subject, 1, 0)])


def plan(wiki: Path) -> None:
    """Have all be planned and done that an engine like the built-in one is asked, then a claim come."""
    with State.to_write(wiki) as state:
        while Plan(state, 1, "2026-01-01", 1, REHEARSAL, Lasting(state.kept)).next():
            with state.transaction("bench") as db:
                db.execute("UPDATE episodes SET state = 'done'")
        one_claim_more(state)


async def _told(self: Engine, call: Call) -> Reply:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| first call ({call.kind}) | {time.process_time():.1f} | {memory:.0f} |", flush=True)
    os._exit(0)


def main(wiki: Path) -> None:
    """Print all three, each from a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copytree(wiki, Path(folder) / wiki.name)
        for made in (partial(prepare, left=True), partial(prepare, left=False), plan):
            made(copy)
            command = [sys.executable, "-m", "tests.bench.first", str(copy), "go"]
            os.waitpid(os.posix_spawn(sys.executable, command, os.environ), 0)


def go(wiki: Path) -> None:
    """Go on with the night up to its first call."""
    gc.set_threshold(*CYCLES)
    Engine.think = _told  # type: ignore[method-assign]
    run_night(order(None, wiki, load(wiki, {"engine": "rehearsal"}), None, None, Clock(), lambda *_: None))


if __name__ == "__main__":
    (go if sys.argv[2:] == ["go"] else main)(Path(sys.argv[1]))
