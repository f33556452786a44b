"""What a raised sign says: a power, an ordinal's ending, or the mark of a footnote, which is no part of the figure before it.

Owns: `reading`, for what a format sets higher, and `typed`, for raised digits as characters. `10⁶` must never become 106, nor `$320¹` 3201.
Pure. Imports the making of word lists.
"""

from __future__ import annotations

import re

from agent.knowledge.text.english import listed

_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻"
_RAISE = str.maketrans("0123456789+-−–", f"{_DIGITS}⁻⁻")
_LOWER = str.maketrans(_DIGITS, "0123456789+-")
_POWER = re.compile(r"[+\-−–]?\d{1,4}(?:[./]\d{1,4})?[+\-−]?|[+\-−]")
_LETTER_POWER = re.compile(r"[+\-−–]?\d{0,3}[nmkxyijNMT](?:[+\-−–]\d{1,3})?")
_NOTES = re.compile(r"[*†‡§¶‖#]{1,4}|\(?\d{1,3}\)?(?:[,;–-]\s?\d{1,3}){1,20}|\[[^\[\]]{0,20}\]")
_NO_BASE = re.compile(  # of these nobody takes a power: sums of money, years, shares, grouped figures
    r"[$€£¥₹]\s?[\d.,'\u00a0 ]{0,20}\d\Z|(?<![\d.,])(?:1[4-9]|20)\d\d\Z|\d[,.'\u00a0 ]\d{3}\Z"
)
_COMMON_BASE = re.compile(r"(?<![\d.,])(?:10|2)\Z")
_WORD = re.compile(r"[^\W\d_]{1,40}\Z")
_UNITS = listed(
    "metre metres meter meters mile miles foot feet inch inches yard yards acre sec Meter Metern mètre mètres metro metros metri"
)
_TYPED = re.compile(rf"(?<=[^\s{_DIGITS}])[{_DIGITS}]{{1,6}}(?![{_DIGITS}])")


def reading(before: str, raised: str, after: str = "", *, noted: bool = False) -> str:
    """How `raised` is written on the line behind `before`: `^6` after a figure, `²` after a unit, nothing for a footnote's mark.

    `noted` says that a footnote of this mark is known; `after` is what follows, for what is raised before its word (¹⁴C).
    """
    sign = " ".join(raised.split())
    if not sign or _NOTES.fullmatch(sign):
        return ""
    if _POWER.fullmatch(sign):
        return _power(before, sign, after, noted)
    base = before[-1:]
    if _LETTER_POWER.fullmatch(sign) and (base.isdigit() or base == ")" or _short(before)):
        return f"^{{{_flat(sign)}}}" if len(sign) > 2 else f"^{_flat(sign)}"
    return f" {sign}" if base.isalnum() and len(sign) > 3 else sign


def _power(before: str, sign: str, after: str, noted: bool) -> str:
    base = before[-1:]
    if not base or base.isspace():
        return sign if after[:1].isalpha() else ""
    signed = not sign[0].isdigit()
    if base.isdigit():
        common = _COMMON_BASE.search(before[-8:]) and sign != "1"
        power = signed or common or not (sign == "1" or noted or _NO_BASE.search(before[-24:]))
        return f"^{_flat(sign)}" if power else ""
    if base.isalpha() and not noted:
        return _high(sign) if signed or not sign.isdigit() or _short(before) else ""
    return f"^{_flat(sign)}" if base in ")]" and sign != "1" and not noted else ""


def _short(before: str) -> bool:
    """Whether a variable or a unit stands before: no word carries a power."""
    word = _WORD.search(before[-40:])
    return word is not None and (len(word.group()) <= 3 or word.group() in _UNITS)


def _flat(sign: str) -> str:
    return re.sub("[−–]", "-", sign)


def _high(sign: str) -> str:
    high = sign.translate(_RAISE)
    return high if all(each in _DIGITS for each in high) else f"^{_flat(sign)}"


def typed(text: str) -> str:
    """A line with its raised digits (`10⁶`, `$320¹`) read by the same rules; those of units (`m²`) stay as they are."""

    def read(found: re.Match[str]) -> str:
        start, end = found.span()
        return reading(text[max(0, start - 40) : start], found.group().translate(_LOWER), text[end : end + 1])

    return _TYPED.sub(read, text)
