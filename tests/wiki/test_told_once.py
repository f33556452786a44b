"""Where a sentence about several things is told: on one page, and on others only while those have little else."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.things.entities import Entity
from agent.knowledge.ids import claim_id
from agent.knowledge.model import Claim, Document, NameUse
from agent.knowledge.text.normal import key
from agent.known.pages import FEW, KnownPage, told_once
from tests.knowledge.pages import document

Numbers = dict[str, list[tuple[str, int]]]


def known(
    title: str, places: Sequence[tuple[Document, int]], *aliases: str, definition: tuple[str, int] | None = None
) -> KnownPage:
    """A page with a claim for each of these sentences; `definition` is the one that says what it is."""
    uses = (NameUse(title, "other", definition[0], (), definition[1]),) if definition else ()
    claims = tuple(Claim(claim_id(key(title), d.id, n, n), title, d.id, n, n) for d, n in places)
    return KnownPage(
        f"p-{key(title)}", title, "other", aliases, Entity(key(title), title, "other", (title, *aliases), uses), claims
    )


def told(pages: Sequence[KnownPage], *documents: Document) -> Numbers:
    found = {d.id: d for d in documents}
    return {
        page.title: [(claim.document, claim.first) for claim in page.told]
        for page in told_once(pages, found.__getitem__)
    }


def many(title: str, d: Document, first: int = 1, **more: tuple[str, int]) -> KnownPage:
    return known(title, [(d, n) for n in range(first, len(d.sentences) + 1)], **more)


def test_a_sentence_is_told_on_the_page_that_it_names_first() -> None:
    d = document(
        "d", "Holm wrote Kettle.", "Holm fed Kettle.", "Holm left Kettle.", "Kettle pleased Holm.", "Kettle outlived Holm.",
        "Kettle made Holm rich.",
    )  # fmt: skip
    assert told([many("Holm", d), many("Kettle", d)], d) == {
        "Holm": [("d", 1), ("d", 2), ("d", 3)],
        "Kettle": [("d", 4), ("d", 5), ("d", 6)],
    }


def test_an_alias_names_a_page_as_its_title_does_and_at_one_place_the_longer_name_counts() -> None:
    d = document(
        "d",
        *(f"The KT of the Holm Foundation is {n}." for n in range(3)),
        *(f"Holm Foundation fed KT {n}." for n in range(3)),
    )
    pages = [
        known("Kettle", [(d, n) for n in range(1, 7)], "KT"),
        many("Holm Foundation", d),
        known("Holm", [(d, 4), (d, 5), (d, 6)]),
    ]
    found = told(pages, d)
    assert found["Kettle"] == [("d", 1), ("d", 2), ("d", 3)]
    assert found["Holm Foundation"] == [("d", 4), ("d", 5), ("d", 6)]
    assert found["Holm"] == [("d", 4)]  # it has nothing else


def test_what_names_no_page_is_told_by_the_one_that_holds_most_of_its_document() -> None:
    d = document("d", *(f"Kettle is {n}." for n in range(4)), *(f"Bergen is {n}." for n in range(3)), "It rained.")
    kettle, bergen = known("Kettle", [(d, n) for n in (1, 2, 3, 4, 8)]), known("Bergen", [(d, n) for n in (5, 6, 7, 8)])
    assert ("d", 8) in told([kettle, bergen], d)["Kettle"]
    assert ("d", 8) not in told([kettle, bergen], d)["Bergen"]


def test_a_page_with_nothing_of_its_own_tells_the_first_sentence_of_others() -> None:
    d = document("d", *(f"Kettle pleased Holm {n} times." for n in range(6)), "Bergen is old.")
    assert told([many("Kettle", d, 1), known("Holm", [(d, 3), (d, 2)])], d)["Holm"] == [("d", 2)]
    old = document("d", *(f"Kettle pleased Holm {n} times." for n in range(6)), "Holm is old.")
    assert told([many("Kettle", old), many("Holm", old)], old)["Holm"] == [("d", 7)]


def test_a_page_knows_which_of_its_sentences_others_tell_and_who_does() -> None:
    d = document("d", *(f"Kettle pleased Holm {n} times." for n in range(6)), "Holm is old.", "Bergen saw Holm.")
    pages = [many("Kettle", d), many("Holm", d), known("Bergen", [(d, 8)]), known("Oslo", [(d, 8), (d, 2)])]
    found = {page.title: page for page in told_once(pages, {d.id: d}.__getitem__)}
    holm, oslo = found["Holm"], found["Oslo"]
    assert [claim.first for claim in holm.told if claim.id in holm.borrowed] == []
    assert [claim.first for claim in oslo.told if claim.id in oslo.borrowed] == [2]
    assert oslo.elsewhere == ("Bergen", "Kettle")
    assert (holm.elsewhere, found["Kettle"].elsewhere, found["Bergen"].elsewhere) == (("Kettle", "Bergen"), ("Bergen", "Holm"), ())


@given(st.randoms(use_true_random=False))
def test_what_is_borrowed_is_told_in_full_elsewhere(random: Random) -> None:
    d = document("d", *(f"{random.choice(['Kettle', 'Holm', 'It'])} pleased {random.choice(['Holm', 'Bergen'])} {n}." for n in range(9)))
    pages = [known(title, [(d, n) for n in range(1, 10) if random.random() < 0.6]) for title in ("Kettle", "Holm", "Bergen")]
    found = told_once([page for page in pages if page.claims], {d.id: d}.__getitem__)
    full = {claim.first for page in found for claim in page.told if claim.id not in page.borrowed}
    for page in found:
        assert {claim.first for claim in page.told if claim.id in page.borrowed} <= full
        assert page.borrowed <= {claim.id for claim in page.told}


def test_what_a_text_says_again_at_its_end_is_told_by_a_page_that_has_nothing_else() -> None:
    d = document("d", "Kettle retries a job.", "Kettle drops a queue.", "In summary, Kettle retries a job and drops a queue.")
    d = replace(d, text=d.text.replace(" In summary", "\nIn summary"))
    again = known("Queue", [(d, 3)])
    assert told([many("Kettle", d), again], d) == {"Kettle": [("d", 1), ("d", 2)], "Queue": [("d", 3)]}


def test_what_a_page_is_it_tells_whoever_is_named_first() -> None:
    d = document("d", "In Kettle a job of Holm is a unit of work.", *(f"Holm is {n}." for n in range(5)))
    kettle, holm = known("Kettle", [(d, 1)]), many("Holm", d, definition=("d", 1))
    assert told([kettle, holm], d) == {"Kettle": [("d", 1)], "Holm": [("d", n) for n in range(1, 7)]}


def test_a_person_is_named_by_the_last_name_that_nobody_else_bears_in_the_document() -> None:
    text = ("Thomson was born in Belfast.", "Thomson left Belfast.", "Thomson saw Belfast.", "Thomson sold Belfast.")
    alone = document("d", "William Thomson was a physicist.", *text)
    two = document("e", "William Thomson was a physicist.", *text, "Wyville Thomson was not.")
    for d, here in ((alone, [1, 2, 3, 4, 5]), (two, [1, 6])):
        pages = [many("William Thomson", d), many("Belfast", d, 2)]
        assert told(pages, d)["William Thomson"] == [(d.id, n) for n in here]


def test_what_tells_a_page_from_its_namesake_is_no_part_of_what_it_is_called() -> None:
    d = document("d", *(f"The Albany met the Medway {n} times." for n in range(4)), *(f"The Medway is {n}." for n in range(3)))
    assert told([many("Albany (steamer)", d), many("Medway", d)], d) == {
        "Albany (steamer)": [("d", n) for n in (1, 2, 3, 4)],
        "Medway": [("d", n) for n in (5, 6, 7)],
    }


def test_what_goes_on_is_told_where_the_sentence_before_it_is_whoever_it_names_further_on() -> None:
    going_on = ("He met Canning.", "The young man left Canning.", "Canning met Holm.", "He fed Holm.")
    d = document("d", "Holm was a physicist.", *going_on, *(f"Canning is {n}." for n in range(3)))
    assert told([many("Holm", d), many("Canning", d)], d) == {
        "Holm": [("d", 1), ("d", 2), ("d", 3)],
        "Canning": [("d", n) for n in range(4, 9)],
    }


def test_a_sentence_of_one_page_is_told_there_whatever_it_names() -> None:
    d = document("d", *(f"Bergen is {n}." for n in range(5)))
    assert told([many("Kettle", d)], d)["Kettle"] == [("d", n) for n in range(1, 6)]


NAMES = ["Kettle", "Ada Holm", "Holm", "Bergen", "Kettle Foundation", "Tarn"]
SENTENCE = st.lists(st.sampled_from([*NAMES, "it", "the museum", "left", "built", "1911"]), min_size=1, max_size=6).map(
    lambda parts: " ".join(parts) + "."
)


@st.composite
def wikis(draw: st.DrawFn) -> tuple[list[KnownPage], list[Document]]:
    documents = [
        document(slug, *draw(st.lists(SENTENCE, min_size=1, max_size=7)))
        for slug in draw(st.sampled_from(["a", "ab", "abc"]))
    ]
    everywhere = [(d, unit.n) for d in documents for unit in d.sentences]
    pages = []
    for title in draw(st.lists(st.sampled_from(NAMES), min_size=1, max_size=5, unique=True)):
        places = draw(
            st.lists(st.sampled_from(everywhere), min_size=1, unique_by=lambda place: (place[0].id, place[1]))
        )
        definition = draw(st.none() | st.sampled_from([(d.id, n) for d, n in places]))
        pages.append(known(title, places, definition=definition))
    return pages, documents


@given(wikis())
def test_every_sentence_is_told_at_least_once_and_only_where_it_was_filed(
    made: tuple[list[KnownPage], list[Document]],
) -> None:
    pages, documents = made
    filed = {page.title: [(claim.document, claim.first) for claim in page.claims] for page in pages}
    found = told(pages, *documents)
    assert {place for places in found.values() for place in places} == {
        place for places in filed.values() for place in places
    }
    for title, places in found.items():
        assert places == [place for place in filed[title] if place in places]  # in the order of its claims, each once
        assert len(places) >= min(FEW, len(filed[title]))


@given(wikis())
def test_beyond_a_few_a_sentence_is_told_once(made: tuple[list[KnownPage], list[Document]]) -> None:
    pages, documents = made
    tellers: dict[tuple[str, int], list[str]] = defaultdict(list)
    found = told(pages, *documents)
    defined = {page.title: {(use.document, use.definition) for use in page.entity.uses} for page in pages}
    for title, places in found.items():
        for place in places:
            if len(places) > FEW and place not in defined[title]:
                tellers[place].append(title)
    assert all(len(titles) == 1 for titles in tellers.values())


@given(wikis(), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_pages_nor_that_of_their_claims_matters(
    made: tuple[list[KnownPage], list[Document]], dice: Random
) -> None:
    pages, documents = made
    shuffled = [
        replace(page, claims=tuple(dice.sample(page.claims, len(page.claims))))
        for page in dice.sample(pages, len(pages))
    ]
    as_sets = [
        {title: frozenset(places) for title, places in told(some, *documents).items()} for some in (pages, shuffled)
    ]
    assert as_sets[0] == as_sets[1]


@given(wikis())
def test_telling_again_changes_nothing(made: tuple[list[KnownPage], list[Document]]) -> None:
    pages, documents = made
    find = {d.id: d for d in documents}.__getitem__
    once = told_once(pages, find)
    assert told_once(once, find) == once
