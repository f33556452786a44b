"""Folding rows: what an episode's journal amounts to. Nothing is replayed; what to do next follows from the stored rows alone.

Owns: the reading of an episode's steps. Imports the scripts' shapes and the journal's records.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from agent.engine.wire import Message, Wire
from agent.episode.script import Script, Stage, Turn
from agent.state.journal import ActRecord, StepRecord


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an episode stands: its good turns, what is not parsed or not done yet, and the faults since the last good turn."""

    turns: tuple[Turn, ...]
    unparsed: StepRecord | None
    done: tuple[ActRecord, ...]  # of a reply that is half done
    undone: tuple[ActRecord, ...]
    faults: tuple[str, ...]
    steps: int


def fold(steps: Sequence[StepRecord]) -> Standing:
    """What the rows of one attempt amount to."""
    turns: list[Turn] = []
    faults: list[str] = []
    for step in steps:
        if not step.parsed:
            return Standing(tuple(turns), step, (), (), tuple(faults), len(steps))
        if step.fault:
            faults.append(step.fault)
            continue
        undone = tuple(act for act in step.acts if act.observation is None)
        if undone:
            done = tuple(act for act in step.acts if act.observation is not None)
            return Standing(tuple(turns), None, done, undone, tuple(faults), len(steps))
        faults = []
        turns.append(Turn(step.acts))
    return Standing(tuple(turns), None, (), (), tuple(faults), len(steps))


def conversation(
    system: str, script: Script, turns: Sequence[Turn], stage: Stage, faults: Sequence[str], wire: Wire
) -> list[Message]:
    """The messages of the next call. Bad replies are kept out of it; a correction stands at its end, where no prefix is lost."""
    messages: list[Message] = [{"role": "system", "content": system}]
    before = script.task()
    heard = script.heard(turns)
    for number, turn in enumerate(heard, start=len(turns) - len(heard)):
        asked = script.stage(turns[:number])
        assert asked is not None
        messages.append({"role": "user", "content": _join(before, asked.instruction())})
        messages.extend(_as_tools(turn, number) if wire == "tools" else _as_object(turn))
        before = ""
    last = _join(before, stage.instruction())
    if faults:
        last += f"\n\nYour last reply could not be used: {faults[-1]}\nReply again. Do only what is asked."
    messages.append({"role": "user", "content": last})
    return messages


def _as_object(turn: Turn) -> list[Message]:
    """The turn as the one object that the schema form asks for, without what was refused or only thought."""
    said: dict[str, list[object]] = {}
    for act in turn.acts:
        said.setdefault(act.name, []).append(act.arguments)
    return [{"role": "assistant", "content": json.dumps(said, ensure_ascii=False, separators=(",", ":"))}]


def _as_tools(turn: Turn, number: int) -> list[Message]:
    """The turn as tool calls with their results. Ids are ours: position in the conversation, so that runs are alike."""
    calls = [
        {
            "id": f"call_{number}_{n}",
            "type": "function",
            "function": {"name": act.name, "arguments": json.dumps(act.arguments, ensure_ascii=False)},
        }
        for n, act in enumerate(turn.acts)
    ]
    results: list[Message] = [
        {"role": "tool", "tool_call_id": f"call_{number}_{n}", "content": act.observation or ""}
        for n, act in enumerate(turn.acts)
    ]
    if not calls:
        return [{"role": "assistant", "content": "(nothing)"}]
    return [{"role": "assistant", "content": None, "tool_calls": calls}, *results]


def _join(first: str, second: str) -> str:
    return f"{first}\n{second}" if first else second
