"""The link graph in a terminal: the figures, the hubs, and what wants a hand (broken links, orphans).

Owns: that text. Readable at 80 columns and in a pipe. Imports `graph` and rich.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from agent.morning.graph import HUBS, Report, WikiGraph
from agent.wiki.text import one_line

SHOWN = 10  # of each list; the rest is counted


def print_graph(graph: WikiGraph, report: Report, console: Console | None = None) -> None:
    """Print the report to `console` (standard output if not given); 80 columns wide where nothing is known of the width."""
    (console or Console()).print(Group(*_sections(graph, report, _titles(graph))))


def _sections(graph: WikiGraph, report: Report, titles: Mapping[str, str]) -> Iterator[RenderableType]:
    yield _figures(report)
    if not report.pages:
        yield Text("No pages here yet.")
        return
    yield from _hubs(report, titles)
    groups = [members for members in report.communities if len(members) > 1]
    yield from _list("Communities", [_community(members, report, titles) for members in groups])
    yield from _list("Held together by one link", [f"{titles[a]} - {titles[b]}" for a, b in report.bridges])
    yield from _list("Orphans: no page links to them", [titles[page] for page in report.orphans])
    yield from _list("Broken links", [f"{titles[page]} -> {target}" for page, target in report.broken])
    stated = [name for name, _ in graph.wanted]
    yield from _list("Wanted: named, and not written", stated)
    yield from _list("Not read", [f"{path}: {why}" for path, why in graph.unread])


def _titles(graph: WikiGraph) -> dict[str, str]:
    """Titles by path; where two pages share one, the path stands for it."""
    count: dict[str, int] = {}
    for note in graph.notes:
        count[note.title] = count.get(note.title, 0) + 1
    return {note.path: note.title if count[note.title] == 1 else note.path for note in graph.notes}


def _figures(report: Report) -> Table:
    table = Table(box=None, show_header=False, padding=(0, 2, 0, 0))
    table.add_column(justify="right", style="bold")
    table.add_column()
    table.add_column(justify="right", style="bold")
    table.add_column()
    groups = sum(len(members) > 1 for members in report.communities)
    cells = [
        (report.pages, "pages"),
        (report.links, "links"),
        (report.components, "separate parts"),
        (groups, "communities"),
        (len(report.orphans), "orphans"),
        (len(report.broken), "broken links"),
        (report.wanted, "wanted names"),
        (len(report.bridges), "bridges"),
    ]
    for (left, what), (right, other) in zip(cells[::2], cells[1::2], strict=True):
        table.add_row(str(left), what, str(right), other)
    return table


def _hubs(report: Report, titles: Mapping[str, str]) -> Iterator[RenderableType]:
    yield Text("\nHubs", style="bold")
    table = Table(box=None, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("page", overflow="ellipsis", no_wrap=True, max_width=48)
    for name in ("in", "out", "rank"):
        table.add_column(name, justify="right", no_wrap=True)
    for hub in report.hubs[:HUBS]:
        table.add_row(Text(one_line(titles[hub.page])), str(hub.inlinks), str(hub.outlinks), f"{hub.pagerank:.3f}")
    yield table


def _community(members: Sequence[str], report: Report, titles: Mapping[str, str]) -> str:
    inside = set(members)
    leading = [titles[hub.page] for hub in report.hubs if hub.page in inside][:3]
    return f"{len(members):>4}  {', '.join(leading)}{', …' if len(members) > len(leading) else ''}"


def _list(heading: str, items: Sequence[str]) -> Iterator[RenderableType]:
    if not items:
        return
    yield Text(f"\n{heading} ({len(items)})", style="bold")
    for item in items[:SHOWN]:
        yield Text(f"  {one_line(item)}", overflow="ellipsis", no_wrap=True)
    if len(items) > SHOWN:
        yield Text(f"  and {len(items) - SHOWN} more", style="dim")
