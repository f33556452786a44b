"""Org files: headings, lists, tables, blocks, notes.

Read line by line here: orgparse (BSD) knows headings, drawers and dates, the easy part, and leaves lists, tables, blocks and notes as
they stand. Nothing is included or evaluated. Imports the gathering of lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.sources.blocks import Block, Read, block, one_line
from agent.sources.charset import decode
from agent.sources.kinds.gathered import Gathered
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.signs import named
from agent.sources.kinds.walked import first_heading

_HEADING = re.compile(
    r"(\*{1,20})\s+(?:(?:TODO|DONE|NEXT|WAITING|CANCELLED)\s+)?(?:\[#[A-Z]\]\s+)?(.*?)(?:\s+:[\w@#%:]+:)?\s*$"
)
_KEYWORD = re.compile(r"\s*#\+(\w+):\s*(.*?)\s*$")
_BEGIN = re.compile(r"\s*#\+begin_(\w+)", re.IGNORECASE)
_ITEM = re.compile(r"(?:\s*(?:[-+]|\d{1,3}[.)]|[a-zA-Z][.)])|\s+\*)\s+(?:\[@\d+\]\s*)?(?:\[( |X|-)\]\s+)?(.*)$")
_TERM = re.compile(r"(.{1,200}?)\s+::\s+(.*)$")
_PLANNING = re.compile(r"\s*(?:(?:SCHEDULED|DEADLINE|CLOSED):\s*[<\[][^>\]]*[>\]]\s*)+$")
_NOTE = re.compile(r"\[fn:([\w-]{1,60})\]\s*(.*)$")
_LINK = re.compile(r"\[\[([^\[\]]{1,1000})\](?:\[([^\[\]]{1,1000})\])?\]")
_NAMED = re.compile(r"\[fn:([\w-]{1,60})\]")
_INLINE_NOTE = re.compile(r"\[fn:[\w-]{0,60}:([^\[\]]{1,1000})\]")
_MARK = re.compile(r"(?<![\w*/_=~+])([*/_=~+])(?=\S)([^\n]{1,500}?)(?<=\S)\1(?![\w*/_=~+])")
_FORMULA = re.compile(r"\\\(\s*([^\n]{1,500}?)\s*\\\)")
_CODE = frozenset(("src", "example", "export", "latex", "html"))
_UNREAD = frozenset(("comment", "export", "html"))
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def _looks(raw: Raw) -> bool:
    return named(raw, ORG.suffixes, (ORG.media,))


def _read(raw: Raw) -> Read:
    text = decode(raw.data, raw.charset)
    lines = text.splitlines()
    stated = {found[1].lower(): _words(found[2]) for line in lines if (found := _KEYWORD.match(line))}
    blocks = _blocks(lines)
    author = block("row", f"author: {stated['author']}") if stated.get("author") else None
    title = block("heading", stated.get("title", ""), 1)
    day = _DAY.search(stated.get("date", ""))
    return Read(
        tuple(filter(None, (title, author, *blocks))),
        title.text if title else first_heading(blocks),
        day[0] if day else None,
        stated.get("language", "")[:2].lower(),
    )


def _blocks(lines: list[str]) -> list[Block]:
    notes = {found[1]: rest for line, rest in _notes(lines) if (found := _NOTE.match(line))}

    def named_in(text: str) -> list[str]:
        return [*_INLINE_NOTE.findall(text), *filter(None, (notes.pop(name, "") for name in _NAMED.findall(text)))]

    gathered = Gathered(_words, named_in)
    at = 0
    while at < len(lines):
        line = lines[at]
        begun = _BEGIN.match(line)
        if begun and begun[1].lower() in _CODE | _UNREAD:
            inner = _until(lines, at, rf"\s*#\+end_{begun[1]}\b")
            if begun[1].lower() not in _UNREAD:
                gathered.code([each.removeprefix(",") for each in inner])
            at += len(inner) + 2
        elif (
            re.match(r"\s*:\w[\w-]*:\s*$", line)
            and (inner := _until(lines, at, r"\s*:END:")) is not None
            and at + len(inner) + 1 < len(lines)
        ):
            at += len(inner) + 2
        elif _NOTE.match(line):
            gathered.end()
            at += 1
            while (
                at < len(lines) and lines[at].strip() and not _NOTE.match(lines[at]) and not _HEADING.match(lines[at])
            ):
                at += 1
        else:
            _line(gathered, line)
            at += 1
    gathered.end()
    return gathered.blocks


def _line(gathered: Gathered, line: str) -> None:
    """One line of text."""
    bare = line.strip()
    if heading := _HEADING.match(line):
        gathered.heading(heading[2], len(heading[1]))
    elif bare.startswith("|"):
        if re.match(r"\|[-+|]+$", bare):
            gathered.rule()
        else:
            gathered.row(bare.strip("|").split("|"))
    elif not bare or _BEGIN.match(line) or bare.lower().startswith("#+end_"):
        gathered.end()
    elif bare.startswith(": ") or bare == ":":
        gathered.code([bare[2:]])
    elif item := _ITEM.match(line):
        term = _TERM.match(item[2])
        done = "" if item[1] != " " else "[ ] "
        gathered.item(f"{done}{term[1]}: {term[2]}" if term else f"{done}{item[2]}")
    elif not (bare.startswith(("#+", "# ")) or bare == "#" or _PLANNING.match(line) or re.fullmatch(r"-{5,}", bare)):
        gathered.line(line)


def _until(lines: list[str], at: int, end: str) -> list[str]:
    """The lines between one and the next that closes it; all that are left if none does."""
    ending = re.compile(end, re.IGNORECASE)
    last = next((number for number in range(at + 1, len(lines)) if ending.match(lines[number])), len(lines))
    return lines[at + 1 : last]


def _notes(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Each line that begins a note, with the whole note."""
    for at, line in enumerate(lines):
        if found := _NOTE.match(line):
            words = [found[2]]
            for following in lines[at + 1 :]:
                if not following.strip() or _NOTE.match(following) or _HEADING.match(following):
                    break
                words.append(following.strip())
            yield line, " ".join(words)


def _words(text: str) -> str:
    """Text without marks; links are their words."""
    plain = _NAMED.sub("", _INLINE_NOTE.sub("", text))
    plain = _LINK.sub(lambda found: found[2] or found[1].removeprefix("file:"), plain)
    return one_line(_MARK.sub(r"\2", _FORMULA.sub(r"$\1$", plain)))


ORG = Kind("org", "an Org file", "text/org", (".org",), _looks, _read)
