"""What is not as it should be in a folder of pages, ours or changed by hand: read from the files, and, in a wiki of ours, from
the rows that tell what could not go into a person's text.

Owns: the rules. Reads files, writes none, follows no symlink. Imports `agent.knowledge`, `agent.state` and this room.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from types import MappingProxyType

from agent.knowledge.things.spelling import alike, spelt
from agent.state.notes import NoteRow
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.editor.note import DEFINITION, ITEM, MARK, NO_STATEMENT, Finding, Lines, Note, by_section, read, start
from agent.wiki.links import NoteIndex, find_links

_UNCITED_SECTIONS = frozenset({"see also"})
_QUOTATION = re.compile(r"“[^”\n]*”")
# What leaks from a prompt or a reply; sources are quoted in quotation marks and in footnotes, which are not looked at.
_SCAFFOLDING = re.compile(
    r"\bas an? (?:AI|large) (?:language )?(?:model|assistant)\b|</?think>|\bYour last reply could not be used\b"
    r"|\bDo: (?:assign|name_pages|summarise|cannot_both|answer|both_true|same_thing|one_thing|write|search)"
    r"|\b(?:name_pages|same_thing|one_thing|not_stated|cannot_both_be_true|both_true)\b"
    r"|^(?:Not assigned yet|Not told yet|Your text|Refused):"
    r"|^\s*(?:[-*] )?(?:Sure|Certainly)[,!] here|\bI (?:cannot|can't) (?:assist|help) with\b",
    re.IGNORECASE | re.MULTILINE,
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def notes_of(folder: Path, kept: Mapping[str, NoteRow] = MappingProxyType({})) -> list[Note]:
    """Every note of the folder, by path; `kept` is what is known of files as they were."""
    return [read(folder, path, kept.get(path)) for path in sorted(files_below(folder)) if path.endswith(".md")]


def lint(folder: Path, notes: Sequence[Note] | None = None) -> list[Finding]:
    """Everything that is broken, by rule and page; `notes` are those of the folder, where somebody has them.

    Rules: broken-link, orphan, missing-type, no-citation, undefined-footnote, unused-footnote, duplicate-title,
    scaffolding, log-order, unreadable; and claims-waiting, where we have lines for a page whose place a person changed.
    """
    notes = notes_of(folder) if notes is None else notes
    found = [finding for note in notes for finding in _of_one(note)]
    index = NoteIndex((note.path for note in notes), (path for path in files_below(folder) if not path.endswith(".md")))
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
                    "claims-waiting", path, f"no place in the text as it was changed for: {start(lines[0])}{more}"
                )
            elif row.adopted_hash and row.ours_hash and not row.published_hash and (folder / path).is_file():
                full = state.published.row(path)
                if full and full.base_text is None:
                    yield Finding("claims-waiting", path, "yours, and one of ours has this name: ours is not written")


def files_below(folder: Path) -> Iterator[str]:
    """The paths of all plain files, relative to the folder, but for those in hidden folders."""
    yield from _below(os.fspath(folder), "")


def _below(folder: str, before: str) -> Iterator[str]:
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except OSError:
        return  # gone while we looked, or not for us to read
    for entry in entries:
        if entry.is_file(follow_symlinks=False):
            yield before + entry.name
    for name in sorted(e.name for e in entries if e.is_dir(follow_symlinks=False) and not e.name.startswith(".")):
        yield from _below(f"{folder}/{name}", f"{before}{name}/")


def _of_one(note: Note) -> Iterator[Finding]:
    if note.fault:
        yield Finding("unreadable", note.path, note.fault, 1)
    elif not note.kind.strip() and note.path not in {"index.md", "log.md"}:
        yield Finding("missing-type", note.path, "no type in the front matter", 1)
    yield from _footnotes(note)
    if note.is_entity:
        yield from (Finding("no-citation", note.path, start(text), line) for line, text in _uncited(note.lines))
    told = [(number, line) for number, line in note.lines if not DEFINITION.match(line)]
    if _SCAFFOLDING.search(_QUOTATION.sub("", "\n".join(line for _, line in told))):  # in the whole first: it is rare
        for number, line in told:
            for match in _SCAFFOLDING.finditer(_QUOTATION.sub("", line)):
                yield Finding("scaffolding", note.path, start(match[0]), number)
    if note.path == "log.md":
        yield from _log(note)


def _footnotes(note: Note) -> Iterator[Finding]:
    text = note.text
    used = {match[1]: match.start() for match in reversed([*MARK.finditer(text)])}
    defined = {match[1]: match.start() for match in DEFINITION.finditer(text)}
    for rule, labels, others in (("undefined-footnote", used, defined), ("unused-footnote", defined, used)):
        for label in labels.keys() - others.keys():
            yield Finding(rule, note.path, f"[^{label}]", note.line(labels[label]))


def _uncited(lines: Lines) -> Iterator[tuple[int, str]]:
    """List items, paragraphs, and sentences at the end of paragraphs that carry no footnote: of the opening, and of sections that cite.

    A section without any footnote is a person's own.
    """
    for section, found in groupby(by_section(lines), itemgetter(0)):
        stated = [(number, block) for _, number, block in found if not NO_STATEMENT.match(block)]
        cites = not section or any(MARK.search(block) for _, block in stated)
        if section.casefold() in _UNCITED_SECTIONS:
            continue
        for number, block in stated:
            *_, rest = MARK.split(block)
            if (cites or ITEM.match(block)) and any(map(str.isalnum, rest)) and not rest.rstrip().endswith(":"):
                yield number, rest


def _links(notes: Sequence[Note], index: NoteIndex) -> Iterator[Finding]:
    entities = {note.path for note in notes if note.is_entity}
    redirects = {note.path: note for note in notes if note.kind == "redirect"}
    linked: set[str] = set()
    for note in notes:
        for number, link in ((number, link) for number, line in note.lines for link in find_links(line)):
            if not link.target:
                continue
            path = index.resolve(link.target)
            if path is None:
                yield Finding("broken-link", note.path, f"[[{link.target}]]", number)
            elif note.is_entity and path != note.path:
                linked |= {path, *(_goal(redirects[path], index) if path in redirects else ())}
    for path in entities - linked:
        yield Finding("orphan", path, "no other page links here", 1)


def _goal(redirect: Note, index: NoteIndex) -> Iterator[str]:
    links = (link for _, line in redirect.lines for link in find_links(line))
    for link in islice(links, 1):
        if goal := index.resolve(link.target):
            yield goal


def _duplicates(notes: Iterable[Note]) -> Iterator[Finding]:
    by_title: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for note in notes:
        if note.is_entity:
            title = note.title
            same = by_title[_normal(title)]
            if first := next((path for path, other in same if spelt(title) == spelt(other) or alike(title, other)), ""):
                yield Finding("duplicate-title", note.path, f"the same title as {first}", 1)
            same.append((note.path, title))


def _normal(title: str) -> str:
    """A title less what makes no difference: case, accents' form, punctuation (but what tells C from C++ and C#), spaces."""
    plain = unicodedata.normalize("NFKC", title).casefold()
    return " ".join("".join(char if char.isalnum() or char in "+#" else " " for char in plain).split()) or plain


def _log(note: Note) -> Iterator[Finding]:
    before = ""
    for number, line in note.lines:
        if not line.startswith("## "):
            continue
        day = line[3:].strip()
        if not _DAY.fullmatch(day):
            yield Finding("log-order", note.path, f"a heading that is no day: {start(day)}", number)
        elif before and day >= before:
            yield Finding("log-order", note.path, f"{day} stands after {before}", number)
        else:
            before = day
