"""The channels of a reply in the harmony format (gpt-oss), where a server lets its marks through, or only the words between them.

Owns: telling what was said from what was thought and called. Pure; imports nothing of ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_TO = re.compile(r"to=(?:functions\.)?([\w.-]{1,80})")
_ENDS = ("<|end|>", "<|return|>", "<|call|>", "<|start|>")


@dataclass(slots=True)
class Channels:
    """What a reply holds: said at last, thought before, and tool calls as (name, arguments)."""

    said: str = ""
    thought: str = ""
    calls: list[tuple[str, str]] = field(default_factory=list)


def channels_in(text: str) -> Channels | None:
    """The channels of a text, or None if it is of another format.

    llama.cpp without parsing gives `<|channel|>analysis<|message|>…<|end|>…`, what is said bare at the end; servers that drop the marks
    leave `analysis…assistantfinal…` and `commentary to=functions.NAME json{…}`.
    """
    if "<|message|>" in text:
        return _marked(text)
    start = text.lstrip()
    if start.startswith("analysis") and "assistantfinal" in start:
        thought, _, said = start.removeprefix("analysis").rpartition("assistantfinal")
        return Channels(said.strip(), thought.strip())
    if start.startswith(("commentary to=", "analysis")) and "to=functions." in start:
        thought, *called = start.split("to=functions.")
        thought = thought.removeprefix("analysis").strip().removesuffix("commentary").removesuffix("assistant")
        found = Channels(thought=thought.strip())
        for piece in called:
            name = re.match(r"[\w.-]{1,80}", piece)
            found.calls.append((name[0] if name else "", _braced(piece)))
        return found
    return None


def _braced(piece: str) -> str:
    """From the first brace to the last."""
    return piece[piece.find("{") : piece.rfind("}") + 1] if "{" in piece else ""


def _marked(text: str) -> Channels:
    found = Channels()
    header = ""
    for number, piece in enumerate(text.split("<|message|>")):
        if number:
            body, rest = _cut(piece)
            recipient = _TO.search(header)
            if recipient:
                found.calls.append((recipient[1], body.strip()))
            elif "analysis" in header or "commentary" in header:
                found.thought = f"{found.thought}\n{body}".strip()
            else:
                found.said = body.strip()
            header = rest
            if rest.strip() and "<|start|>" not in rest and "<|channel|>" not in rest:
                found.said = rest.strip()
        else:
            header = piece
    return found


def _cut(piece: str) -> tuple[str, str]:
    """A message's body, and what stands behind its end: the next header."""
    places = [(place, mark) for mark in _ENDS if (place := piece.find(mark)) >= 0]
    if not places:
        return piece, ""
    place, mark = min(places)
    rest = piece[place:] if mark == "<|start|>" else piece[place + len(mark) :]
    return piece[:place], rest
