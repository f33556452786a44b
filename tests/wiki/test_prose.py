"""Statements stand as prose; a source's own words in quotation marks; its lists, tables and code as such."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.model import Citation, Document, SentenceKind
from agent.known.lines import Line
from agent.wiki.cite import Citer, Footnotes
from agent.wiki.prose import PARAGRAPH, Drawer, nested, paragraphs
from agent.wiki.weave import Weaver
from tests.wiki.wikis import HOSTILE, document


def source(slug: str, *units: tuple[str, SentenceKind]) -> Document:
    made = document(slug, slug.title(), *(text for text, _ in units))
    kinds = (replace(sentence, kind=kind) for sentence, (_, kind) in zip(made.sentences, units, strict=True))
    return replace(made, sentences=tuple(kinds))


DAM = source(
    "dam",
    ("The Orla Dam stands.", "prose"),
    ("It is old.", "prose"),
    ("It leaks.", "prose"),
    ("Concrete", "item"),
    ("Steel", "item"),
    ("Gate: North | Width: 12 m", "row"),
    ("Gate: South | Width: 14 m", "row"),
    ("Port: 8808", "row"),
    ("dam --open\n  --gate", "code"),
)
NOTES = source("notes", ("She said “no”.", "prose"), ("- 5 degrees!", "prose"))


def quoted(d: Document, n: int) -> Line:
    return Line(d.sentence(n), (Citation(d.id, n, n),), quoted=True)


def drawn(*lines: Line) -> list[str]:
    return Drawer(Footnotes(Citer([DAM, NOTES])), Weaver([]).page()).blocks(lines)


def said(n: int) -> Line:
    return Line(f"Sentence {n}.", (Citation(DAM.id, 1, 1), Citation(NOTES.id, 1, 1)))


def test_sentences_are_a_paragraph() -> None:
    assert drawn(said(1), said(2)) == ["Sentence 1.[^dam-1][^notes-1] Sentence 2.[^dam-1][^notes-1]"]


@given(st.integers(1, 60))
def test_long_prose_has_paragraphs_of_like_length(many: int) -> None:
    counts = [text.count("Sentence") for text in drawn(*map(said, range(many)))]
    assert sum(counts) == many
    assert max(counts) <= PARAGRAPH
    assert max(counts) - min(counts) <= 1


@given(st.lists(st.integers(1, PARAGRAPH), min_size=1, max_size=20))
def test_every_quotation_is_in_one_paragraph(counts: list[int]) -> None:
    units = [(f"q{n}", count) for n, count in enumerate(counts)]
    assert " ".join(paragraphs(units)).split(" ") == [text for text, _ in units]


def test_what_follows_in_a_document_is_one_quotation() -> None:
    assert drawn(quoted(DAM, 1), quoted(DAM, 2), quoted(NOTES, 1), quoted(DAM, 1), quoted(DAM, 3)) == [
        "“The Orla Dam stands. It is old.”[^dam-1][^dam-2]",
        "“She said ‘no’.”[^notes-1]",
        "“The Orla Dam stands.”[^dam-1] “It leaks.”[^dam-3]",
    ]


def test_our_words_and_a_sources_are_not_in_one_paragraph() -> None:
    assert drawn(said(1), quoted(NOTES, 1))[1:] == ["“She said ‘no’.”[^notes-1]"]


def test_lists_tables_and_code_stay_what_they_are() -> None:
    assert drawn(*(quoted(DAM, n) for n in range(3, 10))) == [
        "“It leaks.”[^dam-3]",
        "- “Concrete”[^dam-4]\n- “Steel”[^dam-5]",
        "| Gate | Width |\n| --- | --- |\n| North | 12 m[^dam-6] |\n| South | 14 m[^dam-7] |",
        "- **Port**: 8808[^dam-8]",
        "As the source shows it:[^dam-9]\n\n```\ndam --open\n  --gate\n```",
    ]


def test_one_item_is_no_list_and_one_row_no_table() -> None:
    assert drawn(quoted(DAM, 3), quoted(DAM, 4)) == ["“It leaks. Concrete”[^dam-3][^dam-4]"]
    assert drawn(quoted(DAM, 6)) == ["- **Gate**: North · **Width**: 12 m[^dam-6]"]


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ('He said "no" and “yes”.', "He said ‘no’ and ‘yes’."),
        ('A 5" pipe and a 6" one', 'A 5" pipe and a 6" one'),
        ("Fine.” So says the wiki. “And", "Fine.’ So says the wiki. ‘And"),
        ("„Nein“, sagte er", "‚Nein‘, sagte er"),
    ],
)
def test_a_quotation_ends_where_we_end_it(text: str, inside: str) -> None:
    assert nested(text) == inside


@given(HOSTILE)
def test_no_text_closes_its_own_quotation(text: str) -> None:
    assert not {"“", "”", "„"} & set(nested(text))
