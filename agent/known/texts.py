"""What every page says, from the rows: the step from its claims and what was written of them to its text.

Owns: reading those rows once for all pages. Each page's text is a function of that page's own rows.
"""

from __future__ import annotations

from pydantic import TypeAdapter

from agent.knowledge.model import Claim
from agent.known.lasting import Lasting
from agent.known.lines import Text, page_text, statements
from agent.known.pages import Known, KnownPage
from agent.state.state import State
from agent.state.written import LeftOut, SeeAlso, WrittenRow

TEXT = TypeAdapter(Text)
Source = tuple[tuple[Claim, ...], list[tuple[str, int]], list[WrittenRow], list[LeftOut]]


class Texts:
    """The rows of what was written, by page. `lasting`, kept from the last time, spares making again the texts whose rows are the same."""

    def __init__(self, state: State, known: Known, lasting: Lasting | None = None) -> None:
        self.find, self._known, self._lasting = state.documents.get, known, lasting or Lasting()
        self._written = state.written.of_pages()
        # as many as there were, as others may come while pages are gone through in slices
        told = {**self._written.rows, **self._written.left, **self._written.next}
        self._counts = {page: self._written.counts(page) for page in told}

    def counts(self, page: str) -> tuple[int, int, int]:
        """How many sentences, things left out and pages to read next there are of a page; they are the same as long as these are."""
        return self._counts.get(page, (0, 0, 0))

    def of(self, page: KnownPage) -> Text:
        """The text of one page: stored documents never change, so it is a function of these rows alone."""
        claims, defined, rows, left = source = self._source(page)

        def made() -> Text:
            return page_text(statements(claims, self.find), rows, left, set(defined), self.find)

        return self._lasting.of("text", page.id, source, made, TEXT)

    def kept(self, page: KnownPage, lasting: Lasting) -> Text | None:
        """The text that was kept as a row for these very rows."""
        return lasting.row("text", page.id, self._source(page), TEXT)

    def _source(self, page: KnownPage) -> Source:
        rows, left, _ = self.counts(page.id)
        defined = sorted({(use.document, use.definition) for use in page.entity.uses if use.definition})
        return (
            page.claims,
            defined,
            self._written.rows.get(page.id, [])[:rows],
            self._written.left.get(page.id, [])[:left],
        )

    def opening(self, page: KnownPage) -> str:
        """How a page opens, as plain text."""
        return " ".join(" ".join(line.told.split()) for line in self.of(page).lead)

    def see_also(self, page: KnownPage) -> list[SeeAlso]:
        """The pages to read next that its newest writing names."""
        links = self._written.next.get(page.id, [])[: self.counts(page.id)[2]]
        newest = list(dict.fromkeys(link.plan for link in links))[-1:]
        return [link for link in links if link.plan in newest]
