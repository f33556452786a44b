"""Sources that move: a file that was renamed, a page at a new address, are what they were, also where their text changed on the way.

Owns: whether one text is a later state of another. Pure. Imports the nouns.
"""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from agent.knowledge.model import Document

SHARED = 0.5  # of the earlier text's sentences that the later one has word for word
WORDS = 4  # a sentence has at least: headings, dates and the like stand in every note made from one template
LIKE = 80.0  # of 100, for short texts compared letter by letter: two notes of one author about two things have 40 to 60
SHORT = 5_000  # characters


def successors(new: Sequence[Document], gone: Sequence[Document]) -> dict[int, Document]:
    """Of the texts whose sources are gone, those of which one of `new` (by its place there) is a later state: the likest pair first."""
    pairs = ((likeness(old, later), n, old) for n, later in enumerate(new) for old in gone)
    found: dict[int, Document] = {}
    for _, n, old in sorted(
        (p for p in pairs if p[0]), key=lambda p: (-p[0], p[2].id != new[p[1]].id, p[1], p[2].slug)
    ):
        if n not in found and old not in found.values():
            found[n] = old
    return found


def likeness(old: Document, new: Document) -> float:
    """From 0 (another text) to 1 (the same bytes)."""
    if old.id == new.id:
        return 1.0
    before, after = _sentences(old), _sentences(new)
    share = len(before & after) / len(before) if before else 0.0
    if max(len(old.text), len(new.text)) <= SHORT:
        share = max(share, fuzz.ratio(old.text, new.text, score_cutoff=LIKE) / 100)
    return share if share >= SHARED else 0.0


def _sentences(document: Document) -> set[str]:
    """Its longer sentences, spacing and case apart."""
    told = (document.sentence(sentence.n) for sentence in document.sentences)
    return {" ".join(text.casefold().split()) for text in told if len(text.split()) >= WORDS or len(text) > 40}
