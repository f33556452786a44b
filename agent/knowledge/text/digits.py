"""How a text writes its figures in digits: which sign stands before the decimals, what stands between thousands, day or month first.

Owns: `hand`, the code by which the figures of a document are read; `edits`, what turns them into English; `ordinary`. A language has its
custom (CLDR, through babel: decimals, names of months, words for millions); a document that plainly writes otherwise is read by its own.
Promises: a figure is one value, never two.
"""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from agent.knowledge.text.abroad import MONTH_NAMES, Edit, replacing

_SIZES = {10**3: "thousand", 10**6: "million", 10**9: "billion", 10**12: "trillion"}
LOOKED_AT = 200_000  # characters of a document that tell its habit
_SPACES = " \u00a0\u2007\u2009\u202f"
_MEASURE = (  # what stands after a figure that is no item of a list (`pages 3,4`), in short: signs, symbols, the beginnings of words
    r"(?=\s?(?:[%€$£¥°]|(?:[kcmµndMGT]?[mgWVBltJAsh]|[kMG]?Hz|[kMG]?Pa|k?m[²³23]|ha|min)(?!\w)"
    r"|(?:m[ei]ll?i|mi?lh|mln|mio|mill?[oj]|bill?i|mrd|mld|tril|tonn|tonel|t[oó]ne|met[re]|m[eè]tr|kilo|cent[ií]?m|lit[re]|gram"
    r"|percent|per\scent|prozent|pour|por|euro|dollar|pound|hour|minute|second|degree|times|mile|f[eo]{2}t|inch|acre|hectar|милл|млн|млрд)))"
)
_COMMAS = re.compile(
    rf"(?<![\w.,])(?:\d{{1,3}}(?:\.\d{{3}})+,\d+|\d+,\d{{1,2}}{_MEASURE}|\d{{1,3}}(?:\.\d{{3}}){{2,4}}{_MEASURE})(?![.,]?\d)",
    re.IGNORECASE,
)
_POINTS = re.compile(
    rf"(?<![\w.,])(?:\d{{1,3}}(?:[,'’]\d{{3}})+\.\d+|\d+\.\d{{1,2}}{_MEASURE}|\d{{1,3}}(?:,\d{{3}}){{2,4}})(?![.,]?\d)",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"(?<![\d/])(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<year>[12]\d{3})(?![\d/])")
_SHORT = re.compile(
    r"(?<![\w.])(?P<day>0?[1-9]|[12]\d|3[01])\.\s?(?P<month>0?[1-9]|1[0-2])\.\s?(?P<year>\d\d)(?![\d%]|\.\d)"
)
_POINTED = re.compile(r"(?<![\w.,])\d+\.\d+(?![.,]?\d)")
_NAME = re.compile(r"(?<=[\w,;] )[A-ZÀ-ÞА-Я][\w'-]*\.? \Z")  # `a Boeing 747 400`, `in June 15 200 came`


@lru_cache(maxsize=512)
def hand(text: str, language: str) -> str:
    """The code by which the figures of a document are read: its language, with what it writes otherwise (`en-comma`, `en-dmy`)."""
    text = text[:LOOKED_AT]
    commas, points = len(_COMMAS.findall(text)), len(_POINTS.findall(text))
    custom = _decimal(language)
    own = "comma" if commas > points else "point" if points > commas else custom
    firsts = [(int(m["a"]), int(m["b"])) for m in _SLASHED.finditer(text)]
    days, months = sum(12 < a <= 31 for a, _ in firsts), sum(12 < b <= 31 for _, b in firsts)
    order = "dmy" if days > months else "mdy" if months > days else ""
    return "-".join((language, *((own,) if own != custom else ()), *((order,) if order else ())))


@lru_cache(maxsize=64)
def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language)
    except (ValueError, UnknownLocaleError):
        return None


def _decimal(language: str) -> str:
    locale = _locale(language)
    symbols = locale.number_symbols if locale else {}
    return "comma" if symbols.get("latn", {}).get("decimal", ".") == "," else "point"


@lru_cache(maxsize=64)
def _dates(language: str) -> tuple[Edit, ...]:
    """Dates with the names of months of a language; a short name only beside a year."""
    locale = _locale(language) if language not in ("en", "zh", "ja", "ko") else None
    found: dict[str, int] = {}
    long: set[str] = set()
    for width in ("wide", "abbreviated") if locale else ():
        for form in ("format", "stand-alone"):
            for number, name in (locale.months[form][width] if locale else {}).items():
                found.setdefault(name.lower().rstrip("."), number)
                long |= {name.lower()} if width == "wide" else set()
    if not found:
        return ()
    month = rf"(?P<month>{'|'.join(map(re.escape, sorted(found, key=len, reverse=True)))})(?!\w)\.?"
    of, year = r"(?:de\s+|d')?", r"(?P<year>[12]\d{3})(?!\d)"

    def dated(m: re.Match[str]) -> str:
        name, parts = m["month"].lower(), m.groupdict()
        if not parts.get("year") and name not in long:
            return m.group()
        return " ".join(filter(None, (parts.get("day"), MONTH_NAMES[found[name] - 1], parts.get("year"))))

    forms = (
        rf"(?<![\w.])(?P<day>\d{{1,2}})(?:\.|er|[º°ª])?\s+{of}{month}(?:,?\s+(?:del?\s+)?{year})?",
        rf"(?<![\w.]){year}\.?\s+{month}\s+(?P<day>\d{{1,2}})(?![\d%])\.?",
        rf"(?<!\w){month}(?:\s+del?)?\s+{year}",
    )
    return tuple(replacing(re.compile(form, re.IGNORECASE), dated) for form in forms)


@lru_cache(maxsize=64)
def scales(language: str) -> tuple[Edit, ...]:
    """Words for thousands, millions and the like after a figure, as CLDR has them (`4.75 milioni`, `1억 2000만`)."""
    locale = _locale(language)
    found: dict[str, int] = {}
    for size in ("long", "short") if locale else ():
        for patterns in (locale.compact_decimal_formats.get(size, {}) if locale else {}).values():
            for magnitude, pattern in patterns.items():
                word = pattern.pattern.replace("'", "").strip("0 \u00a0.").lower()
                if len(word) > 2 or word > "\u0900":
                    found.setdefault(word, int(magnitude) // 10 ** (pattern.pattern.count("0") - 1))
    if not found:
        return ()
    words = "|".join(map(re.escape, sorted(found, key=len, reverse=True)))
    one = rf"(\d+(?:\.\d+)?)\s?({words})"

    def told(m: re.Match[str]) -> str:
        parts = [(float(n), found[word.lower()]) for n, word in re.findall(one, m.group(), re.IGNORECASE)]
        (n, size), *more = parts
        if not more and size in _SIZES:
            return f"{n:.12g} {_SIZES[size]}"
        return f"{sum(n * size for n, size in parts):.15g}"

    end = r"(?!\w)" if min(found) < "\u3000" else ""
    return (replacing(re.compile(rf"(?<![\d.]){one}(?:\s?{one})*{end}", re.IGNORECASE), told),)


@lru_cache(maxsize=128)
def edits(code: str) -> tuple[Edit, ...]:
    """What turns the figures in digits of a text in this `hand` into those of English: groups, decimals, dates in digits."""
    language, *habits = code.split("-")
    decimal = next((habit for habit in habits if habit in ("comma", "point")), _decimal(language))
    order = "mdy" if "mdy" in habits else "dmy" if "dmy" in habits or language != "en" else ""
    return (
        replacing(_SLASHED, lambda m: _slashed(m, order)),
        *((replacing(_SHORT, _short),) if language != "en" else ()),
        *((_by_comma,) if decimal == "comma" else (_by_point,)),
        *_dates(language),
    )


def ordinary(text: str, code: str) -> tuple[str, dict[str, str]]:
    """A text in this hand with its figures as its language writes them, and which became which (`12.500` → `12500`)."""
    language, *habits = code.split("-")
    custom = _decimal(language)
    found = [
        *edits(code)[0](text),
        *((_by_comma if "comma" in habits else _by_point)(text) if {"comma", "point"} & {*habits} else ()),
    ]
    if custom == "comma" and "point" in habits:
        taken = {at for start, end, _ in found for at in range(start, end)}
        found += [(*m.span(), m.group()) for m in _POINTED.finditer(text) if m.start() not in taken]
    parts, at, changed = [], 0, {}
    for start, end, new in sorted(found):
        new = new.replace(".", ",") if custom == "comma" else new
        changed[text[start:end]] = new
        parts += [text[at:start], new]
        at = end
    return "".join([*parts, text[at:]]), changed


def _slashed(m: re.Match[str], order: str) -> str:
    day, month = (m["b"], m["a"]) if order == "mdy" else (m["a"], m["b"])
    fits = order and 1 <= int(month) <= 12 and 1 <= int(day) <= 31
    return f"{m['year']}-{int(month):02}-{int(day):02}" if fits else m.group()


def _short(m: re.Match[str]) -> str:
    century = "20" if int(m["year"]) < 50 else "19"
    return f"{century}{m['year']}-{int(m['month']):02}-{int(m['day']):02}"


def _grouped(signs: str, decimal: str, more: str = "") -> re.Pattern[str]:
    """A figure with one of these signs between its thousands, the same one throughout; `more` are other forms."""
    return re.compile(
        rf"(?<![\w.,'/])(?<![^\W\d]-)(?<!\d[{_SPACES}])\d{{1,3}}(?P<sign>[{signs}])\d{{3}}(?:(?P=sign)\d{{3}})*(?:{decimal}\d+)?"
        rf"(?![.,'’]?\d)(?![{_SPACES}]\d{{3}}(?!\d)){more}"
    )


_BY_COMMA = _grouped(rf"{_SPACES}.'’_", ",", r"|(?<![\w.,])\d+,\d+(?![.,]?\d)")
_BY_POINT = _grouped(
    rf"{_SPACES}'’_",
    r"\.",
    rf"|(?<![\w.,])(?P<comma>\d{{1,3}}(?:\.\d{{3}})+,\d+(?![.,]?\d)|\d+,\d{{1,2}}(?!\d){_MEASURE})"
    r"|(?<![\w.,])\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?(?![.,]?\d)",  # Indian: `12,50,000`
)


def _by_comma(text: str) -> list[tuple[int, int, str]]:
    return [(*m.span(), _written(m, ".", ",")) for m in _BY_COMMA.finditer(text) if _whole(m)]


def _by_point(text: str) -> list[tuple[int, int, str]]:
    """Also what can only be meant otherwise: `1.250,5`, `4,75 million`."""
    found = ((m, (".", ",") if m["comma"] else (",", ".")) for m in _BY_POINT.finditer(text))
    return [(*m.span(), _written(m, *signs)) for m, signs in found if _whole(m)]


def _written(m: re.Match[str], group: str, decimal: str) -> str:
    return re.sub(rf"[{_SPACES}'’_]", "", m.group()).replace(group, "").replace(decimal, ".")


def _whole(m: re.Match[str]) -> bool:
    """Whether it is one figure: after a name a space may part two (`Boeing 747 400`)."""
    named = (
        m["sign"] == " " and m.group().count(" ") == 1 and _NAME.search(m.string[max(0, m.start() - 40) : m.start()])
    )
    return not named
