"""How Obsidian first draws the graph of a wiki: a colour for each kind, sources and our own files hidden.

Owns: `.obsidian/graph.json`, which is written once. A person's own stays, one that they change or delete is not written again, and a wiki
inside their vault is left to the settings of that.
"""

from __future__ import annotations

import json
import os
from itertools import cycle
from pathlib import Path

from agent.knowledge.model import PAGE_KINDS
from agent.wiki.folder import disk

PLACE, NAME = ".obsidian", "graph.json"
_COLOURS = (
    0x4E79A7, 0xF28E2B, 0x59A14F, 0xE15759, 0x76B7B2, 0xEDC948, 0xB07AA1, 0xFF9DA7, 0x9C755F, 0x86BC86, 0xBAB0AC,
)  # fmt: skip
_HIDDEN = ("sources/", "index.md", "overview.md", "conflicts.md", "timeline.md", "log.md", "AGENTS.md")


def write_once(wiki: Path) -> bool:
    """Write it where there is none. Raises OSError if the disk is full or broken; returns whether it was written."""
    if any((parent / PLACE).is_dir() for parent in wiki.resolve().parents):
        return False
    try:
        with disk.folder(wiki, (PLACE,), make=True) as at:
            if disk.read(at, NAME) is not None:
                return False
            part = f".{NAME}.part"
            disk.write(at, part, text().encode())
            disk.flush(at, part)
            disk.create(at, part, at, NAME)
            os.fsync(at)  # that it was written is noted next, and must not outlast it
            return True
    except (disk.NotPlainError, FileExistsError):
        return False  # theirs, whatever it is


def text() -> str:
    """What the file says."""
    groups = [
        {"query": f'["type":{kind}]', "color": {"a": 1, "rgb": colour}}
        for kind, colour in zip(PAGE_KINDS, cycle(_COLOURS), strict=False)
    ]
    told = {"search": " ".join(f'-path:"{path}"' for path in _HIDDEN), "hideUnresolved": True, "colorGroups": groups}
    return json.dumps(told, indent=2) + "\n"
