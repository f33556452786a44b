"""Values in a text: figures with their units, dates, times of day, weekdays, versions, and words of one class, each made comparable.

Owns: finding them in five languages, and whether two of them can be the same. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.engine.rehearsal.units import CLASS_OF, CLASSES, UNITS, cjk_number, digits, spelled
from agent.engine.rehearsal.words import MONTHS, NUMERALS, SCALES, STOP, WEEKDAYS, concept, listed, plain, words

_NUMERAL = "|".join(sorted({*NUMERALS, *SCALES} - {"mil", "cent", "un", "sin"}, key=len, reverse=True))
_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_DATE = re.compile(
    rf"\b(?P<y1>\d{{4}})-(?P<m1>\d\d)-(?P<d1>\d\d)\b|\b(?P<d2>\d\d?)[./](?P<m2>\d\d?)[./](?P<y2>\d{{4}})\b"
    rf"|(?<![\d.])(?P<d3>\d\d?)(?:st|nd|rd|th)?(?:\.|er)?\s+(?:of\s+|de\s+)?(?P<n3>{_MONTH})\b\.?(?:,?\s+(?:de\s+)?(?P<y3>\d{{4}})\b)?"
    rf"|\b(?P<n4>{_MONTH})\s+(?P<d4>\d\d?)(?:st|nd|rd|th)?\b(?!\d)(?:,?\s+(?P<y4>\d{{4}})\b)?"
    rf"|\b(?P<n5>{_MONTH})\.?,?\s+(?:de\s+)?(?P<y5>\d{{4}})\b|(?P<y8>\d{{4}})年(?:(?P<m8>\d\d?)月(?:(?P<d8>\d\d?)日)?)?"
    rf"|(?<![\d.,\-/$£€:_])(?P<y6>1[0-9]{{3}}|20[0-9]{{2}})(?![\d%:]|[.,/\-]\d|\w)|(?<!\w)(?P<n7>{_MONTH})(?!\w)",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"\b(?P<h>[01]?\d|2[0-4])[:h](?P<m>[0-5]\d)\b|\b(?P<h2>\d\d?)\s?(?P<ap>[ap]\.?m\b|Uhr\b|o['’]clock)|"
    r"\b(?P<w>midnight|noon|Mitternacht|minuit|medianoche)\b"
    rf"|\b(?P<half>half past|quarter past|quarter to)\s+(?P<h3>\w+)|\bat\s+(?P<h4>{_NUMERAL})(?:\s+in the "
    rf"(?P<part>morning|evening|afternoon|night))?\b"
    rf"(?!\s+\w+s\b|\s+(?:you|degrees|miles))",
    re.IGNORECASE,
)
_DAY = re.compile(
    rf"\b(?:(?P<o>first|second|third|fourth|last|1st|2nd|3rd|4th)\s+)?(?P<w>{'|'.join(sorted(WEEKDAYS, key=len, reverse=True))})\b",
    re.IGNORECASE,
)
_CODE = re.compile(
    r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:version|release|v)\s?(\d+(?:\.\d+)+)\b|\bweek (\d+)\b", re.IGNORECASE
)
_FIGURE = re.compile(
    rf"(?<![\w.,])(?P<sign>[£€$]\s?)?(?P<digits>\d+(?:[.,]\d+)*)(?P<scale>\s?(?:hundred|thousand|million|"
    rf"millionen|billion|score|dozen)\b)?(?![\w]*_)"
    rf"|\b(?P<spelled>(?:{_NUMERAL})(?:[\s-](?:and\s+)?(?:{_NUMERAL}))*)\b"
    r"|\b(?P<part>(?:every|each) (?:second|other) |(?:a |une |eine )?(?:quarter of|half|demi-|demie?|halbe|"
    r"anderthalb|one and a half)\s?(?:an?\s)?)(?=\w)"
    r"|\b(?P<one>an?|une?|einen?|every|each|jede[nrs]?)\s+(?=(?:minute|hour|day|week|month|year|heure|mois|Stunde|Woche|Monat|Jahr)\b)"
    r"|(?P<cjk>[〇一二两三四五六七八九十百千万]+|\d+(?=[一-鿿]))(?P<many>多)?(?P<counter>分钟|小时|時間|[一-鿿])",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|some|roughly|nearly|almost|over|approximately|circa|c\.|rund|etwa|knapp|environ|"
    r"unos|unas|just over|up to|under)\s*|[約およそ约]+)$",
    re.IGNORECASE,
)
_RATE = re.compile(r"\s?(?:per|an?|each|pro|par|je) ([^\W\d_]+)")
_MODIFIER = listed("square cubic large small long short new old whole full further other extra fruit")
_SHORT = listed("in s min h g m l v w ps")


@dataclass(frozen=True, slots=True)
class Value:
    """A value: its `sort` (what it can be compared with), its `key` (comparable), and where it stands. `unit` is as it is written."""

    sort: str
    key: tuple[float | None, ...] | str
    text: str
    unit: str
    start: int
    end: int
    about: bool = False


_CONTINENTAL = re.compile(r"\b(?:der|die|das|und|ist|le|les|et|est|el|los|del|una)\b", re.IGNORECASE)


@lru_cache(maxsize=4096)
def values_in(text: str) -> tuple[Value, ...]:
    """The values of a text in order, none overlapping another; what is surer goes first."""
    found: list[Value] = []
    taken = bytearray(len(text) + 1)
    for value in _read(text):
        if value.text.strip() and not any(taken[value.start : value.end]):
            taken[value.start : value.end] = b"\1" * (value.end - value.start)
            found.append(value)
    return tuple(_joined(sorted(found, key=lambda value: value.start), text))


def _read(text: str) -> Iterator[Value]:
    """All that can be read as a value, the surest first."""
    for match in _CODE.finditer(text):
        sort = "version" if match[1] else "week" if match[2] else "address"
        yield Value(sort, (match[1] or match[2] or match[0]).casefold(), match[0], "", *match.span())
    for match in _TIME.finditer(text):
        if (at := _minutes(match)) is not None:
            yield Value("clock", (at,), match[0], "", *match.span())
    yield from filter(None, (_date(match, text) for match in _DATE.finditer(text)))
    for match in _DAY.finditer(text):
        key = f"{plain(match['o'] or '')} {WEEKDAYS[match['w'].casefold()]}"
        yield Value("weekday", key, match[0], "", *match.span())
    comma = _CONTINENTAL.search(text[:400]) is not None or re.search(r"\d,\d{1,2}(?!\d)", text[:400]) is not None
    yield from filter(None, (_figure(match, text, comma=comma) for match in _FIGURE.finditer(text)))
    for word in words(text):
        if known := CLASS_OF.get(plain(word.text)):
            yield Value(known[0], plain(word.text), word.text, "", word.start, word.end)


def _joined(found: list[Value], text: str) -> Iterator[Value]:
    """The values; two of one dimension that follow each other as one are one: "two hours and ten minutes"."""
    at = 0
    while at < len(found):
        one = found[at]
        after = found[at + 1] if at + 1 < len(found) else None
        gap = text[one.end : after.start] if after else ""
        if (
            after
            and one.sort == after.sort
            and one.unit != after.unit
            and one.unit
            and gap.strip() in (f"{one.unit} and", one.unit)
        ):
            key = (float(one.key[0] or 0) + float(after.key[0] or 0),)
            one = replace(one, key=key, text=text[one.start : after.end], unit=after.unit, end=after.end)
            at += 1
        yield one
        at += 1


def _minutes(match: re.Match[str]) -> float | None:
    if match["w"]:
        return 720.0 if match["w"].casefold() == "noon" else 0.0
    spoken = match["h"] or match["h2"] or match["h3"] or match["h4"]
    hour = float(spoken) if spoken.isdigit() else NUMERALS.get(spoken.casefold(), -1)
    if not 0 <= hour <= 24 or (match["h4"] and not match["part"]):
        return None
    late = (match["ap"] or "").casefold().startswith("p") or match["part"] in ("evening", "afternoon", "night")
    minute = float(match["m"] or 0) + {"half past": 30, "quarter past": 15, "quarter to": -15}.get(
        (match["half"] or "").casefold(), 0
    )
    return ((hour + 12 * (late and hour < 12)) * 60 + minute) % 1440


def _date(match: re.Match[str], text: str) -> Value | None:
    got = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    if (
        "n" in got
        and not set(got) - {"n"}
        and (match[0].casefold() in ("may", "mai", "mars", "sept") or not match[0][0].isupper())
    ):
        if match[0] not in ("May", "Mai"):
            return None
        if re.match(r"\s+[a-z]", text[match.end() : match.end() + 3]) or not match.start():
            return None  # the verb
    if (
        match["y6"]
        and re.search(r"\b[Tt]he $", text[max(0, match.start() - 4) : match.start()])
        and re.match(r" [a-z]{3,}", text[match.end() :][:5])
    ):
        return Value("epithet", match[0], match[0], "", *match.span())
    if match["y6"] and (_counted(text[match.end() : match.end() + 30])):
        return None
    month = MONTHS.get(got["n"].casefold()) if "n" in got else (int(got["m"]) if "m" in got else None)
    year, day = (int(got[part]) if part in got else None for part in "yd")
    return Value("date", (year, month, day), match[0], "", *match.span())


def _counted(after: str) -> bool:
    """Whether a number is followed by what it counts."""
    found = re.match(r"\s([^\W\d_]+)(?:\s([^\W\d_]+))?", after)
    return (
        found is not None
        and (found[1] in UNITS or (found[1] in _MODIFIER and found[2] in UNITS))
        and found[1] not in _SHORT
    )


def _unit(text: str, end: int) -> tuple[str, str, float]:
    """What is counted after a number: as written, the dimension ("count:egg" for what is no measure), the factor."""
    after = text[end : end + 60]
    if mark := re.match(r"\s?([°%€£$]\s?[CF]?\b|[kcm]?m\b|[kmµ]?g\b|k?W\b|Mbit|kB\b|GB\b|PS\b|ft\b)", after):
        sign = mark[1].strip()
        if sign[0] == "°":
            return sign, "degrees", 1.0
        known = UNITS.get(sign.casefold())
        return (sign, *known) if known else (sign, sign, 1.0)
    found = re.match(r"[\s\-]([^\W\d_][\w\-]*)(?:\s([^\W\d_][\w\-]*))?(?:\s([^\W\d_][\w\-]*))?", after)
    if not found:
        cell = re.match(r"[^|\n]{0,20}\|[^|:\n]*: ?([a-z]+)\b", after)
        return (cell[1], *UNITS[cell[1]]) if cell and cell[1] in UNITS else ("", "", 1.0)
    for at in (1, 2, 3):
        word = plain(found[at] or "")
        if word in UNITS and not (word in _SHORT and len(word) < 3 and word == "in"):
            stop = found.end(at + 1) if word == "nautical" and found[at + 1] else found.end(at)
            return after[found.start(1) : stop], *UNITS[word]
        if word not in _MODIFIER:
            break
    last = next(at for at in (1, 2, 3) if plain(found[at] or "-") not in _MODIFIER)
    noun = plain(found[last] or "")
    if not noun or noun in STOP or noun in MONTHS or noun in WEEKDAYS:
        return "", "", 1.0
    return after[found.start(1) : found.end(last)], f"count:{concept(noun)}", 1.0


def _figure(match: re.Match[str], text: str, *, comma: bool) -> Value | None:
    about = _ABOUT.search(text[max(0, match.start() - 20) : match.start()]) is not None or bool(match["many"])
    start, end = match.span()
    if match["cjk"]:
        mark = match["counter"]
        unit, (sort, factor) = mark, UNITS.get(mark, (f"count:{mark}", 1.0))
        return Value(
            sort, (cjk_number(match["cjk"]) * factor,), text[start : match.start("counter")], unit, start, end, about
        )
    if match["part"]:
        said = match["part"].casefold()
        amount = next(
            (size for sign, size in (("quarter", 0.25), ("and", 1.5), ("ever", 2.0), ("each", 2.0)) if sign in said),
            0.5,
        )
        found = re.match(r"[^\W\d_]+", text[end : end + 30])
        if not found or plain(found[0]) not in UNITS:
            return None
        sort, factor = UNITS[plain(found[0])]
        stop = end + len(found[0])
        return Value(sort, (amount * factor,), text[start:stop], found[0], start, stop, about)
    if match["one"]:
        number: float = 1.0
    elif match["digits"]:
        number = digits(match["digits"], comma=comma) * SCALES.get((match["scale"] or "").strip().casefold(), 1)
    else:
        number = spelled(match["spelled"])
        once = match["spelled"].casefold() in ("one", "seize", "once", "score")
        if once and plain((re.match(r"\s?([^\W\d_]*)", text[end : end + 30]) or match)[1] or "") not in UNITS:
            return None
    tail = re.match(r"(?:st|nd|rd|th)\b", text[end : end + 3])
    if tail:
        return Value("order", (number,), match[0] + tail[0], "", start, end + len(tail[0]), about)
    unit, sort, factor = _unit(text, end - (match["one"] is not None))
    if match["one"]:
        end += len(unit)
        return Value(sort, (factor,), text[start:end], unit, start, end, about)
    if sort.startswith("count:") and (rate := _RATE.match(text[end + len(unit) + 1 : end + len(unit) + 24])):
        sort, unit = f"{sort}/{concept(rate[1])}", f"{unit} {rate[0].strip()}"
    if match["sign"]:
        unit, (sort, factor) = match["sign"].strip(), UNITS[match["sign"].strip()]
    if not sort and "." in match[0]:
        return None  # a version, most likely
    return Value(sort or "number", (number * factor,), match[0].strip(), unit, start, end, about)


def alike(one: Value, other: Value) -> bool:
    """Whether two values of one sort can be the same: rounded, in other units, a part of a date."""
    if isinstance(one.key, str) or isinstance(other.key, str):
        if one.sort in CLASSES:
            return bool(CLASS_OF[str(one.key)][1] & CLASS_OF[str(other.key)][1])
        return one.key == other.key
    if one.sort == "date":
        return all(
            left is None or right is None or left == right for left, right in zip(one.key, other.key, strict=True)
        )
    left, right = float(one.key[0] or 0), float(other.key[0] or 0)
    if left == right:
        return True
    near = (
        0.12
        if one.about or other.about
        else 0.1
        if one.unit != other.unit and not one.sort.startswith("count:")
        else 0.0
    )
    return abs(left - right) <= near * max(left, right) or _rounds(left, right) or _rounds(right, left)


def _rounds(fine: float, coarse: float) -> bool:
    """Whether a figure of three signs or more is rounded to the other one, which ends in noughts ("312" to "300")."""
    if fine < 100 or coarse != int(coarse):
        return False
    kept = len(str(int(coarse)).rstrip("0"))
    return kept < len(str(int(fine))) and float(f"{fine:.{max(1, kept)}g}") == coarse
