"""Which page a reader means by what it wrote for its title, what a release is better called, and which sentences it gave to so many that it
told nothing apart.

Owns: these readings of a reply. No effects.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent.episode.script import Turn
from agent.knowledge.model import Document
from agent.knowledge.text.normal import key, tokens
from agent.knowledge.things.titles import nameless_release
from agent.state.journal import ActRecord

SPREAD = 8  # pages that a sentence may go to without naming them; of 2,288 that capable readers gave to pages none went to more than six


def clean(title: str) -> str:
    """A title without what stands around it; a dot that a name begins with (`.NET`) stays."""
    bare = re.sub(r"\s+", " ", title).strip(" .,:;\"'")
    return f".{bare}" if f" .{bare}" in f" {title}" else bare


def titles_of(turns: Sequence[Turn]) -> list[str]:
    """The titles that this episode named, in order, each once."""
    return list(dict.fromkeys(clean(act.arguments["title"]) for turn in turns for act in turn.accepted("name_pages")))


def bare_releases(turn: Turn) -> bool:
    """Whether titles of a reply were refused as they are bare numbers of releases."""
    named = (act for act in turn.acts if act.name == "name_pages" and not act.accepted)
    return any(nameless_release(clean(act.arguments["title"])) for act in named)


def called_better(title: str) -> str:
    """What would pass instead of the bare number of a release; "" if the title is none."""
    number = nameless_release(title)
    say = ": call it by what it is a release of and the number, as “Kettle {}” is a release of Kettle, if this document names that"
    return say.format(number) if number else ""


def page_meant(said: str, titles: Sequence[str]) -> str:
    """The page that is meant by what was written for its title: itself, another spelling of it, or the only one that shares its words."""
    wanted = clean(said)
    if wanted in titles:
        return wanted
    same = [title for title in titles if key(title) == key(wanted)] or [
        title for title in titles if set(tokens(title)) & set(tokens(wanted))
    ]
    return same[0] if len(same) == 1 else ""


def scattered(document: Document, page: str, numbers: Iterable[int], reply: Sequence[ActRecord]) -> list[int]:
    """Those of the numbers that a reply gives to more than `SPREAD` pages which the sentence does not name, this page among them."""
    given: dict[int, set[str]] = {}
    for act in reply:
        if act.name == "assign" and isinstance(sentences := act.arguments.get("sentences"), list):
            for n in (n for n in sentences if isinstance(n, int)):  # what comes later in it is not checked yet
                given.setdefault(n, set()).add(str(act.arguments.get("page")))
    found = []
    for n in numbers:
        if len(given.get(n, ())) > SPREAD:
            text = document.sentence(n).casefold()
            unnamed = sum(other.casefold() not in text for other in given[n])
            found += [n] if unnamed > SPREAD and page.casefold() not in text else []
    return found
