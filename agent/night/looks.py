"""Which pages code must look at again for what is about them: those of which a document tells whose claims are not what they were.

Owns: `Looks`. Promises: what is about any other page is what it was. Where pages are called otherwise, or documents came or went, that is
not sure of any, and all are looked at.
"""

from __future__ import annotations

from collections import defaultdict

from pydantic import TypeAdapter

from agent.knowledge.model import short_hash
from agent.known.about import called_in, words_of
from agent.known.lasting import Lasting
from agent.known.pages import Known, KnownPage
from agent.state.state import State

# By document a digest of its claims, and the pages that hold them.
LOOKED = TypeAdapter(dict[str, tuple[str, list[str]]])
_NONE: tuple[str, list[str]] = ("", [])


class Looks:
    """What was there when code last looked, and what is there now."""

    def __init__(self, state: State, known: Known, lasting: Lasting) -> None:
        self._state, self._known, self._lasting = state, known, lasting
        documents = [(document.id, document.resource) for document in state.documents.all()]
        self._source = short_hash(repr([(page.id, page.title, page.aliases) for page in known.pages]), repr(documents))
        told: dict[str, list[str]] = defaultdict(list)
        holding: dict[str, dict[str, None]] = defaultdict(dict)
        for page in known.pages:
            for claim in page.claims:
                told[claim.document].append(f"{page.id} {claim.id}")
                holding[claim.document][page.id] = None
        self._now = {document: (short_hash(*sorted(told[document])), [*holding[document]]) for document in told}

    def pages(self) -> list[KnownPage]:
        """The pages to look at, in order."""
        last = self._lasting.row("looked", "", self._source, LOOKED)
        if last is None:
            return list(self._known.pages)
        changed = [
            id_ for id_ in last.keys() | self._now.keys() if last.get(id_, _NONE)[0] != self._now.get(id_, _NONE)[0]
        ]
        touched = {page for id_ in changed for looked in (last, self._now) for page in looked.get(id_, _NONE)[1]}
        words = [words_of(self._state.documents.get(id_)) for id_ in changed]
        languages = self._state.documents.languages()
        return [
            page
            for page in self._known.pages
            if page.id in touched or any(called_in(page, there, languages) for there in words)
        ]

    def keep(self) -> None:
        """Write down what was there, once what was found is stored."""
        self._lasting.note("looked", "", self._source, self._now, LOOKED)
        self._lasting.keep()
