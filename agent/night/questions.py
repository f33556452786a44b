"""Questions as episodes: what one is shown at once, and which of those that are kept as pages are to be asked anew.

Owns: the step from a question to its `ask` episode. A kept question is asked once for each set of documents; one whose page a person
deleted is not asked any more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from agent.episode.claims_shown import leaning
from agent.knowledge.model import Disagreement, Document, short_hash
from agent.knowledge.text.normal import norm, tokens
from agent.known.nearest import Spot, nearest, pages_named
from agent.known.pages import Known, KnownPage
from agent.known.texts import Texts
from agent.night.phases import ASK
from agent.night.writing import Note
from agent.state.queue import EpisodeRecord
from agent.state.state import State

SHOWN = 16  # sentences that are shown at once, and besides those that they lean on
DISPUTED, NEAR, SHARED = 3, 6, 2  # disputes shown: of the first sentences found, with so many words of the question
LISTED = 6  # items of a list that a sentence opens


def question_id(question: str) -> str:
    """The id of a question and of its page, however it is spelt or punctuated."""
    return f"question-{short_hash(norm(question) or question)}"


def documents_digest(state: State) -> str:
    """What changes with any document that the wiki rests on."""
    return short_hash(*state.documents.ids())


def asking(
    state: State, known: Known, disputes: Sequence[Disagreement], question: str, model: str = "", *, words: bool = True
) -> EpisodeRecord:
    """The episode that puts a question to the wiki as it stands; `model` is who is asked, if that is known.

    Who does not word a page (`words` is false) only says where the answer stands: it is quoted.
    """
    pages, texts = pages_named(known, question), Texts(state, known)
    found = nearest(state, pages, question, SHOWN)
    entries = _at_issue(disputes, question, found)
    spots = [*found, *(spot for entry in entries for spot in _sides(entry))]
    spots += [spot for document, n in found for spot in _beside(state.documents.get(document), n, _names(pages))]
    rank = {document: at for at, (document, _) in reversed(list(enumerate(spots)))}
    digest = documents_digest(state)
    subject = {
        "question": question, "digest": digest, "disputed": [entry.about for entry in entries],
        "shown": [{"document": d, "n": n} for d, n in sorted(set(spots), key=lambda spot: (rank[spot[0]], spot[1]))],
        "pages": [{"title": page.title, "kind": page.kind, "opening": texts.opening(page)} for page in pages],
        **({} if words else {"quotes": True}),
    }  # fmt: skip
    return EpisodeRecord(f"ask:{question_id(question)}:{short_hash(digest, model)}", "ask", subject, ASK, 0)


def _at_issue(disputes: Sequence[Disagreement], question: str, found: Sequence[Spot]) -> list[Disagreement]:
    """What the sources answer differently, near to what is asked."""
    asked, near = set(tokens(question)), set(found[:NEAR])
    return [
        entry
        for entry in disputes
        if entry.state == "open"
        and not near.isdisjoint(_sides(entry))
        and len(asked.intersection(tokens(entry.about))) >= SHARED
    ][:DISPUTED]


def _beside(document: Document, n: int, names: Sequence[str]) -> Iterator[Spot]:
    """The sentence before one that leans on it, and the list that one opens."""
    if leaning(document, n, names):
        yield document.id, n - 1
    if document.sentence(n).endswith(":"):
        listed = takewhile(lambda unit: unit.kind == "item", document.sentences[n : n + LISTED])
        yield from ((document.id, unit.n) for unit in listed)


def _sides(entry: Disagreement) -> list[Spot]:
    return [(side.citation.document, side.citation.first) for side in entry.sides]


def _names(pages: Sequence[KnownPage]) -> list[str]:
    return [name for page in pages for name in (page.title, *page.aliases)]


@dataclass(slots=True)
class Questions:
    """The kept questions of one wiki, as a night plans them."""

    state: State
    known: Known
    words: bool = True  # whether the brain words pages
    notes: list[Note] = field(default_factory=list)  # what is planned by these episodes

    def episodes(self, disputes: Sequence[Disagreement]) -> Iterator[EpisodeRecord]:
        """Those not yet asked of the documents that there are now."""
        planned, gone = self.state.written.planned("ask"), self.state.published.gone()
        digest = documents_digest(self.state)
        for kept in self.state.asked.kept():
            if kept.id not in gone and (kept.id, digest) not in planned:
                record = asking(self.state, self.known, disputes, kept.question, words=self.words)
                self.notes.append(("ask", kept.id, digest, record.id))
                yield record
