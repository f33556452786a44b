"""Figures of other languages as English writes them: the edits that `languages.translated` applies, made of a language's word lists.

Owns: `western` and `eastern`. Promises: each edit takes time that grows with the length of the text. Imports nothing of ours.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

Edit = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]

_MONTHS = (
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
_COUNTERS = "日間|日|年|天|小时|小時|時間|分|秒|週|周|个|個|名|人|家|次|回|歳|岁|米|克|吨|公|千|毫|升|本|匹|頭|艘|座|か月|ヶ月|カ月|メートル|キロ|グラム|トン|リットル|倍|枚|台|社|校|杯|勺|％|%"


def _alternatives(words: str) -> str:
    return "|".join(sorted(words.split("|"), key=len, reverse=True)).replace("_", r"\s+")


def _pairs(row: str) -> dict[str, str]:
    return {a.replace("_", " "): b.replace("_", " ") for a, b in (part.split("=") for part in row.split())}


def _number_words(lists: Mapping[str, str]) -> dict[str, str]:
    """Number words with their values; those of tens and units are put together as the language does."""
    counts = _pairs(lists["counts"])
    small = {word: int(n) for word, n in counts.items() if n.isdigit() and 0 < int(n) < 10}
    tens = {word: int(n) for word, n in counts.items() if n.isdigit() and int(n) % 10 == 0 and 20 <= int(n) < 100}
    if link := lists.get("link"):
        return counts | {f"{t}{link}{u}": str(tens[t] + small[u]) for u in small for t in tens}
    small["ein"] = 1  # German has the unit first, and writes hundreds as one word
    counts |= {f"{u}und{t}": str(tens[t] + small[u]) for u in small for t in tens}
    return counts | {
        f"{u}{large}": str(small[u] * n) for u in small for large, n in (("hundert", 100), ("tausend", 1000))
    }


def _grouped(gap: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w.,])\d{{1,3}}(?:[{gap}]\d{{3}})+(?:,\d+)?(?![\d.,]?\d)|(?<![\w.,])\d+,\d+(?![\d.,]?\d)")


def _written(match: re.Match[str]) -> str:
    return re.sub(r"[ \u00a0.]", "", match.group()).replace(",", ".")


def western(lists: Mapping[str, str]) -> tuple[Edit, ...]:
    """What turns a text's figures into English, in this order: numbers, dates, words, units after a number, shares."""
    months = dict(zip(lists["months"].split(), _MONTHS, strict=True))
    month = "|".join(months)
    words = _number_words(lists) | _pairs(lists["large"])
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

    def date(m: re.Match[str]) -> str:
        return f"{m['day']} {months[m['month'].lower()]}" + (f" {m['year']}" if m["year"] else "")

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
        (re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})/([12]\d{3})(?![\d/])"), lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}"),
        (_grouped(lists['gap']), _written),
        (re.compile(rf"(?<![\w.])(?P<day>\d{{1,2}})(?:\.|er)?\s+(?:de\s+)?(?P<month>{month})(?!\w)(?:\s+(?:del?\s+)?(?P<year>[12]\d{{3}})(?!\d))?", re.IGNORECASE), date),
        (re.compile(rf"(?<!\w)(?:{month})(?=\s+(?:del?\s+)?[12]\d{{3}})(?:\s+de)?", re.IGNORECASE), lambda m: months[m.group().lower().split()[0]]),
        (re.compile(rf"(?<!\w)(?:{any_word})(?!\w)", re.IGNORECASE), word),
        (re.compile(rf"(?<=\d)\s+(?:{until})\s+(?=\d)"), lambda _: " to "),
        (unit, measure),
        (rate, lambda m: f" per{measure(m).removesuffix('s')}"),
        (re.compile(rf"(?<=\w)\s+{joint}\s+(?=\d)"), lambda _: " and "),
        (share, part),
    )  # fmt: skip


def _number(word: str) -> int:
    """`十二` → 12, `二〇二四` → 2024."""
    if not any(c in _TENS for c in word):
        return int("".join(str(_DIGITS[c]) for c in word))
    total, current = 0, 0
    for c in word:
        if c in _TENS:
            total, current = total + (current or 1) * _TENS[c], 0
        else:
            current = _DIGITS[c]
    return total + current


def _any(words: dict[str, str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))


def eastern(lists: Mapping[str, str]) -> tuple[Edit, ...]:
    """What turns a text's figures into English: numerals before a counter, shares, myriads, bounds, units right after a number."""
    units, before = _pairs(lists["units"]), _pairs(lists["before"])
    numeral = "[" + "".join([*_DIGITS, *_TENS]) + "]"
    number = r"(\d+(?:\.\d+)?)"
    return (
        (re.compile(rf"(?<![\d第统統唯同]){numeral}{{1,12}}(?=分[之の]|[万亿億兆]|{_COUNTERS})"), lambda m: str(_number(m.group()))),
        (re.compile(rf"(?<=分[之の]){numeral}{{1,5}}"), lambda m: str(_number(m.group()))),
        (re.compile(r"(?<!\d)(\d{1,3})分[之の](\d{1,3})"), lambda m: f"{100 * int(m[2]) / max(1, int(m[1])):.6g} %"),
        (re.compile(number + r"([万萬亿億兆])(?:(\d{1,4})万)?"), lambda m: f"{float(m[1]) * _MYRIADS[m[2]] + 10000 * int(m[3] or 0):.0f}"),
        (re.compile(_any(before)), lambda m: f" {before[m.group()]} "),
        (re.compile(rf"(?<=\d)\s?(?:{_any(units)})"), lambda m: f" {units[m.group().strip()]} "),
        (re.compile(r"(?<=[\d\sa-z])(\S?)(" + _any(_AFTER) + ")"), lambda m: f"{m[1]} {_AFTER[m[2]]} "),
        (re.compile(r"(?<=\d)(?=年(?:間)?[^\d]|年$)(?<!\d{4})年(?:間)?"), lambda _: " years "),
    )  # fmt: skip
