"""What readers left behind: names, claims, and decisions about names. Written by effects, inside their transactions.

Owns the tables names, claims, decisions. Only rows whose document is live come back.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from agent.knowledge.model import Claim, NameUse
from agent.state.store import Connection


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """What was decided about names. `kind` is same (a is b), apart (a is not b) or split (documents of a are another thing)."""

    id: str
    kind: str
    a: str
    b: str = ""
    documents: tuple[str, ...] = ()
    qualifier: str = ""
    reason: str = ""
    act: str = ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


_LIVE = "document IN (SELECT id FROM documents WHERE live = 1)"


class Facts:
    """The learned rows. Every `put_` is called inside the caller's transaction and does nothing for a row that is there."""

    def __init__(self, connection: Connection) -> None:
        self._db = connection.db

    def _put(self, table: str, row: dict[str, Any]) -> None:
        self._db.table(table).insert(row, ignore=True)

    def put_name(self, row_id: str, act: str, use: NameUse) -> None:
        """What a window called an entity."""
        row = {"document": use.document, "title": use.title, "kind": use.kind, "definition": use.definition}
        self._put("names", {"id": row_id, "act": act, **row, "aliases": _json(use.aliases)})

    def put_claim(self, claim: Claim, act: str) -> None:
        """A statement under a name."""
        row = {"name": claim.name, "document": claim.document, "first": claim.first, "last": claim.last}
        self._put("claims", {"id": claim.id, "act": act, **row})

    def put_decision(self, decision: DecisionRecord) -> None:
        """What was decided about names; the newest word on the same names counts."""
        row = {name: getattr(decision, name) for name in ("id", "act", "kind", "a", "b", "qualifier", "reason")}
        self._db.table("decisions").insert({**row, "documents": _json(decision.documents)}, replace=True)

    def names(self) -> list[NameUse]:
        """All uses of names in live documents."""
        told = "SELECT names.*, steps.episode FROM names LEFT JOIN steps ON steps.id = CAST(names.act AS INTEGER)"
        return [
            NameUse(
                r["title"],
                r["kind"],
                r["document"],
                tuple(json.loads(r["aliases"])),
                r["definition"],
                r["episode"] or "",
            )
            for r in self._db.query(f"{told} WHERE {_LIVE} ORDER BY document, title, names.id")
        ]

    def claims(self) -> list[Claim]:
        """All claims on live documents, in the order of document and sentence."""
        rows = self._db.query(f"SELECT * FROM claims WHERE {_LIVE} ORDER BY document, first, last, name")  # noqa: S608
        return [Claim(r["id"], r["name"], r["document"], r["first"], r["last"]) for r in rows]

    def assigned(self, document: str) -> set[int]:
        """Sentences of a document that some claim cites."""
        rows = self._db.query("SELECT first, last FROM claims WHERE document = ?", [document])
        return {n for row in rows for n in range(row["first"], row["last"] + 1)}

    def decisions(self) -> list[DecisionRecord]:
        """All decisions about names."""
        return [
            DecisionRecord(
                r["id"],
                r["kind"],
                r["a"],
                r["b"],
                tuple(json.loads(r["documents"])),
                r["qualifier"],
                r["reason"],
                r["act"],
            )
            for r in self._db.query("SELECT * FROM decisions ORDER BY id")
        ]
