"""akin: which pages are nearest to some others by what is told of them: rare words and sources in common.

Owns: the ranking. Promises: pure, and the same for every order of the pages.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import sqrt

from agent.knowledge.model import Document
from agent.knowledge.text.normal import pieces
from agent.known.pages import KnownPage

CROWD = 100  # pages that share a word or a source, from which on it says nothing
CLAIMS = 24  # of a page, that are looked at


class Akin:
    """All pages, by what they tell.

    Of 180 pages of three manuals' wikis (930 to 1,350 pages), each cut in two by its sources and left without its name, both halves stood
    in one list of `night.pairing` for 169; for 118 by themes, sources and sentences in common alone. A half that was new by itself had the
    other in its list for 172.
    """

    def __init__(self, pages: Iterable[KnownPage], find: Callable[[str], Document]) -> None:
        self._pages = {page.id: page for page in pages}
        marks = {page.id: _marks(page, find) for page in self._pages.values()}
        holders: dict[str, list[str]] = defaultdict(list)
        for page, mine in sorted(marks.items()):
            for mark in mine:
                holders[mark].append(page)
        self._holders = {mark: held for mark, held in holders.items() if 1 < len(held) <= CROWD}
        self._marks = {page: sorted(mine & self._holders.keys()) for page, mine in marks.items()}
        self._sizes = {page: sqrt(sum(map(self._weight, mine))) for page, mine in self._marks.items()}

    def nearest(self, group: Sequence[KnownPage], most: int) -> list[KnownPage]:
        """The pages beside a group, those first that are nearest to one of it."""
        near: dict[str, float] = defaultdict(float)
        for page in group:
            shared: dict[str, float] = defaultdict(float)
            for mark in self._marks[page.id]:
                for other in self._holders[mark]:
                    shared[other] += self._weight(mark)
            for other, weight in shared.items():
                near[other] = max(near[other], weight / (self._sizes[page.id] * self._sizes[other]))
        others = sorted(
            self._pages.keys() - {page.id for page in group}, key=lambda other: (-round(near[other], 9), other)
        )
        return [self._pages[other] for other in others[:most]]

    def _weight(self, mark: str) -> float:
        return 1 / len(self._holders[mark])


def _marks(page: KnownPage, find: Callable[[str], Document]) -> set[str]:
    """What a page may share with another: its documents, and the roots of the words of its claims and names."""
    marks = {root for name in (page.title, *page.aliases) for root, _, _ in pieces(name)}
    for claim in page.claims[:CLAIMS]:
        document = find(claim.document)
        marks |= {root for root, _, _ in pieces(document.sentence(claim.first), document.language)}
    return marks | {*page.documents}
