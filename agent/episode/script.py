"""What every kind of episode has in common: a task, stages that each permit a few acts, and what the acts do.

Owns: the shape. A script holds no state of its own: what comes next is a function of the turns, and those are rows.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from babel import Locale
from pydantic import BaseModel

from agent.engine.wire import ActSpec
from agent.episode import acts
from agent.knowledge.model import short_hash
from agent.state.journal import ActRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

CITES = 6  # sentences that one answer or description may name
FINISH = ActSpec("finish", "Nothing more is to be done.", acts.Finish, 0, 1)


def write_in(subject: Mapping[str, Any]) -> str:
    """The line that asks for a language (`write_in`, ISO 639-1, in an episode's subject), or nothing."""
    return f"Write in {Locale(subject['write_in']).english_name}.\n" if subject.get("write_in") else ""


@dataclass(frozen=True, slots=True)
class Turn:
    """A reply that could be acted on, with its acts, each with its observation."""

    acts: tuple[ActRecord, ...]
    rest: tuple[ActRecord, ...] = ()  # of a reply that is being done: what comes after them

    def accepted(self, name: str) -> list[ActRecord]:
        """The acts of that name that had an effect."""
        return [act for act in self.acts if act.name == name and act.accepted]

    def refused(self) -> list[str]:
        """What was refused and why, each once."""
        return list(dict.fromkeys(act.observation or "" for act in self.acts if not act.accepted))


@dataclass(frozen=True, slots=True)
class Stage:
    """What one model call permits. `say` stands before the `Do:` line; `max_tokens` bounds the reply."""

    acts: tuple[ActSpec, ...]
    max_tokens: int
    say: str = ""
    dice: int = 0  # added to the count of attempts: what was refused once is not asked for with the same dice

    def instruction(self) -> str:
        """The end of the user message."""
        do = "Do: " + ", ".join(act.name for act in self.acts)
        return f"{self.say}\n{do}" if self.say else do


class Script(ABC):
    """One kind of episode about one subject. Raises KeyError when built on a subject that is gone."""

    kind: ClassVar[str]
    steps: int = 16  # model calls that one attempt may take: looks, corrections and all

    def __init__(self, record: EpisodeRecord, state: State) -> None:
        self.record, self.state, self.subject = record, state, record.subject

    @abstractmethod
    def task(self) -> str:
        """The first user message, without its instruction: nothing in it changes from run to run."""

    @abstractmethod
    def stage(self, turns: Sequence[Turn]) -> Stage | None:
        """What to ask for after these turns; None when there is nothing left to ask."""

    def heard(self, turns: Sequence[Turn]) -> Sequence[Turn]:
        """The turns that the model is shown when it is asked again; the last ones of those that were."""
        return turns

    @abstractmethod
    def do(self, act: ActRecord, arguments: BaseModel, before: Sequence[Turn]) -> tuple[str, bool]:
        """Do one act inside the caller's transaction; returns the observation and whether it was accepted. Touches no file.

        `before` are the turns that went before, and at its end, as one more, what of this act's own reply was done before it, and what is
        left of it (`rest`).
        """

    def halves(self) -> list[EpisodeRecord]:
        """The same work as two smaller episodes, or nothing if it cannot be made smaller."""
        shown = self._divisible()
        if len(shown) < 2:
            return []
        middle = len(shown) // 2
        return [self._part(shown[:middle]), self._part(shown[middle:])]

    def _divisible(self) -> list[Any]:
        """What of the subject can be cut in two."""
        return list(self.subject.get("sentences", []))

    def _part(self, shown: list[Any]) -> EpisodeRecord:
        return self.part({**self.subject, "sentences": shown}, shown)

    def part(self, subject: dict[str, Any], shown: Sequence[Any]) -> EpisodeRecord:
        """A smaller episode of the same work, named by what it shows."""
        identity = f"{self.record.id}/{short_hash(*map(str, shown))}"
        return EpisodeRecord(identity, self.record.kind, subject, self.record.phase, self.record.rank)


def wrong_numbers(cites: Sequence[int], shown: Sequence[int] | set[int]) -> list[int]:
    """The cited numbers that were not shown in this episode."""
    allowed = set(shown)
    return [n for n in cites if n not in allowed]
