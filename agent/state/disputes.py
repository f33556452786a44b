"""Disputes: a question about a page, what each side answered when it was asked alone, and what was judged of two answers.

Owns the tables disputes, replies, verdicts. Written inside the transaction of an act or a plan; a row that is there stays.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from agent.state.store import Part, built, flat

RELEASE = "release"  # the origin of a dispute that was told with both its answers: no side is asked again
_LIVE = "document IN (SELECT id FROM documents WHERE live = 1)"


@dataclass(frozen=True, slots=True)
class DisputeSide:
    """Who is asked: sentences (numbers) of one document, and nothing else.

    `disputed` are those of them that gave rise to the question. `page` is the page whose claims they are, if another than the dispute's.
    """

    document: str
    sentences: tuple[int, ...]
    disputed: tuple[int, ...] = ()
    page: str = ""


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A question in plain words to each of its sides. `kind` is guessed ("" if not); `origin` is code, brain, tend or `RELEASE`."""

    id: str
    page: str
    kind: str
    question: str
    sides: tuple[DisputeSide, ...]
    origin: str


@dataclass(frozen=True, slots=True)
class ReplyRecord:
    """What one side (its number in `sides`) answered; `value` is None for "not stated"."""

    dispute: str
    side: int
    document: str
    value: str | None
    unit: str = ""
    scope: str = ""
    cites: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class VerdictRecord:
    """Whether the answers of sides `a` and `b`, shown in this order, can both be true."""

    dispute: str
    a: int
    b: int
    yes: bool
    why: str


class Disputes(Part):
    """The rows of disputes."""

    def put(self, dispute: DisputeRecord) -> None:
        """A question."""
        self._put("disputes", flat(dispute))

    def put_reply(self, row_id: str, act: str, reply: ReplyRecord) -> None:
        """An answer."""
        self._put("replies", {"id": row_id, "act": act, **flat(reply)})

    def put_verdict(self, row_id: str, act: str, verdict: VerdictRecord) -> None:
        """What was judged of two answers."""
        self._put("verdicts", {"id": row_id, "act": act, **flat(verdict)})

    def all(self) -> list[DisputeRecord]:
        """All questions, in the order in which they were raised."""
        return [self._dispute(r) for r in self._query("SELECT * FROM disputes ORDER BY rowid")]

    def answers(self) -> dict[str, int]:
        """How many sides of each question have answered, be it that they do not say."""
        rows = self._query("SELECT dispute, count(DISTINCT side) AS n FROM replies GROUP BY dispute")
        return {row["dispute"]: row["n"] for row in rows}

    def get(self, dispute: str) -> DisputeRecord:
        """One question by its id. Raises KeyError."""
        row = self._first("SELECT * FROM disputes WHERE id = ?", dispute)
        if row is None:
            raise KeyError(dispute)
        return self._dispute(row)

    def replies(self) -> list[ReplyRecord]:
        """What live documents answered."""
        rows = self._query(f"SELECT * FROM replies WHERE {_LIVE} ORDER BY dispute, side, id")  # noqa: S608
        return [built(ReplyRecord, r, cites=tuple(json.loads(r["cites"]))) for r in rows]

    def verdicts(self) -> list[VerdictRecord]:
        """All verdicts."""
        rows = self._query("SELECT * FROM verdicts ORDER BY dispute, a, b")
        return [built(VerdictRecord, r, yes=bool(r["yes"])) for r in rows]

    @staticmethod
    def _dispute(r: dict[str, Any]) -> DisputeRecord:
        sides = tuple(
            DisputeSide(s["document"], tuple(s["sentences"]), tuple(s.get("disputed", ())), s.get("page", ""))
            for s in json.loads(r["sides"])
        )
        return built(DisputeRecord, r, sides=sides)
