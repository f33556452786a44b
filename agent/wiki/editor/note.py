"""A note as its file says it, with the numbers of its lines; and what is found wrong in one.

Owns: reading a file so that whatever is found has a line, and cutting a page into its statements. Writes nothing.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from agent.knowledge.model import PAGE_KINDS
from agent.sources.matter import body_of, parted
from agent.state.notes import NoteRow
from agent.wiki.links import lines_without_code
from agent.wiki.said import Said, stamp_of

Lines = Iterable[tuple[int, str]]
"""Lines of a file, each with its number, from 1."""

MARK = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
_QUOTED = re.compile(r'^\[\^([^\]\s]+)\]:.*?: "(.*)"$', re.MULTILINE)
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
    """One file. `lines` are those of its body that are not code; `quoted` what its footnotes quote, each with the footnote's label; `fault`
    says why its front matter could not be read.
    """

    path: str
    meta: Mapping[str, Any]
    lines: tuple[tuple[int, str], ...]
    quoted: tuple[tuple[str, str], ...] = ()
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

    @property
    def text(self) -> str:
        """The body less its code."""
        return "\n".join(line for _, line in self.lines)

    def line(self, offset: int) -> int:
        """The number in the file of the line that a place in `text` is on."""
        return self.lines[self.text.count("\n", 0, offset)][0]


def read(folder: Path, path: str, kept: NoteRow | None = None) -> Note:
    """The note at `path`, whatever it holds. What is `kept` of its front matter is not parsed again, if the file is as it was then."""
    with (folder / path).open("rb") as file:
        raw, stamp = file.read(), stamp_of(os.fstat(file.fileno()))
    text = raw.decode("utf-8-sig", errors="replace")
    if odd := "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    known = kept is not None and kept.stamp == stamp and kept.said and not odd
    meta: Mapping[str, Any] = Said.from_text(kept.said).meta if kept and known else {}
    body, fault = body_of(text) if meta else text, ""
    if body is text:
        try:
            body, meta = parted(text)
        except yaml.YAMLError as error:
            meta, fault = {}, f"front matter that cannot be read: {type(error).__name__}"
    before = text.count("\n") - body.count("\n")
    lines = tuple((before + n, line) for n, line in lines_without_code(body))
    return Note(path, meta, lines, tuple(_QUOTED.findall(body)), fault)


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
