"""Titles that name nothing, other names that are plausible, names that may be one."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.spelling import latin, near_matches, shortened
from agent.knowledge.things.titles import digits, good_alias, good_title

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
        "The company",
        "The Who",
        "WHO",
        "Who Framed Roger Rabbit?",
        "Yahoo!",
        "けいおん！",
        "Ostrey & Co.",
    ],
)
def test_good_titles(title: str) -> None:
    assert (
        good_title(
            title,
            TEXT
            + " Kettle 2. The company paid. The Who, WHO, Yahoo! けいおん！ Ostrey & Co. saw Who Framed Roger Rabbit?",
        )
        is None
    )


@pytest.mark.parametrize(
    ("title", "fault"),
    [
        ("Introduction", "part of a document"),
        ("references", "part of a document"),
        ("Page 3", "part of a document"),
        ("Section 2", "part of a document"),
        ("It", "pronoun"),
        ("what is it for?", "sentence"),
        ("27 July 1866", "number or date"),
        ("1866", "number or date"),
        ("30 seconds", "number or date"),
        ("Kettle is a job scheduler", "sentence"),
        ("Kettle retries jobs.", "sentence"),
        ("a job scheduler that was written by somebody", "sentence"),
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
    ("title", "alias"),
    [
        ("Retrieval-augmented generation", "RAG"),
        ("Ada Holm", "Holm"),
        ("Ada Holm", "Ada"),
        ("Great Eastern", "Leviathan"),
        ("Great Eastern", "the Leviathan"),
        ("Gemma 4", "Gemma"),
    ],
)
def test_a_readers_alias_stands_if_the_text_has_it(title: str, alias: str) -> None:
    text = f"{TEXT} The Great Eastern was called Leviathan; the Leviathan sailed. Gemma 4 is out: Gemma is small."
    assert good_alias(title, alias, text, [title, "Bo Ray"]) is None


@pytest.mark.parametrize(
    ("alias", "fault"),
    [
        ("it", "pronoun"),
        ("the tool", "general word"),
        ("Company", "general word"),
        ("scheduler", "general word"),
        ("Ben Ray", "another page"),
        ("KTL", "does not occur"),
        ("1866", "number or date"),
    ],
)
def test_what_is_wrong_with_an_alias_is_said(alias: str, fault: str) -> None:
    text = "Kettle is a scheduler. Company. Kettle was sold to Ben Ray in 1866; it is the tool of tools."
    assert fault in (good_alias("Kettle", alias, text, ["Kettle", "Ben Ray"]) or "")


def test_one_name_in_two_scripts_or_with_other_marks_is_near() -> None:
    assert latin("Достоевский") == "dostoevskii"
    assert [pair[:2] for pair in near_matches(["Dostoevskii", "Достоевский", "Dvořák", "Dvorak", "東京", "京都"])] == [
        ("Dostoevskii", "Достоевский"), ("Dvorak", "Dvořák"),
    ]  # fmt: skip


def test_titles_that_hold_one_another() -> None:
    titles = ["Holm", "Ada Holm", "Mercury", "Mercury (planet)", "Gemma", "Gemma 4", "Eastern", "Great Eastern Ship"]
    assert shortened(titles) == [("Gemma", "Gemma 4"), ("Holm", "Ada Holm"), ("Mercury", "Mercury (planet)")]
    assert shortened([*titles, "Gemma 3"]) == [("Holm", "Ada Holm"), ("Mercury", "Mercury (planet)")]
    assert shortened(["Rosa's cake", "Aunt Rosa's plum cake", "Rosa's plum tree"]) == [
        ("Rosa's cake", "Aunt Rosa's plum cake")
    ]
    assert shortened(["Skarrow Bridge", "Skarrow Ferry Bridge 2", "Bridge of Skarrow"]) == []


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


def test_a_title_that_cuts_off_the_last_word_of_another() -> None:
    titles = ["Skarrow Br.", "Skarrow Bridge", "Holm", "Holmes", "Gate 4", "Gate 42", "Ada Holm", "Ada Lund"]
    assert shortened(titles) == [("Holm", "Ada Holm"), ("Skarrow Br.", "Skarrow Bridge")]


def test_initials_stand_for_names() -> None:
    people = [
        "R. Stell",
        "Ramona Stell",
        "J.A. Pender",
        "John A. Pender",
        "J. Pender",
        "Paul Stell",
        "Pender",
        "K. Holm",
    ]
    assert shortened(people) == [
        ("J. Pender", "J.A. Pender"),
        ("J. Pender", "John A. Pender"),
        ("J.A. Pender", "John A. Pender"),
        ("Pender", "J. Pender"),
        ("Pender", "J.A. Pender"),
        ("Pender", "John A. Pender"),
        ("R. Stell", "Ramona Stell"),
    ]
