"""Values in a text: dates, times of day, weekdays, versions, figures with what they count, words of one class, and who holds a part.

Owns: finding them, each with its sort: two values of one sort in sentences that are otherwise alike are a disagreement. Imports nothing
of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from text_to_num import alpha2digit

from agent.engine.rehearsal.names import names_in
from agent.engine.rehearsal.words import MONTHS, STOP, WEEKDAYS, concept, listed, plain, words

# What is measured, and the units of each sort.
_UNITS = {
    "time": "second seconds s ms minute minutes min hour hours h day days week weeks month months year years 分 时間 時間 天 jours tage",
    "length": "m km cm mm metre metres meter meters kilometres foot feet yard yards mile miles fathom fathoms 米",
    "weight": "g mg kg µg gram grams milligrams microgram micrograms pound pounds ton tons tonnes ounces",
    "volume": "l ml litre litres gallon gallons",
    "power": "w kw watts kilowatts horsepower",
    "voltage": "v volt volts kv",
    "data": "kb mb gb kilobytes megabytes gigabytes mbit gbit",
    "money": "€ euro euros £ $ dollar dollars",
    "share": "percent % prozent",
}
UNITS = {word: sort for sort, names in _UNITS.items() for word in names.split()}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86400, "week": 604800, "month": 2629800, "year": 31557600}
# Of the words of one class only one can be so.
_CLASSES = {
    "relation": "son daughter brother sister mother father uncle aunt husband wife cousin nephew niece",
    "material": "iron steel oak pine stone brick bronze brass copper concrete glass aluminium silver gold leather wool cotton",
    "colour": "red blue green yellow white black brown grey orange purple",
    "side": "north south east west",
}
CLASS_OF = {word: sort for sort, names in _CLASSES.items() for word in names.split()}
_MONTH, _DAY = ("|".join(sorted(names, key=len, reverse=True)) for names in (MONTHS, WEEKDAYS))
_ABOUT = r"(?:\b(?:about|around|some|roughly|nearly|almost|over|rund|etwa|environ|unos) )?"
_SORTS = (  # the surest first
    r"(?P<address>\b\d{1,3}(?:\.\d{1,3}){3}\b)",
    r"\b(?:version|release|v)\s?(?P<version>\d+(?:\.\d+)+)",
    r"\b(?P<week>week \d+)\b",
    r"\b(?P<clock>midnight|noon|[0-2]?\d[:h][0-5]\d|\d\d?\s?(?:[ap]\.?m\b|Uhr|o['’]clock)|(?<=at )\d\d?(?= in the| on the|$|[,.;]))",
    rf"\b(?P<weekday>(?:(?:first|second|third|fourth|last|[1-4](?:st|nd|rd|th)) )?(?:{_DAY}))\b",
    (
        rf"\b(?P<date>\d{{4}}-\d\d-\d\d|\d\d?(?:st|nd|rd|th)?\.? (?:of )?(?:{_MONTH})\b(?:,? \d{{4}})?"
        rf"|(?:{_MONTH}) \d\d?(?:st|nd|rd|th)?\b(?:, \d{{4}})?|(?:{_MONTH}),? \d{{4}}"
        rf"|(?<![.,/:£$€-])(?:1\d|20)\d\d(?![\w%]|[.,:/-]\d| [a-z]+s\b)|(?<!^)(?:{_MONTH})(?! [a-z]))(?!\w)"
    ),
    r"(?P<year>\d{4})(?=年)",
    (
        rf"(?P<figure>{_ABOUT}(?<![\w.,])[£€$]?\d+(?:[.,]\d+)*(?![\w]*_)|\b(?:every|each) (?:second|other)\b"
        r"|\b(?:an?|one|every|each)(?= (?:minute|hour|day|week|month|year)\b)|[一二两三四五六七八九十百千]+(?=[一-鿿]))"
    ),
)
_VALUE = re.compile("|".join(_SORTS), re.IGNORECASE)
_AFTER = re.compile(
    r"[\s-]?(?:(?:square|cubic|large|small|long|whole|full|extra)\s)?([一-鿿]|(?:nautical )?[^\W\d_]\w*|[%€°µ]\w?)"
)
_RATE = re.compile(r"\s(?:per|an?|each) (\w+)")
_HALF, _QUARTER = re.compile(r"\bhalf an hour\b"), re.compile(r"\ba quarter of an hour\b")
_AT_MOST = re.compile(r"\b(?:no more than|at most|up to)\b", re.IGNORECASE)
_CELL = re.compile(r" \|[^|:]*: (\w+)(?= \||$)")  # a unit that stands in a cell of its own
_NAMED = re.compile(r"\b[Tt]he (?:\w+ of )?$")  # "the 1865 cable": its name, no date
# Deeds of which one thing has one doer, and posts which one holds.
_DEEDS = listed("build write design lead invent patent own teach paint compose command")
_POST = r"(?:first |chief )?(?P<post>[a-z]{3,}(?:[eo]r|ian|ist|ant|man|woman)|executive|head|lead)\b"
_AFTER_NAME = re.compile(rf"(?:,| is| was| became| \| \w+:)(?:[^.;|]{{0,50}},)?(?: still)?(?: the| its)? {_POST}")
_BEFORE_NAME = re.compile(rf"\b{_POST}(?: of [^,:;|\d]{{1,40}})?(?::| is| was|,) (?:[A-Z][a-z]+\. )?$", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:The|A|An) ((?:[a-z][\w-]* ?){1,3}) $")
_FROM = re.compile(
    r"\b(?:came|comes?|had|has|got|learned)\b[^,;.]{0,30}? from (?:\w+ )??(\w[\w-]{2,})(?= (?:in|at)\b|[,.;]|$)"
)
_WHERE = re.compile(r"\b(?:began|started|broke out|born|died|founded|married) (?:in|at|near) (?:the )?([^\W\d][\w-]+)")


@dataclass(frozen=True, slots=True)
class Value:
    """A value: its `sort` (what it can be compared with), its `key` (comparable), and where it stands. `unit` is as it is written."""

    sort: str
    key: str
    text: str
    start: int
    end: int
    unit: str = ""


def numerals(text: str) -> str:
    """A text with its English number words in digits, and what is said to be a limit called one."""
    text = _HALF.sub("30 minutes", _QUARTER.sub("15 minutes", _AT_MOST.sub("limit", text)))
    return alpha2digit(text, "en") if " " in text else text


@lru_cache(maxsize=4096)
def values_in(text: str) -> tuple[Value, ...]:
    """The values of a text whose numerals are digits, in order, none overlapping another but for the holders of parts."""
    found = [value for match in _VALUE.finditer(text) if (value := _value(match, text))]
    classed = [(CLASS_OF[plain(word.text)], word) for word in words(text) if plain(word.text) in CLASS_OF]
    found += [Value(sort, plain(word.text), word.text, word.start, word.end) for sort, word in classed]
    return (*_joined(sorted(found, key=lambda value: value.start), text), *holders(text))


def _joined(found: list[Value], text: str) -> list[Value]:
    """The values; two of one measure that follow each other are one: "2 hours and 10 minutes"."""
    made: list[Value] = []
    for value in found:
        last = made[-1] if made else value
        if (
            last.unit
            and last.sort == value.sort
            and text[last.end : value.start].strip() in (last.unit, f"{last.unit} and")
        ):
            whole = text[last.start : value.end]
            made[-1] = replace(value, key=f"{last.key} {value.key}", text=whole, start=last.start)
        else:
            made.append(value)
    return made


def _value(match: re.Match[str], text: str) -> Value | None:
    sort = str(match.lastgroup)
    said, (start, end) = match[sort], match.span(sort)
    if sort == "date" and _NAMED.search(text[:start]):
        return None
    if sort != "figure":
        return Value(
            "date" if sort == "year" else sort,
            " ".join(sorted(said.casefold().replace(",", "").split())),
            said,
            start,
            end,
        )
    after = _AFTER.match(text, end)
    unit = after[1] if after else ""
    digits = re.search(r"\d+(?:\.\d+)?", said.replace(",", ""))
    number = digits[0] if digits else said if not said.isascii() else "2" if " " in said else "1"  # "every second", "a"
    if not after and (cell := _CELL.match(text, end)) and cell[1] in UNITS:
        unit = cell[1]
    elif not after or (plain(unit) in STOP and unit not in UNITS):
        sort = "money" if said[0] in "£€$" else "number"
        return Value(sort, number, said, start, end) if "." not in said else None  # else a version
    sort = UNITS.get(unit) or UNITS.get(unit.casefold().removeprefix("nautical ")) or f"count:{concept(unit)}"
    if after and sort.startswith("count:") and (rate := _RATE.match(text, after.end())):
        sort, unit = f"{sort}/{concept(rate[1])}", f"{unit}{rate[0]}"
    seconds = _SECONDS.get(plain(unit).removesuffix("s"))
    key = f"{float(number) * seconds:g}" if seconds else f"{number} {concept(unit)}"
    if after and not digits and said.isascii():  # "every second year"
        return Value(sort, key, text[start : after.end()], start, after.end())
    return Value(sort, key, said, start, end, unit)


def holders(text: str) -> Iterator[Value]:
    """Who does a deed (the name nearest to it, behind it after "by") or holds a post; from what or where something came."""
    names = [(name.text, name.start, name.end) for name in names_in(text)]
    for name in names:
        for post in (_AFTER_NAME.match(text, name[2]), _BEFORE_NAME.search(text[max(0, name[1] - 60) : name[1]])):
            if post:
                yield _holder(concept(post["post"]), *name)
    for word in words(text):
        if (part := concept(word.text)) not in _DEEDS:
            continue
        by = "by" in text[word.end : word.end + 30].split()[:3] or text.startswith(": ", word.end)  # a row's label
        near = [name for name in names if (0 <= name[1] - word.end < 60 if by else 0 <= word.start - name[2] < 30)]
        if near:
            yield _holder(part, *near[0 if by else -1])
        elif subject := _SUBJECT.match(text[: word.start]):
            yield _holder(part, subject[1], *subject.span(1))
    for part, pattern in (("from", _FROM), ("where", _WHERE)):
        for match in pattern.finditer(text):
            yield _holder(part, match[1], *match.span(1))


def _holder(part: str, name: str, start: int, end: int) -> Value:
    return Value(f"name:{part}", " ".join(sorted(name.casefold().split())), name, start, end)


def alike(one: Value, other: Value) -> bool:
    """Whether two values of one sort can be the same: the words of one are among those of the other."""
    left, right = set(one.key.split()), set(other.key.split())
    return left <= right or right <= left
