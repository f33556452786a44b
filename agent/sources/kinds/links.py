"""Shortcuts and bookmarks that came this far: they hold addresses and no text, so it is said what to list.

Named by itself, a file of bookmarks is a list of sources, and a shortcut is the page that it leads to (`listing`). Imports `shortcuts`.
"""

from __future__ import annotations

from agent.errors import SourceFailed
from agent.sources.blocks import Read, one_line
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.shortcuts import SUFFIXES, addresses, is_list, is_shortcut, target


def _read_shortcut(raw: Raw) -> Read:
    address = one_line(target(raw.data))[:500]
    if address.lower().startswith(("http://", "https://")):
        raise SourceFailed(f"This is a shortcut to {address}: list that address instead.")
    raise SourceFailed(f"This is a shortcut to {address}, and only http and https addresses are read.")


def _read_list(raw: Raw) -> Read:
    count = len(addresses(raw.data))
    if not count:
        raise SourceFailed("This is a file of bookmarks with no web address in it.")
    pages = "1 address" if count == 1 else f"{count} addresses"
    raise SourceFailed(
        f"This is a file of bookmarks, {pages} and no text. Name the file by itself to have all those pages read, or list some."
    )


SHORTCUT = Kind(
    "shortcut", "a shortcut", "application/x-shortcut", SUFFIXES, lambda raw: is_shortcut(raw.data), _read_shortcut
)
BOOKMARKS = Kind("bookmarks", "bookmarks", "application/x-bookmarks", (), lambda raw: is_list(raw.data), _read_list)
