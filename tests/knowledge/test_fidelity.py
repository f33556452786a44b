"""Figures left out, short forms coined."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.fidelity import coined, left_out

SHIP = "The ship was the largest for forty years and earned money in only about ten of them."


@pytest.mark.parametrize(
    ("text", "quote", "missing"),
    [
        ("The ship was the largest for forty years and earned money.", SHIP, "ten"),
        ("The ship was the largest for 40 years and earned money in ten.", SHIP, ""),
        ("It was laid on 2 September 1866.", "On September 2, 1866 the crew laid it.", ""),
        ("It is 1,000 m long.", "The bridge is 1 km long.", ""),
        ("It retries.", "It retries three times.", "three"),
    ],
)
def test_a_figure_of_the_source_is_not_left_out(text: str, quote: str, missing: str) -> None:
    assert missing in left_out(text, [quote])
    assert bool(left_out(text, [quote])) == bool(missing)


@pytest.mark.parametrize(
    ("text", "sources", "short"),
    [
        ("AAHS opened.", ["Abingdon-Avon High School opened."], "AAHS"),
        ("NASA flew.", ["The agency flew.", "NASA"], ""),
        ("The KV cache is split.", ["The kv cache is split into blocks."], ""),
        ("I saw it.", ["She saw it."], ""),
    ],
)
def test_a_short_form_is_not_coined(text: str, sources: list[str], short: str) -> None:
    assert coined(text, sources) == short


@given(st.text(max_size=200))
def test_a_text_leaves_out_and_coins_nothing_of_itself(text: str) -> None:
    assert left_out(text, [text]) == ""
    assert coined(text, [text]) == ""
