"""In what two claims differ: figures, days, who did something, names in one place, denials, words that exclude each other.

Owns: `differences`. Promises: a function of the two claims and of how rare words are on the page; what both tell in whatever spelling is
no difference; claims of different times or versions, or of which only one is a plan, differ in nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from agent.knowledge.disagreement.answers import exclusive
from agent.knowledge.disagreement.told import Spot, Told, alike, names_differ, pieces, root
from agent.knowledge.text.english import STOP
from agent.knowledge.values.quantities import Quantity
from agent.knowledge.values.readings import same_figure, weekday

TURNED = 0.3  # digits of the same number in another order are a slip of the pen, wherever they stand
Rare = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Difference:
    """What either claim tells of one attribute, and how surely it is one: about 1 for the same words around it."""

    left: Spot
    right: Spot
    score: float


def differences(a: Told, b: Told, rare: Rare) -> Iterator[Difference]:
    """Where two claims tell something otherwise."""
    if a.supposed != b.supposed:
        return
    like = _like(a, b, rare)
    for source in _SOURCES:
        for left, right, weight in source(a, b, rare):
            if not _other_time(a, left, b, right):
                yield Difference(left, right, weight * (0.6 * alike(left.around, right.around, rare) + 0.4 * like))
    for left, right in _turned(a, b):
        yield Difference(left, right, TURNED + 0.7 * (0.6 * alike(left.around, right.around, rare) + 0.4 * like))


def _like(a: Told, b: Told, rare: Rare) -> float:
    """Weighted share of the lesser claim's words that stand in the other or above it, 0 to 1."""
    shared = sum(rare[word] for word in a.roots & b.roots)
    least = min(sum(rare[word] for word in a.roots), sum(rare[word] for word in b.roots))
    return shared / least if least else 0.0


def _other_time(a: Told, left: Spot, b: Told, right: Spot) -> bool:
    """Whether the claims speak of other years or versions besides what they differ in."""
    if any(s.quantity and s.quantity.kind in ("date", "version", "clock") for s in (left, right)):
        return False
    return bool(a.dates and b.dates) and not any(same_figure(x, y) is not False for x in a.dates for y in b.dates)


_Found = Iterator[tuple[Spot, Spot, float]]


def _figures(a: Told, b: Told, rare: Rare) -> _Found:
    """Figures that only one of two claims tells. Dates beside other figures that differ say when those were so."""
    mine = [s for s in a.figures if s.quantity and not b.says(s.quantity)]
    theirs = [s for s in b.figures if s.quantity and not a.says(s.quantity)]
    found = [
        (left, right, weight)
        for left in mine
        for right in theirs
        if left.quantity and right.quantity and same_figure(left.quantity, right.quantity) is False
        if (weight := _measures_one(left.quantity, right.quantity, a, b))
    ]
    others = [pair for pair in found if pair[0].quantity and pair[0].quantity.kind != "date"]
    yield from others or found


def _measures_one(p: Quantity | None, q: Quantity | None, a: Told, b: Told) -> float:
    """How likely it is by the values alone that they are of one attribute: what they count, and what they are ordinals of."""
    if p is None or q is None or p.kind != q.kind:
        return 0.0
    if p.kind == "ordinal":
        one, two = (_next(t.text, x.end) for t, x in ((a, p), (b, q)))
        return 1.2 if one and one == two else 0.0
    if p.kind != "figure":
        return 1.0
    if p.unit and q.unit:
        return 1.1
    one, two = root(p.noun), root(q.noun)
    return 1.3 if one and one == two else 0.7


def _next(text: str, at: int) -> str:
    found = pieces(text[at : at + 30])
    return found[0][0] if found else ""


def _turned(a: Told, b: Told) -> Iterator[tuple[Spot, Spot]]:
    """Numbers of the same digits in another order, of one kind and unit."""
    for left in a.figures:
        for right in b.figures:
            p, q = left.quantity, right.quantity
            digits = ["".join(filter(str.isdigit, s.text)) for s in (left, right)]
            turned = digits[0] != digits[1] and len(digits[0]) > 1 and sorted(digits[0]) == sorted(digits[1])
            if p and q and turned and p.kind == q.kind and p.unit == q.unit and not b.says(p) and not a.says(q):
                yield left, right


def _days(a: Told, b: Told, rare: Rare) -> _Found:
    for left in a.weekdays:
        for right in b.weekdays:
            if len(a.weekdays) == len(b.weekdays) == 1 and weekday(left.text) != weekday(right.text):
                yield left, right, 1.2


_OBJECT = re.compile(r"\b(?:it|him|her|them|this)\b", re.IGNORECASE)


def _agents(a: Told, b: Told, rare: Rare) -> _Found:
    """Two that did one thing: the same verb, and what it was done to is the page or stands in both."""
    for verb, left in a.agents():
        for other, right in b.agents():
            if verb != other:
                continue
            to_page = all(_OBJECT.search(t.text[s.end :]) or _named(t) for t, s in ((a, left), (b, right)))
            apart = _roots(left) and _roots(right) and not _roots(left) & _roots(right)
            if (
                apart
                and (to_page or len(a.roots & b.roots) > 1)
                and not _roots(left) & b.roots
                and not _roots(right) & a.roots
            ):
                yield left, right, 1.2


def _named(told: Told) -> bool:
    return any(piece[0] in told.title for piece in pieces(told.text))


def _roots(spot: Spot) -> set[str]:
    return {piece[0] for piece in pieces(spot.text)}


def _names(a: Told, b: Told, rare: Rare) -> _Found:
    """Names after one and the same small word (`by`, `in`, `from`) or label, or that begin their sentences."""
    for left in a.names:
        for right in b.names:
            hooked = _before(a, left) == _before(b, right) != ""
            if hooked and names_differ(left.text, right.text) and not a.has(right.text) and not b.has(left.text):
                yield left, right, 0.9


def _before(told: Told, spot: Spot) -> str:
    """The word right before a spot, articles and titles passed over, if it is a small one; a label with its colon."""
    before = re.sub(
        r"(?:\b(?:the|an?|der|die|das|dem|den|le|la|el|Mr|Mrs|Miss|Dr)\b\.?\s*)+\Z", "", told.text[: spot.start]
    )
    match = re.search(r"([\w'’-]+)(:?)\s*\Z", before)
    if match is None:
        return "\0start" if not before.strip() else ""
    word = match[1].lower()
    return root(word) + ":" if match[2] else word if word in STOP or len(word) <= 4 else ""


_PLACE = re.compile(
    r"\b(in|at|from|of|near|to|by|as|for) ((?:(?:the|an?|her|his|its|their) )?(?:[\w'’-]+)(?: [\w'’-]+)?)"
)


def _places(a: Told, b: Told, rare: Rare) -> _Found:
    """What follows one and the same preposition after one and the same word: `began in the bakehouse`, `began in the smithy`."""
    for one in _PLACE.finditer(a.text):
        for two in _PLACE.finditer(b.text):
            if one[1] != two[1] or not (_last(a, one.start()) & _last(b, two.start())):
                continue
            left, right = a.spot("word", *one.span(2)), b.spot("word", *two.span(2))
            fresh = (
                _roots(left)
                and _roots(right)
                and not _roots(left) & (b.roots | b.title)
                and not _roots(right) & (a.roots | a.title)
            )
            if fresh and not any(map(str.isdigit, left.text + right.text)):
                yield left, right, 0.9


def _last(told: Told, at: int) -> set[str]:
    """The two content words before a place."""
    return {r for r, _, end in told.pieces if end <= at and end > at - 60 and r not in STOP} and set(
        [r for r, _, end in told.pieces if end <= at][-2:]
    )


def _denials(a: Told, b: Told, rare: Rare) -> _Found:
    """A denial on one side of what the other affirms."""
    for one, two, turned in ((a, b, False), (b, a, True)):
        denied = {word for scope in two.denied for word in scope}
        for scope in one.denied:
            there = [word for word in scope if word in two.roots and word not in denied]
            if not there or (scope[0] not in there and 2 * len(there) < len(scope)):
                continue
            left, right = _whole(one, there), _whole(two, there)
            yield (right, left, 1.1) if turned else (left, right, 1.1)


def _exclusive(a: Told, b: Told, rare: Rare) -> _Found:
    """Words that exclude each other, in claims that share others."""
    if exclusive(a.text, b.text) and len(a.roots & b.roots) > 1:
        yield _whole(a, sorted(a.roots & b.roots)), _whole(b, sorted(a.roots & b.roots)), 1.1


def _whole(told: Told, around: list[str]) -> Spot:
    return Spot("denial", told.text, 0, len(told.text), dict.fromkeys(around, 1.0))


_SOURCES: tuple[Callable[[Told, Told, Rare], _Found], ...] = (
    _figures,
    _days,
    _agents,
    _names,
    _places,
    _denials,
    _exclusive,
)
