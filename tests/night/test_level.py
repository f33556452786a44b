"""How many episodes run at once finds its level on an engine that is simulated by two published figures, and stays where a user put it."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable

import pytest

from agent.engine.wire import Usage
from agent.night.level import MOST, START, Level

Rate = Callable[[int], float]  # tokens a second of each of so many streams


def published(n: int) -> float:
    """52 tokens a second alone, 642 in all at 32 (the reference card)."""
    return 52 / (1 + 0.0514 * (n - 1))


def bounded(slots: int) -> Rate:
    """An engine that lets only so many in at once: the others wait."""
    return lambda n: published(min(n, slots)) * min(n, slots) / n


def thrashing(n: int) -> float:
    """An engine whose cache holds twelve: with more it throws away what it has read."""
    return published(n) if n <= 12 else published(12) * 12 / n * 0.6


def work_done(level: Level, now: list[float], rate: Rate, seconds: float, size: Callable[[int], int]) -> float:
    """Tokens written in so many seconds by as many streams as the level says, each reply as long as its number says."""
    running: list[tuple[float, int]] = []  # what is left of each, in tokens, beside what all have had
    had, done, number, began = 0.0, 0, 0, {}
    end = now[0] + seconds
    while now[0] < end:
        while len(running) < level.now:
            number += 1
            heapq.heappush(running, (had + size(number), number))
            began[number] = now[0]
        target, first = heapq.heappop(running)
        now[0] += (target - had) / rate(len(running) + 1)
        had = target
        done += size(first)
        level.heard(Usage(prompt=900, cached=500, completion=size(first), seconds=now[0] - began.pop(first)))
    return done / seconds


def sizes(number: int) -> int:
    """Replies of 40 to 400 tokens, in no order that a controller could lean on."""
    return 40 + number * 7919 % 361


@pytest.mark.parametrize(
    "rate", [published, bounded(16), bounded(32), thrashing], ids=["open", "16", "32", "thrashing"]
)
def test_it_comes_within_a_tenth_of_the_best_fixed_number(rate: Rate) -> None:
    now = [0.0]
    level = Level(lambda: now[0])
    work_done(level, now, rate, 900, sizes)  # the climb
    found = work_done(level, now, rate, 3600, sizes)
    best = 0.0
    for fixed in (1, 2, 4, 8, 12, 16, 24, 32, 48, 64):
        at = [0.0]
        best = max(best, work_done(Level(lambda at=at: at[0], fixed), at, rate, 1200, sizes))  # type: ignore[misc]
    assert found >= 0.9 * best


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("rate", [published, bounded(16), bounded(32)], ids=["open", "16", "32"])
def test_a_night_of_ten_minutes_has_not_to_wait_for_the_climb_however_unlike_its_replies_are(
    rate: Rate, seed: int
) -> None:
    dice = random.Random(seed)
    long = [8 + min(1500, int(dice.lognormvariate(5, 1))) for _ in range(8192)]

    def done(fixed: int | None = None) -> float:
        at = [0.0]
        return work_done(Level(lambda: at[0], fixed), at, rate, 600, lambda number: long[number % len(long)])

    assert done() >= 0.9 * max(map(done, (8, 12, 16, 24, 32, 64)))


def test_what_the_user_gave_stays() -> None:
    now = [0.0]
    level = Level(lambda: now[0], fixed=3)
    work_done(level, now, published, 600, sizes)
    assert level.now == 3


def test_it_never_passes_its_bound_and_begins_low() -> None:
    now = [0.0]
    level = Level(lambda: now[0])
    assert level.now == START
    work_done(level, now, lambda n: 50.0, 3600, sizes)
    assert level.now == MOST


def test_replies_near_their_time_out_make_it_fewer() -> None:
    level = Level(lambda: 0.0, timeout=600)
    level.heard(Usage(completion=5, seconds=400))
    assert level.now == START // 2


def test_time_in_which_a_place_was_free_is_not_judged() -> None:
    now = [0.0]
    level = Level(lambda: now[0])
    for _ in range(200):
        now[0] += 1
        level.heard(Usage(completion=100))
        level.idle()
    assert level.now == START


@pytest.mark.parametrize("told", [Usage(), Usage(prompt=500, cached=500)], ids=["nothing", "all cached"])
def test_an_engine_that_tells_no_tokens_is_judged_by_its_replies_and_the_night_goes_on(told: Usage) -> None:
    now = [0.0]
    level = Level(lambda: now[0])
    for _ in range(5000):
        now[0] += 1 / min(level.now, 20)  # it answers twenty at once, and not one more
        level.heard(told)
        assert 1 <= level.now <= MOST
    assert level.now >= START
