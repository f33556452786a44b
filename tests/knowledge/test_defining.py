"""What a sentence says that a name is: by which patterns, and for which names not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.kinds import (
    definition,
    exclude,
    head_of,
    kind_of,
    kinds_exclude,
    said_of,
    sort_of,
)

MEDWAY = "The Medway carried spare cable, and HMS Terrible, a paddle frigate, kept company as escort."
PROMOTERS = "Its four promoters were the American merchant Cyrus Field, the young engineer Charles Bright and the cable pioneer John Brett."
ROW = "Ship: Albany | Kind: screw steamer | Owner: chartered to Telcon"
SHIP = "The Albany was a chartered screw steamer that sailed in 1866."


@pytest.mark.parametrize(
    ("name", "sentence", "what"),
    [
        ("Albany", SHIP, "chartered screw steamer"),
        ("Albany", "Albany is the capital of the state of New York.", "capital"),
        ("Albany", ROW, "screw steamer"),
        ("Kettle", "Kettle is one of the job schedulers of Oslo.", "job schedulers"),
        ("Kettle", "Kettle (a job scheduler) was written in 2019.", "job scheduler"),
        ("HMS Terrible", MEDWAY, "paddle frigate"),
        ("Cyrus Field", PROMOTERS, "American merchant"),
        ("Charles Bright", PROMOTERS, "young engineer"),
        ("Frederic Gisborne", "Then an English engineer, Frederic Gisborne, came to his house.", "English engineer"),
        ("Daniel Gooch", "The buyers were led by Daniel Gooch, the railway engineer.", "railway engineer"),
        ("Heart’s Content", "Heart's Content is a small fishing town on the bay.", "small fishing town"),
        ("Grapnel", "Grapnel: A grapnel is a kind of hook that is dragged over the sea bed.", "hook"),
        ("gutta-percha", "Gutta-percha is the dried latex of trees.", "dried latex"),
        ("Niagara", "They lent the steamer Niagara to the company.", "steamer"),
        ("Ada Holm", "Ada Holm, who was a Norwegian chef, died there.", "Norwegian chef"),
    ],
)
def test_a_definition(name: str, sentence: str, what: str) -> None:
    assert definition([name], [(7, sentence)]) == (7, what)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("Medway", MEDWAY),
        ("Telcon", ROW),
        ("Telcon", "It was paid for by the firm that made the cable, Telcon."),
        ("Thomson", "Charles Wyville Thomson was a Scottish naturalist."),  # a longer name
        ("Albany", "Albany Academy was a school."),
        ("Albany", "The bridge of Albany is a stone arch."),
        ("Albany", "The mayor of Albany, a lawyer, came."),
        ("Albany", "At Albany, the ship took on coal."),
        ("Albany", "Albany’s captain was a merchant."),
        ("Niagara", "In 1855 he finished his bridge at Niagara, two decks hung on four cables."),
        ("Niagara", "The cable was brought ashore by the Niagara."),
        ("Great Eastern", "In 1865 he stood on the deck of the Great Eastern and saw the cable snap."),
        ("", "The Albany was a steamer."),
    ],
)
def test_no_definition(name: str, sentence: str) -> None:
    assert definition([name], [(1, sentence)]) is None


def test_the_best_definition_has_a_known_sort_and_does_not_hang_on_the_order_of_sentences() -> None:
    sentences = [(1, "The Albany was a failure."), (2, "They lent the steamer Albany."), (3, SHIP), (4, ROW)]
    assert (
        definition(["Albany"], sentences) == definition(["Albany"], sentences[::-1]) == (3, "chartered screw steamer")
    )


@pytest.mark.parametrize(
    ("phrase", "head", "sort"),
    [
        ("wooden screw battleship", "battleship", "vessel"),
        ("London firm", "firm", "organisation"),
        ("telegraph system", "telegraph", "device"),
        ("five townships", "township", "settlement"),
        ("paddle-steamer", "steamer", "vessel"),
        ("statesmen", "statesman", "person"),
        ("failure", "failure", ""),
        ("", "", ""),
    ],
)
def test_the_head_of_a_phrase_tells_its_sort(phrase: str, head: str, sort: str) -> None:
    assert (head_of(phrase), sort_of(phrase)) == (head, sort)


def test_a_text_that_is_one_long_sentence_is_not_read_to_its_end() -> None:
    assert len(said_of("Albany", "Albany, a ship, " * 100_000)) == 1


SORTS = st.sampled_from(
    ["person", "vessel", "settlement", "territory", "software", "method", "organisation", "film", ""]
)


@given(SORTS, SORTS)
def test_sorts_exclude_each_other_both_ways_and_never_themselves(a: str, b: str) -> None:
    assert exclude(a, b) == exclude(b, a)
    assert not exclude(a, a)
    assert not exclude(a, "")


def test_the_kind_is_what_most_readers_said_and_of_several_the_more_specific() -> None:
    assert kind_of(["product", "software", "software"]) == "software"
    assert kind_of(["product", "software"]) == "software"
    assert kind_of(["other", "concept"]) == "concept"
    assert kind_of(["person", "organisation"]) == "organisation"


def test_a_person_is_nothing_else_and_a_place_no_product() -> None:
    assert kinds_exclude("person", "place")
    assert kinds_exclude("product", "place")
    assert not kinds_exclude("organisation", "place")
    assert not kinds_exclude("person", "other")
    assert not kinds_exclude("software", "method")


@given(st.text(max_size=12), st.text(max_size=80))
def test_no_text_breaks_the_patterns(name: str, text: str) -> None:
    for said in said_of(name, f"{text}{name}{text}"):
        assert said.what
