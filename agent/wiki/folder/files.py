"""The file name of a page: its title, made safe for Obsidian, Linux, macOS and Windows.

Owns: what a name may hold and how two pages never share one. Pure: a function of the set of titles, not of their order.
Imports nothing of ours.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache
from hashlib import sha256

MAX_BYTES = 120
"""Upper bound of a name in UTF-8 bytes, without `.md`: room for `.md`, and for systems that stop at 143 (eCryptfs)."""

RESERVED = frozenset({"index", "overview", "conflicts", "timeline", "log", "agents", "sources", "graph", "report"})
"""Names of our own files, in lower case: no page takes them."""

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file
_DEVICES = frozenset({"con", "prn", "aux", "nul", "conin$", "conout$"}) | {
    f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"
}
# Forbidden in Obsidian links or on some file system; %%, ~~ and ` would open a comment, a struck-out run or code around a link.
_REPLACED = str.maketrans(
    {
        **dict.fromkeys("/\\|:", "-"),
        **dict.fromkeys("*?^<>", ""),
        "[": "(",
        "]": ")",
        "#": "♯",
        '"': "'",
        "`": "'",
    }
)
# Letters and marks that are drawn as nothing, beside the format characters (Cf): fillers, joiners, variation selectors.
_INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {chr(c) for c in range(0xFE00, 0xFE10)}
_SKIN_TONES = frozenset(chr(c) for c in range(0x1F3FB, 0x1F400))


def file_names(titles_by_id: Mapping[str, str], taken: Iterable[str] = ()) -> dict[str, str]:
    """A file name (without `.md`) for each page id, no two alike even where case and accents' forms do not count.

    Where titles come to the same name, one that needed no change keeps it, then the one whose id hashes lowest; the
    others get ` (2)`, ` (3)`, …; so does the first, where its name is among those `taken` already.
    """
    used = {same_file(name) for name in taken}
    groups: dict[str, list[str]] = defaultdict(list)
    safe = {page: safe_name(title) for page, title in titles_by_id.items()}
    for page, name in safe.items():
        groups[same_file(name)].append(page)
    for members in groups.values():
        members.sort(key=lambda page: (safe[page] != titles_by_id[page], _hash(page), page))
    names = {members[0]: safe[members[0]] for key, members in groups.items() if key not in used}
    used |= set(groups)
    rest = (page for members in groups.values() for page in members if page not in names)
    for page in sorted(rest, key=lambda page: (_hash(page), page)):
        names[page] = _numbered(safe[page], used)
    return {page: names[page] for page in titles_by_id}


@lru_cache(maxsize=2**16)
def safe_name(title: str) -> str:
    """`title` as a file name: at most 120 bytes, never empty, never reserved; the same again when it is safe already."""
    name = unicodedata.normalize("NFC", title).translate(_REPLACED)
    name = "".join(
        " " if char.isspace() or unicodedata.category(char).startswith("Z") else char
        for char in name
        if not _is_dropped(char)
    )
    for double in ("%%", "~~"):
        while double in name:
            name = name.replace(double, double[0])
    name = _trim(unicodedata.normalize("NFC", " ".join(name.split())))
    name = _trim(_cut(name, MAX_BYTES)) or "Untitled"
    return _unreserved(name)


@lru_cache(maxsize=2**17)
def same_file(name: str) -> str:
    """What a name comes to on the least discerning file system: equal keys may be one file there."""
    plain = unicodedata.normalize("NFKD", name).upper().casefold()
    return unicodedata.normalize("NFKD", plain)


def numbered_name(name: str, used: set[str]) -> str:
    """`name`, or with a number where that is in `used` (keys of `same_file`), to which it is added."""
    if same_file(name) in used:
        return _numbered(name, used)
    used.add(same_file(name))
    return name


def _numbered(name: str, taken: set[str]) -> str:
    number = 2
    while True:
        suffix = f" ({number})"
        numbered = _trim(_cut(name, MAX_BYTES - len(suffix))) + suffix
        if same_file(numbered) not in taken:
            taken.add(same_file(numbered))
            return numbered
        number += 1


def _hash(page: str) -> str:
    return sha256(page.encode("utf-8", "surrogatepass")).hexdigest()


def _is_dropped(char: str) -> bool:
    if char in _INVISIBLE or 0xE0100 <= ord(char) <= 0xE01EF:
        return True
    return unicodedata.category(char).startswith("C") and not char.isspace()


def _trim(name: str) -> str:
    # Leading dots hide a file on Unix; Windows drops trailing dots and spaces.
    return name.strip(". ")


def _cut(name: str, size: int) -> str:
    """At most `size` bytes of `name`, cut where a new letter begins, not before its accents."""
    raw = name.encode()
    if len(raw) <= size:
        return name
    kept = raw[:size].decode(errors="ignore")
    at = len(kept)
    while at and (name[at] in _SKIN_TONES or unicodedata.category(name[at]).startswith("M")):
        at -= 1
    return kept[: at or len(kept)]


def _unreserved(name: str) -> str:
    if name.partition(".")[0].rstrip().lower() in _DEVICES | RESERVED:  # `GRAPH.0 (page)` would be no less reserved
        name = name.replace(".", "-")
    if is_reserved(name):
        return f"{name} (page)"
    return name


def is_reserved(name: str) -> bool:
    """Whether `name` is a file of ours or a device of Windows."""
    return any(key in RESERVED or key in _DEVICES for key in _keys(name))


def _keys(name: str) -> Iterable[str]:
    return same_file(name), name.partition(".")[0].rstrip().lower()
