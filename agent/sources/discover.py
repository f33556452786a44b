"""From the bytes of a page, a site map or a feed to the addresses that it names. Pure: nothing is fetched.

Run it in a process of its own (`sandbox`), as the readers are: XML may be a bomb. Entities of a document's own are refused, nothing
outside it is loaded. Imports the reading of a page's tree.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urljoin

from lxml import etree

from agent.errors import SourceFailed
from agent.sources.charset import declared_in, decode
from agent.sources.from_html import load

What = Literal["page", "sitemap", "feed"]
MOST = 50_000  # addresses of one file: what the protocol of site maps allows
_LARGEST = 50 * 2**20  # bytes, unpacked: the same
_ADDRESS = re.compile(
    r"https?://[^\s<>\"\ud800-\udfff]+"
)  # half a character (JSON can say it) can be neither asked for nor stored
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_HTML = re.compile(r"<(?:!doctype\s+)?html\b", re.IGNORECASE)
_ENTITY = re.compile(rb"<!ENTITY", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Discovered:
    """What was named, in order, each once: addresses of `pages`, and of `more` of the same: the parts of a site map, a page's feeds."""

    pages: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def discover(data: bytes, media: str, resource: str, what: What) -> Discovered:
    """The links of a page, the pages of a site map or of a feed. Raises SourceFailed for what is none of these.

    `media` is the declared type, `resource` the address that relative ones are relative to. Of a page that is given where a feed is
    wanted, its feeds.
    """
    data = _unpacked(data)
    text = decode(data, declared_in(media)).lstrip("\ufeff \t\r\n") if what != "page" else ""
    pages: Iterable[str] = ()
    more: Iterable[str] = ()
    if what == "page":
        pages = _links(data, media, resource)
    elif text.startswith("{"):
        pages = _of_json(text)
    elif what == "feed" and _HTML.match(text):
        more = _feeds(data, media)
    elif text.startswith("<"):
        pages, more = _of_xml(data, what)
    else:
        pages = filter(_ADDRESS.fullmatch, map(str.strip, text.splitlines()))
    return Discovered(_whole(resource, pages), _whole(resource, more))


def _whole(base: str, links: Iterable[str]) -> tuple[str, ...]:
    """Links as whole addresses, each once."""
    found = (urljoin(base, each) for each in links if _joins(base, each))
    return tuple(dict.fromkeys(each for each in found if _ADDRESS.fullmatch(each)))[:MOST]


def _joins(base: str, link: str) -> bool:
    try:
        return bool(urljoin(base, link))
    except ValueError:
        return False


def _unpacked(data: bytes) -> bytes:
    """The bytes, unpacked if they are gzip. Raises SourceFailed for what is damaged or unpacks to too much."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    stream = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        found = stream.decompress(data, _LARGEST)
    except zlib.error as fault:
        raise SourceFailed("It is packed (gzip) and damaged.") from fault
    if not stream.eof:
        raise SourceFailed(f"It is packed, and unpacks to more than {_LARGEST // 2**20} MB or breaks off.")
    return found


def _links(data: bytes, media: str, resource: str) -> tuple[str, ...]:
    """The links of a page, in order; none where the page asks that its links not be followed."""
    tree = load(data, declared_in(media))
    said = " ".join(tree.xpath("//meta[translate(@name, 'ROBTS', 'robts')='robots']/@content")).lower()
    if "nofollow" in said or "none" in said.split():
        return ()
    base = next(iter(tree.xpath("//base/@href")), "")
    base = urljoin(resource, base) if _joins(resource, base) else resource
    found = (each.get("href", "").strip() for each in tree.iter("a", "area") if "nofollow" not in each.get("rel", ""))
    return tuple(urljoin(base, link) for link in found if link and not link.startswith("#") and _joins(base, link))


def _of_json(text: str) -> Iterator[str]:
    """The pages of a JSON feed."""
    try:
        items = json.loads(text).get("items", ())
    except (ValueError, AttributeError, RecursionError) as fault:
        raise SourceFailed("This is no feed: it cannot be read as one.") from fault
    yield from (str(item.get("url") or item.get("id") or "") for item in items if isinstance(item, dict))


def _feeds(data: bytes, media: str) -> list[str]:
    """The feeds of a page."""
    links = load(data, declared_in(media)).xpath("//link[contains(concat(' ', @rel, ' '), ' alternate ')]")
    return [each.get("href", "") for each in links if each.get("type", "").lower() in _FEEDS]


def _of_xml(data: bytes, what: What) -> tuple[tuple[str, ...], tuple[str, ...]]:
    if _ENTITY.search(data):
        raise SourceFailed("It defines entities of its own, as XML bombs do; it is not read.")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True, remove_comments=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as fault:
        raise SourceFailed(f"It cannot be read: {fault}.") from fault
    kind = _name(root) if root is not None else ""
    if kind == "sitemapindex":
        return (), tuple(_texts(root, "sitemap", "loc"))
    if kind == "urlset":
        return tuple(_texts(root, "url", "loc")), ()
    if kind in {"rss", "RDF", "feed"}:
        return tuple(_entries(root)), ()
    wanted = "site map" if what == "sitemap" else "feed"
    raise SourceFailed(f"This is no {wanted}: it begins with <{kind or '?'}>.")


def _name(element: etree._Element) -> str:
    """The name of an element without its namespace; empty for what is none."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _texts(root: etree._Element, parent: str, child: str) -> Iterator[str]:
    """The texts of the children of that name, of each parent of that name."""
    for each in root:
        if _name(each) == parent:
            yield from (one.text.strip() for one in each if _name(one) == child and one.text)


def _entries(root: etree._Element) -> Iterator[str]:
    """The address of each entry of a feed, in its order: RSS, Atom, RDF."""
    for entry in root.iter():
        if _name(entry) in {"item", "entry"} and (found := _entry(entry)):
            yield found


def _entry(entry: etree._Element) -> str:
    guid = ""
    for each in entry:
        name: str = _name(each)
        text: Any = (each.text or "").strip()
        if name == "link" and (each.get("rel") or "alternate") == "alternate" and (each.get("href") or text):
            return str(each.get("href") or text)
        if name in {"guid", "id"} and each.get("isPermaLink") != "false":
            guid = text if _ADDRESS.fullmatch(text) else guid
    return guid
