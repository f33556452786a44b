"""What bytes are, by their first bytes before anybody's word: servers and file names lie.

Owns: which kind with a file of its own they are, and which of the readers of this room else. Imports the signs and the registry of kinds.
"""

from __future__ import annotations

import re
from typing import Literal

from agent.errors import SourceFailed
from agent.sources.charset import declared_in, decode
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.registry import KINDS
from agent.sources.kinds.signs import head, other, page
from agent.sources.prose import reads_like_prose

Format = Literal["html", "pdf", "markdown", "text"]

MEDIA: dict[Format, str] = {
    "html": "text/html",
    "pdf": "application/pdf",
    "markdown": "text/markdown",
    "text": "text/plain",
}
SUFFIXES: dict[str, Format] = {
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), "html"),
    ".pdf": "pdf",
    **dict.fromkeys((".md", ".markdown", ".mkd", ".mdx", ".qmd", ".rmd"), "markdown"),
    **dict.fromkeys((".txt", ".text", ".asc", ".log"), "text"),
}
READABLE: dict[str, str] = {suffix: MEDIA[form] for suffix, form in SUFFIXES.items()} | {
    suffix: kind.media for kind in KINDS for suffix in kind.suffixes
}  # by suffix, the media type that a name says
_MEDIA_TYPES: dict[str, Format] = {media: form for form, media in MEDIA.items()} | {
    "application/xhtml+xml": "html",
    "text/x-markdown": "markdown",
}
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
    if not data.strip() or data.strip() == b"\xef\xbb\xbf":
        raise SourceFailed("There is nothing in it: no bytes at all, or white space only.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if said := other(data.removeprefix(b"\xef\xbb\xbf")):
        raise SourceFailed(f"This is {said}.")
    if page(data):
        return "html"
    if feed := _FEED.match(head(data)):
        raise SourceFailed(f"This is {_NAMED.get(feed[1].lower(), 'a site map')}, not a text.")
    return _declared(data, media, resource)


def _declared(data: bytes, media: str, resource: str) -> Format:
    """The format by name; a specific file name says more than `text/plain`. What nobody has a name for is looked at."""
    declared = media.partition(";")[0].strip().lower()
    path = re.sub(r"[?#].*", "", resource) if "://" in resource else resource
    found = re.search(r"\.[A-Za-z0-9]{1,12}$", path)
    suffix = found.group().lower() if found else ""
    by_name = SUFFIXES.get(suffix)
    form = _MEDIA_TYPES.get(declared) or by_name
    if form == "text" and by_name not in {None, "html", "pdf"}:
        form = by_name
    if form == "pdf":
        raise SourceFailed("This should be a PDF and is none: it does not start like one.")
    if form == "html":
        return "html" if b"<" in head(data) else "text"
    if declared.startswith(("image/", "audio/", "video/", "font/")) and form is None:
        raise SourceFailed(f"This is {declared}, not a text.")
    if form is None or (form == "text" and by_name is None and suffix):
        _look(data, media, suffix)
    return form or "text"


def _look(data: bytes, media: str, suffix: str) -> None:
    """Raises SourceFailed for what has no name that is known, and does not read like prose either."""
    packed = next((kind for kind in KINDS if suffix in kind.suffixes), None)
    if packed:
        raise SourceFailed(f"This should be {packed.said} and is none: it does not start like one.")
    if not reads_like_prose(decode(data, declared_in(media))):
        name = f"Files that end in {suffix} are" if suffix else "What has no suffix is"
        raise SourceFailed(
            f"{name} of no kind that is known, and it does not read like prose; if it is a text, call it .txt and list that."
        )
