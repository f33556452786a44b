"""Which sentences are one statement, so that one line carries the citations of both."""

from __future__ import annotations

import pytest

from agent.knowledge.values.readings import statement_of

SAME = [
    ("Kettle waits 30 seconds.", "kettle waits 30 seconds"),
    ("The cable of 1,000 metres was laid on 27 July 1866.", "The cable of 1000 m was laid on July 27, 1866."),
]
OTHER = [
    ("Kettle waits 30 seconds.", "Kettle waits 60 seconds."),
    ("Kettle does not wait.", "Kettle does wait."),
    ("Oslo defeated Bergen in the final match.", "Bergen defeated Oslo in the final match."),
    ("Ada Holm wrote Kettle.", "Ben Ray wrote Kettle."),
    ("The first has 3 masts and the second 5.", "The first has 5 masts and the second 3."),
    ("The route 28 bus stops at the old town hall there.", "The route 29 bus stops at the old town hall there."),
    ("Kettle may have been sold to a rival.", "Kettle has been sold to a rival."),
    ("The larger of the engines was sold first.", "The smaller of the engines was sold first."),
    ("Kettle retries jobs.", "Pan fries eggs."),
    # Nine tenths of the words are alike: they were one line, and what the sources disagree on stood in one of its citations.
    (
        "Tarn (2001 film) Tarn is a 2001 Norwegian comedy film directed by Ada Holm and written by Ben Ray and Marta Lund.",
        "Tarn (2001 film) Tarn is a 2001 Norwegian drama film directed by Ada Holm and written by Ben Ray and Marta Lund.",
    ),
    (
        "ALL: Drop the objects that depend on the index, and in turn all objects that depend on those objects.",
        "ALL: Drop the objects that depend on the table, and in turn all objects that depend on those objects.",
    ),
]


@pytest.mark.parametrize(("a", "b"), SAME)
def test_same(a: str, b: str) -> None:
    assert statement_of(a) == statement_of(b)


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_other(a: str, b: str) -> None:
    assert statement_of(a) != statement_of(b)
