"""`lint`, `verify` and `status --failed` as a person reads them, and what of the state lint tells beside the files.

Owns: the words, and the shape of `status --failed --json`: `[{"kind", "name", "reason"}]`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from itertools import groupby
from pathlib import Path
from typing import Any

from agent.config import command
from agent.errors import Exit, Fatal
from agent.known.standing import wanted
from agent.state.notes import NoteRow
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.editor.advice import advise
from agent.wiki.editor.mend import mend
from agent.wiki.editor.note import Finding, Note
from agent.wiki.editor.rules import RULES, SEVERITIES
from agent.wiki.lint import lint, notes_of
from agent.wiki.verify import Verdict


def findings(wiki: Path, *, fix: bool = False) -> list[dict[str, Any]]:
    """What lint finds in the files, and the wanted names of the state, if there is one, the gravest first.

    Each has `rule`, `page`, `detail`, `line` (0: nowhere in a file), `severity`, `do`, and `fixes`: whether `fix` would mend it,
    which is done first with it. Raises Fatal (exit 2) if there is no folder.
    """
    if not wiki.is_dir():
        raise Fatal(f"there is no folder {wiki}", Exit.USAGE)
    found, notes = _found(wiki)
    if fix and mend(wiki, found, notes):
        found, notes = _found(wiki)
    if database_path(wiki).exists():
        with State.to_read(wiki) as state:
            for name, pages in wanted(state):
                found.append(Finding("wanted", name, "named on " + ", ".join(pages[:5])))
    can = mend(wiki, found, notes, try_only=True)
    rows = [asdict(one) | asdict(RULES[one.rule]) | {"fixes": one in can} for one in found]
    return sorted(rows, key=lambda row: (SEVERITIES.index(row["severity"]), list(RULES).index(row["rule"])))


def _found(wiki: Path) -> tuple[list[Finding], list[Note]]:
    kept: dict[str, NoteRow] = {}
    if database_path(wiki).exists():
        with State.to_read(wiki) as state:
            kept = state.notes.all()
    notes = notes_of(wiki, kept)
    return [*lint(wiki, notes), *advise(notes)], notes


def findings_in_words(found: list[dict[str, Any]], wiki: Path) -> str:
    """By rule: what to do, then each place as `file:line`."""
    if not found:
        return "Nothing to mend."
    lines = []
    for rule, rows in ((rule, list(rows)) for rule, rows in groupby(found, key=lambda row: row["rule"])):
        lines.append(f"{rows[0]['severity']}: {rule} ({len(rows)}). {rows[0]['do']}")
        lines += [f"  {row['page']}{':' + str(row['line']) if row['line'] else ''}: {row['detail']}" for row in rows]
    counts = Counter(row["severity"] for row in found)
    told = [f"{counts[name]} {name}{'s' * (counts[name] != 1)}" for name in SEVERITIES if counts[name]]
    fixable = sum(row["fixes"] for row in found)
    return "\n".join(
        [*lines, ", ".join(told) + (f"; `{command('lint --fix', wiki)}` mends {fixable} of them." if fixable else ".")]
    )


def verdict_in_words(verdict: Verdict) -> str:
    """What was checked and what does not stand."""
    lines = [f"{verdict.claims} lines checked against the stored sentences; {len(verdict.unsupported)} unsupported."]
    lines += [f"  {row['page']}: “{row['text']}”: {row['reason']}" for row in verdict.unsupported]
    if verdict.worded:
        lines.append(
            f"{verdict.worded} are worded, not quoted. Checked of these: figures, dates, names, what is quoted, “not”, “may”, and who does"
            " what where a name stands beside the verb; not checked: whether one says more or other than its sources in words of its own."
        )
    lines += [f"  doubtful: {row['page']}: “{row['text']}”: {row['reason']}" for row in verdict.doubtful]
    lines += [f"  damaged document: {slug}" for slug in verdict.hashes_differing]
    lines += [f"  kept otherwise than the facts give it: {what}" for what in verdict.kept_differing]
    lines += [f"  changed since it was published: {path}" for path in verdict.files_differing]
    return "\n".join(lines)


def failures(state: State) -> list[dict[str, str]]:
    """Sources that failed as a fact, then episodes that were set aside."""
    sources = [
        {"kind": "source", "name": row.slug, "reason": f"{row.resource}: {row.why}"}
        for row in state.sources.all()
        if row.state == "failed"
    ]
    episodes = [
        {"kind": record.kind, "name": record.id, "reason": record.reason}
        for record in state.queue.by_state("set_aside")
    ]
    return sources + episodes


def failures_in_words(rows: list[dict[str, str]]) -> str:
    """One line each."""
    if not rows:
        return "Nothing failed, and nothing was set aside."
    return "\n".join(f"{row['kind']:<10} {row['name']}: {row['reason']}" for row in rows)
