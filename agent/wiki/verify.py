"""verify: every hash and every citation derived again from what is stored, and what differs said. It changes nothing.

Owns: the check behind the promise *grounded*. A claim is unsupported if its sentences are not there, if a quotation is not
the sentence that it cites, or if a worded line has a fault by the same check as when it was written.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agent.knowledge.model import Document
from agent.knowledge.support.check import Cited, cited_in, faults
from agent.known.lines import Line
from agent.state.state import State
from agent.wiki.project import project


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `files_differing` were changed since they were published; `hashes_differing` are damaged documents."""

    claims: int
    unsupported: tuple[dict[str, str], ...]
    files_differing: tuple[str, ...]
    hashes_differing: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong. A file that a person changed is not wrong."""
        return not self.unsupported and not self.hashes_differing

    def as_json(self) -> dict[str, Any]:
        """The shape of `verify --json`."""
        return {
            "ok": self.ok, "claims": self.claims, "unsupported": list(self.unsupported),
            "files_differing": list(self.files_differing), "hashes_differing": list(self.hashes_differing),
        }  # fmt: skip


def verify(state: State, wiki: Path) -> Verdict:
    """Check a wiki against its state."""
    view = project(state)
    documents = {document.id: document for document in view.documents}
    titles = [page.title for page in view.pages]
    unsupported, count = [], 0
    for page in view.pages:
        for line in (*page.lead, *page.lines):
            count += 1
            if reason := _fault(line, (page.title, *page.aliases), documents, titles):
                unsupported.append({"page": page.title, "text": line.text, "reason": reason})
    for name, lines in view.summaries:
        title = documents[name].title
        for line in lines:
            count += 1
            if reason := _fault(line, (title,), documents):
                unsupported.append({"page": f"sources/{documents[name].slug}", "text": line.text, "reason": reason})
    return Verdict(count, tuple(unsupported), tuple(_files(state, wiki)), tuple(_damaged(state, documents)))


def _fault(line: Line, names: Sequence[str], documents: dict[str, Document], also: Sequence[str] = ()) -> str:
    """Why a line does not stand on its citations, or nothing."""
    if not line.citations:
        return "cites nothing"
    quotes: list[str] = []
    cited: list[Cited] = []
    for citation in line.citations:
        document = documents.get(citation.document)
        if document is None:
            return f"cites a document that is not stored: {citation.document[:12]}"
        if not 1 <= citation.first <= citation.last <= len(document.sentences):
            return f"cites sentences that {document.slug} does not have: {citation.first} to {citation.last}"
        quotes.append(document.quote(citation.first, citation.last))
        cited.append(cited_in(document, citation.first, citation.last))
    if line.text in quotes:
        return ""
    if line.quoted:
        return "stands as a quotation, but is none of the sentences that it cites"
    reasons = faults(line.text, cited, names, documents[line.citations[0].document].language, also)
    return reasons[0] if reasons else ""


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
