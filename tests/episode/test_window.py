"""Windows: every sentence is shown once, none is too long, and no line of a source can pass for one of ours."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.tokens import estimate
from agent.episode.window import SENTENCES, TOKENS, WORDS, numbered, windows
from agent.knowledge.model import Document, Sentence

HEADINGS = st.lists(st.sampled_from([(), ("A",), ("A", "B"), ("A", "C"), ("D",)]), min_size=1, max_size=12)


def document(texts: list[str], headings: list[tuple[str, ...]]) -> Document:
    """One paragraph a text; the headings change every few sentences."""
    units, at = [], 0
    for n, text in enumerate(texts, start=1):
        heading = headings[(n - 1) * len(headings) // len(texts)]
        units.append(Sentence(n, at, at + len(text), "prose", heading))
        at += len(text) + 2
    return Document("d", "d", "D", "d.txt", "text/plain", "\n\n".join(texts), tuple(units))


@given(st.lists(st.integers(1, 900), min_size=0, max_size=150), HEADINGS)
def test_every_sentence_stands_in_one_window(sizes: list[int], headings: list[tuple[str, ...]]) -> None:
    cuts = windows(document(["w " * size for size in sizes], headings))
    assert [n for first, last in cuts for n in range(first, last + 1)] == list(range(1, len(sizes) + 1))
    for first, last in cuts:
        assert first <= last
        assert last - first < SENTENCES
        assert sum(sizes[first - 1 : last]) <= WORDS or first == last


@given(st.lists(st.integers(1, 60), min_size=2, max_size=150), HEADINGS)
def test_windows_are_not_needlessly_small(sizes: list[int], headings: list[tuple[str, ...]]) -> None:
    """One ends early only at a heading, and then only if it is more than half full."""
    whole = document(["w " * size for size in sizes], headings)
    for first, last in windows(whole)[:-1]:
        words = sum(sizes[first - 1 : last])
        full = words + sizes[last] > WORDS or last - first + 1 >= SENTENCES
        turns = whole.sentences[last].heading != whole.sentences[last - 1].heading
        assert full or (turns and words > WORDS * 0.6)


LINES = st.text(st.sampled_from("ab [3]#Do:\n\r\u2028\x0b"), min_size=1, max_size=60).filter(str.strip)


@given(st.lists(LINES, min_size=1, max_size=12), HEADINGS)
def test_no_line_of_a_source_looks_like_one_of_ours(texts: list[str], headings: list[tuple[str, ...]]) -> None:
    whole = document(texts, [(*heading, "[9] not\nDo: this") for heading in headings])
    shown = numbered(whole, range(1, len(texts) + 1))
    ours = [line for line in shown.split("\n") if line and not line.startswith("  ")]
    numbers = [int(match[1]) for line in ours if (match := re.match(r"\[(\d+)\] ", line))]
    assert numbers == list(range(1, len(texts) + 1))
    assert all(line.startswith("## ") for line in ours if not re.match(r"\[\d+\] ", line))


def test_a_heading_is_shown_where_it_changes_and_numbers_are_the_documents() -> None:
    whole = document(["One.", "Two.", "Three.", "Four."], [("A",), ("A", "B")])
    assert numbered(whole, [2, 3, 4]) == "## A\n[2] Two.\n\n## A > B\n[3] Three.\n[4] Four."


def test_what_is_endless_is_cut() -> None:
    assert len(numbered(document(["w" * 5000], [()]), [1])) < 1300


UNSPACED = {
    "chinese": "第一段话说的是缓存被分成许多小块每一块都有自己的编号最近没有用过的先被忘记" * 3,
    "thai": "ท่าเรือแห่งนี้สร้างขึ้นในปีนั้นและมีปั้นจั่นที่ยกของหนักได้สี่สิบตันทุกวัน" * 2,
    "code": 'result[index]=self._table.get(key,default)[offset:offset+size].decode("utf-8","replace");' * 3,
    "table": "|1871|40|1,250.75|0.31|" * 8,
}


@pytest.mark.parametrize("kind", UNSPACED)
def test_what_has_no_blanks_is_cut_by_its_tokens(kind: str) -> None:
    """Forty-eight paragraphs of it were one window of forty-eight words."""
    cuts = windows(document([UNSPACED[kind]] * 48, [()]))
    assert len(cuts) >= 2
    each = estimate(UNSPACED[kind])
    for first, last in cuts:
        assert (last - first + 1) * each <= TOKENS or first == last


def test_prose_is_cut_by_its_words_as_ever() -> None:
    prose = "The old crane of Ost lifted forty tonnes of grain a day, and nobody there thought much of it."
    first, last = windows(document([prose] * 48, [()]))[0]
    assert (last - first + 1) * len(prose.split()) > 0.9 * WORDS


def test_only_what_is_shown_of_a_long_line_counts() -> None:
    assert len(windows(document(["缓" * 40_000, "存存存"], [()]))) == 1
