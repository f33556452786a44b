"""A written sentence with what it cites, looked up once: the stems, figures and names that its checks compare.

Owns: `Cited`, `Case` and what a content word is in each language. Imports the readers of figures and names and what is known of languages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.knowledge.text import polarity
from agent.knowledge.text.languages import Language, language_of
from agent.knowledge.text.normal import tokens
from agent.knowledge.text.polarity import Negation, negations
from agent.knowledge.values.quantities import Quantity, quantities


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited sentence, and the one before it in its source, which only tells who or what is meant."""

    text: str
    before: str = ""


@dataclass(frozen=True)
class Case:
    """What a check is given: the sentence, the sentences that it cites, the page's names, the language."""

    text: str
    cited: tuple[Cited, ...]
    page: tuple[str, ...]
    code: str

    @cached_property
    def language(self) -> Language | None:
        """What is known of the language, None of one that cannot be read."""
        return language_of(self.code)

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """The cited sentences."""
        return tuple(each.text for each in self.cited)

    @cached_property
    def around(self) -> tuple[str, ...]:
        """The cited sentences, those before them and the page's names: where a name may come from."""
        return (*self.sources, *(each.before for each in self.cited if each.before), *self.page)

    def stems(self, text: str) -> tuple[str, ...]:
        """The content words of a text in order, by their stems; pairs of characters where words have no spaces."""
        return tuple(tokens(text, self.code))

    def figures(self, text: str) -> list[Quantity]:
        """The figures of a text."""
        return quantities(text, self.code)

    def after(self, text: str, at: int) -> tuple[str, ...]:
        """The content words from a place to the end of its clause."""
        return tuple(polarity.after(text, at, self.code))

    def ahead(self, text: str, at: int) -> tuple[str, ...]:
        """The content words of the clause before a place."""
        return tuple(polarity.ahead(text, at, self.code))

    def denials(self, text: str, *, wide: bool = False) -> tuple[Negation, ...]:
        """The negations of a text that bear on something."""
        return tuple(n for n in negations(text, self.code, wide=wide) if n.scope)

    def shares(self, words: Sequence[str], text: str) -> float:
        """The share of these stems that stand in a text."""
        there = set(self.stems(text))
        return sum(word in there for word in words) / len(words) if words else 0.0
