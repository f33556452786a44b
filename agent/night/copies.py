"""One voice: the same text at two addresses, a print view, a mirror, counts once. The first on the list is read, and says where else it is.

Owns: when two texts are one, and which of them speaks. A text in which something was changed is another voice: it may disagree. What the
result is does not hang on which of them came first.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from zlib import crc32

from rapidfuzz import fuzz

from agent.knowledge.model import Document
from agent.state.state import State

SHARED = 0.9  # of the sentences of each that the other has word for word: what a frame around a text adds is less
CHANGED = 60.0  # of 100: a sentence so like one of the other text, and not the same, is that one with something changed
FEWEST = 3  # sentences: shorter texts are made from templates
_KEPT = 64  # marks of a text; those of two texts with SHARED sentences meet in more than half
_NEAR = 0.5


def sentences(document: Document) -> set[str]:
    """Its sentences, spacing and case apart."""
    return {" ".join(document.sentence(unit.n).casefold().split()) for unit in document.sentences}


def sketch(document: Document) -> list[int]:
    """Marks by which texts that may be one are found: the lowest of the checksums of its sentences."""
    return sorted({crc32(text.encode("utf-8", "replace")) for text in sentences(document)})[:_KEPT]


def is_copy(a: Document, b: Document) -> bool:
    """Whether two texts are one: nearly all sentences stand in both, and of the others none is a changed one."""
    one, other = sentences(a), sentences(b)
    if min(len(one), len(other)) < FEWEST or len(one & other) < SHARED * max(len(one), len(other)):
        return False
    return not any(fuzz.ratio(x, y, score_cutoff=CHANGED) for x in one - other for y in other - one)


class Voices:
    """Which documents are copies of which, kept while sources are gathered."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._holders: dict[int, set[str]] = defaultdict(set)
        for document, marks in state.documents.sketches().items():
            self._hold(document, marks)

    def _hold(self, document: str, marks: Iterable[int]) -> None:
        for mark in marks:
            self._holders[mark].add(document)

    def settle(self, document: Document) -> list[str]:
        """Inside the caller's transaction: say of a live document, and of those that it is one with, who speaks; returns the others."""
        marks = sketch(document)
        self._state.documents.mark(document.id, marks)
        near = Counter(other for mark in marks for other in self._holders[mark] if other != document.id)
        self._hold(document.id, marks)
        likely = [other for other, shared in near.items() if shared >= _NEAR * len(marks)]
        if not likely:
            return []
        copies = self._state.documents.copies()
        live = {*self._state.documents.ids(), *copies}
        found = [self._state.documents.get(other) for other in sorted(likely) if other in live]
        group = [other for other in found if is_copy(document, other)]
        if not group:
            return []
        places = {row.document: (row.position, row.slug) for row in reversed(self._state.sources.all()) if row.document}
        ids = sorted((each.id for each in (*group, document)), key=lambda one: places.get(one, (0, "")))
        voice = copies.get(ids[0], ids[0])
        for each in ids:
            if each != voice:
                self._state.documents.is_one_with(each, voice)
        return [each for each in ids if each != voice]
