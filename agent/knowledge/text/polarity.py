"""What a sentence says: whether it states anything at all, and what it denies.

Owns: `states`, `aside`, `goes_on`; `negations` and the clause around a place. Promises: no model; a cue's bearing ends at the
clause; of a language that is not known nothing is found. Imports normalisation and what is known of languages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.knowledge.text.english import COMMANDS, FINITE, NOUNS_TOO, OBJECTS
from agent.knowledge.text.languages import commands, language_of
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
            tokens(" ".join(word for word in match.group().split() if not known.negation.fullmatch(word)), language)
            if known and language == "fr"
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


_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PRELUDE = re.compile(
    r"""\A(?:\W|(?:please|kindly|also|and|but|so|then|now|next|first|second|finally|instead|lastly|afterwards?|just|never|always
    |do\ not|don['’]t|you\ (?:must|should|have\ to|need\ to|will|are\ to)|i\ want\ you\ to|make\ sure\ (?:to|that\ you)|be\ sure\ to
    |remember\ to|(?:step\ |task\ )?\d+\s*[:.)-])(?=\W|\Z))*""",
    re.IGNORECASE | re.VERBOSE,
)
# Whoever is spoken to is to write something, so this is no account of the world.
_TO_A_WRITER = re.compile(
    r"\byour (?:\w+ )?(?:answer|response|reply|output|completion|summary|elucidation|wiki|pages?)\b", re.IGNORECASE
)
# What a text is going to tell is not told yet.
_ANNOUNCES = re.compile(
    r"""\b(?:(?:we|i|this\ (?:essay|article|chapter|section|post|page|guide|tutorial))\ (?:will|shall|(?:am|are|is)\ going\ to)
    |in\ this\ (?:essay|article|chapter|section|post|guide|tutorial),?\ (?:we|i))\ (?:now\ |also\ |briefly\ )?
    (?:explore|examine|discuss|look\ (?:at|into|closely)|delve|consider|describe|cover|investigate|review|outline|focus|turn\ to)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_GREETS = re.compile(
    r"""\A\W*(?:good\ (?:morning|afternoon|evening|night)|hello|hi|welcome|thank\ you|thanks|ladies\ and\ gentlemen|dear(?=\ ))
    (?:\W+(?:all|everyone|everybody|friends|colleagues|readers?|listeners|and|welcome|back|very|much|so|again|for|listening|reading|coming
    |ladies|gentlemen|having|me|us|to))*\W*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_ASKS = re.compile(r"\?[\"'”’)\]*_`\s]*\Z")
_PRONOUN = re.compile(r"\W*(?:he|she|it|they|his|her|its|their|this|these|that|those|here|there)\b", re.IGNORECASE)
_COMMON_NOUN = re.compile(r"\W*[Tt]he [a-z]+")


# A footer, an example, and what a text says of itself: of no two of them one is wrong.
_ASIDE = re.compile(
    r"""\A\W*(?:for\ example|for\ instance|e\.\s?g\.|examples?\s?:|(?:zum|ein)\ beispiel|z\.\s?b\.|beispiele?\s?:|par\ exemple
        |exemples?\s?:|por\ ejemplo|p\.\s?ej\.|ejemplos?\s?:|per\ esempio|例如|例[:：]|例えば|たとえば)
    |\b(?:this|the)\ (?:page|document|article|site|file|manual)\ (?:was|is|has\ been)\ (?:last|automatically|generated|printed|created
        |licen[cs]ed)\b
    |\blast\ (?:modified|updated|changed|edited|reviewed|revised)\b|\b(?:generated|printed|retrieved|accessed)\ on\ .{0,40}\d{4}
    |\ball\ rights\ reserved\b|\bcopyright\ (?:©|\(c\)|\d{4})|©|\bzuletzt\ (?:geändert|bearbeitet|aktualisiert)
    |\bdernière\ (?:mise\ à\ jour|modification)|\búltima\ (?:actualización|modificación|edición)|最后(?:更新|修改|编辑)|最終更新
    |\b(?:this|the\ following|the\ next|the\ previous)\ (?:page|document|section|chapter|manual|article|guide|tutorial|table|figure
        |listing|appendix|example)\ (?:\w+\ )?(?:describes?|explains?|lists?|shows?|covers?|contains?|gives?|illustrates?|demonstrates?
        |discuss(?:es)?|summari[sz]es?|provides?)\b
    |\bsee\ (?:also\ )?(?:the\ )?(?:section|chapter|page|appendix|table|figure)\b
    |\bdiese[rsm]?\ (?:seite|dokument|abschnitt|kapitel|artikel|handbuch)\ (?:beschreib|erklär|zeig|enthält)
    |\bc(?:ette|e)\ (?:page|section|chapitre|document|article)\ (?:décri|expliqu|présent)
    |\best[ea]\ (?:página|sección|capítulo|documento|artículo)\ (?:describ|explic|muestr|present)""",
    re.IGNORECASE | re.VERBOSE,
)


def aside(text: str) -> bool:
    """Whether a sentence is a footer, an example or about its own text, and so states nothing of the world that another could deny."""
    return _ASIDE.search(text) is not None


def states(text: str) -> bool:
    """Whether a sentence says that something is so. A question does not, nor a command to its reader (`Also write 7.`), nor what a text
    says that it will say (`In this essay we will explore …`), nor a greeting.

    Of a word that is a noun as well (`Set theory is …`, `Play was stopped`) the verb that soon follows tells.
    """
    if any(pattern.search(text) for pattern in (_ASKS, _TO_A_WRITER, _ANNOUNCES, _GREETS)):
        return False
    first = re.search(r"\w", text)
    if first and any(command.match(text, first.start()) for command in commands()):
        return False
    rest = _PRELUDE.sub("", text, count=1)
    found = [word.lower() for word in _WORD.findall(rest)]
    if not found or found[0] not in COMMANDS:
        return True
    if any(word in FINITE for word in found[1:4]):
        return re.match(r"\A[a-z'’]+\s*[:,]", rest, re.IGNORECASE) is None
    return found[0] in NOUNS_TOO and len(found) > 3 and found[1] not in OBJECTS


def goes_on(text: str) -> bool:
    """Whether a sentence begins with a pronoun, or with "the" and a common noun, and so may go on about what stood before it."""
    return bool(_PRONOUN.match(text) or _COMMON_NOUN.match(text))
