"""Numbers at the beginning of lines: what goes on counting is an item, though a month's name follows; a day of a month is none."""

from __future__ import annotations

import pytest

from agent.sources.extract import extract


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "1. Who runs it?\n2. What is a job?\n3. May a job run twice?\n4. March is when?",
            "- Who runs it?\n- What is a job?\n- May a job run twice?\n- March is when?",
        ),
        ("1. Mai: wir kommen an.\n2. Mai: es regnet.", "1. Mai: wir kommen an. 2. Mai: es regnet."),
        ("Er kam am\n3. Mai an.", "Er kam am 3. Mai an."),
        (
            "1. Eins ist so.\n2. Zwei ist so.\n3. Mai 1931 brannte es.",
            "- Eins ist so.\n- Zwei ist so. 3. Mai 1931 brannte es.",
        ),
    ],
)
def test_a_number_before_a_month_counts_where_it_goes_on_counting(text: str, found: str) -> None:
    assert extract(text.encode(), "", "/notes/a.md").text == found
