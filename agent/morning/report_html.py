"""The morning report as a page: `report.html`, one file without a script.

Owns: that page and its one drawing. What sources and engines said enters as text, escaped; the page's policy lets nothing run or load.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment

from agent.known.nightly import named
from agent.morning.glance import length
from agent.morning.graph_export import write_atomically
from agent.morning.report import Report, engine_in_words

WIDTH, HEIGHT = 720, 60  # of the drawing, and of either half of it, in its own units


def write_report(found: Report, wiki: Path) -> Path:
    """Write the page into a wiki, whole or not at all; returns its path."""
    path = wiki / "report.html"
    write_atomically(path, report_html(found, wiki.resolve().name).encode("utf-8", "replace"))
    return path


def report_html(found: Report, title: str) -> str:
    """The page as text."""
    style = _asset("report.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("report.html.j2")).render(
        title=title, policy=f"sha256-{digest}", style=style, r=found, f=found.figures, t=found.tonight, named=named, length=length,
        engine=engine_in_words(found), bars=bars(found.course),
    )  # fmt: skip


def bars(course: Sequence[tuple[str, int, int, int, int]]) -> list[dict[str, Any]]:
    """Ten minutes a bar: tokens read above the line, of these from the cache, tokens written below it; each half in its own measure."""
    if not course:
        return []
    step = WIDTH / len(course)
    most_read, most_written = max(1, *(row[1] for row in course)), max(1, *(row[3] for row in course))
    made = []
    for number, (at, read, cached, written, calls) in enumerate(course):
        up, warm = read * HEIGHT / most_read, cached * HEIGHT / most_read
        made.append(
            {
                "at": at[11:],
                "read": read,
                "cached": cached,
                "written": written,
                "calls": calls,
                "x": round(number * step, 2),
            }
            | {"width": round(max(0.5, step * 0.86), 2), "read_y": round(64 - up, 2), "read_height": round(up, 2)}
            | {
                "cached_y": round(64 - warm, 2),
                "cached_height": round(warm, 2),
                "written_height": round(written * 44 / most_written, 2),
            }
        )
    return made


def _asset(name: str) -> str:
    return (files("agent.morning") / "templates" / name).read_text(encoding="utf-8")
