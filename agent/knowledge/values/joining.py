"""Quantities of several numbers: `5 feet 10 inches` is one length, `10-20 km` one range.

Owns: `compounds` and `ranges`, which join what `quantities` found one by one. Imports the shape of a quantity and the reader of numbers.
"""

from __future__ import annotations

import re
from dataclasses import replace

from agent.knowledge.text.numerals import numerals
from agent.knowledge.values.quantity import Quantity, number_text

_RANGE = re.compile(r"\s*(?:-|to|and|through|…|\.\.)\s*(?:[$£€]\s?)?\Z", re.IGNORECASE)
_JOINED = re.compile(r"\s*,?\s*(?:and\s+)?\Z", re.IGNORECASE)


def compounds(text: str, found: list[Quantity]) -> list[Quantity]:
    """`5 feet 10 inches` and `2 hours 30 minutes` are one quantity each."""
    merged: list[Quantity] = []
    for q in found:
        last = merged[-1] if merged else None
        joins = (
            last and last.kind == q.kind == "figure" and q.unit and last.unit == q.unit and last.written != q.written
        )
        if last and joins and last.step > q.step and q.low < last.step and _JOINED.match(text[last.end : q.start]):
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
