"""A written sentence with what it cites, looked up once: the stems, figures and names that its checks compare.

Owns: `Cited`, `Case` and what a content word is in each language. Imports the readers of figures and names and what is known of languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from agent.knowledge.model import Document
from agent.knowledge.text import polarity
from agent.knowledge.text.digits import hand
from agent.knowledge.text.languages import Language, language_of
from agent.knowledge.text.normal import tokens
from agent.knowledge.text.polarity import Negation, negations
from agent.knowledge.values.quantities import Quantity, quantities


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited sentence and what its source tells around it.

    `before` is the sentence before it, which only tells who or what is meant. `language` is the hand in which its document writes figures:
    its language, if it has no habit of its own; "" is the text's. `above` is what is printed above it: the title of its document, its day
    and the headings, whose figures may be told with it.
    """

    text: str
    before: str = ""
    language: str = ""
    above: tuple[str, ...] = ()


def cited_in(document: Document, first: int, last: int) -> Cited:
    """Sentences of a document with what is shown around them."""
    before = document.sentence(first - 1) if first > 1 else ""
    above = (document.title, document.date, *document.sentences[first - 1].heading)
    language = hand(document.text, document.language)
    return Cited(document.quote(first, last), before, language, tuple(filter(None, above)))


@lru_cache(maxsize=256)
def _there(text: str, code: str) -> frozenset[str]:
    return frozenset(tokens(text, code))


@lru_cache(maxsize=256)
def _denials(text: str, code: str, wide: bool) -> tuple[Negation, ...]:
    return tuple(n for n in negations(text, code, wide=wide) if n.scope)


class Titles(tuple[str, ...]):
    """The titles of all other pages, for all lines of a wiki: its hash, by which what was found out of them is found, is taken once."""

    _hash: int | None = None

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = super().__hash__()
        return self._hash


@lru_cache(maxsize=4)
def _by_word(titles: tuple[str, ...], code: str) -> dict[str, list[tuple[int, frozenset[str]]]]:
    """The titles (their numbers) with their content words, by one of these: a sentence is looked at for its words, not for all titles."""
    found: dict[str, list[tuple[int, frozenset[str]]]] = {}
    for number, title in enumerate(titles):
        if there := frozenset(tokens(title, code)):
            found.setdefault(min(there), []).append((number, there))
    return found


@dataclass(frozen=True)
class Case:
    """What a check is given: the sentence, the sentences that it cites, the page's names, the language, the titles of other pages."""

    text: str
    cited: tuple[Cited, ...]
    page: tuple[str, ...]
    code: str
    also: tuple[str, ...] = ()
    accounts: bool = False  # whether it tells what sources tell differently: "by one account …, by another …"

    @cached_property
    def language(self) -> Language | None:
        """What is known of the language, None of one that cannot be read."""
        return language_of(self.code)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The cited sentences."""
        return tuple(each.text for each in self.cited)

    @cached_property
    def titled(self) -> tuple[str, ...]:
        """The page's names and what is printed above the cited sentences."""
        return (*self.page, *dict.fromkeys(title for each in self.cited for title in each.above))

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The titles of other pages that the sentence names (`over Easter 2017`)."""
        there, titles = self.there(self.text), _by_word(self.also, self.code)
        return tuple(
            self.also[n] for n in sorted(n for word in there for n, its in titles.get(word, ()) if its <= there)
        )

    @cached_property
    def around(self) -> tuple[str, ...]:
        """The cited sentences, those before them and all titles: where a name may come from."""
        return (*self.sources, *(each.before for each in self.cited if each.before), *self.titled)

    def stems(self, text: str) -> tuple[str, ...]:
        """The content words of a text in order, by their stems; pairs of characters where words have no spaces."""
        return tuple(tokens(text, self.code))

    def figures(self, text: str) -> list[Quantity]:
        """The figures of a text."""
        code = next((each.language for each in self.cited if each.language and each.text == text), self.code)
        return quantities(text, code)

    def after(self, text: str, at: int) -> tuple[str, ...]:
        """The content words from a place to the end of its clause."""
        return tuple(polarity.after(text, at, self.code))

    def ahead(self, text: str, at: int) -> tuple[str, ...]:
        """The content words of the clause before a place."""
        return tuple(polarity.ahead(text, at, self.code))

    def denials(self, text: str, *, wide: bool = False) -> tuple[Negation, ...]:
        """The negations of a text that bear on something."""
        return _denials(text, self.code, wide)

    def there(self, text: str) -> frozenset[str]:
        """The content words of a text in no order, looked up once."""
        return _there(text, self.code)

    def shares(self, words: Sequence[str], text: str) -> float:
        """The share of these stems that stand in a text."""
        there = self.there(text)
        return sum(word in there for word in words) / len(words) if words else 0.0
