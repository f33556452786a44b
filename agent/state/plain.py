"""Rows in and out by plain statements, one each.

Owns: the words of those statements. sqlite-utils makes the schema, its migrations, the index to search in and the transactions; for one row
it asks the schema first and takes a savepoint, five statements or more, and a night writes and reads rows by the hundred thousand.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlite_utils import Database

from agent.state.schema import KEYS

Else = Literal["ABORT", "IGNORE", "REPLACE"]


def query(db: Database, sql: str, arguments: Sequence[object] = ()) -> list[dict[str, Any]]:
    """The rows that a SELECT finds, by the names of their columns."""
    found = db.execute(sql, arguments)
    names = [column[0] for column in found.description]
    return [dict(zip(names, row, strict=True)) for row in found]


def insert(db: Database, table: str, row: Mapping[str, Any], otherwise: Else = "ABORT") -> int:
    """Add a row; `otherwise` says what becomes of one whose key is there. Returns its number (rowid)."""
    return int(db.execute(_insert(table, row, otherwise), list(row.values())).lastrowid or 0)


def insert_all(db: Database, table: str, rows: Iterable[Mapping[str, Any]], otherwise: Else = "ABORT") -> None:
    """Add rows of one shape, inside the caller's transaction."""
    listed = list(rows)
    if listed:
        db.conn.executemany(_insert(table, listed[0], otherwise), [list(row.values()) for row in listed])


def upsert_all(db: Database, table: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Add rows of one shape, or change those whose keys are there, inside the caller's transaction."""
    listed = list(rows)
    if listed:
        told = ", ".join(f'"{name}" = excluded."{name}"' for name in listed[0])
        sql = f'{_insert(table, listed[0], "ABORT")} ON CONFLICT("{KEYS[table]}") DO UPDATE SET {told}'
        db.conn.executemany(sql, [list(row.values()) for row in listed])


def update(db: Database, table: str, key: int | str, change: Mapping[str, Any]) -> None:
    """Change the row with this key. Raises KeyError if there is none."""
    told = ", ".join(f'"{name}" = ?' for name in change)
    done = db.execute(f'UPDATE "{table}" SET {told} WHERE "{KEYS[table]}" = ?', [*change.values(), key])  # noqa: S608
    if done.rowcount != 1:
        raise KeyError(key)


def _insert(table: str, row: Mapping[str, Any], otherwise: Else) -> str:
    names = ", ".join(f'"{name}"' for name in row)
    return f'INSERT OR {otherwise} INTO "{table}" ({names}) VALUES ({", ".join("?" * len(row))})'  # noqa: S608
