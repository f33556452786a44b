"""What the tests of this room share: a real state with stored documents, and a brain that says what was written for it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from agent.engine.wire import Call, Message, Reply, Usage, Wire
from agent.episode import loop
from agent.episode.loop import Desk
from agent.episode.prompts import Prompts
from agent.episode.script import Script
from agent.knowledge.model import Document
from agent.night.workers import SCRIPTS
from agent.sources.extract import extract
from agent.state.queue import EpisodeRecord
from agent.state.state import State

KETTLE = """# The Kettle handbook

Kettle is a job scheduler written by Ada Holm in 2019. It retries a failed job three times.

## Timeouts

The default timeout of Kettle is 30 seconds. Nothing else is said here.
"""
Said = dict[str, list[dict[str, Any]]] | str


class Written:
    """A brain whose replies were written beforehand, in either form; it keeps what it was asked."""

    def __init__(self, *replies: Said | Reply) -> None:
        self.replies = list(replies)
        self.calls: list[Call] = []

    async def ask(self, call: Call) -> Reply:
        self.calls.append(call)
        said = self.replies.pop(0)
        return said if isinstance(said, Reply) else reply(said, call.wire)

    @property
    def asked(self) -> list[list[Message]]:
        return [call.messages for call in self.calls]

    def instructions(self) -> list[str]:
        """The end of each request, from its last instruction on."""
        return [str(messages[-1]["content"]) for messages in self.asked]


def reply(said: Said, wire: Wire = "schema", finish: str = "stop") -> Reply:
    if isinstance(said, str):
        return Reply(said, said, (), "", finish, Usage(100, 0, 10, 0.5), "written")
    if wire == "schema":
        return reply(json.dumps({"thought": "Hm.", **said}), finish=finish)
    calls = tuple((name, json.dumps(arguments)) for name, acts in said.items() for arguments in acts)
    return Reply(json.dumps(said), "", calls, "", "tool_calls", Usage(100, 0, 10, 0.5), "written")


def stored(
    state: State, text: str = KETTLE, name: str = "kettle.md", media: str = "text/markdown", date: str | None = None
) -> Document:
    """A document as the night stores it."""
    data = text.encode()
    found = extract(data, media, name)
    document = Document(
        hashlib.sha256(data).hexdigest(), name.partition(".")[0], found.title or name, name, media, found.text,
        found.sentences, date, "2026-03-01", found.language,
    )  # fmt: skip
    with state.transaction("document"):
        state.documents.write(document, data)
    return document


def script(state: State, kind: str, subject: dict[str, Any], name: str = "e") -> Script:
    """An episode of that kind, queued and made ready."""
    record = EpisodeRecord(name, SCRIPTS[kind].kind, subject, 1, 0)
    with state.transaction("plan"):
        state.queue.add([record])
    return SCRIPTS[kind](record, state)


def reading(state: State, document: Document, name: str = "e", **more: Any) -> Script:
    """The read episode of a whole document."""
    shown = list(range(1, len(document.sentences) + 1))
    return script(state, "read", {"document": document.id, "sentences": shown, **more}, name)


def desk(state: State, brain: Written, wire: Wire = "schema", **more: Any) -> Desk:
    at = datetime(2026, 3, 1, 23, tzinfo=UTC)
    return Desk(state, brain, Prompts(), 1, wire, more.pop("window", 16384), lambda: at, **more)


def work(episode: Script, state: State, brain: Written, wire: Wire = "schema", **more: Any) -> Written:
    """Work the episode off; returns the brain."""
    asyncio.run(loop.run(episode, desk(state, brain, wire, **more)))
    return brain


def page(title: str, kind: str = "software", definition: int = 1, *aliases: str) -> dict[str, Any]:
    return {"title": title, "kind": kind, "definition_cite": definition, "aliases": list(aliases)}


def assign(title: str, *sentences: int) -> dict[str, Any]:
    return {"page": title, "sentences": list(sentences)}
