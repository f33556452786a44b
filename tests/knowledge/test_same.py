"""Which sentences are one statement, so that one line carries the citations of both."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.values.readings import same_statement

SAME = [
    ("Kettle waits 30 seconds.", "kettle waits 30 seconds"),
    ("The cable of 1,000 metres was laid on 27 July 1866.", "The cable of 1000 m was laid on July 27, 1866."),
    (
        "Ada Holm wrote the first version of the Kettle job scheduler in Oslo.",
        "Ada Holm wrote the first version of Kettle job scheduler in Oslo.",
    ),
]
OTHER = [
    ("Kettle waits 30 seconds.", "Kettle waits 60 seconds."),
    ("Kettle does not wait.", "Kettle does wait."),
    ("Oslo defeated Bergen in the final match.", "Bergen defeated Oslo in the final match."),
    ("Ada Holm wrote Kettle.", "Ben Ray wrote Kettle."),
    ("The first has 3 masts and the second 5.", "The first has 5 masts and the second 3."),
    ("The route 28 bus stops at the old town hall there.", "The route 29 bus stops at the old town hall there."),
    ("Kettle may have been sold to a rival.", "Kettle has been sold to a rival."),
    ("The larger of the engines was sold first.", "The smaller of the engines was sold first."),
    ("Kettle retries jobs.", "Pan fries eggs."),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a: str, b: str) -> None:
    assert same_statement(a, b)
    assert same_statement(b, a)


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_other(a: str, b: str) -> None:
    assert not same_statement(a, b)
    assert not same_statement(b, a)


@given(st.lists(st.sampled_from([text for pair in SAME + OTHER for text in pair]), min_size=2, max_size=2))
def test_symmetric(pair: list[str]) -> None:
    assert same_statement(*pair) == same_statement(pair[1], pair[0])


def test_a_page_of_crowded_lines_is_compared_in_a_moment() -> None:
    lines = [f"Kettle {n}: " + "Aa-1 " * 200 + "9" * n for n in range(1, 120)]
    began = time.process_time()
    assert not any(same_statement(one, two) for one, two in pairwise(lines))
    assert not any(
        same_statement(lines[0], two) for one in lines for two in lines if one is not two and two is not lines[0]
    )
    assert time.process_time() - began < 20  # each pair costs a look-up; what is in a line is found once
