"""Files that hold no text but addresses: a shortcut (.url, .webloc) leads to one page, bookmarks (a browser's, Pocket's, …) to many.

Owns: what such files look like, and which addresses are in them: http and https only. Touches the disk only to look, and no network.
Imports the decoding of text.
"""

from __future__ import annotations

import csv
import html
import io
import plistlib
import re
from pathlib import Path

from agent.errors import SourceFailed
from agent.sources.charset import decode

SUFFIXES = (".url", ".webloc")
LONGEST = 65536  # bytes of a shortcut
_LISTS = (".html", ".htm", ".csv")
_LONGEST_LIST = 20 * 2**20
_BOOKMARKS = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*<!doctype\s+netscape-bookmark-file-1|\A[^<]{0,3}(?:<[^<>]{0,200}>\s*){0,6}<title>Pocket Export</title>",
    re.IGNORECASE,
)
_LINK = re.compile(r"<a\s[^<>]{0,200}?href\s*=\s*[\"'](https?://[^\"'\s<>]{1,4000})[\"']", re.IGNORECASE)
# Below a folder these are matched in the night's own process: no two parts of a pattern may take the same white space.
_URL = re.compile(r"^[ \t]*URL[ \t]*=[ \t]*(\S.*)$", re.IGNORECASE | re.MULTILINE)
_SHORTCUT = re.compile(rb"(?:[^\[\n]{0,200}\n\s*)?\[(?:InternetShortcut|DEFAULT)\]", re.IGNORECASE)
_HEADS = ({"title", "url", "time_added"}, {"url", "title", "selection", "folder"}, {"url", "folder", "excerpt", "tags"})


def leads_to(path: Path) -> str:
    """The web address that the shortcut at a path leads to; "" for any other file."""
    if path.suffix.lower() not in SUFFIXES:
        return ""
    try:
        address = target(path.read_bytes()) if path.is_file() and path.stat().st_size <= LONGEST else ""
    except (OSError, SourceFailed):
        return ""
    return address if address.lower().startswith(("http://", "https://")) else ""


def listed(path: Path) -> str | None:
    """The addresses in the bookmarks at a path, one a line; None if it is another file."""
    if path.suffix.lower() not in _LISTS:
        return None
    try:
        data = path.read_bytes() if path.stat().st_size <= _LONGEST_LIST else b""
        return "\n".join(addresses(data)) if is_list(data) else None
    except (OSError, SourceFailed):
        return None


def is_shortcut(data: bytes) -> bool:
    """Whether these are the bytes of a shortcut."""
    plist = (
        data[:4096].lstrip().startswith((b"bplist00", b"<?xml", b"<!DOCTYPE plist", b"<plist"))
        and b"URL" in data[:4096]
    )
    return len(data) <= LONGEST and (
        _is_ini(data) or (plist and b"WebMainResource" not in data and b"plist" in data[:400])
    )


def _is_ini(data: bytes) -> bool:
    return _SHORTCUT.match(data.removeprefix(b"\xef\xbb\xbf").lstrip()) is not None


def target(data: bytes) -> str:
    """Where a shortcut leads: an http or https address, or whatever else stands there. Raises SourceFailed if nothing does."""
    if _is_ini(data):
        found = _URL.search(decode(data))
        address = found[1].rstrip() if found else ""
    else:
        try:
            held = plistlib.loads(data[:LONGEST])
        except (
            Exception
        ) as fault:  # whatever plistlib lets escape on odd bytes: the list is made in the night's own process
            raise SourceFailed("This shortcut is damaged. List the address itself.") from fault
        told = held.get("URL") if isinstance(held, dict) else None
        address = told if isinstance(told, str) else ""  # what is nested in itself is never written out
    if not address:
        raise SourceFailed("This shortcut leads nowhere: there is no address in it.")
    return address


def is_list(data: bytes) -> bool:
    """Whether these are the bytes of bookmarks, or of a list of saved pages."""
    return _BOOKMARKS.search(data[:4096]) is not None or _columns(data[:1000]) is not None


def addresses(data: bytes) -> list[str]:
    """The addresses in bookmarks or in a list of saved pages, each once. Raises SourceFailed if the bytes are no text."""
    text = decode(data)
    if (columns := _columns(data[:1000])) is not None:
        rows = csv.reader(io.StringIO(text))
        try:
            cells = [row[columns] for row in rows if len(row) > columns]
        except csv.Error as fault:
            raise SourceFailed(f"This list of saved pages cannot be read: {fault}. Export it again.") from fault
        found = [cell.strip() for cell in cells if re.match(r"\s*https?://\S+\s*\Z", cell)]
    else:
        found = [html.unescape(each) for each in _LINK.findall(text)]
    return list(dict.fromkeys(found))


def _columns(head: bytes) -> int | None:
    """In a CSV of saved pages (Pocket, Instapaper, Raindrop), the column of the addresses."""
    first = head.decode("utf-8", "replace").lstrip("\ufeff").partition("\n")[0]
    names = [name.strip().strip('"').lower() for name in first.split(",")]
    return names.index("url") if any(wanted <= set(names) for wanted in _HEADS) else None
