"""After a kill: what it left in the work folder is settled, so that every text is where it belongs.

Owns: emptying the work folder. Can be cut short anywhere and done again. Imports `agent.faultpoints` and this room.
"""

from __future__ import annotations

import os
from pathlib import Path

from agent.errors import Fatal
from agent.faultpoints import reach
from agent.state.pages import Published
from agent.wiki.folder import disk
from agent.wiki.folder.owned import WORK, digest_at, give_back, keep, key_of, placed


def settle(folder: Path, store: Published) -> list[str]:
    """Clear the work folder: our own texts go, a person's return to their places.

    Returns the paths of texts that are kept beside the state because a newer one of that person stands in their place.
    Raises Fatal if there is no such folder to be had.
    """
    try:
        return _settle_all(folder, store)
    except disk.NotPlainError as error:
        raise Fatal(
            f"{folder / WORK[0]} must be a plain folder, no symlink: files are moved in and out of it."
        ) from error


def _settle_all(folder: Path, store: Published) -> list[str]:
    kept: list[str] = []
    with disk.folder(folder, WORK, make=True) as work:
        with os.scandir(work) as entries:
            names = sorted(entry.name for entry in entries)
        paths = {key_of(path): path for path in store.heads()} if names else {}
        for name in names:
            key, _, ending = name.partition(".")
            if ending == "new":
                disk.remove(work, name)
                continue
            try:
                kept += _settle(folder, paths[key], ending, store)
            except (KeyError, disk.NotPlainError):
                # Nobody knows its place, or there is no way to it any more.
                kept.append(keep(folder, work, name, name))
            reach("publish:settled")
    return kept


def _settle(folder: Path, path: str, ending: str, store: Published) -> list[str]:
    with placed(folder, path, make=True) as place:
        row = store.row(path)
        found = digest_at(place.work, place.aside(ending))
        if row and row.intended_hash is None and found == row.published_hash and place.digest() is None:
            # Killed while a file of ours was being removed: it is.
            disk.remove(place.work, place.aside(ending))
            store.published([path])
            return []
        return give_back(folder, place, store, ending)
