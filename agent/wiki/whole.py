"""Whether some words in a text are a whole name there, or a part of something longer.

Owns: the borders of a mention. Says no where it cannot tell: a link that is not there misleads nobody. Pure. Imports `agent.knowledge`.
"""

from __future__ import annotations

import re
import unicodedata

from agent.knowledge.text.english import STOP
from agent.knowledge.things.titles import names_no_thing

# Scripts that put no spaces between words: each letter is a token, and a name may begin or end at any of them.
UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_IS_UNSPACED = re.compile(rf"[{UNSPACED}]")
# A name next to one of these is a part of something longer: C in C++, IP in TCP/IP, Kettle in Kettle(1) or kettle.py.
_GLUED_BEFORE = frozenset("-/\\.@#$&+=[!^~%")
_GLUED_AFTER = frozenset("/\\@#&+=[(^~%")
_GLUED_BEFORE_WORD = frozenset("-.:")
_SHIP = re.compile(r"(?<!\w)(?:HMS|USS|SS|RMS|MV|SMS|HMCS|HMAS|USNS|RRS|USCGC) \Z")
_GOES_ON = re.compile(r" [A-Z][a-z]+[\w'’-]*")
_BEFORE = re.compile(r"(?<![\w.'’-])([A-Z](?:\.|[\w'’-]*\.?)) \Z")
_BEGINS_AT_MOST = 40  # characters before a name that are looked at


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the words from `start` to `end` are no part of a longer word, a path, or a formula."""
    before, after, next_after = text[start - 1 : start], text[end : end + 1], text[end + 1 : end + 2]
    if before and not _is_border(text[start], before, _GLUED_BEFORE):
        return False
    if before in {"'", "’"} and start > 1 and _is_word(text[start - 2]):
        return False
    if after in _GLUED_BEFORE_WORD and _is_word(next_after):
        return False
    if after in {"'", "’"} and _is_word(next_after) and text[end + 1 : end + 3].strip(".,;:!? ") != "s":
        return False
    return not after or _is_border(text[end - 1], after, _GLUED_AFTER)


def within_longer(text: str, start: int, end: int, *, shared: bool) -> bool:
    """Whether the name from `start` to `end` is only a part of a longer one: London in `London Telegraph Company`, Albany in `HMS Albany`.

    A `shared` name, a surname, is another's after another first name: Thomson in `James Thomson`, but not in `Professor Thomson`.
    """
    before = text[max(0, start - _BEGINS_AT_MOST) : start]
    if _SHIP.search(before):
        return True
    last = text[start:end].rpartition(" ")[2]
    if last[:1].isupper() and _GOES_ON.match(text, end):
        return True
    return shared and _is_first_name(before)


def _is_first_name(before: str) -> bool:
    """Whether the text before a name ends in what may be a first name or an initial."""
    match = _BEFORE.search(before)
    if match is None:
        return False
    word = match[1]
    if word.endswith(".") and len(word) > 2:
        return False  # `Dr. Thomson`, or the end of a sentence
    return word.lower() not in STOP and not names_no_thing(word)


def _is_border(inner: str, outer: str, glued: frozenset[str]) -> bool:
    if outer in glued:
        return False
    return not _is_word(outer) or bool(_IS_UNSPACED.match(inner) and not unicodedata.category(outer).startswith("M"))


def _is_word(char: str) -> bool:
    return char.isalnum() or char == "_" or unicodedata.category(char or " ").startswith("M")
