"""Pieces of the lines of a PDF's page: raised figures read as such, wide gaps kept apart.

pdfium ends a line where a raised figure stands, and draws one line over two columns where the file does. Owns: `page_pieces`. Imports the
characters and the reading of raised signs.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.sources.lexicon import HYPHEN
from agent.sources.pdf_chars import Glyph, written
from agent.sources.raised import reading

_RAISED = re.compile(r"[\w+\-−–*†‡§¶∗]")
_WIDE = 1.0  # times the size: hardly a gap between words is as wide, one between columns is
_NEAR = 0.95  # times the size: up to here the next line's beginning goes on with this one, if it stands as high
_SPACE = 0.17
_NOTE = re.compile(r"(\d{1,2}|[*†‡§¶∗])\s?[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line of a page without a wide gap in it. `row` counts the lines of the page; pieces of one line share it.

    Edges, baseline (`bottom`) and size are in points. `bold` says that all of it is, `lead` how many characters of its beginning are.
    """

    text: str
    row: int
    left: float
    right: float
    bottom: float
    size: float
    bold: bool
    lead: int
    italic: bool


def page_pieces(lines: Sequence[list[Glyph]], weight: int) -> list[Piece]:
    """The pieces of a page's lines in their order; `weight` is that of the text's font."""
    joined = _joined(lines)
    notes = _notes(joined)
    return [
        _piece(part, row, notes, weight)
        for row, line in enumerate(joined)
        for part in _parts(line)
        if any(not glyph.text.isspace() for glyph in part)
    ]


def _joined(lines: Sequence[list[Glyph]]) -> list[list[Glyph]]:
    """The lines; one that goes on where the last one ended, as high, is part of it."""
    found: list[list[Glyph]] = []
    for line in lines:
        if found and _goes_on(found[-1], line):
            last, first = found[-1][-1], line[0]
            if first.left - last.right > _SPACE * last.size:
                found[-1].append(
                    Glyph(" ", last.right, last.bottom, first.left, last.top, last.base, last.size, last.font)
                )
            found[-1].extend(line)
        else:
            found.append(list(line))
    return found


def _goes_on(line: Sequence[Glyph], following: Sequence[Glyph]) -> bool:
    last, first = line[-1], following[0]
    size = max(last.size, first.size)
    overlap = min(last.top, first.top) - max(last.bottom, first.bottom)
    return (
        last.text != HYPHEN
        and overlap > 0.3 * min(last.top - last.bottom, first.top - first.bottom) > 0
        and -0.35 * size < first.left - last.right < _NEAR * size
    )


def _parts(line: Sequence[Glyph]) -> Iterator[list[Glyph]]:
    """A line cut at its wide gaps."""
    part: list[Glyph] = []
    before: Glyph | None = None
    for glyph in line:
        if glyph.text.isspace():
            part.append(glyph)
            continue
        if before and glyph.left - before.right > _WIDE * max(before.size, glyph.size):
            yield part
            part = []
        part.append(glyph)
        before = glyph
    yield part


def _notes(lines: Sequence[Sequence[Glyph]]) -> frozenset[str]:
    """The marks of the page's footnotes: what begins a line that is smaller than most, or stands raised at its beginning."""
    sizes = sorted(line[len(line) // 2].size for line in lines)
    usual = sizes[len(sizes) // 2] if sizes else 0.0
    found = set()
    for line in lines:
        mark = _NOTE.match(written(line[:5]))
        if mark and (line[-1].size < 0.93 * usual or _is_raised(line[0], line[-1])):
            found.add(mark[1])
    return frozenset(found)


def _piece(part: Sequence[Glyph], row: int, notes: frozenset[str], weight: int) -> Piece:
    """The part as text, measured."""
    drawn = [glyph for glyph in part if not glyph.text.isspace()]
    usual = Counter(glyph.size for glyph in drawn).most_common(1)[0][0]
    base = next(glyph.base for glyph in drawn if glyph.size == usual)
    lettered = [glyph for glyph in drawn if glyph.text.isalnum()] or drawn
    lead = next((at for at, glyph in enumerate(lettered) if not glyph.font.is_bold(weight)), len(lettered))
    italic = all(re.search("ital|obli|slant", glyph.font.name, re.IGNORECASE) for glyph in lettered)
    bold = lead == len(lettered)
    text = _read(part, notes)
    return Piece(text, row, drawn[0].left, drawn[-1].right, base, usual, bold, lead, italic)


def _read(part: Sequence[Glyph], notes: frozenset[str]) -> str:
    """The text of a part; figures that stand raised behind a word or figure are powers or footnotes' marks."""
    words: list[str] = []
    raised: list[str] = []
    base: Glyph | None = None
    for at, glyph in enumerate(part):
        if base is not None and _is_raised(glyph, base):
            raised.append(glyph.text)
            continue
        if raised:
            words.append(_sign("".join(words), "".join(raised), written(part[at : at + 2]), notes))
            raised = []
        words.append(" " if glyph.text.isspace() else glyph.text)
        base = None if glyph.text.isspace() else glyph
    return ("".join(words) + (_sign("".join(words), "".join(raised), "", notes) if raised else "")).strip()


def _is_raised(glyph: Glyph, base: Glyph) -> bool:
    """Whether a sign stands higher than the character before it; a letter must be smaller too."""
    if not _RAISED.fullmatch(glyph.text) or glyph.size > 1.05 * base.size:
        return False
    smaller = glyph.size < 0.87 * base.size
    lift = glyph.base - base.base
    return lift < base.size and (
        lift > 0.15 * base.size if smaller else lift > 0.25 * base.size and not glyph.text.isalpha()
    )


def _sign(before: str, raised: str, after: str, notes: frozenset[str]) -> str:
    return reading(before[-60:], raised.replace("∗", "*"), after, noted=raised in notes)
