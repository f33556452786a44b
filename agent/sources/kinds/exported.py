"""JSON that some program exported: chats, references. What it is shows by its shape alone; any other JSON is said to be none of these.

Imports the shapes.
"""

from __future__ import annotations

import json
import re
from typing import Any

from agent.errors import SourceFailed
from agent.sources.blocks import Read
from agent.sources.charset import decode
from agent.sources.kinds.chats import SHAPES, read_talks
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.references import csl, read_references

_OPENS = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*[\[{]\s*[\[{\"\]}]")
_TELLS = re.compile(rb"\"(?:mapping|chat_messages|current_node|conversation_id)\"\s*:")
_MAY = re.compile(
    _TELLS.pattern
    + rb"|\"(?:guild|container-title|issued|from_id|user_profile)\"\s*:|\"role\"\s*:\s*\"(?:user|assistant|system|human)\""
    rb"|\"type\"\s*:\s*\"message\"|\"from\"\s*:\s*\"(?:human|gpt)\""
)
LOOKED_AT = 65536  # bytes at the beginning
_NONE = (
    "This is data (JSON), not a text to read, and none of the exports that are: chats of ChatGPT, Claude, Slack, Discord or Telegram, "
    "references as CSL JSON. Export what matters of it as text, markdown or CSV and list that."
)


def may_be(head: bytes) -> bool:
    """Whether a JSON that begins so may be an export that is read: below a folder most of it is settings and data."""
    return _MAY.search(head) is not None


def _looks(raw: Raw) -> bool:
    if not _OPENS.match(raw.data[:4096]) or raw.suffix == ".ipynb" or "ipynb" in raw.media:
        return False
    told = raw.suffix in ("", ".txt") and _TELLS.search(raw.data[:16384]) is not None
    return told or raw.suffix in EXPORTED.suffixes or raw.media.endswith("json")


def _read(raw: Raw) -> Read:
    data = _loaded(decode(raw.data, raw.charset))
    for shape in SHAPES:
        if talks := shape(data):
            return read_talks([talk for talk in talks if talk.turns])
    if found := csl(data):
        return read_references(found)
    raise SourceFailed(_NONE)


def _loaded(text: str) -> Any:
    """What a JSON text holds; of one object a line, the list. Raises SourceFailed."""
    try:
        return json.loads(text)
    except RecursionError as fault:
        raise SourceFailed("This JSON is nested too deeply to be read.") from fault
    except ValueError as fault:
        found = _by_line(text)
        if found is None:
            raise SourceFailed(f"This JSON is damaged or cut off ({fault}). Export it again.") from fault
        return found


def _by_line(text: str) -> list[Any] | None:
    """The objects of a text with one in each line; None if it is no such text."""
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        return [json.loads(line) for line in lines] if len(lines) > 1 else None
    except (ValueError, RecursionError):
        return None


EXPORTED = Kind("exported", "an export as JSON", "application/json", (".json", ".jsonl", ".ndjson"), _looks, _read)
