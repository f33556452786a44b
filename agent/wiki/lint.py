"""What is not as it should be in a folder of pages, ours or changed by hand: read from the files, and, in a wiki of ours, from
the rows that tell what could not go into a person's text.

Owns: the rules. Reads files, writes none, follows no symlink. Imports `agent.knowledge`, `agent.state` and this room.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import yaml

from agent.knowledge.model import PAGE_KINDS
from agent.knowledge.things.spelling import alike, spelt
from agent.sources.matter import parted
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.links import NoteIndex, find_links, without_code

_MARK = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
_DEFINITION = re.compile(r"^\[\^([^\]\s]+)\]:", re.MULTILINE)
_ITEM = re.compile(r"\s{0,12}(?:[-*+]|\d{1,9}[.)])\s+")
_NO_STATEMENT = re.compile(r"\s*(?:$|#|>|\||<|\[\^[^\]]+\]:|\*[^*].*\*$|---)")
_UNCITED_SECTIONS = frozenset({"see also"})
_QUOTATION = re.compile(r"“[^”\n]*”")
# What leaks from a prompt or a reply; sources are quoted in quotation marks and in footnotes, which are not looked at.
_SCAFFOLDING = re.compile(
    r"\bas an? (?:AI|large) (?:language )?(?:model|assistant)\b|</?think>|\bYour last reply could not be used\b"
    r"|\bDo: (?:assign|name_pages|summarise|cannot_both|answer|both_true|same_thing|write|search)"
    r"|\b(?:name_pages|same_thing|not_stated|cannot_both_be_true|both_true)\b"
    r"|^(?:Not assigned yet|Not told yet|Your text|Refused):"
    r"|^\s*(?:[-*] )?(?:Sure|Certainly)[,!] here|\bI (?:cannot|can't) (?:assist|help) with\b",
    re.IGNORECASE | re.MULTILINE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend: `page` is a path in the folder, `detail` says what in words."""

    rule: str
    page: str
    detail: str


@dataclass(frozen=True, slots=True)
class _Note:
    path: str
    meta: dict[str, Any]
    body: str
    text: str  # the body less its code
    fault: str = ""

    @property
    def kind(self) -> str:
        return str(self.meta.get("type") or "")

    @property
    def is_entity(self) -> bool:
        return self.kind in PAGE_KINDS


def lint(folder: Path) -> list[Finding]:
    """Everything that is found, by rule and page.

    Rules: broken-link, orphan, missing-type, no-citation, undefined-footnote, unused-footnote, duplicate-title,
    scaffolding, log-order, unreadable; and claims-waiting, where we have lines for a page whose place a person changed.
    """
    paths = sorted(files_below(folder))
    notes = [_read(folder, path) for path in paths if path.endswith(".md")]
    found = [finding for note in notes for finding in _of_one(note)]
    index = NoteIndex((note.path for note in notes), (path for path in paths if not path.endswith(".md")))
    return sorted({*found, *_links(notes, index), *_duplicates(notes), *_waiting(folder)})


def _waiting(folder: Path) -> Iterator[Finding]:
    if not database_path(folder).exists():
        return
    with State.to_read(folder) as state:
        for path, row in state.published.heads().items():
            lines = (row.waiting or "").splitlines()
            if lines and (folder / path).is_file():
                more = f" and {len(lines) - 1} more" if len(lines) > 1 else ""
                yield Finding(
                    "claims-waiting", path, f"no place in the text as it was changed for: {_start(lines[0])}{more}"
                )
            elif row.adopted_hash and row.ours_hash and not row.published_hash and (folder / path).is_file():
                full = state.published.row(path)
                if full and full.base_text is None:
                    yield Finding("claims-waiting", path, "yours, and one of ours has this name: ours is not written")


def files_below(folder: Path) -> Iterator[str]:
    """The paths of all plain files, relative to the folder, but for those in hidden folders."""
    for where, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in names:
            path = Path(where, name)
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def _read(folder: Path, path: str) -> _Note:
    text = (folder / path).read_text(encoding="utf-8-sig", errors="replace").replace("\r\n", "\n")
    try:
        body, meta = parted(text)
    except yaml.YAMLError as error:
        return _Note(path, {}, text, without_code(text), f"front matter that cannot be read: {type(error).__name__}")
    return _Note(path, meta, body, without_code(body))


def _of_one(note: _Note) -> Iterator[Finding]:
    if note.fault:
        yield Finding("unreadable", note.path, note.fault)
    elif not note.kind.strip() and note.path not in {"index.md", "log.md"}:
        yield Finding("missing-type", note.path, "no type in the front matter")
    yield from _footnotes(note)
    if note.is_entity:
        yield from (Finding("no-citation", note.path, _start(text)) for text in _uncited(note.text.split("\n")))
    ours = "\n".join(line for line in note.text.split("\n") if not _DEFINITION.match(line))
    for match in _SCAFFOLDING.finditer(_QUOTATION.sub("", ours)):
        yield Finding("scaffolding", note.path, _start(match[0]))
    if note.path == "log.md":
        yield from _log(note)


def _footnotes(note: _Note) -> Iterator[Finding]:
    used, defined = set(_MARK.findall(note.text)), Counter(_DEFINITION.findall(note.text))
    for label in used - set(defined):
        yield Finding("undefined-footnote", note.path, f"[^{label}]")
    for label in set(defined) - used:
        yield Finding("unused-footnote", note.path, f"[^{label}]")


def _uncited(lines: Sequence[str]) -> Iterator[str]:
    """List items, paragraphs, and sentences at the end of paragraphs that carry no footnote: of the opening, and of sections that cite.

    A section without any footnote is a person's own.
    """
    for section, blocks in groupby(_by_section(lines), itemgetter(0)):
        stated = [block for _, block in blocks if not _NO_STATEMENT.match(block)]
        cites = not section or any(map(_MARK.search, stated))
        if section.casefold() in _UNCITED_SECTIONS:
            continue
        for block in stated:
            *_, rest = _MARK.split(block)
            if (cites or _ITEM.match(block)) and any(map(str.isalnum, rest)) and not rest.rstrip().endswith(":"):
                yield rest


def _by_section(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each block with the heading above it."""
    section = ""
    for block in _blocks(lines):
        if block.startswith("## "):
            section = block[3:].strip()
        yield section, block


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    """Paragraphs and list items, each as one line; every other line by itself."""
    block = ""
    for line in [*lines, ""]:
        alone = bool(_NO_STATEMENT.match(line))
        if block and (alone or _ITEM.match(line)):
            yield block
            block = ""
        if alone:
            yield line
        else:
            block = f"{block} {line.strip()}" if block else line
    if block:
        yield block


def _links(notes: Sequence[_Note], index: NoteIndex) -> Iterator[Finding]:
    entities = {note.path for note in notes if note.is_entity}
    redirects = {note.path: note for note in notes if note.kind == "redirect"}
    linked: set[str] = set()
    for note in notes:
        for link in find_links(note.body):
            if not link.target:
                continue
            path = index.resolve(link.target)
            if path is None:
                yield Finding("broken-link", note.path, f"[[{link.target}]]")
            elif note.is_entity and path != note.path:
                linked |= {path, *(_goal(redirects[path], index) if path in redirects else ())}
    for path in entities - linked:
        yield Finding("orphan", path, "no other page links here")


def _goal(redirect: _Note, index: NoteIndex) -> Iterator[str]:
    for link in find_links(redirect.body)[:1]:
        if goal := index.resolve(link.target):
            yield goal


def _duplicates(notes: Iterable[_Note]) -> Iterator[Finding]:
    by_title: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for note in notes:
        if note.is_entity:
            title = str(note.meta.get("title") or Path(note.path).stem)
            same = by_title[_normal(title)]
            if first := next((path for path, other in same if spelt(title) == spelt(other) or alike(title, other)), ""):
                yield Finding("duplicate-title", note.path, f"the same title as {first}")
            same.append((note.path, title))


def _normal(title: str) -> str:
    """A title less what makes no difference: case, accents' form, punctuation (but what tells C from C++ and C#), spaces."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return " ".join("".join(char if char.isalnum() or char in "+#" else " " for char in plain).split()) or plain


def _log(note: _Note) -> Iterator[Finding]:
    before = ""
    for line in note.text.split("\n"):
        if not line.startswith("## "):
            continue
        day = line[3:].strip()
        if not _DAY.fullmatch(day):
            yield Finding("log-order", note.path, f"a heading that is no day: {_start(day)}")
        elif before and day >= before:
            yield Finding("log-order", note.path, f"{day} stands after {before}")
        else:
            before = day


def _start(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 100 else line[:99] + "…"
