"""Changes of a text as changes of its lines: ours in the smallest pieces that make sense alone, a person's as they made them.

Owns: which lines belong together and whether two changes meet. Pure. Imports nothing of ours; the differences are found by
diff-match-patch.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from diff_match_patch import diff_match_patch
from rapidfuzz import fuzz

_SECONDS = 2.0
"""After this long, a difference need no longer be the smallest one: still right, only coarser."""
_LABEL = re.compile(r"\[\^([^\]\s]+)\]")
_ALIKE = 60  # of 100, by which two lines pass for one that was reworded


@dataclass(frozen=True, slots=True)
class Atom:
    """Lines `start` to `end` (exclusive) of the base become `lines`. Of those, there is at most one, unless they are one change."""

    start: int
    end: int
    lines: tuple[str, ...]


def changes(old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[int, int, int, int]]:
    """Where lines differ, in order: (start, end) in `old`, (start, end) in `new`."""
    # From 256 on, and past the surrogates, each letter stands for a line.
    count: dict[str, int] = {}
    numbers = [[count.setdefault(line, len(count)) for line in lines] for lines in (old, new)]
    texts = ["".join(chr(256 + n if n < 0xD000 else 0x10000 + n) for n in found) for found in numbers]
    engine = diff_match_patch()
    engine.Diff_Timeout = _SECONDS
    i = j = 0
    begun: tuple[int, int] | None = None
    for kind, run in engine.diff_main(*texts, False):
        if kind == engine.DIFF_EQUAL:
            if begun is not None:
                yield begun[0], i, begun[1], j
            begun = None
            i, j = i + len(run), j + len(run)
            continue
        begun = begun or (i, j)
        if kind == engine.DIFF_DELETE:
            i += len(run)
        else:
            j += len(run)
    if begun is not None:
        yield begun[0], i, begun[1], j


def distance(old: str, new: str) -> int:
    """How many lines were taken out or put in between two texts, whatever their line endings."""
    texts = [text.replace("\r\n", "\n").split("\n") for text in (old, new)]
    return sum(end - start + new_end - new_start for start, end, new_start, new_end in changes(*texts))


def atoms(base: Sequence[str], ours: Sequence[str]) -> list[Atom]:
    """What we changed, in pieces: a line that went, a line reworded, lines that came. What cannot be told apart is one piece."""
    found: list[Atom] = []
    for start, end, new_start, new_end in changes(base, ours):
        at, new_at = start, new_start
        for pair, new_pair in [*_pairs(base, ours, (start, end), (new_start, new_end)), (end, new_end)]:
            found += _between(at, pair, tuple(ours[new_at:new_pair]))
            if pair < end:
                found.append(Atom(pair, pair + 1, (ours[new_pair],)))
            at, new_at = pair + 1, new_pair + 1
    return found


def _between(start: int, end: int, lines: tuple[str, ...]) -> list[Atom]:
    if lines:
        return [Atom(start, end, lines)]
    return [Atom(number, number + 1, ()) for number in range(start, end)]


def _pairs(
    base: Sequence[str], ours: Sequence[str], old: tuple[int, int], new: tuple[int, int]
) -> Iterator[tuple[int, int]]:
    """Lines that were reworded: (number in the base, number in ours), both rising."""
    at = new[0]
    for number in range(*old):
        match = next((other for other in range(at, min(new[1], at + 50)) if _alike(base[number], ours[other])), None)
        if match is not None:
            yield number, match
            at = match + 1


def _alike(old: str, new: str) -> bool:
    if not old.strip() or not new.strip() or old.startswith("#") != new.startswith("#"):
        return False
    labels, new_labels = _LABEL.findall(old), _LABEL.findall(new)
    if old.startswith("[^") or new.startswith("[^"):
        return labels[:1] == new_labels[:1] and old.startswith("[^") == new.startswith("[^")
    return bool(set(labels) & set(new_labels)) or fuzz.ratio(old, new) >= _ALIKE


@dataclass(slots=True)
class Theirs:
    """A person's edit of a base: `same` maps lines of the base that they left alone to theirs, `put` what stands before one."""

    lines: Sequence[str]
    count: int
    same: dict[int, str] = field(default_factory=dict)
    put: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    touched: set[int] = field(default_factory=set)
    ends: set[int] = field(default_factory=set)  # lines of the base right behind something of theirs

    @classmethod
    def of(cls, base: Sequence[str], theirs: Sequence[str]) -> Theirs:
        """What `theirs` made of `base`. Changes with nothing but empty lines between them are one."""
        edit = cls(theirs, len(base))
        at = new_at = 0
        for start, end, new_start, new_end in [
            *_joined(base, list(changes(base, theirs))),
            (len(base),) * 2 + (len(theirs),) * 2,
        ]:
            edit.same.update(zip(range(at, start), theirs[new_at:new_start], strict=True))
            edit.touched.update(range(start, end))
            if new_end > new_start:
                edit.put[start] += theirs[new_start:new_end]
                edit.ends.add(end)
            at, new_at = end, new_end
        return edit

    def laid_over(self, applied: Sequence[Atom]) -> list[str]:
        """Their text with these changes of ours, of which each `stands`."""
        come: dict[int, list[str]] = defaultdict(list)
        gone: set[int] = set()
        for atom in applied:
            come[atom.start] += atom.lines
            gone.update(range(atom.start, atom.end))
        merged: list[str] = []
        for number in range(self.count + 1):
            put = self.put.get(number, [])
            merged += [line for line in come.get(number, []) if not line or line not in put]
            merged += put
            if number in self.same and number not in gone:
                merged.append(self.same[number])
        return merged


def _joined(base: Sequence[str], found: list[tuple[int, int, int, int]]) -> list[tuple[int, int, int, int]]:
    joined: list[tuple[int, int, int, int]] = []
    for change in found:
        before = joined[-1] if joined else None
        rewrote = before is not None and before[1] > before[0] and change[1] > change[0]
        if before and rewrote and not any(line.strip() for line in base[before[1] : change[0]]):
            joined[-1] = (before[0], change[1], before[2], change[3])
        else:
            joined.append(change)
    return joined


def stands(atom: Atom, edit: Theirs, base: Sequence[str]) -> bool:
    """Whether a change of ours can be made in a person's text: they left its lines alone, and, if it only adds, one beside them."""
    if atom.start == atom.end:
        beside = {atom.start - 1, atom.start} & set(range(edit.count))
        return not beside or not beside <= edit.touched
    if any(number in edit.touched for number in range(atom.start, atom.end)):
        return False
    if not atom.lines and not base[atom.start].strip():
        # An empty line beside something of theirs keeps it apart from what stands there.
        return atom.start not in edit.ends and not edit.put.get(atom.end)
    return True
