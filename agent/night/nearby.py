"""nearby: what larger pages tell of the thing of a small one: a reader files the dead of a collision with it, another with the line.

Owns: which claims of which pages. Promises: a function of what is known, whatever its order.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence

from agent.knowledge.model import Claim, Document
from agent.knowledge.text.normal import pieces
from agent.known.pages import Known, KnownPage
from agent.night.portions import CLAIMS, Rows

SMALL = 24  # claims of a page beside which others are looked for
MOST = 6  # claims of others that are shown beside it
LEAST = 0.35  # of what a claim of the page tells, by its rare words, so much is told again


class Nearby:
    """All pages, by the sentences that they share."""

    def __init__(self, known: Known, find: Callable[[str], Document]) -> None:
        self._known, self._find = known, find
        self._at: dict[tuple[str, int], list[str]] = defaultdict(list)
        for page in known.pages:
            for claim in page.claims:
                self._at[claim.document, claim.first].append(page.id)

    def around(self, group: Sequence[tuple[KnownPage, Rows]]) -> list[tuple[KnownPage, Rows]]:
        """Of pages that share a sentence with a smaller one of the group, the claims nearest to its own that are not shown; by title."""
        shown = {(claim.document, claim.first) for _, rows in group for claim, _ in rows}
        room, of = CLAIMS - len(shown), defaultdict[str, Rows](list)
        for page, _ in group:
            for other, claim in self._beside(page):
                if room > 0 and (claim.document, claim.first) not in shown:
                    shown.add((claim.document, claim.first))
                    of[other].append((claim, self._find(claim.document)))
                    room -= 1
        found = [(self._known.by_id[other], sorted(rows, key=_order)) for other, rows in of.items()]
        return sorted(found, key=lambda row: (row[0].title, row[0].id))

    def _beside(self, page: KnownPage) -> list[tuple[str, Claim]]:
        """The pages (ids) and claims that are nearest to a small page."""
        if len(page.claims) > SMALL:
            return []
        mine = {(claim.document, claim.first) for claim in page.claims}
        shared = {id_ for place in mine for id_ in self._at[place]} - {page.id}
        larger = [other for id_ in shared if len((other := self._known.by_id[id_]).claims) > len(page.claims)]
        of: dict[str, str] = {}
        told: dict[tuple[str, int], Claim] = {}
        for other in sorted(larger, key=lambda other: (len(other.claims), other.id)):
            for claim in other.claims:
                if (place := (claim.document, claim.first)) not in mine and place not in told:
                    told[place], of[claim.id] = claim, other.id
        return [(of[claim.id], claim) for claim in self._nearest(page, list(told.values()))]

    def _nearest(self, page: KnownPage, claims: Sequence[Claim]) -> list[Claim]:
        """Those that tell again most of what one claim of the page tells."""
        title = {root for name in (page.title, *page.aliases) for root, _, _ in pieces(name)}
        own = [self._roots(claim) - title for claim in page.claims]
        others = [self._roots(claim) - title for claim in claims]
        spread = Counter(root for roots in (*own, *others) for root in roots)

        def share(roots: frozenset[str]) -> float:
            both = ((one & roots, one) for one in own)
            return max(
                (_weight(told, spread) / _weight(one, spread) for told, one in both if len(told) > 1), default=0.0
            )

        scores = {(c.document, c.first): round(share(roots), 9) for c, roots in zip(claims, others, strict=True)}
        place = {(claim.document, claim.first): claim for claim in claims}
        hits = sorted((at for at, score in scores.items() if score >= LEAST), key=lambda at: (-scores[at], at))
        # What comes next may go on about it: "Wagons met the train. Five people died."
        near = (at for document, n in hits for at in ((document, n), (document, n + 1)) if at in place)
        return [place[at] for at in dict.fromkeys(near)][:MOST]

    def _roots(self, claim: Claim) -> frozenset[str]:
        document = self._find(claim.document)
        return frozenset(root for root, _, _ in pieces(document.sentence(claim.first), document.language))


def _order(row: tuple[Claim, Document]) -> tuple[str, str, int, int]:
    claim, document = row
    return document.slug, document.id, claim.first, claim.last


def _weight(roots: Iterable[str], spread: Mapping[str, int]) -> float:
    return sum(1 / spread[root] for root in sorted(roots))
