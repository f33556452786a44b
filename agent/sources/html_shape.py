"""What a page shows by its shape and not by words: which tab a panel belongs to, what kind of note a box is, who writes a message of a
chat, which table only lays out the page. Said in words and plain boxes, before anybody takes its text.

Owns: `say`. Changes the tree that it is given. Imports the tree walker's words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from lxml import etree

from agent.knowledge.text.polarity import ROLES
from agent.sources.dom import holds_layout, inline_text, squeezed, tag_of
from agent.sources.marks import replace

_LONGEST = 60  # characters of a tab's name
_KIND = 3  # words that say of what kind a note is
_NOTE = re.compile(
    r"(?:^|[\s_-])(?:admonition|callout|alert|note|tip|hint|info|important|warning|caution|danger|deprecated)(?:[\s_-]|$)",
    re.IGNORECASE,
)
_WRITER = re.compile(r"data-(?:[a-z]+-){0,3}(?:role|author|sender|speaker|from|type)")
_PROSE = frozenset(("p", "div", "span", "strong", "b", "summary", "h1", "h2", "h3", "h4", "h5", "h6"))


def say(tree: etree._Element) -> None:
    """Put the names of tabs before their panels, which are all shown, and the kind of a note before its first words."""
    for name, panel in [*_by_role(tree), *_by_choice(tree)]:
        for hidden in ("hidden", "style", "aria-hidden"):
            panel.attrib.pop(hidden, None)
        if name:
            _prefix(panel, name)
    for each in tree.xpath("//*[@role='tablist']"):
        replace(each, "")
    for each in list(tree.iter("div", "aside", "section", "details", "blockquote")):
        _say_kind(each)
    _say_writers(tree)
    for each in list(tree.iter("table")):
        _unlay(each)


def _by_role(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """(name, panel) of tabs that say what they are; a panel is named by the tab it points to, or by the one at its place."""
    panels: dict[etree._Element, list[etree._Element]] = {}
    for panel in tree.xpath("//*[@role='tabpanel']"):
        group = next((up for up in panel.iterancestors() if up.find(".//*[@role='tab']") is not None), None)
        if group is not None:
            panels.setdefault(group, []).append(panel)
    for group, members in panels.items():
        tabs = group.xpath(".//*[@role='tab']")
        by_id = {tab.get("id"): tab for tab in tabs if tab.get("id")}
        for at, panel in enumerate(members):
            tab = by_id.get(panel.get("aria-labelledby"), tabs[at] if len(tabs) == len(members) else None)
            yield (_name(tab) if tab is not None else ""), panel


def _by_choice(tree: etree._Element) -> Iterator[tuple[str, etree._Element]]:
    """(name, panel) of tabs that are made of radio buttons and their labels."""
    for group in {each.getparent() for each in tree.xpath("//input[@type='radio']")}:
        choices = {each.get("id") for each in group if tag_of(each) == "input"} - {None}
        labels = [each for each in group.iter("label") if each.get("for") in choices]
        rest = [each for each in group if tag_of(each) not in ("", "input", "label") and each.find(".//label") is None]
        if len(rest) == 1 and len(labels) > 1:
            rest = [each for each in rest[0] if tag_of(each)]
        if len(rest) == len(labels) > 1:
            yield from [(_name(label), panel) for label, panel in zip(labels, rest, strict=True)]
            _drop(labels)


def _drop(elements: Sequence[etree._Element]) -> None:
    for each in elements:
        replace(each, "")


def _name(tab: etree._Element) -> str:
    """A tab's name: its words, or what it says of itself where it shows a picture."""
    said = (inline_text(tab), tab.get("title") or "", tab.get("aria-label") or "")
    return next((" ".join(each.split()) for each in said if squeezed(each)), "")[:_LONGEST]


def _prefix(element: etree._Element, said: str) -> None:
    """`said: ` before the first words of an element: inside its first paragraph, or on a line of its own."""
    first = next((each for each in element if tag_of(each)), None)
    if first is None or (element.text or "").strip():
        element.text = f"{said}: {(element.text or '').lstrip()}"
    elif tag_of(first) == "p":
        first.text = f"{said}: {(first.text or '').lstrip()}"
    else:
        line = etree.Element("p")
        line.text = f"{said}:"
        element.insert(0, line)


def _say_kind(box: etree._Element) -> None:
    """Put the title of a note that only says its kind before the note's first words."""
    first = next((each for each in box if tag_of(each)), None)
    if first is None or tag_of(first) not in _PROSE or (box.text or "").strip() or first.getnext() is None:
        return
    if box.get("role") != "note" and not _NOTE.search(box.get("class") or ""):
        return
    kind = " ".join(inline_text(first).split())
    if squeezed(kind) and len(kind.split()) <= _KIND and kind[-1] not in ".!?":
        replace(first, "")
        _prefix(box, kind.rstrip(":"))


def _say_writers(tree: etree._Element) -> None:
    """Put who writes before each message of a saved chat, where only an attribute says it or a line that looks like a byline."""
    messages = [(said, each) for each in tree.iter("div", "article", "section", "li") if (said := _writer(each))]
    if len({said for said, _ in messages}) < 2:
        return
    for said, message in messages:
        first = next((each for each in message if tag_of(each)), None)
        words = " ".join(inline_text(first).split()) if first is not None else ""
        named = len(message) > 1 and 0 < len(words.split()) <= _KIND and words[-1] not in ".!?"
        if first is not None and named:
            replace(first, "")
        line = etree.Element("h5")
        line.text = f"{words.removesuffix(':').removesuffix(' said') if named else said} said:"
        message.insert(0, line)


def _writer(element: etree._Element) -> str:
    """The role that an element's attributes give to a message; empty if they give none."""
    given = (str(value).lower() for name, value in element.attrib.items() if _WRITER.fullmatch(str(name)))
    return next((each for each in given if each in ROLES), "")


def _unlay(table: etree._Element) -> None:
    """A table that only lays out the page becomes boxes, so that each of them is judged by itself."""
    parts = [
        each
        for each in table.iter("tbody", "thead", "tfoot", "tr", "td", "th")
        if next(each.iterancestors("table"), None) is table
    ]
    cells = [each for each in parts if tag_of(each) in {"td", "th"}]
    if any(each.find(".//" + tag) is not None for each in cells for tag in ("h1", "h2", "h3")) and any(
        map(holds_layout, cells)
    ):
        for each in (table, *parts):
            each.tag = "div"
