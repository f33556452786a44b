"""One spelling for one thing: statements, content words, keys of names."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import is_acronym, key, norm, tokens

WORD = st.text("abcdefghijklmnoprstuvwz", min_size=2, max_size=9)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It’s “1,000” metres", "it s 1000 metres"),
        ("twenty-one of two thousand", "21 of 2000"),
        ("1.8 million people", "1800000 people"),
        ("half a million", "500000"),
        ("laid on 27 July 1866.", "laid on 1866-07-27"),
        ("laid on July 27th, 1866", "laid on 1866-07-27"),
        ("5 % and 5 per cent", "5 percent and 5 percent"),
        ("the 21st and the twenty-first", "the 21st and the 21st"),
        ("C++ and C#", "c++ and c#"),
        ("version 3.1.2", "version 3.1.2"),
        ("3½ hours, 2 × 10⁵", "3.5 hours 200000"),
        ("ｆｕｌｌ　ｗｉｄｔｈ", "full width"),
        ("1914–18", "1914 18"),
    ],
)
def test_norm(text: str, expected: str) -> None:
    assert norm(text) == expected


@given(st.text(max_size=80))
def test_norm_never_fails_and_settles(text: str) -> None:
    once = norm(text)
    assert once == once.strip()
    assert len(fold(text)) == len(text)
    assert isinstance(key(text), str)


def test_inflections_are_one_token_and_function_words_none() -> None:
    assert tokens("It retries") == tokens("they retried") == tokens("the retrying") == ["retri"]
    assert tokens("the block of blocks was blocked") == ["block"] * 3
    assert tokens("written by") == tokens("wrote")


@pytest.mark.parametrize(
    "same",
    [
        ("PagedAttention", "paged attention", "Paged-Attention", "Paged Attentions", "the PagedAttention"),
        (
            "Retrieval-Augmented Generation",
            "Retrieval-Augmented Generation (RAG)",
            "RAG (retrieval augmented generation)",
        ),
        ("GPT-4", "GPT 4", "gpt4"),
        ("AT&T", "AT and T"),
        ("St. John's", "St Johns", "St. John’s"),
        ("1,000 Islands", "1000 islands"),
        ("Mercury (planet)", "mercury (Planet)"),
        ("The Beatles", "Beatles"),
        ("cache", "caches"),
    ],
)
def test_one_key(same: tuple[str, ...]) -> None:
    assert len({key(name) for name in same}) == 1


@pytest.mark.parametrize(
    ("a", "b"),
    [
        ("Mercury (planet)", "Mercury (element)"),
        ("Mercury (planet)", "Mercury"),
        ("C", "C++"),
        ("C", "C#"),
        ("Python 3.1", "Python 31"),
        ("Python 3.1", "Python 3"),
        ("Gemma 4", "Gemma 5"),
        ("日本", "中国"),
    ],
)
def test_other_key(a: str, b: str) -> None:
    assert key(a) != key(b)


@given(st.lists(WORD, min_size=1, max_size=4), st.integers(0, 99), st.integers(0, 99))
def test_different_digits_never_have_one_key(parts: list[str], one: int, two: int) -> None:
    assume(one != two)
    name = " ".join(parts)
    assert key(f"{name} {one}") != key(f"{name} {two}")
    assert key(f"{name} {one}") != key(name)
    assert re.findall(r"\d+", key(f"{name} {one}")) == [str(one)]


@given(st.lists(WORD, min_size=2, max_size=4))
def test_key_ignores_case_hyphens_and_spaces(parts: list[str]) -> None:
    assume(parts[0] not in ("an", "the"))
    assert (
        key(" ".join(parts))
        == key("-".join(parts))
        == key("".join(p.capitalize() for p in parts))
        == key(" ".join(parts).upper())
    )


@given(st.text(min_size=1, max_size=30))
def test_a_title_that_shows_has_a_key(title: str) -> None:
    assume(re.search(r"[^\W_]", title))
    assert key(title)


def test_acronyms() -> None:
    assert is_acronym("RAG", "Retrieval-Augmented Generation")
    assert is_acronym("NASA", "National Aeronautics and Space Administration")
    assert is_acronym("U.S.", "United States")
    assert not is_acronym("CIA", "Culinary School of America")
    assert not is_acronym("A", "Apple")


@pytest.mark.timeout(60)
def test_the_key_of_a_whole_text_does_not_hold_the_night_up() -> None:
    """Each of 340,000 letters before a year was taken for the beginning of the last word: a night stood still for good."""
    assert key("Ab" * 170_000 + " 1990 Kettles") == "ab" * 170_000 + "1990kettle"
