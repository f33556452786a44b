"""What readers left behind: names, claims, and decisions about names. Written by effects, inside their transactions.

Owns the tables names, claims, decisions. Only rows whose document is live come back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from sys import intern

from agent.knowledge.model import Claim, NameUse
from agent.state.plain import insert
from agent.state.store import Part, built, flat


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What was decided: about names, same (a is b), apart (a is not b), likely (a may be b: to be asked) or split (documents of a are
    another thing); by a person about a disagreement (its id in `a`, the day in `b`, the note in `reason`), settled or reopened.
    """

    id: str
    kind: str
    a: str
    b: str = ""
    documents: tuple[str, ...] = ()
    qualifier: str = ""
    reason: str = ""
    act: str = ""


LIKELY = "likely"  # a kind of decision: it decides nothing yet
LAST = 2**62  # more rows than there can be
_LIVE = "document IN (SELECT id FROM documents WHERE live = 1)"


class Facts(Part):
    """The learned rows. Every `put_` is called inside the caller's transaction and does nothing for a row that is there."""

    def put_name(self, row_id: str, act: str, use: NameUse) -> None:
        """What a window called an entity."""
        self._put("names", {"id": row_id, "act": act, **flat(use, "window")})

    def put_claim(self, claim: Claim, act: str) -> None:
        """A statement under a name."""
        self._put("claims", {"act": act, **flat(claim)})

    def put_decision(self, decision: DecisionRecord) -> None:
        """What was decided; the newest word on the same thing counts."""
        insert(self._db, "decisions", flat(decision), "REPLACE")

    def last_rows(self) -> tuple[int, int]:
        """The numbers of the last row of names and of claims: what comes has a higher one."""
        row = self._db.execute("SELECT (SELECT max(rowid) FROM names), (SELECT max(rowid) FROM claims)").fetchone()
        return row[0] or 0, row[1] or 0

    def names(self, after: int = 0, upto: int = LAST) -> list[NameUse]:
        """All uses of names in live documents; of the rows `after` one, `upto` another."""
        told = "SELECT names.*, steps.episode FROM names LEFT JOIN steps ON steps.id = CAST(names.act AS INTEGER)"
        asked = f"{told} WHERE names.rowid > ? AND names.rowid <= ? AND {_LIVE} ORDER BY document, title, names.id"
        return [
            built(
                NameUse,
                r,
                title=intern(r["title"]),
                document=intern(r["document"]),
                window=intern(r["episode"] or ""),
                aliases=tuple(json.loads(r["aliases"])),
            )
            for r in self._query(asked, [after, upto])
        ]

    def claims(self, after: int = 0, upto: int = LAST) -> list[Claim]:
        """All claims on live documents, in the order of document and sentence; of the rows `after` one, `upto` another."""
        rows = self._db.execute(
            f"SELECT id, name, document, first, last FROM claims WHERE rowid > ? AND rowid <= ? AND {_LIVE} "  # noqa: S608
            "ORDER BY document, first, last, name",
            [after, upto],
        )
        # one text for all that are of a document or under a name: there are hundreds of thousands of claims
        return [Claim(intern(id_), intern(name), intern(document), *where) for id_, name, document, *where in rows]

    def count(self) -> int:
        """How many claims there are on live documents."""
        return int(self._db.execute(f"SELECT count(*) FROM claims WHERE {_LIVE}").fetchone()[0])  # noqa: S608

    def assigned(self, document: str) -> set[int]:
        """Sentences of a document that some claim cites."""
        rows = self._query("SELECT first, last FROM claims WHERE document = ?", [document])
        return {n for row in rows for n in range(row["first"], row["last"] + 1)}

    def decisions(self) -> list[DecisionRecord]:
        """All decisions."""
        rows = self._query("SELECT * FROM decisions ORDER BY id")
        return [built(DecisionRecord, r, documents=tuple(json.loads(r["documents"]))) for r in rows]
