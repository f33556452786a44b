"""What is known tonight, put together from the rows: which names are one page, and which claims stand on it.

Owns: all pages together, and writing down which they are. A function of the set of rows, whatever their order.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agent.knowledge.text.normal import key
from agent.knowledge.things.spelling import spelt
from agent.known.folding import Folding
from agent.known.page import KnownPage as KnownPage
from agent.state.pages import PageRecord
from agent.state.state import State


@dataclass(frozen=True, slots=True)
class Known:
    """All pages, by title; a page without a claim is not written, and is not here."""

    pages: tuple[KnownPage, ...]
    by_id: dict[str, KnownPage]
    names: dict[str, str]  # entity key of a name → title; where it has several pages also `key|spelling` → title
    by_title: dict[str, KnownPage] = field(init=False)
    _telling: dict[str, list[KnownPage]] = field(init=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_title", {page.title: page for page in reversed(self.pages)})

    @classmethod
    def of(cls, state: State) -> Known:
        """Put together what the state holds; once, as long as no fact changes, and where facts only came no more than they touch."""
        if state.in_transaction:  # which may be taken back
            return cls.folded(state)
        return state.as_long_as_facts("known", lambda: cls.of_fold(*state.lasts("folding", Folding).brought_up(state)))

    @classmethod
    def folded(cls, state: State) -> Known:
        """The same from all rows anew."""
        return cls.of_fold(*Folding().brought_up(state))

    @classmethod
    def of_fold(cls, pages: tuple[KnownPage, ...], names: dict[str, str]) -> Known:
        """That of these pages and names."""
        return cls(pages, {page.id: page for page in pages}, names)

    def telling(self, document: str) -> list[KnownPage]:
        """The pages that something of a document is told on."""
        if not self._telling:
            for page in self.pages:
                for told in page.documents:
                    self._telling.setdefault(told, []).append(page)
        return self._telling.get(document, [])

    def find(self, name: str) -> KnownPage | None:
        """The page that goes by this name: by its title to the letter, else by any name."""
        k = key(name)
        return self.by_title.get(name) or self.by_title.get(
            self.names.get(f"{k}|{spelt(name)}") or self.names.get(k, "")
        )


def settle(state: State, known: Known, date: str) -> None:
    """Write down the identity of every page as it now is: new ones get a row, merged ones point to the page they went to."""
    records = {record.id: record for record in state.pages.all()}
    night = state.nights.last()
    changed: list[PageRecord] = []
    for page in known.pages:
        old = records.get(page.id)
        if old is None:
            changed.append(PageRecord(page.id, page.entity.key, page.title, date, made_in=night.id if night else 0))
        elif (old.title, old.gone_to) != (page.title, ""):
            changed.append(replace(old, title=page.title, gone_to=""))
    if gone := [record for record in records.values() if record.id not in known.by_id]:
        goes_to = {k: page.id for page in known.pages for k in page.keys}
        changed += [
            replace(record, gone_to=goes_to[record.key])
            for record in gone
            if goes_to.get(record.key, record.gone_to) != record.gone_to
        ]
    state.pages.put(changed)
