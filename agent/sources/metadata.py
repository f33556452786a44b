"""What a web page says of itself: its title, who wrote it, when, how sure that is, and at which address it wants to be known.

Owns: where a date on a page comes from. A day in its own data is stated; one in its address, in the stamp of its footer, or somewhere in
its text is said to be that; a year of copyright is none, nor is a version number, nor what a listing of code shows. Pure; imports the
cleaning of text, the shape of a reading and the tree walker's words.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urljoin

from htmldate import find_date
from lxml import etree
from trafilatura.metadata import examine_meta, extract_meta_json, extract_title

from agent.sources.blocks import Dated, one_line
from agent.sources.dom import inline_text

_LOG = logging.getLogger(__name__)
_MOST, _LONGEST = 20, 80  # authors, and characters of a name
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)|(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)")
_IN_ADDRESS = re.compile(r"(?:\A|[/_.\s-])((?:19|20)\d{2})[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
_PUBLISHED = frozenset(
    {"article:published_time", "citation_publication_date", "citation_date", "citation_online_date", "datepublished", "date", "pubdate"}
    | {"dc.date", "dc.date.issued", "dcterms.issued", "dcterms.date", "dcterms.created", "publish-date"}
)  # fmt: skip
_CHANGED = frozenset(
    ("article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "last-modified", "revised")
)
_AUTHORS = frozenset(("author", "citation_author", "dc.creator", "dcterms.creator", "article:author", "parsely-author"))
_NO_AUTHOR = re.compile(
    r"https?://|@|^(?:admin|administrator|root|editor|staff|unknown|anonymous|none|author)$", re.IGNORECASE
)
_TEXTS = etree.XPath(
    "//text()[not(ancestor::pre or ancestor::code or ancestor::kbd or ancestor::samp or ancestor::style)]",
    smart_strings=False,
)
_VALUES = etree.XPath("//@*[contains(., $year) or contains(., $first) or contains(., $last)]", smart_strings=False)
_SECONDS = re.compile(r"(?<![\d.])(1\d{9})(?:\d{3})?(?![\d.])")
_WORD = r"[^\W\d_]{3,12}\.?"
_TO_YEAR = r",?\s(?:de\s|del\s|of\s)?"
_FOOTER = "//footer | //*[@role='contentinfo' or contains(concat(' ', @class, ' '), ' footer ')]"


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of itself. `date` is an ISO day or None, `dated` where it stands; `address` a whole one or empty."""

    title: str = ""
    authors: tuple[str, ...] = ()
    date: str | None = None
    dated: Dated = ""
    address: str = ""


def said_by(tree: etree._Element, resource: str) -> Said:
    """What the page in this tree says; `resource` is its address."""
    named = list(_named(tree))
    things = list(_things(tree))
    day, dated = _date(tree, named, things, resource)
    return Said(_title(tree), _authors(named, things), day, dated, _address(tree, resource))


def _title(tree: etree._Element) -> str:
    """The title without permalink signs; the first heading or the head's title if trafilatura finds none."""
    about = examine_meta(tree)
    try:
        about = extract_meta_json(tree, about)
    except Exception as fault:  # noqa: BLE001 - what is written there is anybody's, and the page can be read without
        _LOG.debug("trafilatura broke on the data of a page: %r", fault)
    about.title = about.title or extract_title(tree)
    about.clean_and_trim()
    for text in (
        about.title or "",
        *(inline_text(each) for path in ("//h1", "//head/title") for each in tree.xpath(path)[:1]),
    ):
        if title := one_line(text).rstrip("¶# "):
            return title
    return ""


def _named(tree: etree._Element) -> Iterator[tuple[str, str]]:
    """(name, content) of what the head says, names in lower case; marked times too."""
    for each in tree.iter("meta"):
        name = (each.get("property") or each.get("name") or each.get("itemprop") or "").strip().lower()
        if name and each.get("content"):
            yield name, one_line(each.get("content"))
    for each in tree.iter("time"):
        name = (each.get("itemprop") or ("datepublished" if each.get("pubdate") is not None else "")).lower()
        if name and each.get("datetime"):
            yield name, each.get("datetime")


def _things(tree: etree._Element) -> Iterator[dict[str, Any]]:
    """The things that the page's JSON-LD describes; those that it wraps in a list or a graph too."""
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            waiting = [json.loads(script.text or "")]
        except (ValueError, RecursionError):
            continue
        while waiting:
            each = waiting.pop(0)
            if isinstance(each, list):
                waiting = [*each, *waiting]
            elif isinstance(each, dict):
                waiting += [each["@graph"]] if "@graph" in each else []
                yield each


def _date(
    tree: etree._Element, named: list[tuple[str, str]], things: list[dict[str, Any]], resource: str
) -> tuple[str | None, Dated]:
    """The day, and where it stands: the surest first."""
    stated = [value for name, value in named if name in _PUBLISHED] + [each.get("datePublished") for each in things]
    changed = [value for name, value in named if name in _CHANGED] + [each.get("dateModified") for each in things]
    if day := _first_day(stated):
        return day, "stated"
    if day := _first_day(changed):
        return day, "changed"
    if day := day_in(resource if "://" in resource else ""):
        return day, "address"
    guessed = _found(tree)
    if not guessed or (guessed.endswith("-01-01") and not re.search(r"\b0?1[./-]0?1\b|\bJan|\bjan", _text(tree))):
        return None, ""  # the first of January is what a bare year is taken for
    stamp = " ".join(_text(each) for each in tree.xpath(_FOOTER))
    return guessed, "footer" if _stands(guessed, stamp) else "text"


def _found(tree: etree._Element) -> str:
    """A day that is written out on the page, as an ISO day: the one that htmldate finds, which reads version numbers as days, too."""
    try:
        day = find_date(tree, extensive_search=False, original_date=False, max_date="2100-01-01") or ""
    except Exception as fault:  # noqa: BLE001 - broken markup can break the search
        _LOG.debug("htmldate broke on a page: %r", fault)
        return ""
    return day if day and _is_written(day, tree) else ""


def _is_written(day: str, tree: etree._Element) -> bool:
    """Whether an ISO day is written out on a page: with all digits of its year, and as no part of a longer number.

    `1.11.29` says no day, nor do `v2024.1.15` and `2024.1.15 documentation`; `1.11.2029`, `2024-01-15`, `15 January 2024` do.
    """
    noon = int(datetime.fromisoformat(f"{day}T12:00+00:00").timestamp())
    first, last = (str(noon + half)[:5] for half in (-43200, 43199))
    text = "\n".join([*_TEXTS(tree), *_VALUES(tree, year=day[:4], first=first, last=last)])
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


def day_in(address: str) -> str | None:
    """The ISO day that an address, or the name of a file, tells."""
    return _first_day("-".join(found.groups()) for found in _IN_ADDRESS.finditer(address))


def _first_day(values: Iterable[object]) -> str | None:
    """The first of some values that is a day."""
    for value in values:
        if isinstance(value, str) and (found := _DAY.match(value.strip())):
            year, month, day = (int(part) for part in found.groups() if part)
            try:
                return date(year, month, day).isoformat()
            except ValueError:
                continue
    return None


def _stands(day: str, text: str) -> bool:
    """Whether the year and the day of the month of an ISO day stand in a text."""
    year, _, number = day.split("-")
    return year in text and re.search(rf"(?<!\d)0?{int(number)}(?!\d)", text) is not None


def _text(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _authors(named: list[tuple[str, str]], things: list[dict[str, Any]]) -> tuple[str, ...]:
    told = [value for name, value in named if name in _AUTHORS]
    for each in things:
        author = each.get("author")
        people = author if isinstance(author, list) else [author]
        told += [str((one.get("name") if isinstance(one, dict) else one) or "") for one in people]
    return authors_of(told)


def authors_of(told: Iterable[str]) -> tuple[str, ...]:
    """Names as they were given, several in one text apart, each once; addresses and what names nobody are left out."""
    names = (one_line(name) for each in told for name in re.split(r";|\band\b|&", each))
    good = (name for name in names if 1 < len(name) <= _LONGEST and not _NO_AUTHOR.search(name))
    return tuple(dict.fromkeys(good))[:_MOST]


def _address(tree: etree._Element, resource: str) -> str:
    """The address at which the page wants to be known; empty if it does not say."""
    found = next(iter(tree.xpath("//link[translate(@rel, 'CANOIL', 'canoil')='canonical']/@href")), "")
    try:
        whole = urljoin(resource if "://" in resource else "", str(found).strip())
    except ValueError:
        return ""
    return whole if re.fullmatch(r"https?://[^\s<>\"]{3,2000}", whole) else ""
