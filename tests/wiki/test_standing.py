"""Which answers come to an entry: in the words of each side, of one thing, and said steadily."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest

from agent.knowledge.ids import claim_id
from agent.knowledge.model import Answer, Claim, Disagreement, Document, NameUse
from agent.knowledge.text.normal import key
from agent.state.facts import QuestionRecord
from agent.state.state import State
from agent.known.pages import Known
from agent.known.disagreements import disagreements
from tests.episode.desks import stored

ONE = (
    "Kettle is a job scheduler by Ada Holm of Oslo. Its default timeout is 30 seconds. "
    "Ben Ray of Bergen sold it to Carl Moss in May 1994."
)
TWO = ONE.replace("30", "60")
NAMESAKE = "Kettle is a job scheduler by Eva Lind of Turku. Its default timeout is 60 seconds. It was given up in 2003."
ASKED = "The default timeout is [?] seconds."
IN_OTHER_WORDS = "After [?] seconds it gives up."


def answers(state: State, *told: tuple[str, Document, str | None]) -> list[Disagreement]:
    """The entries that come of these answers: (which wording, which document, value)."""
    documents = {document.id: document for _, document, _ in told}
    with state.transaction("act"):
        for document in documents.values():
            state.facts.put_name(document.id, "", NameUse("Kettle", "software", document.id, (), 1))
            for n in (1, 2):
                claim = Claim(claim_id(key("Kettle"), document.id, n, n), "Kettle", document.id, n, n)
                state.facts.put_claim(claim, "")
    (page,) = Known.of(state).pages
    with state.transaction("act"):
        for text in (ASKED, IN_OTHER_WORDS):
            row = QuestionRecord(text, page.id, "figure", ASKED, text, "topic", (), tuple(sorted(documents)))
            state.facts.put_question(row)
        for number, (text, document, value) in enumerate(told):
            state.facts.put_answer(str(number), "", Answer(text, document.id, value, cites=(2,)))
    return disagreements(state, Known.of(state))


def test_two_accounts_of_one_thing_that_differ_are_an_entry_in_any_order(tmp_path: Path) -> None:
    found = set()
    for number, order in enumerate(itertools.permutations(range(4))):
        with State.to_write(tmp_path / str(number)) as state:
            a, b = stored(state, ONE, "one.txt", "text/plain"), stored(state, TWO, "two.txt", "text/plain")
            told = [(ASKED, a, "30"), (ASKED, b, "60"), (IN_OTHER_WORDS, a, "30"), (IN_OTHER_WORDS, b, None)]
            (entry,) = answers(state, *(told[n] for n in order))
            found.add((entry.id, tuple(side.value for side in entry.sides)))
    assert len(found) == 1


@pytest.mark.parametrize(
    "told",
    [
        [(ASKED, 0, "30"), (ASKED, 1, "60"), (IN_OTHER_WORDS, 0, "60"), (IN_OTHER_WORDS, 1, "60")],  # once they agree
        [(ASKED, 0, "30"), (ASKED, 1, "60"), (IN_OTHER_WORDS, 0, "30"), (IN_OTHER_WORDS, 1, "90")],  # not steady
        [(ASKED, 0, "30"), (ASKED, 1, None)],
        [(ASKED, 0, "30"), (ASKED, 1, "30 s")],
    ],
)
def test_what_is_no_entry(tmp_path: Path, told: list[tuple[str, int, str | None]]) -> None:
    with State.to_write(tmp_path) as state:
        documents = stored(state, ONE, "one.txt", "text/plain"), stored(state, TWO, "two.txt", "text/plain")
        assert answers(state, *((text, documents[n], value) for text, n, value in told)) == []


def test_a_namesake_that_shares_little_is_none_either(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        a, b = stored(state, ONE, "one.txt", "text/plain"), stored(state, NAMESAKE, "other.txt", "text/plain")
        assert answers(state, (ASKED, a, "30"), (ASKED, b, "60")) == []


def test_one_that_contradicts_itself_does_not_take_the_others_along(tmp_path: Path) -> None:
    """Of three accounts of one greeting, ten, sixteen and seventeen hours long, one said seventeen and then seventeen and forty minutes."""
    with State.to_write(tmp_path) as state:
        three = ONE.replace("30", "90")
        names = (("one.txt", ONE), ("two.txt", TWO), ("three.txt", three))
        a, b, c = (stored(state, text, name, "text/plain") for name, text in names)
        told = [(ASKED, a, "30"), (ASKED, b, "60"), (ASKED, c, "90"), (IN_OTHER_WORDS, c, "95")]
        (entry,) = answers(state, *told)
        assert {side.value for side in entry.sides} == {"30", "60"}


@pytest.mark.parametrize(("cell", "many"), [("30, 60 seconds", 0), ("60 seconds", 1)])
def test_a_row_that_lists_both_values_contradicts_neither(tmp_path: Path, cell: str, many: int) -> None:
    """`Cable voyages: 1865, 1866` is no other opinion on the voyage of 1865."""
    row = f"Kettle is a job scheduler.\n\n| name | timeouts |\n|---|---|\n| Kettle | {cell} |\n\n"
    with State.to_write(tmp_path) as state:
        a = stored(state, ONE, "one.txt", "text/plain")
        b = stored(state, row + TWO.replace("60", "sixty"), "two.md", "text/markdown")
        assert b.sentences[1].kind == "row"
        assert len(answers(state, (ASKED, a, "30"), (ASKED, b, "60"))) == many
