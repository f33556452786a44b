"""The overview: written from how pages open, as far as that can be told in words of ours."""

from __future__ import annotations

from pathlib import Path

from agent.known.pages import Known
from agent.night.tending import Tending
from agent.state.state import State
from tests.known.notes import Notes


def planned(notes: Notes) -> tuple[list[str], list[str]]:
    """The titles of the pages that the overview waits for, and of those whose openings it is shown."""
    tending = Tending(notes.state, Known.of(notes.state), 1, 1, judges=True, writes=True)
    titles = {page.id: page.title for page in tending.known.pages}
    shown = [row["title"] for made in tending.overview(()) for group in made.subject["groups"] for row in group]
    return sorted(titles[page] for page in tending.opened()), shown


def test_a_page_that_opens_in_a_language_that_is_only_quoted_is_not_shown(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        notes = Notes(state)
        for name in ("Kettle", "Pan", "Lid"):
            notes.name(notes.store(name, f"{name} is a tool.", f"{name} is old."), name, "software", [1, 2])
        alone = notes.store("moinho", "Moinho parou em 1931.", language="pt")
        notes.name(alone, "Moinho", "place", [1])
        # known from an English source too, but it opens with what the other says: nobody has worded it yet
        notes.name(notes.store("a", "Forno parou em 1931.", language="pt"), "Forno", "place", [1])
        notes.name(notes.store("b", "Forno is near."), "Forno", "place", [1])
        waited, shown = planned(notes)
        assert "Forno" in waited
        assert "Moinho" not in waited
        assert sorted(shown) == ["Kettle", "Lid", "Pan"]


def test_a_wiki_of_nothing_but_quotations_has_no_overview_in_another_language(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        notes = Notes(state)
        for name in ("Moinho", "Forno"):
            notes.name(notes.store(name, f"{name} parou em 1931.", language="pt"), name, "place", [1])
        with state.transaction("night"):
            state.nights.set_meta("language", "en")
        assert planned(notes) == ([], [])


def test_a_page_of_no_theme_of_which_much_is_told_is_shown_beside_the_themes(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        notes = Notes(state)
        together = notes.store("kitchen", "Kettle is a tool.", "Pan is a tool.", "Lid is a tool.")
        for n, name in enumerate(("Kettle", "Pan", "Lid"), start=1):
            notes.name(together, name, "software", [n])
        told = [f"Mistle has {number} lamps on its side {number}." for number in range(2, 7)]
        notes.name(notes.store("mistle", "Mistle is a bridge.", *told), "Mistle", "product", [1, 2, 3, 4, 5, 6])
        notes.name(notes.store("vase", "Vase is a pot."), "Vase", "product", [1])
        waited, shown = planned(notes)
        assert "Mistle" in waited
        assert shown[-1] == "Mistle"
        assert "Vase" not in shown
