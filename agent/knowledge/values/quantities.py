"""Figures, dates and versions in a text, with units and spans.

Owns: `quantities`; gives on `Quantity`, `compatible` and `same_value`. Promises: spans are offsets into the text as given; the same
thing written in another way (units, number words, thousands separators, dates) has the same value. Imports the readers of numbers,
dates, versions and units.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise

from agent.knowledge.text.dates import days
from agent.knowledge.text.languages import translated
from agent.knowledge.text.letters import fold
from agent.knowledge.text.numerals import ORDINAL, Numeral, numerals, ordinal_value
from agent.knowledge.values.comparing import Bound, Quantity, QuantityKind, compatible, number_text, same_value
from agent.knowledge.values.forms import clocks, compounds, measures, ranges, versions
from agent.knowledge.values.units import lookup, unit_after, unit_before

__all__ = ["Quantity", "compatible", "quantities", "same_value", "without_figures"]

_CURRENCY_NAMES = """
    USD $ us$ dollar dollars, GBP £ pound pounds, EUR € euro euros, JPY ¥ yen, INR ₹ rupees, KRW ₩, AUD a$,
    CAD c$, HKD hk$, NZD nz$, CHF francs, USc cents, GBp pence"""
_CURRENCIES = {name: code for code, *names in map(str.split, _CURRENCY_NAMES.split(",")) for name in names}
_CODES = "USD|GBP|EUR|JPY|INR|CHF|AUD|CAD|CNY|SEK|NOK|DKK|KRW"
_MONEY_BEFORE = re.compile(rf"(?P<symbol>(?:US|A|C|HK|NZ)?\$|[£€¥₹₩]|\b(?:{_CODES}))\s?\Z")
_MONEY_AFTER = re.compile(
    r"\s?-?(?:(?:US|American)\s+)?(?P<word>dollars?|pounds?(?!\s+(?:of|per|to the|in weight|a|an|each)\b)"
    rf"|euros?|yen|rupees|francs|cents|pence|{_CODES}|€)(?!\w)",
    re.IGNORECASE,
)
_WEIGHED = re.compile(r"\bweigh|\bheav|\bmass\b", re.IGNORECASE)
_PERCENT = re.compile(r"\s?-?(?:%|percent\b|per\s+cent\b|pct\b)(?P<points>[\s-]points?\b)?", re.IGNORECASE)
_TIMES = re.compile(
    r"\s?-?(?:[x×](?!\s?\d|\w)|fold\b)|\s+times\s+(?=(?:as|the|faster|slower|higher|larger|bigger|longer|greater|more|heavier|lower|smaller|better)\b)",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:\b(?:about|around|approximately|approx\.?|roughly|nearly|almost|some|circa|ca\.?|c\."
    r"|estimated|close to|just (?:over|under))|[~≈])\s*\Z",
    re.IGNORECASE,
)
_OR_SO = re.compile(r"\s+or\s+(?:so|thereabouts)\b", re.IGNORECASE)
_OR_MORE = re.compile(
    r"(?:\s*[^\W\d]+)?\s+or\s+(?:more|over|above|longer|older)\b|\s+at\s+(?:the\s+)?least\b", re.IGNORECASE
)
_OR_LESS = re.compile(
    r"(?:\s*[^\W\d]+)?\s+or\s+(?:less|fewer|under|below|shorter|younger)\b|\s+at\s+(?:the\s+)?most\b", re.IGNORECASE
)
_LARGER = "(?:more|larger|greater|longer|bigger|heavier|higher|older|deeper|wider|taller|later) than"
_SMALLER = "(?:less|fewer|smaller|shorter|lighter|lower|younger|earlier|sooner) than"
# "spread over five rooms" is no more than five
_SPREAD = "".join(
    f"(?<!{word} )" for word in ("spread", "divided", "shared", "scattered", "distributed", "split", "extended")
)
_MIN = re.compile(
    rf"(?:\b(?:at least|{_SPREAD}over|above|minimum(?: of)?|not? {_SMALLER}|(?<!no )(?<!not )(?:{_LARGER}|exceed(?:s|ing|ed)?)"
    r"|upwards of|in excess of)|[>≥])\s*\Z",
    re.IGNORECASE,
)
_MAX = re.compile(
    rf"(?:\b(?:at most|up to|under|below|not? {_LARGER}|(?<!no )(?<!not ){_SMALLER}|limited to|limit (?:of|is|was)|capped at"
    r"|maximum(?: of)?|as (?:many|much) as|within|not exceeding)|[<≤])\s*\Z",
    re.IGNORECASE,
)
_NOUN = re.compile(r"[\s-]+(?:(?:of|the|a|an)\s+)?([^\W\d_]+)")
_RATE = re.compile(r"(?:[\s-]+[A-Za-z]+)?(?:\s?/\s?|\s+(?:per|an?|every|each)\s+)(?P<below>[a-z]+)(?!\w)")
_PREFIXED = re.compile(r"(?<=\b(?:mid|pre))-(?=\d)|(?<=\b(?:late|post))-(?=\d)|(?<=\bearly)-(?=\d)", re.IGNORECASE)
_BY = re.compile(r"(?<=[1-9])x(?=\d)|(?<=\d0)x(?=\d)")
_FEET_INCHES = re.compile(r"(?<![\w.])(?P<feet>\d{1,2})\s?'\s?(?P<inches>\d{1,2}(?:\.\d+)?)\s?\"")


def _bound(text: str, start: int, end: int) -> Bound:
    before = text[max(0, start - 24) : start]
    if _OR_SO.match(text, end):
        return "about"
    if _OR_MORE.match(text, end):
        return "min"
    if _OR_LESS.match(text, end):
        return "max"
    for pattern, bound in ((_MIN, "min"), (_MAX, "max"), (_ABOUT, "about")):
        if pattern.search(before):
            return bound  # type: ignore[return-value]
    return ""


def _money(text: str, n: Numeral) -> tuple[str, int, int] | None:
    before = _MONEY_BEFORE.search(text[max(0, n.start - 5) : n.start])
    if before:
        symbol = before["symbol"]
        return _CURRENCIES.get(symbol.lower(), symbol), n.start - len(before.group()), n.end
    after = None if _WEIGHED.search(text, max(0, n.start - 40), n.start) else _MONEY_AFTER.match(text, n.end)
    return (_CURRENCIES.get(after["word"].lower(), after["word"].upper()), n.start, after.end()) if after else None


def _make(
    text: str,
    n: Numeral,
    kind: QuantityKind,
    value: float,
    unit: str,
    start: int,
    end: int,
    step: float,
    written: str = "",
) -> Quantity:
    match = _NOUN.match(text, end) if kind == "figure" and not unit else None
    noun = match[1].lower() if match else ""
    bound = _bound(text, start, end)
    shown = text[start:end]
    return Quantity(
        kind, number_text(value), value, value, unit, shown, start, end, bound, step, n.zeros, written.lower(), noun
    )


def _quantity(text: str, n: Numeral) -> Quantity:
    money = _money(text, n)
    if money:
        currency, start, end = money
        return _make(text, n, "money", n.value, currency, start, end, n.step, currency)
    if times := _TIMES.match(text, n.end):  # `1.8×`, `1.8-fold`, `1.8 times as`
        return _make(text, n, "ratio", n.value, "×", n.start, n.end + len(times.group().rstrip()), n.step, "×")
    percent = _PERCENT.match(text, n.end)
    if percent:
        return _make(text, n, "percent", n.value, "%", n.start, percent.end(), n.step, "%")
    unit = unit_after(text, n.end) or unit_before(text, n.start, n.end)
    if unit and not (n.worded and unit.written in ("a", "d", "C", "st")):
        base = round(n.value * unit.factor + unit.offset, 12)
        return _make(text, n, "figure", base, unit.base, n.start, unit.end, n.step * unit.factor, unit.written)
    rate = _RATE.match(text, n.end)
    below = lookup(rate["below"]) if rate else None
    if rate and below and below[0] in ("s", "month"):
        value, step = round(n.value / below[1], 12), n.step / below[1]
        return _make(text, n, "figure", value, f"/{below[0]}", n.start, rate.end(), step, rate["below"])
    return _make(text, n, "figure", n.value, "", n.start, n.end, n.step)


class _Free:
    """The places of a text at which no quantity was found yet."""

    def __init__(self, length: int, found: list[Quantity]) -> None:
        self._taken = bytearray(length)
        self._take(found)

    def _take(self, found: list[Quantity]) -> None:
        for q in found:
            self._taken[q.start : q.end] = b"\1" * (q.end - q.start)

    def at(self, start: int, end: int) -> bool:
        """Whether nothing was found there."""
        return self._taken.find(1, start, end) < 0

    def of(self, found: list[Quantity]) -> list[Quantity]:
        """Those that overlap none of before; their places are taken from now on."""
        kept = [q for q in found if self.at(q.start, q.end)]
        self._take(kept)
        return kept


def _opened(text: str) -> str:
    """The folded text with `mid-1990s` as `mid 1990s` and `8x8` as `8×8`, so that their numbers stand free; same length."""
    text = _PREFIXED.sub(" ", text)
    return _BY.sub("×", text)


@lru_cache(maxsize=16384)
def _all(source: str, language: str) -> tuple[Quantity, ...]:
    english = translated(_opened(fold(source)), language)
    text = english.text
    found = [
        Quantity(
            "date",
            d.iso,
            d.low,
            d.high,
            "",
            text[d.start : d.end],
            d.start,
            d.end,
            "about" if _ABOUT.search(text[max(0, d.start - 24) : d.start]) else "",
        )
        for d in days(text)
    ]
    free = _Free(len(text), found)
    for reader in (versions, clocks):
        found.extend(free.of(reader(text)))
    for match in _FEET_INCHES.finditer(text):
        length = int(match["feet"]) * 0.3048 + float(match["inches"]) * 0.0254
        value = number_text(length)
        feet = Quantity("figure", value, length, length, "m", match.group(), *match.span(), step=0.0254, written="ft")
        found.extend(free.of([feet]))
    ordinals = [
        Quantity("ordinal", str(n), float(n), float(n), "", match.group(), *match.span())
        for match in ORDINAL.finditer(text)
        if not _second_of_time(text, match)
        for n in (ordinal_value(match),)
    ]
    found.extend(free.of(ordinals))
    plain = [_quantity(text, n) for n in numerals(text) if free.at(n.start, n.end)]
    found = sorted([*found, *(q for q in plain if free.at(q.start, q.end))], key=lambda q: q.start)
    found = ranges(text, measures(text, compounds(text, _apart(found))))
    spans = [english.back(q.start, q.end) for q in found]
    return tuple(replace(q, text=source[a:b], start=a, end=b) for q, (a, b) in zip(found, spans, strict=True))


def _apart(found: list[Quantity]) -> list[Quantity]:
    """The quantities that do not overlap the one before."""
    kept = found[:1]
    for before, q in pairwise(found):
        if q.start >= max(before.end, kept[-1].end):
            kept.append(q)
    return kept


def _second_of_time(text: str, match: re.Match[str]) -> bool:
    """Whether "second" here is the unit of time."""
    if match.group().lower() != "second":
        return False
    return (
        bool(re.search(r"(?:\bper|\ba|\beach|\bevery|/|\d|-)\s*\Z", text[: match.start()][-8:]))
        and not text[match.end() :].strip()[:1].isalpha()
    )


def quantities(text: str, language: str = "en") -> list[Quantity]:
    """All figures, percentages, sums of money, dates, times of day, ordinals and versions of a text, in order, none overlapping.

    `language` (ISO 639-1) tells how its numbers, dates and units are written; of one that is not known only what English shares is read.
    """
    return list(_all(text, language))


def without_figures(text: str, language: str = "en") -> str:
    """A text without its quantities."""
    cuts = [0, *(at for q in quantities(text, language) for at in (q.start, q.end)), len(text)]
    return " ".join(text[a:b] for a, b in zip(cuts[::2], cuts[1::2], strict=True))
