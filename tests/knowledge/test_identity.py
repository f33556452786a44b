"""Whether two accounts are of one thing: what speaks against it, what is sure, and all that says nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.model import PageKind
from agent.knowledge.things.identity import Account, against, groups, qualifier
from agent.knowledge.things.titles import headed, told_apart
from tests.knowledge.pages import document


def told(name: str, slug: str, kind: PageKind, *sentences: str) -> Account:
    found = document(slug, *sentences)
    return Account.of([name], found, [s.n for s in found.sentences], [kind])


CITY = told(
    "Albany",
    "before",
    "place",
    "Albany is a city on the Hudson.",
    "Joseph Henry taught at the Academy.",
    "It has a port.",
)
SHIP = told(
    "Albany", "ships", "product", "The Albany was a screw steamer.", "She sailed with the Great Eastern in 1866."
)
NOTES = told("Albany", "notes", "product", "The Albany and the Medway came along.")


def test_a_ship_and_a_city_are_two() -> None:
    assert [(sorted(a.document for a in group.accounts)) for group in groups([SHIP, CITY])] == [["before"], ["ships"]]
    why = groups([CITY, SHIP])[1].why
    assert why is not None
    assert (why.reason, why.sure) == ("what: city / screw steamer", True)
    assert qualifier(SHIP, CITY) == "steamer"


def test_what_says_neither_goes_where_it_shares_most_however_much_it_says() -> None:
    notes = told(
        "Albany", "notes", "other", "The Albany came along with the Great Eastern.", "Fog in 1866.", "Calm.", "Rain."
    )
    found = [sorted(account.document for account in group.accounts) for group in groups([CITY, SHIP, notes])]
    assert found == [["before"], ["notes", "ships"]]


def test_what_only_the_reader_or_only_the_text_says_is_a_doubt() -> None:
    found = against(CITY, NOTES)
    assert found is not None
    assert not found.sure
    film = told("Oslo", "a", "work", "Oslo is a film.")
    album = told("Oslo", "b", "work", "Oslo is an album.")
    found = against(film, album)
    assert found is not None
    assert not found.sure


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The bridge opened in 1931.", "The bridge opened in 1937."),
        ("Marl is a bridge in Covely.", "Marl is a bridge."),
        ("Marl is a town.", "Marl is a port."),
        ("Marl is a library.", "Marl is a method."),
        ("Marl was a failure.", "Marl is a ship."),
        ("", ""),
    ],
)
def test_nothing_speaks_against_what_differs_only_in_a_value_or_may_be_both(one: str, other: str) -> None:
    assert against(told("Marl", "a", "other", one), told("Marl", "b", "other", other)) is None


def born(slug: str, what: str, year: int) -> Account:
    return told(
        "Ada Holm", slug, "person", f"Ada Holm was a {what}.", f"She was born on 3 May {year} in {slug.title()}."
    )


@pytest.mark.parametrize(
    ("one", "other", "outcome"),
    [
        (born("oslo", "chef", 1900), born("rome", "painter", 1950), True),
        (born("oslo", "chef", 1900), born("rome", "chef", 1904), None),
        (told("Ada Holm", "oslo", "person", "Ada Holm was a chef."), born("rome", "painter", 1950), None),
    ],
)
def test_people_of_one_name_are_told_apart_by_their_births(one: Account, other: Account, outcome: bool | None) -> None:
    found = against(one, other)
    assert (found.sure if found else None) is outcome


def test_the_birth_of_somebody_else_is_not_of_the_page() -> None:
    mother = told("Ada Holm", "a", "person", "Ada Holm (3 May 1850 – 1 June 1910) was a chef.")
    child = told(
        "Ada Holm", "b", "person", "Ada Holm’s daughter Eva was born in 1880.", "Bo Ray, born in 1890, met Ada Holm."
    )
    assert (mother.birth, child.birth) == (1850, None)
    assert told("Ada Holm", "c", "person", "Ada Holm (chef) Ada Holm, born in 1880, cooked.").birth == 1880
    assert against(mother, child) is None


def test_titles_tell_their_own_subject_apart_and_nothing_else_that_both_speak_of() -> None:
    one, two = (
        Account.of(
            ["BBC"],
            replace(document(slug, "The BBC made it."), title=f"Danger Mouse ({year} TV series)"),
            [1],
            ["organisation"],
        )
        for slug, year in (("a", 1981), ("b", 2015))
    )
    assert against(one, two) is None


def test_two_towns_in_different_places_are_asked_about() -> None:
    rush, brown = (
        told("Vermillion", county, "place", f"Vermillion is a town in {county} County.", more)
        for county, more in (
            ("Rush", "Ann Ray of Salina counted 812 people in 1990 and 2 mills."),
            ("Brown", "Ben Moss of Akron counted 455 people in 2001 and 9 farms."),
        )
    )
    poor = told("Vermillion", "poor", "place", "Vermillion is a town in Brown County.")
    bay = told(
        "Vermillion", "bay", "place", "Vermillion is a town on Blue Bay.", "Ann Ray of Rome counted 9 people in 1999."
    )
    found = [against(rush, other) for other in (brown, poor, bay)]
    assert [why.sure for why in found if why] == [False, False, False]
    assert against(brown, poor) is None
    assert qualifier(brown, rush) == "Brown County"


def test_accounts_that_agree_on_the_rest_are_of_one_thing_whatever_they_contradict() -> None:
    text = (
        "Marl is a {} in {}. Ada Holm of Oslo built it for Bo Ray in 1931. Carl Moss of Rome paid 4,000 pounds in 1933."
    )
    one = told("Marl", "a", "place", *text.format("bridge", "Scioto County").split(". "))
    other = told("Marl", "b", "place", *text.format("bridge", "Rush County").split(". "))
    assert against(one, other) is None


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
        (
            ("d1", "Doug Harvey (ice hockey) Douglas Harvey was."),
            ("d2", "Doug Harvey (umpire) Harold Harvey was."),
            True,
        ),
        (("d1", "Ada Holm (1900–1950) Painter of ships."), ("d2", "Ada Holm (1901–1950) Painter of boats."), False),
        (("Orla Dam (1931)", "It is old."), ("Orla Dam (1937)", "It is old."), False),
        (("Kettle", "Kettle (draft)\n\nKettle is fine."), ("Kettle", "Kettle (final)\n\nKettle is a tool."), False),
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


def test_what_a_title_says_becomes_the_qualifier() -> None:
    old, new = (
        Account(
            slug,
            ("Rush Township",),
            frozenset(["place"]),
            ("It is small.",),
            headed("d", OHIO.replace("Scioto", county)),
        )
        for slug, county in (("a", "Scioto"), ("b", "Tuscarawas"))
    )
    assert qualifier(new, old) == "Tuscarawas County, Ohio"


SENTENCES = st.sampled_from(
    [
        "Albany is a city in Kansas.", "Albany is a ship.", "Albany was a merchant, born in 1900.", "The Albany sailed to Ohio in 1866.",
        "Albany is a film.", "Albany, a town in Ohio, has 3,000 people.", "Ada Holm of Oslo was born on 3 May 1950 in Rome.", "",
    ]
)  # fmt: skip
ACCOUNTS = st.lists(
    st.builds(
        lambda slug, kind, sentences: told("Albany", slug, kind, *sentences),
        st.sampled_from("abcdefgh"),
        st.sampled_from(["place", "product", "person", "work", "other"]),
        st.lists(SENTENCES, min_size=1, max_size=3),
    ),
    max_size=6,
    unique_by=lambda account: account.document,
)


@given(ACCOUNTS, st.randoms(use_true_random=False))
def test_groups_hold_every_account_once_in_whatever_order_they_come(accounts: list[Account], random: object) -> None:
    mixed = sorted(accounts, key=lambda _: random.random())  # type: ignore[attr-defined]
    assert groups(accounts) == groups(mixed)
    assert sorted(a.document for group in groups(accounts) for a in group.accounts) == sorted(
        a.document for a in accounts
    )


@given(ACCOUNTS)
def test_what_speaks_against_is_symmetric(accounts: list[Account]) -> None:
    for a in accounts:
        for b in accounts:
            one, other = against(a, b), against(b, a)
            assert (one is None) == (other is None)
            assert one is None or (other is not None and one.sure == other.sure)
        assert against(a, a) is None


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_title_breaks_the_patterns(a: str, b: str) -> None:
    assert not told_apart(headed(a, b), headed(a, b))


def test_two_of_one_name_at_two_firms_are_asked_about() -> None:
    firm = (
        "Li Wei is the treasurer of Harbour Foods.",
        "Li Wei was born in 1978.",
        "Li Wei came in 2016.",
        "Li Wei holds 900 shares.",
    )
    other = (
        "Li Wei is the treasurer of Northgate Steel.",
        "Li Wei was born in 1975.",
        "Li Wei came in 2004.",
        "Li Wei holds 40,000 shares.",
    )
    a, b, c = (told("Li Wei", slug, "person", *said) for slug, said in (("a", firm), ("b", other), ("c", other[:1])))
    for doubt in (against(a, b), against(a, c)):
        assert doubt
        assert not doubt.sure
    assert (
        against(
            a,
            told(
                "Li Wei",
                "d",
                "person",
                "Li Wei is the treasurer of Northgate Steel.",
                "She left Harbour Foods in 2020.",
            ),
        )
        is None
    )
