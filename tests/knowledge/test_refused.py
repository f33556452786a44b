"""Right sentences that the check of support refused or doubted, by the kind of what was too literal in it; and their wrong neighbours."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.knowledge.support.check import Cited, cited_in, doubts, faults
from tests.knowledge.pages import document

PAGE = ("Kettle",)


def refused(text: str, *sources: str, language: str = "en") -> list[str]:
    return faults(text, [Cited(source, language=language) for source in sources], PAGE, language)


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("2016-05 Ida Maro hired for the pumps.", "In May 2016 Ida Maro was hired for the pumps."),
        ("1931: Orla Dam opened with a feast.", "The Orla Dam was opened with a feast in 1931."),
        ("2014 Ida Maro elected chair.", "Ida Maro was elected chair in 2014."),
        ("The Orla Dam was opened in 1931.", "The Orla Dam opened in 1931 with no delay."),
        ("Ida Maro was four times there.", "It found Ida Maro four times there."),
    ],
)
def test_a_participle_without_its_auxiliary_and_what_is_no_verb_tell_not_who_does_it(note: str, text: str) -> None:
    assert "exchanged" not in str(refused(text, note))


@pytest.mark.parametrize(
    "source", ["Ida Maro hired her brother.", "Ida Maro hired the smith.", "Ida Maro hired Ben Arno."]
)
def test_whoever_did_it_to_another_did_not_suffer_it(source: str) -> None:
    assert "exchanged" in str(refused("Ida Maro was hired.", source))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Die Glocke stammt aus der Werkstatt von Karl Ahn.", "Aus der Werkstatt von Karl Ahn stammt die Glocke."),
        ("Frau Ahn hielt nach der Wahl einen Vortrag.", "Nach der Wahl hielt Frau Ahn einen Vortrag."),
        ("Karl Ahn gewann die Wette.", "Die Wette gewann Karl Ahn."),
    ],
)
def test_in_german_what_comes_first_need_not_be_who_does_it(source: str, text: str) -> None:
    assert refused(text, source, language="de") == []


@pytest.mark.parametrize(
    "text",
    [
        "The median wait was 30 ms for Orvan and 20 ms for Kettle.",
        "The median wait was 90 ms for Ekko, 30 ms for Orvan and 20 ms for Kettle.",
    ],
)
def test_figures_of_a_list_told_in_another_order_have_not_changed_places(text: str) -> None:
    above = Cited("Measured were Kettle, Orvan and Ekko.")
    source = Cited("The median wait was 20 ms for the first, 30 ms for the second and 90 ms for the third.")
    assert faults(text, [above, source], PAGE) == []


def test_figures_of_two_clauses_that_have_changed_places_are_refused() -> None:
    sources = "Vat A held 31 % malt and 8 % salt.", "Vat B held 24 % malt and no salt."
    assert "changed places" in str(
        refused("Vat A held 24 % malt and 8 % salt, and vat B 31 % malt and no salt.", *sources)
    )


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("That was our mistake and not hers.", "Ben Arno calls it the mistake of the firm and not that of Ida Maro."),
        ("Ida wants nothing to do with it.", "Ida wants nothing to do with the feud."),
        ("Ida wants nothing to do with it. Ida was seen with a lamp.", "Ida was seen with a lamp."),
        ("It tells me nothing about storms, which I dread.", "Storms are not covered."),
        ("No lift, no cellar, no garden.", "It has a bath, but no lift, cellar or garden."),
        ("Kettle wrote the plan, and Orvan sings well but does not write well.", "The plan was written by Kettle."),
        ("Ida knows the way. She must not know how to swim.", "Ida knows the way."),
    ],
)
def test_a_not_about_another_thing_or_told_in_another_place_denies_nothing_here(source: str, text: str) -> None:
    cited = [Cited(source, before="Ben Arno, Ida Maro and the firm had a feud.")]
    assert faults(text, cited, PAGE) == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Fences are covered. For cellar walls it is not.", "Fences and cellar walls are covered."),
        ("No lift, no garden.", "It has no lift, and it has a garden."),
        ("She does not sing.", "He is not tall, but she sings."),
        ("It is open to carts, and it is not open to trucks.", "It is open to trucks."),
    ],
)
def test_what_is_denied_at_the_end_of_a_clause_or_beside_another_not_is_not_affirmed(source: str, text: str) -> None:
    assert "deny this" in str(refused(text, source))


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Ida calls the race fair: both ran on one track and nothing was changed.", "Ida calls the race fair: both ran on one track."),
        ("It left on 3 May, a Friday, which nobody overlooked.", "It left on Friday, 3 May."),
        ("Tries are set to 1, they need no second chance.", "Tries are set to 1."),
    ],
)  # fmt: skip
def test_where_nothing_of_what_is_denied_is_told_there_is_no_doubt(source: str, text: str) -> None:
    assert refused(text, source) == doubts(text, [Cited(source)], PAGE) == []


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Launch: March", "By one account the launch is in March; by another it is open."),
        ("Ekko was three times that when Ida looked.", "Ekko was three times the size of Kettle when Ida looked."),
    ],
)
def test_a_figure_in_the_very_words_of_its_source_stands_there(source: str, text: str) -> None:
    assert refused(text, source) == []
    assert refused(text.replace("March", "April").replace("three", "four"), source)


def test_whatever_may_be_is_no_supposition() -> None:
    source = "A slack is a fixed time, whatever the stream may be doing."
    assert refused("A slack is a fixed time of the stream.", source) == []
    assert refused("Its age is known.", "Its age is uncertain.")


def test_one_of_is_kept_where_it_is_said_of_the_first_and_not_of_something_else() -> None:
    source = "It had one of the three boats, and its people were the first to reach the ice."
    assert refused("Its people were the first to reach the ice.", source) == []
    assert refused(
        "They were the first to reach the ice.", "It had a boat, and they were among the first to reach the ice."
    )


def test_a_german_nach_that_tells_no_time_has_no_order() -> None:
    text = "Ahnfeld ist der Ort, nach dem Krumm 1974 zur Eingemeindung kam."
    assert "order of time" not in str(refused(text, "1974 Eingemeindung nach Ahnfeld.", language="de"))


def test_after_and_before_are_kept_in_german() -> None:
    source = "Das Haus wurde vor dem Umbau verkauft."
    assert "order of time" in str(refused("Das Haus wurde nach dem Umbau verkauft.", source, language="de"))


def test_the_day_of_a_document_is_shown_above_its_claims_and_may_be_told_with_them() -> None:
    """`# Committee (2021-03-09)`: nine of fifteen refusals of one night; without its date a passing state was told as lasting."""
    minutes = replace(document("Committee", "The roof leaks over carriage 3 again."), date="2021-03-09")
    cited = [cited_in(minutes, 1, 1)]
    assert not faults("In March 2021 the roof leaked over carriage 3.", cited, ["Shed"])
    assert faults("In April 2021 the roof leaked over carriage 3.", cited, ["Shed"])
