"""The wiki as a bundle of the Open Knowledge Format (0.2): the same pages with plain markdown links, for whatever reads those.

Owns: what changes on the way. Wikilinks become relative links, marks of Obsidian's plain text, each page has a type, redirects are
followed, and what is only for who works on the wiki (`AGENTS.md`) stays behind. Footnotes keep their names, of a source and a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from pathlib import Path, PurePosixPath
from posixpath import relpath
from urllib.parse import quote

import yaml

from agent.morning.graph_read import OWN_FILES
from agent.morning.serve.shelf import PICTURES, Shelf
from agent.morning.written_folder import may_be_written, write_folder
from agent.sources.matter import tolerant
from agent.wiki.editor.mend import newest_first
from agent.wiki.links import outside_code
from agent.wiki.matter import split_matter

_RESERVED = frozenset({"index.md", "log.md"})  # they have no type, and a form of their own
_ENTRY = re.compile(r"(?m)^- (\[(?:\\.|[^\]\\])+\]\([^()\s]+\))(.*)$")
_THEME = re.compile(r"(?m)^- (\*\*.*)$")
_LINK = re.compile(r"(!?)\[\[([^\]\[\n]+?)\]\]")
# The flat list of wikilinks, as we write it or its editor does; `sources` says more.
_FOR_OBSIDIAN = re.compile(r"(?m)^source_links:.*\n(?:[ \t]*- .*\n)*")
_BLOCK = re.compile(r"(?m)^(\s*[-*] |)(.*?) \^([\w-]+)$")
_CALLOUT = re.compile(r"(?m)^> \[!\w+\][-+]? ?(.*)$")


def export_okf(wiki: Path, folder: Path) -> str:
    """Write the bundle; returns what was done, in words. Raises Fatal (exit 2) for no wiki, or a folder that holds something else."""
    may_be_written(wiki, folder)
    shelf = Shelf(wiki)
    shelf.look()
    told = write_folder(folder, _files(shelf))
    return f"{told} files in {folder}, in the Open Knowledge Format"


def _files(shelf: Shelf) -> Iterator[tuple[str, bytes]]:
    names = _names([path for path, leaf in shelf.leaves.items() if leaf.kind != "redirect" and path != "AGENTS.md"])
    for path in names:
        yield names[path], _page(shelf, path, names).encode("utf-8", "replace")
    for path in sorted(shelf.others):
        if Path(path).suffix.lower() in PICTURES:
            yield path, shelf.read(path)


def _names(paths: Iterable[str]) -> dict[str, str]:
    """What each page's file is called in the bundle: its path in small letters, with `-` for all else, so that no link needs escapes."""
    names: dict[str, str] = {}
    used = set(OWN_FILES)
    for path in sorted(paths):
        if path in OWN_FILES or PurePosixPath(path).name in _RESERVED:
            names[path] = path
            continue
        base = "/".join(re.sub(r"[^\w.]+", "-", part).strip("-.").lower() or "page" for part in path[:-3].split("/"))
        tries = (f"{base}{'' if n == 1 else f'-{n}'}.md" for n in count(1))
        names[path] = next(name for name in tries if name not in used and PurePosixPath(name).name not in _RESERVED)
        used.add(names[path])
    return names


def _page(shelf: Shelf, path: str, names: Mapping[str, str]) -> str:
    """A page of the bundle."""
    text = shelf.text(path)
    head, _ = split_matter(text.split("\n"))
    body, meta = tolerant(text)
    body = outside_code(body, lambda piece: _CALLOUT.sub(r"> **\1**", _BLOCK.sub(r'\1<a id="\3"></a>\2', piece)))
    body = outside_code(body, lambda piece: _LINK.sub(lambda found: _link(shelf, names, path, found), piece))
    body = body.lstrip("\n")
    if path == "index.md":
        return _ENTRY.sub(_entry, _THEME.sub(lambda found: f"{found[1]}\n", body))
    if PurePosixPath(path).name in _RESERVED:
        lines = body.split("\n")
        newest_first(lines)
        return "\n".join(lines)
    if str(meta.get("type") or "").strip():
        return _FOR_OBSIDIAN.sub("", "\n".join([*head, "", ""])) + body
    told = {"type": "note"} | {name: value for name, value in meta.items() if name != "type"}
    return f"---\n{yaml.safe_dump(told, allow_unicode=True, sort_keys=False)}---\n\n{body}"


def _entry(found: re.Match[str]) -> str:
    """A line of the index in the form that the format gives it."""
    said = found[2].removeprefix(":").strip()
    said = said[1:-1] if said.startswith("(") and said.endswith(")") else said
    return f"* {found[1]}" + (f" - {said}" if said else "")


def _link(shelf: Shelf, names: Mapping[str, str], page: str, found: re.Match[str]) -> str:
    """A wikilink as a plain one, relative to its page; one that leads nowhere as its words."""
    whole, _, alias = found[2].replace("\\|", "|").partition("|")
    target, _, heading = whole.partition("#")
    words = (alias or target or heading.lstrip("^")).strip()
    leaf = shelf.resolve(target.strip()) if target.strip() else shelf.leaves[page]
    goal = names.get(leaf.path) if leaf else shelf.index.resolve(target.strip())
    if goal is None or (leaf is None and Path(goal).suffix.lower() not in PICTURES):
        return words
    here = names[page]
    to = "" if goal == here and heading else quote(relpath(goal, str(PurePosixPath(here).parent)))
    return f"{'' if leaf else found[1]}[{words}]({to}{_anchor(heading)})"


def _anchor(heading: str) -> str:
    """Where a heading or a block is on its page."""
    if not heading.strip():
        return ""
    if heading.strip().startswith("^"):
        return "#" + quote(heading.strip()[1:])
    return "#" + quote(re.sub(r"[^\w\- ]", "", heading.strip().lower()).replace(" ", "-"))
