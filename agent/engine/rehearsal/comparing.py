"""compare: which claims of a page cannot both be true, and the question that they answer differently.

Owns: claims cut into clauses, how alike two clauses are, and like words with unlike values. Two clauses of different documents that say
much the same and give two values of one sort, or a yes and a no, are a pair. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.values import Value, alike, numerals, values_in
from agent.engine.rehearsal.words import GONE, NEGATIVE, OPINION, PLANNED, content, plain, shared, words

READ = 600  # characters of a claim that are compared
MOST_CLAIMS = 160
_CUT = re.compile(
    r"[;\n。；、，]|:\s|[.!?]\s|,\s|\s(?:and|but|while|whereas|although|because|which|who|when|und|aber|et|y)\s"
)
_ANOTHER = re.compile(
    r"\b(?:again|next|previous|there is also|es gibt auch|il y a aussi|hay también)\b|另有|新", re.IGNORECASE
)
_LABEL = re.compile(r"([^:.|]{2,30}):\s")
_IN_YEAR = re.compile(r"(?:In|Im|En|Since|By|Until|1\d{3}|20\d\d)\b")
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_STARTS = {"date": "When", "yes": "Is it so", "weekday": "On which day", "clock": "At what time", "name": "Who or what"}
_STARTS |= {"name:from": "From whom or what", "name:where": "Where"}
_DID = re.compile(r" ((?:is|was|\w+ed) [^,.;:]{5,80}?)(?=[,.;:]|$)")
_IS = re.compile(r"((?:The|An?) )?([^,.;:]{3,60}) (is|was|are|were) ")


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a claim: what it says (concepts), the values in it, what it denies ("*": all of it), whether it is a plan."""

    said: frozenset[str]
    values: tuple[Value, ...]
    denied: tuple[str, ...]
    planned: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it is compared: its text with numerals in digits, its clauses, all that it and its heading say, its years."""

    sentence: Sentence
    text: str
    clauses: tuple[Clause, ...]
    said: frozenset[str]
    years: frozenset[str]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims that differ in a value of one sort, what they share, and how alike they are otherwise (negative: they agree)."""

    a: Claim
    b: Claim
    sort: str
    unit: str
    common: frozenset[str]
    score: float


@lru_cache(maxsize=2048)
def claim_of(sentence: Sentence) -> Claim:
    """A claim cut into clauses; what its page is called is said by all of them, and so by none."""
    text = numerals(sentence.text[:READ])
    own = content(bare(sentence.page)).keys()
    values = values_in(text)
    label = _LABEL.match(text)
    above = content(label[1]).keys() - own if label else frozenset[str]()
    times = tuple(value for value in values[:1] if value.start < 14 and value.sort in ("date", "time"))
    heading = content(sentence.heading.split(" > ")[-1]).keys() - own
    clauses = tuple(_clause(text, span, values, own, above, times) for span in _spans(text, values))
    said = frozenset().union(heading, *(clause.said for clause in clauses))
    years = frozenset(_YEAR.findall(text))
    return Claim(sentence, text, clauses, said | years, years)


def bare(title: str) -> str:
    """A page's title without its part in brackets."""
    return re.sub(r"\s*\([^()]*\)$", "", title)


def _spans(text: str, values: Sequence[Value]) -> list[tuple[int, int]]:
    """Where the clauses of a text begin and end: the row of a table is one, and a part that is only a value stays with what it follows."""
    blank = list(text)
    for value in values:
        blank[value.start : value.end] = " " * (value.end - value.start)
    spans: list[tuple[int, int]] = []
    start = 0
    cuts = [found.span() for found in _CUT.finditer(text)] if " | " not in text else []
    for stop, after in [*cuts, (len(text), len(text))]:
        if content("".join(blank[start:stop])):
            spans.append((start, stop))
        elif spans:
            spans[-1] = (spans[-1][0], stop)
        else:
            continue
        start = after
    return spans or [(0, len(text))]


def _clause(
    text: str, span: tuple[int, int], values: Sequence[Value], own: Set[str], above: Set[str], times: tuple[Value, ...]
) -> Clause:
    """A clause; `above` is what a label says of all clauses, `times` the time with which the claim begins."""
    here = text[slice(*span)]
    inside = tuple(value for value in values if span[0] <= value.start < span[1])
    told = {key for value in inside for key in content(value.text)}
    denied: tuple[str, ...] = ()
    if GONE.search(here):
        denied = ("*",)
    elif found := NEGATIVE.search(here):
        denied = tuple(content(here[found.end() :])) or ("*",)
    alone = times if not any(value.sort == time.sort for value in inside for time in times) else ()
    said = frozenset(content(here).keys() - own - told | above)
    return Clause(said, (*inside, *alone), denied, PLANNED.search(here) is not None)


def likeness(left: Clause, right: Clause, a: Claim, b: Claim) -> float:
    """How alike two clauses are, 0 if not enough: what they share, and half of what their claims share besides."""
    common = shared(left.said, right.said) | {one.key for one in left.values} & {one.key for one in right.values}
    least = min(len(left.said), len(right.said))
    if not common or len(common) < min(2, least) or (2 * len(common) < least and len(common) < 3):
        return 0.0
    return len(common) + 0.5 * len(shared(a.said, b.said) - common) + len(common) / max(1, least)


def other_case(a: Claim, b: Claim, sort: str) -> bool:
    """Whether a claim tells an opinion; of figures, whether the two speak of other years, or only one of a year with which it begins."""
    if any(OPINION.search(claim.text) or _ANOTHER.search(claim.text) for claim in (a, b)):
        return True
    if sort in ("date", "yes") or sort.startswith("name:") or a.years & b.years or not (a.years or b.years):
        return False
    return bool(a.years) == bool(b.years) or _IN_YEAR.match(a.text if a.years else b.text) is not None


def _pairs_of(a: Claim, b: Claim) -> Iterator[Pair]:
    """All that two claims differ in, or agree in."""
    common = frozenset(shared(a.said, b.said))
    for left in a.clauses:
        for right in b.clauses:
            likely = likeness(left, right, a, b) if left.planned == right.planned else 0.0
            for sort in {value.sort for value in left.values} & {value.sort for value in right.values}:
                near = likely
                mine, theirs = ([v for v in clause.values if v.sort == sort] for clause in (left, right))
                beyond = common - content(f"{mine[0].unit} {theirs[0].unit}").keys()
                if sort.startswith("count:"):
                    near = near or 1.0
                elif sort == "date" and not any(key[:4] in a.text + b.text for key in shared(left.said, right.said)):
                    near = 0.0
                if mine[0].unit and not beyond:
                    near = 0.0
                score = near or 1.0 * sort.startswith("name:")
                if score and not other_case(a, b, sort):
                    agree = any(alike(one, other) for one in mine for other in theirs)
                    yield Pair(a, b, sort, mine[0].unit, common, -score if agree else score)
            for no, yes in ((left, right), (right, left)):
                if no.denied and not yes.denied and _denies(no, yes, common) and not other_case(a, b, "yes"):
                    yield Pair(a, b, "yes", "", common, 1.0 + len(shared(no.said, yes.said)) + 0.5 * len(common))


def _denies(no: Clause, yes: Clause, around: frozenset[str]) -> bool:
    """Whether one clause denies what the other says; `around` is what their claims share."""
    common = shared(no.said, yes.said)
    met = "*" in no.denied or shared(no.denied[:1], yes.said)
    enough = (len(around) >= 2 and 2 * len(common) >= len(no.said)) or (
        common == no.said and len(yes.said) <= 2 and not yes.values
    )
    return bool(met and common and enough)


def pairs_among(claims: Sequence[Claim]) -> list[Pair]:
    """The pairs left when each claim is held to the most like claim of each other document: what agrees best settles it."""
    found = [
        pair
        for at, a in enumerate(claims)
        for b in claims[at + 1 :]
        if a.sentence.document != b.sentence.document and not _spelt_apart(a.text, b.text)
        for pair in _pairs_of(a, b)
    ]
    best: dict[tuple[int, str, str], float] = {}
    for pair in found:
        for key in _ends(pair):
            best[key] = max(best.get(key, 0.0), abs(pair.score) + 0.001 * (pair.score < 0))
    kept = [pair for pair in found if all(pair.score >= best[key] for key in _ends(pair))]
    return sorted(kept, key=lambda pair: (-pair.score, pair.a.sentence.number, pair.b.sentence.number))


def _spelt_apart(a: str, b: str) -> bool:
    """Whether two claims open with names that differ in their capitals: `Cr` and `CR`."""
    one, two = (next((word.text for word in words(text[:80])), "") for text in (a, b))
    return one[1:] != two[1:] and one.casefold() == two.casefold()


def _ends(pair: Pair) -> list[tuple[int, str, str]]:
    a, b = pair.a.sentence, pair.b.sentence
    return [(a.number, pair.sort, b.document), (b.number, pair.sort, a.document)]


def question_of(pair: Pair, page: str) -> str:
    """What the two answer differently: a sentence of one of them turned round, or in doubt what both say, without either value."""
    start = _STARTS.get(pair.sort) or _STARTS.get(pair.sort.split(":")[0])
    start = start or (f"How many {pair.unit}" if pair.unit else f"Which {pair.sort}")
    values = [(c.text, v) for c in (pair.a, pair.b) for part in c.clauses for v in part.values if v.sort == pair.sort]
    for text, value in values:
        before, after, turned = text[: value.start], _DID.match(text, value.end), ""
        if pair.unit and (found := _IS.fullmatch(before)):
            turned = f"{start} {found[3]} {(found[1] or '').lower()}{found[2]}?"
        elif start == "Who or what" and after and " " not in before.strip():
            turned = f"Who {after[1]}?"
        if turned and not any(other.text in turned for _, other in values):
            return turned
    wanted = {*pair.common, pair.sort[5:]} - content(f"{pair.unit} {page}").keys() | pair.a.years & pair.b.years
    shown = {plain(word.text): word.text for word in words(pair.a.text) if wanted & {word.text, *content(word.text)}}
    return f"{start}, as to {page} ({', '.join([', '.join(shown.values())[:60], '…'])})?"


def cannot_both_be_true(task: Task, act: Act) -> list[dict[str, Any]]:
    """The pairs of claims that cannot both be true, each question once."""
    made: dict[str, dict[str, Any]] = {}
    for page in dict.fromkeys(one.page for one in task.sentences):
        claims = [claim_of(one) for one in task.sentences if one.page == page][:MOST_CLAIMS]
        for pair in pairs_among(claims):
            question = question_of(pair, bare(page)[:60] or "this")
            made.setdefault(question, {"a": pair.a.sentence.number, "b": pair.b.sentence.number, "question": question})
    return list(made.values())
