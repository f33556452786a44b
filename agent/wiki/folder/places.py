"""Where the pages are now: edited, renamed, moved, copied or deleted by a person since we last looked.

Owns: telling these apart, and writing them down. Reads every page that changed since the last look; moves and writes none
but what a kill left over. Imports `agent.faultpoints` and this room.
"""

from __future__ import annotations

import os
import stat
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from agent.faultpoints import reach
from agent.state.notes import NoteRow
from agent.state.pages import Published, PublishedHead, PublishedRow
from agent.wiki.folder import disk
from agent.wiki.folder.hunks import distance
from agent.wiki.folder.owned import adopt, digest_of, is_known, placed
from agent.wiki.folder.settle import settle
from agent.wiki.matter import HEAD, identity_of
from agent.wiki.said import MAX_NOTE_BYTES, Said, stamp_of


@dataclass(frozen=True, slots=True)
class Places:
    """What the renderer must know of the folder, all by page (an id, `sources/` and a slug, or a path for files without one).

    `files` are the paths of pages that stay where a person has them; `gone` the pages that a person deleted; `strangers` the
    paths of notes that are not ours.
    """

    files: Mapping[str, str] = field(default_factory=dict)
    gone: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()


Seen = dict[str, NoteRow]


def survey(folder: Path, store: Published, seen: Seen | None = None) -> Places:
    """Look at the whole folder, and commit what a person did in it. `seen` is kept from look to look, to make the next one cheap.

    A page whose file is missing was moved if a note that is not ours yet carries its id, else it was deleted. A copy is its
    person's own as long as the original is there. Also settles what a killed publish left behind.
    """
    if not folder.is_dir():
        return Places(gone=frozenset(store.gone()))
    settle(folder, store)
    seen = {} if seen is None else seen
    look(folder, seen)
    _follow(folder, seen, store)
    gone = store.gone()
    if gone:
        strangers = _by_identity(seen, seen.keys() - store.heads().keys())
        for page in sorted(gone.keys() & strangers.keys()):
            store.restored(page, _likeliest(folder, strangers[page], store.deleted_row(page), seen))
            reach("publish:restored")
    for path, row in store.heads().items():
        if path in seen:
            _take_stock(folder, row, seen[path], store)
    return _places(folder, store, seen)


def _follow(folder: Path, seen: Seen, store: Published) -> None:
    """Commit where the files went that are missing, or in whose place another page's stands."""
    rows = store.heads()
    missing = [row for row in rows.values() if _is_missing(folder, row, seen)]
    pages = {path: row.page for path, row in rows.items()}
    known = set(pages.values())
    missing += [row for path, row in rows.items() if path in seen and row.page != seen[path].identity in known]
    if not missing:
        return
    elsewhere = _by_identity(seen, (path for path in seen if pages.get(path) != seen[path].identity))
    for row in missing:
        if pages.get(row.path) != row.page:
            continue  # another page's file was moved over it
        del pages[row.path]
        if found := elsewhere.get(row.page):
            new = _likeliest(folder, found, store.row(row.path), seen)
            pages[new] = row.page
            store.moved(row.path, new)
            reach("publish:moved")
        else:
            store.deleted(row.path)
            reach("publish:deleted")


def _is_missing(folder: Path, row: PublishedHead, seen: Seen) -> bool:
    was_there = bool(row.published_hash or row.adopted_hash)
    return was_there and row.path not in seen and not os.path.lexists(folder / row.path)


def _likeliest(folder: Path, paths: Sequence[str], old: PublishedRow | None, seen: Seen) -> str:
    """Of several notes with one id, the one that is the page: where it was, else most like it, else of its name, else the oldest."""
    if len(paths) == 1 or old is None:
        return min(paths, key=lambda path: (seen[path].written, path))
    last = old.adopted_text or old.intended_text or old.published_text or ""
    apart = {path: distance(last, (folder / path).read_text(encoding="utf-8", errors="replace")) for path in paths}
    name = PurePosixPath(old.path).name

    def unlike(path: str) -> tuple[bool, int, bool, int, str]:
        return path != old.path, apart[path], PurePosixPath(path).name != name, seen[path].written, path

    return min(paths, key=unlike)


def _by_identity(seen: Seen, paths: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for path in paths:
        if seen[path].identity:
            found[seen[path].identity].append(path)
    return found


def _take_stock(folder: Path, row: PublishedHead, file: NoteRow, store: Published) -> None:
    """See whose a file is now, and whether what was intended has been done."""
    if row.intended_hash is not None and file.digest == row.intended_hash:
        store.published([row.path])
        reach("publish:found")
    elif not is_known(row, file.digest):
        with placed(folder, row.path, make=False) as place:
            adopt(place, store)


def _places(folder: Path, store: Published, seen: Seen) -> Places:
    rows = store.heads()
    strangers = seen.keys() - rows.keys()
    gone = frozenset(store.gone())
    # A note that says it is a page of which nothing is known (the state was lost, say) is that page, and its person's.
    named = _by_identity(seen, strangers)
    files = {page: _likeliest(folder, paths, None, seen) for page, paths in named.items() if page not in gone}
    for row in rows.values():
        files.pop(row.page, None)
    theirs = [row for row in rows.values() if row.pinned or row.adopted_hash]
    for row in sorted(theirs, key=lambda row: (not row.pinned, row.path), reverse=True):
        files[row.page] = row.path
    return Places(files, gone, frozenset(strangers))


def look(folder: Path, seen: Seen) -> None:
    """Bring `seen` up to date: every plain note of the folder, but what is hidden."""
    found: set[str] = set()
    for parts, at in _folders(folder):
        with os.scandir(at) as entries:
            notes = [entry for entry in entries if entry.name.endswith(".md") and not entry.name.startswith(".")]
            for entry in notes:
                try:
                    status = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
                path = "/".join((*parts, entry.name))
                stamp = stamp_of(status)
                known = seen.get(path)
                if not stat.S_ISREG(status.st_mode):
                    continue
                if known is None or known.stamp != stamp:
                    data = _read(at, entry.name)
                    if data is None:
                        continue
                    said = Said.of(data).as_text() if len(data) <= MAX_NOTE_BYTES else ""
                    seen[path] = NoteRow(
                        stamp, digest_of(data), identity_of(data[:HEAD].decode(errors="replace")), said
                    )
                found.add(path)
    for path in seen.keys() - found:
        del seen[path]


def _read(at: int, name: str) -> bytes | None:
    try:
        return disk.read(at, name)
    except OSError:
        return None  # no plain file any more, or not for us to read


def _folders(folder: Path, parts: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], int]]:
    try:
        with disk.folder(folder, parts) as at:
            yield parts, at
            with os.scandir(at) as entries:
                inner = sorted(
                    e.name for e in entries if e.is_dir(follow_symlinks=False) and not e.name.startswith(".")
                )
    except OSError:
        return  # gone while we looked, or not for us to read
    for name in inner:
        yield from _folders(folder, (*parts, name))
