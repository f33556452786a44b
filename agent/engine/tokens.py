"""How many tokens a text will be, without a tokenizer: an estimate that errs upward, and a count that none stays below.

Owns: the estimate before a call is paid for, and what is known of its tokens for sure. Pure; promises never 0 for a text that is not
empty, and never more for a part than for the whole. May import wire only.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from math import ceil
from typing import Any
from unicodedata import category

from agent.engine.wire import Message

# Tokens per character, on the high side: held against Qwen 2.5's tokenizer (llama.cpp's /tokenize; estimates came out 1.0 to 2.3 times
# the count, 1.3 to 1.5 for pages of prose and code). Qwen and Gemma cut numbers into single digits, with the space before them apart.
# Held again against Qwen 2.5 and Mistral's Tekken on words of 17 languages: 0.9 (Bengali, Armenian) to 3.0 (Arabic) times the count.
LATIN = 1 / 3.2
DIGIT = 1.2
MARK = 0.6
ACCENTED = 1.3  # Latin letters with marks, as they are in German, French or Vietnamese
CARON = 2.0  # those of Czech and Polish, where words fall into syllables
CYRILLIC = 0.7
ALPHABET = 1.1  # Greek, Arabic, Hebrew and their kin
SIGN = 0.7  # dashes, quotation marks, arrows
SYLLABLES = 1.1  # Indic scripts, Thai and their neighbours; Chinese, Japanese, Korean
RARE = 3.0  # emoji and whatever falls back to bytes
PER_MESSAGE = 8  # the marks of a turn in a chat template, and the role


# A run of letters, of digits, or of marks: a tokenizer begins a new token where one ends. A lone mark before a letter may belong to it.
_RUNS = re.compile(r"[^\W\d_]+|\d+|(?:[^\w\s]|_)+")
_LONE = re.compile(r"(?<![^\w\s])(?<!_)(?:[^\w\s]|_)(?=[^\W\d_])")
_UNSPACED = re.compile(r"[\u0e00-\u10ff\u1780-\u17ff\u3040-\ud7ff\uf900-\ufaff\U0001f000-\U0003ffff]")
REPEATED = 256  # texts: system prompts, and windows that one step of a conversation after the other shows
PER_TOKEN = 5  # characters of a script without blanks that one token may hold; the mean is 1.3 (Chinese) to 2.6 (Thai)


@lru_cache(REPEATED)
def estimate(text: str) -> int:
    """Tokens of a text, estimated."""
    weighed = ceil(sum(_weight(character) * times for character, times in Counter(text).items()))
    return max(weighed, least(text))


@lru_cache(REPEATED)
def least(text: str) -> int:
    """How many tokens a text has at the least, whatever the tokenizer.

    On 3,600 pieces of 6,000 characters (prose, manuals, notes, HTML) the tokenizers of Qwen 2.5, Mistral's Tekken and Llama 2 counted
    1.03 to 3.6 times as many.
    """
    if not text.isascii():
        text = text.translate({ord(one): None for one in set(text) if category(one).startswith("M")})
    # in a script without blanks a run of letters is many words
    return len(_RUNS.findall(text)) - len(_LONE.findall(text)) + len(_UNSPACED.findall(text)) // PER_TOKEN


def _weight(character: str) -> float:
    code = ord(character)
    if code < 0x80:
        if character.isdigit():
            return DIGIT
        return LATIN if character.isalpha() or character.isspace() else MARK
    if code < 0x250 or 0x1E00 <= code < 0x1F00:
        return CARON if 0x100 <= code < 0x180 else ACCENTED
    if code < 0x900 or 0x1F00 <= code < 0x2E80:
        return (
            DIGIT
            if character.isdigit()
            else SIGN
            if code >= 0x2000
            else CYRILLIC
            if 0x400 <= code < 0x530
            else ALPHABET
        )
    return SYLLABLES if code < 0xFB00 or 0xFF00 <= code < 0xFFF0 else RARE


def estimate_messages(messages: Iterable[Message]) -> int:
    """Tokens of a conversation, the template's marks included."""
    return PER_MESSAGE + sum(PER_MESSAGE + estimate(_said(message)) for message in messages)


def _said(message: Message) -> str:
    content: Any = message.get("content")
    parts = [content if isinstance(content, str) else json.dumps(content)] if content else []
    return "".join(parts) + (json.dumps(message["tool_calls"]) if message.get("tool_calls") else "")
