"""What stands where: on a page, on that of a source, in the overview and in the index."""

from __future__ import annotations

from dataclasses import replace

import frontmatter
import pytest

from agent.knowledge.model import Citation
from agent.known.lines import Line
from agent.wiki.entity import description_of
from agent.wiki.render import render
from agent.wiki.view import OverviewLine, Theme, WikiView
from tests.wiki.test_render import body_of, headings_of
from tests.wiki.wikis import kettle


def quoting(view: WikiView, *, heading: str = "") -> WikiView:
    """The wiki with a page of quotations alone: its second."""
    handbook = view.documents[0]
    lines = [
        Line(handbook.sentence(n), (Citation(handbook.id, n, n),), (f"q{n}",), heading, quoted=True) for n in (1, 2, 3)
    ]
    ada = replace(view.pages[1], lead=tuple(lines[:1]), lines=tuple(lines[1:]))
    return replace(view, pages=(view.pages[0], ada))


def test_a_page_of_quotations() -> None:
    body = body_of(render(quoting(kettle(), heading="Retries"))["Ada Holm.md"])
    assert headings_of(body) == ["Ada Holm", "Retries"]
    assert "# Ada Holm\n\n*Rehearsal" in body
    assert (
        "\n\n“[[Kettle (software)|Kettle]] is a job scheduler written by Ada Holm.”[^handbook-1]\n\n## Retries\n\n"
        in body
    )
    assert (
        "\n\n“It retries a failed job three times. The default timeout is 30 seconds.”[^handbook-2][^handbook-3]\n"
        in body
    )


def test_a_heading_that_says_what_the_title_says_is_none() -> None:
    assert headings_of(body_of(render(quoting(kettle(), heading="ada holm"))["Ada Holm.md"])) == ["Ada Holm"]


def test_what_nobody_put_anywhere_stands_last_where_there_are_sections() -> None:
    view = quoting(kettle())
    ada = view.pages[1]
    line = Line("Ada Holm codes.", ada.lines[0].citations, ("c",), "Work")
    files = render(replace(view, pages=(view.pages[0], replace(ada, lines=(*ada.lines, line)))))
    assert headings_of(body_of(files["Ada Holm.md"])) == ["Ada Holm", "Work", "Also stated"]


def test_what_no_sentence_tells_stands_last_each_with_its_source() -> None:
    view = quoting(kettle())
    ada = view.pages[1]
    untold = [replace(line, heading="Also in the sources", place="The handbook, Retries") for line in ada.lines]
    written = Line("Ada Holm codes.", ada.lines[0].citations, ("c",), "Work")
    files = render(replace(view, pages=(view.pages[0], replace(ada, lines=(written, *untold)))))
    body = body_of(files["Ada Holm.md"])
    assert headings_of(body) == ["Ada Holm", "Work", "Also in the sources"]
    assert "\n\n*The handbook, Retries*: “It retries a failed job three times." in body


@pytest.mark.parametrize(
    ("lead", "lines", "description"),
    [
        (["She is a programmer.", "Ada Holm wrote it."], [], "Ada Holm wrote it."),
        (["A programmer"], ["Holm is a programmer."], "Holm is a programmer."),
        (["She codes."], ["We met Ada Holm in 1970.", "Ada Holm was an engineer."], "Ada Holm was an engineer."),
        (["She codes."], ["We met Ada Holm in 1970.", "It rained."], "We met Ada Holm in 1970."),
        (["It is told that " + "so " * 70 + "Ada Holm left."], ["Ada Holm left."], "Ada Holm left."),
        (["She is a programmer."], ["Ada Holm"], "She is a programmer."),
        (["Name: Ada Holm | Born: 1970."], [], "Name: Ada Holm · Born: 1970."),
        ([], [], "A page of kind person."),
        (
            ["Ada Holm " + "is and " * 20 + "was, in all, " + "so " * 40 + "it is."],
            [],
            "Ada Holm " + "is and " * 20 + "was, in all…",
        ),
    ],
)
def test_a_description_is_a_whole_sentence_that_names_the_page(
    lead: list[str], lines: list[str], description: str
) -> None:
    page = kettle().pages[1]
    told, more = ([Line(text, page.lead[0].citations) for text in texts] for texts in (lead, lines))
    page = replace(page, lead=tuple(told), lines=tuple(more))
    assert description_of(page) == description


def test_see_also_says_why() -> None:
    assert "## See also\n\n- [[Ada Holm]]: who wrote it\n" in render(kettle())["Kettle (software).md"]


def test_a_value_as_long_as_a_sentence_is_not_said_twice() -> None:
    view = kettle()
    old, other = view.disagreements[0].sides
    long = replace(old, value="It is 30 seconds, as the handbook has it, but for one", claim="It is 30 seconds.")
    item = replace(view.disagreements[0], sides=(long, other))
    pages = (replace(view.pages[0], disagreements=(item,)), *view.pages[1:])
    files = render(replace(view, pages=pages, disagreements=(item,)))
    assert "\n> - It is 30 seconds.[^handbook-3] (2024-05-03)\n" in files["Kettle (software).md"]
    assert "\n- It is 30 seconds.[^handbook-3] — " in files["conflicts.md"]


def test_a_source_says_in_short_what_it_says() -> None:
    view = kettle()
    notes = view.documents[1]
    summary = (Line("Kettle gives up after a minute.", (Citation(notes.id, 1, 2),)),)
    text = render(replace(view, summaries=((notes.id, summary),)))["sources/notes.md"]
    assert (
        "# Notes\n\n## Summary\n\n[[Kettle (software)|Kettle]] gives up after a minute.[^notes-1-2]\n\n## Where" in text
    )
    assert "- Sentences: 2, 2 of them cited by pages\n" in text
    assert '\n[^notes-1-2]: [[sources/notes#^s1|Notes]], sentences 1 to 2: "' in text
    assert frontmatter.loads(text).metadata["description"] == "Kettle gives up after a minute."


def many_pages() -> WikiView:
    view = kettle()
    more = [
        replace(
            view.pages[1],
            id=f"p-{name}",
            title=name,
            aliases=(),
            lead=(Line(f"{name} is a town.", view.pages[1].lead[0].citations),),
        )
        for name in ("Bergen", "Oslo", "Narvik", "Vigo")
    ]
    return replace(view, pages=(*view.pages, *more), rehearsed=False)


def test_the_overview_leads_to_the_pages_that_it_speaks_of() -> None:
    written = (
        OverviewLine("Towns", "Bergen and Oslo lie by the sea.", ("Bergen", "Oslo", "Nowhere")),
        OverviewLine("", "This is about Kettle.", ("Kettle (software)",)),
        OverviewLine("Towns", "Another lies far in the north.", ("Narvik", "Oslo")),
    )
    view = replace(many_pages(), overview=written, wanted=(("Nils Berg", ("Oslo", "Vigo")), ("Once", ("Oslo",))))
    text = render(view)["overview.md"]
    assert frontmatter.loads(text).metadata["type"] == "overview"
    assert body_of(text) == (
        "# Overview\n\nThis is about [[Kettle (software)|Kettle]].\n\n"
        "## Towns\n\n[[Bergen]] and [[Oslo]] lie by the sea. Another lies far in the north ([[Narvik]]).\n\n"
        "## Disputed\n\n- [[Kettle (software)]]: Default timeout of Kettle?\n\n"
        "Both sides of each, with their sources, are in [[conflicts]].\n\n"
        "## Wanted\n\nNamed on several pages, and without one of their own: Nils Berg (on 2 pages)."
    )


def test_pages_stand_by_theme_where_nobody_wrote_of_the_whole() -> None:
    themes = (
        Theme("Kettle", ("Kettle (software)", "Ada Holm", "Oslo")),
        Theme("Towns", ("Vigo", "Bergen", "Narvik")),
        Theme("No", ("Oslo",)),
    )
    files = render(replace(many_pages(), themes=themes))
    assert headings_of(body_of(files["overview.md"])) == ["Overview", "Kettle", "Towns", "Disputed"]
    assert "## Towns\n\n- [[Vigo]]: Vigo is a town.\n- [[Bergen]]: Bergen is a town.\n" in files["overview.md"]
    assert (
        "## Themes\n\n- **Kettle**: [[Kettle (software)]], [[Ada Holm]], [[Oslo]]\n- **Towns**: [[Vigo]], [[Bergen]],"
        in files["index.md"]
    )
    alone = render(replace(many_pages(), themes=themes[:1]))
    assert "Themes" not in alone["index.md"]
    assert headings_of(body_of(alone["overview.md"])) == ["Overview", "Pages", "Disputed"]


def test_the_overview_names_the_page_on_which_a_dispute_stands() -> None:
    view = kettle()
    moved = tuple(replace(entry, home="Ada Holm") for entry in view.disagreements)
    assert (
        "## Disputed\n\n- [[Ada Holm]]: Default"
        in render(replace(view, disagreements=moved, rehearsed=False))["overview.md"]
    )


def test_the_overview_counts_what_it_does_not_show() -> None:
    view = many_pages()
    more = [replace(view.pages[-1], id=f"p{n}", title=f"Town {n}") for n in range(40)]
    assert "\n- … and 16 more in the [[index]]\n" in render(replace(view, pages=(*view.pages, *more)))["overview.md"]


def test_what_no_page_cites_is_said_on_the_page_of_its_source_and_counted_in_the_index() -> None:
    view = kettle()
    pages = (replace(view.pages[0], lines=(), disagreements=()), *view.pages[1:])
    view = replace(view, pages=pages, disagreements=())
    files, handbook = render(view), view.documents[0]
    left = [unit.n for unit in handbook.sentences if unit.n not in view.cited()[handbook.id]]
    assert left
    told = files[f"sources/{handbook.slug}.md"].split("## Not used\n")[1]
    assert all(f"- **{n}** " in told for n in left)
    sentences, cited = sum(len(document.sentences) for document in view.documents), view.cited().values()
    assert f"Of {sentences} sentences in the sources {sum(map(len, cited))} are cited" in files["index.md"]
