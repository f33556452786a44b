"""Themes: groups of pages that the sources tell together, each named after the page that holds it together.

Owns: the communities of the wiki, as the index and the overview show them. Pure, and the same for every order of the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from agent.knowledge.louvain import louvain
from agent.known.pages import KnownPage

LEAST = 3  # pages that make a theme
CROWD = 24  # pages of one document beyond which being told by it binds no two of them


def communities(pages: Sequence[KnownPage]) -> list[tuple[str, ...]]:
    """The communities of three pages or more, largest first, as ids of pages, the most central first.

    Pages are bound by sentences and by documents that tell of both.
    """
    nodes = sorted(page.id for page in pages)
    number = {page: at for at, page in enumerate(nodes)}
    sentences: dict[tuple[str, int], set[int]] = defaultdict(set)
    documents: dict[str, set[int]] = defaultdict(set)
    for page in pages:
        node = number[page.id]
        for claim in page.claims:
            sentences[claim.document, claim.first].add(node)
            documents[claim.document].add(node)
    small = [(found, 0.3) for found in documents.values() if len(found) <= CROWD]
    weights: dict[tuple[int, int], float] = defaultdict(float)
    for together, weight in [*((found, 1.0) for found in sentences.values()), *small]:
        for pair in combinations(sorted(together), 2):
            weights[pair] += weight
    degrees = [0.0] * len(nodes)
    for pair, weight in weights.items():
        for node in pair:
            degrees[node] += weight
    titles = {number[page.id]: page.title for page in pages}
    found = louvain(len(nodes), ((a, b, weight) for (a, b), weight in weights.items()), seed=0)
    made = [sorted(group, key=lambda n: (-degrees[n], titles[n], n)) for group in found if len(group) >= LEAST]
    return [tuple(nodes[n] for n in group) for group in sorted(made, key=lambda group: (-len(group), titles[group[0]]))]
