"""Whether a page states a day. Searches for dates read `1.11.29` as one; a version number is none, nor is what a listing of code shows.

Owns: `stated`. Pure. Imports nothing of ours.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from lxml import etree

_STRINGS = "//text()[not(ancestor::pre or ancestor::code or ancestor::kbd or ancestor::samp or ancestor::style)] | //@*"
_SECONDS = re.compile(r"(?<![\d.])(1\d{9})(?:\d{3})?(?![\d.])")
_WORD = r"[^\W\d_]{3,12}\.?"
_TO_YEAR = r",?\s(?:de\s|del\s|of\s)?"


def stated(day: str, tree: etree._Element, address: str = "") -> bool:
    """Whether an ISO day is written out on a page or in its address: with all digits of its year, and as no part of a longer number.

    `1.11.29` says no day, nor do `v2024.1.15` and `2024.1.15 documentation`; `1.11.2029`, `2024-01-15`, `15 January 2024` do.
    """
    text = "\n".join([address, *map(str, tree.xpath(_STRINGS))])
    if _written(day).search(text):
        return True
    return any(datetime.fromtimestamp(int(found), UTC).date().isoformat() == day for found in _SECONDS.findall(text))


def _written(day: str) -> re.Pattern[str]:
    """A day as people and machines write it."""
    year, month, date = day.split("-")
    m, d = f"0?{int(month)}", f"0?{int(date)}"
    forms = (
        rf"{year}[-/]{m}[-/]{d}",
        rf"{year}\. ?{month}\. ?{date}\.?(?!\s(?:doc|release|version))",
        rf"{year}\s?[年년]\s?{m}\s?[月월]\s?{d}",
        rf"{d}[./-] ?{m}[./-] ?{year}",
        rf"{m}[/-]{d}[/-]{year}",
        rf"{year}{month}{date}",
        rf"{d}(?:st|nd|rd|th|er|[.ºª])?\s(?:de\s|of\s)?{_WORD}{_TO_YEAR}{year}",
        rf"{_WORD}\s{d}(?:st|nd|rd|th|\.)?{_TO_YEAR}{year}",
        rf"{year}[.,]?\s{_WORD}\s{d}",
    )
    return re.compile(rf"(?<![\d.])(?<!v)(?<!version )(?:{'|'.join(forms)})(?![\d])(?!\.\d)", re.IGNORECASE)
