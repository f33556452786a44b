"""Whether a written sentence stands on what it cites: the one check, for the moment of writing, for `verify` and for every other use.

Owns: `faults`, `doubts`, `CHECKS`, `copied` and `readable`. Promises: the words of a cited sentence have no fault; each check is a function
of one case, so that one can be added, measured (`tests.bench.wordings`) or dropped in a line. A false refusal costs more than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from functools import lru_cache

from agent.knowledge.support import figures, names, turning, wording
from agent.knowledge.support.case import Case, Cited, Titles, cited_in
from agent.knowledge.text.digits import ordinary
from agent.knowledge.text.languages import language_of
from agent.knowledge.text.letters import fold, plain, spoken
from agent.knowledge.text.normal import is_acronym

__all__ = ["CHECKS", "Cited", "Titles", "cited_in", "doubts", "faults", "missing_names", "readable"]


def readable(language: str) -> bool:
    """Whether a "not" and a "may" can be read in a language (ISO 639-1); if not, sentences of it are quoted, not worded."""
    return language_of(language) is not None


def faults(
    text: str, cited: Sequence[Cited], page: Sequence[str], language: str = "en", also: Sequence[str] = ()
) -> list[str]:
    """Why `text` does not stand on the sentences that it cites, one reason a line; empty if nothing speaks against it.

    `page` are the page's title and aliases, `language` is the page's (ISO 639-1), `also` are titles of other pages, whose figures go with
    their words.
    Reasons are for the writer: the words at fault, and what would pass.
    """
    if not cited:
        return ["it cites no sentence"]
    if _plainly(text) in {_plainly(each.text) for each in cited}:
        return []
    case = _case(text, cited, page, language, also)
    there = list(dict.fromkeys(each.language for each in case.cited))
    own = spoken(case.text)
    if own and own != case.code and {own, case.code} != {"zh", "ja"}:
        return [f"it is in another language ({own}) than the cited sentences ({', '.join(there)}): write it in theirs"]
    if unread := [code for code in (case.code, *there) if not readable(code)]:
        return [f"sentences in this language ({unread[0]}) are quoted, not worded"]
    return list(dict.fromkeys(fault for check in (CHECKS if there == [case.code] else ABROAD) for fault in check(case)))


def doubts(
    text: str, cited: Sequence[Cited], page: Sequence[str], language: str = "en", also: Sequence[str] = ()
) -> list[str]:
    """What speaks against a sentence without faults, and only a reader can settle: a "not" that is gone; a translation."""
    if not cited or _plainly(text) in {_plainly(each.text) for each in cited}:
        return []
    case = _case(text, cited, page, language, also)
    there = [each.language for each in case.cited if each.language != case.code]
    return (
        [f"it is in {case.code}, what it cites in {there[0]}: only its figures were checked"]
        if there
        else turning.undenied(case)
    )


def _case(text: str, cited: Sequence[Cited], page: Sequence[str], language: str, also: Sequence[str]) -> Case:
    """A sentence with what it cites, each in the language that it is plainly in, else in that of its document or page."""
    code = language.lower()[:2]
    said, sources = _in_one_hand(
        _told(fold(text)),
        [
            replace(each, text=fold(each.text), before=fold(each.before), language=each.language.lower())
            for each in cited
        ],
    )
    sources = tuple(replace(each, language=_spoken(each.text, each.language or code)) for each in sources)
    there = [each.language for each in sources]
    own = _spoken(said, code)
    mine = own if own in (*there, code) else code if code in there else there[0]
    others = also if isinstance(also, tuple) else tuple(also)
    return Case(said, sources, tuple(page), mine, others, accounts=_ACCOUNT.search(text) is not None)


def _spoken(text: str, supposed: str) -> str:
    found = spoken(text)
    return supposed if not found or {found, supposed} == {"zh", "ja"} else found


def _in_one_hand(text: str, cited: Sequence[Cited]) -> tuple[str, tuple[Cited, ...]]:
    """The sentences with the figures of a document that writes them in a way of its own as its language does, and those copied from it."""
    sources, copies = [], dict[str, str]()
    for each in cited:
        if "-" in each.language:
            new, changed = ordinary(each.text, each.language)
            copies |= changed
            each = replace(each, text=new, before=ordinary(each.before, each.language)[0], language=each.language[:2])
        sources.append(each)
    if copies:
        copy = re.compile(
            rf"(?<![\w.,])(?:{'|'.join(map(re.escape, sorted(copies, key=len, reverse=True)))})(?![.,]?\w)"
        )
        text = copy.sub(lambda m: copies[m.group()], text)
    return text, tuple(sources)


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


_ACCOUNT = re.compile(r",?\s{0,9}\b[Bb]y (?:one|another|the other|a (?:second|third|fourth)) (?:account|source)\b,?")


_WORD = re.compile(r"(?<!\w)-?\d[\d.,]*%?|\d[\d.,]*%?|[^\W\d]+(?:['’][^\W\d]+)?")
LEAST = 5  # words from which on a sentence can be a copy
ROUNDED = 0.05  # how far a round figure may be off
LIKE = 0.8  # share of its words that a sentence has from a cited one in their order, from which on it is nearly a copy


def copied(case: Case) -> list[str]:
    """In what is nearly a copy of a cited sentence no word denies what that says, and no figure stands in another's place."""
    mine = _WORD.findall(case.text)
    for source in case.sources:
        theirs = _WORD.findall(source)
        matcher = SequenceMatcher(None, _masked(theirs), _masked(mine), autojunk=False)
        if min(len(mine), len(theirs)) < LEAST or matcher.ratio() < LIKE:
            continue
        as_many = _masked(mine).count("#") == _masked(theirs).count("#")
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind == "insert" and d == c + 1 and case.language and case.language.negation.fullmatch(mine[c]):
                return [f'"{mine[c]}" is not what the cited sentence says: leave it out']
            if kind == "replace" and c and _renamed(case, theirs[a:b], mine[c:d]):
                return [
                    f'"{" ".join(mine[c:d])}" stands where the cited sentence has "{" ".join(theirs[a:b])}": keep that'
                ]
            for old, new in zip(theirs[a:b], mine[c:d], strict=False) if kind == "equal" and as_many else ():
                if _another(old, new):
                    return [f'"{new}" stands where the cited sentence has "{old}": keep that']
    return []


def _masked(words: Sequence[str]) -> list[str]:
    return ["#" if word.lstrip("-")[0].isdigit() else word.casefold() for word in words]


def _renamed(case: Case, old: Sequence[str], new: Sequence[str]) -> bool:
    """Whether a name stands for another one, and stands nowhere that a name may come from."""
    if not all(word[0].isupper() for word in (*old, *new)) or is_acronym(" ".join(new), " ".join(old)):
        return False
    return _words_in(case.also).isdisjoint(new) and _words_in(case.around).isdisjoint(new)


@lru_cache(maxsize=4)
def _words_in(texts: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for text in texts for word in _WORD.findall(text))


def _another(old: str, new: str) -> bool:
    """Whether a figure stands for another one: neither the same in another spelling nor that in round figures."""
    if old == new or not old.lstrip("-")[0].isdigit() or re.sub(r"\D", "", old) == re.sub(r"\D", "", new):
        return False
    one, two = (
        float(re.sub(r"[^\d.]", "", figure).strip(".") or 0) if figure.count(".") < 2 else 0.0 for figure in (old, new)
    )
    return not (two and abs(one - two) <= ROUNDED * max(one, two) and len(new.rstrip("0")) < len(old.rstrip("0")))


CHECKS: tuple[Callable[[Case], list[str]], ...] = (
    figures.figures,
    figures.bounds,
    figures.exactly,
    figures.averages,
    turning.exchanged,
    names.names,
    names.addresses,
    names.codes,
    copied,
    wording.asked,
    wording.denied,
    wording.denies,
    wording.hedged,
    wording.superlatives,
    wording.order,
    turning.acted,
    names.quotes,
    names.strange,
)

# Of a sentence that was cited from another language the words are others: what is left is what is written alike in both.
ABROAD = (figures.figures, figures.bounds, names.addresses, names.codes, wording.denied_abroad)
