"""Whether two accounts are of one thing: what they agree on, and what tells them apart."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.identity import ENOUGH, Particulars, agree_on_most, apart, particulars, shared

Four = tuple[str, str, str, str]


def place(where: str) -> Four:
    return ("township", where, "", "")


def lived(time: str) -> Four:
    return ("bailiff", "", time, "")


@pytest.mark.parametrize(
    ("a", "b", "values", "two"),
    [
        (place("Scioto County, Ohio"), place("Tuscarawas County, Ohio"), [], True),
        (place("Brown County"), place("Rusk County, Wisconsin, United States"), ["4,284", "240"], True),
        (place("Brown County"), place("Rusk County, Wisconsin"), ["Brown", "Rusk"], False),  # that is what is asked
        (place("Scioto County, Ohio"), place("Scioto County"), [], False),
        (place("Scioto County, Ohio"), place("Ohio"), [], False),
        (place("Ohio"), place("Ohio, United States"), [], False),
        (lived("1848–1912"), lived("1885–1931"), [], True),
        (lived("1848–1912"), lived("1849–1912"), [], False),
        (lived("1848"), lived("1885"), [], False),
        (lived("1848–1912"), lived("1931"), [], False),
    ],
)
def test_what_tells_two_things_apart(a: Four, b: Four, values: list[str], two: bool) -> None:
    assert apart(a, b, values) is two
    assert apart(b, a, values) is two


words = st.lists(st.sampled_from(["Ada", "Ohio", "County", "Holm", "1848", "1912", "Rusk", "of", ","]), max_size=4)
fours = st.tuples(*(words.map(" ".join) for _ in range(4)))


@given(fours, fours, st.lists(st.sampled_from(["Ohio", "1848"]), max_size=2))
def test_apart_is_symmetric_and_nothing_is_apart_from_itself(a: Four, b: Four, values: list[str]) -> None:
    assert apart(a, b, values) == apart(b, a, values)
    assert not apart(a, a, values)


ONE = "Egg Rock Light stands on Frenchman Bay in Maine. Built in 1875, it flashes every 40 seconds and was listed in 1988 by Ada Holm."
COPY = ONE.replace("1875", "1920")
NAMESAKE = "Egg Rock Light was built in 1861 off Nahant in Massachusetts. It was sold in 1922 and torn down in 1927."
ELSEWHERE = (
    "Maine has many lights. Frenchman Bay saw 1,400 ships in 1988, the harbour master Ada Holm wrote in 1990. "
    "The Bangor Whig of 3 May 1871 told of Ben Ray, of Carl Moss, of the brig Sultana and 12 dead."
)
NAMES = ["Egg Rock Light"]


@pytest.mark.parametrize(("other", "most"), [(COPY, True), (NAMESAKE, False), (ELSEWHERE, False), (ONE, True)])
def test_accounts_of_one_thing_agree_on_most(other: str, most: bool) -> None:
    assert agree_on_most(particulars(ONE), particulars(other), NAMES) is most


keys = st.frozensets(st.sampled_from(["maine", "ohio", "bay", "holm", "ray", "egg", "rock", "light", "nahant"]))
sides = st.tuples(keys, st.frozensets(st.integers(1, 12).map(str)))


@pytest.mark.parametrize("measure", [agree_on_most, shared])
@given(a=sides, b=sides)
def test_agreement_is_symmetric(measure: Callable[..., object], a: Particulars, b: Particulars) -> None:
    assert measure(a, b, NAMES) == measure(b, a, NAMES)


@given(sides, sides)
def test_who_agrees_on_most_shares_enough(a: Particulars, b: Particulars) -> None:
    if agree_on_most(a, b, NAMES):
        assert shared(a, b, NAMES) >= ENOUGH


@pytest.mark.parametrize("text", [ONE, COPY, NAMESAKE, ELSEWHERE])
def test_what_is_said_twice_is_as_particular_as_once(text: str) -> None:
    assert particulars(f"{text} {text}") == particulars(text)
