"""Dates in running text, at the precision in which they are written: day, month, year, decade or century.

Owns: reading them and their place on a line of days. Promises: works on folded text; a date without a year has no place on the line and
is compared by its month and day. The line counts 372 days a year (31 a month), which
keeps order and needs no calendar. English months. Imports the reader of numbers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from agent.knowledge.text.numerals import ORDINAL, ordinal_value

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"
)  # fmt: skip
MONTHS = {name: n for n, name in enumerate(_MONTHS, 1)}
MONTHS |= {name[:3]: n for name, n in MONTHS.items()} | {"sept": 9}
_WORDS = ("may", "march", "mar")  # without a capital they are months only beside a year
_NAMES = "|".join(sorted(MONTHS, key=len, reverse=True))
_M = rf"(?P<month>{_NAMES})\b\.?"
_D = r"(?P<day>0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?"
_Y = r"(?P<year>[12]\d{3})(?!\d)(?!,\d{3})"
_ERA = r"(?:\s?(?P<era>BCE?|B\.C\.(?:E\.)?|AD|CE|A\.D\.)(?!\w))?"
_B = r"(?<![\w.])(?<![^\W\d]-)"

_DATED = [
    re.compile(rf"{_B}(?P<year>[12]\d{{3}})[-/.](?P<m>0[1-9]|1[0-2])[-/.](?P<day>0[1-9]|[12]\d|3[01])(?![\d-])"),
    re.compile(rf"{_B}(?:the\s+)?{_D}[\s-]+(?:day\s+)?(?:of\s+)?{_M},?[\s-]*(?:of\s+)?{_Y}{_ERA}", re.IGNORECASE),
    re.compile(rf"{_B}{_M}\s*{_D}(?:\s*,\s*|\s+){_Y}{_ERA}", re.IGNORECASE),
    re.compile(rf"{_B}(?P<a>\d{{1,2}})(?P<s>[./])(?P<b>\d{{1,2}})(?P=s){_Y}"),
    re.compile(rf"{_B}{_M},?[\s-]+(?:of\s+)?{_Y}{_ERA}", re.IGNORECASE),
    re.compile(rf"{_B}(?P<year>[12]\d{{3}})-(?P<m>0[1-9]|1[0-2])(?![\d-])(?!\s*-)"),
    re.compile(rf"{_B}(?:the\s+)?{_D}\s+(?:of\s+)?{_M}(?!\w)", re.IGNORECASE),
    re.compile(rf"{_B}{_M}\s+{_D}(?![\d,.]*\d)(?!\w)(?!\s*(?:%|percent))", re.IGNORECASE),
]
_CJK = re.compile(
    r"(?<!\d)(?P<year>[12]\d{3})\s?[年년](?:\s?[(（][^()（）]{1,12}[)）])?(?:\s?(?P<m>1[0-2]|0?[1-9])\s?[月월](?:\s?(?P<day>[12]\d|3[01]|0?[1-9])\s?[日일])?)?"
)
_CENTURY = re.compile(ORDINAL.pattern + r"[\s-]+(?:century|centuries)(?:\s?(?P<era>BCE?|B\.C\.))?", re.IGNORECASE)
_DECADE = re.compile(r"(?<![\w.])(?P<year>[12]\d{2}0)'?s(?!\w)|(?<!\w)'(?P<short>[2-9]0)s(?!\w)")
_ERA_YEAR = re.compile(
    r"(?<![\w.,])(?P<year>\d{1,4})\s?(?P<era>BCE?|B\.C\.(?:E\.)?|AD|CE|A\.D\.)(?!\w)|\bAD\s?(?P<after>\d{1,4})(?!\w)"
)
_YEAR = re.compile(r"(?<![\w.,$£€#])(?<![^\W\d]-)(?<!\d-)(?P<year>1\d{3}|20\d{2})(?![\w%°]|,\d|\.\d|-[A-Za-z]|\s?%)")
_YEAR_SPAN = re.compile(
    r"(?<![\w.,$£€#])(?P<one>1\d{3}|20\d{2})\s?(?:-|/)\s?(?P<two>(?:1\d|20)?\d{2})(?![\w%°-]|,\d|\.\d)"
)
_FULL = "|".join(name.capitalize() for name in _MONTHS)
_LONE_MONTH = re.compile(
    r"\b(?i:in|of|by|since|until|till|during|early|late|mid|last|next|every|each|and|to|from)\s+"
    rf"(?P<month>{_FULL})\b(?!\s+\d)|\b(?P<first>{_FULL})(?=(?:\s+(?:to|until|through)\s+|\s?-\s?)(?:{_FULL})\b(?!\s+\d))"
)
_STRONG = re.compile(
    r"(?:\b(?:in|since|until|till|during|circa|ca\.?|c\.|born|died|founded|established|built|year|years|summer|winter|spring|autumn|fall|season|early|late|mid|of|by|before|after|from|around|between|dated|copyright|©)[\s-]*|\(|\bb\.\s*)\Z",
    re.IGNORECASE,
)
_FROM_YEAR = re.compile(r"\d{4}\s(?:to|and|until|till)\s\Z")
_VERY_STRONG = re.compile(
    r"\b(?:in|since|until|till|during|circa|born|died|founded|established|built|year|summer|winter|spring|autumn)\s*\Z",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?!(?:is|was|has|as|its|this|his|us|census|series|games|olympics|elections|does|news|stats|championships|finals|awards|playoffs|sales|times|seasons|plus|across|whereas|thus|perhaps|always)\b)(?:(?:[a-z]+\s+)?[a-z]{2,}s\b|people\b|men\b|women\b|children\b|percent\b|sq\b|feet\b|km\b|m\b|ft\b|kg\b|miles\b|px\b|mb\b|gb\b|x\b|×|per\b)",
)


_DIGIT = re.compile(r"\d")
_A_YEAR = re.compile(r"[12]\d{3}")  # what stands in every date that is full


@dataclass(frozen=True, slots=True)
class Day:
    """A date: ISO at its precision (`1866-07-27`, `1866-07`, `1866`, `--07-27`, `1990s`, `c19`), its first and last day, and its span."""

    iso: str
    low: float
    high: float
    start: int
    end: int


def _at(year: int, month: int, day: int) -> float:
    return float(year * 372 + (month - 1) * 31 + day - 1)


def interval(iso: str) -> tuple[float, float] | None:
    """First and last day of a year, month or day in ISO; None for anything else."""
    match = re.fullmatch(r"(-?\d{4})(?:-(\d\d))?(?:-(\d\d))?", iso)
    if not match:
        return None
    year, month, day = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    return _at(year, month or 1, day or 1), _at(year, month or 12, day or 31)


def _numeric(match: re.Match[str]) -> tuple[int, int] | None:
    """Month and day of `27.07.1866` or `7/27/1866`; None where the order cannot be told."""
    a, b = int(match["a"]), int(match["b"])
    if match["s"] == "." and 1 <= b <= 12 and 1 <= a <= 31:
        return b, a
    if a > 12 >= b >= 1 and a <= 31:
        return b, a
    if b > 12 >= a >= 1 and b <= 31:
        return a, b
    return (a, a) if a == b and 1 <= a <= 12 else None


def _dated(match: re.Match[str]) -> Day | None:
    parts = match.groupdict()
    year = int(parts["year"]) if parts.get("year") else None
    if year and (parts.get("era") or "").upper().startswith("B"):
        year = -year
    if year and "m" in parts and not parts["m"]:
        return Day(f"{year:04}", _at(year, 1, 1), _at(year, 12, 31), match.start(), match.end())
    if parts.get("s"):
        found = _numeric(match)
        if found is None:
            return Day(
                f"{parts['a']}/{parts['b']}/{year}",
                _at(year or 0, 1, 1),
                _at(year or 0, 12, 31),
                match.start(),
                match.end(),
            )
        month, day = found
    else:
        month = int(parts["m"]) if parts.get("m") else MONTHS[(parts["month"] or "").lower().rstrip(".")]
        day = int(parts["day"]) if parts.get("day") else 0
    if year is None:
        if parts["month"] in _WORDS:
            return None
        return Day(f"--{month:02}-{day:02}", _at(0, month, day), _at(0, month, day), match.start(), match.end())
    if day:
        return Day(
            f"{year:04}-{month:02}-{day:02}", _at(year, month, day), _at(year, month, day), match.start(), match.end()
        )
    return Day(f"{year:04}-{month:02}", _at(year, month, 1), _at(year, month, 31), match.start(), match.end())


def _years(first: int, last: int, iso: str, match: re.Match[str]) -> Day:
    return Day(iso, _at(first, 1, 1), _at(last, 12, 31), match.start(), match.end())


def _centuries(text: str) -> Iterator[Day]:
    for match in _CENTURY.finditer(text):
        n, before = ordinal_value(match), bool(match["era"])
        if n < 100:
            first = -100 * n if before else 100 * n - 100
            yield _years(first, first + 100 - before, f"c{'-' if before else ''}{n}", match)


def _coarse(text: str) -> Iterator[Day]:
    for match in _DECADE.finditer(text):
        year = int(match["year"]) if match["year"] else 1900 + int(match["short"])
        yield _years(year, year + 9, f"{year}s", match)
    for match in _ERA_YEAR.finditer(text):
        year = int(match["year"] or match["after"])
        year = -year if (match["era"] or "").upper().startswith("B") else year
        yield _years(year, year, f"{year:05}" if year < 0 else f"{year:04}", match)


def _spans(text: str) -> Iterator[Day]:
    for match in _YEAR_SPAN.finditer(text):
        one, two = match["one"], match["two"]
        last = int(one[: 4 - len(two)] + two)
        if int(one) < last <= int(one) + 200:
            yield Day(f"{one}..{last}", _at(int(one), 1, 1), _at(last, 12, 31), match.start(), match.end())


def _bare(text: str) -> Iterator[Day]:
    """Years that stand alone, where what is around them does not say that they count something."""
    for match in _YEAR.finditer(text):
        before = text[: match.start()][-16:]
        if _COUNTED.match(text, match.end()) and not _VERY_STRONG.search(before):
            continue
        if (
            re.search(
                r"[=:×x*/+<>]\s*\Z|\b(?:port|page|line|number|no\.?|of about|size|limit|timeout|to|by)\s*\Z", before
            )
            and not _STRONG.search(before)
            and not _FROM_YEAR.search(before)
        ):
            continue
        yield _years(int(match["year"]), int(match["year"]), match["year"], match)


def _months(text: str) -> Iterator[Day]:
    for match in _LONE_MONTH.finditer(text):
        name = "month" if match["month"] else "first"
        month = MONTHS[match[name].lower()]
        yield Day(f"--{month:02}", _at(0, month, 1), _at(0, month, 31), match.start(name), match.end())


def days(text: str) -> list[Day]:
    """All dates of a folded text, in order, none overlapping another; the more precise reading of a place wins."""
    if not _DIGIT.search(text):  # most sentences
        return _apart(chain(_centuries(text), _months(text)), len(text))
    return _apart(chain(_dates(text), *(read(text) for read in _READERS)), len(text))


def full_days(text: str) -> list[Day]:
    """Those of them that have a year, a month and a day: nothing coarser takes a place from them."""
    found = _apart(_dates(text), len(text)) if _A_YEAR.search(text) else []
    return [day for day in found if _FULL_ISO.fullmatch(day.iso)]


_FULL_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_READERS = (_centuries, _coarse, _spans, _bare, _months)


def _dates(text: str) -> Iterator[Day]:
    found = (_dated(match) for pattern in (*_DATED, _CJK) for match in pattern.finditer(text))
    return filter(None, found)


def _apart(found: Iterable[Day], length: int) -> list[Day]:
    """In order those that overlap none that came before them."""
    kept: list[Day] = []
    taken = bytearray(length)
    for day in found:
        if taken.find(1, day.start, day.end) < 0:
            taken[day.start : day.end] = b"\1" * (day.end - day.start)
            kept.append(day)
    return sorted(kept, key=lambda day: day.start)
