"""The system prompts: one markdown file per kind of episode, shipped with the package, replaceable with `--prompts DIR`.

Owns: finding and reading them. Promises that a kind's prompt is byte-identical for every episode of a night.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path

from agent.errors import Exit, Fatal

KINDS = ("read", "pair", "identify", "compare", "release", "question", "verdict", "write", "tend", "overview", "ask")


def _shipped() -> Path:
    """In an installed wheel the prompts lie inside the package; in a checkout, beside it."""
    inside = Path(str(files("agent"))) / "_prompts"
    return inside if inside.is_dir() else inside.parent.parent / "prompts"


class Prompts:
    """The prompts of one night, read once. A folder given by the user may hold only some of the files."""

    def __init__(self, folder: Path | None = None) -> None:
        if folder is not None and not folder.is_dir():
            raise Fatal(f"there is no folder of prompts at {folder}", Exit.USAGE)
        self._texts = {kind: self._read(kind, folder) for kind in KINDS}

    def __getitem__(self, kind: str) -> str:
        return self._texts[kind]

    def digest(self) -> str:
        """Twelve hex digits that change with any word of any prompt."""
        return hashlib.sha256("\0".join(self._texts[kind] for kind in KINDS).encode()).hexdigest()[:12]

    @staticmethod
    def _read(kind: str, folder: Path | None) -> str:
        own = folder / f"{kind}.md" if folder else None
        return _text(own if own and own.is_file() else _shipped() / f"{kind}.md")


@cache
def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip()
