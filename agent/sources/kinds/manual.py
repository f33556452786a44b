"""Manuals as `man` prints them: between a running head and a foot, headings at the margin and their text indented.

Imports block shapes and plain text.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator

from agent.sources.blocks import Block, Read, block, one_line
from agent.sources.charset import decode
from agent.sources.from_text import prose
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.lexicon import healed

_HEAD = re.compile(r"\s{0,20}(?P<name>\S{1,60}\(\d\w{0,8}\))\s.{0,160}\s?(?P=name)\s*\Z", re.IGNORECASE)
_BOLD = re.compile("[^\n]\b")  # a letter, struck once more
_LOOKED_AT = 4096  # bytes
_DEEP = 5  # columns from which on a line is text; a heading of the second rank stands before them


def _looks(raw: Raw) -> bool:
    if raw.suffix in (".md", ".markdown") or b"(" not in raw.data[:400]:
        return False
    lines = (
        _BOLD.sub("", raw.data[:_LOOKED_AT].decode("utf-8", "replace")).lstrip("\ufeff\n\r ").expandtabs().splitlines()
    )
    filled = [line for line in lines[1:] if line.strip()]
    return bool(lines and _HEAD.match(lines[0]) and len(filled) > 1 and not _rank(filled[1]) and _rank(filled[0]) == 1)


def _rank(line: str) -> int:
    """1 of a heading at the margin, 2 of one a little way in, 0 of text."""
    start = len(line) - len(line.lstrip())
    return 0 if start >= _DEEP else 1 if start == 0 else 2


def _read(raw: Raw) -> Read:
    text = _BOLD.sub("", decode(raw.data, raw.charset)).strip("\ufeff\n\r ").expandtabs()
    lines = healed([line for line in text.splitlines() if not _HEAD.match(line)])
    head = _HEAD.match(text.partition("\n")[0])
    running = head["name"] if head else ""
    if _rank(lines[-1]) == 1 or lines[-1].rstrip().endswith(running):  # its foot
        lines.pop()
    name, _, section = running.partition("(")
    first = next((line.split()[0].rstrip(",") for line in lines if line.strip() and not _rank(line)), "")
    return Read(tuple(_blocks(lines)), one_line(f"{first if first.lower() == name.lower() else name}({section}"))


def _blocks(lines: list[str]) -> Iterator[Block]:
    body: list[str] = []
    for line in [*lines, "."]:
        if line.strip() and (rank := _rank(line)):
            yield from prose(textwrap.dedent("\n".join(body)))
            body = []
            if line != "." and (heading := block("heading", line, rank)):
                yield heading
        else:
            body.append(line)


MANUAL = Kind("manual", "a manual that `man` printed", "text/plain", (), _looks, _read)
