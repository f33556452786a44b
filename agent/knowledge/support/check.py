"""Whether a written sentence stands on what it cites: the one check, for the moment of writing, for `verify` and for every other use.

Owns: `faults`, `CHECKS`, `readable` and `where_it_stands`. Promises: the words of a cited sentence have no fault; each check is a function
of one case, so that one can be added, measured (`tests.bench.wordings`) or dropped in a line. A false refusal costs more than a miss.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from agent.knowledge.support import figures, names, wording
from agent.knowledge.support.case import Case, Cited, cited_in
from agent.knowledge.text.languages import language_of
from agent.knowledge.text.letters import fold, plain
from agent.knowledge.text.normal import norm, tokens

__all__ = ["CHECKS", "Cited", "cited_in", "faults", "missing_names", "readable", "where_it_stands"]

CHECKS: tuple[Callable[[Case], list[str]], ...] = (
    figures.figures,
    figures.bounds,
    figures.exactly,
    figures.averages,
    wording.exchanged,
    names.names,
    names.addresses,
    names.codes,
    wording.denied,
    wording.denies,
    wording.hedged,
    wording.superlatives,
    wording.order,
    names.quotes,
    names.script,
    names.strange,
)

# Of a sentence that was cited from another language the words are others: what is left is what is written alike in both.
ABROAD = (figures.figures, figures.bounds, names.addresses, names.codes)


def readable(language: str) -> bool:
    """Whether a "not" and a "may" can be read in a language (ISO 639-1); if not, sentences of it are quoted, not worded."""
    return language_of(language) is not None


def faults(
    text: str, cited: Sequence[Cited], page: Sequence[str], language: str = "en", also: Sequence[str] = ()
) -> list[str]:
    """Why `text` does not stand on the sentences that it cites, one reason a line; empty if nothing speaks against it.

    `page` are the page's title and aliases, `language` is ISO 639-1, `also` are titles of other pages, whose figures go with their words.
    Reasons are for the writer: the words at fault, and what would pass.
    """
    if not cited:
        return ["it cites no sentence"]
    if _plainly(text) in {_plainly(each.text) for each in cited}:
        return []
    code = language.lower()[:2]
    sources = tuple(
        replace(each, text=fold(each.text), before=fold(each.before), language=each.language.lower()[:2])
        for each in cited
    )
    case = Case(_told(fold(text)), sources, tuple(page), code, tuple(also))
    abroad = any(each.language not in ("", code) for each in sources)
    return list(dict.fromkeys(fault for check in (ABROAD if abroad else CHECKS) for fault in check(case)))


def missing_names(text: str, cited: Sequence[Cited], page: Sequence[str], language: str = "en") -> list[str]:
    """The names in `text` that stand neither in what it cites nor before it, and are none of the page's."""
    return names.unheld(Case(text, tuple(cited), tuple(page), language.lower()[:2]))


def _told(text: str) -> str:
    """A sentence without "by one account", "by a third": how what is disputed is told, and no figure."""
    if not _ACCOUNT.search(text):
        return text
    left = _ACCOUNT.sub(", ", text)
    chain = (
        r",?\s*\bby (?:another|the other|a (?:third|fourth))\b(?! of)"
        if " another" in text
        else r",?\s*\bby the other\b"
    )
    return re.sub(chain, ", ", left).lstrip(", ")


def _plainly(text: str) -> str:
    return " ".join(plain(text).split())


_ACCOUNT = re.compile(r",?\s*\b[Bb]y (?:one|another|the other|a (?:second|third|fourth)) (?:account|source)\b,?")
BARE = frozenset(("yes", "no", "true", "false", "none"))  # an answer that holds nothing to look up


def _holds(value: str, texts: Sequence[str], also: Sequence[str], language: str, least: float) -> bool:
    """Whether an answer of a few words stands in these sentences: without a fault, and with so much of its content words."""
    given = {token for text in (*texts, *also) for token in tokens(text)}
    mine = tokens(value)
    enough = not mine or sum(token in given for token in mine) >= least * len(mine)
    return enough and not faults(value, [Cited(text) for text in texts], also, language)


def where_it_stands(
    value: str,
    question: str,
    shown: Mapping[int, str],
    cited: Iterable[int],
    also: Sequence[str] = (),
    language: str = "en",
) -> tuple[int, ...]:
    """Numbers of the sentences that support `value` as an answer to `question`; empty if none of those shown does.

    `shown` maps numbers to sentences, `cited` are the numbers that came with the answer, right or wrong; `also` are the page's title and
    aliases. First those cited that each hold the value, then those cited together, then the one sentence of all that holds all of it and
    most of the question's words, rare ones before common ones. "Yes" and the like stand nowhere: they are as good as what was cited.
    """
    mine = sorted({n for n in cited if n in shown})
    if norm(value) in BARE:
        return tuple(mine)
    if alone := [n for n in mine if _holds(value, [shown[n]], also, language, 0.6)]:
        return tuple(alone)
    if len(mine) > 1 and _holds(value, [shown[n] for n in mine], also, language, 0.6):
        return tuple(mine)
    there = [n for n in sorted(shown) if tokens(value) and _holds(value, [shown[n]], (), language, 1.0)]
    stems = {n: set(tokens(text)) for n, text in shown.items()}
    spread = Counter(word for found in stems.values() for word in found)
    asked = set(tokens(question))

    def shared(n: int) -> float:
        return round(sum(math.log(1 + len(shown) / spread[word]) for word in sorted(asked & stems[n])), 9)

    return tuple(sorted(there, key=lambda n: (-shared(n), n))[:1])
