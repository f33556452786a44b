"""Claims in portions that one compare episode can hold: small pages together, long ones in parts.

Owns: `parts`, `packed`, `filled`, and `gathered`, by which a long page is written. Promises: pure; what speaks of one topic stands
together, and parts that are compared overlap where topics do.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence

from agent.knowledge.model import Claim, Document
from agent.knowledge.text.normal import pieces
from agent.known.pages import KnownPage

CLAIMS, WORDS = 60, 2400  # of one compare episode: pairs that never stand in one are not found
OVERLAP = 16  # claims of a long page's part that stand in an earlier part too
Rows = list[tuple[Claim, Document]]


def _words(rows: Rows) -> int:
    """The length of claims in words; where a language writes none, four characters count as one."""
    texts = [document.quote(claim.first, claim.last) for claim, document in rows]
    return sum(max(len(text.split()), len(text) // 8) for text in texts)


def packed(waiting: Sequence[tuple[KnownPage, str, list[Rows]]]) -> Iterator[list[tuple[KnownPage, str, Rows]]]:
    """Pages in their order, as many as fit into an episode together; the parts of a long page by themselves."""
    group: list[tuple[KnownPage, str, Rows]] = []
    claims = words = 0
    for page, digest, found in waiting:
        if len(found) > 1:
            yield from ([(page, digest, rows)] for rows in found)
            continue
        more, longer = len(found[0]), _words(found[0])
        if group and (claims + more > CLAIMS or words + longer > WORDS):
            yield group
            group, claims, words = [], 0, 0
        group.append((page, digest, found[0]))
        claims, words = claims + more, words + longer
    if group:
        yield group


def filled(
    groups: list[list[tuple[KnownPage, str, Rows]]], beside: Sequence[tuple[KnownPage, str, Rows]]
) -> list[list[tuple[KnownPage, str, Rows]]]:
    """The groups, with small pages of their documents where there is room; where all pages are such, one group, if they fit into it."""
    if not groups and sum(len(rows) for _, _, rows in beside) <= CLAIMS:
        groups = [[]] if len({document.id for _, _, rows in beside for _, document in rows}) > 1 else []
    of: dict[str, list[int]] = defaultdict(list)  # of each document, the groups that have claims of it
    for n, group in enumerate(groups):
        for document in {document.id for _, _, rows in group for _, document in rows}:
            of[document].append(n)
    claims = [sum(len(rows) for _, _, rows in group) for group in groups]
    words = [sum(_words(rows) for _, _, rows in group) for group in groups]
    for page, digest, rows in beside:
        own, more, longer = {document.id for _, document in rows}, len(rows), _words(rows)
        near = sorted({n for document in own for n in of.get(document, ())}) if of else range(len(groups))
        fits = (n for n in near if claims[n] + more <= CLAIMS and words[n] + longer <= WORDS)
        if (at := next(fits, None)) is not None:
            groups[at].append((page, digest, rows))
            claims[at], words[at] = claims[at] + more, words[at] + longer
    return [group for group in groups if group]


def parts(rows: Rows, names: Sequence[str]) -> list[Rows]:
    """The claims of a page in parts that fit an episode: what speaks of one topic stands together, and parts overlap where topics do.

    A part grows from the first claim that none has yet, by whatever shares most with it; a few may be of earlier parts.
    """
    if len(rows) <= CLAIMS and _words(rows) <= WORDS:
        return [rows]
    title = {root for name in names for root, _, _ in pieces(name)}
    roots = [
        frozenset(root for root, _, _ in pieces(document.quote(claim.first, claim.last), document.language)) - title
        for claim, document in rows
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(roots):
        for root in sorted(one):
            holders[root].append(n)
    left = dict.fromkeys(range(len(rows)))
    found = []
    while left:
        chosen = _part(rows, roots, holders, left)
        for n in chosen:
            left.pop(n, None)
        found.append([rows[n] for n in sorted(chosen)])
    return found


def _part(
    rows: Rows, roots: Sequence[frozenset[str]], holders: Mapping[str, Sequence[int]], left: Mapping[int, None]
) -> list[int]:
    """The numbers of the claims of the next part; `left` are those of which no part has been made."""
    near = dict.fromkeys(range(len(rows)), 0.0)
    chosen: list[int] = []
    best, again = next(iter(left)), 0
    while len(chosen) < CLAIMS:
        del near[best]
        if best in left or again < OVERLAP:
            if chosen and _words([rows[n] for n in (*chosen, best)]) > WORDS:
                break
            again += best not in left
            chosen.append(best)
            for root in sorted(roots[best]):
                for n in holders[root]:
                    if n in near:
                        near[n] += 1 / len(holders[root])
        if not near:
            break
        best = min(near, key=lambda n: (-round(near[n], 9), n not in left, n))
    return chosen


def gathered(rows: Rows, names: Sequence[str], most: int) -> list[Rows]:
    """The claims of a page, in parts of at most so many: what stands under one heading stays together, and with what is like it."""
    title = {root for name in names for root, _, _ in pieces(name)}
    sections: list[Rows] = []
    for row in rows:
        if not sections or _section(*sections[-1][0]) != _section(*row) or len(sections[-1]) == most:
            sections.append([])
        sections[-1].append(row)
    roots = [
        {root for c, d in section for root, _, _ in pieces(d.quote(c.first, c.last), d.language)} - title
        for section in sections
    ]
    spread = Counter(root for one in roots for root in one)
    common = [{root for root in one if spread[root] > 1} for one in roots]
    left, found = dict.fromkeys(range(len(sections))), list[list[int]]()
    while left:
        chosen, room, near = list[int](), most, dict.fromkeys(left, 0.0)
        while near:
            best = min(near, key=lambda n: (-round(near[n], 9), n))
            del near[best]
            if len(sections[best]) > room:
                continue
            room -= len(sections[best])
            chosen.append(best)
            del left[best]
            for n in near:
                near[n] += sum(1 / spread[root] for root in sorted(common[best] & common[n])) / (len(common[n]) or 1)
        found.append(sorted(chosen))
    return [[row for n in chosen for row in sections[n]] for chosen in found]


def _section(claim: Claim, document: Document) -> tuple[str, tuple[str, ...]]:
    return document.id, document.sentences[claim.first - 1].section
