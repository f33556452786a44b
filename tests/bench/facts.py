"""One change to a generated wiki, as a night would make it."""

from __future__ import annotations

from dataclasses import replace

from agent.knowledge.model import claim_id
from agent.state.state import State


def one_claim_more(state: State, number: int = 0) -> str:
    """A sentence of a document, of so many another one, is filed under another page of it too; returns that page's name."""
    claims = state.facts.claims()
    first = claims[40 * number]
    other = next(c for c in claims if c.document == first.document and c.name != first.name)
    with state.transaction("generated"):
        more = replace(first, id=claim_id(other.name, first.document, first.first, first.last), name=other.name)
        state.facts.put_claim(more, "")
    return other.name
