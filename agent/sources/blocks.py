"""The shape between a format and its sentences: a document as a flat list of blocks, in reading order.

Every format reader makes these, and `sentences` numbers them. Owns the cleaning of characters and the folding of table
headers into rows. Imports the reading of raised signs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from ftfy import TextFixerConfig, fix_text
from ftfy.badness import is_bad

from agent.sources.raised import typed

BlockKind = Literal["heading", "prose", "item", "row", "code"]
# Where a document's day is from: it says so itself, or when it was last changed; its address; its footer; its text; the file's own data.
Dated = Literal["", "stated", "changed", "address", "footer", "text", "file"]

# What is drawn as nothing, turns the reading direction, or spells words that nobody sees (the tag characters).
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)
# Only what was decoded in a wrong charset is mended (`PokÃ©mon`): quotes, ligatures and widths are the author's.
_MENDED = TextFixerConfig(
    unescape_html=False, remove_terminal_escapes=False, fix_latin_ligatures=False, fix_character_width=False, uncurl_quotes=False,
    fix_line_breaks=False, fix_surrogates=False, remove_control_chars=False, normalization=None, explain=False,
)  # fmt: skip
_WIDEST_SPAN = 50
_LEAST_TOLD = 4  # rows from which on it is no chance that every second one is a single cell


@dataclass(frozen=True, slots=True)
class Block:
    """One heading, paragraph, list item, table row or block of code.

    `level` is 1 and up for headings and 0 for the rest. Only code keeps its line breaks. `speaker` says it, if somebody does; `label` is
    what stands before it in the source to say so. `within` counts the definitions that it stands in: their terms head nothing behind them.
    `tail` characters at its end are one with the sentence before them. `pages` are the places in the text where a page begins, each with
    the page's number.
    """

    kind: BlockKind
    text: str
    level: int = 0
    speaker: str = ""
    label: str = ""
    within: int = 0
    pages: tuple[tuple[int, int], ...] = ()
    tail: int = 0

    def page(self, place: int) -> int:
        """The number of the page on which the character at `place` stands (from 1), or 0 where there are no pages."""
        return next((number for start, number in reversed(self.pages) if start <= place), 0)


@dataclass(frozen=True, slots=True)
class Read:
    """What a format reader found: blocks, and what the format itself says about title, date (ISO), language (ISO 639-1 or empty), authors
    and the address at which it wants to be known. `dated` is where the date is from; empty: it is stated."""

    blocks: tuple[Block, ...]
    title: str = ""
    date: str | None = None
    language: str = ""
    authors: tuple[str, ...] = ()
    address: str = ""
    dated: Dated = ""


def clean(text: str) -> str:
    """Text without control and invisible characters or lone surrogates, composed (NFC). Line breaks and tabs stay."""
    sound = text.encode("utf-8", "replace").decode("utf-8")
    return unicodedata.normalize("NFC", _CONTROL.sub("", sound))


@lru_cache(2048)  # a page is walked more than once
def one_line(text: str) -> str:
    """Text cleaned, on one line, with single spaces; what somebody before us decoded in a wrong charset is mended, `10⁶` is 10^6."""
    mended = text if text.isascii() or not is_bad(text) else fix_text(text, _MENDED)
    return typed(" ".join(clean(mended).split()))


def code_text(text: str) -> str:
    """Code cleaned: no blank lines around it, no spaces at line ends; its indentation stays."""
    lines = [line.rstrip() for line in clean(text).expandtabs(4).splitlines()]
    return "\n".join(lines).strip("\n")


def block(kind: BlockKind, text: str, level: int = 0) -> Block | None:
    """A block with its text cleaned, or None if nothing is left of it."""
    sound = code_text(text) if kind == "code" else one_line(text)
    return Block(kind, sound, level) if sound else None


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: its text, whether it is a header, and how many columns and rows it spans."""

    text: str
    header: bool = False
    columns: int = 1
    rows: int = 1


def table(rows: Sequence[Sequence[Cell]]) -> list[Block]:
    """The rows of a table as blocks, the header cells folded in: `Ship: Niagara | Tons: 5,540`.

    Leading rows of nothing but header cells are the header (stacked ones are joined); they are no rows of their own unless
    the table has no other. A two-cell row that starts with a header cell reads `Key: value`.
    """
    grid = _grid(rows)
    caption = []
    while len(grid) > 1 and len(grid[0]) > 1 and grid[0][0].text and all(cell is grid[0][0] for cell in grid[0]):
        caption.append(grid.pop(0)[0].text)  # a head over the whole width names no column
    heads = 0
    while heads < len(grid) and all(cell.header for cell in grid[heads] if cell.text):
        heads += 1
    if heads == len(grid):
        heads = 0
    names = _column_names(grid[:heads])
    lines = (_row_text(row, names) for row in _whole_rows(grid[heads:]))
    return [made for line in (*caption, *lines) if (made := block("row", line))]


def _whole_rows(rows: Sequence[list[Cell]]) -> list[list[Cell]]:
    """The rows; where each has what is said of it in a cell over the whole width below it, the two are one."""
    told = [row for row in rows if any(cell.text for cell in row)]
    wide = [len(row) > 1 and all(cell is row[0] for cell in row) for row in told]
    if len(told) < _LEAST_TOLD or len(told) % 2 or wide != [False, True] * (len(told) // 2):
        return list(rows)
    return [[*row, below[0]] for row, below in zip(told[::2], told[1::2], strict=True)]


def _column_names(head: Sequence[Sequence[Cell]]) -> list[str]:
    """The name of each column, from one header row or several."""
    width = max((len(row) for row in head), default=0)
    names = []
    for column in range(width):
        parts = [row[column].text for row in head if column < len(row) and row[column].text]
        names.append(" ".join(dict.fromkeys(parts)).rstrip(":"))
    return names


def _row_text(row: Sequence[Cell], names: Sequence[str]) -> str:
    """One row as text; empty cells and repeats of a spanning cell are left out."""
    full = [(index, cell) for index, cell in enumerate(row) if cell.text and (index == 0 or row[index - 1] is not cell)]
    key = len(full) == 2 and (full[0][1].header or full[0][1].text.endswith(":")) and not full[1][1].header
    if not names and key:
        return f"{full[0][1].text.rstrip(':')}: {full[1][1].text}"
    return " | ".join(
        f"{names[index]}: {cell.text}" if index < len(names) and names[index] else cell.text for index, cell in full
    )


def _grid(rows: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """The table with spanning cells repeated in every place that they cover."""
    grid: list[list[Cell]] = []
    hanging: dict[int, tuple[Cell, int]] = {}
    for row in rows:
        line: list[Cell] = []
        waiting = list(row)
        while waiting or len(line) in hanging:
            column = len(line)
            if column in hanging:
                cell, left = hanging.pop(column)
                line.append(cell)
                if left > 1:
                    hanging[column] = (cell, left - 1)
                continue
            cell = waiting.pop(0)
            for offset in range(max(1, min(cell.columns, _WIDEST_SPAN))):
                line.append(cell)
                if cell.rows > 1:
                    hanging[column + offset] = (cell, min(cell.rows, len(rows)) - 1)
        grid.append(line)
    return grid


def plain_rows(rows: Iterable[Sequence[str]], *, header: bool) -> list[Block]:
    """Rows of bare strings as blocks; the first row is the header if `header`."""
    return table([[Cell(one_line(text), header and index == 0) for text in row] for index, row in enumerate(rows)])


# An entry of a log: `2024-02-10 Moved to the study`, `[10.02.2024] …`, `2024-02  Moved`
ENTRY = re.compile(r"\s{0,9}[\[(]?(?:\d{4}-(?:0[1-9]|1[0-2])(?:-\d\d)?|\d{1,2}[./]\d{1,2}[./](?:\d\d){1,2})(?![\d-])")
_LABELLED = re.compile(r"\s{0,3}[^\W\d_][\w /.'-]{0,30}: \S.{0,100}\Z")


def apart(lines: Sequence[str]) -> Iterator[str]:
    """The lines of a text, `Launch: March` and `Price: 49 euros` right below it as paragraphs of their own, as each is a note; so are the
    entries of a diary or a log, each of which begins with its day.

    Lines of fenced code stay as they are.
    """
    fenced = labelled = diary = False
    first = True  # of a run of lines
    for line in lines:
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
        now, dated = (not fenced and found.match(line) is not None for found in (_LABELLED, ENTRY))
        diary = dated if first else diary
        if (now and labelled) or (dated and diary and not first):
            yield ""
        yield line
        labelled, first = now, not line.strip()


# A few words behind a label, and no sentence.
_VALUE = re.compile(r"[^\W\d_]+(?: [^\W\d_]+){0,2}: \S+(?: \S+){0,7}(?<![.!?:])")


def valued(blocks: Sequence[Block]) -> list[Block]:
    """The blocks of a definition; a short labelled value (`Default: 3`) is one with the paragraph right before it, of which it is said.

    Of several in a row each stands for itself: they are a table.
    """
    made: list[Block] = []
    values = [each.kind == "prose" and _VALUE.fullmatch(each.text) is not None for each in blocks]
    values.append(False)  # behind the last, and so before the first
    for at, each in enumerate(blocks):
        said = made[-1] if made else each
        alone = values[at] and not values[at + 1] and not values[at - 1]
        if alone and said is not each and (said.kind, said.within) == ("prose", each.within):
            made[-1] = replace(said, text=f"{said.text} {each.text}", tail=len(each.text))
        else:
            made.append(each)
    return made
