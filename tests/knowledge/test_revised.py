"""What stands in one place of two releases, as pairs: by page, heading, term and words."""

from __future__ import annotations

from dataclasses import replace

from agent.knowledge.disagreement.editions import NEAR, Editions, changed, revised, unchanged
from agent.knowledge.model import Answer, Document
from tests.knowledge.pages import document

KEPT = (
    "A kite is sent with the verb fly.",
    "Cords are cut with a knife.",
    "The shed is open all day.",
    "It has a door.",
)


def at(version: str, page: str, *told: tuple[str, str], code: tuple[str, ...] = ()) -> Document:
    """A page of a release: (heading, sentence), and what both releases have under no heading."""
    all_of_it = [*(("", said) for said in KEPT), *told]
    made = document(f"{page}-{version}", *(said for _, said in all_of_it))
    units = tuple(
        replace(unit, heading=(heading,) if heading else (), kind="code" if said in code else "prose")
        for unit, (heading, said) in zip(made.sentences, all_of_it, strict=True)
    )
    return replace(made, resource=f"https://kites.example/docs/{version}/{page}.html", sentences=units)


def pairs(*documents: Document) -> list[tuple[str, str]]:
    found = revised(documents, Editions(documents))
    assert found == revised(documents[::-1], Editions(documents[::-1]))
    return [(pair.old.sentence(pair.was), pair.new.sentence(pair.now)) for pair in found]


def test_what_stands_under_one_heading_is_a_pair_however_like_its_neighbour_under_another_is() -> None:
    old = at("1.8", "a", ("burst", "Default: 20 letters"), ("pause", "Default: 40 letters"))
    new = at("2.0", "a", ("pause", "Default: 20 letters a day"), ("burst", "Default: 40 letters a day"))
    assert sorted(pairs(old, new)) == [
        ("Default: 20 letters", "Default: 40 letters a day"),
        ("Default: 40 letters", "Default: 20 letters a day"),
    ]


def test_one_term_told_in_other_words_is_a_pair_and_two_terms_are_none() -> None:
    old = at("1.8", "a", ("Sending", "burst: how many letters are sent"), ("Sending", "pause: seconds"))
    new = at(
        "2.0", "a", ("Sending", "burst: left out since 1.9, see cord"), ("Sending", "colour of all the kites that fly")
    )
    assert pairs(old, new) == [("burst: how many letters are sent", "burst: left out since 1.9, see cord")]


def test_a_sentence_moved_under_another_heading_is_a_pair_if_hardly_a_word_is_another() -> None:
    old = at(
        "1.8", "a", ("Old ways", "Up to 40 letters are sent before the wind turns."), ("Old ways", "Cords are long.")
    )
    new = at(
        "2.0", "a", ("New ways", "Up to 90 letters are sent before the wind turns."), ("New ways", "Cords are short.")
    )
    assert pairs(old, new) == [(old.sentence(5), new.sentence(5))]


def test_of_many_statements_alike_under_one_heading_each_is_held_against_its_own() -> None:
    told = [f"The kite of the {n} children of house {n * n} is red." for n in range(3 * NEAR)]
    kept = [("cords", f"Cord {n} is as long as it was.") for n in range(4 * NEAR)]
    old = at("1.8", "a", *kept, *(("kites", said) for said in told))
    new = at("2.0", "a", *kept, *(("kites", said.replace("red", "blue")) for said in reversed(told)))
    assert sorted(pairs(old, new)) == sorted((said, said.replace("red", "blue")) for said in told)


def test_a_heading_is_known_again_where_what_a_signature_takes_was_changed() -> None:
    old = at("1.8", "a", ("send(kite)", "Sends 4 kites."))
    new = at("2.0", "a", ("send(kite, cord=None)", "Sends 9 kites."))
    assert pairs(old, new) == [("Sends 4 kites.", "Sends 9 kites.")]


def test_signs_and_code_are_no_pairs_and_one_pair_of_texts_is_one() -> None:
    old = [
        at(
            "1.8",
            "a",
            ("x", "The “burst” is set."),
            ("x", "burst = 2"),
            ("x", "--keep N | how many kites are kept: 3"),
            code=("burst = 2",),
        ),
        at("1.8", "b", ("y", "--keep N | how many kites are kept: 3")),
    ]
    new = [
        at(
            "2.0",
            "a",
            ("x", 'The "burst" is set'),
            ("x", "burst = 3"),
            ("x", "--keep N | how many kites are kept: 5"),
            code=("burst = 3",),
        ),
        at("2.0", "b", ("y", "--keep N | how many kites are kept: 5")),
    ]
    assert pairs(*old, *new) == [("--keep N | how many kites are kept: 3", "--keep N | how many kites are kept: 5")]


def test_what_says_nothing_without_its_heading_is_a_pair_under_each() -> None:
    old = at("1.8", "a", ("burst", "Default: 5"), ("pause", "Default: 5"))
    new = at("2.0", "a", ("burst", "Default: 9"), ("pause", "Default: 9"))
    assert pairs(old, new) == [("Default: 5", "Default: 9")] * 2


def test_a_page_of_another_name_is_held_against_those_that_are_gone() -> None:
    old = [at("1.8", "a"), at("1.8", "sending", ("Bursts", "The burst is 20 letters."))]
    new = [at("2.0", "a"), at("2.0", "letters", ("Bursts", "The burst is 30 letters."))]
    assert pairs(*old, *new) == [("The burst is 20 letters.", "The burst is 30 letters.")]


def test_three_releases_are_two_steps() -> None:
    said = [
        at(version, "a", ("x", f"The burst is {n} letters.")) for version, n in (("1.8", 2), ("1.10", 3), ("1.9", 4))
    ]
    assert sorted(pairs(*said)) == [
        ("The burst is 2 letters.", "The burst is 4 letters."), ("The burst is 4 letters.", "The burst is 3 letters."),
    ]  # fmt: skip


def test_a_value_weighs_more_than_wording() -> None:
    old = at("1.8", "a", ("x", "The cord of a kite is long and thin."), ("x", "The burst is 20 letters and thin."))
    new = at("2.0", "a", ("x", "The cord of a kite is lengthy and thin."), ("x", "The burst is 30 letters and thin."))
    assert [was for was, _ in pairs(old, new)] == [old.sentence(6), old.sentence(5)]


def test_one_answer_in_two_spellings_is_no_change() -> None:
    def answers(was: str, now: str) -> tuple[Answer, Answer]:
        return Answer("q", "a", was, "", "", (1,)), Answer("q", "b", now, "", "", (1,))

    question = "How long is the pause?"
    assert unchanged(*answers("60 seconds", "1 minute"))
    assert unchanged(*answers("The burst", "the “burst”"))
    for was, now in (
        ("60 seconds", "2 minutes"),
        ("html or xml", "html, xml or json"),
        ("3.8+", "3.9+"),
        ("any", "none"),
    ):
        assert not unchanged(*answers(was, now))
        assert changed(question, *answers(was, now)).outcome == "changed"
