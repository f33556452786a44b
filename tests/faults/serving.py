"""What a server can do that others do not: refuse a request, change it, answer otherwise, count otherwise. The table is in `servers`."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
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
    """A server. `refuses` are asked in turn with the request and its number from 1; `makes` changes a request that is taken.

    `twists` are of `misbehave.TWISTS`; `cuts` says of a request whether the reply to it ends in a thought; `renders` gives the answer's
    type and text; `counts` changes its usage; `paths` are what else the server tells (None: 404); `does` are words of what the pilot has
    to say of it.
    """

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
    return any(one == other or "system" in (one, other) for one, other in pairwise(plain))


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
    plain = {name: value for name, value in body.items() if name != "response_format" or form("json_schema")(body)}
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
