"""A damaged database, replaced: by the newest good copy that a night began with, and by what can still be read of the damaged one.

Owns: choosing the copy, and what is taken over. Promises: the damaged file is kept beside it; what a person wrote is taken for theirs.
"""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from sqlite_utils import Database

from agent.config import command
from agent.errors import Exit, Fatal
from agent.state.changes import CHANGES
from agent.state.schema import passages
from agent.state.sound import emptied, unsound
from agent.state.store import FOLDER, Lock, database_path, read_only

# What we last published lies in the folder: where these rows can be read, our own newer files are not taken for a person's.
_NEWEST = ("published", "pages")
_ENDINGS = ("", "-wal", "-shm")


def restore(wiki: Path) -> str:
    """Put the newest good copy in the place of a damaged database; returns what was done, in words.

    Raises Fatal if the wiki has no state at all (exit 2), if its database is well (exit 2), or if no copy is good and nothing can be read.
    """
    path = database_path(wiki)
    if not path.parent.is_dir():
        raise Fatal(f"{wiki} has no {FOLDER} folder: there is nothing to restore", Exit.USAGE)
    lock = Lock(path.parent)
    try:
        return f"{_restored(path)}; go on with: {command('resume', wiki)}"
    finally:
        lock.release()


def _restored(path: Path) -> str:
    if path.exists() and not unsound(path) and not emptied(path):
        raise Fatal("the wiki's database is well; there is nothing to restore", Exit.USAGE)
    part = path.with_suffix(".part")
    part.unlink(missing_ok=True)
    copies = sorted(path.parent.glob("state-night-*.db"), reverse=True)
    copy = next((old for old in copies if not unsound(old)), None)
    if copy is not None:
        part.write_bytes(copy.read_bytes())
        taken = _take_over(path, part, _NEWEST)
        done = f"{copy.name} is in its place; what was done since is done again"
    else:
        taken = _take_over(path, part, None)
        _let_redo(part)
        if not taken:
            raise Fatal(
                f"no copy in {path.parent} is good, and nothing can be read of the damaged database. Move {path.parent} away and `run` "
                "again: the pages that are there then count as yours"
            )
        done = f"no copy was good: {taken} rows could be read of the damaged one; what is missing is done again"
    _put_in_place(path, part)
    return f"{done}. The damaged database is kept as {path.name}.damaged"


def _put_in_place(path: Path, part: Path) -> None:
    """The damaged file and its log go aside together: a log applied to another file would damage that too."""
    for ending in _ENDINGS:
        old = path.with_name(path.name + ending)
        if old.exists():
            old.replace(path.with_name(f"{path.name}.damaged{ending}"))
    part.replace(path)


def _take_over(damaged: Path, into: Path, tables: tuple[str, ...] | None) -> int:
    """Copy every row that can be read of these tables (None: of all, and the tables too); returns how many."""
    if not damaged.exists():
        return 0
    with (
        closing(sqlite3.connect(read_only(damaged), uri=True)) as source,
        closing(sqlite3.connect(into)) as target,
    ):
        if tables is None:
            tables = _schema_into(source, target)
        count = sum(_rows(source, target, table) for table in tables)
        target.commit()
        return count


def _schema_into(source: sqlite3.Connection, target: sqlite3.Connection) -> tuple[str, ...]:
    try:
        version = source.execute("PRAGMA user_version").fetchone()[0]
        found = source.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type = 'table' DESC, type DESC"
        ).fetchall()
    except sqlite3.DatabaseError:
        return ()
    found = [row for row in found if not row[1].startswith("passages")]  # an index, made anew
    for _, _, sql in found:
        target.execute(sql)
    target.execute(f"PRAGMA user_version = {int(version)}")
    return tuple(name for kind, name, _ in found if kind == "table")


def _let_redo(part: Path) -> None:
    """What was read with holes in it: acts are done again from the journal, which adds what is missing and costs no call; documents
    that are not whole are fetched again."""
    with closing(sqlite3.connect(part)) as db, suppress(sqlite3.OperationalError):
        whole = []
        for document, text, digest in db.execute("SELECT id, text, text_hash FROM documents").fetchall():
            count, last = db.execute("SELECT count(*), max(n) FROM sentences WHERE document = ?", [document]).fetchone()
            body = db.execute("SELECT 1 FROM bodies WHERE document = ?", [document]).fetchone()
            if body and count == last and hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest() == digest:
                whole.append((document,))
        db.execute("CREATE TEMP TABLE whole (id TEXT PRIMARY KEY)")
        db.executemany("INSERT INTO whole VALUES (?)", whole)
        for table, column in (("documents", "id"), ("sentences", "document"), ("bodies", "document")):
            db.execute(f"DELETE FROM {table} WHERE {column} NOT IN (SELECT id FROM whole)")  # noqa: S608 - names are ours
        db.execute(
            "UPDATE sources SET state = 'pending', etag = '', last_modified = '' "
            "WHERE document != '' AND document NOT IN (SELECT id FROM whole)"
        )
        db.execute("UPDATE acts SET observation = NULL, accepted = 0")
        db.execute("UPDATE episodes SET state = 'pending' WHERE state IN ('done', 'running')")
        db.commit()
        passages(Database(db))
        db.execute("DELETE FROM kept")  # it was made from rows of which some are lost
        db.executemany("INSERT OR IGNORE INTO changes VALUES (?, 0)", [(what,) for what in CHANGES])
        db.commit()


def _rows(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> int:
    """Row after row from both ends, so that one damaged page hides only what lies on it."""
    taken: set[int] = set()
    for order in ("ASC", "DESC"):
        with suppress(sqlite3.DatabaseError):
            for number, *row in source.execute(f"SELECT rowid, * FROM {table} ORDER BY rowid {order}"):  # noqa: S608 - names are ours
                if number in taken:
                    break
                marks = ", ".join("?" * len(row))
                target.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)  # noqa: S608
                taken.add(number)
    return len(taken)
