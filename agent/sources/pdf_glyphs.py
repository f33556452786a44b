"""The characters of a PDF's page with their boxes, put together into lines: raised figures read as such, wide gaps kept apart.

pdfium ends a line where a raised figure stands, and draws one line over two columns where the file does. Owns: `page_pieces`. Imports the
reading of raised signs.
"""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from agent.sources.raised import reading

_BOLD = 600
_MAY_BE_RAISED = frozenset("0123456789+-−–*†‡§¶∗")
_WIDE = 2.5  # times the height: no gap between words is as wide, one between columns is
_NEAR = 0.8  # times the height: up to here the next line's beginning goes on with this one, if it stands as high
_SPACE = 0.15
_NOTE = re.compile(r"(\d{1,2}|[*†‡§¶∗])\s?[^\W\d_]")

Box = tuple[float, float, float, float]  # left, bottom, right, top, in points


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line of a page without a wide gap in it. `row` counts the lines of the page; pieces of one line share it."""

    text: str
    row: int
    left: float
    right: float
    bottom: float
    end: float
    height: float
    bold: bool


def page_pieces(text_page: pypdfium2.PdfTextPage) -> list[Piece]:
    """The pieces of a page in pdfium's order. Text that does not run from left to right (a stamp along the edge) is left out."""
    page = _Page(text_page)
    lines = [line for line in page.lines() if page.is_level(line)]
    notes = page.notes(lines)
    return [
        piece for row, line in enumerate(lines) for part in page.parts(line) if (piece := page.piece(part, row, notes))
    ]


class _Page:
    """The characters of one page by index. A line is a list of indices, white space included."""

    def __init__(self, text_page: pypdfium2.PdfTextPage) -> None:
        self._raw = text_page
        self._text = text_page.get_text_range()
        self._count = min(len(self._text), text_page.count_chars())
        self._boxes = [self._box(index) for index in range(self._count)]

    def _box(self, index: int) -> Box:
        rectangle = pdfium.FS_RECTF()
        if not pdfium.FPDFText_GetLooseCharBox(self._raw, index, rectangle):
            return 0.0, 0.0, 0.0, 0.0
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    def height(self, index: int) -> float:
        """The height of a character's whole box (its font's, not its ink's)."""
        return round(self._boxes[index][3] - self._boxes[index][1], 1)

    def lines(self) -> list[list[int]]:
        """pdfium's lines; one that goes on where the last one ended, as high, is part of it."""
        found: list[list[int]] = []
        position = 0
        for raw in self._text.split("\n"):
            first = position + len(raw) - len(raw.lstrip())
            line = list(range(first, min(position + len(raw.rstrip()), self._count)))
            if line and found and self._goes_on(found[-1], line):
                spaced = self._boxes[line[0]][0] - self._boxes[found[-1][-1]][2] > _SPACE * self.height(found[-1][-1])
                found[-1] += [position - 1, *line] if spaced else line  # the break between them is white space
            elif line:
                found.append(line)
            position += len(raw) + 1
        return found

    def _goes_on(self, line: Sequence[int], following: Sequence[int]) -> bool:
        last, first = self._boxes[line[-1]], self._boxes[following[0]]
        height = max(last[3] - last[1], first[3] - first[1])
        overlap = min(last[3], first[3]) - max(last[1], first[1])
        return (
            overlap > 0.3 * min(last[3] - last[1], first[3] - first[1]) > 0
            and -0.3 * height < first[0] - last[2] < _NEAR * height
        )

    def is_level(self, line: Sequence[int]) -> bool:
        """Whether a line runs from left to right."""
        angle = float(pdfium.FPDFText_GetCharAngle(self._raw, line[len(line) // 2]))
        return abs(angle) % 6.2832 <= 0.2

    def parts(self, line: Sequence[int]) -> Iterator[list[int]]:
        """A line cut at its wide gaps."""
        part: list[int] = []
        for index in line:
            if part and self._text[index].isspace():
                part.append(index)
                continue
            if part and self._text[part[-1]].isspace():
                before = next(each for each in reversed(part) if not self._text[each].isspace())
                if self._boxes[index][0] - self._boxes[before][2] > _WIDE * max(
                    self.height(before), self.height(index)
                ):
                    yield part
                    part = []
            part.append(index)
        yield part

    def notes(self, lines: Sequence[Sequence[int]]) -> frozenset[str]:
        """The marks of the page's footnotes: what begins a line that is smaller than most, or stands raised at its beginning."""
        heights = sorted(self.height(line[len(line) // 2]) for line in lines)
        usual = heights[len(heights) // 2] if heights else 0.0
        found = set()
        for line in lines:
            mark = _NOTE.match("".join(self._text[index] for index in line[:5]))
            first, last = line[0], line[-1]
            if mark and (self.height(last) < 0.9 * usual or self.height(first) < 0.85 * self.height(last)):
                found.add(mark[1])
        return frozenset(found)

    def piece(self, part: Sequence[int], row: int, notes: frozenset[str]) -> Piece | None:
        """The part as text, measured; None if nothing is written there."""
        part = list(part)
        while part and self._text[part[-1]].isspace():
            part.pop()
        if not part:
            return None
        first, middle, last = part[0], part[len(part) // 2], part[-1]
        height = max(self.height(index) for index in (first, middle, last))
        bold = all(self._is_bold(index) for index in (first, middle, last))
        left, bottom, right, end = (
            self._boxes[first][0],
            self._boxes[first][1],
            self._boxes[last][2],
            self._boxes[last][1],
        )
        return Piece(self._read(part, notes), row, left, right, bottom, end, height, bold)

    def _read(self, part: Sequence[int], notes: frozenset[str]) -> str:
        """The text of a part; figures that stand raised behind a word or figure are powers or footnotes' marks."""
        words: list[str] = []
        raised: list[str] = []
        base: int | None = None
        for at, index in enumerate(part):
            if base is not None and self._is_raised(index, base):
                raised.append(self._text[index])
                continue
            if raised:
                words.append(
                    _sign(
                        "".join(words), "".join(raised), "".join(self._text[each] for each in part[at : at + 2]), notes
                    )
                )
                raised = []
            words.append(" " if self._text[index].isspace() else self._text[index])
            base = None if self._text[index].isspace() else index
        return "".join(words) + (_sign("".join(words), "".join(raised), "", notes) if raised else "")

    def _is_raised(self, index: int, base: int) -> bool:
        """Whether a sign stands higher than the character before it, and is no larger."""
        if self._text[index] not in _MAY_BE_RAISED:
            return False
        (_, low, _, high), (_, floor, _, top) = self._boxes[index], self._boxes[base]
        height = top - floor
        smaller, higher = high - low < 0.85 * height, low - floor
        return height > 0 and floor < low < top and (higher > 0.12 * height if smaller else higher > 0.25 * height)

    def _is_bold(self, index: int) -> bool:
        """By the font's weight, or by its name: the fourteen standard fonts state no weight."""
        if pdfium.FPDFText_GetFontWeight(self._raw, index) >= _BOLD:
            return True
        name = ctypes.create_string_buffer(128)
        pdfium.FPDFText_GetFontInfo(self._raw, index, name, len(name), ctypes.c_int())
        return b"bold" in name.value.lower()


def _sign(before: str, raised: str, after: str, notes: frozenset[str]) -> str:
    return reading(before[-60:], raised.replace("∗", "*"), after, noted=raised in notes)
