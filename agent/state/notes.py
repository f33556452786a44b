"""What the files of the wiki said when they were last looked at, each with the stamp that it had then.

Owns the table notes. It is a copy of what lies in the folder, so that nobody reads a file twice that did not change; losing it costs time.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.state.plain import insert_all
from agent.state.store import Part


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A file. `stamp` changes when it does; `digest` is the sha256 (hex) of its bytes, `identity` the page that it says it is, `said` what
    else it says, as text, or nothing."""

    stamp: tuple[int, ...]
    digest: str
    identity: str
    said: str = ""

    @property
    def written(self) -> int:
        """When it was last written, in nanoseconds."""
        return self.stamp[-2]


class Notes(Part):
    """The rows, by path."""

    def all(self) -> dict[str, NoteRow]:
        """Every file that was there."""
        rows = self._db.execute("SELECT path, stamp, digest, identity, said FROM notes")
        return {path: NoteRow(tuple(map(int, stamp.split())), *rest) for path, stamp, *rest in rows}

    def put(self, changed: Mapping[str, NoteRow], gone: Iterable[str]) -> None:
        """Commit what was found of files that changed, and that others are not there any more."""
        gone = list(gone)
        if not changed and not gone:
            return
        with self._transaction("notes") as db:
            for path in gone:
                db.execute("DELETE FROM notes WHERE path = ?", [path])
            rows = (
                {"path": path, "stamp": " ".join(map(str, row.stamp)), "digest": row.digest, "identity": row.identity}
                | {"said": row.said}
                for path, row in changed.items()
                if _is_text(path + row.said)  # a file whose name no text can hold is read each time
            )
            insert_all(db, "notes", rows, "REPLACE")


def _is_text(value: str) -> bool:
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True
