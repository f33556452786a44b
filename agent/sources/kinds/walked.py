"""From a tree of XHTML that some library or another reader made to blocks: notes beside what they belong to, tables with their header.

Owns: `blocks_in`. For what is all content (books, Office files), so nothing is taken for the furniture of a page. Imports the tree walker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml import etree
from lxml import html as lxml_html

from agent.sources.blocks import Block
from agent.sources.dom import Walker, inline_text, tag_of
from agent.sources.marks import replace, settle

_SIGN = re.compile(r"[\[(]?(?:\d{1,4}|[*†‡§¶]{1,3}|[a-z]|[ivxlc]{1,6})[\])]?\.?")
_BACK = re.compile(r"[↑↩⏎^︎\s\ufe0e]*")
_LINES = frozenset(
    ("p", "li", "dd", "dt", "td", "th", "h1", "h2", "h3", "h4", "h5", "h6", "caption", "figcaption", "blockquote")
)
_NOTES = frozenset(("li", "aside", "p", "dd", "div", "tr"))
_WORDY = 40  # characters of a cell that names no column
_FIGURE = re.compile(r"\d")


def blocks_in(tree: etree._Element) -> list[Block]:
    """The blocks below `tree`, which is changed."""
    _notes_near(tree)
    for table in list(tree.iter("table")):
        _head(table)
        for caption in table.findall("caption"):
            caption.tag, caption.tail = "p", None
            table.addprevious(caption)
    settle(tree)
    return Walker().walk(tree)


def tree_of(body: str) -> etree._Element:
    """The tree of a piece of HTML that was made here."""
    return lxml_html.document_fromstring(f"<html><body>{body or '<p></p>'}</body></html>")


def first_heading(blocks: Sequence[Block]) -> str:
    """The title of what states none elsewhere: its first heading of level 1, else its first."""
    headings = [each for each in blocks if each.kind == "heading"]
    return next((each.text for each in headings if each.level == 1), headings[0].text if headings else "")


def _notes_near(tree: etree._Element) -> None:
    """Each footnote goes behind the paragraph that first refers to it; the signs that lead there and back go."""
    by_id = {name: each for each in tree.iter() if tag_of(each) and (name := each.get("id"))}
    order = {each: at for at, each in enumerate(tree.iter())}
    moved: set[etree._Element] = set()
    for link in list(tree.iter("a")):
        note = _note(by_id.get((link.get("href") or "").removeprefix("#")))
        if note is None or order[note] < order[link] or not _refers(link) or note in link.iterancestors():
            continue
        line = next((each for each in link.iterancestors() if tag_of(each) in _LINES), None)
        sign = link.getparent() if tag_of(link.getparent()) == "sup" else link
        if line is None or sign is None:
            continue
        if note not in moved:
            moved.add(note)
            _put_behind(line, note)
        replace(sign, "")


def _refers(link: etree._Element) -> bool:
    """Whether a link is the sign of a note, and not words that lead somewhere."""
    said = " ".join(
        filter(
            None,
            (link.get("role"), link.get("class"), *(link.get(name) for name in link.attrib if name.endswith("type"))),
        )
    )
    return "noteref" in said or _SIGN.fullmatch(inline_text(link).strip()) is not None


def _note(target: etree._Element | None) -> etree._Element | None:
    """The whole note that a sign leads to."""
    above = (target, *target.iterancestors()) if target is not None else ()
    return next((each for each in above if tag_of(each) in _NOTES), None)


def _put_behind(line: etree._Element, note: etree._Element) -> None:
    """Move a note, without its number and its way back, behind a line; behind its table if that is a cell."""
    for each in list(note.iter("a", "span", "sup")):
        if each.getparent() is not None and each is not note:
            text = inline_text(each).strip()
            back = tag_of(each) == "a" and (each.get("href") or "").startswith("#")
            if (text or back) and (
                _BACK.fullmatch(text) or (_SIGN.fullmatch(text) and (back or "label" in (each.get("class") or "")))
            ):
                replace(each, "")
    table = next((each for each in line.iterancestors("table")), None) if tag_of(line) in {"td", "th", "p"} else None
    parent = note.getparent()
    if parent is None:
        return
    tail, note.tail = note.tail, None
    parent.remove(note)
    parent.text = f"{parent.text or ''}{tail or ''}" if len(parent) == 0 else parent.text
    note.tag = "div"
    place = table if table is not None else line
    if tag_of(place) == "li":
        place.append(note)
    else:
        note.tail, place.tail = place.tail, None
        place.addnext(note)


def _head(table: etree._Element) -> None:
    """The first row of a table that marks no header names the columns where it looks so: filled, different, bold or without figures."""
    rows = [row for row in table.iter("tr") if next(row.iterancestors("table"), None) is table]
    if len(rows) < 2 or next(table.iter("th"), None) is not None:
        return
    cells = [each for each in rows[0] if tag_of(each) == "td"]
    words = [inline_text(each).strip() for each in cells]
    if len(cells) < 2 or not all(words) or len(set(words)) < len(words):
        return
    bold = all(
        "".join(map(inline_text, each.iter("strong", "b"))).strip() == text
        for each, text in zip(cells, words, strict=True)
    )
    names = len(cells) > 2 and not any(len(text) > _WORDY or _FIGURE.search(text) for text in words)
    if bold or names:
        for each in cells:
            each.tag = "th"
