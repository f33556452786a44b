"""Which two claims of a page differ, so that a question may come of it.

Owns: `Edge`, `edges`. Promises: a function of the claims and of which documents are releases of one thing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agent.knowledge.disagreement.differing import Difference, Page, differences
from agent.knowledge.disagreement.editions import Editions
from agent.knowledge.disagreement.told import Spot, Told
from agent.knowledge.text.english import NEGATIONS
from agent.knowledge.text.normal import norm

COMMON = 60  # a root in more claims than this does not bring claims together
LEAST = 0.25  # score from which on a difference is worth a question
SURE = 0.5  # the same within one document, which mostly speaks of two things where it gives two values


@dataclass(frozen=True, slots=True)
class Edge:
    """Two claims (by number) that differ, and how surely they speak of one attribute."""

    score: float
    a: int
    b: int
    how: Difference


def edges(told: Sequence[Told], editions: Editions, within: bool) -> Iterator[Edge]:
    """Every difference between two claims that is worth a question. `within`: of a document and itself where nobody talks, too."""
    whole = Page(told)
    for n, m in _pairs(told, editions, within):
        yield from _edges(n, m, told, whole, editions)


def _pairs(told: Sequence[Told], editions: Editions, within: bool) -> list[tuple[int, int]]:
    """Numbers of claims that share a word which is not too common, or figures of one measure or of the same digits.

    Pages of one release are one voice; what all releases say alike is compared with no other release.
    """
    holders: dict[str, list[int]] = defaultdict(list)
    others = {editions.voice(one.document): one.document for one in told}
    for n, one in enumerate(told):
        elsewhere = [d for voice, d in others.items() if voice != editions.voice(one.document)]
        if elsewhere and all(editions.repeats(one.document, one.claim.first, one.claim.last, d) for d in elsewhere):
            continue
        marks = set(one.roots)
        for spot in one.figures:
            q = spot.quantity
            if q and (q.unit or q.kind != "figure"):
                marks.add(f"\0{q.kind} {q.unit}")
            marks.add("\0" + "".join(sorted(filter(str.isdigit, spot.text))))
        marks |= {"\0day"} if one.weekdays else set()
        for mark in marks:
            holders[mark].append(n)
    voices = [editions.voice(one.document) for one in told]
    talk = [within or one.document.sentences[one.claim.first - 1].kind == "speech" for one in told]

    def may(n: int, m: int) -> bool:
        if voices[n] != voices[m]:
            return True
        return told[n].document.id == told[m].document.id and talk[n] and talk[m]

    several = [numbers for numbers in holders.values() if len(numbers) <= COMMON]
    return sorted({(n, m) for numbers in several for i, n in enumerate(numbers) for m in numbers[i + 1 :] if may(n, m)})


def _edges(n: int, m: int, told: Sequence[Told], whole: Page, editions: Editions) -> list[Edge]:
    a, b = told[n], told[m]
    within = editions.voice(a.document) == editions.voice(b.document)
    if editions.apart(*((one.document, one.claim.first, one.claim.last) for one in (a, b))):
        return []
    if norm(a.text) == norm(b.text):
        return []
    if within and _listed(a, b):
        return []
    least = SURE if within else LEAST
    edited = editions.changed([a.document, b.document])
    found = [d for d in differences(a, b, whole) if d.score >= least]
    if edited:
        denied = _denies(a) != _denies(b)  # between releases, a "not" of both was worded anew
        found = [
            d for d in found if _is_value(a, d.left) and _is_value(b, d.right) and (denied or d.left.sort != "denial")
        ]
    return [Edge(round(d.score, 9), n, m, d) for d in found]


def _is_value(told: Told, spot: Spot) -> bool:
    """Whether what stands there is a value by its looks, and no wording that was gone over: in quotation marks, with a sign or a capital
    of code, after a label or `default`.
    """
    before = told.text[: spot.start].rstrip("( ")
    marked = before[-1:] in tuple("'\"“‘`=:") or re.search(r"\bdefaults?(?: is| to)?\Z", before, re.IGNORECASE)
    return spot.sort != "word" or bool(marked) or re.search(r"[\w)][_./=]\w|[a-z][A-Z]|\d", spot.text) is not None


def _denies(told: Told) -> bool:
    """Whether a claim has any word that denies, also one that denies nothing where it stands (`not just`)."""
    return bool(told.denied) or not NEGATIONS.isdisjoint(re.findall(r"[a-z']+", told.text.lower()))


def _listed(a: Told, b: Told) -> bool:
    """Whether two claims of one document are of different things: entries of one list or table, or under headings side by side."""
    one, two = (t.document.sentences[t.claim.first - 1] for t in (a, b))
    if one.section != two.section:
        shorter = min(len(one.section), len(two.section))
        return one.section[:shorter] != two.section[:shorter]
    return one.kind == two.kind and one.kind in ("row", "item")
