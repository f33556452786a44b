"""What `plan` fetched, kept so that the night that follows it need not ask again.

Owns: one file a page in a folder of the user's own; how long it counts; throwing old ones away. Imports the shape of what a fetch brings.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, replace
from pathlib import Path

from agent.sources.bodies import Body

LIFE = 12 * 3600.0  # seconds: a plan of the evening holds for its night


def cache_folder() -> Path:
    """Where caches of this user's programs lie (XDG Base Directory Specification)."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()) / "nightwiki"


class Cache:
    """Pages by address. `keeps`: what is fetched is put there (a plan), else only taken from there (a night).

    What was fetched where private addresses were allowed is not found where they are not. A cache that cannot be used is an empty one.
    """

    def __init__(self, folder: Path, *, keeps: bool, allow_private: bool) -> None:
        self._folder, self.keeps, self._private = folder, keeps, allow_private
        if keeps:
            self._clear()

    def get(self, url: str) -> Body | None:
        """What was fetched from there, if that is not long ago."""
        path = self._path(url)
        try:
            if not 0 <= time.time() - path.stat().st_mtime <= LIFE:
                return None
            head, _, data = path.read_bytes().partition(b"\n")
            return Body(data, **json.loads(head))
        except (OSError, ValueError, TypeError):
            return None

    def put(self, url: str, body: Body) -> None:
        """Keep it; it is whole there, or not there."""
        head = json.dumps({name: value for name, value in asdict(replace(body, data=b"")).items() if name != "data"})
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with tempfile.NamedTemporaryFile(dir=self._folder, delete=False) as file:
                file.write(head.encode() + b"\n" + body.data)
            Path(file.name).replace(self._path(url))

    def _path(self, url: str) -> Path:
        return self._folder / hashlib.sha256(f"{self._private} {url}".encode("utf-8", "surrogateescape")).hexdigest()

    def _clear(self) -> None:
        """What is too old goes."""
        with suppress(OSError):
            for path in self._folder.iterdir():
                if time.time() - path.stat().st_mtime > LIFE:
                    path.unlink()
