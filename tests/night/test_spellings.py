"""Names that differ only in how they are spelt: two where they are used as two, one where the texts say so, asked where nothing tells."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import Fatal
from agent.known.mentions import Names
from agent.known.pages import Known, settle
from agent.night.amends import parted, split
from agent.night.tending import Tending
from agent.state.state import State
from tests.known.notes import Notes


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Notes]:
    with State.to_write(tmp_path) as state:
        yield Notes(state)


PAIRS = [
    ("React", "is a library for pages.", "ReAct", "is a way to prompt models."),
    ("Gate", "is a circuit.", "Gates", "is a founder of firms."),
    ("AC/DC", "is a band.", "ACDC", "is a hall for tests."),
    ("Yahoo", "is a creature of a novel.", "Yahoo!", "is a portal."),
    ("A", "is a letter.", "A*", "is a search for paths."),
    ("Mint Server HTTP", "is old.", "Mint Server HTTPS", "is new."),
]


@pytest.mark.parametrize(("one", "first", "other", "second"), PAIRS, ids=[pair[2] for pair in PAIRS])
def test_two_documents_with_two_spellings_have_two_pages_and_a_judge_is_asked(
    notes: Notes, one: str, first: str, other: str, second: str
) -> None:
    notes.name(notes.store("a", f"{one} {first}", f"{one} grew."), one, "concept", [1, 2])
    notes.name(notes.store("b", f"{other} {second}"), other, "concept", [1])
    assert not list(notes.identifying(judges=False).decided())
    assert notes.pages() == {one: [f"{one} {first}", f"{one} grew."], other: [f"{other} {second}"]}
    (task,) = notes.answer(yes=True)
    assert f"{one} {first}" in task
    assert f"{other} {second}" in task
    assert len(notes.pages()) == 1
    assert not list(notes.identifying().episodes())
    with notes.state.transaction("split"):
        for record in parted(Known.of(notes.state).pages[0]):
            notes.state.facts.put_decision(record)
    assert sorted(notes.pages()) == sorted([one, other])


def test_one_name_however_it_is_joined_is_one_page_that_a_person_can_split(notes: Notes) -> None:
    for slug, title in (("a", "PagedAttention"), ("b", "paged attention"), ("c", "Paged-Attention")):
        notes.name(notes.store(slug, f"{title} is a way to keep a cache in blocks."), title, "method", [1])
    assert len(notes.pages()) == 1
    assert not list(notes.identifying().episodes())
    with notes.state.transaction("split"):
        for record in parted(Known.of(notes.state).pages[0]):
            notes.state.facts.put_decision(record)
    assert len(notes.pages()) == 3


@pytest.mark.parametrize("yes", [True, False])
def test_a_hyphen_between_two_things_is_a_doubt(notes: Notes, *, yes: bool) -> None:
    notes.name(notes.store("a", "Q3 Report is a film about an auditor."), "Q3 Report", "other", [1])
    notes.name(notes.store("b", "Q3-Report is a program for sums."), "Q3-Report", "other", [1])
    notes.answer(yes=yes)
    assert len(notes.pages()) == (1 if yes else 2)
    assert not list(notes.identifying().episodes())


def test_a_new_spelling_takes_no_settled_page(notes: Notes) -> None:
    notes.name(notes.store("a", "ReAct is a way to prompt."), "ReAct", "method", [1])
    before = Known.of(notes.state)
    settle(notes.state, before, "2026-01-01")
    notes.name(notes.store("b", "React is a library."), "React", "software", [1])
    after = Known.of(notes.state)
    settle(notes.state, after, "2026-01-02")
    assert before.pages[0].id == next(page.id for page in after.pages if page.title == "ReAct")
    assert len({page.id for page in after.pages}) == 2


def test_split_really_splits_or_says_why_not(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        notes = Notes(state)
        notes.name(notes.store("a", "PagedAttention cuts memory."), "PagedAttention", "method", [1])
        notes.name(notes.store("b", "Paged attention is a way of a nurse."), "Paged attention", "method", [1])
        notes.name(notes.store("c", "Kettle retries."), "Kettle", "software", [1])
    assert split(tmp_path, "PagedAttention") == "Paged attention is now: Paged attention, PagedAttention"
    with pytest.raises(Fatal, match="found under this one name"):
        split(tmp_path, "Kettle")


def test_a_mention_is_of_the_spelling_that_it_has(notes: Notes) -> None:
    notes.name(notes.store("a", "ReAct is a way to prompt."), "ReAct", "method", [1])
    notes.name(notes.store("b", "React is a library."), "React", "software", [1])
    names = Names(Known.of(notes.state).names)
    assert list(names.found_in("We use React with ReAct, not REACT.")) == ["React", "ReAct"]


def test_what_no_page_tells_goes_to_the_page_that_is_spelt_so(notes: Notes) -> None:
    notes.name(notes.store("a", "ReAct is a way to prompt.", "ReAct came in 2023."), "ReAct", "method", [1])
    notes.name(notes.store("b", "React is a library.", "React came in 2013."), "React", "software", [1])
    known = Known.of(notes.state)
    left = Tending(notes.state, known, 1, 1, True, writes=True)._left()
    ids = {page.id: page.title for page in known.pages}
    slugs = {document.id: document.slug for document in notes.state.documents.all()}
    assert {ids[page]: [slugs[row["document"]] for row in rows] for page, rows in left.items()} == {
        "ReAct": ["a"],
        "React": ["b"],
    }


def decided(notes: Notes) -> list[str]:
    """The titles of the pages, after what is decided without a judge."""
    with notes.state.transaction("plan"):
        for record in notes.identifying(judges=False).decided():
            notes.state.facts.put_decision(record)
    return sorted(notes.pages())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("React", "ReAct"), ("Roberta", "RoBERTa"), ("LaTeX", "Latex"), ("PaLM", "Palm"), ("LLaMA", "Llama"), ("Func", "FunC"),
        ("Cr", "CR"), ("SBCs", "Sbcs"), ("Bert", "BERT"),
    ],
)  # fmt: skip
def test_words_and_abbreviations_with_other_capitals_stay_two_without_a_judge(
    notes: Notes, one: str, other: str
) -> None:
    notes.name(notes.store("a", f"{one} came in 2008.", f"{one} grew."), one, "other", [1, 2])
    notes.name(notes.store("b", f"{other} came late."), other, "other", [1])
    assert len(decided(notes)) == 2


def test_a_text_that_has_both_spellings_tells_two_things_apart(notes: Notes) -> None:
    notes.name(notes.store("a", "GitHub is a host of code.", "Github is a street in Gent."), "GitHub", "other", [1])
    notes.name(notes.store("b", "Github is a street."), "Github", "other", [1])
    assert len(decided(notes)) == 2
