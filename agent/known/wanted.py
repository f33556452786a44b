"""Names that several pages mention and nobody wrote a page for. Never a wikilink: a row, listed by lint and hollow in the graph.

Owns: finding them, model-free, in the sentences that pages cite. A name is told by its capitals, and how a sentence begins by English
words: sentences in other languages name nothing here.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import partial

from pydantic import TypeAdapter

from agent.knowledge.model import Claim, Document
from agent.knowledge.text.names import Name, proper_names
from agent.knowledge.text.normal import key
from agent.knowledge.things.titles import names_no_thing
from agent.known.lasting import Lasting
from agent.known.pages import Known
from agent.known.slices import Sliced, whole

PAGES = 2  # that mention it
BESIDE = 60  # characters beside a name that are looked at
SENTENCES = 2  # that do: a name told once in passing is no page
_LABEL = re.compile(r"(\A|\| )[^:|]{1,40}: ")
_FIRM = re.compile(
    r"\b(?:Company|Companies|Co|Corporation|Society|Association|Committee|Railway|Bank|Department|Ministry|Works)\Z"
)
_AND_BEFORE = re.compile(r"[A-Z][\w'’-]{0,60},? (?:and|&) \Z")
_AND_AFTER = re.compile(r",? (?:and|&) [A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*")
Find = Callable[[str], Document]
NAMED = TypeAdapter(list[tuple[str, str, tuple[str, int]]])


def wanted(known: Known, find: Find, lasting: Lasting | None = None) -> list[tuple[str, tuple[str, ...]]]:
    """(name, titles of the pages that mention it), most mentioned first. `lasting` spares looking again for names in the same claims."""
    return whole(seeking(known, find, lasting or Lasting()))


def seeking(known: Known, find: Find, lasting: Lasting) -> Sliced[list[tuple[str, tuple[str, ...]]]]:
    """The same, in slices."""
    spellings: dict[str, str] = {}
    mentions: dict[str, set[str]] = defaultdict(set)
    places: dict[str, set[tuple[str, int]]] = defaultdict(set)
    held = _words_of_names(known)
    for page in known.pages:
        yield
        for identity, name, place in lasting.of(
            "named", page.id, page.claims, partial(_named, page.claims, find), NAMED
        ):
            if identity not in known.names and identity not in held:
                spellings[identity] = min(spellings.get(identity, name), name)
                mentions[identity].add(page.title)
                places[identity].add(place)
    often = {k for k, where in places.items() if len(where) >= SENTENCES}
    found = [
        (spellings[k], tuple(sorted(titles))) for k, titles in mentions.items() if len(titles) >= PAGES and k in often
    ]
    return sorted(found, key=lambda entry: (-len(entry[1]), entry[0]))


def _named(claims: Iterable[Claim], find: Find) -> list[tuple[str, str, tuple[str, int]]]:
    """The names of things in claims: (key, as it is written, the document and the sentence)."""
    found = []
    for claim in claims:
        document = find(claim.document)
        if document.language != "en":
            continue
        text = document.quote(claim.first, claim.last)
        if document.sentences[claim.first - 1].kind == "row":
            text = _LABEL.sub(r"\1", text)  # what a column is called is nobody's name
        for name in proper_names(text):
            identity = key(name.text)
            if len(identity) >= 3 and not names_no_thing(name.text) and not _is_part(text, name):
                found.append((identity, name.text, (claim.document, claim.first)))
    return found


def _is_part(text: str, name: Name) -> bool:
    """Whether a name is half of a longer one: the Telegraph Construction and Maintenance Company."""
    before = _AND_BEFORE.search(text[max(0, name.start - BESIDE) : name.start]) and _FIRM.search(name.text)
    after = _AND_AFTER.match(text[name.end : name.end + BESIDE])
    return bool(before or (after and _FIRM.search(after.group())))


def _words_of_names(known: Known) -> set[str]:
    """Keys of the words in names of several words, and of names that several pages claim: alone they are no names to write about."""
    names = {name for page in known.pages for name in (page.title, *page.aliases)}
    names |= {alias for page in known.pages for use in page.entity.uses for alias in use.aliases}
    return {key(word) for name in names for word in (*name.split(), name) if word[:1].isupper()} | {""}
