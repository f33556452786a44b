"""Documents that are copies of one text, changed here and there, and which of their sentences are each other's.

Owns: `runs`, `copied`, `counterparts` and `Copies`. Promises: pure and symmetric. Runs of four words tell a copy from two texts on one
subject: of the pairs of passages in RAMDocs independent accounts share a few per cent of theirs, texts of one template up to a quarter,
copies with one answer changed half and more. Imports normalisation only.
"""

from __future__ import annotations

from collections import defaultdict
from difflib import SequenceMatcher
from zlib import crc32

from agent.knowledge.model import Document
from agent.knowledge.text.normal import words

RUN = 4  # words
COPY = 0.4  # share of the lesser text's runs from which on it is a copy
LIKE = 0.4  # share of their words, in order, that two sentences of copies must have in common to be each other's
COMMON = 8  # sentences of one document in which a run may stand and still tell which is meant
KEPT = 512  # documents whose runs are kept: of a long one they take as much room as its text
_NONE: dict[int, int] = {}

Runs = frozenset[int]


def runs(text: str) -> Runs:
    """All runs of four words in a text, each as a number that is the same everywhere."""
    found = words(text)
    return frozenset(crc32(" ".join(found[i : i + RUN]).encode()) for i in range(len(found) - RUN + 1))


def copied(a: Runs, b: Runs) -> bool:
    """Whether one of two texts is a copy of the other, or of a part of it."""
    least = min(len(a), len(b))
    return least > 0 and len(a & b) >= COPY * least


def _holders(document: Document) -> dict[int, list[int]]:
    holders: dict[int, list[int]] = defaultdict(list)
    for unit in document.sentences:
        for run in runs(document.sentence(unit.n)):
            holders[run].append(unit.n)
    return {run: numbers for run, numbers in holders.items() if len(numbers) <= COMMON}


def _best(a: Document, b: Document) -> dict[int, int]:
    """For each sentence of `a`, the likest of `b` that shares a run of words with it; the first of several as like."""
    holders = _holders(b)
    best = {}
    for unit in a.sentences:
        text = a.sentence(unit.n)
        near = {n for run in runs(text) for n in holders.get(run, ())}
        scored = [(round(_ratio(text, b.sentence(n)), 9), -n) for n in near]
        if scored and (top := max(scored))[0] >= LIKE:
            best[unit.n] = -top[1]
    return best


def _ratio(a: str, b: str) -> float:
    one, two = words(a), words(b)
    ratios = (SequenceMatcher(None, x, y, autojunk=False).ratio() for x, y in ((one, two), (two, one)))
    return max(ratios)  # the matcher is not symmetric


def counterparts(a: Document, b: Document) -> dict[int, int]:
    """Sentences of `a` with the sentence of `b` that is the same one, changed or not, for copies: the likest, seen from both."""
    there, back = _best(a, b), _best(b, a)
    return {n: m for n, m in there.items() if back.get(m) == n}


class Copies:
    """Which documents are copies of each other, by their ids: what was found is kept, and the runs of those looked at last."""

    def __init__(self) -> None:
        self._runs: dict[str, Runs] = {}
        self._pairs: dict[tuple[str, str], dict[int, int]] = {}

    def are(self, a: Document, b: Document) -> bool:
        """Whether one is a copy of the other."""
        return a.id != b.id and copied(self._of(a), self._of(b))

    def of(self, a: Document, b: Document) -> dict[int, int]:
        """For each sentence of `a` that has one, its counterpart in `b`; empty if they are no copies."""
        pair = (a.id, b.id)
        if pair not in self._pairs:
            self._pairs[pair] = counterparts(a, b) if self.are(a, b) else _NONE
        return self._pairs[pair]

    def _of(self, document: Document) -> Runs:
        if document.id not in self._runs:
            if len(self._runs) >= KEPT:
                self._runs.clear()
            self._runs[document.id] = runs(document.text)
        return self._runs[document.id]
