"""All of one wiki's state under one name: what the rooms above are handed.

Owns: putting the parts together. Open it to write (locked) or to read (beside a running night).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from sqlite_utils import Database

from agent.errors import Exit, Fatal, NightError
from agent.state.asked import Asked
from agent.state.disputes import Disputes
from agent.state.documents import Documents
from agent.state.facts import DecisionRecord, Facts
from agent.state.journal import Journal
from agent.state.kept import Kept
from agent.state.nights import Nights
from agent.state.notes import Notes
from agent.state.pages import Pages, Published
from agent.state.queue import Queue
from agent.state.sound import emptied, unsound
from agent.state.sources import Sources
from agent.state.store import FOLDER, Connection, Lock, damaged, database_path, is_held, keep_copy, unusable
from agent.state.waiting import waiting
from agent.state.written import Written

T = TypeVar("T")
NAMED = 5  # wikis that lie beside


class State:
    """The parts of one wiki's state. A context manager: leaving it closes the database and gives the lock back."""

    def __init__(self, connection: Connection, lock: Lock | None, wiki: Path) -> None:
        self._connection, self._lock, self._wiki = connection, lock, wiki
        self._made: dict[str, tuple[int, object]] = {}
        self._lasting: dict[str, object] = {}
        self.sources = Sources(connection)
        self.documents = Documents(connection)
        self.queue = Queue(connection)
        self.journal = Journal(connection)
        self.facts = Facts(connection)
        self.written = Written(connection)
        self.disputes = Disputes(connection)
        self.asked = Asked(connection)
        self.pages = Pages(connection)
        self.published = Published(connection)
        self.nights = Nights(connection)
        self.notes = Notes(connection)
        self.kept = Kept(connection)

    @classmethod
    def to_write(cls, wiki: Path) -> State:
        """Open a wiki for a night. Raises Fatal if another process has it (exit 4), or the database is damaged or newer."""
        lock = Lock(wiki / FOLDER)
        try:
            if emptied(database_path(wiki)):
                raise damaged("there is nothing in it, or it is not there, and it has had a life")
            state = cls(Connection(database_path(wiki), write=True), lock, wiki)
            state.take_up()
            return state
        except BaseException:
            lock.release()
            raise

    @classmethod
    def to_read(cls, wiki: Path) -> State:
        """Open a wiki for looking, also while a night runs. Raises Fatal (exit 2) if there is none."""
        path = database_path(wiki)
        if emptied(path):
            raise damaged("there is nothing in it, or it is not there, and it has had a life")
        if not path.exists():
            raise Fatal(
                f"{wiki} has no {FOLDER}/state.db: not a wiki that a night was run on{_beside(wiki)}", Exit.USAGE
            )
        return cls(Connection(path, write=False), None, wiki)

    @property
    def wiki(self) -> Path:
        """The wiki's folder, as it was named."""
        return self._wiki

    def as_long_as_facts(self, what: str, make: Callable[[], T]) -> T:
        """The value that `make` gives, which follows from the facts alone: made once as long as none changes.

        Not inside a transaction, which may be taken back: then the same count of changes may be that of others.
        """
        if self.in_transaction:
            return make()
        at, made = self.kept.changes(), self._made.get(what)
        if made is None or made[0] != at:
            made = self._made[what] = at, make()
        return made[1]  # type: ignore[return-value]  # what was put under this name

    def lasts(self, what: str, make: Callable[[], T]) -> T:
        """What is made once for as long as this state is open, and sees for itself which facts changed."""
        if what not in self._lasting:
            self._lasting[what] = make()
        return self._lasting[what]  # type: ignore[return-value]  # what was put under this name

    @property
    def in_transaction(self) -> bool:
        """Whether what is read now may be taken back."""
        return bool(self._connection.db.conn.in_transaction)

    def transaction(self, name: str) -> AbstractContextManager[Database]:
        """A named transaction over all parts."""
        return self._connection.transaction(name)

    @property
    def is_held(self) -> bool:
        """Whether a process that lives is at work on this wiki, this one or another."""
        return self._lock is not None or is_held(self._wiki / FOLDER)

    def take_up(self) -> int:
        """Make rows of the decisions that were left while the wiki was not free; returns how many."""
        left = waiting(self._wiki)
        if left:
            with self.transaction("decisions:taken"):
                for _, record in left:
                    self.facts.put_decision(record)
            for path, _ in left:
                path.unlink(missing_ok=True)
        return len(left)

    def decided(self) -> list[DecisionRecord]:
        """Every decision, those that wait to be taken up too, each with its newest word."""
        made = {record.id: record for record in self.facts.decisions()}
        return list((made | {record.id: record for record in self.waiting()}).values())

    def waiting(self) -> list[DecisionRecord]:
        """The decisions that wait to be taken up, oldest first."""
        return [record for _, record in waiting(self._wiki)]

    def keep_copy(self, night: int) -> None:
        """Copy the database as it stands at the start of a night."""
        keep_copy(self._connection, self._wiki, night)

    def close(self) -> None:
        """Close the database and give the lock back."""
        self._connection.close()
        if self._lock:
            self._lock.release()

    def __enter__(self) -> State:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        found = error.subgroup(sqlite3.DatabaseError) if isinstance(error, BaseExceptionGroup) else error
        while isinstance(found, BaseExceptionGroup):
            found = found.exceptions[0]
        if isinstance(found, sqlite3.DatabaseError) and (said := unusable(found)) is not found:
            raise said from error
        if _is_a_surprise(error) and (fault := unsound(database_path(self._wiki))):
            raise damaged(fault) from error


def _is_a_surprise(error: BaseException | None) -> bool:
    """Whether something went wrong that nobody foresaw: a bug of ours, or rows that cannot be."""
    if isinstance(error, BaseExceptionGroup):
        return error.subgroup((NightError, KeyboardInterrupt)) is None
    return isinstance(error, Exception) and not isinstance(error, NightError | OSError)


def _beside(wiki: Path) -> str:
    """Which wikis lie beside a folder that is none, for somebody who left `--wiki` out, or mistyped it; or that it is to be given."""
    found = sorted(each.parent.parent for each in wiki.parent.glob(f"*/{FOLDER}/state.db"))[:NAMED]
    return f"; there is one at: {', '.join(map(str, found))} (give --wiki)" if found else "; --wiki names its folder"
