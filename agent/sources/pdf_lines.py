"""The lines of a PDF with where they stand and how large they are, from pdfium, in the order of reading.

pdfium keeps columns in order and marks the hyphens at line ends. Promises lines without running headers, page numbers and
rotated stamps. Imports the taxonomy of errors, glyphs and layout.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice

import pypdfium2

from agent.errors import SourceFailed
from agent.sources.pdf_chars import page_lines, usual
from agent.sources.pdf_glyphs import page_pieces
from agent.sources.pdf_layout import arranged
from agent.sources.pdf_rules import rules

_EDGE = (
    0.1  # share of the height of what stands on a page, above and below, where running headers and page numbers stand
)
_MOST_MARKS = 5000  # of an outline
_REPEATS = 0.3  # share of the pages on which a line at the edge must stand to be a running header
_NUMBER = re.compile(r"\d{1,5}")
_LEAST_NUMBERED = 3  # pages
_LEADERS = re.compile(r"(?:\. ?){6}")
_PAGE_NUMBER = re.compile(
    r"[\W_]*(page\s*|seite\s*|p\.\s*)?(\d{1,5}|[ivxlc]{1,7})(\s*(of|von|/|sur|de)\s*\d{1,5})?[\W_]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, page (from 0), edges, baseline (`bottom`) and size in points, its weight and slant.

    `lead` is how many letters of its beginning are bold. A hyphen at its end is U+FFFE.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    lead: int
    italic: bool
    at_edge: bool
    is_row: bool = False  # a whole row of a table


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry of the outline: its title, its depth (from 0) and the page that it leads to (from 0), if any."""

    title: str
    depth: int
    page: int | None


@dataclass(frozen=True, slots=True)
class Pages:
    """What pdfium found in a file; `size` is that of most of the text, `stamp` what stands turned along the edge of the first page."""

    lines: tuple[Line, ...]
    count: int
    size: float
    title: str
    stamp: str
    outline: tuple[Mark, ...]


def read_pages(data: bytes) -> Pages:
    """All lines of a PDF. Raises SourceFailed if it is encrypted or damaged beyond reading."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        if "assword" in str(fault):
            raise SourceFailed(
                "This PDF is encrypted: save a copy without its password (open it, then print to PDF) and list that."
            ) from fault
        raise SourceFailed("This PDF is damaged: it cannot be opened.") from fault
    try:
        return _read(document)
    except pypdfium2.PdfiumError as fault:
        raise SourceFailed("This PDF is damaged: its pages cannot be read.") from fault
    finally:
        document.close()


def _read(document: pypdfium2.PdfDocument) -> Pages:
    count = len(document)
    size, weight = usual(document)
    lines: list[Line] = []
    stamp = ""
    for number in range(count):
        found, turned = _page_lines(document, number, weight)
        lines += found
        stamp = stamp or (turned if not number else "")
    title = document.get_metadata_dict().get("Title", "")
    return Pages(tuple(_without_furniture(lines, count)), count, size, title, stamp, tuple(_outline(document)))


def _outline(document: pypdfium2.PdfDocument) -> Iterator[Mark]:
    for each in islice(document.get_toc(max_depth=8), _MOST_MARKS):
        place = each.get_dest()
        yield Mark(each.get_title(), each.level, place.get_index() if place else None)


def _page_lines(document: pypdfium2.PdfDocument, number: int, weight: int) -> tuple[list[Line], str]:
    page = document[number]
    try:
        glyphs, stamp = page_lines(page)
        pieces = page_pieces(glyphs, weight)
        drawn = arranged(pieces, cache(lambda: rules(page)))
    finally:
        page.close()
    low, high = (
        min((piece.bottom for piece in pieces), default=0.0),
        max((piece.bottom for piece in pieces), default=0.0),
    )
    edge = _EDGE * (high - low)
    return [
        Line(
            piece.text, number, piece.left, piece.right, piece.bottom, piece.size, piece.bold, piece.lead, piece.italic,
            piece.bottom - low <= edge or high - piece.bottom <= edge, is_row,
        )
        for piece, is_row in drawn
    ], stamp  # fmt: skip


def _without_furniture(lines: list[Line], count: int) -> Iterator[Line]:
    """The lines without tables of contents, without page numbers and without what repeats at the edge of many pages."""
    pages: Counter[str] = Counter(key for key, _ in {(_key(line), line.page) for line in lines if line.at_edge})
    often = max(2, count * _REPEATS)
    by_page: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    ahead, heights = _numbered(lines), _heights(lines, pages, often)
    for line in lines:
        if _LEADERS.search(line.text):
            continue  # of a table of contents
        if line.at_edge and _NUMBER.fullmatch(line.text) and int(line.text) - line.page in ahead:
            continue
        if line.at_edge and round(line.bottom) in heights:
            continue
        if not line.at_edge or (pages[_key(line)] < often and not _is_page_number(line, by_page[line.page])):
            yield line


def _numbered(lines: list[Line]) -> frozenset[int]:
    """What the numbers at the edges of pages are ahead of the pages' own: the numbers that count pages, whatever stands near them."""
    ahead = Counter(int(line.text) - line.page for line in lines if line.at_edge and _NUMBER.fullmatch(line.text))
    return frozenset(each for each, count in ahead.items() if count >= _LEAST_NUMBERED)


def _heights(lines: list[Line], pages: Counter[str], often: float) -> frozenset[int]:
    """The heights of running headers that change with the chapter: a line stands there on many pages, and most of these more than once."""
    again: defaultdict[int, dict[int, bool]] = defaultdict(dict)
    for line in lines:
        if line.at_edge:
            again[round(line.bottom)][line.page] = pages[_key(line)] > 1
    return frozenset(
        at
        for at, each in again.items()
        if len(each) >= max(often, _LEAST_NUMBERED) and 2 * sum(each.values()) > len(each)
    )


def _is_page_number(line: Line, page: list[Line]) -> bool:
    """A number that stands alone: a line of the same column just above or below makes it part of that column's text."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    return not any(
        other is not line
        and abs(other.bottom - line.bottom) < 1.9 * line.size
        and other.left < line.right
        and other.right > line.left
        for other in page
    )


def _key(line: Line) -> str:
    """What is the same in a running header from page to page: its words without figures."""
    return re.sub(r"[\W\d_]+", "", line.text).lower() or line.text
