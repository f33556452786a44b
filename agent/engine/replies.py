"""A completion's body, as text, turned into a Reply: whatever a server may send, the outcome is a Reply or one of our errors.

Owns: where content, tool calls, reasoning and usage stand in a body, and what a model wraps around them. Pure. May import errors
and wire only.
"""

from __future__ import annotations

import json
import re
from typing import Any

from agent.engine.harmony import channels_in
from agent.engine.jsons import bare
from agent.engine.refusals import refusal
from agent.engine.streamed import assembled, events_in
from agent.engine.wire import Reply, Usage
from agent.errors import EngineDown

# How models mark what they think aloud: most use <think>, Gemma 4 a channel. Some templates open it in the prompt: then only the
# end is seen.
_THOUGHT = re.compile(
    r"\s*+(?:<(?P<tag>think|thinking|thought|reasoning)>(?P<a>.*?)(?:</(?P=tag)>|\Z)"
    r"|<\|channel>thought\b(?P<b>.*?)(?:<channel\|>|\Z)|(?P<c>[^{\[<]*?)</think>)",
    re.DOTALL,
)
_FENCE = re.compile(r"```[\w-]*[ \t]*\n(.*?)(?:\n?```|\Z)", re.DOTALL)


def reply_in(raw: str, seconds: float) -> Reply:
    """The reply in a body that came with 200. Raises EngineDown if it is no completion, or what the error in it stands for."""
    raw = raw.lstrip("\ufeff \r\n")
    events = events_in(raw)
    body = assembled(events) if events is not None else _body(raw)
    _complain(body)
    choice, message = _message(body)
    content = message.get("content")
    odd = ["events"] if events is not None else []
    odd += ["parts"] if isinstance(content, list | dict) else []
    text, aloud = split_thought(_text(content))
    calls = _tool_calls(message)
    channels = channels_in(text)
    if channels is not None:
        odd.append("harmony")
        text, aloud, calls = channels.said, channels.thought, calls or tuple(channels.calls)
    told = _text(message.get("reasoning")) or _text(message.get("reasoning_content"))
    if not bare(text) and not calls and (answer := _answer_in(told)):
        odd.append("reasoning")
        text, told = answer, ""
    return Reply(
        raw=raw,
        content=unfenced(text),
        tool_calls=calls,
        reasoning="\n".join(part for part in (told.strip(), aloud) if part),
        finish=_text(choice.get("finish_reason")),
        usage=usage_in(body.get("usage"), seconds),
        model=_text(body.get("model")),
        odd=tuple(odd),
    )


def _answer_in(told: str) -> str:
    """The JSON object that a parser of thoughts took for one: all of them, or what stands behind their end. Empty if there is none."""
    answer = unfenced(split_thought(told)[0].rpartition("</think>")[2])
    return answer if answer.startswith("{") and answer.endswith("}") else ""


def _body(raw: str) -> dict[str, Any]:
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise EngineDown(f"the engine answered 200 with something that is not JSON: {raw[:80]!r}") from error
    if not isinstance(body, dict):
        raise EngineDown("the engine answered 200 with JSON that is not an object")
    return body


def _complain(body: dict[str, Any]) -> None:
    """Raise what an error in the place of a reply stands for: its code says what the status did not."""
    error = body.get("error")
    if not error or body.get("choices"):
        return
    code = error.get("code") if isinstance(error, dict) else None
    status = code if isinstance(code, int) and 400 <= code < 600 else 500
    raise refusal(status, {}, json.dumps(body))


def _message(body: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """(choice, message). Besides OpenAI's form: Ollama's own, without choices, and a completion's bare text."""
    choices = body.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if choices is None and isinstance(body.get("message"), dict):
        choice = {"message": body["message"], "finish_reason": body.get("done_reason")}
    if isinstance(choice, dict):
        message = choice.get("message")
        if message is None and isinstance(choice.get("text"), str):
            message = {"content": choice["text"]}
        if isinstance(message, dict):
            return choice, message
    raise EngineDown("the engine answered 200 without a reply in it")


def _text(value: object) -> str:
    """Text wherever servers put it: a string, a part, or a list of parts. Half characters, which no file can hold, become U+FFFD."""
    if isinstance(value, list):
        value = "".join(map(_part, value))
    if isinstance(value, dict) and "type" in value and len(value) < 4:
        value = _part(value)
    if value is None:
        return ""
    text = value if isinstance(value, str) else json.dumps(value)
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _part(part: object) -> str:
    """The text of one part of a content; nothing of a thought's, an image's or a sound's."""
    if not isinstance(part, dict):
        return _text(part)
    held = part.get("text")
    return _text(held if held is not None or "thinking" in part else part.get("content"))


def split_thought(content: str) -> tuple[str, str]:
    """(what was said, what was thought aloud before it). A thought that was cut off leaves nothing said."""
    found = _THOUGHT.match(content)
    if not found:
        return content, ""
    thought = next(found[name] for name in "abc" if found[name] is not None)
    return content[found.end() :].lstrip(), thought.strip()


def unfenced(content: str) -> str:
    """Content without a markdown fence around it; prose before or after the fence goes too, unless the content is JSON as it stands."""
    text = bare(content)
    if text.startswith(("{", "[")):
        return text
    found = _FENCE.search(text)
    return found[1].strip() if found else text


def _tool_calls(message: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    """(name, arguments as JSON text) of each call. A call without a name keeps an empty one, so that the correction can tell.

    The call of before there were many is one too, and one whose name stands outside its function.
    """
    calls = []
    value, old = message.get("tool_calls"), message.get("function_call")
    listed = value if isinstance(value, list) else [value] if isinstance(value, dict) else []
    for entry in listed or ([{"function": old}] if isinstance(old, dict) else []):
        function = entry.get("function", entry) if isinstance(entry, dict) else None
        function = function if isinstance(function, dict) else {}
        arguments = function.get("arguments")
        calls.append((_text(function.get("name")), _text("{}" if arguments in (None, "") else arguments)))
    return tuple(calls)


def usage_in(value: object, seconds: float) -> Usage:
    """Tokens as counted by the server; 0 for what it does not tell."""
    usage = value if isinstance(value, dict) else {}
    details = usage.get("prompt_tokens_details")
    cached = details.get("cached_tokens") if isinstance(details, dict) else None
    return Usage(
        count_in(usage.get("prompt_tokens")), count_in(cached), count_in(usage.get("completion_tokens")), seconds
    )


def count_in(value: object) -> int:
    """A number of tokens as a server tells it; 0 for what is none."""
    return (
        value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**31 else 0
    )  # sums of them are stored
