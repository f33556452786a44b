"""What one night brought: pages new and changed, disagreements that were not there before.

Owns: the difference between nights. A function of rows: a page's dates, and the night in which the last of a dispute's answers came.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.knowledge.ids import disagreement_id
from agent.knowledge.model import Disagreement
from agent.known.disagreements import Told
from agent.known.pages import Known
from agent.state.nights import NightRecord
from agent.state.state import State

Dated = tuple[str, str, str]  # a page's title, and the days (ISO) on which it was made and last changed


@dataclass(frozen=True, slots=True)
class Nightly:
    """Titles of pages, and entries of the conflicts, each in the wiki's order."""

    new: tuple[str, ...]
    changed: tuple[str, ...]
    disagreements: tuple[Disagreement, ...]

    @classmethod
    def of(
        cls, state: State, known: Known, night: NightRecord, pages: Iterable[Dated], entries: Sequence[Disagreement]
    ) -> Nightly:
        """What came in this night, of the pages and entries that there are now."""
        dated = list(pages)
        since = answered(state, known)
        return cls(
            tuple(title for title, made, _ in dated if made == night.date),
            tuple(title for title, made, changed in dated if changed == night.date != made),
            tuple(entry for entry in entries if since.get(entry.id) == night.id),
        )

    def in_words(self) -> list[str]:
        """Three lines at most, each with what it counts by name."""
        lines = [
            f"{_count(titles, 'page')} {how}: {named(titles)}."
            for how, titles in (("new", self.new), ("changed", self.changed))
            if titles
        ]
        if self.disagreements:
            asked = named([f"{entry.page}: {entry.about}" for entry in self.disagreements], 5, "; ")
            lines.append(f"{_count(self.disagreements, 'disagreement')} new: {asked}")
        return lines


def answered(state: State, known: Known) -> dict[str, int]:
    """For each entry (by id) the night of the latest answer to it."""
    nights = state.disputes.nights()
    found: dict[str, int] = {}
    for dispute, told in Told.all(state, known):
        identity = disagreement_id(told.page, dispute.question)
        found[identity] = max(found.get(identity, 0), nights.get(dispute.id, 0))
    return found


def named(names: Sequence[str], most: int = 12, between: str = ", ") -> str:
    """Names in a row, and how many more there are."""
    more = f"{between}and {len(names) - most:,} more" if len(names) > most else ""
    return between.join(names[:most]) + more


def _count(things: Sequence[object], word: str) -> str:
    return f"{len(things):,} {word}{'' if len(things) == 1 else 's'}"
