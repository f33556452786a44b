"""The checks of a sentence's words: "not", "may", what is first or only or the most; and of what has changed places.

Owns: those checks. Promises: each is a general rule over the cues of a language (`languages`); where nothing is known of one, it is silent;
what cannot be told for sure is left to the one who reads it over. Imports the case and what is known of languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, islice, pairwise

from agent.knowledge.support.case import Case
from agent.knowledge.support.figures import MOST
from agent.knowledge.text.languages import EXTREME, FIRST, NONE_MORE, Language
from agent.knowledge.text.letters import plain
from agent.knowledge.values.comparing import coarser, compatible, same_value
from agent.knowledge.values.quantities import Quantity

_SCORE = re.compile(r"\s*(?:[^\W\d]+\s+)?(?:to|gegen|zu|contre|contra)\s+")
END = ""  # where a clause ends, among stems
_ENDS = re.compile(r"[.!?;]\s|[。！？；]|,\s+(?:and|but|while|whereas|und|aber|et|mais|y|pero)\s")
_JOINT = re.compile(
    r"\w\s+(?:and|und|et|y)\s+(?:(?:on|in|at|by|am|im|en|le|el)\s+)?\Z"
)  # `22 went to clubs and 14 to owners`
# From one figure to another: they may be told in either order.
_WAY = re.compile(r"\b(from|to|von|auf|de|à|a)\s+\W?\Z", re.IGNORECASE)
_NEXT = re.compile(r"\s*(?:,|[、，；]|(?:and|or|und|oder|et|ou|y|o|but|while)\b)\s*")
SURE = 1.5  # how well a figure alone must fit the words of another one
NEAR = 2  # words to each side that count in full
REACH = 6  # words on each side of a figure that say what it is
MANY = 20  # times of a text that are looked at one by one
COPIED = 0.8  # share of the content words from which on a sentence says what is cited, so that a "not" of its own turns it round
_THAN = re.compile(r"\b(?:than|before|until|que|als|bevor|vor|avant|antes)\b")
_RANK = re.compile(r"(?:first|only|sole|leading|foremost)\Z", re.IGNORECASE)
_RANKED = re.compile(
    r"(?:\bthe|\b(?:world|country|nation|state|county|city|town|region|kingdom|continent|league|industry)'s)\s+\Z",
    re.IGNORECASE,
)
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


def _affirmed(case: Case, scope: Sequence[str], texts: Sequence[str]) -> bool:
    """Whether one of the texts says it without any negation."""
    return any(_told(case, scope, text) and not case.denials(text) for text in texts)


def _lacks(case: Case, language: Language) -> bool:
    """Whether a text tells of a lack in a word of its own (`is missing`, `was stopped`), where the cited sentences say "not"."""
    low = plain(" ".join(case.sources))
    cues = {plain(m.group()) for m in language.implied.finditer(case.text)}
    return not language.alone.search(case.text) and any((cue if " " in cue else cue[:4]) not in low for cue in cues)


def denied(case: Case) -> list[str]:
    """What the cited sentences deny is not affirmed."""
    if case.language and _lacks(case, case.language):
        return []
    mine = {word for n in case.denials(case.text, wide=case.code != "en") for word in n.scope}
    for source in case.sources:
        if case.language is None or case.language.limit.search(source):
            continue
        for n in case.denials(source):
            if case.language.implied.match(n.cue) or (
                NONE_MORE.match(source, n.start) and case.language.superlative.search(case.text)
            ):
                continue  # `without` and `instead of` are told in many ways
            whole = n.scope[:2] if case.code == "en" and n.cue == "no" else ()  # `no race was held`
            if (
                case.there(case.text).issuperset(whole)
                and not mine & {*n.scope}
                and _told(case, n.scope, case.text)
                and not _affirmed(case, n.scope, case.sources)
            ):
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
        if any(
            _told(case, n.scope, source) and case.shares(case.stems(case.text), source) >= COPIED
            for source in case.sources
        ):
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
    there = {_sort(m.group()) for text in (*case.sources, *case.page) for m in cue.finditer(text)}
    among = there and all(case.language.one_of.search(source) for source in case.sources if cue.search(source))
    for word in {m.group(): m for m in cue.finditer(case.text) if _is_sure(case, m)}:
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


def _cut(case: Case, text: str) -> list[tuple[str, int | None]]:
    """The stems of a text with a mark where a clause of its own begins."""
    items: list[tuple[str, int | None]] = []
    for n, part in enumerate(_ENDS.split(text)):
        items += [(END, None)] * (n > 0) + [(word, None) for word in case.stems(part)]
    return items + [(END, None)] * bool(_JOINT.search(text))


def _contexts(case: Case, text: str, found: Sequence[Quantity]) -> list[dict[tuple[int, str], float]]:
    """For each figure what stands before it (-1) and after it (1), figures of other kinds too, up to the next of its kind: near or far."""
    items: list[tuple[str, int | None]] = []
    at = 0
    known = {
        word for name in case.page for word in case.stems(name)
    }  # which thing the page is about tells figures not apart
    for n, q in enumerate(found):
        items += [*(item for item in _cut(case, text[at : q.start]) if item[0] not in known), (f"#{q.value}", n)]
        at = q.end
        if q.text.endswith(".") and text[at : at + 1].isspace():
            items.append((END, None))
        gap = _NEXT.match(text, at)
        listed = gap and n + 1 < len(found) and found[n + 1].start <= gap.end() and found[n + 1].kind == q.kind
        if gap and not listed and len(items) > 1 and items[-2][0] != END:
            items.append((END, None))
    items += [item for item in _cut(case, text[at:]) if item[0] not in known]
    places = {n: place for place, (_, n) in enumerate(items) if n is not None}
    result = []
    for n, q in enumerate(found):
        weights: dict[tuple[int, str], float] = {}
        if way := _WAY.search(text, max(0, q.start - 8), q.start):
            weights[0, f"<{way[1].lower()}"] = 1.0
        alone = True
        for side in (-1, 1):
            for distance in range(1, REACH + 1):
                place = places[n] + side * distance
                word, other = items[place] if 0 <= place < len(items) else (END, None)
                kin = other is not None and (found[other].kind, found[other].unit) == (q.kind, q.unit)
                alone = alone and not kin
                if word == END or kin:
                    break
                weights.setdefault((side, word), 1.0 if distance <= NEAR else 0.5)
        result.append(
            {(0 if alone or word[0] in "#<" else side, word): weight for (side, word), weight in weights.items()}
        )
    return result


def _fit(here: dict[tuple[int, str], float], there: dict[tuple[int, str], float], shared: set[str]) -> float:
    """How well the words about a figure fit those about a cited one, without those that stand about both; on the other side little."""
    own = ((side, word, weight) for (side, word), weight in here.items() if word not in shared)
    fit = 0.0
    for side, word, weight in own:
        ways = ((other, there[other, word]) for other in (-1, 0, 1) if (other, word) in there)
        fit += weight * max((much if side * other >= 0 else much / 4 for other, much in ways), default=0.0)
    return fit


def _shared(a: dict[tuple[int, str], float], b: dict[tuple[int, str], float]) -> set[str]:
    return {word for side, word in a for other in (-1, 0, 1) if (other, word) in b and side * other >= 0}


def _swaps(case: Case, source: str) -> Iterator[tuple[Quantity, Quantity]]:
    # the `7` of the `Model 7`
    named = {q.value for name in case.page for q in case.figures(name) if q.kind == "figure"}
    mine, theirs = ([q for q in case.figures(text) if q.value not in named] for text in (case.text, source))
    if not 2 <= len(mine) <= MOST or not 2 <= len(theirs) <= MOST:
        return
    here, there = _contexts(case, case.text, mine), _contexts(case, source, theirs)
    places = [
        [n for n, t in enumerate(theirs) if same_value(q, t) or coarser(q, t) or (t.value[0] == "-" and coarser(t, q))]
        for q in mine
    ]
    for i, j in combinations(range(len(mine)), 2):
        if mine[i].kind != mine[j].kind or mine[i].unit != mine[j].unit or len(places[i]) != 1 or len(places[j]) != 1:
            continue
        a, b = places[i][0], places[j][0]
        if (
            i + 1 == j
            and _SCORE.fullmatch(case.text, mine[i].end, mine[j].start)
            and not _WAY.search(case.text[: mine[i].start][-8:])
        ):
            continue  # `by three votes to two`: for and against
        if all(_NEXT.fullmatch(case.text, p.end, q.start) for p, q in pairwise(mine[i : j + 1])):
            continue  # listed: `In 1974, 1989 and 2002 …`
        if a == b or compatible(mine[i], mine[j]) is not False:
            continue
        shared = _shared(there[a], there[b])
        kept = _fit(here[i], there[a], shared) + _fit(here[j], there[b], shared)
        one, two = _fit(here[i], there[b], shared), _fit(here[j], there[a], shared)
        sure = max(one, two) >= SURE and not kept  # of three that go round, each pair fits on one side only
        if sure or (min(one, two) > 0 and one + two >= 1 and one + two > 2 * kept):
            yield mine[i], mine[j]


def exchanged(case: Case) -> list[str]:
    """Two figures that have changed places: each stands beside the words that the cited sentences have for the other."""
    for source in (*case.sources, " ; ".join(case.sources)):
        for a, b in _swaps(case, source):
            return [f'"{a.text}" and "{b.text}" have changed places: the cited sentences have them the other way round']
    return []
