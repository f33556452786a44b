"""The value that stands in a text: a figure, date, version and so on, with its unit and span.

Owns: the shape `Quantity` and how its canonical value is written. Imports nothing of ours.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

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
