"""What is disputed on the pages: seven callouts once stood before the first section, each on every page that it touched."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from agent.knowledge.model import Citation, Disagreement, Document, Side
from agent.known.lines import Line
from agent.known.pages import Known
from agent.known.touching import home_of
from agent.morning.graph_told import disputes_of
from agent.state.state import State
from agent.wiki.links import find_links
from agent.wiki.render import render
from agent.wiki.view import WikiView
from tests.known.notes import Notes
from tests.wiki.reading import parse_conflicts
from tests.wiki.wikis import document, kettle

YEARS = document(
    "years", "Years", "The mill was built in 1790.", "It burned in 1801.", "It has four wheels.", "A is B."
)
OTHER = document("other", "Other", "The mill dates from 1790.", "It burned in 1805.", "It has six wheels.", "A is C.")
THIRD = document("third", "Third", "The mill was built in 1812.")


def dispute(n: int, about: str, *sides: tuple[Document, str]) -> Disagreement:
    """An entry of the page `Mill` on sentence `n` of each document, with its value."""
    made = [Side(value, d.sentence(n), Citation(d.id, n, n), d.sentence(n), "2024-05-03") for d, value in sides]
    return Disagreement(f"{n}aaaa", "Mill", "date", "open", about, tuple(made))


BUILT = replace(
    dispute(1, "When was the mill (at Orla) built?", (YEARS, "1790"), (THIRD, "1812"), (OTHER, "in 1790")),
    sides=(
        Side("1790", YEARS.sentence(1), Citation(YEARS.id, 1, 1), "", group="1790"),
        Side("1812", THIRD.sentence(1), Citation(THIRD.id, 1, 1), "", group="1812"),
        Side("in 1790", OTHER.sentence(1), Citation(OTHER.id, 1, 1), "", "2025-01-01", group="1790"),
    ),
)
BURNED = dispute(2, "When did the mill burn?", (YEARS, "1801"), (OTHER, "1805"))
WHEELS = dispute(3, "How many wheels?", (YEARS, "four"), (OTHER, "six"))
UNTOLD = dispute(4, "What is A?", (YEARS, "B"), (OTHER, "C"))


def line(n: int, heading: str = "") -> Line:
    return Line(YEARS.sentence(n), (Citation(YEARS.id, n, n),), (f"c{n}",), heading, quoted=True)


def wiki(*entries: Disagreement) -> dict[str, str]:
    """The page `Mill`, a page `Orla` that rests on the sentences on its building and wheels, and the rest."""
    view: WikiView = kettle()
    mill = replace(
        view.pages[0], id="m", title="Mill", aliases=(), lead=(line(1),), lines=(line(2, "Fire"), line(3, "Works")),
        see_also=(), disagreements=entries,
    )  # fmt: skip
    orla = replace(mill, id="o", title="Orla", lead=(), lines=(line(3, "Wheels"), line(1, "History")))
    return render(replace(view, pages=(mill, orla), documents=(YEARS, OTHER, THIRD), disagreements=entries))


def test_a_third_source_joins_its_side() -> None:
    files = wiki(BUILT)
    sides = re.findall(r"^> - .*$", files["Mill.md"], re.MULTILINE)
    assert sides == [
        "> - **1790**: “The mill was built in 1790.”[^years-1] · “The mill dates from 1790.”[^other-1] (2025-01-01)",
        "> - **1812**: “The mill was built in 1812.”[^third-1]",
    ]
    assert (
        "- **1790**\n  - “The mill was built in 1790.”[^years-1] — [[sources/years|Years]]\n  - “"
        in files["conflicts.md"]
    )
    (entry,) = parse_conflicts(files["conflicts.md"])
    assert [(side.value, side.document) for side in entry.sides] == [
        ("1790", "years"),
        ("1790", "other"),
        ("1812", "third"),
    ]
    (told,) = disputes_of(files["Mill.md"])
    assert [(value, source) for value, _, source in told.sides] == [
        ("1790", "years"),
        ("1790", "other"),
        ("1812", "third"),
    ]


def test_another_page_has_one_line_that_leads_to_the_entry() -> None:
    files = wiki(BUILT, WHEELS)
    assert "> [!" not in files["Orla.md"]
    first, second = files["Orla.md"].split("## History")
    assert "*Disputed: [[conflicts#How many wheels 3aaaa|How many wheels?]]*\n" in first
    assert "|When was the mill (at Orla) built?]]*\n" in second
    assert [(one.question, one.sides) for one in disputes_of(files["Orla.md"])][:1] == [("How many wheels?", ())]
    headings = {
        " ".join(re.sub(r"[?`()]", " ", head).split()) for head in re.findall("(?m)^### (.+)$", files["conflicts.md"])
    }
    assert {link.heading for link in find_links(files["Orla.md"]) if link.target == "conflicts"} == headings


PASSED_OVER = re.compile(r'[!"#$%&()*+,.:;<=>?@^`{|}~/\[\]\\\r\n]')
"""What its `stripHeading` makes spaces of, by the example in its typings; it then shrinks spaces, and compares in lower case."""


def as_obsidian_compares(heading: str) -> str:
    return re.sub(r"\s+", " ", PASSED_OVER.sub(" ", heading)).strip().lower()


@pytest.mark.parametrize(
    "asked",
    [
        "How many wheels, as to Orla (three, four)?",
        "What is `--max_runs` of A|B, C\\D and [[E#F^g]]?",
        "Is #1 “half-price” at 50 % (~ $5.00), o’clock or o'clock?",
        "Was *it* __so__ at a@b.c; {x} = <y> + z?",
        "Wann wurde die Mühle gebaut? 橋は？",
    ],
)
def test_a_link_to_an_entry_finds_its_heading_as_obsidian_looks_for_it(asked: str) -> None:
    files = wiki(replace(WHEELS, about=asked))
    (heading,) = re.findall("(?m)^### (.+)$", files["conflicts.md"])
    (link,) = [link for link in find_links(files["Orla.md"]) if link.target == "conflicts"]
    assert as_obsidian_compares(link.heading) == as_obsidian_compares(heading)
    assert not re.search(r"[#|^\[\]\\%]", link.heading)  # these would cut the link short, or lead to a block


def test_a_question_with_a_hole_is_told_by_what_is_answered() -> None:
    holed = replace(BURNED, about="When, as to Mill (burned, …)?")
    assert (holed.title, holed.named) == ("Mill: 1801 or 1805?", "Mill: 1801 or 1805?")
    assert (BURNED.title, BURNED.named) == (BURNED.about, BURNED.about)
    assert replace(BURNED, page="Orla").named == "Orla: When did the mill burn?"
    long = replace(holed, sides=(holed.sides[0], replace(holed.sides[1], value="a sentence " * 9)))
    denied = replace(holed, sides=(replace(holed.sides[0], value="yes"), replace(holed.sides[1], value="no")))
    assert long.title == denied.title == holed.about
    files = wiki(holed)
    assert "### Mill: 1801 or 1805? `2aaaa`" in files["conflicts.md"]
    assert "> [!warning] Sources disagree\n> - **1801**: " in files["Mill.md"]  # where they stand right below
    assert [(one.question, len(one.sides)) for one in disputes_of(files["Mill.md"])] == [("", 2)]


def test_a_title_names_two_of_many_answers() -> None:
    holed = replace(BURNED, about="When, as to Mill (burned, …)?")
    sides = tuple(replace(holed.sides[0], value=str(year)) for year in (1801, 1805, 1809, 1811, 1812, 1812))
    assert replace(holed, sides=sides).title == "Mill: 1801, 1805 or 3 others?"
    assert replace(holed, sides=sides[:3]).title == "Mill: 1801, 1805 or 1809?"


def test_what_a_question_names_is_its_page_where_its_claims_stand_on_another(tmp_path: Path) -> None:
    """Who was first chairman of the company, two texts told on the page of its ship."""
    with State.to_write(tmp_path) as state:
        notes = Notes(state)
        text = notes.store("a", "Ada Holm was the first head of Orla Works.")
        notes.name(text, "Great Kettle", "product", [1])
        notes.name(text, "Orla Works", "organisation", [1])
        notes.name(text, "Works", "organisation", [])
        known, side = Known.of(state), Side("Ada Holm", "", Citation(text.id, 1, 1), "")
    entry = Disagreement("1a", "Great Kettle", "name", "open", "Who was the first head of Orla Works?", (side,))
    assert home_of(entry, known) == "Orla Works"
    assert home_of(replace(entry, about="Who was the first head of the Great Kettle and Orla Works?"), known) == ""
    assert home_of(replace(entry, about="Who was the first head of Anvil Works?"), known) == "Great Kettle"


def test_more_than_two_stand_where_their_sentences_do_and_what_no_section_tells_below_the_opening() -> None:
    few = wiki(BURNED, WHEELS)["Mill.md"].partition("## Fire")[0]
    assert few.count("> [!warning]") == 2
    opening, fire = wiki(BUILT, BURNED, WHEELS, UNTOLD)["Mill.md"].split("## Fire")
    fire, works = fire.split("## Works")
    assert [head.partition(": ")[2] for head in re.findall(r"(?m)^> \[!.*$", opening)] == [BUILT.about, UNTOLD.about]
    assert BURNED.about in fire
    assert WHEELS.about in works
