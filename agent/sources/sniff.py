"""What bytes are, by their first bytes before anybody's word: servers and file names lie.

Imports the taxonomy of errors and the registry of kinds.
"""

from __future__ import annotations

import re
from typing import Literal

from agent.errors import SourceFailed
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.registry import KINDS

Format = Literal["html", "pdf", "markdown", "text", "rst", "notebook", "table"]

MEDIA: dict[Format, str] = {
    "html": "text/html",
    "pdf": "application/pdf",
    "markdown": "text/markdown",
    "text": "text/plain",
    "rst": "text/x-rst",
    "notebook": "application/x-ipynb+json",
    "table": "text/csv",
}
SUFFIXES: dict[str, Format] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "html"),
    ".pdf": "pdf",
    **dict.fromkeys((".md", ".markdown", ".mkd", ".mdx", ".qmd", ".rmd"), "markdown"),
    **dict.fromkeys((".txt", ".text", ".asc", ".adoc", ".org", ".log"), "text"),
    ".rst": "rst",
    ".ipynb": "notebook",
    **dict.fromkeys((".csv", ".tsv"), "table"),
}
READABLE: dict[str, str] = {suffix: MEDIA[form] for suffix, form in SUFFIXES.items()} | {
    suffix: kind.media for kind in KINDS for suffix in kind.suffixes
}  # by suffix, the media type that a name says
_MEDIA_TYPES: dict[str, Format] = {media: form for form, media in MEDIA.items()} | {
    "application/xhtml+xml": "html",
    "text/x-markdown": "markdown",
    "text/tab-separated-values": "table",
}
_REFUSED = (
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"BZh", "a bzip2 archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"\xd0\xcf\x11\xe0", "an old Office file; save it as PDF and list that"),
    (b"{\\rtf", "a rich-text file; save it as PDF and list that"),
    (b"ID3", "sound"),
    (b"OggS", "sound"),
    (b"SQLite format 3\x00", "a database"),
    (b"PK\x03\x04", "a zip archive or an Office file; save it as PDF and list that"),
)
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}>\s*)?(?:<!--.{0,2000}?-->\s*)*<(rss|feed|rdf:RDF|urlset|sitemapindex|svg)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_NAMED = {b"rss": "a feed", b"feed": "a feed", b"rdf:rdf": "a feed", b"svg": "a picture (SVG)"}


def kind_of(raw: Raw) -> Kind | None:
    """The kind with a file of its own that these bytes are, if they are one."""
    return next((kind for kind in KINDS if kind.looks(raw)), None)


def sniff(data: bytes, media: str, resource: str) -> Format:
    """Which reader these bytes want. Raises SourceFailed for what cannot be read, saying what it is."""
    head = data[:4096].removeprefix(b"\xef\xbb\xbf")
    if not data.strip():
        raise SourceFailed("There is nothing in it: no bytes at all, or white space only.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    for magic, name in _REFUSED:
        if head.startswith(magic):
            raise SourceFailed(f"This is {name}, not a text.")
    if head[8:12] == b"WEBP" or head[4:8] == b"ftyp":
        raise SourceFailed("This is a picture or a film, not a text.")
    plain = _narrow(head)
    if _PAGE.match(plain):
        return "html"
    if feed := _FEED.match(plain):
        raise SourceFailed(f"This is {_NAMED.get(feed[1].lower(), 'a site map')}, not a text.")
    return _declared(media, resource, plain)


def _declared(media: str, resource: str, head: bytes) -> Format:
    """The format by name; a specific file name says more than `text/plain`."""
    kind = media.partition(";")[0].strip().lower()
    path = re.sub(r"[?#].*", "", resource) if "://" in resource else resource
    suffix = re.search(r"\.[A-Za-z0-9]{1,8}$", path)
    by_name = SUFFIXES.get(suffix.group().lower()) if suffix else None
    form = _MEDIA_TYPES.get(kind) or by_name or "text"
    if form == "text" and by_name not in {None, "html", "pdf"}:
        form = by_name or "text"
    if form == "pdf":
        raise SourceFailed("This should be a PDF and is none: it does not start like one.")
    if form == "html" and b"<" not in head:
        return "text"
    if form == "text" and kind.startswith(("image/", "audio/", "video/", "font/")):
        raise SourceFailed(f"This is {kind}, not a text.")
    if form == "text" and (kind.endswith(("json", "xml", "javascript", "css")) or head.lstrip().startswith(b"<?xml")):
        raise SourceFailed(f"This is data or code ({kind or 'XML'}), not a text to read.")
    return form


def _narrow(head: bytes) -> bytes:
    """The beginning with the zero bytes of UTF-16 left out, so that its tags can be seen."""
    return head.replace(b"\0", b"").removeprefix(b"\xff\xfe").removeprefix(b"\xfe\xff")
