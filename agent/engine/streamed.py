"""A completion that came as server-sent events, or as one JSON object a line, although none were asked for: put together to one body.

Owns: that. Pure; promises a body like that of a completion in one piece, or an error that says what is missing. May import errors only.
"""

from __future__ import annotations

import json
from typing import Any

from agent.errors import EngineDown

_DONE = "[DONE]"
_TEXTS = ("content", "reasoning", "reasoning_content")


def events_in(raw: str) -> list[str] | None:
    """The data of each event, if the body is of events or of JSON lines; None if it is anything else."""
    lines = raw.splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.startswith(("data:", "event:", ":", "id:", "retry:")):
        return [line[5:].strip() for line in lines if line.startswith("data:")]
    if len(lines) > 1 and first.startswith("{") and first.rstrip().endswith("}") and "choices" in first:
        # each a chunk of its own; or the whole reply, and behind it the end of a stream that was none
        return [line.removeprefix("data:").strip() for line in lines if line.strip()]
    return None


def assembled(events: list[str]) -> dict[str, Any]:
    """The body that the events amount to. Raises EngineDown if they are no completion, or break off in the middle."""
    chunks = [chunk for text in events if text and text != _DONE for chunk in [_object(text)]]
    whole = next((chunk for chunk in chunks if choice_in(chunk).get("message") or "error" in chunk), None)
    if whole is not None:
        return whole
    message: dict[str, Any] = {}
    calls: list[dict[str, Any]] = []
    body: dict[str, Any] = {"choices": [{"index": 0, "message": message, "finish_reason": None}]}
    for chunk in chunks:
        choice = choice_in(chunk)
        body["usage"] = chunk.get("usage") or body.get("usage")
        body["model"] = chunk.get("model") or body.get("model")
        body["choices"][0]["finish_reason"] = choice.get("finish_reason") or body["choices"][0]["finish_reason"]
        delta = choice.get("delta")
        if isinstance(delta, dict):
            for name in _TEXTS:
                if isinstance(delta.get(name), str):
                    message[name] = message.get(name, "") + delta[name]
            for part in delta.get("tool_calls") or []:
                _join(calls, part)
    if not chunks or (_DONE not in events and not body["choices"][0]["finish_reason"]):
        raise EngineDown("the engine answered with a stream of events that breaks off")
    if calls:
        message["tool_calls"] = [{"function": call["function"]} for call in calls]
    return body


def _object(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EngineDown(f"the engine answered 200 with an event that is not JSON: {text[:80]!r}") from error
    return value if isinstance(value, dict) else {}


def choice_in(chunk: dict[str, Any]) -> dict[str, Any]:
    """The first choice of a chunk; empty if it has none."""
    choices = chunk.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    return first if isinstance(first, dict) else {}


def _join(calls: list[dict[str, Any]], part: object) -> None:
    """Add a part of a call to the one that it belongs to. Some servers give all calls the index 0: a new id or name begins a new one."""
    if not isinstance(part, dict):
        return
    given = part.get("function")
    function: dict[str, Any] = given if isinstance(given, dict) else {}
    name, arguments = function.get("name") or "", function.get("arguments") or ""
    arguments = arguments if isinstance(arguments, str) else json.dumps(arguments)
    index, identity = part.get("index"), part.get("id")
    last = calls[-1] if calls else None
    new_id = bool(last and identity and last["id"] and identity != last["id"])
    new_name = bool(last and name and last["function"]["name"] and last["function"]["arguments"])
    if last is None or last["index"] != index or new_id or new_name:
        calls.append({"index": index, "id": identity, "function": {"name": str(name), "arguments": arguments}})
        return
    last["id"] = last["id"] or identity
    last["function"]["name"] += "" if last["function"]["name"] == name else str(name)
    last["function"]["arguments"] += arguments
