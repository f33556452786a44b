"""Copies that stand one after another are one long copy: how it is counted, and that one of them is asked for again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agent.episode.neighbours import Run, runs, words
from agent.state.state import State
from tests.bench.measure_words import longest_run
from tests.episode.desks import Written, work
from tests.episode.test_wordings import asked, condensed, lines, refining, worded

FIRST = "Kettle is a job scheduler which retries a failed job, logs the reason and warns its owner."
SECOND = "Its queue is kept on a disk so that no job is lost at night when the power of the house fails."
OWN = "So that no job is lost at night when the power of the house fails, its queue is kept on a disk."


def in_a_row(state: State) -> Any:
    """The episode of a page with both lines, of which the second follows the first in their source."""
    return refining(state, sentences=[dict(line, follows=n > 0) for n, line in enumerate(lines(FIRST, SECOND))])


LINE = st.lists(st.sampled_from("abcdef"), min_size=1, max_size=6).map(" ".join)


def test_runs_go_on_where_a_line_follows_and_end_where_words_are_ours() -> None:
    texts = ["a b c", "d e f g", "h i"]
    assert runs(texts, texts, [False, True, True]) == [Run(9, 1, 3)]
    assert runs(texts, texts, [False, False, True]) == [Run(3, 1, 1), Run(6, 2, 3)]
    assert runs(["a b c", "d x g", "h i"], texts, [False, True, True]) == [Run(4, 1, 2), Run(3, 2, 3)]


@given(st.lists(st.tuples(LINE, LINE), min_size=1, max_size=5))
def test_a_run_is_never_longer_than_what_stands_word_for_word_in_the_source(pairs: list[tuple[str, str]]) -> None:
    said, texts = [ours for ours, _ in pairs], [theirs for _, theirs in pairs]
    found = runs(said, texts, [n > 0 for n in range(len(pairs))])
    assert max((run.words for run in found), default=0) <= longest_run(" ".join(said), " ".join(texts))


@given(st.lists(LINE, min_size=1, max_size=5))
def test_a_page_of_copies_is_one_run(texts: list[str]) -> None:
    whole = sum(len(words(text)) for text in texts)
    assert runs(texts, texts, [True] * len(texts)) == [Run(whole, 1, len(texts))]


def test_of_two_copies_in_a_row_one_is_asked_for_again(tmp_path: Path) -> None:
    """Two lines of 17 and 22 words, each left as it is, were 39 words of the source on the page."""
    with State.to_write(tmp_path) as state:
        script = in_a_row(state)
        copies = [condensed(FIRST), condensed(SECOND, 2)]
        brain = work(script, state, Written(*3 * copies, condensed(SECOND, 2), condensed("Kettle warns.")))
        assert asked(brain) == [*3 * [1, 2], 2, 1]
        assert [said for said, _ in worded(state)] == [FIRST, SECOND]


def test_what_breaks_the_run_is_taken(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        script = in_a_row(state)
        brain = work(script, state, Written(*3 * [condensed(FIRST), condensed(SECOND, 2)], condensed(OWN, 2)))
        assert asked(brain) == [*3 * [1, 2], 2]
        assert worded(state)[-1] == (OWN, ("c2",))


def test_lines_that_do_not_follow_each_other_are_left(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = work(refining(state, FIRST, SECOND), state, Written(*3 * [condensed(FIRST), condensed(SECOND, 2)]))
        assert asked(brain) == 3 * [1, 2]
