"""Two releases of one site are one text that went on: only what was changed can differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.knowledge.disagreement.candidates import candidates
from agent.knowledge.disagreement.editions import Editions
from agent.knowledge.model import Document
from agent.knowledge.values.forms import Release, release
from agent.sources.slugs import slugs
from agent.wiki.cite import Citer
from tests.knowledge.pages import document, rows

OLD = ("The default burst is 20 letters.", "The default pause is 40 seconds.", "A kite is sent with the verb fly.")
NEW = ("The default burst is 20 letters.", "The default pause is 90 seconds.", "A kite is sent with the verb fly.")


def at(version: str, page: str, *sentences: str, heading: str = "") -> Document:
    made = document(f"{page}-{version}", *sentences)
    units = tuple(replace(unit, heading=(heading,) if heading else ()) for unit in made.sentences)
    return replace(made, resource=f"https://kites.example/docs/{version}/{page}.html", sentences=units)


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (
            "https://kites.example/docs/2.4/settings.html",
            Release("https://kites.example/docs/", "2.4", "settings.html"),
        ),
        ("https://kites.example/docs/v3/settings.html", Release("https://kites.example/docs/", "3", "settings.html")),
        ("https://kites.example/15/", Release("https://kites.example/", "15")),
        ("kites-1.10/usage.html", Release("kites", "1.10", "usage.html")),
        ("books/manual-v2.pdf", Release("books/manual", "2")),
        ("https://127.0.0.1:8471/settings.html", None),
        ("https://kites.example/chapter-2/a.html", None),
        ("https://kites.example/2019/kites.html", None),
        ("notes2.md", None),
    ],
)
def test_a_release_is_read_in_an_address(address: str, found: Release | None) -> None:
    assert release(address) == found


def test_what_both_releases_say_is_compared_with_nothing() -> None:
    old, new = at("1.8", "settings", *OLD), at("2.0", "settings", *NEW)
    found = candidates(rows("Kites", old, new), ["Kites"])
    assert [candidate.values for candidate in found] == [("40 seconds", "90 seconds")]
    assert Editions([old, new]).changed([old, new])


def test_a_line_that_repeats_is_told_apart_by_its_heading() -> None:
    said = "The default is 3 letters."
    old = [
        at("1.8", "burst", said, *OLD, heading="burst"),
        at("1.8", "pause", "The default is 5 letters.", heading="pause"),
    ]
    new = [
        at("2.0", "burst", "The default is 5 letters.", *OLD, heading="burst"),
        at("2.0", "pause", said, heading="pause"),
    ]
    editions = Editions([*old, *new])
    assert not editions.repeats(old[0], 1, 1, new[0])
    assert editions.repeats(old[0], 2, 4, new[1])  # by the release, not by the page alone


def test_pages_of_one_release_are_one_voice_and_two_years_of_a_blog_are_no_releases() -> None:
    one, other = at("2.0", "settings", *NEW), at("2.0", "sending", "The default pause is 30 seconds.")
    old = at("1.8", "settings", *OLD)
    editions = Editions([one, other, old])
    assert editions.voice(one) == editions.voice(other) != editions.voice(old)
    assert editions.apart((one, 2, 2), (other, 1, 1))
    blog = [at("05", "a", "A gale broke 40 kites."), at("06", "b", "A gale broke 90 kites.")]
    assert not Editions(blog).changed(blog)


def test_a_sentence_of_one_release_is_no_answer_to_another_one_that_it_does_not_resemble() -> None:
    old = at("1.8", "settings", *OLD, "Sending takes 3 minutes when the cord is wet and the wind is low.")
    new = at("2.0", "settings", *NEW, "Letters of more than 9 minutes are cut.")
    assert Editions([old, new]).apart((old, 4, 4), (new, 4, 4))
    assert not Editions([old, new]).apart((old, 2, 2), (new, 2, 2))


def test_a_neighbour_that_looks_alike_is_not_what_a_sentence_became() -> None:
    old = at(
        "1.8", "faults", *OLD, "KiteLost: no kite of that name is there.", "CordLost: no cord of that name is there."
    )
    new = at(
        "2.0",
        "faults",
        *NEW,
        "KiteLost 12: no kite of that name is there.",
        "CordLost 13: no cord of that name is there.",
    )
    editions = Editions([old, new])
    assert editions.apart((old, 4, 4), (new, 5, 5))
    assert not editions.apart((old, 4, 4), (new, 4, 4))


def test_an_option_of_another_page_is_another_option_where_both_releases_have_both_pages() -> None:
    option, other = "--keep N: how many kites are kept (2 of them).", "--keep N: how many kites are kept (7 of them)."
    send = [at(version, "send", *said) for version, said in (("1.8", OLD), ("2.0", NEW))]
    fold = [at(version, "fold", "Folding is slow.", said) for version, said in (("1.8", option), ("2.0", other))]
    moved = at("2.0", "cords", "Cords are long.", other)
    assert Editions([*send, *fold, moved]).apart((fold[0], 2, 2), (moved, 2, 2))
    assert not Editions([*send, *fold]).apart((fold[0], 2, 2), (fold[1], 2, 2))
    assert not Editions([*send, fold[0], moved]).apart((fold[0], 2, 2), (moved, 2, 2))


def test_wording_that_was_gone_over_is_no_change_but_a_value_is() -> None:
    said = ("Cords are cut with the {} knife of the shed.", "The mark of a sender is set to '{}' in the book.")
    old = at("1.8", "cords", *OLD, *(line.format(word) for line, word in zip(said, ("blunt", "heron"), strict=True)))
    new = at("2.0", "cords", *NEW, *(line.format(word) for line, word in zip(said, ("small", "magpie"), strict=True)))
    found = candidates(rows("Kites", old, new), ["Kites"])
    assert sorted(candidate.values for candidate in found) == [("40 seconds", "90 seconds"), ("heron", "magpie")]


def test_a_not_that_both_releases_have_is_no_change_and_one_that_came_is() -> None:
    said = (
        "A late mark means that letters are marked after the kite was flown, not {} before (the usual way).",
        "Cords may {}be cut by a child in the shed.",
    )
    old = at("1.8", "cords", *OLD, *(line.format(word) for line, word in zip(said, ("right", ""), strict=True)))
    new = at("2.0", "cords", *OLD, *(line.format(word) for line, word in zip(said, ("just", "not "), strict=True)))
    (found,) = candidates(rows("Kites", old, new), ["Kites"])
    assert [claim.first for claim in found.claims] == [5, 5]


def test_two_pages_of_one_name_are_told_apart_by_their_release() -> None:
    addresses = [f"https://kites.example/docs/{version}/settings.html" for version in ("1.8", "2.0")]
    assert list(slugs(addresses).values()) == ["settings-1-8", "settings-2-0"]
    pages = [replace(at(version, "settings", *OLD), title="Settings") for version in ("1.8", "2.0")]
    assert "|Settings (1.8)]]" in Citer(pages).source_link(pages[0])
    assert "|Settings]]" in Citer(pages[:1]).source_link(pages[0])
