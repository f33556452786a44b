"""Figures of other languages as English writes them: the edits that `languages.translated` applies, made of a language's word lists.

Owns: `western` and `eastern`. Promises: each edit takes time that grows with the length of the text. Imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple

from text_to_num import find_numbers

_TOKEN = re.compile(r"[^\W\d_]+|\d+|\s+|[^\w\s]|_")
_A = re.compile(r"\b(?:eine[rn]?|une?)\s\Z", re.IGNORECASE)
_NO_COUNT = re.compile(r"(?:\d\s?|\bp(?:ou|o)r\s)\Z")  # `3 Millionen`, `pour cent`
Edit = Callable[[str], Iterable[tuple[int, int, str]]]  # what takes the place of which spans of a text, in order
SPELLED = frozenset(("de", "es", "fr", "it", "nl", "pt"))  # whose number words are read

MONTH_NAMES = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"
)  # fmt: skip
_UNITS = (  # in this order stand the units in the lists of the languages
    "metres", "kilometres", "centimetres", "millimetres", "g", "kg", "mg", "µg", "tonnes", "litres", "ml", "seconds", "minutes", "hours",
    "days", "weeks", "months", "years", "percent", "degrees", "knots", "hectares", "euros", "dollars", "pounds", "miles", "m2", "m3", "km2",
    "cm3",
)  # fmt: skip
_DIGITS = {c: n for n, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8, "兆": 10**12}
_ERAS = {
    "令和": 2018,
    "平成": 1988,
    "昭和": 1925,
    "大正": 1911,
    "明治": 1867,
    "民国": 1911,
    "民國": 1911,
}  # the year before their first
_MONTH_DAY = re.compile(r"(?<![年)）\d])(?<!年 )(1[0-2]|[1-9])月\s?(\d{1,2})[日号]")
_AFTER = {
    "以上": "or more",
    "以下": "or less",
    "以内": "or less",
    "未満": "or less",
    "左右": "or so",
    "ほど": "or so",
    "前後": "or so",
    "程度": "or so",
}
_COUNTERS = (
    "[日年月天分秒週周号點点时時]|小时|小時|[个個名人家次回歳岁米克吨公千毫升本匹頭艘座倍枚台社校杯勺把刀亩只隻条條张張件幅间間层層所片口根位"
    "章卷巻页頁篇首句种種类代届期组队支辆架户戸株棵粒颗块道处门級级番目つ冊羽軒通票両丁段室棟局店区着歩曲作]|か月|ヶ月|カ月|世紀|世纪"
    "|メートル|キロ|グラム|トン|リットル|[％%]"
)


def _alternatives(words: str) -> str:
    return "|".join(sorted(words.split("|"), key=len, reverse=True)).replace("_", r"\s+")


def _pairs(row: str) -> dict[str, str]:
    return {a.replace("_", " "): b.replace("_", " ") for a, b in (part.split("=") for part in row.split())}


class _Word(NamedTuple):
    """A word, a number or a sign, as the reader of number words wants them."""

    match: re.Match[str]

    def text(self) -> str:
        return self.match.group()

    def nt_separated(self, _: object) -> bool:
        return False

    def not_a_number_part(self) -> bool:
        return False


def replacing(pattern: re.Pattern[str], new: Callable[[re.Match[str]], str]) -> Edit:
    """The edit that puts `new` in the place of each match."""
    return lambda text: ((*match.span(), new(match)) for match in pattern.finditer(text))


def spelled(code: str) -> Edit:
    """The edit that writes number words in digits; not ordinals, `one`, and what multiplies the digits before it (`3 Millionen`)."""

    def found(text: str) -> Iterator[tuple[int, int, str]]:
        words = [_Word(match) for match in _TOKEN.finditer(text)]
        for number in find_numbers(words, code, 0.0):
            start, end = words[number.start].match.start(), words[number.end - 1].match.end()
            if number.is_ordinal or number.value == 1 or text[start].isdigit() or _NO_COUNT.search(text, 0, start):
                continue
            large = number.value >= 10**6
            if large and number.end - number.start == 1 and not _A.search(text, 0, start):
                continue  # `Millionen Menschen`
            yield start, end, f"{number.value / 10**6:.12g} million" if large else f"{number.value:.12g}"

    return found


def _clock(match: re.Match[str]) -> str:
    """A time of day on the 24 hour clock: `sieben Uhr abends` → `19:00`."""
    found = match.groupdict()
    hour, minute = int(found["h"]), int(found.get("m") or found.get("n") or 0)
    hour += 12 * (bool(found.get("late")) and 4 < hour < 12)
    return f" {hour:02}:{minute:02} " if hour < 24 and minute < 60 else match.group()


def western(lists: Mapping[str, str], code: str) -> tuple[Edit, ...]:
    """What turns a text's figures into English, in this order: words, units after a number, shares; digits and dates are read before."""
    words = _pairs(lists["large"])
    bounds = _pairs(lists["bounds"])
    any_word = "|".join(re.escape(w) for w in sorted([*words, *bounds], key=len, reverse=True)).replace(r"\ ", r"\s+")
    units = list(zip(lists["units"].split(), _UNITS, strict=True))
    forms = "|".join(f"(?P<u{n}>{_alternatives(form)})" for n, (form, _) in enumerate(units))
    unit = re.compile(rf"(?:(?<=\d)|(?<=illion))\s{{0,2}}(?:(?<=illion )d(?:e\s|'))?(?:{forms})(?!\w)", re.IGNORECASE)
    rate = re.compile(rf"(?<=[a-zµ%\d])\s?(?:/|\b(?:pro|je|par|por))\s?(?:{forms})(?!\w)", re.IGNORECASE)
    joint, until = lists["and"], lists["to"]
    parts = dict(part.split("=") for part in lists["parts"].split())
    share = re.compile(
        rf"\b(?P<n>\d+|{lists['articles']})\s+(?:"
        + "|".join(f"(?P<p{n}>{word})" for n, word in enumerate(parts))
        + r")\b(?:\s+partes)?",
        re.IGNORECASE,
    )

    def word(m: re.Match[str]) -> str:
        found = " ".join(m.group().lower().split())
        return words.get(found) or bounds[found]

    def measure(m: re.Match[str]) -> str:
        return f" {units[int((m.lastgroup or 'u0')[1:])][1]}"

    def part(m: re.Match[str]) -> str:
        whole = int(list(parts.values())[int((m.lastgroup or "p0")[1:])])
        of = int(m["n"]) if m["n"].isdigit() else 1
        return f"{100 * of / whole:.6g} %" if of < whole else m.group()

    return (
        replacing(re.compile(r"(?<=[a-zßü])einhalb\b", re.IGNORECASE), lambda _: " Komma fünf"),
        spelled(code),
        replacing(re.compile(rf"(?<!\w)(?:{any_word})(?!\w)", re.IGNORECASE), word),
        replacing(re.compile(r"(?<![\d.])(\d+)(\s[a-zñé]+)?\s+(?:y\s+medi[oa]|et\s+demie?)\b"), lambda m: f"{m[1]}.5{m[2] or ''}"),
        replacing(re.compile(lists["clock"], re.IGNORECASE), _clock),
        replacing(re.compile(rf"(?<=\d)\s+(?:{until})\s+(?=\d)"), lambda _: " to "),
        replacing(unit, measure),
        replacing(rate, lambda m: f" per{measure(m).removesuffix('s')}"),
        replacing(re.compile(rf"(?<=\w)\s+{joint}\s+(?=\d)"), lambda _: " and "),
        replacing(re.compile(r"(?<=\w)\s+(?:oder|ou|o)\s+(?=\d)"), lambda _: " or "),
        replacing(share, part),
        replacing(re.compile(r"\b(?:années|años)\s+([12]\d\d0)\b(?!-)|\b([12]\d\d0)er(?:[\s-]Jahren?)?\b"), lambda m: f"{m[1] or m[2]}s"),
    )  # fmt: skip


def _number(word: str) -> int:
    """`十二` → 12, `二〇二四` → 2024, `一万五千` → 15000."""
    if not any(c in _TENS or c in _MYRIADS for c in word):
        return int("".join(str(_DIGITS[c]) for c in word))
    total, part, current = 0, 0, 0
    for c in word:
        if c in _MYRIADS:
            total, part, current = total + (part + current or 1) * _MYRIADS[c], 0, 0
        elif c in _TENS:
            part, current = part + (current or 1) * _TENS[c], 0
        else:
            current = _DIGITS[c]
    return total + part + current


def _any(words: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def eastern(lists: Mapping[str, str]) -> tuple[Edit, ...]:
    """What turns a text's figures into English: numerals before a counter, shares, myriads, bounds, units right after a number."""
    units, before = _pairs(lists["units"]), _pairs(lists["before"])
    digit, large = "".join(_DIGITS), "".join([*_TENS, *_MYRIADS])
    numeral = f"[{digit}{large}]"
    counted = rf"{numeral}{{1,14}}(?=分[之の]|{_COUNTERS})"
    number = r"(?<![\d.])(\d+(?:\.\d+)?)"

    def read(m: re.Match[str]) -> str:
        return str(_number(m.group()))

    def myriads(m: re.Match[str]) -> str:
        return f"{float(m[1]) * _MYRIADS[m[2]] + (10**4 if m[4] else 1) * int(m[3] or 0):.0f}"

    return (
        replacing(re.compile(rf"(?<![\d統统唯同万萬亿億])(?:{counted}|[{digit}十]{numeral}{{1,13}})(?!{numeral})"), read),
        replacing(re.compile(rf"(?<=分[之の]){numeral}{{1,5}}"), lambda m: str(_number(m.group()))),
        replacing(re.compile(rf"({'|'.join(_ERAS)})(元|\d{{1,3}})年"), lambda m: f"{_ERAS[m[1]] + int(m[2].replace('元', '1'))}年"),
        replacing(_MONTH_DAY, lambda m: f" {MONTH_NAMES[int(m[1]) - 1]} {m[2]} "),
        replacing(re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?=[万萬亿億兆])"), lambda m: m.group().replace(",", "")),
        replacing(re.compile(lists["clock"]), _clock),
        replacing(re.compile(r"(?<!\d)(\d{1,3})分[之の](\d{1,3})"), lambda m: f"{100 * int(m[2]) / max(1, int(m[1])):.6g} %"),
        replacing(re.compile(r"(?<![\d.])(\d)千"), lambda m: f"{m[1]}000"),
        replacing(re.compile(number + r"([万萬亿億兆])(?:(\d{1,4})(万)?)?"), myriads),
        replacing(re.compile(_any(before)), lambda m: f" {before[m.group()]} "),
        replacing(re.compile(rf"(?<=\d)\s?(?:{_any(units)})"), lambda m: f" {units[m.group().strip()]} "),
        replacing(re.compile(r"(?<=[\d\sa-z])(\S?)(" + _any(_AFTER) + ")"), lambda m: f"{m[1]} {_AFTER[m[2]]} "),
        replacing(re.compile(r"(?<=\d)(?=年(?:間)?[^\d]|年$)(?<!\d{4})年(?:間)?"), lambda _: " years "),
    )  # fmt: skip
