"""Numbers of several parts: versions, also in an address, and times of day, which are compared by their parts; what joins figures into one.

Owns: `versions`, `version_value`, `release`, `clocks`, `weekday`, `month`, `days` (of the week); `compounds` (`5 feet 10 inches`) and
`ranges` (`10-20 km`). Promises: works on folded text; trailing zeros of a version do not count (`3.1.0` is `3.1`). Imports the shape of a
quantity, the reader of numbers and the table of units.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from urllib.parse import unquote

from babel import Locale

from agent.knowledge.text.english import STOP
from agent.knowledge.text.letters import fold
from agent.knowledge.text.numerals import numerals
from agent.knowledge.values.comparing import Quantity, number_text
from agent.knowledge.values.units import unit_after

_VERSION = re.compile(
    r"(?<![\w.])(?:(?:[Vv]ersions?|[Rr]eleases?|[Rr]ev\.?)\s+v?|[vV]\.?\s?)(?P<named>\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\.?\d*)?)(?![\w%])(?!\.\d)"
    r"|(?<![\w.,$£€-])(?P<dotted>\d+\.\d+\.\d+(?:\.\d+)*(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\.?\d*)?)(?!\w)"
    r"|(?<![\w.,$£€-])(?P<pre>\d+\.\d+(?:a|b|rc)\d+)(?!\w)"
    r"|(?<=[A-Za-z]\s)(?P<after>\d{1,2}\.\d{1,2})(?![\w%]|\.\d|,\d|\s?(?:%|per|million|billion|thousand|times|x\b|×))"
)
_NAME_BEFORE = re.compile(r"(?:\A|[\s(\"'])([A-Z][\w+#]*)\s\Z")
_CLOCK = re.compile(
    r"(?<![\w:.])(?P<h>[01]?\d|2[0-3]):(?P<m>[0-5]\d)(?::(?P<s>[0-5]\d))?(?![\d:])\s?(?P<half>[ap]\.?m\b\.?)?|(?<![\w:.])(?P<bare>1[0-2]|[1-9])\s?(?P<side>[ap]\.?m\b\.?)",
    re.IGNORECASE,
)


def version_value(text: str) -> str:
    """A version without leading `v` and trailing zeros: `v3.1.0` → `3.1`; `2.0rc1` → `2rc1`."""
    match = re.match(r"(\d+(?:\.\d+)*)(.*)", text.lower())
    assert match is not None
    parts = [str(int(part)) for part in match.group(1).split(".")]
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return ".".join(parts) + re.sub(r"[-.]", "", match.group(2))


def _follows_name(text: str, match: re.Match[str]) -> bool:
    """Whether a bare `3.11` comes right after a name and before no unit: `Python 3.11 or newer`, not `The 3.5 km`."""
    name = _NAME_BEFORE.search(text[: match.start("after")][-40:])
    return name is not None and name[1].lower() not in STOP and unit_after(text, match.end("after")) is None


def versions(text: str) -> list[Quantity]:
    """Versions of a folded text: after a word or letter that says so, with two points or more, or `3.11` right after a name."""
    found = []
    for match in _VERSION.finditer(text):
        if match["after"] and not _follows_name(text, match):
            continue
        name = next(kind for kind in ("named", "dotted", "pre", "after") if match[kind])
        start, end = match.span(name)
        value = version_value(match[name])
        found.append(Quantity("version", value, 0.0, 0.0, "", match[name], start, end))
    return found


def clocks(text: str) -> list[Quantity]:
    """Times of day of a folded text, on the 24 hour clock: `3:45 pm` is `15:45`."""
    found = []
    for match in _CLOCK.finditer(text):
        hour, minute = int(match["h"] or match["bare"]), int(match["m"] or 0)
        half = (match["half"] or match["side"] or "").lower()
        if half:
            hour = hour % 12 + (12 if half.startswith("p") else 0)
        at = float(hour * 60 + minute)
        found.append(
            Quantity(
                "clock",
                f"{hour:02}:{minute:02}" + (f":{match['s']}" if match["s"] else ""),
                at,
                at,
                "",
                match.group(),
                *match.span(),
            )
        )
    return found


_RANGE = re.compile(r"\s*(?:-|to|and|through|…|\.\.)\s*(?:[$£€]\s?)?\Z", re.IGNORECASE)
_BY = re.compile(r"\s*(?:[x×*]|by|or|sur|mal|par|por)\s*", re.IGNORECASE)
_BELOW = {
    ("s", 3600.0): 60.0,
    ("s", 60.0): 1.0,
    ("m", 0.3048): 0.0254,
}  # what a bare number after hours, minutes, feet counts: `7 hours 41`
_ENDS = re.compile(r"\s*(?:[,.;:)!?](?:\s|\Z)|\Z|(?:and|high|tall|long|wide|deep)\b)")
_JOINED = re.compile(r"\s*+,?\s*+(?:and\s+)?\Z", re.IGNORECASE)


def compounds(text: str, found: list[Quantity]) -> list[Quantity]:
    """`5 feet 10 inches` and `2 hours 30 minutes` are one quantity each."""
    merged: list[Quantity] = []
    for q in found:
        last = merged[-1] if merged else None
        gap = text[last.end : q.start][:12] if last else ""
        below = (
            _BELOW.get((last.unit, last.step)) if last and gap == " " and q.kind == "figure" and not q.unit else None
        )
        if last and below and _ENDS.match(text, q.end):
            q = replace(q, low=q.low * below, unit=last.unit, step=below, written="below")
        joins = (
            last and last.kind == q.kind == "figure" and q.unit and last.unit == q.unit and last.written != q.written
        )
        ended = last is not None and " and " in last.text and "," in gap  # `5 hours and 42 minutes, 18 seconds ahead`
        if last and joins and not ended and last.step > q.step and q.low < last.step and _JOINED.match(gap):
            total = last.low + q.low
            merged[-1] = replace(
                last,
                value=number_text(total),
                low=total,
                high=total,
                text=text[last.start : q.end],
                end=q.end,
                step=q.step,
                zeros=0,
            )
        else:
            merged.append(q)
    return merged


def measures(text: str, found: list[Quantity]) -> list[Quantity]:
    """`56 × 43 cm` and `54 cm by 73` are two quantities of one unit."""
    for order in (1, -1):  # the unit of the one before, then of the one after
        for n in range(1, len(found)):
            here, near = (n, n - 1) if order > 0 else (-n - 1, -n)
            q, other = found[here], found[near]
            if q.kind != "figure" or q.unit or other.kind != "figure" or not other.unit:
                continue
            gap = text[min(q.end, other.end) : max(q.start, other.start)]
            if len(gap) < 10 and _BY.fullmatch(gap) and (many := float(_plain(other) or 0)):
                factor = other.low / many
                value = round(q.low * factor, 12)
                found[here] = replace(
                    q,
                    value=number_text(value),
                    low=value,
                    high=value,
                    unit=other.unit,
                    step=q.step * factor,
                    written=other.written,
                )
    return found


def ranges(text: str, found: list[Quantity]) -> list[Quantity]:
    """`10-20 km`, `from 10 to 20 km`, `between 1990 and 1995` are one quantity each, which takes the unit of its end."""
    merged: list[Quantity] = []
    for q in found:
        last = merged[-1] if merged else None
        if last and _is_range(text, last, q):
            low, step = last.low, last.step
            if not last.unit and q.unit and q.kind != "date":
                factor = q.low / float(_plain(q)) if _plain(q) not in ("", "0") else 1.0
                low, step = round(last.low * factor, 12), last.step * factor
            merged[-1] = replace(
                q,
                value=f"{_label(last, low)}..{q.value}",
                low=low,
                start=last.start,
                text=text[last.start : q.end],
                bound=last.bound,
                step=max(step, q.step),
            )
        else:
            merged.append(q)
    return merged


def _label(q: Quantity, low: float) -> str:
    return q.value if q.kind == "date" else number_text(low)


def _plain(q: Quantity) -> str:
    """The number as it stands in the text of a quantity, before its unit."""
    numbers = numerals(q.text)
    return number_text(numbers[0].value) if numbers else ""


def _is_range(text: str, a: Quantity, b: Quantity) -> bool:
    gap = text[a.end : b.start]
    if len(gap) > 10 or not _RANGE.match(gap) or a.high >= b.low or "..".join((a.value, b.value)).count("..") > 1:
        return False
    if a.kind == b.kind == "date":
        fits = "--" not in a.value + b.value
    else:
        fits = (a.kind == b.kind and a.unit == b.unit) or (
            a.kind == "figure" and a.unit == "" and b.kind in ("figure", "percent", "money", "ratio")
        )
        fits = fits and a.kind not in ("version", "ordinal", "clock")
    word = gap.strip().lower()
    if word == "and":
        return fits and bool(
            re.search(r"\bbetween\s+(?:about\s+)?\Z", text[max(0, a.start - 20) : a.start], re.IGNORECASE)
        )
    return fits


_LOCALES = [Locale.parse(code) for code in ("en", "de", "fr", "es", "zh", "ja")]
_MONTH_OF = {name.casefold(): number for locale in _LOCALES for number, name in locale.months["format"]["wide"].items()}
_DAY = {  # of Chinese and Japanese the short forms of two signs too: `周一`, `月曜`
    form: number
    for locale in _LOCALES
    for width in ("wide", "abbreviated")
    for number, name in locale.days["format"][width].items()
    for form in (name.lower(), name.replace("曜日", "曜"))
    if (form.islower() and width == "wide") or (form > "\u2e80" and len(form) > 1)
} | {"sonnabend": 5, "星期天": 6}
_BY_LENGTH = sorted(_DAY, key=len, reverse=True)
_DAYS = re.compile(
    rf"(?<!\w)(?:{'|'.join(n for n in _BY_LENGTH if n <= '⺀')})s?(?!\w)|{'|'.join(n for n in _BY_LENGTH if n > '⺀')}",
    re.IGNORECASE,
)


def weekday(text: str) -> int | None:
    """The day of the week that a text names (0 is Monday), in six languages; None if it names none or several."""
    said = (m.group().lower() for m in _DAYS.finditer(text))
    found = {_DAY.get(day, _DAY.get(day.removesuffix("s"))) for day in said}
    return found.pop() if len(found) == 1 else None


def month(value: str) -> int | None:
    """The month that a short value names without a year or a day (1 is January); None if it names none or several."""
    said = fold(value).casefold().split()
    found = {_MONTH_OF[word] for word in said if word in _MONTH_OF}
    return found.pop() if len(found) == 1 and len(said) <= 3 else None


def days(text: str) -> list[tuple[int, int]]:
    """Where days of the week stand in a text."""
    return [match.span() for match in _DAYS.finditer(text)]


# `2.4`, `v2`, `scrapy-2.4.1`, `python3.11`, `15`, `release-8`, `1.4rc2`, `3.x`; a year or `chapter-2` is none.
_DOTTED = r"\d{1,4}(?:\.(?:\d{1,4}|x)){1,4}(?:[-.]?(?:a|b|rc|alpha|beta|dev|post)\d*)?"
_RELEASE = re.compile(
    rf"(?P<name>(?:[a-z][a-z_]*[-_ ])*?(?:[a-z][a-z_]*?)?)(?:(?:(?<![a-z])(?:v|version|release|rel|r)[-_ ]?)(?P<said>{_DOTTED}|\d{{1,3}})"
    rf"|(?P<dotted>{_DOTTED})|(?<![a-z_ -])(?P<bare>\d{{1,3}}))",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r"\.(?!\d)\w{1,5}\Z")


@dataclass(frozen=True, slots=True)
class Release:
    """`work` is what an address has in common with that of another release; `version` as it is written; `page` what comes after it."""

    work: str
    version: str
    page: str = ""


def release(address: str) -> Release | None:
    """The release of what lies at a URL or path, by the outermost folder, or else the file, that is called after one; None if none is."""
    parts = unquote(address).split("?")[0].split("/")
    for n, part in enumerate(parts):
        last = n == len(parts) - 1
        if n < 3 and "//" in address:
            continue  # the host: an address in digits is no version
        if found := _RELEASE.fullmatch(_SUFFIX.sub("", part) if last else part):
            version = found["said"] or found["dotted"] or ("" if last else found["bare"])
            if version:
                return Release(
                    "/".join([*parts[:n], found["name"].rstrip("-_ ").casefold()]), version, "/".join(parts[n + 1 :])
                )
    return None
