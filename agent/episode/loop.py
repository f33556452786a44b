"""The think-act-observe loop of one episode: fold, do what is undone, else ask; every reply is committed before it is looked at.

Owns: the order of those steps and the episode's budgets. The scripts know what is asked, the journal keeps it, the brain answers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import takewhile
from typing import Any, Protocol

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from agent.engine.tokens import estimate_messages
from agent.engine.wire import ActSpec, Call, Message, RawAct, Reply, Usage, Wire, acts_in
from agent.episode.fold import Standing, conversation, fold
from agent.episode.prompts import Prompts
from agent.episode.script import Script, Stage, Turn
from agent.errors import BadReply, BudgetSpent, ContextOverflow
from agent.state.journal import ActRecord, StepRecord
from agent.state.state import State

BAD_IN_A_ROW = 3
# times as many acts as a step permits: a server that holds no schema lets a few more through, never so many
TOO_MANY = 4
SPARE = 64  # tokens that a template may add


class Brain(Protocol):
    """What answers: the engine behind its circuit. Raises the errors of `agent.errors`."""

    async def ask(self, call: Call) -> Reply:
        """One reply to one call."""
        ...


@dataclass(slots=True)
class Pace:
    """How long calls take here: a moving mean in seconds, so that none is begun that the deadline would cut off.

    `heard` is told of each.
    """

    seconds: float = 0.0
    heard: Callable[[Usage], None] = lambda usage: None

    def took(self, usage: Usage) -> None:
        """Learn from one more call."""
        self.seconds = usage.seconds if not self.seconds else 0.8 * self.seconds + 0.2 * usage.seconds
        self.heard(usage)


@dataclass(frozen=True, slots=True)
class Desk:
    """What an episode works with.

    `window` is the engine's context in tokens; `now` tells wall time for the journal, `left` the seconds until the deadline.
    """

    state: State
    brain: Brain
    prompts: Prompts
    night: int
    wire: Wire
    window: int
    now: Callable[[], datetime]
    left: Callable[[], float | None] = lambda: None
    pace: Pace = field(default_factory=Pace)


class Failed(Exception):
    """This attempt did not work out; the reason is for the morning."""


async def run(script: Script, desk: Desk) -> None:
    """Work an episode off to its end. Raises Failed, ContextOverflow, or whatever the brain raises."""
    record, over = script.record, list[StepRecord]()
    while True:
        steps = [*over, *desk.state.journal.steps(record.id, record.fails, over[-1].id if over else 0)]
        over = list(takewhile(StepRecord.is_over, steps))  # these rows change no more, and are not read again
        standing = fold(steps)
        if standing.unparsed:
            _parse(script, standing, standing.unparsed, desk)
        elif standing.undone:
            done, asked = list(standing.done), script.stage(standing.turns)
            assert asked is not None
            for number, act in enumerate(standing.undone, start=1):
                reply = Turn(tuple(done), standing.undone[number:])
                done.append(_do(script, asked, (*standing.turns, reply), act, desk))
        else:
            stage = script.stage(standing.turns)
            if stage is None:
                return
            _check_budget(standing, script.steps)
            await _think(script, standing, stage, desk)


def _check_budget(standing: Standing, steps: int) -> None:
    """Before a call is paid for."""
    if len(standing.faults) >= BAD_IN_A_ROW:
        raise Failed(f"three replies in a row could not be used: {standing.faults[-1]}")
    if standing.steps >= steps:
        raise Failed(f"not finished after {steps} steps")


def taken(messages: Sequence[Message], stage: Stage) -> int:
    """Tokens of a window that a call takes, estimated: its prompt, and the longest reply."""
    return estimate_messages(messages) + stage.max_tokens + SPARE


async def _think(script: Script, standing: Standing, stage: Stage, desk: Desk) -> None:
    """Ask, and commit the reply before anything looks at it."""
    record = script.record
    messages = conversation(desk.prompts[script.kind], script, standing.turns, stage, standing.faults, desk.wire)
    if (size := taken(messages, stage)) > desk.window:
        raise ContextOverflow(f"about {size:,} tokens with the reply, and room for {desk.window:,}", limit=desk.window)
    attempt = record.fails * 8 + len(standing.faults) + stage.dice
    call = Call(script.kind, messages, stage.acts, stage.max_tokens, desk.wire, attempt=attempt)
    left = desk.left()
    if left is not None and left < desk.pace.seconds:
        raise BudgetSpent("the deadline is too near for another call")
    reply = await desk.brain.ask(call)
    desk.pace.took(reply.usage)
    at = desk.now().isoformat(timespec="seconds")
    permitted = ",".join(act.name for act in stage.acts)
    desk.state.journal.record_reply(record.id, record.fails, desk.night, at, desk.wire, permitted, reply)


def _parse(script: Script, standing: Standing, step: StepRecord, desk: Desk) -> None:
    """Turn a stored reply into acts, or into a fault."""
    stage = script.stage(standing.turns)
    assert stage is not None
    wire: Wire = "tools" if step.wire == "tools" else "schema"
    call = Call(script.kind, [], stage.acts, stage.max_tokens, wire)
    try:
        found = acts_in(step.reply, call)
        _at_least(found, stage.acts)
    except BadReply as bad:
        text = "It was cut off: answer more briefly." if bad.cut_off else "; ".join(bad.faults[:5])
        desk.state.journal.record_fault(step.id, text)
        return
    desk.state.journal.record_acts(step.id, found)


def _at_least(found: Sequence[RawAct], specs: Sequence[ActSpec]) -> None:
    """A reply in which what must be there is missing, in which no act holds together, or that never ends is a bad one.

    An act that only says too much holds together: it is refused, and its script says what becomes of it.
    """
    by_name = {spec.name: spec for spec in specs}
    counts = Counter(act.name for act in found)
    for spec in specs:
        if counts[spec.name] > TOO_MANY * max(spec.most, 5):
            raise BadReply([f'at most {spec.most} "{spec.name}" wanted, not {counts[spec.name]}'])
    faults = [
        f'at least {spec.least} "{spec.name}" wanted'
        for spec in specs
        if spec.least and not any(act.name == spec.name for act in found)
    ]
    wrong = [_errors(act.arguments, by_name[act.name]) for act in found]
    broken = [any(error["type"] != "string_too_long" for error in errors) for errors in wrong]
    if faults or (found and all(broken)):
        told = (_fault(act.name, errors) for act, errors in zip(found, wrong, strict=True))
        raise BadReply([*faults, *filter(None, dict.fromkeys(told))])


def _errors(arguments: dict[str, Any], spec: ActSpec) -> list[ErrorDetails]:
    """What is wrong with the arguments."""
    try:
        spec.arguments.model_validate(arguments)
    except ValidationError as error:
        return error.errors()
    return []


def _fault(name: str, errors: Sequence[ErrorDetails]) -> str:
    """The first of them in one line, or nothing."""
    if not errors:
        return ""
    where = ".".join(map(str, errors[0]["loc"])) or "arguments"
    return f"{name}: {where}: {errors[0]['msg']}"


def _do(script: Script, stage: Stage, before: Sequence[Turn], act: ActRecord, desk: Desk) -> ActRecord:
    """Effect and observation in one transaction; returns the act with what came of it."""
    spec = next(spec for spec in stage.acts if spec.name == act.name)
    with desk.state.transaction("act"):
        if fault := _fault(act.name, _errors(act.arguments, spec)):
            observation, accepted = fault, False
        else:
            observation, accepted = script.do(act, spec.arguments.model_validate(act.arguments), before)
        desk.state.journal.observed(act.id, observation, accepted=accepted)
    return replace(act, observation=observation, accepted=accepted)
