"""Sources and the documents they became: each stored once, whole, by the hash of its bytes.

Owns the tables sources, documents, bodies, sentences. Rows come back as the nouns of `agent.knowledge`.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from agent.knowledge.model import Document, Sentence
from agent.state.plain import insert, insert_all, update
from agent.state.store import Connection, Part, built, flat


@dataclass(frozen=True, slots=True)
class SourceRecord:
    """A line of the list and what became of it. `state` is pending, done or failed; `not_before` an ISO time or empty.

    `origin` is the folder, list or site that it was found in, `listed` 0 once that no longer holds it. `depth` is how many links from the
    start of its site it was found. Until `fresh_until` (an ISO time, or empty) its server wants not to be asked again.
    """

    slug: str
    resource: str
    kind: Literal["file", "url", "list", "unsupported"]
    title: str
    position: int
    state: str = "pending"
    reason: str = ""
    document: str = ""
    etag: str = ""
    last_modified: str = ""
    tries: int = 0
    not_before: str = ""
    night: int = 0
    origin: str = ""
    listed: int = 1
    depth: int = 0
    fresh_until: str = ""

    @property
    def is_told_by_others(self) -> bool:
        """Whether it is but the name of other sources, which were found: no document of its own is to be expected."""
        return self.kind == "list" and self.state == "done"


def _as_listed(old: SourceRecord, now: SourceRecord) -> dict[str, Any]:
    """What changes of a known source when it is named again. One that is none any more, or is one now, is looked at anew."""
    change: dict[str, Any] = {"position": now.position, "origin": now.origin, "listed": 1}
    if old.kind != now.kind:
        change |= {"kind": now.kind, "reason": now.reason, "state": "pending", "tries": 0, "not_before": ""}
    return change


_SOURCE_COLUMNS = ", ".join(SourceRecord.__dataclass_fields__)


class Sources(Part):
    """The list as stored rows."""

    def all(self) -> list[SourceRecord]:
        """Every source, in the order of the list."""
        rows = self._query(f"SELECT {_SOURCE_COLUMNS} FROM sources ORDER BY position, slug")  # noqa: S608
        return [SourceRecord(**row) for row in rows]

    def counts(self) -> dict[str, int]:
        """How many sources are in which state; a list whose sources were found is none itself."""
        there = "sources WHERE NOT (kind = 'list' AND state = 'done')"
        rows = self._query(f"SELECT state, count(*) AS n FROM {there} GROUP BY state")  # noqa: S608
        return {row["state"]: row["n"] for row in rows}

    def add(self, records: Iterable[SourceRecord]) -> int:
        """Add what is not there yet (by resource); returns how many were new. Known ones keep their slug and what became of them.

        What a list or folder among these held before, and holds no more, is noted as no longer listed.
        """
        records = list(records)
        known = {record.resource: record for record in self.all()}
        slugs = {record.slug for record in known.values()}
        named, origins = {record.resource for record in records}, {record.origin for record in records} - {""}
        added = 0
        with self._transaction("sources:add"):
            for record in records:
                if old := known.get(record.resource):
                    update(self._db, "sources", old.slug, _as_listed(old, record))
                    continue
                self._insert(record, slugs)
                added += 1
            for old in known.values():
                if old.resource not in named and old.origin in origins:
                    update(self._db, "sources", old.slug, {"listed": 0})
        return added

    def _insert(self, record: SourceRecord, slugs: set[str]) -> None:
        """A new source; its name gets a mark if it is one of `slugs`, to which it is added."""
        slug = record.slug
        if slug in slugs:
            slug = f"{slug}-{hashlib.sha256(record.resource.encode()).hexdigest()[:6]}"
        slugs.add(slug)
        insert(self._db, "sources", {**flat(record), "slug": slug})

    def found(self, records: Iterable[SourceRecord]) -> None:
        """Inside the caller's transaction: what a list turned out to stand for. What is there already stays as it is."""
        known = self.all()
        resources, slugs = {row.resource for row in known}, {row.slug for row in known}
        for record in records:
            if record.resource not in resources:
                resources.add(record.resource)
                self._insert(record, slugs)

    def ask_again(self, night: int) -> None:
        """At the start of a night: what failed or was read on an earlier night is looked at again, conditionally."""
        with self._transaction("sources:again") as db:
            db.execute(
                "UPDATE sources SET state = 'pending', tries = 0, not_before = '' "
                "WHERE night < ? AND kind != 'unsupported' AND state IN ('done', 'failed')",
                [night],
            )

    def is_at(self, slug: str, resource: str) -> bool:
        """Whether a source is still found there: another may have turned out to be a later state of it."""
        return self._first("SELECT 1 FROM sources WHERE slug = ? AND resource = ?", slug, resource) is not None

    def failed(self, slug: str, reason: str, night: int) -> None:
        """A fact: this source cannot be read."""
        self._set("source:failed", "sources", slug, state="failed", reason=reason, night=night)

    def postponed(self, slug: str, reason: str, tries: int, not_before: str) -> None:
        """An outage of the source: tried again not before that time."""
        self._set("source:postponed", "sources", slug, reason=reason, tries=tries, not_before=not_before)

    def retry(self, slugs: Iterable[str]) -> None:
        """What failed is pending again."""
        with self._transaction("source:retry") as db:
            for slug in slugs:
                update(db, "sources", slug, {"state": "pending", "reason": "", "tries": 0, "not_before": ""})

    def remove(self, slug: str) -> None:
        """Inside the caller's transaction: the list no longer has it."""
        self._db.execute("DELETE FROM sources WHERE slug = ?", [slug])

    def moved(self, old: SourceRecord, new: SourceRecord) -> SourceRecord:
        """Inside the caller's transaction: what was `old` is found at the place of `new` now, which is no source of its own any more."""
        self.remove(new.slug)
        there = {name: getattr(new, name) for name in ("resource", "kind", "title", "position", "origin", "listed")}
        update(self._db, "sources", old.slug, there)
        return replace(old, **there)

    def done(
        self, slug: str, document: str, night: int, etag: str = "", last_modified: str = "", fresh_until: str = ""
    ) -> None:
        """Inside the caller's transaction: this document is what the source holds now; none for a list."""
        row = {"state": "done", "reason": "", "document": document, "night": night, "fresh_until": fresh_until}
        update(self._db, "sources", slug, row | {"etag": etag, "last_modified": last_modified})

    def unchanged(self, slug: str, night: int, fresh_until: str) -> None:
        """The server says that what we have is still what it has, and until when we need not ask again."""
        self._set("source:unchanged", "sources", slug, state="done", reason="", night=night, fresh_until=fresh_until)


_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 40  # of a question that are looked for
_STORED = ("id", "slug", "title", "resource", "media", "text", "fetched", "language", "address", "dated")


class Documents(Part):
    """Stored documents."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._cache: dict[str, Document] = {}

    def ids(self) -> list[str]:
        """Ids of the documents that sources rest on today, less copies, in the order of their slugs."""
        return [row["id"] for row in self._query("SELECT id FROM documents WHERE live = 1 ORDER BY slug, id")]

    def addresses(self) -> dict[str, str]:
        """Where each of them lies, by its id, in the order of their slugs."""
        rows = self._query("SELECT id, resource FROM documents WHERE live = 1 ORDER BY slug, id")
        return {row["id"]: row["resource"] for row in rows}

    def languages(self) -> set[str]:
        """Those of the live documents."""
        rows = self._query("SELECT DISTINCT language FROM documents WHERE live = 1")
        return {row["language"] or "en" for row in rows}

    def slugs(self) -> dict[str, str]:
        """Ids of those documents by their short names."""
        return {row["slug"]: row["id"] for row in self._query("SELECT slug, id FROM documents WHERE live = 1")}

    def get(self, document: str) -> Document:
        """One document with its sentences. Raises KeyError if it is not stored."""
        if document not in self._cache:
            row = self._first("SELECT * FROM documents WHERE id = ?", document)
            if row is None:
                raise KeyError(document)
            self._cache[document] = self._build(row)
        return self._cache[document]

    def all(self) -> list[Document]:
        """All live documents, in the order of their slugs."""
        return [self.get(document) for document in self.ids()]

    def body(self, document: str) -> bytes:
        """The bytes as they were fetched."""
        if row := self._db.execute("SELECT data FROM bodies WHERE document = ?", [document]).fetchone():
            return zlib.decompress(row[0])
        raise KeyError(document)

    def text_hash(self, document: str) -> str:
        """The sha256 (hex) that the text had when it was stored."""
        row = self._first("SELECT text_hash FROM documents WHERE id = ?", document)
        return str(row["text_hash"]) if row else ""

    def write(self, document: Document, body: bytes) -> bool:
        """Store a document inside the caller's transaction. Storing the same bytes twice is one document. Whether it was not there."""
        db = self._db
        stored = {name: getattr(document, name) for name in _STORED}
        text_hash = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
        authors = json.dumps(document.authors, ensure_ascii=False)
        row = {**stored, "date": document.date or "", "authors": authors, "text_hash": text_hash, "live": 1}
        if old := self._first("SELECT live FROM documents WHERE id = ?", document.id):
            update(db, "documents", document.id, {"live": old["live"] or 1})
            return not old["live"]
        insert(db, "documents", row)
        insert(db, "bodies", {"document": document.id, "data": zlib.compress(body, 6)})
        texts = ({"document": document.id, "n": s.n, "text": document.sentence(s.n)} for s in document.sentences)
        insert_all(db, "passages", texts)
        units = (
            {"document": document.id, "n": s.n, "start": s.start, "end": s.end, "kind": s.kind, "page": s.page}
            | {"heading": json.dumps(s.heading, ensure_ascii=False)}
            for s in document.sentences
        )
        insert_all(db, "sentences", units)
        return True

    def mark(self, document: str, marks: Iterable[int]) -> None:
        """Inside the caller's transaction: the marks by which copies of a text are found."""
        update(self._db, "documents", document, {"sketch": json.dumps(list(marks))})

    def sketches(self) -> dict[str, list[int]]:
        """The marks of every document that a source rests on."""
        rows = self._query("SELECT id, sketch FROM documents WHERE live > 0 AND sketch != ''")
        return {row["id"]: json.loads(row["sketch"]) for row in rows}

    def copies(self) -> dict[str, str]:
        """By the id of a document that only repeats another one: that one's."""
        return {row["id"]: row["copy_of"] for row in self._query("SELECT id, copy_of FROM documents WHERE live = 2")}

    def is_one_with(self, document: str, voice: str) -> None:
        """Inside the caller's transaction: a document only repeats another one, and so do its own copies."""
        for each in [document, *(copy for copy, of in self.copies().items() if of == document)]:
            update(self._db, "documents", each, {"live": 2, "copy_of": voice})

    def freed(self, gone: Iterable[str]) -> list[str]:
        """Inside the caller's transaction: what was a copy of documents that are gone speaks for itself; the ids of it."""
        gone = set(gone)
        found = [copy for copy, of in self.copies().items() if of in gone]
        for copy in found:
            update(self._db, "documents", copy, {"live": 1, "copy_of": ""})
        return found

    def settle_places(self) -> None:
        """Inside the caller's transaction: a document that is no longer where it was found is where the first of its sources is."""
        for row in self._query(
            "SELECT d.id, s.resource, min(s.position) FROM documents d JOIN sources s ON s.document = d.id "
            "WHERE d.live > 0 GROUP BY d.id HAVING NOT max(s.resource = d.resource)"
        ):
            update(self._db, "documents", row["id"], {"resource": row["resource"]})
            self._cache.pop(row["id"], None)

    def search(self, words: str, most: int) -> list[tuple[str, int]]:
        """(document, number) of the sentences of live documents that hold these words, best first."""
        live = set(self.ids())
        found = self._db.table("passages").search(words, quote=True, limit=most * 4)
        return [(row["document"], row["n"]) for row in found if row["document"] in live][:most]

    def nearest(self, words: str, most: int) -> list[tuple[str, int]]:
        """(document, number) of the sentences of live documents that hold any of these words or words that begin so, best first."""
        terms = [f'"{word}"{"*" if len(word) > 3 else ""}' for word in _WORD.findall(words)[:_MOST_WORDS]]
        if not terms:
            return []
        table, live = self._db.table("passages"), set(self.ids())
        found = table.search(" OR ".join(terms), limit=most * 4)
        return [(row["document"], row["n"]) for row in found if row["document"] in live][:most]

    def retire_unused(self) -> list[str]:
        """Inside the caller's transaction: documents that no source rests on any more leave the wiki; their rows stay."""
        rows = self._query("SELECT id FROM documents WHERE live > 0 AND id NOT IN (SELECT document FROM sources)")
        gone = [row["id"] for row in rows]
        for document in gone:
            update(self._db, "documents", document, {"live": 0, "copy_of": ""})
        return gone

    def _build(self, row: dict[str, str]) -> Document:
        units = self._query("SELECT * FROM sentences WHERE document = ? ORDER BY n", [row["id"]])
        sentences = tuple(built(Sentence, u, heading=tuple(json.loads(u["heading"]))) for u in units)
        made = {"date": row["date"] or None, "language": row["language"] or "en"}
        return built(Document, row, sentences=sentences, authors=tuple(json.loads(row["authors"] or "[]")), **made)
