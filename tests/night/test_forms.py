"""Whole nights over one bridge in three hands of figures, and over a text that denies: on data that is not ours and on our own."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.knowledge.support.check import Cited, faults, readable
from agent.knowledge.text.languages import language_of
from agent.morning.checks import verdict_in_words
from agent.morning.conflicts import as_rows
from agent.sources.extract import extract
from agent.state.state import State
from agent.wiki.verify import Verdict, verify
from tests.night.nights import in_child, rehearsal_process

DATA = os.environ.get("NIGHTWIKI_DATA", "")
_TEXT = "# The Marl tower{}\n\nThe Marl tower is a tower in Marl. The Marl tower cost {} pounds. The Marl tower has {} tonnes of iron. {}\n"
OURS = {
    "tower.md": _TEXT.format("", "3,500,250", "1,432.5", "The Marl tower opened on 7 March 1934."),
    "turm.md": _TEXT.format(", figures", "3 500 250", "1.432,5", "The Marl tower opened on 7.3.1934."),
}


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as address:
        yield address


def disputes(wiki: Path) -> list[str]:
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok
        return [row["about"] for row in as_rows(state)]


def test_one_tower_in_two_hands_does_not_disagree(engine: str, tmp_path: Path) -> None:
    folder = tmp_path / "sources"
    folder.mkdir()
    for name, text in OURS.items():
        (folder / name).write_text(text, encoding="utf-8")
    assert in_child(tmp_path / "wiki", [str(folder)], engine, workers=1) == 0
    assert disputes(tmp_path / "wiki") == []
    page = (tmp_path / "wiki" / "Marl tower.md").read_text(encoding="utf-8")
    assert "1.432,5" in page


@pytest.mark.data
@pytest.mark.skipif(not DATA, reason="NIGHTWIKI_DATA is not set")
def test_number_and_date_forms_of_the_cases_do_not_disagree(engine: str, tmp_path: Path) -> None:
    folder = Path(DATA) / "cases" / "13-number-and-date-forms"
    assert in_child(tmp_path / "wiki", [str(folder)], engine, workers=1) == 0
    assert disputes(tmp_path / "wiki") == []


@pytest.mark.data
@pytest.mark.skipif(not DATA, reason="NIGHTWIKI_DATA is not set")
def test_a_denial_of_the_cases_that_is_dropped_is_refused_or_quoted() -> None:
    tried = 0
    for file in sorted((Path(DATA) / "cases" / "27-negation").glob("*.md")):
        text = extract(file.read_bytes(), "text/markdown", str(file))
        known = language_of(text.language)
        for unit in text.sentences:
            sentence = text.text[unit.start : unit.end]
            if known is None:
                assert not readable(text.language)
                continue
            bare = re.sub(r"n'(\S+) pas|keinen", r"\1 einen" if text.language == "de" else r"\1", sentence)
            bare = " ".join(known.negation.sub(" ", bare).split()).replace(" .", ".")
            if bare != sentence:
                tried += 1
                assert faults(bare, [Cited(sentence, language=text.language)], [text.title], text.language)
                assert faults(sentence, [Cited(bare, language=text.language)], [text.title], text.language)
    assert tried >= 5


def test_verify_says_what_it_does_not_check() -> None:
    said = verdict_in_words(Verdict(9, 4, (), ({"page": "Orvan", "text": "It is indicated.", "reason": "?"},), (), ()))
    assert "9 lines checked" in said
    assert "4 are worded" in said
    assert "not checked: whether one says more or other" in said
    assert "doubtful: Orvan" in said
