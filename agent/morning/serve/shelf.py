"""The wiki's files as they lie on the disk now: what each page is called, what it links to, and what links to it.

Owns: looking at the folder again and again at the cost of what changed, and reading a file of it. Promises that nothing outside the folder
is reached: no symlink is followed, on the way to a file neither. Imports the rule by which links are found.
"""

from __future__ import annotations

import os
import re
import stat
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

import yaml

from agent.morning.graph_read import NOT_ENTITIES, OWN_FILES
from agent.sources.matter import load
from agent.wiki.folder import disk
from agent.wiki.links import NoteIndex, WikiLink, find_links
from agent.wiki.matter import split_matter
from agent.wiki.said import MAX_NOTE_BYTES
from agent.wiki.text import one_line

PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"})  # none that can hold a script
_TOLD = re.compile(
    r"^(?:title|type|description|aliases|conflicts|created|updated|resource|sentences)[ \t]*:.*(?:\n(?:[ \t-].*)?)*",
    re.MULTILINE,
)
# Values that mean what they look like, as ours do: read at a hundredth of the cost of YAML's rules.
_PLAIN = re.compile(r"""(?:'([^'\\]*)'|([^\W_](?:[^:#\n]|:(?=\S)|(?<! )#)*))[ \t]*""")
_SENTENCE = re.compile(r"\^s(\d{1,9})\Z")


@dataclass(frozen=True, slots=True)
class Leaf:
    """One note. `path` is relative to the folder, with `/`; dates are ISO or empty; `body` is its text without front matter."""

    path: str
    title: str
    kind: str = ""
    description: str = ""
    aliases: tuple[str, ...] = ()
    conflicts: int = 0
    created: str = ""
    updated: str = ""
    resource: str = ""
    links: tuple[WikiLink, ...] = ()
    body: str = field(default="", repr=False)

    @property
    def is_entity(self) -> bool:
        """Whether it is a page about a thing: no source's page, no redirect, none of the wiki's own files."""
        return self.path not in OWN_FILES and not self.path.startswith("sources/") and self.kind not in NOT_ENTITIES


@dataclass(slots=True)
class Shelf:
    """All notes of a folder. `version` grows whenever one changed; `changed` and `gone` are the paths of the last look; `broken` pairs
    (path, target) of links that lead nowhere."""

    folder: Path
    version: int = 0
    leaves: dict[str, Leaf] = field(default_factory=dict)
    others: frozenset[str] = frozenset()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    index: NoteIndex = field(default_factory=lambda: NoteIndex(()))
    backlinks: dict[str, tuple[str, ...]] = field(default_factory=dict)
    cited: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)
    broken: tuple[tuple[str, str], ...] = ()
    _stamps: dict[str, tuple[int, ...]] = field(default_factory=dict)

    def look(self) -> bool:
        """See what changed; True if anything did."""
        stamps, others = {}, set()
        for path, stamp in _files(self.folder):
            if path.endswith(".md"):
                stamps[path] = stamp
            else:
                others.add(path)
        self.changed = tuple(path for path, stamp in stamps.items() if self._stamps.get(path) != stamp)
        self.gone = tuple(path for path in self._stamps if path not in stamps)
        if not self.changed and not self.gone and self.others == others:
            return False
        leaves = {path: leaf for path, leaf in self.leaves.items() if path in stamps}
        leaves.update((path, _leaf(path, self.text(path))) for path in self.changed)
        self.leaves = {path: leaves[path] for path in sorted(leaves)}
        self.others, self._stamps = frozenset(others), stamps
        self._link()
        self.version += 1
        return True

    def text(self, path: str) -> str:
        """What a note says now; nothing if it is gone, or no plain file."""
        return self.read(path).decode("utf-8-sig", "replace").replace("\r\n", "\n")

    def read(self, path: str) -> bytes:
        """The bytes of a file of the folder; none if it is not there, hidden, or reached through a symlink."""
        parts = PurePosixPath(path).parts
        if not parts or any(part.startswith(".") or part == "/" for part in parts):
            return b""
        try:
            with disk.folder(self.folder, parts[:-1]) as at:
                return disk.read(at, parts[-1]) or b""
        except (OSError, ValueError):
            return b""

    def resolve(self, target: str) -> Leaf | None:
        """The note that a link means, behind any redirects."""
        seen: set[str] = set()
        found = self.leaves.get(self.index.resolve(target) or "")
        while found and found.kind == "redirect" and found.path not in seen:
            seen.add(found.path)
            goes_to = next((link.target for link in found.links), "")
            found = self.leaves.get(self.index.resolve(goes_to) or "") or found
        return found

    def sources(self, leaf: Leaf) -> tuple[tuple[str, str], ...]:
        """(short name, title) of the sources that a page cites, by name."""
        slugs = {link.target.removeprefix("sources/") for link in leaf.links if link.target.startswith("sources/")}
        pages = ((slug, self.leaves.get(f"sources/{slug}.md")) for slug in sorted(slugs))
        return tuple((slug, page.title) for slug, page in pages if page)

    @property
    def entities(self) -> list[Leaf]:
        """The pages about things, by title."""
        return sorted((leaf for leaf in self.leaves.values() if leaf.is_entity), key=lambda leaf: leaf.title.casefold())

    def _link(self) -> None:
        self.index = NoteIndex(self.leaves, self.others)
        back: dict[str, set[str]] = defaultdict(set)
        cited: dict[tuple[str, int], set[str]] = defaultdict(set)
        known: dict[str, Leaf | None] = {}
        broken: list[tuple[str, str]] = []
        for leaf in self.leaves.values():
            if not leaf.is_entity:
                continue
            for link in leaf.links:
                if link.target not in known:
                    known[link.target] = self.resolve(link.target)
                found = known[link.target]
                if not found and link.target and self.index.resolve(link.target) is None:
                    broken.append((leaf.path, link.target))
                if not found or found.path == leaf.path:
                    continue
                back[found.path].add(leaf.path)
                if sentence := _SENTENCE.search(link.heading):
                    cited[found.path, int(sentence[1])].add(leaf.path)
        self.backlinks = {path: tuple(sorted(paths)) for path, paths in back.items()}
        self.broken = tuple(broken)
        self.cited = {place: tuple(sorted(paths)) for place, paths in cited.items()}


def _files(folder: Path, parts: tuple[str, ...] = ()) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Every plain file that is not hidden, with a stamp that changes when it does."""
    inner = []
    try:
        with disk.folder(folder, parts) as at, os.scandir(at) as entries:
            for entry in entries:
                if entry.name.startswith(".") or not entry.name.isprintable():
                    continue
                if entry.is_dir(follow_symlinks=False):
                    inner.append(entry.name)
                    continue
                how = entry.stat(follow_symlinks=False)
                if stat.S_ISREG(how.st_mode) and how.st_size <= MAX_NOTE_BYTES:
                    yield "/".join((*parts, entry.name)), (how.st_ino, how.st_size, how.st_mtime_ns, how.st_ctime_ns)
    except OSError:
        return  # gone while we looked, or not for us to read
    for name in sorted(inner):
        yield from _files(folder, (*parts, name))


def _leaf(path: str, text: str) -> Leaf:
    head, rest = split_matter(text.split("\n"))
    body = "\n".join(rest)
    meta = _told("\n".join(head[1:-1]))
    stem = PurePosixPath(path).stem
    conflicts, aliases = str(meta.get("conflicts", "")), meta.get("aliases")
    return Leaf(
        path=path,
        title=_line(meta.get("title")) or _title(body) or stem,
        kind=_line(meta.get("type")),
        description=_line(meta.get("description")),
        aliases=tuple(filter(None, map(_line, aliases))) if isinstance(aliases, list) else (),
        conflicts=int(conflicts) if conflicts.isascii() and conflicts.isdecimal() and len(conflicts) < 7 else 0,
        created=_line(meta.get("created")),
        updated=_line(meta.get("updated")),
        resource=_line(meta.get("resource")),
        links=tuple(find_links(body)),
        body=body,
    )


def _told(head: str) -> dict[str, Any]:
    """Of the front matter only what is shown here: the rest is long, and a wiki has thousands of pages."""
    blocks = [found[0].rstrip("\n") for found in _TOLD.finditer(head)]
    told: dict[str, Any] = {}
    for block in blocks:
        key, _, value = block.partition(":")
        items = value.strip().split("\n- ")
        read = [_PLAIN.fullmatch(item.removeprefix("- ")) for item in items]
        if not all(read) or "\n" in items[-1]:
            return _loaded("\n".join(blocks))
        values = [found[1] if found[1] is not None else found[2].strip() for found in read if found]
        told[key.strip()] = values if value.startswith("\n") else values[0]
    return told


def _loaded(head: str) -> dict[str, Any]:
    try:
        meta = load(head)
    except yaml.YAMLError:
        return {}
    return meta if isinstance(meta, dict) else {}


def _title(body: str) -> str:
    first = body.lstrip().partition("\n")[0]
    return one_line(first[2:]) if first.startswith("# ") else ""


def _line(value: object) -> str:
    return one_line(str(value))[:600] if isinstance(value, str | int | float) or hasattr(value, "isoformat") else ""
