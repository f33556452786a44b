"""In what two claims differ: figures, settings, names, definitions, denials, and single words of near copies.

Owns: `differences` and `fit`. Promises: both are functions of the two claims alone; what both say in whatever spelling is no difference.
Imports facets only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from agent.knowledge.disagreement.facets import Facet, Item, names_differ, pieces, stands_in
from agent.knowledge.disagreement.roles import roles
from agent.knowledge.text.english import STOP
from agent.knowledge.text.normal import tokens
from agent.knowledge.values.comparing import compatible

NEAR_COPY = 0.6  # from here on one differing word is worth a question
COPY = 0.8  # from here on also where it stands may be less clear
_LETTERS = re.compile(r"[^\W\d_]{3}")


def fit(left: Facet, right: Facet, idf: Mapping[str, float]) -> float:
    """How alike the words around two values are, 0 to 1: the rarer and nearer the words, the more they count."""
    shared = sum(
        min(weight, right.around[word]) * idf.get(word, 1.0)
        for word, weight in left.around.items()
        if word in right.around
    )
    whole = min(sum(w * idf.get(k, 1.0) for k, w in side.around.items()) for side in (left, right))
    return min(1.0, shared / whole) if whole else 0.0


def _noun_fits(left: Facet, right: Facet) -> float:
    one, two = left.quantity, right.quantity
    if not one or not two or one.kind != "figure" or one.unit:
        return 1.0
    if tokens(one.noun) and tokens(one.noun) == tokens(two.noun):
        return 1.3
    return 0.6


def _of_one(a: Item, b: Item) -> bool:
    """Whether neither sentence opens with another name than the page's that the other does not hold: its figures are of that."""
    return a.subject <= b.words and b.subject <= a.words


def _figure_edges(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    theirs = [right for right in b.figures if not stands_in(right, a)]
    of_one = _of_one(a, b)
    for left in a.figures:
        if stands_in(left, b):
            continue
        for right in theirs:
            if (
                left.quantity
                and right.quantity
                and (left.quantity.kind == "date" or of_one)
                and compatible(left.quantity, right.quantity) is False
            ):
                yield left, right, _noun_fits(left, right)


def _name_edges(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    """Two names for one part that a thing has only once (its captain, where somebody was born), or exchanged in near copies."""
    for left in roles(a.text):
        for right in roles(b.text):
            if left.part == right.part and names_differ(left.text, right.text):
                one, two = a.name(left.start, left.end), b.name(right.start, right.end)
                if not (_holds(b, one) or _holds(a, two)):
                    yield one, two, 1.2
    if _near_copies(a, b):
        yield from _exchanged_names(a, b)


_Change = tuple[str, int, int, int, int]  # as `SequenceMatcher.get_opcodes` tells them


@lru_cache(maxsize=16384)
def _changes(a: str, b: str) -> tuple[_Change, ...] | None:
    """What makes one sentence the other, word by word, if they are near copies; else None."""
    matcher = SequenceMatcher(None, [p[0] for p in pieces(a)], [p[0] for p in pieces(b)], autojunk=False)
    near = matcher.quick_ratio() >= NEAR_COPY and matcher.ratio() >= NEAR_COPY
    return tuple(matcher.get_opcodes()) if near else None


def _near_copies(a: Item, b: Item) -> bool:
    """Whether the sentences share most of their words in order, so that what differs takes one and the same place."""
    return _changes(a.text, b.text) is not None


def _beside(item: Item, facet: Facet) -> set[str]:
    """The word right before a facet and the one right after it, marked by their side; articles do not count."""
    before = re.findall(r"[^\W_]+", item.text[max(0, facet.start - 40) : facet.start].lower())
    after = re.findall(r"[^\W_]+", item.text[facet.end : facet.end + 40].lower())
    left = next((word for word in reversed(before) if word not in ("the", "a", "an")), "")
    right = next(iter(after), "")
    return {mark for mark, word in (("<" + left, left), (">" + right, right)) if word and word != "and"}


def _exchanged_names(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    """Names that only one of two near copies has, beside one and the same word."""
    for left in a.names:
        for right in b.names:
            if (
                names_differ(left.text, right.text)
                and _beside(a, left) & _beside(b, right)
                and not (_holds(b, left) or _holds(a, right))
            ):
                yield left, right, 0.7


def _holds(item: Item, name: Facet) -> bool:
    """Whether the item says that name too, or it is the page's own."""
    return set(tokens(name.text)) <= item.title or stands_in(name, item)


def _definition_edges(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    left, right = a.definition, b.definition
    if left and right:
        one, two = tokens(left.text), tokens(right.text)
        if one and two and one[-1] != two[-1] and one[-1] not in b.stems and two[-1] not in a.stems:
            yield left, right, 1.0


def _denial_edges(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    """A denial on one side of what the other affirms; the other's facet is the word denied."""
    for one, two, turned in ((a, b, False), (b, a, True)):
        denied = {word for f in two.denials for word in f.around}
        for facet in one.denials:
            scope = sorted(facet.around, key=lambda word: -facet.around[word])
            shared = [word for word in scope if word in two.stems and word not in denied]
            if not scope or scope[0] not in shared or len(shared) * 2 < len(scope):
                continue
            piece = next((p for p in two.pieces if p[0] == scope[0]), None)
            if piece:
                other = Facet("denial", two.text[piece[1] : piece[2]], piece[1], piece[2], facet.around)
                yield (other, facet, 1.2) if turned else (facet, other, 1.2)


def _word_edges(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    """Two sentences that are nearly copies and differ in one to three words in one place."""
    one, two = a.pieces, b.pieces
    changes = _changes(a.text, b.text) or ()
    changed = [change[1:] for change in changes if change[0] == "replace"]
    same = sum(j - i for op, i, j, _, _ in changes if op == "equal")
    only = len(changed) == 1 and 2 * same >= COPY * (len(one) + len(two))
    for i, j, k, m in changed:
        if j - i <= 3 and m - k <= 3:
            left = _word_facet(a, one[i][1], one[j - 1][2], one[max(0, i - 4) : j + 4])
            right = _word_facet(b, two[k][1], two[m - 1][2], two[max(0, k - 4) : m + 4])
            if _telling(a, left, b, right, only=only) and not stands_in(left, b) and not stands_in(right, a):
                yield left, right, 0.9


def _telling(a: Item, left: Facet, b: Item, right: Facet, *, only: bool) -> bool:
    """Whether two pieces of text may be two accounts of one thing: nouns rather than verbs, no figures, no abbreviations."""
    if re.search(r"\d", left.text + right.text) or not all(_LETTERS.search(side.text) for side in (left, right)):
        return False
    return all(
        _after_small_word(item, facet) or (only and _before_noun(item, facet))
        for item, facet in ((a, left), (b, right))
    )


def _after_small_word(item: Item, facet: Facet) -> bool:
    """Whether an article, preposition or form of "to be" stands before it: else it may be the verb, which is told in many ways."""
    before = re.findall(r"[\w'’-]+", item.text[: facet.start].lower())
    return not before or before[-1] in STOP


def _before_noun(item: Item, facet: Facet) -> bool:
    """Whether a clause ends after it, or a word of content follows: after a verb there is mostly an article or a preposition."""
    after = re.match(r"\s+([\w'’-]+)", item.text[facet.end :])
    return after is None or after[1].lower() not in STOP


def _word_facet(item: Item, start: int, end: int, near: Sequence[tuple[str, int, int]]) -> Facet:
    around = {word: 1.0 for word, s, e in near if e <= start or s >= end}
    return Facet("word", item.text[start:end], start, end, around)


def _setting_edges(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    for left in a.settings:
        for right in b.settings:
            if left.around == right.around and not stands_in(left, b) and not stands_in(right, a):
                yield left, right, 0.9


_SOURCES = (_figure_edges, _setting_edges, _name_edges, _definition_edges, _denial_edges, _word_edges)


def differences(a: Item, b: Item) -> Iterator[tuple[Facet, Facet, float]]:
    """Pairs of facets in which two claims differ, each with how telling a difference of its sort is (about 1).

    A plan or an opinion differs from what came of it without being another account of it.
    """
    if a.supposed != b.supposed:
        return
    for source in _SOURCES:
        for left, right, weight in source(a, b):
            if not (_own(left, a) or _own(right, b)):
                yield left, right, weight


def _own(facet: Facet, item: Item) -> bool:
    """Whether a facet is a part of the page's own name: then the sentences are of two things."""
    return facet.sort in ("name", "word") and set(tokens(facet.text)) <= item.title
