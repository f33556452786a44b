"""identify: what exactly one document means by a name; and, where code cannot tell, whether two descriptions fit one thing.

Owns: the stages and effects of both. A description never sees another document, and keeps of what a model says only what the sentences
say of the name; where code finds the definition itself, that stands. The decision is recorded with its reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.episode.script import CITES, Script, Stage, Turn, wrong_numbers
from agent.episode.window import numbered
from agent.knowledge.ids import short_hash
from agent.knowledge.support.check import unsupported
from agent.knowledge.text.shown import in_words_of
from agent.knowledge.things.defining import defines, definition, only_where
from agent.knowledge.things.identity import PLACE
from agent.state.facts import DecisionRecord, Description
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State


class Describe(Script):
    """Subject: `page` (id), `title`, `aliases`, `document` (id), `sentences` (numbers shown)."""

    kind = "identify"

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        super().__init__(record, state)
        self.document = state.documents.get(self.subject["document"])
        self.shown: list[int] = self.subject["sentences"]
        self.names: list[str] = [self.subject["title"].split(" (")[0], *self.subject.get("aliases", [])]

    def task(self) -> str:
        """The name, the document, its sentences about the name."""
        head = f"Page: {self.subject['title']}\nDocument: {self.document.title}"
        return f"{head}\n\n{numbered(self.document, self.shown)}\n"

    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """One description."""
        if turns:
            return None
        return Stage((ActSpec("describe", "What the name means here.", acts.Describe, 1, 1, CITES),), 300)

    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Store the description."""
        assert isinstance(arguments, acts.Describe)
        wrong = wrong_numbers(arguments.cites, self.shown)
        cites = tuple(sorted(set(arguments.cites) - set(wrong)))
        if not cites:
            return f"not shown here: {wrong}", False
        sentences = [(n, self.document.sentence(n)) for n in self.shown]
        found = definition(self.names, sentences)
        fields = {name: " ".join(getattr(arguments, name).split()) for name in ("what", "place", "time", "version")}
        fields["what"] = found[1] if found else self._what(fields["what"])
        fields["place"] = self._place(fields["place"], found)
        text = (
            self.document.sentence(found[0]) if found else " ".join([self.document.title, *(t for _, t in sentences)])
        )
        for name in ("time", "version"):
            fields[name] = fields[name] if self._said(fields[name], text) else ""
        cites = tuple(sorted({*cites, found[0]})) if found else cites
        description = Description(self.subject["page"], self.document.id, **fields, cites=cites)
        self.state.facts.put_description(short_hash(self.record.id), act.id, description)
        return "described", True

    def _what(self, said: str) -> str:
        """The sort that was said, if a sentence says it of the name; a spot where the sentences only put things; else "".

        A weak model names any noun of the sentences: what a page is split by must be said of the page's own name.
        """
        texts = [self.document.sentence(n) for n in self.shown]
        if in_words_of(said, "\n".join(texts)) and any(defines(self.names, text, said) for text in texts):
            return said
        return PLACE if any(only_where(name, "\n".join(texts)) for name in self.names) else ""

    def _place(self, said: str, found: tuple[int, str] | None) -> str:
        """The place that was said, if it stands in the sentence that defines the name, or right behind the name."""
        if not said:
            return ""
        if found and self._said(said, self.document.sentence(found[0])):
            return said
        beside = [rf"{re.escape(name)}(?:,| in| at| near) (?:the )?{re.escape(said)}(?!\w)" for name in self.names]
        texts = [self.document.sentence(n) for n in self.shown]
        return said if any(re.search(spot, text) for spot in beside for text in texts) else ""

    def _said(self, value: str, text: str) -> bool:
        """Whether the value is in words of the text. What tells two things of one name apart becomes a title: no example of the prompt
        and nothing that a model made up may be in it.
        """
        return in_words_of(value, text) and not unsupported(value, [text], [self.subject["title"]], least=1.0)


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
