"""What marks in a tree mean, settled before anybody takes its text: formulas once, raised figures as powers, struck words gone.

Owns: `settle`, and the signs that belong to a page and not to its sentences (`[12]`, `[edit]`, a footnote's number). Changes the tree that
it is given. Imports the tree walker's words and the reading of raised signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from lxml import etree

from agent.sources.dom import inline_text, tag_of
from agent.sources.raised import reading

_CLASS = "contains(concat(' ', normalize-space(@class), ' '), ' {} ')"
_RENDERED = " | ".join(  # what MathJax 2 shows beside the script that holds the formula
    f"//*[{_CLASS.format(name)}]"
    for name in (
        "MathJax_Preview",
        "MathJax",
        "MathJax_Display",
        "MathJax_SVG",
        "MathJax_CHTML",
        "mjx-chtml",
        "MJXp-math",
    )
)
_SCRIPTS = "//script[starts-with(@type, 'math/')]"
_PICTURED = ("latex", "tex", "math", "mwe-math-fallback-image-inline")
_FORMULAS = etree.XPath(  # in one walk, what is cheap to ask first
    "//*[self::mjx-container or self::math or (self::script and starts-with(@type, 'math/'))"
    f" or (contains(@class, 'katex') and ({_CLASS.format('katex-display')} or {_CLASS.format('katex')}))"
    f" or (contains(@class, 'mwe-math') and {_CLASS.format('mwe-math-element')})"
    f" or (self::img and @alt and ({' or '.join(map(_CLASS.format, _PICTURED))}))]"
)
_STYLED = re.compile(r"^\{\\(?:displaystyle|textstyle|scriptstyle)\s*(.*)\}$", re.DOTALL)
_SINGLE = re.compile(r"([\^_])\{(\w)\}")
_STRUCK = re.compile(r"line-through", re.IGNORECASE)
_REFERENCE = re.compile(r"\s*(?:\[\s*[^\[\]]{1,20}\s*\]\s*){1,20}")
_NOTE = re.compile(
    r"(?:^|[\s_-])(?:foot|end|side)?(?:note|ref|reference|cite|citation)s?(?:[\s_-]|$)|footnote|noteref", re.IGNORECASE
)
_BEFORE = 60  # characters before a raised sign that tell what it is


def settle(tree: etree._Element) -> None:
    """Settle the marks below `tree`: after it, the text of any element says what the page shows."""
    _formulas(tree)
    for each in list(tree.iter("del", "s", "strike", "span", "sup")):
        if _is_struck(each) or _is_reference(each):
            replace(each, "")
    _raised(tree)


def replace(element: etree._Element, text: str) -> None:
    """Put `text` in an element's place; what follows it stays."""
    parent = element.getparent()
    if parent is None:
        return
    before, words = element.getprevious(), text + (element.tail or "")
    if before is not None:
        before.tail = (before.tail or "") + words
    else:
        parent.text = (parent.text or "") + words
    parent.remove(element)


def _is_struck(element: etree._Element) -> bool:
    return element.tag in {"del", "s", "strike"} or _STRUCK.search(element.get("style") or "") is not None


def _is_reference(element: etree._Element) -> bool:
    signs = element.tag == "sup" or "editsection" in (element.get("class") or "")
    return signs and _REFERENCE.fullmatch(inline_text(element)) is not None


def _formulas(tree: etree._Element) -> None:
    """Each formula as its author wrote it: the TeX beside it, else what its MathML says on one line."""
    if tree.xpath(_SCRIPTS):
        for each in tree.xpath(_RENDERED):
            replace(each, "")
    gone: set[etree._Element] = set()
    for each in _FORMULAS(tree):
        if any(above in gone for above in each.iterancestors()):
            continue
        if written := _written(each):
            gone.add(each)
            before = _text_before(each)
            replace(each, written if not before or before[-1:] in " \n(" else f" {written}")


def _written(element: etree._Element) -> str:
    """A formula's source, in one line; empty if it holds none."""
    sources = [element.text or ""] if element.tag == "script" else []
    notes = (each for each in element.iter("annotation") if "tex" in (each.get("encoding") or "").lower())
    sources += [each.text or "" for each in notes]
    for each in element.iter("math", "img"):
        sources += [each.get("alttext") or each.get("alt") or "", _linear(each) if each.tag == "math" else ""]
    found = next((" ".join(each.split()) for each in sources if each.strip()), "")
    styled = _STYLED.match(found)
    return _SINGLE.sub(r"\1\2", styled[1].strip() if styled else found)


def _linear(element: etree._Element) -> str:
    """MathML on one line: `x^2`, `(a+b)/2`, `√(l/g)`."""
    tag = tag_of(element)
    if tag.startswith("annotation") or not tag:
        return ""
    parts = [_linear(each) for each in element if tag_of(each)]
    if tag in {"mi", "mn", "mo", "mtext", "ms"} or not parts:
        return (element.text or "").strip()
    if tag in {"msup", "msub", "mfrac", "mover", "munder"} and len(parts) == 2:
        return {"msup": "^", "msub": "_", "mfrac": "/", "mover": "^", "munder": "_"}[tag].join(
            _grouped(each) for each in parts
        )
    if tag in {"msubsup", "munderover"} and len(parts) == 3:
        return f"{_grouped(parts[0])}_{_grouped(parts[1])}^{_grouped(parts[2])}"
    if tag == "msqrt":
        return f"√({''.join(parts)})"
    return ("; " if tag == "mtable" else "").join(parts)


def _grouped(part: str) -> str:
    return part if len(part) < 2 or part.isalnum() else f"({part})"


def _raised(tree: etree._Element) -> None:
    """Raised and lowered signs on the line: `10^6`, `m²`, `CO2`; footnotes' marks are no part of what they stand behind."""
    for each in list(tree.iter("sup", "sub")):
        text = " ".join(inline_text(each).split())
        before = _text_before(each)
        if each.tag == "sub":
            read = f"_{text}" if before[-1:].isdigit() and text[:1].isdigit() else text
        elif _leads_to_note(each) and not re.fullmatch(r"[^\W\d_]{1,4}", text):
            read = ""
        else:
            read = reading(before, text, (each.tail or "")[:2])
        replace(each, read)


def _leads_to_note(element: etree._Element) -> bool:
    """Whether a raised sign is a link, or says by its name that it belongs to a note."""
    around: Iterable[etree._Element] = (element, *element.iterdescendants())
    named = any(
        _NOTE.search(f"{each.get('class') or ''} {each.get('id') or ''} {each.get('role') or ''}") for each in around
    )
    return named or element.find(".//a[@href]") is not None or tag_of(element.getparent()) == "a"


def _text_before(element: etree._Element) -> str:
    """The last words before an element on its line."""
    words = ""
    current: etree._Element | None = element
    while current is not None and len(words) < _BEFORE:
        before = current.getprevious()
        if before is not None:
            inner = inline_text(before)[-_BEFORE:] if tag_of(before) not in {"br", "p", "div", "li"} else "\n"
            words = inner + (before.tail or "") + words
            current = before
        else:
            parent = current.getparent()
            words = ((parent.text or "") if parent is not None else "") + words
            current = (
                parent
                if parent is not None and tag_of(parent) in {"a", "b", "i", "em", "strong", "span", "font"}
                else None
            )
    return words[-_BEFORE:]
