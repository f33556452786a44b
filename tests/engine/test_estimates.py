"""The estimate of tokens errs upward."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.tokens import estimate, estimate_messages


@given(st.text(min_size=1))
def test_a_text_that_is_not_empty_has_tokens(text: str) -> None:
    assert estimate(text) >= 1


@given(st.text(), st.text())
def test_a_part_is_never_more_than_the_whole(one: str, other: str) -> None:
    assert max(estimate(one), estimate(other)) <= estimate(one + other) <= estimate(one) + estimate(other)


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        # Counted by llama.cpp's /tokenize with Qwen 2.5's tokenizer.
        ("It retries a failed job three times, and then gives up for good.", 15),
        ("第一段话说的是缓存被分成许多小块。", 12),
        ("1825, 1866 and 1,250.75 miles", 21),
        ("def estimate(text: str) -> int:\n    return ceil(sum(x))", 15),
        ("Вторая мировая война началась в 1939 году.", 18),
        ("Der Dampfkesselüberwachungsverein prüfte die Anlage.", 18),
        ("नमस्ते दुनिया", 13),
        ("안녕하세요 세계", 4),
        ("١٢٣ مرحبا بالعالم", 11),
        ("😀🚀", 2),
    ],
)
def test_estimates_lie_on_the_high_side(text: str, counted: int) -> None:
    assert counted <= estimate(text) <= 3 * counted


def test_a_conversation_counts_its_turns_and_its_calls() -> None:
    assert estimate_messages([]) > 0
    assert estimate_messages([{"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "x"}}]}]) > 16
