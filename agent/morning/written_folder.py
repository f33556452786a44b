"""A folder that an export writes: a new one, an empty one, or one that an export wrote before, put in place whole.

Owns: which folders may be written to, and that nobody sees half of one.
"""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable
from pathlib import Path

from agent.errors import Exit, Fatal

MARK = ".nightwiki-export"
"""The file that says that a folder is an export, and may be written anew."""
_NO_NAME = frozenset({errno.ENAMETOOLONG, errno.EISDIR, errno.ENOTDIR, errno.EEXIST})


def may_be_written(wiki: Path, folder: Path) -> None:
    """Raises Fatal (exit 2) for no wiki, or a folder that holds something else or lies in the wiki."""
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


def write_folder(folder: Path, files: Iterable[tuple[str, bytes]]) -> int:
    """Write the files, by their paths in the folder; what was there before goes. Returns how many: less those that cannot be named so."""
    folder = folder.absolute()  # `.` has no name of its own
    new = folder.with_name(f".{folder.name}.part")
    if new.is_symlink():
        new.unlink()
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    count = sum(_write(new / address, data) for address, data in files)
    (new / MARK).write_text("Written by nightwiki export; written anew by the next one.\n", encoding="utf-8")
    if folder.is_dir():
        shutil.rmtree(folder)
    new.rename(folder)
    return count


def _write(path: Path, data: bytes) -> bool:
    """Whether it could be written: a name may be too long with our suffix, or be that of another note's folder."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as fault:
        if fault.errno not in _NO_NAME:
            raise
        return False
    return True
