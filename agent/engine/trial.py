"""Which form of asking an engine honours: both are tried on one small example whose answer is known.

Owns: the example. It is a reading step like those of the night, so that any engine which can do the night's work can do this.
May import this room and errors.
"""

from __future__ import annotations

import json
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from agent.engine.client import Engine
from agent.engine.wire import ActSpec, Call, Message, Wire, acts_in
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


def trial_call(wire: Wire) -> Call:
    """The example as a call in this form."""
    messages: list[Message] = [
        {"role": "system", "content": SYSTEM},
        {"role": "user", "content": TASK},
        {"role": "assistant", "content": json.dumps({"name_pages": NAMED})},
        {"role": "user", "content": "Pages: Kettle; Bergen\nDo: assign"},
    ]
    line = "These sentences state a fact about this page."
    act = ActSpec("assign", line, Assigned, least=1, most=4)
    return Call("read", messages, (act,), 200, wire)  # the answer takes about 50


async def wire_fault(engine: Engine, wire: Wire) -> str | None:
    """What is wrong with this form on this engine, in one line; None if nothing is. Raises EngineDown or Fatal."""
    call = trial_call(wire)
    try:
        acts = [Assigned.model_validate(act.arguments) for act in acts_in(await engine.think(call), call)]
    except ValidationError as error:
        return f"the arguments do not keep to the schema: {error.errors()[0]['msg']}"
    except (BadReply, RequestRejected, ContextOverflow) as error:
        return str(error)
    found = {page: {number for act in acts if act.page == page for number in act.sentences} for page in KNOWN}
    # One number too many does not matter: the night thins out what a reader files on the wrong page. All of them would be no answer.
    if not KNOWN["Kettle"] <= found["Kettle"] or len(found["Kettle"] - KNOWN["Kettle"]) > 1:
        return f"asked for the sentences about Kettle, which are 1 and 3, it gave {sorted(found['Kettle']) or 'none'}"
    return None


async def choose_wire(engine: Engine) -> tuple[Wire, str | None]:
    """The form for `--wire auto`, set on the engine: schema if it does well, else tools, else schema with a warning."""
    faults: list[str] = []
    wire: Wire
    for wire in ("schema", "tools"):
        fault = await wire_fault(engine, wire)
        if fault is None:
            engine.wire = wire
            return wire, None
        faults.append(f"{wire}: {fault}")
    engine.wire = "schema"
    return "schema", "The engine did well in neither form of asking; expect a thin wiki. " + "; ".join(faults)
