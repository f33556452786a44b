"""Plain text to blocks: paragraphs with their wrapped lines joined and the words that these broke, underlined headings, list items.

Imports block shapes, the numbering and the words of a language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.sources.blocks import Block, Read, apart, block
from agent.sources.lexicon import healed
from agent.sources.numbering import counts

_UNDERLINE = re.compile(r"([=\-~^\"'`#*+:.])\1{2,}\s*$")
_LEVELS = "=-~^\"'`#*+:."
_BULLET = re.compile(r"\s*[-*•‣◦–]\s+(?=\S)")
_NUMBER = re.compile(r"(\s{0,200})\(?(\d{1,3}|[a-zA-Z])[.)]\s{1,20}(?=\S)")
_RULE = re.compile(r"\s*([-=*_~#])(\s*\1){2,}\s*$")


def read_text(text: str) -> Read:
    """Plain text. A short first line that stands alone is the title."""
    paragraphs = list(_paragraphs(list(apart(_bulleted(healed(text.splitlines()))))))
    blocks: list[Block] = []
    for index, lines in enumerate(paragraphs):
        blocks += _title_line(lines) if index == 0 and len(paragraphs) > 1 else _paragraph(lines)
    return Read(tuple(blocks), next((each.text for each in blocks if each.kind == "heading"), ""))


def prose(text: str) -> list[Block]:
    """The blocks of a text that has no title: a mail, a message."""
    paragraphs = _paragraphs(list(apart(_bulleted(healed(text.splitlines())))))
    return [each for lines in paragraphs for each in _paragraph(lines)]


def _bulleted(lines: Sequence[str]) -> list[str]:
    """The lines, with a bullet for each number that counts an item. Another number at a line's beginning belongs to its words."""
    numbered = [(at, found) for at, line in enumerate(lines) if (found := _NUMBER.match(line))]
    rests = [lines[at][found.end() :] for at, found in numbered]
    bulleted = list(lines)
    for (at, found), rest, counted in zip(
        numbered, rests, counts([found[2] for _, found in numbered], rests), strict=True
    ):
        if counted:
            bulleted[at] = f"{found[1]}• {rest}"
    return bulleted


def _paragraphs(lines: Sequence[str]) -> Iterator[list[str]]:
    """Runs of lines without a blank line between them."""
    run: list[str] = []
    for line in [*lines, ""]:
        if line.strip():
            run.append(line.rstrip())
        elif run:
            yield run
            run = []


def _title_line(lines: list[str]) -> list[Block]:
    """The first paragraph: a title if it is one short line that ends like no sentence."""
    alone = len(lines) == 1 and len(lines[0]) <= 100 and not _BULLET.match(lines[0])
    if alone and lines[0].rstrip()[-1:] not in ".!?:;,。！？":
        return [made] if (made := block("heading", lines[0].strip("#=*- "), 1)) else []
    return _paragraph(lines)


def _paragraph(lines: list[str]) -> list[Block]:
    """One run of lines: headings by their underlines, items by their bullets, else sentences joined where they were wrapped."""
    found: list[Block | None] = []
    pending: list[str] = []
    kind = "prose"
    width = max(len(line) for line in lines)
    index = 0
    while index < len(lines):
        line = lines[index]
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if (
            following
            and _UNDERLINE.match(following)
            and not _RULE.match(line)
            and len(following.strip()) >= min(3, len(line))
        ):
            found += [_join(pending, kind), block("heading", line, _level(following))]
            pending, kind = [], "prose"
            index += 2
            continue
        bullet = _BULLET.match(line)
        if _RULE.match(line) or bullet or (pending and _ends_here(pending[-1], line, width)):
            found.append(_join(pending, kind))
            pending, kind = [], "item" if bullet else "prose"
        if not _RULE.match(line):
            pending.append(line[bullet.end() :] if bullet else line)
        index += 1
    return [each for each in [*found, _join(pending, kind)] if each]


def _join(lines: Sequence[str], kind: str) -> Block | None:
    return block("item" if kind == "item" else "prose", " ".join(lines)) if lines else None


def _level(underline: str) -> int:
    return min(6, _LEVELS.index(underline.strip()[0]) + 1)


def _ends_here(line: str, following: str, width: int) -> bool:
    """Whether a line break was meant: the next word would have fitted, and it looks like a new beginning."""
    word = following.split(maxsplit=1)[0]
    fits = len(line) + 1 + len(word) <= width * 0.75 or width < 40
    return (
        fits and (line.rstrip()[-1:] in ".!?:;|" or not word[:1].islower()) and not line.rstrip().endswith(("-", ","))
    )
