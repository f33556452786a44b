"""Reading the task text: the fields above, the numbered sentences under their headings, the two sides, the observations after it.

Owns: the shape of the user messages. Promises: whatever does not look like the shape is left out, and never fails. Imports
nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from agent.engine.rehearsal.tokens import text_of

_SENTENCE = re.compile(r"\[(\d{1,9})\] ?(?:\(in \d{1,4} words(?:, with: [^()]*)?\) )?(.*)")
_FIELD = re.compile(r"([A-Z][A-Za-z ]{1,30}): ?(.*)")
_SIDE = re.compile(
    r"(?P<label>[A-Z]) \((?P<document>.*?)\): what: (?P<what>.*?); place: (?P<place>.*?); time: (?P<time>.*?);"
    r" version: (?P<version>.*?);(?P<rest>.*)"
)
_QUOTED = re.compile(r"\[(\d{1,9})\] ?(.*?)(?= ?\[\d{1,9}\] |$)")
_CORRECTION = "Your last reply could not be used:"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A numbered sentence, or claim; `heading` is the path of the headings above it."""

    number: int
    text: str
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two descriptions in same_thing, and the sentences that it was taken from."""

    document: str
    what: str
    place: str
    time: str
    version: str
    sentences: tuple[Sentence, ...]


@dataclass(frozen=True, slots=True)
class Task:
    """The task as it was set, and what was observed since. `fields` are the lines above the sentences, by name."""

    fields: dict[str, str]
    sentences: tuple[Sentence, ...]
    sides: tuple[Side, ...]
    observed: dict[str, str]
    refused: tuple[str, ...] = ()  # what the last observation quotes as refused

    def listed(self, name: str) -> list[str]:
        """A field or observation that holds a list of names set apart by semicolons."""
        value = self.observed.get(name) or self.fields.get(name) or ""
        return [part.strip() for part in value.split(";") if part.strip()]

    def numbers(self, name: str) -> list[int]:
        """The numbers in brackets of an observation, or of a field."""
        value = self.observed.get(name) or self.fields.get(name) or ""
        return [int(digits) for digits in re.findall(r"\[(\d{1,9})\]", value)]


def _side(found: re.Match[str]) -> Side:
    quoted = tuple(Sentence(int(number), text.strip()) for number, text in _QUOTED.findall(found["rest"]))
    values = {name: found[name].strip() for name in ("document", "what", "place", "time", "version")}
    return Side(sentences=quoted, **values)


def read_lines(text: str) -> tuple[dict[str, str], list[Sentence], list[Side]]:
    """The fields, sentences and sides of a message."""
    fields: dict[str, str] = {}
    sentences: list[Sentence] = []
    sides: list[Side] = []
    heading = ""
    for line in text.split("\n"):
        if found := _SENTENCE.match(line):
            sentences.append(Sentence(int(found[1]), found[2], heading))
        elif line.startswith("  ") and sentences:
            last = sentences[-1]
            sentences[-1] = Sentence(last.number, f"{last.text}\n{line[2:]}", last.heading)
        elif line.startswith("#"):
            heading = line.lstrip("#").strip()
        elif found := _SIDE.match(line):
            sides.append(_side(found))
        elif found := _FIELD.match(line):
            fields[found[1]] = found[2].strip()
    return fields, sentences, sides


def read_task(messages: list[dict[str, Any]]) -> Task:
    """The task from a conversation: the first user message sets it, the last one that is no correction says what was observed."""
    said = [text_of(message.get("content")) for message in messages if message["role"] in ("user", "tool")]
    told = [text for text in said if not text.startswith(_CORRECTION)]
    if not told:
        return Task({}, (), (), {}, ())
    fields, sentences, sides = read_lines(told[0])
    last = told[-1] if len(told) > 1 else ""
    return Task(fields, tuple(sentences), tuple(sides), read_lines(last)[0], tuple(re.findall(r"“([^”\n]+)”", last)))
