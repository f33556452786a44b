"""Entity pages and redirects as markdown: what stands where on a page.

Owns: the order of a page and the meaning of its front matter. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from agent.knowledge.model import Disagreement, Side
from agent.known.lines import Line
from agent.wiki.cite import Footnotes
from agent.wiki.prepared import Prepared
from agent.wiki.prose import Drawer, nested
from agent.wiki.rows import plain
from agent.wiki.text import clause, field, inline, one_line, shorten
from agent.wiki.view import Page, QuestionPage

DESCRIPTION_LIMIT = 200
VALUE_LIMIT = 40  # characters of a side's value; a longer one is a sentence, and stands in its claim
ALSO = "Also stated"
_CALLOUTS = {
    "open": "[!warning] Sources disagree",
    "changed": "[!info] Changed over time",
    "resolved": "[!success] Resolved",
}
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
    lead = drawer.blocks(page.lead)
    callouts = [_callout(item, drawer) for item in page.disagreements if item.state in _CALLOUTS]
    sections = [(inline(heading), drawer.blocks(lines)) for heading, lines in _sections(page)]
    others: dict[str, str] = {}
    for item in page.see_also:
        if (other := prepared.page(item.title)) and other.id != page.id:
            others.setdefault(other.id, prepared.link(other) + (f": {inline(item.why)}" if one_line(item.why) else ""))
    values = {
        "title": inline(page.title) or prepared.files[page.id],
        "rehearsed": _rehearsed(prepared, page),
        "lead": lead,
        "callouts": callouts,
        "sections": sections,
        "see_also": list(others.values()),
        "footnotes": drawer.notes.definitions(),
    }
    return Drawn(_meta(prepared, page, drawer.notes), values, frozenset({*others, *drawer.weaver.linked}))


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
    """What the page's thing is, on one line of plain text: the first whole sentence that names it, of the opening if there is one.

    Longer than 200 characters, it is cut where a clause ends.
    """
    lead, lines = ([text for line in part if (text := one_line(line.told))] for part in (page.lead, page.lines))
    names = {one_line(name).casefold() for name in (page.title, page.title.partition(" (")[0], *page.aliases)} - {""}
    whole = filter(_is_whole, lead)
    naming = (
        text for text in (*lead, *lines) if _is_whole(text) and any(_holds(text.casefold(), name) for name in names)
    )
    best = next(chain(naming, whole, lead, lines), f"A page of kind {page.kind}.")
    return clause(plain(best), DESCRIPTION_LIMIT)


def _is_whole(text: str) -> bool:
    """Whether a text ends as a sentence does, and is no row of a table."""
    return bool(_ENDS.search(text)) and plain(text) == text


def _holds(text: str, name: str) -> bool:
    at = text.find(name)
    return at >= 0 and not text[at - 1 : at].isalnum() and not text[at + len(name) :][:1].isalnum()


def side_line(side: Side, drawer: Drawer) -> str:
    """One side of a disagreement: its value if it is short, its claim (in quotation marks if it is the source's sentence), its footnote."""
    value = f"**{inline(side.value)}**: " if 0 < len(one_line(side.value)) <= VALUE_LIMIT else ""
    citer, citation = drawer.notes.citer, side.citation
    document = citer.documents[citation.document] if citer.holds(citation) else None
    prose = document and document.sentences[citation.first - 1].kind in {"prose", "item", "speech"}
    if document and prose and side.claim == document.quote(citation.first, citation.last):
        speaker = document.sentences[citation.first - 1].speaker
        who = f"{drawer.weaver.line(speaker, [citation.document])}: " if speaker else ""
        claim = f"{who}“{drawer.weaver.line(nested(side.claim), [citation.document])}”"
    elif value:
        claim = drawer.words(side.claim, [citation])
    else:  # without a value before it, the name of a row's first column could be taken for one
        claim = drawer.weaver.line(side.claim, [citation.document])
    return value + claim + drawer.notes.mark([citation])


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


def _callout(item: Disagreement, drawer: Drawer) -> dict[str, Any]:
    about = inline(item.about)
    return {
        "head": f"{_CALLOUTS[item.state]}: {about}" if about else _CALLOUTS[item.state],
        "sides": [side_line(side, drawer) + _told(side) for side in item.sides],
        "settled": settled_line(item),
    }


def _told(side: Side) -> str:
    told = ", ".join(when_and_by(side))
    return f" ({told})" if told else ""


def when_and_by(side: Side) -> list[str]:
    """When what a side rests on was written, with how sure that is, and by whom; nothing of what it does not say."""
    told = (side.date or side.when, f"by {side.by}" if side.by else "")
    return [inline(part) for part in told if part]


def settled_line(item: Disagreement) -> str:
    """What a person wrote when they settled it, with the day; empty if nobody did."""
    if item.state != "resolved":
        return ""
    return f"Settled by a person on {inline(item.settled)}: {inline(item.note)}"


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
