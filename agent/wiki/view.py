"""What the renderer is given: the whole wiki as values, already decided. Rendering is a pure function of this.

Owns: the shapes. Built by `project.py`; rendered by `render.py`. Imports `agent.knowledge` and the line of `agent.known`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agent.knowledge.model import Citation, Disagreement, Document
from agent.known.line import Line


@dataclass(frozen=True, slots=True)
class Page:
    """An entity page. `see_also` holds titles of other pages. `redirect` is the title that this one went to, if it was merged."""

    id: str
    title: str
    kind: str
    description: str
    aliases: tuple[str, ...]
    lead: tuple[Line, ...]
    lines: tuple[Line, ...]
    see_also: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    created: str = ""
    updated: str = ""
    redirect: str | None = None

    @property
    def citations(self) -> Iterator[Citation]:
        """Every citation on the page, as often as it stands there."""
        for line in (*self.lead, *self.lines):
            yield from line.citations
        for item in self.disagreements:
            yield from (side.citation for side in item.sides)


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A source as the list names it, and what became of it. `document` is a document id once it is done."""

    slug: str
    resource: str
    state: str  # pending, done, failed
    reason: str = ""
    document: str | None = None


@dataclass(frozen=True, slots=True)
class NightEntry:
    """One night for log.md: `date` is ISO, `lines` are plain sentences, newest night first in the view."""

    date: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WikiView:
    """Everything that is written. `rehearsed` is true when no language model wrote any of it. `wanted` maps a name to pages naming it."""

    date: str
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    sources: tuple[SourceRow, ...]
    disagreements: tuple[Disagreement, ...]
    wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    nights: tuple[NightEntry, ...] = ()
    rehearsed: bool = False
