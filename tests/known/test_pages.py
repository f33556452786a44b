"""Which names are one page, and which claims stand on it: what a reader decided stands."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.knowledge.text.normal import key
from agent.known.mentions import Names, known_in, sentences_naming
from agent.known.pages import Known, settle
from agent.known.wanted import wanted
from agent.state.state import State
from tests.known.notes import Notes


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Notes]:
    with State.to_write(tmp_path) as state:
        yield Notes(state)


def test_what_a_reader_files_with_the_person_stays_with_the_person(notes: Notes) -> None:
    text = notes.store(
        "varga", "Helena Varga led the Ostrey Observatory.", "It opened in 1931.", "She retired in 1960."
    )
    notes.name(text, "Helena Varga", "person", [1, 3])
    notes.name(text, "Ostrey Observatory", "organisation", [1, 2])
    assert notes.pages() == {
        "Helena Varga": ["Helena Varga led the Ostrey Observatory.", "She retired in 1960."],
        "Ostrey Observatory": ["Helena Varga led the Ostrey Observatory.", "It opened in 1931."],
    }


def test_what_a_reader_files_with_the_ship_stays_with_the_ship(notes: Notes) -> None:
    text = notes.store("ship", "Isambard Kingdom Brunel built the Great Eastern.", "In 1864 she was sold at auction.")
    notes.name(text, "Isambard Kingdom Brunel", "person", [1])
    notes.name(text, "Great Eastern", "product", [2], "Leviathan")
    assert notes.pages()["Great Eastern"] == ["In 1864 she was sold at auction."]
    assert Known.of(notes.state).find("Leviathan").title == "Great Eastern"  # type: ignore[union-attr]


def test_two_notes_under_one_name_are_one_page_and_nothing_is_asked(notes: Notes) -> None:
    for slug, year in (("a", 1931), ("b", 1937)):
        notes.name(notes.store(slug, f"It opened in {year}."), "Marl Footbridge", "place", [1])
    assert notes.pages() == {"Marl Footbridge": ["It opened in 1931.", "It opened in 1937."]}
    assert not notes.identifying().decided()
    assert not list(notes.identifying().episodes())


def test_a_readers_kind_stands_whatever_the_text_calls_it(notes: Notes) -> None:
    notes.name(notes.store("a", "The Albany was a screw steamer."), "Albany", "software", [1])
    assert [page.kind for page in Known.of(notes.state).pages] == ["software"]


def test_cr_and_CR_filed_in_one_window_are_two_pages(notes: Notes) -> None:  # noqa: N802
    text = notes.store("a", "Cr is a metal.", "CR is a radio.")
    notes.name(text, "Cr", "concept", [1])
    notes.name(text, "CR", "concept", [2])
    notes.name(notes.store("b", "Cr is hard."), "Cr", "concept", [1])
    assert notes.pages() == {"CR": ["CR is a radio."], "Cr": ["Cr is a metal.", "Cr is hard."]}
    settle(notes.state, Known.of(notes.state), "2026-03-01")
    ids = {page.id for page in Known.of(notes.state).pages}
    assert len(ids) == 2
    assert ids == {record.id for record in notes.state.pages.all()}


def test_names_without_spaces_are_found_and_no_capitals_make_none_wanted(notes: Notes) -> None:
    text = notes.store("zh", "云溪大桥在云溪上。", "云溪大桥很长。", language="zh")
    notes.name(text, "云溪大桥", "place", [1, 2])
    german = notes.store(
        "de", "Die Brücke über die Lahn hat drei Bögen.", "Der Turm sah die Brücke über die Lahn.", language="de"
    )
    notes.name(german, "Lahnbrücke", "place", [1])
    notes.name(german, "Turm", "place", [2])
    known = Known.of(notes.state)
    assert known_in("今天云溪大桥开通", Names(known.names)) == ["云溪大桥"]
    assert sentences_naming(text, "云溪大桥") == [1, 2]
    assert wanted(known, notes.state.documents.get) == []
    assert key("云溪大桥") in known.names
