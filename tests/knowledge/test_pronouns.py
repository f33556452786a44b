"""The page's name in place of a pronoun, and the pronoun back in its place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.pronouns import with_pronoun
from agent.knowledge.usurped import usurped

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
        ("The Great Eastern was sold.", "In 1864 she was sold.", "She was sold."),
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
        ("A fire damaged the Great Eastern in 1864.", "A fire damaged it in 1864.", "A fire damaged it in 1864."),
        ("Corrie built the Great Eastern.", "It was built by Corrie.", "Corrie built it."),
        ("Corrie designed Field.", "He was later designed by Corrie.", "Corrie designed him."),
        ("Corrie met Field.", "He met Corrie.", "Corrie met Field."),  # who met whom is another matter
        ("Corrie is Field's editor.", "Its editor is Corrie.", "Corrie is its editor."),
        ("In 2009, Field was listed there.", "In 2009 it was listed there.", "In 2009, it was listed there."),
        ("Field was founded by Corrie.", "There he was admitted by Corrie.", "Field was founded by Corrie."),
        ("Corrie and Field joined the army.", "He joined the army of Corrie.", "Corrie and Field joined the army."),
        ("Field theory was released in May.", "It was released in May.", "Field theory was released in May."),
        ("A Field is a house.", "It is a house.", "It is a house."),
        ("Field has four children.", "They have four children.", "Field has four children."),
        ("Field was believed to be old.", "The game was one of fate.", "The game was believed to be old."),
        ("Field was burned down.", "The fire destroyed it.", "Field was burned down."),
        (
            "Field was built in 1896 and founded soon after.",
            "The railroad was built in 1896, and the town was founded soon after.",
            "Field was built in 1896 and founded soon after.",
        ),
    ],
)
def test_a_pronoun_comes_back_where_the_claim_has_it(text: str, claim: str, back: str) -> None:
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
        ("Field uses its finger.", "Once it sees a grub, the Field uses its finger.", False),
        ("Field sees a grub.", "Once it sees a grub, the Field uses its finger.", True),
        ("Field cables break often.", "These Field cables break in storms.", False),
        ("Field was ill.", "He was ill, and Field was angry.", True),
        ("The population of Field is 500.", "Its population is 500, the least of any district of Field.", True),
        ("Ostroushko plays with his friend Gorka.", "Gorka's fellow Ostroushko plays.", True),
        ("He plays in his band.", "He plays in the band.", False),
        ("China condemns wars.", "It condemns wars, as China does.", True),
        ("Corrie built it.", "It was built by Corrie.", False),
        (
            "His notes tell her regret for being unkind to her.",
            "His notes tell his regret for being unkind to her.",
            True,
        ),
    ],
)
def test_whose_deed_it_is(text: str, claim: str, *, is_so: bool) -> None:
    """Of a lighthouse “built in 2072 by Lucia Penrose” a 1.5B model said that Lucia Penrose was built in 2072."""
    assert bool(usurped(text, claim, NAMES)) == is_so


@given(
    st.lists(
        st.sampled_from(["Field", "he", "it", "was", "laid", "by", "and", "the", "cable", "of", "Oslo"]), max_size=12
    )
)
def test_a_sentence_usurps_nothing_of_itself(words: list[str]) -> None:
    text = " ".join(words)
    assert not usurped(text, text, NAMES)


@given(st.text(max_size=60), st.text(max_size=60), st.lists(st.text(max_size=12), max_size=3))
def test_any_texts_and_names_will_do(text: str, claim: str, names: list[str]) -> None:
    with_pronoun(text, claim, names)
    assert not usurped(text, text, names)
