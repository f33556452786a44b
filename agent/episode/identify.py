"""identify: what exactly one document means by a name; and, where code cannot tell, whether two descriptions fit one thing.

Owns: the stages and effects of both. A description never sees another document; the decision is recorded with its reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import Script, Stage, Turn, wrong_numbers
from agent.episode.window import numbered
from agent.knowledge.ids import short_hash
from agent.knowledge.model import PAGE_KINDS
from agent.knowledge.shown import in_words_of
from agent.knowledge.support import unsupported
from agent.state.facts import DecisionRecord, Description
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State


class Describe(Script):
    """Subject: `page` (id), `title`, `document` (id), `sentences` (numbers shown)."""

    kind = "identify"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.document = state.documents.get(self.subject["document"])
        self.shown: list[int] = self.subject["sentences"]

    def task(self) -> str:
        """The name, the document, its sentences about the name."""
        head = f"Page: {self.subject['title']}\nDocument: {self.document.title}"
        return f"{head}\n\n{numbered(self.document, self.shown)}\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """One description."""
        if turns:
            return None
        bounds = {"cites": (min(self.shown), max(self.shown))}
        return Stage((ActSpec("describe", "What the name means here.", acts.Describe, 1, 1, ranges=bounds),), 300)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store the description."""
        assert isinstance(arguments, acts.Describe)
        wrong = wrong_numbers(arguments.cites, self.shown)
        cites = tuple(sorted(set(arguments.cites) - set(wrong)))
        if not cites:
            return f"not shown here: {wrong}", False
        text = self.document.title + " " + " ".join(self.document.sentence(n) for n in self.shown)
        fields = {name: getattr(arguments, name) for name in ("what", "place", "time", "version")}
        for name in fields:
            fields[name] = self._said(name, " ".join(fields[name].split()), text)
        description = Description(self.subject["page"], self.document.id, **fields, cites=cites)
        self.state.facts.put_description(short_hash(self.record.id), act.id, description)
        return "described", True

    def _said(self, field: str, value: str, text: str) -> str:
        """The value if it is in words of the document, or a sort that is one of our own kinds; else "".

        What tells two things of one name apart becomes a title: no example of the prompt and nothing that a model made up may be in it.
        """
        if field == "what" and value.lower() in PAGE_KINDS:
            return value.lower()
        if field != "what" and unsupported(value, [text], [self.subject["title"]], least=1.0):
            return ""
        return value if in_words_of(value, text) else ""


class Compare(Script):
    """Subject: `a`, `b` (keys), `documents` of b (a split) or none (a merge), `qualifier`, `title`, `sides` (two lines of text)."""

    kind = "identify"

    def task(self) -> str:
        """The name and both sides, a line each."""
        first, second = self.subject["sides"]
        return f"Page: {self.subject['title']}\n\nA {first}\nB {second}\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """One yes or no."""
        if turns:
            return None
        return Stage((ActSpec("same_thing", "Whether both can be one thing.", acts.SameThing, 1, 1),), 120)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Record the decision: same or apart for two names, a split for the documents of one."""
        assert isinstance(arguments, acts.SameThing)
        splitting = bool(self.subject.get("documents"))
        kind = ("together" if arguments.yes else "split") if splitting else ("same" if arguments.yes else "apart")
        self.state.facts.put_decision(
            DecisionRecord(
                short_hash(self.record.id), kind, self.subject["a"], self.subject["b"],
                tuple(self.subject.get("documents", ())), self.subject.get("qualifier", ""),
                self.subject.get("reason", "asked"), act.id,
            )
        )  # fmt: skip
        return kind, True

    def _divisible(self) -> list[str]:
        return []
