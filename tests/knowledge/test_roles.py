"""Who holds a part that a thing has once, in the active, the passive and as a noun; and what is only a plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.disagreement.candidates import candidates
from agent.knowledge.disagreement.roles import roles, supposed
from tests.knowledge.pages import document, rows


@pytest.mark.parametrize(
    ("text", "part", "name"),
    [
        ("Captain Ben Ray commanded the Kettle in the storm.", "command", "Ben Ray"),
        ("The Kettle was commanded in 1911 by Captain Ben Ray, a quiet man.", "command", "Ben Ray"),
        ("Ada Holm was the first chairman of Marel.", "first chair", "Ada Holm"),
        ("The cotton merchant Ada Holm was its first chairman, and rich.", "first chair", "Ada Holm"),
        ("Ada Holm, the first curator of the garden, kept a diary.", "first curate", "Ada Holm"),
        ("It was drawn by the engineer Ada Holm.", "design", "Ada Holm"),
        ("Its chairman is Ben Ray.", "chair", "Ben Ray"),
        ("Ada Holm was born in Vigo in 1824.", "born", "Vigo"),
    ],
)
def test_parts(text: str, part: str, name: str) -> None:
    assert (part, name) in {(role.part, role.text) for role in roles(text)}


@pytest.mark.parametrize(
    "text", ["Ada Holm sailed with Ben Ray.", "It was written by Ada Holm in Vigo.", "Ben Ray was on board in 1911."]
)
def test_who_was_there_is_no_part(text: str) -> None:
    assert "Vigo" not in {role.text for role in roles(text)}
    assert "Ben Ray" not in {role.text for role in roles(text)}


@given(st.text(max_size=200))
def test_a_part_stands_where_it_is_said_to(text: str) -> None:
    assert all(text[role.start : role.end] == role.text for role in roles(text))
    assert supposed(text) in (True, False)


def test_a_plan_is_no_other_account_of_what_came_of_it() -> None:
    plan = document("a", "The plan of May was for the Kettle to leave Vigo on 1 July 1911.")
    fact = document("b", "The Kettle left Vigo on 13 July 1911.")
    assert candidates(rows("Kettle", plan, fact)) == []
    assert supposed("In Holm's opinion the line had 3 faults.")
    assert not supposed("The line had 3 faults.")


def test_figures_of_another_subject_are_no_other_account() -> None:
    one = document("a", "The Fern House is 7 metres high.")
    two = document("b", "The Palm House is 23 metres high.")
    assert candidates(rows("Palm House", one, two)) == []


def test_a_verb_told_otherwise_is_no_candidate() -> None:
    one = document("a", "Holm and the Marel Company become the Vigo Cable Company.")
    two = document("b", "Holm and the Marel Company were merged into the Vigo Cable Company.")
    assert candidates(rows("Marel Company", one, two)) == []
