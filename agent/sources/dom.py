"""From an HTML tree (or trafilatura's) to blocks: headings, paragraphs, list items, table rows and code, in page order.

Promises to keep every word of the tree; what is the page's furniture is decided in `from_html`. Imports only the block shapes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from lxml import etree

from agent.sources.blocks import Block, BlockKind, Cell, block, one_line, table, valued
from agent.sources.html_code import in_a_line, language_of

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font hi i ins kbd label mark math nobr q ref ruby s samp small "
    "span strike strong sub sup time tt u var wbr rb rp rt mi mn mo mrow msub msup semantics"
)
_NEVER_TAGS = (
    "script style noscript template svg iframe object embed canvas audio video button input select textarea meta "
    "link graphic img picture source map area dialog annotation title"
)
_INLINE, _NEVER = frozenset(_INLINE_TAGS.split()), frozenset(_NEVER_TAGS.split())
_BREAKS = frozenset({"br", "lb"})
_FLAT = _INLINE | _NEVER | _BREAKS
_ITEMS = frozenset({"li", "item"})
_GAP = "\x1f"
_OPEN_ENDED = re.compile(rf"([.,;:!?。、：])?,{_GAP}")  # lines of a cell are apart, by their own marks or by ours
_SIGNATURE = re.compile(r"(?:[a-z]+ )*([\w.:]+)\(")
_PERMALINK = re.compile(r"[¶#§🔗\s]*")


class Walker:
    """Collects the blocks below one element. Use once: `Walker().walk(element)`.

    `originals` are the tables and definition lists of the page as it was, by their `squeezed` words: where trafilatura's
    tree holds one of them, the original is walked, because the copy has lost header cells, spans and pairs. All headings are
    of a level below `floor`.
    """

    def __init__(self, originals: Mapping[str, etree._Element] | None = None, floor: int = 0) -> None:
        self._originals = originals or {}
        self._floor = floor
        self._blocks: list[Block] = []
        self._places: list[etree._Element] = []
        self._here: etree._Element | None = None
        self._words: list[str] = []
        self._level = floor

    def walk(self, root: etree._Element) -> list[Block]:
        """The blocks of `root`, in page order."""
        return [each for each, _ in self.placed(root)]

    def placed(self, root: etree._Element) -> list[tuple[Block, etree._Element]]:
        """The blocks of `root`, in page order, each with the innermost element of lines of its own that holds it."""
        self._here = root
        self._children(root, "prose")
        self._flush("prose")
        return list(zip(self._blocks, self._places, strict=True))

    def _flush(self, kind: BlockKind, level: int = 0) -> None:
        """What inline text has gathered becomes one block."""
        made = block(kind, "".join(self._words), level)
        self._words.clear()
        self._add(made)

    def _children(self, element: etree._Element, kind: BlockKind) -> None:
        """Text and children of `element`; loose text becomes blocks of `kind`."""
        self._words.append(element.text or "")
        for child in element:
            self._child(child, kind)
            self._words.append(child.tail or "")

    def _child(self, child: etree._Element, kind: BlockKind) -> None:
        tag = tag_of(child)
        if not tag or tag in _NEVER:
            return
        if tag in _BREAKS:
            self._line_break(child, kind)
        elif tag in _INLINE and not _holds_blocks(child):
            self._inline(child, tag)
        else:
            self._flush(kind)
            around, self._here = self._here, child
            self._block(child, tag, kind)
            self._here = around

    def _inline(self, element: etree._Element, tag: str) -> None:
        """Words inside a line. A permalink sign is furniture."""
        text = inline_text(element)
        if tag in {"a", "ref"} and _PERMALINK.fullmatch(text):
            return
        if tag == "code" and "\n" in text.strip() and not in_a_line(element):
            self._flush("prose")
            self._add(block("code", text))
            return
        self._words.append(text)

    def _line_break(self, element: etree._Element, kind: BlockKind) -> None:
        """One break is a space; two in a row end the paragraph."""
        following = element.getnext()
        double = following is not None and tag_of(following) in _BREAKS and not (element.tail or "").strip()
        if double:
            self._flush(kind)
        else:
            self._words.append(" ")

    def _block(self, element: etree._Element, tag: str, kind: BlockKind) -> None:
        """An element that stands on lines of its own."""
        if tag == "head" and tag_of(element.getparent()) == "html":
            return
        if tag in _HEADINGS or tag == "head":
            self._heading(element, tag)
        elif tag == "pre" or (tag == "code" and element.getparent() is not None):
            self._code(element)
        elif tag == "table":
            self._table(self._original(element))
        elif tag == "dl" or element.get("rend") == "dl":
            self._definitions(self._original(element))
        elif tag in _ITEMS:
            self._item(element)
        else:
            self._children(element, kind)
            self._flush(kind)

    def _original(self, element: etree._Element) -> etree._Element:
        if not self._originals:
            return element
        words = squeezed(inline_text(element))
        if words in self._originals:
            return self._originals[words]
        cells = [squeezed(inline_text(each)) for each in element.iter("cell", "item", "td", "dd", "dt")]
        fits = (each for whole, each in self._originals.items() if _is_copy(cells, whole, len(words)))
        return next(fits, element) if any(cells) else element

    def _add(self, made: Block | None) -> None:
        if made and self._here is not None:
            self._blocks.append(made)
            self._places.append(self._here)

    def _code(self, element: etree._Element) -> None:
        """A block of code; its language stands before it."""
        made, language = block("code", _raw_text(element)), language_of(element)
        self._add(replace(made, label=f"{language}:\n") if made and language else made)

    def _heading(self, element: etree._Element, tag: str) -> None:
        rend = (element.get("rend") or "h4") if tag == "head" else tag
        self._level = max(_HEADINGS.get(rend, 4), self._floor + 1)
        self._add(block("heading", inline_text(element), self._level))

    def _item(self, element: etree._Element) -> None:
        """A list item: its own paragraphs are one item, nested lists and code follow as blocks of their own."""
        self._words.append(element.text or "")
        for child in element:
            tag = tag_of(child)
            if tag in {"p", "div", "span"} and not _holds_blocks(child):
                self._words.append(" ")
                self._children(child, "item")
                self._words.append(" ")
            else:
                self._child(child, "item")
            self._words.append(child.tail or "")
        self._flush("item")

    def _table(self, element: etree._Element) -> None:
        """A table of data becomes rows; one that only lays out the page is walked through."""
        rows = [row for row in element.iter("tr", "row") if next(row.iterancestors("table"), None) is element]
        cells = [cell for row in rows for cell in row if tag_of(cell) in {"td", "th", "cell"}]
        laid_out = any(holds_layout(cell) for cell in cells) or all(len(row) < 2 for row in rows)
        if laid_out:
            self._children(element, "prose")
            self._flush("prose")
            return
        for made in table([[_cell(cell) for cell in row if tag_of(cell)] for row in rows]):
            self._add(made)

    def _definitions(self, element: etree._Element) -> None:
        """A definition list. A short definition is one item, `Term: definition`; a long one stands under its term.

        A term that is a signature (`run(port=5000)`) says something itself, so it is also a block of code, under its name.
        """
        for terms, definition in _pairs(element):
            term = ", ".join(filter(None, (one_line(inline_text(each)).lstrip(": ") for each in terms)))
            if definition is None:
                self._add(block("item", term))
                continue
            inner = valued(Walker(self._originals, self._level + 1).walk(definition))
            short = [each.kind for each in inner] == ["prose"] and not inner[0].tail and len(term) < 80
            if not term or (short and not _SIGNATURE.match(term)):
                text = " ".join(each.text for each in inner)
                self._add(block("item", f"{term.rstrip(':')}: {text}" if term else text))
                continue
            signature = _SIGNATURE.match(term)
            name = block("heading", signature[1] if signature else term.rstrip(":"), self._level + 1)
            whole = block("code", term) if signature or "=" in term else None
            for made in filter(None, (name, whole, *inner)):
                self._add(replace(made, within=made.within + 1))


def _is_copy(cells: Sequence[str], whole: str, size: int) -> bool:
    """Whether cells of `size` characters in all are what is left of a table with the words `whole`."""
    return size <= len(whole) <= 3 * size and all(each in whole for each in cells)


def squeezed(text: str) -> str:
    """Only word characters, in lower case: for asking whether a text stands in another."""
    return re.sub(r"\W+", "", text).lower()


def tag_of(element: etree._Element) -> str:
    """The element's tag in lower case without namespace; empty for comments and the like."""
    tag = element.tag
    return _plain(tag) if isinstance(tag, str) else ""


@lru_cache(4096)
def _plain(tag: str) -> str:
    return tag.rsplit("}", 1)[-1].lower()


def inline_text(element: etree._Element, gap: str = " ") -> str:
    """All words below `element`, permalink signs and never-shown elements left out; `gap` stands at line breaks and around blocks."""
    parts: list[str] = [element.text or ""]
    for child in element:
        tag = tag_of(child)
        if tag in _BREAKS:
            parts.append(gap)
        elif tag and tag not in _NEVER:
            inner = inline_text(child, gap)
            if not (tag in {"a", "ref"} and _PERMALINK.fullmatch(inner)):
                parts.append(inner if tag in _INLINE else f"{gap}{inner}{gap}")
        parts.append(child.tail or "")
    return "".join(parts)


def _raw_text(element: etree._Element) -> str:
    """The text of a block of code, breaks as lines, without line-number gutters."""
    parts: list[str] = [element.text or ""]
    for child in element:
        tag = tag_of(child)
        if tag in _BREAKS:
            parts.append("\n")
        elif tag and tag not in _NEVER and "linenos" not in (child.get("class") or "").split():
            parts.append(_raw_text(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _holds_blocks(element: etree._Element) -> bool:
    """Whether something below stands on lines of its own."""
    return any((tag := tag_of(each)) and tag not in _FLAT for each in element.iterdescendants())


def holds_layout(cell: etree._Element) -> bool:
    """Whether a cell holds what no cell of data holds: another table, headings, or several paragraphs of length."""
    if any(
        tag_of(each) in _HEADINGS or tag_of(each) in {"head", "table", "pre", "dl"} for each in cell.iterdescendants()
    ):
        return True
    return sum(len(inline_text(each)) > 200 for each in cell.iter("p", "div")) > 1


def _cell(element: etree._Element) -> Cell:
    header = tag_of(element) == "th" or element.get("role") == "head"
    lines = filter(None, map(one_line, inline_text(element, _GAP).split(_GAP)))
    return Cell(
        _OPEN_ENDED.sub(lambda found: f"{found[1] or ','} ", f",{_GAP}".join(lines)),
        header,
        _span(element, "colspan"),
        _span(element, "rowspan"),
    )


def _span(element: etree._Element, name: str) -> int:
    value = (element.get(name) or "1").strip()
    return max(1, int(value)) if value.isascii() and value.isdigit() and len(value) < 5 else 1


def _pairs(element: etree._Element) -> Iterator[tuple[list[etree._Element], etree._Element | None]]:
    """(terms, definition) of a `dl`; `div` wrappers inside it are looked through."""
    terms: list[etree._Element] = []
    used = True
    for child in element.iter("dt", "dd", "item"):
        if next(child.iterancestors("dl", "list"), None) is not element:
            continue
        if tag_of(child) == "dt" or (child.get("rend") or "").startswith("dt"):
            if used:
                terms = []
                used = False
            terms.append(child)
        else:
            yield ([] if used else terms), child
            used = True
    if not used:
        yield terms, None
