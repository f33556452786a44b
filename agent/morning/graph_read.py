"""Reads a folder of markdown, ours or anybody's, into notes and the links between them.

Owns: which files count as pages, and which of their links count: wikilinks, in front matter too, and markdown links.
Promises that a file that is too large, unreadable or oddly encoded costs only itself. Imports `agent.wiki.links` for the
rule by which links are found.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from agent.state.notes import NoteRow
from agent.wiki.links import NoteIndex
from agent.wiki.said import MAX_NOTE_BYTES, Said, stamp_of

MOST_TOLD = 200  # of the aliases and of the sources of a page
NOT_ENTITIES = frozenset({"source", "question", "overview", "conflicts", "timeline", "redirect"})
OWN_FILES = frozenset({"index.md", "overview.md", "log.md", "AGENTS.md", "conflicts.md", "timeline.md"})


@dataclass(frozen=True, slots=True)
class Note:
    """One page. `path` is relative to the folder, with `/`.

    `conflicts`, `id`, `aliases` and `sources`, pairs of (id, title), are what its front matter tells.
    """

    path: str
    title: str
    kind: str = ""
    description: str = ""
    conflicts: int = 0
    aliases: tuple[str, ...] = ()
    sources: tuple[tuple[str, str], ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class WikiGraph:
    """The pages of a folder and what links them; all of it sorted, so that equal folders make equal graphs.

    `links` are distinct directed pairs of paths, none from a page to itself. `inward` are the pages that point to a
    heading of their own (`[[#Heading]]`). `broken` are pairs (path, target as written), one for each occurrence.
    `wanted` are names that nobody wrote, each with the paths that name it. `unread` are pairs (path, why). `ours` tells
    whether the folder is a wiki of this project.
    """

    folder: Path
    notes: tuple[Note, ...]
    links: tuple[tuple[str, str], ...]
    inward: tuple[str, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    wanted: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unread: tuple[tuple[str, str], ...] = ()
    ours: bool = False

    @property
    def pairs(self) -> int:
        """How many distinct directed pairs there are; a page that points to a heading of its own is one."""
        return len(self.links) + len(self.inward)


def read_graph(
    folder: Path,
    wanted: Iterable[tuple[str, Sequence[str]]] = (),
    *,
    only_wikilinks: bool = False,
    kept: Mapping[str, NoteRow] = MappingProxyType({}),
) -> WikiGraph:
    """The graph of the notes under `folder`. Hidden files and folders are passed over.

    Wikilinks count, in front matter too, and links `[text](note.md)`; not the latter with `only_wikilinks`.

    In a wiki of ours only entity pages count, a link through a redirect counts for the page behind it, and `wanted`
    adds the names that the state holds (name, titles or paths of the pages that name it). In any other folder every
    `.md` file counts. What is `kept` of files that did not change is not read again. Raises NotADirectoryError if `folder` is not a folder.
    """
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder")
    paths, others = _listing(folder)
    unread: list[tuple[str, str]] = []
    files = {path: _read(path, file, kept, unread) for path, file in paths.items()}
    told = files["conflicts.md"].meta if "conflicts.md" in files else {}
    ours = (folder / ".nightwiki").is_dir() or told.get("type") == "conflicts"
    notes = tuple(_note(path, files[path].meta) for path in paths if not ours or _is_entity(path, files[path].meta))
    counted = {note.path: note for note in notes}
    index = NoteIndex(paths, others)
    redirects = _redirects(files, index) if ours else {}
    links: set[tuple[str, str]] = set()
    broken: list[tuple[str, str]] = []
    for path in counted:
        for target, meant in _meant(path, files[path], index, markdown=not only_wikilinks):
            found = _behind(meant, redirects)
            if found is None:
                broken.append((path, target))
            elif found in counted and found != path:
                links.add((path, found))
    return WikiGraph(
        folder=folder,
        notes=notes,
        links=tuple(sorted(links)),
        inward=tuple(path for path in counted if "" in files[path].targets),
        broken=tuple(broken),
        wanted=_wanted(notes, broken, wanted),
        unread=tuple(unread),
        ours=ours,
    )


def _meant(path: str, file: Said, index: NoteIndex, *, markdown: bool) -> Iterator[tuple[str, str | None]]:
    """The targets on a page, and what each means, None for one that is missing; of markdown links only those to notes."""
    for target in filter(None, file.targets):
        yield target, index.resolve(target)
    for target in file.markdown if markdown else ():
        with suppress(ValueError):
            found = index.resolve_from(path, target)
            if found or target.lower().endswith(".md"):
                yield target, found


def _listing(folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Notes and other files of `folder` by their relative names, sorted. In names that are no UTF-8, U+FFFD stands."""
    notes: dict[str, Path] = {}
    others: dict[str, Path] = {}
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            file = Path(at, name)
            relative = os.fsencode(file.relative_to(folder).as_posix()).decode("utf-8", "replace")
            (notes if name.endswith(".md") else others).setdefault(relative, file)
    return dict(sorted(notes.items())), others


def _read(path: str, file: Path, kept: Mapping[str, NoteRow], unread: list[tuple[str, str]]) -> Said:
    """What the note says; a fault is told in `unread` and leaves a note without links."""
    try:
        how = file.stat()
        if not stat.S_ISREG(how.st_mode):
            raise OSError("not a plain file")
        if how.st_size > MAX_NOTE_BYTES:
            raise OSError(f"larger than {MAX_NOTE_BYTES // 1_000_000} MB")
        if (row := kept.get(path)) and row.said and row.stamp == stamp_of(how):
            return Said.from_text(row.said)
        return Said.of(file.read_bytes())
    except OSError as error:
        unread.append((path, error.strerror or str(error)))
        return Said({})


def _note(path: str, meta: Mapping[str, Any]) -> Note:
    stem = path.rpartition("/")[2].removesuffix(".md")
    conflicts = meta.get("conflicts")
    return Note(
        path=path,
        title=_line(meta.get("title"), 300) or stem,
        kind=_line(meta.get("type"), 60),
        description=_line(meta.get("description"), 600),
        conflicts=conflicts if isinstance(conflicts, int) and conflicts > 0 else 0,
        aliases=tuple(filter(None, (_line(alias, 120) for alias in _list(meta.get("aliases"))[:MOST_TOLD]))),
        sources=tuple(
            (name, _line(one.get("title"), 300) or name)
            for one in _list(meta.get("sources"))[:MOST_TOLD]
            if isinstance(one, dict) and (name := _line(one.get("id"), 120))
        ),
        id=_line(meta.get("id"), 120),
    )


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else [value] if isinstance(value, str) else []


def _line(value: object, limit: int) -> str:
    if not isinstance(value, str):
        return ""
    # YAML can spell half a surrogate pair, which no file can be written with.
    return " ".join(value.split())[:limit].encode("utf-8", "replace").decode()


def _is_entity(path: str, meta: Mapping[str, Any]) -> bool:
    return path not in OWN_FILES and not path.startswith("sources/") and meta.get("type") not in NOT_ENTITIES


def _redirects(files: Mapping[str, Said], index: NoteIndex) -> dict[str, str | None]:
    """For each redirect, the path that its first wikilink means, or None."""
    return {
        path: next((index.resolve(target) for target in file.targets), None)
        for path, file in files.items()
        if file.meta.get("type") == "redirect"
    }


def _behind(path: str | None, redirects: Mapping[str, str | None]) -> str | None:
    """The page behind any redirects; None where they lead nowhere, in a circle too."""
    seen: set[str] = set()
    while path is not None and path in redirects:
        if path in seen:
            return None
        seen.add(path)
        path = redirects[path]
    return path


def _wanted(
    notes: Sequence[Note], broken: Iterable[tuple[str, str]], stated: Iterable[tuple[str, Sequence[str]]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The missing targets and the names that the state holds, each once (case aside), with the paths that name it."""
    names: dict[str, str] = {}
    naming: dict[str, set[str]] = {}
    paths = {key: note.path for note in notes for key in (note.path, note.title)}
    for name, page in _pairs(broken, stated):
        key = name.casefold()
        names.setdefault(key, name)
        naming.setdefault(key, set()).update([paths[page]] if page in paths else [])
    return tuple((names[key], tuple(sorted(naming[key]))) for key in sorted(names))


def _pairs(broken: Iterable[tuple[str, str]], stated: Iterable[tuple[str, Sequence[str]]]) -> Iterator[tuple[str, str]]:
    for path, target in broken:
        yield target, path
    for name, pages in stated:
        yield name, ""
        for page in pages:
            yield name, page
