"""compare: which claims of a page cannot both be true, and the question that they answer differently.

Owns: like words with unlike values. Two clauses of different documents that say much the same and give
two values of one sort, two holders of one part, or a yes and a no, are a pair. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from agent.engine.rehearsal.claims import (
    READ,
    Claim,
    Clause,
    begins_with_page,
    claim_of,
    counted_in,
    names_page,
    near,
    other_case,
    own_of,
    weight,
)
from agent.engine.rehearsal.holders import same_holder
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Task
from agent.engine.rehearsal.units import CLASSES
from agent.engine.rehearsal.values import alike, values_in
from agent.engine.rehearsal.words import content, plain, shared, words

MOST_CLAIMS = 160
_OBJECT = re.compile(r"\b(?:it|its|her|them|this|was|were|is)\b|: |, the ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two claims and what they differ in; `score` is how alike they are otherwise."""

    a: Claim
    b: Claim
    sort: str
    common: tuple[str, ...]
    score: float
    unit: str = ""
    places: tuple[int, int] = (-1, -1)  # of the clauses


def _pairs_of(a: Claim, b: Claim) -> Iterator[Pair]:
    """All that two claims differ in."""
    for n, left in enumerate(a.clauses):
        for m, right in enumerate(b.clauses):
            if left.planned == right.planned:
                for pair in (*_unlike_values(left, right, a, b), *_yes_and_no(left, right, a, b)):
                    yield replace(pair, places=(n, m))
    for one in a.holders:
        for other in b.holders:
            if one.part == other.part and one.place == other.place and not same_holder(one.name, other.name):
                names = set(content(f"{one.name} {other.name}"))
                common = shared({*a.said, *a.above}, {*b.said, *b.above}) - names - set(one.part.split())
                meant = all(_OBJECT.search(claim.sentence.text[:READ]) or names_page(claim) for claim in (a, b))
                if (weight(common) >= 1 or (one.sole and meant)) and not other_case(a, b, "name"):
                    yield Pair(a, b, "name", (*common, one.part), 2.0 + weight(common))


def _unlike_values(left: Clause, right: Clause, a: Claim, b: Claim) -> Iterator[Pair]:
    for sort in ({value.sort for value in left.values} & {value.sort for value in right.values}) - {"epithet"}:
        mine = [value for value in left.values if value.sort == sort]
        theirs = [value for value in right.values if value.sort == sort]
        score, common = near(left, right, a, b, counted=counted_in(sort))
        score = max(score, 1.0) if "/" in sort else score
        if score and not other_case(a, b, sort):
            if sort == "date" and not any(
                left.said.get(key, "").islower() or right.said.get(key, "").islower() or not key.isascii()
                for key in common
            ):
                continue
            least = min(len(left.said), len(right.said))
            if sort == "date" and (
                len(common) < min(3, 0.6 * least)
                or (weight(common) < 3 and not (begins_with_page(a) or begins_with_page(b)))
            ):
                continue
            agree = any(alike(one, other) for one in mine for other in theirs)
            yield Pair(a, b, sort, tuple(common), -score if agree else score, mine[0].unit)


def _yes_and_no(left: Clause, right: Clause, a: Claim, b: Claim) -> Iterator[Pair]:
    wide = shared({*a.said, *a.above}, {*b.said, *b.above})
    for no, yes, told in ((left, right, b), (right, left, a)):
        if " | " in told.sentence.text:
            continue  # a row names things, and affirms none of them
        common = shared(no.said, yes.said)
        if not no.denied or yes.denied or not common or (not shared(no.denied[:1], yes.said) and no.denied[0] != "*"):
            continue
        near = weight(common) >= 0.5 * min(len(no.said), len(yes.said)) and weight(common) >= 0.5 * weight(set(no.said))
        whole = set(no.said) == common and len(common) > 1
        enough = near and (whole or weight(common) >= 1.5 or weight(common | wide) >= 2)
        only = (
            not yes.values
            and set(no.denied) >= set(no.said) == common == set([*yes.said][: len(common)])
            and len(yes.said) <= 2
        )
        if (enough or only) and not other_case(a, b, "yes"):
            yield Pair(a, b, "yes", (*common, *(wide - common)), weight(common) + 0.5 * weight(wide - common))


def pairs_among(claims: Sequence[Claim]) -> list[Pair]:
    """The pairs that are left when each claim is held to the most like claim of each other document: what agrees best settles it."""
    found: list[Pair] = []
    for at, a in enumerate(claims):
        for b in claims[at + 1 :]:
            if a.sentence.document != b.sentence.document and a.sentence.page == b.sentence.page:
                found += _pairs_of(a, b)
    best: dict[tuple[int, int, str, str], float] = {}
    for pair in found:
        for key in _ends(pair):
            best[key] = max(best.get(key, 0.0), abs(pair.score) + 0.001 * (pair.score < 0))
    kept = [pair for pair in found if all(pair.score >= best[key] for key in _ends(pair))]
    return sorted(kept, key=lambda pair: (-pair.score, pair.a.sentence.number, pair.b.sentence.number))


def _ends(pair: Pair) -> list[tuple[int, int, str, str]]:
    """Each of the two clauses as one that is held to the other's document."""
    (n, m), a, b = pair.places, pair.a.sentence, pair.b.sentence
    return [(a.number, n, pair.sort, b.document), (b.number, m, pair.sort, a.document)]


_COUNT = ("Which number of", "How many")
_STARTS = {"date": "When", "name": "Who or what", "yes": "Is it so", "weekday": "On which day", "clock": "At what time"}


def question_of(pair: Pair, page: str) -> str:
    """What the two answer differently, in plain words that name the thing and neither value; at most 120 characters."""
    part = next((one for one in pair.common if " " in one), "")
    counts = pair.sort.startswith("count:") or (bool(pair.unit) and pair.sort not in CLASSES)
    start = _STARTS.get(pair.sort) or (f"{_COUNT[pair.unit.isascii()]} {pair.unit}" if counts else f"Which {pair.sort}")
    start = "Where" if part.endswith(" in") else "From whom or what" if part.startswith("from ") else start
    common = {*pair.common, *part.split()} - {"in", "from"}
    values = {
        key
        for value in values_in(pair.a.sentence.text[:READ])
        if value.sort == pair.sort
        for key in content(f"{value.text} {value.unit}")
    }
    shown: list[str] = []
    for word in words(pair.a.sentence.text[:READ]):
        told = bool(set(content(word.text)) & common - values) or (
            pair.sort != "date" and word.text in pair.a.years & pair.b.years
        )
        if told and plain(word.text) not in map(plain, shown):
            shown.append(word.text)
    head = f"{start}, of {page}: "
    while shown and len(head) + len(" ".join(shown)) > 118:
        shown.pop()
    return f"{head}{' '.join(shown)}?" if shown else f"{start}, of {page}?"


def cannot_both_be_true(task: Task, act: Act) -> list[dict[str, Any]]:
    """The pairs of claims that cannot both be true, each question once."""
    made: list[dict[str, Any]] = []
    looked = {
        frozenset(map(int, pair))
        for pair in re.findall(r"\[(\d+)\] and \[(\d+)\]", task.fields.get("Look also at", ""))
    }
    for page in dict.fromkeys(one.page for one in task.sentences):
        title = re.sub(r"\s*\([^()]*\)$", "", page) or task.fields.get("Page", "this")
        claims = [claim_of(one, own_of(title)) for one in task.sentences if one.page == page][:MOST_CLAIMS]
        taken: set[str] = set()
        for pair in pairs_among(claims):
            question = question_of(pair, title[:60])
            if question not in taken and frozenset((pair.a.sentence.number, pair.b.sentence.number)) not in looked:
                taken.add(question)
                made.append({"a": pair.a.sentence.number, "b": pair.b.sentence.number, "question": question})
    return made
