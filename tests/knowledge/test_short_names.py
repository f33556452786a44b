"""What a short name means is told by its own document."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.model import NameUse, PageKind
from agent.knowledge.things.entities import resolve
from agent.knowledge.things.short_names import full_names, in_full

TEXTS = {
    "one": "William Thomson was a physicist. Thomson listened. He went to Heart’s Content.",
    "two": "Charles Wyville Thomson was a naturalist. Thomson was born at Bonsyde.",
    "both": "Charles Wyville Thomson was no relation of Sir William Thomson. Thomson is a common name.",
    "none": "“Thomson,” she said.",
}


def use(title: str, document: str, kind: PageKind = "person") -> NameUse:
    return NameUse(title, kind, document)


def text_of(document: str) -> str:
    return TEXTS[document]


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ("one", "William Thomson"),
        ("two", "Charles Wyville Thomson"),
        ("both", "Thomson"),
        ("none", "Thomson"),
    ],
)
def test_a_last_name_is_the_person_whose_full_name_stands_in_the_same_document(document: str, title: str) -> None:
    assert [u.title for u in in_full([use("Thomson", document)], text_of)] == [title]


def test_the_thomson_of_another_document_is_not_swallowed() -> None:
    entities = resolve([use("Thomson", "one"), use("William Thomson", "one"), use("Thomson", "two")], (), text_of)
    assert {e.title: [u.document for u in e.uses] for e in entities} == {
        "Charles Wyville Thomson": ["two"], "William Thomson": ["one", "one"],
    }  # fmt: skip


def test_a_full_name_that_a_reader_made_up_is_the_one_that_stands_there() -> None:
    assert [u.title for u in in_full([use("Brightman Thomson", "one")], text_of)] == ["William Thomson"]
    assert [u.title for u in in_full([use("William Thomson", "both")], text_of)] == ["William Thomson"]


def test_a_word_that_stands_only_within_a_known_name_is_that_name() -> None:
    uses = [use("Heart", "one", "software"), use("Content", "one", "software"), use("Heart's Content", "two", "place")]
    assert {u.title for u in in_full(uses, text_of)} == {"Heart's Content"}
    alone = "The heart of it: Heart and Heart's Content."
    assert [u.title for u in in_full(uses, lambda _: alone)] == ["Heart", "Heart's Content", "Heart's Content"]
    assert [u.title for u in in_full(uses[:2], text_of)] == ["Heart", "Content"]


def test_what_only_begins_a_sentence_or_is_a_courtesy_makes_no_full_name() -> None:
    assert full_names("Thomson", "Then Thomson came. When Thomson left, Mr Thomson and Sir Thomson wept.") == ()
    assert full_names("Thomson", "Then William Thomson came with Dr. Ada Thomson.") == (
        "Ada Thomson",
        "William Thomson",
    )
    assert full_names("Albany", "William Albany Academy") == ()
    assert full_names("Thomson", "They met in Belfast. Thomson left. J. Thomson and Wm. H. Thomson stayed.") == (
        "J. Thomson",
        "Wm. H. Thomson",
    )


@given(st.permutations([use("Thomson", d) for d in TEXTS] + [use("William Thomson", "both"), use("Heart", "one")]))
def test_the_order_of_uses_makes_no_difference(uses: list[NameUse]) -> None:
    assert dict(zip(uses, in_full(uses, text_of), strict=True)) == dict(
        zip(sorted(uses, key=repr), in_full(sorted(uses, key=repr), text_of), strict=True)
    )
