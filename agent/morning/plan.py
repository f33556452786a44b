"""`plan` as a person reads it, and its JSON: one line a source, then the night.

Owns: the words, and the shape of `plan --json`, which is stable and documented in the README.
"""

from __future__ import annotations

import shutil
from typing import Any

from agent.knowledge.model import Document
from agent.morning.glance import length
from agent.night.forecast import Forecast, Line
from agent.sources.kinds.registry import KINDS
from agent.sources.sniff import MEDIA
from agent.wiki.text import shorten

_SHORT = 60  # words under which it is worth a look whether all of a page was got
_TITLE, _WIDEST = 40, 160
# of several kinds with one media type (text, HTML) the plain one is meant
_KINDS = {kind.media: kind.name for kind in KINDS} | {media: name for name, media in MEDIA.items()}


def as_json(found: Forecast) -> dict[str, Any]:
    """The figures. Times in seconds but `hours`; `fits` is of the sources that have something to read."""
    windows, cost = found.windows, found.cost
    return {
        "sources": [_row(line) for line in found.lines],
        "total": {
            "sources": len(found.lines), "readable": sum(line.document is not None for line in found.lines),
            "words": sum(_words(line.document) for line in found.lines), "windows": windows,
        },
        "night": {
            "calls": round(windows * cost.calls), "prompt_tokens": round(windows * cost.prompt),
            "completion_tokens": round(windows * cost.completion), "hours": round(found.seconds / 3600, 2),
            "tokens_per_second": round(found.pace.work * cost.completion / cost.work, 1),
            "pace_from": found.pace.source, "cost_from": cost.source,
        },
        "until": found.until.isoformat(timespec="minutes") if found.until else None,
        "fits": {"sources": len(found.fits), "windows": sum(line.windows for line in found.fits)},
    }  # fmt: skip


def _row(line: Line) -> dict[str, Any]:
    document = line.document
    return {
        "source": line.row.slug, "resource": line.row.resource, "state": line.row.state,
        "kind": _KINDS.get(document.media, document.media) if document else "",
        "title": document.title if document else line.row.title, "date": document.date if document else None,
        "language": document.language if document else "", "words": _words(document), "windows": line.windows,
        "wrong": _wrong(line),
    }  # fmt: skip


def _words(document: Document | None) -> int:
    return len(document.text.split()) if document else 0


def _wrong(line: Line) -> str:
    """What a person may want to mend before the night; empty if nothing."""
    if line.document is None or line.wrong:
        return line.wrong
    words = _words(line.document)
    return f"only {words} words were found in it" if words < _SHORT else ""


def in_words(found: Forecast) -> str:
    """One line a source, as wide as the terminal, but for what could not be read, which is told whole; then what the night will be."""
    wide = min(shutil.get_terminal_size((_WIDEST, 0)).columns, _WIDEST)
    rows = [_row(line) for line in found.lines]
    lines = [
        f"{'kind':<10} {'date':<10} {'':<2} {'words':>7} {'windows':>7}  title",
        *(_in_a_line(row, wide) for row in rows),
    ]
    return "\n".join([*lines, "", *_night(found)])


def _in_a_line(row: dict[str, Any], wide: int) -> str:
    if not row["kind"]:
        return f"{'failed' if row['state'] == 'failed' else 'not now':<10} {row['resource']}: {row['wrong']}"
    said = f"{shorten(row['title'], _TITLE)}" + (f" — {row['wrong']}" if row["wrong"] else "")
    line = (
        f"{row['kind']:<10} {row['date'] or '':<10} {row['language']:<2} {row['words']:>7,} {row['windows']:>7}  {said}"
    )
    return line if len(line) <= wide else f"{line[: wide - 1]}…"


def _night(found: Forecast) -> list[str]:
    figures = as_json(found)
    total, night, fits = figures["total"], figures["night"], figures["fits"]
    lines = [
        f"{total['sources']} sources, {total['readable']} can be read: {total['words']:,} words in {total['windows']:,} windows.",
        f"The night: about {night['calls']:,} calls, {night['prompt_tokens']:,} tokens read, {night['completion_tokens']:,} written.",
        f"That is {length(found.seconds)} at {night['tokens_per_second']:g} tokens a second.",
        f"(Costs of a window: {night['cost_from']}. Pace: {night['pace_from']}.)",
    ]
    if found.until:
        to_read = sum(line.windows > 0 for line in found.lines)
        left = length((found.until - found.now).total_seconds())
        said = (
            "all of it fits"
            if fits["sources"] == to_read
            else f"{fits['sources']} of {to_read} sources fit, the rest by `resume`"
        )
        lines.append(f"Until {found.until.strftime('%H:%M')}, in {left}: {said}.")
    return lines
