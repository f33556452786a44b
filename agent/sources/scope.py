"""Which addresses are pages of one site: same host, below its start; views of a page and what is no prose are none.

Owns: when two addresses are one page, and what a documentation site has beside its pages. Pure; imports nothing of ours.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_INDEX = re.compile(r"(?<=/)(?:index|default)\.(?:html?|php)$", re.IGNORECASE)
_PROGRAM = re.compile(r"\.(?:php|aspx?|jsp|cgi|pl|do)$", re.IGNORECASE)
# Parts of a path by which the usual generators and programs know indexes, sources, forms and print views.
_NO_PROSE = re.compile(
    r"/(?:_sources|_static|_modules|_images|_downloads|_print|cdn-cgi|wp-json|wp-admin|wp-login\.php|feed|rss)(?:/|$)"
    r"|/(?:genindex(?:-[^/]*)?|(?:py-)?modindex|search|searchresults|print|printable|printview|print_page)(?:\.[a-z]+|/)?$"
    r"|/(?:log-?in|log-?out|sign-?in|sign-?up|register)(?:\.[a-z]+|/)?$"
    r"|[:/](?:Special|Spezial|Sp%C3%A9cial|Especial):",
    re.IGNORECASE,
)
_VIEWS = frozenset({"action", "diff", "oldid", "print", "printable", "printer", "replytocom", "share", "veaction"})
_PASSING = re.compile(r"(?:utm_\w+|fbclid|gclid|ref|highlight|sort|order|theme|session|sid)$", re.IGNORECASE)
_NO_TEXT = re.compile(
    r"\.(?:png|jpg|jpeg|gif|svg|webp|ico|bmp|tif|tiff|css|js|mjs|map|json|xml|rss|atom|woff|woff2|ttf|eot|otf|mp3|mp4|ogg|wav|webm|avi|mov"
    r"|zip|gz|tgz|bz2|xz|7z|rar|tar|jar|whl|deb|rpm|exe|msi|dmg|iso|apk|bin|dat|inv|ics)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Scope:
    """A site: its host (with its port, without `www.`), the beginning that the paths of its pages have, and the scheme it was named by."""

    host: str
    prefix: str
    scheme: str

    @classmethod
    def of(cls, start: str) -> Scope:
        """The site of a start page: what lies in the same folder as it, or below. `/docs` is taken for the folder `/docs/`."""
        parts = urlsplit(start)
        folder, _, last = (parts.path or "/").rpartition("/")
        prefix = f"{folder}/" if "." in last or not last else f"{parts.path}/"
        return cls(_host(parts.netloc), prefix, parts.scheme.lower())

    def holds(self, url: str) -> bool:
        """Whether an address is of this site."""
        parts = urlsplit(url)
        path = parts.path or "/"
        below = path.startswith(self.prefix) or f"{path}/" == self.prefix
        return parts.scheme.lower() in {"http", "https"} and _host(parts.netloc) == self.host and below

    def page(self, url: str) -> str | None:
        """The address of the page that a link leads to, without fragment and views; None if it is none of this site's pages."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        path = "/" + posixpath.normpath(parts.path or "/").lstrip("/.")
        path += "/" if parts.path.endswith("/") and path != "/" else ""
        whole = urlunsplit((parts.scheme, parts.netloc.lower(), path, "", ""))
        if parts.username is not None or not self.holds(whole) or _NO_PROSE.search(path) or _NO_TEXT.search(path):
            return None
        query = _asked(path, parts.query)
        return None if query is None else urlunsplit((self.scheme, parts.netloc.lower(), path, query, ""))


def key(url: str) -> str:
    """What two addresses of one page have in common."""
    parts = urlsplit(url)
    path = _INDEX.sub("", parts.path or "/").rstrip("/")
    return urlunsplit(("", _host(parts.netloc), path, parts.query, ""))


def _asked(path: str, query: str) -> str | None:
    """The part of a query that tells one page from another: of a program's, less what only passes by; None for a view of a page."""
    if not query:
        return ""
    pairs = parse_qsl(query, keep_blank_values=True)
    if any(name.lower() in _VIEWS for name, _ in pairs):
        return None
    if not _PROGRAM.search(path):
        return ""
    return "&".join(part for part, (name, _) in zip(query.split("&"), pairs, strict=False) if not _PASSING.match(name))


def _host(netloc: str) -> str:
    return netloc.rpartition("@")[2].lower().removeprefix("www.").removesuffix(":80").removesuffix(":443")
