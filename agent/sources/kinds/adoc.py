"""AsciiDoc: headings, lists, tables, blocks, notes.

Read line by line here: there is no light Python library (asciidoc-py is GPL, Asciidoctor is Ruby). Nothing is included, and no attribute
but those that the text itself states is put in. Imports the gathering of lines.
"""

from __future__ import annotations

import re

from agent.sources.blocks import Block, Read, block, one_line
from agent.sources.charset import decode
from agent.sources.kinds.gathered import Gathered
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.signs import named
from agent.sources.kinds.walked import first_heading

_HEADING = re.compile(r"(={1,6}|#{1,6})\s+(\S.*?)(?:\s+\1)?\s*$")
_ATTRIBUTE = re.compile(r":([\w-]{1,60})!?:(?:\s+(.*))?$")
_ITEM = re.compile(r"\s*(?:[*\-]|\*{2,5}|\.{1,5}|\d{1,3}\.|[a-z]\.|<(?:\d+|\.)>)\s+(?:\[([ x*])\]\s+)?(\S.*)$")
_TERM = re.compile(r"\s*(\S.{0,200}?)(?:::{1,3}|;;)(?:\s+(.*))?$")
_FENCE = re.compile(r"(-{4,}|\.{4,}|={4,}|_{4,}|\*{4,}|\+{4,}|/{4,}|```|--)(?:\s*\w*)$")
_TABLE = re.compile(r"[|,:!]={3,}\s*$")
_COMMAND = re.compile(
    r"\s*(?:include|ifdef|ifndef|ifeval|endif|image|video|audio|toc|indexterm|ifeval)::?[^\s\[]*\[.*\]\s*$"
)
_STYLE = re.compile(r"\s*\[[^\[\]]*\]\s*$|\[\[[^\[\]]*\]\]\s*$")
_REVISION = re.compile(r"(?:v[\w.]+,?\s*)?(\d{4}-\d{2}-\d{2})\b.*$")
_NOTE = re.compile(r"footnote(?:ref)?:[\w-]*\[((?:[^\[\]]|\[[^\[\]]*\])*)\]")
_LINK = re.compile(
    r"(?:link:|xref:|mailto:)?((?:https?://|mailto:)?[^\s\[\]<>\"']{1,500})\[([^\[\]]{0,300}?)(?:,[^\[\]]*)?\^?\]"
)
_CROSS = re.compile(r"<<([^<>,]{1,200})(?:,\s*([^<>]{1,200}))?>>")
_MACRO = re.compile(
    r"(?:pass|kbd|btn|menu|icon|image|stem|latexmath|asciimath|anchor|indexterm2?):[\w,]*\[([^\[\]]{0,300})\]"
)
_MARK = re.compile(r"(?<![\w*_`#+])([*_`#+])\1?(?=\S)([^\n]{1,500}?)(?<=\S)\1\1?(?![\w*_`#+])")
_CELL = re.compile(r"(?<!\\)(?:(?:^|(?<=\s))[\d.+*<>^]*[aehlmsdv]?)?\|")
_REFERENCE = re.compile(r"\{([\w-]{1,60})\}")
_COLUMN = re.compile(r"cols\s*=\s*[\"']?([^\"'\]]*)")
_HARD_BREAK = re.compile(r"\s\+$")
_TIMES = re.compile(r"(\d{1,2})\*")
_CODE = ("-", ".", "`", "+")
_LONGEST_PUT_IN = 200  # characters of an attribute that is put in: three signs stand for it


def _looks(raw: Raw) -> bool:
    return named(raw, ADOC.suffixes, (ADOC.media,))


def _read(raw: Raw) -> Read:
    lines = decode(raw.data, raw.charset).splitlines()
    stated = {found[1].lower(): (found[2] or "").strip() for line in lines if (found := _ATTRIBUTE.match(line))}
    start, said, author, day = _header(lines)
    reader = _Reader(stated)
    blocks = reader.read(lines[start:])
    title = block("heading", reader.words(said), 1)
    author = stated.get("author") or author
    row = block("row", f"author: {author}") if author else None
    revised = _REVISION.match(stated.get("revdate", ""))
    return Read(
        tuple(filter(None, (title, row, *blocks))),
        title.text if title else first_heading(blocks),
        day or (revised[1] if revised else None),
        stated.get("lang", "")[:2].lower(),
    )


def _header(lines: list[str]) -> tuple[int, str, str, str | None]:
    """(the line that the text begins at, title, author, day) of what stands before the first blank line below a title."""
    passed = (
        at for at, line in enumerate(lines) if line.strip() and not line.startswith("//") and not _ATTRIBUTE.match(line)
    )
    at = next(passed, 0)
    if not lines or not lines[at].startswith(("= ", "# ")):
        return 0, "", "", None
    end = next((number for number in range(at, len(lines)) if not lines[number].strip()), len(lines))
    others = [line for line in lines[at + 1 : end] if not _ATTRIBUTE.match(line) and not line.startswith("//")]
    author = re.sub(r"\s*<[^<>]*>", "", others[0]).strip() if others else ""
    revised = _REVISION.match(others[1]) if len(others) > 1 else None
    return end, lines[at][2:].strip(), author, revised[1] if revised else None


class _Reader:
    """Reads lines; `stated` are the attributes of the text."""

    def __init__(self, stated: dict[str, str]) -> None:
        self._stated = stated
        self._gathered = Gathered(self.words, _NOTE.findall)
        self._style = ""

    def read(self, lines: list[str]) -> list[Block]:
        """The blocks of the lines."""
        at = 0
        while at < len(lines):
            line, fence = lines[at].rstrip(), _FENCE.match(lines[at].rstrip())
            if _TABLE.match(line) or (fence and fence[1][0] in (*_CODE, "/") and fence[1] != "--"):
                inner = _until(lines, at, line if not fence else fence[1])
                if not fence:
                    self._table(inner)
                elif fence[1][0] in _CODE:
                    self._gathered.code(inner)
                at += len(inner) + 2
                self._style = ""
            elif self._style.startswith(("[source", "[listing")) and line and not fence and not _STYLE.match(line):
                inner = _until(lines, at - 1, "")
                self._gathered.code(inner)
                at += len(inner)
                self._style = ""
            else:
                self._line(line, fenced=fence is not None)
                at += 1
        self._gathered.end()
        return self._gathered.blocks

    def _line(self, line: str, *, fenced: bool) -> None:
        """One line that stands in no block of its own."""
        if _STYLE.match(line):
            self._gathered.end()
            self._style = line.strip()
        elif fenced or not line.strip() or line.strip() in {"+", "'" * 3, "<<<"} or _COMMAND.match(line):
            self._gathered.end()
        elif line.startswith("//") or _ATTRIBUTE.match(line):
            return
        elif heading := _HEADING.match(line):
            self._gathered.heading(heading[2], max(1, len(heading[1]) - 1))
        elif item := _ITEM.match(line):
            self._gathered.item(f"{'[ ] ' if item[1] == ' ' else ''}{_HARD_BREAK.sub('', item[2])}")
        elif term := _TERM.match(line):
            self._gathered.item(f"{term[1]}: {term[2] or ''}")
        elif re.match(r"\.[^\s.]", line):  # a block's title
            self._gathered.end()
            self._gathered.line(line[1:])
            self._gathered.end()
        else:
            self._gathered.line(_HARD_BREAK.sub("", line))

    def _table(self, lines: list[str]) -> None:
        """Rows of as many cells as columns are declared, or stand in the first line."""
        cells: list[str] = []
        first = 0
        for line in lines:
            before, *begun = _CELL.split(line)
            if cells and before.strip():
                cells[-1] += f" {before.strip()}"
            cells += [each.strip() for each in begun]
            first = first or len(begun)
        width = _columns(self._style) or first or 1
        self._gathered.end()
        for at in range(0, len(cells), width):
            self._gathered.row([each.replace("\\|", "|") for each in cells[at : at + width]])
            implied = len(lines) > 1 and lines[0].strip() and not lines[1].strip() and first == width
            if at == 0 and ("header" in self._style or implied):
                self._gathered.rule()
        self._gathered.end()

    def words(self, text: str) -> str:
        """Text without marks; links are their words, attributes their values."""
        plain = _NOTE.sub("", text)
        plain = _REFERENCE.sub(lambda found: self._stated.get(found[1].lower(), found[0])[:_LONGEST_PUT_IN], plain)
        plain = _MACRO.sub(r"\1", plain)
        plain = _LINK.sub(lambda found: found[2] or found[1], plain)
        plain = _CROSS.sub(lambda found: found[2] or found[1], plain)
        return one_line(_MARK.sub(r"\2", plain))


def _until(lines: list[str], at: int, end: str) -> list[str]:
    """The lines between one and the next that is the same; all that are left if none is."""
    last = next((number for number in range(at + 1, len(lines)) if lines[number].strip() == end), len(lines))
    return lines[at + 1 : last]


def _columns(style: str) -> int:
    """How many columns a table declares; 0 if it declares none."""
    found = _COLUMN.search(style)
    if not found:
        return 0
    return sum(int(times[1]) if (times := _TIMES.match(each.strip())) else 1 for each in found[1].split(","))


ADOC = Kind("adoc", "AsciiDoc", "text/asciidoc", (".adoc", ".asciidoc"), _looks, _read)
