"""Proper names in a text, and those that a window may be about, to offer its reader.

Owns: `proper_names` (what looks like a name), `of_several_words`, `names_differ`; `candidates`. Promises: no dictionary and no model; the
same text gives the same names. Imports normalisation and the word lists.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from agent.knowledge.text.dates import MONTHS
from agent.knowledge.text.english import FINITE, GENERIC_TITLES, OPENERS, STOP, listed
from agent.knowledge.text.languages import language_of
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import is_acronym, key, norm, tokens, words

CAPITALS = frozenset(
    ("en", "fr", "es", "it", "pt", "nl", "sv", "da", "no", "fi", "pl", "cs")
)  # languages in which a capital marks a name


@dataclass(frozen=True, slots=True)
class Name:
    """A name as it stands in a text: `text` is `source[start:end]`."""

    text: str
    start: int
    end: int


_WORD = re.compile(
    r"[^\W\d_](?:[\w+#]|(?<=[^\W\d_])[.](?=[A-Z]\b)|['’-](?=[^\W_]))*\.?|\d+(?:[-.]?[A-Za-z])+|\d+(?:\.\d+)*"
)
_JOINERS = listed("of the de la le du da di del van von der den bin al el y e and & for")
_CALENDAR = frozenset(MONTHS) | listed(
    "monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun"
)
_TITLES = listed("mr mrs ms dr prof st sir lord lady king queen saint president")
_COMMON_ENDINGS = ("ing", "ly", "tion", "tions", "ment", "ments", "ness", "ities", "ists", "ers", "ors")
_SENTENCE_START = re.compile(r"(?:\A|[.!?:;…]['\")\]]{0,9}\s{1,9}|\n\s{0,9}|^[\s>*#\-•\d.)]*|[\"'(\[]\s{0,9})\Z")
_MONTHS = "|".join(sorted({name.capitalize() for name in MONTHS}, key=len, reverse=True))
# After a number at the end of a name: what it counts, or the month of its date.
_COUNTS = re.compile(
    r"\s?%|\s+[a-z]{3,}s\b(?<!\bwas)(?<!\bhas)(?<!\bits)(?<!\bthis)(?<!\bdoes)(?<!ss)|,\d|\s+(?:" + _MONTHS + r")\b"
)
_ROMAN = re.compile(r"[IVX]{1,5}\Z")


def _is_camel(word: str) -> bool:
    return bool(re.search(r"[a-z][A-Z]|[A-Z]{2}|[A-Za-z]\d|\d[A-Z]", word))


def _is_capital(word: str) -> bool:
    return word[0].isupper() or (not word.isascii() and word[0].istitle())


def _lower_words(text: str) -> frozenset[str]:
    """The words that occur in the text in lower case: a capital at the start of a sentence says nothing about them."""
    return frozenset(re.findall(r"(?<![\w'’-])[^\W\d_A-Z]\w*", text))


def _is_common(word: str, lower: frozenset[str]) -> bool:
    low = word.lower().removesuffix("'s")
    return (
        low in OPENERS
        or low in STOP
        or low in lower
        or low in FINITE
        or (len(low) > 4 and low.endswith(_COMMON_ENDINGS))
    )


def _words(text: str) -> list[re.Match[str]]:
    return list(_WORD.finditer(text))


def _trimmed(match: re.Match[str]) -> tuple[str, int]:
    """A word without the full stop of its sentence and its possessive, and where it ends."""
    word = match.group()
    if word.endswith(".") and not re.fullmatch(r"(?:[A-Z]\.)+", word):
        word = word[:-1]
    if word.endswith(("'s", "’s")):
        word = word[:-2]
    return word, match.start() + len(word)


def _qualifies(text: str, match: re.Match[str], lower: frozenset[str]) -> bool:
    """Whether a word can be part of a name by its capitals, and is no common word that merely starts a sentence."""
    word, _ = _trimmed(match)
    if not word or word.isdigit() or word == "I":
        return False
    if _is_camel(word):
        return not word[0].isdigit() or any(c.isupper() for c in word)
    if not _is_capital(word) or word.lower() in _CALENDAR:
        return False
    starts = bool(_SENTENCE_START.search(text[max(0, match.start() - 12) : match.start()]))
    return not (starts and _is_common(word, lower)) and word.lower() not in ("a", "an")


def _linked(text: str, end: int, start: int) -> bool:
    return text[end:start] in (" ", "-", "\n", "  ", "\u00a0")


def _runs(text: str, lower: frozenset[str]) -> list[tuple[int, int]]:
    """Spans of adjoining words that qualify, with the joiners (`of`, `van`) and numbers between or after them."""
    spans: list[tuple[int, int]] = []
    open_at: int | None = None
    end, pending = 0, 0
    for match in _words(text):
        word, word_end = _trimmed(match)
        near = open_at is not None and _linked(text, pending, match.start())
        if _qualifies(text, match, lower):
            if not near:
                if open_at is not None:
                    spans.append((open_at, end))
                open_at = match.start()
            end = pending = word_end
        elif near and (word in _JOINERS or (re.fullmatch(r"\d{1,3}(?:\.\d+)*", word) and pending == end)):
            pending = word_end
            if word not in _JOINERS and not _COUNTS.match(text, word_end):
                end = word_end
        elif open_at is not None:
            spans.append((open_at, end))
            open_at = None
        if word_end < match.end() and open_at is not None and len(word) > 2 and word.lower() not in _TITLES:
            spans.append((open_at, end))
            open_at = None
    if open_at is not None:
        spans.append((open_at, end))
    return spans


def _split_joined(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """`Ada Holm and Ben Ray` is two names: split at `and`, `&` stays."""
    spans, at = [], start
    for match in re.finditer(r"(?<!\s)\s+(?:and|y|e)\s+(?:the\s+)?", text[start:end]):
        spans.append((at, start + match.start()))
        at = start + match.end()
    return [*spans, (at, end)]


@lru_cache(maxsize=16384)
def _names(source: str) -> tuple[Name, ...]:
    text = fold(source)
    lower = _lower_words(text)
    found = []
    for run in _runs(text, lower):
        for start, end in _split_joined(text, *run):
            while start < end and (
                match := re.match(
                    r"(?:The|A|An|In|On|At|By|For|From|But|And|When|While|As|After|Before|Since|Although|If|Mr|Mrs|Ms|Dr)\.?\s+",
                    text[start:end],
                )
            ):
                start += match.end()
            word = text[start:end]
            if not re.search(r"[^\W\d_]", word) or (word.lower() in STOP and not word.isupper()):
                continue
            if not (_ROMAN.match(word) and len(word) < 2) and word.lower() not in _CALENDAR:
                found.append(Name(source[start:end], start, end))
    return tuple(found)


def proper_names(text: str) -> list[Name]:
    """Capitalised names, acronyms and CamelCase words of a text, in order: `Ada Holm`, `NASA`, `PagedAttention`, `Gemma 4`.

    A word that only starts a sentence counts unless it is a common word or occurs in the text in lower case too.
    """
    return list(_names(text))


def is_name(name: Name, sentence: str, joined: str) -> bool:
    """Whether a capital says more than that a sentence begins: of one word that stands there alone, and only once, it does not.

    Unless a verb follows as after a subject (`Kettle is`, `Kettle retries`).
    """
    if (
        " " in name.text
        or not _SENTENCE_START.search(sentence[max(0, name.start - 12) : name.start])
        or _is_camel(name.text)
    ):
        return True
    after = re.match(r"[’']s\s|\W*\s(?:\(|,|(\w+))", sentence[name.end :])
    verb = after is not None and (
        after[1] is None or after[1].lower() in FINITE or bool(re.search(r"(?:ed|[^s]s)\Z", after[1]))
    )
    return verb or joined.count(f" {' '.join(tokens(name.text))} ") > 1


def of_several_words(name: str) -> bool:
    """Whether a German name has two words or three, all with capitals but for what joins them, and begins with no small word."""
    first, *more = name.split()
    stop = language_of("de")
    return (
        0 < len(more) < 4
        and (stop is None or first.lower() not in stop.stop)
        and all(word[0].isupper() or word in _JOINERS for word in more)
    )


@lru_cache(maxsize=65536)
def names_differ(a: str, b: str) -> bool:
    """Whether two names can be names of two things: neither holds the other, abbreviates it or shares its last word."""
    one, two = words(a), words(b)
    if [word for word in one if not word[0].isdigit()] == [word for word in two if not word[0].isdigit()]:
        return False  # names that differ in their number differ in a figure
    if key(a) == key(b) or set(one) <= set(two) or set(two) <= set(one) or is_acronym(a, b) or is_acronym(b, a):
        return False
    return not (one and two and one[-1] == two[-1] and (len(one) == 1 or len(two) == 1))


MOST = 24  # names offered for one window


def _is_heading_name(heading: str) -> bool:
    words = heading.split()
    low = norm(heading)
    if not low or len(words) > 6 or low in GENERIC_TITLES or heading.rstrip().endswith((".", "?", "!", ":")):
        return False
    return (
        not any(word.lower() in FINITE for word in words)
        and not low.replace(" ", "").isdigit()
        and low.split()[0] not in ("how", "why", "what", "when", "who")
    )


_DEFINED = re.compile(
    r"\A(?:the\s+|an?\s+)?(?P<subject>[^,.;:()]{2,60}?)\s*(?:\((?P<short>[^()]{2,40})\)\s*)?"
    r"(?:,[^,]{2,60},\s*)?\b(?:is|are|was|were|refers to|means)\s+(?:an?|the|one of|any)\b",
    re.IGNORECASE,
)


def _subject(sentence: str) -> str | None:
    match = _DEFINED.match(sentence)
    if not match:
        return None
    subject = match["subject"].strip()
    words = subject.split()
    if (
        len(words) > 5
        or not words
        or words[0].lower() in OPENERS - {"the", "a", "an"}
        or norm(subject) in GENERIC_TITLES
    ):
        return None
    return None if any(word.lower() in FINITE for word in words) else subject


def _occurs(name: str, text_tokens: str) -> bool:
    folded = " ".join(tokens(name))
    return bool(folded) and f" {folded} " in text_tokens


def candidates(sentences: Sequence[str], headings: Iterable[str] = (), known: Iterable[str] = ()) -> list[str]:
    """Names that a window may be about, best first, at most 24: known names in it, subjects of definitions, headings, repeated names.

    `headings` are the headings above and in the window; `known` the titles of pages that exist. One spelling a key, the most used one.
    """
    joined = " " + " ".join(" ".join(tokens(sentence)) for sentence in sentences) + " "
    score: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    first: dict[str, int] = {}

    def add(name: str, points: int, at: int) -> None:
        name = name.strip(" \"'“”‘’.,;:")
        name_key = key(name)
        if len(name) < 2 or len(name) > 60 or norm(name) in GENERIC_TITLES or not re.search(r"[^\W\d_]", name):
            return
        score[name_key] += points
        spellings.setdefault(name_key, Counter())[name] += 1
        first.setdefault(name_key, at)

    for title in known:
        if _occurs(title, joined):
            add(title, 12, -1)
    for heading in headings:
        if _is_heading_name(heading):
            add(heading, 6 if _occurs(heading, joined) else 3, 0)
    for at, sentence in enumerate(sentences):
        subject = _subject(sentence)
        if subject:
            add(subject, 5, at)
        for name in proper_names(sentence):
            add(name.text, 2 if is_name(name, sentence, joined) else 0, at)
    ranked = sorted((k for k in score if score[k] > 0), key=lambda k: (-score[k], first[k], k))[:MOST]
    return [min(spellings[k], key=lambda s: (-spellings[k][s], -len(s), s)) for k in ranked]
