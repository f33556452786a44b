"""What was written in our own words: sentences of pages, what they leave out, summaries of sources, the overview.

Owns the tables written, left_out, see_also, summaries, overview, planned. Effects write them inside their transactions; a row that is
there is not written twice. Which claims a sentence rests on is stored with it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from sys import intern
from typing import Any

from agent.state.store import Connection, Part, built, flat


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


_SINCE = "SELECT rowid AS at, * FROM {} WHERE rowid > ? ORDER BY rowid"
_TABLES: dict[type, str] = {LeftOut: "left_out", SeeAlso: "see_also", Summary: "summaries"}


def _step(act: str) -> int:
    """The reply that an act came with: ids of acts are `step:number`."""
    return int(act.split(":")[0] or 0)


def _ids(text: str) -> tuple[Any, ...]:
    return tuple(json.loads(text))


_ALIKE = ("episode", "page", "plan", "section")


def _sentence(r: dict[str, Any]) -> WrittenRow:
    also = tuple((intern(document), n) for document, n in json.loads(r["also"]))
    alike = {name: intern(r[name]) for name in _ALIKE}  # one text for all rows that have it
    return built(WrittenRow, r, **alike, claims=tuple(map(intern, _ids(r["claims"]))), also=also, step=_step(r["act"]))


class OfPages:
    """By page the sentences that were written of it, what it leaves out, and what is to be read next, each oldest first."""

    def __init__(self) -> None:
        self.rows: dict[str, list[WrittenRow]] = defaultdict(list)
        self.left: dict[str, list[LeftOut]] = defaultdict(list)
        self.next: dict[str, list[SeeAlso]] = defaultdict(list)
        self.last = [0, 0, 0]  # the numbers of the last rows among those

    def counts(self, page: str) -> tuple[int, int, int]:
        """How many there are of each: as none ever goes, they are the same as long as these are."""
        return len(self.rows.get(page, ())), len(self.left.get(page, ())), len(self.next.get(page, ()))


class Written(Part):
    """The rows of what was written."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._of_pages = OfPages()

    def of_pages(self) -> OfPages:
        """All of them by page. None ever goes, so only those that came since the last time are read."""
        found = OfPages() if self._db.conn.in_transaction else self._of_pages  # what it has written may be taken back
        for row in self._query(_SINCE.format("written"), [found.last[0]]):
            found.rows[row["page"]].append(_sentence(row))
            found.last[0] = row["at"]
        for row in self._query(_SINCE.format("left_out"), [found.last[1]]):
            found.left[row["page"]].append(built(LeftOut, row, claims=_ids(row["claims"])))
            found.last[1] = row["at"]
        for row in self._query(_SINCE.format("see_also"), [found.last[2]]):
            found.next[row["page"]].append(built(SeeAlso, row))
            found.last[2] = row["at"]
        return found

    def put_row(self, act: str, row: WrittenRow) -> None:
        """A sentence of a page."""
        self._put("written", {"act": act, **flat(row, "step")})

    def put(self, act: str, record: LeftOut | SeeAlso | Summary) -> None:
        """What is left out, to be read next, or said in short."""
        self._put(_TABLES[type(record)], {"id": act, "act": act, **flat(record)})

    def put_overview(self, act: str, row: OverviewRow) -> None:
        """A sentence of the overview."""
        self._put("overview", {"act": act, **flat(row, "step")})

    def plan(self, kind: str, page: str, digest: str, episode: str) -> None:
        """Note that this was planned for a page from these rows."""
        self._put("planned", {"kind": kind, "page": page, "hash": digest, "episode": episode})

    def summaries(self) -> list[Summary]:
        """All sentences of summaries, in the order of what they rest on."""
        rows = self._query("SELECT * FROM summaries ORDER BY document, id")
        found = [built(Summary, r, cites=_ids(r["cites"])) for r in rows]
        return sorted(found, key=lambda summary: (summary.document, summary.cites, summary.text))

    def overview(self) -> list[OverviewRow]:
        """All sentences of overviews, oldest first."""
        rows = self._query("SELECT * FROM overview ORDER BY rowid")
        return [built(OverviewRow, r, pages=_ids(r["pages"]), step=_step(r["act"])) for r in rows]

    def planned(self, kind: str) -> dict[tuple[str, str], str]:
        """What was planned of a kind: (page, digest) to the episode."""
        rows = self._query("SELECT page, hash, episode FROM planned WHERE kind = ?", [kind])
        return {(r["page"], r["hash"]): r["episode"] for r in rows}
