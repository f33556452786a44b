"""The words of a language, for what a hyphen at a line's end hides: `infor-mation` is one word, `price-determining` two.

Owns: `lexicon`. The lists are pyspellchecker's (MIT; from OpenSubtitles). In languages that join words at will (German, Dutch) two known
halves say nothing, so there it is only the commonest words.
"""

from __future__ import annotations

from functools import lru_cache

from spellchecker import SpellChecker

from agent.knowledge.text.letters import common_words

SPACED = ("en", "es", "fr", "it", "pt")


@lru_cache(maxsize=2)
def lexicon(language: str) -> frozenset[str]:
    """Known words in small letters, of a language by its ISO 639-1 code."""
    if language not in SPACED:
        return common_words(language)
    return frozenset(SpellChecker(language=language).word_frequency.words())
