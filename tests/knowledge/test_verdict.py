"""What the answers of documents asked alone come to."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.disagreement.candidates import compare, entry_kind
from agent.knowledge.model import Answer

ASKED = "The default timeout of Kettle is [?] seconds."


def answers(*values: str | None, question: str = "Kettle was [?].", scopes: tuple[str, ...] = ()) -> list[Answer]:
    return [
        Answer(question, f"d{n}", value, "", scopes[n] if n < len(scopes) else "", (1,))
        for n, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        (("30 seconds", "half a minute"), "agree"),
        (("30", "0.5 minutes"), "untold"),
        (("27 July 1866", "July 1866"), "agree"),
        (("1,000 m", "1 km"), "agree"),
        (("about 300", "310"), "agree"),
        (("Ada Holm", "Holm"), "agree"),
        (("NASA", "National Aeronautics and Space Administration"), "agree"),
        (("yes", "true"), "agree"),
        (("Oslo and Bergen", "Bergen, Oslo"), "agree"),
        (("30 seconds", "60 seconds"), "disagree"),
        (("1866", "1867"), "disagree"),
        (("Ada Holm", "Ben Ray"), "disagree"),
        (("yes", "no"), "disagree"),
        (("American trombonist", "American chef"), "disagree"),
        (("version 3.1", "3.2"), "disagree"),
        (("5 km", "5 kg"), "untold"),
        (("30 seconds", None), "untold"),
        ((None, None), "untold"),
        ((), "untold"),
    ],
)
def test_outcomes(values: tuple[str | None, ...], outcome: str) -> None:
    assert compare(answers(*values)).outcome == outcome


def test_the_unit_of_the_question_is_that_of_bare_numbers() -> None:
    assert compare(answers("30", "0.5 minutes", question=ASKED)).outcome == "agree"
    assert compare(answers("30", "60", question=ASKED)).disagree
    assert compare(answers("30", "0.5 minutes", question="f3a9"), ASKED).outcome == "agree"
    assert compare([Answer(ASKED, "a", "30", "seconds"), Answer(ASKED, "b", "30", "")]).outcome == "agree"


def test_three_sides_make_two_groups() -> None:
    verdict = compare(answers("30 seconds", "60 seconds", "one minute", None))
    assert verdict.disagree
    assert verdict.kind == "figure"
    assert [group.documents for group in verdict.groups] == [("d1", "d2"), ("d0",)] or {
        g.documents for g in verdict.groups
    } == {("d0",), ("d1", "d2")}
    assert sum(len(list(group)) for group in verdict.groups) == 3


def test_other_times_and_versions_are_a_change_other_parts_a_scope() -> None:
    assert compare(answers("30 seconds", "60 seconds", scopes=("version 2.0", "version 3.0"))).changed
    assert compare(answers("3,559", "3,506", scopes=("2010 census", "2020 census"))).changed
    assert compare(answers("30 m", "60 m", scopes=("the inner harbour", "the outer dock"))).outcome == "scoped"
    assert compare(answers("30 seconds", "60 seconds", scopes=("version 2.0", ""))).disagree
    assert compare(answers("30 seconds", "60 seconds", scopes=("in 1990", "1990"))).disagree


@pytest.mark.parametrize(
    ("question", "values", "kind"),
    [
        (ASKED, ["30", "60"], "figure"),
        ("It was laid in [?].", ["1866", "1867"], "date"),
        ("It was written by [?].", ["Ada Holm", "Ben Ray"], "name"),
        ("Kettle is a [?].", ["scheduler", "build tool"], "definition"),
        ("Is it true or false that: it retries?", ["true", "false"], "status"),
        ("It failed because of [?].", ["rust", "ice"], "cause"),
        ("It is painted [?].", ["green", "blue"], "other"),
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
        "",
    ]
)
SCOPES = st.sampled_from(["", "2010", "version 2", "the north"])


@given(st.lists(st.tuples(st.sampled_from("abcd"), VALUES, SCOPES), max_size=6), st.integers(0, 99))
def test_order_does_not_matter(given_answers: list[tuple[str, str, str]], seed: int) -> None:
    made = [Answer("It was [?].", document, value, "", scope) for document, value, scope in given_answers]
    shuffled = list(made)
    random.Random(seed).shuffle(shuffled)
    one, two = compare(made), compare(shuffled)
    assert (one.outcome, one.kind) == (two.outcome, two.kind)
    assert [(g.value, g.documents, g.scope) for g in one.groups] == [
        (g.value, g.documents, g.scope) for g in two.groups
    ]


@given(st.lists(st.tuples(st.sampled_from("abcd"), VALUES), min_size=1, max_size=5))
def test_one_document_never_disagrees_with_itself(given_answers: list[tuple[str, str]]) -> None:
    verdict = compare([Answer("It was [?].", "a", value) for _, value in given_answers])
    assert verdict.outcome == "untold"


@pytest.mark.parametrize(
    ("a", "b", "outcome"),
    [
        ("1884", "founded in 1920 by thirteen families of the town", "disagree"),
        ("1884", "founded in 1884 by thirteen families of the town", "agree"),
        ("1884", "begun in 1884 and after long delays finished in 1890", "untold"),
        ("30 s", "about thirty seconds in all of the cases known", "agree"),
        ("1884", "thirteen families who had come over from the next town", "untold"),
    ],
)
def test_of_a_value_that_says_more_the_sort_asked_for_counts(a: str, b: str, outcome: str) -> None:
    one, two = Answer("q", "a", a), Answer("q", "b", b)
    assert compare([one, two]).outcome == compare([two, one]).outcome == outcome
