"""OpenDocument texts and presentations: their XML is XHTML in other words, so its elements are given HTML's names and walked.

No library: odfdo brings a whole editor, odfpy rests; what is here is a table of names. Imports the package and the walk.
"""

from __future__ import annotations

from lxml import etree

from agent.errors import SourceFailed
from agent.sources.blocks import Read, one_line
from agent.sources.kinds.kind import Raw
from agent.sources.kinds.package import Package, packed
from agent.sources.kinds.walked import blocks_in, first_heading, tree_of

_NAMES = {
    "p": "p", "list": "ul", "list-item": "li", "list-header": "li", "table": "table", "table-row": "tr", "table-cell": "td", "span": "span",
    "a": "a", "line-break": "br", "section": "div", "text-box": "div", "note": "sup", "page": "div", "notes": "div",
}  # fmt: skip
_SILENT = frozenset(("tracked-changes", "annotation", "table-of-content", "alphabetical-index", "sequence-decls", "forms", "note-citation",
                     "bibliography-mark", "bookmark-ref", "soft-page-break", "desc", "title", "covered-table-cell", "page-thumbnail",
                     "date-time", "page-number", "footer", "header", "scripts", "event-listeners", "object-ole", "image"))  # fmt: skip
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_CODE = ("preformatted", "source_20_code", "source_code", "code")
_WIDEST = 50  # columns that one cell may stand for
_LONGEST_GAP = 1000  # spaces


def _read(raw: Raw) -> Read:
    package = Package(raw.data)
    if "META-INF/manifest.xml" in package.names and b"encryption-data" in package.read("META-INF/manifest.xml"):
        raise SourceFailed("It is locked with a password; save it without one and list that.")
    root = package.xml("content.xml")
    body = next(root.iter(f"{_OFFICE}text", f"{_OFFICE}presentation"), None)
    if body is None:
        raise SourceFailed("It is damaged: there is no text in its content.")
    tree = tree_of("")
    _Drawn(package, _parents(package, root)).into(tree[-1], body)
    blocks = blocks_in(tree)
    title = one_line(package.stated("meta.xml", "title"))
    return Read(tuple(blocks), title or first_heading(blocks))


def _name(element: etree._Element) -> str:
    return element.tag.rsplit("}", 1)[-1] if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    return next((str(element.get(each)) for each in element.attrib if str(each).endswith("}" + name)), "")


def _parents(package: Package, root: etree._Element) -> dict[str, str]:
    """For each style the one that it is made from, by name."""
    styles = (each for one in (root, package.maybe("styles.xml")) if one is not None for each in one.iter("{*}style"))
    return {_attribute(each, "name"): _attribute(each, "parent-style-name") for each in styles}


class _Drawn:
    """Copies elements under their HTML names. Notes stand behind their paragraph, formulas as MathML."""

    def __init__(self, package: Package, parents: dict[str, str]) -> None:
        self._package, self._parents = package, parents
        self._notes: list[etree._Element] = []

    def into(self, to: etree._Element, element: etree._Element) -> None:
        """The words and children of `element`, put into `to`."""
        _say(to, element.text)
        for child in element:
            self._child(to, child)
            _say(to, child.tail)

    def _child(self, to: etree._Element, child: etree._Element) -> None:
        name = _name(child)
        if name in _SILENT or not name:
            return
        if name == "s":
            count = _attribute(child, "c")
            _say(
                to, " " * min(int(count) if count.isascii() and count.isdigit() and len(count) < 9 else 1, _LONGEST_GAP)
            )
        elif name == "tab":
            _say(to, "\t")
        elif name == "frame" and _attribute(child, "class") == "title":
            self.into(etree.SubElement(to, "h1"), child)
        elif name == "note":
            self._notes.append(child)
        elif name == "object":
            self._object(to, child)
        elif name == "h" or name in _NAMES:
            self._named(to, child, name)
        else:
            self.into(to, child)

    def _named(self, to: etree._Element, child: etree._Element, name: str) -> None:
        tag = self._heading(child) if name in {"p", "h"} else _NAMES[name]
        if to.tag == "h1" or (to.getparent() is not None and to.getparent().tag == "h1"):
            tag = "span"
        elif name == "page" and not any(_attribute(each, "class") == "title" for each in child.iter("{*}frame")):
            etree.SubElement(to, "h1").text = _attribute(child, "name")
        if name == "table-cell" and _name(child.getparent().getparent()) == "table-header-rows":
            tag = "th"
        if tag == "pre" and len(to) and to[-1].tag == "pre" and not (to[-1].tail or "").strip():
            made = to[-1]
            _say(made, "\n")
        else:
            made = etree.SubElement(to, tag)
        for html, odf in (("colspan", "number-columns-spanned"), ("rowspan", "number-rows-spanned")):
            if span := _attribute(child, odf):
                made.set(html, span[:4])
        self.into(made, child)
        if name in {"p", "h"} and tag != "pre":
            notes, self._notes = self._notes, []
            for note in notes:
                for body in note.iter("{*}note-body"):
                    self.into(to if _name(child.getparent()) != "list-item" else made, body)

    def _heading(self, element: etree._Element) -> str:
        """The HTML name of a paragraph or heading, by its level or by its style."""
        if _name(element) == "h":
            level = _attribute(element, "outline-level")
            return f"h{max(1, min(6, int(level)))}" if level.isascii() and level.isdigit() and len(level) < 3 else "h1"
        style, seen = _attribute(element, "style-name"), 0
        while style and seen < 10:
            if style.lower() == "title":
                return "h1"
            if style.lower().startswith(_CODE):
                return "pre"
            style, seen = self._parents.get(style, ""), seen + 1
        return "p"

    def _object(self, to: etree._Element, child: etree._Element) -> None:
        """A formula; other objects (charts) are pictures."""
        name = _attribute(child, "href").removeprefix("./").rstrip("/") + "/content.xml"
        math = self._package.maybe(name)
        if math is not None and _name(math) == "math":
            for each in math.iter():
                each.tag = _name(each)
            to.append(math)


def _say(to: etree._Element, words: str | None) -> None:
    """More words at the end of an element."""
    if not words:
        return
    if len(to):
        to[-1].tail = (to[-1].tail or "") + words
    else:
        to.text = (to.text or "") + words


ODT = packed("odt", "an OpenDocument text", "application/vnd.oasis.opendocument.text", (".odt",), _read)
ODP = packed("odp", "an OpenDocument presentation", "application/vnd.oasis.opendocument.presentation", (".odp",), _read)
