"""verify: every hash and every citation derived again from what is stored, and what differs said. It changes nothing.

Owns: the check behind the promise *grounded*. A claim is unsupported if its sentences are not there, if a quotation is not
the sentence that it cites, or if a worded line has a fault by the same check as when it was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.knowledge.model import Document
from agent.knowledge.support.check import Cited, cited_in, doubts, faults
from agent.knowledge.text.letters import spoken
from agent.known.asked import names_at
from agent.known.lines import Line
from agent.state.state import State
from agent.wiki.project import project


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `files_differing` were changed since they were published; `hashes_differing` are damaged documents.

    Of `claims` lines `worded` are no quotations: whether one says more or other than its claims in words of its own, code does not check.
    `doubtful` are those in which a word became its opposite, or that are in another language than what they cite.
    """

    claims: int
    worded: int
    unsupported: tuple[dict[str, str], ...]
    doubtful: tuple[dict[str, str], ...]
    files_differing: tuple[str, ...]
    hashes_differing: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong. A file that a person changed is not wrong."""
        return not self.unsupported and not self.hashes_differing

    def as_json(self) -> dict[str, Any]:
        """The shape of `verify --json`."""
        return {
            "ok": self.ok, "claims": self.claims, "worded": self.worded, "unsupported": list(self.unsupported),
            "doubtful": list(self.doubtful), "files_differing": list(self.files_differing),
            "hashes_differing": list(self.hashes_differing),
        }  # fmt: skip


def verify(state: State, wiki: Path) -> Verdict:
    """Check a wiki against its state."""
    view = project(state)
    documents = {document.id: document for document in view.documents}
    asked = state.nights.meta("language")
    spoken_here = {document.language for document in view.documents} | {asked}
    titles = tuple(page.title for page in view.pages)
    unsupported, doubtful, count, worded = [], [], 0, 0
    places = [(page.title, (page.title, *page.aliases), (*page.lead, *page.lines), titles) for page in view.pages]
    places += [
        (f"sources/{documents[name].slug}", (documents[name].title,), tuple(lines), ())
        for name, lines in view.summaries
    ]
    for page in view.questions:
        lines = tuple(line for line in page.lead if line.citations)  # without any it says that the wiki does not say
        cited = [(citation.document, citation.first) for line in lines for citation in line.citations]
        places.append((page.title, tuple(names_at(view.known, cited)), lines, ()))
        spoken_here = spoken_here | {spoken(page.title) or ""}
    for place, names, lines, also in places:
        for line in lines:
            count += 1
            fault, doubt, own = _fault(line, names, documents, also, (asked, spoken_here))
            worded += own
            unsupported += [{"page": place, "text": line.text, "reason": fault}] if fault else []
            doubtful += [{"page": place, "text": line.text, "reason": doubt}] if doubt else []
    found = tuple(unsupported), tuple(doubtful), tuple(_files(state, wiki)), tuple(_damaged(state, documents))
    return Verdict(count, worded, *found)


def _fault(
    line: Line,
    names: Sequence[str],
    documents: dict[str, Document],
    also: Sequence[str],
    languages: tuple[str, Set[str]],
) -> tuple[str, str, bool]:
    """Why a line does not stand on its citations, or ""; what is doubtful, or ""; whether it is worded."""
    if not line.citations:
        return "cites nothing", "", False
    quotes: list[str] = []
    cited: list[Cited] = []
    for citation in line.citations:
        document = documents.get(citation.document)
        if document is None:
            return f"cites a document that is not stored: {citation.document[:12]}", "", False
        if not 1 <= citation.first <= citation.last <= len(document.sentences):
            missing = f"{citation.first} to {citation.last}"
            return f"cites sentences that {document.slug} does not have: {missing}", "", False
        quotes.append(document.quote(citation.first, citation.last))
        cited.append(cited_in(document, citation.first, citation.last))
    if line.text in quotes:
        return "", "", False
    if line.quoted:
        return "stands as a quotation, but is none of the sentences that it cites", "", False
    asked, there = (
        languages  # a page is in that of most of its claims or in one asked for, whatever a sentence of it cites
    )
    own = spoken(line.text) or asked
    language = own if own and own in there else documents[line.citations[0].document].language
    reasons = faults(line.text, cited, names, language, also)
    unsure = [] if reasons else doubts(line.text, cited, names, language, also)
    return next(iter(reasons), ""), next(iter(unsure), ""), True


def _files(state: State, wiki: Path) -> list[str]:
    """Published files that hold something else now, or are gone."""
    found = []
    for path, row in state.published.heads().items():
        if row.published_hash is None:
            continue
        file = wiki / path
        if not file.is_file() or hashlib.sha256(file.read_bytes()).hexdigest() != row.published_hash:
            found.append(path)
    return found


def _damaged(state: State, documents: dict[str, Document]) -> list[str]:
    """Documents whose bytes or text no longer have the hash that they were stored under."""
    found = []
    for document in documents.values():
        text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        body = hashlib.sha256(state.documents.body(document.id)).hexdigest()
        if text != state.documents.text_hash(document.id) or body != document.id:
            found.append(document.slug)
    return found
