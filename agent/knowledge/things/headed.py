"""Titles that tell things of one name apart: `Danger Mouse (1981 TV series)`, `Rush Township, Scioto County, Ohio`.

Owns: `headed`, `told_apart`. Promises: symmetric; pure; a title that merely goes on (`Kettle: a review`, `Kettle (draft)`) tells nothing
apart. Imports what sorts of things there are, and normalisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

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
_BEGUN = re.compile(rf"{_NAME} ?{_BRACKETS} (?=[\"']?(?-i:[A-Z])[\w'.]*\s)", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Headed:
    """A name (its key) and the content words, as they stand, by which a title tells its thing from others of that name."""

    name: str
    words: frozenset[str]
    said: str = ""


@lru_cache(maxsize=4096)
def headed(title: str, beginning: str) -> Headed | None:
    """What the title of a document, or its beginning if it is a saved page, tells its thing apart by; None if by nothing.

    Years alone are none: a life in brackets may be the matter in dispute.
    """
    begun = fold(beginning[:400]).strip()
    saved = _SAVED.match(begun) or _BEGUN.match(begun)
    found = saved or _TITLE.match(fold(title).strip())
    if found is None:
        return None
    brackets = found["brackets"]
    if brackets and not re.search(r"[^\W\d_]", brackets):
        return None
    run_in = saved and "\n" not in saved.group()
    thing = brackets and (_YEAR.search(brackets) or sort_of(brackets.split(",")[0]) not in ("", "writing"))
    if brackets and not (thing or run_in):
        return None
    said = brackets or next((part for part in found.groupdict().values() if part and part != found["name"]), "")
    return Headed(key(found["name"]), frozenset(tokens(said)), " ".join(said.split()))


def told_apart(a: Headed | None, b: Headed | None) -> bool:
    """Whether two titles have one name and each tells by what the other does not: two things, whatever is asked of them."""
    return a is not None and b is not None and a.name == b.name and bool(a.words - b.words) and bool(b.words - a.words)


def without_title(names: Iterable[str], text: str) -> str:
    """A sentence without the title that a saved page has run into it: `Kettle (band) Kettle is a band` is `Kettle is a band`."""
    name = "|".join(re.escape(fold(name)) for name in names)
    found = re.match(
        rf"(?:the )?(?:{name})(?:,? [^.!?]{{0,60}}?)? (?=[\"']?(?:the )?(?:{name})(?!\w))", fold(text), re.IGNORECASE
    )
    return text[found.end() :] if found else text
