"""Values as answers and claims tell them: the unit from beside them, what a value is limited to; and what a statement says.

Owns: `statement_of`, `read`, `value_of`, `same_figure`, `unit_beside`, `where_it_stands`, `uncut`, `scope_in`, `yes`.
Promises: `same_figure` is symmetric, and None where two values say nothing about each other; a scope never overlaps its value.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from agent.knowledge.model import Answer
from agent.knowledge.text.english import listed
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import norm, pieces, tokens, words
from agent.knowledge.values.comparing import number_text
from agent.knowledge.values.forms import version_value, weekday
from agent.knowledge.values.quantities import Quantity, compatible, quantities, without_figures

_RATE = re.compile(r"(?:(?<!\s)\s+(?:a|an|per|every|each)\s+|\s?/\s?)\w+\Z")
_LENGTH = re.compile(  # halves and quarters are read with the numbers
    r"(?:\bevery (?:(?P<nth>second|other|third|fourth|fifth|tenth) )?|(?:\A|(?<=\bfor )|(?<=\bafter )|(?<=\bwithin )|(?<=\bin )"
    r"|(?<=\babout )|(?<=\bof )|(?<=\bthan )|(?<=\btakes )|(?<=\btook )|(?<=\blasts ))an? )"
    r"(?P<unit>minutes?|hours?|days?|weeks?|months?|years?|decades?|centur(?:y|ies))\b",
    re.IGNORECASE,
)
_NTH = {"second": 2, "other": 2, "third": 3, "fourth": 4, "fifth": 5, "tenth": 10}
_HOURS = "one two three four five six seven eight nine ten eleven twelve".split()  # noqa: SIM905
_CLOCK = re.compile(
    rf"\b(?P<named>midnight|noon|midday)\b|\b(?:(?P<past>half past|quarter past|quarter to) )?(?P<hour>{'|'.join(_HOURS)})"
    r"\b(?! (?:o'clock )?(?:in the (?:morning|afternoon|evening)|at night)\b)",
    re.IGNORECASE,
)
_NONE = re.compile(r"(?:no|none|zero|not any|nothing)\b", re.IGNORECASE)
_DAY_SECONDS, _MONTH = 86400.0, (28.0, 31.0)


def read(text: str, language: str = "en") -> list[Quantity]:
    """The quantities of a text, with lengths and times of day in words: `for a month`, `every second year`, `half past two`."""
    plain = quantities(text, language)
    spoken = [*_lengths(text), *_clocks(text)] if language[:2] == "en" else []
    spoken = [s for s in spoken if not any(q.start <= s.start and s.end <= q.end and q.text != s.text for q in plain)]
    left = (q for q in plain if not any(q.start < s.end and s.start < q.end for s in spoken))
    return sorted([*left, *spoken], key=lambda q: q.start)


def _lengths(text: str) -> Iterator[Quantity]:
    for match in _LENGTH.finditer(text):
        (found,) = quantities(f"{_NTH.get((match['nth'] or '').lower(), 1)} {match['unit']}")
        yield replace(found, text=match.group(), start=match.start(), end=match.end())


def _clocks(text: str) -> Iterator[Quantity]:
    """Times of day in words; `noun` is `half` where they tell neither morning nor evening."""
    for match in _CLOCK.finditer(text):
        if match["named"]:
            at = 0.0 if match["named"].lower() == "midnight" else 720.0
        elif match["past"]:
            past = match["past"].lower()
            at = 60.0 * (_HOURS.index(match["hour"].lower()) + 1) + {
                "half past": 30,
                "quarter past": 15,
                "quarter to": -15,
            }.get(past, 0)
        else:
            continue
        value = f"{int(at) // 60:02}:{int(at) % 60:02}"
        yield Quantity(
            "clock", value, at, at, "", match.group(), match.start(), match.end(), noun="" if match["named"] else "half"
        )


def value_of(answer: Answer, question: str, other: Answer | None = None) -> Quantity | None:
    """The answer as a quantity, its unit from the answer or the question; None if it is words.

    Beside an `other` that is a figure, `none` is zero, and a longer answer is the one figure of that sort in it.
    """
    value = (answer.value or "").strip()
    counter = (
        (f"{value}個",) if answer.language[:2] in ("zh", "ja") else ()
    )  # there a bare number is read only before what counts
    for text in (value, f"{value} {answer.unit}".strip(), f"{value} {_asked(question)}".strip(), *counter):
        found = read(text, answer.language)
        if len(found) == 1 and _is_all(text, found[0]) and (found[0].unit or found[0].kind != "figure"):
            year_with_unit = (
                text == value and found[0].kind == "date" and value.isdigit() and (answer.unit or _asked(question))
            )
            if not year_with_unit:
                return found[0]
    found = read(value, answer.language) or [q for text in counter for q in read(text, answer.language)]
    if len(found) == 1 and _is_all(value, found[0]):
        return found[0]
    like = value_of(other, question) if other else None
    if like is None:
        return None
    if _NONE.match(value) and like.kind == "figure":
        return Quantity("figure", "0", 0.0, 0.0, like.unit, value, 0, len(value))
    alike = [q for q in found if q.kind == like.kind and q.unit == like.unit]
    return alike[0] if len(alike) == 1 else None


def _asked(question: str) -> str:
    """The unit that a question asks for: `How many seconds …?`."""
    match = re.search(r"\b(?:how many|in which|in how many|what number of)\s+([a-z]+)", question, re.IGNORECASE)
    unit = match[1] if match else ""
    known = quantities(f"2 {unit}") if unit else []
    return unit if len(known) == 1 and known[0].unit else ""


def _is_all(value: str, q: Quantity) -> bool:
    """Whether the quantity is what the value says, and not a number in passing."""
    rest = tokens(value[: q.start] + " " + value[q.end :])
    return len(rest) <= 2 or len(rest) <= len(tokens(q.text))


def same_figure(a: Quantity, b: Quantity) -> bool | None:
    """Whether two quantities can be one value; None if they are of different dimensions.

    Months and years are compared with days and hours as spans: a month is 28 to 31 days, so 14 days are none. A bare year is a figure
    beside a figure, a bare number a version beside a version; of two rates of which one tells no time, the amounts are compared.
    """
    a, b = _alike(a, b), _alike(b, a)
    if a.kind == b.kind == "clock" and "half" in (a.noun, b.noun):
        return a.low % 720 == b.low % 720
    if {a.unit, b.unit} == {"month", "s"} and a.kind == b.kind == "figure":
        long, short = (a, b) if a.unit == "month" else (b, a)
        low, high = (long.low * _MONTH[0], long.high * _MONTH[1])
        slack = 1.0 + (0.1 if "about" in (a.bound, b.bound) else 0.0)
        return low / slack <= short.high / _DAY_SECONDS and short.low / _DAY_SECONDS <= high * slack
    return compatible(a, b)


def _alike(q: Quantity, other: Quantity) -> Quantity:
    """The quantity in the sort of the other, where it can be read so."""
    if q.kind == "date" and other.kind == "figure" and re.fullmatch(r"\d{4}", q.value):
        n = float(q.value)
        return Quantity("figure", q.value, n, n, "", q.text, q.start, q.end)
    if q.kind == "figure" and other.kind == "clock" and not q.unit and 0 < q.low <= 24:
        return replace(q, kind="clock", low=q.low * 60, high=q.low * 60, noun="half")
    if q.kind == "figure" and other.kind == "version" and not q.unit:
        return replace(q, kind="version", value=version_value(q.text) if q.text[:1].isdigit() else number_text(q.low))
    return amount(q) if q.unit.endswith(("/s", "/month")) and other.unit == q.unit.rpartition("/")[0] else q


def amount(q: Quantity) -> Quantity:
    """A rate without its time, `30 tonnes` of `30 tonnes a year`; any other quantity as it is."""
    found = quantities(_RATE.sub("", q.text)) if "/" in q.unit and _RATE.search(q.text) else []
    return found[0] if len(found) == 1 else q


def unit_beside(value: str, unit: str, texts: Sequence[str], language: str = "en") -> str:
    """The unit of an answer: as it was said if the texts have it, else the one that stands beside the value in them; "" if none does.

    It is written beside the value, so nothing that a model made up may be in it.
    """
    said = " ".join(unit.split())
    there = {(q.kind, q.unit) for text in texts for q in read(text, language)}
    if said:
        known = read(f"2 {said}", language)
        spelt = len(known) == 1 and known[0].end == len(f"2 {said}") and (known[0].unit or known[0].kind == "percent")
        if (spelt and (known[0].kind, known[0].unit) in there) or all(
            any(word in words(text) for text in texts) for word in words(said)
        ):
            return said
    bare = read(value, language)
    if len(bare) == 1 and bare[0].kind == "figure" and not bare[0].unit:
        beside = {
            q.written
            for text in texts
            for q in read(text, language)
            if q.unit and q.written and q.text.startswith(value)
        }
        return beside.pop() if len(beside) == 1 else ""
    return ""


_YES = listed("yes true correct always supported enabled required ja oui sí si vrai 是 是的 有 可以 はい")
_NO = listed("no false not never none incorrect unsupported disabled nein nicht non jamais nunca 否 不 没有 いいえ")


def yes(value: str) -> bool | None:
    """What a short answer says to a yes-or-no question; None if it is no such answer."""
    found = norm(value).split()
    if not found or len(found) > 3:
        return None
    return True if found[0] in _YES else False if found[0] in _NO else None


_SCOPE = re.compile(
    r"\b(?:in|since|as of|until|for|from|by|with|before|after|the)\s+"
    r"(?P<part>(?:version|release)\s+v?\d+(?:\.\d+)*|1\d{3}|20\d\d)(?![\d.,-]*\d)"
    r"|\b(?P<version>version\s+v?\d+(?:\.\d+)*)",
    re.IGNORECASE,
)
_CLAUSE_ENDS = re.compile(r"[,;:]")


def scope_in(sentence: str, start: int, end: int) -> str:
    """The version or year that limits `sentence[start:end]`, as it is written; empty if there is none."""
    text = fold(sentence)
    dated = any(q.kind == "date" for q in quantities(text[start:end]))
    for found in _SCOPE.finditer(text):
        name = "part" if found["part"] else "version"
        part = found[name]
        if found.start() < end and start < found.end():
            continue
        if found.start(name) >= end and _CLAUSE_ENDS.search(text[end : found.start(name)]):
            continue
        if not (dated and part.isdigit()):
            return sentence[found.start(name) : found.end(name)]
    return ""


@lru_cache(maxsize=16384)
def statement_of(text: str) -> Hashable:
    """What a sentence says, as a mark: two that differ in no word, and in no figure however that is written, have the same one."""
    figures = ((q.kind, q.unit, q.bound, q.value) for q in quantities(text))
    return norm(without_figures(text)), tuple(figures)


def where_it_stands(
    value: str,
    unit: str,
    question: str,
    shown: Mapping[int, str],
    cited: Iterable[int],
    also: Sequence[str] = (),
    language: str = "en",
    trusted: bool = False,
) -> tuple[int, ...]:
    """Numbers of the sentences that hold `value` as an answer to `question`; empty if none of those shown does.

    First those cited that each hold it, then those cited together, then the one of all that holds it and shares most with the question. Yes
    and no stand nowhere: they are as good as what was cited. `also` are the page's names, which a sentence need not repeat. Who is
    `trusted` may answer in words of its own ("before" of one who "marries first"); figures stand in what is cited all the same.
    """
    mine = sorted({n for n in cited if n in shown})
    if yes(value) is not None:
        return tuple(mine)
    if alone := [n for n in mine if _holds(value, unit, shown[n], also, language)]:
        return tuple(alone)
    if len(mine) > 1 and _holds(value, unit, " ".join(shown[n] for n in mine), also, language):
        return tuple(mine)
    if trusted and mine and not read(f"{value} {unit}", language):
        return tuple(mine)
    asked = {root for root, _, _ in pieces(question)}
    there = [n for n in sorted(shown) if _holds(value, unit, shown[n], (), language, least=1.0)]
    return tuple(sorted(there, key=lambda n: (-len(asked & {r for r, _, _ in pieces(shown[n], language)}), n))[:1])


def _holds(value: str, unit: str, text: str, also: Sequence[str], language: str, least: float = 0.5) -> bool:
    """Whether a text holds a value: every figure of it in whatever spelling, and at least that share of its words."""
    if fold(value).casefold() in fold(text).casefold():
        return bool(value.strip())
    there = read(text, language)
    for spelling in dict.fromkeys((f"{value} {unit}".strip(), value)):
        figures = read(spelling, language)
        if all(any(same_figure(q, o) for o in there) or _written(q.text, text) for q in figures):
            break
    else:
        return False
    if weekday(value) is not None and not re.search(r"\d", value):
        return weekday(text) == weekday(value)
    roots = {r for r, _, _ in pieces(value, language)}
    held = {r for source in (text, *also) for r, _, _ in pieces(source, language)}
    words = {r for r in roots if not any(map(str.isdigit, r))}
    return len(words & held) >= least * len(words) if words else bool(figures or roots & held)


def uncut(value: str, texts: Iterable[str], language: str) -> str:
    """A value as it stands in the texts: one that begins within a figure (`500 cars` of `12 500 cars`) with the whole of that figure."""
    mine = read(value, language)
    for text in texts:
        at = fold(text).casefold().find(fold(value).casefold()) if value[:1].isdigit() else -1
        there = read(text, language) if at > 1 and re.search(r"\d[\s.,'’_]\Z", text[:at]) else []
        if any(same_figure(q, o) for q in mine for o in there):
            continue
        for q in there:
            if q.start < at < q.end and q.kind != "date" and ".." not in q.value:
                return text[q.start : max(q.end, at + len(value))]
    return value


def _written(number: str, text: str) -> bool:
    """Whether the digits of a figure stand in a text as they are: a bare 7 is the 7 of `7 m` too."""
    digits = re.search(r"\d[\d.,:]*", number)
    return digits is not None and re.search(rf"(?<![\d.,]){re.escape(digits.group())}(?![\d]|[.,]\d)", text) is not None
