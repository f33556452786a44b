"""The accounts of a night: the list is taken into the state, and every source ends as done, failed with a reason, or pending.

Owns: the step from a resolved list to stored sources, and the sum at the end: what does not add up is told, as it would be a bug of ours.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path

from agent.config import command
from agent.errors import Exit, Fatal
from agent.sources.folders import fault_of
from agent.sources.specs import SourceSpec
from agent.state.sources import SourceRecord
from agent.state.state import State
from agent.wiki.text import shorten

log = logging.getLogger("nightwiki")
NAMED = 8  # sources that cannot be read, named one by one


def check_readable(specs: Sequence[SourceSpec], base: Path) -> None:
    """Raises Fatal (exit 2), before anything is stored, if nothing that was named is there to be read."""
    faults = {spec.resource: fault_of_source(spec, base) for spec in specs}
    if all(faults.values()):
        lines = [f"  {shorten(resource, 200)}: {fault}" for resource, fault in list(faults.items())[:NAMED]]
        lines += [f"  and {len(faults) - NAMED} more"] if len(faults) > NAMED else []
        raise Fatal("\n".join(["nothing of this can be read, and nothing was stored:", *lines]), Exit.USAGE)


def fault_of_source(source: SourceSpec | SourceRecord, base: Path) -> str:
    """Why there is nothing to read, as far as that can be seen without reading; empty if there may be something."""
    if source.kind == "unsupported":
        return source.reason or "it is no source"
    if source.kind in {"url", "list"}:
        return ""
    path = base / source.resource
    return fault_of(path) or ("" if path.stat().st_size else "There is nothing in it.")


def intake(state: State, specs: Sequence[SourceSpec], base: Path) -> int:
    """Take the list's sources into the state; returns how many are new. Raises Fatal (exit 2) if there is nothing at all to read.

    What a list named before, and was read, stays, and that is told.
    What no list names any more, and nothing was ever read of, goes: a path that was mistyped does not come back every night.
    """
    records = [
        SourceRecord(
            each.slug, each.resource, each.kind, each.title or "", n, reason=each.reason or "", origin=each.origin
        )
        for n, each in enumerate(specs)
    ]
    if not records and not state.sources.all():
        raise Fatal("there is nothing to read on the list", Exit.USAGE)
    before = {row.slug for row in state.sources.all() if row.listed and row.document}
    added = state.sources.add(records)
    if gone := [
        row for row in state.sources.all() if row.slug in before and not row.listed and not fault_of_source(row, base)
    ]:
        names = ", ".join(row.slug for row in gone[:NAMED]) + (
            f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
        )
        log.info(
            "not on its list any more: %s. What was read of it stands; `%s` withdraws it",
            names, command("forget NAME", state.wiki),
        )  # fmt: skip
    if dead := _never_read(state, specs, base):
        with state.transaction("sources:dropped"):
            for row in dead:
                state.sources.remove(row.slug)
    return added


def _never_read(state: State, specs: Sequence[SourceSpec], base: Path) -> list[SourceRecord]:
    """Sources that nobody names tonight and nothing was ever read of, and that are not there, or whose list holds them no more."""
    named = {spec.resource for spec in specs}
    others = [row for row in state.sources.all() if not row.document and row.resource not in named] if specs else []
    return [row for row in others if not row.listed or fault_of_source(row, base)]


def unaccounted(state: State) -> list[str]:
    """What does not add up, one line each; empty when all does."""
    rows = [row for row in state.sources.all() if not row.is_told_by_others]
    live = {*state.documents.ids(), *state.documents.copies()}
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
