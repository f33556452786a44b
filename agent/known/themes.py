"""Themes: groups of pages that the sources tell together, each named after the page that holds it together.

Owns: the communities of the wiki, as the index and the overview show them. Pure, and the same for every order of the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

import networkx as nx

from agent.known.pages import KnownPage

LEAST = 3  # pages that make a theme
CROWD = 24  # pages of one document beyond which being told by it binds no two of them


def communities(pages: Sequence[KnownPage]) -> list[tuple[str, ...]]:
    """The communities of three pages or more, largest first, as ids of pages, the most central first.

    Pages are bound by sentences and by documents that tell of both.
    """
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(page.id for page in pages))
    sentences: dict[tuple[str, int], set[str]] = defaultdict(set)
    documents: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for claim in page.claims:
            sentences[claim.document, claim.first].add(page.id)
            documents[claim.document].add(page.id)
    small = [(found, 0.3) for found in documents.values() if len(found) <= CROWD]
    for together, weight in [*((found, 1.0) for found in sentences.values()), *small]:
        for a, b in combinations(sorted(together), 2):
            before = graph.get_edge_data(a, b, {"weight": 0.0})["weight"]
            graph.add_edge(a, b, weight=before + weight)
    found = nx.community.louvain_communities(graph, weight="weight", seed=0) if graph.number_of_edges() else []
    titles = {page.id: page.title for page in pages}
    degrees = dict(graph.degree(weight="weight"))
    made = [tuple(sorted(ids, key=lambda i: (-degrees[i], titles[i], i))) for ids in found if len(ids) >= LEAST]
    return sorted(made, key=lambda pages: (-len(pages), titles[pages[0]]))
