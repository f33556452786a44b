"""What the answers of sides asked alone come to."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.disagreement.answers import compare, entry_kind
from agent.knowledge.model import Answer
from agent.knowledge.text.normal import key

ASKED = "How many seconds is the default timeout of Kettle?"


def answers(*values: str | None, scopes: tuple[str, ...] = ()) -> list[Answer]:
    return [Answer("q", f"d{n}", v, "", scopes[n] if n < len(scopes) else "", (1,)) for n, v in enumerate(values)]


@pytest.mark.parametrize(
    ("question", "values", "outcome"),
    [
        ("When did the Marl Footbridge open?", ("1931", "1937"), "disagree"),
        ("Who owns the Pell Footbridge?", ("The parish", "The district council"), "disagree"),
        ("On which port does Plover listen?", ("7410", "7140"), "disagree"),
        ("How long does Plover keep the output?", ("a month", "14 days"), "disagree"),
        ("Does Plover support time zones?", ("yes", "no"), "disagree"),
        ("Who wrote it?", ("Ada Holm", "Ben Ray"), "disagree"),
        ("On which day is it open?", ("Freitag", "samstags"), "disagree"),
        ("On which day is it open?", ("星期一", "周二"), "disagree"),
        ("On which Sunday?", ("first Sunday", "third Sunday"), "disagree"),
        ("How many eggs?", ("3 eggs", "no eggs at all"), "disagree"),
        ("How often is it coated?", ("every three years", "every second year"), "disagree"),
        ("Which version?", ("version 3.1", "3.2"), "disagree"),
        ("How many cards may a player hold?", ("six", "no more than seven"), "unlike"),
        ("How many cards may a player hold?", ("six", "no more than five"), "disagree"),
        ("When is it switched off?", ("midnight", "eleven"), "disagree"),
        ("When does it start?", ("02:30", "half past two"), "agree"),
        ("Who is the narrator?", ("Tobin Ashe", "Lena Ashe"), "disagree"),
        ("D'où vient-elle ?", ("Corvans", "Trémont"), "disagree"),
        ("Is it selective?", ("selective", "non-selective"), "disagree"),
        ("How long is it?", ("30 seconds", "half a minute"), "agree"),
        ("How long is it?", ("a quarter of an hour", "900 seconds"), "agree"),
        ("How long is it?", ("26 weeks", "half a year"), "agree"),
        ("How long is it?", ("six weeks", "a month and a half"), "agree"),
        ("How high?", ("38 metres", "125 ft"), "agree"),
        ("When?", ("27 July 1866", "July 1866"), "agree"),
        ("On which day?", ("Friday", "freitags"), "agree"),
        ("How many?", ("about 40", "38"), "agree"),
        ("How many?", ("some 600", "604"), "agree"),
        ("How many?", ("forty", "40"), "agree"),
        ("Who?", ("Miss Harriet Plumb", "Plumb"), "agree"),
        ("Who?", ("Dr. Ramona Stell", "R. Stell"), "agree"),
        ("Who?", ("NASA", "National Aeronautics and Space Administration"), "agree"),
        ("Where?", ("Oslo and Bergen", "Bergen, Oslo"), "agree"),
        ("Why was the deck replaced?", ("road salt", "the hangers"), "unlike"),
        ("What is Kettle?", ("a job scheduler", "a build tool"), "unlike"),
        ("How did it end?", ("with a toast by the mayor", "in a great quarrel"), "unlike"),
        ("How far is it?", ("5 km", "5 kg"), "unlike"),
        ("How long is it?", ("30", "0.5 minutes"), "unlike"),
        ("How long is it?", ("30 seconds", None), "untold"),
        ("How long is it?", (None, None), "untold"),
        ("How long is it?", (), "untold"),
    ],
)
def test_outcomes(question: str, values: tuple[str | None, ...], outcome: str) -> None:
    assert compare(question, answers(*values)).outcome == outcome
    assert compare(question, answers(*reversed(values))).outcome == outcome


def test_the_unit_is_that_of_the_answer_or_of_the_question() -> None:
    assert compare(ASKED, answers("30", "0.5 minutes")).outcome == "agree"
    assert compare(ASKED, answers("30", "60")).outcome == "disagree"
    assert compare("How long?", [Answer("", "a", "30", "seconds"), Answer("", "b", "half a minute")]).outcome == "agree"


def test_three_sides_make_two_groups_and_what_agrees_with_both_is_in_none() -> None:
    verdict = compare(ASKED, answers("30 seconds", "60 seconds", "one minute", None))
    assert (verdict.outcome, verdict.kind) == ("disagree", "figure")
    assert sorted(sorted(a.document for a in group) for group in verdict.groups) == [["d0"], ["d1", "d2"]]


def test_other_times_and_versions_are_a_change_other_parts_and_plans_a_scope() -> None:
    def outcome(*scopes: str) -> str:
        return compare("How many?", answers("30", "60", scopes=scopes)).outcome

    assert outcome("version 2.0", "version 3.0") == "changed"
    assert outcome("2010 census", "2020 census") == "changed"
    assert outcome("in 1901", "today") == "changed"
    assert outcome("the inner harbour", "the outer dock") == "scoped"
    assert outcome("planned", "") == "scoped"
    assert outcome("version 2.0", "") == "disagree"
    assert outcome("in 1990", "1990") == "disagree"


def test_a_judge_is_heard_where_code_cannot_tell_and_nowhere_else() -> None:
    why = "Why was the deck replaced?"
    told = answers("road salt", "the hangers")
    assert compare(why, told).open == ((0, 1),)
    assert compare(why, told, {(0, 1): False}).outcome == "disagree"
    assert compare(why, told, {(0, 1): True}).outcome == "agree"
    assert compare("When?", answers("1931", "1937"), {(0, 1): True}).outcome == "disagree"


def test_a_judge_is_heard_where_answers_only_name_unlike_scopes() -> None:
    """A condition is no scope: "once it is installed" against "4.2" once hid that one says yes and the other no."""
    told = answers("yes", "no, not while the line is down", scopes=("once it is installed", "4.2"))
    assert compare("Can it?", told).outcome == "scoped"
    assert compare("Can it?", told, {(0, 1): False}).outcome == "disagree"
    assert compare("Can it?", told, {(0, 1): True}).outcome == "scoped"
    assert compare("Who was first?", answers("three ports of Skerrow", "Skerrow Haven")).outcome == "unlike"


def test_an_alias_is_no_other_thing() -> None:
    told = answers("The Needle", "Brandt spectrograph")
    assert compare("Which instrument found it?", told).outcome == "disagree"
    called = {key(name): "The Needle" for name in ("The Needle", "Brandt spectrograph")}
    assert compare("Which instrument found it?", told, called=called).outcome == "agree"


@pytest.mark.parametrize(
    ("question", "values", "kind"),
    [
        (ASKED, ["30", "60"], "figure"),
        ("When was it laid?", ["1866", "1867"], "date"),
        ("On which day is it shut?", ["Friday", "Monday"], "date"),
        ("Who wrote it?", ["Ada Holm", "Ben Ray"], "name"),
        ("Who owns it?", ["the parish", "the district council"], "name"),
        ("What is Kettle?", ["scheduler", "build tool"], "definition"),
        ("Does it retry?", ["yes", "no"], "status"),
        ("Why did it fail?", ["rust", "ice"], "cause"),
        ("How is it painted?", ["green", "blue"], "other"),
    ],
)
def test_kinds(question: str, values: list[str], kind: str) -> None:
    assert entry_kind(question, values) == kind


VALUES = st.sampled_from(
    [
        "30 seconds",
        "half a minute",
        "60",
        "1866",
        "27 July 1866",
        "28 July 1866",
        "Ada Holm",
        "Holm",
        "Ben Ray",
        "yes",
        "no",
        "about 29 seconds",
        "5 km",
        "a month",
        "14 days",
        "Friday",
        "freitags",
        "the parish",
        "none",
        "first Sunday",
        "",
    ]
)
SCOPES = st.sampled_from(["", "2010", "version 2", "the north", "today", "planned"])
QUESTIONS = st.sampled_from(["When did it open?", "Why?", "Who owns it?", ASKED])


@given(QUESTIONS, st.lists(st.tuples(st.sampled_from("abcd"), VALUES, SCOPES), max_size=6), st.integers(0, 99))
def test_order_does_not_matter(question: str, told: list[tuple[str, str, str]], seed: int) -> None:
    made = [Answer("", document, value, "", scope) for document, value, scope in told]
    shuffled = list(made)
    random.Random(seed).shuffle(shuffled)
    one, two = compare(question, made), compare(question, shuffled)
    assert (one.outcome, one.kind, len(one.open)) == (two.outcome, two.kind, len(two.open))
    assert {(g.value, frozenset(g.answers), g.scope) for g in one.groups} == {
        (g.value, frozenset(g.answers), g.scope) for g in two.groups
    }


@given(QUESTIONS, VALUES, SCOPES)
def test_nobody_disagrees_with_the_same_answer(question: str, value: str, scope: str) -> None:
    same = [Answer("", document, value, "", scope) for document in "ab"]
    assert compare(question, same).outcome in ("agree", "untold")


@pytest.mark.parametrize(
    ("a", "b", "languages", "outcome"),
    [
        ("五", "七", ("ja", "ja"), "disagree"),
        ("五枚", "5", ("ja", "en"), "agree"),
        ("1.500 Meter", "1,500 m", ("de", "en"), "agree"),
        ("unos 120 metros", "118 m", ("es", "es"), "agree"),
        ("1782年", "1728年", ("zh", "zh"), "disagree"),
        ("anderthalb Monate", "six weeks", ("de", "en"), "agree"),
    ],
)
def test_answers_are_read_in_their_languages(a: str, b: str, languages: tuple[str, str], outcome: str) -> None:
    told = [Answer("", str(n), value, "", "", (1,), languages[n]) for n, value in enumerate((a, b))]
    assert compare("How many?", told).outcome == outcome
