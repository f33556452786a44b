"""Which form of asking an engine honours: each is tried on one small example whose answer is known, the best held first.

Owns: the example, and the order of the forms. It is a reading step like those of the night, with a turn before it as they have, so that
any engine which can do the night's work can do this. May import this room and errors.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.engine.client import Engine
from agent.engine.manners import QUIET, Form, Manners
from agent.engine.wire import ActSpec, Call, Message, Reply, Wire, acts_in
from agent.errors import BadReply, ContextOverflow, RequestRejected

SYSTEM = """You build a wiki from sources. You see one part of one document, its sentences numbered like [7].

name_pages: name the things that this part says something about.

assign: for each page, the numbers of all sentences that state a fact about it. Give numbers only.

Example. Text:
[1] Lund is a town in Sweden.
[2] Otters eat fish.
[3] Its cathedral was built in 1145.
assign: {"page": "Lund", "sentences": [1, 3]}, {"page": "Otter", "sentences": [2]}"""

TASK = """Document: Notes of a Tuesday
Names seen here: Kettle; Bergen

[1] Kettle is a job scheduler written in Lisp.
[2] The museum of Bergen opened in 1825.
[3] Kettle retries a failed job three times.
[4] Rain fell in Bergen on 231 days.

Do: name_pages"""

NAMED = [
    {"title": "Kettle", "kind": "software", "definition_cite": 1, "aliases": []},
    {"title": "Bergen", "kind": "place", "definition_cite": 2, "aliases": []},
]
KNOWN = {"Kettle": {1, 3}, "Bergen": {2, 4}}


class Assigned(BaseModel):
    """These sentences state a fact about this page."""

    model_config = ConfigDict(extra="forbid")
    page: Annotated[str, Field(min_length=1, max_length=80)]
    sentences: Annotated[list[Annotated[int, Field(ge=1)]], Field(min_length=1, max_length=40)]


Think = Callable[[Call], Awaitable[Reply]]

# What holds a reply best comes first; where nothing does, the schema is said in words.
RUNGS: tuple[tuple[Wire, Form], ...] = (
    ("schema", "json_schema"), ("tools", "json_schema"), ("schema", "json_object"), ("schema", "text"),
)  # fmt: skip


def trial_call(wire: Wire) -> Call:
    """The example as a call in this form. The turn before it stands there in that form too."""
    calls = [
        {"id": f"call_0_{n}", "type": "function", "function": {"name": "name_pages", "arguments": json.dumps(page)}}
        for n, page in enumerate(NAMED)
    ]
    results: list[Message] = [{"role": "tool", "tool_call_id": call["id"], "content": "named"} for call in calls]
    before: list[Message] = (
        [{"role": "assistant", "content": None, "tool_calls": calls}, *results]
        if wire == "tools"
        else [{"role": "assistant", "content": json.dumps({"name_pages": NAMED})}]
    )
    messages: list[Message] = [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": TASK},
        *before,
        {"role": "user", "content": "Pages: Kettle; Bergen\nDo: assign"},
    ]
    line = "These sentences state a fact about this page."
    assign = ActSpec("assign", line, Assigned, least=1, most=4)
    return Call("read", messages, (assign,), 200, wire)  # the answer takes about 50


@dataclass(frozen=True, slots=True)
class Tried:
    """How a form did: its fault in one line, None if it did well; `refused` if there was no reply, `thought` if it was all thought,
    `lone` if it was right but for one page alone, of two: some servers let only one call through."""

    fault: str | None
    refused: bool = False
    thought: bool = False
    lone: bool = False


async def wire_fault(engine: Engine, wire: Wire) -> str | None:
    """What is wrong with this form on this engine, in one line; None if nothing is. Raises EngineDown or Fatal."""
    return (await _tried(engine.think, wire)).fault


async def _tried(think: Think, wire: Wire) -> Tried:
    call = trial_call(wire)
    try:
        reply = await think(call)
    except (RequestRejected, ContextOverflow) as error:
        return Tried(str(error), refused=True)
    try:
        acts = [Assigned.model_validate(act.arguments) for act in acts_in(reply, call)]
    except ValidationError as error:
        return Tried(f"the arguments do not keep to the schema: {error.errors()[0]['msg']}")
    except BadReply as error:
        return Tried(str(error), thought=error.cut_off and not reply.content and not reply.tool_calls)
    found = {page: {number for act in acts if act.page == page for number in act.sentences} for page in KNOWN}
    # One number too many does not matter: whether the form is kept is asked here, not how well it reads. All of them would be no answer.
    if not KNOWN["Kettle"] <= found["Kettle"] or len(found["Kettle"] - KNOWN["Kettle"]) > 1:
        return Tried(
            f"asked for the sentences about Kettle, which are 1 and 3, it gave {sorted(found['Kettle']) or 'none'}"
        )
    lone = wire == "tools" and len(reply.tool_calls) == 1 and len(acts) == 1
    return Tried("it makes one call of two" if lone else None, lone=lone)


async def _quieted(engine: Engine, think: Think, wire: Wire) -> Tried:
    """How this form does; of a brain that thinks until its reply is cut off, how it does when it is asked not to. What helped is kept."""
    start, first = engine.manners, await _tried(think, wire)
    if first.thought:
        for quiet in QUIET:
            engine.manners = replace(start, quiet=quiet)
            tried = await _tried(think, wire)
            if not tried.refused and not tried.thought:
                return tried
        engine.manners = start
    return first


async def choose_wire(engine: Engine, think: Think | None = None, wanted: str = "auto") -> tuple[Wire, str | None]:
    """The form for `--wire auto` or the wanted one, set on the engine: the first that does well, else the first that is answered at all.

    With a warning if none does well. `think` asks (with patience, say); raises what it raises, but for what a refusal is.
    """
    rungs = [rung for rung in RUNGS if wanted in ("auto", rung[0])]
    start = engine.manners
    faults: list[str] = []
    answered: list[tuple[Wire, Manners]] = []
    # a server whose refusals say nothing of the system prompt may still be one that takes none
    for manners in (start, replace(start, folded=True)):
        for wire, form in rungs:
            engine.manners = replace(manners, form=form)
            tried = await _quieted(engine, think or engine.think, wire)
            if tried.fault is None:
                return _settled(engine, wire, start, faults), None
            faults.append(f"{wire if form == 'json_schema' else form}: {tried.fault}")
            if not tried.refused:
                answered.insert(0 if tried.lone else len(answered), (wire, engine.manners))
        if answered or start.folded:
            break
    wire, engine.manners = answered[0] if answered else (rungs[0][0], start)
    warning = "The engine did well in neither form of asking; expect a thin wiki. " + "; ".join(dict.fromkeys(faults))
    return _settled(engine, wire, start, []), warning


def _settled(engine: Engine, wire: Wire, start: Manners, faults: list[str]) -> Wire:
    """Keep what was found; it is told as a lesson is."""
    engine.wire = wire
    found, engine.manners = engine.manners, start
    engine.learn(found)
    if wire == "tools" and faults:
        engine.heed(found, [f"It is asked by tool calls, as it does not do well with a JSON schema ({faults[0]})."])
    return wire
