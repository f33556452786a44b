"""What a wording writes otherwise than its source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.spelling import respelled


@pytest.mark.parametrize(
    ("text", "sources", "other"),
    [
        ("AAHS opened.", ["Abingdon-Avon High School opened."], "AAHS"),
        ("NASA flew.", ["The agency flew.", "NASA"], ""),
        ("The KV cache is split.", ["The kv cache is split into blocks."], ""),
        ("I saw it.", ["She saw it."], ""),
        ("It is in the Quran.", ["It is in the Qur'an."], "Quran"),
        ("San Francisco Giants won.", ["sanfranciscogiants.com won."], "San Francisco Giants"),
        ("The Greek won.", ["The Greeks won."], ""),
        ("The Greeks won.", ["Every Greek won."], ""),
        ("It ran in 1931-33.", ["It ran during 1931–1933."], "33"),
        ("It left on 4 July 1612.", ["It left on 4 Jul 1612."], ""),
        ("It has 21 cars, the 20th old.", ["It has twenty-one cars, the twentieth old."], ""),
        ("It is 1 km long.", ["It is 1,000 m long."], "1"),
        ("The firm put out 'Interiors' in May.", ["It came out in May."], "'Interiors'"),
        ("They sang 'I'll Wait' and “Kettle, Blues”.", ['They sang "I\'ll Wait" and "Kettle Blues".'], ""),
        ("They sang “Wait Till”.", ["They sang Till and Wait."], "“Wait Till”"),
        ("The firm's men and the Joneses' dog left.", ["The men of the firm left, and the dog of the Joneses."], ""),
    ],
)
def test_what_the_source_does_not_write_so_is_found(text: str, sources: list[str], other: str) -> None:
    """Of a record that a page did not name, a model that knew it wrote that its firm had released 'Interiors'."""
    assert respelled(text, sources) == other


@given(st.text(max_size=200))
def test_of_itself_a_text_spells_nothing_otherwise(text: str) -> None:
    assert respelled(text, [text]) == ""


WORDS = st.lists(
    st.sampled_from(["Ada", "Holm", "kettle", "12", "‘Pot", "ran’", "“Tarn”", "KT", "20th", "Straße", "o'clock"]),
    max_size=8,
)


@given(WORDS)
def test_a_quotation_of_a_sentence_stands_in_it(words: list[str]) -> None:
    text = " ".join(words)
    assert respelled(text, [f"{text} and more"]) == ""
