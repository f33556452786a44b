"""Pieces of lines that stand side by side on a PDF's page: columns are read one after the other, tables row by row with their heads.

Owns: `arranged`. Promises that every piece's words are there. Imports the glyphs and the folding of tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from agent.sources.blocks import Cell, table
from agent.sources.pdf_glyphs import Piece

_LEAST_ROWS = 3
_WORDS_OF_PROSE = 3.5  # words of a piece, on the average: from here on pieces side by side are columns of prose
_FIGURE = re.compile(r"\W*\d[\W\d]*(?:[^\W\d]{1,3})?")
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")

Row = list[Piece]


def arranged(pieces: Sequence[Piece]) -> list[tuple[Piece, bool]]:
    """The pieces in the order of reading, each with whether it is a whole row of a table; what is neither column nor table is joined."""
    rows = [list(group) for _, group in groupby(pieces, key=lambda piece: piece.row)]
    found: list[tuple[Piece, bool]] = []
    at = 0
    while at < len(rows):
        end = at + 1
        while len(rows[at]) > 1 and end < len(rows) and _goes_on(rows[at:end], rows[end]):
            end += 1
        found += _read(rows[at:end])
        at = end
    return found


def _goes_on(run: Sequence[Row], row: Row) -> bool:
    """Whether a row stands under a run of rows of several pieces, near it, with pieces of its own side by side."""
    last, first = run[-1][0], row[0]
    return len(row) > 1 and 0 < last.bottom - first.bottom < 3 * max(last.size, first.size)


def _read(run: Sequence[Row]) -> Iterator[tuple[Piece, bool]]:
    bands = _bands(run)
    if len(run) >= _LEAST_ROWS and len(bands) > 1 and all(_apart(row, bands) for row in run):
        pieces = [piece for row in run for piece in row]
        words = sum(len(piece.text.split()) for piece in pieces) / len(pieces)
        if words >= _WORDS_OF_PROSE:
            for band in bands:
                yield from ((piece, False) for piece in pieces if _in(piece, band))
            return
        yield from ((piece, True) for piece in _rows(run, bands))
        return
    for row in run:
        yield _as_one(row, " ".join(piece.text for piece in row)), False


def _as_one(row: Row, text: str) -> Piece:
    bold = all(piece.bold for piece in row)
    return replace(row[0], text=text, right=row[-1].right, bold=bold, italic=all(piece.italic for piece in row))


def _bands(run: Sequence[Row]) -> list[tuple[float, float]]:
    """The widths that the pieces take, those that overlap as one: the columns."""
    bands: list[tuple[float, float]] = []
    for left, right in sorted((piece.left, piece.right) for row in run for piece in row):
        if bands and left < bands[-1][1]:
            bands[-1] = (bands[-1][0], max(bands[-1][1], right))
        else:
            bands.append((left, right))
    return bands


def _in(piece: Piece, band: tuple[float, float]) -> bool:
    return band[0] <= piece.left < band[1]


def _apart(row: Row, bands: Sequence[tuple[float, float]]) -> bool:
    """Whether no two pieces of a row fall into one column."""
    return all(sum(_in(piece, band) for piece in row) <= 1 for band in bands)


def _rows(run: Sequence[Row], bands: Sequence[tuple[float, float]]) -> Iterator[Piece]:
    """The rows as text, each with its heads if the first row is one."""
    cells = [[next((piece.text for piece in row if _in(piece, band)), "") for band in bands] for row in run]
    headed = _is_head(run, cells)
    head = [[Cell(text, header=True) for text in cells[0]]] if headed else []
    for row, texts in zip(run[headed:], cells[headed:], strict=True):
        for block in table([*head, [Cell(text) for text in texts]]):
            yield _as_one(row, block.text)


def _is_head(run: Sequence[Row], cells: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: set in bold, or words over figures, or years over what is none."""
    first, rest = cells[0], cells[1:]
    if all(piece.bold for piece in run[0]) and not all(piece.bold for row in run[1:] for piece in row):
        return True
    figures = [column for column in range(1, len(first)) if any(_FIGURE.fullmatch(row[column]) for row in rest)]
    heads = [first[column] for column in figures]
    years = any(_YEAR.fullmatch(row[column]) for row in rest for column in figures)
    return bool(heads) and all(
        head and (not _FIGURE.fullmatch(head) or (_YEAR.fullmatch(head) and not years)) for head in heads
    )
