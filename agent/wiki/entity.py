"""Entity pages and redirects as markdown: what stands where on a page.

Owns: the order of a page and the meaning of its front matter. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from agent.knowledge.model import Citation, Disagreement, Side
from agent.wiki.cite import Footnotes
from agent.wiki.prepared import Prepared
from agent.wiki.rows import is_row, readable
from agent.wiki.text import code_block, field, inline, one_line, shorten
from agent.known.line import Line
from agent.wiki.view import Page
from agent.wiki.weave import PageWeaver

DESCRIPTION_LIMIT = 160
_HEADINGS_AT_MOST = 8
_CALLOUTS = {
    "open": "[!warning] Sources disagree",
    "changed": "[!info] Changed over time",
    "resolved": "[!success] Resolved",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """What a template is filled with: front matter in its order, the template's values, and ids of pages linked to."""

    meta: dict[str, Any]
    values: dict[str, Any]
    links: frozenset[str] = frozenset()


def draw_page(prepared: Prepared, page: Page) -> Drawn:
    """An entity page. Its texts are woven from top to bottom, so that a page is linked where it is named first."""
    notes, weaver = Footnotes(prepared.citer), prepared.weaver.page(page.id)
    lead = " ".join(cited(line, notes, weaver) for line in page.lead if one_line(line.text))
    callouts = [_callout(item, notes, weaver) for item in page.disagreements if item.state in _CALLOUTS]
    sections = [
        {"heading": inline(heading), "body": _listed(prepared, lines, notes, weaver)}
        for heading, lines in _sections(line for line in page.lines if one_line(line.text))
    ]
    others = {other.id: other for title in page.see_also if (other := prepared.page(title)) and other.id != page.id}
    values = {
        "title": inline(page.title) or prepared.files[page.id],
        "rehearsed": prepared.view.rehearsed,
        "lead": lead,
        "callouts": callouts,
        "sections": sections,
        "see_also": [prepared.link(other) for other in others.values()],
        "footnotes": notes.definitions(),
    }
    return Drawn(_meta(prepared, page, notes), values, frozenset({*others, *weaver.linked}))


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
    """One line of plain text, at most 160 characters: the page's own, else how its lead begins, else its kind."""
    lead = " ".join(line.text for line in page.lead)
    return (
        shorten(page.description, DESCRIPTION_LIMIT)
        or shorten(lead, DESCRIPTION_LIMIT)
        or f"A page of kind {page.kind}."
    )


def cited(line: Line, notes: Footnotes, weaver: PageWeaver) -> str:
    """A statement as markdown, woven, with its footnote marks."""
    return _words(line.text, line.citations, notes, weaver) + notes.mark(line.citations)


def side_line(side: Side, notes: Footnotes, weaver: PageWeaver) -> str:
    """One side of a disagreement: its value, its claim, its footnote."""
    value = f"**{inline(side.value)}**: " if one_line(side.value) else ""
    # Without a value before it, the name of a row's first column could be taken for one.
    claim = (
        _words(side.claim, [side.citation], notes, weaver)
        if value
        else weaver.line(side.claim, [side.citation.document])
    )
    return value + claim + notes.mark([side.citation])


def _words(text: str, citations: Sequence[Citation], notes: Footnotes, weaver: PageWeaver) -> str:
    """`text`, woven; the row of a table with its columns told apart."""
    words = partial(weaver.line, documents=[citation.document for citation in citations])
    row = readable(text, words) if is_row(text, citations, notes.citer.documents) else ""
    return row or words(text)


def _meta(prepared: Prepared, page: Page, notes: Footnotes) -> dict[str, Any]:
    name = prepared.files[page.id]
    title = field(page.title) or name
    aliases = dict.fromkeys(field(alias) for alias in (title, *page.aliases))
    lines = [*page.lead, *page.lines]
    disagree = sum(item.state == "open" for item in page.disagreements)
    return {
        "id": page.id,
        "title": title,
        "type": page.kind,
        "description": shorten(field(description_of(page)), DESCRIPTION_LIMIT),
        # Obsidian finds a page by its file name and its aliases, so a title that the file name cannot hold is one.
        "aliases": [alias for alias in aliases if alias and alias != name],
        "tags": [
            page.kind,
            *(["disagreement"] if disagree else []),
            *(["rehearsal"] if prepared.view.rehearsed else []),
        ],
        "sources": [
            {"id": document.slug, "resource": field(document.resource), "title": field(document.title)}
            for document in notes.documents
        ],
        "claims": len({claim for line in lines for claim in line.claims}) or len(page.lines),
        "conflicts": disagree,
        **_dates(page),
    }


def _dates(page: Page) -> dict[str, str]:
    return {"created": page.created, "updated": page.updated or page.created}


def _callout(item: Disagreement, notes: Footnotes, weaver: PageWeaver) -> dict[str, Any]:
    return {
        "head": _CALLOUTS[item.state],
        "about": inline(item.about),
        "sides": [
            side_line(side, notes, weaver) + (f" ({inline(side.date)})" if side.date else "") for side in item.sides
        ],
    }


def _sections(lines: Iterable[Line]) -> list[tuple[str, list[Line]]]:
    """Lines by heading, in order of first appearance: those without one first, those with a rare one last.

    A heading over a single line helps nobody, and more than eight are a table of contents: the lines of such come
    under `Also stated`, or under nothing where no heading stands.
    """
    all_lines = [(one_line(line.heading), line) for line in lines]
    counts = Counter(heading for heading, _ in all_lines if heading)
    standing = {heading for heading, count in counts.most_common(_HEADINGS_AT_MOST) if count > 1}
    groups: dict[str, list[Line]] = {"": [], **{heading: [] for heading in counts if heading in standing}}
    rest: list[Line] = []
    for heading, line in all_lines:
        groups.get(heading, rest).append(line)
    if standing:
        groups["Also stated"] = [*groups.get("Also stated", []), *rest]
    else:
        groups[""] = [line for _, line in all_lines]
    return [(heading, group) for heading, group in groups.items() if group]


def _listed(prepared: Prepared, lines: Iterable[Line], notes: Footnotes, weaver: PageWeaver) -> str:
    """The lines as a list; source code stands between its items as a block."""
    body, was_item = "", False
    for line in lines:
        block = code_block(line.text) if _is_code(prepared, line) else None
        item = (
            f"As the source shows it:{notes.mark(line.citations)}\n\n{block}"
            if block
            else f"- {cited(line, notes, weaver)}"
        )
        body += ("" if not body else "\n" if was_item and not block else "\n\n") + item
        was_item = not block
    return body


def _is_code(prepared: Prepared, line: Line) -> bool:
    """Whether the line is a block of source code as it stands in a document."""
    citation = next(iter(line.citations), None)
    if citation is None or "\n" not in line.text or not prepared.citer.holds(citation):
        return False
    return prepared.citer.documents[citation.document].sentences[citation.first - 1].kind == "code"
