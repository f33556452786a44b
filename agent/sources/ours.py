"""What is a wiki of ours: its pages are made from sources and are none, or the wiki would read itself and grow on its own words.

Owns: the marks by which a folder and a file are known. Reads a few kB of a file at most. Imports
nothing of ours.
"""

from __future__ import annotations

import os
import re
import stat
from email import message_from_bytes
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

STATE = ".nightwiki"
_HEAD = 65536  # bytes within which the marks of a page stand: a list of many sources stands before the last of them
_SCHEMA = re.compile(rb"---\r?\ntitle: AGENTS\r?\ntype: schema\r?\n")
_MATTER = re.compile(rb"(?:\xef\xbb\xbf)?---\r?\n(.*?)(?:\r?\n---|\Z)", re.DOTALL)
_ENTITY = re.compile(rb"^id: ['\"]?[0-9a-f]{16}['\"]?\s*$", re.MULTILINE)
_ENTITY_TOO = re.compile(rb"^(?:claims: \d+|type: ['\"]?redirect['\"]?)\s*$", re.MULTILINE)
_SOURCE = re.compile(rb"^type: ['\"]?source['\"]?\s*$", re.MULTILINE)
_SOURCE_TOO = re.compile(rb"^sha256: ['\"]?[0-9a-f]{64}['\"]?\s*$", re.MULTILINE)
_SAVED = frozenset((".mhtml", ".mht"))  # in which the page is a part of a mail
_HTML = re.compile(rb"<(?:!doctype html|html)\b", re.IGNORECASE)
NOT_READ = "It is a page of a wiki of ours: made from sources, and none itself."
# The other files of a wiki, by what they begin with: a person may keep an index.md of their own in its folder.
_OTHERS = {
    "index.md": re.compile(rb"# Index\s+(?:\*Rehearsal: [^\n]*\s+)?[\d,]+ pages? from [\d,]+ sources?:"),
    "log.md": re.compile(rb"# Log\s+## \d{4}-\d\d-\d\d\s"),
    "overview.md": re.compile(rb"---\r?\ntitle: Overview\r?\ntype: overview\r?\n"),
    "timeline.md": re.compile(rb"---\r?\ntitle: Timeline\r?\ntype: timeline\r?\n"),
    "conflicts.md": re.compile(rb"---\r?\ntitle: Conflicts\r?\ntype: conflicts\r?\n"),
    "AGENTS.md": _SCHEMA,
}


def is_wiki(folder: Path) -> bool:
    """Whether a folder is a wiki of ours: by its state, or in a copy without it by the page that says how it is made."""
    return os.path.isdir(folder / STATE) or bool(_SCHEMA.match(_head(folder / "AGENTS.md")))  # noqa: PTH112 - asks, raises nothing


def is_page(path: Path) -> bool:
    """Whether a file is one that we published, by what it says of itself; whoever moved or edited it."""
    suffix = path.suffix.lower()
    if suffix in {".html", ".htm", ".webarchive", *_SAVED}:
        return _is_drawn(_head(path), suffix)
    if suffix != ".md":
        return False
    head = _head(path)
    if (other := _OTHERS.get(path.name)) and other.match(head):
        return True
    matter = _MATTER.match(head)
    if matter is None:
        return False
    said = matter[1]
    return bool(
        (_ENTITY.search(said) and _ENTITY_TOO.search(said)) or (_SOURCE.search(said) and _SOURCE_TOO.search(said))
    )


def _is_drawn(head: bytes, suffix: str) -> bool:
    """Whether a page was made by us, by its own head, also where a browser saved it."""
    if suffix in _SAVED:
        parts = (each for each in message_from_bytes(head).walk() if each.get_content_type() == "text/html")
        data = next((each.get_payload(decode=True) for each in parts), None)
        head = data if isinstance(data, bytes) else b""
    begins = _HTML.search(head) if b"nightwiki" in head else None
    if begins is None:
        return False
    try:
        tree = lxml_html.document_fromstring(head[begins.start() :])
    except (etree.LxmlError, ValueError):
        return False
    return "nightwiki" in tree.xpath("/html/head/meta[@name='generator']/@content")


def _head(path: Path) -> bytes:
    """The beginning of a plain file; nothing of anything else, which is not opened."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116
            return b""
        with path.open("rb") as file:
            return file.read(_HEAD)
    except (OSError, ValueError):
        return b""
