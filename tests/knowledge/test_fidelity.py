"""What is left out: figures, names, most of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.fidelity import left_out, missing, unsaid

SHIP = "The ship was the largest for forty years and earned money in only about ten of them."


@pytest.mark.parametrize(
    ("text", "quote", "lost"),
    [
        ("The ship was the largest for forty years and earned money.", SHIP, "ten"),
        ("The ship was the largest for 40 years and earned money in ten.", SHIP, "about ten"),
        ("The ship was the largest for 40 years and earned money in about ten.", SHIP, ""),
        ("It was laid on 2 September 1866.", "On September 2, 1866 the crew laid it.", ""),
        ("It is 1,000 m long.", "The bridge is 1 km long.", ""),
        ("It retries.", "It retries three times.", "three"),
        ("Friction helps.", "On one hand, friction helps.", ""),
        ("It had 12 cars.", "It had a dozen or so cars.", "about a dozen"),
        ("It had some 12 cars.", "It had a dozen or so cars.", ""),
        ("It was dug in 1535.", "It was dug in about 1535.", "about 1535"),
    ],
)
def test_a_figure_of_the_source_is_not_left_out(text: str, quote: str, lost: str) -> None:
    assert lost in left_out(text, [quote])
    assert bool(left_out(text, [quote])) == bool(lost)


@given(st.text(max_size=200))
def test_a_text_leaves_out_nothing_of_itself(text: str) -> None:
    assert left_out(text, [text]) == ""


@pytest.mark.parametrize(
    ("text", "quote", "lost"),
    [
        ("It failed.", "It failed in Bergen.", "“Bergen”"),
        ("It failed.", "It failed in 1866.", "“1866”"),
        ("MIT wrote it.", "The Massachusetts Institute of Technology (MIT) wrote it.", ""),
        (
            "NASA wrote it.",
            "The Massachusetts Institute of Technology (MIT) wrote it.",
            "“Massachusetts Institute of Technology”",
        ),
        ("Kettle tries.", "Kettle retries a failed job, logs the reason and warns its owner at once.", "most of it"),
        ("Probes were launched.", "Throughout the decades probes were launched.", ""),
        ("Virtual reality helps.", "Virtual reality (VR) helps.", ""),
        ("Reality helps.", "Virtual reality (VR) helps.", "“Virtual”"),
        ("Field sold it to Berg.", "It was Cyrus Field who sold it to Nils Berg.", ""),
    ],
)
def test_what_a_wording_must_say(text: str, quote: str, lost: str) -> None:
    assert missing(text, [quote], ["Kettle"]) == lost


@given(st.text(max_size=120))
def test_of_itself_a_text_misses_nothing(text: str) -> None:
    assert missing(text, [text], ["Kettle"]) == ""


BLUE = "Similarly, blue calms the mind and body, a popular choice for bedrooms where focus is important."


def test_what_is_not_said_is_told_in_the_words_of_the_source() -> None:
    assert unsaid("Blue calms the body.", BLUE) == [
        "Similarly",
        "mind",
        "popular choice",
        "bedrooms",
        "focus",
        "important",
    ]
    assert unsaid("Blue calms body and mind; in a bedroom it is popular.", BLUE) == ["Similarly", "focus", "important"]


@given(st.text(max_size=200), st.text(max_size=200))
def test_what_is_not_said_stands_in_the_source_and_of_itself_a_text_says_all(text: str, other: str) -> None:
    assert unsaid(text, text) == []
    assert all(word in other for part in unsaid(text, other) for word in part.split())
