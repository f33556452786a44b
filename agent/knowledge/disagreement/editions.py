"""Releases of one thing: which documents are of them, what they say word for word alike, and what one says where the next says another.

Owns: `Editions`; `Revised`, `revised`; `unchanged`, `changed`, what comes of what was said of a pair. Promises: functions of the documents,
whatever their order. What a document, or the release that it is of, has word for word too, it does not contradict in another sentence.
Nothing here tells whether a pair is a change: what it is of is told by where it stands, the same page and heading, and there the same
term, or the likest words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from rapidfuzz import fuzz, process

from agent.knowledge.disagreement.answers import Verdict, as_group, entry_kind
from agent.knowledge.model import Answer, Document
from agent.knowledge.text.english import TERMS
from agent.knowledge.text.normal import norm
from agent.knowledge.values.forms import Release, release, version_value
from agent.knowledge.values.quantities import Quantity
from agent.knowledge.values.readings import read, same_figure

SHARED = 0.2  # of the sentences of the shorter: two of one blog's years share none, two releases of four manuals 0.5 and more
CHANGED = (
    60.0  # of 100: a sentence so like one of another release, and not the same, is that one with something changed
)
Lines = tuple[Document, int, int]  # a document, and the first and last of the sentences that are meant
Version = tuple[tuple[int, str], ...]
_Line = tuple[str, str]  # the heading right above a sentence, and the sentence
LIKE = 40.0  # of 100: likeness of what stands under one heading, below which it is another statement (by reading, of one manual)
MOVED = 85.0  # of 100: likeness from which on a sentence under another heading is the one that stood under this one
TERM = 25.0  # of what is told of one term
NEAR = 40  # statements of the other release that one is held against
SAME = 20.0  # what the same heading, and the same term, are worth beside it
ALONE = 6  # words from which on a sentence says by itself what it is of; `Default: 5` does not
_TERM = re.compile(r"\A[^\n]{1,60}?(?=: | \| | [–—-] | \()")
_CUT = re.compile(r"[(=\[]|: ")
_QUOTES = "'\"‘’“”`"
_VALUE = re.compile(rf"\d|\w[_./=]\w|\A[{_QUOTES}]|\A--?[a-z]|\A[A-Z]{{2}}")  # of a word


class Editions:
    """The releases among some documents, and who has which sentence."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}
        self._lines: dict[str, frozenset[_Line]] = {}
        self._by_number: dict[str, tuple[_Line, ...]] = {}
        self._voices: dict[str, str] = {}
        self._found: dict[tuple[str, str], float] = {}

    @cached_property
    def _releases(self) -> dict[str, Release]:
        """Of each document that is of a release, and of which there is another release that shares a good part: which."""
        found = {d.id: r for d in self._documents.values() if (r := release(d.resource))}
        versions: dict[str, dict[str, set[_Line]]] = defaultdict(lambda: defaultdict(set))
        for identity, one in found.items():
            versions[one.work][_value(one)] |= set(self._numbered(self._documents[identity]))
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
        return self._numbered(document)[first - 1 : last]

    def _numbered(self, document: Document) -> tuple[_Line, ...]:
        """All its sentences like that: each is asked for once a pair."""
        if document.id not in self._by_number:
            self._by_number[document.id] = tuple(_line(document, unit.n) for unit in document.sentences)
        return self._by_number[document.id]

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
            self._lines[voice] = frozenset().union(*map(self._numbered, mine))
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


@dataclass(frozen=True, slots=True)
class Revised:
    """A sentence (by number) of a document of one release, and the one that stands in its place in a later one.

    `weight` tells how likely a value was changed and not the wording: a figure or sign that only one of them has weighs most.
    """

    old: Document
    was: int
    new: Document
    now: int
    weight: float


_Spot = tuple[Document, int]


def revised(documents: Iterable[Document], editions: Editions) -> list[Revised]:
    """The pairs of each two releases in a row, those that most likely differ in a value first; the same pair of texts once."""
    found = (pair for old, new in editions.followed(documents) for pair in _of_pages(old, new, editions))
    once: dict[tuple[object, ...], Revised] = {}
    for pair in sorted(found, key=lambda pair: (pair.old.slug, pair.old.id, pair.was, pair.new.slug, pair.now)):
        texts = pair.old.sentence(pair.was), pair.new.sentence(pair.now)
        short = min(len(text.split()) for text in texts) < ALONE
        once.setdefault((*texts, _section((pair.old, pair.was)) if short else ()), pair)
    return sorted(once.values(), key=lambda pair: -pair.weight)


def _of_pages(old: Sequence[Document], new: Sequence[Document], editions: Editions) -> Iterator[Revised]:
    """The pairs of some pages of a release and those that stand in their place in the next one."""
    mine, theirs = _changed(old, new[0], editions), _changed(new, old[0], editions)
    texts = [[document.sentence(n) for document, n in side] for side in (mine, theirs)]
    under: dict[tuple[object, ...], dict[int, str]] = defaultdict(dict)  # by heading, and by heading and term
    for j, text in enumerate(texts[1]):
        for place in {(_section(theirs[j]), ""), (_section(theirs[j]), _term(text))}:
            under[place][j] = text
    ranked = []
    for i, text in enumerate(texts[0]):
        above, term = _section(mine[i]), _term(text)
        near = under.get((above, ""), {})
        ranked += [(-like - SAME, i, j) for j, like in _likest(text, near, LIKE)]
        if term:
            ranked += [(-like - SAME - SAME, i, j) for j, like in _likest(text, under.get((above, term), {}), TERM)]
        if len(old) == len(new) == 1:
            moved = process.extract(text, texts[1], scorer=fuzz.ratio, score_cutoff=MOVED, limit=3)
            ranked += [(-like, i, j) for _, like, j in moved if j not in near]
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(ranked):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            if (weight := _weight(texts[0][i], texts[1][j])) > 0:
                yield Revised(*mine[i], *theirs[j], weight)


def _likest(text: str, among: Mapping[int, str], least: float) -> list[tuple[int, float]]:
    """Those that are most like a sentence, no more than `NEAR`, each with its likeness: under a heading may stand thousands."""
    found = process.extract(text, among, scorer=fuzz.ratio, score_cutoff=least, limit=NEAR)
    return [(number, like) for _, like, number in found]


def _changed(pages: Sequence[Document], other: Document, editions: Editions) -> list[_Spot]:
    """The sentences that the release of another document has not; code states nothing."""
    return [
        (page, unit.n)
        for page in pages
        for unit in page.sentences
        if unit.kind != "code" and not editions.repeats(page, unit.n, unit.n, other)
    ]


def _section(spot: _Spot) -> tuple[str, ...]:
    """The last two headings above a sentence, without what a signature takes."""
    document, n = spot
    return tuple(norm(_CUT.split(part)[0]) for part in document.sentences[n - 1].section[-2:])


def _term(text: str) -> str:
    found = _TERM.match(text)
    return norm(found.group()) if found else ""


def _weight(old: str, new: str) -> float:
    """0 if two sentences are one but for signs; else about how much of what differs looks like a value."""
    if norm(old) == norm(new):
        return 0.0
    weight = 0.2 + fuzz.ratio(old, new) / 400
    one, two = ({w.strip(_QUOTES + ".,;:()") for w in text.split() if _VALUE.search(w)} for text in (old, new))
    weight += 0.5 * bool(one - two and two - one) + 0.15 * bool(one ^ two)
    a, b = (set(re.findall(r"[a-z]+", text.lower())) & TERMS for text in (old, new))
    return weight + 0.25 * (a != b)


def unchanged(was: Answer, now: Answer) -> str:
    """Why what two releases say of one thing is no change, as far as code can tell; "" if it may be one."""
    first, second = (_figure(str(answer.value), answer.language) for answer in (was, now))
    figures = first is not None and second is not None and first[1] == second[1] and same_figure(first[0], second[0])
    one = norm(str(was.value)) == norm(str(now.value)) or figures
    return f"“{was.value}” and “{now.value}” are one answer" if one else ""


def _figure(value: str, language: str) -> tuple[Quantity, str] | None:
    """The figure of a value that has one, and what else it says: `0 or None` is not `None`."""
    found = read(value, language)
    return (found[0], norm(value[: found[0].start] + value[found[0].end :])) if len(found) == 1 else None


def changed(question: str, was: Answer, now: Answer) -> Verdict:
    """What one release said and the next says otherwise, as it was told by who saw both."""
    values = [str(answer.value) for answer in (was, now)]
    kind = entry_kind(question, values, [was.language, now.language])
    return Verdict("changed", kind, tuple(as_group([answer]) for answer in (was, now)))
