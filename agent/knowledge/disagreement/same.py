"""Whether two values or names told in words are one in other forms, or deny each other.

Owns: `same_words`, `names_differ`. Promises: no model; what code cannot tell is None.
"""

from __future__ import annotations

from functools import lru_cache

from agent.knowledge.text.english import HONOURS
from agent.knowledge.text.normal import is_acronym, key, norm, tokens, words
from agent.knowledge.text.polarity import negations
from agent.knowledge.things.spelling import shortened


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
    held = key(a) == key(b) or is_acronym(a, b) or is_acronym(b, a) or one <= two or two <= one
    return True if held or shortened((" ".join(_bare(a)), " ".join(_bare(b)))) else None


def _bare(value: str) -> list[str]:
    return [word for word in value.split() if word.lower().rstrip(".") not in HONOURS]


@lru_cache(maxsize=65536)
def names_differ(a: str, b: str) -> bool:
    """Whether two names can be names of two things: neither holds the other, abbreviates it or shares its last word."""
    one, two = words(a), words(b)
    if [word for word in one if not word[0].isdigit()] == [word for word in two if not word[0].isdigit()]:
        return False  # names that differ in their number differ in a figure
    if key(a) == key(b) or set(one) <= set(two) or set(two) <= set(one) or is_acronym(a, b) or is_acronym(b, a):
        return False
    return not (one and two and one[-1] == two[-1] and (len(one) == 1 or len(two) == 1))
