"""What the engine says to a request: each permitted act is put to its rule, and the acts are written in the form asked for.

Owns: the table of acts and rules, and the two wire forms. Promises: the reply validates against the request's schema, and an
unknown act gets the least that its schema allows. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from agent.engine.rehearsal import reading, rest
from agent.engine.rehearsal.answering import answer, both_true, not_stated
from agent.engine.rehearsal.asking import not_told, reply
from agent.engine.rehearsal.comparing import cannot_both_be_true
from agent.engine.rehearsal.completion import Answer
from agent.engine.rehearsal.fit import fit
from agent.engine.rehearsal.request import Act, Request
from agent.engine.rehearsal.task import Task, read_task

Arguments = dict[str, Any]
Rule = Callable[[Task, Act], list[Arguments]]


def _assign(task: Task, act: Act) -> list[Arguments]:
    """assign has a form for a window, and one for a page that is tended."""
    tended = "document" in (act.schema.get("properties") or {})
    return rest.assign_from(task, act) if tended else reading.assign(task, act)


RULES: dict[str, Rule] = {
    "name_pages": reading.name_pages,
    "assign": _assign,
    "summarise": reading.summarise,
    "cannot_both_be_true": cannot_both_be_true,
    "answer": answer,
    "not_stated": not_stated,
    "both_true": both_true,
    "same_thing": rest.same_thing,
    "write": rest.write,
    **dict.fromkeys(
        ("leave_out", "see_also", "mend", "search", "open_page", "read_sentences", "ask", "changed", "one_thing"),
        rest.nothing,
    ),
    "reply": reply,
    "not_told": not_told,
    "finish": rest.finish,
}

THOUGHT = "By rules, without a language model."
PLAIN = (
    "This is nightwiki's rehearsal engine. There is no language model here: it answers the acts of an episode by rules, "
    "and cannot chat."
)


def _done(request: Request, acts: list[Act]) -> list[tuple[str, Arguments]]:
    task = read_task(request.messages)
    return [(act.name, entry) for act in acts if act.name in RULES for entry in RULES[act.name](task, act)[: act.most]]


def _as_object(request: Request) -> Answer:
    acts = request.acts()
    body: Arguments = {"thought": THOUGHT, **{act.name: [] for act in acts}}
    for name, entry in _done(request, acts):
        body[name].append(entry)
    return Answer(json.dumps(fit(request.schema, body), ensure_ascii=False))


def _as_calls(request: Request) -> Answer:
    acts = request.acts()
    schemas = {act.name: act.schema for act in acts}
    calls = [(name, fit(schemas[name], entry)) for name, entry in _done(request, acts)]
    if not calls and request.must_call:
        calls = [(acts[0].name, fit(acts[0].schema, None))] if acts[0].name not in RULES else []
        if not calls:
            return Answer(json.dumps({"thought": THOUGHT}))
    if not calls:
        return Answer(PLAIN)
    return Answer("", tuple((name, json.dumps(entry, ensure_ascii=False)) for name, entry in calls), "tool_calls")


def answer_to(request: Request) -> Answer:
    """The answer to a request: a function of the request alone. Raises Unfittable for a schema without a finite value."""
    if request.tools:
        return _as_calls(request)
    if request.schema is not None:
        return _as_object(request)
    return Answer(json.dumps({"reply": PLAIN}) if request.json_only else PLAIN)
