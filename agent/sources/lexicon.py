"""The words of a language, for what a hyphen at a line's end hides: `infor-mation` is one word, `price-determining` two.

Owns: `lexicon`, and what becomes of such a hyphen (`resolve`, `healed`). The lists are pyspellchecker's (MIT; from OpenSubtitles). In
languages that join words at will (German, Dutch) two known halves say nothing, so there it is only the commonest words.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from spellchecker import SpellChecker

from agent.knowledge.text.letters import common_words, detected

HYPHEN = "\ufffe"  # a hyphen at a line's end
SPACED = ("en", "es", "fr", "it", "pt")
_JOINED = re.compile(rf"(?<!\w)(\w+){HYPHEN}(\w+)")
_BROKEN = re.compile(r"(?<=\w)[\u2010-]\Z")
_REST = re.compile(r"\s*([^\W\d_]\S*)(?:\s+|\Z)")
_WRAPPED = 40  # characters of a line that somebody wrapped
_HANGING = 5  # letters from which on what follows is no "and", "or", "und", "oder", before which a hyphen hangs


@lru_cache(maxsize=2)
def lexicon(language: str) -> frozenset[str]:
    """Known words in small letters, of a language by its ISO 639-1 code."""
    if language not in SPACED:
        return common_words(language)
    return frozenset(SpellChecker(language=language).word_frequency.words())


def healed(lines: Sequence[str]) -> list[str]:
    """Lines of a text that was wrapped, a word that a line's end broke whole on the upper one: `main‐` / `tained by` → `maintained` / `by`.

    A hyphen of the typewriter breaks no word, it is its own; in a short line it may be a dash, before a short word it hangs (`two- and …`).
    """
    if not any(_BROKEN.search(line.rstrip()) for line in lines):
        return list(lines)
    whole = [line.rstrip() for line in lines]
    words: frozenset[str] = frozenset()
    if any(line.endswith("\u2010") for line in whole):
        text = " ".join(_BROKEN.sub(HYPHEN, line) for line in whole)
        words = vocabulary(text) | lexicon(detected(text.replace(HYPHEN, "-")))
    for at in range(len(whole) - 1):
        line, below = whole[at : at + 2]
        rest = _REST.match(below) if _BROKEN.search(line) else None
        typed = rest is not None and line[-1] == "-"
        if rest is None or (typed and (len(line) < _WRAPPED or len(rest[1]) < _HANGING or not rest[1][0].islower())):
            continue
        joined = line + rest[1] if typed else resolve(f"{line[:-1]}{HYPHEN}{rest[1]}", words)
        indent = below[: len(below) - len(below.lstrip())]
        whole[at], whole[at + 1] = joined, f"{indent}{below[rest.end() :]}".rstrip()
    return whole


def vocabulary(text: str) -> frozenset[str]:
    """Words and hyphenated compounds of a document that stand whole on a line."""
    return frozenset(word.lower() for word in re.findall(rf"(?<!{HYPHEN})\b[\w-]+\b(?!{HYPHEN})", text))


def resolve(text: str, words: frozenset[str]) -> str:
    """Hyphens at line ends: one word where the document knows it, a compound where it knows that or both its parts (`B-17` always)."""

    def join(found: re.Match[str]) -> str:
        left, right = found[1], found[2]
        whole, compound = (left + right).lower(), f"{left}-{right}".lower()
        sign = right[0].isdigit() or len(left) == 1 or left[-1].isdigit() or (left.isupper() and not right.isupper())
        known = compound in words or (_known(left, words) and _known(right, words))
        if whole not in words and (sign or known or (right[0].isupper() and not left.isupper())):
            return f"{left}-{right}"
        return left + right

    return _JOINED.sub(join, text).replace(HYPHEN, "")


def _known(part: str, words: frozenset[str]) -> bool:
    return len(part) > 2 and part.lower() in words
