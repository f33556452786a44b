"""Whose a file of the wiki is: ours as long as it holds what we published or were about to, else a person's.

Owns: that rule, the rows that it reads, and how a text of a person comes back to its place. Imports `agent.faultpoints`
and this room's `disk`.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath

from agent.faultpoints import reach
from agent.state.pages import Published, PublishedHead, PublishedRow
from agent.wiki.folder import disk
from agent.wiki.folder.hunks import distance

WORK = (".nightwiki", "publish")
"""Where new texts are written and old ones wait until they are looked at: the same file system, so that files can move."""
KEPT = (".nightwiki", "kept")
"""Where a text of a person goes that cannot stand in its place, because a newer one of theirs does."""


def digest_of(data: bytes) -> str:
    """The hash by which a file is known: sha256, hex."""
    return sha256(data).hexdigest()


def disposable(row: PublishedRow | None) -> set[str]:
    """The hashes of a file that holds nothing of a person's."""
    if row is None:
        return set()
    return {row.published_hash or "", "" if _merging(row) else row.intended_hash or ""} - {""}


def ours(row: PublishedRow | None) -> set[str]:
    """The hashes of a file that may make room for what is intended: ours, or the very text that is merged in it."""
    if row is None:
        return set()
    return {(row.adopted_hash if _merging(row) else row.published_hash) or "", row.intended_hash or ""} - {""}


def _merging(row: PublishedRow) -> bool:
    return row.intended_base is not None


def is_known(row: PublishedHead | None, digest: str) -> bool:
    """Whether the row tells already that the file holds this."""
    if row is None:
        return False
    return digest in {row.intended_hash, row.adopted_hash} or (
        row.adopted_hash is None and digest == row.published_hash
    )


def key_of(path: str) -> str:
    """What the files in the work folder that belong to `path` are called, less their ending."""
    return sha256(path.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Place:
    """A file of the wiki while its folder and the work folder are open. `at` and `work` are descriptors."""

    path: str
    at: int
    work: int

    @property
    def name(self) -> str:
        """The file's name in its folder."""
        return PurePosixPath(self.path).name

    def aside(self, ending: str) -> str:
        """A name in the work folder: `new` is a text of ours on its way, `old` and `back` are what stood in the place."""
        return f"{key_of(self.path)}.{ending}"

    def digest(self) -> str | None:
        """The hash of what stands in the place; None for nothing, `""` for what is no plain file."""
        return digest_at(self.at, self.name)


@contextmanager
def placed(folder: Path, path: str, *, make: bool) -> Iterator[Place]:
    """Open the folders for `path`, made if asked. Raises ValueError for a path that leads out of the wiki."""
    parts = PurePosixPath(path).parts
    if not parts or "/".join(parts) != path or ".." in parts or parts[0] in {"/", WORK[0]} or "\0" in path:
        raise ValueError(f"not a path of the wiki: {path!r}")
    with disk.folder(folder, parts[:-1], make=make) as at, disk.folder(folder, WORK, make=True) as work:
        yield Place(path, at, work)


def digest_at(at: int, name: str) -> str | None:
    """The hash of the file `name`; None for nothing, `""` for what is no plain file."""
    try:
        data = disk.read(at, name)
    except disk.NotPlainError:
        return ""
    return None if data is None else digest_of(data)


def adopt(place: Place, store: Published, page: str = "") -> None:
    """Commit what a person's file holds, if it is not known yet."""
    try:
        data = disk.read(place.at, place.name)
    except disk.NotPlainError:
        return
    row = store.row(place.path)
    if data is None or is_known(row, digest_of(data)):
        return
    text = data.decode(errors="replace")
    page = page or (row.page if row else "") or place.path
    store.adopted(place.path, page, text, digest_of(data), _base_of(row, text) if row else None)
    reach("publish:adopted")


def _base_of(row: PublishedRow, text: str) -> str | None:
    """Of which text of ours `text` is an edit: of the one behind what stood there, of the texts that may have, that is most like it."""
    seen = [(row.intended_text, row.intended_text if row.intended_base is None else row.intended_base)]
    seen += [(row.adopted_text, row.base_text), (row.published_text, row.published_text)]
    there = [(shown, base) for shown, base in seen if shown is not None]
    if len(there) < 2:
        return there[0][1] if there else None
    return min(there, key=lambda pair: distance(pair[0], text))[1]


def give_back(folder: Path, place: Place, store: Published, ending: str = "old") -> list[str]:
    """Settle what was set aside: what is ours goes, what is a person's returns to its place and is adopted.

    Can be cut short anywhere and done again. Returns the paths, under `folder`, of texts that could not return because
    something newer of that person stands there: they are kept beside the state.
    """
    kept = []
    mine = ours(store.row(place.path))
    while (found := digest_at(place.work, place.aside(ending))) is not None and found not in mine:
        here = place.digest()
        if here is None:
            _return_to_gap(place, ending)
        elif here in mine:
            other = "back" if ending == "old" else "old"
            disk.swap(place.work, place.aside(ending), place.aside(other), place.at, place.name)
            ending = other
        elif here and here == found:
            break
        else:
            kept.append(keep(folder, place.work, place.aside(ending), f"{PurePosixPath(place.path).stem} {found[:8]}"))
        reach("publish:returned")
        os.fsync(place.at)
    disk.remove(place.work, place.aside(ending))
    reach("publish:tidied")
    adopt(place, store)
    return kept


def keep(folder: Path, work: int, name: str, stem: str) -> str:
    """Move a file from the work folder to those that are kept, and return its path under `folder`."""
    with disk.folder(folder, KEPT, make=True) as kept:
        os.rename(name, f"{stem}.md", src_dir_fd=work, dst_dir_fd=kept)
        os.fsync(kept)
    return "/".join((*KEPT, f"{stem}.md"))


def _return_to_gap(place: Place, ending: str) -> None:
    try:
        disk.create(place.work, place.aside(ending), place.at, place.name)
    except OSError as error:
        if error.errno != errno.EEXIST:
            raise  # else somebody filled the gap: look again
