"""Names that several pages mention and nobody wrote a page for. Never a wikilink: a row, listed by lint and hollow in the graph.

Owns: finding them, model-free, in the sentences that pages cite. A name is told by its capitals, and how a sentence begins by English
words: sentences in other languages name nothing here.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from pydantic import TypeAdapter

from agent.knowledge.model import Claim, Document
from agent.knowledge.text.names import Name, proper_names
from agent.knowledge.text.normal import key
from agent.knowledge.things.titles import names_no_thing
from agent.known.lasting import Lasting
from agent.known.pages import Known, KnownPage
from agent.known.slices import Sliced, whole

PAGES = 2  # that mention it
BESIDE = 60  # characters beside a name that are looked at
SENTENCES = 2  # that do: a name told once in passing is no page
_LABEL = re.compile(r"(\A|\| )[^:|]{1,40}: ")
_FIRM = re.compile(
    r"\b(?:Company|Companies|Co|Corporation|Society|Association|Committee|Railway|Bank|Department|Ministry|Works)\Z"
)
_AND_BEFORE = re.compile(r"[A-Z][\w'’-]{0,60},? (?:and|&) \Z")
_AND_AFTER = re.compile(r",? (?:and|&) [A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
Find = Callable[[str], Document]
NAMED = TypeAdapter(list[tuple[str, str, tuple[str, int]]])


def wanted(known: Known, find: Find, lasting: Lasting | None = None) -> list[tuple[str, tuple[str, ...]]]:
    """(name, titles of the pages that mention it), most mentioned first. `lasting` spares looking again for names in the same claims."""
    return whole(seeking(known, find, lasting or Lasting()))


def seeking(known: Known, find: Find, lasting: Lasting) -> Sliced[list[tuple[str, tuple[str, ...]]]]:
    """The same, in slices."""
    mentions = lasting.last("mentions", _Mentions)
    lasting.hold("mentions", mentions)
    yield from mentions.bring(known, find, lasting)
    return mentions.wanted(known)


class _Mentions:
    """The names in the claims of each page, and the words that pages are called by, brought up to date where a page changed."""

    def __init__(self) -> None:
        # each with its names, and the words of what it is called
        self._pages: dict[str, tuple[KnownPage, frozenset[str], frozenset[str]]] = {}
        self._of: dict[str, dict[str, list[tuple[str, tuple[str, int]]]]] = defaultdict(dict)  # by name, by page
        self._words: Counter[str] = Counter()
        self._often: set[str] = set()

    def bring(self, known: Known, find: Find, lasting: Lasting) -> Sliced[None]:
        """Look at the pages that are not as they were. Broken off between two of them, it goes on with the next the next time."""
        for id_ in self._pages.keys() - known.by_id.keys():
            self._count(self._forget(id_))
        for page in known.pages:
            last = self._pages.get(page.id)
            if last is None or last[0] is not page:
                self._count(self._forget(page.id) | self._read(page, find, lasting))
                yield

    def _count(self, touched: Iterable[str]) -> None:
        for name in touched:
            told = self._of.get(name, {})
            often = len(told) >= PAGES and _several(place for rows in told.values() for _, place in rows)
            (self._often.add if often else self._often.discard)(name)

    def _forget(self, page: str) -> frozenset[str]:
        _, names, words = self._pages.pop(page, (None, frozenset[str](), frozenset[str]()))
        for name in names:
            del self._of[name][page]
        self._words.subtract(words)
        return names

    def _read(self, page: KnownPage, find: Find, lasting: Lasting) -> frozenset[str]:
        found = lasting.of("named", page.id, page.claims, partial(_named, page.claims, find), NAMED)
        for identity, name, place in found:
            self._of[identity].setdefault(page.id, []).append((name, place))
        names, words = frozenset(identity for identity, _, _ in found), _words_of_names(page)
        self._words.update(words)
        self._pages[page.id] = page, names, words
        return names

    def wanted(self, known: Known) -> list[tuple[str, tuple[str, ...]]]:
        """The names that pages mention often enough, and that are none of a page."""
        found = []
        for identity in self._often:
            if identity and identity not in known.names and not self._words[identity]:
                told = self._of[identity]
                spelling = min(name for rows in told.values() for name, _ in rows)
                found.append((spelling, tuple(sorted({known.by_id[page].title for page in told}))))
        return sorted(found, key=lambda entry: (-len(entry[1]), entry[0]))


def _several(places: Iterable[tuple[str, int]]) -> bool:
    """Whether these are sentences enough. Not all are looked at: there are names that every page mentions."""
    seen: set[tuple[str, int]] = set()
    for place in places:
        seen.add(place)
        if len(seen) >= SENTENCES:
            return True
    return False


def _named(claims: Iterable[Claim], find: Find) -> list[tuple[str, str, tuple[str, int]]]:
    """The names of things in claims: (key, as it is written, the document and the sentence)."""
    found = []
    for claim in claims:
        document = find(claim.document)
        if document.language != "en":
            continue
        text = document.quote(claim.first, claim.last)
        if document.sentences[claim.first - 1].kind == "row":
            text = _LABEL.sub(r"\1", text)  # what a column is called is nobody's name
        for name in proper_names(text):
            identity = key(name.text)
            if len(identity) >= 3 and not names_no_thing(name.text) and not _is_part(text, name):
                found.append((identity, name.text, (claim.document, claim.first)))
    return found


def _is_part(text: str, name: Name) -> bool:
    """Whether a name is half of a longer one: the Telegraph Construction and Maintenance Company."""
    before = _AND_BEFORE.search(text[max(0, name.start - BESIDE) : name.start]) and _FIRM.search(name.text)
    after = _AND_AFTER.match(text[name.end : name.end + BESIDE])
    return bool(before or (after and _FIRM.search(after.group())))


def _words_of_names(page: KnownPage) -> frozenset[str]:
    """Keys of the words in a page's names, those too that other pages claim: alone they are no names to write about."""
    names = {page.title, *page.aliases, *(alias for use in page.entity.uses for alias in use.aliases)}
    return frozenset(key(word) for name in names for word in (*name.split(), name) if word[:1].isupper())
