"""Entity pages and redirects as markdown: what stands where on a page.

Owns: the order of a page and the meaning of its front matter. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, groupby, islice
from operator import attrgetter
from typing import Any

from agent.knowledge.model import Disagreement
from agent.knowledge.things.kinds import definition
from agent.known.lines import Line
from agent.wiki.callouts import callout, drawn_below, pointer
from agent.wiki.cite import Footnotes
from agent.wiki.prepared import Prepared
from agent.wiki.prose import AS_SHOWN, Drawer
from agent.wiki.rows import plain
from agent.wiki.text import clause, field, inline, one_line, shorten
from agent.wiki.view import Page, QuestionPage

DESCRIPTION_LIMIT = 200
LOOKED_AT = 60  # sentences below the opening, for one that says what a thing is
ALSO = "Also stated"
_ENDS = re.compile(r"[.!?。！？][\s\"'”’)\]]*$")


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a template is filled with: front matter in its order, the template's values, and ids of pages linked to."""

    meta: dict[str, Any]
    values: dict[str, Any]
    links: frozenset[str] = frozenset()


def draw_page(prepared: Prepared, page: Page) -> Drawn:
    """An entity page. Its texts are woven from top to bottom, so that a page is linked where it is named first."""
    drawer = Drawer(Footnotes(prepared.citer), prepared.weaver.page(page.id))
    parts = [("", page.lead), *_sections(page)]
    disputed = drawn_below(page, [lines for _, lines in parts])
    (_, lead), *sections = [
        (inline(heading), [*_blocks(lines, drawer), *_disputed(prepared, page, items, drawer)])
        for (heading, lines), items in zip(parts, disputed, strict=True)
    ]
    others: dict[str, str] = {}
    for item in page.see_also:
        if (other := prepared.page(item.title)) and other.id != page.id:
            others.setdefault(other.id, prepared.link(other) + (f": {inline(item.why)}" if one_line(item.why) else ""))
    values = {
        "title": inline(page.title) or prepared.files[page.id],
        "rehearsed": _rehearsed(prepared, page),
        "lead": lead,
        "sections": sections,
        "see_also": list(others.values()),
        "footnotes": drawer.notes.definitions(),
    }
    return Drawn(_meta(prepared, page, drawer.notes), values, frozenset({*others, *drawer.weaver.linked}))


def _blocks(lines: Sequence[Line], drawer: Drawer) -> Iterator[str]:
    """The lines of a part of a page; what nobody worded stands by source."""
    for place, group in groupby(lines, attrgetter("place")):
        first, *others = drawer.blocks(group) or [""]
        label = f"*{inline(place)}*:" if place and first else ""
        together = first[:2] not in ("- ", "| ", "``") and not first.startswith(AS_SHOWN)
        yield from (f"{label} {first}", *others) if label and together else filter(None, (label, first, *others))


def _disputed(prepared: Prepared, page: Page, items: Sequence[Disagreement], drawer: Drawer) -> Iterator[str]:
    """The callouts below a part of a page, then a line that leads to what other pages tell."""
    yield from (callout(item, drawer) for item in items if page.is_about(item))
    if others := [item for item in items if not page.is_about(item)]:
        yield pointer(others, "conflicts" if "conflicts.md" in prepared.own else "")


def draw_redirect(prepared: Prepared, page: Page) -> Drawn:
    """What is left of a page that went into another one."""
    other = prepared.page(page.id)
    goes_to = prepared.link(other) if other else inline(page.redirect or "")
    meta = {
        "id": page.id,
        "title": field(page.title) or prepared.files[page.id],
        "type": "redirect",
        "description": shorten(field(f"Goes to {other.title if other else page.redirect}."), DESCRIPTION_LIMIT),
    }
    return Drawn({**meta, **_dates(page)}, {"goes_to": goes_to})


def description_of(page: Page) -> str:
    """What the page's thing is, on one line of plain text: the first whole sentence of the opening that names it, else the one below that
    says best what it is, else the first that names it; else how the opening begins.

    Longer than 200 characters, it is cut where a clause ends; what names it only behind that does not count.
    """
    lead, lines = ([text for line in part if (text := one_line(line.told))] for part in (page.lead, page.lines))
    names = {one_line(name).casefold() for name in (page.title, page.title.partition(" (")[0], *page.aliases)} - {""}

    def naming(texts: Sequence[str]) -> Iterator[str]:
        whole = ((text, clause(plain(text), DESCRIPTION_LIMIT).casefold()) for text in texts if _is_whole(text))
        return (text for text, shown in whole if any(_holds(shown, name) for name in names))

    def defining() -> Iterator[str]:
        below = list(islice(naming(lines), LOOKED_AT))
        if found := definition((page.title.partition(" (")[0], *page.aliases), enumerate(below)):
            yield below[found[0]]
        yield from below

    whole = filter(_is_whole, lead)
    best = next(chain(naming(lead), defining(), whole, lead, lines), f"A page of kind {page.kind}.")
    return clause(plain(best), DESCRIPTION_LIMIT)


def _is_whole(text: str) -> bool:
    """Whether a text ends as a sentence does, and is no row of a table."""
    return bool(_ENDS.search(text)) and plain(text) == text


def _holds(text: str, name: str) -> bool:
    at = text.find(name)
    return at >= 0 and not text[at - 1 : at].isalnum() and not text[at + len(name) :][:1].isalnum()


def _meta(prepared: Prepared, page: Page, notes: Footnotes) -> dict[str, Any]:
    name = prepared.files[page.id]
    title = field(page.title) or name
    aliases = dict.fromkeys(field(alias) for alias in (title, *page.aliases))
    disagree = sum(item.state == "open" for item in page.disagreements)
    return {
        "id": page.id,
        "title": title,
        "type": page.kind,
        "description": field(description_of(page)),
        # Obsidian finds a page by its file name and its aliases, so a title that the file name cannot hold is one.
        "aliases": [alias for alias in aliases if alias and alias != name],
        "tags": [
            page.kind,
            *(["disagreement"] if disagree else []),
            *(["rehearsal"] if _rehearsed(prepared, page) else []),
        ],
        "sources": [
            {"id": document.slug, "resource": field(document.resource), "title": field(document.title)}
            for document in notes.documents
        ],
        # The same as links, in a list without levels: Obsidian shows nothing else as a property.
        "source_links": [
            f"[[{prepared.sources[document.id]}]]" for document in notes.documents if document.id in prepared.sources
        ],
        "claims": sum(bool(line.citations) for line in page.lead)
        if isinstance(page, QuestionPage)
        else len({claim for line in page.statements for claim in line.claims}) or len(page.lines),
        "conflicts": disagree,
        **_dates(page),
    }


def _rehearsed(prepared: Prepared, page: Page) -> bool:
    return page.rehearsed if isinstance(page, QuestionPage) else prepared.view.rehearsed


def _dates(page: Page) -> dict[str, str]:
    return {"created": page.created, "updated": page.updated or page.created}


def _sections(page: Page) -> list[tuple[str, Sequence[Line]]]:
    """The lines by heading, in order of first appearance. What has none, or the page's own title, comes first, under none.

    But where there are sections, a source's words without a heading come last: they are what nobody put anywhere.
    """
    title = one_line(page.title).casefold()
    under = [(heading if (heading := one_line(line.heading)).casefold() != title else "", line) for line in page.lines]
    parted = any(heading for heading, line in under if one_line(line.text))
    groups: dict[str, list[Line]] = {"": []}
    last: list[Line] = []
    for heading, line in under:
        if not one_line(line.text):
            continue
        if line.quoted and parted and not heading:
            last.append(line)
        else:
            groups.setdefault(heading, []).append(line)
    if last:
        groups.setdefault(ALSO, []).extend(last)
    return [(heading, lines) for heading, lines in groups.items() if lines]
