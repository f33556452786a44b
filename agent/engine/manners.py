"""The manners of an engine: how it wants to be asked, where that is not as everybody else does. Learned from its refusals, kept, told.

Owns: what can be learned, the words that teach it, and what a request becomes by it. Pure. A lesson is kept only if the request that it
changed was answered. May import errors and wire only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal

from pydantic import TypeAdapter

from agent.engine.wire import Message

Form = Literal["json_schema", "json_object", "text"]
Request = dict[str, Any]

# What has a model that thinks aloud before each answer think less, the most thorough first: Qwen's and Gemma's templates under vLLM,
# llama.cpp and sglang; Ollama and OpenAI's own; gpt-oss. Where nothing does, it gets room to think in.
ROOM = 3000  # tokens
QUIET: dict[str, Request] = {
    "off": {"chat_template_kwargs": {"enable_thinking": False}},
    "none": {"reasoning_effort": "none"},
    "low": {"reasoning_effort": "low"},
    "room": {},
}

NO = r"not\ (?:been\ )?(?:\w+\ )?(?:supported|permitted|allowed|enabled|accepted|implemented|available|recogni[sz]ed|valid)"
_REFUSES = re.compile(
    rf"{NO}|unsupported|unrecogni[sz]ed|unexpected|unknown|invalid|extra[ _](?:inputs?|fields?|forbidden|\[)|does ?n[o']t support"
    r"|do not support|forbidden|extraneous|only (?:the )?default",
    re.IGNORECASE,
)
# Gemma 2 and Mistral 0.1 ("System role not supported", "Conversation roles must alternate …", "Only user and assistant roles are
# supported!"), Google's own server ("Developer instruction is not enabled"), and what validates roles by a list of names.
_ROLES = re.compile(
    rf"""system\W{{0,3}}\s(?:role|message|prompt|instruction)s?\b.{{0,30}}\b(?:{NO}|unsupported)
    | (?:unsupported|unexpected|invalid|unknown)\b.{{0,30}}\bsystem\b | \bsystem\b.{{0,20}}\bnot\ one\ of\b
    | only\ user(?:,|\ and)\ (?:tool,?\ (?:and\ )?)?assistant\b | developer\ instruction | roles?\ must\ alternate
    | (?:does\ not|doesn't)\ support\ (?:a\ |the\ )?system | (?:first|last)\ message\ must\ (?:be|have)\b.{{0,20}}\buser
    | input\ should\ be\ 'user'\ or\ 'assistant'""",
    re.IGNORECASE | re.VERBOSE,
)
# Mistral's templates want nine letters or digits for an id; others know no role `tool`, or no message without content.
_TURNS = re.compile(
    r"tool[ _]call[ _]ids?\b|\btool\W{0,3} role|role\W{0,5}tool\b|number of tool calls and results|single tool-?call"
    r"|\bcontent\b.{0,30}(?:must|should|cannot|can't) .{0,20}(?:null|none|string)",
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"(?<!--)jinja|chat[ _]template|template[ _]?error", re.IGNORECASE)
_CHOICE = re.compile(r"tool[_ ]?choice|named tools|`?any`? instead", re.IGNORECASE)
_POSITIVE = re.compile(
    r"strictly positive|greater than 0|\(0, ?\+?inf|must be (?:>|positive)|> ?0(?:\.0)?\b", re.IGNORECASE
)
_MOST = re.compile(
    r"max_(?:completion_|new_)?tokens\b.{0,70}?(?:at most|less than or equal to|<=|\[1,|maximum(?: value)?(?: of| is)?|up to|exceeds?)"
    r"\D{0,5}(\d{2,7})",
    re.IGNORECASE,
)
_SCHEMA = re.compile(
    r"grammar|minItems|maxItems|additionalProperties|keyword|schema\b.{0,40}\b(?:features?|contains?|invalid|complex|compil|pars)"
    r"|(?:invalid|compil\w*|pars\w*)\b.{0,30}\bschema",
    re.IGNORECASE,
)
_OPTIONAL = ("seed", "temperature", "parallel_tool_calls", "strict")
_BOUNDS = frozenset({"minItems", "maxItems", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"})


@dataclass(frozen=True, slots=True)
class Manners:
    """What an engine was seen to want. The defaults are those of vLLM and llama.cpp.

    `window`: tokens of a prompt that it reads, where it cuts longer ones in silence. `per_run`: tokens that it counts at the least for
    each that `tokens.least` does; None if its counts tell nothing of what it read. `odd`: what its replies have that others have not.
    """

    form: Form = "json_schema"  # what holds a reply of the schema form; but for the first the schema is said in words
    tool_choice: str = "required"  # empty: none is sent
    limit: str = "max_tokens"  # what the bound of a reply is called
    most: int | None = None  # the highest bound that it takes
    quiet: str = ""  # a key of QUIET
    without: tuple[str, ...] = ()  # parameters that it refuses
    coolest: float = 0.0  # the lowest temperature that it takes
    bare_schema: bool = False  # no bounds in schemas
    folded: bool = False  # the system prompt stands in the first message of the user
    told: bool = False  # earlier tool calls are told in words
    window: int | None = None
    per_run: float | None = 1.0
    odd: tuple[str, ...] = ()

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Manners:
        """From what was kept of another, by this version or one before or after it."""
        known = {field.name for field in fields(cls)}
        return TypeAdapter(cls).validate_python({name: value for name, value in stored.items() if name in known})

    def in_words(self) -> list[str]:
        """What is unusual about it and what is done about that, a sentence each, for whoever runs the night."""
        said = {
            "It takes no JSON schema; a JSON object is asked for, and the schema said in words.": self.form
            == "json_object",
            "It holds a reply to no form; the schema is said in words.": self.form == "text",
            f"It does not take tool_choice=required; {self.tool_choice or 'nothing'} is sent.": self.tool_choice
            != "required",
            "It wants max_completion_tokens for max_tokens.": self.limit != "max_tokens",
            f"It makes replies of at most {self.most} tokens.": self.most,
            _QUIETED.get(self.quiet, ""): self.quiet,
            f"It takes no {' and no '.join(self.without)}; replies may differ from run to run.": self.without,
            f"It takes no temperature of 0; {self.coolest} is sent.": self.coolest,
            "It takes no bounds in a schema; replies are checked here.": self.bare_schema,
            "Its template has no system role; the system prompt stands in the user's message.": self.folded,
            "Its template takes no earlier tool calls; they are told in words.": self.told,
            f"{cut_off(self.window or 0)}": self.window,
            "It does not count the tokens of a whole prompt; whether it reads all of one cannot be checked.": self.per_run
            is None,
            **{words: mark in self.odd for mark, words in _ODD.items()},
        }
        return [sentence for sentence, holds in said.items() if holds]


_ODD = {
    "events": "It answers in server-sent events though none were asked for; they are put together.",
    "harmony": "It lets the marks of the harmony format through; what is said is read out of them.",
    "reasoning": "It gives the answer as reasoning, with nothing beside it; it is taken from there.",
    "parts": "It gives the answer in parts; they are put together.",
}


_QUIETED = dict.fromkeys(QUIET, "It thinks aloud before each answer; it is asked not to.") | {
    "low": "It thinks aloud before each answer; it is asked to do so briefly.",
    "room": f"It thinks aloud before each answer, whatever it is asked; it gets {ROOM} tokens more to do so, and the night takes longer.",
}


def cut_off(window: int) -> str:
    """What to tell of an engine that cuts prompts in silence, and what to set."""
    return (
        f"The engine reads only about {window} tokens of a prompt and drops the rest without a word; no longer one is sent. "
        "Give it a larger context: num_ctx or OLLAMA_CONTEXT_LENGTH for Ollama, the context length at loading in LM Studio, -c for "
        "llama.cpp, --contextsize for KoboldCpp, --ctx-size for text-generation-webui."
    )


def teaches(words: str) -> bool:
    """Whether the words of a refusal, of whatever status, are of a template or a role: then it is the request that was wrong."""
    return bool(_ROLES.search(words) or _TURNS.search(words) or _TEMPLATE.search(words))


def lesson(words: str, request: Request, manners: Manners) -> Manners | None:
    """What a refusal in these words teaches: the manners to try next, or None. `request` is as `dressed` made it."""
    if (_ROLES.search(words) or _TEMPLATE.search(words)) and not manners.folded:
        return replace(manners, folded=True)
    if _turns_of_tools(request) and teaches(words):
        return replace(manners, told=True)
    if (most := _MOST.search(words)) and int(most[1]) < request.get(manners.limit, 0):
        return replace(manners, most=int(most[1]))
    if "max_completion_tokens" in words and "max_tokens" in request:
        return replace(manners, limit="max_completion_tokens")
    if "tool_choice" in request and _CHOICE.search(words):
        return replace(manners, tool_choice="auto" if manners.tool_choice == "required" else "")
    if "temperature" in words and manners.coolest == 0 and _POSITIVE.search(words):
        return replace(manners, coolest=0.01)
    if _REFUSES.search(words):
        for name in _OPTIONAL:
            if name not in manners.without and re.search(rf"\b{name}\b", words) and f'"{name}"' in json.dumps(request):
                return replace(manners, without=(*manners.without, name))
    if _SCHEMA.search(words) and not manners.bare_schema and ("tools" in request or "response_format" in request):
        return replace(manners, bare_schema=True)
    return None


def dressed(request: Request, manners: Manners) -> Request:
    """The request as this engine wants it. `request` is OpenAI's form: system first, `max_tokens`, a JSON schema or required tools."""
    asked = {name: value for name, value in request.items() if name not in manners.without}
    asked |= QUIET.get(manners.quiet, {})
    if "max_tokens" in asked:
        wanted = asked.pop("max_tokens") + ROOM * (manners.quiet == "room")
        asked[manners.limit] = min(wanted, manners.most or wanted)
    if "temperature" in asked:
        asked["temperature"] = max(asked["temperature"], manners.coolest)
    if "tool_choice" in asked:
        asked["tool_choice"] = manners.tool_choice
        if not manners.tool_choice:
            del asked["tool_choice"]
    messages = request["messages"]
    if "response_format" in asked:
        asked["response_format"], messages = _form(asked["response_format"], messages, manners)
        if asked["response_format"] is None:
            del asked["response_format"]
    if manners.bare_schema:
        asked |= {name: _unbounded(asked[name]) for name in ("tools", "response_format") if name in asked}
    messages = _told(messages) if manners.told else messages
    asked["messages"] = folded(messages) if manners.folded else messages
    return asked


def _form(wanted: Any, messages: list[Message], manners: Manners) -> tuple[Any, list[Message]]:
    """(response_format, messages) in the form that the engine honours."""
    named = wanted["json_schema"]
    if manners.form == "json_schema":
        kept = {name: value for name, value in named.items() if name not in manners.without}
        return {**wanted, "json_schema": kept}, messages
    schema = json.dumps(_unbounded(named["schema"]), separators=(",", ":"))
    last = messages[-1]
    say = f"{last['content']}\n\nReply with one JSON object and nothing else. It keeps to this JSON schema: {schema}"
    return ({"type": "json_object"} if manners.form == "json_object" else None), [
        *messages[:-1],
        {**last, "content": say},
    ]


def _unbounded(schema: Any) -> Any:
    if isinstance(schema, dict):
        return {key: _unbounded(value) for key, value in schema.items() if key not in _BOUNDS}
    return [_unbounded(value) for value in schema] if isinstance(schema, list) else schema


def _turns_of_tools(request: Request) -> bool:
    return any(message.get("role") == "tool" or message.get("tool_calls") for message in request["messages"])


def _told(messages: list[Message]) -> list[Message]:
    """Earlier tool calls as the object that the schema form would have had, and their results at the head of the next message."""
    told: list[Message] = []
    for message in messages:
        if message.get("tool_calls"):
            said: dict[str, list[Any]] = {}
            for call in message["tool_calls"]:
                said.setdefault(call["function"]["name"], []).append(json.loads(call["function"]["arguments"]))
            told.append({"role": "assistant", "content": json.dumps(said, ensure_ascii=False)})
        elif message["role"] == "tool":
            told.append({"role": "user", "content": message["content"]})
        else:
            told.append(message)
    return _alternating(told)


def folded(messages: list[Message]) -> list[Message]:
    """The system prompt at the head of the user's first message, and no two messages of one role in a row."""
    return _alternating(
        [{**message, "role": "user"} if message["role"] == "system" else message for message in messages]
    )


def _alternating(messages: list[Message]) -> list[Message]:
    joined: list[Message] = []
    for message in messages:
        last = joined[-1] if joined else None
        if last and message["role"] == last["role"] == "user":
            joined[-1] = {
                **last,
                "content": "\n\n".join(text for text in (last["content"], message["content"]) if text),
            }
        else:
            joined.append(message)
    return joined
