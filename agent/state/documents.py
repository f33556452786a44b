"""The documents that sources became: each stored once, whole, by the hash of its bytes.

Owns the tables documents, bodies, sentences. Rows come back as the nouns of `agent.knowledge`.
"""

from __future__ import annotations

import hashlib
import json
import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import lru_cache
from sys import intern

from agent.knowledge.model import Document, Sentence
from agent.state.plain import insert, insert_all, update
from agent.state.store import Connection, Part, built

_WORD = re.compile(r"[^\W_]+")
_MOST_WORDS = 40  # of a question that are looked for
TOGETHER = 500  # documents that are read by one statement
_THESE = "IN (SELECT value FROM json_each(?))"
_DOCUMENTS = f"SELECT * FROM documents WHERE id {_THESE}"  # noqa: S608
_SENTENCES = (
    f'SELECT document, n, start, "end", kind, heading, page FROM sentences WHERE document {_THESE} ORDER BY document, n'  # noqa: S608
)
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
            self._read([document])
        return self._cache[document]

    def all(self) -> list[Document]:
        """All live documents, in the order of their slugs."""
        ids = self.ids()
        missing = [document for document in ids if document not in self._cache]
        for at in range(0, len(missing), TOGETHER):
            self._read(missing[at : at + TOGETHER])
        return [self._cache[document] for document in ids]

    def take_over(self, other: Documents) -> None:
        """Have at hand what another process read before it parted in two."""
        self._cache = dict(other._cache)

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
        """Inside the caller's transaction: a document that is no longer where it was found is where the first of its sources is, and is
        called like that source if what it was called is another one's name.
        """
        for place in self._query(
            "SELECT d.id, s.resource, min(s.position) FROM documents d JOIN sources s ON s.document = d.id "
            "WHERE d.live > 0 GROUP BY d.id HAVING NOT max(s.resource = d.resource)"
        ):
            update(self._db, "documents", place["id"], {"resource": place["resource"]})
            self._cache.pop(place["id"], None)
        while (
            row := self._first(
                "SELECT d.id, s.slug, s.resource, min(s.position) FROM documents d JOIN sources s ON s.document = d.id "
                "WHERE d.live > 0 AND EXISTS (SELECT 1 FROM documents o WHERE o.slug = d.slug AND o.id != d.id AND o.live > 0) "
                "GROUP BY d.id HAVING NOT max(s.slug = d.slug)"
            )
        ) is not None:
            update(self._db, "documents", row["id"], {"slug": row["slug"], "resource": row["resource"]})
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

    def _read(self, documents: Sequence[str]) -> None:
        """Have these at hand, as far as they are stored."""
        asked = json.dumps(documents)
        units: dict[str, list[Sentence]] = defaultdict(list)
        for document, n, start, end, kind, heading, page in self._db.execute(_SENTENCES, [asked]):
            units[document].append(Sentence(n, start, end, intern(kind), _heading(heading), page))  # type: ignore[arg-type]
        for row in self._query(_DOCUMENTS, [asked]):
            sentences, authors = tuple(units[row["id"]]), tuple(json.loads(row["authors"] or "[]"))
            made = {"date": row["date"] or None, "language": row["language"] or "en"}
            row["id"] = intern(row["id"])
            self._cache[row["id"]] = built(Document, row, sentences=sentences, authors=authors, **made)


@lru_cache(maxsize=1024)
def _heading(text: str) -> tuple[str, ...]:
    """The headings above a sentence: one value for all below them."""
    return tuple(json.loads(text))
