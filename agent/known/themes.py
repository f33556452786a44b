"""Themes: groups of pages that the sources tell together, each named after the page that holds it together.

Owns: the communities of the wiki, as the index and the overview show them. Pure, and the same for every order of the pages. `louvain` is
the method of Louvain (Blondel and others 2008): nodes move to where they raise modularity most, then each group is one node, until nothing
is gained. It gives the very groups that networkx gives for the same graph and seed, in less than half of its time: dictionaries stand for
the graph, and modularity is summed up from what the moves left behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import combinations
from random import Random

from agent.known.pages import KnownPage

Edge = tuple[int, int, float]
_Near = list[dict[int, float]]  # of each node its neighbours (itself, once it stands for several) and the weights
# What a move gains less of modularity is rounding, by which nodes can change places for ever: of rounds with no other moves so many are
# gone through, as the library does without end.
NOISE, QUIET = 1e-15, 16
GAIN = 1e-7  # of modularity, up to which another level is none
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


def louvain(count: int, edges: Iterable[Edge], seed: int) -> list[set[int]]:
    """The groups of the nodes 0 to `count` - 1, each node in one; without an edge each by itself.

    `edges` are distinct pairs with their weights.
    """
    near: _Near = [{} for _ in range(count)]
    for a, b, weight in edges:
        near[a][b] = near[b][a] = weight
    near = _joined(near, list(range(count)), count)
    total = sum(sum(row.values()) + row.get(node, 0) for node, row in enumerate(near)) / 2
    if not total:
        return [{node} for node in range(count)]
    dice = Random(seed)  # noqa: S311 - an order, no secret
    groups, reached = [{node} for node in range(count)], _modularity(near, list(range(count)), total)
    while True:
        of = _moved(near, total, dice)
        number = {group: at for at, group in enumerate(sorted(set(of)))}
        of = [number[group] for group in of]
        merged: list[set[int]] = [set() for _ in number]
        for node, group in enumerate(of):
            merged[group] |= groups[node]
        groups, before, reached = merged, reached, _modularity(near, of, total)
        if reached - before <= GAIN:
            return groups
        near = _joined(near, of, len(groups))


def _moved(near: _Near, total: float, dice: Random) -> list[int]:
    """The group of each node, once no move of one node gains anything.

    A node is looked at again only where its group or one of its neighbours' changed since: else it stays, as it did. In a round in which
    many move, all are looked at; the long tail of rounds in which hardly any does costs next to nothing.
    """
    of = list(range(len(near)))
    degrees = [sum(row.values()) + row.get(node, 0) for node, row in enumerate(near)]
    others = [[(other, weight) for other, weight in row.items() if other != node] for node, row in enumerate(near)]
    sums, scale = list(degrees), 2 * total**2
    order = list(of)
    dice.shuffle(order)
    members, every = [{node} for node in of], b"\1" * len(near)
    awake = bytearray(every)  # which nodes are to be looked at
    quiet, moving = 0, True
    while moving and quiet < QUIET:
        moving, quiet, woken = False, quiet + 1, 0
        for node in order:
            if not awake[node]:
                continue
            awake[node] = 0
            mine = best = of[node]
            weights: dict[int, float] = defaultdict(float)
            for other, weight in others[node]:
                weights[of[other]] += weight
            degree, most = degrees[node], 0.0
            sums[mine] -= degree
            leaves = -weights[mine] / total + sums[mine] * degree / scale
            for group, weight in weights.items():
                gain = leaves + weight / total - sums[group] * degree / scale
                if gain > most:
                    most, best = gain, group
            sums[best] += degree
            if best != mine:
                of[node], moving = best, True
                quiet = 0 if most > NOISE else quiet
                members[mine].remove(node)
                members[best].add(node)
                woken += len(members[mine]) + len(members[best])
                if woken > len(near):
                    awake[:] = every
                else:
                    _wake(awake, (*members[mine], *members[best]), others)
    return of


def _wake(awake: bytearray, nodes: Iterable[int], others: Sequence[Iterable[tuple[int, float]]]) -> None:
    """Have these nodes and their neighbours be looked at."""
    for node in nodes:
        awake[node] = 1
        for other, _ in others[node]:
            awake[other] = 1


def _joined(near: _Near, of: list[int], count: int) -> _Near:
    """The graph whose nodes are the groups."""
    joined: _Near = [{} for _ in range(count)]
    for node, row in enumerate(near):
        for other, weight in row.items():
            if other >= node:
                a, b = of[node], of[other]
                joined[a][b] = joined[b][a] = weight + joined[a].get(b, 0)
    return joined


def _modularity(near: _Near, of: list[int], total: float) -> float:
    """How much more of the weight lies within groups than by chance (-0.5 to 1)."""
    within, degrees = 0.0, [0.0] * len(near)
    for node, row in enumerate(near):
        degrees[of[node]] += sum(row.values()) + row.get(node, 0)
        within += sum(weight for other, weight in row.items() if other >= node and of[other] == of[node])
    return within / total - sum(degree**2 for degree in degrees) / (2 * total) ** 2
