"""Short names in one document: "Thomson" where it calls one person William Thomson, "Heart" where it stands only in "Heart's Content".

Owns: `in_full`. Promises: what a short name means is told by its own document alone, so that another document's other Thomson is not
swallowed; the result does not depend on the order of uses. Imports `titles`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from agent.knowledge.model import NameUse
from agent.knowledge.text.english import OPENERS, STOP
from agent.knowledge.text.letters import fold, folded, spots
from agent.knowledge.text.normal import key
from agent.knowledge.things.titles import digits, is_surname, names_no_thing, without_prefix

_WORD = re.compile(r"[^\W_]+")
# A full stop belongs to a short form (`J.`, `Wm.`); behind anything longer it ends the sentence before.
_GIVEN = re.compile(r"(?<![\w'-])(?:(?:[A-Z][\w'-]*|(?:[A-Z][a-z]{0,2}|Benj|Chas|Robt|Thos)\.)\s){1,3}\Z")
_GOES_ON = re.compile(r"-| [A-Z]")
_OPENS = re.compile(r"(?:\A|[.!?:;…]['\")\]]*\s+|\n\s*|[\"'(\[])\Z")


@lru_cache(maxsize=65536)
def full_names(last: str, text: str) -> tuple[str, ...]:
    """The full names of two to four words in a text that end in this last name, each once, without courtesies; sorted.

    A capital that only begins a sentence ("Then Thomson") makes no name unless it stands elsewhere too.
    """
    found = set()
    for start, end in spots(last, text):
        given = _GIVEN.search(text[max(0, start - 60) : start])
        if not given or _GOES_ON.match(text[end : end + 2]):
            continue
        name = f"{' '.join(given.group().split())} {last}"
        begins = start - len(given.group())
        if _OPENS.search(text[max(0, begins - 4) : begins]) and name.split()[0].lower() in STOP | OPENERS:
            name = name.partition(" ")[2]
        while shorter := without_prefix(name):
            name = shorter
        first = name.split()[0]
        if " " in name and first.lower() not in STOP and not names_no_thing(first) and is_surname(last, name):
            found.add(name)
    return tuple(sorted(found))


@lru_cache(maxsize=65536)
def _only_within(short: str, longer: str, text: str) -> bool:
    """Whether the short name stands in the text, and nowhere but in the longer one."""
    return 0 < sum(1 for _ in spots(short, text)) <= sum(1 for _ in spots(longer, text))


def _bearers(use: NameUse, people: Iterable[str], text: str) -> list[str]:
    """The full names of the people who bear a last name in its document, one spelling a key: those that stand in its text, or else
    those by which it was called.
    """
    last = use.title.rpartition(" ")[2]
    if " " in use.title and (not text or len(use.title.split()) > 2 or key(use.title) in key(text)):
        return []  # a full name that stands there is nobody else's; one that does not was made up
    inside = full_names(fold(last), text) if text else ()
    named = inside or [title for title in people if is_surname(use.title, title)]
    return list({key(name): name for name in sorted(named, reverse=True)}.values())


def _wholes(use: NameUse, longer: Mapping[str, Iterable[str]], text: str) -> list[str]:
    if " " in use.title or key(use.title) == "":
        return []
    inside = {
        title
        for title in longer.get(use.title.lower(), ())
        if digits(title) == digits(use.title) and _only_within(fold(use.title), fold(title), text)
    }
    return list({key(title): title for title in sorted(inside, reverse=True)}.values())


def in_full(uses: Sequence[NameUse], text_of: Callable[[str], str]) -> list[NameUse]:
    """The uses, in their order: a last name alone under the full name of the only person who bears it in the same document, and a word
    under the only known name that its document ever writes it in.
    """
    people: dict[str, set[str]] = defaultdict(set)
    longer: dict[str, set[str]] = defaultdict(set)
    for use in uses:
        if " " in use.title:
            if use.kind == "person":
                people[use.document].add(use.title)
            for word in _WORD.findall(use.title.lower()):
                longer[word].add(use.title)
    result = []
    for use in uses:
        personal = use.kind in ("person", "other")
        text = folded(text_of(use.document)) if personal or " " not in use.title else ""
        whole = _bearers(use, people[use.document], text) if personal else []
        whole = whole or _wholes(use, longer, text)
        result.append(replace(use, title=whole[0], aliases=()) if len(whole) == 1 else use)
    return result
