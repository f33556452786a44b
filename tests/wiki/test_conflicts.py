"""`conflicts.md` can be read back."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import frontmatter
from hypothesis import HealthCheck, given, settings

from agent.known.disagreements import by_value
from agent.wiki.building import Disputed
from agent.wiki.callouts import VALUE_LIMIT
from agent.wiki.conflicts import SECTIONS
from agent.wiki.prepared import Prepared
from agent.wiki.prose import nested
from agent.wiki.render import render
from agent.wiki.text import one_line, shorten
from agent.wiki.view import WikiView
from tests.wiki.reading import parse_conflicts, span_of
from tests.wiki.wikis import kettle, wikis


@settings(max_examples=25, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(wikis())
def test_what_was_written_is_read_back(view: WikiView) -> None:
    read = {entry.id: entry for entry in parse_conflicts(render(view)["conflicts.md"])}
    documents = {document.id: document for document in view.documents}
    prepared = Prepared(view)
    written = [item for item in view.disagreements if item.state in SECTIONS]
    assert set(read) == {item.id for item in written}
    for item in written:
        entry = read[item.id]
        assert (entry.kind, entry.state, entry.about) == (item.kind, item.state, one_line(item.about))
        page = prepared.page(item.page)
        if page is not None and one_line(page.title).isalnum():
            assert entry.page == one_line(unicodedata.normalize("NFC", page.title))
        together = [item.sides[n] for _, numbers in by_value(item.sides) for n in numbers]
        for side, back in zip(together, entry.sides, strict=True):
            document = documents[side.citation.document]
            claim = one_line(
                unicodedata.normalize("NFC", side.claim)
            )  # words that are looked up to be linked are composed first
            value = one_line(side.value)
            assert back.value == (value if len(value) <= VALUE_LIMIT else "")
            assert back.claim == (
                nested(claim).strip() if side.claim == document.quote(back.first, back.last) else claim
            )
            assert (back.document, back.first, back.last) == (document.slug, side.citation.first, side.citation.last)
            assert back.quote == shorten(document.quote(back.first, back.last), 300)
            assert back.date == side.date


def test_an_entry_reads_well() -> None:
    text = render(kettle())["conflicts.md"]
    assert frontmatter.loads(text).metadata["open"] == 1
    assert (
        "## Open\n\n"
        "### Default timeout of Kettle? `d-1f2e`\n\n"
        "[[Kettle (software)]] · figure · open\n\n"
        "- **30 seconds**: The default timeout of [[Kettle (software)|Kettle]] is 30 seconds.[^handbook-3]"
        " — [[sources/handbook|The Kettle handbook]], 2024-05-03\n"
        "- **60 seconds**: “Kettle times out after 60 seconds.”[^notes-1] — [[sources/notes|Notes]], 2025-01-01\n\n"
        "The newer one is [[sources/notes|Notes]] (2025-01-01).\n"
    ) in text


def test_what_a_person_made_of_the_file_does_not_stop_the_reading() -> None:
    text = render(kettle())["conflicts.md"].replace("· open", "· resolved")
    spoilt = (
        text.replace("## Open", "## Open\n\nMy thoughts.\n\n### not an `entry` here\n\n- a list item[^x]\n")
        + "\n### x `d-9`\n"
    )
    assert [(entry.id, entry.state, len(entry.sides)) for entry in parse_conflicts(spoilt)] == [
        ("d-1f2e", "resolved", 2)
    ]
    assert parse_conflicts("") == []


def test_a_label_names_a_span() -> None:
    assert span_of("a-1-7", "a-1") == (7, 7)
    assert span_of("a-1--7", "a") == (1, 7)
    assert span_of("a-17-19", "a") == (17, 19)
    assert span_of("b-1", "a") is None
    assert span_of("a-x", "a") is None


def test_of_two_entries_with_one_id_the_going_of_either_is_seen() -> None:
    entry = kettle().disagreements[0]
    other = replace(entry, sides=(entry.sides[0], replace(entry.sides[1], value="90 seconds")))
    for left, gone in ((entry, other), (other, entry)):
        documents, titles = Disputed([left]).unlike(Disputed([entry, other]))
        assert documents == {side.citation.document for side in gone.sides}
        assert titles == {entry.page}
