"""The question that a differing value asks, and the sentences that may answer it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.values.cloze import BLANK, cloze, number_span, related_sentences
from agent.knowledge.values.quantities import quantities
from tests.knowledge.pages import document, rows


@pytest.mark.parametrize(
    ("sentence", "question"),
    [
        ("The default timeout is 30 seconds.", "The default timeout is [?] seconds."),
        ("It cost $3.5 million then.", "It cost $[?] then."),
        ("Laid on 27 July 1866 by ship.", "Laid on [?] by ship."),
        ("It grew by 5 % there.", "It grew by [?] % there."),
    ],
)
def test_the_unit_stays(sentence: str, question: str) -> None:
    (q,) = quantities(sentence)
    assert cloze(sentence, number_span(q)) == question


@given(st.text(min_size=1, max_size=500), st.data())
def test_one_blank_and_no_value(sentence: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(sentence) - 1))
    end = data.draw(st.integers(start + 1, len(sentence)))
    question = cloze(sentence, (start, end))
    assert question.count(BLANK) == 1
    assert len(question) <= 2 * 220 + (end - start) + len(BLANK)


def test_long_sentences_are_cut_to_the_clause() -> None:
    text = (
        "The harbour of Oslo, which was dug by hand in the years of the great frost; "
        + "and so on with much more of it, " * 8
        + "and it is 30 metres deep."
    )
    (q,) = quantities(text)
    question = cloze(text, number_span(q))
    assert len(question) < 120
    assert question.endswith("[?] metres deep.")


def test_spans_outside_are_refused_and_rivals_hidden() -> None:
    with pytest.raises(ValueError):
        cloze("abc", (2, 2))
    assert cloze("Written by Ada Holm in Oslo in 1990.", (31, 35), [(11, 19)]) == "Written by … in Oslo in [?]."


def test_related_sentences_share_rare_words_and_keep_their_order() -> None:
    d = document(
        "a",
        "Kettle is a tool.",
        "It has many options.",
        "Its default timeout is 30 seconds.",
        "A timeout ends a job.",
        "It is free.",
    )
    assert related_sentences("The default timeout of Kettle is [?] seconds.", rows("Kettle", d), 2) == [3, 4]
    assert related_sentences("Nothing like this [?]", rows("Kettle", d), 2) == [1, 2]
    assert related_sentences("The default timeout is [?].", rows("Kettle", d), 0) == []
