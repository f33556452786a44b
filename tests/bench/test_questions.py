"""The forty questions: their gold stands in the examples, what is shown at once holds it, and the rehearsal does what it was seen to do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.knowledge.model import Citation
from agent.known.asked import Answered
from agent.known.lines import Line
from agent.state.state import State
from tests.bench.questions import figures, gold, judged, made, measured, questions
from tests.night.nights import rehearsal_process

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    wiki, before = tmp_path_factory.mktemp("questions") / "wiki", Path.cwd()
    with rehearsal_process() as engine:
        os.chdir(ROOT)
        try:
            made(wiki, ROOT / "examples", engine, None)
        finally:
            os.chdir(before)
        yield wiki, engine


def test_there_are_thirty_that_the_examples_answer_and_ten_that_they_do_not(asked: tuple[Path, str]) -> None:
    found = questions()
    assert [bool(one["phrases"]) for one in found] == [True] * 30 + [False] * 10
    with State.to_read(asked[0]) as state:
        assert all(gold(one, state) for one in found[:30])


def test_the_rehearsal_answers_as_much_as_it_was_seen_to(asked: tuple[Path, str]) -> None:
    """Measured when it was written: shown .97, right .33, every one of these with a right citation; not told .80."""
    found = figures(measured(*asked, None))
    assert found["shown"] >= 0.9
    assert found["right_and_cited"] == found["right"] >= 0.3
    assert found["not_told"] >= 0.8


def test_right_words_with_a_wrong_citation_are_not_right_and_cited(asked: tuple[Path, str]) -> None:
    question = questions()[0]
    with State.to_read(asked[0]) as state:
        right = next(iter(gold(question, state)))
        for spot, cited in ((right, True), ((right[0], 1), False)):
            line = Line("It was registered on 20 October 1856.", (Citation(*spot, spot[1]),))
            row = judged(question, Answered(question["question"], (line,)), state)
            assert (row.right, row.cited) == (True, cited)
        silent = judged(question, Answered(question["question"], ()), state)
        assert (silent.told, silent.right, silent.cited) == (False, False, False)
