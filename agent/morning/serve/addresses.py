"""Where everything is found, in the reader as in the exported folder: one scheme of relative addresses for both.

Owns: that scheme. Pure.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from urllib.parse import quote

HOME, CONFLICTS, GRAPH, SEARCH = "index.html", "conflicts.html", "graph.html", "search.html"
REPORT = "report.html"
PART = 400  # sentences of a document on one page


def page(path: str) -> str:
    """The address of a note."""
    return f"pages/{path.removesuffix('.md')}.html"


def href(path: str) -> str:
    """The same, ready for a link but for its root."""
    return quote(page(path))


def document(slug: str, part: int = 0) -> str:
    """The address of a part of a document's text; parts count from 0."""
    return f"documents/{slug}.html" if not part else f"documents/{slug}.part{part + 1}.html"


def sentence(slug: str, n: int) -> str:
    """The address of a sentence in its document, ready for a link but for its root."""
    return f"{quote(document(slug, (n - 1) // PART))}#s{n}"


def file(path: str) -> str:
    """The address of another file of the wiki."""
    return f"files/{path}"


def root(address: str) -> str:
    """What leads from a page at that address back to the root."""
    return "../" * (len(PurePosixPath(address).parts) - 1) or "./"
