from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from agent.clock import Clock
from agent.errors import Fatal
from agent.night.deadline import Deadline, parse_for, parse_until

EVENING = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> None:
    if not Path("/usr/share/zoneinfo/Europe/Berlin").exists():
        pytest.skip("no time zones on this machine")
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()


@pytest.fixture(autouse=True)
def zone_back() -> object:
    yield
    os.environ.pop("TZ", None)
    time.tzset()


def test_a_time_of_day_is_the_next_one() -> None:
    end = parse_until("07:00", EVENING.astimezone())
    assert timedelta(0) < end - EVENING <= timedelta(days=1)
    assert (end.hour, end.minute) == (7, 0)


def test_seven_is_seven_also_when_the_clocks_change(berlin: None) -> None:
    before = datetime(2026, 3, 28, 23, 0).astimezone()  # summer time began in the night of 29 March 2026
    end = parse_until("07:00", before)
    assert end.strftime("%H:%M") == "07:00"
    assert end - before == timedelta(hours=7)


def test_lengths() -> None:
    assert parse_for("1h30m", EVENING) - EVENING == timedelta(minutes=90)
    assert parse_for("90 min", EVENING) - EVENING == timedelta(minutes=90)


@pytest.mark.parametrize("text", ["", "soon", "25:00", "6 parsecs", "99999999h", "0001-01-01T00:00"])
def test_what_is_no_time_is_said(text: str) -> None:
    with pytest.raises(Fatal):
        parse_until(text, EVENING)
    with pytest.raises(Fatal):
        parse_for(text, EVENING)


def test_a_sleeping_laptop_wakes_up_past_its_deadline() -> None:
    class Jumping(Clock):
        def __init__(self) -> None:
            self.wall = EVENING

        def now(self) -> datetime:
            return self.wall

        def monotonic(self) -> float:
            return 0.0  # did not run while the lid was shut

    clock = Jumping()
    deadline = Deadline(clock, EVENING + timedelta(hours=2))
    assert deadline.left() == 7200.0
    clock.wall += timedelta(hours=3)
    assert deadline.passed()
