"""A note as its file says it, with the numbers of its lines; and what is found wrong in one.

Owns: reading a file so that whatever is found has a line, and cutting a page into its statements. Writes nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from agent.knowledge.model import PAGE_KINDS
from agent.sources.matter import parted
from agent.wiki.links import lines_without_code

Lines = Iterable[tuple[int, str]]
"""Lines of a file, each with its number, from 1."""

MARK = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
ITEM = re.compile(r"\s{0,12}(?:[-*+]|\d{1,9}[.)])\s+")
NO_STATEMENT = re.compile(r"\s*(?:$|#|>|\||<|\[\^[^\]]+\]:|\*[^*].*\*$|---)")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend: `page` is a path in the folder, `detail` says what in words, `line` where in the file (0: nowhere in it)."""

    rule: str
    page: str
    detail: str
    line: int = 0


@dataclass(frozen=True)
class Note:
    """One file. `lines` are those of its body that are not code; `fault` says why its front matter could not be read."""

    path: str
    meta: dict[str, Any]
    body: str
    lines: tuple[tuple[int, str], ...]
    fault: str = ""

    @property
    def kind(self) -> str:
        """Its `type`."""
        return str(self.meta.get("type") or "")

    @property
    def is_entity(self) -> bool:
        """Whether it is a page about a thing."""
        return self.kind in PAGE_KINDS

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.meta.get("title") or Path(self.path).stem)

    @property
    def aliases(self) -> list[str]:
        """What else it is called."""
        listed = self.meta.get("aliases")
        return [str(one) for one in listed if one] if isinstance(listed, list) else []

    @cached_property
    def text(self) -> str:
        """The body less its code."""
        return "\n".join(line for _, line in self.lines)

    def line(self, offset: int) -> int:
        """The number in the file of the line that a place in `text` is on."""
        return self.lines[self.text.count("\n", 0, offset)][0]


def read(folder: Path, path: str) -> Note:
    """The note at `path`, whatever it holds."""
    text = (folder / path).read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n")
    try:
        body, meta = parted(text)
        fault = ""
    except yaml.YAMLError as error:
        body, meta, fault = text, {}, f"front matter that cannot be read: {type(error).__name__}"
    before = text.count("\n") - body.count("\n")
    return Note(path, meta, body, tuple((before + n, line) for n, line in lines_without_code(body)), fault)


def by_section(lines: Lines) -> Iterator[tuple[str, int, str]]:
    """(the heading above it, its line, the block) for each block."""
    section = ""
    for number, block in blocks(lines):
        if block.startswith("## "):
            section = block[3:].strip()
        yield section, number, block


def blocks(lines: Lines) -> Iterator[tuple[int, str]]:
    """Paragraphs and list items, each as one line; every other line by itself. Footnotes are none."""
    block, began, in_footnote = "", 0, False
    for number, line in [*lines, (0, "")]:
        in_footnote = bool(DEFINITION.match(line)) or (in_footnote and line.startswith(("    ", "\t")))
        alone = in_footnote or bool(NO_STATEMENT.match(line))
        if block and (alone or ITEM.match(line)):
            yield began, block
            block = ""
        if alone:
            if not in_footnote:
                yield number, line
        else:
            block, began = (f"{block} {line.strip()}", began) if block else (line, number)
    if block:
        yield began, block


def start(text: str) -> str:
    """The beginning of a text, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
