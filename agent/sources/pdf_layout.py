"""Pieces of lines that stand side by side on a PDF's page: columns are read one after the other, tables row by row with their heads.

Owns: `arranged`. Promises that every piece's words are there. Imports the glyphs, the lines
that are drawn, and the folding of tables.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby, takewhile

from agent.sources.blocks import Cell, table
from agent.sources.pdf_glyphs import Piece
from agent.sources.pdf_rules import Rule, framed, under_head

_LEAST_ROWS = 3
_MOST_HEADS = 2  # rows of heads
_OUT = 3.0  # points that what is in a table may stand out of it, or aside of its column
_ASIDE = 0.5  # of a group's width: so far its head's two ends may be off its own, taken together
_WORDS_OF_PROSE = 3.5  # words of a piece, on the average: from here on pieces side by side are columns of prose
_FIGURE = re.compile(r"\W*\d[\W\d]*(?:[^\W\d]{1,3})?")
_BLANK = re.compile(r"[-–—.]+|n/?a", re.IGNORECASE)  # what stands for no value
_YEAR = re.compile(r"(?:1[4-9]|20)\d\d")

Row = list[Piece]


def arranged(pieces: Sequence[Piece], drawn: Callable[[], Sequence[Rule]] = tuple) -> list[tuple[Piece, bool]]:
    """The pieces in the order of reading, each with whether it is a whole row of a table; what is neither column nor table is joined.

    `drawn` gives the level lines of the page, and is only asked where something may be a table.
    """
    rows = [list(group) for _, group in groupby(pieces, key=lambda piece: piece.row)]
    found: list[tuple[Piece, bool]] = []
    at = 0
    while at < len(rows):
        end = at + 1
        while len(rows[at]) > 1 and end < len(rows) and _goes_on(rows[at:end], rows[end]):
            end += 1
        foot = _foot(rows, at, drawn()) if len(rows[at]) > 1 else 0
        end = max(end, foot)
        found += _read(rows[at:end], drawn, is_table=foot == end)
        at = end
    return found


def _goes_on(run: Sequence[Row], row: Row) -> bool:
    """Whether a row stands under a run of rows of several pieces, near it, with pieces of its own side by side."""
    last, first = run[-1][0], row[0]
    return len(row) > 1 and 0 < last.bottom - first.bottom < 3 * max(last.size, first.size)


def _foot(rows: Sequence[Row], at: int, drawn: Sequence[Rule]) -> int:
    """Where the table ends that begins with a row, if lines are drawn over it, under its heads and at its foot; 0 if they are not.

    Between them a line that stands alone is of the table, too: a group's name, or what a cell goes on with.
    """
    frame = framed(drawn, [row[0].bottom for row in rows[at:]], rows[at][0].left, rows[at][-1].right)
    if frame is None:
        return 0
    inside = takewhile(lambda row: row[0].bottom > frame.height and row[0].left > frame.left - _OUT, rows[at:])
    lengths = [len(row) if row[-1].right < frame.right + _OUT else 0 for row in inside]
    return at + len(lengths) if lengths and all(lengths) and 2 * lengths.count(1) <= len(lengths) else 0


def _read(run: Sequence[Row], drawn: Callable[[], Sequence[Rule]], *, is_table: bool) -> Iterator[tuple[Piece, bool]]:
    several = [row for row in run if len(row) > 1]
    bands = _bands(several)
    if len(several) >= _LEAST_ROWS and len(bands) > 1 and all(_apart(row, bands) for row in several):
        pieces = [piece for row in several for piece in row]
        words = sum(len(piece.text.split()) for piece in pieces) / len(pieces)
        if words >= _WORDS_OF_PROSE and not is_table:
            for band in bands:
                yield from ((piece, False) for piece in pieces if _in(piece, band))
            return
        yield from ((piece, True) for piece in _rows(run, bands, drawn()))
        return
    if found := _under_wide_heads(run, drawn):
        yield from ((piece, True) for piece in found)
        return
    for row in run:
        yield _as_one(row, " ".join(piece.text for piece in row)), False


def _under_wide_heads(run: Sequence[Row], drawn: Callable[[], Sequence[Rule]]) -> list[Piece]:
    """The rows of a table whose first head, or first two, stand over several columns each; empty if that is not what it is."""
    for heads in range(1, min(_MOST_HEADS, len(run) - _LEAST_ROWS) + 1):
        body = run[heads:]
        several = [row for row in body if len(row) > 1]
        bands = _bands(several)
        if len(bands) < 3 or len(several) < _LEAST_ROWS or not all(_apart(row, bands) for row in several):
            continue
        short = sum(len(piece.text.split()) for row in run for piece in row) < _WORDS_OF_PROSE * sum(map(len, run))
        names = [_spread(row, bands, drawn()) for row in run[:heads]] if short else []
        if names and all(names) and _heads(*_cells(body, bands), bands, drawn()):
            return list(_rows(body, bands, drawn(), names))
    return []


def _spread(row: Row, bands: Sequence[tuple[float, float]], drawn: Sequence[Rule]) -> list[str]:
    """The name that a row of wide heads gives to each column: by the short line under each head, or as they part the columns evenly.

    Empty if neither tells.
    """
    names = ["" for _ in bands]
    for piece in row:
        middle = (piece.left + piece.right) / 2
        lines = [r for r in drawn if r.left <= middle <= r.right and 0 < piece.bottom - r.height < piece.size]
        line = min(lines, key=lambda rule: rule.right - rule.left, default=None)
        left, right = (line.left, line.right) if line else (piece.left, piece.right)
        for at, band in enumerate(bands):
            if left < band[1] and band[0] < right:
                names[at] = f"{names[at]} {piece.text}".strip()
    lines_tell = all(names[1:])
    if lines_tell:
        return names
    first = row[0].left < bands[0][1]
    wide, over = row[first:], len(bands) - 1
    each, rest = divmod(over, max(1, len(wide)))
    if rest or not wide:
        return []
    for at, piece in enumerate(wide):
        left, right = bands[1 + at * each][0], bands[(at + 1) * each][1]
        if abs((piece.left + piece.right) - (left + right)) > _ASIDE * (right - left):
            return []
        names[1 + at * each : 1 + (at + 1) * each] = [piece.text] * each
    return [row[0].text if first else "", *names[1:]]


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


def _rows(
    run: Sequence[Row], bands: Sequence[tuple[float, float]], drawn: Sequence[Rule], above: Sequence[Sequence[str]] = ()
) -> Iterator[Piece]:
    """The rows as text, each with its heads, if the first row is one; `above` are rows of heads over it."""
    run, cells = _cells(run, bands)
    headed = _heads(run, cells, bands, drawn)
    head = [[Cell(text, header=True) for text in texts] for texts in (*above, *cells[:headed])]
    for row, texts in zip(run[headed:], cells[headed:], strict=True):
        for block in table([*head, [Cell(text) for text in texts]]) if len(row) > 1 else ():
            yield _as_one(row, block.text)
        if len(row) == 1:
            yield row[0]


def _cells(run: Sequence[Row], bands: Sequence[tuple[float, float]]) -> tuple[list[Row], list[list[str]]]:
    """The rows with the texts of their cells; a line that stands alone under a cell that is not the first goes on with it."""
    rows: list[Row] = []
    cells: list[list[str]] = []
    for row in run:
        texts = [next((piece.text for piece in row if _in(piece, band)), "") for band in bands]
        at = next((at for at, text in enumerate(texts) if text), 0)
        if len(row) == 1 and at and cells and abs(row[0].left - bands[at][0]) < _OUT:
            cells[-1][at] = f"{cells[-1][at]} {row[0].text}".strip()
        else:
            rows.append(row)
            cells.append(texts)
    return rows, cells


def _heads(
    run: Sequence[Row], cells: Sequence[Sequence[str]], bands: Sequence[tuple[float, float]], drawn: Sequence[Rule]
) -> int:
    """How many of the first rows name the columns: those over the line that is drawn under them, or the first by its looks."""
    headed = under_head(drawn, [row[0].bottom for row in run], bands[0][0], bands[-1][1])
    return headed if 0 < headed <= _MOST_HEADS else int(_is_head(run, cells))


def _is_head(run: Sequence[Row], cells: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns: set in bold, or words over figures, or years over what is none."""
    first, rest = cells[0], cells[1:]
    if all(piece.bold for piece in run[0]) and not all(piece.bold for row in run[1:] for piece in row):
        return True
    figures = [column for column in range(1, len(first)) if any(_FIGURE.fullmatch(row[column]) for row in rest)]
    heads = [first[column] for column in figures]
    years = any(_YEAR.fullmatch(row[column]) for row in rest for column in figures)
    return bool(heads) and all(
        head and not _BLANK.fullmatch(head) and (not _FIGURE.fullmatch(head) or (_YEAR.fullmatch(head) and not years))
        for head in heads
    )
