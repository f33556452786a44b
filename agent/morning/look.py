"""Looking at the link graph: read, analysed, and told as a table, as JSON, as a page, as an export.

Owns: putting the parts of the graph together for the command. `graph.html` in a wiki is written by `draw` at the end of a night.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from agent.errors import Exit, Fatal
from agent.known.standing import wanted
from agent.morning.graph import Report, analyse, to_json
from agent.morning.graph_export import export_graph
from agent.morning.graph_html import write_graph_html
from agent.morning.graph_read import WikiGraph, read_graph
from agent.morning.graph_table import print_graph
from agent.morning.out import plain, say
from agent.state.notes import NoteRow
from agent.state.state import State
from agent.state.store import database_path


def read(folder: Path, *, only_wikilinks: bool = False) -> tuple[WikiGraph, Report]:
    """A folder's graph and what it amounts to; with the wanted names of its state, if it has one. Raises Fatal if there is no folder."""
    if not folder.is_dir():
        raise Fatal(f"there is no folder {folder}", Exit.USAGE)
    names: list[tuple[str, tuple[str, ...]]] = []
    kept: dict[str, NoteRow] = {}
    if database_path(folder).exists():
        with State.to_read(folder) as state:
            names, kept = wanted(state), state.notes.all()
    graph = read_graph(folder, names, only_wikilinks=only_wikilinks, kept=kept)
    return graph, analyse(graph)


def draw(folder: Path) -> Path:
    """Write `graph.html` into a wiki; returns its path."""
    graph, report = read(folder)
    path = folder / "graph.html"
    write_graph_html(graph, report, path, folder.resolve().name)
    return path


def look(folder: Path, *, as_json: bool, html: Path | None, export: Path | None, only_wikilinks: bool = False) -> None:
    """What the command `graph` does."""
    graph, report = read(folder, only_wikilinks=only_wikilinks)
    if html:
        write_graph_html(graph, report, html, folder.resolve().name)
        sys.stderr.write(f"{plain(str(html))}: {report.pages:,} pages, {report.links:,} links; open it in a browser\n")
    if export:
        export_graph(graph, report, export)
    if as_json:
        say(json.dumps(to_json(report), indent=1, ensure_ascii=False))
    elif not html and not export:
        print_graph(graph, report)
