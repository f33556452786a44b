"""What code splits, what is asked where it is in doubt, and that neither happens twice."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.known.pages import Known
from agent.night.amends import parted
from agent.night.identifying import Identifying
from agent.state.state import State
from tests.known.notes import Notes


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Notes]:
    with State.to_write(tmp_path) as state:
        yield Notes(state)


def albany(notes: Notes) -> None:
    notes.name(notes.store("before", "Albany is a city on the Hudson.", "It has a port."), "Albany", "place", [1, 2])
    notes.name(notes.store("ships", "The Albany was a screw steamer."), "Albany", "product", [1])


def test_a_ship_and_a_city_are_split_by_code_once(notes: Notes) -> None:
    albany(notes)
    (record,) = notes.identifying(judges=False).decided()
    assert (record.kind, record.a, record.qualifier, record.reason) == (
        "split",
        "albany",
        "steamer",
        "what: city / screw steamer",
    )
    notes.decide()
    assert sorted(notes.pages()) == ["Albany", "Albany (steamer)"]
    assert not notes.identifying().decided()
    assert not list(notes.identifying().episodes())
    text = notes.store(
        "more", "The Albany was a steamer of 200 tons.", "She was fast.", "She was red.", "She was sold."
    )
    notes.name(text, "Albany", "product", [1, 2, 3, 4])
    notes.decide()
    assert {title: len(said) for title, said in notes.pages().items()} == {"Albany": 2, "Albany (steamer)": 5}


def doubt(notes: Notes) -> None:
    notes.name(notes.store("a", "Marl is a film.", "It is long."), "Marl", "work", [1, 2])
    notes.name(notes.store("b", "Marl is an album.", title="Records"), "Marl", "work", [1])


@pytest.mark.parametrize("yes", [True, False])
def test_a_doubt_is_asked_once_and_the_answer_decides(notes: Notes, *, yes: bool) -> None:
    doubt(notes)
    assert not list(notes.identifying(judges=False).episodes())
    assert notes.answer(yes=yes) == [
        "Name: Marl\nA (a)\n[1] Marl is a film.\n[2] It is long.\nB (Records)\n[3] Marl is an album.\n"
    ]
    assert sorted(notes.pages()) == (["Marl"] if yes else ["Marl", "Marl (album)"])
    assert not list(notes.identifying().episodes())
    assert not notes.identifying().decided()


@pytest.mark.parametrize("yes", [True, False])
def test_near_names_of_two_documents_are_asked_and_those_of_one_window_are_not(notes: Notes, *, yes: bool) -> None:
    text = notes.store("a", "Ada Holm wrote it.", "Aba Holm read it.")
    notes.name(text, "Ada Holm", "person", [1])
    notes.name(text, "Aba Holm", "person", [2])
    assert not list(notes.identifying().episodes())
    notes.name(notes.store("b", "Ada Holmes sold it."), "Ada Holmes", "person", [1])
    (record, *_) = notes.identifying().episodes()
    assert record.id.startswith("identify:")
    assert json.dumps(record.subject)
    assert not list(notes.identifying(judges=False).episodes())
    notes.answer(yes=yes)
    assert len(notes.pages()) == (2 if yes else 3)
    assert not list(notes.identifying().episodes())


def test_a_name_in_another_script_is_asked_of(notes: Notes) -> None:
    notes.name(notes.store("a", "Достоевский родился в Москве.", language="ru"), "Достоевский", "person", [1])
    notes.name(notes.store("b", "Dostoevskii was born in Moscow."), "Dostoevskii", "person", [1])
    assert [record.subject["reason"] for record in notes.identifying().episodes()] == ["near names"]


def test_a_person_undoes_a_merge_by_alias_by_last_name_and_by_answer(notes: Notes) -> None:
    text = notes.store("a", "William Thomson came.", "Thomson left.", "Lord Kelvin slept.")
    notes.name(text, "William Thomson", "person", [1], "Lord Kelvin")
    notes.name(text, "Thomson", "person", [2], window="v")
    notes.name(notes.store("b", "Lord Kelvin rose.", "Wiliam Thomson ate."), "Lord Kelvin", "person", [1])
    notes.name(notes.store("c", "Wiliam Thomson ate."), "Wiliam Thomson", "person", [1])
    notes.answer(yes=True)
    assert list(notes.pages()) == ["William Thomson"]
    with notes.state.transaction("split"):
        for record in parted(Known.of(notes.state).pages[0]):
            notes.state.facts.put_decision(record)
    assert sorted(notes.pages()) == ["Lord Kelvin", "Thomson", "Wiliam Thomson", "William Thomson"]
    assert not list(notes.identifying().episodes())


def test_neither_order_nor_company_makes_a_difference(notes: Notes) -> None:
    albany(notes)
    doubt(notes)
    known = Known.of(notes.state)
    asked = [record.id for record in Identifying(notes.state, known, True).episodes()]
    pages = list(known.pages)
    random.Random(1).shuffle(pages)
    mixed = Identifying(notes.state, Known(tuple(pages), known.by_id, known.names), True)
    assert sorted(record.id for record in mixed.episodes()) == sorted(asked)
    assert {record.id for record in mixed.decided()} == {r.id for r in Identifying(notes.state, known, True).decided()}
