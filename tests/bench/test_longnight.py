"""The long night, simulated: it agrees with what `plan` says, keeps to the published figures, and shows what turns are for."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.night import card
from agent.night.reckoning import SAMPLE, TAILS, Pace, length, reference
from tests.bench.longnight import BY_HAND, Card, Outage, simulate, work

HOURS = 8 * 3600.0
LONG = 12_000  # windows; some 13 hours


@pytest.mark.parametrize("windows", [60, 150, 1600, 6000])
def test_plan_and_the_simulation_say_the_same(windows: int) -> None:
    found = simulate(windows, 1e9)
    assert length(windows, SAMPLE, reference(None, SAMPLE.prompt / SAMPLE.calls)) == pytest.approx(
        found.seconds, rel=0.05
    )
    assert sum(found.calls.values()) == pytest.approx(windows * SAMPLE.calls, rel=0.02)


def test_what_plan_takes_a_window_to_cost_is_the_sum_of_its_calls() -> None:
    for of in ("prompt", "fresh", "completion"):
        assert sum(kind.a_window * getattr(kind, of) for kind in BY_HAND) == pytest.approx(
            getattr(SAMPLE, of), rel=0.01
        )
    assert sum(kind.a_window for kind in BY_HAND) == pytest.approx(SAMPLE.calls, rel=0.02)


@pytest.mark.parametrize(
    ("streams", "read", "speculation", "rate"),
    [(1, 0, True, 52.5), (1, 0, False, 22.3), (32, 1024, True, 642), (32, 1024, False, 356)],
)
def test_the_card_gives_the_published_figures(streams: int, read: int, speculation: bool, rate: float) -> None:
    engine = Card(speculation)
    for number in range(streams):
        engine.begin(0, read, 1024, number)
    while engine.flying:
        engine.run(engine.next_end())
    deep = 52.5 / 51.8 if speculation else 22.3 / 22.25  # the reply itself is 512 deep on average
    assert streams * 1024 / engine.now * deep == pytest.approx(rate, rel=0.01)


def test_without_turns_a_night_that_does_not_fit_reads_all_and_writes_a_little() -> None:
    straight, turns = simulate(LONG, HOURS), simulate(LONG, HOURS, turns=True)
    assert straight.read == LONG
    assert straight.written < LONG / 2
    assert turns.written > 1.3 * straight.written
    assert turns.written > 0.95 * turns.read


def test_where_all_fits_turns_change_nothing() -> None:
    assert simulate(500, HOURS, turns=True).calls == simulate(500, HOURS).calls


def test_an_outage_costs_its_length_and_the_calls_in_flight() -> None:
    calm, disturbed = simulate(500, 1e9), simulate(500, 1e9, outages=[Outage(600, 1800)])
    assert disturbed.repaid == 32
    assert disturbed.calls == calm.calls
    assert disturbed.seconds - calm.seconds - 1800 == pytest.approx(0, abs=120)


def test_work_is_of_one_call() -> None:
    assert work(BY_HAND[0]) == pytest.approx(645 + 716 / 8, rel=0.05)


def test_the_page_on_what_fits_says_what_plan_says() -> None:
    page = (Path(__file__).parents[2] / "examples" / "engines" / "what-fits.md").read_text(encoding="utf-8")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in page.splitlines() if line.startswith("| ")
    ]
    depth = SAMPLE.prompt / SAMPLE.calls
    for _, windows, fast, slow, _ in rows[1:]:
        count = int(windows.replace(",", ""))
        assert length(count, SAMPLE, reference(None, depth)) == pytest.approx(_seconds(fast), rel=0.05)
        without = Pace(card.work(32, depth, speculation=False), "", TAILS)
        assert length(count, SAMPLE, without) == pytest.approx(_seconds(slow), rel=0.05)
    assert len(rows) == 4


def _seconds(told: str) -> float:
    figure, unit = told.split()
    return float(figure) * {"min": 60, "h": 3600}[unit]
