"""The machine that the pilot runs on: its clock, its disk, its file system, its bounds. Owns those checks."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

from agent.clock import Clock
from agent.errors import Fatal
from agent.morning.doctor.findings import Report
from agent.night.machine import check_machine

LEAST, ENOUGH = (
    100 * 2**20,
    2 * 2**30,
)  # bytes free: without the first no night begins; a long one wrote less than the second
BUILT = datetime(2026, 1, 1, tzinfo=UTC)
APART = timedelta(minutes=2)
# SQLite's locks and shared memory do not work over a network, whatever the server says
REMOTE = frozenset({"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "fuse.sshfs", "fuse.rclone", "davfs"})
FLEETING = frozenset({"tmpfs", "ramfs"})


def look_at_machine(report: Report, wiki: Path, clock: Clock) -> None:
    """Add what is found of this machine."""
    try:
        check_machine()
    except Fatal as fatal:
        report.add("limits", "bad", str(fatal), "see `ulimit -a`", blocks=True)
    now = clock.now().astimezone()
    if now < BUILT:
        report.add("clock", "bad", f"it says {now:%Y-%m-%d}; every page would have that date", "set the clock")
    else:
        report.add("clock", "good", f"{now:%Y-%m-%d %H:%M} {now.tzname()}: --until is told in this time")
    _disk(report, _there(wiki.absolute()))


def look_at_clocks(report: Report, clock: Clock, told: str | None) -> None:
    """Add a note if the engine's machine has another time. `told` is the `Date` of an answer of it, if it had one."""
    try:
        theirs = parsedate_to_datetime(told or "")
    except ValueError:
        return
    apart = abs(clock.now() - theirs.astimezone(UTC))
    if apart > APART:
        says = f"the engine's machine is {apart.total_seconds() / 60:,.0f} minutes away from this one"
        report.add("clock", "note", says, "set one of the two: dates in the log would not fit together")


def _there(folder: Path) -> Path:
    return next((place for place in (folder, *folder.parents) if place.is_dir()), Path("/"))


def _disk(report: Report, folder: Path) -> None:
    free = shutil.disk_usage(folder).free
    says = f"{free / 2**30:,.1f} GiB free at {folder}"
    if free < LEAST:
        report.add("disk", "bad", says, "make space, or give --wiki a folder elsewhere", blocks=True)
    elif free < ENOUGH:
        report.add("disk", "note", says, "sources of many pages take more: make space")
    else:
        report.add("disk", "good", says)
    try:
        _tried(folder)
    except OSError as error:
        says = f"{folder} cannot be written as a wiki is ({error.strerror or error})"
        report.add(
            "file system", "bad", says, "give --wiki a folder that you may write to, on a local disk", blocks=True
        )
        return
    kind = kind_of(folder)
    if kind in REMOTE:
        report.add(
            "file system",
            "bad",
            f"{kind}: a database over a network is damaged sooner or later",
            "give --wiki a local folder",
        )
    elif kind in FLEETING:
        report.add(
            "file system", "note", f"{kind}: it is gone when the machine restarts", "give --wiki a folder on a disk"
        )
    else:
        report.add("file system", "good", f"{kind or 'it'} locks, renames and writes through")


def _tried(folder: Path) -> None:
    """What a wiki does with files: lock, write through, link, put in another's place. Raises OSError where that is not to be had."""
    with tempfile.TemporaryDirectory(prefix=".nightwiki-doctor-", dir=folder) as made:
        first, second = Path(made) / "Ä", Path(made) / "b"
        with first.open("wb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            file.write(b"x")
            file.flush()
            os.fsync(file.fileno())
        second.hardlink_to(first)
        first.replace(second)


def kind_of(folder: Path, mounts: Path = Path("/proc/self/mounts")) -> str:
    """The type of the file system that a folder is on; empty where the system does not tell."""
    if not mounts.is_file():
        return ""
    found = [line.split(" ")[1:3] for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines()]
    places = [
        (place.replace("\\040", " "), kind)
        for place, kind in found
        if folder.is_relative_to(place.replace("\\040", " "))
    ]
    # of those mounted at one place the last is seen
    return max(enumerate(places), key=lambda numbered: (len(numbered[1][0]), numbered[0]))[1][1] if places else ""
