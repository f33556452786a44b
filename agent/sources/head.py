"""What stands in the head of a text, or in its file's name, of when it was written and by whom, where its format does not say.

Owns: which line is a line of date. It holds one whole day, at its beginning or after a comma, a colon or a full stop, and is no statement:
"Dunmarsh Echo, Friday, 19 April 2024. By Aoife Rourke", "Date: 3 September 2024", not "Opened on 3 May 1931". Nor does an entry of a log
date the log. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice

from babel import Locale, UnknownLocaleError

from agent.knowledge.values.quantities import quantities
from agent.sources.blocks import ENTRY, Block, Dated
from agent.sources.metadata import day_in

_HEAD = 8  # blocks that may be the head
_LINE = 120  # characters of a line of date
_LOG = 3  # lines of the head that begin with a day or a month make it a log
_SAID = 4  # words behind a day from which on they are a statement
_LABEL = re.compile(r"(?:\A|[|·•])\s*[^\W\d]+(?:\s[^\W\d]+)?\s*[:：]\s*\Z")
_WRITTEN = re.compile(
    r"\b(?:date|dated|published|posted|written|updated|sent|datum|stand|gesendet|veröffentlicht|fecha|publié|envoyé|data|日期|日付)\b",
    re.IGNORECASE,
)
_APART = re.compile(r"(?:\A|[,.;|·•—–(]|\bden|\ble)\s*\Z")
_BY = re.compile(
    r"(?:\A|[,.;|·•—–])\s*(?:[Bb]y|[Vv]on|[Pp]ar|[Pp]or)\s+(?:[a-z]+\s+){0,2}((?:[A-ZÀ-Þ][^\W\d]*[.'’-]?[^\W\d]*\s?){2,4})\.?\Z"
)


def day_of(blocks: Sequence[Block], language: str, name: str) -> tuple[str | None, Dated]:
    """The ISO day that a line of the head tells ("stated"), else one in the file's name ("address"), and where it stands."""
    for line in _lines(blocks):
        days = [each for each in quantities(line, language) if each.kind == "date" and len(each.value) == 10]
        if (
            len(days) == 1
            and day_in(days[0].value)
            and _is_of_date(line[: days[0].start], line[days[0].end :], language)
        ):
            return days[0].value, "stated"
    day = day_in(name)
    return day, "address" if day else ""


def byline(blocks: Sequence[Block]) -> tuple[str, ...]:
    """Whom a line of the head names behind "By"."""
    return next(((found[1].strip(" ."),) for line in _lines(blocks) if (found := _BY.search(line))), ())


def _lines(blocks: Sequence[Block]) -> Iterator[str]:
    """The short lines of the head, headings too."""
    head = islice((block for block in blocks if block.kind in ("heading", "prose")), _HEAD)
    lines = [line for block in head for line in block.text.splitlines()]
    log = sum(ENTRY.match(line) is not None for line in lines) >= _LOG
    yield from (line for line in lines if len(line) <= _LINE and not (log and ENTRY.match(line)))


def _is_of_date(before: str, after: str, language: str) -> bool:
    """Whether a line with this before and behind its day tells when the text was written."""
    bare = _weekdays(language).sub("", before)
    if after.endswith((".", "!", "?")) and len(after.split()) > _SAID and not _BY.search(after):
        return False
    if _LABEL.search(bare):
        return _WRITTEN.search(bare) is not None
    return _APART.search(bare) is not None


@lru_cache(maxsize=16)
def _weekdays(language: str) -> re.Pattern[str]:
    """A weekday of this language, long or short, at the end of a text."""
    try:
        days = Locale(language).days["format"]
    except (UnknownLocaleError, ValueError):
        days = Locale("en").days["format"]
    names = {re.escape(name) for form in ("wide", "abbreviated") for name in days[form].values()}
    return re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\.?,?\s*\Z", re.IGNORECASE)
