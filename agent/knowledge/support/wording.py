"""The checks of a sentence's words: names, "not", "may", what is first or only, causes, before and after, who did it to whom, who said it.

Owns: those checks. Promises: each is a general rule over the cues of a language (`languages`); where nothing is known of one, it is silent.
Imports the case and the readers of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from agent.knowledge.support.case import Case
from agent.knowledge.text.english import (
    CONVERSE,
    IRREGULAR,
    NO_OBJECT,
    NO_VERB_AFTER,
    NOTS,
    OPPOSITES,
    PASSIVE,
    SAME_IN_PAST,
    STOP,
)
from agent.knowledge.text.letters import plain
from agent.knowledge.text.normal import stem, words
from agent.knowledge.values.units import lookup

WIDE = 3  # words of a place that has changed, at most
ALIKE = 0.7  # share of two texts that is the same, for one to be the other with two words exchanged
FEW = 4  # content words of which a share says nothing
LEAST = 0.25  # share of the content words that stand in what is cited
LONGEST = 20_000  # characters of a text whose verbs and times are looked at one by one
_SIDE_BY_SIDE = 400  # stems of two texts that are laid side by side
_NUMBER_BEFORE = re.compile(
    r"(?:\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million))\s+\Z", re.IGNORECASE
)
_WORDS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_NATIVE = {
    code: re.compile(rf"{part}[a-z]+|\d+|[\u3400-\u9fff]{many}")
    for code, part, many in (("ja", "[\u30a1-\u30ff]+|", "+"), ("zh", "", ""))
}


def _told(case: Case, scope: Sequence[str], text: str) -> bool:
    """Whether a text speaks of what a cue bears on: of its first word, and of half of the others."""
    there = set(case.stems(text))
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
            if not mine & {*n.scope} and _told(case, n.scope, case.text) and not _affirmed(case, n.scope, case.sources):
                return [f'the cited sentences deny this ("{n.cue} …"): say the same, or leave it out']
    return []


def denies(case: Case) -> list[str]:
    """Nothing is denied that the cited sentences affirm; where they tell of a lack in other words, a "not" may come of it."""
    if case.language is None or any(
        case.denials(source) or case.language.implied.search(source) for source in case.sources
    ):
        return []
    for n in case.denials(case.text):
        if any(_told(case, n.scope, source) for source in case.sources):
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


def superlatives(case: Case) -> list[str]:
    """Nothing is the first, the only or the most that is not so in the cited sentences."""
    if case.language is None:
        return []
    cue = case.language.superlative
    there = {_sort(m.group()) for text in (*case.sources, *case.page) for m in cue.finditer(text)}
    for match in cue.finditer(case.text):
        if case.language.alone.match(match.group()) and any(
            case.language.alone.search(source) for source in case.sources
        ):
            continue
        if _sort(match.group()) not in there and plain(match.group()) not in plain(" ".join(case.sources)):
            return [f'"{match.group()}" is not in the cited sentences: leave it out']
        if (
            not case.language.one_of.search(case.text)
            and all(case.language.one_of.search(source) for source in case.sources if cue.search(source))
            and there
        ):
            return [f'the cited sentences only say "one of" with "{match.group()}": keep that']
    return []


def causes(case: Case) -> list[str]:
    """No cause is told where the cited sentences only tell one thing after another."""
    language = case.language
    found = language.cause.search(case.text) if language else None
    if language is None or found is None or any(language.reason.search(text) for text in case.sources):
        return []
    return [f'the cited sentences do not say "{found.group()}": tell the two things side by side']


def _order(case: Case, text: str) -> Iterator[tuple[set[str], set[str]]]:
    """What is earlier and what is later in a text, for each "before" and "after"."""
    if case.language is None:
        return
    for cue, before in ((case.language.before, True), (case.language.after, False)):
        for match in cue.finditer(text):
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


_OPPOSED = [(stem(a), stem(b)) for pair in OPPOSITES if not set(pair) & CONVERSE for a, b in (pair, pair[::-1])]


_TURNED = {(stem(a), stem(b)) for pair in OPPOSITES for a, b in (pair, pair[::-1])}


def _compared(case: Case, text: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Each "larger than" of a text with the stems of what is compared and of what it is compared to; English."""
    for match in re.finditer(r"(?<!\w)(\w+)\s+than\b", text) if case.code == "en" else ():
        yield stem(match[1].lower()), set(case.ahead(text, match.start())), set(case.after(text, match.end()))


def compared(case: Case) -> list[str]:
    """What is larger than another thing is not told to be smaller than it."""
    mine = list(_compared(case, case.text))
    for source in case.sources:
        for word, this, that in _compared(case, source):
            if any((other, word) in _TURNED and one & this and not one & that - this for other, one, _ in mine):
                return [f'the cited sentences say the opposite ("{word}… than")']
    return []


def opposites(case: Case) -> list[str]:
    """No word is put for its opposite, where no "not" and no "than" turns it round again."""
    texts = (case.text, *case.sources)
    if case.code != "en" or any(" than " in text or case.denials(text) for text in texts):
        return []
    mine = {stem(word) for word in words(case.text)}
    theirs = {stem(word) for source in case.sources for word in words(source)}
    for a, b in _OPPOSED:
        if a in mine - theirs and b in theirs - mine:
            return [f'the cited sentences say the opposite ("{b}", not "{a}")']
    for one, other in ((mine, theirs), (theirs, mine)):
        for word in sorted(one - other):
            if any(word.startswith(p) and len(word) > len(p) + 3 and word[len(p) :] in other - one for p in NOTS):
                return [f'the cited sentences say the opposite of what it says with "{word}"']
    return []


def _roles(case: Case, text: str) -> Iterator[tuple[str, set[str], set[str]]]:
    """Verbs that stand between two things, with the stems of who does it and of whom it is done to; English."""
    for match in _WORDS.finditer(text):
        word = match.group().lower()
        ahead, behind = text[max(0, match.start() - 60) : match.start()], text[match.end() : match.end() + 60]
        if (
            word in STOP
            or lookup(word)
            or _NUMBER_BEFORE.search(ahead)
            or not word[0].islower()
            or match.group()[0].isupper()
            or NO_OBJECT.match(behind)
        ):
            continue
        passive = bool(PASSIVE.search(ahead))
        if not passive and (
            NO_VERB_AFTER.search(ahead) or not (word.endswith(("s", "ed")) or word in IRREGULAR or word in SAME_IN_PAST)
        ):
            continue
        by = re.search(r"\bby\b", behind) if passive else None
        if passive and (by is None or len(case.stems(behind[: by.start()])) > 4):
            continue
        left = {w for w in case.ahead(text, match.start())[-3:] if not w[0].isdigit()}
        right = {w for w in case.after(text, match.end() + (by.end() if by else 0))[:3] if not w[0].isdigit()}
        yield (stem(word), right, left) if passive else (stem(word), left, right)


def roles(case: Case) -> list[str]:
    """Who does something and whom it is done to have not changed places."""
    if case.code != "en":
        return []
    found = list(_roles(case, case.text))
    for source in case.sources:
        for verb, who, whom in _roles(case, source):
            for same, mine, other in found:
                turned = len(mine & whom) + len(other & who)
                if same == verb and mine & whom and other & who and turned > 2 * len(mine & who):
                    return [
                        f'who does it and whom it is done to have changed places ("{verb}…"): keep the order of the cited sentences'
                    ]
    return []


def _passives(case: Case, text: str) -> int:
    return len(case.language.agent.findall(text)) if case.language else 0


def _sides(case: Case, text: str) -> list[str]:
    """The stems and figures of a text in order; of one without spaces its characters, but for those that say how words belong together."""
    native = _NATIVE.get(case.code)
    return native.findall(plain(text)) if native else list(case.stems(text))


def crossed(case: Case) -> list[str]:
    """Two words that have changed places in what is otherwise told alike."""
    mine = _sides(case, case.text)
    for source in dict.fromkeys((*case.sources, " ".join(case.sources))):
        theirs = _sides(case, source)
        if max(len(mine), len(theirs)) > _SIDE_BY_SIDE or _passives(case, case.text) != _passives(case, source):
            continue
        matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
        if matcher.ratio() < ALIKE:
            continue
        blocks = matcher.get_opcodes()
        changed = [
            (set(theirs[a:b]), set(mine[c:d]))
            for kind, a, b, c, d in blocks
            if kind == "replace" and max(b - a, d - c) <= WIDE
        ]
        for n, (was, now) in enumerate(changed):
            for was_too, now_too in changed[n + 1 :]:
                if now & was_too and was & now_too and not was & now and not was_too & now_too:
                    one, two = min(now & was_too), min(was & now_too)
                    return [
                        f'"{one}…" and "{two}…" have changed places: the cited sentences have them the other way round'
                    ]
    return []


def strange(case: Case) -> list[str]:
    """Most of the content words stand in what is cited."""
    given = {word for text in case.around for word in case.stems(text)}
    wanted = case.stems(case.text)
    share = sum(word in given for word in wanted) / len(wanted) if len(wanted) > FEW else 1.0
    return [f"only {share:.0%} of its words stand in the cited sentences: say it in theirs"] if share < LEAST else []
