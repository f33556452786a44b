"""The disagreements as `conflicts` tells them: rows for JSON, and words.

Owns: the shape of `conflicts --json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agent.knowledge.model import Disagreement
from agent.known.disagreements import by_value
from agent.known.standing import standing as stands
from agent.state.state import State


def standing(state: State) -> list[Disagreement]:
    """Every entry that stands."""
    return list(stands(state).disagreements)


def as_rows(state: State, entries: Iterable[Disagreement] | None = None) -> list[dict[str, Any]]:
    """Every entry, or these: id, page, kind, state, about (the question), title, sides with sentences and sources; of a settled one
    the note and the day.
    """
    find = state.documents.get
    return [
        {
            "id": entry.id, "page": entry.page, "kind": entry.kind, "state": entry.state, "about": entry.about,
            "title": entry.title,
            "note": entry.note, "settled": entry.settled,
            "sides": [
                {
                    "claim": side.claim, "value": side.value, "document": side.citation.document,
                    "source": find(side.citation.document).resource, "first": side.citation.first, "last": side.citation.last,
                    "quote": side.quote, "date": side.date, "when": side.when, "by": side.by,
                }
                for side in entry.sides
            ],
        }
        for entry in (standing(state) if entries is None else entries)
    ]  # fmt: skip


def in_words(state: State, entries: Iterable[Disagreement]) -> str:
    """The entries as a person reads them; sides that say the same stand together."""
    blocks = []
    for entry in entries:
        lines = [f"{entry.named}  ({entry.kind}, {entry.state}, {entry.id})"]
        for value, numbers in by_value(entry.sides):
            for n, side in ((n, entry.sides[n]) for n in numbers):
                lines.append(f"  {value}: “{side.quote}”" if n == numbers[0] else f"    “{side.quote}”")
                resource = state.documents.get(side.citation.document).resource
                lines.append(f"    {resource}, sentence {side.citation.first}")
        lines += [f"  settled on {entry.settled}: {entry.note}"] if entry.state == "resolved" else []
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or "The sources do not disagree, as far as was asked."
