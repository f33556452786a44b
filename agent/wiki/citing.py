"""Who cites which sentences of each document, brought up to date where pages or entries of the conflicts changed.

Owns: `Citing`. What it holds is a function of the view that it was brought to last. Pure. Imports `agent.knowledge` and this room's `view`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from agent.knowledge.model import Citation, Disagreement
from agent.wiki.view import Page, WikiView

Cited = Mapping[str, frozenset[int]]  # sentences by document


class Citing:
    """`cited` maps ids of documents to the numbers of the sentences that a page or an entry of the conflicts cites."""

    def __init__(self) -> None:
        self.cited: dict[str, frozenset[int]] = {}
        self._by: dict[tuple[str, str], tuple[object, Cited]] = {}  # by a page or an entry
        self._of: dict[str, dict[tuple[str, str], frozenset[int]]] = defaultdict(dict)  # by document, by whom

    def pages(self, document: str) -> list[str]:
        """Ids of the pages that cite a document, in no order."""
        return [identity for what, identity in self._of.get(document, ()) if what == "page"]

    def documents(self, page: str) -> Iterable[str]:
        """Ids of the documents that a page cites."""
        return self._by[("page", page)][1] if ("page", page) in self._by else ()

    def bring(self, view: WikiView) -> set[str]:
        """Bring it to this view; the documents of which other sentences are cited than before, or by others."""
        pages = (*view.pages, *view.questions)
        now: dict[tuple[str, str], Page | Disagreement] = {("page", page.id): page for page in pages}
        now |= {("entry", f"{hash(entry)}"): entry for entry in view.disagreements}  # of one id there may be several
        changed: set[str] = set()
        for whose in self._by.keys() - now.keys():
            changed |= self._take(whose, {})
            del self._by[whose]
        for whose, what in now.items():
            last = self._by.get(whose)
            if last is None or last[0] is not what:
                told = what.citations if isinstance(what, Page) else (side.citation for side in what.sides)
                cited = _by_document(told)
                changed |= self._take(whose, cited)
                self._by[whose] = what, cited
        there = {document.id for document in view.documents}
        changed |= there ^ self.cited.keys()
        for id_ in self.cited.keys() - there:
            del self.cited[id_]
        self.cited |= {id_: frozenset().union(*self._of.get(id_, {}).values()) for id_ in changed & there}
        return changed

    def _take(self, whose: tuple[str, str], cited: Cited) -> set[str]:
        """Have a page or an entry cite this; the documents of which it cited anything else."""
        before = self._by[whose][1] if whose in self._by else {}
        changed = {document for document in before.keys() | cited.keys() if before.get(document) != cited.get(document)}
        for document in changed:
            if document in cited:
                self._of[document][whose] = cited[document]
            else:
                del self._of[document][whose]
        return changed


def _by_document(citations: Iterable[Citation]) -> Cited:
    found: dict[str, set[int]] = defaultdict(set)
    for citation in citations:
        found[citation.document].update(range(citation.first, citation.last + 1))
    return {document: frozenset(numbers) for document, numbers in found.items()}
