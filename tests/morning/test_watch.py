"""Following a night: how fast it goes, what will fit, and `status --watch` on a terminal and in a log."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.clock import Clock
from agent.morning.glance import Glance
from agent.morning.pace import LEAST, LONG, Pace
from tests.morning.served import a_wiki
from tests.morning.test_talk import shown, under_way

COMMAND = [sys.executable, "-c", "from agent.cli import main; main()"]
EVENING = datetime(2026, 11, 3, 22, 48, tzinfo=UTC)


class Moved(Clock):
    passed = 0.0

    def monotonic(self) -> float:
        return self.passed


def test_the_speed_is_that_of_the_last_minute_and_the_pace_that_of_longer() -> None:
    clock = Moved()
    pace = Pace(clock)
    pace.look(1_000, 50)  # of before we looked: it says nothing of how fast it goes
    assert (pace.speed, pace.lasts(100)) == (0.0, 0.0)
    for _ in range(600):
        clock.passed += 1
        pace.look(pace.looks[-1].written + 100, pace.looks[-1].done + (clock.passed % 10 == 0))
    assert round(pace.speed) == 100
    assert round(pace.lasts(100)) == 1000
    for _ in range(60):
        clock.passed += 1
        pace.look(pace.looks[-1].written, pace.looks[-1].done)  # the engine is away
    assert round(pace.speed) == 0
    assert pace.lasts(100) > 1000
    assert len(pace.looks) <= LONG + 2


def test_where_looks_are_rare_the_last_two_count() -> None:
    clock = Moved()
    pace = Pace(clock)
    for n in range(4):
        clock.passed = n * 300.0
        pace.look(n * 30_000, n * LEAST)
    assert pace.speed == 100
    assert pace.lasts(LEAST) == 300


def test_another_night_begins_anew() -> None:
    clock = Moved()
    pace = Pace(clock)
    for written in (100, 900, 0):
        clock.passed += 1
        pace.look(written, 1)
    assert pace.speed == 0


@pytest.mark.parametrize(
    ("lasts", "until", "words"),
    [
        (0.0, "2026-11-04T07:00:00+00:00", ""),
        (7200.0, "", "about 2 h 00 min of work queued"),
        (7200.0, "2026-11-04T07:00:00+00:00", "about 2 h 00 min of work queued, which fits"),
        (7200.0, "2026-11-03T23:48:00+00:00", "about 2 h 00 min of work queued; 50 % of it fits"),
        (7200.0, "2026-11-03T22:00:00+00:00", "about 2 h 00 min of work queued"),
    ],
)
def test_what_will_fit(lasts: float, until: str, words: str) -> None:
    assert Glance(lasts=lasts, until=until).rest_in_words(EVENING) == words


def test_sixty_columns_hold_what_one_looks_for() -> None:
    glance = Glance(
        "reading", ("a-source",), 1200, 340, 3, 900, 1400, pages=1234, prompt=12_345_678, completion=1_234_567, model="gemma-4-31b",
        windows=(900, 2300), speed=412.0, lasts=30_000.0, started="2026-11-03T22:04:00+00:00", until="2026-11-04T07:00:00+00:00",
    )  # fmt: skip
    text = shown(glance, 60)
    assert max(map(len, text.split("\n"))) <= 60
    for words in (
        "340 of 1200 read",
        "900 of 2,300 read",
        "1,234 pages",
        "412 tokens a second",
        "left",
        "98 % of it fits",
    ):
        assert words in text, text


def watching(wiki: Path, **environment: str) -> subprocess.Popen[str]:
    words = [*COMMAND, "status", "--watch", "--wiki", str(wiki)]
    return subprocess.Popen(words, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})


def test_with_no_night_at_work_it_says_how_the_last_one_ended(tmp_path: Path) -> None:
    said, _ = watching(a_wiki(tmp_path)).communicate(timeout=60)
    assert said.startswith("Night: done")


def on_a_terminal(wiki: Path, columns: int) -> tuple[subprocess.Popen[bytes], int]:
    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
    words = [*COMMAND, "status", "--watch", "--wiki", str(wiki)]
    env = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": "1"}
    child = subprocess.Popen(words, stdout=theirs, stderr=theirs, env=env)
    os.close(theirs)
    return child, ours


def read_until(descriptor: int, words: str) -> str:
    """What a terminal shows until it has said these words; all of it to the end for none."""
    said = ""
    while not words or words not in said:
        try:
            piece = os.read(descriptor, 65536).decode()
        except OSError:  # nobody holds the other end any more
            piece = ""
        if not piece:
            break
        said += piece
    return said


def test_a_night_is_followed_to_its_end_on_a_terminal_and_in_a_log(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    with under_way(wiki):
        log = watching(wiki)
        terminal, ours = on_a_terminal(wiki, 60)
        assert log.stdout
        told = log.stdout.readline()
        drawn = read_until(ours, "which has passed")
    drawn += read_until(ours, "")
    os.close(ours)
    told += log.communicate(timeout=60)[0]
    assert (terminal.wait(60), log.returncode) == (0, 0)
    assert re.match(r"\d\d:\d\d reading: sources 2 of 4 read, 1 failed; ", told)
    assert "\nNight: stopped" in told
    assert "\x1b" not in told
    assert not re.search(r"\x1b\[[0-9;]*(?:3[0-7]|38|4[0-7]|48|9[0-7])[0-9;]*m", drawn)
    words = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", drawn)
    assert re.search(r"Windows +0 of 3 read", words)
    assert "Night: stopped" in words


def test_json_and_watch_do_not_go_together(tmp_path: Path) -> None:
    words = [*COMMAND, "status", "--watch", "--json", "--wiki", str(tmp_path)]
    assert subprocess.run(words, capture_output=True, check=False).returncode == 2
