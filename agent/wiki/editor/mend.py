"""`lint --fix`: what code can put right in a file by itself, without deciding anything of what it says.

Owns: those edits, and writing them so that a file is whole at every moment. What is written counts as a person's: the next night keeps it.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path, PurePosixPath

from agent.knowledge.things.spelling import alike
from agent.wiki.editor.advice import unmarked
from agent.wiki.editor.note import DEFINITION, Finding, Note
from agent.wiki.folder import disk
from agent.wiki.matter import split_matter

_DAY = re.compile(r"## \d{4}-\d{2}-\d{2}\s*$")


def mend(folder: Path, findings: Iterable[Finding], notes: Sequence[Note], *, try_only: bool = False) -> set[Finding]:
    """Mend what can be mended of `findings`, found in `notes` of this folder; returns those that were, or with `try_only` can be.

    A file that changed meanwhile, is no UTF-8 or is reached through a symlink stays as it is.
    """
    by_page: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        if finding.rule in _FIXES:
            by_page[finding.page].append(finding)
    return {
        finding
        for path, found in by_page.items()
        for finding in _mend_file(folder, PurePosixPath(path).parts, found, notes, try_only=try_only)
    }


def _mend_file(
    folder: Path, parts: Sequence[str], findings: Sequence[Finding], notes: Sequence[Note], *, try_only: bool
) -> list[Finding]:
    *parents, name = parts
    try:
        with disk.folder(folder, parents) as at:
            data = disk.read(at, name) or b""
            text, done = _mended(data.decode("utf-8"), findings, notes)
            if not done or try_only or _replace(at, name, data, text.encode()):
                return done
    except (disk.NotPlainError, FileNotFoundError, UnicodeDecodeError):
        return []
    return []


def _mended(text: str, findings: Sequence[Finding], notes: Sequence[Note]) -> tuple[str, list[Finding]]:
    """(the text of a file put right, what of `findings` that was); its ends of lines stay as they are."""
    ends, bom = "\r\n" if "\r\n" in text else "\n", "\ufeff" * text.startswith("\ufeff")
    lines, done = text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), []
    # From the bottom up, so that a line that goes leaves the numbers of the others as they were.
    for finding in sorted(findings, key=lambda one: (one.rule in _WHOLE, -one.line)):
        before = list(lines)
        _FIXES[finding.rule](lines, finding, notes)
        if lines != before:
            done.append(finding)
    return bom + ends.join(lines), done


def _replace(at: int, name: str, old: bytes, new: bytes) -> bool:
    """Put `new` in the place of a file, whole; False if it is not `old` any more."""
    part = f".{name}.part"
    disk.write(at, part, new, like=(at, name))
    disk.flush(at, part)
    if disk.read(at, name) != old:
        disk.remove(at, part)
        return False
    os.replace(part, name, src_dir_fd=at, dst_dir_fd=at)
    return True


def _unused(lines: list[str], finding: Finding, notes: Sequence[Note]) -> None:
    at = finding.line - 1
    if at < len(lines) and DEFINITION.match(lines[at]) and lines[at].startswith(f"{finding.detail}:"):
        end = at + 1
        while end < len(lines) and lines[end].startswith(("    ", "\t")):
            end += 1
        del lines[at:end]


def _leaked(lines: list[str], finding: Finding, notes: Sequence[Note]) -> None:
    at = finding.line - 1
    if at < len(lines):
        lines[at] = unmarked(lines[at])


def _typed(lines: list[str], finding: Finding, notes: Sequence[Note]) -> None:
    kind = "source" if finding.page.startswith("sources/") else "note"
    head, body = split_matter(lines)
    rest = [line for line in head[1:-1] if not re.match(r"type\s*:", line)]
    lines[:] = ["---", f"type: {kind}", *rest, "---", *([] if head else [""]), *body]


def _relinked(lines: list[str], finding: Finding, notes: Sequence[Note]) -> None:
    """Lead a link to the only page that has its words as a name."""
    target = finding.detail.removeprefix("[[").removesuffix("]]")
    meant = {
        note.path
        for note in notes
        if note.is_entity
        and any(alike(name, target) or name.casefold() == target.casefold() for name in [note.title, *note.aliases])
    }
    at = finding.line - 1
    if len(meant) != 1 or at >= len(lines):
        return
    file = meant.pop().removesuffix(".md")
    lines[at] = re.sub(
        rf"\[\[{re.escape(target)}(#[^\]|\n]*)?(\|[^\]\n]*)?\]\]",
        lambda link: f"[[{file}{link[1] or ''}{link[2] or '|' + target}]]",
        lines[at],
    )


def newest_first(lines: list[str]) -> None:
    """Put the days of a log in order, if each has one heading and there is nothing else."""
    starts = [n for n, line in enumerate(lines) if line.startswith("## ")]
    if (
        not starts
        or not all(_DAY.match(lines[n]) for n in starts)
        or len({lines[n].strip() for n in starts}) < len(starts)
    ):
        return
    days = [lines[a:b] for a, b in zip(starts, [*starts[1:], len(lines)], strict=True)]
    days = [[*day, *([""] if day[-1] else [])] for day in days]  # a blank line before the next one
    lines[starts[0] :] = [line for day in sorted(days, key=lambda day: day[0], reverse=True) for line in day]


_FIXES: dict[str, Callable[[list[str], Finding, Sequence[Note]], None]] = {
    "unused-footnote": _unused,
    "leaked-mark": _leaked,
    "missing-type": _typed,
    "broken-link": _relinked,
    "log-order": lambda lines, finding, notes: newest_first(lines),
}
_WHOLE = {"log-order", "missing-type"}  # they move lines
