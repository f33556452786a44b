"""Characters: folding that keeps every offset, and folding that does not.

Owns: what counts as the same character. Promises: `fold` has the length of its argument, so spans found in it are spans of the
original. Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

QUOTES = dict.fromkeys(map(ord, "‘’‚‛′ʼ`´＇"), "'") | dict.fromkeys(map(ord, "“”„‟″«»＂"), '"')
DASHES = dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
SPACES = dict.fromkeys(map(ord, "\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2008\u200a\u205f\u3000"), " ")
BOUND = dict.fromkeys(map(ord, "\u00a0\u2007\u2009\u202f"), "\u00a0")  # spaces that hold a number together
ASCII = {**QUOTES, **DASHES, **SPACES, **BOUND}

FRACTIONS = {
    "½": 0.5,
    "¼": 0.25,
    "¾": 0.75,
    "⅓": 1 / 3,
    "⅔": 2 / 3,
    "⅕": 0.2,
    "⅖": 0.4,
    "⅗": 0.6,
    "⅘": 0.8,
    "⅛": 0.125,
    "⅜": 0.375,
    "⅝": 0.625,
    "⅞": 0.875,
}
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")

_SUPERSCRIPT_RUN = re.compile(r"(?<=\d)⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_FRACTION = re.compile(r"(?<!\d)(\d{0,6})\s?([" + "".join(FRACTIONS) + "])")
_KEPT = set(FRACTIONS) | set("⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if ord(character) in ASCII:
        return ASCII[ord(character)]
    if character in _KEPT:
        return character
    plain = unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 else character


def fold(text: str) -> str:
    """`text` with quotes, dashes, spaces and full-width forms as ASCII (but a no-break space stays one); same length and case."""
    return text if text.isascii() else "".join(map(_folded, text))


"""`fold` of whole documents, which are looked into for one name after another."""


def spots(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Where a name stands in a text, not inside a longer word. By plain search: a pattern for each of 10,000 names costs seconds."""
    at = text.find(name) if name else -1
    while at >= 0:
        end = at + len(name)
        before, after = text[at - 1 : at], text[end : end + 1]
        if not (before.isalnum() or before in ("_", "-")) and not (after.isalnum() or after == "_"):
            yield at, end
        at = text.find(name, end)


def _written_out(match: re.Match[str]) -> str:
    whole, part = match.groups()
    return f"{int(whole or 0) + FRACTIONS[part]:.3g}" if len(whole) < 3 else f"{int(whole) + FRACTIONS[part]:g}"


def plain(text: str) -> str:
    """`text` in NFKC and lower case with ASCII quotes and dashes; `3½` is `3.5` and `10⁵` is `10^5`; invisible characters gone."""
    if text.isascii():
        return text.translate(ASCII).lower()
    text = _FRACTION.sub(_written_out, text)
    text = _SUPERSCRIPT_RUN.sub(lambda m: "^" + m.group().translate(SUPERSCRIPTS), text)
    text = unicodedata.normalize("NFKC", text).translate(ASCII)
    text = unicodedata.normalize("NFKC", text.casefold())
    return "".join(c for c in text if unicodedata.category(c) != "Cf")
