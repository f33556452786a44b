"""What an answer is limited to by the sentence that it cites: one part of a thing of two (`the lower platform`), one measure (`a car`).

Owns: `limits`. Promises: an answer is limited only where another one is limited otherwise; English; a function of values and sentences.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.knowledge.disagreement.same import opposed
from agent.knowledge.model import Answer
from agent.knowledge.text.english import STOP
from agent.knowledge.values.quantities import quantities

_PER = re.compile(
    r"\d[\d.,]*(?:\s+[a-z]+){0,2}?\s+(?:(?:in|to|for)\s+)?(?:an?|per|each|every)\s+(?P<what>[a-z]{2,40})\b"
)
_TWO = re.compile(r"\b(?P<which>[A-Za-z]{3,40})\s+(?=(?P<what>[a-z]{3,40})\b)")
_BESIDE = 60  # characters behind a value within which stands what it is per


def limits(told: Sequence[tuple[Answer, str]]) -> list[str]:
    """For each answer, with the sentence that it cites, what that limits it to where another one's limits that otherwise; else ""."""
    per = [_per(answer, sentence) for answer, sentence in told]
    apart = len({what for what in per if what}) > 1 and not all(_is_time(what) for what in per if what)
    pairs = [_pairs(answer, sentence) for answer, sentence in told]
    return [
        _part(mine, [o for o in pairs if o is not mine]) or (per[n] if apart else "") for n, mine in enumerate(pairs)
    ]


def _per(answer: Answer, sentence: str) -> str:
    at = sentence.find(str(answer.value)) if answer.value else -1
    found = _PER.match(sentence[at : at + len(str(answer.value)) + _BESIDE]) if at >= 0 else None
    return found["what"] if found else ""


def _is_time(what: str) -> bool:
    return any(q.unit in ("s", "month") for q in quantities(f"2 {what}s"))


def _pairs(answer: Answer, sentence: str) -> list[tuple[str, str]]:
    """Each word before the value with the noun behind it: `lower` and `platform`."""
    before = sentence.partition(str(answer.value))[0] if answer.value else ""
    found = ((match["which"].lower(), match["what"]) for match in _TWO.finditer(before if before != sentence else ""))
    return [pair for pair in found if STOP.isdisjoint(pair)]


def _part(mine: Sequence[tuple[str, str]], others: Sequence[Sequence[tuple[str, str]]]) -> str:
    for which, what in mine:
        if any(what == thing and opposed(which, other) for other_pairs in others for other, thing in other_pairs):
            return f"the {which} {what}"
    return ""
