"""What documents say word for word alike, and which are releases of one thing: two releases of a site are one text that went on.

Owns: `Editions`. Promises: a function of the documents, whatever their order. What a document, or the release that it is of, has word for
word too, it does not contradict in another sentence: of two releases only what was changed can differ.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz, process

from agent.knowledge.model import Document
from agent.knowledge.values.forms import version_value
from agent.knowledge.values.releases import Release, release

SHARED = 0.2  # of the sentences of the shorter: two of one blog's years share none, two releases of four manuals 0.5 and more
CHANGED = (
    60.0  # of 100: a sentence so like one of another release, and not the same, is that one with something changed
)
Lines = tuple[Document, int, int]  # a document, and the first and last of the sentences that are meant
Version = tuple[tuple[int, str], ...]
_Line = tuple[str, str]  # the heading right above a sentence, and the sentence


class Editions:
    """The releases among some documents, and who has which sentence."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._lines: dict[str, frozenset[_Line]] = {}
        self._voices: dict[str, str] = {}
        self._found: dict[tuple[str, str], float] = {}

    @cached_property
    def _releases(self) -> dict[str, Release]:
        """Of each document that is of a release, and of which there is another release that shares a good part: which."""
        found = {d.id: r for d in self._documents.values() if (r := release(d.resource))}
        versions: dict[str, dict[str, set[_Line]]] = defaultdict(lambda: defaultdict(set))
        for identity, one in found.items():
            versions[one.work][_value(one)] |= _lines(self._documents[identity])
        related = {
            (work, version)
            for work, told in versions.items()
            for version, lines in told.items()
            for other, others in told.items()
            if other != version and len(lines & others) >= SHARED * min(len(lines), len(others)) > 0
        }
        return {identity: one for identity, one in found.items() if (one.work, _value(one)) in related}

    def version(self, document: Document) -> str:
        """The release that a document is of; "" if there is no other."""
        one = self._releases.get(document.id)
        return one.version if one else ""

    def voice(self, document: Document) -> str:
        """Who speaks: of a release the whole, else the document."""
        if document.id not in self._voices:
            one = self._releases.get(document.id)
            self._voices[document.id] = f"{one.work} {_value(one)}" if one else document.id
        return self._voices[document.id]

    def changed(self, documents: Iterable[Document]) -> bool:
        """Whether documents are of two releases or more of one thing."""
        found = [self._releases.get(document.id) for document in documents]
        there = [one for one in found if one]
        return len(there) == len(found) and len({r.work for r in there}) == 1 and len({_value(r) for r in there}) > 1

    def last(self, documents: Iterable[Document]) -> str:
        """The voice of the last release among documents that are all of releases."""
        return self.voice(max(documents, key=self.place))

    def place(self, document: Document) -> Version:
        """Where the release that a document is of stands among the others. Raises KeyError if there is no other."""
        return _order(self._releases[document.id])

    def followed(self, documents: Iterable[Document]) -> list[tuple[list[Document], list[Document]]]:
        """The pages of a release beside those of the next: each with the same page there, and all that are gone with all that are new."""
        releases: dict[str, dict[Version, dict[str, Document]]] = defaultdict(lambda: defaultdict(dict))
        for document in documents:
            if one := self._releases.get(document.id):
                releases[one.work][self.place(document)][one.page] = document
        found = []
        for _, versions in sorted(releases.items()):
            for (_, old), (_, new) in pairwise(sorted(versions.items())):
                found += [([old[page]], [new[page]]) for page in sorted(old.keys() & new.keys())]
                gone = [old[page] for page in sorted(old.keys() - new.keys())]
                come = [new[page] for page in sorted(new.keys() - old.keys())]
                found += [(gone, come)] if gone and come else []
        return found

    def repeats(self, document: Document, first: int, last: int, by: Document) -> bool:
        """Whether what stands in these sentences stands, under the same heading, in the other document or the release that it is of too."""
        there = self._of(by)
        return all(line in there for line in self.lines(document, first, last))

    def lines(self, document: Document, first: int, last: int) -> tuple[_Line, ...]:
        """These sentences, spacing and case apart, each after the heading that stands right above it."""
        return tuple(_line(document, n) for n in range(first, last + 1))

    def apart(self, a: Lines, b: Lines) -> bool:
        """Whether two statements of two documents deny each other in no case, by where they stand: pages of one release are one voice; what
        the other has too it does not contradict; and of two releases only what was changed differs, from what it is most like on the same
        page, if that is still there.
        """
        if self.voice(a[0]) == self.voice(b[0]):
            return a[0].id != b[0].id
        if self.repeats(*a, b[0]) or self.repeats(*b, a[0]):
            return True
        if not self.changed([a[0], b[0]]):
            return False
        if self._page(a[0]) != self._page(b[0]) and (self._kept(a[0], b[0]) or self._kept(b[0], a[0])):
            return True
        like = fuzz.ratio(a[0].quote(*a[1:]), b[0].quote(*b[1:]))
        return like < CHANGED or like < max(self._likest(a, b[0]), self._likest(b, a[0]))

    def _page(self, document: Document) -> str:
        return self._releases[document.id].page

    def _kept(self, document: Document, other: Document) -> bool:
        """Whether the release of the other has this page too."""
        return (self.voice(other), self._page(document)) in self._pages

    @cached_property
    def _pages(self) -> frozenset[tuple[str, str]]:
        return frozenset((self.voice(self._documents[identity]), one.page) for identity, one in self._releases.items())

    def _likest(self, lines: Lines, by: Document) -> float:
        """How like a statement the likest sentence of another document is, of 100."""
        text = lines[0].quote(*lines[1:])
        if (text, by.id) not in self._found:
            others = [by.sentence(unit.n) for unit in by.sentences]
            best = process.extractOne(text, others, scorer=fuzz.ratio, score_cutoff=CHANGED)
            self._found[text, by.id] = best[1] if best else 0.0
        return self._found[text, by.id]

    def _of(self, document: Document) -> frozenset[_Line]:
        voice = self.voice(document)
        if voice not in self._lines:
            mine = (d for d in self._documents.values() if self.voice(d) == voice)
            self._lines[voice] = frozenset().union(*map(_lines, mine)) if voice != document.id else _lines(document)
        return self._lines[voice]


def _order(one: Release) -> Version:
    """Where a release stands among the others of its work."""
    return tuple((int(part), "") if part.isdigit() else (-1, part) for part in re.findall(r"\d+|[a-z]+", _value(one)))


def _value(one: Release) -> str:
    return version_value(one.version.replace("x", "0"))


def _line(document: Document, n: int) -> _Line:
    section = document.sentences[n - 1].section
    return " ".join(section[-1].casefold().split()) if section else "", " ".join(
        document.sentence(n).casefold().split()
    )


def _lines(document: Document) -> frozenset[_Line]:
    return frozenset(_line(document, unit.n) for unit in document.sentences)
