"""The faults themselves: what goes back instead of a good answer.

Three sorts: *answers* replace the whole answer (status, body), *twists* change the good answer's body, and the rest (reset, half a
body, hang, slow, down) are done to the connection in `engine`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Body = dict[str, Any]


def _error(message: str, kind: str, code: int | str, **more: Any) -> Body:
    return {"error": {"message": message, "type": kind, "param": None, "code": code, **more}}


ANSWERS: dict[str, tuple[int, Body | str]] = {
    "500": (
        500,
        _error("EngineCore encountered an issue. See stack trace for the root cause.", "InternalServerError", 500),
    ),
    "502": (502, "<html><body><h1>502 Bad Gateway</h1></body></html>"),
    "503": (503, _error("Loading model", "unavailable_error", 503)),
    "408": (408, _error("Request timed out", "timeout", 408)),
    "429": (429, _error("Too many requests", "rate_limit", 429)),
    "400": (400, _error("temperature must be non-negative", "BadRequestError", 400)),
    "400_format": (
        400,
        _error("response_format of type json_schema is not supported by this model", "BadRequestError", 400),
    ),
    "400_tools": (
        400,
        _error(
            '"auto" tool choice requires --enable-auto-tool-choice and --tool-call-parser to be set',
            "BadRequestError",
            400,
        ),
    ),
    "401": (401, {"error": "Unauthorized"}),
    "403": (403, _error("Forbidden", "auth", 403)),
    "404_model": (404, _error("The model `nobody` does not exist.", "NotFoundError", 404, param="model")),
    "404_path": (404, {"detail": "Not Found"}),
    "404_page": (404, "<html><body>default backend - 404</body></html>"),
    "302": (302, ""),
    "overflow_vllm": (
        400,
        _error(
            "This model's maximum context length is 4096 tokens. However, your prompt contains at least 4097 input tokens. "
            "Please reduce the length of the input prompt or the number of requested output tokens.",
            "BadRequestError",
            400,
            param="input_tokens",
        ),
    ),
    "overflow_vllm_old": (
        400,
        {
            "object": "error",
            "message": "This model's maximum context length is 4096 tokens. However, you requested 5150 tokens "
            "(4650 in the messages, 500 in the completion). Please reduce the length of the messages or completion.",
            "type": "BadRequestError",
            "param": None,
            "code": 400,
        },
    ),
    "overflow_llamacpp": (
        400,
        _error(
            "request (5150 tokens) exceeds the available context size (4096 tokens), try increasing it",
            "exceed_context_size_error",
            400,
            n_prompt_tokens=5150,
            n_ctx=4096,
        ),
    ),
    "html": (200, "<!doctype html><html><title>Sign in to the hotel's network</title></html>"),
    "empty": (200, ""),
    "empty_choices": (200, {"id": "x", "object": "chat.completion", "choices": [], "model": "m", "created": 0}),
    "no_choices": (200, {"id": "x", "object": "chat.completion"}),
    "no_message": (200, {"id": "x", "object": "chat.completion", "choices": [{"index": 0, "finish_reason": "stop"}]}),
    "error_200": (200, _error("upstream gave up", "server_error", 502)),
}


def _message(body: Body) -> Body:
    message: Body = body["choices"][0]["message"]
    return message


def _say(body: Body, content: str, finish: str | None = None) -> None:
    _message(body).update(content=content, tool_calls=None)
    body["choices"][0]["finish_reason"] = finish or "stop"


def _break_json(body: Body) -> None:
    message = _message(body)
    for call in message.get("tool_calls") or []:
        call["function"]["arguments"] = call["function"]["arguments"][:-1] + ", oops"
    if message.get("content"):
        message["content"] = message["content"][:-1] + ", oops"


def _cut(body: Body) -> None:
    message = _message(body)
    for call in message.get("tool_calls") or []:
        call["function"]["arguments"] = call["function"]["arguments"][: len(call["function"]["arguments"]) // 2]
    message["content"] = (message.get("content") or "")[: len(message.get("content") or "") // 2]
    body["choices"][0]["finish_reason"] = "length"


def _think(body: Body) -> None:
    message = _message(body)
    message["content"] = f"<think>\nLet me see. {{not yet}}\n</think>\n\n{message.get('content') or ''}"


def _fence(body: Body) -> None:
    _message(body)["content"] = f"Here it is:\n```json\n{_message(body).get('content') or ''}\n```\nAnything else?"


def _reason(body: Body) -> None:
    _message(body)["reasoning"] = "Let me see."


def _said(body: Body) -> str:
    return str(_message(body).get("content") or "")


def _calls(body: Body) -> list[dict[str, Any]]:
    return [call["function"] for call in _message(body).get("tool_calls") or []]


def _harmony(body: Body) -> None:
    """As gpt-oss makes it, and a server without its parser lets it through."""
    thought = "<|channel|>analysis<|message|>We need {JSON}.<|end|>"
    called = "".join(
        f"<|start|>assistant<|channel|>commentary to=functions.{call['name']} <|constrain|>json<|message|>{call['arguments']}<|call|>"
        for call in _calls(body)
    )
    final = f"<|start|>assistant<|channel|>final<|message|>{_said(body)}<|return|>"
    _say(body, thought + (called or final))


def _harmony_bare(body: Body) -> None:
    """The same where the special tokens are not printed."""
    called = "".join(
        f"assistantcommentary to=functions.{call['name']} json{call['arguments']}" for call in _calls(body)
    )
    _say(body, f"analysisWe need JSON.{called or f'assistantfinal{_said(body)}'}")


def _reasoning_only(body: Body) -> None:
    _message(body).update(content=None, reasoning_content=_said(body))


def _after_its_thought(body: Body) -> None:
    _message(body).update(content="", reasoning_content=f"Let me {{see}}.\n</think>\n{_said(body)}")


def _objects(body: Body) -> None:
    """Arguments as an object, not as text."""
    for call in _calls(body):
        call["arguments"] = json.loads(call["arguments"])


def _glue(body: Body) -> None:
    """Calls of one tool in one: its name again and again, its arguments behind one another."""
    glued: dict[str, list[str]] = {}
    for call in _calls(body):
        glued.setdefault(call["name"], []).append(call["arguments"])
    if glued:
        _message(body)["tool_calls"] = [
            {"id": name, "type": "function", "function": {"name": name * len(texts), "arguments": "".join(texts)}}
            for name, texts in glued.items()
        ]


def _old_call(body: Body) -> None:
    """One call, in the field of before there were many."""
    if calls := _calls(body):
        _message(body).update(tool_calls=None, function_call=calls[0])


def _lone_call(body: Body) -> None:
    """Of several calls the first."""
    _message(body)["tool_calls"] = (_message(body).get("tool_calls") or [])[:1] or None


def _called_in_text(body: Body) -> None:
    texts = [
        f'<tool_call>\n{{"name": "{c["name"]}", "arguments": {c["arguments"]}}}\n</tool_call>' for c in _calls(body)
    ]
    _say(body, "\n".join(texts) or _said(body))


def _called_by_name(body: Body) -> None:
    _say(body, "".join(f"[TOOL_CALLS]{call['name']}[ARGS]{call['arguments']}" for call in _calls(body)) or _said(body))


def _called_in_tags(body: Body) -> None:
    """As Qwen3-Coder does."""
    texts = []
    for call in _calls(body):
        given = json.loads(call["arguments"]).items()
        inner = "".join(
            f"<parameter={k}>\n{v if isinstance(v, str) else json.dumps(v)}\n</parameter>\n" for k, v in given
        )
        texts.append(f"<tool_call>\n<function={call['name']}>\n{inner}</function>\n</tool_call>")
    _say(body, "\n".join(texts) or _said(body))


def _schema_as_tool(body: Body) -> None:
    """A proxy that makes a tool of the schema."""
    call = {"name": "json_tool_call", "arguments": _said(body)}
    _message(body).update(content=None, tool_calls=[{"id": "x", "type": "function", "function": call}])


def _parts(body: Body) -> None:
    _message(body)["content"] = [{"type": "text", "text": _message(body).get("content") or ""}]


TWISTS: dict[str, Callable[[Body], None]] = {
    "bad_json": _break_json,
    "wrong_act": lambda body: _say(body, json.dumps({"thought": "", "bake_bread": [{"loaves": 2}]})),
    "unknown_act": lambda body: _say(body, json.dumps({"thought": "", "run_shell": [{"command": "rm -rf /"}]})),
    "prose": lambda body: _say(body, "I am a language model, and happy to help!"),
    "cut_off": _cut,
    "empty_content": lambda body: _say(body, ""),
    "think": _think,
    "think_cut": lambda body: _say(body, "<think>\nLet me see. And again. And ag", "length"),
    "fence": _fence,
    "reasoning": _reason,
    "parts": _parts,
    "no_usage": lambda body: body.pop("usage", None) and None,
    "odd_finish": lambda body: body["choices"][0].update(finish_reason="eos_token"),
    "null_finish": lambda body: body["choices"][0].update(finish_reason=None),
    "harmony": _harmony,
    "harmony_bare": _harmony_bare,
    "reasoning_only": _reasoning_only,
    "after_its_thought": _after_its_thought,
    "objects": _objects,
    "glue": _glue,
    "old_call": _old_call,
    "lone_call": _lone_call,
    "called_in_text": _called_in_text,
    "called_by_name": _called_by_name,
    "called_in_tags": _called_in_tags,
    "schema_as_tool": _schema_as_tool,
    "byte_order_mark": lambda body: _say(body, f"\ufeff{_said(body)}"),
    "end_marks": lambda body: _say(body, f"{_said(body)}<|im_end|>\n<|endoftext|>"),
    "words_around": lambda body: _say(body, f"Here is the JSON:\n{_said(body)}\n\nI hope this helps!"),
    "twice": lambda body: _say(body, f"{_said(body)}\n{_said(body)}"),
    "in_a_string": lambda body: _say(body, json.dumps(_said(body))),
}

CONNECTION = ("reset", "half_body", "hang", "slow", "down", "delay")
FAULTS = (*ANSWERS, *TWISTS, *CONNECTION)
