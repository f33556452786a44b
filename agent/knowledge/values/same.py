"""Whether two sentences make the same statement, so that one line can carry the citations of both.

Owns: `same_statement`. Promises: reflexive and symmetric; never true where figures, names, negations or hedges differ, or stand in
another order. Imports the readers of quantities, names and polarity.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from agent.knowledge.text.english import OPPOSITES
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import key, norm, stem, tokens
from agent.knowledge.text.polarity import hedges, negations
from agent.knowledge.values.comparing import same_value
from agent.knowledge.values.quantities import quantities

NEAR = 0.9  # share of each side's content words that the other must hold


def _same_figures(a: str, b: str) -> bool:
    one, two = quantities(a), quantities(b)
    return len(one) == len(two) and all(same_value(x, y) and x.bound == y.bound for x, y in zip(one, two, strict=True))


def _without_figures(text: str) -> str:
    """The text without its quantities, which are compared by themselves."""
    for q in reversed(quantities(text)):
        text = f"{text[: q.start]} {text[q.end :]}"
    return text


# A line is compared with every other line of its page, so what is in it is looked up once.
@lru_cache(maxsize=16384)
def _loose_digits(text: str) -> tuple[str, ...]:
    """The digits that belong to no quantity: numbers of models, pages, routes."""
    inside = {at for q in quantities(text) for at in range(q.start, q.end)}
    return tuple(m.group() for m in re.finditer(r"\d+", text) if m.start() not in inside)


@lru_cache(maxsize=16384)
def _names(text: str) -> tuple[str, ...]:
    return tuple(key(name.text) for name in proper_names(text))


def _same_polarity(a: str, b: str) -> bool:
    one, two = negations(a), negations(b)
    return [n.scope for n in one] == [n.scope for n in two] and bool(hedges(a)) == bool(hedges(b))


_PAIRS = [frozenset((stem(x), stem(y))) for x, y in OPPOSITES]


def _opposed(one: set[str], two: set[str]) -> bool:
    return any(pair & (one - two) and pair & (two - one) for pair in _PAIRS)


def same_statement(a: str, b: str) -> bool:
    """Whether both say the same: equal once normalised, or nine tenths of the words alike with the same figures, names and negations."""
    if norm(a) == norm(b):
        return bool(_same_figures(a, b)) or a == b
    if _loose_digits(a) != _loose_digits(b):
        return False
    if not (_names(a) == _names(b) and _same_figures(a, b) and _same_polarity(a, b)):
        return False
    one, two = Counter(tokens(_without_figures(a))), Counter(tokens(_without_figures(b)))
    shared = sum((one & two).values())
    if (not shared and (one or two)) or _opposed(set(one), set(two)):
        return False
    return shared >= NEAR * max(one.total(), two.total())
