"""Which claims of one page are worth a question to each document."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.disagreement.candidates import MOST, Candidate, candidates
from agent.knowledge.model import Claim, Document
from tests.knowledge.pages import document, rows

A = document(
    "a",
    "Kettle is a job scheduler.",
    "The default timeout of Kettle is 30 seconds.",
    "It was written by Ada Holm in 1990.",
    "Kettle retries failed jobs.",
    "Its cable is 1,000 metres long.",
)
B = document(
    "b",
    "Kettle is a build tool.",
    "Kettle has a default timeout of 60 s.",
    "Kettle was written by Ben Ray in 1995.",
    "Kettle does not retry failed jobs.",
    "The cable of Kettle is 1 km long.",
)
C = document("c", "The default timeout of Kettle is 90 seconds.")


def about(found: list[Candidate], *values: str) -> Candidate:
    return next(c for c in found if set(values) <= set(c.values))


def test_figures_dates_names_denials_and_definitions() -> None:
    found = candidates(rows("Kettle", A, B))
    assert about(found, "30 seconds", "60 s").kind == "figure"
    assert about(found, "1990", "1995").kind == "date"
    assert about(found, "Ada Holm", "Ben Ray").kind == "name"
    assert about(found, "job scheduler", "build tool").kind == "definition"
    denial = next(c for c in found if c.kind == "status")
    assert denial.question.startswith("Is it true or false that: Kettle")
    assert {claim.first for claim in denial.claims} == {4}


def test_questions_show_the_unit_and_hide_the_value() -> None:
    question = about(candidates(rows("Kettle", A, B)), "30 seconds").question
    assert question.count("[?]") == 1
    assert "30" not in question
    assert "60" not in question
    assert "default timeout" in question


def test_units_and_rounding_are_no_candidate() -> None:
    assert not any("1 km" in c.values for c in candidates(rows("Kettle", A, B)))


def test_three_sides_are_one_candidate() -> None:
    candidate = about(candidates(rows("Kettle", A, B, C)), "30 seconds", "60 s")
    assert set(candidate.values) == {"30 seconds", "60 s", "90 seconds"}
    assert len(candidate.claims) == len(candidate.values) == 3


def test_one_document_alone_has_no_other_side() -> None:
    d = document("a", "Its timeout is 30 seconds.", "Its timeout is 60 seconds.")
    assert candidates(rows("Kettle", d)) == []
    assert candidates([]) == []


def test_the_same_words_are_no_candidate() -> None:
    again = document("z", *(A.sentence(n) for n in range(1, 6)))
    assert candidates(rows("Kettle", A, again)) == []


WORDS = ["timeout", "default", "retry", "harbour", "cable", "depth", "limit", "opened", "Oslo", "Bergen", "not"]


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    made = []
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=2, max_size=4, unique=True)):
        lines = []
        for _ in range(draw(st.integers(1, 4))):
            words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=5))
            lines.append(
                f"The {' '.join(words)} was {draw(st.integers(1, 99))} {draw(st.sampled_from(['metres', 'seconds', 'men']))}."
            )
        made.append(document(name, *lines))
    return made


@given(documents(), st.integers(0, 999))
def test_order_does_not_matter_and_all_is_bounded(made: list[Document], seed: int) -> None:
    page: list[tuple[Claim, Document]] = rows("Kettle", *made)
    shuffled = list(page)
    random.Random(seed).shuffle(shuffled)
    found = candidates(page)
    assert found == candidates(shuffled)
    assert len(found) <= MOST
    assert len({c.id for c in found}) == len(found)
    for candidate in found:
        assert len({claim.document for claim in candidate.claims}) == len(candidate.claims) >= 2


def test_ids_do_not_hang_on_the_page() -> None:
    one, two = candidates(rows("Kettle", A, B)), candidates(rows("kettle", A, B))
    assert {c.id for c in one} == {c.id for c in two}


@pytest.mark.timeout(30)
def test_a_large_page_is_bounded() -> None:
    big = [
        document(f"d{i}", *(f"Measure {j % 40} of the {WORDS[j % 9]} is {i * 7 + j} metres." for j in range(60)))
        for i in range(8)
    ]
    assert len(candidates(rows("Kettle", *big))) == MOST


def test_a_name_exchanged_in_a_near_copy_is_asked_for() -> None:
    one = document("a", "The old harbour festival of the town is held each summer near Bergen with boats.")
    two = document("b", "The old harbour festival of the town is held each summer near Oslo with boats.")
    assert about(candidates(rows("Festival", one, two)), "Bergen", "Oslo").kind == "name"


@pytest.mark.parametrize(
    ("a", "b", "values"),
    [
        ("is a 2001 American drama film by Ada Holm of Oslo", "is a 2001 American comedy film by Ada Holm of Oslo", 1),
        (
            "kept few readily available records of semi-professional rugby league, except one season in the north",
            "kept few readily available records of semi-professional cricket, except one season in the north",
            1,
        ),
        ("often serves the old harbour town by night", "often reaches the old harbour town by night", 0),
        ("came ca. in the year of the great frost", "came c. in the year of the great frost", 0),
    ],
)
def test_one_word_of_a_copy_is_asked_for_where_a_noun_stands(a: str, b: str, values: int) -> None:
    one, two = document("a", f"Manic {a}."), document("b", f"Manic {b}.")
    assert len(candidates(rows("Manic", one, two))) == values


def test_what_the_question_was_made_of_fills_its_blank() -> None:
    for found in candidates(rows("Kettle", A, B)):
        own = found.claims[found.asked]
        assert found.filling in (found.values[found.asked], "true", "false")
        if "[?]" in found.question:
            assert found.filling in (A if own.document == "a" else B).quote(own.first, own.last)
