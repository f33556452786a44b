"""Sources: what is to be read, how far that has come, and what its server said of it.

Owns the table sources.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal

from agent.state.plain import insert, update
from agent.state.store import Part, flat


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
    def why(self) -> str:
        """Why it could not be read, and that what was read of it before stands, if anything was."""
        return f"{self.reason} What was read of it before stands." if self.reason and self.document else self.reason

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

    def ask_again(self, night: int, allowed: str = "") -> None:
        """At the start of a night: what failed or was read on an earlier night is looked at again, conditionally.

        So is, in this night too, what failed for lack of a leave that is given now: its reason has the words `allowed`.
        """
        with self._transaction("sources:again") as db:
            db.execute(
                "UPDATE sources SET state = 'pending', tries = 0, not_before = '' "
                "WHERE kind != 'unsupported' AND state IN ('done', 'failed') AND (night < ? OR (? != '' AND instr(reason, ?)))",
                [night, allowed, allowed],
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
