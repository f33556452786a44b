"""Which names are one entity: a function of the set of uses and decisions, whatever their order."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.model import NameUse
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import Decision, Entity, Split, page_index, resolve, shared_names
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
    assert set(page_index(found)) == {(key(use.title), use.document) for use in uses}


@given(st.lists(USES, max_size=12))
def test_different_digits_never_merge_by_themselves(uses: list[NameUse]) -> None:
    for entity in resolve(uses):
        assert len({digits(name) for name in entity.names}) == 1


@given(st.lists(USES, max_size=10), st.sampled_from(KEYS), st.sampled_from(KEYS))
def test_what_was_decided_to_be_apart_stays_apart(uses: list[NameUse], a: str, b: str) -> None:
    if a != b:
        for entity in resolve(uses, [Decision(a, b, False), Decision(a, b, True)]):
            assert not {a, b} <= {key(use.title) for use in entity.uses}


@given(st.lists(USES, max_size=10))
def test_no_name_belongs_to_two(uses: list[NameUse]) -> None:
    found = resolve(uses)
    names = [key(name) for entity in found for name in {key(name): name for name in entity.names}.values()]
    assert len(names) == len(set(names))


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
    assert entity.kind == "concept"


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
    assert ("adaholm", "holm") in shared_names(resolve(uses))


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
    assert page_index(found)["mercury", "metals"] == "mercury(element)"
    assert page_index(found)["mercury", "planets"] == "mercury"


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


def test_a_year_and_its_noun_are_one_in_either_order() -> None:
    assert len(resolve([NameUse("1910 flood", "event", "a"), NameUse("Flood of 1910", "event", "b")])) == 1
