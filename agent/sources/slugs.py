"""Short names for sources, the ones that footnotes use. Pure."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from pathlib import PurePosixPath
from urllib.parse import unquote

from agent.knowledge.values.forms import release
from agent.sources.sniff import READABLE

LONGEST = 48
NOTION_ID = re.compile(
    r"(?<=[^\s_-])[ _-][0-9a-f]{32}(?:_all)?\Z"
)  # with which Notion ends the names of what it exports
_DIGITS = (0, 6, 12, 40)  # of the hash, tried in turn until all names differ
_SAYS_NOTHING = "index default home main readme page view show article node document download latest en"
EMPTY_STEMS = frozenset(_SAYS_NOTHING.split())


def slugs(resources: Iterable[str]) -> dict[str, str]:
    """A name for each of `resources`: `[a-z0-9-]`, at most 48 characters, unique, whatever their order.

    All members of a collision get `-` and the release that their address is of, or else the first 6 hex digits of the sha256 of their
    resource.
    """
    stems = {resource: stem(resource) for resource in resources}
    digits = dict.fromkeys(stems, 0)
    while True:
        names = {resource: _name(resource, stems[resource], _DIGITS[digits[resource]]) for resource in stems}
        used = Counter(names.values())
        clashing = [
            resource for resource, name in names.items() if used[name] > 1 and digits[resource] < len(_DIGITS) - 1
        ]
        if not clashing:
            return names
        for resource in clashing:
            digits[resource] += 1


def _name(resource: str, base: str, digits: int) -> str:
    if not base:
        base, digits = "source", max(digits, _DIGITS[1])
    if not digits:
        return base[:LONGEST].strip("-")
    of = release(resource) if digits == _DIGITS[1] else None
    if of and of.version not in base:
        return f"{base[: LONGEST - len(of.version) - 1].strip('-')}-{_plain(of.version)}"
    mark = hashlib.sha256(resource.encode("utf-8", "surrogateescape")).hexdigest()[:digits]
    return f"{base[: LONGEST - digits - 1].strip('-')}-{mark}"


def stem(resource: str) -> str:
    """What a resource is called in short: the last telling part of its path, else what is asked for, else its host."""
    resource = resource.removeprefix("git:")
    if "://" not in resource:
        parts, asked, host = list(PurePosixPath(resource).parts), "", ""
    else:
        address = resource.partition("://")[2].partition("#")[0]
        place, _, query = address.partition("?")
        host, *parts = unquote(place).split("/")
        host, asked = host.rpartition("@")[2].removeprefix("www."), unquote(query)
    for part in reversed(parts):
        plain = _plain(NOTION_ID.sub("", _without_suffix(part)))
        if plain and plain not in EMPTY_STEMS and not (plain.isdigit() and len(plain) < 4):
            return plain
    values = _plain(" ".join(value for _, _, value in (each.partition("=") for each in asked.split("&"))))
    return values or _plain(host) or _plain(_without_suffix(parts[-1] if parts else ""))


def _without_suffix(name: str) -> str:
    """A file name without the suffix of a format; `2309.06180` stays whole."""
    head, dot, tail = name.rpartition(".")
    known = f".{tail.lower()}" in READABLE or tail.lower() in {"php", "asp", "aspx", "jsp", "cgi", "docx", "epub", "do"}
    return head if dot and head and known else name


def _plain(text: str) -> str:
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", folded).strip("-")
