"""Ids hang on content alone."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from agent.knowledge.model import claim_id, disagreement_id, short_hash


@given(st.lists(st.text(max_size=8), max_size=4), st.lists(st.text(max_size=8), max_size=4))
def test_other_parts_give_another_hash(a: list[str], b: list[str]) -> None:
    assume(a != b)
    assert short_hash(*a) != short_hash(*b)
    assert len(short_hash(*a)) == 16


def test_ids_last() -> None:
    assert claim_id("kettle", "d", 1, 2) == claim_id("kettle", "d", 1, 2) != claim_id("kettle", "d", 2, 2)
    assert disagreement_id("kettle", "The timeout is [?] seconds.") == disagreement_id(
        "kettle", "the timeout is [?] seconds"
    )
