"""verify: every hash and every citation derived again from what is stored, and what differs said. It changes nothing.

Owns: the check behind the promise *grounded*. A claim is unsupported if its sentences are not there, if a quotation is not
the sentence that it cites, or if a worded line has a fault by the same check as when it was written.
"""

from __future__ import annotations

import gc
import hashlib
import os
import sys
from collections.abc import Callable, Iterable, Sequence, Set
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from agent.knowledge.model import Document
from agent.knowledge.support.check import Cited, Titles, cited_in, doubts, faults
from agent.knowledge.text.letters import spoken
from agent.known.asked import answered, names_at
from agent.known.lasting import Lasting
from agent.known.lines import Line
from agent.known.pages import Known
from agent.known.standing import differing
from agent.known.texts import Texts
from agent.state.state import State
from agent.wiki.project import redirects, summaries

FEW, SHARE = 2000, 250  # pages up to which other processes do not pay for their start; that one of them takes at once
MOST = 8  # processes


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` found. `files_differing` were changed since they were published; `hashes_differing` are damaged documents;
    `kept_differing` titles of pages, and words for what is of no page, that were kept otherwise than the facts give them.

    Of `claims` lines `worded` are no quotations: whether one says more or other than its claims in words of its own, code does not check.
    `doubtful` are those in which a "not" is gone, or that are in another language than what they cite.
    """

    claims: int
    worded: int
    unsupported: tuple[dict[str, str], ...]
    doubtful: tuple[dict[str, str], ...]
    files_differing: tuple[str, ...]
    hashes_differing: tuple[str, ...]
    kept_differing: tuple[str, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong. A file that a person changed is not wrong."""
        return not self.unsupported and not self.hashes_differing and not self.kept_differing

    def as_json(self) -> dict[str, Any]:
        """The shape of `verify --json`."""
        return {
            "ok": self.ok, "claims": self.claims, "worded": self.worded, "unsupported": list(self.unsupported),
            "doubtful": list(self.doubtful), "files_differing": list(self.files_differing),
            "hashes_differing": list(self.hashes_differing), "kept_differing": list(self.kept_differing),
        }  # fmt: skip


def verify(state: State, wiki: Path) -> Verdict:
    """Check a wiki against its state, of one moment even while a night goes on; many pages in as many processes as there are cores."""
    with state.transaction("verify"):
        checker = _Checker(state)
        count, cores = len(checker.known.pages), min(os.cpu_count() or 1, MOST)
        if count < FEW or cores < 2:
            checked = [checker.pages(0, count), checker.others()]
            kept, damaged = differing(state, checker.known), _damaged(state)
        else:
            state.documents.all()  # read once, for all processes
            gc.freeze()  # or each that looks for cycles gets a copy of all that
            with ProcessPoolExecutor(
                cores, get_context(_START), _begin, (wiki, checker if _START == "fork" else wiki)
            ) as pool:
                parts = [pool.submit(_part, at, at + SHARE) for at in range(0, count, SHARE)]
                kept, damaged, others = differing(state, checker.known), _damaged(state), checker.others()  # meanwhile
                checked = [*(part.result() for part in parts), others]
            gc.unfreeze()
    return Verdict(
        sum(part.lines for part in checked),
        sum(part.worded for part in checked),
        tuple(row for part in checked for row in part.unsupported),
        tuple(row for part in checked for row in part.doubtful),
        tuple(_files(state, wiki)),
        tuple(damaged),
        (*kept, *(title for part in checked for title in part.differ)),
    )


@dataclass(slots=True)
class _Checked:
    """How many lines were checked, how many of them are worded; those that do not stand, or may not; the pages that were kept otherwise."""

    lines: int = 0
    worded: int = 0
    unsupported: list[dict[str, str]] = field(default_factory=list)
    doubtful: list[dict[str, str]] = field(default_factory=list)
    differ: list[str] = field(default_factory=list)


class _Checker:
    """Derives what pages say from the rows, and checks it; nothing that was kept is believed."""

    def __init__(self, state: State) -> None:
        self.known = Known.of(state)
        self._state, self._texts, self._lasting = state, Texts(state, self.known), Lasting(state.kept)
        self._live = set(state.documents.ids())
        self._answers = [(kept.question, answered(state, kept.id, kept.question)) for kept in state.asked.kept()]
        self._asked = state.nights.meta("language")
        self._spoken = state.documents.languages() | {self._asked} | {spoken(q) or "" for q, _ in self._answers}
        gone = redirects(state.pages.all(), self.known)
        self._titles = Titles((*(page.title for page in self.known.pages), *(record.title for record, _ in gone)))

    def reading(self, state: State) -> _Checker:
        """The same, reading documents and what was kept from this state, which is open in this process."""
        state.documents.take_over(self._state.documents)
        self._state, self._lasting = state, Lasting(state.kept)
        self._texts.find = state.documents.get
        return self

    def pages(self, first: int, last: int) -> _Checked:
        """The lines of so many pages, by their places in the order of all."""
        found = _Checked()
        for page in self.known.pages[first:last]:
            text = self._texts.of(page)
            self._check(found, page.title, (page.title, *page.aliases), (*text.lead, *text.lines), self._titles)
            if (self._texts.kept(page, self._lasting) or text) != text:
                found.differ.append(page.title)
        return found

    def others(self) -> _Checked:
        """The lines of summaries and answers."""
        found = _Checked()
        for name, lines in summaries(self._state):
            document = self._state.documents.get(name)
            self._check(found, f"sources/{document.slug}", (document.title,), lines, ())
        for asked, answer in self._answers:
            cited = [(citation.document, citation.first) for line in answer.lines for citation in line.citations]
            self._check(found, asked, names_at(self.known, cited), answer.lines, ())
        return found

    def _check(
        self, found: _Checked, place: str, names: Sequence[str], lines: Iterable[Line], also: Sequence[str]
    ) -> None:
        for line in lines:
            fault, doubt, worded = _fault(line, names, self._document, also, (self._asked, self._spoken))
            found.lines += 1
            found.worded += worded
            for reason, rows in ((fault, found.unsupported), (doubt, found.doubtful)):
                if reason:
                    rows.append({"page": place, "text": line.text, "reason": reason})

    def _document(self, document: str) -> Document | None:
        return self._state.documents.get(document) if document in self._live else None


_checker: list[_Checker] = []  # that of a process that checks a part
# Who forks has what is known from the process that folded it; elsewhere each folds it for itself.
_START = "fork" if sys.platform == "linux" else "spawn"


def _begin(wiki: Path, checker: _Checker | Path) -> None:
    state = State.to_read(wiki)  # no process uses another one's connection
    _checker.append(checker.reading(state) if isinstance(checker, _Checker) else _Checker(state))


def _part(first: int, last: int) -> _Checked:
    return _checker[0].pages(first, last)


def _fault(
    line: Line,
    names: Sequence[str],
    find: Callable[[str], Document | None],
    also: Sequence[str],
    languages: tuple[str, Set[str]],
) -> tuple[str, str, bool]:
    """Why a line does not stand on its citations, or ""; what is doubtful, or ""; whether it is worded."""
    if not line.citations:
        return "cites nothing", "", False
    quotes: list[str] = []
    cited: list[Cited] = []
    told_in = []
    for citation in line.citations:
        document = find(citation.document)
        if document is None:
            return f"cites a document that is not stored: {citation.document[:12]}", "", False
        if not 1 <= citation.first <= citation.last <= len(document.sentences):
            missing = f"{citation.first} to {citation.last}"
            return f"cites sentences that {document.slug} does not have: {missing}", "", False
        quotes.append(document.quote(citation.first, citation.last))
        cited.append(cited_in(document, citation.first, citation.last))
        told_in.append(document.language)
    if line.text in quotes:
        return "", "", False
    if line.quoted:
        return "stands as a quotation, but is none of the sentences that it cites", "", False
    asked, there = (
        languages  # a page is in that of most of its claims or in one asked for, whatever a sentence of it cites
    )
    own = spoken(line.text) or asked
    language = own if own and own in there else told_in[0]
    reasons = faults(line.text, cited, names, language, also)
    unsure = [] if reasons else doubts(line.text, cited, names, language, also)
    return next(iter(reasons), ""), next(iter(unsure), ""), True


def _files(state: State, wiki: Path) -> list[str]:
    """Published files that hold something else now, or are gone, but for what is being published right now."""
    found = {}
    for path, row in state.published.heads().items():
        file = wiki / path
        here = hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() else None
        if row.published_hash is not None and here not in (row.published_hash, row.intended_hash or row.published_hash):
            found[path] = row
    heads = state.published.heads()
    return [path for path, row in found.items() if heads.get(path) == row]


def _damaged(state: State) -> list[str]:
    """Documents whose bytes or text no longer have the hash that they were stored under."""
    found = []
    for document in state.documents.all():
        text = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        body = hashlib.sha256(state.documents.body(document.id)).hexdigest()
        if text != state.documents.text_hash(document.id) or body != document.id:
            found.append(document.slug)
    return found
