"""Copies one after another: lines of a page that follow each other in their source, each left in its words, are one long copy.

Owns: `runs`. Promises: pure. How long a run may be, and what is asked again, is in `refine`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True, slots=True)
class Run:
    """`words` of the source in a row, from line `first` to line `last` (both from 1)."""

    words: int
    first: int
    last: int


def words(text: str) -> list[str]:
    """The words of a text as runs are counted in them."""
    return _WORD.findall(text.casefold())


def runs(said: Sequence[str], texts: Sequence[str], follows: Sequence[bool]) -> list[Run]:
    """The runs of copied words that reach an end of a line. `said` are the lines as they stand, `texts` what they say it of.

    `follows`: whether a line's sentence comes right after that of the line before it.
    """
    found: list[Run] = []
    open_ = Run(0, 1, 1)
    for n, (ours, theirs) in enumerate(zip(map(words, said), map(words, texts), strict=True), start=1):
        if not follows[n - 1]:
            found.append(open_)
            open_ = Run(0, n, n)
        open_ = Run(open_.words + _shared(ours, theirs), open_.first, n)
        if ours != theirs:
            found.append(open_)
            open_ = Run(_shared(ours[::-1], theirs[::-1]), n, n)
    return [run for run in (*found, open_) if run.words]


def _shared(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words two lines have in common before the first that differs."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(ours, theirs, strict=False)))
