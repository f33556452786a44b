"""Reading, on a real state: what its stages permit, what its acts do, what it refuses; what a reader files stands as it filed it."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from agent.engine.wire import schema_of
from agent.episode.read import Read
from agent.errors import ContextOverflow
from agent.known.pages import Known
from agent.night.level import Level
from agent.night.workers import Workers
from agent.state.state import State
from tests.episode.desks import Written, assign, desk, page, reading, script, stored, work

NAMING = {"name_pages": [page("Kettle", "software", 1), page("Ada Holm", "person", 1)]}


def claims(state: State) -> list[tuple[str, int]]:
    return sorted((claim.name, claim.first) for claim in state.facts.claims())


# read


def test_read_names_then_assigns_then_looks_once_more_at_what_was_left(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        document = stored(state)
        brain = Written(NAMING, {"assign": [assign("Kettle", 1)], "summarise": []}, {"assign": [assign("Kettle", 2)]})
        work(reading(state, document, known=["Ada Holm"]), state, brain)
        first, second, third = brain.instructions()
        assert first.startswith("Document: The Kettle handbook\nKnown pages: Ada Holm\nNames seen here: ")
        assert first.endswith("\nDo: name_pages")
        assert "[1] Kettle is a job scheduler" in first
        assert second == "Pages: Kettle; Ada Holm\nDo: assign"
        # the pages are said again, as nothing else tells which there are
        assert third == "Pages: Kettle; Ada Holm\nNot assigned yet: [2] [3]\nDo: assign, finish"
        for call in brain.calls:
            assert "Kettle" not in json.dumps(schema_of(call.acts))
        assert claims(state) == [("Kettle", 1), ("Kettle", 2)]  # one second look, and no third


def test_read_refuses_a_bad_title_and_asks_again_saying_why(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        bad = {"name_pages": [page("Kettle retries a failed job three times and then gives up")]}
        brain = work(
            reading(state, stored(state)), state, Written(bad, NAMING, {"assign": [assign("Kettle", 1, 2, 3)]})
        )
        assert "Kettle retries a failed job" in brain.instructions()[1].splitlines()[0]
        assert {use.title for use in state.facts.names()} == {"Kettle", "Ada Holm"}


def test_read_keeps_what_it_was_shown_of_an_assignment_and_refuses_the_rest(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        document = stored(state)
        episode = script(state, "read", {"document": document.id, "sentences": [1, 2, 3]})
        said = {"assign": [assign("Kettle", 1, 2, 3, 4, 99), assign("Zanzibar", 1)]}
        brain = work(episode, state, Written(NAMING, said, {"assign": [], "finish": [{}]}))
        assert "“Zanzibar” is not one of the pages" in brain.instructions()[2]
        assert claims(state) == [("Kettle", 1), ("Kettle", 2), ("Kettle", 3)]
        observed = [act.observation for act in state.journal.steps("e", 0)[1].acts]
        assert observed == ["not shown here: [4, 99]", "“Zanzibar” is not one of the pages: Kettle; Ada Holm"]


def test_read_keeps_only_aliases_that_can_be_one(tmp_path: Path) -> None:
    text = "# Memory\n\nThe Kettle Job Scheduler (KJS) is a job scheduler. KJS retries a failed job.\n"
    with State.to_write(tmp_path) as state:
        naming = {"name_pages": [page("Kettle Job Scheduler", "software", 1, "KJS", "Banana", "kettle job scheduler")]}
        work(
            reading(state, stored(state, text)),
            state,
            Written(naming, {"assign": [assign("Kettle Job Scheduler", 1, 2)]}),
        )
        assert [use.aliases for use in state.facts.names()] == [("KJS",)]


def test_a_sentence_that_a_reader_gives_to_every_page_goes_only_where_it_names_one(tmp_path: Path) -> None:
    """Of a table of settings a small model gave each row to all forty settings that it had named."""
    names = ["Ambit", "Basket", "Cinder", "Dapple", "Ember", "Fallow", "Garnet", "Hollow", "Indigo", "Jasper"]
    text = (
        "# Settings\n\n"
        + "\n\n".join(f"{name} is a setting." for name in names)
        + "\n\nIt can be told on the command line.\n"
    )
    with State.to_write(tmp_path) as state:
        document = stored(state, text)
        naming = {"name_pages": [page(name, "software", n) for n, name in enumerate(names, start=1)]}
        every = {"assign": [assign(name, *range(1, 12)) for name in names]}
        work(reading(state, document), state, Written(naming, every))
        observed = [act.observation or "" for act in state.journal.steps("e", 0)[1].acts]
        assert all("11] go to more than 8 pages that they do not name" in each for each in observed)
        assert claims(state) == sorted((name, n) for n, name in enumerate(names, start=1))


def test_an_assignment_that_does_not_hold_together_costs_only_itself(tmp_path: Path) -> None:
    """What comes later in a reply was looked at before it was checked: a list among the numbers ended the night."""
    with State.to_write(tmp_path) as state:
        every = [assign("Kettle", 1), {"page": "Ada Holm", "sentences": [[2], {"n": 2}]}]
        work(reading(state, stored(state)), state, Written(NAMING, {"assign": every}, {"assign": []}))
        assert claims(state) == [("Kettle", 1)]


def test_a_sentence_about_six_pages_is_told_on_all_of_them(tmp_path: Path) -> None:
    names = ["Ambit", "Basket", "Cinder", "Dapple", "Ember", "Fallow"]
    text = "# Ships\n\n" + "\n\n".join(f"{name} is a ship." for name in names) + "\n\nNone of them survives.\n"
    with State.to_write(tmp_path) as state:
        document = stored(state, text)
        naming = {"name_pages": [page(name, "work", n) for n, name in enumerate(names, start=1)]}
        work(
            reading(state, document),
            state,
            Written(naming, {"assign": [assign(name, n, 7) for n, name in enumerate(names, start=1)]}),
        )
        assert {name for name, n in claims(state) if n == 7} == set(names)


def test_read_twice_adds_nothing(tmp_path: Path) -> None:
    """Ids are made of what a row says: the same act done again after a restore leaves one row."""
    with State.to_write(tmp_path) as state:
        document = stored(state)
        for name in ("a", "b"):
            said = {"assign": [assign("Kettle", 1, 2, 3)]}
            work(reading(state, document, name), state, Written(NAMING, said))
        assert len(state.facts.claims()) == 3


# wanted


def test_names_without_a_page_are_asked_about_in_one_request_and_no_is_an_answer(tmp_path: Path) -> None:
    """They were asked about one by one and document by document: 18 of 107 calls of a night, all answered with nothing."""
    with State.to_write(tmp_path) as state:
        document = stored(state)
        subject = {"names": ["Ada Holm", "Timeouts"], "sentences": [[document.id, 1], [document.id, 3]]}
        brain = work(script(state, "wanted", subject), state, Written({"name_pages": []}))
        (asked,) = brain.instructions()
        assert "\nkettle [1] Kettle is a job scheduler written by Ada Holm in 2019.\nkettle [3] " in asked
        assert asked.endswith("\nName only: Ada Holm; Timeouts\nDo: name_pages, finish")
        said = {"name_pages": [page("Ada Holm", "person"), page("Kettle")]}
        work(script(state, "wanted", subject, "wanted:1"), state, Written(said))
        named = state.journal.accepted("name_pages", "wanted:")
        assert [one["title"] for one in named["wanted:1"]] == ["Ada Holm"]
        assert state.facts.names() == []


def test_what_a_document_says_of_names_that_deserve_a_page_is_filed_in_one_request(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        kinds = {"Ada Holm": "person", "Bergen": "place"}
        subject = {"document": stored(state).id, "sentences": [1], "kinds": kinds}
        said = {"assign": [assign("Ada Holm", 1, 2), assign("Kettle", 1)], "finish": []}
        brain = work(script(state, "filing", subject), state, Written(said))
        assert brain.instructions()[0].endswith("\nPages: Ada Holm; Bergen\nDo: assign, finish")
        assert claims(state) == [("Ada Holm", 1)]
        assert [(use.title, use.kind) for use in state.facts.names()] == [("Ada Holm", "person")]


# what a reader files stands as it filed it

NILE = """# The Great Eastern

Isambard Kingdom Brunel designed the Great Eastern. She was launched in 1858. In 1864 she was sold at auction for a small part of her cost.
"""
VARGA = """# Eckenried

Helena Varga led the observatory from 1941. It was founded by Otto Brandt. She retired in 1960.
"""


def filed(state: State, text: str, *pages: tuple[str, str, list[int]]) -> list[tuple[str, int]]:
    named = {"name_pages": [page(title, kind, 1) for title, kind, _ in pages]}
    said = {"assign": [assign(title, *numbers) for title, _, numbers in pages], "summarise": []}
    work(reading(state, stored(state, text)), state, Written(named, said, {"assign": [], "finish": [{}]}))
    return claims(state)


def test_a_ship_sold_at_auction_stays_with_the_ship_though_her_builder_has_a_page(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        found = filed(state, NILE, ("Great Eastern", "product", [1, 2, 3]), ("Isambard Kingdom Brunel", "person", [1]))
        assert ("Great Eastern", 3) in found
        assert ("Isambard Kingdom Brunel", 3) not in found


def test_she_retired_in_1960_stays_with_the_person_who_did(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        found = filed(
            state,
            VARGA,
            ("Helena Varga", "person", [1, 3]),
            ("Otto Brandt", "person", [2]),
            ("Eckenried", "place", [1, 2]),
        )
        assert [n for name, n in found if name == "Helena Varga"] == [1, 3]
        assert [n for name, n in found if name == "Otto Brandt"] == [2]
        assert [n for name, n in found if name == "Eckenried"] == [1, 2]


def test_more_things_than_fit_into_a_reply_are_asked_for_again_until_none_comes(tmp_path: Path) -> None:
    names = [f"{first} {last}" for first in ("Ada", "Nils", "Ida", "Otto", "Runa") for last in ("Holm", "Berg", "Lund")]
    text = "# Members\n\n" + " ".join(f"{name} joined in {1900 + n}." for n, name in enumerate(names))
    with State.to_write(tmp_path) as state:
        document = stored(state, text)
        episode = reading(state, document)
        assert isinstance(episode, Read)
        room = episode.most()
        replies: list[Any] = [{"name_pages": [page(name, "person", 0) for name in names[:room]]}]
        if room < len(names):
            replies.append({"name_pages": [page(name, "person", 0) for name in names[room:]], "finish": []})
        replies.append({"assign": [assign(name, n) for n, name in enumerate(names, 1)], "summarise": []})
        work(episode, state, Written(*replies))
        assert {name for name, _ in claims(state)} == set(names)


# what does not fit, what is gone


def test_what_does_not_fit_is_cut_in_two_and_what_cannot_be_cut_is_set_aside(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        workers = Workers(
            state, desk(state, Written()), Level(time.monotonic, 1), lambda: True, lambda record: None, lambda why: None
        )
        document = stored(state)
        whole = reading(state, document).record
        workers._halve(whole, ContextOverflow("too long"))
        assert state.queue.get("e").state == "done"
        halves = [record.subject["sentences"] for record in state.queue.by_state("pending")]
        assert sorted(halves) == [[1, 2], [3, 4]]
        one = script(state, "read", {"document": document.id, "sentences": [1]}, "one").record
        workers._halve(one, ContextOverflow("too long"))
        assert "too long for the engine's window" in state.queue.get("one").reason


def test_an_episode_whose_document_is_gone_is_said_so(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state, pytest.raises(KeyError):
        script(state, "read", {"document": "gone", "sentences": [1]})


def test_what_is_left_after_many_things_is_named_on_and_then_assigned(tmp_path: Path) -> None:
    """A reply that held as many things as a small one may, and left sentences: they may be of things that had no room."""
    terms = [
        f"{first}{last}"
        for first in ("an", "ca", "bal", "bea", "cai", "cul", "pon")
        for last in ("ode", "last", "ring", "son")
    ]
    text = "# Terms\n\n" + "\n".join(f"- {term}: it carries {10 + n} tonnes." for n, term in enumerate(terms))
    with State.to_write(tmp_path) as state:
        first = {"name_pages": [page(term, "concept", 0) for term in terms[:12]]}
        given = {"assign": [assign(term, n) for n, term in enumerate(terms[:12], 1)], "summarise": []}
        rest = {"name_pages": [page(term, "concept", 0) for term in terms[12:]], "finish": []}
        more = {"assign": [assign(term, n) for n, term in enumerate(terms[12:], 13)]}
        brain = work(reading(state, stored(state, text)), state, Written(first, given, rest, more))
        assert "Not assigned yet: [13] [14]" in brain.instructions()[2]
        assert brain.instructions()[3].startswith(f"Pages: {terms[12]}; ")
        assert {name for name, _ in claims(state)} == set(terms)


def test_a_window_that_names_no_end_of_things_is_cut(tmp_path: Path) -> None:
    names = [f"Name{a}{b}" for a in "abcdefghij" for b in "abcdefghijklmnopqrstuvwxyz"]
    text = "# Names\n\n" + "\n".join(f"- {' '.join(names[n : n + 8])} came." for n in range(0, len(names), 8))
    replies = [{"name_pages": [page(name, "person", 0) for name in names[n : n + 24]]} for n in range(0, 144, 24)]
    with State.to_write(tmp_path) as state, pytest.raises(ContextOverflow, match="names more than"):
        work(reading(state, stored(state, text)), state, Written(*replies))


def test_a_dot_that_a_name_begins_with_stays(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        document = stored(state, "# Tools\n\n.NET is a framework. Net is a novel.\n")
        naming = {"name_pages": [page(".NET", "software", 1), page("Net", "work", 2), page("Tools.", "concept", 0)]}
        work(reading(state, document), state, Written(naming, {"assign": [assign(".NET", 1), assign("Net", 2)]}))
        assert claims(state) == [(".NET", 1), ("Net", 2)]
        assert {use.title for use in state.facts.names()} == {".NET", "Net", "Tools"}


def test_what_only_the_questions_of_an_interview_name_is_a_page(tmp_path: Path) -> None:
    """The answers told of two firms by `they`, and both titles were refused: only the questions named them."""
    with State.to_write(tmp_path) as state:
        told = "Q: Do you follow Brightwater?\n\nA: Of course. They write very good code, and ours starts sooner.\n"
        filed(state, told, ("Brightwater", "organisation", [2, 3]))
        assert {use.title for use in state.facts.names()} == {"Brightwater"}


RELEASES = "# Notes\n\nKettle is a job scheduler.\n\n## 4.1\n\nReleased 19 September 2023. Jobs no longer wait.\n\n## 4.0\n\nIt retries.\n"


@pytest.mark.parametrize("at_once", [True, False])
def test_a_release_that_was_called_by_its_number_alone_is_named_anew_and_filed(tmp_path: Path, at_once: bool) -> None:
    """It was refused as a bare number, nothing said what would pass, and its facts went to other pages, where nothing compared them."""
    with State.to_write(tmp_path) as state:
        document = stored(state, RELEASES)
        first: Any = {"name_pages": [page("Kettle"), page("4.1", definition=0)]}
        again: Any = {"name_pages": [page("Kettle 4.1", definition=0)]}
        filing: Any = {"assign": [assign("Kettle", 1, 3), assign("Kettle 4.1", 2)]}
        if at_once:
            said = [
                {**first, "assign": [assign("Kettle", 1, 3), assign("4.1", 2)], "summarise": []},
                {**again, **filing},
            ]
        else:
            said = [first, {**again, "finish": []}, filing]
        brain = work(reading(state, document, at_once=at_once), state, Written(*said))
        told = brain.instructions()[1]
        assert "call it by what it is a release of and the number, as “Kettle 4.1” is" in told
        assert told.endswith(f"Do: name_pages, {'assign, ' * at_once}finish")
        assert ("\nNot assigned yet: [2]\n" in told) is at_once
        assert ("Kettle 4.1", 2) in claims(state)


def test_a_release_stands_in_two_pieces_but_of_a_product_that_the_document_names(tmp_path: Path) -> None:
    """Its notes name the product far above the number: any name with a number of the text was taken."""
    with State.to_write(tmp_path) as state:
        document = stored(state, RELEASES)
        shown = {"document": document.id, "sentences": [2]}
        naming = {"name_pages": [page("Kettle 4.1"), page("Zorb 4.1"), page("Kettle 5.2")]}
        work(script(state, "read", shown), state, Written(naming, {"assign": [assign("Kettle 4.1", 2)]}))
        assert {use.title for use in state.facts.names()} == {"Kettle 4.1"}


def test_a_release_that_two_documents_tell_of_is_one_page(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        notes, manual = (
            stored(state, RELEASES),
            stored(state, "# The Kettle 4.1 manual\n\nA job waits 30 s.\n", "manual.md"),
        )
        for document, sentence in ((notes, 2), (manual, 1)):
            said: Any = (
                {"name_pages": [page("Kettle 4.1")]},
                {"assign": [assign("Kettle 4.1", sentence)]},
                {"assign": []},
            )
            work(reading(state, document, document.slug), state, Written(*said))
        assert [(one.title, len(one.documents)) for one in Known.of(state).pages] == [("Kettle 4.1", 2)]
