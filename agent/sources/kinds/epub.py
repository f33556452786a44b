"""Books in EPUB: XHTML in a zip, walked in the order of its spine. No library: EbookLib is AGPL, and two small XML files say the order.

Notes go beside what they belong to, also from a file of their own. What a shop locked is refused. Imports the package and the walk.
"""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from lxml import etree
from lxml import html as lxml_html

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, one_line
from agent.sources.charset import declared_by_page, decode
from agent.sources.dom import inline_text, tag_of
from agent.sources.kinds.kind import Raw
from agent.sources.kinds.package import Package, packed
from agent.sources.kinds.walked import blocks_in

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]*\?>")
_LOCK = "META-INF/encryption.xml"


def _read(raw: Raw) -> Read:
    package = Package(raw.data)
    container = package.xml("META-INF/container.xml")
    place = next((each.get("full-path") for each in container.iter("{*}rootfile")), None) or ""
    book = package.xml(place)
    names = [name for name in _spine(book, posixpath.dirname(place)) if name in package.names]
    if not names:
        raise SourceFailed("This book has no chapters that can be found; it is damaged.")
    _check_lock(package, set(names))
    whole = lxml_html.document_fromstring("<html><body></body></html>")
    titles = _contents(package)
    for name in names:
        whole[-1].append(_chapter(package, name, titles.get(name, "")))
    creators = [one_line(each.text or "") for each in book.iter("{*}creator")]
    author = [Block("row", f"author: {', '.join(filter(None, creators))}")] if any(creators) else []
    return Read(
        (*author, *blocks_in(whole)),
        _stated(book, "title"),
        _day(book),
        _stated(book, "language")[:2].lower(),
    )


def _spine(book: etree._Element, folder: str) -> list[str]:
    """The names of the chapters in reading order, the table of contents left out."""
    items = {each.get("id"): each for each in book.iter("{*}item")}
    named = [items.get(each.get("idref")) for each in book.iter("{*}itemref")]
    return [
        posixpath.normpath(posixpath.join(folder, unquote(each.get("href") or "")))
        for each in named
        if each is not None
        and "nav" not in (each.get("properties") or "").split()
        and "html" in (each.get("media-type") or "html")
    ]


def _chapter(package: Package, name: str, title: str) -> etree._Element:
    """The body of one file, its marks told apart from other files'; its title in the table of contents heads it if nothing else does."""
    data = package.read(name)
    text = _DECLARATION.sub("", decode(data, declared_by_page(data)), count=1)
    try:
        body = lxml_html.document_fromstring(text or "<p></p>").find("body")
    except (etree.LxmlError, ValueError) as fault:
        raise SourceFailed(f"It is damaged: its part {name[:80]} is no page.") from fault
    made = etree.Element("div") if body is None else body
    made.tag = "div"
    for each in made.iter():
        if not tag_of(each):
            continue
        if each.get("id"):
            each.set("id", f"{name}#{each.get('id')}")
        target, mark, inside = (each.get("href") or "").partition("#")
        if mark and ":" not in target:
            file = posixpath.normpath(posixpath.join(posixpath.dirname(name), unquote(target))) if target else name
            each.set("href", f"{file}#{inside}")
    headed = any(tag_of(each) in {"h1", "h2", "h3", "h4", "h5", "h6"} for each in made.iter())
    if title and not headed:
        same = next(
            (each for each in made.iter("p", "div") if one_line(inline_text(each)) == title and each is not made), None
        )
        heading = etree.Element("h1") if same is None else same
        heading.tag = "h1"
        if same is None:
            heading.text = title
            made.text, heading.tail = None, made.text
            made.insert(0, heading)
    return made


def _contents(package: Package) -> dict[str, str]:
    """What the table of contents calls each file, where that tells of the whole file."""
    found: dict[str, str] = {}
    for name in package.names:
        if not name.lower().endswith((".ncx", "nav.xhtml", "toc.xhtml")):
            continue
        folder = posixpath.dirname(name)
        tree = package.xml(name) if name.lower().endswith(".ncx") else lxml_html.fromstring(package.read(name))
        points = [(point.find("{*}content"), point.find("{*}navLabel")) for point in tree.iter("{*}navPoint")]
        links = [
            (each.get("src") or "", inline_text(label))
            for each, label in points
            if each is not None and label is not None
        ]
        links += [(each.get("href") or "", inline_text(each)) for each in tree.iter("a")]
        for href, text in links:
            if "#" not in href:
                found.setdefault(posixpath.normpath(posixpath.join(folder, unquote(href))), one_line(text))
    return found


def _check_lock(package: Package, chapters: set[str]) -> None:
    """Raises SourceFailed where chapters are encrypted; fonts often are, and nobody misses them."""
    if _LOCK in package.names:
        locked = {unquote(each.get("URI") or "") for each in package.xml(_LOCK).iter("{*}CipherReference")}
        if locked & chapters:
            raise SourceFailed(
                "This book is locked by the shop that sold it (DRM), so it cannot be read; list a copy without a lock."
            )


def _stated(book: etree._Element, what: str) -> str:
    return next(
        (
            text
            for each in book.iter(f"{{http://purl.org/dc/elements/1.1/}}{what}")
            if (text := one_line(each.text or ""))
        ),
        "",
    )


def _day(book: etree._Element) -> str | None:
    """The day that it was published, if a person stated one: a time of day beside it is that of a program which made the file."""
    for each in book.iter("{http://purl.org/dc/elements/1.1/}date"):
        event = next((each.get(name) for name in each.attrib if name.endswith("event")), "publication")
        if event == "publication" and _DAY.fullmatch((each.text or "").strip()):
            return (each.text or "").strip()
    return None


EPUB = packed("epub", "a book in EPUB", "application/epub+zip", (".epub",), _read)
