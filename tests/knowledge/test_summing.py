"""What a text says once more where it sums up is found, and what it says there for the first time is not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.model import Document
from agent.knowledge.summing import said_again
from agent.sources.extract import extract

BODY = "Kettle is a job scheduler by Ada Holm. It retries a failed job three times. A queue keeps the jobs that wait."
WORDS = st.sampled_from(
    ["kettle", "job", "queue", "retry", "scheduler", "log", "Holm", "Bergen", "30", "1866", "and", "of", "the", "is"]
)


def document(*paragraphs: str) -> Document:
    found = extract("\n\n".join(paragraphs).encode(), "text/plain", "d.txt")
    return Document("d", "d", "d", "d.txt", "text/plain", found.text, found.sentences)


def again(*paragraphs: str) -> list[str]:
    d = document(*paragraphs)
    return [d.sentence(n) for n in sorted(said_again(d))]


@pytest.mark.parametrize(
    "begins", ["In conclusion,", "In summary,", "To sum up,", "**In closing**,", "All in all,", "To summarise:"]
)
def test_a_closing_paragraph_says_again(begins: str) -> None:
    closing = f"{begins} Kettle is a scheduler that retries each failed job."
    assert len(again(BODY, f"{closing} The jobs wait in a queue.")) == 2


@pytest.mark.parametrize(
    "new",
    [
        "In conclusion, Kettle retried a failed job 40 times.",
        "In conclusion, Kettle is a job scheduler from Bergen.",
        "In conclusion, moonlight over mountains delights wandering poets.",
    ],
)
def test_what_is_new_there_is_not_said_again(new: str) -> None:
    assert again(BODY, new) == []


def test_only_the_paragraph_that_says_so_sums_up() -> None:
    assert again(BODY, "Kettle is a job scheduler by Ada Holm.") == []
    assert again("In summary, Kettle is a job scheduler by Ada Holm.", BODY) == []
    assert again(BODY, "In conclusion, Kettle is a job scheduler.", "A queue keeps the jobs that wait.") == [
        "In conclusion, Kettle is a job scheduler."
    ]


@given(
    st.lists(st.lists(WORDS, min_size=3, max_size=12), min_size=1, max_size=6), st.lists(WORDS, min_size=3, max_size=12)
)
def test_a_figure_that_stands_nowhere_else_is_never_said_again(body: list[list[str]], closing: list[str]) -> None:
    text = " ".join(f"{' '.join(words).capitalize()}." for words in body)
    d = document(text, f"In conclusion, {' '.join(closing)} are 7,531 bolts.")
    assert not said_again(d)


@given(st.lists(st.text("ab \n.1", max_size=20), max_size=6))
def test_nothing_is_said_again_where_nothing_sums_up(paragraphs: list[str]) -> None:
    assert not said_again(document("Kettle is a scheduler.", *paragraphs))
