"""The reader's pages as a folder that opens from the disk, without a server and with search.

Owns: which files are written.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agent.morning.graph_html import script_json
from agent.morning.serve import addresses
from agent.morning.serve.app import STATIC
from agent.morning.serve.finding import plain
from agent.morning.serve.night import report_page
from agent.morning.serve.shelf import PICTURES
from agent.morning.serve.site import Site
from agent.morning.written_folder import MARK, may_be_written, write_folder

__all__ = ["MARK", "export"]


def export(wiki: Path, folder: Path) -> str:
    """Write the pages; returns what was done, in words. Raises Fatal (exit 2) for no wiki, or a folder that holds something else."""
    may_be_written(wiki, folder)
    site = Site(wiki, static=True)
    site.look()
    site.ranks.now()
    files = dict(_files(site))
    left = len(files) - write_folder(folder, files.items())
    count = sum(address.endswith(".html") for address in files) - left
    more = f"; {left} left out, as no file can have its name ending in .html" if left else ""
    return f"{count} pages{more}; open {folder / addresses.HOME}"


def _files(site: Site) -> Iterator[tuple[str, bytes]]:
    for address, html in _pages(site):
        if html is not None:
            yield address, html.encode("utf-8", "replace")
    for path in sorted(site.shelf.others):
        if Path(path).suffix.lower() in PICTURES:
            yield addresses.file(path), site.shelf.read(path)
    for name, file in STATIC.items():
        if name != "htmx.min.js":
            yield f"static/{name}", file.read_bytes()
    yield "static/index.js", _index(site).encode("utf-8", "replace")


def _pages(site: Site) -> Iterator[tuple[str, str | None]]:
    yield addresses.HOME, site.home()
    yield addresses.CONFLICTS, site.conflicts()
    yield addresses.GRAPH, site.ranks.drawn(site.name)
    yield addresses.REPORT, report_page(site)
    yield addresses.SEARCH, site.search("")
    for path in site.shelf.leaves:
        yield addresses.page(path), site.page(path)
    for slug in site.source.now().documents:
        for part in range(site.parts(slug)):
            yield addresses.document(slug, part), site.document(slug, part)


def _index(site: Site) -> str:
    """What search and previews read, as a script: a page that is opened from the disk may read no other file."""
    rows = [
        {
            "path": leaf.path, "href": addresses.href(leaf.path), "title": leaf.title, "kind": leaf.kind,
            "description": leaf.description, "aliases": leaf.aliases, "body": plain(leaf.body),
        }
        for leaf in site.finder.leaves
    ]  # fmt: skip
    return f"window.wikiIndex = {script_json(rows)};\n"
