"""Whether two quantities can both be true of one thing: units, rounding, ranges, bounds and the precision of dates.

Owns: the shape `Quantity`, `compatible`, `same_value`, `coarser`, `year_of`, `day_of`.
Promises: both are symmetric and reflexive. Imports the line of days.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from agent.knowledge.text.dates import interval

QuantityKind = Literal["figure", "date", "version", "percent", "money", "ratio", "ordinal", "clock"]
Bound = Literal["", "about", "min", "max"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure, date or version in a text: `text` is `source[start:end]`.

    `value` is canonical (`1500` for "1.5 km", `1866-07` for "July 1866", `3.1` for "v3.1.0"). `low` and `high` are the ends of a range, or
    the value twice, in `unit`, the base unit of the dimension ("" for a plain count, a currency for money); days for dates. `bound` is what
    the words before it say (about, at least, at most). `step` is the unit of the last printed digit, `zeros` how many zeros end it.
    `written` is the unit as written and `noun` the word that is counted, both lower case.
    """

    kind: QuantityKind
    value: str
    low: float
    high: float
    unit: str
    text: str
    start: int
    end: int
    bound: Bound = ""
    step: float = 1.0
    zeros: int = 0
    written: str = ""
    noun: str = ""


def number_text(value: float) -> str:
    """A number in its shortest canonical form, to ten significant digits: `1500`, `0.3048`, `1.8e+16`."""
    return f"{float(f'{value:.10g}'):.15g}"


# A figure converted to another unit is rounded again; its tolerance is what was printed, but never more than this share.
CONVERTED = 0.07
ABOUT = 0.1
OVER = 1.5
CIRCA_DAYS = 5 * 372.0
_YEAR = 372  # days, as the reader of dates counts them


def _close(a: float, b: float) -> bool:
    return math.isclose(a, b, rel_tol=1e-9, abs_tol=1e-12)


def same_value(a: Quantity, b: Quantity) -> bool:
    """Whether both say exactly the same value, however it is written: `1,000 m` and `1 km`, `July 3, 2020` and `2020-07-03`."""
    if a.kind != b.kind or a.unit != b.unit:
        return False
    if a.kind in ("date", "version", "clock"):
        return a.value == b.value
    return _close(a.low, b.low) and _close(a.high, b.high)


def _rounding(q: Quantity, other_unit: bool) -> float:
    """The step to which a figure may have been rounded: its last printed digit, or more where zeros end it.

    In one and the same unit zeros are taken as rounding only if there are two or more and two digits stand
    before them (3,600, not 30 or 2,000).
    """
    digits = len(f"{abs(q.low) / q.step:.0f}") if q.step else 1
    if q.zeros and digits - q.zeros >= 2 and (other_unit or q.zeros >= 2):
        return float(q.step * 10**q.zeros)
    if q.zeros and other_unit and digits > 2:
        return float(q.step * 10 ** max(0, digits - 2))
    return q.step


def _near(a: Quantity, b: Quantity, x: float, y: float) -> bool:
    """Whether the points x and y of a and b are one value, one of them perhaps rounded."""
    if _close(x, y):
        return True
    largest = max(abs(x), abs(y))
    if "about" in (a.bound, b.bound) and abs(x - y) <= ABOUT * largest:
        return True
    if a.written != b.written and a.written and b.written and a.unit:
        allowed = (_rounding(a, True) + _rounding(b, True)) / 2
        return abs(x - y) <= min(allowed, CONVERTED * largest)
    return abs(x - y) <= max(_rounding(a, False), _rounding(b, False)) / 2 * (1 + 1e-9) and _fewer_digits(a, b)


def _fewer_digits(a: Quantity, b: Quantity) -> bool:
    return not _close(_rounding(a, False), _rounding(b, False))


def _ends(q: Quantity) -> tuple[float, float]:
    if q.bound == "min":
        return q.low, max(q.high, q.low * OVER)
    if q.bound == "max":
        return -math.inf, q.high
    return q.low, q.high


def _figures(a: Quantity, b: Quantity) -> bool:
    if a.low == a.high and b.low == b.high and (a.bound == b.bound or not {a.bound, b.bound} & {"min", "max"}):
        return _near(a, b, a.low, b.low)
    if _near(a, b, a.low, b.low) and _near(a, b, a.high, b.high):
        return True
    if a.bound == b.bound and a.low != a.high and b.low != b.high:
        return False
    (a_low, a_high), (b_low, b_high) = _ends(a), _ends(b)
    return (a_low <= b_high and b_low <= a_high) or _near(a, b, a_high, b_low) or _near(a, b, a_low, b_high)


def _dates(a: Quantity, b: Quantity) -> bool | None:
    if a.value.startswith("--") or b.value.startswith("--"):
        return _without_year(a.value, b.value)
    one, two = _ends_of(a), _ends_of(b)
    if one and two:
        return all(_within(x, y) or _within(y, x) for x, y in zip(one, two, strict=True))
    slack = CIRCA_DAYS if "about" in (a.bound, b.bound) else 0.0
    if a.low - slack <= b.low and b.high <= a.high + slack:
        return True
    return b.low - slack <= a.low and a.high <= b.high + slack


def _within(x: tuple[float, float], y: tuple[float, float]) -> bool:
    return y[0] <= x[0] and x[1] <= y[1]


def _ends_of(q: Quantity) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Both ends of a span of dates, each as its first and last day; None if it is one date."""
    first, mark, last = q.value.partition("..")
    start, end = interval(first), interval(last)
    return (start, end) if mark and start and end else None


def _without_year(a: str, b: str) -> bool | None:
    """Compare dates of which one has no year by what both have: month, or month and day."""

    def parts(value: str) -> list[str]:
        if value.startswith("--"):
            return value[2:].split("-")
        return value.split("-")[1:] if ".." not in value and "/" not in value else []

    one, two = parts(a), parts(b)
    shared = min(len(one), len(two))
    return one[:shared] == two[:shared] if shared else None


def compatible(a: Quantity, b: Quantity) -> bool | None:
    """Whether both can be true of one thing; None if they are of different dimensions and say nothing about each other.

    Versions are exact but for trailing zeros; a date is compatible with every coarser one that holds it; figures in different units may
    differ by their rounding, figures in one unit only if one is the other rounded.
    """
    if a.kind != b.kind or a.unit != b.unit:
        return None
    if a.kind == "date":
        return _dates(a, b)
    if a.kind in ("version", "clock"):
        return a.value == b.value
    if a.kind == "ordinal":
        return _close(a.low, b.low)
    return _figures(a, b)


def coarser(said: Quantity, there: Quantity) -> bool:
    """A date may be told less precisely than the source tells it, never more."""
    if said.kind != "date" or there.kind != "date" or ".." in said.value:
        return False
    if "--" in said.value[:2] + there.value[:2]:
        return said.value.startswith("--") and (
            there.value.endswith(said.value[1:]) or f"-{said.value[2:]}-" in there.value
        )
    return said.low <= there.low and there.high <= said.high and said.high - said.low < 2 * _YEAR


def year_of(q: Quantity) -> int | None:
    """The year of a date; None of a span of time, and of anything else."""
    return (
        int(q.value[:4])
        if q.kind == "date" and re.match(r"[12]\d{3}(?:-|\Z)", q.value) and ".." not in q.value
        else None
    )


def day_of(q: Quantity) -> date | None:
    """The day of a date; without its year in a common one."""
    match = re.fullmatch(r"(?:(\d{4})|-)-(\d\d)-(\d\d)", q.value) if q.kind == "date" else None
    try:
        return date(int(match[1] or 2001), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None
