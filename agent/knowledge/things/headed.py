"""Titles that tell things of one name apart: `Danger Mouse (1981 TV series)`, `Rush Township, Scioto County, Ohio`.

Owns: `headed`, `told_apart`. Promises: symmetric; pure; a title that merely goes on (`Kettle: a review`, `Kettle (draft)`) tells nothing
apart. Imports what sorts of things there are, and normalisation.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import key, tokens
from agent.knowledge.things.kinds import sort_of

_NAME = r"(?:the\s+)?(?P<name>[^,(.!?\n]{2,80}?)"
_BRACKETS = r"\((?P<brackets>[^()\n]{1,60})\)"
_TITLE = re.compile(rf"{_NAME}\s*{_BRACKETS}", re.IGNORECASE)
# The title of a page that was saved as text: the name comes again right behind what tells it apart.
_SAVED = re.compile(
    rf"{_NAME}(?:\s*{_BRACKETS}|,\s(?-i:(?P<place>[A-Z\d][^.!?(\n]{{1,60}}?))|\s(?P<year>\d{{4}}))\s+(?:the\s+)?(?P=name)(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Headed:
    """A name (its key) and the content words by which a title tells its thing from others of that name."""

    name: str
    words: frozenset[str]


def headed(title: str, text: str) -> Headed | None:
    """What the title of a document, or its beginning if it is a saved page, tells its thing apart by; None if by nothing."""
    saved = _SAVED.match(fold(text[:400]).strip())
    found = saved or _TITLE.match(fold(title).strip())
    if found is None:
        return None
    brackets = found["brackets"]
    if brackets and not (_YEAR.search(brackets) or sort_of(brackets.split(",")[0]) not in ("", "writing") or saved):
        return None
    said = brackets or (saved and (saved["place"] or saved["year"])) or ""
    return Headed(key(found["name"]), frozenset(tokens(said)))


def told_apart(a: Headed | None, b: Headed | None) -> bool:
    """Whether two titles have one name and each tells by what the other does not: two things, whatever is asked of them."""
    return a is not None and b is not None and a.name == b.name and bool(a.words - b.words) and bool(b.words - a.words)
