"""Which sentences code can see to be about a page, where the reader files nearly everything everywhere."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.known.about import About
from agent.known.pages import Known
from agent.state.state import State
from tests.known.notes import Notes


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Notes]:
    with State.to_write(tmp_path) as state:
        yield Notes(state)


def about(notes: Notes, title: str) -> list[str]:
    known = Known.of(notes.state)
    page = known.find(title)
    assert page is not None
    return [document.sentence(claim.first) for claim, document in About(known, notes.state.documents.all()).rows(page)]


def test_what_opens_with_another_page_is_not_compared_here(notes: Notes) -> None:
    text = notes.store("marl", "Marl Footbridge is of oak.", "It opened in 1931.", "Pell Footbridge opened in 1904.")
    notes.name(text, "Marl Footbridge", "work", [1, 2, 3])
    notes.name(text, "Pell Footbridge", "work", [1, 2, 3])
    assert about(notes, "Marl Footbridge") == ["Marl Footbridge is of oak.", "It opened in 1931."]


def test_a_page_that_many_documents_only_mention_compares_nothing_of_theirs(notes: Notes) -> None:
    for slug, house, year in (("a", "Earle House", 1982), ("b", "Hale Barn", 1964)):
        text = notes.store(slug, f"{house} stands in Orne County.", f"It was put on the list of Orne County in {year}.")
        notes.name(text, "Orne County", "place", [1, 2])
        notes.name(text, house, "work", [1, 2])
    assert about(notes, "Orne County") == []


def test_a_document_under_a_title_of_its_own_tells_of_the_thing_all_the_same(notes: Notes) -> None:
    one = notes.store("a", "Skarrow Bridge has a span of 212 metres.")
    two = notes.store("b", "The main span is 221 metres.", title="Skarrow Bridge: data sheet")
    notes.name(one, "Skarrow Bridge", "work", [1])
    notes.name(two, "Skarrow Bridge: data sheet", "work", [1])
    assert about(notes, "Skarrow Bridge") == [
        "Skarrow Bridge has a span of 212 metres.",
        "The main span is 221 metres.",
    ]


def test_another_of_the_same_name_is_left_alone(notes: Notes) -> None:
    one = notes.store("a", "Thomson was born in Belfast in 1824.", title="William Thomson")
    two = notes.store("b", "Thomson was born at Bonsyde in 1830.", title="Charles Wyville Thomson")
    notes.name(one, "William Thomson", "person", [1], "Thomson")
    notes.name(two, "Charles Wyville Thomson", "person", [1])
    assert about(notes, "William Thomson") == ["Thomson was born in Belfast in 1824."]
