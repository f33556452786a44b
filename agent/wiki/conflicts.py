"""`conflicts.md`: every disagreement with both sides, written so that it reads well and can be read back.

Owns: the shape of an entry, in both directions. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from agent.knowledge.model import Disagreement, Side
from agent.wiki.cite import Footnotes, span_of
from agent.wiki.entity import Drawn, side_line
from agent.wiki.prepared import Prepared
from agent.wiki.rows import stored
from agent.wiki.prose import Drawer
from agent.wiki.text import inline, unescape

SECTIONS = {"open": "Open", "changed": "Changed over time", "resolved": "Resolved"}
"""Headings by state. What was withdrawn is not written."""

_ENTRY = re.compile(r"^###(?: (?P<words>.*))? `(?P<id>[^`\s]+)`$")
_FACTS = re.compile(r"^(?P<page>.*) · (?P<kind>[a-z]+) · (?P<state>[a-z]+)$")
_SIDE = re.compile(
    r"^- (?:\*\*(?P<value>(?:`[^`]*`|[^`])+?)(?<!\\)\*\*: )?(?P<claim>.*)\[\^(?P<label>[^\]\\]+)\]"
    r" — (?:\[\[(?P<path>[^\]|]+)(?:\|(?P<title>[^\]]+))?\]\]|(?P<plain>(?!\[\[).+?))(?:, (?P<date>[^,]+))?$"
)
_SPAN = re.compile(r"(.+?)-(\d+)--?(\d+)")
_NOTE = re.compile(r'^\[\^(?P<label>[^\]]+)\]: (?:\[\[[^\]]+\]\]|(?!\[\[)[^"]*?), [^"]*?: "(?P<quote>.*)"$')
_QUOTATION = re.compile(r"^“(.*)”$")
_LINK_OR_CODE = re.compile(r"(?<!\\)\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]|`[^`]*`")


@dataclass(frozen=True, slots=True)
class WrittenSide:
    """One side as it stands in the file. `document` is the source's slug, `quote` what the footnote quotes (shortened).

    `value` is empty where it is too long to stand before its claim; a claim that is quoted has single marks inside.
    """

    value: str
    claim: str
    document: str
    source: str
    first: int
    last: int
    quote: str
    date: str | None


@dataclass(frozen=True, slots=True)
class WrittenConflict:
    """One entry as it stands in the file. `page` is the title that its link shows."""

    id: str
    page: str
    kind: str
    state: str
    about: str
    sides: tuple[WrittenSide, ...]


def draw_conflicts(prepared: Prepared) -> Drawn:
    """`conflicts.md`, by state, then page, question and id. Links are woven into its claims like on any page."""
    drawer = Drawer(Footnotes(prepared.citer), prepared.weaver.page())
    sections = []
    counts = {}
    for state, heading in SECTIONS.items():
        items = [item for item in prepared.view.disagreements if item.state == state]
        counts[state] = len(items)
        items.sort(key=lambda item: (_page_title(prepared, item), item.about, item.id))
        sections.append({"heading": heading, "entries": [_entry(prepared, item, drawer) for item in items]})
    meta = {
        "title": "Conflicts",
        "type": "conflicts",
        "description": "Every place where the sources disagree, with both sides.",
        **counts,
    }
    return Drawn(meta, {"sections": sections, "footnotes": drawer.notes.definitions(), "rehearsed": prepared.view.rehearsed})


def parse_conflicts(text: str) -> list[WrittenConflict]:
    """The entries of a `conflicts.md` that `draw_conflicts` laid out, in its order. What is no entry is passed over."""
    lines = text.splitlines()
    quotes = {match["label"]: unescape(match["quote"]) for line in lines if (match := _NOTE.match(line))}
    return [entry for block in _blocks(lines) if (entry := _parse_entry(block, quotes))]


def _page_title(prepared: Prepared, item: Disagreement) -> str:
    page = prepared.page(item.page)
    return page.title if page else prepared.title(item.page)


def _entry(prepared: Prepared, item: Disagreement, drawer: Drawer) -> dict[str, Any]:
    page = prepared.page(item.page)
    words = inline(item.about)
    return {
        "heading": f"{words} `{item.id}`" if words else f"`{item.id}`",
        "page": prepared.link(page) if page else inline(prepared.title(item.page)),
        "kind": item.kind,
        "state": item.state,
        "sides": [
            side_line(side, drawer) + _where(prepared, side)
            for side in item.sides
            if prepared.citer.holds(side.citation)
        ],
        "newer": _newer(prepared, item.sides),
    }


def _where(prepared: Prepared, side: Side) -> str:
    link = prepared.citer.source_link(prepared.citer.documents[side.citation.document])
    return f" — {link}" + (f", {inline(side.date)}" if side.date else "")


def _newer(prepared: Prepared, sides: Iterable[Side]) -> str:
    """Which side is the newest, where their dates tell; that is said, not decided by."""
    dated = {side.date: side for side in sides if side.date and prepared.citer.holds(side.citation)}
    if len(dated) < 2:
        return ""
    date = max(dated)
    newest = prepared.citer.documents[dated[date].citation.document]
    return f"{prepared.citer.source_link(newest)} ({inline(date)})"


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines of each entry, its heading first."""
    block: list[str] = []
    for line in lines:
        if line.startswith(("## ", "### ")):
            if block:
                yield block
            block = []
        if block or line.startswith("### "):
            block.append(line)
    if block:
        yield block


def _parse_entry(block: list[str], quotes: dict[str, str]) -> WrittenConflict | None:
    head = _ENTRY.match(block[0])
    facts = next((match for line in block if (match := _FACTS.match(line))), None)
    if head is None or facts is None:
        return None
    sides = [side for line in block if (match := _SIDE.match(line)) and (side := _parse_side(match, quotes))]
    return WrittenConflict(
        id=head["id"],
        page=_words(facts["page"]),
        kind=facts["kind"],
        state=facts["state"],
        about=unescape(head["words"] or ""),
        sides=tuple(sides),
    )


def _parse_side(match: re.Match[str], quotes: dict[str, str]) -> WrittenSide | None:
    # The page of a source may be elsewhere, or be gone: then the footnote's name tells which it is.
    slugs = [(match["path"] or "").removeprefix("sources/"), *_slugs_of(match["label"])]
    slug, span = next(((slug, span) for slug in slugs if (span := span_of(match["label"], slug))), ("", None))
    if span is None:
        return None
    return WrittenSide(
        value=unescape(match["value"] or ""),
        claim=_QUOTATION.sub(r"\1", _words(stored(match["claim"]))),
        document=slug,
        source=match["title"] or match["path"] or unescape(match["plain"]),
        first=span[0],
        last=span[1],
        quote=quotes.get(match["label"], ""),
        date=unescape(match["date"]) if match["date"] else None,
    )


def _slugs_of(label: str) -> Iterator[str]:
    """What the source of a footnote may be called: a span is likelier than a name that ends in a number."""
    if (match := _SPAN.fullmatch(label)) and int(match[2]) <= int(match[3]):
        yield match[1]
    yield label.rpartition("-")[0]


def _words(markdown: str) -> str:
    """The plain text of a woven line: links show their words."""
    return unescape(_LINK_OR_CODE.sub(lambda match: match[1] or match[0], markdown))
