"""Rows of tables as a person reads them: several together as a table, one by itself as `**Ship**: Great Eastern · **Kind**: iron
steamship`, where the stored text has bars.

Owns: which words on a page are a row, and its cells. The quotation in the footnote stays the stored row. Pure.
Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from agent.knowledge.model import Citation, Document
from agent.wiki.text import inline, one_line

BETWEEN = " · "
_BAR = " | "
_LONGEST_NAME = 60  # characters of a column's name; what is longer before a colon is a sentence
_PIPE = re.compile(r"(?<!\\)\|")


def is_row(text: str, citations: Iterable[Citation], documents: Mapping[str, Document]) -> bool:
    """Whether `text` is the row of a table, word for word, that one of its citations cites."""
    for citation in citations:
        document = documents.get(citation.document)
        if document is None or citation.first != citation.last or not 1 <= citation.first <= len(document.sentences):
            continue
        if document.sentences[citation.first - 1].kind == "row" and document.sentence(citation.first) == text:
            return True
    return False


def readable(row: str, words: Callable[[str], str]) -> str:
    """A row as markdown, its column names bold; `words` makes markdown of the rest.

    Nothing if it names no column, or its cells could not be told from other words.
    """
    line = one_line(row)
    cells = [_split(cell) for cell in line.split(_BAR)]
    torn = any(cell.count("`") % 2 for pair in cells for cell in pair)
    if torn or BETWEEN in line or not any(name for name, _ in cells):
        return ""
    return BETWEEN.join(f"**{inline(name)}**: {words(value)}" if name else words(value) for name, value in cells)


def cells_of(row: str) -> dict[str, str]:
    """What stands in each column, by its name; nothing if that cannot be told. A first column may have no name."""
    cells = [_split(cell) for cell in one_line(row).split(_BAR)]
    names = [name for name, _ in cells]
    unclear = len(set(names)) < len(names) or "" in names[1:] or not any(names)
    return {} if unclear or any(cell.count("`") % 2 for _, cell in cells) else dict(cells)


def table(rows: Sequence[tuple[str, Callable[[str], str], str]]) -> str:
    """Rows of like columns as a table: each as (the stored row, what makes markdown of a cell, its footnote marks).

    The marks stand in the row's last cell that is not empty. A column that only some
    rows have stands where the longest row has it, or last.
    """
    cells = [cells_of(row) for row, _, _ in rows]
    names = list(dict.fromkeys(name for row in sorted(cells, key=len, reverse=True) for name in row))
    lines = [_table_row(map(inline, names)), _table_row("---" for _ in names)]
    for row, (_, words, marks) in zip(cells, rows, strict=True):
        shown = [_PIPE.sub(r"\\|", words(row.get(name, ""))) for name in names]
        last = max((at for at, cell in enumerate(shown) if cell), default=0)
        lines.append(_table_row(cell + marks * (at == last) for at, cell in enumerate(shown)))
    return "\n".join(lines)


def _table_row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def plain(row: str) -> str:
    """A row as plain text, for where there is no markdown."""
    return one_line(row).replace(_BAR, BETWEEN)


def _split(cell: str) -> tuple[str, str]:
    """(the column's name, the cell); the name is empty where there is none, or it cannot be told from the rest."""
    name, colon, value = cell.partition(": ")
    sure = colon and value.strip() and 0 < len(name) <= _LONGEST_NAME and name == name.strip() and "`" not in name
    return (name, value) if sure else ("", cell)
