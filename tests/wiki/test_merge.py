"""Three-way merge: a person's lines come out as they went in, and our changes come in where nobody changed the same lines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.wiki.folder.hunks import changes
from agent.wiki.folder.merge import husk, merge
from agent.wiki.matter import merge_matter

HEAD = "---\nid: a\ntitle: T\ntype: concept\nclaims: 2\nupdated: '2026-01-01'\n---\n\n# T\n\n"
NOTES = "[^a-1]: d1\n[^a-2]: d2\n[^a-3]: d3\n"
BASE = f"{HEAD}A lead.[^a-1]\n\n- One is so.[^a-2]\n- Two is so.[^a-3]\n\n{NOTES}"
NEW = "- Four came.[^a-4]\n"
OURS = (
    BASE.replace("- Two", f"{NEW}- Two")
    .replace("claims: 2", "claims: 3")
    .replace("[^a-3]: d3", "[^a-4]: d4\n[^a-3]: d3")
)

LINES = st.sampled_from(["", "", "a", "b", "c", "- x[^a-1]", "- y[^a-2]", "## h", "[^a-1]: d", "[^a-2]: e"])
TEXTS = st.lists(LINES, max_size=10).map(lambda lines: "".join(f"{line}\n" for line in lines))
WORDS = st.text(st.sampled_from("xyz é"), min_size=1, max_size=6).map(lambda text: f"mine: {text}")


@given(TEXTS, TEXTS)
def test_without_an_edit_it_is_ours_and_without_a_change_it_is_theirs(one: str, other: str) -> None:
    assert merge(one, other, one).text.removesuffix("\n") == other.removesuffix("\n")
    assert merge(one, one, other).text == other


@given(TEXTS, TEXTS, TEXTS, st.lists(st.tuples(st.integers(0, 10), WORDS), min_size=1, max_size=4))
def test_every_line_of_theirs_is_there_in_its_order(
    base: str, ours: str, theirs: str, mine: list[tuple[int, str]]
) -> None:
    lines = theirs.splitlines(keepends=True)
    for at, words in mine:
        lines.insert(at, f"{words}\r\n")
    merged = merge(base, ours, "".join(lines))
    written = [line for line in lines if line.startswith("mine")]
    assert [line for line in merged.text.splitlines(keepends=True) if line.startswith("mine")] == written


@given(TEXTS, TEXTS, TEXTS)
def test_what_is_merged_comes_to_rest(base: str, ours: str, theirs: str) -> None:
    """Soon: where lines of the same words stand several times, a merge or two more may be needed."""
    texts = [theirs]
    for _ in range(6):
        merged = merge(base, ours, texts[-1])
        base = merged.base
        texts.append(merged.text)
    assert texts[-1] == texts[-2]


@given(st.lists(LINES), st.lists(LINES))
def test_changes_are_those_between_two_texts(old: list[str], new: list[str]) -> None:
    made: list[str] = []
    at = 0
    for start, end, new_start, new_end in changes(old, new):
        made += old[at:start] + new[new_start:new_end]
        at = end
    assert made + old[at:] == new


def test_a_new_claim_comes_with_its_footnote() -> None:
    theirs = BASE.replace("A lead.", "A better lead.") + "\n## Mine\n\nMy words.\n"
    merged = merge(BASE, OURS, theirs)
    assert merged.text == OURS.replace("A lead.", "A better lead.") + "\n## Mine\n\nMy words.\n"
    assert (merged.base, merged.waiting) == (OURS, ())


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["", "\n", "\n\n\n"])
def test_the_form_of_their_file_stays(ending: str, mark: str, end: str) -> None:
    theirs = mark + (f"{BASE}\nMy words." + end).replace("\n", ending)
    assert merge(BASE, OURS, theirs).text == mark + (f"{OURS}\nMy words." + end).replace("\n", ending)


def test_where_both_changed_a_line_theirs_stands_and_ours_waits_until_they_take_theirs_back() -> None:
    theirs = BASE.replace("- Two is so.", "- Two is not so.")
    ours = BASE.replace("- Two is so.[^a-3]", "- Two is ever so.[^a-3][^a-4]").replace(NOTES, f"{NOTES}[^a-4]: d4\n")
    merged = merge(BASE, ours, theirs)
    assert (merged.text, merged.waiting) == (theirs, ("- Two is ever so.[^a-3][^a-4]",))
    assert merge(merged.base, ours, merged.base).text == ours


def test_a_footnote_stays_as_long_as_a_line_of_theirs_needs_it() -> None:
    theirs = BASE.replace("- Two is so.", "- Two is so, I saw it.")
    ours = BASE.replace("- Two is so.[^a-3]\n", "").replace("[^a-3]: d3\n", "")
    merged = merge(BASE, ours, theirs)
    assert merged.text == theirs
    assert merge(BASE, OURS, BASE.replace(NOTES, "")).text.endswith(f"{NEW}- Two is so.[^a-3]\n\n[^a-4]: d4\n")


def test_identical_changes_are_made_once() -> None:
    assert merge(BASE, OURS, OURS).text == OURS


def test_of_a_page_that_went_elsewhere_only_what_a_person_wrote_is_left() -> None:
    theirs = BASE.replace("- Two is so.", "- Two is not so.") + "\n## Mine\n\nMy words.\n"
    redirect = "---\nid: a\ntitle: T\ntype: redirect\n---\n\nGoes to [[B]].\n"
    text = merge(BASE, redirect, theirs).text
    assert "One is so" not in text
    assert "A lead" not in text
    for line in ("type: redirect", "Goes to [[B]].", "- Two is not so.[^a-3]", "[^a-3]: d3", "## Mine", "My words."):
        assert line in text.splitlines()
    left = merge(BASE, husk(BASE), theirs).text
    assert [line for line in left.splitlines() if line][-5:] == [
        *("# T", "- Two is not so.[^a-3]", "[^a-3]: d3", "## Mine", "My words.")
    ]


def fenced(*lines: str) -> list[str]:
    return ["---", *lines, "---"]


@pytest.mark.parametrize(
    ("ours", "theirs", "merged"),
    [
        (("a: 2", "b: 1"), ("a: 1", "b: 1", "mine: yes"), ("a: 2", "b: 1", "mine: yes")),
        (("a: 2", "b: 1"), ("# why", "a: 3 # mine", "b: 1"), ("# why", "a: 3 # mine", "b: 1")),
        (("a: 2", "b: 1"), ("b: 1",), ("b: 1",)),
        (("a: 1", "b: 1", "c: 1"), ("b: '1'", "a: 1"), ("b: '1'", "a: 1", "c: 1")),
        (("b: 1",), ("a: 1", "b: 2"), ("b: 2",)),
        (("a: 1", "b:", "- 1", "- 2"), ('"a": 1', "b: 1"), ('"a": 1', "b:", "- 1", "- 2")),
        (("a: 2", "b: 1"), ("a: [", "b: 1"), ("a: [", "b: 1")),
        (("a: 2",), ("a: 1", "b: 1", "b: 1"), ("a: 2", "b: 1")),
    ],
)
def test_front_matter_is_merged_by_key(ours: tuple[str, ...], theirs: tuple[str, ...], merged: tuple[str, ...]) -> None:
    assert merge_matter(fenced("a: 1", "b: 1"), fenced(*ours), fenced(*theirs))[0] == fenced(*merged)


def test_front_matter_that_they_took_away_stays_away() -> None:
    theirs = BASE.partition("---\n\n")[2]
    assert merge(BASE, OURS, theirs).text == OURS.partition("---\n\n")[2]
