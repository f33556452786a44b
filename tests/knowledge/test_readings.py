"""What a sentence limits a value to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.values.readings import scope_in as scope_of


@pytest.mark.parametrize(
    ("sentence", "value", "scope"),
    [
        ("In version 2.1 the default is 30 seconds.", "30", "version 2.1"),
        ("In 2019 it had 40 members.", "40", "2019"),
        ("It had 40 members in 2019.", "40", "2019"),
        ("It had 40 members, and in 2019 it moved.", "40", ""),
        ("The default is 30 seconds.", "30", ""),
        ("It was moved in 2004 and opened on 3 May 2005.", "3 May 2005", ""),
        ("Since release 3 the limit is 64.", "64", "release 3"),
        ("Version 3.0 was released in May.", "Version 3.0", ""),
    ],
)
def test_scopes(sentence: str, value: str, scope: str) -> None:
    start = sentence.index(value)
    assert scope_of(sentence, start, start + len(value)) == scope


@given(st.text(max_size=80), st.text(min_size=1, max_size=20), st.text(max_size=80))
def test_a_scope_stands_in_the_sentence_beside_the_value(before: str, value: str, after: str) -> None:
    sentence = before + value + after
    scope = scope_of(sentence, len(before), len(before) + len(value))
    assert scope in sentence
