"""Which sentences code can see to be about a page, for a brain whose assignments are worth little.

Owns: `About`. Nothing is filed by it: it only says between which claims code itself looks for differences, when the brain does not judge.
Promises: a function of the pages and the documents. A sentence is about a page if it names it, or stands under its heading, or stands in a
document about it and neither begins with another page's name nor stands under another's heading.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import lru_cache, partial

from pydantic import TypeAdapter

from agent.knowledge.model import Claim, Document, Sentence
from agent.knowledge.text.english import PRONOUNS
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import pieces
from agent.knowledge.text.polarity import of_oneself
from agent.known.lasting import Lasting
from agent.known.mentions import Names
from agent.known.pages import Known, KnownPage
from agent.state.disputes import DisputeRecord

WORDS = TypeAdapter(list[str])
Called = Sequence[frozenset[str]]  # of each name, its content words


@dataclass(frozen=True, slots=True)
class _Said:
    """What a sentence tells whichever page is asked about: the page that its first name stands for, the pages that it and the heading right
    above it name, the content words of it, of that heading and of who speaks of oneself, and whether it goes on about the one before.
    """

    opens: str
    found: frozenset[str]
    above: frozenset[str]
    words: frozenset[str]
    leaf: frozenset[str] | None
    speaker: frozenset[str]
    goes_on: bool


class About:
    """What the claims of all pages are about, by their own words."""

    def __init__(
        self, known: Known, documents: Iterable[Document], lasting: Lasting | None = None, languages: Iterable[str] = ()
    ) -> None:
        """`lasting` spares going through the words of documents again, which never change; `languages` are those of other documents."""
        lasting = lasting or Lasting()
        self._documents = {document.id: document for document in documents}
        self._names = Names(known.names)
        self._holding: dict[tuple[str, int], list[KnownPage]] = defaultdict(list)
        for page in known.pages:
            for claim in page.claims:
                self._holding[claim.document, claim.first].append(page)
        self._page_of = {(c.document, n): p.id for p in reversed(known.pages) for c in p.claims for n in _numbers(c)}
        self._claims: dict[str, dict[tuple[int, int], Claim]] = defaultdict(dict)
        for claim in (claim for page in known.pages for claim in page.claims):
            self._claims[claim.document].setdefault((claim.first, claim.last), claim)
        # Of each name without what is in brackets, its pages.
        self._apart: dict[str, list[KnownPage]] = defaultdict(list)
        for page in known.pages:
            self._apart[_base(page.title)].append(page)
        self._languages = sorted({*languages, *(document.language for document in self._documents.values())})
        self._said: dict[str, list[_Said]] = {}
        self._above: dict[str, frozenset[str]] = {}
        self._titles: dict[str, dict[str, frozenset[str]]] = {}
        self._holders: dict[str, set[str]] = defaultdict(set)  # of each content word, the documents that hold it
        for document in self._documents.values():
            source = document.id, document.resource
            for word in lasting.of("words", document.id, source, partial(_sorted_words, document), WORDS):
                self._holders[word].add(document.id)

    def rows(self, page: KnownPage) -> list[tuple[Claim, Document]]:
        """The claims about a page, in the order of documents and sentences: those of other pages that are clearly of it, and its own that
        are so too, or stand in a document that begins with it and are not clearly of another.
        """
        own = {(claim.document, claim.first, claim.last): claim for claim in page.claims}
        names = (page.title, *page.aliases)
        found = []
        for document in self._telling(page, names):
            # Where the reader saw nothing of the page, a surname may be somebody else's.
            there = names if document.id in page.documents else [n for n in names if n == page.title or " " in n]
            of = self._sentences(there, document)
            least = 2 if self._of_another([_words(name, document.language) for name in names], document) else 1
            for place, claim in self._claims[document.id].items():
                mine = own.get((document.id, *place))
                if all(of[n] >= (least if mine else 2) for n in _numbers(claim)) and (
                    mine or not self._named_where_it_stands(claim, names)
                ):
                    found.append((mine or claim, document))
        return sorted(found, key=lambda row: (row[1].slug, row[1].id, row[0].first, row[0].last))

    def _named_where_it_stands(self, claim: Claim, names: Sequence[str]) -> bool:
        """Whether a page that holds a claim is named in it, by more than a part of these names: then that is the right page."""
        document = self._documents[claim.document]
        text = document.quote(claim.first, claim.last)
        whole = [_words(name, document.language) for name in names]
        held = (
            [words for name in (page.title, *page.aliases) if (words := _words(name, document.language))]
            for page in self._holding[claim.document, claim.first]
        )
        return any(
            _named(text, [words for words in called if not any(words < name for name in whole)], document)
            for called in held
        )

    def _of_another(self, called: Called, document: Document) -> bool:
        """Whether a document begins with a name that has nothing of the names of a page."""
        beginning = document.sentence(1) if document.sentences else ""
        first = next((name for name in proper_names(beginning) if name.start <= len("The ")), None)
        return first is not None and not any(words & _words(first.text, document.language) for words in called)

    def owned(self, dispute: DisputeRecord) -> DisputeRecord:
        """A dispute with the page of each side whose sentences stand on another page than the one that the dispute is about."""
        sides = (
            replace(side, page=self._page_of.get((side.document, side.disputed[0]), "")) if side.disputed else side
            for side in dispute.sides
        )
        return replace(dispute, sides=tuple(replace(s, page="") if s.page == dispute.page else s for s in sides))

    def _telling(self, page: KnownPage, names: Sequence[str]) -> list[Document]:
        """The documents that feed a page, and those that hold all words of one of its names."""
        apart = {d for other in self._apart[_base(page.title)] if other.id != page.id for d in other.documents}
        found = set(page.documents)
        for language in self._languages:
            for words in (_words(name, language) for name in names):
                found |= set.intersection(*(self._holders[word] for word in words)) if words else set()
        return [self._documents[d] for d in sorted(found - (apart - set(page.documents))) if d in self._documents]

    def _sentences(self, names: Sequence[str], document: Document) -> dict[int, int]:
        """Of every sentence: 2 if it is clearly about what has these names, 0 if clearly about something else, else 1."""
        called = [words for name in names if (words := _words(name, document.language))]
        subject = any(_titles(title, called, document) for title in (document.title, document.file_name))
        covered = {name for name, words in self._called(document).items() if any(words <= own for own in called)}
        covered.add(names[0])  # `Lenoir` of the `pont Lenoir` is no other
        found: dict[int, int] = {}
        for n, said in enumerate(self._said_by(document), start=1):
            tells = _tells(said, called, names[0], covered, subject)
            found[n] = min(tells, found[n - 1]) if said.goes_on else tells
        return found

    def _said_by(self, document: Document) -> list[_Said]:
        """What each sentence tells of itself: a night asks for it once a page."""
        if document.id not in self._said:
            self._said[document.id] = [self._said_in(unit, document) for unit in document.sentences]
        return self._said[document.id]

    def _said_in(self, unit: Sentence, document: Document) -> _Said:
        text, language = document.sentence(unit.n), document.language
        leaf = unit.section[-1] if unit.section and unit.section[-1] != document.title else ""
        after = unit.n > 1 and unit.heading == document.sentences[unit.n - 2].heading
        return _Said(
            self._names.opening(text),
            frozenset(self._names.found_in(text)),
            self._named_above(leaf),
            _words(text, language),
            _words(leaf, language) if leaf else None,
            _words(unit.speaker, language) if unit.speaker and of_oneself(text, language) else frozenset(),
            after and _first_word(text) in PRONOUNS,
        )

    def _named_above(self, leaf: str) -> frozenset[str]:
        """The pages that a heading names: it stands over many sentences."""
        if leaf not in self._above:
            self._above[leaf] = frozenset(self._names.found_in(leaf))
        return self._above[leaf]

    def _called(self, document: Document) -> dict[str, frozenset[str]]:
        """The content words of every title that a document names, as its language has them."""
        if document.id not in self._titles:
            there = frozenset().union(*(said.found for said in self._said_by(document)))
            self._titles[document.id] = {name: _words(name, document.language) for name in there}
        return self._titles[document.id]


def _tells(said: _Said, called: Called, title: str, covered: Set[str], subject: bool) -> int:
    """The same of one sentence; `covered` are the titles that the names of the page hold, `subject` whether it is the document's."""
    named = _hold(said.words, called)
    if said.opens:
        return 2 if said.opens == title and named else 1 if named else 0
    if said.speaker and _hold(said.speaker, called):
        return 2
    if said.leaf is not None:
        if _hold(said.leaf, called):
            return 2
        if said.above - {title}:
            return 1 if named else 0
    return 2 if (subject or named) and said.found <= covered else 1


def _numbers(claim: Claim) -> range:
    return range(claim.first, claim.last + 1)


@lru_cache(maxsize=65536)
def _words(text: str, language: str) -> frozenset[str]:
    return frozenset(root for root, _, _ in pieces(text, language))


def words_of(document: Document) -> frozenset[str]:
    """The content words of a document, its title and the name of its file."""
    told = f"{document.title} {document.file_name} {document.text}"
    return frozenset(root for root, _, _ in pieces(told, document.language))


def _sorted_words(document: Document) -> list[str]:
    return sorted(words_of(document))


def called_in(page: KnownPage, words: Set[str], languages: Iterable[str]) -> bool:
    """Whether a document of these words may tell of a page: it holds all words of one of its names, in any of the languages."""
    names = ((name, language) for name in (page.title, *page.aliases) for language in languages)
    return any(own and own <= words for own in (_words(*name) for name in names))


def _base(title: str) -> str:
    return title.split(" (")[0].casefold()


def _first_word(text: str) -> str:
    return next(iter(text.lower().split()), "")


def _named(text: str, called: Called, document: Document) -> bool:
    """Whether all words of one of the names stand in a text."""
    return _hold(_words(text, document.language), called)


def _hold(there: frozenset[str], called: Called) -> bool:
    for words in called:  # noqa: SIM110 - of each sentence for each page: a generator takes twice as long
        if words <= there:
            return True
    return False


def _titles(title: str, called: Called, document: Document) -> bool:
    """Whether a title is hardly more than one of the names."""
    there = _words(title, document.language)
    return any(words <= there and 2 * len(words) >= len(there) for words in called)
