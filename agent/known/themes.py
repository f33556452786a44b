"""Themes: groups of pages that the sources tell together, each named after the page that holds it together.

Owns: the communities of the wiki, as the index and the overview show them. Pure, and the same for every order of the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import networkx as nx

from agent.known.pages import KnownPage

LEAST = 3  # pages that make a theme
CROWD = 24  # pages of one document beyond which being told by it binds no two of them


@dataclass(frozen=True, slots=True)
class Community:
    """Ids of pages that belong together, the most central first."""

    pages: tuple[str, ...]


def communities(pages: Sequence[KnownPage]) -> list[Community]:
    """The communities of three pages or more, largest first; pages are bound by sentences and by documents that tell of both."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(page.id for page in pages))
    sentences: dict[tuple[str, int], set[str]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for claim in page.claims:
            sentences[claim.document, claim.first].add(page.id)
            documents[claim.document].add(page.id)
    for together, weight in [
        *((s, 1.0) for s in sentences.values()),
        *((d, 0.3) for d in documents.values() if len(d) <= CROWD),
    ]:
        for a, b in combinations(sorted(together), 2):
            before = graph.get_edge_data(a, b, {"weight": 0.0})["weight"]
            graph.add_edge(a, b, weight=before + weight)
    found = nx.community.louvain_communities(graph, weight="weight", seed=0) if graph.number_of_edges() else []
    titles = {page.id: page.title for page in pages}
    degrees = dict(graph.degree(weight="weight"))
    made = [
        Community(tuple(sorted(ids, key=lambda i: (-degrees[i], titles[i], i)))) for ids in found if len(ids) >= LEAST
    ]
    return sorted(made, key=lambda c: (-len(c.pages), titles[c.pages[0]]))
