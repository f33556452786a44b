"""What a sentence denies, and what it only reports or supposes.

Owns: finding negations with the words they deny, and hedges. Promises: a negation's scope ends at the clause. English cues.
Imports normalisation and the word lists.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.knowledge.text.english import ATTRIBUTIONS, HEDGES, NEGATIONS, listed
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import tokens
from agent.knowledge.text.stems import stem

SCOPE = 4  # content words that a negation reaches
FAR = 160  # characters in which they are looked for

_STARTS = re.compile(r"(?:\A|[.!?]\s+)[\"'(]?\Z")


def _any(words: frozenset[str]) -> str:
    return "|".join(sorted(words, key=lambda word: (-len(word), word)))


# Words that may also be plain: a plan that was "proposed", a "claimed" prize. They hedge only in the passive.
_PASSIVE = listed("expected planned proposed thought estimated claimed disputed said reported")
_MODAL = listed("may might could")
_PLAIN_VERBS = listed("according states reports writes stated announced thinks thought")

_CUE = re.compile(
    r"(?P<nt>n't\b)|(?P<phrase>\brather than\b|\binstead of\b|\bno longer\b|\bfar from\b|\bfree of\b|\bas opposed to\b"
    r"|\b(?:fail(?:s|ed|ing)?|refus(?:e|es|ed|ing)) to\b)"
    rf"|(?<![\w-])(?P<word>{_any(NEGATIONS - {'except'})})(?![\w-])",
    re.IGNORECASE,
)
_NO_NEGATION = re.compile(
    r"\b(?:not (?:only|just|merely|simply)\b(?=[^.]{0,300}?\bbut\b)|no\.\s?\d|not least|no doubt|whether or not"
    r"|none other|not to mention|no (?:fewer|less|more) than|like never before)",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(
    r"[,;:.!?()]\s|\s-\s|\b(?:but|however|although|though|whereas|while|because|instead|rather|so that|and then)\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    rf"\b(?:{_any(HEDGES - _PASSIVE - _MODAL)})\b|\b(?:{_any(_MODAL)})\s+"
    r"(?:(?:have|be|been|also|well|not)\s+)*(?P<verb>[a-z]+)"
    rf"|\b(?:is|are|was|were|been)\s+(?:{_any(_PASSIVE)})\b",
    re.IGNORECASE,
)
_ATTRIBUTION = re.compile(
    rf"\b(?:according to|in the (?:view|opinion|words) of)\b|\b(?:{_any(ATTRIBUTIONS - _PLAIN_VERBS)})(?:\s+that\b|,?\s*[\"“])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Negation:
    """A cue with the stems it bears on (those that follow it in its clause, or for a negation precede it where none follow)."""

    cue: str
    scope: tuple[str, ...]
    start: int


def _scope(text: str, start: int) -> tuple[str, ...]:
    """The first content stems after a cue, up to the end of its clause."""
    rest = text[start : start + FAR]
    stop = _CLAUSE_END.search(rest)
    return tuple(tokens(rest[: stop.start()] if stop else rest)[:SCOPE])


@lru_cache(maxsize=16384)
def negations(source: str) -> tuple[Negation, ...]:
    """All negations of a text, in order; `not only` and `no less than` are none."""
    text = fold(source)
    idle = [match.span() for match in _NO_NEGATION.finditer(text)]
    found = []
    for match in _CUE.finditer(text):
        if any(start <= match.start() < end for start, end in idle):
            continue
        if match.group() == "None" and not _STARTS.search(text[max(0, match.start() - 4) : match.start()]):
            continue  # a value of programming languages
        scope = _scope(text, match.end()) or tuple(tokens(text[max(0, match.start() - FAR) : match.start()])[-2:])
        found.append(Negation(match.group().lower(), scope, match.start()))
    return tuple(found)


@lru_cache(maxsize=16384)
def hedges(source: str) -> tuple[Negation, ...]:
    """The cues by which a text says that something is supposed or only reported: `may have`, `allegedly`, `according to`.

    The scope is what follows in the clause; empty where the cue stands over the whole sentence.
    """
    text = fold(source)
    supposed = [
        Negation(
            match.group().lower(), _scope(text, match.start("verb") if match["verb"] else match.end()), match.start()
        )
        for match in _HEDGE.finditer(text)
    ]
    reported = [Negation(match.group().lower(), (), match.start()) for match in _ATTRIBUTION.finditer(text)]
    return (*supposed, *reported)


def reports_too(text: str, cue: str) -> bool:
    """Whether a text has the verb of a report's cue, if without the "that": `suggests it was older` for `suggests that it was`."""
    verb, *rest = cue.split()
    return (
        bool(rest)
        and rest[-1] == "that"
        and re.search(rf"\b{re.escape(verb)}\b", fold(text), re.IGNORECASE) is not None
    )


def allows_too(text: str, cue: str) -> bool:
    """Whether a text has for the cue `may evoke` the same verb as what can be: `can evoke` asserts no more."""
    modal, *verb = cue.split()
    said = re.finditer(r"\bcan\s+(?:(?:also|well|be|have)\s+)*([a-z]+)", fold(text), re.IGNORECASE)
    return modal == "may" and bool(verb) and any(stem(match[1].lower()) == stem(verb[-1]) for match in said)
