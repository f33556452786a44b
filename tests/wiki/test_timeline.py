"""The timeline: dated statements in their order, each once, on the page that it names; none where there are few."""

from __future__ import annotations

import re
from dataclasses import replace

from agent.knowledge.model import Citation
from agent.known.lines import Line
from agent.wiki.render import render
from agent.wiki.timeline import FEW
from agent.wiki.view import Page, WikiView
from tests.wiki.test_render import body_of, headings_of
from tests.wiki.wikis import document, kettle

TOLD = (
    "The Pell Mill burned on 3 May 1790.", "It was built in 1788.", "In May 1790 nobody lived there.", "The Marl Inn opened in 1791.",
    "It has 300 rooms.", *(f"In {year} the mill was sold." for year in range(1800, 1800 + FEW)),
)  # fmt: skip


def wiki(*told: str) -> WikiView:
    source = document("mill", "The mill", *told)
    lines = tuple(Line(text, (Citation(source.id, n, n),), (f"c{n}",), quoted=True) for n, text in enumerate(told, 1))
    mill = Page("p-mill", "Pell Mill", "place", (), lines[:1], lines[1:])
    inn = Page("p-inn", "Marl Inn", "place", (), lines[3:4], ())
    return replace(
        kettle(), pages=(mill, inn), documents=(source,), disagreements=(), overview=(), summaries=(), themes=()
    )


def test_dated_statements_stand_in_order_once_and_on_the_page_that_they_name() -> None:
    files = render(wiki(*TOLD))
    text = files["timeline.md"]
    assert headings_of(body_of(text))[:4] == ["Timeline", "1780s", "1790s", "1800s"]
    whens = re.findall(r"- \*\*(.*?)\*\* \(\[\[(.*?)\]\]\)", text)
    assert whens[:4] == [
        ("1788", "Pell Mill"),
        ("May 1790", "Pell Mill"),
        ("3 May 1790", "Pell Mill"),
        ("1791", "Marl Inn"),
    ]
    assert len(whens) == len(TOLD) - 1
    assert "300 rooms" not in text
    assert "[[timeline|what happened when]]" in files["index.md"]


def test_a_row_has_the_date_of_its_column_and_other_figures_are_none() -> None:
    """A table with a column `Year` stood nowhere in the timeline."""
    source = document(
        "log",
        "Log",
        *(f"Year: {y} | Ship: Orla | Crew: 1790" for y in range(1800, 1820)),
        "Ship: Marl | Crew: 1791",
        kind="row",
    )
    lines = tuple(Line(source.sentence(n), (Citation(source.id, n, n),), (f"c{n}",), quoted=True) for n in range(1, 22))
    view = replace(wiki(), pages=(Page("p-mill", "Orla", "product", (), (), lines),), documents=(source,))
    text = render(view)["timeline.md"]
    assert "- **1801** ([[Orla]]): **Year**: 1801 · **Ship**: Orla · **Crew**: 1790[^log-2]\n" in text
    assert text.count("**Crew**") == 20
    assert "1790s" not in text


def test_a_few_dates_are_no_timeline() -> None:
    files = render(wiki(*TOLD[: FEW + 1]))
    assert "timeline.md" not in files
    assert "timeline" not in files["index.md"]


def test_dates_in_other_languages_are_read() -> None:
    view = wiki(*(f"Am {n}. Oktober 18{n:02} wurde die Brücke verkauft." for n in range(10, 24)))
    german = replace(view, documents=(replace(view.documents[0], language="de"),))
    assert "**12 October 1812**" in render(german)["timeline.md"]
