"""What a wording must not lose although every word of it stands in its source: figures and names left out, most of what is
said.

Owns: `figures`, `left_out`, `unnamed`, `thin`, all three as `missing`, and `unsaid`. Promises: pure; of itself a text leaves out nothing.
Imports the readers of quantities and names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from agent.knowledge.spelling import CAPITALS
from agent.knowledge.text.beside import WORD
from agent.knowledge.text.english import STOP
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import initials, tokens
from agent.knowledge.text.stems import stem
from agent.knowledge.values.comparing import same_value
from agent.knowledge.values.quantities import Quantity, quantities

_MARK = re.compile(r"[^\w\s'’-]")
THIN = 0.4  # share of a claim's content words; what a 1.5B model made still shorter had mostly lost a fact


def figures(text: str) -> list[Quantity]:
    """The figures and dates that must be kept: "the first pupils" are pupils, and so is "one pupil", or friction "on one hand"."""
    return [q for q in quantities(text) if q.kind != "ordinal" and q.text.lower() != "one"]


def left_out(text: str, quotes: Sequence[str]) -> str:
    """The first figure or date of the quotes that the text does not give, or "".

    `It earned money in only about ten of forty years` is not `It earned money for forty years`, though all of that stands there.
    """
    mine = quantities(text)
    digits = set(re.findall(r"\d+", text))
    for quote in quotes:
        for q in figures(quote):
            bare = set(re.findall(r"\d+", q.text))
            said = [other for other in mine if same_value(q, other)]
            if not said and not (bare and bare <= digits):
                return q.text
            if q.bound == "about" and said and not any(other.bound for other in said):
                return f"about {q.text}"
    return ""


def unnamed(text: str, quotes: Sequence[str], own: Iterable[str]) -> str:
    """The first proper name of the quotes of which the text has no word, or ""; the page's `own` names may be a pronoun in it.

    Initials that a quote gives stand for the name (`Massachusetts Institute of Technology (MIT)`), and the name for them.
    """
    mine = {word for name in (text, *own) for word in tokens(name)}
    short = {word.casefold() for word in CAPITALS.findall(text)}
    names = (name.text for quote in quotes for name in proper_names(quote))
    return next(
        (
            name
            for name in names
            if (held := set(tokens(name)))
            and not held & mine
            and name not in text
            and initials(name) not in short
            and not _spelled_out(name, quotes, mine)
        ),
        "",
    )


def _spelled_out(short: str, quotes: Sequence[str], mine: set[str]) -> bool:
    """Whether a text has the words of which a quote gives the initials in brackets after them: `virtual reality (VR)`."""
    before = rf"((?:[\w'’-]+\s+){{{len(short)}}})\({re.escape(short)}\)"
    given = (match[1] for quote in quotes for match in re.finditer(before, quote)) if short.isupper() else ()
    return any(initials(long) == short.casefold() and set(tokens(long)) <= mine for long in given)


def missing(text: str, quotes: Sequence[str], own: Sequence[str]) -> str:
    """What of the quotes a text does not say and must, or "": a figure, a name, most of it."""
    if left := left_out(text, quotes) or unnamed(text, quotes, own):
        return f"“{left}”"
    return "most of it" if thin(text, quotes, own) else ""


def thin(text: str, quotes: Sequence[str], own: Iterable[str]) -> bool:
    """Whether a text has less than `THIN` of the content words that the quotes have besides the page's `own` names."""
    known = _stems(own)
    said = _stems(quotes) - known
    return len(said & _stems([text])) < THIN * len(said)


def unsaid(text: str, quote: str) -> list[str]:
    """What a quote says and a text does not: the quote's runs of content words, in order, of which the text has none."""
    said = _stems([text, *WORD.findall(text)])  # `B#` is not the word `b`, and has it
    runs = (
        " ".join(run)
        for part in _MARK.split(quote)
        for idle, run in groupby(WORD.findall(part), lambda word: word.casefold() in STOP)
        if not idle
    )
    return [run for run in runs if (held := _stems([run])) and held.isdisjoint(said)]


def _stems(texts: Iterable[str]) -> set[str]:
    return {stem(word) for text in texts for word in tokens(text)}
