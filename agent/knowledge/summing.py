"""What a text says once more at its end: sentences of a paragraph that says of itself that it sums up, and brings nothing new.

Owns: `said_again`. Promises: pure; a sentence with a figure or a name that the rest of the text does not have is never among them, nor
one of which the rest has less than half the content words. English. Imports the readers of quantities and names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.knowledge.model import Document
from agent.knowledge.names import proper_names
from agent.knowledge.normal import key, norm, tokens
from agent.knowledge.quantities import quantities
from agent.knowledge.stems import stem

ENOUGH = 0.5  # share of a sentence's content words that the rest of the text must have
_SUMS_UP = re.compile(
    r"\W*(?:in (?:conclusion|summary|closing)|to (?:conclude|sum up|summari[sz]e)|summing up|all in all"
    r"|(?:as )?(?:a|one) final (?:word|thought|note))\b",
    re.IGNORECASE,
)


def said_again(document: Document) -> frozenset[int]:
    """Numbers of the sentences that only say again what the document said before."""
    found: set[int] = set()
    for first, last in _summaries(document):
        before = " ".join(document.text[s.start : s.end] for s in document.sentences[: first - 1])
        there = _particulars(before), _stems(before)
        found |= {n for n in range(first, last + 1) if not _is_new(document.sentence(n), *there)}
    return frozenset(found)


def _summaries(document: Document) -> Iterator[tuple[int, int]]:
    """First and last sentence of each paragraph that begins by saying that it sums up."""
    sentences = document.sentences
    for s in sentences:
        if s.kind != "prose" or not _SUMS_UP.match(document.text, s.start, s.end) or not _begins(document, s.n):
            continue
        last = s.n
        while last < len(sentences) and sentences[last].kind == "prose" and not _begins(document, last + 1):
            last += 1
        yield s.n, last


def _begins(document: Document, n: int) -> bool:
    """Whether sentence `n` is the first of its paragraph."""
    return n == 1 or "\n" in document.text[document.sentences[n - 2].end : document.sentences[n - 1].start]


def _is_new(text: str, particulars: set[str], stems: set[str]) -> bool:
    words = _stems(text)
    return not _particulars(text) <= particulars or len(words & stems) < ENOUGH * len(words)


def _particulars(text: str) -> set[str]:
    names = {key(name.text) for name in proper_names(text)}
    return names | {norm(q.text) for q in quantities(text) if q.kind != "ordinal"}


def _stems(text: str) -> set[str]:
    return {stem(word) for word in tokens(text)}
