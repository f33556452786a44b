"""Whether the rows of a database can be what was written into it: a file may be sound to SQLite and its rows exchanged.

Owns: those checks, as queries. They are asked when something has gone wrong already, so they may take a while.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from agent.sources.ours import is_page
from agent.state.store import damage, read_only

# Columns that hold JSON: what each is, and what its elements are.
_JSON = {
    "episodes.subject": ("object", ""), "acts.arguments": ("object", ""), "steps.content": ("object", ""),
    "names.aliases": ("array", "text"), "decisions.documents": ("array", "text"), "sentences.heading": ("array", "text"),
    "written.claims": ("array", "text"), "written.also": ("array", "array"), "left_out.claims": ("array", "text"),
    "summaries.cites": ("array", "integer"), "overview.pages": ("array", "text"), "replies.cites": ("array", "integer"),
    "disputes.sides": ("array", "object"),
}  # fmt: skip
# What stands in the one is there in the other.
_THERE = {
    "claims.document": "documents.id", "names.document": "documents.id", "sentences.document": "documents.id",
    "summaries.document": "documents.id", "replies.document": "documents.id", "replies.dispute": "disputes.id",
    "bodies.document": "documents.id", "acts.step": "steps.id",
}  # fmt: skip
_OTHERS = {
    "sources": "slug = '' OR kind NOT IN ('file', 'url', 'list', 'unsupported') OR state NOT IN ('pending', 'done', 'failed') "
    "OR document != '' AND document NOT IN (SELECT id FROM documents)",
    "claims": "first > last OR NOT EXISTS (SELECT 1 FROM sentences s WHERE s.document = claims.document AND s.n = claims.last)",
    "sentences": 'start >= "end" OR "end" > (SELECT length(text) FROM documents d WHERE d.id = sentences.document)',
    "documents": "length(id) != 64",
    "steps": "json_type(content, '$.tool_calls') IS NOT 'array'",
    "nights": "date NOT GLOB '????-??-??'",
    "acts": "id NOT GLOB step || ':*'",
    "episodes": "state NOT IN ('pending', 'running', 'done', 'set_aside')",
}


def unsound(path: Path) -> str:
    """What is wrong with a database, in one line; nothing if nothing is. A file that is not there is not looked at."""
    try:
        with closing(sqlite3.connect(read_only(path), uri=True)) as db:
            db.execute("SELECT count(*) FROM sqlite_master")
            wrong = damage(db) or next(
                (f"damaged: rows of {table} hold what cannot be in them" for table in _wrong(db)), ""
            )
    except sqlite3.OperationalError as error:
        # an older schema, or none yet; no file may be opened, or another program has it: all that is no damage
        return f"damaged: {error}" if "malformed" in str(error) else ""
    except sqlite3.DatabaseError as error:
        return f"damaged: {error}"
    return wrong


def emptied(path: Path) -> bool:
    """Whether a database that has had a life is not there, or has nothing in it: copies, or pages of ours, lie beside it.

    One that has its first page and no table yet may be of a first night that the power cut short: there only a copy in which something
    was read speaks against it.
    """
    copies = list(path.parent.glob("state-night-*.db"))
    if not path.exists():
        return bool(copies)
    if not path.stat().st_size:
        return bool(copies) or any(map(is_page, path.parent.parent.glob("*.md")))
    return _count(path, "sqlite_master") == 0 and any(_count(copy, "documents") for copy in copies)


def _count(path: Path, table: str) -> int | None:
    """How many rows a table has; None if that cannot be read."""
    try:
        with closing(sqlite3.connect(read_only(path), uri=True)) as db:
            return int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608 - a word of ours
    except sqlite3.DatabaseError:
        return None


def _wrong(db: sqlite3.Connection) -> Iterator[str]:
    """The tables with rows that cannot be."""
    for place, (kind, inner) in _JSON.items():
        table, column = place.split(".")
        found = f"NOT json_valid({column}) OR json_type({column}) != '{kind}'"
        if inner:
            found += f" OR EXISTS (SELECT 1 FROM json_each({column}) WHERE type != '{inner}')"  # noqa: S608 - words of ours
        yield from _rows(db, table, found)
    for place, target in _THERE.items():
        (table, column), (other, key) = place.split("."), target.split(".")
        yield from _rows(db, table, f"{column} NOT IN (SELECT {key} FROM {other})")  # noqa: S608
    for table, found in _OTHERS.items():
        yield from _rows(db, table, found)


def _rows(db: sqlite3.Connection, table: str, found: str) -> Iterator[str]:
    if db.execute(f"SELECT 1 FROM {table} WHERE {found} LIMIT 1").fetchone():  # noqa: S608 - words of ours
        yield table
