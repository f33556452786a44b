"""Words: cutting a sentence into them, the ones that carry no meaning, and a light stem.

Owns: tokens with their places, stop words, stems, how rare a word is among some sentences. English only. Imports nothing of ours.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from agent.engine.rehearsal.lexicon import listed

_WORD = re.compile(r"\d+(?:[.,:/\-]\d+)*(?i:st|nd|rd|th|s)?(?![^\W_])|[^\W_]+(?:['’.\-&+/_#][^\W_]+)*[#+]*")

REMEMBERED = 32_768  # words whose plain form and stem are kept

STOP = listed(
    """
    a an the and or but nor of in on at to from by with for as is are was were be been being am do does did done has have
    had having it its itself he him his she her hers they them their theirs we us our you your i my me this that these those
    there here which who whom whose what when where why how if then than so such no not only own same too very can could
    will would shall should may might must also just about into over under again further once all any both each few more
    most other some s t one ones up down out off while during before after above below between through because until against
    per via within without upon among
    """
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a sentence, and where it stands in it."""

    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it is written as a name: a capital first, or one inside (`iPhone`)."""
        return self.text[0].isupper() or (self.text[0].islower() and any(letter.isupper() for letter in self.text[1:]))

    @property
    def number(self) -> bool:
        """Whether it starts with a digit."""
        return self.text[0].isdigit()


@lru_cache(maxsize=1024)
def _words(text: str) -> tuple[Word, ...]:
    return tuple(Word(match.group(), match.start(), match.end()) for match in _WORD.finditer(text))


def words(text: str) -> list[Word]:
    """The words of a text, in order; punctuation is left out, but not inside a word (`1,000`, `co-founder`, `C++`)."""
    return list(_words(text))


@lru_cache(maxsize=REMEMBERED)
def plain(word: str) -> str:
    """A word as it is compared: without accents, case and a possessive ending."""
    flat = word.casefold().replace("’", "'")
    if not flat.isascii():
        flat = "".join(letter for letter in unicodedata.normalize("NFKD", flat) if not unicodedata.combining(letter))
    return flat.removesuffix("'s").removesuffix("'")


@lru_cache(maxsize=REMEMBERED)
def stem(word: str) -> str:
    """A light stem: plural, -ed, -ing, -ly and a final e are dropped. Numbers lose their commas."""
    word = plain(word)
    if word[:1].isdigit():
        return word.replace(",", "")
    for ending, put, least in (
        ("ies", "y", 5),
        ("ied", "y", 5),
        ("sses", "ss", 5),
        ("es", "e", 5),
        ("s", "", 4),
        ("ing", "", 6),
        ("ed", "", 5),
        ("ly", "", 5),
    ):
        if word.endswith(ending) and len(word) >= least and not word.endswith(("ss", "us", "is")):
            word = word[: len(word) - len(ending)] + put
            break
    if len(word) > 4 and word[-1] == word[-2] and word[-1] in "bdgmnprt":
        word = word[:-1]
    return word.removesuffix("e") if len(word) > 3 else word


def stems(text: str) -> list[str]:
    """The stems of a text's words that carry meaning, in order."""
    return [stem(word.text) for word in words(text) if plain(word.text) not in STOP]


def squeezed(text: str) -> str:
    """A text as it is compared for sameness: plain words set apart by one space."""
    return " ".join(plain(word.text) for word in words(text))


def rarity(texts: Iterable[Iterable[str]]) -> dict[str, float]:
    """How much each stem tells (inverse document frequency, never below 0.3) among some texts given as stems."""
    seen: Counter[str] = Counter()
    total = 0
    for text in texts:
        seen.update(set(text))
        total += 1
    return {name: max(0.3, math.log((total + 1) / times)) for name, times in seen.items()}
