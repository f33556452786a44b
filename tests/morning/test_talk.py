"""What is said while a night runs: a panel on a terminal, few lines in a log."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from agent.clock import Clock
from agent.engine.ladder.figures import Ladder, Rung
from agent.engine.ladder.kept import keep
from agent.engine.wire import Reply, Usage
from agent.morning.glance import Glance, Tokens, length
from agent.morning.pace import LEAST, Pace
from agent.morning.panel import Terminal, drawn, panel
from agent.morning.talk import ANEW, EVERY, Talk
from agent.night.reckoning import SAMPLE, TAILS
from agent.state.nights import Outage
from agent.state.queue import EpisodeRecord
from agent.state.sources import SourceRecord
from agent.state.state import State
from tests.night.nights import rehearsal_process

EVENING = datetime(2026, 11, 3, 22, 48, tzinfo=UTC)
COMMAND = [sys.executable, "-c", "from agent.cli import main; main()"]


class Still(Clock):
    """A clock that stands until it is moved."""

    passed = 0.0

    def now(self) -> datetime:
        return EVENING

    def monotonic(self) -> float:
        return self.passed


def read(slug: str, **change: str) -> EpisodeRecord:
    record = EpisodeRecord(f"read:{slug}:1-9:x", "read", {"document": "d", "sentences": [1]}, 1, 0)
    return replace(record, **change)  # type: ignore[arg-type]


def under_way(wiki: Path) -> State:
    """A night that reads: two of four sources are there, one failed; one episode is done."""
    state = State.to_write(wiki)
    row = {"date": "2026-11-03", "started": "2026-11-03T22:04:00+00:00", "until": "2026-11-04T07:00:00+00:00"}
    night = state.nights.start({**row, "engine": "e", "prompts": "p", "pid": 1})
    state.nights.met(night.id, "gemma", "schema")
    states = ("done", "done", "failed", "pending")
    state.sources.add(SourceRecord(f"s{n}", f"r{n}", "file", "", n, state=each) for n, each in enumerate(states))
    wording = EpisodeRecord("refine:p:1", "refine", {"title": "Kettle"}, 5, 0, state="done")
    with state.transaction("plan"):
        state.queue.add([read("a", state="running"), read("b", state="running"), read("c"), wording])
    return state


def test_a_glance_at_a_night(tmp_path: Path) -> None:
    tokens = Tokens()
    with under_way(tmp_path / "wiki") as state:
        glance = Glance.at(state, tokens)
        assert (glance.doing, glance.subjects) == ("reading", ("a", "b"))
        assert (glance.sources, glance.read, glance.failed) == (4, 2, 1)
        assert (glance.done, glance.pending, glance.aside) == (1, 3, 0)
        state.nights.outage_began(1, "2026-11-03T22:40:00+00:00", "refused")
        assert Glance.at(state, tokens).outage == Outage(1, "2026-11-03T22:40:00+00:00", "", 0.0, "refused")
    assert glance.in_a_line(EVENING) == (
        "22:48 reading: sources 2 of 4 read, 1 failed; episodes 1 done, 3 to do; 0 pages; 0 tokens read, 0 written; "
        "until 07:00, 8 h 12 min left"
    )


def reading(wiki: Path) -> State:
    """A night that has begun to read ten windows, all its sources there."""
    state = under_way(wiki)
    state.sources.failed("s3", "gone", 1)
    with state.transaction("plan"):
        state.queue.add(read(f"w{n}") for n in range(7))
    return state


def test_a_night_that_has_no_pace_of_its_own_yet_goes_by_the_ladder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """To its end, as `plan` has it, less what is done; later by its own pace, which tells how long what is queued will take."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    clock = Still()
    tokens = Tokens(pace=Pace(clock))
    with reading(tmp_path / "wiki") as state:
        assert Glance.at(state, Tokens(pace=Pace(clock))).lasts == 0
        keep(Ladder("gemma", "off", (Rung(0, 300.0, 30.0),), "2026-11-01", "nightwiki", together=1.0))
        glance = Glance.at(state, tokens)
        assert glance.lasts == pytest.approx(10 * (SAMPLE.fresh / 300 + SAMPLE.completion / 30) + TAILS, rel=0.01)
        assert (
            glance.rest_in_words(EVENING) == "about 15 min to the end, which fits, by your ladder of gemma (2026-11-01)"
        )
        assert "to the end" in shown(glance, 100)
        reply = Reply("{}", "{}", (), "", "stop", Usage(4000, 2000, 1000, 40.0), "gemma")
        state.journal.record_reply("read:a:1-9:x", 0, 1, "", "schema", "", reply)
        state.queue.finished("read:a:1-9:x")
        later = Glance.at(state, tokens)  # what is read still counts with the night, what it took is taken off
        assert glance.lasts - later.lasts == pytest.approx(
            1000 / 30 + 4000 * SAMPLE.fresh / SAMPLE.prompt / 300, rel=0.2
        )
        for n in range(LEAST):
            clock.passed += 60
            state.queue.finished(f"read:w{n}:1-9:x")
        own = Glance.at(state, tokens)
        assert (own.by, own.lasts) == ("", own.pending * 5 * 60 / 6)  # six were done in five minutes
        assert "of work queued" in own.rest_in_words(EVENING)


def test_the_workers_that_the_user_fixed_count_before_the_night_has_a_pace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    keep(Ladder("gemma", "off", (Rung(0, 300.0, 30.0),), "2026-11-01", "nightwiki"))
    with reading(tmp_path / "wiki") as state:
        many = Glance.at(state, Tokens()).lasts - TAILS
        state.nights.set_meta("workers", "1")
        one = Glance.at(state, Tokens()).lasts - TAILS
        assert one > 10 * many


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        (
            "pair",
            {"pages": [{"title": "Marl"}, {"title": "Orla Dam"}]},
            "looking for one thing under two names: Marl; Orla Dam",
        ),
        ("identify", {"name": "Marl; Marel"}, "telling namesakes apart: Marl; Marel"),
        ("release", {"pairs": [{"title": "Marl"}] * 2}, "looking for what a later release says otherwise: Marl"),
        ("overview", {"groups": [[{"title": "Marl"}]]}, "writing the overview"),
    ],
)
def test_what_is_being_done_names_pages_and_no_hash(
    tmp_path: Path, kind: str, subject: dict[str, Any], words: str
) -> None:
    with under_way(tmp_path / "wiki") as state:
        for record in state.queue.by_state("running"):
            state.queue.finished(record.id)
        with state.transaction("plan"):
            state.queue.add([EpisodeRecord(f"{kind}:5f9c", kind, subject, 2, 0, state="running")])
        assert Glance.at(state, Tokens()).doing_in_words == words


def test_a_night_that_has_not_begun(tmp_path: Path) -> None:
    with State.to_write(tmp_path / "wiki") as state:
        assert Glance.at(state, Tokens()) == Glance()
    assert "starting" in shown(Glance(), 80)


def shown(glance: Glance, width: int) -> str:
    console = Console(file=io.StringIO(), width=width, force_terminal=False)
    with console.capture() as said:
        console.print(drawn(glance, Still()))
    return said.get()


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_terminal_of_any_width_holds_it(width: int) -> None:
    names = tuple(f"[red]\x1b[31m{n}" + "long " * 40 for n in range(5))
    outage = Outage(1, "2026-11-03T22:40:00+00:00", "", 0.0, "\x1b[2Jrefused " * 30)
    glance = Glance("reading", names, 12, 3, 1, 7, 4, model="gemma", until="2026-11-04T07:00:00+00:00", outage=outage)
    text = shown(replace(glance, started="2026-11-03T22:04:00+00:00"), width)
    lines = text.rstrip("\n").split("\n")
    assert len(lines) == 7
    assert max(map(len, lines)) <= width
    assert "\x1b" not in text
    assert [line.split()[0] for line in lines if line] == ["Now", "Sources", "Episodes", "Wiki", "Engine", "Time"]
    assert "away since 22:40" in text


def test_how_long_it_is() -> None:
    assert [length(s) for s in (-5, 59, 60, 3599, 3600, 30_000)] == [
        "0 s", "59 s", "1 min", "59 min", "1 h 00 min", "8 h 20 min",
    ]  # fmt: skip
    night = Glance(until="2026-11-03T22:00:00+00:00")
    assert night.until_in_words(EVENING) == "until 22:00, which has passed"
    assert Glance().until_in_words(EVENING) == ""


def test_a_log_has_few_lines(tmp_path: Path) -> None:
    clock, out = Still(), io.StringIO()
    talk = Talk(Console(file=out, width=300), clock, verbose=False)
    with under_way(tmp_path / "wiki") as state, talk.watching(tmp_path / "wiki"):
        for _ in range(1000):  # an hour of reading, an episode every 3.6 s
            clock.passed += 3.6
            talk.ended(read("a"), state)
        lines = out.getvalue().splitlines()
        assert len(lines) == 3600 // EVERY
        assert all(line.startswith("22:48 reading: sources 2 of 4") for line in lines)
        clock.passed += ANEW
        talk.ended(replace(read("a"), kind="refine"), state)
        assert len(out.getvalue().splitlines()) == len(lines) + 1


def test_the_panel_follows_the_night_and_goes(tmp_path: Path) -> None:
    wiki, out = tmp_path / "wiki", io.StringIO()
    console = Terminal(file=out, force_terminal=True, width=80, color_system=None)
    with panel(console, wiki, Still()), under_way(wiki):  # at first there is no database
        _until(out, "reading: a, b")
        console.print("a warning")
        _until(out, "a warning")
    assert "\x1b[?25l" not in out.getvalue()  # the cursor is never hidden
    assert out.getvalue().rstrip("\n").endswith("\x1b[2K")  # and the last thing is that its lines are taken away


def _until(out: io.StringIO, words: str) -> None:
    for _ in range(200):
        if words in out.getvalue():
            return
        time.sleep(0.02)
    raise AssertionError(out.getvalue())


def test_on_a_real_terminal(tmp_path: Path) -> None:
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "a.txt").write_text(
        "Kettle is a job scheduler. Kettle was written by Ada Holm in 2019. Ada Holm lives in Oslo."
    )
    with rehearsal_process("--tokens-per-second", "50") as engine:
        ours, theirs = pty.openpty()
        run = [*COMMAND, "run", str(shelf), "--wiki", str(tmp_path / "wiki"), "--engine", engine]
        process = subprocess.Popen(run, stdout=subprocess.PIPE, stderr=theirs, env={**os.environ, "TERM": "xterm"})
        os.close(theirs)
        said = b""
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # nobody holds the other end any more
                break
            if not piece:
                break
            said += piece
        os.close(ours)
        assert process.wait(60) == 0
        assert process.stdout is not None
        assert process.stdout.read() == b""  # standard output is for results
        process.stdout.close()
    log = tmp_path / "wiki" / ".nightwiki" / "state.db-wal"
    assert not log.exists() or not log.stat().st_size  # who only looked did not keep the night from tidying up
    text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", said.decode())
    assert "Episodes" in text
    assert "reading: a" in text
    assert "Night: done" in text
    assert text.rstrip().endswith("Done.")
