"""Which claims of one page are worth a question to each side, and how it is asked."""

from __future__ import annotations

import random
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.disagreement.candidates import MOST, Candidate, candidates
from agent.knowledge.model import Claim, Document
from tests.knowledge.pages import document, rows


def pair(a: str, b: str, page: str) -> list[Candidate]:
    return candidates(rows(page, document("a", a), document("b", b)), [page])


@pytest.mark.parametrize(
    ("a", "b", "page", "question"),
    [
        ("It opened in 1931.", "It opened in 1937.", "Marl Footbridge", "When did Marl Footbridge open?"),
        ("It was built in 1931.", "It was built in 1937.", "Marl Footbridge", "When was Marl Footbridge built?"),
        (
            "The default timeout is 30 seconds.",
            "The default timeout is one minute.",
            "Kettle",
            "What is the default timeout of Kettle?",
        ),
        (
            "The server listens on port 7410.",
            "Key: port | Default: 7140 | Meaning: where the server listens",
            "Plover",
            "Plover: what is the value of “port”?",
        ),
    ],
)
def test_plain_things_are_found_and_asked_plainly(a: str, b: str, page: str, question: str) -> None:
    (found,) = pair(a, b, page)
    assert found.question == question


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Plover keeps the output for a month.", "The output is kept for 14 days."),
        ("Kettle retries failed jobs.", "Kettle does not retry failed jobs."),
        ("The roof is not reachable from outside.", "The roof can be reached from outside."),
        ("Between the towers the road hangs free for 212 metres.", "Item: Main span | Value: 221 m"),
        ("The workshop is closed on Fridays.", "The workshop is closed on Mondays."),
        ("It can be seen on the first Sunday of a month.", "As always it is seen on the third Sunday."),
    ],
)
def test_what_differs_is_found(a: str, b: str) -> None:
    (found,) = pair(a, b, "Plover")
    assert found.question.startswith("Plover") or "Plover" in found.question


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("The cable is 1,000 metres long.", "The cable is 1 km long."),
        ("A job may run for a quarter of an hour.", "A job may run for 900 seconds."),
        ("About 40 houses burnt.", "38 houses burnt."),
        ("It was planned to open in 1931.", "It opened in 1937."),
        ("In 1901 the village counted 412 souls.", "In 1950 the village counted 604 souls."),
        ("On 9 May 1901 the gauge of the mill stood at 4.1 metres.", "The gauge of the mill stands at 2.8 metres now."),
        ("The cable is laid.", "The cable is laid."),
    ],
)
def test_what_is_the_same_or_of_another_time_or_only_planned_is_none(a: str, b: str) -> None:
    assert pair(a, b, "Plover") == []


def test_a_document_that_contradicts_itself_is_found_where_it_is_sure() -> None:
    one = document("a", "The default timeout of Kettle is 30 seconds.", "The default timeout of Kettle is 60 seconds.")
    (found,) = candidates(rows("Kettle", one), ["Kettle"])
    assert [claim.first for claim in found.claims] == [1, 2]
    other = document("a", "The small hall has 30 seats.", "In the great hall there is room for 60, with seats for all.")
    assert candidates(rows("Town hall", other), ["Town hall"]) == []


def test_rows_of_one_table_are_of_different_things() -> None:
    table = document("a", "Model: C1 | Weight: 220 g", "Model: C3 | Weight: 620 g")
    table = replace(table, sentences=tuple(replace(unit, kind="row") for unit in table.sentences))
    assert candidates(rows("Corvane", table), ["Corvane"]) == []


def test_three_sides_are_one_candidate() -> None:
    texts = ("The timeout is 30 seconds.", "The timeout is 60 seconds.", "The timeout is 90 seconds.")
    (found,) = candidates(rows("Kettle", *(document(f"d{n}", text) for n, text in enumerate(texts))), ["Kettle"])
    assert (len(found.claims), found.kind) == (3, "figure")


WORDS = [
    "timeout",
    "default",
    "retry",
    "harbour",
    "cable",
    "depth",
    "limit",
    "opened",
    "Oslo",
    "Bergen",
    "not",
    "began in",
]


@st.composite
def documents(draw: st.DrawFn) -> list[Document]:
    made = []
    for name in draw(st.lists(st.sampled_from("abcd"), min_size=1, max_size=4, unique=True)):
        lines = []
        for _ in range(draw(st.integers(1, 4))):
            words = draw(st.lists(st.sampled_from(WORDS), min_size=2, max_size=5))
            measure = draw(st.sampled_from(["metres", "seconds", "men", "", "May 1960"]))
            lines.append(f"The {' '.join(words)} was {draw(st.integers(1, 2000))} {measure}.")
        made.append(document(name, *lines))
    return made


@given(documents(), st.integers(0, 999))
def test_order_does_not_matter_and_all_is_bounded(made: list[Document], seed: int) -> None:
    page: list[tuple[Claim, Document]] = rows("Kettle", *made)
    shuffled = list(page)
    random.Random(seed).shuffle(shuffled)
    found = candidates(page, ["Kettle"])
    assert found == candidates(shuffled, ["Kettle"])
    assert len(found) <= MOST
    assert len({c.id for c in found}) == len(found)
    for candidate in found:
        assert len(candidate.claims) == len(candidate.values) >= 2
        assert len(candidate.question) <= 160
        assert "Kettle" in candidate.question


@given(documents())
def test_a_question_holds_no_answer_and_is_no_bare_hole(made: list[Document]) -> None:
    for candidate in candidates(rows("Kettle", *made), ["Kettle"]):
        words = candidate.question.casefold()
        assert re.search(r"[a-z]{3}", words.replace("kettle", ""))
        if candidate.kind != "status":
            assert not any(re.search(rf"(?<!\w){re.escape(v.casefold())}(?!\w)", words) for v in candidate.values)


@pytest.mark.timeout(30)
def test_a_large_page_is_bounded() -> None:
    big = [
        document(f"d{i}", *(f"Measure {j % 40} of the {WORDS[j % 9]} is {i * 7 + j} metres." for j in range(60)))
        for i in range(8)
    ]
    assert len(candidates(rows("Kettle", *big), ["Kettle"])) == MOST
