"""What a wording writes otherwise than its source: short forms, names, figures and quotations have to be looked up letter for letter.

Owns: `respelled`, `CAPITALS` (a word in capitals). Promises: pure; of itself a text spells nothing otherwise. Another spelling may
mean the same (`July` and `Jul` do), but whoever searches the source for what the page says has to find it. Imports the readers of
names, numbers and quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from unicodedata import normalize

from agent.knowledge.text.letters import fold, plain
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.numerals import ORDINAL, numerals, ordinal_value
from agent.knowledge.values.quantities import quantities

CAPITALS = re.compile(r"(?<![\w.])[A-Z]{2,}[A-Z0-9]*(?![\w])")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")
_QUOTED = re.compile(r"[“\"]([^“”\"]+)[”\"]|(?<!\w)['‘](\w.*?)['’](?!\w)")


def respelled(text: str, sources: Sequence[str]) -> str:
    """The first quotation, short form, name or figure that no source has in these letters, or ""."""
    text, sources = normalize("NFKC", text), [normalize("NFKC", source) for source in sources]
    kinds = (_quotations, _shorts, _names, _figures)
    return next((found for kind in kinds for found in kind(text, sources)), "")


def _quotations(text: str, sources: Sequence[str]) -> Iterator[str]:
    """What stands in quotation marks and not, word for word, in a source."""
    there = [f" {' '.join(_WORD.findall(plain(source)))} " for source in sources]
    for match in _QUOTED.finditer(text):
        words = " ".join(_WORD.findall(plain(match[1] or match[2])))
        if words and not any(f" {words} " in source for source in there):
            yield match.group()


def _shorts(text: str, sources: Sequence[str]) -> Iterator[str]:
    """Words in capitals: `AHS` may be right and is not what was said."""
    there = {word.casefold() for source in sources for word in re.findall(r"\w+", source)}
    return (match.group() for match in CAPITALS.finditer(text) if match.group().casefold() not in there)


def _names(text: str, sources: Sequence[str]) -> Iterator[str]:
    """Names of which a word is in no source, neither as it is nor for one of what it is many of. Months are parts of dates."""
    there = {word for source in sources for word in (*_letters(source), *_LETTERS.findall(source.casefold()))}
    dates = [range(q.start, q.end) for q in quantities(text)]
    for name in proper_names(text):
        inside = text[: name.start][-1:].isalnum() or text[name.end : name.end + 1].isalnum()
        if inside or any(name.start in span for span in dates):
            continue
        if any(there.isdisjoint({word, word.removesuffix("s"), f"{word}s"}) for word in _letters(name.text)):
            yield name.text


def _letters(text: str) -> list[str]:
    return _LETTERS.findall(plain(text))


def _figures(text: str, sources: Sequence[str]) -> Iterator[str]:
    """Digits that are in no source, not even in words."""
    there = {digits for source in sources for digits in _digits(source)}
    there |= {f"{number.value:g}" for source in sources for number in numerals(fold(source))}
    there |= {str(ordinal_value(match)) for source in sources for match in ORDINAL.finditer(plain(source))}
    return (digits for digits in _digits(text) if digits not in there)


def _digits(text: str) -> list[str]:
    """The runs of digits of a text, without the commas between thousands."""
    return re.findall(r"\d+", re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", plain(text)))
