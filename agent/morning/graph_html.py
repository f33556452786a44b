"""The link graph as a page to look at: one HTML file that needs no network, with sigma and graphology inside.

Owns: that page and the vendored scripts. Promises that names and texts of pages, which are anybody's, stay data: they
enter as escaped JSON and are shown as text, and only the scripts whose hashes the page's policy names may run.
Imports `graph`.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from agent.morning.graph import Note, Report, WikiGraph
from agent.morning.graph_export import write_atomically
from agent.wiki.text import one_line

SMALLEST_GROUP = 3  # smaller communities have no colour of their own
_SCRIPTS = (
    ("graphology", ("vendor/graphology.umd.min.js",)),
    ("library", ("vendor/graphology-library.min.js",)),
    ("sigma", ("vendor/sigma.min.js",)),
    ("layout", ("templates/graph_layout.js",)),
    ("app", tuple(f"templates/graph_{part}.js" for part in ("colours", "view", "panel", "main"))),
)
_MEDIA = re.compile(
    r"\.(png|jpe?g|gif|svg|webp|avif|bmp|pdf|mp[34]|webm|wav|ogg|zip|canvas|excalidraw)$", re.IGNORECASE
)


def write_graph_html(graph: WikiGraph, report: Report, path: Path, title: str) -> None:
    """Write the page to `path`, whole or not at all. Its links to the pages are relative to where it lies."""
    base = Path(os.path.relpath(graph.folder.resolve(), path.parent.resolve())).as_posix()
    write_atomically(path, graph_html(graph, report, title, base=quote(base, errors="replace") + "/").encode())


def graph_html(graph: WikiGraph, report: Report, title: str, *, base: str = "./") -> str:
    """The page as text. Its links are `base` (an encoded address that ends in a slash) and the page's path."""
    data = graph_data(graph, report, base)
    scripts = [{"id": name, "text": "".join(_asset(part) for part in parts)} for name, parts in _SCRIPTS]
    style = _asset("templates/graph.css")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("templates/graph.html.j2")).render(
        title=one_line(title),
        policy=_policy([script["text"] for script in scripts], style),
        notice=_notice(),
        style=style,
        report=report,
        groups=len(data["groups"]),
        wanted=data["counts"]["wanted"],
        conflicts=data["counts"]["conflicts"],
        data=script_json(data),
        scripts=scripts,
    )


def graph_data(graph: WikiGraph, report: Report, base: str) -> dict[str, Any]:
    """What the page's script reads. Pages are numbered from 0, highest PageRank first.

    `notes`: [path, or "" where it is the title and `.md`, title, kind, description, conflicts, community or -1, weight].
    `weight` is the root of the PageRank, 1000 for the highest. `links`: for each page, the pages that it links to.
    `wanted`: [name, pages that name it]. `groups`: for each community, its first page and its size. `conflicts`: the
    address where the disagreements are told, if there is one.
    """
    number = {hub.page: at for at, hub in enumerate(report.hubs)}
    groups = [members for members in report.communities if len(members) >= SMALLEST_GROUP]
    group = {page: at for at, members in enumerate(groups) for page in members}
    top = report.hubs[0].pagerank if report.hubs else 1.0
    weight = {hub.page: round(1000 * (hub.pagerank / top) ** 0.5) for hub in report.hubs}
    links: list[list[int]] = [[] for _ in report.hubs]
    for page, target in graph.links:
        links[number[page]].append(number[target])
    wanted = [[name, sorted(number[page] for page in pages)] for name, pages in graph.wanted if not _MEDIA.search(name)]
    return {
        "base": base,
        "notes": [
            [*_described(note), group.get(note.path, -1), weight[note.path]]
            for note in sorted(graph.notes, key=lambda note: number[note.path])
        ],
        "links": links,
        "wanted": wanted,
        "groups": [{"lead": min(number[page] for page in members), "count": len(members)} for members in groups],
        "counts": {"wanted": len(wanted), "conflicts": sum(note.conflicts > 0 for note in graph.notes)},
        "conflicts": f"{base}conflicts.md" if graph.ours else "",
    }


def _described(note: Note) -> list[str | int]:
    path = "" if note.path == f"{note.title}.md" else note.path
    return [path, note.title, note.kind, note.description, note.conflicts]


def script_json(data: object) -> str:
    """JSON that may stand inside a script element, and between the lines of a script: no `<`, `>`, `&`, U+2028, U+2029."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[<>&\u2028\u2029\ud800-\udfff]", lambda match: f"\\u{ord(match[0]):04x}", text)


def _policy(scripts: list[str], style: str) -> str:
    """The page's Content Security Policy: nothing from anywhere, and of what is inside only our own scripts and style."""
    hashes = " ".join(_hash(text) for text in scripts)
    return (
        f"default-src 'none'; script-src {hashes}; worker-src blob:; style-src {_hash(style)}; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@cache
def _asset(name: str) -> str:
    """A file of this folder; a vendored script without the address of its source map."""
    text = (files("agent.morning") / name).read_text(encoding="utf-8")
    return re.sub(r"\n//# sourceMappingURL=\S*\s*$", "\n", text)


def _notice() -> str:
    """The copyright lines and the licence of the libraries inside: it asks to be in every copy."""
    sigma = _asset("vendor/licences/sigma.txt").strip()
    graphology = [_asset(f"vendor/licences/{name}.txt").strip() for name in ("graphology", "graphology-library")]
    return "\n\n".join([f"Inside: sigma 3, {sigma}", *(f"graphology: {text}" for text in graphology)])
