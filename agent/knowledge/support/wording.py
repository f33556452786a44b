"""The checks of a sentence's words: "not", "may", what is first or only or the most; and of what has changed places.

Owns: those checks. Promises: each is a general rule over the cues of a language (`languages`); where nothing is known of one, it is silent;
what cannot be told for sure is left to the one who reads it over. Imports the case and what is known of languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from agent.knowledge.support.case import Case
from agent.knowledge.text.english import QUESTIONED
from agent.knowledge.text.languages import EXTREME, FIRST, NONE_MORE, Language, language_of
from agent.knowledge.text.letters import plain
from agent.knowledge.text.normal import tokens
from agent.knowledge.text.polarity import asks, negations

MANY = 20  # times of a text that are looked at one by one
COPIED = 0.8  # share of the content words from which on a sentence says what is cited, so that a "not" of its own turns it round
_THAN = re.compile(r"\b(?:than|before|until|que|als|bevor|vor|avant|antes)\b")
_RANK = re.compile(r"(?:first|only|sole|leading|foremost)\Z", re.IGNORECASE)
_RANKED = re.compile(
    r"(?:\bthe|\b(?:world|country|nation|state|county|city|town|region|kingdom|continent|league|industry)'s)\s+\Z",
    re.IGNORECASE,
)
_WHO_WISHES = re.compile(
    r"\b(?:if (?:you|one|we|they)|whoever|(?:those|anyone|everyone) who)\s+\Z", re.IGNORECASE
)  # a condition, no doubt
_NO_OTHER = re.compile(r"\b(?:no other|no\s?(?:one|body|thing) else)\b", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:another|others?|else)\b", re.IGNORECASE)
_GOES_ON = re.compile(r"\s*\w")
_CLAUSES = re.compile(r"[,;:.!?]\s|[，、；：。]")
_DENIED = re.compile(
    r"[.;:!?]\s|,?\s(?:and|but|while|whereas|which|who|although|because)\s"
)  # between them a "not" bears on all: `power cuts are not covered`, `no app, radio or microphone`
_TO = re.compile(r"(?:\s+[\w'-]+){0,4}?\s+to\b")
_OF = re.compile(
    r"(?i)\s+(?:\w+\s+)?of\s+(?:(?:the|its|their|all)\s+)?(?:two|three|four|five|six|seven|eight|nine|ten|\d)"
)


def _told(case: Case, scope: Sequence[str], text: str) -> bool:
    """Whether a text speaks of what a cue bears on: of its first word, and of half of the others."""
    there = case.there(text)
    if case.language and not case.language.spaced:
        return scope[0] in there
    return scope[0] in there and sum(word in there for word in scope) * 2 >= len(scope)


def _affirmed(case: Case, scope: Sequence[str]) -> bool:
    """Whether a cited sentence, or a clause of one, says without any negation what the text tells of these words."""
    told = case.there(case.text).intersection(scope)
    said = (clause for source in case.sources for clause in (source, *_CLAUSES.split(source)))
    return any(told <= case.there(clause) and not case.denials(clause) for clause in said)


def _lacks(case: Case, language: Language) -> bool:
    """Whether a text tells of a lack in a word of its own (`is missing`, `was stopped`), where the cited sentences say "not"."""
    low = plain(" ".join(case.sources))
    cues = {plain(m.group()) for m in language.implied.finditer(case.text)}
    return not language.alone.search(case.text) and any((cue if " " in cue else cue[:4]) not in low for cue in cues)


def asked(case: Case) -> list[str]:
    """What is only asked is told as asked."""
    if case.code != "en" or not all(map(asks, case.sources)) or not QUESTIONED.isdisjoint(tokens(case.text)):
        return []
    return ["it is only asked there: say that it is asked (“whether”), not that it is so"]


def denied(case: Case) -> list[str]:
    """What the cited sentences deny is not affirmed."""
    if case.language and _lacks(case, case.language):
        return []
    mine = {word for n in case.denials(case.text, wide=case.code != "en") for word in n.scope}
    if case.code == "en":
        mine |= {word for part in _DENIED.split(case.text) if case.denials(part) for word in case.there(part)}
    if any(_OTHER.search(source) for source in case.sources):  # `no other choice` says "not … another choice"
        mine |= {word for match in _NO_OTHER.finditer(case.text) for word in case.after(case.text, match.end())[:2]}
    for source in case.sources:
        if case.language is None or case.language.limit.search(source):
            continue
        for n in case.denials(source):
            if case.language.implied.match(n.cue) or (
                NONE_MORE.match(source, n.start) and case.language.superlative.search(case.text)
            ):
                continue  # `without` and `instead of` are told in many ways
            # `no race was held`; of `that is our mistake and not his` any denial may tell
            whole = n.scope if n.last else n.scope[:2] if case.code == "en" and n.cue == "no" else ()
            if (
                case.there(case.text).issuperset(whole)
                and not (mine if n.last else mine & {*n.scope})
                and _told(case, n.scope, case.text)
                and not _affirmed(case, n.scope)
            ):
                return [f'the cited sentences deny this ("{n.cue} …"): say the same, or leave it out']
    return []


def denied_abroad(case: Case) -> list[str]:
    """In another language a "not" is kept too: what all cited sentences deny is not told without any denial, nor the other way round."""
    known = [(each.text, language_of(each.language)) for each in case.cited]
    denied = [bool(negations(text, language.code)) for text, language in known if language]
    lacks = any(language.implied.search(text) for text, language in known if language)
    mine = bool(case.denials(case.text))
    if all(denied) and not mine and case.language and not case.language.implied.search(case.text):
        return ["the cited sentences deny this: say the same, or leave it out"]
    if mine and not any(denied) and not lacks:
        return [f'"{case.denials(case.text)[0].cue}" is not what the cited sentences say of this: leave it out']
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
        without = case.stems(case.text[: n.start] + case.text[n.start + len(n.cue) :])
        if any(_told(case, n.scope, source) and case.shares(without, source) >= COPIED for source in case.sources):
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
            if case.code != "en" or not _GOES_ON.match(source, match.end()):  # `is uncertain`; not `whatever may be`
                scope = (*case.ahead(source, match.start())[-6:], *scope)
            scope = tuple(word for word in scope if word not in elsewhere)
            other = match[0].startswith(("want", "wish")) and (
                (scope[:1] and scope[0] not in case.there(case.text))  # `I want to speak of …`
                or _WHO_WISHES.search(source, max(0, match.start() - 16), match.start()) is not None
            )
            if scope and not other and case.shares(scope, case.text) >= 0.5:
                return [f'the cited sentences only say so with "{match.group()}": keep that']
    return []


def _sort(cue: str) -> str:
    """The sort of a superlative: of those by degree any may be told as another (`deepest point`, `greatest depth`)."""
    last = plain(cue).split()[-1]
    if last == "最早":
        return "firs"
    return "most" if last.endswith(("est", "most", "plus", "más", "ste", "sten", "ster", "stes")) else last[:4]


def _is_sure(case: Case, match: re.Match[str]) -> bool:
    """Whether this is a superlative beyond doubt: of a rank, `the only` and `the first … to`, not `took first place`."""
    if case.code != "en" or not _RANK.match(match.group()):
        return _OF.match(case.text, match.end()) is None  # `the tallest of the three`: their figures tell
    before = _RANKED.search(case.text, max(0, match.start() - 16), match.start())
    plainly = before is not None and "'" in before.group()
    return before is not None and (
        plainly or match.group().lower() != "first" or _TO.match(case.text, match.end()) is not None
    )


def _is_code(match: re.Match[str]) -> bool:
    """Whether it is a name of code that only ends like one: `EACH_REQUEST`, `POST`."""
    return "_" in match.group() or match.group().isupper()


def superlatives(case: Case) -> list[str]:
    """Nothing is the first, the only or the most that is not so in the cited sentences."""
    if case.language is None:
        return []
    cue, sources = case.language.superlative, " ".join(case.sources)
    low, alone, extreme = (
        plain(sources),
        case.language.alone.search(sources),
        EXTREME.search(sources) or NONE_MORE.search(sources),
    )
    opens = FIRST.search(sources)
    there = {_sort(m.group()) for text in (*case.sources, *case.page) for m in cue.finditer(text) if not _is_code(m)}
    clauses = (clause for source in case.sources for clause in _CLAUSES.split(source) if cue.search(clause))
    among = there and all(map(case.language.one_of.search, clauses))
    for word in {m.group(): m for m in cue.finditer(case.text) if _is_sure(case, m) and not _is_code(m)}:
        if alone and case.language.alone.match(word):
            continue
        sort = _sort(word)
        if (
            sort not in there
            and plain(word) not in low
            and not (extreme if sort == "most" else sort == "firs" and opens)
        ):
            return [f'"{word}" is not in the cited sentences: leave it out']
        if among and not case.language.one_of.search(case.text):
            return [f'the cited sentences only say "one of" with "{word}": keep that']
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
