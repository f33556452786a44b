"""The measures of how an engine is kept busy: requests made again are those that were sent, and simulated time is the same each time."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from unittest.mock import patch

from agent.engine.client import Engine
from agent.episode.prompts import Prompts
from agent.errors import Exit
from agent.state.state import State
from tests.bench.idle import most_at_once, pace
from tests.bench.prefix import Earlier, requests, shares
from tests.bench.recorded import Line, as_lines, record
from tests.bench.simulated import Card, Time, measure, night, plain
from tests.night.nights import night as real_night
from tests.night.nights import tree

GARDEN = str(Path(__file__).parents[1] / "night" / "garden")


def test_requests_made_again_from_the_rows_are_those_that_were_sent(tmp_path: Path) -> None:
    noted: list[Line] = []
    with patch.object(Engine, "think", Engine.think), patch.object(Engine, "_complete", Engine._complete):
        record(noted)
        how: dict[str, Any] = {"wire": "schema", "at_once": "page", "judges": "yes", "workers": 3}
        assert real_night(tmp_path / "wiki", [GARDEN], "rehearsal", **how) == Exit.DONE
    lines = [json.loads(line) for line in as_lines(noted)]
    with State.to_read(tmp_path / "wiki") as state:
        made = [json.dumps(messages) for _, _, messages, _ in requests(state, Prompts())]
    sent = [json.dumps(line["request"]["messages"]) for line in lines if line["kind"]]
    assert sorted(made) == sorted(sent)
    found = shares(tmp_path / "wiki", Prompts())["all"]
    assert found.calls == len(sent)
    assert found.prompt == sum(line["prompt"] for line in lines if line["kind"])
    assert found.were >= 0.9 * found.could > 0  # the rehearsal engine keeps every prompt, as a large cache would


def test_what_two_prompts_share_is_what_they_begin_with() -> None:
    earlier = Earlier()
    texts = (
        b"system: read\nuser: a",
        b"system: read\nuser: b",
        b"system: write\nuser: a",
        b"",
        b"system: read\nuser: a, and more",
    )
    assert [earlier.common(text) for text in texts] == [0, 19, 8, 0, 20]


def test_places_that_stand_empty_are_counted() -> None:
    spans = [(0.0, 4.0), (0.0, 2.0), (6.0, 8.0)]
    assert pace(spans, 80, 2) == {"seconds": 8.0, "calls_s": 0.38, "tokens_s": 10.0, "idle": 0.5, "none": 0.25}
    assert most_at_once([{"began": began, "ended": ended} for began, ended in spans]) == 2


def test_a_simulated_night_is_the_same_each_time_and_one_worker_never_waits() -> None:
    alone, again = (measure([GARDEN], 1, free=True) for _ in range(2))
    assert {**alone, "cpu_s": 0} == {**again, "cpu_s": 0}
    assert alone["ratio"] >= 0.999
    assert alone["idle"] <= 0.001


def test_the_wiki_of_a_simulated_night_hangs_on_no_number_of_workers(tmp_path: Path) -> None:
    for workers in (1, 7):
        assert night([GARDEN], tmp_path / str(workers), Card(Time(free=True)), workers=workers) == Exit.DONE
    assert tree(tmp_path / "1") == tree(tmp_path / "7")


def test_a_plain_loop_takes_what_the_card_takes() -> None:
    assert round(plain([520], 1), 3) == 10.0
    assert abs(plain([642] * 32, 32) - 32.0) < 0.01
