"""`lint`, `verify` and `status --failed` as a person reads them, and what of the state lint tells beside the files.

Owns: the words, and the shape of `status --failed --json`: `[{"kind", "name", "reason"}]`.
"""

from __future__ import annotations

from pathlib import Path

from agent.errors import Exit, Fatal
from agent.known.pages import Known
from agent.known.wanted import wanted
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.lint import lint
from agent.wiki.verify import Verdict


def findings(wiki: Path) -> list[dict[str, str]]:
    """What lint finds in the files, and the wanted names of the state, if there is one. Raises Fatal (exit 2) if there is no folder."""
    if not wiki.is_dir():
        raise Fatal(f"there is no folder {wiki}", Exit.USAGE)
    found = [{"rule": f.rule, "page": f.page, "detail": f.detail} for f in lint(wiki)]
    if database_path(wiki).exists():
        with State.to_read(wiki) as state:
            for name, pages in wanted(Known.of(state), state.documents.get):
                found.append({"rule": "wanted", "page": name, "detail": "named on " + ", ".join(pages[:5])})
    return found


def findings_in_words(found: list[dict[str, str]]) -> str:
    """One line each."""
    if not found:
        return "Nothing to mend."
    return "\n".join(f"{row['rule']:<20} {row['page']}: {row['detail']}" for row in found)


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
    lines += [f"  changed since it was published: {path}" for path in verdict.files_differing]
    return "\n".join(lines)


def failures(state: State) -> list[dict[str, str]]:
    """Sources that failed as a fact, then episodes that were set aside."""
    sources = [
        {"kind": "source", "name": row.slug, "reason": f"{row.resource}: {row.reason}"}
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
