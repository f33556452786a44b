"""Which documents are copies of one text, and which sentences of theirs are the same one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.text.copies import Copies, copied, counterparts, runs
from tests.knowledge.pages import document

TEXT = (
    "Larkin Bridge is a wooden covered bridge in Chester Springs.",
    "It was built in 1881 and is 65 feet long and 11 feet wide.",
    "The bridge crosses Marsh Creek near the village of Eagle.",
    "It was listed on the National Register of Historic Places in 1980.",
)
ORIGINAL = document("a", *TEXT)
CHANGED = document("b", TEXT[0], TEXT[1].replace("1881", "1854"), TEXT[2].replace("Marsh", "Pickering"), TEXT[3])
OTHER = document(
    "c",
    "Larkin Bridge stands in Ohio and carries a road over a railway.",
    "It was built in 1920 and is 200 feet long.",
    "The ironwork came from Cleveland.",
)

words = st.lists(
    st.sampled_from(["the", "bridge", "was", "built", "in", "of", "a", "long", "river", "iron", "1881", "Oslo"]),
    max_size=30,
)
texts = words.map(" ".join)
documents = st.lists(words.filter(bool).map(" ".join), min_size=1, max_size=6)


def test_a_changed_copy_has_a_counterpart_for_each_sentence() -> None:
    assert Copies().of(ORIGINAL, CHANGED) == {1: 1, 2: 2, 3: 3, 4: 4}


def test_a_copy_in_another_order_or_in_part_too() -> None:
    turned = document("t", TEXT[3], TEXT[0], "Nothing here is of any use to anybody.", TEXT[1])
    assert Copies().of(ORIGINAL, turned) == {1: 2, 2: 4, 4: 1}


def test_two_accounts_of_one_name_are_no_copies() -> None:
    assert Copies().of(ORIGINAL, OTHER) == {}
    assert not Copies().are(ORIGINAL, ORIGINAL)


def test_a_text_of_three_words_is_a_copy_of_nothing() -> None:
    assert not copied(runs("one two three"), runs("one two three"))


@given(texts, texts)
def test_copied_is_symmetric_and_holds_for_a_text_and_itself(a: str, b: str) -> None:
    assert copied(runs(a), runs(b)) == copied(runs(b), runs(a))
    assert copied(runs(a), runs(a)) == bool(runs(a))


@given(texts, texts)
def test_said_twice_it_is_the_same_text(a: str, b: str) -> None:
    assert runs(f"{a} {b}") >= runs(a) | runs(b)


@given(documents, documents)
def test_counterparts_are_each_others(one: list[str], two: list[str]) -> None:
    a, b = document("a", *one), document("b", *two)
    there, back = counterparts(a, b), counterparts(b, a)
    assert {m: n for n, m in there.items()} == back


@given(documents)
def test_a_document_is_its_own_copy(one: list[str]) -> None:
    a, b = document("a", *one), document("b", *one)
    for n, m in counterparts(a, b).items():
        assert a.sentence(n) == b.sentence(m)
