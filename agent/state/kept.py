"""What was derived from the rows and is kept beside them, each with the mark of what it was derived from; and how often the facts changed.

Owns the tables kept and changes. Nothing here is a fact: whoever reads a value says from what it must have been made, and gets none that
was made from anything else. The count grows in the transaction in which a fact comes, changes or goes.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.state.plain import insert_all
from agent.state.store import Part

KeptRow = tuple[str, str, str, str]  # what it is, whose, the mark of what it was made from, the value


class Kept(Part):
    """Derived values."""

    def changes(self) -> int:
        """How often the facts have changed: as long as it is the same, so is all that follows from them."""
        return sum(self.counts().values())

    def counts(self) -> dict[str, int]:
        """The same by what changed: see `changes.CHANGES`."""
        return dict(self._db.execute("SELECT what, number FROM changes").fetchall())

    def get(self, what: str, whose: str, mark: str) -> str | None:
        """The value that was made from what has this mark; None if there is none."""
        asked = "SELECT value FROM kept WHERE what = ? AND whose = ? AND mark = ?"
        row = self._db.execute(asked, [what, whose, mark]).fetchone()
        return row[0] if row else None

    def whose(self, what: str) -> set[str]:
        """Of whom there is such a value."""
        return {row[0] for row in self._db.execute("SELECT whose FROM kept WHERE what = ?", [what])}

    def put(self, rows: Iterable[KeptRow], gone: Iterable[tuple[str, str]] = ()) -> None:
        """Commit values, each in the place of its last one, and that others (what, whose) are not there any more."""
        listed, gone = [dict(zip(("what", "whose", "mark", "value"), row, strict=True)) for row in rows], list(gone)
        if listed or gone:
            with self._transaction("kept") as db:
                insert_all(db, "kept", listed, "REPLACE")
                db.conn.executemany("DELETE FROM kept WHERE what = ? AND whose = ?", gone)

    def text(self, digest: str) -> str | None:
        """The text of a published file, by its sha256 (hex); None if no file of ours holds it."""
        row = self._db.execute("SELECT published_text FROM published WHERE published_hash = ?", [digest]).fetchone()
        return row[0] if row else None
