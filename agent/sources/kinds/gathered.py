"""What line by line marked-up texts have in common: lines that belong together become a paragraph, an item, a row or a block of code.

Owns: `Gathered`. The formats say what their lines are. Imports the shape of blocks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from agent.sources.blocks import Block, BlockKind, Cell, block, one_line, table


class Gathered:
    """Collects blocks. `words` makes plain words of a paragraph's marks, and `notes` gives the footnotes that it has or names: they stand
    behind it."""

    def __init__(self, words: Callable[[str], str], notes: Callable[[str], list[str]]) -> None:
        self._words, self._notes = words, notes
        self._lines: list[str] = []
        self._kind: BlockKind = "prose"
        self._rows: list[list[str]] = []
        self._heads = 0
        self.blocks: list[Block] = []

    def line(self, text: str) -> None:
        """One more line of the paragraph or item that is open."""
        if self._rows:
            self.end()
        self._lines.append(text.strip())

    def item(self, text: str) -> None:
        """A list item begins."""
        self.end()
        self._kind = "item"
        self._lines = [text.strip()]

    def row(self, cells: Sequence[str]) -> None:
        """A row of a table, below the row before."""
        if self._lines:
            self.end()
        self._rows.append([*cells])

    def rule(self) -> None:
        """The rows so far are the header of their table."""
        self._heads = self._heads or len(self._rows)

    def heading(self, text: str, level: int) -> None:
        """A heading, of a level from 1."""
        self.end()
        self._add(block("heading", self._words(text), max(1, min(6, level))))

    def code(self, lines: Sequence[str]) -> None:
        """A block of code."""
        self.end()
        self._add(block("code", "\n".join(lines)))

    def end(self) -> None:
        """What was open is whole."""
        if self._rows:
            heads = self._heads if self._heads < len(self._rows) else 0
            text = " ".join(each for row in self._rows for each in row)
            cells = [
                [Cell(one_line(self._words(each)), at < heads) for each in row] for at, row in enumerate(self._rows)
            ]
            self.blocks += table(cells)
        else:
            text = " ".join(filter(None, self._lines))
            self._add(block(self._kind, self._words(text)))
        self._lines, self._rows, self._heads, self._kind = [], [], 0, "prose"
        for each in self._notes(text) if text else ():
            self._add(block("prose", self._words(each)))

    def _add(self, made: Block | None) -> None:
        if made:
            self.blocks.append(made)
