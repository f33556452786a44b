"""The tools to look around in a wiki with: search, open a page, read on in a document. They change nothing.

Owns: what each shows. A sentence is shown as `handbook [7] …` and is cited as `handbook 7`; an open page names what each of its sentences
rests on in that form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.window import one_line, text_shown
from agent.knowledge.model import Citation, Document
from agent.known.pages import Known
from agent.known.texts import Texts
from agent.state.state import State

HITS, SPAN = 8, 12  # sentences that a search finds, and that are read at once
LONGEST, PAGE = 400, 2000  # characters of a sentence, and of a page

LOOKING = (
    ActSpec("search", "Sentences of the sources that hold these words.", acts.Search, 0, 2),
    ActSpec("open_page", "What a page says.", acts.OpenPage, 0, 1),
    ActSpec("read_sentences", "Consecutive sentences of a document.", acts.ReadSentences, 0, 2),
)
Told = tuple[str, bool]  # an observation, and whether the act was accepted


@dataclass(frozen=True, slots=True)
class Tools:
    """The tools over one wiki."""

    state: State

    def do(self, arguments: BaseModel) -> Told | None:
        """Do one of the acts of LOOKING; None if it is none of them."""
        match arguments:
            case acts.Search():
                return self._search(arguments.query), True
            case acts.OpenPage():
                return self._open(arguments.title)
            case acts.ReadSentences():
                return self.of(arguments.document, lambda d: (self._read(d, arguments.first, arguments.last), True))
        return None

    def line(self, document: Document, n: int) -> str:
        """One sentence as it is shown."""
        return f"{document.slug} [{n}] {text_shown(document.said(n), LONGEST)}"

    def of(self, name: str, work: Callable[[Document], Told]) -> Told:
        """Do something with the document of this short name or title."""
        document = next((d for d in self.state.documents.all() if name in (d.slug, d.title)), None)
        return work(document) if document else (f"there is no document “{name}”", False)

    def _search(self, query: str) -> str:
        hits = self.state.documents.search(query, HITS) or self.state.documents.nearest(query, HITS)
        return "\n".join(self.line(self.state.documents.get(d), n) for d, n in hits) or f"nothing holds “{query}”"

    def _open(self, title: str) -> Told:
        known = Known.of(self.state)
        page = known.find(title)
        if page is None:
            return f"there is no page “{title}”", False
        text = Texts(self.state, known).of(page)
        told = " ".join(f"{line.told} ({self._named(line.citations)})" for line in (*text.lead, *text.lines))
        return f"{page.title}: {one_line(told, PAGE)}", True

    def _named(self, citations: Iterable[Citation]) -> str:
        found = ((self.state.documents.get(c.document).slug, n) for c in citations for n in range(c.first, c.last + 1))
        return ", ".join(f"{slug} {n}" for slug, n in found)

    def _read(self, document: Document, first: int, last: int) -> str:
        last = min(last, first + SPAN - 1, len(document.sentences))
        return (
            "\n".join(self.line(document, n) for n in range(first, last + 1))
            or f"it has {len(document.sentences)} sentences"
        )
