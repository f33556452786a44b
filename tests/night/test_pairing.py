"""One thing under two names that no letters bring together: a brain that judges proposes it from the list of pages; no other is asked."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agent.engine.rehearsal import mind
from agent.engine.rehearsal.app import create_app
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Task
from agent.engine.tokens import estimate
from agent.episode.pair import Pair
from agent.episode.prompts import Prompts
from agent.errors import Exit
from agent.known.akin import Akin
from agent.known.pages import Known
from agent.night.pairing import FRESH, LISTS, MOST, Pairing
from agent.state.facts import DecisionRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.episode.desks import Written, work
from tests.faults.engine import FaultEngine
from tests.known.notes import Notes
from tests.night.nights import in_child, killed, night, quick_folder, tree

HOW: dict[str, Any] = {"workers": 1, "model": "rehearsal", "at_once": "page"}
SOURCES = {
    "paper.md": "# Closing the Lid\n\nClosing the Lid is a paper by Ada Holm. Closing the Lid measures three stores on one machine.\n",
    "minutes.md": "# Minutes\n\nThe Bergen talk was good. Ada Holm gave the Bergen talk about three stores. The Bergen talk was short.\n",
    "stores.md": "# Kestrelite\n\nKestrelite is a store. Ada Holm measured Kestrelite twice.\n",
}


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Notes]:
    with State.to_write(tmp_path) as state:
        yield Notes(state)


def paper(notes: Notes) -> None:
    found = notes.store("paper", "Ada Holm wrote Closing the Lid.", "It measures three stores.")
    notes.name(found, "Closing the Lid", "work", [1, 2])
    notes.name(found, "Ada Holm", "person", [1])
    notes.name(notes.store("minutes", "The Holm paper is fair to all three stores."), "The Holm paper", "work", [1])


def lists(notes: Notes, *, judges: bool = True, night: int = 1) -> list[EpisodeRecord]:
    """What is planned, queued as a night does it."""
    pairing = Pairing(notes.state, Known.of(notes.state), night, judges)
    made = list(pairing.episodes())
    with notes.state.transaction("plan"):
        for note in pairing.notes:
            notes.state.written.plan(*note)
        notes.state.queue.add(made)
    return made


def proposed(notes: Notes, record: EpisodeRecord, *pairs: tuple[str, str]) -> Written:
    """The list, worked off with a reply that names these pairs of titles."""
    numbers = {page["title"]: n for n, page in enumerate(record.subject["pages"], start=1)}
    reply = {"one_thing": [{"a": numbers.get(a, 999), "b": numbers.get(b, 999)} for a, b in pairs]}
    return work(Pair(record, notes.state), notes.state, Written(reply))


def asked(notes: Notes) -> list[str]:
    return [str(record.subject["name"]) for record in notes.identifying().episodes()]


def test_a_brain_that_judges_is_shown_each_page_once_with_what_tells_most_of_it(notes: Notes) -> None:
    paper(notes)
    assert lists(notes, judges=False) == []
    (record,) = lists(notes)
    brain = proposed(notes, record)
    (asking,) = brain.instructions()
    assert asking.splitlines() == [
        "[1] Ada Holm (person): Ada Holm wrote Closing the Lid.",
        "[2] Closing the Lid (work): Ada Holm wrote Closing the Lid.",
        "[3] The Holm paper (work): The Holm paper is fair to all three stores.",
        "",
        "Do: one_thing",
    ]
    assert lists(notes) == []
    assert lists(notes, night=2) == []
    assert asked(notes) == []


@pytest.mark.parametrize("yes", [True, False])
def test_what_is_proposed_is_asked_about_once_and_that_answer_decides(notes: Notes, *, yes: bool) -> None:
    paper(notes)
    (record,) = lists(notes)
    proposed(notes, record, ("The Holm paper", "Closing the Lid"))
    assert sorted(notes.pages()) == ["Ada Holm", "Closing the Lid", "The Holm paper"]
    assert asked(notes) == ["Closing the Lid; The Holm paper"]
    (task,) = notes.answer(yes=yes)
    assert "[1] Ada Holm wrote Closing the Lid." in task
    assert "[3] The Holm paper is fair to all three stores." in task
    both = {page.title: page.aliases for page in Known.of(notes.state).pages if page.kind == "work"}
    assert both == ({"Closing the Lid": ("The Holm paper",)} if yes else {"Closing the Lid": (), "The Holm paper": ()})
    assert asked(notes) == []
    assert lists(notes) == []
    assert not list(notes.identifying(judges=False).decided())


def test_a_proposal_decides_nothing_and_what_is_known_to_be_two_is_not_asked_about(notes: Notes) -> None:
    both = notes.store(
        "days", "Marl Fair 3 was in May.", "Marl Fair 4 was in June.", "Ada Holm came.", "Holm Labs paid."
    )
    for n, (title, kind) in enumerate(
        (("Marl Fair 3", "event"), ("Marl Fair 4", "event"), ("Ada Holm", "person")), start=1
    ):
        notes.name(both, title, kind, [n], window=str(n))  # type: ignore[arg-type]
    notes.name(both, "Fair office", "organisation", [4], window="3")
    (record,) = lists(notes)
    brain = proposed(
        notes,
        record,
        ("Marl Fair 3", "Marl Fair 4"),
        ("Ada Holm", "Fair office"),
        ("Ada Holm", "Ada Holm"),
        ("nobody", "Ada Holm"),
    )
    assert len(brain.calls) == 1
    assert asked(notes) == []
    assert not list(notes.identifying(judges=False).decided())
    assert len(notes.pages()) == 4
    rows = notes.state.journal.steps(record.id, 0)
    assert [act.accepted for step in rows for act in step.acts] == [True, True, False, False]


def test_a_page_that_went_into_another_meanwhile_is_asked_about_as_what_it_is_now(notes: Notes) -> None:
    paper(notes)
    notes.name(notes.store("c", "The lid study was read."), "The lid study", "work", [1])
    (record,) = lists(notes)
    proposed(notes, record, ("The Holm paper", "The lid study"), ("The lid study", "Closing the Lid"))
    assert asked(notes) == ["Closing the Lid; The lid study", "The Holm paper; The lid study"]
    with notes.state.transaction("plan"):
        a, b = [
            page.entity.key
            for page in Known.of(notes.state).pages
            if page.title in ("Closing the Lid", "The lid study")
        ]
        notes.state.facts.put_decision(DecisionRecord("x", "same", a, b))
    assert asked(notes) == ["Closing the Lid; The Holm paper"]
    notes.answer(yes=False)
    assert asked(notes) == []
    assert sorted(notes.pages()) == ["Ada Holm", "Closing the Lid", "The Holm paper"]


def test_one_source_more_has_only_its_own_pages_looked_at(notes: Notes) -> None:
    paper(notes)
    lists(notes)
    notes.name(notes.store("more", "The Bergen talk was by Ada Holm."), "The Bergen talk", "event", [1])
    (record,) = lists(notes, night=2)
    assert [page["title"] for page in record.subject["pages"] if page["fresh"]] == ["The Bergen talk"]
    task = Pair(record, notes.state).task()
    assert task.startswith(
        "[1] The Bergen talk (event): The Bergen talk was by Ada Holm.\nBeside them:\n[2] Ada Holm (person): "
    )
    assert task.count("\n[") == 3
    notes.name(notes.store("same", "Ada Holm came home."), "Ada Holm", "person", [1])
    assert lists(notes, night=3) == []


def test_a_list_that_was_planned_and_never_queued_is_planned_again(notes: Notes) -> None:
    paper(notes)
    (record,) = lists(notes)
    with notes.state.transaction("forgotten"):
        notes.state.queue.drop([record.id])
    assert lists(notes) == [record]


def test_a_list_too_long_for_the_window_is_shown_in_halves_each_with_new_pages(notes: Notes) -> None:
    paper(notes)
    lists(notes)
    for n in range(3):
        notes.name(notes.store(f"n{n}", f"Talk{n} was held."), f"Talk{n}", "event", [1])
    (record,) = lists(notes, night=2)
    halves = [half.subject["pages"] for half in Pair(record, notes.state).halves()]
    assert [[page["fresh"] for page in half] for half in halves] == [[True, True, False], [True, False, False]]


def many(notes: Notes, pages: int, a_document: int = 10) -> None:
    for at in range(0, pages, a_document):
        numbers = range(at, min(at + a_document, pages))
        found = notes.store(
            f"d{at}",
            *(
                f"Thing{n} was seen beside Thing{(n + 1) % pages} in the harbour of Marl, and cost {n} crowns."
                for n in numbers
            ),
        )
        for place, n in enumerate(numbers, start=1):
            notes.name(found, f"Thing{n}", "product", [place])


def test_many_pages_make_few_lists_and_what_shares_a_source_stands_together(notes: Notes) -> None:
    many(notes, 500)
    made = lists(notes)
    assert len(made) == 7  # 500 / FRESH
    assert len(made) == -(-500 // FRESH)
    assert {len(record.subject["pages"]) for record in made} == {MOST}
    fresh = [[page["title"] for page in record.subject["pages"] if page["fresh"]] for record in made]
    assert len({title for group in fresh for title in group}) == sum(map(len, fresh)) == 500
    together = [{page["title"] for page in record.subject["pages"]} for record in made]
    for at in range(0, 500, 10):
        assert any({f"Thing{n}" for n in range(at, at + 10)} <= group for group in together)
    assert lists(notes) == []


def test_in_a_large_wiki_what_tells_of_the_same_rare_things_stands_in_one_list_whatever_its_sources(
    notes: Notes,
) -> None:
    many(notes, 300)
    paper(notes)
    notes.name(
        notes.store("talk", "In Bergen the Kestrelite stores were measured, said Holm."), "Bergen talk", "event", [1]
    )
    notes.name(notes.store("study", "Kestrelite was measured in Bergen."), "Lid study", "work", [1])
    made = lists(notes)
    assert len(made) == 4
    assert any({"Bergen talk", "Lid study"} <= {page["title"] for page in record.subject["pages"]} for record in made)
    notes.name(
        notes.store("later", "Whoever wants Kestrelite measured goes to Bergen."),
        "The measuring of stores",
        "event",
        [1],
    )
    (record,) = lists(notes, night=2)
    assert {"Bergen talk", "Lid study", "The measuring of stores"} <= {
        page["title"] for page in record.subject["pages"]
    }
    known = Known.of(notes.state)
    mixed = Known(known.pages[::-1], known.by_id, known.names)
    new = known.by_title["The measuring of stores"]
    near = [Akin(one.pages, notes.state.documents.get).nearest([new], 9) for one in (known, mixed)]
    assert near[0] == near[1]
    assert {page.title for page in near[0][:2]} == {"Bergen talk", "Lid study"}


def test_a_huge_wiki_is_gone_through_in_more_than_one_night(notes: Notes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agent.night.pairing.LISTS", 3)
    many(notes, 500)
    assert [len(lists(notes, night=n)) for n in (1, 1, 2, 3, 4)] == [3, 0, 3, 1, 0]
    assert LISTS * FRESH >= 3000


def test_what_a_list_costs(notes: Notes) -> None:
    many(notes, 300)
    assert (
        max(estimate(Pair(record, notes.state).task()) for record in lists(notes)) + estimate(Prompts()["pair"]) < 8000
    )


class Judging:
    """The rehearsal engine with a rule more: a paper and the talk about it are proposed as one thing, which its own rules then affirm.

    `asked` are the lists and pairs that it was asked about; `at` how many points the night had passed then, by its log.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, log: Path) -> None:
        self.asked: list[str] = []
        self.at: list[int] = []
        self.log = log
        same = mind.RULES["same_thing"]
        monkeypatch.setitem(mind.RULES, "one_thing", self._one_thing)
        monkeypatch.setitem(
            mind.RULES, "same_thing", lambda task, act: self._note(task.fields["Name"], same(task, act))
        )

    def _one_thing(self, task: Task, act: Act) -> list[dict[str, Any]]:
        numbers = {one.text.split(" (")[0]: one.number for one in task.sentences}
        both = {"a": numbers.get("Closing the Lid"), "b": numbers.get("Bergen")}
        return self._note("; ".join(numbers), [both] if all(both.values()) else [])

    def _note(self, what: str, said: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.asked.append(what)
        self.at.append(len(self.log.read_text().split()) if self.log.exists() else 0)
        return said


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    made = quick_folder(tmp_path_factory, "pairing")
    yield made
    shutil.rmtree(made)


@pytest.fixture
def judging(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Judging:
    return Judging(monkeypatch, tmp_path / "points")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    made = tmp_path / "shelf"
    made.mkdir()
    for name, text in SOURCES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def test_a_night_makes_one_page_of_two_names_and_the_next_asks_only_about_what_is_new(
    tmp_path: Path, shelf: Path, judging: Judging
) -> None:
    wiki = tmp_path / "wiki"
    with FaultEngine(app=create_app()) as engine:
        assert night(wiki, [str(shelf)], engine.url, judges="yes", **HOW) == Exit.DONE
        first = ["Ada Holm; Bergen; Kestrelite; Closing the Lid", "Bergen; Closing the Lid"]
        assert judging.asked == first
        calls = len(engine.plan.log)
        assert night(wiki, None, engine.url, judges="yes", **HOW) == Exit.DONE
        assert (judging.asked, len(engine.plan.log)) == (first, calls)
        (shelf / "more.md").write_text(
            "# Fellwater\n\nFellwater is a store that forked Kestrelite.\n", encoding="utf-8"
        )
        assert night(wiki, [str(shelf)], engine.url, judges="yes", **HOW) == Exit.DONE
    assert judging.asked == [*first, "Fellwater; Ada Holm; Kestrelite; Closing the Lid"]
    paper = (wiki / "Closing the Lid.md").read_text(encoding="utf-8")
    assert "aliases:\n- Bergen\n" in paper
    assert "three stores on one machine" in paper
    assert "Ada Holm gave the Bergen talk" in paper
    assert "type: redirect" in (wiki / "Bergen.md").read_text(encoding="utf-8")


def test_a_brain_that_does_not_judge_is_asked_about_no_list(tmp_path: Path, shelf: Path, judging: Judging) -> None:
    with FaultEngine(app=create_app()) as engine:
        assert night(tmp_path / "wiki", [str(shelf)], engine.url, judges="no", **HOW) == Exit.DONE
        assert judging.asked == []
        assert night(tmp_path / "wiki", None, engine.url, judges="yes", **HOW) == Exit.DONE
    assert len(judging.asked) == 2  # once one judges, what is there is looked at


def test_killed_while_a_list_and_its_pair_are_asked_about_and_resumed_the_wiki_is_the_same(
    folder: Path, shelf: Path, judging: Judging, monkeypatch: pytest.MonkeyPatch
) -> None:
    how: dict[str, Any] = {**HOW, "judges": "yes"}
    with FaultEngine(app=create_app()) as engine:
        monkeypatch.setenv("NIGHTWIKI_KILL_LOG", str(judging.log))
        assert in_child(folder / "whole", [str(shelf)], engine.url, **how) == Exit.DONE
        monkeypatch.delenv("NIGHTWIKI_KILL_LOG")
        names, (listed, paired) = judging.log.read_text().split(), judging.at
        assert listed < paired
        different = []
        # from the planning of the list to that of its pair; the reply about the pair, and the page that comes of it
        for number in (*range(listed - 6, listed + 12), paired + 1, paired + 6, paired + 10):
            wiki = folder / f"killed-{number}"
            before = len(judging.asked)
            assert killed(in_child(wiki, [str(shelf)], engine.url, kill_at=number, **how))
            assert in_child(wiki, None, engine.url, **how) == Exit.DONE
            if tree(wiki) != tree(folder / "whole") or len(judging.asked) - before > 3:  # one reply may be lost
                different.append((number, names[number - 1], judging.asked[before:]))
        assert different == []
