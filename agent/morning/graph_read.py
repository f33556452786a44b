"""Reads a folder of markdown, ours or anybody's, into notes and the links between them.

Owns: which files count as pages, and which of their links count: wikilinks, in front matter too, and markdown links.
Promises that a file that is too large, unreadable or oddly encoded costs only itself. Imports `agent.wiki.links` for the
rule by which links are found.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from agent.state.notes import NoteRow
from agent.state.state import State
from agent.wiki.links import NoteIndex
from agent.wiki.said import MAX_NOTE_BYTES, Said, stamp_of

N = TypeVar("N")
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
    found = _linked(folder, kept, _note, markdown=not only_wikilinks)
    notes = tuple(found.pages.values())
    return WikiGraph(
        folder=folder,
        notes=notes,
        links=tuple(sorted(found.links)),
        inward=tuple(found.inward),
        broken=tuple(found.broken),
        wanted=_wanted(notes, found.broken, wanted),
        unread=tuple(found.unread),
        ours=found.ours,
    )


def count_links(folder: Path, state: State) -> int:
    """Distinct directed pairs of pages that are linked. `state` is that of the folder."""
    found = _linked(folder, state.notes.all(), lambda path, meta: None, markdown=True)
    return len(found.links) + len(found.inward)


@dataclass(slots=True)
class _Found(Generic[N]):
    """The pages of a folder, each with what was made of its front matter, and what their links come to: see `WikiGraph`."""

    ours: bool
    pages: dict[str, N] = field(default_factory=dict)
    links: set[tuple[str, str]] = field(default_factory=set)
    inward: list[str] = field(default_factory=list)
    broken: list[tuple[str, str]] = field(default_factory=list)
    unread: list[tuple[str, str]] = field(default_factory=list)


def _linked(
    folder: Path, kept: Mapping[str, NoteRow], make: Callable[[str, Mapping[str, Any]], N], *, markdown: bool
) -> _Found[N]:
    """Read every note; of what it says, only what `make` makes of its front matter and its targets are held."""
    if not folder.is_dir():
        raise NotADirectoryError(f"{folder} is not a folder")
    paths, others = _listing(folder)
    unread: list[tuple[str, str]] = []
    listed = _read("conflicts.md", paths["conflicts.md"], kept, []).meta if "conflicts.md" in paths else {}
    found: _Found[N] = _Found((folder / ".nightwiki").is_dir() or listed.get("type") == "conflicts", unread=unread)
    index, same = NoteIndex(paths, others), dict[str, str]()  # one text for all links to one page
    redirects: dict[str, str | None] = {}
    targets: dict[str, tuple[list[str], tuple[str, ...]]] = {}
    for path, file in paths.items():
        said = _read(path, file, kept, unread)
        if found.ours and said.meta.get("type") == "redirect":
            redirects[path] = next((index.resolve(target) for target in said.targets), None)
        if not found.ours or _is_entity(path, said.meta):
            found.pages[path] = make(path, said.meta)
            targets[path] = [same.setdefault(target, target) for target in said.targets], said.markdown
    for path, (wiki, marked) in targets.items():
        if "" in wiki:
            found.inward.append(path)
        for target, meant in _meant(path, wiki, marked if markdown else (), index):
            page = _behind(meant, redirects)
            if page is None:
                found.broken.append((path, target))
            elif page in targets and page != path:
                found.links.add((path, page))
    return found


def _meant(
    path: str, targets: Iterable[str], markdown: Iterable[str], index: NoteIndex
) -> Iterator[tuple[str, str | None]]:
    """The targets on a page, and what each means, None for one that is missing; of markdown links only those to notes."""
    for target in filter(None, targets):
        yield target, index.resolve(target)
    for target in markdown:
        with suppress(ValueError):
            found = index.resolve_from(path, target)
            if found or target.lower().endswith(".md"):
                yield target, found


def _listing(folder: Path) -> tuple[dict[str, str], dict[str, str]]:
    """Notes and other files of `folder` by their relative names, sorted. In names that are no UTF-8, U+FFFD stands."""
    notes: dict[str, str] = {}
    others: dict[str, str] = {}
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        below = Path(at).relative_to(folder).as_posix()
        before = "" if below == "." else f"{below}/"
        for name in sorted(name for name in names if not name.startswith(".")):
            relative = os.fsencode(before + name).decode("utf-8", "replace")
            (notes if name.endswith(".md") else others).setdefault(relative, os.path.join(at, name))  # noqa: PTH118 - many
    return dict(sorted(notes.items())), others


def _read(path: str, file: str, kept: Mapping[str, NoteRow], unread: list[tuple[str, str]]) -> Said:
    """What the note says; a fault is told in `unread` and leaves a note without links."""
    try:
        how = os.stat(file)  # noqa: PTH116 - as above
        if not stat.S_ISREG(how.st_mode):
            raise OSError("not a plain file")
        if how.st_size > MAX_NOTE_BYTES:
            raise OSError(f"larger than {MAX_NOTE_BYTES // 1_000_000} MB")
        if (row := kept.get(path)) and row.said and row.stamp == stamp_of(how):
            return Said.from_text(row.said)
        return Said.of(Path(file).read_bytes())
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
