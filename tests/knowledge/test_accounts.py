"""Whether accounts are of one thing: what splits a page, and all that does not."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.identity import Account, Four, apart, clash, groups, verdict


def told(document: str, what: str = "", text: str = "", weight: int = 1, place: str = "", time: str = "") -> Account:
    return Account(document, (what, place, time, ""), text or f"It was of {document.title()}.", weight)


CITY = told("before", "capital", "Joseph Henry taught at the Academy in Albany. Albany is the capital of New York.", 3)
SHIP = told("ships", "screw steamer", "The Albany was a screw steamer that sailed with the Great Eastern in 1866.", 2)
NOTES = told(
    "notes", "", "The escort was HMS Terrible; the Albany and the Medway came along with the Great Eastern in 1866.", 4
)
NAMES = ["Albany"]


def split(accounts: Sequence[Account], names: Sequence[str] = NAMES) -> list[set[str]]:
    return [{account.document for account in group.accounts} for group in groups(accounts, names)]


def test_a_ship_and_a_city_are_two_and_what_says_neither_goes_where_it_shares_most() -> None:
    assert split([CITY, SHIP, NOTES]) == [{"before"}, {"ships", "notes"}]
    assert not any(group.doubt for group in groups([CITY, SHIP, NOTES], NAMES))


def test_a_ship_and_a_spot_are_two() -> None:
    bridge = told("bridge", "place", "In 1855 he finished his bridge at Niagara.")
    ship = told("ships", "steam frigate", "USS Niagara was a steam frigate.")
    assert split([bridge, ship, told("log", "", "Half was on board the Niagara.")], ["USS Niagara", "Niagara"]) == [
        {"ships", "log"}, {"bridge"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ship", "screw steamer"),
        ("merchant", "promoter"),
        ("electrician", "Brighton surgeon"),
        ("town", "port"),
        ("town", "island"),
        ("library", "method"),
        ("ship", "failure"),
        ("ship", ""),
        ("", ""),
    ],
)
def test_what_one_thing_may_be_at_once_splits_nothing(one: str, other: str) -> None:
    assert split([told("a", one), told("b", other)]) == [{"a", "b"}]


@pytest.mark.parametrize(
    ("one", "other"),
    [("planet", "element"), ("ship", "town"), ("film", "album"), ("physicist", "ship"), ("river", "company")],
)
def test_sorts_that_exclude_each_other_split_accounts_that_share_nothing(one: str, other: str) -> None:
    assert split([told("a", one), told("b", other)]) == [{"a"}, {"b"}]


COMMON = "It was laid by Cyrus Field in 1866 from Valentia to Trinity Bay, with William Thomson on board."


def test_accounts_that_agree_on_much_are_of_one_thing_whatever_they_call_it() -> None:
    a, b = told("a", "ship", COMMON), told("b", "company", COMMON)
    assert clash(a, b)
    assert verdict(a, b, ["Great Eastern"]) == "one"


def test_between_much_and_little_in_common_there_is_doubt() -> None:
    a = told("a", "ship", "It met Cyrus Field and Daniel Gooch in London.")
    b = told("b", "company", "It paid Cyrus Field and Samuel Morse in Paris.")
    assert verdict(a, b, NAMES) == "doubt"
    assert [group.doubt for group in groups([a, b], NAMES)] == [False, True]


def born(document: str, what: str, year: int) -> Account:
    return told(document, what, f"He was born on 3 May {year} in {document.title()}.")


@pytest.mark.parametrize(
    ("one", "other", "result"),
    [
        (born("oslo", "chef", 1900), born("rome", "painter", 1950), "apart"),
        (born("oslo", "chef", 1900), born("rome", "chef", 1904), "one"),
        (born("oslo", "Norwegian chef", 1900), born("rome", "Italian chef", 1904), "apart"),
        (told("oslo", "chef"), born("rome", "painter", 1950), "one"),
    ],
)
def test_people_of_one_name_are_told_apart_by_their_births(one: Account, other: Account, result: str) -> None:
    assert verdict(one, other, ["Ada Holm"]) == result


@pytest.mark.parametrize(
    ("years", "result"), [(("1994", "2010"), "apart"), (("1994", "1995"), "one"), (("", "2010"), "one")]
)
def test_works_of_one_sort_are_told_apart_by_their_years(years: tuple[str, str], result: str) -> None:
    assert verdict(told("a", "film", time=years[0]), told("b", "drama film", time=years[1]), ["Devata"]) == result


def test_two_towns_are_two_where_each_says_enough_and_names_not_the_place_of_the_other() -> None:
    kansas = told("a", "town", "It lies in Kansas. It had 812 people in 1990.", place="Kansas")
    ohio = told("b", "town", "It lies in Ohio. It had 455 people in 2001.", place="Ohio")
    bay = told("c", "town", "It lies in Ohio, on Blue Bay. It had 455 people in 2001.", place="Blue Bay")
    poor = told("d", "town", "It lies in Kansas.", place="Kansas")
    assert verdict(kansas, ohio, ["Vermillion"]) == "apart"
    assert verdict(ohio, bay, ["Vermillion"]) == "one"
    assert verdict(poor, ohio, ["Vermillion"]) == "one"


WHAT = st.sampled_from(["", "ship", "steamer", "town", "merchant", "company", "place", "film", "failure"])
ACCOUNTS = st.lists(
    st.builds(
        told,
        document=st.sampled_from("abcdefgh"),
        what=WHAT,
        text=st.sampled_from([COMMON, CITY.text, SHIP.text, NOTES.text, ""]),
        weight=st.integers(1, 3),
        place=st.sampled_from(["", "Kansas", "Ohio"]),
    ),
    max_size=6,
    unique_by=lambda account: account.document,
)


@given(ACCOUNTS, st.randoms(use_true_random=False))
def test_groups_hold_every_account_once_in_whatever_order_they_come(accounts: list[Account], random: object) -> None:
    mixed = sorted(accounts, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert split(accounts) == split(mixed)
    assert sorted(a.document for group in groups(accounts, NAMES) for a in group.accounts) == sorted(
        a.document for a in accounts
    )


@given(ACCOUNTS)
def test_verdicts_and_clashes_are_symmetric(accounts: list[Account]) -> None:
    for a in accounts:
        for b in accounts:
            assert verdict(a, b, NAMES) == verdict(b, a, NAMES)
            assert bool(clash(a, b)) == bool(clash(b, a))
            assert apart(a.four, b.four, []) == apart(b.four, a.four, [])


def four(what: str = "", place: str = "", version: str = "") -> Four:
    return what, place, "", version


def test_answers_about_different_things_say_nothing_against_each_other() -> None:
    assert apart(four("ship"), four("town"), [])
    assert not apart(four("ship"), four("town"), ["ship"])
    assert not apart(four("electrician"), four("surgeon"), [])
    assert apart(four("American chef"), four("British footballer"), [])
    assert apart(four("town", "Kansas"), four("town", "Ohio"), [])
    assert not apart(four("ship", "Oslo"), four("ship", "Rome"), [])
    assert apart(four(version="2.1"), four(version="3.0"), [])
