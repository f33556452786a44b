"""An index of texts in memory, to search in: for whoever reads a wiki whose database may not be there, or not be written.

Owns: its table and how a person's words become a query. Safe to use from several threads.
"""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterable

MARKS = ("\x01", "\x02")
"""What stands around the words that were found, in an excerpt."""
_WORD = re.compile(r"\w+")
_MOST_WORDS = 12


class TextIndex:
    """Texts by key, each with a title and other names. Finds whole words, and the beginning of the last one; accents do not matter."""

    def __init__(self) -> None:
        self._db = sqlite3.connect(":memory:", check_same_thread=False)
        self._db.execute(
            "CREATE VIRTUAL TABLE texts USING fts5(key UNINDEXED, title, names, body, tokenize='unicode61 remove_diacritics 2')"
        )
        self._rows: dict[str, int] = {}
        self._lock = threading.Lock()

    def put(self, texts: Iterable[tuple[str, str, str, str]]) -> None:
        """(key, title, other names, text) of each; what was there under the key is replaced."""
        with self._lock, self._db:
            for row in texts:
                self._drop(row[0])
                added = self._db.execute("INSERT INTO texts (key, title, names, body) VALUES (?, ?, ?, ?)", row)
                self._rows[row[0]] = int(added.lastrowid or 0)

    def drop(self, keys: Iterable[str]) -> None:
        """Forget these."""
        with self._lock, self._db:
            for key in keys:
                self._drop(key)

    def search(self, words: str, most: int) -> list[tuple[str, str]]:
        """(key, excerpt with `MARKS`), best first; a word in the title weighs most."""
        found = _WORD.findall(words)[:_MOST_WORDS]
        if not found:
            return []
        query = " ".join(f'"{word}"' for word in found) + "*"
        with self._lock:
            return self._db.execute(
                "SELECT key, snippet(texts, 3, ?, ?, '…', 24) FROM texts WHERE texts MATCH ? "
                "ORDER BY bm25(texts, 0, 12, 6, 1), key LIMIT ?",
                (*MARKS, query, most),
            ).fetchall()

    def _drop(self, key: str) -> None:
        if row := self._rows.pop(key, None):
            self._db.execute("DELETE FROM texts WHERE rowid = ?", [row])
