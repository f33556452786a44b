"""What the renderer is given: the whole wiki as values, already decided. Rendering is a pure function of this.

Owns: the shapes. Built by `project.py`; rendered by `render.py`. Imports `agent.knowledge`, and shapes of `agent.known`
and `agent.state`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from agent.knowledge.model import Citation, Disagreement, Document
from agent.known.lines import Line
from agent.known.pages import Known
from agent.state.sources import SourceRecord


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """Another page that a reader wants next, by its title, and why in a few words."""

    title: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """An entity page: its opening (`lead`), and its lines, each under its heading.

    `redirect` is the title of the page that this one went to, if it was merged. `made_in` and `changed_in` are nights (ids).
    """

    id: str
    title: str
    kind: str
    aliases: tuple[str, ...]
    lead: tuple[Line, ...]
    lines: tuple[Line, ...]
    see_also: tuple[SeeAlso, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    created: str = ""
    updated: str = ""
    made_in: int = 0
    changed_in: int = 0
    redirect: str | None = None

    @property
    def statements(self) -> tuple[Line, ...]:
        """Every line, those of the opening first."""
        return (*self.lead, *self.lines)

    @property
    def citations(self) -> Iterator[Citation]:
        """Every citation on the page, as often as it stands there."""
        for line in self.statements:
            yield from line.citations
        for item in filter(self.is_about, self.disagreements):
            yield from (side.citation for side in item.sides)

    def is_about(self, item: Disagreement) -> bool:
        """Whether an entry is told here with its sides; others that a sentence here rests on are told elsewhere."""
        return (item.home or item.page) in (self.title, self.id)


@dataclass(frozen=True, slots=True)
class QuestionPage(Page):
    """A question that a person asked, as its title; the answer is its opening. `rehearsed`: no language model answered it."""

    rehearsed: bool = False


@dataclass(frozen=True, slots=True)
class NightEntry:
    """One night for log.md, newest first in the view: `date` is ISO, `lines` are plain sentences, and so is what it brought (`did`)."""

    date: str
    lines: tuple[str, ...]
    did: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """Pages that belong together, by title, in the order in which they are listed."""

    name: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OverviewLine:
    """A sentence of the overview, under its section (none: the opening), and the pages that it speaks of, by title."""

    section: str
    text: str
    pages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WikiView:
    """Everything that is written. `rehearsed` is true when no language model wrote any of it. `wanted` maps a name to pages naming it.

    By document id, `summaries` holds what each says, in a few cited lines, and `also` the other addresses at which the same text was found.
    """

    date: str
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    sources: tuple[SourceRecord, ...]
    disagreements: tuple[Disagreement, ...]
    wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    nights: tuple[NightEntry, ...] = ()
    rehearsed: bool = False
    themes: tuple[Theme, ...] = ()
    overview: tuple[OverviewLine, ...] = ()
    summaries: tuple[tuple[str, tuple[Line, ...]], ...] = ()
    questions: tuple[QuestionPage, ...] = ()
    known: Known = field(default_factory=lambda: Known((), {}, {}))  # what it was made from
    also: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def cited(self) -> dict[str, frozenset[int]]:
        """By document id, the numbers of its sentences that a page or an entry of the conflicts cites."""
        found: dict[str, set[int]] = {document.id: set() for document in self.documents}
        sides = (side.citation for item in self.disagreements for side in item.sides)
        for citation in chain(sides, *(page.citations for page in (*self.pages, *self.questions))):
            if citation.document in found:
                found[citation.document].update(range(citation.first, citation.last + 1))
        return {id_: frozenset(numbers) for id_, numbers in found.items()}
