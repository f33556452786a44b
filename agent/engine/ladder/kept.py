"""Ladders that were measured, kept for this user, a file a model and kind: what estimates and recipes go by.

Owns: the folder `nightwiki/ladders` under `XDG_STATE_HOME` (`~/.local/state`). A file that cannot be read is said, and counts for none.
"""

from __future__ import annotations

import json
import logging
import os
import re
from pathlib import Path

from agent.engine.ladder.figures import Ladder, Speculation

log = logging.getLogger("nightwiki")


def folder() -> Path:
    """Where they are kept; it need not exist."""
    home = os.environ.get("XDG_STATE_HOME")
    return (Path(home) if home else Path.home() / ".local" / "state") / "nightwiki" / "ladders"


def _file(model: str, speculation: Speculation) -> Path:
    return folder() / f"{re.sub(r'[^A-Za-z0-9._-]+', '-', model).strip('.-')[-120:]}.{speculation}.json"


def keep(ladder: Ladder) -> Path:
    """Keep it in the place of the one before. Raises OSError."""
    file = _file(ladder.model, ladder.speculation)
    file.parent.mkdir(parents=True, exist_ok=True)
    written = file.with_suffix(".new")
    written.write_text(json.dumps(ladder.as_json(), indent=1) + "\n", encoding="utf-8")
    written.replace(file)
    return file


def kept(model: str, speculation: Speculation) -> Ladder | None:
    """The ladder of this model and kind, if one was measured."""
    file = _file(model, speculation)
    found = _read(file) if file.is_file() else None
    return found if found and found.model == model else None


def newest(model: str | None = None) -> Ladder | None:
    """What was measured last of this model (None: of any), with speculation or without: what an estimate goes by."""
    named = f"{_file(model, 'on').name.removesuffix('on.json')}*.json" if model else "*.json"
    files = sorted(folder().glob(named), key=lambda file: file.stat().st_mtime, reverse=True)
    found = (_read(file) for file in files)
    return next((ladder for ladder in found if ladder and model in (None, ladder.model)), None)


def _read(file: Path) -> Ladder | None:
    try:
        return Ladder.from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        log.warning("%s cannot be read (%s); measure again with `nightwiki engine ladder`", file, error)
        return None
