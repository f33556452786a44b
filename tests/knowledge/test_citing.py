"""In which of the sentences shown an answer stands, whatever numbers came with it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.support.check import unsupported
from agent.knowledge.support.citing import where_it_stands

SHOWN = {
    2: "Holm Bridge was built in 1881 by Ada Lund.",
    3: "It was listed on the National Register in 1980.",
    7: "In 1881 the mill burnt down.",
    9: "The bridge is 212 metres long.",
}
BUILT = "The bridge of Holm was built in [?]."


@pytest.mark.parametrize(
    ("value", "cited", "found"),
    [
        ("1881", (2,), (2,)),
        ("1881", (7,), (7,)),  # it stands there too: that is what the answer meant
        ("1881", (3,), (2,)),
        ("1881", (99,), (2,)),
        ("1881", (), (2,)),
        ("1881", (2, 3, 9, 99), (2,)),
        ("212 metres", (2,), (9,)),
        ("1882", (2,), ()),
        ("Ada Lund", (9,), (2,)),
        ("true", (3,), (3,)),
        ("true", (99,), ()),
        ("", (99,), ()),
    ],
)
def test_the_value_is_looked_for(value: str, cited: tuple[int, ...], found: tuple[int, ...]) -> None:
    assert where_it_stands(value, BUILT, SHOWN, cited) == found


def test_what_only_the_title_holds_stands_nowhere_unless_it_was_cited() -> None:
    assert where_it_stands("Holm Bridge", BUILT, {9: SHOWN[9]}, (3,), ["Holm Bridge"]) == ()
    assert where_it_stands("Holm Bridge", BUILT, {9: SHOWN[9]}, (9,), ["Holm Bridge"]) == (9,)


sentences = st.dictionaries(
    st.integers(1, 30), st.sampled_from([*SHOWN.values(), "Ada Lund died in 1980."]), max_size=6
)
values = st.sampled_from(["1881", "1980", "Ada Lund", "212", "true", "the mill", "Oslo", "not built"])
numbers = st.lists(st.integers(1, 40), max_size=5)


@given(values, sentences, numbers)
def test_what_is_found_was_shown_and_supports_the_value(value: str, shown: dict[int, str], cited: list[int]) -> None:
    found = where_it_stands(value, BUILT, shown, cited)
    assert set(found) <= set(shown)
    assert not found or not unsupported(value, [shown[n] for n in found])


@given(values, sentences, numbers, st.randoms())
def test_no_order_matters(value: str, shown: dict[int, str], cited: list[int], random: object) -> None:
    turned = dict(sorted(shown.items(), reverse=True))
    found = where_it_stands(value, BUILT, shown, cited)
    assert where_it_stands(value, BUILT, turned, [*reversed(cited), *cited]) == found
    assert where_it_stands(value, BUILT, shown, found) == found
