"""What a sentence loses that stands by itself, and what it must keep."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.brief import brief
from agent.knowledge.fidelity import left_out
from agent.knowledge.support.check import unsupported

LEDS = st.sampled_from(
    [
        "",
        "However, ",
        "Moreover, ",
        "In addition, ",
        "But ",
        "So ",
        "It is worth noting that ",
        "For example, in fact, ",
    ]
)
SUBJECTS = st.sampled_from(
    ["Kettle", "a number of jobs", "the firm, which was founded in 1845,", "Ada Holm, who was an engineer,"]
)
VERBS = st.sampled_from(
    [
        "never failed",
        "is able to log 30 jobs",
        "might fail",
        "also sold 400",
        "is called Pot",
        "utilized none of its 3 rooms",
    ]
)
ENDS = st.sampled_from(
    [
        "",
        " due to the fact that it was off",
        " in order to sink",
        ", of course, in spring",
        " as “a wide range of”",
        " (as it were)",
        " prior to 2019",
    ]
)
TEXTS = st.builds("{}{} {}{}.".format, LEDS, SUBJECTS, VERBS, ENDS)


@pytest.mark.parametrize(
    ("text", "alone"),
    [
        ("However, the Great Eastern left on 23 July 1865.", "The Great Eastern left on 23 July 1865."),
        ("For example, in addition to 3 of its ships, it also sold two.", "Besides 3 of its ships, it sold two."),
        ("It is important to note that Kettle may fail.", "Kettle may fail."),
        ("The firm, which was founded in London in 1845, failed.", "The firm, founded in London in 1845, failed."),
        ("Ada Holm, who was an engineer, wrote it.", "Ada Holm, an engineer, wrote it."),
        ("Kettle not only retries jobs but also logs them.", "Kettle retries jobs and logs them."),
        ("A number of jobs failed due to the fact that it was off.", "Several jobs failed because it was off."),
        ("The cable, however, broke in 1865.", "The cable broke in 1865."),
        ("But Canning went on.", "Canning went on."),
    ],
)
def test_a_sentence_stands_by_itself(text: str, alone: str) -> None:
    assert brief(text) == alone


@pytest.mark.parametrize(
    "text",
    [
        "The Great Eastern is also known as the Leviathan.",
        "1 Overview 2 Gallery 3 See also 4 References",
        "There is a wide range of styles.",
        "He said: “However, it is able to float in order to sink.”",
        "So many ships sank that none was left.",
        "Yet another ship sank.",
        "However",
        "The number of ships is three.",
    ],
)
def test_what_it_needs_it_keeps(text: str) -> None:
    assert brief(text) == text


@given(TEXTS)
def test_nothing_is_lost_added_or_done_twice(text: str) -> None:
    short = brief(text)
    assert brief(short) == short
    assert len(short.split()) <= len(text.split())
    assert not unsupported(short, [text])
    assert not left_out(short, [text])
    for kept in ("kettle", "1866", "never", "might"):
        assert len(re.findall(rf"\b{kept}\b", short.lower())) == len(re.findall(rf"\b{kept}\b", text.lower()))


@given(st.text(max_size=200))
def test_any_text_keeps_its_digits(text: str) -> None:
    short = brief(text)
    assert brief(short) == short
    assert re.findall(r"\d+", short) == re.findall(r"\d+", text)
    assert bool(re.search(r"\w", short)) == bool(re.search(r"\w", text))
