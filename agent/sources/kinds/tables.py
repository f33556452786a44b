"""What rows of bare values have in common, whatever program wrote them: where the header is, and how many are too many.

Owns: `rows_of` and the bound. Imports the shape of blocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from agent.errors import SourceFailed
from agent.sources.blocks import Block, block, plain_rows

MOST_ROWS = 10_000  # with thirty tokens each a third of a million to read: more is a data set
_MOST_TEXT = 20_000_000  # characters: one text may stand in a million cells


def bounded(rows: Iterable[Sequence[str]]) -> list[list[str]]:
    """The rows with something in them, and blank ones between as empty lists. Raises SourceFailed for more than a night should read."""
    kept: list[list[str]] = []
    filled = size = 0
    for row in rows:
        used = any(each.strip() for each in row)
        filled += used
        size += sum(map(len, row))
        if used or (kept and kept[-1]):
            kept.append(list(row) if used else [])
        if filled > MOST_ROWS or size > _MOST_TEXT:
            raise SourceFailed(
                f"It has more than {MOST_ROWS:,} rows, or very long ones: that is data and not a text. Save the rows that matter as a "
                "table of their own and list that."
            )
    return kept


def areas(rows: Sequence[list[str]]) -> list[Block]:
    """The blocks of a sheet: what blank rows part are tables of their own; a lone cell above one is a line of text."""
    blocks: list[Block] = []
    area: list[list[str]] = []
    for row in [*rows, []]:
        if row:
            area.append(row)
        elif area:
            blocks += _area(area)
            area = []
    return blocks


def _area(rows: list[list[str]]) -> list[Block]:
    lines = 0
    while lines < len(rows) and sum(bool(each.strip()) for each in rows[lines]) == 1 and max(map(len, rows)) > 1:
        lines += 1
    lines = 0 if lines == len(rows) else lines
    alone = [block("prose", " ".join(row)) for row in rows[:lines]]
    head = rows[lines] if len(rows) - lines > 1 and len(rows[lines]) > 1 else []
    words = not any(_figure(each) for each in head)
    return [*filter(None, alone), *plain_rows(rows[lines:], header=bool(head) and words)]


def _figure(text: str) -> bool:
    """Whether a cell is a figure, which names no column; a year may."""
    bare = text.strip().replace(",", "").replace(".", "", 1).lstrip("+-")
    return bare.isdecimal() and not (len(bare) == 4 and bare[:2] in {"18", "19", "20"})
