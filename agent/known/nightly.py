"""What one night brought: pages new and changed, disagreements that were not there before.

Owns: the difference between nights, two of which may have one date. A function of rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.knowledge.model import Disagreement
from agent.state.nights import NightRecord
from agent.state.state import State

Dated = tuple[str, int, int]  # a page's title, and the nights (ids) in which it was made and last changed
SEEN = "disagreements"  # in which night each entry was published first


@dataclass(frozen=True, slots=True)
class Nightly:
    """Titles of pages, and entries of the conflicts, each in the wiki's order."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]

    @classmethod
    def of(cls, state: State, night: NightRecord, pages: Iterable[Dated], entries: Sequence[Disagreement]) -> Nightly:
        """What came in this night, of the pages and entries that there are now."""
        dated, seen = list(pages), first_seen(state)
        return cls(
            tuple(title for title, made, _ in dated if made == night.id),
            tuple(title for title, made, changed in dated if changed == night.id != made),
            tuple(entry for entry in entries if seen.get(entry.id, night.id) == night.id),
        )

    def in_words(self) -> list[str]:
        """Three lines at most, each with what it counts by name."""
        lines = [
            f"{_count(titles, 'page')} {how}: {named(titles)}."
            for how, titles in (("new", self.new), ("changed", self.changed))
            if titles
        ]
        if self.disagreements:
            asked = named([entry.named for entry in self.disagreements], 5, "; ")
            lines.append(f"{_count(self.disagreements, 'disagreement')} new: {asked}")
        return lines


def first_seen(state: State) -> dict[str, int]:
    """For each entry that was ever published (by id) the night of its first."""
    return dict(json.loads(state.nights.meta(SEEN) or "{}"))


def named(names: Sequence[str], most: int = 12, between: str = ", ") -> str:
    """Names in a row, and how many more there are."""
    more = f"{between}and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(names[:most]) + more


def _count(things: Sequence[object], word: str) -> str:
    return f"{len(things):,} {word}{'' if len(things) == 1 else 's'}"
