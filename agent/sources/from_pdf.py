"""PDF to blocks: lines into paragraphs across columns and pages, hyphens at line ends resolved, headings by size and weight.

Imports block shapes and the lines.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from agent.errors import SourceFailed
from agent.knowledge.text.tongue import detected
from agent.sources.blocks import Block, BlockKind, Read, block, one_line
from agent.sources.lexicon import lexicon
from agent.sources.pdf_lines import Line, Pages, read_pages

_HYPHEN = "\ufffe"
_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_ENDS = re.compile(r"[.!?:;。！？][\"'”’»)\]]*\d{0,3}$")
_NUMBERED = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,4})\.?\s+\D")
_BULLET = re.compile(r"[•▪◦‣●■–]\s*")
_TORN = re.compile(r"(?<=\w[–/@])\s(?=\w)|(?<=//)\s(?=\w)|(?<=\d-)\s(?=\d)")
_JOINED = re.compile(rf"(?<!\w)(\w+){_HYPHEN}(\w+)")
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


_ALIKE = 0.06  # how far the heights of two lines of the same text may differ


@dataclass(slots=True)
class _Paragraph:
    kind: BlockKind  # heading, item, row or prose
    lines: list[Line] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The lines, joined: by a space, or by nothing after a dash, slash or at-sign inside a word."""
        return _TORN.sub("", " ".join(line.text for line in self.lines))


def read_pdf(data: bytes) -> Read:
    """The content of a PDF. Raises SourceFailed if it is encrypted, damaged, or holds no text."""
    pages = read_pages(data)
    if not pages.lines:
        raise SourceFailed(
            "There is no text in this PDF: a scan, or pictures only. Run it through OCR (ocrmypdf, say) first."
        )
    text = " ".join(line.text for line in pages.lines)
    if len(_UNREADABLE.findall(text)) > 0.3 * len(text):
        raise SourceFailed("The text of this PDF cannot be read: its fonts do not say which letters they show.")
    body = _body_height(pages.lines)
    paragraphs = _across(_paragraphs(pages.lines, body), body)
    levels = _levels(paragraphs, body)
    words = _vocabulary(text) | lexicon(detected(text))
    blocks: list[Block] = []
    for each in paragraphs:
        resolved = _resolve(each.text, words).translate(_LIGATURES)
        level = _level(each, levels) if each.kind == "heading" else 0
        if made := block(each.kind, _BULLET.sub("", resolved, count=1) if each.kind == "item" else resolved, level):
            blocks.append(made)
    return Read(tuple(blocks), _title(pages, blocks), pages.date)


def _body_height(lines: Sequence[Line]) -> float:
    """The height of most of the text."""
    heights: Counter[float] = Counter()
    for line in lines:
        heights[line.height] += len(line.text)
    return heights.most_common(1)[0][0]


def _pitch(lines: Sequence[Line]) -> float:
    """How far apart the lines of most paragraphs are, in heights of a line."""
    drops = Counter(
        round((last.end - line.bottom) / line.height, 1)
        for last, line in pairwise(lines)
        if last.page == line.page and 0 < last.end - line.bottom < 4 * line.height and not line.is_row
    )
    return drops.most_common(1)[0][0] if drops else 1.0


def _paragraphs(lines: Sequence[Line], body: float) -> list[_Paragraph]:
    found: list[_Paragraph] = []
    pitch = _pitch(lines)
    for line in lines:
        kind: BlockKind = "row" if line.is_row else "heading" if _is_heading(line, body) else "prose"
        kind = "item" if kind == "prose" and _BULLET.match(line.text) else kind
        current = found[-1] if found else None
        if current and _goes_on(current, line, kind, pitch):
            current.lines.append(line)
        else:
            found.append(_Paragraph(kind, [line]))
    return found


def _is_heading(line: Line, body: float) -> bool:
    """Larger than the body or bold, short, with letters, and not ending like a sentence."""
    letters = sum(character.isalpha() for character in line.text)
    if len(line.text) > 120 or letters < 3 or letters < len(line.text) / 3 or line.text.endswith((".", ",", ";")):
        return False
    return line.height > body * 1.12 or (line.bold and line.height > body * 0.9)


def _goes_on(current: _Paragraph, line: Line, kind: str, pitch: float) -> bool:
    """Whether `line` belongs to the paragraph before it; `pitch` is the usual distance of lines, in heights."""
    last = current.lines[-1]
    alike = abs(last.height - line.height) <= _ALIKE * max(last.height, line.height)
    if "row" in {kind, current.kind}:
        return False
    if kind == "item" or "heading" in {kind, current.kind}:
        near = last.page == line.page and 0 <= last.end - line.bottom < 2 * last.height
        same = kind == current.kind == "heading" and alike and last.bold == line.bold and near
        return same and not _NUMBERED.match(line.text)
    if not alike:
        return False
    drop = last.end - line.bottom
    if last.page != line.page or drop < -last.height:  # the next page or column
        return not _ENDS.search(last.text)
    if drop > max(1.9, 1.4 * pitch) * last.height:
        return False
    indented = line.left > min(each.left for each in current.lines[-3:]) + 0.6 * line.height
    return not (
        _ENDS.search(last.text) and (indented or drop > max(1.5, 1.2 * pitch) * last.height or _is_short(last, current))
    )


def _is_short(last: Line, current: _Paragraph) -> bool:
    """Whether the last line ends well before the others of its paragraph."""
    return last.right < max(line.right for line in current.lines) - 3 * last.height


def _across(paragraphs: list[_Paragraph], body: float) -> list[_Paragraph]:
    """A sentence that a footnote, figure or page break interrupts is put together again."""
    done: list[_Paragraph] = []
    for each in paragraphs:
        first = each.lines[0]
        if each.kind == "prose" and first.text[:1].islower() and abs(first.height - body) <= _ALIKE * body:
            open_one = next((one for one in reversed(done[-8:]) if _is_open(one, first, body)), None)
            if open_one is not None:
                open_one.lines += each.lines
                continue
        done.append(each)
    return done


def _is_open(paragraph: _Paragraph, first: Line, body: float) -> bool:
    last = paragraph.lines[-1]
    of_body = paragraph.kind in {"prose", "item"} and abs(last.height - body) <= _ALIKE * body
    elsewhere = last.page != first.page or last.end < first.bottom
    return of_body and elsewhere and not _ENDS.search(last.text) and len(last.text) > 20


def _levels(paragraphs: Sequence[_Paragraph], body: float) -> list[float]:
    """The heights of headings, largest first."""
    heights = {max(each.lines[0].height, body) for each in paragraphs if each.kind == "heading"}
    return sorted(heights, reverse=True)


def _level(paragraph: _Paragraph, levels: Sequence[float]) -> int:
    """A numbered heading's depth tells its level (a title is above it); else its size does."""
    numbered = _NUMBERED.match(paragraph.text)
    if numbered:
        return min(6, numbered[1].count(".") + 2)
    taller = sum(height > paragraph.lines[0].height * 1.05 for height in levels)
    return min(6, taller + 1)


def _vocabulary(text: str) -> frozenset[str]:
    """Words and hyphenated compounds of the document that stand whole on a line."""
    return frozenset(word.lower() for word in re.findall(rf"(?<!{_HYPHEN})\b[\w-]+\b(?!{_HYPHEN})", text))


def _resolve(text: str, words: frozenset[str]) -> str:
    """Hyphens at line ends: one word where the document knows it, a compound where it knows that or both its parts (`B-17` always)."""

    def join(found: re.Match[str]) -> str:
        left, right = found[1], found[2]
        whole, compound = (left + right).lower(), f"{left}-{right}".lower()
        sign = right[0].isdigit() or len(left) == 1 or left[-1].isdigit() or (left.isupper() and not right.isupper())
        known = compound in words or (_known(left, words) and _known(right, words))
        if whole not in words and (sign or known or (right[0].isupper() and not left.isupper())):
            return f"{left}-{right}"
        return left + right

    return _JOINED.sub(join, text).replace(_HYPHEN, "")


def _known(part: str, words: frozenset[str]) -> bool:
    return len(part) > 2 and part.lower() in words


def _title(pages: Pages, blocks: Sequence[Block]) -> str:
    """The title that the file states, if it is one; else the largest heading of the beginning."""
    stated = one_line(pages.title)
    if " " in stated and not re.search(r"^Microsoft |^untitled|\.\w{2,4}$", stated, re.IGNORECASE):
        return stated
    first = [each for each in blocks[:12] if each.kind == "heading"]
    return min(first, key=lambda each: each.level).text if first else ""
