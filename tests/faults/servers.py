"""A table of servers and what each does that others do not: what it refuses and in which words, what it makes of a request, how it
answers. One fake server behaves as each (`FaultEngine(server=…)`), with the wrapped engine for its model.

Each entry was read in a server's issues or documents, or in its source; the comment says where.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agent.engine.rehearsal import tokens
from agent.engine.trial import SYSTEM
from agent.episode.prompts import KINDS, Prompts
from tests.faults.misbehave import TWISTS, Body

Refusal = Callable[[Body, int], tuple[int, Any] | None]
IN_WORDS = re.compile(
    r"\n\nReply with one JSON object and nothing else\. It keeps to this JSON schema: (\{.*\})\Z", re.DOTALL
)


@dataclass(frozen=True)
class Server:
    """A server. `refuses` are asked in turn with the request and its number from 1; `makes` changes a request that is taken; `twists` are
    of `misbehave.TWISTS`; `cuts` says of a request whether the reply to it ends in a thought; `renders` gives the answer's type and text; `paths` are what else it tells (None: 404); `does` is what the pilot
    has to say of it, a word of each sentence."""

    refuses: tuple[Refusal, ...] = ()
    makes: Callable[[Body], Body] = lambda body: body
    twists: tuple[str, ...] = ()
    cuts: Callable[[Body], object] = lambda body: False
    renders: Callable[[Body], tuple[str, str]] | None = None
    counts: Callable[[Body, Body], None] = lambda asked, answer: None
    paths: dict[str, Any] = field(default_factory=dict)
    does: tuple[str, ...] = ()

    def refusal(self, body: Body, number: int) -> tuple[int, Any] | None:
        return next((found for refuses in self.refuses if (found := refuses(body, number))), None)

    def dress(self, asked: Body, answer: Body) -> tuple[str, str]:
        """The answer as this server gives it: (content type, text)."""
        if "choices" not in answer:
            return "application/json", json.dumps(answer)
        answer["usage"]["prompt_tokens"] = tokens.count(text_of(asked))
        self.counts(asked, answer)
        for twist in (*self.twists, *(["think_cut"] if self.cuts(asked) else [])):
            TWISTS[twist](answer)
        return self.renders(answer) if self.renders else ("application/json", json.dumps(answer))


def openai(message: str, status: int = 400, **more: Any) -> tuple[int, Any]:
    return status, {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None, **more}}


def when(holds: Callable[[Body], object], answer: tuple[int, Any], first: int = 0, until: int = 10**9) -> Refusal:
    return lambda body, number: answer if first <= number <= until and holds(body) else None


def has(*names: str) -> Callable[[Body], bool]:
    return lambda body: any(name in body for name in names)


def form(kind: str) -> Callable[[Body], bool]:
    return lambda body: body.get("response_format", {}).get("type") == kind


def role(name: str) -> Callable[[Body], bool]:
    return lambda body: any(message["role"] == name for message in body["messages"])


def two_in_a_row(body: Body) -> bool:
    """Roles that do not alternate, tool turns not counted: so Mistral's templates look at it."""
    plain = [message["role"] for message in body["messages"] if message["role"] in ("user", "assistant", "system")]
    return any(one == other or "system" in (one, other) for one, other in zip(plain, plain[1:], strict=False))


def odd_ids(body: Body) -> bool:
    calls = [call for message in body["messages"] for call in message.get("tool_calls") or []]
    return any(not re.fullmatch(r"[a-zA-Z0-9]{9}", call["id"]) for call in calls)


# What a model does that reads what it is told, for the rules that play it: they know the system prompt by its place and the schema by the
# field that it is in.
PROMPTS = [SYSTEM, *(Prompts()[kind] for kind in KINDS)]


def read_by_a_model(body: Body) -> Body:
    messages = [dict(message) for message in body["messages"]]
    first = messages[0]
    prompt = next(
        (prompt for prompt in PROMPTS if first["role"] == "user" and first["content"].startswith(prompt)), None
    )
    if prompt:
        rest = first["content"][len(prompt) :].strip()
        messages[:1] = [{"role": "system", "content": prompt}, {"role": "user", "content": rest}]
    schema = None
    if told := IN_WORDS.search(str(messages[-1].get("content"))):
        schema = json.loads(told[1])
        messages[-1]["content"] = messages[-1]["content"][: told.start()]
    plain = {
        name: value for name, value in body.items() if name not in ("response_format",) or form("json_schema")(body)
    }
    plain["max_tokens"] = plain.pop("max_completion_tokens", None) or plain.get("max_tokens")
    if schema:
        plain["response_format"] = {"type": "json_schema", "json_schema": {"name": "said", "schema": schema}}
    return plain | {"messages": messages}


def without(*names: str) -> Callable[[Body], Body]:
    """Takes these fields and does not look at them."""
    return lambda body: {name: value for name, value in body.items() if name not in names}


def first_line(body: Body) -> Body:
    """A template that has no place for the system prompt, and leaves it out."""
    return body | {"messages": [message for message in body["messages"] if message["role"] != "system"]}


def events(body: Body) -> tuple[str, str]:
    """As a stream: the role, the content in three pieces, each call's name and then its arguments in two, the end, the usage."""
    choice = body["choices"][0]
    message = choice["message"]
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    text = message.get("content") or ""
    third = max(1, len(text) // 3)
    deltas += [{"content": text[at : at + third]} for at in range(0, len(text), third)]
    for n, call in enumerate(message.get("tool_calls") or []):
        given = call["function"]["arguments"]
        deltas.append(
            {
                "tool_calls": [
                    {"index": n, "id": call["id"], "function": {"name": call["function"]["name"], "arguments": ""}}
                ]
            }
        )
        deltas += [{"tool_calls": [{"index": n, "function": {"arguments": half}}]} for half in (given[:9], given[9:])]
    head = {"id": body.get("id"), "object": "chat.completion.chunk", "model": body.get("model")}
    chunks: list[Any] = [{**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]} for delta in deltas]
    chunks.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": choice["finish_reason"]}]})
    chunks.append({**head, "choices": [], "usage": body.get("usage")})
    lines = [": keep-alive", *(f"data: {json.dumps(chunk)}" for chunk in chunks), "data: [DONE]"]
    return "text/event-stream", "\n\n".join(lines) + "\n\n"


def events_with_one_index(body: Body) -> tuple[str, str]:
    kind, text = events(body)
    return kind, re.sub(r'("tool_calls": \[\{"index": )\d+', r"\g<1>0", text)


def one_event(body: Body) -> tuple[str, str]:
    return "text/event-stream", f"data: {json.dumps(body)}\n\ndata: [DONE]\n\n"


def and_done(body: Body) -> tuple[str, str]:
    return "text/event-stream", f"{json.dumps(body)}\n\ndata: [DONE]\n\n"


def text_of(body: Body) -> str:
    return tokens.prompt_text(body["messages"], body.get("tools") or [])


def cut_at(most: int) -> Callable[[Body], Body]:
    """Only the end of a prompt is read, as llama.cpp's runner under Ollama keeps it, and only that is counted."""

    def cut(body: Body) -> Body:
        over = tokens.count(text_of(body)) - most
        messages = [dict(message) for message in body["messages"]]
        for message in messages:
            text = str(message.get("content") or "")
            taken = min(over * tokens.BYTES_PER_TOKEN, len(text))
            if taken > 0:
                message["content"], over = text[taken:], over - -(-taken // tokens.BYTES_PER_TOKEN)
        return body | {"messages": messages}

    return cut


def counting(count: Callable[[Body, int], int]) -> Callable[[Body, Body], None]:
    def put(asked: Body, answer: Body) -> None:
        usage = answer["usage"]
        usage.pop("prompt_tokens_details", None)
        usage["prompt_tokens"] = count(asked, usage["prompt_tokens"])

    return put


class Uncached:
    """Counts what is new since the last request: the start that both have in common is not counted (Ollama 0.1.x, ollama#5370)."""

    def __init__(self) -> None:
        self.last = ""

    def __call__(self, asked: Body, whole: int) -> int:
        text = text_of(asked)
        common = next(
            (n for n, (a, b) in enumerate(zip(text, self.last, strict=False)) if a != b), min(len(text), len(self.last))
        )
        self.last = text
        return max(1, whole - common // tokens.BYTES_PER_TOKEN)


NO_SYSTEM = openai("System role not supported")
NO_SCHEMA = openai("This response_format type is unavailable now", type="invalid_request_error")
LOADING = (400, {"error": "Model is loading, please wait and try again."})

SERVERS: dict[str, Server] = {
    "vllm": Server(),
    # answers in events whatever `stream` says: kaito#1880; one event with all in it, or the end of a stream behind a whole body: 9router#3492
    "events": Server(renders=events, does=("server-sent events",)),
    "events, all calls of index 0": Server(
        refuses=(when(has("response_format"), NO_SCHEMA),), renders=events_with_one_index, does=("server-sent events",)
    ),
    "one event": Server(renders=one_event, does=("server-sent events",)),
    "a body and [DONE]": Server(renders=and_done, does=("server-sent events",)),
    # sglang and llama.cpp where the grammar cannot be built: 500 to a schema, and nothing said
    "schema breaks it": Server(refuses=(when(has("response_format"), (500, "Internal Server Error")),)),
    # LM Studio and TabbyAPI while a model is loaded just in time
    "loading at first": Server(refuses=(when(lambda _: True, LOADING, until=4),)),
    "no model loaded yet": Server(
        refuses=(when(lambda _: True, (404, {"error": {"message": "No models are currently loaded."}}), until=3),)
    ),
    # Gemma 2 under vLLM; under sglang (#892, #1342: 500 and no word of it); under mlx_lm (404); Mistral in LM Studio (#1054)
    "gemma 2": Server(refuses=(when(role("system"), NO_SYSTEM),), does=("system role",)),
    "gemma 2, sglang": Server(refuses=(when(role("system"), (500, "Internal Server Error")),), does=("system role",)),
    "gemma 2, mlx": Server(refuses=(when(role("system"), (404, {"error": "System role not supported"})),), does=("system role",)),
    "mistral, lm studio": Server(
        refuses=(when(role("system"), openai('Error rendering prompt with jinja template: "Only user and assistant roles are supported!".', 500)),),
        does=("system role",),
    ),
    "roles must alternate": Server(
        refuses=(when(two_in_a_row, openai("Conversation roles must alternate user/assistant/user/assistant/...")),), does=("system role",)
    ),
    "gemma 3, google": Server(
        refuses=(when(role("system"), openai("Developer instruction is not enabled for models/gemma-3-27b-it")),), does=("system role",)
    ),
    "system prompt left out": Server(
        makes=first_line, counts=counting(lambda asked, _: tokens.count(text_of(first_line(asked)))), does=("system role",)
    ),
    # gpt-oss: llama.cpp#15181, vllm#32633; without the special tokens: mlx servers
    "harmony": Server(twists=("harmony",), does=("harmony",)),
    "harmony, tools": Server(refuses=(when(has("response_format"), NO_SCHEMA),), twists=("harmony",), does=("harmony",)),
    "harmony without its marks": Server(twists=("harmony_bare",), does=("harmony",)),
    # vllm#48863, #50948; LM Studio #1698
    "an answer among the thoughts": Server(twists=("reasoning_only",), does=("as reasoning",)),
    "an answer behind the thoughts": Server(twists=("after_its_thought",), does=("as reasoning",)),
    "parts": Server(twists=("parts",), does=("in parts",)),
    # OpenAI's newer models; Groq; LiteLLM without drop_params
    "openai": Server(
        refuses=(
            when(has("max_tokens"), openai("Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", param="max_tokens", code="unsupported_parameter")),
            when(lambda body: body.get("temperature", 1) != 1, openai("Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.", param="temperature", code="unsupported_value")),
            when(has("seed"), openai("Unrecognized request argument supplied: seed")),
        ),
        does=("max_completion_tokens", "temperature", "seed"),
    ),
    "litellm": Server(
        refuses=(when(has("seed"), openai("litellm.UnsupportedParamsError: bedrock does not support parameters: ['seed'], for model=x. To drop these, set `litellm.drop_params=True`")),),
        twists=("schema_as_tool",),
        does=("seed",),
    ),
    # TGI: temperature 0 is refused, arguments come as an object
    "tgi": Server(
        refuses=(
            when(lambda body: body.get("temperature", 1) <= 0, (422, {"error": "Input validation error: `temperature` must be strictly positive", "error_type": "validation"})),
            when(has("response_format"), (422, {"error": "Input validation error: grammar is not supported", "error_type": "validation"})),
        ),
        twists=("objects",),
        does=("temperature of 0",),
    ),
    # Mistral's own server and templates: no seed, no `required`, ids of nine letters
    "mistral": Server(
        refuses=(
            when(has("seed"), (422, {"object": "error", "message": {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted", "input": 1}]}, "type": "invalid_request_error"})),
            when(has("response_format"), NO_SCHEMA),
            when(lambda body: body.get("tool_choice") == "required", openai("tool_choice 'required' is not supported, use 'any'")),
            when(odd_ids, openai("Tool call id was call_0_0 but must be a-z, A-Z, 0-9, with a length of 9.", type="invalid_function_call", code="3280")),
        ),
        does=("seed", "tool_choice", "tool calls"),
    ),
    "tools without parallel calls": Server(
        refuses=(when(has("response_format"), NO_SCHEMA), when(has("parallel_tool_calls"), openai("property 'parallel_tool_calls' is unsupported")),
                 when(has("tool_choice"), openai("`tool_choice` is not supported"))),
        does=("parallel_tool_calls", "tool_choice"),
    ),
    # DeepSeek and older servers: a JSON object, but no schema and no tools
    "json_object only": Server(
        refuses=(when(form("json_schema"), NO_SCHEMA), when(has("tools"), openai("tools is not supported by this model"))), does=("JSON object",)
    ),
    "no form at all": Server(
        refuses=(when(has("response_format"), openai("response_format is not supported")), when(has("tools"), openai("tools is not supported"))),
        twists=("fence",),
        does=("no form",),
    ),
    "forms taken and ignored": Server(makes=without("response_format", "tools", "tool_choice"), does=("JSON object",)),
    "no bounds in schemas": Server(
        refuses=(when(lambda body: "minItems" in json.dumps(body), openai("Invalid schema for response_format: 'minItems' is not permitted")),),
        does=("bounds",),
    ),
    # What is left in a reply by parsers, templates and models
    "glued calls": Server(refuses=(when(has("response_format"), NO_SCHEMA),), twists=("glue",)),
    "calls in the text": Server(refuses=(when(has("response_format"), NO_SCHEMA),), twists=("called_in_text",)),
    "calls by name": Server(refuses=(when(has("response_format"), NO_SCHEMA),), twists=("called_by_name",)),
    "calls in tags": Server(refuses=(when(has("response_format"), NO_SCHEMA),), twists=("called_in_tags",)),
    "koboldcpp": Server(twists=("null_finish", "no_usage", "end_marks")),
    "thoughts and fences": Server(twists=("fence", "think")),
    "byte order mark": Server(twists=("byte_order_mark",), renders=lambda body: ("application/json", "\ufeff" + json.dumps(body))),
    "words around": Server(twists=("words_around",)),
    "twice": Server(twists=("twice",)),
    "in a string": Server(twists=("in_a_string",)),
    "refuses with 200": Server(refuses=(when(role("system"), (200, {"error": {"code": 400, "message": "System role not supported"}})),), does=("system role",)),
    "short replies only": Server(
        refuses=(when(lambda body: body["max_tokens"] > 500, openai("max_tokens is too large: 700. This model supports at most 500 completion tokens, whereas you provided 700.", param="max_tokens")),),
        does=("at most 500",),
    ),
    # Qwen 3 under vLLM without a word to the contrary; under Ollama; one that cannot be asked
    "thinks aloud": Server(cuts=lambda body: body.get("chat_template_kwargs", {}).get("enable_thinking", True), does=("asked not to",)),
    "thinks aloud, ollama": Server(cuts=lambda body: body.get("reasoning_effort") != "none", does=("asked not to",)),
    "thinks aloud, strict": Server(
        refuses=(when(has("chat_template_kwargs"), openai("Unknown parameter: 'chat_template_kwargs'.")), when(lambda body: body.get("reasoning_effort") == "none", openai("Invalid value: 'none'. Supported values are: 'low', 'medium', and 'high'.", param="reasoning_effort"))),
        cuts=lambda body: body.get("reasoning_effort") != "low",
        does=("briefly",),
    ),
    "thinks aloud whatever is asked": Server(cuts=lambda body: body["max_tokens"] < 3000, does=("tokens more",)),
    # Counts of prompts
    "counts what is new": Server(counts=counting(Uncached()), does=("count",)),
    "long tokens": Server(counts=counting(lambda _, whole: whole // 3)),
    # Addresses and lists
    "a list of its own": Server(paths={"/v1/models": {"models": [{"name": "rehearsal", "model": "rehearsal"}]}}),
}  # fmt: skip
