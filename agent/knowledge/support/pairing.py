"""Which value belongs to which words: a figure or name that stands in the source, but beside something else, is not supported.

Owns: the alignment of a statement with its quotes, `dated_last`. Promises: a copy of a quote with two different values exchanged is
always found out.
Imports the readers of quantities and names, and normalisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from agent.knowledge.text.english import STOP
from agent.knowledge.text.names import Name, proper_names
from agent.knowledge.text.normal import key, tokens
from agent.knowledge.text.stems import stem
from agent.knowledge.things.titles import digits
from agent.knowledge.values.comparing import compatible, same_value
from agent.knowledge.values.quantities import Quantity, quantities

REACH = 8  # content words on each side of a value that say what it is
_NEAR = 600  # characters before a value in which those words are looked for: a row of figures may be long
_LONGEST_WHOLE = 6000  # characters of several quotes read as one text
CLEAR = 1.25  # how much better another value's words must fit before the pairing is refused


@dataclass(frozen=True, slots=True)
class Slot:
    """A value in a text with the stems before it and after it, each with its weight: the nearer, the more."""

    value: Quantity
    before: dict[str, float]
    after: dict[str, float]


def _weights(words: Sequence[str]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for distance, word in enumerate(words[:REACH]):
        weights.setdefault(word, 1 / (1 + distance))
    return weights


@lru_cache(maxsize=1024)
def slots(text: str) -> tuple[Slot, ...]:
    """The quantities of a text, each with the words before it in its sentence and those after it up to the next quantity.

    What stands before the first of several governs them all: "waits 30 seconds between tries and 5 minutes after".
    """
    found = quantities(text)
    result = []
    passed, at = "", 0
    for i, q in enumerate(found):
        right = found[i + 1].start if i + 1 < len(found) else len(text)
        passed = (passed + text[at : q.start])[-_NEAR:]
        before, after = tokens(_last_clause(passed)), tokens(_first_clause(text[q.end : right]))
        result.append(Slot(q, _weights(before[::-1]), _weights(after)))
        passed, at = f"{passed} ", q.end
    return tuple(result)


def _last_clause(text: str) -> str:
    return re.split(r"[.!?;]\s", text)[-1]


def _first_clause(text: str) -> str:
    return re.split(r"[.!?;]\s", text, maxsplit=1)[0]


_Postings = dict[str, list[tuple[int, float]]]


@lru_cache(maxsize=1024)
def _postings(text: str) -> tuple[_Postings, _Postings]:
    """By word, the numbers of the slots of a text that have it before them, and after them, with its weight there."""
    before: _Postings = {}
    after: _Postings = {}
    for n, slot in enumerate(slots(text)):
        for side, found in ((slot.before, before), (slot.after, after)):
            for word, weight in side.items():
                found.setdefault(word, []).append((n, weight))
    return before, after


def _fits(slot: Slot, quote: str) -> list[float]:
    """How well the words around a value fit those around each value of the quote; a word on the other side counts half."""
    before, after = _postings(quote)
    fits = [0.0] * len(slots(quote))
    for side, same, other in ((slot.before, before, after), (slot.after, after, before)):
        for word, weight in side.items():
            for n, there in same.get(word, ()):
                fits[n] += weight * there
            for n, there in other.get(word, ()):
                fits[n] += weight * there / 2
    return fits


def _misplaced_by_words(text: str, quote: str) -> list[str]:
    there = slots(quote)
    faults = []
    for slot in slots(text):
        own = [n for n, s in enumerate(there) if same_value(slot.value, s.value)]
        if not own or len(own) == len(there):
            continue
        fits = _fits(slot, quote)
        least = max(0.3, CLEAR * max(fits[n] for n in own))
        better = sorted((n for n, fit in enumerate(fits) if fit > least), key=lambda n: -fits[n])
        other = next((there[n] for n in better if compatible(slot.value, there[n].value) is False), None)
        if other:
            faults.append(f'"{slot.value.text}" stands beside the words that the source has for "{other.value.text}"')
    return faults


_BETWEEN = re.compile(
    r"([,;]\s+(?:and\s+|but\s+|while\s+|whereas\s+)?|[.!?]\s+|\s+while\s+)"
)  # clauses, with what is between them
_WHEN = re.compile(r"(?:in|on|by|during|since|until|around|about)(?: (?:the|about|around))? ", re.IGNORECASE)


@lru_cache(maxsize=1024)
def dated_last(text: str) -> str:
    """The text with each date that opens a clause at the clause's end: `In 1961 Gagarin orbited the Earth, and …` says the same."""
    parts = _BETWEEN.split(text)
    merged: list[str] = []  # a date alone (`In 1961, …`) goes with what it opens
    for clause, after in zip(parts[::2], [*parts[1::2], ""], strict=True):
        opening = _opening_date(clause)
        if opening and not clause[opening:].strip() and after.strip() == ",":
            merged += [f"{clause} ", ""]
        else:
            merged += [clause, after]
    return "".join(_moved(clause) for clause in _joined(merged))


def _joined(parts: Sequence[str]) -> list[str]:
    """Clauses and what is between them, where nothing is between two of them as one clause."""
    found, open_ = [], ""
    for clause, after in zip(parts[::2], parts[1::2], strict=True):
        open_ += clause
        if after:
            found += [open_, after]
            open_ = ""
    return [*found, open_]


def _opening_date(clause: str) -> int:
    """Where the date ends with which a clause begins, or 0."""
    when = _WHEN.match(clause)
    date = next((q for q in quantities(clause) if q.kind == "date"), None) if when else None
    named = (
        when is not None and date is not None and when.group().endswith("the ") and date.text.isdigit()
    )  # `the 1970 census`
    return date.end if date and when and date.start == when.end() and not named else 0


def _moved(clause: str) -> str:
    end = _opening_date(clause)
    rest = clause[end:].strip()
    close = rest[-1] if rest.endswith((".", "!", "?")) else ""
    return f"{rest.removesuffix(close)} {clause[:end]}{close}" if end and rest else clause


_PIECE = re.compile(r"[^\W_]+[+#]*")


def _sequence(text: str, found: Sequence[tuple[int, int, str]]) -> tuple[list[str], list[int | None]]:
    """Stems of a text in order with each value masked by its sort; and for each place the number of its value, or None."""
    items: list[str] = []
    which: list[int | None] = []
    at = 0
    for number, (start, end, mask) in enumerate([*found, (len(text), len(text), "")]):
        for match in _PIECE.finditer(text, at, start):
            word = match.group().lower()
            if word not in STOP or word in ("by", "to", "from", "than"):
                items.append(stem(word))
                which.append(None)
        if mask:
            items.append(mask)
            which.append(number)
        at = end
    return items, which


def _aligned(one: tuple[list[str], list[int | None]], two: tuple[list[str], list[int | None]]) -> list[tuple[int, int]]:
    """Pairs of values that take the same place in two texts: masked alike, with an equal word (or the text's end) beside them."""
    (a, a_which), (b, b_which) = one, two
    pairs = []
    for block in SequenceMatcher(None, a, b, autojunk=False).get_matching_blocks():
        words = sum(a_which[i] is None for i in range(block.a, block.a + block.size))
        for offset in range(block.size):
            i, j = block.a + offset, block.b + offset
            left, right = a_which[i], b_which[j]
            if left is not None and right is not None and (words >= 2 or block.size == len(a) == len(b)):
                pairs.append((left, right))
    return pairs


def _misplaced_by_place(text: str, quote: str) -> list[str]:
    mine, theirs = quantities(text), quantities(quote)
    if not mine or not theirs:
        return []

    def spans(found: list[Quantity]) -> list[tuple[int, int, str]]:
        return [(q.start, q.end, f"#{q.kind}{q.unit}") for q in found]

    pairs = _aligned(_sequence(text, spans(mine)), _sequence(quote, spans(theirs)))
    return [
        f'"{mine[i].text}" stands where the source has "{theirs[j].text}"'
        for i, j in pairs
        if _other_value(mine[i], theirs[j])
    ]


def _other_value(claim: Quantity, source: Quantity) -> bool:
    """Whether these are two values: rounding makes one of two only between units, or of a date told less precisely."""
    if claim.kind == "date" or (claim.unit and claim.written != source.written):
        narrower = claim.kind == "date" and claim.high - claim.low < source.high - source.low
        return compatible(claim, source) is False or narrower
    return not same_value(claim, source)


def _mentions(text: str, names: Sequence[Name]) -> list[Name]:
    """The names of a text, and where names found elsewhere stand in it (at the start of a sentence a common word may be one)."""
    found = list(proper_names(text))
    taken = {at for n in found for at in range(n.start, n.end)}
    for name in dict.fromkeys(name.text for name in names if name.text in text):
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
            if taken.isdisjoint(range(*match.span())):
                found.append(Name(match.group(), *match.span()))
                taken.update(range(*match.span()))
    return sorted(found, key=lambda n: n.start)


def _misplaced_names(text: str, quote: str) -> list[str]:
    """Names exchanged: each stands in the quote, but in this place the quote has another one."""
    theirs = _mentions(quote, proper_names(text))
    mine = _mentions(text, theirs)
    if len(theirs) < 2:
        return []
    pairs = _aligned(
        _sequence(text, [(n.start, n.end, "#name") for n in mine]),
        _sequence(quote, [(n.start, n.end, "#name") for n in theirs]),
    )
    pairings = [(mine[i].text, theirs[j].text) for i, j in pairs if _different(mine[i].text, theirs[j].text)]
    wrong = [(name, there) for name, there in pairings if any(not _different(name, other.text) for other in theirs)]
    return [
        f'"{a}" stands where the source has "{b}"'
        for a, b in wrong
        if any(not _different(b, c) for c, _ in wrong) or (digits(a) and digits(b))
    ]


def _different(a: str, b: str) -> bool:
    one, two = set(tokens(a)), set(tokens(b))
    return key(a) != key(b) and not (one <= two or two <= one)


def misplaced(text: str, quotes: Sequence[str]) -> list[str]:
    """Faults of pairing between a statement and its quotes; a value is at fault only if no quote has it in its place."""
    checks: tuple[Callable[[str, str], list[str]], ...] = (_misplaced_by_place, _misplaced_by_words, _misplaced_names)
    whole = list(quotes)
    if len(quotes) > 1 and sum(map(len, quotes)) <= _LONGEST_WHOLE:
        whole.append(" ".join(quotes))
    for check in checks:
        per_quote = [check(text, quote) for quote in whole]
        if per_quote and all(per_quote) and all(check(dated_last(text), dated_last(quote)) for quote in whole):
            return per_quote[0]
    return []
