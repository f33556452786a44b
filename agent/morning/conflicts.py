"""The disagreements as `conflicts` tells them: rows for JSON, and words.

Owns: the shape of `conflicts --json`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from agent.knowledge.model import Disagreement
from agent.known.disagreements import disagreements
from agent.known.pages import Known
from agent.state.state import State


def as_rows(state: State, entries: Iterable[Disagreement] | None = None) -> list[dict[str, Any]]:
    """Every entry, or these: id, page, kind, state, about, sides with sentences and sources; of a settled one the note and the day."""
    find = state.documents.get
    return [
        {
            "id": entry.id, "page": entry.page, "kind": entry.kind, "state": entry.state, "about": entry.about,
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
        for entry in (disagreements(state, Known.of(state)) if entries is None else entries)
    ]  # fmt: skip


def in_words(rows: list[dict[str, Any]]) -> str:
    """The entries as a person reads them."""
    if not rows:
        return "The sources do not disagree, as far as was asked."
    blocks = []
    for row in rows:
        head = f"{row['page']}: {row['about']}  ({row['kind']}, {row['state']}, {row['id']})"
        sides = [
            f"  {side['value']}: “{side['quote']}”\n    {side['source']}, sentence {side['first']}"
            for side in row["sides"]
        ]
        settled = [f"  settled on {row['settled']}: {row['note']}"] if row["state"] == "resolved" else []
        blocks.append("\n".join([head, *sides, *settled]))
    return "\n\n".join(blocks)
