"""Names that ought to have a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.episode.window_names import WindowNames
from agent.knowledge.model import Claim, NameUse, claim_id
from agent.knowledge.text.normal import key
from agent.known.mentions import sentences_naming
from agent.known.pages import Known
from agent.known.wanted import wanted
from agent.night.tending import Tending
from agent.night.workers import SCRIPTS
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.episode.desks import Written, assign, page, work
from tests.known.notes import Notes
from tests.known.notes import extracted as stored


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("Siphon recorder", [1, 2]), ("Ada Holm", [3]), ("Mark", [4])],
)
def test_a_common_noun_is_named_in_small_letters_too_and_a_proper_name_is_not(
    tmp_path: Path, name: str, numbers: list[int]
) -> None:
    text = "A siphon recorder writes. Siphon recorder was its name. Ada Holm left a mark. Mark came to ada holm."
    with State.to_write(tmp_path) as state:
        assert sentences_naming(stored(state, text, "a.txt", "text/plain"), name) == numbers


def test_half_a_name_and_the_name_of_a_column_are_not(tmp_path: Path) -> None:
    text = """# Notes

Kettle was bought by the Telegraph Construction and Maintenance Company, as Nils Berg said. Pot was bought by Nils Berg.
Kettle was sold by the Telegraph Construction and Maintenance Company. Pot was lent by Vigo.

| Owner | Place |
|---|---|
| Kettle | Vigo |
| Pot | Vigo |
"""
    with State.to_write(tmp_path) as state:
        document = stored(state, text, "notes.md", "text/markdown")
        for name, numbers in (("Kettle", (1, 3, 5)), ("Pot", (2, 4, 6))):
            with state.transaction("act"):
                state.facts.put_name(name, "", NameUse(name, "software", document.id, (), numbers[0]))
                for n in numbers:
                    state.facts.put_claim(Claim(claim_id(key(name), document.id, n, n), name, document.id, n, n), "")
        known = Known.of(state)
        assert [name for name, _ in wanted(known, state.documents.get)] == ["Nils Berg", "Vigo"]


def test_a_unit_is_no_name_that_is_wanted(tmp_path: Path) -> None:
    """The overview wanted pages of GiB, KiB and MiB, and a reader was asked about each of them, source by source."""
    with State.to_write(tmp_path) as state:
        notes = Notes(state)
        told = notes.store("notes", "Kettle takes 3 GiB, and Vigo has it.", "Pot took all of the GiB in Vigo.")
        notes.name(told, "Kettle", "software", [1])
        notes.name(told, "Pot", "software", [2])
        assert [name for name, _ in wanted(Known.of(state), state.documents.get)] == ["Vigo"]
        assert "GiB" not in WindowNames(told, [1, 2]).seen([])


def test_one_request_over_all_names_then_one_a_document_for_those_that_deserve_a_page(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        notes = Notes(state)
        for slug in ("one", "two"):
            told = notes.store(
                slug, f"Kettle {slug} came from Vigo to Ada Holm.", f"Pot {slug} left Vigo, as Ada Holm said."
            )
            notes.name(told, "Kettle", "software", [1])
            notes.name(told, "Pot", "software", [2])

        def night() -> list[EpisodeRecord]:
            """What is planned and done, each time from the rows alone, as after a kill."""
            tending = Tending(state, Known.of(state), 1, 2, judges=False, writes=False)
            made = list(tending.episodes())
            with state.transaction("plan"):
                for note in tending.notes:
                    state.written.plan(*note)
                state.queue.add(made)
            return made

        (asked,) = night()
        assert asked.subject["names"] == ["Ada Holm", "Vigo"]
        assert night() == []
        work(SCRIPTS["wanted"](asked, state), state, Written({"name_pages": [page("Vigo", "place")]}))
        filing = night()
        assert [one.subject["kinds"] for one in filing] == [{"Vigo": "place"}] * 2
        for one in filing:
            work(SCRIPTS["filing"](one, state), state, Written({"assign": [assign("Vigo", 1, 2)]}))
        assert night() == []
        assert {p.title: len(p.claims) for p in Known.of(state).pages}["Vigo"] == 4
