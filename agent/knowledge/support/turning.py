"""What turns a sentence round: figures that have changed places, who does and who suffers exchanged, a "not" that went with a verb.

Owns: the checks `exchanged` and `acted`, and `undenied`, a doubt that only a reader can settle. Promises: no model; each names the words
that it is about. Figures that are told in another order, in lists or as scores are none that have changed places; two of one kind and
unit only. Imports the case, the comparison of values, the reader of names and what is known of languages.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from agent.knowledge.support.case import Case
from agent.knowledge.support.figures import MOST
from agent.knowledge.text.names import proper_names
from agent.knowledge.values.comparing import coarser, compatible, same_value
from agent.knowledge.values.quantities import Quantity

ROOT = 5  # letters by which the forms of a verb are known
BEFORE = 16  # characters before a name in which a "by" stands
_CLAUSE_ENDS = re.compile(r"[,;:.!?](?:\s|\Z)")
_NO_PARTICIPLE = re.compile(r"(?:[eo]r|ing|ist|ant|eure?|euse|ora)s?\Z")  # `is designer of`
_IS = re.compile(
    r"\b(?:is|are|was|were|be|been)\s+(?:the|a|an|one of the)\s+\Z"
)  # `is the MPM selected if …`: a participle
# Whom or what is done something to, right behind the verb: `hired the clerk`, not `hired for the summer` (who was hired).
_OBJECT = re.compile(
    r"\s+(?:(?:an?|the|this|these|his|her|its|their|him|them|all|both|two|three|d(?:ie|as|en)|(?:s?ein|ihr)e?[nms]?|le|une?|l[oa]s|les|el|la"
    r"|su|sus|sa|son|ses|des)\b|l['’]|[^\W\d_a-zà-ÿ])"
)
_WORD = re.compile(r"[^\W\d_]{3,}")


def undenied(case: Case) -> list[str]:
    """Where all cited sentences deny something, a text that denies nothing and tells of no lack says perhaps the contrary (`Nadie firmó`).

    Only where it tells of what is denied; whether its words are those is what `wording.denied` asks.
    """
    cues = [next((n.cue for n in case.denials(source)), "") for source in case.sources]
    if not all(cues) or not case.language or case.denials(case.text) or case.language.implied.search(case.text):
        return []
    there = case.there(case.text)
    told = any(not there.isdisjoint(n.scope) for source in case.sources for n in case.denials(source))
    return [f'it denies nothing where a cited sentence has "{cues[0]}"'] if told else []


@dataclass(frozen=True, slots=True)
class _Act:
    """What a name does in a text, or what is done to it: the root of the verb, the name's words, to what it does that, if this follows."""

    verb: str
    who: frozenset[str]
    suffers: bool
    behind: frozenset[str]


def acted(case: Case) -> list[str]:
    """Whose doing the cited sentences tell does not suffer it, and the other way round: where a name stands right before the verb."""
    theirs = [act for source in case.sources for act in _acts(case, source)]
    for mine in _acts(case, case.text):
        like = [act for act in theirs if act.verb == mine.verb]
        if any(act.who & mine.who and act.suffers == mine.suffers for act in like):
            continue
        for act in like:
            other = act.suffers != mine.suffers and act.who & mine.who and (act.behind or mine.behind)
            # In German what is done something to may come first.
            crossed = act.who & mine.behind and mine.who & act.behind and case.code != "de"
            if other or crossed:
                return [f'who does and who suffers what "{mine.verb}…" tells is exchanged']
    return []


def _acts(case: Case, text: str) -> Iterator[_Act]:
    """What names do or suffer right where they stand; of German, where a participle ends the clause, too."""
    language = case.language
    if language is None or not language.spaced:
        return
    for name in proper_names(text):
        who = frozenset(case.there(name.text))
        helped = language.passive.match(text, name.end + 1)
        verb = _WORD.match(text, (helped.end() if helped else name.end) + 1)
        if case.code == "de" and (helped or not verb):
            verb = _last_word(text, name.end)
        before = text[max(0, name.start - BEFORE) : name.start].rstrip()
        if any(by.end() == len(before) for by in language.agent.finditer(before)):
            last = _last_word(text, name.end) if case.code == "de" else None
            done = [*case.ahead(text, name.start)[-2:], *(case.stems(last[0]) if last else ())]
            yield from (_Act(_root(case, word), who, False, frozenset(done)) for word in done)
        elif helped and verb and _NO_PARTICIPLE.search(verb[0]):
            continue
        elif verb and verb[0][0].islower() and (stems := case.stems(verb[0])):
            if (
                case.code == "en"
                and verb[0].endswith("ed")
                and _IS.search(text, max(0, name.start - BEFORE), name.start)
            ):
                continue
            done_to = () if helped or not _OBJECT.match(text, verb.end()) else case.after(text, verb.end())
            behind = frozenset(word for word in done_to if not any(map(str.isdigit, word)))
            yield _Act(_root(case, stems[0]), who, helped is not None, behind)


def _last_word(text: str, at: int) -> re.Match[str] | None:
    """The last word of the clause that goes on at a place."""
    end = _CLAUSE_ENDS.search(text, at)
    last: re.Match[str] | None
    *_, last = (None, *_WORD.finditer(text, at, end.start() if end else len(text)))
    return last


def _root(case: Case, verb: str) -> str:
    return verb.removeprefix("ge")[: ROOT - 1] if case.code == "de" else verb[:ROOT]


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
        # Of three that go round, each pair fits on one side only. Where no clause begins between two, what leads to one leads to both.
        kin = sum((q.kind, q.unit) == (mine[i].kind, mine[i].unit) for q in mine)
        apart = kin > 2 and _ENDS.search(case.text, mine[i].end, mine[j].start)
        sure = apart and max(one, two) >= SURE and not kept
        if sure or (min(one, two) > 0 and one + two >= 1 and one + two > 2 * kept):
            yield mine[i], mine[j]


def exchanged(case: Case) -> list[str]:
    """Two figures that have changed places: each stands beside the words that the cited sentences have for the other."""
    together = [] if case.accounts else [" ; ".join(case.sources)]
    for source in (*case.sources, *together):
        for a, b in _swaps(case, source):
            return [f'"{a.text}" and "{b.text}" have changed places: the cited sentences have them the other way round']
    return []
