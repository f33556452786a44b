"""The two wire forms of the same acts: one schema-held JSON object a reply, or native tool calls.

Owns: turning acts (pydantic models) into a JSON schema or tools, and a reply back into raw acts. Knows no act by name. Everything
is flat and bounded: one property per act, each an array of flat objects; the schema of a step permits that step's acts only.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from pydantic import BaseModel

from agent.engine import jsons
from agent.errors import BadReply

Wire = Literal["schema", "tools"]
Message = dict[str, Any]

# few bounds make few grammars: a server compiles each schema it has not seen
SIZES = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 64)


@dataclass(frozen=True, slots=True)
class ActSpec:
    """An act that a step permits: its name, one line for the model, the model of its arguments, how often in one reply.

    `shown` is how many numbers there are to choose from: no list in it is longer, or a weak model counts on to forty in a text of five
    sentences. Nothing else in it is of one window or page, and every bound is one of a few: each schema is compiled by the server. What
    may be named is said in the task, and the episode checks it.
    """

    name: str
    description: str
    arguments: type[BaseModel]
    least: int = 0
    most: int = 12
    shown: int = 48


@dataclass(frozen=True, slots=True)
class Call:
    """One model call. `kind` is the episode's kind; `messages` start with the system prompt of that kind."""

    kind: str
    messages: list[Message]
    acts: tuple[ActSpec, ...]
    max_tokens: int
    wire: Wire = "schema"
    attempt: int = 0  # how often this was asked before; a reply that was bad once is not asked for with the same dice


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counted them, and the seconds that the call took here."""

    prompt: int = 0
    cached: int = 0
    completion: int = 0
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply as it came. `raw` is the body to journal; `finish` is the server's finish_reason; `odd` names what was unusual in it."""

    raw: str
    content: str
    tool_calls: tuple[tuple[str, str], ...]  # (name, arguments as JSON text)
    reasoning: str
    finish: str
    usage: Usage
    model: str = ""
    odd: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RawAct:
    """An act as the model asked for it: not yet validated."""

    name: str
    arguments: dict[str, Any]


@lru_cache(maxsize=256)
def _schema(arguments: type[BaseModel]) -> dict[str, Any]:
    """Pydantic's schema of a model; made once, as it takes longer than all the rest of a request. Not to be changed."""
    return arguments.model_json_schema()


def _flatten(spec: ActSpec) -> dict[str, Any]:
    """An act's schema without titles, defaults and the lengths of strings, which the episode checks.

    A length is counted out character by character in a grammar: with a longest one xgrammar 0.2.3 took 15 to 38 s for one of our schemas
    on a busy machine, and without 0.1 s; every other call of the server waited meanwhile. With a shortest one it took 0.1 to 1.1 ms a
    token instead of 0.03. `max_tokens` bounds a reply in any case.
    """
    properties = {
        name: {key: inner for key, inner in value.items() if key not in ("title", "default")}
        for name, value in _unbounded(_schema(spec.arguments)).get("properties", {}).items()
    }
    for value in properties.values():
        if value.get("items", {}).get("type") == "integer":
            value["maxItems"] = min(value["maxItems"], _size(spec.shown))
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _unbounded(schema: Any) -> Any:
    """The schema without the lengths of strings anywhere in it."""
    if isinstance(schema, dict):
        return {key: _unbounded(value) for key, value in schema.items() if key not in ("maxLength", "minLength")}
    return [_unbounded(value) for value in schema] if isinstance(schema, list) else schema


def _size(most: int) -> int:
    """The least of the few bounds that holds so many."""
    return next((size for size in SIZES if size >= most), SIZES[-1])


def schema_of(acts: tuple[ActSpec, ...]) -> dict[str, Any]:
    """The JSON schema of a reply that may hold these acts: `{act: [{…}, …], …}`, everything required and bounded.

    There is no room to think aloud in it: a 1.5B model used that to doubt its task, and one reply in six then ran into the token limit.
    """
    properties: dict[str, Any] = {}
    for act in acts:
        bounds = {"minItems": act.least, "maxItems": _size(act.most)}
        properties[act.name] = {"type": "array", **bounds, "items": _flatten(act)}
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def tools_of(acts: tuple[ActSpec, ...]) -> list[dict[str, Any]]:
    """The same acts as OpenAI tools: one tool an act, called once for each time it is done."""
    functions = ({"name": act.name, "description": act.description, "parameters": _flatten(act)} for act in acts)
    return [{"type": "function", "function": function} for function in functions]


# What servers call a reply that ran into a limit: OpenAI's word, then Mistral's and Anthropic's.
CUT_OFF = frozenset({"length", "model_length", "max_tokens"})
LONGEST = 100_000  # characters of a reply; what was asked for stays far below


def _listed(body: dict[str, Any]) -> list[RawAct]:
    """The acts of the schema form: each act's name with a list of objects. One object stands for a list of one, null for none."""
    found: list[RawAct] = []
    for name, value in body.items():
        if name == "thought" or value is None:
            continue
        entries = value if isinstance(value, list) else [value]
        if any(not isinstance(entry, dict) for entry in entries):
            raise BadReply([f'"{name}" must be a list of objects'])
        found.extend(RawAct(name, entry) for entry in entries)
    return found


def _written(content: str) -> list[RawAct]:
    """The acts of a reply whose calls stand in its text."""
    found: list[RawAct] = []
    for name, body in jsons.calls(content, "the reply"):
        found.extend([RawAct(name, body)] if name else _listed(body))
    return found


def _called(calls: Iterable[tuple[str, str]], permitted: set[str], wire: Wire) -> list[RawAct]:
    """The acts of tool calls. A server that makes the schema form of a tool calls that once, with the whole object."""
    found: list[RawAct] = []
    for told, arguments in calls:
        name = _cleaned(told, permitted)
        for body in jsons.objects(arguments, f"the arguments of {name}"):
            whole = name not in permitted and wire == "schema" and set(body) <= permitted
            found.extend(_listed(body) if whole else [RawAct(name, body)])
    return found


def _cleaned(name: str, permitted: set[str]) -> str:
    """A tool's name without what servers leave on it: a namespace, a mark of the template, itself once more."""
    name = name.partition("<|")[0].strip().removeprefix("functions.")
    again = next((known for known in permitted if name == known * (len(name) // len(known))), None)
    return name if name in permitted or not again else again


def _only(body: dict[str, Any], call: Call) -> list[RawAct]:
    """The arguments alone, of the only act that there could be: so a model may answer that no schema holds."""
    if len(call.acts) != 1 or call.acts[0].name in body:
        return []
    asked = _schema(call.acts[0].arguments)
    fits = set(asked.get("required", [])) <= set(body) <= set(asked.get("properties", {}))
    return [RawAct(call.acts[0].name, body)] if fits and body else []


def _found(reply: Reply, call: Call) -> list[RawAct]:
    permitted = {act.name for act in call.acts}
    content = reply.content.strip()
    if call.wire == "schema" and (content or not reply.tool_calls):
        marked = any(mark in content for mark in ("<tool_call>", "<function=", "[TOOL_CALLS]"))
        if marked:
            return _written(content)
        return [act for body in jsons.objects(content, "the reply") for act in _only(body, call) or _listed(body)]
    return _called(reply.tool_calls, permitted, call.wire) or _written(content)


def acts_in(reply: Reply, call: Call) -> list[RawAct]:
    """The acts of a reply, in order. Raises BadReply if it was cut off, holds none, or names one that this step does not permit."""
    if reply.finish in CUT_OFF:
        raise BadReply(["the reply was cut off at the token limit"], cut_off=True)
    if max(len(reply.content), sum(len(arguments) for _, arguments in reply.tool_calls)) > LONGEST:
        raise BadReply([f"the reply was longer than {LONGEST} characters; answer more briefly"])
    permitted = ", ".join(act.name for act in call.acts)
    if not reply.content.strip() and not reply.tool_calls:
        raise BadReply([f"the reply was empty; the acts are: {permitted}"])
    found = _found(reply, call)
    unknown = sorted({act.name for act in found} - {act.name for act in call.acts})
    if unknown:
        raise BadReply([f"there is no act {name!r} here; the acts are: {permitted}" for name in unknown])
    if not found and any(act.least for act in call.acts):
        raise BadReply([f"no act in the reply; the acts are: {permitted}"])
    specs = {act.name: act for act in call.acts}
    return [_in_texts(act, specs[act.name]) for act in found]


def _in_texts(act: RawAct, spec: ActSpec) -> RawAct:
    """Whole numbers where a text was asked for are texts: a year is one as an answer."""
    asked = _schema(spec.arguments).get("properties", {})
    wrong = {
        name
        for name, value in act.arguments.items()
        if type(value) is int and asked.get(name, {}).get("type") == "string"
    }
    return RawAct(act.name, act.arguments | {name: str(act.arguments[name]) for name in wrong}) if wrong else act
