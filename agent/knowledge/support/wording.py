"""The checks of a sentence's words: "not", "may", what is first or only or the most, the mean, before and after.

Owns: those checks. Promises: each is a general rule over the cues of a language (`languages`); where nothing is known of one, it is silent;
what cannot be told for sure is left to the one who reads it over. Imports the case and what is known of languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from agent.knowledge.support.case import Case
from agent.knowledge.text.letters import plain

FEW = 4  # content words of which a share says nothing
MANY = 20  # times of a text that are looked at one by one
LEAST = 0.25  # share of the content words that stand in what is cited
COPIED = 0.8  # share of the content words from which on a sentence says what is cited, so that a "not" of its own turns it round
_THAN = re.compile(r"\bthan\b|\bque\b|\bals\b")
_RANK = re.compile(r"(?:first|only|sole|leading|foremost)\Z", re.IGNORECASE)
_RANKED = re.compile(
    r"(?:\bthe|\b(?:world|country|nation|state|county|city|town|region|kingdom|continent|league|industry)'s)\s+\Z", re.IGNORECASE
)
_TO = re.compile(r"(?:\s+[\w'-]+){0,4}?\s+to\b")
_EXTREME = re.compile(r"\b(?:maxim|minim|most|least|record|peak|top\b|first|above all|unrivalled|no other|any other)", re.IGNORECASE)
_MEDIAN = re.compile(r"\bm[eé]dian|中位|中央値", re.IGNORECASE)
_MEAN = re.compile(r"\bmean\b|\baverage|\bmoyen|durchschnitt|\bmittelwert|\bmedia\b|\bpromedio|平均", re.IGNORECASE)


def _told(case: Case, scope: Sequence[str], text: str) -> bool:
    """Whether a text speaks of what a cue bears on: of its first word, and of half of the others."""
    there = case.there(text)
    if case.language and not case.language.spaced:
        return scope[0] in there
    return scope[0] in there and sum(word in there for word in scope) * 2 >= len(scope)


def _affirmed(case: Case, scope: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of the texts says it without any negation."""
    return any(_told(case, scope, text) and not case.denials(text) for text in texts)


def denied(case: Case) -> list[str]:
    """What the cited sentences deny is not affirmed."""
    mine = {word for n in case.denials(case.text, wide=case.code != "en") for word in n.scope}
    for source in case.sources:
        if case.language is None or case.language.limit.search(source):
            continue
        for n in case.denials(source):
            if case.language.implied.match(n.cue):
                continue  # `without` and `instead of` are told in many ways
            whole = case.code != "en" or n.cue != "no" or all(word in case.there(case.text) for word in n.scope[:2])  # `no race was held`
            if whole and not mine & {*n.scope} and _told(case, n.scope, case.text) and not _affirmed(case, n.scope, case.sources):
                return [f'the cited sentences deny this ("{n.cue} …"): say the same, or leave it out']
    return []


def denies(case: Case) -> list[str]:
    """Nothing is denied that the cited sentences affirm in these words; where they tell of a lack in others, a "not" may come of it."""
    if case.language is None or any(
        case.denials(source) or case.language.implied.search(source) for source in case.sources
    ):
        return []
    for n in case.denials(case.text):
        if case.language.implied.match(n.cue) or _THAN.search(case.text, n.start):
            continue  # `none later than 1042`: the latest
        if any(_told(case, n.scope, source) and case.shares(case.stems(case.text), source) >= COPIED for source in case.sources):
            return [f'"{n.cue}" is not what the cited sentences say of this: leave it out']
    return []


def hedged(case: Case) -> list[str]:
    """What a source only supposes, plans or reports is not told as a fact."""
    language = case.language
    if language is None or language.hedge.search(case.text) or language.soft.search(case.text):
        return []
    elsewhere = {word for source in case.sources if not language.hedge.search(source) for word in case.stems(source)}
    for source in case.sources:
        for match in language.hedge.finditer(source):
            scope = case.after(source, match.end())[:6]
            if case.code != "en" or not scope:
                scope = (*case.ahead(source, match.start())[-6:], *scope)
            scope = tuple(word for word in scope if word not in elsewhere)
            if scope and case.shares(scope, case.text) >= 0.5:
                return [f'the cited sentences only say so with "{match.group()}": keep that']
    return []


def _sort(cue: str) -> str:
    """The sort of a superlative: of those by degree any may be told as another (`deepest point`, `greatest depth`)."""
    last = plain(cue).split()[-1]
    return "most" if last.endswith(("est", "most", "plus", "más", "ste", "sten", "ster", "stes")) else last[:4]


def _is_sure(case: Case, match: re.Match[str]) -> bool:
    """Whether this is a superlative beyond doubt: of a rank, `the only` and `the first … to`, not `took first place`."""
    if case.code != "en" or not _RANK.match(match.group()):
        return True
    before = _RANKED.search(case.text, max(0, match.start() - 16), match.start())
    plainly = before is not None and "'" in before.group()
    return before is not None and (plainly or match.group().lower() != "first" or _TO.match(case.text, match.end()) is not None)


def superlatives(case: Case) -> list[str]:
    """Nothing is the first, the only or the most that is not so in the cited sentences."""
    if case.language is None:
        return []
    cue, sources = case.language.superlative, " ".join(case.sources)
    low, alone, extreme = plain(sources), case.language.alone.search(sources), _EXTREME.search(sources)
    there = {_sort(m.group()) for text in (*case.sources, *case.page) for m in cue.finditer(text)}
    among = there and all(case.language.one_of.search(source) for source in case.sources if cue.search(source))
    for word in {m.group(): m for m in cue.finditer(case.text) if _is_sure(case, m)}:
        if alone and case.language.alone.match(word):
            continue
        sort = _sort(word)
        if sort not in there and plain(word) not in low and not (sort == "most" and extreme):
            return [f'"{word}" is not in the cited sentences: leave it out']
        if among and not case.language.one_of.search(case.text):
            return [f'the cited sentences only say "one of" with "{word}": keep that']
    return []


def averages(case: Case) -> list[str]:
    """A median is not told as a mean, nor a mean as a median."""
    sources = " ".join(case.sources)
    for mine, other in ((_MEDIAN, _MEAN), (_MEAN, _MEDIAN)):
        found, theirs = mine.search(case.text), other.search(sources)
        if found and theirs and not mine.search(sources) and not other.search(case.text):
            return [f'the cited sentences say "{theirs.group()}", not "{found.group()}": keep that']
    return []


def _order(case: Case, text: str) -> Iterator[tuple[set[str], set[str]]]:
    """What is earlier and what is later in a text, for each "before" and "after"."""
    if case.language is None:
        return
    for cue, before in ((case.language.before, True), (case.language.after, False)):
        for match in islice(cue.finditer(text), MANY):
            behind, ahead = (
                set(case.after(text, match.end())[:8]),
                set(case.ahead(text, len(text[: match.start()].rstrip(" ,")))[-8:]),
            )
            if case.language.spaced and not text[: match.start()].strip():  # `After C, M`
                clause = re.search(r"[,;]\s", text[match.end() :])
                ahead = set(case.after(text, match.end() + clause.end())[:8]) if clause else set()
            if not case.language.spaced:
                behind, ahead = ahead, behind
            yield (ahead, behind) if before else (behind, ahead)


def order(case: Case) -> list[str]:
    """What is before another thing in the cited sentences is not after it."""
    for early, late in _order(case, case.text):
        for source in case.sources:
            for first, then in _order(case, source):
                kept, crossed = len(early & first) + len(late & then), len(early & then) + len(late & first)
                if early & then and late & first and crossed > 2 * kept:
                    return ["the cited sentences have these in the other order of time: keep theirs"]
    return []


def strange(case: Case) -> list[str]:
    """Some of the content words stand in what is cited; pairs of characters tell nothing of it."""
    given, wanted = set().union(*map(case.there, case.around)), case.stems(case.text)
    if len(wanted) <= FEW or (case.language and not case.language.spaced):
        return []
    share = sum(word in given for word in wanted) / len(wanted)
    return [f"only {share:.0%} of its words stand in the cited sentences: say it in theirs"] if share < LEAST else []
