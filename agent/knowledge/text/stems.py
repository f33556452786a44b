"""Light stemming of English words: inflections fold, derivations do not.

Owns: `stem`. Promises: a pure function of a lower-case word, in the manner of the first step of Porter (1980) with a short table of
irregular forms; words with digits and words of other scripts pass unchanged. Imports only the word lists.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.knowledge.text.english import IRREGULAR, listed

_VOWEL = re.compile(r"[aeiouy]")
_LATIN = re.compile(r"[a-z]+\Z")
_ES = ("sses", "shes", "ches", "xes", "zes")
_KEEP_S = ("ss", "us", "is", "as", "os")
# Not by rule: `chaos` and `Carlos` are no plurals.
_MANY = listed(
    "audios autos avocados cameos casinos demos euros kangaroos kilos logos memos photos pianos portfolios radios ratios rodeos "
    "scenarios stereos studios tattoos trios videos zeros zoos"
)


def singular(word: str) -> str:
    """The word without a plural ending: `caches` → `cache`, `studies` → `study`; `class`, `corpus`, `basis` stay."""
    if len(word) < 4 or not word.endswith("s") or (word.endswith(_KEEP_S) and word not in _MANY):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(_ES):
        return word[:-2]
    return word[:-1]


def _without(word: str, ending: str) -> str:
    base = word[: -len(ending)]
    if not word.endswith(ending) or len(base) < 3 or not _VOWEL.search(base):
        return word
    doubled = base[-1] == base[-2] and base[-1] not in "lsz"
    return base[:-1] if doubled else base


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of a lower-case word: `retries`, `retried`, `retry` → `retri`; `blocks`, `blocked`, `blocking` → `block`."""
    word = IRREGULAR.get(word, word)
    if len(word) < 4 or not _LATIN.match(word):
        return word
    word = singular(word)
    word = word[:-3] + "y" if word.endswith("ied") and len(word) > 4 else _without(word, "ed")
    word = _without(word, "ing")
    if word.endswith("e") and len(word) > 3:
        word = word[:-1]
    return word[:-1] + "i" if word.endswith("y") and len(word) > 3 else word
