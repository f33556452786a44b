"""Whether two values told in words are one in other forms, or deny each other.

Owns: `same_words`, `exclusive`, `opposed`. Promises: no model; what code cannot tell is None.
"""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from agent.knowledge.text.english import EXCLUSIVE, HONOURS, OPPOSITES
from agent.knowledge.text.normal import is_acronym, key, norm, stem, tokens
from agent.knowledge.text.polarity import negations

TYPO, LONG = 85.0, 6  # likeness of two words that are one misspelt, and their least length in letters
FEW = 6  # words up to which two values are one if they share more than half of them; sentences may differ in one word
_PAIRS = frozenset(frozenset((stem(a), stem(b))) for a, b in (*OPPOSITES, *EXCLUSIVE))


def same_words(a: str, b: str, languages: tuple[str, str] = ("en", "en")) -> bool | None:
    """True if two values in words are one in other forms; False if one denies the other; None if code cannot tell."""
    one, two = (set(tokens(v)) - HONOURS or set(tokens(v)) for v in (a, b))
    if {norm(a), norm(b)} in [
        {plain, norm(f"{no}{plain}")} for plain in (norm(a), norm(b)) for no in ("non-", "un", "in")
    ]:
        return False
    if not one or not two:
        return True if norm(a) and norm(a) == norm(b) else None
    if bool(negations(a, languages[0])) != bool(negations(b, languages[1])):
        return False if one & two else None
    if key(a) == key(b) or is_acronym(a, b) or is_acronym(b, a) or one <= two or two <= one:
        return True
    if _parts(a) <= _parts(b) or _parts(b) <= _parts(a) or _initialled(a, b) or _initialled(b, a):
        return True
    if exclusive(a, b):
        return None
    if len(one - two) == len(two - one) == 1 and _misspelt(*(one - two), *(two - one)):
        return True
    return True if len(one & two) / len(one | two) > 0.5 and max(len(one), len(two)) <= FEW else None


def _misspelt(a: str, b: str) -> bool:
    """Whether two words are one, one of them misspelt: long ones of which a letter or two differ, and no figures."""
    return min(len(a), len(b)) >= LONG and not re.search(r"\d", a + b) and fuzz.ratio(a, b) >= TYPO


def exclusive(a: str, b: str) -> bool:
    """Whether a word of one rules out a word of the other (`daughter` and `son`) and neither holds both."""
    one, two = set(tokens(a)), set(tokens(b))
    return any(frozenset((x, y)) in _PAIRS for x in one - two for y in two - one)


def opposed(a: str, b: str) -> bool:
    """Whether two words rule each other out (`lower`, `upper`)."""
    return frozenset((stem(a), stem(b))) in _PAIRS


def _parts(value: str) -> set[str]:
    return {key(part) for part in re.split(r"(?<!\s)\s*(?:,|;|/|\band\b|&)\s*", value) if part.strip()}


def _initialled(short: str, long: str) -> bool:
    """`R. Stell` is `Ramona Stell`."""
    one, two = re.findall(r"[^\W\d_]+", short.casefold()), re.findall(r"[^\W\d_]+", long.casefold())
    firsts = one[:-1]
    fits = len(two) > 1 and all(len(first) == 1 for first in firsts) and bool(firsts)
    return fits and one[-1] == two[-1] and firsts[0] == two[-1 - len(firsts)][0]
