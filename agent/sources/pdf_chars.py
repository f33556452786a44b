"""The characters of a PDF's page in pdfium's order, each with its place, its size and its font, as lines that run from left to right.

Turned text is read as if the page were turned so that it is level. pdfium's text leaves out characters without a code, so that a place in
it is no character's number: here each character is asked for by its own. Owns: `page_lines`, `usual`. Imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, hypot, pi

import pypdfium2
import pypdfium2.raw as pdfium

from agent.sources.lexicon import HYPHEN

_HYPHEN_CODE = 2  # what pdfium gives for one
_DRAWN = {_HYPHEN_CODE: HYPHEN, 9: " "}  # of the control characters
_BREAKS = frozenset((10, 13))
_TURNED = 200  # characters: fewer that run another way than the page's text are a stamp along its edge
_SAMPLED = 12  # pages
_HEAVIER = 130  # how much heavier than the text a font's weight must be to be bold
_HEAVY = re.compile(r"bold|black|heavy|demi|(?<!r)medi\b|bx\d|cmb\d|[a-z]bx\b|-bd\b", re.IGNORECASE)
_PLAIN = re.compile(r"regular|book\b|light|roman\b", re.IGNORECASE)
_ACCENTS = dict(
    zip("`´ˆ˜¨¯˘˙˚˝ˇ¸", "\u0300\u0301\u0302\u0303\u0308\u0304\u0306\u0307\u030a\u030b\u030c\u0327", strict=True)
)


@dataclass(frozen=True, slots=True)
class Font:
    """`weight` is pdfium's guess (400 is usual, 700 bold; many a regular font has 740), 0 or less if it has none."""

    name: str
    weight: int

    def is_bold(self, usual: int) -> bool:
        """By its name, or as it is heavier than the text's font, whose weight is `usual`."""
        return _bold(self, usual)


@lru_cache(maxsize=256)
def _bold(font: Font, usual: int) -> bool:
    if _HEAVY.search(font.name):
        return True
    return usual > 0 and font.weight >= usual + _HEAVIER and not _PLAIN.search(font.name)


@dataclass(slots=True)
class Glyph:
    """One character: its box (the font's height, not the ink's), its baseline and its size in points."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    base: float
    size: float
    font: Font


Style = tuple[Font, float, int]  # font, size, quarter turns against the clock


def usual(document: pypdfium2.PdfDocument) -> tuple[float, int]:
    """(size in points, weight) of most of the text, from a few pages over the whole."""
    count = len(document)
    styles: Counter[tuple[float, int]] = Counter()
    for number in sorted({count * at // _SAMPLED for at in range(_SAMPLED)}):
        page = document[number]
        raw = page.get_textpage()
        for index, (font, size, _) in enumerate(_styles(raw)):
            if pdfium.FPDFText_GetUnicode(raw, index) > 32:
                styles[round(size, 1), font.weight] += 1
        page.close()
    return styles.most_common(1)[0][0] if styles else (10.0, 400)


def page_lines(page: pypdfium2.PdfPage) -> tuple[list[list[Glyph]], str]:
    """The lines of a page, each of at least one character that is no space, and what stands on it turned and short (a stamp)."""
    raw = page.get_textpage()
    styles = _styles(raw)
    turns = Counter(turn for index, (_, _, turn) in enumerate(styles) if pdfium.FPDFText_GetUnicode(raw, index) > 32)
    lines: list[list[Glyph]] = []
    stamps: list[str] = []
    for at, (turn, count) in enumerate(turns.most_common()):
        if turn * 90 != page.get_rotation():
            page.set_rotation(turn * 90)  # pdfium's order goes by how the page is shown
            raw = page.get_textpage()
            styles = _styles(raw)
        found = list(_lines(raw, styles, turn))
        if at and count < _TURNED:
            stamps += ["".join(glyph.text for glyph in line) for line in found]
        else:
            lines += found
    return lines, " ".join(stamps)


def _styles(raw: pypdfium2.PdfTextPage) -> list[Style]:
    """For each character its style; one run of text has one."""
    known: dict[int | None, Style] = {}
    found: list[Style] = []
    none = (Font("", 0), 0.0, 0)
    for index in range(raw.count_chars()):
        run = ctypes.cast(pdfium.FPDFText_GetTextObject(raw, index), ctypes.c_void_p).value
        if run is None:  # made by pdfium: a space or a line's end
            found.append(found[-1] if found else none)
            continue
        if run not in known:
            known[run] = _style(raw, index)
        found.append(known[run])
    return found


def _style(raw: pypdfium2.PdfTextPage, index: int) -> Style:
    name = ctypes.create_string_buffer(160)
    pdfium.FPDFText_GetFontInfo(raw, index, name, len(name), ctypes.c_int())
    font = Font(name.value.decode("utf-8", "replace"), int(pdfium.FPDFText_GetFontWeight(raw, index)))
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(raw, index, matrix)
    size = float(pdfium.FPDFText_GetFontSize(raw, index)) * hypot(matrix.c, matrix.d)
    box = pdfium.FS_RECTF()
    turn = round(atan2(matrix.b, matrix.a) / (pi / 2)) % 4
    if pdfium.FPDFText_GetLooseCharBox(raw, index, box):
        height = box.top - box.bottom if turn % 2 == 0 else box.right - box.left
        size = (
            size if 0.5 * height < size < 2 * height or height <= 0 else height
        )  # a font of drawings has a scale of its own
    return font, round(size, 1), turn


def _lines(raw: pypdfium2.PdfTextPage, styles: Sequence[Style], turn: int) -> Iterator[list[Glyph]]:
    """pdfium's lines of the text that runs in one direction; a hyphen at a line's end ends it."""
    line: list[Glyph] = []
    for index, (font, size, turned) in enumerate(styles):
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if turned == turn and (code >= 32 or code in _DRAWN):
            _add(line, _glyph(raw, index, _DRAWN.get(code, "") or chr(code), turn, font, size))
        if code in _BREAKS or code == _HYPHEN_CODE:
            yield from _worth(line)
            line = []
    yield from _worth(line)


def _worth(line: list[Glyph]) -> Iterator[list[Glyph]]:
    while line and line[-1].text.isspace():
        line.pop()
    first = next((at for at, glyph in enumerate(line) if not glyph.text.isspace()), None)
    if first is not None:
        yield line[first:]


def _glyph(raw: pypdfium2.PdfTextPage, index: int, text: str, turn: int, font: Font, size: float) -> Glyph:
    box, x, y = pdfium.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetLooseCharBox(raw, index, box)
    pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
    (left, low), (right, high) = _level(box.left, box.bottom, turn), _level(box.right, box.top, turn)
    _, base = _level(x.value, y.value, turn)
    return Glyph(text, min(left, right), min(low, high), max(left, right), max(low, high), base, size, font)


def _level(x: float, y: float, turn: int) -> tuple[float, float]:
    """A point as it lies where the text is level."""
    return ((x, y), (y, -x), (-x, -y), (-y, x))[turn]


def _add(line: list[Glyph], glyph: Glyph) -> None:
    """One more character. Halves of one beyond the first plane are put together, and an accent that is drawn over its letter."""
    last = line[-1] if line else None
    if last and "\ud800" <= last.text <= "\udbff" and "\udc00" <= glyph.text <= "\udfff":
        last.text = (last.text + glyph.text).encode("utf-16", "surrogatepass").decode("utf-16")
        return
    if (
        last
        and last.text in _ACCENTS
        and glyph.text.isalpha()
        and glyph.left < last.right - 0.3 * (last.right - last.left)
    ):
        letter = {"ı": "i", "ȷ": "j"}.get(glyph.text, glyph.text)
        composed = unicodedata.normalize("NFC", letter + _ACCENTS[last.text])
        if len(composed) == 1:
            glyph.text = composed
            line[-1] = glyph
            return
    line.append(glyph)


def written(line: Sequence[Glyph]) -> str:
    """The characters of a line as they stand."""
    return "".join(glyph.text for glyph in line)
