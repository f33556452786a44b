"""Decisions of a person that wait until whoever has the wiki takes them up: a night that runs, or the next one to open it.

Owns: the folder `.nightwiki/waiting`, one small file a decision. They are no rows at once because a night's transactions begin by reading,
and SQLite ends such a one when another process writes meanwhile: a click must not cost a night. Promises: a decision that was left is not
lost, and one that cannot be read costs only itself.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, fields
from pathlib import Path

from agent.errors import Fatal
from agent.state.facts import DecisionRecord
from agent.state.store import FOLDER

_FOLDER = "waiting"
_LONGEST = 100_000  # bytes; nobody's note is longer


def leave(wiki: Path, record: DecisionRecord) -> None:
    """Put a decision there. Raises Fatal where the folder is a symlink, OSError where it cannot be written."""
    folder = _folder(wiki)
    folder.mkdir(exist_ok=True)
    last = max((path.name[:20] for path in folder.glob("*.json") if path.name[:20].isdecimal()), default="0")
    name = f"{max(time.time_ns(), int(last) + 1):020}-{os.getpid()}"  # the clock may have been set back since
    part = folder / f"{name}.part"
    with part.open("x", encoding="utf-8") as file:
        json.dump(asdict(record), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    part.replace(folder / f"{name}.json")


def waiting(wiki: Path) -> list[tuple[Path, DecisionRecord]]:
    """The decisions that are there and the files that they are in, oldest first."""
    paths = sorted(_folder(wiki).glob("*.json"))
    return [(path, record) for path in paths if (record := _record(path))]


def _folder(wiki: Path) -> Path:
    folder = wiki / FOLDER / _FOLDER
    if folder.is_symlink():
        raise Fatal(f"{folder} must be a plain folder, no symlink")
    return folder


def _record(path: Path) -> DecisionRecord | None:
    try:
        if path.is_symlink() or path.stat().st_size > _LONGEST:
            return None
        row = json.loads(path.read_bytes())
        told = {one.name: row[one.name] for one in fields(DecisionRecord)} | {"documents": tuple(row["documents"])}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return DecisionRecord(**told)
