"""Presentations, by python-pptx (MIT, the one that everybody uses): slide by slide, each under its title, with its notes.

Pictures and drawn diagrams are not read; the figures of charts are. Imports the package and the walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER

from agent.sources.blocks import Read, one_line
from agent.sources.kinds.kind import Raw
from agent.sources.kinds.package import OFFICE_OPEN, Package, packed
from agent.sources.kinds.walked import blocks_in, tree_of

_FURNITURE = {PP_PLACEHOLDER.DATE, PP_PLACEHOLDER.FOOTER, PP_PLACEHOLDER.HEADER, PP_PLACEHOLDER.SLIDE_NUMBER}
_LISTED = {PP_PLACEHOLDER.BODY, PP_PLACEHOLDER.OBJECT, PP_PLACEHOLDER.VERTICAL_BODY}
_UNTITLED = {"", "powerpoint presentation", "presentation", "slide 1", "untitled"}


def _read(raw: Raw) -> Read:
    package = Package(raw.data)
    slides = Presentation(package.repacked()).slides
    drawn = [part for number, slide in enumerate(slides, 1) for part in _slide(slide, number)]
    blocks = blocks_in(tree_of("".join(drawn)))
    title = one_line(package.stated("docProps/core.xml", "title"))
    first = next((each.text for each in blocks if each.kind == "heading"), "")
    return Read(tuple(blocks), first if title.lower() in _UNTITLED else title)


def _slide(slide: Any, number: int) -> Iterator[str]:
    """A slide under its title; one without is called by its number, as it does not belong to the one before."""
    title = slide.shapes.title
    said = one_line(title.text_frame.text) if title is not None and title.has_text_frame else ""
    yield f"<h1>{escape(said or f'Slide {number}')}</h1>"
    yield from _shapes(each for each in slide.shapes if title is None or each.shape_id != title.shape_id)
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        yield from (f"<p>{_words(each)}</p>" for each in notes.paragraphs)


def _shapes(shapes: Iterable[Any]) -> Iterator[str]:
    for shape in shapes:
        if hasattr(shape, "shapes"):
            yield from _shapes(shape.shapes)
        elif getattr(shape, "has_table", False):
            yield _table(shape.table)
        elif getattr(shape, "has_chart", False):
            yield _chart(shape.chart)
        elif shape.has_text_frame and not (shape.is_placeholder and shape.placeholder_format.type in _FURNITURE):
            paragraphs = [each for each in shape.text_frame.paragraphs if each.text.strip()]
            listed = shape.is_placeholder and shape.placeholder_format.type in _LISTED and len(paragraphs) > 1
            tag = "li" if listed else "p"
            yield from (f"<{tag}>{_words(each)}</{tag}>" for each in paragraphs)


def _words(paragraph: Any) -> str:
    """A paragraph's words, raised and lowered ones marked, formulas on the line."""
    found = []
    for each in paragraph._p.iter("{*}t", "{*}br"):
        tag = each.tag.rsplit("}", 1)[-1]
        properties = each.getparent().find("{*}rPr")
        raised = str(properties.get("baseline") or "0") if properties is not None else "0"
        mark = "" if raised.rstrip("%") == "0" else "sub" if raised.startswith("-") else "sup"
        text = " " if tag == "br" else escape(each.text or "")
        found.append(f"<{mark}>{text}</{mark}>" if mark and text.strip() else text)
    return "".join(found)


def _table(found: Any) -> str:
    rows = []
    for at, row in enumerate(found.rows):
        tag = "th" if found.first_row and at == 0 else "td"
        cells = (
            f'<{tag} colspan="{cell.span_width}" rowspan="{cell.span_height}">{escape(cell.text)}</{tag}>'
            for cell in row.cells
            if not cell.is_spanned
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def _chart(found: Any) -> str:
    """The figures of a chart as a table: a row for each category."""
    try:
        plots = list(found.plots)
        categories = [str(each) for each in plots[0].categories] if plots else []
        series = [(each.name or "", list(each.values)) for plot in plots for each in plot.series]
    except (KeyError, ValueError, AttributeError, TypeError):
        return ""  # of a form that python-pptx has no class for: a picture
    head = "".join(f"<th>{escape(name)}</th>" for name, _ in (("", []), *series))
    rows = (
        f"<td>{escape(name)}</td>" + "".join(f"<td>{_figure(values, at)}</td>" for _, values in series)
        for at, name in enumerate(categories)
    )
    return f"<table><tr>{head}</tr>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def _figure(values: list[float | None], at: int) -> str:
    value = values[at] if at < len(values) else None
    return "" if value is None else f"{value:.15g}"


PPTX = packed(
    "pptx", "a presentation", f"{OFFICE_OPEN}.presentationml.presentation", (".pptx", ".pptm", ".ppsx"), _read
)
