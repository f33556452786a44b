"""The checks of a sentence's figures: that each stands in what is cited, with its bound.

Owns: `figures`, `bounds`, `exactly`, `averages`. Promises: a figure that follows from two cited ones (a share, a sum, so many years after)
is not refused. Imports the case and the comparison of values.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, combinations, product

from agent.knowledge.support.case import Case
from agent.knowledge.text.languages import MEAN, MEDIAN, MULTIPLES, NEXT_DAY, NEXT_YEAR, PACE, REST, translated
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import norm
from agent.knowledge.values.comparing import coarser, compatible, day_of, number_text, same_value, year_of
from agent.knowledge.values.quantities import Quantity, without_figures
from agent.knowledge.values.readings import amount
from agent.knowledge.values.units import lookup

_COMPARED = re.compile(r"\w+\s+\w+\s+than\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|nach|après|tras)\s+\Z", re.IGNORECASE)
_WITHIN = re.compile(r"\bwithin\s+\Z", re.IGNORECASE)  # `in the space of`, no bound of its own
_ITEMS = re.compile(r",\s*(?:(?:and|und|et|y)\s)?|\s(?:and|und|et|y)\s|、")
_DIGITS = re.compile(r"\d+(?:[.,:'_]\d+)*")
ROUND = 1.2  # how far a round figure may be from the one that is over or under it
ENOUGH = 6  # figures that are named in a reason
MOST = 40  # cited figures of which pairs are looked at
_HALVES = re.compile(r"(?<!\s)\s*(?:\b(?:and|to|bis|à|au|y|a|und|et)\b|[-~至到〜])\s*")


def _digits(text: str) -> str:
    return " ".join(_DIGITS.findall(norm(translated(text, "en").text)))


def _same(said: Quantity, there: Quantity) -> bool:
    """Whether a figure is the cited one, however it is written; a range's end is, and a bare number where the unit was told before."""
    if same_value(said, there) or coarser(said, there):
        return True
    if said.bound == "about" and compatible(said, there):
        return True
    if said.bound in ("min", "max") and (said.kind, said.unit) == (there.kind, there.unit) and there.low == there.high:
        low, high = sorted((said.low, there.low))  # `just over two tonnes` of 2,050 kg
        return (
            (said.bound == "min") == (there.low > said.low) and low > 0 and high <= ROUND * low and said.kind != "date"
        )
    if (
        re.fullmatch(r"\d{4}\.\.\d{4}", said.value)
        and said.value == f"{there.value[:4]}..{there.value[:2]}{there.value[5:]}"
    ):
        return True  # `1901-05`, which may be a month
    if ".." in there.value and ".." not in said.value and said.kind == there.kind:
        return said.low in (there.low, there.high) or said.high in (there.low, there.high)
    if said.unit == there.unit and said.unit not in ("", "s", "month") and said.written != there.written:
        one, two = lookup(said.written), lookup(there.written)
        if one and two and abs(math.log10(one[1] / two[1]) % 1 - 0.5) < 0.49:
            return compatible(said, there) is True  # `148 ft` of 45 m; from km to m nothing is rounded
    if said.unit == "°" and there.unit == "K":
        return _digits(said.text) == _digits(there.text)
    bare = not said.unit and said.kind in ("figure", "version", "date") and there.kind not in ("clock", "ratio")
    return bare and _digits(said.text) != "" and _digits(said.text) == _digits(there.text)


def _ends(case: Case, q: Quantity) -> list[Quantity]:
    """The two ends of a range; empty for anything else."""
    if ".." not in q.value:
        return []
    found = [end for half in _HALVES.split(fold(q.text), maxsplit=1) for end in case.figures(half)]
    return found if len(found) == 2 else []


def _days_apart(said: Quantity, there: Sequence[Quantity], spans: Sequence[float]) -> bool:
    """Whether a day is so many days from a cited one as a cited span has."""
    day, dated = day_of(said), "--" not in said.value[:2]
    for q in there:
        other = day_of(q)
        if day is None or other is None:
            continue
        if not (dated and "--" not in q.value[:2]):  # only one of them tells its year
            day, other = (
                each.replace(year=2001, day=min(each.day, 28) if each.month == 2 else each.day) for each in (day, other)
            )
        if any(span >= 1 and abs(abs((day - other).days) - span) < 0.5 for span in spans):
            return True
    return False


def _numbered(said: Quantity, there: Sequence[Quantity], counted: set[int]) -> bool:
    """Whether a number is that of a column (`Stage: 4`, the fourth stage), of a day (`the 5th of that month`) or of what is listed."""
    if said.kind == "ordinal" or (said.kind == "figure" and not said.unit):
        kin = any(
            q.kind in ("ordinal", "figure") and not q.unit and q.kind != said.kind and q.low == said.low for q in there
        )
        day = said.kind == "ordinal" and any(
            q.kind == "date" and q.value.endswith(f"-{int(said.low):02}") for q in there
        )
        if kin or day:
            return True
    spelt = (
        {half for q in there if q.kind == "date" for half in q.value.split("..")}
        if said.unit in ("month", "") and said.kind == "figure"
        else set()
    )
    years = {int(half[:4]) for half in spelt if re.match(r"[12]\d{3}(?!\d|s)", half)}
    many = said.low / 12 if said.unit else said.low
    if (said.kind == "figure" and not said.unit and said.low in counted) or (said.unit and many == len(years) > 1):
        return True
    return any(year + many in years for year in years if many >= 1)


def _listed(case: Case) -> set[int]:
    """How many dates and things the cited sentences list."""
    dates = {sum(q.kind == "date" for q in case.figures(source)) for source in case.sources}
    return (dates | {len(_ITEMS.split(part)) for source in case.sources for part in re.split(r"[.:;]", source)}) - {
        0,
        1,
    }


def _columns(case: Case) -> list[Quantity]:
    """The bare numbers of a row with the units that its cells or the names of its columns give: `type | bits`, `i16 | 16`."""
    found = []
    for each in case.cited:
        bare = [q for q in case.figures(each.text) if q.kind == "figure" and not q.unit] if "|" in each.text else []
        units = (
            {
                unit
                for word in re.findall(r"\w+", " ".join((each.text, *each.above, each.before)))[:MOST]
                if (unit := lookup(word))
            }
            if bare
            else ()
        )
        found += [
            replace(q, value=number_text(q.low * factor), low=q.low * factor, high=q.high * factor, unit=base)
            for q in bare[:MOST]
            for base, factor in units
        ]
    return found


def _made(said: Quantity, numbers: Sequence[Quantity], told: str) -> bool:
    """Whether a figure is the sum or difference of two, the sum of several in a row, or the multiple or the rest that is `told`."""
    like = [q.low for q in numbers if q.unit == said.unit]
    sums = [a + b for a, b in combinations(like, 2)] + [abs(a - b) for a, b in combinations(like, 2)]
    for n in range(len(like) - 2 if min(like, default=0) > 0 else 0):
        sums += list(accumulate(like[n:]))[2:]
    sums += [times * one for times, words in MULTIPLES.items() if words.search(told) for one in like]
    return any(abs(one - said.low) < 1e-6 for one in sums)


def _follows(said: Quantity, there: Sequence[Quantity], told: str) -> bool:
    """Whether a figure comes of cited ones: a share of one in another, a day or a year so much after another, a sum, a difference.

    `told` are the cited sentences, which may tell of the year or day before or after, of a multiple or of the rest.
    """
    kinds = ("figure", "money", "percent")
    numbers = [
        replace(q, low=n, high=n)
        for q in there
        if q.kind in kinds
        for n in ((q.low,) if q.low == q.high else (q.low, q.high))
    ][:MOST]
    if said.kind == "percent" and said.low == said.high:
        if said.bound and not _digits(said.text) and not any(q.kind == "percent" for q in there):
            return True  # `just under half` cannot be told
        if REST.search(told) and any(abs(100 - q.low - said.low) < 0.05 for q in numbers if q.kind == "percent"):
            return True
        return any(
            a.unit == b.unit != "%"
            and 0 < a.low < b.low
            and any(
                abs(100 * share - said.low) < 0.5
                for share in (a.low / b.low, (b.low - a.low) / b.low, (b.low - a.low) / a.low)
            )
            for a, b in product(numbers, repeat=2)
        )
    if _days_apart(
        said, there, [q.low / 86400 for q in numbers if q.unit == "s"] + [1.0] * bool(NEXT_DAY.search(told))
    ):
        return True
    year = year_of(said)
    if (
        year
        and day_of(said)
        and any(year_of(q) == year for q in there)
        and any(q.value == f"-{said.value[4:]}" for q in there)
    ):
        return True  # its year is told beside another day
    if year is not None:
        years = [y for q in there if (y := year_of(q)) is not None]
        spans = [q.low / 12 for q in numbers if q.unit == "month"] + [1.0] * bool(NEXT_YEAR.search(told))
        return any(abs(abs(year - y) - span) < 0.5 for y in years for span in spans)
    if said.kind in ("figure", "money") and said.unit and any(q.unit == said.unit for q in numbers):
        bare = _digits(said.text)  # "lasted ten hours, later seven": the unit is told once
        if bare and any(not q.unit and _digits(q.text) == bare for q in numbers):
            return True
    if said.kind == "ratio":
        return any(
            a.unit == b.unit and abs(a.low * said.low - b.low) < 1e-6 * b.low for a, b in product(numbers, repeat=2)
        )
    return said.kind in ("figure", "money") and _made(said, numbers, told)


def figures(case: Case) -> list[str]:
    """Every figure, date and version stands in the cited sentences or in the page's names, or follows from what stands there."""
    return [
        f'"{q.text}" does not stand in the cited sentences: write the figure and its unit as they have it'
        for q in missing(case)[:ENOUGH]
    ]


def missing(case: Case) -> list[Quantity]:
    """The figures, dates and versions that do not."""
    there = [
        *(q for source in (*case.sources, *case.titled, *case.named) for q in case.figures(source)),
        *_columns(case),
    ]
    told = " ".join(case.sources)
    there += [amount(q) for q in there if "/" in q.unit] if PACE.search(case.text) else []
    paced = PACE.search(told) is not None
    counted = _listed(case)
    digits = {d for source in case.around for d in _DIGITS.findall(norm(source))}
    found = []
    exact = {_sort(q) for q in there}
    spaced = case.language is None or case.language.spaced
    words = {word for source in case.sources for word in case.stems(without_figures(source, case.code))}
    for q in {_sort(q): q for q in case.figures(case.text)}.values():
        if _sort(q) in exact or (spaced and q.unit and _digits(q.text) == "1" and words & {*case.stems(q.text)[1:]}):
            continue  # `an hour` is one hour
        if q.kind == "ordinal" and q.low <= 2:
            continue  # what comes first, or is one more, is told in many ways
        ends = _ends(case, q)
        # Words that stand there too, however they are read: `Launch: March`, `three times that`; not the `fifth` of `a fifth`.
        wordy = q.kind != "ordinal" and not re.search(r"\d", q.text)
        if (
            any(_same(q, t) for t in there)
            or (paced and any(_same(amount(q), t) for t in there if not t.unit or t.unit == amount(q).unit))
            or _numbered(q, there, counted)
            or _follows(q, there, told)
            or (ends and all(any(_same(e, t) for t in there) for e in ends))
            or (wordy and re.search(rf"\b{re.escape(q.text)}\b", told))
        ):
            continue
        own = {*_DIGITS.findall(norm(q.text))}
        if q.kind == "figure" and not q.unit and ((q.low == 1 and not q.text.isdigit()) or (own and own <= digits)):
            continue
        found.append(q)
    return found


def _sort(q: Quantity) -> tuple[str, str, str]:
    """By what a figure is the same as another, however it is written."""
    return q.kind, q.unit, q.value


def bounds(case: Case) -> list[str]:
    """Where the cited figure is a least or a most, the written one is the same."""
    held: dict[tuple[str, str, str], set[str]] = {}
    for source in case.sources:
        denied = any(not _COMPARED.match(source, n.start) for n in case.denials(source))  # `under 18 is not admitted`
        for q in case.figures(source):
            loose = denied or (q.bound == "max" and _WITHIN.search(source, max(0, q.start - 10), q.start))
            held.setdefault(_sort(q), set()).add("" if loose else q.bound)
    for q in case.figures(case.text):
        there = held.get(_sort(q), set())
        if not there or q.bound in there or there & {"", "about"}:
            continue
        if "min" in there and _AFTER.search(case.text, max(0, q.start - 8), q.start):
            continue  # after 30 minutes, of what takes longer
        told = "at least" if "min" in there else "at most"
        return [f'"{q.text}" is "{told}" that much in the cited sentences: keep that']
    return []


def exactly(case: Case) -> list[str]:
    """Nothing is made exact that no cited sentence calls so."""
    cue = case.language and case.language.exact
    found = cue.search(case.text) if cue else None
    if not cue or not found or any(cue.search(source) for source in case.sources):
        return []
    near = case.text[max(0, found.start() - 12) : found.end() + 24]
    return [f'the cited sentences do not say "{found.group()}": leave it out'] if case.figures(near) else []


def averages(case: Case) -> list[str]:
    """A median is not told as a mean, nor a mean as a median."""
    sources = " ".join(case.sources)
    for mine, other in ((MEDIAN, MEAN), (MEAN, MEDIAN)):
        found, theirs = mine.search(case.text), other.search(sources)
        if found and theirs and not mine.search(sources) and not other.search(case.text):
            return [f'the cited sentences say "{theirs.group()}", not "{found.group()}": keep that']
    return []
