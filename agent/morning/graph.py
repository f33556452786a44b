"""What the links of a folder of markdown say: hubs, orphans, broken links, communities.

Owns: the figures of `nightwiki graph`. Pure, and the same from run to run. Imports `graph_read`, `louvain` and networkx only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import networkx as nx

from agent.known.themes import louvain
from agent.morning.graph_read import Note, WikiGraph, read_graph

__all__ = ["Hub", "Note", "Report", "WikiGraph", "analyse", "read_graph", "to_json", "to_networkx"]

HUBS = 10
SEED = 7  # any number: it only has to stay the same
DAMPING = 0.85  # Page and Brin 1998, also the default of networkx


@dataclass(frozen=True, slots=True)
class Hub:
    """A page with how many pages link to it and it links to, and its share of PageRank (all shares add up to 1)."""

    page: str
    inlinks: int
    outlinks: int
    pagerank: float


@dataclass(frozen=True, slots=True)
class Report:
    """The figures. Pages are named by path.

    `links` counts distinct directed pairs; a page that points to a heading of its own is one, as in the rule of the
    vaults that we measure by, though nowhere else here does it count. `wanted` counts the names that nobody wrote;
    `broken` holds each occurrence as (page, target). `orphans` are the pages that no other page links to. `components`
    counts the parts that no link joins, direction aside. `hubs` are all pages, highest PageRank first. `communities`
    (Louvain) hold every page once, largest first. `bridges` are the pairs whose link alone holds two parts of three
    pages or more together.
    """

    pages: int
    links: int
    wanted: int
    broken: tuple[tuple[str, str], ...]
    orphans: tuple[str, ...]
    components: int
    hubs: tuple[Hub, ...]
    communities: tuple[tuple[str, ...], ...]
    bridges: tuple[tuple[str, str], ...]


def analyse(graph: WikiGraph) -> Report:
    """The figures of `graph`. Takes seconds for tens of thousands of links."""
    directed = to_networkx(graph)
    rank = _pagerank(directed)
    hubs = [Hub(page, directed.in_degree(page), directed.out_degree(page), rank[page]) for page in directed]
    return Report(
        pages=len(graph.notes),
        links=graph.pairs,
        wanted=len(graph.wanted),
        broken=graph.broken,
        orphans=tuple(page for page in directed if directed.in_degree(page) == 0),
        components=nx.number_weakly_connected_components(directed) if graph.notes else 0,
        hubs=tuple(sorted(hubs, key=lambda hub: (-hub.pagerank, hub.page))),
        communities=_communities(directed),
        bridges=_bridges(directed),
    )


def to_json(report: Report) -> dict[str, Any]:
    """The report as `nightwiki graph --json` prints it: the ten highest hubs, PageRank to six places."""
    return {
        "pages": report.pages,
        "links": report.links,
        "wanted": report.wanted,
        "broken": [{"from": page, "to": target} for page, target in report.broken],
        "orphans": list(report.orphans),
        "components": report.components,
        "hubs": [
            {"page": hub.page, "in": hub.inlinks, "out": hub.outlinks, "pagerank": round(hub.pagerank, 6)}
            for hub in report.hubs[:HUBS]
        ],
        "communities": [list(community) for community in report.communities],
    }


def to_networkx(graph: WikiGraph) -> nx.DiGraph[str]:
    """The graph for networkx: nodes are paths, in order, with `title`, `kind`, `description` and `conflicts`."""
    directed: nx.DiGraph[str] = nx.DiGraph()
    for note in graph.notes:
        directed.add_node(
            note.path, title=note.title, kind=note.kind, description=note.description, conflicts=note.conflicts
        )
    directed.add_edges_from(graph.links)
    return directed


def _pagerank(directed: nx.DiGraph[str]) -> dict[str, float]:
    """PageRank by power iteration; a page without links out shares its rank among all.

    networkx's own wants scipy. Over lists of numbers it takes a third of the time that it does over networkx's views.
    """
    number = {page: at for at, page in enumerate(directed)}
    outward = [[number[target] for target in directed.successors(page)] for page in directed]
    count = len(outward)
    rank = [1 / max(count, 1)] * count
    for _ in range(200 if rank else 0):
        loose = sum(share for share, targets in zip(rank, outward, strict=True) if not targets)
        following = [(1 - DAMPING + DAMPING * loose) / count] * count
        for share, targets in zip(rank, outward, strict=True):
            if targets:
                given = DAMPING * share / len(targets)
                for target in targets:
                    following[target] += given
        moved = sum(abs(after - before) for after, before in zip(following, rank, strict=True))
        rank = following
        if moved < 1e-10:
            break
    return dict(zip(directed, rank, strict=True))


def _communities(directed: nx.DiGraph[str]) -> tuple[tuple[str, ...], ...]:
    """The groups of pages; what no link holds is one by itself."""
    pages = list(directed)
    number = {page: at for at, page in enumerate(pages)}
    weights: dict[tuple[int, int], float] = {}
    for page, target in directed.edges:
        a, b = sorted((number[page], number[target]))
        weights[a, b] = 2 if (a, b) in weights else 1
    found = louvain(len(pages), ((a, b, weight) for (a, b), weight in weights.items()), SEED)
    named = (tuple(pages[at] for at in sorted(group)) for group in found)
    return tuple(sorted(named, key=lambda group: (-len(group), group)))


def _bridges(directed: nx.DiGraph[str]) -> tuple[tuple[str, str], ...]:
    """Bridges with three pages or more on both sides; nearer to a leaf, each link is one and says nothing."""
    plain: nx.Graph[str] = nx.Graph(directed.edges)
    cut = cast("list[tuple[str, str]]", list(nx.bridges(plain)))  # the stubs have it wrong
    part = _parts(plain) if cut else {}
    kept = []
    for a, b in cut:
        smaller, whole = min(part[a], part[b])
        if min(smaller, whole - smaller) >= 3:
            kept.append((min(a, b), max(a, b)))
    return tuple(sorted(kept))


def _parts(plain: nx.Graph[str]) -> dict[str, tuple[int, int]]:
    """For each node, how many hang on it in a spanning tree, itself too, and the size of its component.

    A bridge is an edge of every spanning tree: so what hangs on its lower end is what it holds.
    """
    parts: dict[str, tuple[int, int]] = {}
    for root in plain:
        if root in parts:
            continue
        parent = dict(nx.bfs_predecessors(plain, root))
        below = dict.fromkeys([root, *parent], 1)
        for node in reversed(parent):
            below[parent[node]] += below[node]
        parts.update({node: (below[node], len(below)) for node in below})
    return parts
