"""Nothing that could begin waits for the end of what it does not need, and nothing of that shows in the wiki."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.bench.bound import Span, chain, least, lost
from tests.bench.generated import names, report
from tests.bench.simulated import Card, Time, night
from tests.night.nights import tree


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> str:
    dice, folder = random.Random(7), tmp_path_factory.mktemp("docs")
    things = names(60, dice)
    for number in range(26):
        (folder / f"report-{number:02}.md").write_text(report(number, dice.sample(things, 2), things, dice))
    return str(folder)


def slept(sources: str, wiki: Path, workers: int) -> list[Span]:
    card = Card(Time(free=True))
    assert night([sources], wiki, card, workers=workers) == 0
    return sorted(card.spans)


def test_the_overview_is_written_beside_pages_that_it_does_not_need_once_and_the_wiki_is_the_same(
    tmp_path: Path, sources: str
) -> None:
    alone, many = (slept(sources, tmp_path / str(workers), workers) for workers in (1, 6))
    began = {name: [at for at, _, _, kind in many if kind.startswith(name)] for name in ("overview", "write")}
    assert len([kind for *_, kind in many if kind.startswith("overview")]) == 1
    assert began["overview"][0] < began["write"][-1]
    assert sorted(size for _, _, size, _ in alone) == sorted(size for _, _, size, _ in many)
    assert tree(tmp_path / "1") == tree(tmp_path / "6")
    with State.to_read(tmp_path / "6") as state:
        bound = least(sum(size for _, _, size, _ in many), chain(state), 6)
    assert 0.9 * many[-1][1] < bound <= max(ended for _, ended, _, _ in many)


def test_of_the_last_windows_the_longest_is_read_first_and_else_the_list_is_kept(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        with state.transaction("test"):
            state.queue.add(
                EpisodeRecord(f"read:{n}", "read", {"sentences": list(range(size))}, 1, n)
                for n, size in enumerate((4, 9, 2, 7))
            )
        found = [state.queue.next(few=few) for few in (0, 3, 4)]
        assert [record.id for record in found if record] == ["read:0", "read:0", "read:1"]


def test_empty_places_are_laid_to_what_was_in_flight_beside_them() -> None:
    spans = [(0.0, 4.0, 10, "read_pages"), (0.0, 2.0, 10, "read_assign"), (6.0, 8.0, 10, "write_write")]
    assert lost(spans, 2) == {"nothing": 0.25, "write": 0.125, "read": 0.125}


def test_what_hangs_on_each_other_takes_as_long_as_alone_and_what_does_not_is_shared() -> None:
    assert round(least(5200, 5200, 32), 6) == 100
    assert round(least(642 * 10, 20, 32), 1) == 10.0
    assert least(5200, 1000, 32) < least(5200, 2000, 32) < least(5200, 2000, 1)
