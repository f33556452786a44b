"""The page's name in place of a pronoun, and the pronoun back in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.pronouns import usurped, with_pronoun

NAMES = ["Cyrus Field", "Field", "Great Eastern"]


@pytest.mark.parametrize(
    ("text", "claim", "back"),
    [
        (
            "Cyrus Field retired at thirty-three.",
            "He had made enough to retire at thirty-three.",
            "He retired at thirty-three.",
        ),
        ("The Great Eastern's hold took it all.", "Her hold took all of it.", "Her hold took it all."),
        ("Field’s shares were many.", "He took many shares.", "His shares were many."),
        ("The Great Eastern was sold.", "In 1864 she was sold.", "The Great Eastern was sold."),
        (
            "Cyrus Field was knighted with Canning.",
            "He was knighted, with Cyrus Field.",
            "He was knighted with Canning.",
        ),
        ("Cyrus Field laid it.", "It was Cyrus Field who laid it.", "Cyrus Field laid it."),
        ("Field Brothers owns it.", "It is owned by others.", "Field Brothers owns it."),
        ("Cyrus Field was laid in 1866.", "It was laid in 1866 by Cyrus Field.", "It was laid in 1866."),
        ("Fielding retired.", "He retired.", "Fielding retired."),
        ("He retired.", "He had retired.", "He retired."),
        ("Field is one of many steps.", "This process has many steps.", "It is one of many steps."),
        ("Field involves many steps.", "This process involves many steps.", "It involves many steps."),
        ("The Field process has many steps.", "This process has many steps.", "This process has many steps."),
        ("Field were on board.", "These men were on board.", "They were on board."),
        ("Field theory has many steps.", "This process has many steps.", "Field theory has many steps."),
        ("Field has many steps.", "This process of Field has many steps.", "Field has many steps."),
    ],
)
def test_only_for_a_pronoun_that_begins_a_claim(text: str, claim: str, back: str) -> None:
    assert with_pronoun(text, claim, NAMES) == back


@given(st.text(max_size=80), st.sampled_from(["He ran.", "It ran.", "Field ran.", "Once he ran.", "This man ran off."]))
def test_done_twice_it_is_the_same_and_a_text_without_the_name_stays(text: str, claim: str) -> None:
    once = with_pronoun(text, claim, NAMES)
    assert with_pronoun(once, claim, NAMES) == once
    if not text.lower().lstrip("the ").startswith(("cyrus", "field", "great")):
        assert once == text


@pytest.mark.parametrize(
    ("text", "claim", "is_so"),
    [
        ("Field was built in 1864.", "It was built in 1864 by Field.", True),
        ("The Great Eastern's source is near Oslo.", "Its source is near the Great Eastern.", True),
        ("Field became the pupil of Polidoro.", "In Messina he became the pupil of Polidoro, like Field.", True),
        (
            "The Great Eastern was followed by the Medway.",
            "This was followed by the Medway and the Great Eastern.",
            True,
        ),
        ("It was built by Field.", "It was built in 1864 by Field.", False),
        ("In 1864 it was built by Field.", "It was built in 1864 by Field.", False),
        ("Field laid it.", "It was Field who laid it.", False),
        ("Field laid it.", "It was in 1866 that Field laid it.", False),
        ("Field was built by a firm.", "It was built by the firm that took it over from Field.", True),
        ("Field was knighted.", "Field was knighted, and he went home.", False),
        ("Somebody was knighted.", "He was knighted with Field.", False),
    ],
)
def test_whose_deed_it_is(text: str, claim: str, *, is_so: bool) -> None:
    """Of a lighthouse “built in 2072 by Lucia Penrose” a 1.5B model said that Lucia Penrose was built in 2072."""
    assert usurped(text, claim, NAMES) == is_so


@given(
    st.lists(
        st.sampled_from(["Field", "he", "it", "was", "laid", "by", "and", "the", "cable", "of", "Oslo"]), max_size=12
    )
)
def test_a_sentence_usurps_nothing_of_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert not usurped(text, text, NAMES)
