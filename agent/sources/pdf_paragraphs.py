"""Lines of a PDF into paragraphs, over columns and pages: what a footnote, a figure or a page's end interrupts is put together again.

Owns: `paragraphs`. Imports the lines and the signs of headings.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from agent.sources.blocks import BlockKind
from agent.sources.lexicon import HYPHEN
from agent.sources.pdf_headings import BULLET, NUMBERED, pitch
from agent.sources.pdf_lines import Line

_ENDS = re.compile(r"[.!?:;。！？][\"'”’»)\]]*\d{0,3}$")
_ENTRY = re.compile(
    r"\[[\w+*’'.-]{1,20}(?:,? \d{4}[a-z]?)?\]\s*\S|\(\d{1,3}\)\s+\S"
)  # of a list of references, or of numbered parts
_TORN = re.compile(r"(?<=\w[–/@])\s(?=\w)|(?<=//)\s(?=\w)|(?<=\d-)\s(?=\d)")
_ALIKE = 0.06  # how far the sizes of two lines of the same text may differ
_INDENT = 0.6  # times the size
_HANGING = 8.0  # times the size: what stands further right is no paragraph's own indentation


@dataclass(slots=True)
class Paragraph:
    """Lines that are one heading, list item, table row or paragraph of prose."""

    kind: BlockKind
    lines: list[Line] = field(default_factory=list)
    level: int = 0

    def text(self, lines: Sequence[Line]) -> str:
        """The lines, joined: by a space, or by nothing after a hyphen at the end, or after a dash, slash or at-sign inside a word."""
        return _TORN.sub("", " ".join(line.text for line in lines).replace(f"{HYPHEN} ", HYPHEN))

    def pages(self) -> Iterator[list[Line]]:
        """Its lines in runs that stand on one page."""
        run: list[Line] = []
        for line in self.lines:
            if run and run[-1].page != line.page:
                yield run
                run = []
            run.append(line)
        yield run


def paragraphs(lines: Sequence[Line], levels: Mapping[int, int], size: float) -> list[Paragraph]:
    """The paragraphs of a document in order; `levels` says which lines are headings, `size` is that of most of the text."""
    found: list[Paragraph] = []
    usual = pitch(lines)
    for at, line in enumerate(lines):
        level = levels.get(at, 0)
        kind: BlockKind = "row" if line.is_row else "heading" if level else "prose"
        kind = "item" if kind == "prose" and (BULLET.match(line.text) or _ENTRY.match(line.text)) else kind
        current = found[-1] if found else None
        if current and level == current.level and _goes_on(current, line, kind, usual):
            current.lines.append(line)
        else:
            found.append(Paragraph(kind, [line], level))
    for each in found:
        if each.kind == "prose" and _hangs(each.lines):
            each.kind = "item"
    return _across(found, size)


def _goes_on(current: Paragraph, line: Line, kind: str, usual: float) -> bool:
    """Whether `line` belongs to the paragraph before it; `usual` is the usual distance of lines, in sizes."""
    last = current.lines[-1]
    alike = abs(last.size - line.size) <= _ALIKE * max(last.size, line.size)
    drop = last.bottom - line.bottom
    if "row" in {kind, current.kind}:
        return False
    if "heading" in {kind, current.kind}:
        near = last.page == line.page and 0 <= drop < 2.4 * last.size
        return kind == current.kind and alike and last.bold == line.bold and near and not NUMBERED.match(line.text)
    if kind == "item" or not alike:
        return False
    if last.page != line.page or drop < -last.size:  # the next page or column
        return not _ENDS.search(last.text)
    if drop > max(2.2, 1.4 * usual) * last.size:
        return False
    if last.text.endswith(HYPHEN):
        return True
    if _hangs(current.lines) and line.left < current.lines[0].left + 0.3 * line.size:
        return False
    indented = (
        line.left > min(each.left for each in current.lines[-3:]) + _INDENT * line.size and len(current.lines) > 1
    )
    return not (
        _ENDS.search(last.text) and (indented or drop > max(1.7, 1.2 * usual) * last.size or _is_short(last, current))
    )


def _hangs(lines: Sequence[Line]) -> bool:
    """Whether all lines but the first are indented, each as far: an entry of a list, of references or of a glossary."""
    first, rest = lines[0], lines[1:]
    if not rest or any(line.page != first.page or line.bottom > first.bottom for line in rest):
        return False
    deep = rest[0].left - first.left
    return _INDENT * first.size < deep < _HANGING * first.size and all(
        abs(line.left - rest[0].left) < 0.3 * first.size for line in rest
    )


def _is_short(last: Line, current: Paragraph) -> bool:
    """Whether the last line ends well before the others of its paragraph."""
    return last.right < max(line.right for line in current.lines) - 3 * last.size


def _across(found: list[Paragraph], size: float) -> list[Paragraph]:
    """A sentence that a footnote, figure or page break interrupts is put together again."""
    done: list[Paragraph] = []
    for each in found:
        first = each.lines[0]
        if each.kind == "prose" and first.text[:1].islower() and abs(first.size - size) <= _ALIKE * size:
            open_one = next((one for one in reversed(done[-12:]) if _is_open(one, first, size)), None)
            if open_one is not None:
                open_one.lines += each.lines
                continue
        done.append(each)
    return done


def _is_open(paragraph: Paragraph, first: Line, size: float) -> bool:
    last = paragraph.lines[-1]
    of_body = paragraph.kind in {"prose", "item"} and abs(last.size - size) <= _ALIKE * size
    elsewhere = last.page != first.page or last.bottom < first.bottom
    return of_body and elsewhere and not _ENDS.search(last.text) and len(last.text) > 20
