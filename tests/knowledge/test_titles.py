"""Titles that name nothing, other names that are plausible, names that may be one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.titles import digits, good_title, near_matches, plausible_alias

TEXT = (
    "Kettle is a job scheduler written by Ada Holm in Oslo. Nothing Was the Same is an album. "
    "Retrieval-augmented generation (RAG) helps."
)


@pytest.mark.parametrize(
    "title",
    [
        "Kettle",
        "Ada Holm",
        "job scheduler",
        "Nothing Was the Same",
        "RAG",
        "Retrieval-Augmented Generation (RAG)",
        "Kettle 2",
    ],
)
def test_good_titles(title: str) -> None:
    assert good_title(title, TEXT + " Kettle 2") is None


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Introduction", "general word"),
        ("The company", "general word"),
        ("references", "general word"),
        ("Page 3", "part of a document"),
        ("Section 2", "part of a document"),
        ("It", "pronoun"),
        ("27 July 1866", "number or date"),
        ("1866", "number or date"),
        ("30 seconds", "number or date"),
        ("Kettle is a job scheduler", "sentence"),
        ("Kettle retries jobs.", "sentence"),
        ("a job scheduler that was written by somebody", "too long"),
        ("x" * 61, "too long"),
        ("Bergen", "does not occur"),
        ("!!", "no word"),
    ],
)
def test_faults_are_named(title: str, fault: str) -> None:
    assert fault in (good_title(title, TEXT) or "")


@given(st.text(max_size=70), st.text(max_size=70))
def test_good_title_never_fails(title: str, text: str) -> None:
    fault = good_title(title, text)
    assert fault is None or fault


@pytest.mark.parametrize(
    ("title", "alias", "text"),
    [
        ("Retrieval-Augmented Generation", "RAG", ""),
        ("Ada Holm", "Holm", ""),
        ("PagedAttention", "paged attention", ""),
        ("Saint Petersburg", "Leningrad", "Saint Petersburg, formerly known as Leningrad, lies on the Neva."),
        ("Kettle", "KTL", "Kettle (KTL) is a scheduler."),
    ],
)
def test_plausible_aliases(title: str, alias: str, text: str) -> None:
    assert plausible_alias(title, alias, text)


@pytest.mark.parametrize(
    ("title", "alias", "text"),
    [
        ("Gemma 4", "Gemma 5", "Gemma 4 (Gemma 5) is out."),
        ("Kettle", "Ben Ray", "Kettle was sold to Ben Ray."),
        ("Ada Holm", "Ada", ""),
        ("Kettle", "it", "Kettle (it) is a tool."),
        ("Kettle", "the tool", ""),
    ],
)
def test_implausible_aliases(title: str, alias: str, text: str) -> None:
    assert not plausible_alias(title, alias, text)


def test_near_matches_find_misspellings_and_acronyms_but_no_other_digits() -> None:
    found = near_matches(
        [
            "Gemma 4",
            "Gemma 5",
            "PagedAttention",
            "Paged Attentoin",
            "RAG",
            "Retrieval-Augmented Generation",
            "Holm, Ada",
            "Ada Holm",
        ]
    )
    assert [(a, b) for a, b, _ in found] == [
        ("Ada Holm", "Holm, Ada"),
        ("Paged Attentoin", "PagedAttention"),
        ("RAG", "Retrieval-Augmented Generation"),
    ]
    assert all(88 <= score <= 100 for *_, score in found)


@given(
    st.lists(st.from_regex(r"[A-Z][a-z]{2,7}( [A-Z][a-z]{2,7})?( [0-9])?", fullmatch=True), max_size=25),
    st.integers(0, 99),
)
def test_near_matches_ignore_order_and_respect_digits(titles: list[str], seed: int) -> None:
    shuffled = list(titles)
    random.Random(seed).shuffle(shuffled)
    found = near_matches(titles)
    assert found == near_matches(shuffled)
    assert all(digits(a) == digits(b) and a < b for a, b, _ in found)
