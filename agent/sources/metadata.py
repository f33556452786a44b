"""What a web page says of itself: who wrote it, when, how sure that is, and at which address it wants to be known.

Owns: where a date on a page comes from. A day in its own data is stated; one in its address, in the stamp of its footer, or somewhere in
its text is said to be that; a year of copyright is none. Pure; imports the cleaning of text and the shape of a reading.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from lxml import etree

from agent.sources.blocks import Dated, one_line

_MOST, _LONGEST = 20, 80  # authors, and characters of a name
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)|(\d{4})/(\d{1,2})/(\d{1,2})(?!\d)")
_IN_ADDRESS = re.compile(r"[/_.-]((?:19|20)\d{2})[/_.-]?(0[1-9]|1[0-2])[/_.-]?(0[1-9]|[12]\d|3[01])(?!\d)")
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
_FOOTER = "ancestor-or-self::footer or ancestor-or-self::*[@role='contentinfo' or contains(concat(' ', @class, ' '), ' footer ')]"


@dataclass(frozen=True, slots=True)
class Said:
    """What a page says of itself. `date` is an ISO day or None, `dated` where it stands; `address` a whole one or empty."""

    authors: tuple[str, ...] = ()
    date: str | None = None
    dated: Dated = ""
    address: str = ""


def said_by(tree: etree._Element, guessed: str | None, resource: str) -> Said:
    """What the page in this tree says. `guessed` is the day that an extractor found anywhere on it, `resource` its address."""
    named = list(_named(tree))
    things = list(_things(tree))
    day, dated = _date(tree, named, things, guessed, resource)
    return Said(_authors(named, things), day, dated, _address(tree, resource))


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
    tree: etree._Element, named: list[tuple[str, str]], things: list[dict[str, Any]], guessed: str | None, resource: str
) -> tuple[str | None, Dated]:
    """The day, and where it stands: the surest first."""
    stated = [value for name, value in named if name in _PUBLISHED] + [each.get("datePublished") for each in things]
    changed = [value for name, value in named if name in _CHANGED] + [each.get("dateModified") for each in things]
    if day := _first_day(stated):
        return day, "stated"
    if day := _first_day(changed):
        return day, "changed"
    if found := _IN_ADDRESS.search(resource if "://" in resource else ""):
        return "-".join(found.groups()), "address"
    if not guessed or (guessed.endswith("-01-01") and not re.search(r"\b0?1[./-]0?1\b|\bJan|\bjan", _text(tree))):
        return None, ""  # the first of January is what a bare year is taken for
    stamp = " ".join(_text(each) for each in tree.xpath(f"//*[{_FOOTER}]"))
    return guessed, "footer" if _stands(guessed, stamp) else "text"


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
