"""Values in a sentence: numbers with their units, money, shares, dates, years, versions and names, each with its place.

Owns: finding them and telling their sort. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.engine.rehearsal.lexicon import MONTHS, listed
from agent.engine.rehearsal.names import names_in
from agent.engine.rehearsal.words import STOP, plain, stem

_MONTH = "(?:" + "|".join(month.capitalize() for month in MONTHS) + ")"
_NUMBER_WORDS = """
    twenty thirty forty fifty sixty seventy eighty ninety one two three four five six seven eight nine ten eleven twelve
    thirteen fourteen fifteen sixteen seventeen eighteen nineteen hundred thousand million billion trillion dozen
"""
_SCALES = "hundred|thousand|million|billion|trillion|dozen"
_NUMBER_WORD = f"(?:{'|'.join(sorted(_NUMBER_WORDS.split(), key=len, reverse=True))})"
_SPELLED = rf"(?:(?:a|half a|several)\s+(?=(?:{_SCALES})\b))?{_NUMBER_WORD}(?:[\s-](?:and\s+)?{_NUMBER_WORD})*"
_DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"(?:\s(?:hundred|thousand|million|billion|trillion))?"

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "date",
        re.compile(
            rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|"
            rf"\d{{4}}-\d{{2}}-\d{{2}}|{_MONTH}\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?)\b"
        ),
    ),
    ("money", re.compile(rf"(?:US)?[$£€¥]\s?(?:{_DIGITS}){_SCALE}")),
    ("percent", re.compile(rf"(?:{_DIGITS})\s?(?:%|per\s?cent\b)")),
    ("version", re.compile(r"(?:(?<=[Vv]ersion )|(?<=[Rr]elease )|(?<=\bv))\d+(?:\.\d+)*\w*|\b\d+\.\d+\.\d+\w*\b")),
    ("year", re.compile(r"(?<![\d.,\-$£€])(?:1[0-9]{3}|20[0-9]{2})s?(?:\s?(?:BC|AD|BCE|CE)\b)?(?![\d,]\d|\.\d|\w)")),
    ("number", re.compile(rf"(?<![\w.])(?:{_DIGITS}){_SCALE}(?:st|nd|rd|th)?(?!\.?\d)|\b{_SPELLED}\b", re.IGNORECASE)),
)
_UNIT = re.compile(r"[\s\-]([^\W\d_][\w°²³/]*)(?:\s([^\W\d_]\w*))?|\s?([°%][CF]?|[kMGT]?B\b|[a-zµ]{1,3}/?[hs]?\b)")
_QUALIFIERS = listed("nautical square cubic statute metric long short minor major light solar imperial miles-per")
_NO_UNIT = STOP | listed("later earlier ago old years-old respectively inclusive")

DIMENSIONS: dict[str, frozenset[str]] = {
    name: frozenset(stem(unit) for unit in units.split())
    for name, units in {
        "length": """
            miles kilometres kilometers km metres meters m foot feet ft inch inches yards fathoms cm mm leagues
        """,
        "time": """
            seconds sec s ms milliseconds minutes min hours h days weeks months years decades century centuries
        """,
        "weight": "tons tonnes kilograms kilogrammes kg grams grammes g lb lbs ounces stone hundredweight",
        "data": "bytes kb mb gb tb kilobytes megabytes gigabytes bits kib mib gib",
        "speed": "knots mph km/h kmh m/s",
        "power": "watts kilowatts kw horsepower hp megawatts mw",
        "temperature": "degrees celsius fahrenheit kelvin °c °f",
        "area": "acres hectares",
        "people": """
            persons people inhabitants residents men women passengers crew employees members workers
        """,
        "money": "dollars pounds euros sterling",
    }.items()
}


@dataclass(frozen=True, slots=True)
class Value:
    """A value in a sentence: its text, unit ("" if none), sort, and place."""

    text: str
    unit: str
    sort: str
    start: int
    end: int


def _unit_after(text: str, end: int) -> str:
    found = _UNIT.match(text, end)
    if not found:
        return ""
    first, second, symbol = found.groups()
    if symbol and not first:
        return symbol
    if not first or plain(first) in _NO_UNIT or (first[0].isupper() and len(first) > 3):
        return ""
    if plain(first) in _QUALIFIERS and second:
        return f"{first} {second}"
    return first


def values_in(text: str) -> list[Value]:
    """All values of a sentence, in order, none overlapping another; figures go before names."""
    return list(_values_in(text))


@lru_cache(maxsize=1024)
def _values_in(text: str) -> tuple[Value, ...]:
    found: list[Value] = []

    def free(start: int, end: int) -> bool:
        return all(end <= other.start or start >= other.end for other in found)

    for sort, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            body = match.group().strip()
            if body and free(match.start(), match.end()):
                unit = _unit_after(text, match.end()) if sort == "number" else ""
                found.append(Value(body, unit, sort, match.start(), match.start() + len(body)))
    names = [name for name in names_in(text) if free(name.start, name.end)]
    found.extend(Value(name.text, "", "name", name.start, name.end) for name in names)
    return tuple(sorted(found, key=lambda value: value.start))


def dimension(unit: str) -> str:
    """What a unit measures ("length", "time", …), or the stem of the unit itself."""
    last = stem(unit.split()[-1]) if unit else ""
    return next((name for name, units in DIMENSIONS.items() if last in units), last)
