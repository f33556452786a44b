"""The morning report as a page: `report.html`, one file without a script.

Owns: that page, where its names lead, and its one drawing. What sources and engines said enters as text, escaped; the page's policy lets
nothing run or load, and a link leads to a file of the wiki or to a source on the web.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from agent.morning.glance import length
from agent.morning.graph_export import write_atomically
from agent.morning.report import Report, answers, engine_in_words
from agent.morning.serve.shelf import Shelf

Lead = Callable[[str, str], str]
"""(`page`, `entry` or `source`; its title, id or resource) to an address, ready for a link; nothing if it leads nowhere."""
AROUND = (("index.md", "index.md"), ("conflicts.md", "conflicts.md"), ("graph.html", "graph"))
_WEB = re.compile(r"https?://[^/\s]", re.IGNORECASE)
WIDTH, HEIGHT = 720, 60  # of the drawing, and of either half of it, in its own units


def write_report(found: Report, wiki: Path) -> Path:
    """Write the page into a wiki, whole or not at all; returns its path."""
    path, shelf = wiki / "report.html", Shelf(wiki)
    shelf.look()
    lead = lead_of(shelf, lambda path: f"./{quote(path)}", "./conflicts.md")
    write_atomically(path, report_html(found, wiki.resolve().name, lead).encode("utf-8", "replace"))
    return path


def lead_of(shelf: Shelf, href: Callable[[str], str], conflict: str) -> Lead:
    """Where the names of a report lead: `href` makes an address of a path of the shelf, `conflict` is that of an entry, with its `{id}`."""
    pages = {leaf.title: leaf.path for leaf in shelf.leaves.values() if leaf.is_entity}
    sources = {leaf.resource: leaf.path for leaf in shelf.leaves.values() if leaf.kind == "source"}

    def lead(kind: str, name: str) -> str:
        if kind == "entry":
            return conflict.format(id=quote(name))
        if path := {"page": pages, "source": sources}.get(kind, {}).get(name):
            return href(path)
        return name if kind == "source" and _WEB.match(name) else ""

    return lead


def report_html(found: Report, title: str, lead: Lead, around: Sequence[tuple[str, str]] = AROUND) -> str:
    """The page as text, its names leading where `lead` says; `around` are (address, words) of what lies beside it."""
    style = _asset("report.css")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("report.html.j2")).render(
        title=title, policy=f"sha256-{digest}", style=style, r=found, f=found.figures, t=found.tonight, length=length,
        engine=engine_in_words(found), bars=bars(found.course), lead=lead, answers=answers, around=around,
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
