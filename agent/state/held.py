"""Rows that are held in memory, as long as none of them changes behind our back.

Owns: `Held`. Other processes show by SQLite's `data_version`; whoever changes such rows in this one does it around `changing`. What a
transaction writes is held once it is committed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from sqlite_utils import Database

T = TypeVar("T")


class Held(Generic[T]):
    """The rows of one kind, by their keys, in their order."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._rows: tuple[int, dict[str, T]] | None = None
        self._order: Callable[[T], Any] | None = None  # by which rows that came are to be sorted in

    def all(self, read: Callable[[], dict[str, T]]) -> dict[str, T]:
        """What `read` gives, or gave. Not to be changed."""
        if self._db.conn.in_transaction:
            return read()
        at = self._version()
        if self._rows is None or self._rows[0] != at:
            self._rows = at, read()
        elif order := self._order:  # now, and not for each of many that come
            self._rows = at, dict(sorted(self._rows[1].items(), key=lambda item: order(item[1])))
        self._order = None
        return self._rows[1]

    @contextmanager
    def changing(self, read: Callable[[], Mapping[str, T | None]], order: Callable[[T], Any]) -> Iterator[None]:
        """Around a transaction: afterwards `read` tells what it changed (None: it is gone); `order` is by what rows are sorted."""
        if self._db.conn.in_transaction:  # which may be taken back
            self._rows = None
        held = self._rows
        yield
        if held is None or held[0] != self._version():
            return
        rows, changed = held[1], read()
        left = {key: row for key, row in changed.items() if row is not None}
        new = left.keys() - rows.keys()
        rows |= left
        for key in changed.keys() - left.keys():
            rows.pop(key, None)
        if new:
            self._order = order
        self._rows = self._version(), rows

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])
