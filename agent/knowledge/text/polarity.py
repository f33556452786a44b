"""What a sentence denies, and what it only reports or supposes.

Owns: `negations`, `hedges` and the clause around a place. Promises: a cue's bearing ends at the clause; of a language that is not known
nothing is found. Imports normalisation and what is known of languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.knowledge.text.languages import language_of
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import tokens

SCOPE = 4  # content words that a negation reaches
FAR = 160  # characters in which they are looked for
_CLAUSE = re.compile(
    r"[,;:.!?()]\s|\s-\s|[，、；：。！？（）]|\b(?:but|however|although|though|whereas|while|because|instead|so that|and then)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A cue with the stems it bears on (those that follow it in its clause, or for a negation precede it where none follow)."""

    cue: str
    scope: tuple[str, ...]
    start: int


def after(text: str, at: int, language: str = "en", end: int | None = None) -> list[str]:
    """The content words from a place to the end of its clause, or to `end`."""
    upto = at + FAR if end is None else min(at + FAR, end)
    return tokens(_CLAUSE.split(fold(text[at:upto]), maxsplit=1)[0], language)


def ahead(text: str, at: int, language: str = "en") -> list[str]:
    """The content words of the clause before a place."""
    return tokens(_CLAUSE.split(fold(text[max(0, at - FAR) : at]))[-1], language)


@lru_cache(maxsize=16384)
def negations(source: str, language: str = "en", *, wide: bool = False) -> tuple[Negation, ...]:
    """All negations of a text, in order; `not only` and `no less than` are none. `wide` takes the words on both sides into the scope."""
    known, text, found = language_of(language), fold(source), []
    cues = list(known.negation.finditer(text)) if known else []
    for n, match in enumerate(cues):
        end = cues[n + 1].start() if n + 1 < len(cues) else None
        # The verb stands inside the French pair, and before the Japanese ending.
        inside = (
            [word for word in tokens(match.group(), language) if known and not known.negation.fullmatch(word)]
            if language == "fr"
            else []
        )
        before, behind = ahead(text, match.start(), language), after(text, match.end(), language, end)[:SCOPE]
        if language == "ja":
            scope = before[-2:]
        elif wide:
            scope = [*inside, *behind, *before[-SCOPE:]]
        else:
            scope = [*inside, *behind] or before[-2:]
        found.append(Negation(match.group().lower(), tuple(scope), match.start()))
    return tuple(found)


@lru_cache(maxsize=16384)
def hedges(source: str, language: str = "en") -> tuple[Negation, ...]:
    """The cues by which a text says that something is supposed, planned or only reported: `may have`, `allegedly`, `according to`."""
    known, text = language_of(language), fold(source)
    found = known.hedge.finditer(text) if known else ()
    return tuple(Negation(m.group().lower(), tuple(after(text, m.end(), language)), m.start()) for m in found)
