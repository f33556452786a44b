"""Which pages may be one by their names, and why.

Owns: `named_alike`. A function of what pages are called and of what kind they are: as long as that is the same it is kept as a row, as all
names are held against all others.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import TypeAdapter

from agent.knowledge.model import short_hash
from agent.knowledge.things.entities import shared_names
from agent.knowledge.things.spelling import near_matches, shortened
from agent.known.lasting import Lasting
from agent.known.pages import KnownPage

HELD = "one name holds the other"
PAIRS = TypeAdapter(list[tuple[str, str, str]])


def named_alike(pages: Sequence[KnownPage], lasting: Lasting) -> list[tuple[str, str, str]]:
    """(title, title, reason), the titles and the pairs in order."""
    called = [
        (page.title, page.kind, page.entity.key, [(use.title, use.aliases) for use in page.entity.uses])
        for page in pages
    ]
    return lasting.of("alike", "", short_hash(repr(called)), lambda: _found(pages), PAIRS)


def _found(pages: Sequence[KnownPage]) -> list[tuple[str, str, str]]:
    by_title = {page.title: page for page in pages}
    by_key = {page.entity.key: page.title for page in pages}
    found: dict[tuple[str, str], str] = {}
    for a, b, _ in near_matches(by_title):
        found.setdefault((a, b), "near names")
    for a, b in shortened(by_title):
        if by_title[a].kind in (by_title[b].kind, "other"):
            found.setdefault((min(a, b), max(a, b)), HELD)
    for one, two in shared_names(page.entity for page in pages):
        a, b = by_key[one], by_key[two]
        found.setdefault((min(a, b), max(a, b)), "both claim one name")
    return [(a, b, reason) for (a, b), reason in sorted(found.items())]
