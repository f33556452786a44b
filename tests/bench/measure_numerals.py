"""Number words to digits and full dates to ISO: the two rules of `norm` that need more than a pattern.

Owns a reading of numbers and dates of its own: the measures must not share a fault with what they measure, so nothing of the
package is imported here or in the other `measure_` modules.
"""

from __future__ import annotations

import re

_WORD = re.compile(r"\w+")
_TO_TWENTY = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_ONES = {word: number for number, word in enumerate(_WORD.findall(_TO_TWENTY))}
_TENS = {
    word: 10 * n for n, word in enumerate(_WORD.findall("twenty thirty forty fifty sixty seventy eighty ninety"), 2)
}
_SCALES = {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9}
_SMALL = "|".join([*_TENS, *sorted(_ONES, key=len, reverse=True)])
_ANY = f"{_SMALL}|{'|'.join(_SCALES)}"
_RUN = re.compile(rf"\b(?:{_SMALL})(?:(?:[\s-]+|[\s-]+and[\s-]+)(?:{_ANY}))*\b")

_MONTHS = _WORD.findall("january february march april may june july august september october november december")
_MONTH = "|".join(f"{name}|{name[:3]}\\.?" for name in _MONTHS) + r"|sept\.?"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_DAY_FIRST = re.compile(rf"\b{_DAY}(?:\s+of)?\s+({_MONTH}),?\s+(\d{{4}})\b")
_MONTH_FIRST = re.compile(rf"\b({_MONTH})\s+{_DAY}\s*,?\s+(\d{{4}})\b")
_SLASHED = re.compile(r"\b(\d{4})/(\d{1,2})/(\d{1,2})\b")
_DOTTED = re.compile(r"\b(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\b")  # day first, as wherever dates have dots


def digits(text: str) -> str:
    """Lower-case `text` with its number words as digits: `twenty-one` → `21`, `two hundred and five` → `205`."""
    return _RUN.sub(lambda run: _numbers(re.findall(r"[a-z]+", run[0])), re.sub(r"\ba dozen\b", "twelve", text))


def _numbers(words: list[str]) -> str:
    """The words of one run as numbers; words that cannot belong together (`five six`) start a new one."""
    found: list[int] = []
    total = current = 0
    last = ""
    for word in words:
        if word == "and":
            continue
        small = _ONES.get(word, _TENS.get(word))
        if small is None:
            scale = _SCALES[word]
            current *= scale
            if scale > 100:
                total, current = total + current, 0
        elif last and not _follows(last, word):
            found.append(total + current)
            total, current = 0, small
        else:
            current += small
        last = word
    return " ".join(map(str, [*found, total + current]))


def _follows(last: str, word: str) -> bool:
    """Whether `word` goes on with the number that `last` belongs to."""
    return last in _SCALES or (last in _TENS and 0 < _ONES.get(word, 0) < 10)


def iso(text: str) -> str:
    """Lower-case `text` with its full dates as ISO: `3 May 2024`, `may 3rd, 2024`, `2024/5/3`, `3.5.2024` → `2024-05-03`."""
    text = _DAY_FIRST.sub(lambda m: _date(m[0], m[3], m[2], m[1]), text)
    text = _MONTH_FIRST.sub(lambda m: _date(m[0], m[3], m[1], m[2]), text)
    text = _DOTTED.sub(lambda m: f"{m[3]}-{int(m[2]):02}-{int(m[1]):02}", text)
    return _SLASHED.sub(lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}", text)


def months(text: str) -> set[str]:
    """The whole names, lower case, of the months that a text has in short (`Jul`, `Sept.`)."""
    short = re.findall(rf"\b({_MONTH})(?![a-z])", text.lower())
    return {name for name in _MONTHS for found in short if name.startswith(found[:3])}


def _date(whole: str, year: str, month: str, day: str) -> str:
    number = next(at for at, name in enumerate(_MONTHS, 1) if name.startswith(month[:3]))
    return f"{year}-{number:02}-{int(day):02}" if 1 <= int(day) <= 31 else whole
