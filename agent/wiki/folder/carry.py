"""Carrying out what publishing decided, a batch of files at once: rows, texts, swaps, a look at what stood there, rows again.

Owns: the order of these steps, which is what makes a kill harmless. Files of a batch wait for the disk together: their rows are
committed in one transaction before anything is touched, their folders synced once before the second. Touches files under
the wiki's folder only. Imports `agent.errors`, `agent.faultpoints` and this room.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from agent.errors import Fatal
from agent.faultpoints import reach
from agent.known.slices import Sliced
from agent.state.pages import Intent, Published
from agent.wiki.folder import disk
from agent.wiki.folder.owned import Place, adopt, digest_at, give_back, placed

_BROKEN_MACHINE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO}


@dataclass(slots=True)
class Outcome:
    """What publishing came to, by path. `merged` are a person's files with our changes in them; `held` (a person's text stands)
    and `failed` say why; `kept` lists texts put by.
    """

    written: list[str] = field(default_factory=list)
    merged: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unchanged: int = 0
    held: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)
    kept: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Job:
    """One file: what it is meant to hold, the hash of what stands there (None: nothing), and hashes of what may make room."""

    intent: Intent
    here: str | None
    may_go: frozenset[str | None]
    merges: bool = False

    @property
    def path(self) -> str:
        """Where it is."""
        return self.intent.path

    @property
    def is_done(self) -> bool:
        """Whether the file need not be touched."""
        return self.intent.digest == self.here


def guarded(path: str, outcome: Outcome, step: Callable[[str], Job | None]) -> list[Job]:
    """What `step` says is to be done with the file, if anything; a fault of one file costs that file only."""
    job: Job | None = None
    try:
        job = step(path)
    except disk.NotPlainError:
        outcome.held[path] = "no plain file stands there"
    except OSError as error:
        if error.errno in _BROKEN_MACHINE:
            raise Fatal(
                f"Cannot write {path}: {error.strerror}. What was committed stays; make room and resume."
            ) from error
        outcome.failed[path] = error.strerror or type(error).__name__
    return [job] if job else []


def carry_out(folder: Path, jobs: Sequence[Job], store: Published, outcome: Outcome) -> Sliced[None]:
    """Do all of `jobs`, in slices of a file each, and commit which were done."""
    if not jobs:
        return
    store.intend([job.intent for job in jobs])
    reach("publish:intended")
    moving = [job for job in jobs if not job.is_done]
    steps: list[Callable[[Job, Place], bool]] = [
        lambda job, place: _write(job, place),
        lambda job, place: _flush(job, place),
        lambda job, place: _swap(job, place, store, outcome),
    ]
    for step in steps:
        moving = yield from _each(folder, moving, outcome, step)
    _sync_folders(folder, moving)
    reach("publish:synced")
    moving = yield from _each(
        folder, moving, outcome, lambda job, place: _looked_at(folder, job, place, store, outcome)
    )
    done = {job.path for job in moving} | {job.path for job in jobs if job.is_done}
    store.published([job.path for job in jobs if job.path in done])
    reach("publish:published")
    for job in moving:
        into = outcome.removed if job.intent.text is None else outcome.merged if job.merges else outcome.written
        into.append(job.path)
    outcome.removed += [job.path for job in jobs if job.is_done and job.intent.text is None]


def _each(folder: Path, jobs: Iterable[Job], outcome: Outcome, step: Callable[[Job, Place], bool]) -> Sliced[list[Job]]:
    """Do one step for every job; those that are to go on."""
    left: list[Job] = []
    for job in jobs:

        def do(path: str, job: Job = job) -> Job | None:
            with placed(folder, path, make=False) as place:
                return job if step(job, place) else None

        left += guarded(job.path, outcome, do)
        yield
    return left


def _write(job: Job, place: Place) -> bool:
    if job.intent.text is not None:
        like = None if job.here is None else (place.at, place.name)
        disk.write(place.work, place.aside("new"), job.intent.text.encode(), like=like)
    return True


def _flush(job: Job, place: Place) -> bool:
    if job.intent.text is not None:
        disk.flush(place.work, place.aside("new"))
    reach("publish:written")
    return True


def _swap(job: Job, place: Place, store: Published, outcome: Outcome) -> bool:
    """Put the new text in its place, or take the old one away; what stood there is then aside."""
    new, old = place.aside("new"), place.aside("old")
    try:
        if job.intent.text is None:
            os.rename(place.name, old, src_dir_fd=place.at, dst_dir_fd=place.work)
        elif job.here is None:
            disk.create(place.work, new, place.at, place.name)
        else:
            disk.swap(place.work, new, old, place.at, place.name)
    except (FileExistsError, FileNotFoundError):
        # Since we looked, a person made the file, or deleted it.
        disk.remove(place.work, new)
        disk.remove(place.work, old)
        adopt(place, store)
        outcome.held[job.path] = "written by hand" if job.here is None else "deleted by hand"
        return False
    reach("publish:swapped")
    return True


def _sync_folders(folder: Path, jobs: Iterable[Job]) -> None:
    """Wait until the moves are on the disk, before the rows say so: else, after a power cut, an older text would pass for a person's."""
    for parts in {PurePosixPath(job.path).parts[:-1] for job in jobs}:
        try:
            with disk.folder(folder, parts) as at:
                os.fsync(at)
        except FileNotFoundError:
            continue  # a person moved the whole folder just now


def _looked_at(folder: Path, job: Job, place: Place, store: Published, outcome: Outcome) -> bool:
    """Whether what was set aside could make room (it goes then); else its person has it back."""
    found = digest_at(place.work, place.aside("old"))
    if found is None or found in job.may_go:
        disk.remove(place.work, place.aside("old"))
        reach("publish:cleaned")
        return True
    outcome.kept += give_back(folder, place, store)
    outcome.held[job.path] = "changed by hand"
    return False
