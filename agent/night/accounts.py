"""The accounts of a night: the list is taken into the state, and every source ends as done, failed with a reason, or pending.

Owns: the step from a resolved list to stored sources, and the sum at the end: what does not add up is told, as it would be a bug of ours.
"""

from __future__ import annotations

from collections.abc import Sequence

from agent.errors import Exit, Fatal
from agent.sources.listing import SourceSpec
from agent.state.documents import SourceRecord
from agent.state.state import State


def intake(state: State, specs: Sequence[SourceSpec]) -> int:
    """Take the list's sources into the state; returns how many are new. Raises Fatal (exit 2) if there is nothing at all to read."""
    records = [
        SourceRecord(spec.slug, spec.resource, spec.kind, spec.title or "", position, reason=spec.reason or "")
        for position, spec in enumerate(specs)
    ]
    if not records and not state.sources.all():
        raise Fatal("there is nothing to read on the list", Exit.USAGE)
    return state.sources.add(records)


def unaccounted(state: State) -> list[str]:
    """What does not add up, one line each; empty when all does."""
    rows = state.sources.all()
    live = set(state.documents.ids())
    tally = {name: sum(row.state == name for row in rows) for name in ("done", "failed", "pending")}
    found = []
    if sum(tally.values()) != len(rows):
        found.append(f"The sources do not add up: {tally} of {len(rows)}. This is a bug of nightwiki.")
    found += [
        f"{row.slug} was called read, but its text is not stored."
        for row in rows
        if row.state == "done" and row.document not in live
    ]
    found += [f"{row.slug} failed, and nobody said why." for row in rows if row.state == "failed" and not row.reason]
    return found
