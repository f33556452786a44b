"""The schema as a list of migrations: plain functions, applied in order, each in one transaction; never edited once released.

Owns: the tables. Promises: a database newer than this code is refused, never changed.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlite_utils import Database

from agent.errors import Fatal
from agent.faultpoints import reach
from agent.state.changes import CHANGES, FACTS
from agent.state.views import VIEWS


def first_night(db: Database) -> None:
    """Everything: sources and documents, the queue, the journal, what was learned, asked, written and published."""
    for name, columns, pk in _TABLES:
        db.table(name).create(columns, pk=pk, strict=True)
    for table, indexed in _INDEXES:
        db.table(table).create_index(indexed)
    passages(db)


def sources_of_a_list(db: Database) -> None:
    """Where each source was found, and whether that still holds it: so a link out of a folder is not followed on a later night either,
    and a file that was renamed is known for what it was."""
    table = db.table("sources")
    table.add_column("origin", str, not_null_default="")
    table.add_column("listed", int, not_null_default="1")


def pages_of_sentences(db: Database) -> None:
    """The page of its file on which a sentence begins; and a PDF no longer has the day on which its file was made for its own."""
    db.table("sentences").add_column("page", int, not_null_default="0")
    db.execute("UPDATE documents SET date = '' WHERE media = 'application/pdf'")


def pages_of_a_site(db: Database) -> None:
    """How many links from its start page a page was found, and until when the server says that what it sent still holds (ISO or empty)."""
    table = db.table("sources")
    table.add_column("depth", int, not_null_default="0")
    table.add_column("fresh_until", str, not_null_default="")


def said_of_itself(db: Database) -> None:
    """Who wrote a document (a JSON list), the address at which it wants to be known, and where its date is from."""
    table = db.table("documents")
    for name in ("authors", "address", "dated"):
        table.add_column(name, str, not_null_default="")


def nights_of_a_page(db: Database) -> None:
    """The nights (ids) in which a page was made and last changed: two nights may have one date."""
    table = db.table("pages")
    for name in ("made_in", "changed_in"):
        table.add_column(name, int, not_null_default="0")


def copies_of_a_text(db: Database) -> None:
    """Of which document this is a copy, and the marks by which that is found; a copy is not live (1) but 2."""
    table = db.table("documents")
    for name in ("copy_of", "sketch"):
        table.add_column(name, str, not_null_default="")


def passages(db: Database) -> None:
    """The sentences to search in, kept beside the text, as a search must not cut every document anew; filled from what is stored."""
    table = db.table("passages").create({"document": str, "n": int, "text": str}, strict=True)
    db.execute(
        "INSERT INTO passages SELECT s.document, s.n, substr(d.text, s.start + 1, s.end - s.start) "
        "FROM sentences s JOIN documents d ON d.id = s.document"
    )
    table.enable_fts(["text"], create_triggers=True, tokenize="unicode61")


def questions(db: Database) -> None:
    """What people ask of a wiki: the questions that are kept as pages, and what was said in answer."""
    db.table("questions").create({"id": str, "question": str, "asked": str}, pk="id", strict=True)
    answers = db.table("answers").create(
        {"id": str, "act": str, "episode": str, "number": int, "text": str, "cites": str, "quoted": int},
        pk="id",
        strict=True,
    )
    answers.create_index(["episode"])


def notes_of_the_folder(db: Database) -> None:
    """What each file of the wiki says, with the stamp that it had: none is read again that did not change."""
    db.table("notes").create(
        {"path": str, "stamp": str, "digest": str, "identity": str, "said": str}, pk="path", strict=True
    )


def kept_values(db: Database) -> None:
    """What was derived and is kept, with the mark of what it was derived from; and how often the facts changed, by triggers."""
    db.table("kept").create({"what": str, "whose": str, "mark": str, "value": str}, pk=("what", "whose"), strict=True)
    db.table("published").create_index(["published_hash"])
    db.table("changes").create({"number": int}, strict=True).insert({"number": 0})
    for at, event in enumerate(FACTS):
        db.execute(f"CREATE TRIGGER change_{at} AFTER {event} BEGIN UPDATE changes SET number = number + 1; END")  # noqa: S608


def changes_by_kind(db: Database) -> None:
    """How often the facts changed, apart by what follows from them: what comes of others is taken as it was."""
    triggers = db.execute(
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'change\\_%' ESCAPE '\\'"
    )
    for (name,) in triggers.fetchall():
        db.execute(f"DROP TRIGGER {name}")
    before = db.execute("SELECT sum(number) FROM changes").fetchone()[0] or 0
    db.table("changes").drop()
    table = db.table("changes").create({"what": str, "number": int}, pk="what", strict=True)
    table.insert_all({"what": what, "number": before} for what in CHANGES)
    for what, events in CHANGES.items():
        for at, event in enumerate(events):
            counted = f"UPDATE changes SET number = number + 1 WHERE what = '{what}'"  # noqa: S608
            db.execute(f"CREATE TRIGGER change_{what}_{at} AFTER {event} BEGIN {counted}; END")


def readable(db: Database) -> None:
    """Views that say in words what the tables hold in keys, for readers of SQLite."""
    for name, sql in VIEWS.items():
        db.create_view(name, sql, replace=True)


# What is known of a file of the wiki; the same of one that a person deleted.
_FILE = (
    {"path": str, "page": str, "pinned": int, "published_hash": str, "published_text": str}
    | {"intended_hash": str, "intended_text": str, "intended_base": str, "adopted_hash": str, "adopted_text": str}
    | {"base_text": str, "ours_hash": str, "waiting": str}
)

_TABLES: list[tuple[str, dict[str, Any], str | tuple[str, ...]]] = [
    ("meta", {"key": str, "value": str}, "key"),
    (
        "nights",
        {"id": int, "date": str, "started": str, "ended": str, "until": str, "outcome": str, "reason": str}
        | {"engine": str, "model": str, "prompts": str, "wire": str, "pid": int},
        "id",
    ),
    ("outages", {"id": int, "night": int, "started": str, "ended": str, "seconds": float, "reason": str}, "id"),
    ("events", {"id": int, "night": int, "at": str, "kind": str, "what": str}, "id"),
    (
        "sources",
        {"slug": str, "resource": str, "kind": str, "title": str, "position": int, "state": str, "reason": str}
        | {"document": str, "etag": str, "last_modified": str, "tries": int, "not_before": str, "night": int},
        "slug",
    ),
    (
        "documents",
        {"id": str, "slug": str, "title": str, "resource": str, "media": str, "text": str, "text_hash": str}
        | {"date": str, "fetched": str, "live": int, "language": str},
        "id",
    ),
    ("bodies", {"document": str, "data": bytes}, "document"),
    (
        "sentences",
        {"document": str, "n": int, "start": int, "end": int, "kind": str, "heading": str},
        ("document", "n"),
    ),
    (
        "episodes",
        {"id": str, "kind": str, "subject": str, "phase": int, "rank": int, "state": str, "fails": int}
        | {"deaths": int, "alone": int, "reason": str, "night": int, "seen": int},
        "id",
    ),
    (
        "steps",
        {"id": int, "episode": str, "attempt": int, "night": int, "at": str, "wire": str, "raw": str, "parsed": int}
        | {"fault": str, "finish": str, "content": str, "reasoning": str, "model": str}
        | {"prompt_tokens": int, "cached_tokens": int, "completion_tokens": int, "seconds": float, "acts": str},
        "id",
    ),
    (
        "acts",
        {"id": str, "step": int, "n": int, "name": str, "arguments": str, "observation": str, "accepted": int},
        "id",
    ),
    (
        "names",
        {"id": str, "act": str, "document": str, "title": str, "kind": str, "definition": int, "aliases": str},
        "id",
    ),
    ("claims", {"id": str, "act": str, "name": str, "document": str, "first": int, "last": int}, "id"),
    (
        "decisions",
        {"id": str, "act": str, "kind": str, "a": str, "b": str, "documents": str, "qualifier": str, "reason": str},
        "id",
    ),
    (
        "pages",
        {"id": str, "key": str, "title": str, "created": str, "updated": str, "fingerprint": str, "gone_to": str},
        "id",
    ),
    ("published", _FILE, "path"),
    ("deleted", _FILE, "page"),
    ("summaries", {"id": str, "act": str, "document": str, "text": str, "cites": str}, "id"),
    # A sentence of ours: `plan` names the set of claims it was written from, `number` its place in its episode.
    (
        "written",
        {"id": str, "act": str, "episode": str, "page": str, "plan": str, "part": int, "number": int}
        | {"section": str, "text": str, "claims": str, "also": str},
        "id",
    ),
    ("left_out", {"id": str, "act": str, "page": str, "plan": str, "claims": str, "why": str}, "id"),
    ("see_also", {"id": str, "act": str, "page": str, "plan": str, "title": str, "why": str}, "id"),
    (
        "overview",
        {"id": str, "act": str, "episode": str, "number": int, "section": str, "text": str, "pages": str},
        "id",
    ),
    # What was planned for a page from which rows, so that it is not planned again.
    ("planned", {"kind": str, "page": str, "hash": str, "episode": str}, ("kind", "page", "hash")),
    # A question to each side alone; `sides` is a list of {document, sentences}; `origin` code, brain or tend.
    ("disputes", {"id": str, "page": str, "kind": str, "question": str, "sides": str, "origin": str}, "id"),
    (
        "replies",
        {"id": str, "act": str, "dispute": str, "side": int, "document": str, "value": str, "unit": str, "scope": str}
        | {"cites": str},
        "id",
    ),
    ("verdicts", {"id": str, "act": str, "dispute": str, "a": int, "b": int, "yes": int, "why": str}, "id"),
]

KEYS = {name: key for name, _, key in _TABLES}
"""The key of each table."""

_INDEXES: list[tuple[str, list[str]]] = [
    ("episodes", ["state", "phase", "rank", "id"]),
    ("steps", ["episode"]),
    ("acts", ["step"]),
    ("names", ["document"]),
    ("claims", ["document"]),
    ("written", ["page"]),
    ("summaries", ["document"]),
    ("replies", ["dispute"]),
    ("verdicts", ["dispute"]),
]

UNRELEASED = 3  # schemas up to this one were never released
MIGRATIONS: list[Callable[[Database], None]] = [
    first_night,
    sources_of_a_list,
    pages_of_sentences,
    pages_of_a_site,
    said_of_itself,
    copies_of_a_text,
    nights_of_a_page,
    questions,
    readable,
    notes_of_the_folder,
    kept_values,
    readable,
    changes_by_kind,
    readable,  # last, that the views are made of what is there
]


def released(version: int) -> None:
    """Raises Fatal if a database is of before the first release: its nights cannot be carried over."""
    if 0 < version <= UNRELEASED:
        raise Fatal(
            f"the wiki's database has schema {version}, of before the first release; begin a new wiki in another folder"
        )


def migrate(db: Database) -> None:
    """Bring the schema up to date. Raises Fatal if the database was written by a newer nightwiki, or by one that was never released."""
    version = db.execute("PRAGMA user_version").fetchone()[0]
    latest = UNRELEASED + len(MIGRATIONS)
    if version > latest:
        raise Fatal(f"the wiki's database has schema {version}, newer than this nightwiki knows ({latest}); upgrade it")
    released(version)
    for number, migration in enumerate(MIGRATIONS[max(0, version - UNRELEASED) :], start=max(version, UNRELEASED) + 1):
        with db.atomic():
            migration(db)
            reach("migrate:made")
            db.execute(f"PRAGMA user_version = {number}")
        reach("migrate:done")
