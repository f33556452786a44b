"""Pages as they last: ids, dates, redirects; and the files as last published.

Owns the tables pages, published and deleted. What a page says follows from the facts; what lasts of it is here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlite_utils import Database

from agent.state.held import Held
from agent.state.plain import update, upsert_all
from agent.state.store import Connection, Part, flat


@dataclass(frozen=True, slots=True)
class PageRecord:
    """A page's identity. `key` is the entity's key when the page was made; `gone_to` is the id of the page it was merged into.

    `made_in` and `changed_in` are the nights in which it was made and last changed.
    """

    id: str
    key: str
    title: str
    created: str
    updated: str = ""
    fingerprint: str = ""
    gone_to: str = ""
    made_in: int = 0
    changed_in: int = 0


class Pages(Part):
    """Identities of pages. `puts` counts how often any were written in this process."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self.puts = 0
        self._held: Held[PageRecord] = Held(connection.db)

    def all(self) -> list[PageRecord]:
        """Every page that ever was, oldest first."""
        return list(self._held.all(self._read).values())

    def _read(self) -> dict[str, PageRecord]:
        names = ", ".join(PageRecord.__dataclass_fields__)
        return {row[0]: PageRecord(*row) for row in self._db.execute(f"SELECT {names} FROM pages ORDER BY created, id")}  # noqa: S608

    def put(self, records: list[PageRecord]) -> None:
        """Write these as they are now."""
        if records:
            changed = {record.id: record for record in records}
            with self._held.changing(lambda: changed, _created), self._transaction("pages:settled") as db:
                upsert_all(db, "pages", map(flat, records))
            self.puts += 1


def _created(record: PageRecord) -> tuple[str, str]:
    return record.created, record.id


@dataclass(frozen=True, slots=True)
class PublishedHead:
    """A file of ours: whose page it is (see `identity_of`), and sha256 (hex) of what it holds at three times, None where there is none.

    `published_*` is what we last published there with nothing of a person's in it, `intended_*` what we mean it to hold, `adopted_*` what a
    person made of it, our later changes merged in. `pinned` says that a person chose its name or place; `ours_hash` is the rendering last
    merged (or a word for none), `waiting` the lines of it that found no place, one a line.
    """

    path: str
    page: str
    pinned: int
    published_hash: str | None
    intended_hash: str | None
    adopted_hash: str | None
    ours_hash: str | None
    waiting: str | None


@dataclass(frozen=True, slots=True)
class PublishedRow(PublishedHead):
    """A head with its texts. `base_text` is the text of ours that the adopted one is an edit of, if it is one; `intended_base` will be it
    once the intended text is there: None unless a person's words are in that."""

    published_text: str | None
    intended_text: str | None
    intended_base: str | None
    adopted_text: str | None
    base_text: str | None


@dataclass(frozen=True, slots=True)
class Intent:
    """What a file is meant to hold (None: to be gone). `base` is set where a person's text is in it: see `PublishedRow`."""

    path: str
    page: str = ""
    text: str | None = None
    digest: str | None = None
    base: str | None = None
    ours_hash: str | None = None
    waiting: str | None = None


_COLUMNS = ", ".join(PublishedRow.__dataclass_fields__)
_HEADS = ", ".join(PublishedHead.__dataclass_fields__)

_NOTHING_INTENDED: dict[str, str | None] = dict.fromkeys(("intended_hash", "intended_text", "intended_base"))
_INTENDED = ("intended_hash", "intended_text", "intended_base", "ours_hash", "waiting")
_INTEND = (
    f"INSERT INTO published (path, page, pinned, {', '.join(_INTENDED)}) VALUES (?, ?, 0, ?, ?, ?, ?, ?) "  # noqa: S608
    f"ON CONFLICT (path) DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _INTENDED)}, "
    "page = iif(excluded.page = '', page, excluded.page)"
)
_MINE = "path IN (SELECT value FROM json_each(?))"
_CLEARED = ", ".join(f"{name} = NULL" for name in _NOTHING_INTENDED)
_IN_THEIRS = "adopted_hash = intended_hash, adopted_text = intended_text, base_text = intended_base"
_IN_OURS = (
    "published_hash = intended_hash, published_text = intended_text, "
    "adopted_hash = NULL, adopted_text = NULL, base_text = NULL, ours_hash = NULL, waiting = NULL"
)
_DONE = (
    f"DELETE FROM published WHERE {_MINE} AND intended_hash IS NULL",  # noqa: S608
    f"UPDATE published SET {_IN_THEIRS}, {_CLEARED} WHERE {_MINE} AND intended_base IS NOT NULL",  # noqa: S608
    f"UPDATE published SET {_IN_OURS}, {_CLEARED} WHERE {_MINE} AND intended_hash IS NOT NULL",  # noqa: S608
)
"""What was intended is done: gone; in a person's file; in ours."""


def _path(head: PublishedHead) -> str:
    return head.path


class Published(Part):
    """The rows behind the files: what `agent.wiki.folder.publish` goes by. Each call that changes any commits."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._held: Held[PublishedHead] = Held(connection.db)

    @contextmanager
    def _changing(self, name: str, *paths: str) -> Iterator[Database]:
        """A transaction in which the rows of these files change."""

        def read() -> dict[str, PublishedHead | None]:
            asked = f"SELECT {_HEADS} FROM published WHERE {_MINE}"  # noqa: S608
            found = self._db.execute(asked, [json.dumps(paths)])
            return dict.fromkeys(paths) | {row[0]: PublishedHead(*row) for row in found}

        with self._held.changing(read, _path), self._transaction(name) as db:
            yield db

    def row(self, path: str) -> PublishedRow | None:
        """What is known of this file, or None."""
        row = self._first("SELECT * FROM published WHERE path = ?", path)
        return PublishedRow(**row) if row else None

    def heads(self) -> dict[str, PublishedHead]:
        """What is known of every file, by path, sorted, without the texts."""
        return dict(self._held.all(self._read))

    def _read(self) -> dict[str, PublishedHead]:
        rows = self._db.execute(f"SELECT {_HEADS} FROM published ORDER BY path")  # noqa: S608
        return {row[0]: PublishedHead(*row) for row in rows}

    def count_pages(self) -> int:
        """How many pages of things are published, less what is left of those that went into others."""
        row = self._db.execute(
            "SELECT count(*) FROM published WHERE page != '' AND page NOT LIKE 'sources/%' AND published_hash IS NOT NULL "
            "AND page NOT IN (SELECT id FROM questions) "
            "AND page NOT IN (SELECT id FROM pages WHERE gone_to != '')"
        ).fetchone()
        return int(row[0])

    def intend(self, intents: Sequence[Intent]) -> None:
        """Commit what files are meant to hold, before touching them."""
        with self._changing("publish:intend", *(intent.path for intent in intents)) as db:
            for intent in intents:
                told = intent.digest, intent.text, intent.base, intent.ours_hash, intent.waiting
                db.execute(_INTEND, [intent.path, intent.page, *told])

    def published(self, paths: Iterable[str]) -> None:
        """Commit that these files hold what was intended; the row of one that was to be gone goes."""
        paths = list(paths)
        mine = json.dumps(paths)
        with self._changing("publish:done", *paths) as db:
            there = {row[0] for row in db.execute(f"SELECT path FROM published WHERE {_MINE}", [mine])}  # noqa: S608
            if missing := set(paths) - there:
                raise KeyError(min(missing))
            for statement in _DONE:
                db.execute(statement, [mine])

    def adopted(self, path: str, page: str, text: str, digest: str, base: str | None) -> None:
        """Commit that a person wrote the file, what it holds, and of which text of ours it is an edit, if of any."""
        with self._changing("publish:adopted", path) as db:
            db.execute(
                "INSERT INTO published (path, page, pinned) VALUES (?, ?, 0) ON CONFLICT DO NOTHING", [path, page]
            )
            change = {"adopted_hash": digest, "adopted_text": text, "base_text": base, "ours_hash": None}
            update(db, "published", path, change | _NOTHING_INTENDED)

    def waits(self, path: str, base: str | None, ours_hash: str, waiting: str | None) -> None:
        """Commit that a rendering was merged and the file need not change; `waiting` is what found no place."""
        with self._changing("publish:waits", path) as db:
            change = {"base_text": base, "ours_hash": ours_hash, "waiting": waiting}
            update(db, "published", path, change | _NOTHING_INTENDED)

    def moved(self, old: str, new: str) -> None:
        """Commit that a person moved a file of ours. What was at the new place, if it was ours, counts as deleted."""
        with self._changing("publish:moved", old, new) as db:
            self._delete(db, new)
            update(db, "published", old, {"path": new, "pinned": 1})

    def deleted(self, path: str) -> None:
        """Commit that a person deleted a file of ours: it stays away until somebody asks for it."""
        with self._changing("publish:deleted", path) as db:
            self._delete(db, path)

    def gone(self) -> dict[str, str]:
        """What a person deleted: the page's id, to where it was."""
        return {row["page"]: row["path"] for row in self._query("SELECT page, path FROM deleted")}

    def deleted_row(self, page: str) -> PublishedRow | None:
        """What was known of a file when it was deleted."""
        row = self._first("SELECT * FROM deleted WHERE page = ?", page)
        return PublishedRow(**row) if row else None

    def wanted_again(self, page: str) -> None:
        """Inside the caller's transaction: somebody asks for a page that was deleted."""
        self._db.execute("DELETE FROM deleted WHERE page = ?", [page])

    def restored(self, page: str, path: str) -> None:
        """Commit that what was deleted stands there again."""
        with self._changing("publish:restored", path) as db:
            db.execute("DELETE FROM published WHERE path = ?", [path])
            db.execute("UPDATE deleted SET path = ?, pinned = pinned OR path <> ? WHERE page = ?", [path, path, page])
            db.execute(f"INSERT INTO published ({_COLUMNS}) SELECT {_COLUMNS} FROM deleted WHERE page = ?", [page])  # noqa: S608
            db.execute("DELETE FROM deleted WHERE page = ?", [page])

    def _delete(self, db: Database, path: str) -> None:
        db.execute(
            f"INSERT OR REPLACE INTO deleted ({_COLUMNS}) SELECT {_COLUMNS} FROM published WHERE path = ?",  # noqa: S608
            [path],
        )
        db.execute("DELETE FROM published WHERE path = ?", [path])
