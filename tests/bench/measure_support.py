"""Support: whether what a statement says stands in the sentences that it cites.

Owns the hard check (every number, date and capitalised name stands in them, or in the page's names) and the soft one (enough of
its words do). Deliberately simple, and another reading than the package's own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from tests.bench.measure_numerals import iso, months
from tests.bench.measure_store import Store
from tests.bench.measure_wiki import WikiPage
from tests.bench.measure_words import STOP, Idf, flat, tokens

SUPPORTED = 0.6
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBER = re.compile(r"\d+(?:\.\d+)*")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_TORN = re.compile(r"\s+(?=['’](?:s|ll|re|ve|d|m|t)\b)")  # as corpora tear words apart: `I 'll`
_TO_TWENTIETH = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
)
_ORDINALS = {word: number for number, word in enumerate(_WORD.findall(_TO_TWENTIETH), 1)}
_TENS_ORDINAL = re.compile(r"\b([2-9]0)[- ]([a-z]+)")  # `twenty-first`, once its first half is digits


def missing(claim: str, evidence: Sequence[str], names: Iterable[str] = ()) -> list[str]:
    """The numbers, dates and capitalised names of a claim that stand in neither the evidence nor the page's names."""
    text = "\n".join([*evidence, *names])
    said, there = numbers(claim, lenient=False), numbers(text, lenient=True)
    lost = sorted(said - there)
    joined = _TORN.sub("", text)
    known = {_plain(word) for word in _WORD.findall(joined)} | {_plain(month) for month in months(text)}
    return [*lost, *(name for name in capitalised(claim) if _plain(name) not in known)]


def numbers(text: str, *, lenient: bool) -> set[str]:
    """Dates (ISO) and numbers of a text, number words too.

    Evidence is read leniently: the parts of a date and ordinals count too. In a claim a bare `one` is no number, and so are
    numbers inside a word (`H2O`).
    """
    if not lenient:
        text = re.sub(
            r"(?<!-)(?<!\band )\bone\b(?!-|\s+(?:hundred|thousand|million|billion))", " ", text, flags=re.IGNORECASE
        )
    lower = iso(flat(text))
    dates = set(_DATE.findall(lower))
    rest = lower if lenient else _DATE.sub(" ", lower)
    pattern = _NUMBER if lenient else re.compile(rf"(?<![^\W\d_])(?<![\d.]){_NUMBER.pattern}")
    found = {number.strip(".") for number in pattern.findall(rest)}
    if lenient:
        found |= {str(_ORDINALS[word]) for word in _WORD.findall(lower) if word in _ORDINALS}
        found |= {str(int(tens) + _ORDINALS.get(word, 0)) for tens, word in _TENS_ORDINAL.findall(lower)}
        found |= {str(int(part)) for date in dates for part in date.split("-")}
    return dates | {number.lstrip("0") or "0" for number in found}


def capitalised(claim: str) -> list[str]:
    """The capitalised words of a claim that can be names.

    A word that opens a sentence tells nothing by its capital; it counts when a capital stands inside it or the next word has one.
    A single letter and a stop word count never.
    """
    found = []
    words = list(_WORD.finditer(claim))
    for at, match in enumerate(words):
        word = match[0]
        if not word[0].isupper() or len(word) < 2 or word.lower() in STOP:
            continue
        opens = not re.search(r"[^\s\"'“‘(\[]", claim[: match.start()]) or re.search(
            r"[.!?:]['\"”’)]*\s+['\"“‘(]*$", claim[: match.start()]
        )
        beside = claim[match.end() : words[at + 1].start()] if at + 1 < len(words) else ""
        followed = beside.isspace() and words[at + 1][0][0].isupper()
        if not opens or followed or any(char.isupper() for char in word[1:]):
            found.append(word)
    return found


def _plain(word: str) -> str:
    """A word for comparing: no case, no marks, one apostrophe, no possessive, no plural."""
    word = re.sub(r"'s?$", "", word.lower().replace("’", "'"))
    word = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode() or word
    return word[:-1] if word.endswith("s") and len(word) > 3 else word


def support(pages: Sequence[WikiPage], store: Store, *, examples: int = 5) -> dict[str, Any]:
    """The figures of one wiki: statements, how many cite nothing that is there, how many pass each check; a few that fail."""
    idf = Idf(store.sentences())
    figures = {"statements": 0, "uncited": 0, "hard": 0, "soft": 0, "verbatim": 0}
    failed: list[dict[str, Any]] = []
    for page in pages:
        for statement in page.statements:
            figures["statements"] += 1
            evidence = store.cited(statement.marks)
            if not evidence:
                figures["uncited"] += 1
                failed.append({"page": page.title, "text": statement.text[:200], "missing": ["a citation"]})
                continue
            lost = missing(statement.text, evidence, (page.title, *page.aliases))
            figures["hard"] += not lost
            figures["soft"] += is_soft(statement.text, evidence, idf)
            figures["verbatim"] += " ".join(statement.text.split()) in " ".join(" ".join(evidence).split())
            if lost:
                failed.append({"page": page.title, "text": statement.text[:200], "missing": lost})
    return {**figures, "failed": failed[:examples]}


def is_soft(claim: str, evidence: Sequence[str], idf: Idf) -> bool:
    """Whether enough of the claim's words stand in the evidence. A claim of stop words alone says nothing that could fail."""
    held = set(tokens(claim))
    return not held or idf.recall_of(held, set(tokens(" ".join(evidence)))) >= SUPPORTED
