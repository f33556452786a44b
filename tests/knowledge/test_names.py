"""Names in running text, and which of them to offer a reader."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.text.names import MOST, candidates, proper_names


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kettle is a job scheduler written by Ada Holm and Ben Ray.", ["Kettle", "Ada Holm", "Ben Ray"]),
        ("The University of Oslo and NASA use PagedAttention.", ["University of Oslo", "NASA", "PagedAttention"]),
        ("Gemma 4 beat it in March 2020.", ["Gemma 4"]),
        ("Researchers found it. However, workers left.", []),
        ("Vincent van Gogh painted it.", ["Vincent van Gogh"]),
        ("In 1990 the H100 was not known.", ["H100"]),
        ("He became M.A. 4 July 1771.", ["M.A."]),
        ("Holm’s tool was Kettle's rival.", ["Holm", "Kettle"]),
        ("Москва — столица России.", ["Москва", "России"]),
        ("Workers left. The workers returned.", []),
    ],
)
def test_proper_names(text: str, expected: list[str]) -> None:
    assert [name.text for name in proper_names(text)] == expected


@given(st.text(max_size=120))
def test_spans_are_spans_of_the_text(text: str) -> None:
    assert all(text[name.start : name.end] == name.text and name.text for name in proper_names(text))


SENTENCES = [
    "Kettle is a job scheduler written by Ada Holm.",
    "It retries a failed job three times.",
    "A retry policy is a rule that says when. Kettle has one.",
]


def test_candidates_best_first_and_general_headings_left_out() -> None:
    found = candidates(SENTENCES, ["Kettle handbook", "Introduction", "Retry policies"], ["Ada Holm", "Nowhere"])
    assert found[0] == "Ada Holm"
    assert "Kettle" in found[:3]
    assert "Introduction" not in found
    assert "Nowhere" not in found
    assert any("etry polic" in name for name in found)


@given(st.lists(st.from_regex(r"[A-Z][a-z]{3,8} [A-Z][a-z]{3,8}", fullmatch=True), max_size=60))
def test_candidates_are_bounded_and_repeatable(names: list[str]) -> None:
    sentences = [f"Here stood {name} in summer." for name in names]
    found = candidates(sentences)
    assert len(found) <= MOST
    assert found == candidates(sentences)
