"""JSON as models write it: with a fence's rest, a mark of the template or a word behind it, twice over, in a string, as a call in the text.

Owns: finding the objects of a reply's text. Pure; promises BadReply for everything else, and time that grows with the text's length alone.
May import errors only.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from typing import Any, Never

from agent.errors import BadReply

# What templates end a turn with, where a server lets it through.
_ENDS = (
    "<|im_end|>", "<|eot_id|>", "<|end_of_text|>", "<|endoftext|>", "<|end|>", "<|return|>", "<|call|>", "<|eom_id|>",
    "<end_of_turn>", "<turn|>", "</s>", "[/INST]", "<eos>",
)  # fmt: skip
_FEW = 20  # places at which an object may begin that are tried, and objects that are read one after another
_NAME = re.compile(r"[\w.-]{1,80}")
_PARAMETER = re.compile(r"<parameter=([\w.-]{1,80})>")

Object = dict[str, Any]


def bare(text: str) -> str:
    """The text without a byte order mark before it and a template's marks behind it."""
    text = text.strip().lstrip("\ufeff").strip()
    shorter = True
    while shorter:
        shorter = False
        for mark in _ENDS:
            if text.endswith(mark):
                text, shorter = text.removesuffix(mark).rstrip(), True
    return text


def objects(text: str, what: str) -> list[Object]:
    """The JSON objects of a text that should be one; more where they are glued or listed. Raises BadReply; `what` is the text's name."""
    text = bare(text)
    try:
        return _whole(text, what)
    except BadReply:
        found = _scanned(text)
        if not found:
            raise
        return found


def _whole(text: str, what: str) -> list[Object]:
    """Objects that any file can hold. Raises BadReply."""
    try:
        value = json.loads(text, parse_constant=_no_constant)
        if isinstance(value, str) and bare(value).startswith("{"):
            value = json.loads(bare(value), parse_constant=_no_constant)  # a string with the object in it
    except json.JSONDecodeError as error:
        raise BadReply([f"{what} is not JSON: {error.msg} at character {error.pos}"]) from error
    except RecursionError as error:
        raise BadReply([f"{what} is nested too deeply"]) from error
    except ValueError as error:
        raise BadReply([f"{what} holds a number that is none: {error}"]) from error
    found = value if isinstance(value, list) and value else [value]
    if not all(isinstance(entry, dict) for entry in found):
        raise BadReply([f"{what} is not a JSON object"])
    try:
        json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        raise BadReply([f"{what} holds half a character"]) from error
    return found


def _no_constant(name: str) -> Never:
    raise ValueError(name)


def _scanned(text: str) -> list[Object]:
    """Objects with words around them, or behind one another. The first begins at the first brace, or else at a line's start: never inside
    an object that did not end."""
    decoder = json.JSONDecoder(parse_constant=_no_constant)
    found: list[Object] = []
    at = text.find("{")
    for _ in range(_FEW):
        if at < 0:
            break
        try:
            value, end = decoder.raw_decode(text, at)
            json.dumps(value, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            if found:
                break
            at = text.find("\n{", at) + 1 or -1
            continue
        if value not in found:
            found.append(value)
        rest = text[end:].lstrip(" \t\r\n,;")
        at = len(text) - len(rest) if rest.startswith("{") else -1
    return found


def calls(text: str, what: str) -> list[tuple[str, Object]]:
    """The tool calls that stand in a text, in the manners of Hermes and Qwen, Mistral, Llama, and bare; (name, arguments).

    A name is empty where an object names none: then it is for the caller to say what it is. Raises BadReply.
    """
    if "<tool_call>" in text:
        pieces = [piece.partition("</tool_call>")[0] for piece in text.split("<tool_call>")[1:]]
        return [call for piece in pieces for call in calls(piece, what)]
    if "<function=" in text:
        return [_tagged(piece, what) for piece in text.split("<function=")[1:]]
    if "[TOOL_CALLS]" in text:
        pieces = [piece for piece in text.split("[TOOL_CALLS]")[1:] if piece.strip()]
        return [call for piece in pieces for call in _after_its_name(piece, what)]
    return [_named(body) for body in objects(text.strip().removeprefix("<|python_tag|>"), what)]


def _named(body: Object) -> tuple[str, Object]:
    arguments = body.get("arguments", body.get("parameters"))
    if isinstance(arguments, str):
        try:
            arguments = json.loads(arguments)
        except (ValueError, RecursionError):
            arguments = None
    name = body.get("name")
    alone = not set(body) - {"name", "id", "type", "arguments", "parameters"}
    return (name, arguments) if alone and isinstance(name, str) and isinstance(arguments, dict) else ("", body)


def _after_its_name(piece: str, what: str) -> list[tuple[str, Object]]:
    """`NAME{…}`, `NAME[ARGS]{…}`, or a list of calls."""
    found = _NAME.match(piece.strip())
    if not found:
        return [_named(body) for body in objects(piece, what)]
    rest = piece.strip()[found.end() :].strip().removeprefix("[ARGS]")
    return [(found[0], body) for body in objects(rest or "{}", what)]


def _tagged(piece: str, what: str) -> tuple[str, Object]:
    """`NAME>{…}</function>`, or its parameters one by one."""
    name, _, body = piece.partition(">")
    body = body.partition("</function>")[0]
    marks = list(_PARAMETER.finditer(body))
    if not marks:
        return name, objects(body.strip() or "{}", what)[0]
    arguments: Object = {}
    for mark in marks:
        value = body[mark.end() :].partition("</parameter>")[0].strip()
        arguments[mark[1]] = value
        # a figure may be a text: whoever knows what was asked for makes one of a whole number again
        if value[:1] in ("[", "{") or value in ("true", "false", "null") or (value.isdecimal() and value.isascii()):
            with suppress(ValueError, RecursionError):
                arguments[mark[1]] = json.loads(value)
    return name, arguments
