"""What stands in what was shown, in another form perhaps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.titles import good_title, stands

TEXT = (
    "Zorb 7 is a paged-attention server with 2 GPUs, built by O'Brien in Kyoto. GraphQL came later.\n"
    "Apollo eleven flew in 1969; retrieval-augmented generation did not.\n東京は日本の首都です。"
)


@pytest.mark.parametrize(
    "name",
    [
        "Zorb", "zorb 7", "Zorb 7 server", "PagedAttention", "Paged-Attention", "GPU", "O'Brien", "Graph QL", "Apollo 11", "Apollo Eleven",
        "RAG", "東京", "Kyoto servers", "Kyoto museum",
    ],
)  # fmt: skip
def test_a_name_stands_in_another_form(name: str) -> None:
    assert stands(name, TEXT)


@pytest.mark.parametrize(
    "name",
    ["Zorb CANARY-99", "Zorb 99", "Zorb 1", "Zorb 96", "Zorb CANARY", "Zorb v7.1", "Kyoto Imperial Art Museum", "H100 Zorb", "Ben", "大阪"],
)  # fmt: skip
def test_a_made_up_title_with_one_word_of_the_text_is_refused(name: str) -> None:
    assert not stands(name, TEXT)
    assert good_title(name, TEXT) == "it does not occur in the text"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_name_and_any_text(name: str, text: str) -> None:
    assert stands(name, text) in (True, False)


@given(st.lists(st.sampled_from(TEXT.split()), min_size=1, max_size=4))
def test_words_of_the_text_stand_in_it(words: list[str]) -> None:
    assert stands(" ".join(words), TEXT)
