"""A written sentence with what it cites, looked up once: the stems, figures and names that its checks compare.

Owns: `Cited`, `Case` and what a content word is in each language. Imports the readers of figures and names and what is known of languages.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from agent.knowledge.model import Document
from agent.knowledge.text.languages import Language, language_of
from agent.knowledge.text.letters import fold, plain
from agent.knowledge.text.normal import tokens
from agent.knowledge.values.quantities import Quantity, quantities

_WORD = re.compile(r"[^\W_]+")
_RUN = re.compile(r"[\u30a1-\u30ff]+|[a-z]+|\d+(?:\.\d+)?|[\u3400-\u9fff]+")  # hiragana says how words belong together
_CLAUSE = re.compile(r"[,;:.!?()，；：。！？、（）]\s?|\s-\s|[。！？；，]")
ROOT = 5  # letters by which words of a language without a stemmer of its own are one
FAR = 160  # characters in which the words around a place are looked for


@dataclass(frozen=True, slots=True)
class Cited:
    """A cited sentence, and what stands before it in its source (a heading, a sentence), which only tells who or what is meant."""

    text: str
    before: str = ""


def cited_in(document: Document, first: int, last: int) -> Cited:
    """Sentences of a document with what is shown around them: the title and the headings above them, and the sentence before."""
    before = document.sentence(first - 1) if first > 1 else ""
    above = (document.title, *document.sentences[first - 1].heading)
    return Cited(document.quote(first, last), " · ".join(filter(None, (*above, before))))


@lru_cache(maxsize=16384)
def _stems(text: str, code: str) -> tuple[str, ...]:
    language = language_of(code)
    if language is None or code == "en":
        return tuple(tokens(text))
    if not language.spaced:
        runs = _RUN.findall(plain(text))
        return tuple(
            pair
            for run in runs
            for pair in ([a + b for a, b in pairwise(run)] if len(run) > 1 and run[0] > "\u3000" else [run])
        )
    return tuple(word[:ROOT] for word in _WORD.findall(plain(text)) if word not in language.stop)


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
        return _stems(text, self.code)

    def figures(self, text: str) -> list[Quantity]:
        """The figures of a text."""
        return quantities(text, self.code)

    def after(self, text: str, at: int) -> tuple[str, ...]:
        """The content words from a place to the end of its clause."""
        return self.stems(_CLAUSE.split(fold(text[at : at + FAR]), maxsplit=1)[0])

    def ahead(self, text: str, at: int) -> tuple[str, ...]:
        """The content words of the clause before a place."""
        return self.stems(_CLAUSE.split(fold(text[max(0, at - FAR) : at]))[-1])

    def shares(self, words: Sequence[str], text: str) -> float:
        """The share of these stems that stand in a text."""
        there = set(self.stems(text))
        return sum(word in there for word in words) / len(words) if words else 0.0
