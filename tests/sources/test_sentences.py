"""Numbered sentences: the offsets hold for every text, and the pieces are what a reader would call one statement."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sentencex import get_sentence_boundaries

from agent.sources.blocks import Block, block
from agent.sources.sentences import LONGEST, LONGEST_CODE, LONGEST_HEADING, assemble, spans, states

TEXTS = st.text(
    alphabet=st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(" .!?\n,;|aA1漢。🎈𝒳é")), max_size=400
)
KINDS = st.sampled_from(["heading", "prose", "item", "row", "code"])
BLOCKS = st.lists(st.builds(block, KINDS, TEXTS, st.integers(1, 6)).filter(bool), max_size=12)


@given(TEXTS, st.sampled_from(["en", "de", "ja", "xx"]))
def test_sentencex_counts_in_code_points(text: str, language: str) -> None:
    for each in get_sentence_boundaries(language, text):
        assert text[each["start_index"] : each["end_index"]] == each["text"]


@given(BLOCKS)
def test_offsets_hold_and_rise(blocks: list[Block]) -> None:
    text, sentences = assemble(blocks)
    end = 0
    for number, sentence in enumerate(sentences, 1):
        piece = text[sentence.start : sentence.end]
        assert sentence.n == number
        assert end <= sentence.start < sentence.end <= len(text)
        assert len(re.findall(r"\w", piece)) >= 2
        assert len(piece) <= (LONGEST_CODE if sentence.kind == "code" else LONGEST) + 40
        assert sentence.kind == "code" or piece == piece.strip()
        end = sentence.end


@given(BLOCKS)
def test_no_word_is_lost(blocks: list[Block]) -> None:
    """Every word character of a block that holds two or more, and of a heading that states something, stands in a sentence."""
    text, sentences = assemble(blocks)
    numbered = "".join(text[each.start : each.end] for each in sentences)
    numbers = [each for each in blocks if each.kind != "heading" or states(each.text)]
    worth = [each.text for each in numbers if len(re.findall(r"\w", each.text)) >= 2]
    assert re.findall(r"\w", numbered) == re.findall(r"\w", "".join(worth))


def cut(text: str, kind: str = "prose") -> list[str]:
    made = block(kind, text)  # type: ignore[arg-type]
    assert made
    whole, sentences = assemble([made])
    return [whole[each.start : each.end] for each in sentences]


def test_prose_is_cut_into_sentences() -> None:
    assert cut("Dr. Holm left at 3 p.m. on Monday. Who came? Nobody!") == [
        "Dr. Holm left at 3 p.m. on Monday.",
        "Who came?",
        "Nobody!",
    ]


def test_fragments_join_their_neighbours() -> None:
    assert cut("! Really. ? It was.") == ["! Really. ?", "It was."] or cut("! Really. ? It was.") == [
        "! Really.",
        "? It was.",
    ]
    assert cut("…") == []


def test_an_item_is_one_sentence_and_a_long_one_several() -> None:
    assert cut("Boil it. Pour it.", "item") == ["Boil it. Pour it."]
    assert len(cut("Boil the water slowly. " * 80, "item")) == 80


def test_a_sentence_without_end_is_cut_at_a_mark() -> None:
    pieces = cut("one clause of many words; " * 100)
    assert all(len(each) <= LONGEST and each.endswith(";") for each in pieces)
    assert all(len(each) <= LONGEST for each in cut("x" * 5000))
    assert all(
        each.endswith(("|", "9")) or len(each) <= LONGEST for each in cut(" | ".join(map(str, range(1000))), "row")
    )


def test_code_is_whole_with_its_lines() -> None:
    code = "def f(x):\n    # a comment\n\n    return x"
    assert cut(code, "code") == [code]
    assert all(len(each) <= LONGEST_CODE for each in cut("x = 1\n" * 2000, "code"))


def test_headings_are_a_path_and_no_sentences() -> None:
    blocks = [
        Block("heading", "A", 1),
        Block("prose", "One two."),
        Block("heading", "B", 3),
        Block("prose", "Three."),
        Block("heading", "C", 2),
    ]
    text, sentences = assemble([*blocks, Block("item", "Four.")])
    assert text == "# A\n\nOne two.\n\n### B\n\nThree.\n\n## C\n\n- Four."
    assert [each.heading for each in sentences] == [("A",), ("A", "B"), ("A", "C")]


@pytest.mark.parametrize(
    ("language", "text"),
    [("de", "Am 3. Mai kam er z. B. nach Bonn. Dann ging er."), ("ja", "これは文です。次の文です。")],
)
def test_other_languages(language: str, text: str) -> None:
    assert len(spans(text, "prose", language)) == 2


def test_a_date_alone_joins_the_sentence_that_it_dates() -> None:
    text = "2 August 1865. The cable parts in mid-ocean. It was found again. July 1866. A second one is laid. He had 3. She left."
    found = [text[start:end] for start, end in spans(text, "prose")]
    assert found == [
        "2 August 1865. The cable parts in mid-ocean.",
        "It was found again.",
        "July 1866. A second one is laid.",
        "He had 3.",
        "She left.",
    ]


def test_an_endless_heading_is_cut_above_its_sentences_and_whole_in_the_text() -> None:
    title = "Kettle " * 2000
    made = [block("heading", title, 1), *(block("prose", f"Kettle {n} boils.") for n in range(3))]
    text, sentences = assemble([each for each in made if each])
    assert title.strip() in text
    assert all(sentence.heading == (title[:LONGEST_HEADING].rstrip(),) for sentence in sentences)


@pytest.mark.parametrize(
    ("language", "heading", "stated"),
    [
        ("de", "Oma verkauft die Mühle", True),
        ("de", "Die Mühle ist alt", True),
        ("de", "Mahlen mit Wasser", False),
        ("de", "Mühle mit Rad aus Eiche", False),
        ("es", "Karl Ahn venderá el molino en mayo", True),
        ("es", "Historia de la ciudad", False),
        ("fr", "Les moulins sont vieux", True),
        ("fr", "Le moulin de la ville", False),
        ("de", "Die Mühle ist alt. Wem gehört sie?", True),
        ("de", "Wem ist die Mühle?", False),
    ],
)
def test_a_heading_with_a_verb_of_its_language_states_something(language: str, heading: str, stated: bool) -> None:
    assert states(heading, language) is stated
