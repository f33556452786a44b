"""The text of a page from its claims and what was written of them."""

from __future__ import annotations

from agent.knowledge.model import Claim, claim_id
from agent.known.lines import page_text, statements
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
