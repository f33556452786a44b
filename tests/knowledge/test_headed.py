"""Titles that tell things of one name apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.headed import headed, told_apart

OHIO = "Rush Township, Scioto County, Ohio Rush Township is one of the sixteen townships of Scioto County."


@pytest.mark.parametrize(
    ("a", "b", "two"),
    [
        (("d1", OHIO), ("d2", OHIO.replace("Scioto", "Tuscarawas")), True),
        (("d1", OHIO), ("d2", OHIO.replace("sixteen", "twelve")), False),
        (
            ("Danger Mouse (1981 TV series)", "It is old."),
            ("Danger Mouse (2015 TV series) - Film base", "It is new."),
            True,
        ),
        (("Andrew McFarlane (judge)", "He is."), ("Andrew McFarlane (cricketer)", "He was."), True),
        (("Andrew McFarlane (judge)", "He is."), ("Andrew McFarlane", "He was."), False),
        (("Andrew McFarlane (judge)", "He is."), ("Keith Butler (cricketer)", "He was."), False),
        (
            ("d1", "The Property Act 1870 The Property Act 1870 is law."),
            ("d2", "Property Act 1882 The Property Act 1882 is law."),
            True,
        ),
        (("d1", "Phi Delta (social) Phi Delta is a club."), ("d2", "Phi Delta (Ohio) Phi Delta is a club."), True),
        (("Kettle: a review", "Kettle is fine."), ("Kettle: the handbook", "Kettle is a tool."), False),
        (("Kettle (draft)", "Kettle is fine."), ("Kettle (final)", "Kettle is a tool."), False),
        (("Kettle (a paper)", "Kettle is fine."), ("Kettle (the book)", "Kettle is a tool."), False),
        (("Kettle", "Kettle, a pot, boils."), ("Kettle", "Kettle, Ada Holm said, is a tool. Kettle boils."), False),
    ],
)
def test_two_titles_of_one_name_that_say_which_tell_two_things(
    a: tuple[str, str], b: tuple[str, str], *, two: bool
) -> None:
    assert told_apart(headed(*a), headed(*b)) is two
    assert told_apart(headed(*b), headed(*a)) is two


PARTS = st.lists(
    st.sampled_from(["Kettle", "(film)", "(1911)", ", Ohio", "is", "a", "The", "judge", "1870", ".", "(", "\n"]),
    max_size=9,
)


@given(PARTS, PARTS)
def test_it_is_symmetric_and_no_title_is_told_from_itself(a: list[str], b: list[str]) -> None:
    one, two = (headed(" ".join(parts[:3]), " ".join(parts)) for parts in (a, b))
    assert told_apart(one, two) == told_apart(two, one)
    assert not told_apart(one, one)
