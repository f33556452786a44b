"""`conflicts.md`: every disagreement with both sides, written so that it reads well and a program can read it, too.

Owns: the shape of an entry. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any

from agent.knowledge.model import Disagreement, Side
from agent.known.disagreements import by_value
from agent.wiki.callouts import before, said_by, settled_line, when_and_by
from agent.wiki.cite import Footnotes
from agent.wiki.entity import Drawn
from agent.wiki.prepared import Prepared
from agent.wiki.prose import Drawer
from agent.wiki.text import inline

SECTIONS = {"open": "Open", "changed": "Changed over time", "resolved": "Resolved"}
"""Headings by state. What was withdrawn is not written."""


def draw_conflicts(prepared: Prepared) -> Drawn:
    """`conflicts.md`, by state, the most weighty first: those with most sides, on the fullest pages. Links are woven like on any page."""
    drawer = Drawer(Footnotes(prepared.citer), prepared.weaver.page())
    sections = []
    counts = {}
    for state, heading in SECTIONS.items():
        items = [item for item in prepared.view.disagreements if item.state == state]
        counts[state] = len(items)
        items.sort(key=partial(_weight, prepared))
        sections.append({"heading": heading, "entries": [_entry(prepared, item, drawer) for item in items]})
    meta = {
        "title": "Conflicts",
        "type": "conflicts",
        "description": "Every place where the sources disagree, with both sides.",
        **counts,
    }
    return Drawn(
        meta, {"sections": sections, "footnotes": drawer.notes.definitions(), "rehearsed": prepared.view.rehearsed}
    )


def _weight(prepared: Prepared, item: Disagreement) -> tuple[int, int, str, str, str]:
    page = prepared.page(item.page)
    told = len(page.statements) if page else 0
    return -len(item.sides), -told, _page_title(prepared, item), item.title, item.id


def _page_title(prepared: Prepared, item: Disagreement) -> str:
    page = prepared.page(item.page)
    return page.title if page else prepared.title(item.page)


def _entry(prepared: Prepared, item: Disagreement, drawer: Drawer) -> dict[str, Any]:
    page = prepared.page(item.home or item.page)
    words = inline(item.title)
    return {
        "heading": f"{words} `{item.id}`" if words else f"`{item.id}`",
        "page": prepared.link(page) if page else inline(prepared.title(item.page)),
        "kind": item.kind,
        "state": item.state,
        "sides": list(_sides(prepared, item, drawer)),
        "settled": settled_line(item),
        "newer": _newer(prepared, item.sides),
    }


def _sides(prepared: Prepared, item: Disagreement, drawer: Drawer) -> Iterator[str]:
    """The sides as items of a list; several that say the same below their value."""
    for value, numbers in by_value(item.sides):
        sides = [item.sides[n] for n in numbers if prepared.citer.holds(item.sides[n].citation)]
        said = [said_by(side, drawer, value) + _where(prepared, side) for side in sides]
        together = before(value) if len(said) > 1 else ""
        if together:
            yield f"- {together.removesuffix(': ')}"
        yield from (f"  - {line}" if together else f"- {before(value)}{line}" for line in said)


def _where(prepared: Prepared, side: Side) -> str:
    link = prepared.citer.source_link(prepared.citer.documents[side.citation.document])
    return " — " + ", ".join([link, *when_and_by(side)])


def _newer(prepared: Prepared, sides: Iterable[Side]) -> str:
    """Which side is the newest, where their dates tell; that is said, not decided by."""
    dated = {side.date: side for side in sides if side.date and prepared.citer.holds(side.citation)}
    if len(dated) < 2:
        return ""
    date = max(dated)
    newest = prepared.citer.documents[dated[date].citation.document]
    return f"{prepared.citer.source_link(newest)} ({inline(date)})"
