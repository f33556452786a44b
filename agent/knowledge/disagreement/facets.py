"""What a claim says that another could say differently: its figures, names, denials and definition, each with the words around it.

Owns: `Facet`, `Item` and how two facets differ. Promises: facets are functions of the claim's text and the page's name. Imports the
readers of quantities, names and polarity.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal, TypeVar

from agent.knowledge.disagreement.roles import roles, supposed
from agent.knowledge.model import Claim, Document
from agent.knowledge.text.dates import days
from agent.knowledge.text.english import STOP
from agent.knowledge.text.letters import fold
from agent.knowledge.text.names import Name, proper_names
from agent.knowledge.text.normal import is_acronym, key, tokens, words
from agent.knowledge.text.polarity import negations
from agent.knowledge.values.cloze import number_span
from agent.knowledge.values.comparing import compatible
from agent.knowledge.values.quantities import Quantity, quantities

FacetSort = Literal["quantity", "name", "denial", "definition", "word", "setting"]
T = TypeVar("T", Quantity, Name)
REACH = 7  # content words on each side of a facet that say what it is of
SPARE = 4  # a date or number that the cut may have broken
NEAR = (160, 640)  # characters beside a facet in which they are looked for first
CROWDED = 16  # figures, or names, from which on only those nearest to the page's name are compared: the others are of other things

_DEFINES = re.compile(
    r"\b(?:is|was|are|were|be|became|remains)\s+(?:an?|the|one of the)\s+(?P<what>[^,.;:()]{3,90})", re.IGNORECASE
)
_WHAT_ENDS = re.compile(
    r"\s+(?:who|which|that|whose|where|of|in|on|at|by|from|for|with|to|and|known|based|located|written|developed|released|born|founded)\b",
    re.IGNORECASE,
)


# `Default: 30`, `defaults to None`, `Status: active`: a label and what it is set to.
_SETTING = re.compile(
    r"(?:(?<![\w:])(?P<label>[A-Za-z][\w-]{2,20})\s?:\s|\b(?P<verb>default)s\s+to\s|\b(?P<noun>default)\s+(?:value\s+)?(?:is|of)\s)"
    r"(?P<value>[\"'`][^\"'`]{1,40}[\"'`]|(?:True|False|None|null|true|false|on|off|yes|no)\b|[^\s.,;:()]+(?:\s[^\s.,;:()]+){0,3})"
)


@dataclass(frozen=True, slots=True)
class Facet:
    """One thing that a claim says: `text` is `claim text[start:end]`; `around` weighs the stems beside it, nearest most."""

    sort: FacetSort
    text: str
    start: int
    end: int
    around: Mapping[str, float]
    quantity: Quantity | None = None


def _beside(side: str, title: frozenset[str], *, after: bool) -> list[str]:
    """The nearest content words of what stands on one side, nearest first; a long side is looked at only as far as they reach."""
    for near in NEAR:
        if len(side) > near:
            cut = side[:near].rpartition(" ")[0] if after else side[-near:].partition(" ")[2]
            found = [word for word in tokens(cut) if word not in title]
            if len(found) > REACH + SPARE:
                return found[:REACH] if after else found[: -REACH - 1 : -1]
    found = [word for word in tokens(side) if word not in title]
    return found[:REACH] if after else found[: -REACH - 1 : -1]


def _around(text: str, start: int, end: int, title: frozenset[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for side in (_beside(text[:start], title, after=False), _beside(text[end:], title, after=True)):
        for distance, word in enumerate(side):
            weights[word] = max(weights.get(word, 0.0), 1 / (1 + 0.35 * distance))
    return weights


# A sentence is compared with others of its page, and stands on many pages: what hangs on its text alone is looked up once.
@lru_cache(maxsize=4096)
def _figures(text: str) -> tuple[Quantity, ...]:
    return tuple(q for found in quantities(text) for q in _ends(found))


@lru_cache(maxsize=65536)
def _says(text: str, quantity: Quantity) -> bool:
    return any(compatible(quantity, other) for other in _figures(text))


@lru_cache(maxsize=4096)
def pieces(text: str) -> tuple[tuple[str, int, int], ...]:
    """Content words with their spans: for finding the one word in which two like sentences differ."""
    found = []
    for match in re.finditer(r"[^\W_]+(?:['’.-][^\W_]+)*", text):
        word = tokens(match.group())
        if word and match.group().lower() not in STOP:
            found.append((" ".join(word), match.start(), match.end()))
    return tuple(found)


@dataclass(frozen=True)
class Item:
    """A claim with its text and facets; `title` holds the stems of the page's name, which say nothing about an attribute."""

    claim: Claim
    document: Document
    text: str
    title: frozenset[str]

    @cached_property
    def stems(self) -> frozenset[str]:
        """The claim's content stems without those of the page's name."""
        return self.words - self.title

    def _facet(self, sort: FacetSort, start: int, end: int, quantity: Quantity | None = None) -> Facet:
        return Facet(sort, self.text[start:end], start, end, _around(self.text, start, end, self.title), quantity)

    def _nearest(self, found: list[T]) -> list[T]:
        """All of them, or of a crowd those that stand nearest to the page's name, in order; if it does not occur, the first."""
        if len(found) <= CROWDED:
            return found
        named = [start for word, start, _ in self.pieces if self.title & set(word.split())] or [0]

        def away(one: T) -> tuple[int, int]:
            at = bisect(named, one.start)
            return min(abs(one.start - spot) for spot in named[max(0, at - 1) : at + 1]), one.start

        return sorted(sorted(found, key=away)[:CROWDED], key=lambda one: one.start)

    @cached_property
    def words(self) -> frozenset[str]:
        """The stems of the claim's content words."""
        return frozenset(tokens(self.text))

    @cached_property
    def figures(self) -> list[Facet]:
        """Quantities, their span cut down to what a blank may hide."""
        return [self._facet("quantity", *number_span(q), q) for q in self._nearest(list(_figures(self.text)))]

    def says(self, quantity: Quantity) -> bool:
        """Whether any figure of the sentence can be that one."""
        return _says(self.text, quantity)

    @cached_property
    def named(self) -> list[Name]:
        """All proper names other than the page's own."""
        return [n for n in proper_names(self.text) if tokens(n.text) and not set(tokens(n.text)) <= self.title]

    @cached_property
    def names(self) -> list[Facet]:
        """Proper names other than the page's own."""
        return [self._facet("name", n.start, n.end) for n in self._nearest(self.named)]

    def name(self, start: int, end: int) -> Facet:
        """The name that stands there."""
        return self._facet("name", start, end)

    @cached_property
    def parts(self) -> frozenset[str]:
        """The parts that the sentence gives to names: who commanded, who wrote."""
        return frozenset(role.part for role in roles(self.text))

    @cached_property
    def subject(self) -> frozenset[str]:
        """The stems of the name that the sentence opens with, if it is another than the page's; else none."""
        first = next(iter(proper_names(self.text)), None)
        if first is None or first.start > len("The ") or self.title <= self.words:
            return frozenset()
        return frozenset(tokens(first.text))

    @cached_property
    def supposed(self) -> bool:
        """Whether the sentence only tells a plan or somebody's opinion."""
        return supposed(self.text)

    @cached_property
    def definition(self) -> Facet | None:
        """What the sentence says that the page's thing is: `chef` in "Ada Holm is an American chef who …"."""
        match = _DEFINES.search(self.text)
        if not match or not self.title & set(tokens(self.text[: match.start()])):
            return None
        end = _WHAT_ENDS.search(match["what"])
        start = match.start("what")
        stop = start + (end.start() if end and end.start() > 2 else len(match["what"]))
        return self._facet("definition", start, stop) if self.text[start:stop].strip() else None

    @cached_property
    def settings(self) -> list[Facet]:
        """What labels are set to, with the label as the only word around."""
        found = []
        for match in _SETTING.finditer(self.text):
            label = tokens(match["label"] or match["verb"] or match["noun"])
            if label and tokens(match["value"]):
                found.append(Facet("setting", match["value"], *match.span("value"), {label[0]: 1.0}))
        return found

    @cached_property
    def denials(self) -> list[Facet]:
        """Negations, each with the span of its cue."""
        found = []
        for n in negations(self.text):
            weights = {word: 1 / (1 + i) for i, word in enumerate(n.scope)}
            found.append(Facet("denial", n.cue, n.start, n.start + len(n.cue), weights))
        return found

    @property
    def pieces(self) -> tuple[tuple[str, int, int], ...]:
        """The `pieces` of its text."""
        return pieces(self.text)


def _ends(q: Quantity) -> list[Quantity]:
    """A span from one full date to another as two dates, so that each is asked for alone; anything else as it is."""
    if q.kind != "date" or not re.fullmatch(r"-?\d{4}-\d\d-\d\d\.\.-?\d{4}-\d\d-\d\d", q.value):
        return [q]
    found = days(fold(q.text))
    return [
        Quantity("date", d.iso, d.low, d.high, "", q.text[d.start : d.end], q.start + d.start, q.start + d.end, q.bound)
        for d in found
    ]


@lru_cache(maxsize=65536)
def names_differ(a: str, b: str) -> bool:
    """Whether two names can be names of two things: neither holds the other, abbreviates it or shares its last word."""
    one, two = words(a), words(b)
    if [word for word in one if not word[0].isdigit()] == [word for word in two if not word[0].isdigit()]:
        return False  # names that differ in their number differ in a figure
    if key(a) == key(b) or set(one) <= set(two) or set(two) <= set(one) or is_acronym(a, b) or is_acronym(b, a):
        return False
    return not (one and two and one[-1] == two[-1] and (len(one) == 1 or len(two) == 1))


def stands_in(facet: Facet, other: Item) -> bool:
    """Whether the other claim says this facet too, in whatever spelling."""
    if facet.quantity is not None:
        return other.says(facet.quantity)
    if facet.sort == "name":
        return set(tokens(facet.text)) <= other.words or not all(names_differ(facet.text, n.text) for n in other.named)
    return set(tokens(facet.text)) <= other.words
