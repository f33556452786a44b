"""The night over the examples, held to their answer key: what is planted is found, and what only looks like it is not."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.knowledge.text.normal import norm
from agent.morning.conflicts import as_rows
from agent.morning.look import read
from agent.state.state import State
from agent.wiki.lint import lint
from agent.wiki.verify import verify
from tests.night.nights import in_child, rehearsal_process

ROOT = Path(__file__).parents[2]
KEY = json.loads((ROOT / "tests" / "examples" / "key.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def wiki(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("examples") / "wiki"
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        with rehearsal_process() as engine:
            assert in_child(folder, ["examples/sources.txt"], engine, workers=4) == 0
        yield folder
    finally:
        os.chdir(before)


def entries(wiki: Path) -> list[dict[str, Any]]:
    with State.to_read(wiki) as state:
        return [row for row in as_rows(state) if row["state"] == "open"]


def holds(entry: dict[str, Any], file: str, sentence: str) -> bool:
    """Whether a side of the entry cites that sentence of that file."""
    wanted = norm(sentence)
    return any(
        side["source"] == f"examples/{file}" and (wanted in norm(side["quote"]) or norm(side["quote"]) in wanted)
        for side in entry["sides"]
    )


def is_planted(entry: dict[str, Any]) -> bool:
    """Whether two sides of the entry are those of one planted disagreement: its sentences may hold a near miss besides."""
    return any(
        sum(holds(entry, side["file"], side["sentence"]) for side in planted["sides"]) >= 2
        for planted in KEY["disagreements"]
    )


@pytest.mark.parametrize("planted", KEY["disagreements"], ids=lambda planted: str(planted["id"]))
def test_a_planted_disagreement_is_found(wiki: Path, planted: dict[str, Any]) -> None:
    assert any(
        all(holds(entry, side["file"], side["sentence"]) for side in planted["sides"]) for entry in entries(wiki)
    )


@pytest.mark.parametrize("near", KEY["near_misses"], ids=lambda near: str(near["id"]))
def test_a_near_miss_is_none(wiki: Path, near: dict[str, Any]) -> None:
    pairs = list(zip(near["files"], near["sentences"], strict=True))
    found = [entry for entry in entries(wiki) if all(holds(entry, file, sentence) for file, sentence in pairs)]
    assert [entry for entry in found if not is_planted(entry)] == []


def test_nothing_else_is_called_a_disagreement(wiki: Path) -> None:
    """Every entry is a planted one: there are no others in the texts."""
    strangers = [
        (entry["page"], [(side["value"], side["quote"]) for side in entry["sides"]])
        for entry in entries(wiki)
        if not is_planted(entry)
    ]
    assert strangers == []


def test_things_of_one_name_have_a_page_each_by_what_the_texts_say_of_it(wiki: Path) -> None:
    """A ship and a city: each text says what it is. The bridge at Niagara is said to be nothing, and a brain that does not judge is not
    asked whether it is another thing than the ship; nothing else is split.
    """
    with State.to_read(wiki) as state:
        split = sorted(row.qualifier for row in state.facts.decisions() if row.kind == "split")
        asked = state.queue.ids("identify:")
    assert split == ["steamer"]
    assert list(asked) == []
    assert {path.stem for path in wiki.glob("*(*).md")} == {"Albany (steamer)"}


def test_the_wiki_is_well_knit_and_every_line_stands_on_its_citations(wiki: Path) -> None:
    _, report = read(wiki)
    with State.to_read(wiki) as state:
        verdict = verify(state, wiki)
    assert report.pages >= 25
    assert report.links >= 80
    assert not report.broken
    assert verdict.ok
    assert not verdict.files_differing
    assert verdict.claims > 100


def test_lint_finds_nothing_that_the_night_could_have_known(wiki: Path) -> None:
    ours = {
        "broken-link",
        "missing-type",
        "no-citation",
        "undefined-footnote",
        "unused-footnote",
        "duplicate-title",
        "scaffolding",
        "log-order",
    }
    assert [finding for finding in lint(wiki) if finding.rule in ours] == []
