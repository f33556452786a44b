"""Small pages for the tests: documents of given sentences, and a claim for each of them."""

from __future__ import annotations

from agent.knowledge.model import Claim, Document, Sentence, claim_id


def document(name: str, *sentences: str) -> Document:
    """A document of these sentences, one space between them."""
    units, at = [], 0
    for n, sentence in enumerate(sentences, 1):
        units.append(Sentence(n, at, at + len(sentence), "prose"))
        at += len(sentence) + 1
    return Document(name, name, name, name, "text/plain", " ".join(sentences), tuple(units))


def rows(page: str, *documents: Document) -> list[tuple[Claim, Document]]:
    """A claim for each sentence of the documents, all on one page."""
    return [(Claim(claim_id(page, d.id, s.n, s.n), page, d.id, s.n, s.n), d) for d in documents for s in d.sentences]
