"""Which names are one entity: a function of the set of uses and decisions, whatever their order."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.model import NameUse
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import Decision, Entity, Split, resolve, shared_names
from agent.knowledge.things.spelling import spelt
from agent.knowledge.things.titles import digits

TITLES = [
    "Ada Holm",
    "Holm",
    "A. Holm",
    "Kettle",
    "Kettles",
    "kettle",
    "Gemma 4",
    "Gemma 5",
    "PagedAttention",
    "Paged Attention",
    "PA",
    "Oslo",
    "Mercury",
]

USES = st.builds(
    NameUse,
    title=st.sampled_from(TITLES),
    kind=st.sampled_from(["person", "place", "software", "method", "other"]),
    document=st.sampled_from(["d1", "d2", "d3"]),
    aliases=st.lists(st.sampled_from(TITLES), max_size=2).map(tuple),
    definition=st.one_of(st.none(), st.integers(1, 5)),
    window=st.sampled_from(["", "w1", "w2"]),
)
KEYS = [key(title) for title in TITLES]
DECISIONS = st.one_of(
    st.builds(Decision, st.sampled_from(KEYS), st.sampled_from(KEYS), st.booleans(), st.just("")),
    st.builds(
        Split,
        st.sampled_from(KEYS),
        st.lists(st.sampled_from(["d1", "d2"]), max_size=2).map(tuple),
        st.sampled_from(["planet", "element"]),
    ),
)


def by_title(entities: list[Entity], title: str) -> Entity:
    return next(entity for entity in entities if entity.title == title)


@given(st.lists(USES, max_size=10), st.lists(DECISIONS, max_size=4), st.integers(0, 999))
def test_order_does_not_matter(uses: list[NameUse], decisions: list[Decision | Split], seed: int) -> None:
    shuffled, decided = list(uses), list(decisions)
    random.Random(seed).shuffle(shuffled)
    random.Random(seed).shuffle(decided)
    assert resolve(iter(uses), iter(decisions)) == resolve(shuffled, decided)


@given(st.lists(USES, max_size=10), st.lists(DECISIONS, max_size=3))
def test_every_use_is_in_one_entity_and_keys_are_distinct(
    uses: list[NameUse], decisions: list[Decision | Split]
) -> None:
    found = resolve(uses, decisions)
    assert len({entity.key for entity in found}) == len(found)
    assert sorted(map(repr, uses)) == sorted(repr(use) for entity in found for use in entity.uses)
    assert all(entity.title in entity.names and list(entity.names) == sorted(set(entity.names)) for entity in found)
    assert len([k for entity in found for k in entity.keys]) == len({k for entity in found for k in entity.keys})
    assert all(entity.key in entity.keys for entity in found)


@given(st.lists(USES, max_size=12))
def test_different_digits_never_merge_by_themselves(uses: list[NameUse]) -> None:
    for entity in resolve(uses):
        assert len({digits(use.title) for use in entity.uses}) == 1


@given(st.lists(USES, max_size=10), st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_what_was_decided_to_be_apart_stays_apart(uses: list[NameUse], a: str, b: str) -> None:
    if a != b:
        for entity in resolve(uses, [Decision(a, b, False), Decision(a, b, True)]):
            assert not {a, b} <= {key(use.title) for use in entity.uses}


@given(st.lists(USES, max_size=10))
def test_no_name_belongs_to_two(uses: list[NameUse]) -> None:
    names = [name for entity in resolve(uses) for name in {spelt(name): name for name in entity.names}.values()]
    assert len({spelt(name) for name in names}) == len(names)


def test_one_key_is_one_entity_and_the_title_is_the_most_used() -> None:
    uses = [NameUse("paged attention", "method", d) for d in ("a", "b")] + [NameUse("PagedAttention", "software", "c")]
    (entity,) = resolve(uses)
    assert (entity.title, entity.kind, entity.key) == ("paged attention", "method", "pagedattention")
    assert entity.names == ("PagedAttention", "paged attention")


def test_ties_go_to_the_longest_then_the_alphabet() -> None:
    (entity,) = resolve(
        [
            NameUse("RAG (Retrieval Augmented Generation)", "method", "a"),
            NameUse("Retrieval Augmented Generation", "concept", "b"),
        ]
    )
    assert entity.title == "RAG (Retrieval Augmented Generation)"
    assert entity.kind == "method"


def test_a_title_that_is_an_alias_goes_to_that_page() -> None:
    uses = [NameUse("Retrieval-Augmented Generation", "method", "a", ("RAG",)), NameUse("RAG", "method", "b")]
    (entity,) = resolve(uses)
    assert entity.names == ("RAG", "Retrieval-Augmented Generation")


def test_an_alias_that_two_claim_joins_neither() -> None:
    uses = [
        NameUse("Ada Holm", "person", "a", ("Holm",)),
        NameUse("Bo Holm", "person", "b", ("Holm",)),
        NameUse("Holm", "person", "c"),
    ]
    assert [entity.names for entity in resolve(uses)] == [("Ada Holm",), ("Bo Holm",), ("Holm",)]
    assert shared_names(resolve(uses)) == []  # a last name that two bear says nothing
    lent = [NameUse("Ada Holm", "person", "a", ("Kit",)), NameUse("Bo Ray", "person", "b", ("Kit",))]
    assert shared_names(resolve(lent)) == [("adaholm", "boray")]


def test_a_last_name_goes_to_its_only_bearer() -> None:
    found = resolve(
        [NameUse("Ada Holm", "person", "a"), NameUse("Holm", "person", "b"), NameUse("Oslo Holm", "place", "c")]
    )
    assert by_title(found, "Ada Holm").names == ("Ada Holm", "Holm")


def test_a_person_is_no_place_by_an_alias() -> None:
    uses = [NameUse("Ada Lund", "person", "a", ("Lund",)), NameUse("Lund", "place", "b")]
    assert [entity.title for entity in resolve(uses)] == ["Ada Lund", "Lund"]


def test_decisions_merge_and_separate() -> None:
    uses = [NameUse("Kettle", "software", "a"), NameUse("Kettle scheduler", "software", "b")]
    assert len(resolve(uses)) == 2
    (merged,) = resolve(uses, [Decision("kettle", "kettlescheduler", True)])
    assert merged.names == ("Kettle", "Kettle scheduler")
    joined = [NameUse("Kettle", "software", "a", ("KTL",)), NameUse("KTL", "software", "b")]
    assert len(resolve(joined)) == 1
    assert len(resolve(joined, [Decision("kettle", "ktl", False)])) == 2


def test_a_split_gives_some_documents_their_own_page() -> None:
    uses = [
        NameUse("Mercury", "place", "planets", ("Hermes",)),
        NameUse("Mercury", "other", "metals", ("Hg",)),
        NameUse("Mercury (element)", "other", "more"),
    ]
    found = resolve(uses, [Split("mercury", ("metals",), "element")])
    assert [(entity.title, len(entity.uses)) for entity in found] == [("Mercury", 1), ("Mercury (element)", 2)]
    assert by_title(found, "Mercury (element)").names == ("Hg", "Mercury (element)")


def test_a_ship_with_and_without_its_prefix_is_one_unless_two_share_the_name() -> None:
    one = [NameUse("HMS Kettle", "product", "a"), NameUse("Kettle", "other", "b")]
    assert len(resolve(one)) == 1
    assert len(resolve([*one, NameUse("USS Kettle", "product", "c")])) == 3


def test_a_last_name_is_the_only_bearer_of_its_document() -> None:
    uses = [
        NameUse("Ada Holm", "person", "a"), NameUse("Holm", "person", "a"),
        NameUse("Ben Holm", "person", "b"), NameUse("Holm", "other", "b"),
    ]  # fmt: skip
    assert [(entity.title, len(entity.uses)) for entity in resolve(uses)] == [("Ada Holm", 2), ("Ben Holm", 2)]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Cr", "CR"), ("React", "ReAct"), ("HTTP", "HTTPS"), ("C", "C++"), ("C", "C#"), ("Gate", "Gates"), ("TCP/IP", "TCP IP"),
     ("iptables", "ip6tables")],
)  # fmt: skip
def test_two_titles_that_one_window_names_are_two_pages(one: str, other: str) -> None:
    uses = [NameUse(one, "concept", "a", window="w"), NameUse(other, "concept", "a", window="w")]
    found = resolve([*uses, NameUse(one, "concept", "b", window="v")])
    assert {entity.title: len(entity.uses) for entity in found} == {one: 2, other: 1}
    named = [NameUse(one, "concept", "a", (other,), window="w"), uses[1]]
    assert len(resolve(named)) == (1 if digits(one) == digits(other) else 2)
    keys = [entity.key for entity in found]
    assert len(resolve(uses, [Decision(keys[0], keys[1], True)])) == 1


def test_spellings_of_one_thing_are_one_in_different_windows_and_a_common_noun_in_one() -> None:
    uses = [
        NameUse(title, "concept", "a", window=title)
        for title in ("PagedAttention", "paged attention", "Paged-Attentions")
    ]
    assert len(resolve(uses)) == 1
    nouns = [
        NameUse(title, "concept", "a", window="w")
        for title in ("work pool", "work pools", "Work pool", "the work pool")
    ]
    assert len(resolve(nouns)) == 1


def test_a_last_name_beside_the_full_one_is_somebody_else() -> None:
    apart = [NameUse("Ada Holm", "person", "a", window="w"), NameUse("Holm", "person", "a", window="w")]
    assert len(resolve(apart)) == 2
    assert len(resolve([apart[0], NameUse("Holm", "person", "a", window="v")])) == 1


def test_what_a_window_names_apart_no_alias_of_another_document_joins() -> None:
    uses = [
        NameUse("Apple Records", "organisation", "a", ("Apple",), window="w"),
        NameUse("Apple Records", "organisation", "b", window="v"),
        NameUse("Apple", "organisation", "b", window="v"),
    ]
    assert [entity.title for entity in resolve(uses)] == ["Apple", "Apple Records"]
