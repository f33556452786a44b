"""The checks of a sentence's figures: that each stands in what is cited, with its bound, and at what it belongs to.

Owns: `figures`, `bounds`, `exactly`, `exchanged`. Promises: a figure that follows from two cited ones (a share, a sum, so many years after)
is not refused. Imports the case and the comparison of values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, product

from agent.knowledge.support.case import Case
from agent.knowledge.text.languages import translated
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import norm
from agent.knowledge.values.comparing import compatible, same_value
from agent.knowledge.values.quantities import Quantity

END = ""  # where a clause ends, among stems
_ENDS = re.compile(r"[.!?;]\s|[。！？；]|,\s+(?:and|but|while|whereas|und|aber|et|mais|y|pero)\s")
_NEXT_YEAR = re.compile(  # one year from another that is told
    r"\b(?:year|season)\s+(?:before|earlier|later|after)|\b(?:previous|preceding|following|next)\s+(?:year|season)|\b(?:folge|vor)jahr"
    r"|\bannée\s+(?:suivante|précédente)|\baño\s+(?:siguiente|anterior)|[翌前次]年",
    re.IGNORECASE,
)
_NEXT_DAY = re.compile(
    r"\b(?:next|following|previous)\s+(?:day|morning|evening)|\bday\s+(?:before|after|later|earlier)|\btags\s+darauf"
    r"|\bam\s+(?:folgenden|nächsten)\s+tag|\blendemain|\bveille|\bdía\s+(?:siguiente|anterior)|[翌次前]日|第二天",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s*(?:,|[、，；]|(?:and|und|et|y|but|while)\b)\s*")
_DIGITS = re.compile(r"\d+(?:[.,:'_]\d+)*")
_YEAR = 372  # days, as the reader of dates counts them
NEAR = 2  # words to each side that count in full
REACH = 6  # words on each side of a figure that say what it is
_MOST = 40  # cited figures of which pairs are looked at
_HALVES = re.compile(r"\s*(?:\b(?:and|to|bis|à|au|y|a|und|et)\b|[-~至到〜])\s*")


def _digits(text: str) -> str:
    return " ".join(_DIGITS.findall(norm(translated(text, "en").text)))


def _coarser(said: Quantity, there: Quantity) -> bool:
    """A date may be told less precisely than the source tells it, never more."""
    if said.kind != "date" or there.kind != "date" or ".." in said.value:
        return False
    if "--" in said.value[:2] + there.value[:2]:
        return said.value.startswith("--") and (
            there.value.endswith(said.value[1:]) or f"-{said.value[2:]}-" in there.value
        )
    return said.low <= there.low and there.high <= said.high and said.high - said.low < 2 * _YEAR


def _same(said: Quantity, there: Quantity) -> bool:
    """Whether a figure is the cited one, however it is written; a range's end is, and a bare number where the unit was told before."""
    if same_value(said, there) or _coarser(said, there):
        return True
    if said.bound == "about" and compatible(said, there):
        return True
    if ".." in there.value and ".." not in said.value and said.kind == there.kind:
        return said.low in (there.low, there.high) or said.high in (there.low, there.high)
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


def _year(q: Quantity) -> int | None:
    return (
        int(q.value[:4])
        if q.kind == "date" and re.match(r"[12]\d{3}(?:-|\Z)", q.value) and ".." not in q.value
        else None
    )


def _day(q: Quantity) -> date | None:
    """The day of a date; without its year in a common one."""
    match = re.fullmatch(r"(?:(\d{4})|-)-(\d\d)-(\d\d)", q.value) if q.kind == "date" else None
    try:
        return date(int(match[1] or 2001), int(match[2]), int(match[3])) if match else None
    except ValueError:
        return None


def _days_apart(said: Quantity, there: Sequence[Quantity], spans: Sequence[float]) -> bool:
    """Whether a day is so many days from a cited one as a cited span has."""
    day = _day(said)
    days = [
        other.replace(year=day.year)
        for q in there
        if day and (other := _day(q)) and (other.month, other.day) != (2, 29)
    ]
    return day is not None and any(abs(abs((day - other).days) - span) < 0.5 for other in days for span in spans)


def _follows(said: Quantity, there: Sequence[Quantity], *, next_year: bool = False, next_day: bool = False) -> bool:
    """Whether a figure comes of two cited ones: a share of one in another, a sum, a difference, a year so many years from another.

    `next_year` and `next_day` say that the text tells of the one before or after.
    """
    numbers = [q for q in there if q.kind in ("figure", "money", "percent") and q.low == q.high][:_MOST]
    if said.kind == "percent" and said.low == said.high:
        return any(
            a.unit == b.unit and 0 < a.low < b.low and abs(100 * a.low / b.low - said.low) < 0.5
            for a, b in product(numbers, repeat=2)
        )
    if _days_apart(said, there, [q.low / 86400 for q in numbers if q.unit == "s"] + [1.0] * next_day):
        return True
    year = _year(said)
    if year is not None:
        years = [y for q in there if (y := _year(q)) is not None]
        spans = [q.low / 12 for q in numbers if q.unit == "month"] + [1.0] * next_year
        return any(abs(abs(year - y) - span) < 0.5 for y in years for span in spans)
    if said.kind == "figure" and said.unit and any(q.unit == said.unit for q in numbers):
        bare = _digits(said.text)  # "lasted ten hours, later seven": the unit is told once
        if bare and any(not q.unit and _digits(q.text) == bare for q in numbers):
            return True
    if said.kind in ("figure", "money"):
        return any(
            a.unit == b.unit == said.unit
            and min(abs(a.low + b.low - said.low), abs(abs(a.low - b.low) - said.low)) < 1e-6
            for a, b in combinations(numbers, 2)
        )
    return False


def figures(case: Case) -> list[str]:
    """Every figure, date and version stands in the cited sentences or in the page's names, or follows from what stands there."""
    there = [q for source in (*case.sources, *case.page) for q in case.figures(source)]
    digits = {d for source in case.around for d in _DIGITS.findall(norm(source))}
    next_year = any(_NEXT_YEAR.search(source) for source in case.sources)
    next_day = any(_NEXT_DAY.search(source) for source in case.sources)
    missing = []
    for q in case.figures(case.text):
        if q.kind == "ordinal" and q.low <= 2:
            continue  # what comes first, or is one more, is told in many ways
        ends = _ends(case, q)
        if (
            any(_same(q, t) for t in there)
            or _follows(q, there, next_year=next_year, next_day=next_day)
            or (ends and all(any(_same(e, t) for t in there) for e in ends))
        ):
            continue
        if (
            q.kind == "figure"
            and not q.unit
            and (q.low == 1 or (_DIGITS.findall(norm(q.text)) and set(_DIGITS.findall(norm(q.text))) <= digits))
        ):
            continue
        missing.append(q.text)
    return [
        f'"{text}" does not stand in the cited sentences: write the figure and its unit as they have it'
        for text in missing
    ]


def bounds(case: Case) -> list[str]:
    """Where the cited figure is a least or a most, the written one is the same."""
    for q in case.figures(case.text):
        held = {t.bound for source in case.sources for t in case.figures(source) if same_value(q, t)}
        lost = held & {"min", "max"}
        if not lost or q.bound in held or held & {"", "about"}:
            continue
        told = "at least" if "min" in lost else "at most"
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


def _cut(case: Case, text: str) -> list[tuple[str, int | None]]:
    """The stems of a text with a mark where a clause of its own begins."""
    items: list[tuple[str, int | None]] = []
    for n, part in enumerate(_ENDS.split(text)):
        items += [(END, None)] * (n > 0) + [(word, None) for word in case.stems(part)]
    return items


def _contexts(case: Case, text: str, found: Sequence[Quantity]) -> list[dict[tuple[int, str], float]]:
    """For each figure what stands before it (-1) and after it (1), figures of other kinds too, up to the next of its kind: near or far."""
    items: list[tuple[str, int | None]] = []
    at = 0
    known = {
        word for name in case.page for word in case.stems(name)
    }  # which thing the page is about tells figures not apart
    for n, q in enumerate(found):
        items += [*(item for item in _cut(case, text[at : q.start]) if item[0] not in known), (f"#{q.value}", n)]
        at = q.end
        if q.text.endswith(".") and text[at : at + 1].isspace():
            items.append((END, None))
        gap = _NEXT.match(text, at)
        listed = gap and n + 1 < len(found) and found[n + 1].start <= gap.end() and found[n + 1].kind == q.kind
        if gap and not listed and len(items) > 1 and items[-2][0] != END:
            items.append((END, None))
    items += [item for item in _cut(case, text[at:]) if item[0] not in known]
    places = {n: place for place, (_, n) in enumerate(items) if n is not None}
    result = []
    for n, q in enumerate(found):
        weights: dict[tuple[int, str], float] = {}
        alone = True
        for side in (-1, 1):
            for distance in range(1, REACH + 1):
                place = places[n] + side * distance
                word, other = items[place] if 0 <= place < len(items) else (END, None)
                kin = other is not None and (found[other].kind, found[other].unit) == (q.kind, q.unit)
                alone = alone and not kin
                if word == END or kin:
                    break
                weights.setdefault((side, word), 1.0 if distance <= NEAR else 0.5)
        result.append(
            {(0 if alone or word[0] == "#" else side, word): weight for (side, word), weight in weights.items()}
        )
    return result


def _fit(here: dict[tuple[int, str], float], there: dict[tuple[int, str], float], shared: set[str]) -> float:
    """How well the words about a figure fit those about a cited one, without those that stand about both; on the other side little."""
    own = ((side, word, weight) for (side, word), weight in here.items() if word not in shared)
    fit = 0.0
    for side, word, weight in own:
        ways = ((other, there[other, word]) for other in (-1, 0, 1) if (other, word) in there)
        fit += weight * max((much if side * other >= 0 else much / 4 for other, much in ways), default=0.0)
    return fit


def _shared(a: dict[tuple[int, str], float], b: dict[tuple[int, str], float]) -> set[str]:
    return {word for side, word in a for other in (-1, 0, 1) if (other, word) in b and side * other >= 0}


def _swaps(case: Case, source: str) -> Iterator[tuple[Quantity, Quantity]]:
    mine, theirs = case.figures(case.text), case.figures(source)
    if not 2 <= len(mine) <= _MOST or not 2 <= len(theirs) <= _MOST:
        return
    here, there = _contexts(case, case.text, mine), _contexts(case, source, theirs)
    places = [[n for n, t in enumerate(theirs) if same_value(q, t) or _coarser(q, t)] for q in mine]
    for i, j in combinations(range(len(mine)), 2):
        if mine[i].kind != mine[j].kind or mine[i].unit != mine[j].unit or len(places[i]) != 1 or len(places[j]) != 1:
            continue
        a, b = places[i][0], places[j][0]
        if a == b or compatible(mine[i], mine[j]) is not False:
            continue
        shared = _shared(there[a], there[b])
        kept = _fit(here[i], there[a], shared) + _fit(here[j], there[b], shared)
        crossed = _fit(here[i], there[b], shared) + _fit(here[j], there[a], shared)
        if crossed >= 1 and crossed > 2 * kept:
            yield mine[i], mine[j]


def exchanged(case: Case) -> list[str]:
    """Two figures that have changed places: each stands beside the words that the cited sentences have for the other."""
    for source in (*case.sources, " ".join(case.sources)):
        for a, b in _swaps(case, source):
            return [f'"{a.text}" and "{b.text}" have changed places: the cited sentences have them the other way round']
    return []
