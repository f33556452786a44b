"""question and verdict: the value that a document's sentences give in answer to a question in plain words, or that they are silent.

Owns: what a question asks for, and the value in the clause that says most of it. A question is held to a clause as two clauses are held
to each other. Silence is preferred to a guess. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent.engine.rehearsal.comparing import READ, Claim, Clause, bare, claim_of, other_case
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.values import CLASS_OF, UNITS, Value, alike, numerals, values_in
from agent.engine.rehearsal.words import NEGATIVE, OPINION, content, plain, shared

_QUOTED = re.compile(r"[“\"「]([^”\"」]{2,200})[”\"」]")
_IN = re.compile(r", in (\S+)\?$")
# What a question begins with, and the sorts of value that answer it.
_ASKS = tuple(
    (re.compile(pattern, re.IGNORECASE), sorts)
    for pattern, sorts in (
        (r"\bis it so\b", "yes"),
        (r"\bwhich day\b", "weekday"),
        (r"\bwhat time\b", "clock"),
        (r"\bwhich week\b", "week"),
        (r"\bwhich version\b", "version address"),
        (r"\b(?:when|which (?:year|date|month))\b", "date clock weekday week"),
        (r"\b(?:how many|which number of) (?P<unit>[^\s,?]+(?: (?:an?|per) \w+)?)", "count"),
        (r"\bhow (?:long|far|tall|high|deep|wide|old|often|heavy|fast|big|large|much)\b", "measure"),
        (r"\bfrom whom\b", "name:from"),
        (r"\bwhere\b", "name:where"),
        (r"\b(?:who|which name)\b", "name"),
        (rf"\bwhich (?P<sort>{'|'.join(sorted({*CLASS_OF.values(), *UNITS.values(), 'address'}))})\b", "sort"),
        (r"\b(?:what|which)\b", "any"),
        (r"^\W*(?:is|was|are|were|does|did|do|can|could|has|have|may|must|will)\b", "yes"),
    )
)
_ASKED = re.compile(
    r"\b(?:which|what|who|whom|how|long|many|much|often|when|where|value|figure|number|date|day|year|stands|under|is|it|so|of|in|the|did)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the sorts of value that would answer it, the unit it names, and what else it says, as a claim of one clause."""

    sorts: frozenset[str]
    unit: str
    claim: Claim
    clause: Clause


@dataclass(frozen=True, slots=True)
class Found:
    """An answer in a sentence: how near it is, its text and unit."""

    score: float
    value: str
    unit: str
    number: int
    like: Value | None = None


def asked_of(question: str, page: str) -> Asked:
    """What a question asks for. Its head, before what it quotes, tells the sort."""
    quoted = _QUOTED.search(question)
    head = (question[: quoted.start()] if quoted else question).replace(page or "\n", " ")
    sorts, unit = "", ""
    for pattern, kind in _ASKS:
        if found := pattern.search(head):
            unit = found.groupdict().get("unit") or ""
            sorts = found.groupdict().get("sort") or UNITS.get(plain(unit).split("/")[0]) or kind
            break
    if (told := _IN.search(question)) and told[1] in UNITS:
        sorts = UNITS[told[1]]
    text = quoted[1] if quoted else _ASKED.sub(" ", head.replace(f" {unit}", " "))
    parts = [part for part in re.split(r"[;:。，]|,\s", text) if "…" in part and len(content(part)) > 1]
    claim = claim_of(Sentence(0, parts[0] if parts else text, page=page))
    values = tuple(value for one in claim.clauses for value in one.values)
    denied = tuple(key for one in claim.clauses for key in one.denied)
    clause = Clause(claim.said, values, denied, any(one.planned for one in claim.clauses))
    return Asked(frozenset(sorts.split()), unit, claim, clause)


def fits(value: Value, what: Asked) -> bool:
    """Whether a value is of a sort that would answer what is asked."""
    if value.sort in what.sorts:
        return True
    if "name" in what.sorts:
        return value.sort.startswith("name:") and bool(shared({value.sort[5:]}, what.claim.said))
    if "count" in what.sorts:
        return bool(content(what.unit)) and content(what.unit).keys() <= content(value.unit).keys()
    if "any" in what.sorts:
        told = {one.sort for one in what.clause.values}
        return value.sort not in told and (value.sort in ("name:where", "name:from") or not _named(value))
    return "measure" in what.sorts and value.sort in UNITS.values()


def _named(value: Value) -> bool:
    return value.sort.startswith("name:") or value.sort in CLASS_OF.values()


def _answers(claim: Claim, what: Asked) -> Iterator[Found]:
    """The answers of one sentence that says enough of what is asked; the clause that says most of it counts most."""
    asked, number = what.claim.said - content(what.unit).keys(), claim.sentence.number
    common = shared(asked, claim.said)
    enough = (3 if "yes" in what.sorts else 2) * len(common) >= len(asked) or len(common) >= 3 or (what.unit and common)
    for clause in claim.clauses if enough else ():
        if clause.planned != what.clause.planned:
            continue
        near = len(shared(asked, clause.said))
        if "yes" in what.sorts and near and not other_case(what.claim, claim, "yes"):
            yield Found(near + 0.5 * len(common), "yes" if _agrees(what.clause, clause) else "no", "", number)
        for value in clause.values:
            if fits(value, what) and not other_case(what.claim, claim, value.sort):
                yield Found(near + 0.5 * len(common), value.text, value.unit, number, value)


def _agrees(asked: Clause, told: Clause) -> bool:
    """Whether a clause says what is asked, and not that it is not so, or so with other values."""
    for value in asked.values:
        others = [other for other in told.values if other.sort == value.sort]
        if others and not any(alike(value, other) for other in others):
            return False
    return bool(asked.denied) == bool(told.denied)


def best_answer(task: Task) -> Found | None:
    """The answer that the sentences give, or None: none near enough, or two that differ and are equally near."""
    page = bare(task.fields.get("Page", ""))
    what = asked_of(numerals(task.fields.get("Question", "")[:READ]), page)
    claims = [claim_of(one) for one in task.sentences]
    found = [answer for claim in claims for answer in _answers(claim, what)]
    if not found:  # whatever is of the sort asked for, where that is one value only
        told = what.sorts & set(UNITS.values())
        among = [claim for claim in claims if told or _says_only_a_value(claim)]
        values = [
            (value, claim.sentence.number) for claim in among for clause in claim.clauses for value in clause.values
        ]
        found = [Found(0.0, value.text, value.unit, number, value) for value, number in values if fits(value, what)]
    if not found:
        return None
    top = max(answer.score for answer in found)
    first, *others = [answer for answer in found if answer.score >= top - 0.01]
    return None if any(not _same(first, other) for other in others) else first


def _says_only_a_value(claim: Claim) -> bool:
    """Whether a sentence means what was just spoken of: `I think it is 95,000 euros.`, `No, it was in 1937.`"""
    values = " ".join(f"{value.text} {value.unit}" for clause in claim.clauses for value in clause.values)
    return bool(values) and content(OPINION.sub(" ", claim.text)).keys() <= content(values).keys()


def _same(one: Found, other: Found) -> bool:
    return alike(one.like, other.like) if one.like and other.like else one.value == other.value


def answer(task: Task, act: Act) -> list[dict[str, Any]]:
    """The arguments of answer, if the sentences tell."""
    found = best_answer(task)
    return [{"value": found.value[:80], "unit": found.unit, "scope": "", "cites": [found.number]}] if found else []


def not_stated(task: Task, act: Act) -> list[dict[str, Any]]:
    """Said where nothing is answered."""
    return [] if best_answer(task) else [{}]


def both_true(task: Task, act: Act) -> list[dict[str, Any]]:
    """Two answers can both be true unless they are values of one sort that differ, or a yes and a no."""
    a, b = (numerals(task.sides.get(side, "")[:READ]) for side in "AB")
    unlike = any(x.sort == y.sort and not alike(x, y) for x in values_in(a) for y in values_in(b))
    denied = (NEGATIVE.search(a) is None) != (NEGATIVE.search(b) is None) and (
        shared(content(a), content(b)) or {plain(a), plain(b)} == {"yes", "no"}
    )
    return [{"yes": not (unlike or denied), "why": "they differ" if unlike or denied else "nothing speaks against it"}]
