"""Names of pages in plain text become links: first mention, whole words, the longest name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.wiki.links import find_links
from agent.wiki.text import inline, one_line
from agent.wiki.weave import Name, Weaver
from tests.wiki.reading import unescape
from tests.wiki.wikis import HOSTILE

NAMES = [
    Name("Kettle (software)", "kettle", "Kettle (software)"),
    Name("Kettle", "kettle", "Kettle (software)", is_title=False),
    Name("Kettle Days", "days", "Kettle Days"),
    Name("Ada Holm", "ada", "Ada Holm"),
    Name("Holm", "ada", "Ada Holm", is_title=False),
    Name("Retry policy", "retry", "Retry policy"),
    Name("caching", "caching", "caching"),
    Name("PagedAttention", "paged", "PagedAttention"),
    Name("H100", "h100", "H100"),
    Name("IT", "it", "IT"),
    Name("The Who", "who", "The Who"),
    Name("C", "c", "C"),
    Name("C++", "cpp", "C++"),
    Name("AT&T", "att", "AT&T"),
    Name("Mercury (planet)", "planet", "Mercury (planet)"),
    Name("Mercury", "planet", "Mercury (planet)", is_title=False),
    Name("Mercury", "element", "Mercury (element)", is_title=False),
    Name("東京", "tokyo", "東京"),
    Name("हिन्दी", "hindi", "हिन्दी"),
    Name("[[odd]]", "odd", "((odd))"),
    Name("2024", "year", "2024"),
]


def woven(text: str, page: str | None = None) -> str:
    return Weaver(NAMES).page(page).line(text)


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("Kettle and Kettle again.", "[[Kettle (software)|Kettle]] and Kettle again."),
        ("Kettle Days is about Kettle.", "[[Kettle Days]] is about [[Kettle (software)|Kettle]]."),
        ("Kettle (software) runs.", "[[Kettle (software)]] runs."),
        ("A kettle boils.", "A kettle boils."),
        ("Kettles, Kettleman, aKettle", "Kettles, Kettleman, aKettle"),
        ("Kettle's jobs", "[[Kettle (software)|Kettle]]'s jobs"),
        ("O'Kettle, non-Kettle, Kettle-based", "O'Kettle, non-Kettle, Kettle-based"),
        (
            "see kettle.Kettle and Kettle.py, then Kettle.",
            "see kettle.Kettle and Kettle.py, then [[Kettle (software)|Kettle]].",
        ),
        ("Kettle(1) and Kettle", "Kettle(1) and [[Kettle (software)|Kettle]]"),
        ("https://kettle.dev/Kettle or me@Kettle.dev", "https://kettle.dev/Kettle or me@Kettle.dev"),
        ("The retry policy of ADA HOLM", "The [[Retry policy|retry policy]] of [[Ada Holm|ADA HOLM]]"),
        ("Caching helps", "[[caching|Caching]] helps"),
        ("pagedattention on an h100", "[[PagedAttention|pagedattention]] on an [[H100|h100]]"),
        ("it is the who", "it is the who"),
        ("IT bought The Who", "[[IT]] bought [[The Who]]"),
        ("C is not C++ nor C#", "C is not [[C++]] nor C#"),
        ("AT&T was there", "[[AT&T]] was there"),
        ("Mercury is hot", "Mercury is hot"),
        ("我在東京工作", "我在[[東京]]工作"),
        ("यह हिन्दी है", "यह [[हिन्दी]] है"),
        ("`Kettle` is Kettle", "`Kettle` is [[Kettle (software)|Kettle]]"),
        ("[[odd]] and in 2024", "\\[\\[odd]] and in 2024"),
        ("Wow!Kettle ![Holm] * Holm", "Wow!Kettle !\\[Holm] \\* [[Ada Holm|Holm]]"),
        ("Oh! Kettle", "Oh! [[Kettle (software)|Kettle]]"),
        ("“Kettle” (Holm)", "“[[Kettle (software)|Kettle]]” ([[Ada Holm|Holm]])"),
        ("Cafe\u0301 Kettle", "Caf\u00e9 [[Kettle (software)|Kettle]]"),
    ],
)
def test_examples(text: str, markdown: str) -> None:
    assert woven(text) == markdown


def test_a_page_is_linked_once_and_never_to_itself() -> None:
    weaver = Weaver(NAMES).page("kettle")
    assert weaver.line("Kettle by Ada Holm.") == "Kettle by [[Ada Holm]]."
    assert weaver.line("Holm wrote Kettle Days.") == "Holm wrote [[Kettle Days]]."
    assert weaver.linked == {"ada": "Ada Holm", "days": "Kettle Days"}


SHIPS = [
    Name("Albany", "city", "Albany", documents=frozenset({"land", "both"})),
    Name("Albany (ship)", "ship", "Albany (ship)", documents=frozenset({"sea", "both"})),
    Name("Albany", "ship", "Albany (ship)", is_title=False, documents=frozenset({"sea", "both"}), bare=True),
    Name("Albany Days", "days", "Albany Days"),
    Name("Medway (ship)", "medway", "Medway (ship)"),
    Name("Medway", "medway", "Medway (ship)", is_title=False, bare=True),
    Name("William Thomson", "thomson", "William Thomson"),
    Name("Thomson", "thomson", "William Thomson", is_title=False, shared=True),
    Name("Joseph Henry", "henry", "Joseph Henry"),
    Name("Henry", "henry", "Joseph Henry", is_title=False, shared=True),
    Name("Ada Holm", "ada", "Ada Holm"),
    Name("Holm", "ada", "Ada Holm", is_title=False, documents=frozenset({"land", "both"}), shared=True),
    Name("Nils Holm", "nils", "Nils Holm"),
    Name("Holm", "nils", "Nils Holm", is_title=False, documents=frozenset({"sea", "both"}), bare=True, shared=True),
    Name("Vera Lund", "vera", "Vera Lund"),
    Name("Lund", "vera", "Vera Lund", is_title=False, documents=frozenset({"sea"}), bare=True, shared=True),
    Name("Otto Lund", "otto", "Otto Lund"),
    Name("Lund", "otto", "Otto Lund", is_title=False, documents=frozenset({"land"}), bare=True, shared=True),
    Name("London", "london", "London"),
    Name("caching", "caching", "caching"),
    Name("New York", "york", "New York"),
]


@pytest.mark.parametrize(
    ("text", "documents", "markdown"),
    [
        ("The Albany sailed.", ["sea"], "The [[Albany (ship)|Albany]] sailed."),
        ("He taught in Albany.", ["land"], "He taught in [[Albany]]."),
        ("The Albany sailed.", [], "The Albany sailed."),
        ("The Albany sailed.", ["elsewhere"], "The Albany sailed."),
        ("The Albany sailed.", ["both"], "The Albany sailed."),
        ("The Albany sailed.", ["sea", "elsewhere"], "The [[Albany (ship)|Albany]] sailed."),
        ("The Albany sailed.", ["sea", "land"], "The Albany sailed."),
        ("Albany Days and Albany (ship)", [], "[[Albany Days]] and [[Albany (ship)]]"),
        ("The Medway came too.", ["sea"], "The Medway came too."),  # a title less its brackets is no name by itself
        ("Holm left.", ["land"], "[[Ada Holm|Holm]] left."),
        ("Holm left.", ["sea"], "[[Nils Holm|Holm]] left."),  # though only Ada was ever called by her surname alone
        ("Holm left.", ["both"], "Holm left."),
        ("Lund left.", ["sea"], "Lund left."),  # nobody is called so
    ],
)
def test_a_name_of_several_pages_is_that_of_the_one_that_cites_the_document(
    text: str, documents: list[str], markdown: str
) -> None:
    assert Weaver(SHIPS).page().line(text, documents) == markdown


def test_a_page_does_not_link_its_own_name_to_a_namesake() -> None:
    assert Weaver(SHIPS).page("ship").line("The Albany sailed.", ["sea"]) == "The Albany sailed."


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("the London Telegraph Company in London", "the London Telegraph Company in [[London]]"),
        ("London. Then London", "[[London]]. Then London"),
        ("a London API, London 2024", "a [[London]] API, London 2024"),
        ("London's Companies", "[[London]]'s Companies"),
        ("The New York Times of New York", "The New York Times of [[New York]]"),
        ("on caching Layers", "on [[caching]] Layers"),
        ("HMS London, SS London and London", "HMS London, SS London and [[London]]"),
        ("with Henry Clifford, and Henry", "with Henry Clifford, and [[Joseph Henry|Henry]]"),
        ("James Thomson and J. Thomson", "James Thomson and J. Thomson"),
        ("When Thomson came", "When [[William Thomson|Thomson]] came"),
        ("Professor Thomson came", "Professor [[William Thomson|Thomson]] came"),
        ("Dr. Thomson came", "Dr. [[William Thomson|Thomson]] came"),
        ("the Scottish Thomson", "the Scottish [[William Thomson|Thomson]]"),
        ("in the House. Thomson came", "in the House. [[William Thomson|Thomson]] came"),
        ("Sir William Thomson", "Sir [[William Thomson]]"),
    ],
)
def test_a_part_of_a_longer_name_is_no_mention(text: str, markdown: str) -> None:
    assert Weaver(SHIPS).page().line(text) == markdown


@given(HOSTILE, st.permutations(NAMES))
def test_weaving_adds_links_and_changes_no_word(text: str, names: list[Name]) -> None:
    markdown = Weaver(names).page("kettle").line(text)
    assert markdown == woven(text, "kettle")
    targets = [link.target for link in find_links(markdown)]
    assert len(targets) == len(set(targets))
    assert set(targets) <= {name.target for name in NAMES}
    assert not any(link.embed for link in find_links(markdown))


@given(st.lists(st.sampled_from(["Kettle", "Ada Holm", "(x)", "*", "!", "^", "a", "`c`", "[", "]", "\\", "."])))
def test_words_around_links_stay(words: list[str]) -> None:
    text = " ".join(words)
    markdown = woven(text)
    plain = markdown.replace("[[Kettle (software)|Kettle]]", "Kettle").replace("[[Ada Holm]]", "Ada Holm")
    assert unescape(plain) == one_line(text) == unescape(inline(text))


def test_the_cost_follows_the_text_and_not_the_number_of_names() -> None:
    many = Weaver([Name(f"The Thing {n}", f"p{n}", f"The Thing {n}") for n in range(10_000)])
    walked = many.find("The thing is the thing of the Thing 9999 of The Thing 12345.")
    assert [name.page for _, _, name in walked] == ["p9999"]
    node = many._root
    assert len(node.after) == 1  # one first word for ten thousand names: a tree, not a list
