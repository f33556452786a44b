"""Nights, outages and what happened in them; and small facts about the wiki as a whole.

Owns the tables nights, outages, events, meta.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote_to_bytes, urlsplit

from agent.state.plain import insert, update
from agent.state.store import Part


@dataclass(frozen=True, slots=True)
class NightRecord:
    """One run. `date` is the night's date (ISO), on every page of that night; `outcome` is empty while it runs.

    `model` and `wire` are empty until it has met its engine.
    """

    id: int
    date: str
    started: str
    ended: str
    until: str
    outcome: str
    reason: str
    engine: str
    model: str
    prompts: str
    wire: str
    pid: int


@dataclass(frozen=True, slots=True)
class Outage:
    """The engine was away. Times are ISO; `seconds` is measured on the monotonic clock; `ended` is empty while it lasts."""

    night: int
    started: str
    ended: str
    seconds: float
    reason: str


class Nights(Part):
    """The record of runs."""

    def start(self, night: dict[str, str | int]) -> NightRecord:
        """Begin a night, or go on with one that has not ended: the same date stays on every page of it.

        One that never met an engine has no pages, and takes the new date.
        """
        last = self.last()
        with self._transaction("night:start") as db:
            clean = {"ended": "", "outcome": "", "reason": ""}
            if last and last.outcome != "done":
                dated = ("date", "started") if last.model else ()
                update(db, "nights", last.id, {key: value for key, value in night.items() if key not in dated} | clean)
            else:
                insert(db, "nights", clean | {"model": "", "wire": ""} | night)
            # What was open when the last process died: nobody knows how long it was.
            db.execute("UPDATE outages SET ended = started WHERE ended = ''")
        record = self.last()
        assert record is not None
        return record

    def met(self, night: int, model: str, wire: str) -> NightRecord:
        """The engine is there: the model that answers in this night, and in which form."""
        self._set("night:met", "nights", night, model=model, wire=wire)
        record = self.last()
        assert record is not None
        return record

    def end(self, night: int, at: str, outcome: str, reason: str) -> None:
        """Say how it ended: done, stopped, failed."""
        self._set("night:end", "nights", night, ended=at, outcome=outcome, reason=reason)

    def last(self) -> NightRecord | None:
        """The newest night, or None on a new wiki."""
        nights = self.all()
        return nights[-1] if nights else None

    def all(self) -> list[NightRecord]:
        """All nights, oldest first."""
        return [NightRecord(**row) for row in self._query("SELECT * FROM nights ORDER BY id")]

    def outage_began(self, night: int, at: str, reason: str) -> int:
        """The engine went away; returns the outage's id."""
        with self._transaction("outage:began") as db:
            row = {"night": night, "started": at, "ended": "", "seconds": 0.0, "reason": reason}
            return insert(db, "outages", row)

    def outage_ended(self, outage: int, at: str, seconds: float) -> None:
        """The engine is back, or the night stopped waiting."""
        self._set("outage:ended", "outages", outage, ended=at, seconds=seconds)

    def outages(self) -> list[Outage]:
        """All outages, oldest first."""
        rows = self._query("SELECT night, started, ended, seconds, reason FROM outages ORDER BY id")
        return [Outage(**row) for row in rows]

    def open_outage(self) -> Outage | None:
        """The outage that lasts still, if there is one."""
        return next((outage for outage in reversed(self.outages()) if not outage.ended), None)

    def event(self, night: int, at: str, kind: str, what: str) -> None:
        """Something worth telling in the morning."""
        with self._transaction("event") as db:
            insert(db, "events", {"night": night, "at": at, "kind": kind, "what": what})

    def events(self, night: int) -> list[tuple[str, str, str]]:
        """(time, kind, what) of one night, in order."""
        rows = self._query("SELECT at, kind, what FROM events WHERE night = ? ORDER BY id", [night])
        return [(row["at"], row["kind"], row["what"]) for row in rows]

    def base(self) -> Path | None:
        """The folder that the paths of sources are told from; None before the first night."""
        told = self.meta("base")
        if told.startswith("file:"):
            return Path(os.fsdecode(unquote_to_bytes(urlsplit(told).path)))
        return Path(told) if told else None

    def set_base(self, base: Path) -> None:
        """Keep that folder. One whose name is no text, which no row can hold, is kept as a `file:` address."""
        plain = str(base).isprintable()
        self.set_meta("base", str(base) if plain else base.as_uri())

    def meta(self, key: str) -> str:
        """A small fact about the wiki, or an empty string."""
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", [key]).fetchone()
        return str(row[0]) if row else ""

    def set_meta(self, key: str, value: str) -> None:
        """Keep a small fact about the wiki; one that is kept already takes no commit."""
        if self._first("SELECT 1 FROM meta WHERE key = ? AND value = ?", key, value) is not None:
            return
        with self._transaction("meta") as db:
            insert(db, "meta", {"key": key, "value": value}, "REPLACE")
