"""A night over another subject, planted before the rules were tuned: whoever fits a rule to the examples shows here.

The texts of `garden/` hold six disagreements and six near misses. One of the six is out of reach of rules without a
dictionary (a lily that is named after a river); what is asked is that nothing else is called one.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.knowledge.text.normal import norm
from agent.morning.conflicts import as_rows
from agent.state.state import State
from tests.night.nights import in_child, rehearsal_process

ROOT = Path(__file__).parents[2]
GARDEN = "tests/night/garden"
KEY = json.loads((ROOT / GARDEN / "key.json").read_text(encoding="utf-8"))
LEAST = 4  # of the planted ones


@pytest.fixture(scope="module")
def entries(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[dict[str, Any]]]:
    folder = tmp_path_factory.mktemp("garden") / "wiki"
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with rehearsal_process() as engine:
            assert in_child(folder, [f"{GARDEN}/sources.txt"], engine, workers=4) == 0
        with State.to_read(folder) as state:
            yield [row for row in as_rows(state) if row["state"] == "open"]
    finally:
        os.chdir(before)


def holds(entry: dict[str, Any], file: str, sentence: str) -> bool:
    wanted = norm(sentence)
    return any(
        side["source"] == f"{GARDEN}/{file}" and (wanted in norm(side["quote"]) or norm(side["quote"]) in wanted)
        for side in entry["sides"]
    )


def planted(entry: dict[str, Any]) -> list[str]:
    return [
        one["id"]
        for one in KEY["disagreements"]
        if all(holds(entry, side["file"], side["sentence"]) for side in one["sides"])
    ]


def test_most_that_is_planted_is_found(entries: list[dict[str, Any]]) -> None:
    assert len({identity for entry in entries for identity in planted(entry)}) >= LEAST


def test_nothing_else_is_called_a_disagreement(entries: list[dict[str, Any]]) -> None:
    assert [[side["quote"] for side in entry["sides"]] for entry in entries if not planted(entry)] == []
