"""Which lines of a PDF are headings, and how deep: by the file's outline, and by what sets a line off from the text.

Size and weight are judged against the text's own: many a regular font calls itself nearly bold. Owns: `levels`. Imports the lines.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from agent.sources.pdf_lines import Line, Mark

NUMBERED = re.compile(
    r"(?:\d{1,2}(?:\.\d{1,2}){0,4}\.?|(?:[A-Z]|[IVX]{1,5})(?:(?:\.\d{1,2}){1,4}\.?|\.)|(?:[A-Z]|[IVX]{1,5})\.[A-Z]\.)\s+(?=\D)"
)
BULLET = re.compile(r"\A[•▪◦‣●■–∗]\s*")
_LARGER = 1.08  # times the text's size
_LONGEST = 120  # characters of a line
_MOST_LINES = 4
_MOST_SHARE = 0.25  # of the text: where more is set off, being set off says nothing
_FOREIGN = re.compile(r"[=∈∑∫≤≥→@\\{}<>|]|://")  # to headings: of formulas, code and addresses
_ENDS = (".", ",", ";", ":", "。", "，", "；", "：", "\ufffe")
_TEXT = 0.12  # of the characters in long lines: of what size so many are is text
_LONG = 40  # characters of a line
_OFTEN = 3  # times: what is set off as often is a label in figures, or of theorems
_MUCH = 400  # characters
_LABEL = re.compile(
    r"\A\W{0,4}(?:[^\W\d_]{1,10}\s)?\W{0,4}(?:[A-Z]|[IVX]{1,5}|\d{1,2})?(?:\.\d{1,2}){0,4}[.:)]?\s{1,4}(?=\S)"
)


def pitch(lines: Sequence[Line]) -> float:
    """How far apart the lines of most paragraphs are, in sizes of the text."""
    drops = Counter(
        round((last.bottom - line.bottom) / line.size, 1)
        for last, line in pairwise(lines)
        if last.page == line.page and 0 < last.bottom - line.bottom < 4 * line.size and not line.is_row
    )
    return drops.most_common(1)[0][0] if drops else 1.2


def levels(lines: Sequence[Line], size: float, outline: Sequence[Mark]) -> dict[int, int]:
    """The level (1 to 6) of each line that is, or is part of, a heading; `size` is that of most of the text."""
    size = _text_size(lines, size)
    marked = _marked(lines, outline)
    usual = pitch(lines)
    styled = [at for at in range(len(lines)) if at not in marked and _is_set_off(lines, at, size, usual)]
    total = sum(len(line.text) for line in lines)
    if sum(len(lines[at].text) for at in styled) > _MOST_SHARE * total:
        styled = [at for at in styled if lines[at].size > 1.3 * size or NUMBERED.match(lines[at].text)]
    often = Counter(bare(lines[at].text) for at in styled)
    styled = [at for at in styled if often[bare(lines[at].text)] < _OFTEN]
    styled = [at for at in styled if not _runs_on(lines, at, frozenset(styled), usual)]
    return marked | _ranked(lines, styled, marked, size)


def _text_size(lines: Sequence[Line], size: float) -> float:
    """The largest size of which there is much: where code is most of a text, its prose is larger."""
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text) if len(line.text) > _LONG else 0
    return max([size, *(each for each, count in sizes.items() if count > max(_TEXT * sizes.total(), _MUCH))])


def _is_set_off(lines: Sequence[Line], at: int, size: float, usual: float) -> bool:
    """Larger than the text, bold, or slanted or in capitals with a number and room above: short, in letters, no sentence's end."""
    line = lines[at]
    number = NUMBERED.match(line.text)
    words = line.text[number.end() :] if number else line.text
    letters = sum(character.isalpha() for character in words)
    ends = line.text.endswith(_ENDS) and not (line.text.endswith(".") and number and len(line.text) < 50)
    if line.is_row or ends or len(line.text) > _LONGEST or letters < 3 or letters < len(words.replace(" ", "")) / 2:
        return False
    if (_FOREIGN.search(line.text) and not (number and "." in number[0])) or BULLET.match(line.text):
        return False
    if line.size > _LARGER * size or (line.bold and line.size > 0.85 * size):
        return True
    capitals = line.text.isupper() and letters > 3
    return (capitals or (line.italic and number is not None)) and _room(lines, at) > 1.25 * usual


def _room(lines: Sequence[Line], at: int) -> float:
    """How far above a line the one before it stands, in sizes; much where none does."""
    line, last = lines[at], lines[at - 1] if at else None
    if last is None or last.page != line.page or last.bottom <= line.bottom:
        return 9.0
    return (last.bottom - line.bottom) / line.size


def _runs_on(lines: Sequence[Line], at: int, styled: frozenset[int], usual: float) -> bool:
    """Whether a bold line is the beginning of a paragraph, or a bold passage: the lines below go on with it."""
    last = at
    while last + 1 < len(lines) and last + 1 in styled and _near(lines[last], lines[last + 1], usual):
        last += 1
    first = at
    while first and first - 1 in styled and _near(lines[first - 1], lines[first], usual):
        first -= 1
    if last - first >= _MOST_LINES:
        return True
    below = lines[last + 1] if last + 1 < len(lines) else None
    if below is None or below.is_row or abs(below.size - lines[last].size) > 0.06 * below.size:
        return False
    return _near(lines[last], below, usual) and (below.lead > 0 or below.text[:1].islower())


def _near(last: Line, line: Line, usual: float) -> bool:
    return (
        last.page == line.page
        and 0 < last.bottom - line.bottom <= max(1.25 * usual, 1.5) * last.size
        and abs(last.size - line.size) <= 0.06 * line.size
    )


def _ranked(lines: Sequence[Line], styled: Sequence[int], marked: Mapping[int, int], size: float) -> dict[int, int]:
    """Levels for lines that are set off: a number's depth tells it, else the headings of the same style, else the size."""
    styles: defaultdict[tuple[float, bool], Counter[int]] = defaultdict(Counter)
    for at, level in marked.items():
        styles[_style(lines[at])][level] += 1
    for at in styled:
        if found := NUMBERED.match(lines[at].text):
            styles[_style(lines[at])][_depth(found)] += 1
    sizes = sorted({round(max(lines[at].size, size), 1) for at in (*styled, *marked)}, reverse=True)
    ranks: dict[int, int] = {}
    for at in styled:
        found, line = NUMBERED.match(lines[at].text), lines[at]
        if found:
            ranks[at] = _depth(found)
        elif alike := styles[_style(line)]:
            ranks[at] = alike.most_common(1)[0][0]
        else:
            ranks[at] = min(6, 1 + sum(other > line.size * 1.05 for other in sizes))
    return ranks


def _depth(found: re.Match[str]) -> int:
    return min(6, found[0].split()[0].rstrip(".").count(".") + 2)


def _style(line: Line) -> tuple[float, bool]:
    return round(line.size, 1), line.bold


def _marked(lines: Sequence[Line], outline: Sequence[Mark]) -> dict[int, int]:
    """The lines that an entry of the outline names, on the page that it leads to; a heading may run over some lines."""
    pages: defaultdict[int, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if not line.is_row:
            pages[line.page].append(at)
    found: dict[int, int] = {}
    for mark in outline:
        run = _run(lines, pages.get(-1 if mark.page is None else mark.page, []), mark.title, found)
        found |= dict.fromkeys(run, min(6, mark.depth + 2))
    return found


def _run(lines: Sequence[Line], places: Sequence[int], title: str, taken: Mapping[int, int]) -> list[int]:
    """The lines among `places` that together are the title, its number or "Chapter 2" before it or not; [] if there are none."""
    wanted = {bare(title), bare(_LABEL.sub("", title, count=1))} - {""}
    for begin, first in enumerate(places):
        if first in taken:
            continue
        text = ""
        for at in places[begin : begin + _MOST_LINES]:
            text = f"{text} {lines[at].text}" if text else lines[at].text
            if len(text) > len(title) + 24:
                break
            if {bare(text), bare(_LABEL.sub("", text, count=1))} & wanted:
                return list(places[begin : places.index(at) + 1])
    return []


def bare(text: str) -> str:
    """The letters and figures of a text."""
    return re.sub(r"[\W_]+", "", text).casefold()
