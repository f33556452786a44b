"""In what two claims differ: figures, days, names or words in one place, denials.

Owns: `Page`, `differences`. Promises: a function of the two claims and of the page they stand on; what both tell in whatever spelling is no
difference; claims of different times or versions, or of which only one is a plan, differ in nothing.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from agent.knowledge.disagreement.told import Spot, Told
from agent.knowledge.text.english import STOP
from agent.knowledge.text.names import names_differ
from agent.knowledge.text.normal import pieces, root
from agent.knowledge.values.forms import weekday
from agent.knowledge.values.quantities import Quantity
from agent.knowledge.values.readings import same_figure

TURNED = 0.3  # digits of the same number in another order are a slip of the pen, wherever they stand
ELSEWHERE = 0.4  # what a document tells in another sentence too, it hardly contradicts in this one
UNDATED = 0.7  # of a figure that one claim dates and the other does not
COPY = 0.6  # likeness of two claims in their words from which on one is a copy of the other with something exchanged
NEAR = 0.8  # from which on it is one also where no small word tells that a noun stands there
FEW = 3  # words that are exchanged in one place
_Found = Iterator[tuple[Spot, Spot, float]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What either claim tells of one attribute, and how surely it is one: about 1 for the same words around it."""

    left: Spot
    right: Spot
    score: float


class Page:
    """What all claims of a page tell together: how rare a word is on it, and what figures each document has."""

    def __init__(self, told: Sequence[Told]) -> None:
        spread = Counter(word for one in told for word in one.roots)
        self.rare = {word: math.log(1 + len(told) / count) for word, count in spread.items()}
        self._figures: dict[str, list[Quantity]] = defaultdict(list)
        for one in told:
            self._figures[one.document.id] += [s.quantity for s in one.figures if s.quantity]
        self._known: dict[tuple[str, str, str, str], bool] = {}

    def like(self, a: Told, b: Told) -> float:
        """Weighted share of the lesser claim's words that stand in the other, 0 to 1."""
        least = min(sum(self.rare[word] for word in one.roots) for one in (a, b))
        return sum(self.rare[word] for word in a.roots & b.roots) / least if least else 0.0

    def fit(self, left: Spot, right: Spot) -> float:
        """How alike the words around two spots are, 0 to 1: the rarer and nearer the shared ones, the more they count."""
        a, b = left.around, right.around
        shared = sum(min(w, b[word]) * self.rare.get(word, 1.0) for word, w in a.items() if word in b)
        whole = min(sum(w * self.rare.get(word, 1.0) for word, w in side.items()) for side in (a, b))
        return min(1.0, shared / whole) if whole else 0.0

    def tells(self, document: str, q: Quantity) -> bool:
        """Whether a document has this figure in any claim: not a small count, which may be one of anything."""
        if q.kind in ("figure", "ordinal") and not q.unit and q.low < 10:
            return False
        known = (document, q.kind, q.value, q.unit)
        if known not in self._known:
            self._known[known] = any(p.kind == q.kind and same_figure(p, q) for p in self._figures[document])
        return self._known[known]


def differences(a: Told, b: Told, page: Page) -> Iterator[Difference]:
    """Where two claims tell something otherwise."""
    if a.supposed != b.supposed or a.tells_nothing or b.tells_nothing:
        return
    like = -1.0
    for source in _SOURCES:
        for left, right, weight in source(a, b):
            if not _other_time(a, left, b, right):
                like = page.like(a, b) if like < 0 else like  # most pairs differ in nothing
                score = weight * (0.6 * page.fit(left, right) + 0.4 * like)
                score += TURNED if _turned(left, right) and (like or _is_rare(left, a, b)) else 0.0
                yield Difference(left, right, score * _elsewhere(a, left, b, right, page))


def _other_time(a: Told, left: Spot, b: Told, right: Spot) -> bool:
    """Whether the claims speak of other years or versions besides what they differ in, or one of now and the other of some day."""
    if any(s.quantity and s.quantity.kind in ("date", "version", "clock") for s in (left, right)):
        return False
    if (a.now and b.dates) or (b.now and a.dates):
        return True
    return bool(a.dates and b.dates) and not any(same_figure(x, y) is not False for x in a.dates for y in b.dates)


def _elsewhere(a: Told, left: Spot, b: Told, right: Spot, page: Page) -> float:
    p, q = left.quantity, right.quantity
    if p is None or q is None or a.document.id == b.document.id:
        return 1.0
    return ELSEWHERE if page.tells(b.document.id, p) or page.tells(a.document.id, q) else 1.0


def _turned(left: Spot, right: Spot) -> bool:
    """Whether two figures have the same digits in another order."""
    digits = ["".join(filter(str.isdigit, s.text)) for s in (left, right)]
    return left.quantity is not None and len(digits[0]) > 1 and sorted(digits[0]) == sorted(digits[1])


def _is_rare(spot: Spot, a: Told, b: Told) -> bool:
    """Whether a number is none that turns up anywhere, as years do; in two languages no word could be shared."""
    return a.document.language != b.document.language or (spot.quantity is not None and spot.quantity.kind != "date")


def _figures(a: Told, b: Told) -> _Found:
    """Figures that only one of two claims tells; years beside other figures that differ say when those were so."""
    mine = [s for s in a.figures if s.quantity and not b.says(s.quantity)]
    theirs = [s for s in b.figures if s.quantity and not a.says(s.quantity)]
    found = []
    for left in mine:
        for right in theirs:
            p, q = left.quantity, right.quantity
            if p and q and (weight := _measures_one(p, q, a, b)) and same_figure(p, q) is False:
                undated = p.kind not in ("date", "version", "clock") and bool(a.dates) != bool(b.dates)
                found.append((left, right, weight * (UNDATED if undated else 1.0)))
    others = [one for one in found if one[0].quantity and one[0].quantity.kind != "date"]
    dates = [one for one in found if one not in others]
    yield from others
    yield from (one for one in dates if not others or _turned(one[0], one[1]) or all(map(_is_day, one[:2])))


def _is_day(spot: Spot) -> bool:
    """Whether a date has its day: an event has one, a figure that is so in some year has none."""
    return spot.quantity is not None and spot.quantity.value.count("-") >= 2


def _measures_one(p: Quantity, q: Quantity, a: Told, b: Told) -> float:
    """How likely it is by the values alone that they are of one attribute: what they count, and what they are ordinals of."""
    if {p.kind, q.kind} == {"date", "figure"}:
        bare = all(re.fullmatch(r"\d{4}", x.text) and not x.unit and not x.noun for x in (p, q))
        return 0.8 if bare else 0.0
    if p.kind != q.kind:
        return 0.0
    if p.kind == "ordinal":
        one, two = (next(iter(pieces(t.text[x.end : x.end + 30])), ("",))[0] for t, x in ((a, p), (b, q)))
        return 1.2 if one and one == two else 0.0
    if p.kind != "figure":
        return 1.0
    if p.unit and q.unit:
        return 1.1
    counted = p.noun and root(p.noun) == root(q.noun) and p.low % 1 == q.low % 1 == 0
    return 1.3 if counted else 0.6


def _days(a: Told, b: Told) -> _Found:
    if len(a.weekdays) == len(b.weekdays) == 1:
        (left,), (right,) = a.weekdays, b.weekdays
        if weekday(left.text) != weekday(right.text):
            yield left, right, 1.5


def _roots(text: str) -> set[str]:
    return {piece[0] for piece in pieces(text)}


def _names(a: Told, b: Told) -> _Found:
    """Names after one and the same small word (`by`, `from`) or label."""
    for hook, left in a.names:
        for other, right in b.names:
            if hook == other and names_differ(left.text, right.text) and not (a.has(right.text) or b.has(left.text)):
                yield left, right, 0.9


def _exchanged(a: Told, b: Told) -> _Found:
    """Near copies that differ in one to three words in one place, where after a small word a noun may stand."""
    one, two = a.pieces, b.pieces
    if 2 * len(a.roots & b.roots) < 0.9 * COPY * (len(a.roots) + len(b.roots)):
        return
    matcher = SequenceMatcher(None, [p[0] for p in one], [p[0] for p in two], autojunk=False)
    if min(len(one), len(two)) < FEW or matcher.quick_ratio() < COPY or matcher.ratio() < COPY:
        return
    changes = [change for change in matcher.get_opcodes() if change[0] != "equal"]
    only = len(changes) == 1 and matcher.ratio() >= NEAR
    for how, i, j, k, m in changes:
        if how == "replace" and j - i <= FEW and m - k <= FEW:
            left, right = a.spot("word", one[i][1], one[j - 1][2]), b.spot("word", two[k][1], two[m - 1][2])
            nouns = all(_noun_may_stand(t, s, only) for t, s in ((a, left), (b, right)))
            known = _roots(left.text) & b.roots or _roots(right.text) & a.roots
            if nouns and not known and not re.search(r"\d", left.text + right.text):
                yield left, right, 1.0


def _noun_may_stand(told: Told, spot: Spot, only: bool) -> bool:
    """Whether a small word or a number stands before a spot of a few words; a label is none."""
    before = re.findall(r"[^\W_]+", told.text[: spot.start].lower())
    small = bool(before) and (only or before[-1] in STOP or before[-1].isdigit())
    return small and len(spot.text.split()) <= FEW and told.text[spot.end : spot.end + 1] != ":"


def _denials(a: Told, b: Told) -> _Found:
    """A denial on one side of what the other affirms."""
    for one, two, turned in ((a, b, False), (b, a, True)):
        denied = {word for scope, _ in two.denied for word in scope}
        for scope, thing in one.denied:
            there = [word for word in scope if word in two.roots and word not in denied]
            # Without spaces the pieces of one word are several roots.
            shared = len(there) if re.search(r"[\u3040-\u9fff]", one.text) else len(a.roots & b.roots)
            plainly = a.named and b.named and len(there) == len(scope)
            enough = (thing and len(scope) == 1) or shared > 1 or plainly
            if there and enough and (scope[0] in there or 2 * len(there) >= len(scope)):
                left, right = _whole(one, scope), _whole(two, there)
                yield (right, left, 1.0) if turned else (left, right, 1.0)


def _replies(a: Told, b: Told) -> _Found:
    """A figure that somebody's next words put in the place of the one just told: `It has 80 beds.` `I think it is 95.`"""
    one, two = (a, b) if a.claim.last < b.claim.first else (b, a)
    if not two.takes_up(one):
        return
    for left in one.figures:
        for right in two.figures:
            p, q = left.quantity, right.quantity
            if p and q and (p.kind, p.unit) == (q.kind, q.unit) and same_figure(p, q) is False:
                mine, theirs = (replace(spot, around={p.kind: 1.0}) for spot in (left, right))
                yield (mine, theirs, 1.0) if one is a else (theirs, mine, 1.0)


def _whole(told: Told, around: Sequence[str]) -> Spot:
    return Spot("denial", told.text, 0, len(told.text), dict.fromkeys(around, 1.0))


_SOURCES: tuple[Callable[[Told, Told], _Found], ...] = (
    _figures,
    _days,
    _names,
    _exchanged,
    _denials,
    _replies,
)
