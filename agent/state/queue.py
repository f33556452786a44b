"""The queue: episodes as rows, persisted, worked off by N workers.

Owns the table episodes. An episode is pending, running, done or set_aside; its id says what it is about, so that planning the
same work twice adds nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from agent.state.plain import insert, update
from agent.state.store import Part, built, flat

FAILS_BEFORE_SET_ASIDE = 3
DEATHS_BEFORE_SET_ASIDE = 3


@dataclass(frozen=True, slots=True)
class EpisodeRecord:
    """One episode. `phase` and `rank` order the queue; `alone` asks that nothing runs beside it.

    `fails` counts its attempts that failed, over all retries; `seen` the rows of its journal at its last death alone.
    """

    id: str
    kind: str
    subject: dict[str, Any]
    phase: int
    rank: int
    state: str = "pending"
    fails: int = 0
    deaths: int = 0
    alone: int = 0
    reason: str = ""
    night: int = 0
    seen: int = 0


def _record(row: dict[str, Any]) -> EpisodeRecord:
    return built(EpisodeRecord, row, subject=json.loads(row["subject"]))


class Queue(Part):
    """What is to be done, and how it stands."""

    def add(self, records: Iterable[EpisodeRecord]) -> int:
        """Inside the caller's transaction: add episodes whose id is not known yet; returns how many were new."""
        db, added = self._db, 0
        for record in records:
            if db.execute("SELECT 1 FROM episodes WHERE id = ?", [record.id]).fetchone():
                continue
            insert(db, "episodes", flat(record))
            added += 1
        return added

    def next(self, *, reading: bool = True, few: int = 0) -> EpisodeRecord | None:
        """The next pending episode in the order of the night, or None; without `reading`, none that reads a window.

        Once no more than `few` windows are left, the one that shows most is read first, so that none of them is what all else waits for.
        """
        which = "" if reading else "AND kind != 'read' "
        row = self._first(f"SELECT * FROM episodes WHERE state = 'pending' {which}ORDER BY phase, rank, id LIMIT 1")  # noqa: S608
        if row and row["kind"] == "read" and few:
            last = "FROM episodes WHERE state = 'pending' AND kind = 'read'"
            if len(list(self._query(f"SELECT id {last} LIMIT ?", [few + 1]))) <= few:
                rows = self._query(f"SELECT * {last}")
                row = max(rows, key=lambda one: (len(json.loads(one["subject"])["sentences"]), one["id"]))
        return _record(row) if row else None

    def get(self, episode: str) -> EpisodeRecord:
        """One episode by its id. Raises KeyError."""
        row = self._first("SELECT * FROM episodes WHERE id = ?", episode)
        if row is None:
            raise KeyError(episode)
        return _record(row)

    def by_state(self, state: str) -> list[EpisodeRecord]:
        """All episodes in that state, in the order of the night."""
        rows = self._query("SELECT * FROM episodes WHERE state = ? ORDER BY phase, rank, id", [state])
        return [_record(row) for row in rows]

    def counts(self, kind: str = "") -> dict[str, int]:
        """How many episodes are in which state; of one kind, or all."""
        rows = self._query("SELECT state, count(*) AS n FROM episodes WHERE ? IN ('', kind) GROUP BY state", [kind])
        return {row["state"]: row["n"] for row in rows}

    def ids(self, prefix: str) -> set[str]:
        """Ids of all episodes that begin with `prefix`."""
        rows = self._query("SELECT id FROM episodes WHERE substr(id, 1, ?) = ?", [len(prefix), prefix])
        return {row["id"] for row in rows}

    def started(self, episode: str) -> None:
        """A worker has it."""
        self._set("episode:started", "episodes", episode, state="running")

    def finished(self, episode: str, reason: str = "") -> None:
        """It did what it was for."""
        self._set("episode:finished", "episodes", episode, state="done", reason=reason, alone=0)

    def failed(self, episode: str, reason: str) -> bool:
        """It failed once more; after three times it is set aside. Returns whether it was."""
        record = self.get(episode)
        aside = (record.fails + 1) % FAILS_BEFORE_SET_ASIDE == 0
        with self._transaction("episode:failed") as db:
            state = "set_aside" if aside else "pending"
            update(db, "episodes", episode, {"state": state, "fails": record.fails + 1, "reason": reason})
        return aside

    def set_aside(self, episode: str, reason: str) -> None:
        """It cannot be done; the night goes on without it."""
        self._set("episode:set_aside", "episodes", episode, state="set_aside", reason=reason)

    def put_back(self, episode: str) -> None:
        """Stopped before it was done, through no fault of its own."""
        self._set("episode:put_back", "episodes", episode, state="pending")

    def drop(self, episodes: Iterable[str]) -> None:
        """Inside the caller's transaction: withdraw pending episodes whose subject is gone."""
        for episode in episodes:
            self._db.execute("DELETE FROM episodes WHERE id = ? AND state != 'done'", [episode])

    def retry(self, episodes: Iterable[str]) -> int:
        """What was set aside becomes pending again; returns how many.

        Its attempts are counted on from a new three: the journal still holds the bad replies of the old ones, under their numbers.
        """
        count = 0
        with self._transaction("episode:retry") as db:
            for episode in episodes:
                fails = self._new_three(episode)
                clean = {"state": "pending", "fails": fails, "deaths": 0, "alone": 0, "reason": "", "seen": 0}
                update(db, "episodes", episode, clean)
                count += 1
        return count

    def after_death(self) -> list[EpisodeRecord]:
        """At the start: episodes that were running when the process died. Each goes back; a suspect runs alone.

        One that was alone at three deaths with no new row between is set aside. Those that merely ran beside others are only made
        suspects, and one that got further since its last death was not what killed it.
        """
        running = self.by_state("running")
        alone = len(running) == 1
        with self._transaction("episode:after_death") as db:
            for record in running:
                rows = self._rows_of(record.id)
                deaths = record.deaths if rows == record.seen else 0
                deaths += alone
                aside = deaths >= DEATHS_BEFORE_SET_ASIDE
                why = f"the process died {deaths} times while only this was running" if aside else record.reason
                state = "set_aside" if aside else "pending"
                change = {"state": state, "deaths": deaths, "alone": 1, "seen": rows, "reason": why}
                update(db, "episodes", record.id, change)
        return running

    def _new_three(self, episode: str) -> int:
        """The first number of three attempts that the journal has no reply of."""
        row = self._db.execute("SELECT max(attempt) FROM steps WHERE episode = ?", [episode]).fetchone()
        used = -1 if row[0] is None else int(row[0])
        return (used // FAILS_BEFORE_SET_ASIDE + 1) * FAILS_BEFORE_SET_ASIDE

    def _rows_of(self, episode: str) -> int:
        """How far its journal has got: replies, those that were parsed, and acts that were done."""
        row = self._db.execute(
            "SELECT count(*) + coalesce(sum(parsed), 0), (SELECT count(*) FROM acts JOIN steps ON acts.step = steps.id "
            "WHERE steps.episode = ? AND acts.observation IS NOT NULL) FROM steps WHERE episode = ?",
            [episode, episode],
        ).fetchone()
        return int(row[0]) + int(row[1])
