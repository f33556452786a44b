"""The text of a page from its claims and what was written of them."""

from __future__ import annotations

import time

import pytest

from agent.knowledge.model import Claim, Document, claim_id
from agent.known.lines import Text, page_text, statements, to_word
from agent.sources.extract import extract
from agent.state.written import WrittenRow
from tests.knowledge.pages import document


def test_what_a_writer_says_twice_stands_once() -> None:
    """A 1.5B model once wrote a page's two sentences, and then both again."""
    told = document("a", "Neil Armstrong walked on the moon.", "He was a pilot.", "He was born in Ohio.")
    claims = [Claim(claim_id("a", told.id, n, n), "Neil Armstrong", told.id, n, n) for n in (1, 2, 3)]
    found = statements(claims, lambda _: told)
    said = ["Neil Armstrong walked on the moon.", "Armstrong was a pilot.", "Armstrong was a pilot."]
    rows = [
        WrittenRow(str(n), "e", "p", "plan", 1, n, "", text, (claims[n].id,), step=n) for n, text in enumerate(said)
    ]
    text = page_text(found, rows, [], set(), lambda _: told)
    assert [line.text for line in (*text.lead, *text.lines)] == said[:2]


def _computing(documents: int, sentences: int) -> float:
    """Seconds of computing that a page takes of so many documents, of so many sentences of one shape each."""
    told = [
        document(
            f"{d}",
            *(f"Alder Mill number {n} has {7 * n + d} wheels and {d + n % 977} doors." for n in range(sentences)),
        )
        for d in range(documents)
    ]
    by_id = {each.id: each for each in told}
    claims = [
        Claim(claim_id("a", each.id, n, n), "Alder Mill", each.id, n, n)
        for each in told
        for n in range(1, sentences + 1)
    ]
    began = time.process_time()
    assert len(statements(claims, by_id.__getitem__)) == documents * sentences
    return time.process_time() - began


@pytest.mark.parametrize("documents", [1, 3])
def test_thousands_of_sentences_of_one_shape_are_looked_up_not_compared_with_each_other(documents: int) -> None:
    """A page of 14,000 held the pilot's own thread for minutes, in which no signal was heard."""
    small, large = _computing(documents, 500), _computing(documents, 4000)
    assert large < 24 * small + 0.5  # eight times as many


def test_one_sentence_under_thousands_of_headings_is_looked_up_too() -> None:
    """As `Returns: None.` stands in the manual of a library."""
    taken = []
    for count in (500, 4000):
        text = "".join(f"# Function {n}\n\nIt returns nothing at all.\n\n" for n in range(count))
        found = extract(text.encode(), "text/markdown", "manual.md")
        told = Document("m", "m", "Manual", "m", "text/markdown", found.text, found.sentences)
        claims = [Claim(claim_id("a", "m", each.n, each.n), "Kettle", "m", each.n, each.n) for each in told.sentences]
        began = time.process_time()
        assert len(statements(claims, lambda _, told=told: told)) == count  # type: ignore[misc]
        taken.append(time.process_time() - began)
    assert taken[1] < 24 * taken[0] + 0.5


def test_a_sentence_that_stands_twice_is_one_statement_but_under_another_heading() -> None:
    one, two = (
        document("a", "It has 12 doors.", "It has 12 doors.", "It has 13 doors."),
        document("b", "It has twelve doors."),
    )
    by_id = {one.id: one, two.id: two}
    claims = [
        Claim(claim_id("a", each.id, n, n), "Mill", each.id, n, n)
        for each, n in ((one, 1), (one, 2), (one, 3), (two, 1))
    ]
    assert [len(each.claims) for each in statements(claims, by_id.__getitem__)] == [3, 1]


RATING = """# Kettle rating

{introduced}

1. Does the system retry a failed job?
2. Does it need a database?

The rating is from 2019.
"""


@pytest.mark.parametrize(
    ("introduced", "worded"),
    [
        ("The Kettle rating asks two things of a system:", [1, 2, 3, 4]),
        ("The Kettle rating asks two things of a system.", [1, 4]),
        ("Ask yourself:", [4]),
    ],
)
def test_a_question_in_a_list_that_is_introduced_can_be_worded(introduced: str, worded: list[int]) -> None:
    """What a rating is made of stood on its page as quotations that nobody had been shown."""
    found = extract(RATING.format(introduced=introduced).encode(), "text/markdown", "rating.md")
    told = Document("a", "a", "a", "a", "text/markdown", found.text, found.sentences)
    claims = [Claim(claim_id("a", "a", n, n), "Kettle rating", "a", n, n) for n in (1, 2, 3, 4)]
    assert [one.first.first for one in to_word(statements(claims, lambda _: told), lambda _: told)] == worded


NOTES = """# Notes on Kettle

Kettle is a job scheduler. Whose idea was it? Faster start.

## When in doubt

Leave its timeout alone. Restart takes 4 s.

## TODO

- [ ] measure the wear of Kettle
- [x] read what Ada Holm wrote of Kettle
- Does it write?
"""


def _page_of(text: str, *worded: int) -> Text:
    """The text of a page that all sentences of a document are about, of which we worded these."""
    found = extract(text.encode(), "text/markdown", "notes.md")
    told = Document("m", "m", found.title, "m", "text/markdown", found.text, found.sentences)
    claims = [Claim(claim_id("a", "m", each.n, each.n), "Kettle", "m", each.n, each.n) for each in told.sentences]
    rows = [
        WrittenRow(str(n), "e", "p", "plan", 1, n, "Use", f"We said {n}.", (claims[n - 1].id,), step=n) for n in worded
    ]
    return page_text(statements(claims, lambda _: told), rows, [], set(), lambda _: told)


def test_what_no_sentence_of_a_written_page_tells_stands_together_with_its_source() -> None:
    """It made sections called TODO, Loose ends and interview oldacre of a page that a writer had given its own."""
    lines = _page_of(NOTES, 1).lines
    assert [(line.heading, line.place, line.text) for line in lines] == [
        ("Also in the sources", "Notes on Kettle, When in doubt", "Leave its timeout alone."),
        ("Also in the sources", "Notes on Kettle, When in doubt", "Restart takes 4 s."),
        ("Also in the sources", "Notes on Kettle, TODO", "read what Ada Holm wrote of Kettle"),
    ]


def test_a_page_of_quotations_alone_keeps_the_sections_of_its_sources_and_all_that_they_say() -> None:
    text = _page_of(NOTES)
    assert list(dict.fromkeys(line.heading for line in text.lines)) == ["Notes on Kettle", "When in doubt", "TODO"]
    assert len(text.lead) + len(text.lines) == 8
    assert not any(line.place for line in text.lines)
