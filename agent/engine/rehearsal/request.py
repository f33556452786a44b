"""What a client asked for: the body of a chat completion, checked, and its refusals in vLLM's words.

Owns: which fields are read, which acts a request permits, and the errors. Fields that mean nothing without a model (temperature,
top_p, seed, …) are accepted and not looked at. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, StrictInt, ValidationError

from agent.engine.rehearsal import tokens
from agent.engine.rehearsal.fit import Schema

MODEL = "rehearsal"
WINDOW = 32_768


class Refused(Exception):
    """A request that a server of this kind refuses: the status and the fields of the error body."""

    def __init__(self, status: int, message: str, *, param: str | None = None, kind: str = "BadRequestError") -> None:
        super().__init__(message)
        self.status = status
        self.body = {"error": {"message": message, "type": kind, "param": param, "code": status}}


@dataclass(frozen=True, slots=True)
class Act:
    """An act that the request permits: its name, the schema of its arguments, how often it may and must be done."""

    name: str
    schema: Schema
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Request:
    """A checked request. `schema` is set in the schema form, `tools` in the tool form; in a plain chat neither is."""

    model: str
    messages: list[dict[str, Any]]
    schema: Schema | None
    json_only: bool
    tools: list[dict[str, Any]]
    must_call: bool
    max_tokens: int | None
    choices: int
    stream: bool
    stream_usage: bool

    def acts(self) -> list[Act]:
        """The acts that this step permits, in the order in which the request gives them."""
        if self.tools:
            return [Act(tool["name"], tool.get("parameters") or {"type": "object"}, 0, 40) for tool in self.tools]
        found = []
        for name, inner in ((self.schema or {}).get("properties") or {}).items():
            if (
                name != "thought"
                and isinstance(inner, dict)
                and inner.get("type") == "array"
                and isinstance(inner.get("items"), dict)
            ):
                found.append(
                    Act(name, inner["items"], int(inner.get("minItems") or 0), int(inner.get("maxItems") or 40))
                )
        return found


class _Message(BaseModel):
    role: str
    content: str | list[Any] | None = None


class _Function(BaseModel):
    name: str
    parameters: Schema | None = None


class _Tool(BaseModel):
    function: _Function


class _Named(BaseModel):
    held: Schema = Field(alias="schema")


class _Format(BaseModel):
    type: Literal["text", "json_object", "json_schema"]
    json_schema: _Named | None = None


class _Body(BaseModel):
    """The fields that are looked at."""

    model: str | None = None
    messages: list[_Message] = Field(min_length=1)
    response_format: _Format | None = None
    tools: list[_Tool] | None = None
    tool_choice: str | _Tool | None = "auto"
    max_completion_tokens: StrictInt | None = Field(None, ge=1)
    max_tokens: StrictInt | None = Field(None, ge=1)
    n: StrictInt | None = Field(None, ge=1)
    stream: bool | None = None
    stream_options: dict[str, Any] | None = None


def _tools(body: _Body, given: dict[str, Any]) -> tuple[list[dict[str, Any]], bool]:
    """The functions that may be called, and whether one must be."""
    choice, functions = body.tool_choice, [tool["function"] for tool in given.get("tools") or []]
    if isinstance(choice, _Tool):
        functions = [function for function in functions if function["name"] == choice.function.name]
    must = choice == "required" or isinstance(choice, _Tool)
    if must and not functions:
        raise Refused(400, "tool_choice: there is no such tool to choose", param="tool_choice")
    return ([], False) if choice == "none" else (functions, must)


def parse(body: Any, model: str = MODEL) -> Request:
    """A checked request from a decoded body. Raises Refused with 400, or 404 for another model than ours."""
    try:
        asked = _Body.model_validate(body)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise Refused(400, f"{where}: {first['msg']}", param=where) from error
    form = asked.response_format
    if form and form.type == "json_schema" and not form.json_schema:
        raise Refused(400, "response_format: json_schema.schema must be an object", param="response_format")
    if (asked.model or model) != model:
        raise Refused(404, f"The model `{asked.model}` does not exist.", param="model", kind="NotFoundError")
    functions, must_call = _tools(asked, body)
    return Request(
        model=model,
        messages=body["messages"],
        schema=form.json_schema.held if form and form.json_schema else None,
        json_only=form is not None and form.type != "text",
        tools=functions,
        must_call=must_call,
        max_tokens=asked.max_completion_tokens or asked.max_tokens,
        choices=asked.n or 1,
        stream=bool(asked.stream),
        stream_usage=bool((asked.stream_options or {}).get("include_usage")),
    )


def prompt_of(request: Request, window: int) -> str:
    """The prompt's text. Raises Refused when it, or the wish for tokens, is longer than the window, as vLLM 0.32 does.

    vLLM stops counting at the window, so its message names the window plus one and not the true length.
    """
    if request.max_tokens is not None and request.max_tokens > window:
        raise Refused(
            400,
            f"max_tokens={request.max_tokens} cannot be greater than max_model_len={window}. Please request fewer output tokens.",
            param="max_tokens",
        )
    prompt = tokens.prompt_text(request.messages, request.tools)
    if tokens.count(prompt) > window:
        raise Refused(
            400,
            f"This model's maximum context length is {window} tokens. However, your prompt contains at least {window + 1} input "
            "tokens. Please reduce the length of the input prompt or the number of requested output tokens.",
            param="input_tokens",
        )
    return prompt
