"""What the acts left behind: names, claims, descriptions, answers, wordings. Written by effects, inside their transactions.

Owns the tables names, claims, nominations, descriptions, decisions, questions, answers, condensed, leads, links. Only rows whose
document is live come back.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from agent.knowledge.model import Answer, Claim, NameUse
from agent.state.store import Connection


@dataclass(frozen=True, slots=True)
class Description:
    """What one document means by a page's name."""

    page: str
    document: str
    what: str
    place: str
    time: str
    version: str
    cites: tuple[int, ...]


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


@dataclass(frozen=True, slots=True)
class QuestionRecord:
    """A question to put to each document of a page: `about` names the attribute, `text` is what is asked.

    Questions of one `topic` are the same question in the words of each side. `claims` gave rise to it.
    """

    id: str
    page: str
    kind: str
    about: str
    text: str
    topic: str
    claims: tuple[str, ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Wording:
    """A piece of text of ours on a page and the claims that it is a view of."""

    id: str
    page: str
    text: str
    claims: tuple[str, ...]


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

    def put_nomination(self, row_id: str, act: str, document: str, sentences: Sequence[int], why: str) -> None:
        """Sentences that a reader thinks others may put differently."""
        self._put(
            "nominations", {"id": row_id, "act": act, "document": document, "sentences": _json(sentences), "why": why}
        )

    def put_description(self, row_id: str, act: str, description: Description) -> None:
        """What one document means by a page's name."""
        row = {name: getattr(description, name) for name in ("page", "document", "what", "place", "time", "version")}
        self._put("descriptions", {"id": row_id, "act": act, **row, "cites": _json(description.cites)})

    def put_decision(self, decision: DecisionRecord) -> None:
        """What was decided about names; the newest word on the same names counts."""
        row = {name: getattr(decision, name) for name in ("id", "act", "kind", "a", "b", "qualifier", "reason")}
        self._db.table("decisions").insert({**row, "documents": _json(decision.documents)}, replace=True)

    def put_question(self, question: QuestionRecord) -> None:
        """A question that will be asked of each document."""
        row = {name: getattr(question, name) for name in ("id", "page", "kind", "about", "text", "topic")}
        self._put("questions", {**row, "claims": _json(question.claims), "documents": _json(question.documents)})

    def put_answer(self, row_id: str, act: str, answer: Answer) -> None:
        """What one document answered."""
        row = {name: getattr(answer, name) for name in ("question", "document", "value", "unit", "scope")}
        self._put("answers", {"id": row_id, "act": act, **row, "cites": _json(answer.cites)})

    def put_wording(self, table: str, act: str, wording: Wording) -> None:
        """A condensed claim (`condensed`) or a sentence of the lead (`leads`)."""
        row = {"id": wording.id, "page": wording.page, "text": wording.text, "claims": _json(wording.claims)}
        self._put(table, {"act": act, **row})

    def put_link(self, row_id: str, act: str, page: str, target: str, why: str) -> None:
        """A page that a reader of this one wants next."""
        self._put("links", {"id": row_id, "act": act, "page": page, "target": target, "why": why})

    def names(self) -> list[NameUse]:
        """All uses of names in live documents."""
        return list(self._names_where(_LIVE, []))

    def names_in(self, document: str) -> list[NameUse]:
        """The uses of names in one document."""
        return list(self._names_where("document = ?", [document]))

    def _names_where(self, where: str, arguments: list[Any]) -> Iterable[NameUse]:
        told = "SELECT names.*, steps.episode FROM names LEFT JOIN steps ON steps.id = CAST(names.act AS INTEGER)"
        for r in self._db.query(f"{told} WHERE {where} ORDER BY document, title, names.id", arguments):
            aliases, window = tuple(json.loads(r["aliases"])), r["episode"] or ""
            yield NameUse(r["title"], r["kind"], r["document"], aliases, r["definition"], window)

    def claims(self) -> list[Claim]:
        """All claims on live documents, in the order of document and sentence."""
        rows = self._db.query(f"SELECT * FROM claims WHERE {_LIVE} ORDER BY document, first, last, name")  # noqa: S608
        return [Claim(r["id"], r["name"], r["document"], r["first"], r["last"]) for r in rows]

    def assigned(self, document: str) -> set[int]:
        """Sentences of a document that some claim cites."""
        rows = self._db.query("SELECT first, last FROM claims WHERE document = ?", [document])
        return {n for row in rows for n in range(row["first"], row["last"] + 1)}

    def descriptions(self) -> list[Description]:
        """What each live document means by a page's name."""
        rows = self._db.query(f"SELECT * FROM descriptions WHERE {_LIVE} ORDER BY page, document")  # noqa: S608
        return [
            Description(
                r["page"], r["document"], r["what"], r["place"], r["time"], r["version"], tuple(json.loads(r["cites"]))
            )
            for r in rows
        ]

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

    def questions(self) -> list[QuestionRecord]:
        """All questions."""
        return [self._question(r) for r in self._db.query("SELECT * FROM questions ORDER BY page, id")]

    def question(self, question: str) -> QuestionRecord:
        """One question by its id. Raises KeyError."""
        rows = list(self._db.query("SELECT * FROM questions WHERE id = ?", [question]))
        if not rows:
            raise KeyError(question)
        return self._question(rows[0])

    def _question(self, r: dict[str, Any]) -> QuestionRecord:
        claims, documents = tuple(json.loads(r["claims"])), tuple(json.loads(r["documents"]))
        return QuestionRecord(r["id"], r["page"], r["kind"], r["about"], r["text"], r["topic"], claims, documents)

    def answers(self) -> list[Answer]:
        """What live documents answered."""
        rows = self._db.query(f"SELECT * FROM answers WHERE {_LIVE} ORDER BY question, document")  # noqa: S608
        return [
            Answer(r["question"], r["document"], r["value"], r["unit"], r["scope"], tuple(json.loads(r["cites"])))
            for r in rows
        ]

    def wordings(self, table: str) -> list[Wording]:
        """All condensed claims or leads, oldest first."""
        rows = self._db.query(f"SELECT * FROM {table} ORDER BY rowid")  # noqa: S608 - the table's name is ours
        return [Wording(r["id"], r["page"], r["text"], tuple(json.loads(r["claims"]))) for r in rows]

    def links(self) -> list[tuple[str, str]]:
        """(page, title of the target): of each page those of its newest wording, in the order in which they were named."""
        rows = self._db.query("SELECT page, target, act FROM links")
        named = [(r["page"], tuple(map(int, r["act"].split(":"))), r["target"]) for r in rows]
        newest: dict[str, int] = {}
        for page, (step, _), _ in named:
            newest[page] = max(step, newest.get(page, 0))
        return [(page, target) for page, (step, _), target in sorted(named) if step == newest[page]]
