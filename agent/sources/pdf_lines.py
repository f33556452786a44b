"""The lines of a PDF with where they stand and how large they are, from pdfium, in the order of reading.

pdfium keeps columns in order and marks the hyphens at line ends. Promises lines without running headers, page numbers and
rotated stamps. Imports the taxonomy of errors, glyphs and layout.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2

from agent.errors import SourceFailed
from agent.sources.pdf_glyphs import page_pieces
from agent.sources.pdf_layout import arranged

_EDGE = 0.12  # share of the page's height, above and below, where running headers and page numbers stand
_REPEATS = 0.3  # share of the pages on which a line at the edge must stand to be a running header
_PAGE_NUMBER = re.compile(
    r"[\W_]*(page\s*|seite\s*|p\.\s*)?(\d{1,5}|[ivxlc]{1,7})(\s*(of|von|/|sur|de)\s*\d{1,5})?[\W_]*", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its text, page, edges in points (`bottom` at its first character, `end` at its last), height, weight.

    pdfium joins lines at a hyphen and leaves U+FFFE there, so one line may run over several on the page.
    """

    text: str
    page: int
    left: float
    right: float
    bottom: float
    end: float
    height: float
    bold: bool
    at_edge: bool
    is_row: bool = False  # a whole row of a table


@dataclass(frozen=True, slots=True)
class Pages:
    """What pdfium found in a file. `date` is the ISO day of creation, if the file says one."""

    lines: tuple[Line, ...]
    count: int
    title: str
    date: str | None


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
        count = len(document)
        lines = [line for number in range(count) for line in _page_lines(document, number)]
        meta = document.get_metadata_dict()
    except pypdfium2.PdfiumError as fault:
        raise SourceFailed("This PDF is damaged: its pages cannot be read.") from fault
    finally:
        document.close()
    return Pages(
        tuple(_without_furniture(lines, count)), count, meta.get("Title", ""), _day(meta.get("CreationDate", ""))
    )


def _page_lines(document: pypdfium2.PdfDocument, number: int) -> Iterator[Line]:
    page = document[number]
    try:
        pieces = page_pieces(page.get_textpage())
        _, low, _, high = page.get_mediabox()
    finally:
        page.close()
    for piece, is_row in arranged(pieces):
        place = (piece.bottom - low) / max(1.0, high - low)
        yield Line(
            piece.text, number, piece.left, piece.right, piece.bottom, piece.end, piece.height, piece.bold,
            place < _EDGE or place > 1 - _EDGE, is_row,
        )  # fmt: skip


def _without_furniture(lines: list[Line], count: int) -> Iterator[Line]:
    """The lines without page numbers and without what repeats at the edge of many pages."""
    pages: Counter[str] = Counter(key for key, _ in {(_key(line), line.page) for line in lines if line.at_edge})
    often = max(2, count * _REPEATS)
    by_page: defaultdict[int, list[Line]] = defaultdict(list)
    for line in lines:
        by_page[line.page].append(line)
    for line in lines:
        if not line.at_edge or (pages[_key(line)] < often and not _is_page_number(line, by_page[line.page])):
            yield line


def _is_page_number(line: Line, page: list[Line]) -> bool:
    """A number that stands alone: a line of the same column just above or below makes it part of that column's text."""
    if not _PAGE_NUMBER.fullmatch(line.text):
        return False
    return not any(
        other is not line
        and min(abs(other.end - line.bottom), abs(other.bottom - line.bottom)) < 1.6 * line.height
        and other.left < line.right
        and other.right > line.left
        for other in page
    )


def _key(line: Line) -> str:
    """What is the same in a running header from page to page: its words without figures."""
    return re.sub(r"[\W\d_]+", "", line.text).lower() or line.text


def _day(stamp: str) -> str | None:
    """`D:20230501120000Z` as `2023-05-01`."""
    found = re.match(r"D:(\d{4})(\d{2})(\d{2})", stamp)
    return "-".join(found.groups()) if found and found[1] > "0000" and "01" <= found[2] <= "12" else None
