"""Files of a folder, touched so that nothing outside it is reached and no byte of what stood there is lost.

Owns: the few file operations that publishing is made of. Every one works inside an open folder and follows no symlink.
Imports nothing of ours.
"""

from __future__ import annotations

import ctypes
import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

_EXCHANGE = 2  # RENAME_EXCHANGE of Linux's renameat2, RENAME_SWAP of macOS's renameatx_np
_UNSUPPORTED = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP, errno.EPERM}
_libc = ctypes.CDLL(None, use_errno=True)
_rename = getattr(_libc, "renameat2", None) or getattr(_libc, "renameatx_np", None)


class NotPlainError(OSError):
    """Something stands there that is no plain file or folder: a symlink, a pipe, a folder where a file should be."""


@contextmanager
def folder(root: Path, parts: Sequence[str] = (), *, make: bool = False) -> Iterator[int]:
    """An open folder under `root`, as a descriptor. With `make` it is made where missing, else FileNotFoundError.

    Raises NotPlainError if anything on the way from `root` is a symlink or no folder. `root` itself may be a symlink.
    """
    descriptor = os.open(root, os.O_RDONLY | os.O_DIRECTORY)
    try:
        for part in parts:
            if make:
                with suppress(FileExistsError):
                    os.mkdir(part, dir_fd=descriptor)
                    os.fsync(descriptor)
            inner = _open(part, os.O_RDONLY | os.O_DIRECTORY, descriptor)
            os.close(descriptor)
            descriptor = inner
        yield descriptor
    finally:
        os.close(descriptor)


def read(at: int, name: str) -> bytes | None:
    """What the plain file `name` holds; None if nothing is there. Raises NotPlainError if it is no plain file."""
    try:
        descriptor = _open(name, os.O_RDONLY | os.O_NONBLOCK, at)
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotPlainError(errno.EINVAL, "not a plain file", name)
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def write(at: int, name: str, data: bytes, like: tuple[int, str] | None = None) -> None:
    """Write a plain file; `flush` then waits until it is on the disk. `like` names a file (folder, name) whose mode it takes."""
    descriptor = _open(name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, at)
    with os.fdopen(descriptor, "wb") as file:
        if like is not None:
            os.fchmod(descriptor, stat.S_IMODE(os.stat(like[1], dir_fd=like[0], follow_symlinks=False).st_mode))
        file.write(data)


def flush(at: int, name: str) -> None:
    """Wait until what a file holds is on the disk."""
    descriptor = _open(name, os.O_RDONLY, at)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def create(work: int, new: str, at: int, name: str) -> None:
    """Move `new` to `name`, where nothing stood. Raises FileExistsError if something does by now."""
    try:
        os.link(new, name, src_dir_fd=work, dst_dir_fd=at, follow_symlinks=False)
        os.unlink(new, dir_fd=work)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        # A file system without hard links. The moment between looking and moving cannot be closed there.
        if _stands(at, name):
            raise FileExistsError(errno.EEXIST, "something stands there", name) from error
        os.rename(new, name, src_dir_fd=work, dst_dir_fd=at)


def swap(work: int, new: str, aside: str, at: int, name: str) -> None:
    """Put `new` in the place of `name`; what stood there is then at `aside` in `work`. `name` is never missing."""
    os.rename(new, aside, src_dir_fd=work, dst_dir_fd=work)
    if not exchange(work, aside, at, name):
        os.rename(aside, new, src_dir_fd=work, dst_dir_fd=work)
        _link_or_copy(at, name, work, aside)
        os.replace(new, name, src_dir_fd=work, dst_dir_fd=at)


def exchange(one_at: int, one: str, other_at: int, other: str) -> bool:
    """Let two files change places in one step, so that no writer can slip in between. False where that cannot be done."""
    if _rename is None:
        return False
    if _rename(one_at, os.fsencode(one), other_at, os.fsencode(other), _EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), other)


def remove(at: int, name: str) -> None:
    """Remove a file, if it is there."""
    with suppress(FileNotFoundError):
        os.unlink(name, dir_fd=at)


def _link_or_copy(at: int, name: str, work: int, aside: str) -> None:
    try:
        os.link(name, aside, src_dir_fd=at, dst_dir_fd=work, follow_symlinks=False)
    except OSError as error:
        if error.errno not in _UNSUPPORTED:
            raise
        write(work, aside, read(at, name) or b"", like=(at, name))
        flush(work, aside)


def _stands(at: int, name: str) -> bool:
    try:
        os.stat(name, dir_fd=at, follow_symlinks=False)
    except FileNotFoundError:
        return False
    return True


def _open(name: str, flags: int, at: int) -> int:
    try:
        return os.open(name, flags | os.O_NOFOLLOW | os.O_CLOEXEC, 0o666, dir_fd=at)
    except OSError as error:
        # A symlink is ELOOP (EMLINK on BSD), a file in a folder's place ENOTDIR, a socket ENXIO, a folder written to EISDIR.
        if error.errno in {errno.ELOOP, errno.EMLINK, errno.ENOTDIR, errno.ENXIO, errno.EISDIR}:
            raise NotPlainError(error.errno, "not a plain file or folder", name) from error
        raise
