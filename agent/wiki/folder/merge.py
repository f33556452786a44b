"""Three-way merge of a page: what we changed since goes into the text that a person made of it.

Owns: the rule. Theirs stands wherever both changed the same lines; what of ours could not go in waits, and is said. Every line
that a person wrote comes out as it went in, with its own line ending. Pure. Imports this room's `hunks` and `matter`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.wiki.folder.hunks import Atom, Theirs, atoms, stands
from agent.wiki.matter import merge_matter, split_matter, value_of

_MARK = re.compile(r"(?<!\\)\[\^([^\]\s]+)\](?!:)")
_DEFINITION = re.compile(r"\[\^([^\]\s]+)\]:")
_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Merged:
    """`text` is what the file is to hold; `base` the text of ours that it is an edit of; `waiting` our lines that found no place."""

    text: str
    base: str
    waiting: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a text looks like but for its words: mark at its start, line endings, whether its last line ends."""

    bom: bool
    ending: str
    ends: bool

    @classmethod
    def of(cls, text: str) -> _Shape:
        many = text.count("\r\n") * 2 > text.count("\n")
        return cls(text.startswith(_BOM), "\r\n" if many else "\n", text.endswith("\n") or not text.strip(_BOM))


class Item(str):
    """A line, equal to any line of the same words. `ending` is the one that a person gave it; None for a line of ours."""

    __slots__ = ("ending",)
    ending: str | None

    @classmethod
    def theirs(cls, line: str) -> Item:
        """A line of a person's file, without its `\\n`."""
        item = cls(line.removesuffix("\r"))
        item.ending = "\r\n" if line.endswith("\r") else "\n"
        return item


def merge(base: str, ours: str, theirs: str) -> Merged:
    """`theirs` with what changed from `base` to `ours`. `base` and `ours` are texts of ours, with plain line endings."""
    if value_of(ours, "type") == "redirect" != value_of(base, "type"):
        # The page went into another one: first our lines leave, each where nobody touched it, then comes where it went.
        left = merge(base, husk(base), theirs)
        base, theirs = left.base, left.text
    shape = _Shape.of(theirs)
    pieces = theirs.removeprefix(_BOM).split("\n")
    their_lines = [Item.theirs(piece) for piece in (pieces[:-1] if pieces[-1] == "" else pieces)]
    if not shape.ends and their_lines:
        their_lines[-1].ending = None
    base_matter, base_body = split_matter(_lines(base))
    our_matter, our_body = split_matter(_lines(ours))
    their_matter, their_body = split_matter(their_lines)
    matter, next_matter = merge_matter(base_matter, our_matter, their_matter)
    body, next_body, waiting = _body(base_body, our_body, their_body)
    return Merged(
        _written([*matter, *body], shape),
        _written([*next_matter, *next_body], _Shape(False, "\n", True)),
        tuple(waiting),
    )


def husk(text: str) -> str:
    """What is left of a page of ours that is no more, for the sake of what a person wrote on it: front matter and title."""
    matter, body = split_matter(_lines(text))
    return _written([*matter, *(line for line in body if line.startswith("# "))], _Shape(False, "\n", True))


def _lines(text: str) -> list[str]:
    return text.removesuffix("\n").split("\n") if text else []


def _written(lines: Sequence[str], shape: _Shape) -> str:
    endings = [getattr(line, "ending", None) or shape.ending for line in lines]
    text = "".join(line + ending for line, ending in zip(lines, endings, strict=True))
    if lines and not shape.ends:
        text = text.removesuffix(endings[-1])
    return (_BOM if shape.bom else "") + text


def _body(base: list[str], ours: list[str], theirs: list[str]) -> tuple[list[str], list[str], list[str]]:
    """(merged lines, the base that they are an edit of, lines of ours that wait)."""
    if theirs == base:
        return ours, ours, []
    edit = Theirs.of(base, theirs)
    ours_now = atoms(base, ours)
    applied = [atom for atom in ours_now if stands(atom, edit, base)]
    applied = _with_needed_notes(applied, edit, base)
    merged, next_base = edit.laid_over(applied), Theirs.of(base, base).laid_over(applied)
    come = [line for atom in applied for line in atom.lines]
    extra = _missing(merged, (ours, base), _used(theirs) - _labels(theirs) - _used(come))
    there = set(merged)
    refused = [line for atom in ours_now if atom not in applied for line in atom.lines if line not in there]
    waiting = [line for line in refused if _MARK.search(line) and not _DEFINITION.match(line)]
    return _with_notes(merged, extra), _with_notes(next_base, extra), waiting


def _with_needed_notes(applied: list[Atom], edit: Theirs, base: Sequence[str]) -> list[Atom]:
    """`applied`, but no footnote goes that a line still needs, and none comes that no line needs, or that is there already."""
    merged = edit.laid_over(applied)
    used, defined = _used(merged), _labels(merged)
    kept = []
    for atom in applied:
        gone = _labels(base[atom.start : atom.end])
        if not atom.lines and gone & used - defined:
            continue
        theirs = _labels(edit.lines) - gone
        lines = tuple(line for line in atom.lines if not _spare(line, used, theirs))
        if lines != atom.lines and atom.start != atom.end and not lines:
            continue
        if lines or atom.start != atom.end:
            kept.append(Atom(atom.start, atom.end, lines))
    return kept


def _spare(line: str, used: set[str], theirs: set[str]) -> bool:
    match = _DEFINITION.match(line)
    return match is not None and (match[1] not in used or match[1] in theirs)


def _missing(lines: Sequence[str], texts: Iterable[Sequence[str]], but: set[str]) -> list[str]:
    """Footnotes that `lines` use and do not define, as one of `texts` defines them; but for those that a person left undefined."""
    found: dict[str, str] = {}
    for text in texts:
        for line in text:
            if match := _DEFINITION.match(line):
                found.setdefault(match[1], str(line))
    labels = [label for line in lines if not _DEFINITION.match(line) for label in _MARK.findall(line)]
    defined = _labels(lines) | but
    return [found[label] for label in dict.fromkeys(labels) if label not in defined and label in found]


def _with_notes(lines: list[str], notes: list[str]) -> list[str]:
    """`lines` with footnotes behind those that are there, or at the end."""
    if not notes:
        return lines
    last = max((number for number, line in enumerate(lines) if _DEFINITION.match(line)), default=-1)
    if last >= 0:
        return [*lines[: last + 1], *notes, *lines[last + 1 :]]
    return [*lines, *([""] if lines and lines[-1] else []), *notes]


def _used(lines: Iterable[str]) -> set[str]:
    return {label for line in lines if not _DEFINITION.match(line) for label in _MARK.findall(line)}


def _labels(lines: Iterable[str]) -> set[str]:
    return {match[1] for line in lines if (match := _DEFINITION.match(line))}
