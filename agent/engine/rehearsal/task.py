"""Reading the task text: the fields above, the numbered sentences under their pages, documents and headings, the observations after it.

Owns: the shape of the user messages. Promises: whatever does not look like the shape is left out, and never fails. Imports
nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from agent.engine.rehearsal.tokens import text_of

_SENTENCE = re.compile(r"\[(\d{1,9})\] ?(.*)")
_TOLD = re.compile(r"(\S{1,80}) \[(\d{1,9})\] ?(.*)")  # tend: a sentence with the short name of its document
_FIELD = re.compile(r"([A-Z][A-Za-z ]{1,30}): ?(.*)")
_SIDE = re.compile(r"([AB])(?:: ?(.*)| \((.*)\))$")
_CORRECTION = "Your last reply could not be used:"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered sentence, or claim; `heading` is the path of the headings above it, `before` the sentence before it."""

    number: int
    text: str
    heading: str = ""
    document: str = ""
    page: str = ""
    side: str = ""
    before: str = ""


@dataclass(frozen=True, slots=True)
class Task:
    """The task as it was set, and what was observed since. `fields` are the lines above the sentences, by name."""

    fields: dict[str, str]
    sentences: tuple[Sentence, ...]
    sides: dict[str, str]
    observed: dict[str, str]
    refused: tuple[str, ...] = ()  # what the last observation quotes as refused
    steps: int = 0  # observations so far

    def listed(self, name: str) -> list[str]:
        """A field or observation that holds a list of names set apart by semicolons."""
        value = self.observed.get(name) or self.fields.get(name) or ""
        return [part.strip() for part in value.split(";") if part.strip()]

    def numbers(self, name: str) -> list[int]:
        """The numbers in brackets of an observation, or of a field."""
        value = self.observed.get(name) or self.fields.get(name) or ""
        return [int(digits) for digits in re.findall(r"\[(\d{1,9})\]", value)]


class _Lines:
    """What the lines of one message said so far."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}
        self.sentences: list[Sentence] = []
        self.sides: dict[str, str] = {}
        self.above = Sentence(0, "")

    def take(self, line: str) -> None:
        """One line, whatever it is."""
        if found := _SENTENCE.match(line):
            self.sentences.append(replace(self.above, number=int(found[1]), text=found[2]))
            self.above = replace(self.above, before="")
        elif line.startswith("  ") and self.sentences:
            last = self.sentences[-1]
            self.sentences[-1] = replace(last, text=f"{last.text}\n{line[2:]}")
        elif line.startswith("## "):
            self.above = replace(self.above, heading=line[3:].strip(), before="")
        elif line.startswith("# "):
            self.above = replace(self.above, document=line[2:].strip(), heading="", before="")
        elif line.startswith("… "):
            self.above = replace(self.above, before=line[2:].strip())
        elif found := _SIDE.match(line):
            self.sides[found[1]] = (found[2] or found[3] or "").strip()
            self.above = replace(self.above, side=found[1], before="")
        elif found := _FIELD.match(line):
            self.fields.setdefault(found[1], found[2].strip())
            if found[1] == "Page":
                self.above = Sentence(0, "", page=found[2].strip())
            elif found[1] == "Document":
                self.above = replace(self.above, document=found[2].strip())
            elif found[1] == "Not told on any page" and found[2].strip():
                self.take(found[2].strip())
        elif found := _TOLD.match(line):
            self.sentences.append(replace(self.above, number=int(found[2]), text=found[3], document=found[1]))


def _read(text: str) -> _Lines:
    lines = _Lines()
    for line in text.split("\n"):
        lines.take(line)
    return lines


def read_task(messages: list[dict[str, Any]]) -> Task:
    """The task from a conversation: the first user message sets it, the last one that is no correction says what was observed."""
    said = [text_of(message.get("content")) for message in messages if message["role"] in ("user", "tool")]
    told = [text for text in said if not text.startswith(_CORRECTION)]
    if not told:
        return Task({}, (), {}, {})
    lines = _read(told[0])
    last = told[-1] if len(told) > 1 else ""
    refused = tuple(re.findall(r"“([^”\n]+)”", last))
    return Task(lines.fields, tuple(lines.sentences), lines.sides, _read(last).fields, refused, len(told) - 1)
