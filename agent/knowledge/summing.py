"""What a text says once more at its end: sentences of a paragraph that says of itself that it sums up, and brings nothing new.

Owns: `said_again`. Promises: pure; a sentence with a figure or a name that does not stand before the paragraph is never among them, nor
one of which less than half the content words do. English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.knowledge.model import Document
from agent.knowledge.text.normal import tokens
from agent.knowledge.things.identity import particulars

ENOUGH = 0.5  # share of a sentence's content words that must stand before it
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
        there = _particulars(before), set(tokens(before))
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


def _is_new(text: str, there: frozenset[str], words: set[str]) -> bool:
    mine = set(tokens(text))
    return not _particulars(text) <= there or len(mine & words) < ENOUGH * len(mine)


def _particulars(text: str) -> frozenset[str]:
    names, figures = particulars(text)
    return names | figures
