"""The link graph as a page to look at: one HTML file that needs no network, with sigma and graphology inside.

Owns: that page and the vendored scripts. Promises that names and texts of pages, which are anybody's, stay data: they
enter as escaped JSON and are shown as text, and only the scripts whose hashes the page's policy names may run.
Imports `graph` and its neighbours.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import cache, partial
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment

from agent.morning.graph import Note, Report, WikiGraph
from agent.morning.graph_export import write_atomically
from agent.morning.graph_told import disputes_of, quotes_of
from agent.wiki.said import MAX_NOTE_BYTES, decoded
from agent.wiki.text import one_line

Read = Callable[[str], str]
SMALLEST_GROUP = 3  # smaller communities have no colour of their own
QUOTES = 3  # of a page in its panel; one in a wiki of more than MANY pages, whose file would be a burden
MANY = 2000
_PARTS = ("colours", "wiki", "state", "search", "labels", "light", "eye", "view", "panel", "list", "controls", "main")
_SCRIPTS = (
    ("graphology", ("vendor/graphology.umd.min.js",)),
    ("library", ("vendor/graphology-library.min.js",)),
    ("sigma", ("vendor/sigma.min.js",)),
    ("layout", ("templates/graph_layout.js", "templates/graph_territories.js")),
    ("app", tuple(f"templates/graph_{part}.js" for part in _PARTS)),
)
_MEDIA = re.compile(
    r"\.(png|jpe?g|gif|svg|webp|avif|bmp|pdf|mp[34]|webm|wav|ogg|zip|canvas|excalidraw)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the page leads. Templates: `{path}`, `{stem}` (the path without `.md`), `{title}` and `{id}` (of the front matter)
    are put in, percent-encoded.

    `page` opens a page as it is read, `file` its markdown, `obsidian` both in Obsidian; an empty one is not offered.
    `conflicts` is the address where the disagreements are told, `home` that of the wiki's first page,
    if there is one to go back to. A `page` with `{id}` is not offered for pages without one.
    """

    page: str = ""
    file: str = "./{path}"
    obsidian: str = ""
    conflicts: str = "./conflicts.md"
    home: str = ""


def write_graph_html(graph: WikiGraph, report: Report, path: Path, title: str) -> None:
    """Write the page to `path`, whole or not at all. Its links to the pages are relative to where it lies."""
    base = (
        quote(Path(os.path.relpath(graph.folder.resolve(), path.parent.resolve())).as_posix(), errors="replace") + "/"
    )
    lead = Addresses(file=base + "{path}", obsidian=_in_obsidian(graph.folder), conflicts=f"{base}conflicts.md")
    write_atomically(path, graph_html(graph, report, title, lead).encode())


def _in_obsidian(folder: Path) -> str:
    """The address of a page in Obsidian, if the folder is in one of its vaults."""
    folder = folder.resolve()
    vault = next((one for one in (folder, *list(folder.parents)[:4]) if (one / ".obsidian").is_dir()), None)
    if vault is None:
        return ""
    inside = quote("".join(f"{part}/" for part in folder.relative_to(vault).parts), errors="replace")
    return f"obsidian://open?vault={quote(vault.name, safe='', errors='replace')}&file={inside}{{path}}"


def graph_html(
    graph: WikiGraph, report: Report, title: str, lead: Addresses | None = None, read: Read | None = None
) -> str:
    """The page as text; `lead` says where its links lead, `read` gives the text of a page by its path (without it the file is read)."""
    data = graph_data(graph, report, lead or Addresses(), read)
    scripts = [{"id": name, "text": "".join(_asset(part) for part in parts)} for name, parts in _SCRIPTS]
    style = _asset("templates/graph.css")
    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_asset("templates/graph.html.j2")).render(
        title=one_line(title),
        home=lead.home if lead else "",
        policy=_policy([script["text"] for script in scripts], style),
        notice=_notice(),
        style=style,
        report=report,
        groups=len(data["groups"]),
        data=script_json(data),
        scripts=scripts,
    )


def graph_data(graph: WikiGraph, report: Report, lead: Addresses, read: Read | None = None) -> dict[str, Any]:
    """What the page's script reads. Pages are numbered from 0, highest PageRank first.

    `notes`: [path, or "" where it is the title and `.md`, title, kind, description, conflicts, community or -1, weight,
    aliases, numbers of its sources, what `_told` says, id if an address asks for it]. `weight` is the root of the
    PageRank, 1000 for the highest. `links`: for each page, the pages that it links to. `wanted`: [name, pages that name
    it]. `groups`: for each community, its first page and its size. `sources`: [id, title].
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
    sources = dict(sorted({one: title for note in graph.notes for one, title in note.sources}.items()))
    source = {one: at for at, one in enumerate(sources)}
    read = read or partial(_read, graph.folder)
    with_id = any("{id}" in one for one in (lead.page, lead.file))
    return {
        "lead": {**asdict(lead), "conflicts": lead.conflicts if graph.ours else ""},
        "notes": [
            [
                *(*_described(note), group.get(note.path, -1), weight[note.path], list(note.aliases)),
                *(sorted({source[one] for one, _ in note.sources}), _told(graph, note, source, read)),
                note.id if with_id else "",
            ]
            for note in sorted(graph.notes, key=lambda note: number[note.path])
        ],
        "links": links,
        "wanted": wanted,
        "groups": [{"lead": min(number[page] for page in members), "count": len(members)} for members in groups],
        "sources": list(sources.items()),
    }


def _described(note: Note) -> list[str | int]:
    path = "" if note.path == f"{note.title}.md" else note.path
    return [path, note.title, note.kind, note.description, note.conflicts]


def _read(folder: Path, path: str) -> str:
    try:
        return decoded((folder / path).read_bytes()[:MAX_NOTE_BYTES])
    except OSError:
        return ""  # gone since it was listed, or of a name that is no UTF-8


def _told(graph: WikiGraph, note: Note, source: Mapping[str, int], read: Read) -> list[Any]:
    """[quotations: [source, where, words], disputes: [state, question, sides: [value, sentence, source or -1]]]."""
    if not graph.ours or not note.sources:
        return [[], []]
    text = read(note.path)
    quotes = quotes_of(text, QUOTES if len(graph.notes) <= MANY else 1)
    return [
        [[source[one.source], one.where, one.words] for one in quotes if one.source in source],
        [
            [one.state, one.question, [[value, words, source.get(cited, -1)] for value, words, cited in one.sides]]
            for one in disputes_of(text)
        ],
    ]


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
