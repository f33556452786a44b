"""What was made last time, taken again as long as what it was made from is the same.

Owns: `Lasting`, kept by whoever makes the same things again and again in one process. It decides nothing: a new one gives the same
values, only more slowly. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Lasting:
    """Values by what they are and whose, each with what it was made from. `made` counts those that had to be made."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], tuple[object, object]] = {}
        self._now: dict[tuple[str, str], tuple[object, object]] = {}
        self.made = 0

    def begin(self) -> None:
        """Start another round: what was not asked for in the last one is forgotten."""
        self._kept, self._now = self._now, {}

    def of(self, what: str, whose: str, source: object, make: Callable[[], T]) -> T:
        """The value that `make` gives, which is a function of `source` alone."""
        name = what, whose
        kept = self._now.get(name) or self._kept.get(name)
        if kept is None or kept[0] != source:
            self.made += 1
            kept = source, make()
        self._now[name] = kept
        return kept[1]  # type: ignore[return-value]  # what was put under this name
