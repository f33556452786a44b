"""What every page says, from the rows: the step from its claims and what was written of them to its text.

Owns: reading those rows once for all pages. Each page's text is a function of that page's own rows.
"""

from __future__ import annotations

from collections import defaultdict

from agent.known.lasting import Lasting
from agent.known.lines import Text, page_text, statements
from agent.known.pages import Known, KnownPage
from agent.state.state import State
from agent.state.written import LeftOut, SeeAlso, WrittenRow


class Texts:
    """The rows of what was written, by page. `lasting`, kept from the last time, spares making again the texts whose rows are the same."""

    def __init__(self, state: State, known: Known, lasting: Lasting | None = None) -> None:
        self._find, self._known, self._lasting = state.documents.get, known, lasting or Lasting()
        self._rows: dict[str, list[WrittenRow]] = defaultdict(list)
        self._left: dict[str, list[LeftOut]] = defaultdict(list)
        self._next: dict[str, dict[str, list[SeeAlso]]] = defaultdict(lambda: defaultdict(list))
        for row in state.written.rows():
            self._rows[row.page].append(row)
        for left in state.written.left_out():
            self._left[left.page].append(left)
        for link in state.written.see_also():
            self._next[link.page][link.plan].append(link)

    def of(self, page: KnownPage) -> Text:
        """The text of one page: stored documents never change, so it is a function of these rows alone."""
        defined = {(use.document, use.definition) for use in page.entity.uses if use.definition}
        rows, left = self._rows[page.id], self._left[page.id]

        def made() -> Text:
            return page_text(statements(page.claims, self._find), rows, left, defined, self._find)

        return self._lasting.of("text", page.id, (page.claims, defined, rows, left), made)

    def opening(self, page: KnownPage) -> str:
        """How a page opens, as plain text."""
        return " ".join(" ".join(line.told.split()) for line in self.of(page).lead)

    def see_also(self, page: KnownPage) -> list[SeeAlso]:
        """The pages to read next that its newest writing names."""
        plans = self._next[page.id]
        return plans[list(plans)[-1]] if plans else []
