"""What was written in our own words: sentences of pages, what they leave out, summaries of sources, the overview.

Owns the tables written, left_out, see_also, summaries, overview, planned. Effects write them inside their transactions; a row that is
there is not written twice. Which claims a sentence rests on is stored with it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from agent.state.store import Connection


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """A sentence of a page and the claims (ids) that it rests on.

    `plan` names the set of claims that the page was written from; `part` and `number` are its place. `step` is the reply that it came with:
    of two rows at one place of one episode the later is the sentence mended. `also` are sentences (document, number) cited besides, as they
    say who or what is meant.
    """

    id: str
    episode: str
    page: str
    plan: str
    part: int
    number: int
    section: str
    text: str
    claims: tuple[str, ...]
    also: tuple[tuple[str, int], ...] = ()
    step: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Claims (ids) that a page does not tell, and why."""

    page: str
    plan: str
    claims: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class SeeAlso:
    """A page that a reader of this one wants next, and why."""

    page: str
    plan: str
    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A sentence of a document's summary and the sentences (numbers) that it rests on."""

    document: str
    text: str
    cites: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class OverviewRow:
    """A sentence of the overview and the pages (ids) that it speaks of."""

    id: str
    episode: str
    number: int
    section: str
    text: str
    pages: tuple[str, ...]
    step: int = 0


def _step(act: str) -> int:
    """The reply that an act came with: ids of acts are `step:number`."""
    return int(act.split(":")[0] or 0)


class Written:
    """The rows of what was written."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection.db

    def put_row(self, act: str, row: WrittenRow) -> None:
        """A sentence of a page."""
        values = {
            name: getattr(row, name) for name in ("id", "episode", "page", "plan", "part", "number", "section", "text")
        }
        self._put("written", {**values, "act": act, "claims": json.dumps(row.claims), "also": json.dumps(row.also)})

    def put_left_out(self, act: str, left: LeftOut) -> None:
        """Claims that a page does not tell."""
        row = {"id": act, "act": act, "page": left.page, "plan": left.plan, "why": left.why}
        self._put("left_out", {**row, "claims": json.dumps(left.claims)})

    def put_see_also(self, act: str, link: SeeAlso) -> None:
        """A page to read next."""
        self._put(
            "see_also",
            {"id": act, "act": act, "page": link.page, "plan": link.plan, "title": link.title, "why": link.why},
        )

    def put_summary(self, act: str, summary: Summary) -> None:
        """A sentence of a document's summary."""
        row = {"id": act, "act": act, "document": summary.document, "text": summary.text}
        self._put("summaries", {**row, "cites": json.dumps(summary.cites)})

    def put_overview(self, act: str, row: OverviewRow) -> None:
        """A sentence of the overview."""
        values = {name: getattr(row, name) for name in ("id", "episode", "number", "section", "text")}
        self._put("overview", {**values, "act": act, "pages": json.dumps(row.pages)})

    def plan(self, kind: str, page: str, digest: str, episode: str) -> None:
        """Note that this was planned for a page from these rows."""
        self._put("planned", {"kind": kind, "page": page, "hash": digest, "episode": episode})

    def rows(self) -> list[WrittenRow]:
        """All sentences of pages, oldest first."""
        return [
            WrittenRow(
                r["id"], r["episode"], r["page"], r["plan"], r["part"], r["number"], r["section"], r["text"],
                tuple(json.loads(r["claims"])), tuple((d, n) for d, n in json.loads(r["also"])), _step(r["act"]),
            )
            for r in self._db.query("SELECT * FROM written ORDER BY rowid")
        ]  # fmt: skip

    def left_out(self) -> list[LeftOut]:
        """All claims that were left out, oldest first."""
        rows = self._db.query("SELECT * FROM left_out ORDER BY rowid")
        return [LeftOut(r["page"], r["plan"], tuple(json.loads(r["claims"])), r["why"]) for r in rows]

    def see_also(self) -> list[SeeAlso]:
        """All pages to read next, oldest first."""
        rows = self._db.query("SELECT * FROM see_also ORDER BY rowid")
        return [SeeAlso(r["page"], r["plan"], r["title"], r["why"]) for r in rows]

    def summaries(self) -> list[Summary]:
        """All sentences of summaries, in the order of what they rest on."""
        rows = self._db.query("SELECT * FROM summaries ORDER BY document, id")
        found = [Summary(r["document"], r["text"], tuple(json.loads(r["cites"]))) for r in rows]
        return sorted(found, key=lambda summary: (summary.document, summary.cites, summary.text))

    def overview(self) -> list[OverviewRow]:
        """All sentences of overviews, oldest first."""
        return [
            OverviewRow(
                r["id"],
                r["episode"],
                r["number"],
                r["section"],
                r["text"],
                tuple(json.loads(r["pages"])),
                _step(r["act"]),
            )
            for r in self._db.query("SELECT * FROM overview ORDER BY rowid")
        ]

    def planned(self, kind: str) -> dict[tuple[str, str], str]:
        """What was planned of a kind: (page, digest) to the episode."""
        rows = self._db.query("SELECT page, hash, episode FROM planned WHERE kind = ?", [kind])
        return {(r["page"], r["hash"]): r["episode"] for r in rows}

    def _put(self, table: str, row: dict[str, Any]) -> None:
        self._db.table(table).insert(row, ignore=True)
