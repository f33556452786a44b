"""Titles that are no name of a thing: a heading in words ("The plan and the voyage"), a bare noun ("conductors").

Owns: `fragment`. Promises: whatever the text defines ("A mirror galvanometer is an instrument") is a name, and what is written in a
script or language without capitals for names is let be. English patterns. Imports definitions and sorts.
"""

from __future__ import annotations

import re

from agent.knowledge.text.english import listed
from agent.knowledge.text.letters import fold
from agent.knowledge.things.defining import said_of
from agent.knowledge.things.kinds import singular, sort_of

_ARTICLE = re.compile(r"(?:The|A|An)\s+(?P<rest>.*)", re.IGNORECASE)
_NUMBERS = listed("two three four five six seven eight nine ten several some many")
_IN_WORDS = re.compile(
    r"[A-Z][a-z]+ing (?:the|a|an|our|your) [a-z]"  # Making the cable
    r"|[A-Z][a-z]+ed (?:to|by|in|from|for|at|with|on) "  # Chartered to Telcon
    r"|.*\b(?:I|[Ww]e|[Mm]y|[Oo]ur|[Yy]ou|[Yy]our) [a-z]"  # People I keep mixing up
    r"|.*[:;] [a-z]"  # Reading notes: the year 1866
)
REASON = "it is a heading or a common noun that the text does not define, not a name"
_ADJECTIVES = listed(
    """large small big long short old new young first second third last next other same great good bad early late high low thick thin
    main whole own lost common heavy light"""
)
_SCRAPS = listed("draft purpose-built part-time")


def _plain(words: list[str]) -> bool:
    """Whether all words are in lower case, or numbers; one at least in letters that have capitals."""
    return all(word == word.lower() for word in words) and any(word.islower() and word.isascii() for word in words)


def _times(name: str, text: str) -> int:
    return len(re.findall(rf"(?<![\w-]){re.escape(name)}(?:s|es)?(?![\w-])", text, re.IGNORECASE))


def fragment(title: str, text: str) -> bool:
    """Whether a title is a fragment of a sentence or a noun of everyday, and the text it was named from does not define it.

    A word in lower case may be a name where the text defines it, or says it again and it is more than the bare name of a sort
    ("gutta-percha", but not "cable"); several words unless they begin with a plain adjective ("mirror galvanometer", not "large coil").
    """
    title, text = fold(title).strip(), fold(text)
    words = title.split()
    article = _ARTICLE.fullmatch(title)
    bare = article["rest"] if article else title
    shaped = _IN_WORDS.match(title) or (words[0].lower() in _NUMBERS and _plain(words[1:]))
    described = bool(article) and bool(re.match(r"[a-z]|\d+ [a-z]", bare))
    common = _plain(words) or (len(words) == 1 and _never_a_name(title, text))
    if not (shaped or described or common) or _defined(bare, text):
        return False
    if shaped or (described and _plain(bare.split())):
        return True
    if len(bare.split()) > 1 and not described:
        return bare.split()[0].lower() in _ADJECTIVES and _times(bare, text) < 2
    return _times(bare, text) < 2 or bool(sort_of(singular(bare.lower())))


def _never_a_name(word: str, text: str) -> bool:
    """Whether a word has its capital only where a line or a sentence begins, and the text writes it small elsewhere; or is a scrap."""
    if word.lower() in _SCRAPS:
        return True
    if not re.fullmatch(r"[A-Z][a-z]+", word):
        return False
    small = re.search(rf"(?<![\w-]){re.escape(word.lower())}(?![\w-])", text)
    inside = re.search(rf"[\w,;] {re.escape(word)}(?![\w-])", text)
    return bool(small) and not inside


def _defined(name: str, text: str) -> bool:
    names = {name, name[:1].upper() + name[1:]}
    label = (
        rf"(?m)^(?:[-*•] )?(?:The |An? )?{re.escape(name)}(?: \([^()\n]*\))?"
        r"(?:: \S|,? (?:is|are|was|were|means|refers to) (?:an?|the|any|one)\b)"
    )
    return bool(re.search(label, text, re.IGNORECASE)) or any(
        said.rank < 2
        for line in text.split("\n")
        if name.lower() in line.lower()
        for each in names
        for said in said_of(each, line)
    )
