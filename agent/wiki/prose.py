"""Statements as a person reads them: sentences as paragraphs, a source's own words in quotation marks, its lists as lists, its
rows as a table, its code as code.

Owns: which statements stand together, and how. Promises that each is followed by its footnotes. Pure. Imports `agent.knowledge`, the
line of `agent.known` and this room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from operator import itemgetter

from agent.knowledge.model import Citation
from agent.known.lines import Line
from agent.wiki.cite import Footnotes
from agent.wiki.rows import cells_of, is_row, readable, table
from agent.wiki.text import code_block, one_line
from agent.wiki.weave import PageWeaver

AS_SHOWN = "As the source shows it:"
PARAGRAPH = 6  # sentences, about; more are several paragraphs of like length
_QUOTED = re.compile(r'(?<!\w)"([^"]+)"(?!\w)')
_NESTED = str.maketrans("“”„", "‘’‚")


@dataclass(frozen=True, slots=True)
class Drawer:
    """Draws the statements of one page, from top to bottom: a page is linked where it is named first."""

    notes: Footnotes
    weaver: PageWeaver

    def blocks(self, lines: Iterable[Line]) -> list[str]:
        """The lines as blocks of markdown, to be parted by empty lines."""
        found: list[str] = []
        for (shape, _), group in self._groups([line for line in lines if one_line(line.text)]):
            if shape == "code":
                found += map(self._code, group)
            elif shape == "listed":
                found += self._listed(group)
            elif shape == "quoted":
                found += paragraphs([(self._quotation(run), len(run)) for run in _runs(group)])
            else:
                found += paragraphs([(self._sentence(line), 1) for line in group])
        return found

    def words(self, text: str, citations: Iterable[Citation]) -> str:
        """`text` as one line of markdown, woven; the row of a table with its columns told apart."""
        cited = tuple(citations)
        words = partial(self.weaver.line, documents=[citation.document for citation in cited])
        row = readable(text, words) if is_row(text, cited, self.notes.citer.documents) else ""
        return row or words(text)

    def _sentence(self, line: Line) -> str:
        return self.words(line.text, line.citations) + self.notes.mark(line.citations)

    def _quotation(self, run: Sequence[Line]) -> str:
        """Sentences that follow each other in a document, in one pair of marks; their footnotes come after it."""
        woven = [self.weaver.line(nested(line.text), [c.document for c in line.citations]) for line in run]
        speaker = run[0].speaker
        who = f"{self.weaver.line(speaker, [c.document for c in run[0].citations])}: " if speaker else ""
        return f"{who}“{' '.join(woven)}”{self.notes.mark(c for line in run for c in line.citations)}"

    def _code(self, line: Line) -> str:
        block = code_block(line.text)
        return f"{AS_SHOWN}{self.notes.mark(line.citations)}\n\n{block}" if block else self._sentence(line)

    def _listed(self, group: Sequence[Line]) -> list[str]:
        """Items as a list, rows of one table that come together as a table."""
        found: list[str] = []
        for key, run in groupby(group, self._table_of):
            lines = list(run)
            if key and len(lines) > 1:
                found.append(
                    table([(row.text, partial(self._cell, row), self.notes.mark(row.citations)) for row in lines])
                )
                continue
            items = "\n".join(f"- {self._item(line)}" for line in lines)
            if found and found[-1].startswith("- "):
                found[-1] += f"\n{items}"
            else:
                found.append(items)
        return found

    def _item(self, line: Line) -> str:
        return self._sentence(line) if self._kind(line) == "row" else self._quotation([line])

    def _cell(self, row: Line, text: str) -> str:
        return self.weaver.line(text, [citation.document for citation in row.citations])

    def _table_of(self, line: Line) -> tuple[str, str] | None:
        """(document, first column) of a row of several columns: those of one table have the same."""
        columns = list(cells_of(line.text)) if self._kind(line) == "row" else []
        return (line.citations[0].document, columns[0]) if len(columns) > 1 else None

    def _groups(self, lines: Sequence[Line]) -> Iterator[tuple[tuple[str, str], list[Line]]]:
        """Lines of one paragraph, list or block: (what they are drawn as, the document that they are quoted from)."""
        kinds = [self._kind(line) for line in lines]
        beside = zip(["", *kinds], [*kinds[1:], ""], strict=False)
        keys: list[tuple[str, str]] = []
        for line, kind, pair in zip(lines, kinds, beside, strict=False):
            listed = kind == "row" or (kind == "item" and not {"item", "row"}.isdisjoint(pair))  # one item is no list
            shape = "listed" if listed else "quoted" if kind == "item" else kind
            keys.append((shape, line.citations[0].document if shape == "quoted" and line.citations else ""))
        for key, group in groupby(zip(keys, lines, strict=True), itemgetter(0)):
            yield key, [line for _, line in group]

    def _kind(self, line: Line) -> str:
        """What a line is: code, a row, an item or other words that are quoted, or said in our own words."""
        kind = self._stored_as(line)
        if kind == "code" and (line.quoted or "\n" in line.text):
            return "code"
        if is_row(line.text, line.citations, self.notes.citer.documents):
            return "row"
        return "said" if not line.quoted else "item" if kind == "item" else "quoted"

    def _stored_as(self, line: Line) -> str:
        """What the first sentence is that the line cites: prose, item, row or code; nothing if it is not there."""
        citation = next(iter(line.citations), None)
        if citation is None or not self.notes.citer.holds(citation):
            return ""
        return self.notes.citer.documents[citation.document].sentences[citation.first - 1].kind


def nested(text: str) -> str:
    """`text` for the inside of “…”: its own double marks become single ones, so that it ends where the quotation does."""
    return _QUOTED.sub(r"‘\1’", text).translate(_NESTED)


def _runs(lines: Sequence[Line]) -> Iterator[list[Line]]:
    """Lines in runs of sentences that follow each other in their document, of no more than a paragraph."""
    run: list[Line] = []
    for line in lines:
        if run and (len(run) == PARAGRAPH or not _follows(run[-1], line)):
            yield run
            run = []
        run.append(line)
    if run:
        yield run


def _follows(one: Line, other: Line) -> bool:
    if not one.citations or not other.citations or one.speaker != other.speaker:
        return False
    before, after = one.citations[0], other.citations[0]
    return before.document == after.document and before.last + 1 == after.first


def paragraphs(units: Sequence[tuple[str, int]]) -> list[str]:
    """Sentences, or quotations of so many, as paragraphs of like length."""
    total = sum(count for _, count in units)
    each = total / -(-total // PARAGRAPH)
    found: list[list[str]] = [[]]
    filled = 0
    for text, count in units:
        if found[-1] and filled >= each * len(found):
            found.append([])
        found[-1].append(text)
        filled += count
    return [" ".join(paragraph) for paragraph in found]
