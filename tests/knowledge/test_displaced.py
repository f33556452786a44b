"""Names and figures beside other words than in the claim: all its words may stand there, and it say something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.displaced import displaced

IDRISS = "Ramey Idriss (1911 – 1971) was a songwriter, author and musician, educated at the Tarn Community College."
MOON = "In 1961, Gagarin flew first, and in 1969, Armstrong walked on the moon as part of the mission Apollo 11."
EMPEROR = "The Emperor moved into Edo castle, currently Tokyo Palace, but he ordered the preservation of the Kyoto Palace in 1877, a ruin."


@pytest.mark.parametrize(
    ("text", "claim", "other"),
    [
        ("Idriss was a songwriter and died in 1971 at the Tarn Community College.", IDRISS, "Tarn Community College"),
        (
            "Rod Sykes ran for mayor in 1974, losing to him.",
            "In 1974, he ran for mayor losing to Rod Sykes.",
            "Rod Sykes",
        ),
        ("The Emperor moved into Edo castle in 1877.", EMPEROR, "1877"),
        ("The Emperor preserved the Kyoto Palace in 1877.", EMPEROR, ""),
        ("He mapped the Baltic Sea in 1840.", "It is named after an officer who in 1840 mapped the Baltic Sea.", ""),
        ("Corrie built it in 1898.", "It was built in 1898 by Corrie.", ""),
        ("It was built by Corrie in 1898.", "Corrie built it in 1898.", ""),
        ("It is one of Johnston Press's titles.", "It is one of the flagship titles owned by Johnston Press.", ""),
        (
            "The brewery has been open to visitors since 2171.",
            "Since 2171 the Wexcombe brewery has been open to visitors.",
            "",
        ),
        ("Gagarin flew in 1961, and Armstrong walked on the moon in 1969 with Apollo 11.", MOON, ""),
        ("Gagarin flew in 1969, and Armstrong walked on the moon with Apollo 11.", MOON, "1969"),
        ("Ada Holm wrote Kettle in 2019.", "Kettle is a job scheduler that was written by Ada Holm in 2019.", ""),
    ],
)
def test_what_stands_elsewhere_in_the_claim_is_found(text: str, claim: str, other: str) -> None:
    """Of a songwriter who was educated at a college a 1.5B model said that he died there."""
    assert displaced(text, claim, ["Ramey Idriss", "Kettle"]) == other


def test_the_pages_own_name_may_stand_anywhere() -> None:
    assert displaced("Kettle was sold, Ada Holm said.", "Ada Holm said that she had sold Kettle.", ["Kettle"]) == ""


PARTS = st.lists(
    st.sampled_from(
        ["Ada Holm", "in 1877", "Bergen", "built", "the", "by", "and", "sold", "Kettle's", "pot", "12", ",", ".", "he"]
    ),
    max_size=10,
)


@given(PARTS)
def test_of_itself_a_text_displaces_nothing(parts: list[str]) -> None:
    text = " ".join(parts)
    assert displaced(text, text, ["Kettle"]) == ""


@given(st.text(max_size=120))
def test_nor_does_any_text(text: str) -> None:
    assert displaced(text, text, []) == ""
