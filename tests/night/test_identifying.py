"""Which names are one page and which claims stand on it, and what is asked where code is in doubt."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from agent.engine.wire import Reply, Usage
from agent.episode import acts
from agent.episode.identify import Identify
from agent.knowledge.ids import claim_id
from agent.knowledge.model import Claim, Document, NameUse, PageKind
from agent.knowledge.text.normal import key
from agent.known.mentions import known_in, sentences_naming
from agent.known.pages import Known, settle
from agent.known.wanted import wanted
from agent.night.identifying import Identifying
from agent.state.journal import ActRecord
from agent.state.state import State
from tests.knowledge.pages import document


class Notes:
    """A state with documents of given sentences, and what a reader named and filed there."""

    def __init__(self, state: State) -> None:
        self.state = state

    def store(self, slug: str, *sentences: str, language: str = "en", title: str = "") -> Document:
        made = document(slug, *sentences)
        made = Document(made.id, slug, title or slug, slug, "text/plain", made.text, made.sentences, language=language)
        with self.state.transaction("document"):
            self.state.documents.write(made, made.text.encode())
        return made

    def name(
        self, found: Document, title: str, kind: PageKind, numbers: Sequence[int], *aliases: str, window: str = "w"
    ) -> None:
        """What one reader named, and the sentences that they filed there."""
        reply = Reply("{}", "", (), "", "stop", Usage(1, 0, 1, 0.1), "written")
        step = self.state.journal.record_reply(f"read:{found.slug}:{window}", 0, 1, "", "schema", "", reply)
        with self.state.transaction("act"):
            use = NameUse(title, kind, found.id, aliases, numbers[0] if numbers else None)
            self.state.facts.put_name(f"{found.id}:{window}:{title}", f"{step}:0", use)
            for n in numbers:
                self.state.facts.put_claim(Claim(claim_id(title, found.id, n, n), title, found.id, n, n), "")

    def pages(self) -> dict[str, list[str]]:
        """The sentences on each page."""
        found = {}
        for page in Known.of(self.state).pages:
            found[page.title] = [self.state.documents.get(c.document).sentence(c.first) for c in page.claims]
        return found

    def identifying(self, *, judges: bool = True) -> Identifying:
        return Identifying(self.state, Known.of(self.state), judges)

    def decide(self) -> None:
        with self.state.transaction("plan"):
            for record in self.identifying().decided():
                self.state.facts.put_decision(record)

    def answer(self, *, yes: bool) -> list[str]:
        """Answer all that is asked; the tasks."""
        tasks = []
        for number, record in enumerate(list(self.identifying().episodes())):
            script = Identify(record, self.state)
            tasks.append(script.task())
            with self.state.transaction("act"):
                script.do(
                    ActRecord(f"9:{number}", 9, number, "same_thing", {}, None, False), acts.SameThing(yes=yes), []
                )
        return tasks


@pytest.fixture
def notes(tmp_path: Path) -> object:
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
    notes.name(notes.store("more", "The Albany was a steamer of 200 tons."), "Albany", "product", [1])
    notes.decide()
    assert sorted(notes.pages()) == ["Albany", "Albany (steamer)"]


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


def test_names_without_spaces_are_found_and_no_capitals_make_none_wanted(notes: Notes) -> None:
    text = notes.store("zh", "云溪大桥在云溪上。", "云溪大桥很长。", language="zh")
    notes.name(text, "云溪大桥", "place", [1, 2])
    german = notes.store(
        "de", "Die Brücke über die Lahn hat drei Bögen.", "Der Turm sah die Brücke über die Lahn.", language="de"
    )
    notes.name(german, "Lahnbrücke", "place", [1])
    notes.name(german, "Turm", "place", [2])
    known = Known.of(notes.state)
    assert known_in("今天云溪大桥开通", known.names) == ["云溪大桥"]
    assert sentences_naming(text, "云溪大桥") == [1, 2]
    assert wanted(known, notes.state.documents.get) == []
    assert key("云溪大桥") in known.names
