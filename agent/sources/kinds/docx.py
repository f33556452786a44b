"""Word documents, by mammoth (BSD, light: with cobble all that it needs), which makes HTML of their styles, lists, tables and notes.

It passes formulas by, so those are put into words before. Pictures, comments, headers and what was struck are not read; macros never run.
Imports the package and the walk.
"""

from __future__ import annotations

from typing import Any

import mammoth
from lxml import etree

from agent.errors import SourceFailed
from agent.sources.blocks import Read, one_line
from agent.sources.kinds.kind import Raw
from agent.sources.kinds.package import OFFICE_OPEN, Package, packed
from agent.sources.kinds.walked import blocks_in, first_heading, tree_of

_CODE = ("Source Code", "HTML Preformatted", "Preformatted Text", "Code", "Code Block", "Plain Text", "macro")
_STYLES = "\n".join(
    [
        "p[style-name='Title'] => h1:fresh",
        *(f"p[style-name='heading {level}'] => h6:fresh" for level in (7, 8, 9)),
        *(f"p[style-name='{prefix} {level}'] => !" for prefix in ("toc", "TOC", "Contents") for level in range(1, 10)),
        *(f"p[style-name='{name}'] => pre:separator('\\n')" for name in _CODE),
    ]
)
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_JOINED = {f"{_M}sSup": "^", f"{_M}sSub": "_", f"{_M}f": "/"}
_BEFORE_CHILDREN = {f"{_M}rad": "√", f"{_M}d": "("}
_UNTITLED = ("microsoft word", "document", "untitled")


def _read(raw: Raw) -> Read:
    package = Package(raw.data)
    parts = ("word/document.xml", "word/footnotes.xml", "word/endnotes.xml")
    changed = {name: _told(package, name) for name in parts if name in package.names}
    made: Any = mammoth.convert_to_html(
        package.repacked(changed=changed),
        style_map=_STYLES,
        include_embedded_style_map=False,
        convert_image=lambda image: [],
    )
    blocks = blocks_in(tree_of(made.value))
    title = one_line(package.stated("docProps/core.xml", "title"))
    usual = title.lower().startswith(_UNTITLED)
    return Read(tuple(blocks), (not usual and title) or first_heading(blocks))


def _told(package: Package, name: str) -> bytes:
    """A part with its formulas in words."""
    root = package.xml(name)
    for each in list(root.iter(f"{_M}oMath")):
        run = etree.Element(f"{_W}r")
        etree.SubElement(run, f"{_W}t").text = _formula(each)
        parent = each.getparent()
        if parent is None:
            raise SourceFailed("This is no document: it begins with a formula.")
        if parent.tag == f"{_M}oMathPara":
            parent.tag = (
                f"{_W}p" if parent.getparent() is not None and parent.getparent().tag != f"{_W}p" else f"{_W}ins"
            )
        parent.replace(each, run)
    return bytes(etree.tostring(root, encoding="utf-8"))


def _formula(element: etree._Element) -> str:
    """A formula on one line: `E=mc^2`."""
    if element.tag == f"{_M}t":
        return element.text or ""
    parts = [each for each in map(_formula, element) if each]
    joined = _JOINED.get(element.tag)
    if joined:
        return joined.join(each if len(each) == 1 or each.isalnum() else f"({each})" for each in parts)
    closing = ")" if element.tag == f"{_M}d" else ""
    return _BEFORE_CHILDREN.get(element.tag, "") + "".join(parts) + closing


DOCX = packed("docx", "a Word document", f"{OFFICE_OPEN}.wordprocessingml.document", (".docx", ".docm"), _read)
