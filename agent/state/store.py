"""One wiki's state: the SQLite file under a lock, and the parts that read and write it.

Owns: opening, locking, transactions, the nightly copy. Promises: a transaction is whole or not there, whatever kills the process.
Every transaction has a name, which is also its fault point, so that a test can stop the process exactly there.
"""

from __future__ import annotations

import fcntl
import json
import os
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from sqlite_utils import Database

from agent.errors import Exit, Fatal
from agent.faultpoints import reach
from agent.state.plain import insert, query, update
from agent.state.schema import MIGRATIONS, UNRELEASED, migrate, released

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    T = TypeVar("T", bound=DataclassInstance)

FOLDER = ".nightwiki"
COPIES = 2
_TRIES, _NAP = 5, 0.02  # a look at whether the lock is held holds it for a moment: that is no other night


def flat(record: DataclassInstance, *but: str) -> dict[str, Any]:
    """A record as a row, less the fields `but`; what is no text or number is JSON."""
    told = ((name, getattr(record, name)) for name in record.__dataclass_fields__ if name not in but)
    return {
        name: value if value is None or isinstance(value, str | int | float) else _json(value) for name, value in told
    }


def built(kind: type[T], row: Mapping[str, Any], **made: Any) -> T:
    """A record of a row: what is not `made` is taken as it is stored, and what the row lacks has its default."""
    return kind(**{name: row[name] for name in kind.__dataclass_fields__ if name in row} | made)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=asdict)


class Lock:
    """The kernel's lock on one wiki: gone when the process is, however it goes."""

    def __init__(self, folder: Path) -> None:
        # Before anything is made, or emptied, at its other end.
        if link := next((path for path in (folder, folder / "lock", folder / "state.db") if path.is_symlink()), None):
            raise Fatal(f"{link} must be plain, no symlink: what is in {FOLDER} is written, moved and emptied.")
        folder.mkdir(parents=True, exist_ok=True)
        self._file = (folder / "lock").open("a+")
        if not self._taken():
            self._file.seek(0)
            holder = self._file.read().strip() or "another process"
            self._file.close()
            raise Fatal(f"this wiki is in use by {holder}", Exit.LOCKED)
        self._file.truncate(0)
        self._file.write(f"process {os.getpid()}\n")
        self._file.flush()

    def _taken(self) -> bool:
        for _ in range(_TRIES):
            try:
                fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_NAP)
            else:
                return True
        return False

    def release(self) -> None:
        """Give the wiki back."""
        self._file.close()


def is_held(folder: Path) -> bool:
    """Whether a living process has the wiki: the kernel knows, whatever the rows say. `folder` is its `.nightwiki`."""
    try:
        with (folder / "lock").open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    except OSError:
        return False  # no lock was ever taken, or there are none on this file system
    return False


# What a resume makes again from the replies that are on the disk. Nobody waits for the disk after these (five of six commits of a
# call): if the power fails, the last of them may be gone, in order, and are done once more; the next commit that is waited for takes
# them along, and nothing is published before one is.
AGAIN = frozenset({"acts", "act", "fault", "episode:started", "episode:finished"})


class Connection:
    """The database and its named transactions. All parts of the state share one."""

    def __init__(self, path: Path, *, write: bool) -> None:
        self.waits, self._writes = True, write
        try:
            if write:
                self.db = Database(path)
                self.db.enable_wal()
                self.db.execute("PRAGMA synchronous=FULL")
                migrate(self.db)
            else:
                self.db = Database(sqlite3.connect(read_only(path), uri=True))
            self.db.execute("PRAGMA busy_timeout=5000")
            self.db.execute("SELECT count(*) FROM meta").fetchone()
            version, latest = self.db.execute("PRAGMA user_version").fetchone()[0], UNRELEASED + len(MIGRATIONS)
            released(version)
            if not write and version < latest:
                raise Fatal(
                    f"the wiki's database {path} has schema {version} of {latest}: its first night is only beginning, or an older "
                    "nightwiki wrote it; then `nightwiki resume` brings it up to date",
                    Exit.USAGE,
                )
        except sqlite3.DatabaseError as error:
            if "no such table" in str(error):
                raise Fatal(
                    f"the wiki's database {path} has nothing in it yet; its first night is only beginning", Exit.USAGE
                ) from error
            raise unusable(error) from error

    @contextmanager
    def transaction(self, name: str) -> Iterator[Database]:
        """Everything inside commits at once or not at all. Raises Fatal if the disk is full or the file cannot be written."""
        reach(f"{name}:before")
        try:
            self._waits(name not in AGAIN)
            with self.db.atomic():
                yield self.db
        except sqlite3.DatabaseError as error:
            raise unusable(error) from error
        reach(f"{name}:after")

    def _waits(self, waits: bool) -> None:
        """Whether the commits that follow are waited for until they are on the disk. Within a transaction its begin has said that."""
        if waits != self.waits and not self.db.conn.in_transaction:
            self.db.execute(f"PRAGMA synchronous={'FULL' if waits else 'NORMAL'}")
            self.waits = waits

    def close(self) -> None:
        """Close the file; who wrote in it leaves no log beside it, though somebody looks on (SQLite itself waits for the last to go)."""
        if self._writes:
            # If it cannot be: the log stays, with all that is in it, and who opens next reads it.
            with suppress(sqlite3.DatabaseError):
                self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        self.db.close()


class Part:
    """A part of the state: some tables of the one database."""

    def __init__(self, connection: Connection) -> None:
        self._db, self._transaction = connection.db, connection.transaction

    def _put(self, table: str, row: dict[str, Any]) -> None:
        """Inside the caller's transaction; a row that is there stays as it is."""
        insert(self._db, table, row, "IGNORE")

    def _set(self, name: str, table: str, key: int | str, **change: object) -> None:
        """Change a row, in a transaction of this name."""
        with self._transaction(name) as db:
            update(db, table, key, change)

    def _query(self, sql: str, arguments: Sequence[object] = ()) -> list[dict[str, Any]]:
        """The rows that are found."""
        return query(self._db, sql, arguments)

    def _first(self, sql: str, *arguments: object) -> dict[str, Any] | None:
        """The first row that is found."""
        return next(iter(query(self._db, sql, arguments)), None)


def unusable(error: sqlite3.DatabaseError) -> BaseException:
    """What SQLite complains of, in words that say what to do. An error that is neither the disk's nor the file's is our bug, and stays."""
    words = str(error)
    if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
        return error
    # first of all: of a copy that the disk has no room for, SQLite says that it is damaged
    if "full" in words or "disk I/O" in words:
        return Fatal(
            f"the disk is full or broken ({words}); nothing that was committed is lost. Make space and run the same again"
        )
    if "malformed" in words or "not a database" in words or "damaged" in words:
        return damaged(words)
    if "readonly" in words:
        return Fatal(
            f"the wiki's database cannot be written ({words}); make .nightwiki writable and run the same again"
        )
    if "locked" in words:
        return Fatal("another program holds the wiki's database; close it and run the same again", Exit.LOCKED)
    if isinstance(error, sqlite3.OperationalError) and "no such" not in words:
        more = (
            "; are its folder and its files ours to write, and may we open enough files (see `ulimit -n`)?"
            if "open" in words
            else ""
        )
        return Fatal(f"the wiki's database cannot be used ({words}){more}")
    return error


def damaged(words: str) -> Fatal:
    """That a database is damaged, and what to do."""
    return Fatal(
        f"the wiki's database is damaged ({words}): it cannot be used. `nightwiki restore` takes the newest good copy"
    )


def damage(db: sqlite3.Connection) -> str:
    """What is wrong with the file of a database, in one line; nothing if nothing is."""
    try:
        found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
    except sqlite3.DatabaseError as error:
        return f"damaged: {error}"
    return "" if found == "ok" else f"damaged: {' '.join(found.split())[:200]}"


def read_only(path: Path) -> str:
    """The address by which SQLite opens a file only to read it, whatever signs are in the names on the way."""
    return f"{path.absolute().as_uri()}?mode=ro"


def database_path(wiki: Path) -> Path:
    """Where a wiki keeps its state."""
    return wiki / FOLDER / "state.db"


def keep_copy(connection: Connection, wiki: Path, night: int) -> None:
    """Copy the database with SQLite's own backup, as it stands at the start of a night; the newest two are kept."""
    folder = wiki / FOLDER
    target = folder / f"state-night-{night:04d}.db"
    part = target.with_suffix(".part")
    part.unlink(missing_ok=True)
    copy = sqlite3.connect(part)
    try:
        connection.db.conn.backup(copy)
        if fault := damage(copy):
            raise sqlite3.DatabaseError(fault)  # else a damaged copy would push out a good one
    finally:
        copy.close()
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(target)
    for old in sorted(folder.glob("state-night-*.db"))[:-COPIES]:
        old.unlink()
