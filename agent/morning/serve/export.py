"""The reader's pages as a folder that opens from the disk, without a server and with search.

Owns: which files are written. Only a folder that is not there, that is empty, or that an export wrote before is written to.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

from agent.errors import Exit, Fatal
from agent.morning.graph_html import script_json
from agent.morning.serve import addresses
from agent.morning.serve.app import STATIC
from agent.morning.serve.finding import plain
from agent.morning.serve.shelf import PICTURES
from agent.morning.serve.site import Site

MARK = ".nightwiki-export"
"""The file that says that a folder is an export, and may be written anew."""


def export(wiki: Path, folder: Path) -> str:
    """Write the pages; returns what was done, in words. Raises Fatal (exit 2) for no wiki, or a folder that holds something else."""
    if not wiki.is_dir():
        raise Fatal(f"there is no folder {wiki}", Exit.USAGE)
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Fatal(f"{folder} is no plain folder", Exit.USAGE)
    there = folder.is_dir() and any(folder.iterdir())
    if there and not (folder / MARK).is_file():
        raise Fatal(f"{folder} holds something that no export wrote; name another folder", Exit.USAGE)
    if wiki.resolve() in (folder.resolve(), *folder.resolve().parents):
        raise Fatal(
            f"{folder} is in the wiki itself, which would then hold its own pages; name another folder", Exit.USAGE
        )
    site = Site(wiki, static=True)
    site.look()
    site.ranks.now()
    new = folder.with_name(f".{folder.name}.part")
    shutil.rmtree(new, ignore_errors=True)
    count = 0
    for address, data in _files(site):
        path = new / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        count += address.endswith(".html")
    (new / MARK).write_text("Written by nightwiki export; written anew by the next one.\n", encoding="utf-8")
    if folder.is_dir():
        shutil.rmtree(folder)
    new.rename(folder)
    return f"{count} pages; open {folder / addresses.HOME}"


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
