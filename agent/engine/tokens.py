"""How many tokens a text will be, without a tokenizer: an estimate that errs upward.

Owns: the estimate before a call is paid for. Pure; promises never 0 for a text that is not empty, and never more for a part than for
the whole. May import wire only.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from math import ceil
from typing import Any

from agent.engine.wire import Message

# Tokens per character, on the high side: held against Qwen 2.5's tokenizer (llama.cpp's /tokenize; estimates came out 1.0 to 2.3 times
# the count, 1.3 to 1.5 for pages of prose and code). Qwen and Gemma cut numbers into single digits, with the space before them apart.
LATIN = 1 / 3.2
DIGIT = 1.2
MARK = 0.6
ALPHABET = 0.7  # Cyrillic, Greek, Arabic, Hebrew and their kin
SYLLABLES = 1.1  # Indic scripts, Thai and their neighbours; Chinese, Japanese, Korean
RARE = 3.0  # emoji and whatever falls back to bytes
PER_MESSAGE = 8  # the marks of a turn in a chat template, and the role


def estimate(text: str) -> int:
    """Tokens of a text, estimated."""
    return ceil(sum(_weight(character) * times for character, times in Counter(text).items()))


def _weight(character: str) -> float:
    code = ord(character)
    if code < 0x80:
        if character.isdigit():
            return DIGIT
        return LATIN if character.isalpha() or character.isspace() else MARK
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return 2 * LATIN
    if code < 0x900 or 0x2000 <= code < 0x2E80:
        return DIGIT if character.isdigit() else ALPHABET
    return SYLLABLES if code < 0xFB00 or 0xFF00 <= code < 0xFFF0 else RARE


def estimate_messages(messages: Iterable[Message]) -> int:
    """Tokens of a conversation, the template's marks included."""
    return PER_MESSAGE + sum(PER_MESSAGE + estimate(_said(message)) for message in messages)


def _said(message: Message) -> str:
    content: Any = message.get("content")
    parts = [content if isinstance(content, str) else json.dumps(content)] if content else []
    return "".join(parts) + (json.dumps(message["tool_calls"]) if message.get("tool_calls") else "")
