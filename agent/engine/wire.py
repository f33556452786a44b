"""The two wire forms of the same acts: one schema-held JSON object a reply, or native tool calls.

Owns: turning acts (pydantic models) into a JSON schema or tools, and a reply back into raw acts. Knows no act by name. Everything
is flat and bounded: one property per act, each an array of flat objects; the schema of a step permits that step's acts only.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Never

from pydantic import BaseModel

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
    """A reply as it came. `raw` is the body to journal; `finish` is the server's finish_reason."""

    raw: str
    content: str
    tool_calls: tuple[tuple[str, str], ...]  # (name, arguments as JSON text)
    reasoning: str
    finish: str
    usage: Usage
    model: str = ""


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
# A tool call that the server's parser let through as text, in the manner of Hermes and Qwen.
_TEXT_CALL = re.compile(r"<tool_call>\s*(\{.*?\})\s*(?:</tool_call>|\Z)", re.DOTALL)


def _object(text: str, what: str) -> dict[str, Any]:
    """A JSON object that any file can hold. Raises BadReply."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise BadReply([f"{what} is not JSON: {error.msg} at character {error.pos}"]) from error
    except RecursionError as error:
        raise BadReply([f"{what} is nested too deeply"]) from error
    except ValueError as error:
        raise BadReply([f"{what} holds a number that is none: {error}"]) from error
    if not isinstance(value, dict):
        raise BadReply([f"{what} is not a JSON object"])
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadReply([f"{what} holds half a character"]) from error
    return value


def _no_constant(name: str) -> Never:
    raise ValueError(name)


def _listed(content: str) -> list[RawAct]:
    """The acts of the schema form: each act's name with a list of objects. One object stands for a list of one, null for none."""
    found: list[RawAct] = []
    for name, value in _object(content, "the reply").items():
        if name == "thought" or value is None:
            continue
        entries = value if isinstance(value, list) else [value]
        if any(not isinstance(entry, dict) for entry in entries):
            raise BadReply([f'"{name}" must be a list of objects'])
        found.extend(RawAct(name, entry) for entry in entries)
    return found


def _written(content: str) -> list[RawAct]:
    """The acts of a tools reply whose calls stand in its text: marked ones, or one bare `{"name": …, "arguments": {…}}`."""
    texts = _TEXT_CALL.findall(content) or [content]
    found: list[RawAct] = []
    for text in texts:
        body = _object(text, "the reply")
        if isinstance(body.get("name"), str) and isinstance(body.get("arguments"), dict) and len(body) == 2:
            found.append(RawAct(body["name"], body["arguments"]))
        else:
            found.extend(_listed(text))
    return found


def _found(reply: Reply, wire: Wire) -> list[RawAct]:
    if wire == "schema":
        return _listed(reply.content)
    called = [RawAct(name, _object(arguments, f"the arguments of {name}")) for name, arguments in reply.tool_calls]
    return called or _written(reply.content)


def acts_in(reply: Reply, call: Call) -> list[RawAct]:
    """The acts of a reply, in order. Raises BadReply if it was cut off, holds none, or names one that this step does not permit."""
    if reply.finish in CUT_OFF:
        raise BadReply(["the reply was cut off at the token limit"], cut_off=True)
    if max(len(reply.content), sum(len(arguments) for _, arguments in reply.tool_calls)) > LONGEST:
        raise BadReply([f"the reply was longer than {LONGEST} characters; answer more briefly"])
    permitted = ", ".join(act.name for act in call.acts)
    if not reply.content.strip() and not reply.tool_calls:
        raise BadReply([f"the reply was empty; the acts are: {permitted}"])
    found = _found(reply, call.wire)
    unknown = sorted({act.name for act in found} - {act.name for act in call.acts})
    if unknown:
        raise BadReply([f"there is no act {name!r} here; the acts are: {permitted}" for name in unknown])
    if not found and any(act.least for act in call.acts):
        raise BadReply([f"no act in the reply; the acts are: {permitted}"])
    return found
