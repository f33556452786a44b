"""Headings in words and bare common nouns are no titles, unless the text defines them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.fragments import fragment

TEXT = """The conductor of the cable was wound on a large coil, and the cable was covered with gutta-percha, a gum.
The mirror galvanometer is a receiving instrument. A cache is a store of things. More gutta-percha came from Borneo.
The old man and the sea is a novel. The plan and the voyage
Chartered to Telcon, she sailed. Cable
Backpropagation helps, and backpropagation is cheap. Great Eastern. Money"""


@pytest.mark.parametrize(
    "title",
    [
        "cable", "Cable", "cables", "conductors", "large coil", "Chartered to Telcon", "People I keep mixing up", "Making the cable",
        "The plan and the voyage", "The 1865 expedition", "The armourers", "Two cables side by side", "Reading notes: the year 1866",
        "the old cable", "Draft",
    ],
)  # fmt: skip
def test_a_fragment(title: str) -> None:
    assert fragment(title, TEXT)


@pytest.mark.parametrize(
    "title",
    [
        "gutta-percha", "Gutta-percha", "mirror galvanometer", "The mirror galvanometer", "cache", "The old man and the sea", "1866 cable",
        "backpropagation", "Great Eastern", "The Great Eastern", "Telcon", "PagedAttention", "vLLM", "job scheduler", "机器学习",
        "Kochen mit Liebe", "la fibre optique", "The Sun Also Rises",
    ],
)  # fmt: skip
def test_a_name(title: str) -> None:
    assert not fragment(title, TEXT)


@given(st.text(min_size=1, max_size=30).filter(str.strip), st.text(max_size=80))
def test_what_the_text_defines_is_a_name(title: str, text: str) -> None:
    fragment(title, text)  # whatever it is, it is answered
    assert not fragment("cable", f"{text}\nA cable is a rope.")
