"""question and verdict: the value that a document's sentences give in answer to a question in plain words, or that they are silent.

Owns: what a question asks for, and the value in the sentence that says most of it. A question is held to a sentence as two claims
are held
to each other, so what is of another case or time is no answer. Silence is preferred to a guess. Imports nothing of ours but its
neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from agent.engine.rehearsal.claims import (
    READ,
    Claim,
    Clause,
    claim_of,
    counted_in,
    names_page,
    near,
    other_case,
    own_of,
    weight,
)
from agent.engine.rehearsal.holders import holders_in, same_holder
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.units import CLASS_OF, CLASSES, UNITS
from agent.engine.rehearsal.values import Value, alike, values_in
from agent.engine.rehearsal.words import NEGATIVE, concept, content, key_of, listed, plain, shared

DIMENSIONS = frozenset(kind for kind, _ in UNITS.values())
_QUOTED = re.compile(r"[“\"「](.{2,}?)[”\"」]")
_BLANK = "…"
_IN = re.compile(r", in (\S+)\?$")
_MARK = "Zyx Zyxel"
# What a question begins with, and the sorts of value that answer it.
_ASKS = tuple(
    (re.compile(pattern, re.IGNORECASE), kind)
    for pattern, kind in (
        (r"\bis it so\b", "yes"),
        (r"\b(?:on which day|which (?:week)?day|an welchem (?:wochen)?tag|qué día|quel jour)\b", "weekday date"),
        (r"\b(?:at what time|what time|um wie ?viel uhr)\b", "clock"),
        (
            r"\b(?:when|(?:which|what) (?:year|date|month)|wann|welche[msn]? (?:jahr|tag)|quand|cuándo|qué año)\b|哪一?年|いつ|何年",
            "date clock weekday",
        ),
        (r"\bwhich week\b", "week"),
        (
            (
                r"\bhow many (?P<unit>(?:nautical |square )?[^\W\d_][\w-]*(?: (?:per|an?) \w+)?)"
                r"|which number of (?P<sign>[^\W\d_a-z]+)|何(?P<counter>[枚人本台個])"
            ),
            "count",
        ),
        (
            (
                r"\b(?:how (?:long|far|tall|high|deep|wide|old|often|heavy|fast|big|large|much)"
                r"|wie (?:lange?|weit|hoch|oft|viel)|combien|cuánto|quelle longueur)\b"
            ),
            "measure",
        ),
        (
            r"\b(?:who(?:se|m)?|what (?:in|stands)|which name|wer|wen|wem|qui|quién|where|wo|woher|où|dónde|from whom)\b|誰|谁|哪里|どこ",
            "holder",
        ),
        (rf"\bwhich (?P<sort>{'|'.join((*CLASSES, *DIMENSIONS, 'address', 'order', 'week', 'version'))})\b", "sort"),
        (r"\bwhich version\b", "version address number"),
        (r"\b(?:what|which|how many)\b|多少|几|何", "any"),
        (
            r"^\W*(?:is|was|are|were|does|did|do|can|could|has|have|may|must|will|ist|hat|kann|est-ce|met-on)\b|ますか|せるか|か。$|吗",
            "yes",
        ),
    )
)
_QUESTION_WORDS = listed(
    "which what who whom whose how long many much often old far when where why value figure number date "
    "day year month stands under is it so of in "
    "the name version time week did does do was were wer wann wie wo qui quand combien où"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the sorts of value that would answer it, and what else it says, as a claim and as the clause around the blank."""

    sorts: frozenset[str]
    unit: str
    claim: Claim
    clause: Clause
    parts: frozenset[str]  # of which a holder is asked for
    bare: bool  # it says nothing but what it counts


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
    head = question[: quoted.start()] if quoted else question
    head = head.replace(f", of {page}", " ").replace(f"{page}:", " ") if page else head
    sorts, unit = "", ""
    for pattern, kind in _ASKS:
        if found := pattern.search(head):
            groups = found.groupdict()
            unit = groups.get("unit") or groups.get("sign") or groups.get("counter") or ""
            measured = next(
                (UNITS[word][0] for word in re.split(" (?:per|an?) ", plain(unit))[0].split() if word in UNITS), ""
            )
            sorts = groups.get("sort") or (measured if kind == "count" and measured else kind)
            break
    if told := _IN.search(question):
        sorts, unit = (UNITS[told[1]][0], told[1]) if told[1] in UNITS else (sorts, unit)
    text = quoted[1] if quoted else _ASKED.sub(" ", head)
    own = own_of(page) | {concept(word) for word in unit.split()}
    claim = claim_of(Sentence(0, text, page=page), frozenset(own))
    part = next((part for part in re.split(r"[;:。]|,\s", text) if _BLANK in part and content(part)), text)
    said = {key: word for key, word in content(part).items() if key in claim.said}
    said = said if len(said) > 1 else claim.said
    denied = tuple(key for one in claim.clauses for key in one.denied)
    values = tuple(value for one in claim.clauses for value in one.values)
    clause = Clause(said, values, denied, any(one.planned for one in claim.clauses))
    parts = {holder.part for holder in holders_in(text.replace(_BLANK, _MARK)) if not quoted or holder.name == _MARK}
    return Asked(frozenset(sorts.split()), unit, claim, clause, frozenset(parts), not quoted and not claim.said)


_ASKED = re.compile(rf"\b(?:{'|'.join(sorted(_QUESTION_WORDS))})\b", re.IGNORECASE)


def _fits(value: Value, what: Asked) -> bool:
    if "count" in what.sorts:
        unit = set(content(what.unit))
        if "/" in value.sort or len(unit) > 1:
            return set(content(value.unit)) == unit
        return value.sort in (f"count:{what.unit}", f"count:{concept(what.unit)}") or concept(what.unit) in content(
            value.unit
        )
    if "measure" in what.sorts:
        return value.sort in DIMENSIONS
    return value.sort not in CLASSES if "any" in what.sorts else value.sort in what.sorts


def _answers(claim: Claim, what: Asked) -> Iterator[Found]:
    """The answers of one sentence."""
    number = claim.sentence.number
    if "holder" in what.sorts:
        yield from _held(claim, what)
        return
    for clause in claim.clauses:
        if "yes" in what.sorts:
            score, common = near(what.clause, clause, what.claim, claim)
            first = clause.denied[:1]
            apart = bool(first) and first[0] != "*" and not shared(first, what.clause.said)
            if score and common and not apart and not other_case(what.claim, claim, "yes"):
                plain_no = (
                    0.02 if first == ("*",) else 0.0
                )  # "closed to cars" counts more than a clause that only names cars
                yield Found(score + plain_no, "yes" if _agrees(what.clause, clause) else "no", "", number)
            continue
        for value in clause.values if clause.planned == what.clause.planned else ():
            if not _fits(value, what) or not value.text:
                continue
            score, _ = near(what.clause, clause, what.claim, claim, counted=counted_in(value.sort))
            if (score or what.bare) and not other_case(what.claim, claim, value.sort):
                yield Found(score + 0.3 * names_page(claim), *_told(value, claim.sentence.text), number, value)


def _told(value: Value, text: str) -> tuple[str, str]:
    """A value as an answer: with its "about", and its unit apart unless it is written in one with it."""
    about = re.search(r"\b[^\W\d_]+\s?$", text[: value.start]) if value.about else None
    shown = f"{about[0] if about else ''}{value.text}"
    return shown, "" if value.text.endswith(value.unit) else value.unit


def _agrees(asked: Clause, told: Clause) -> bool:
    """Whether a clause says what is asked, and not that it is not so, or so with other values."""
    for one in asked.values:
        others = [value for value in told.values if value.sort == one.sort]
        if others and not any(alike(one, other) for other in others):
            return False
    denies, denied = ({key for key in part.denied if key != "*"} for part in (asked, told))
    return bool(shared(denied, asked.said)) == bool(shared(denies, told.said))


def _held(claim: Claim, what: Asked) -> Iterator[Found]:
    """Who or what holds the part that is asked for."""
    for holder in claim.holders:
        words_of = {word for word in holder.part.split() if word not in ("in", "from")}
        if holder.part not in what.parts and (what.parts or not shared(words_of, what.claim.said)):
            continue
        rest = set(what.claim.said) - words_of - set(content(holder.name))
        common = shared(rest, {*claim.said, *claim.above})
        if not other_case(what.claim, claim, "name") and (len(common) >= 0.5 * len(rest) or len(common) >= 2):
            yield Found(weight(common) + holder.sole, holder.name, "", claim.sentence.number)


def best_answer(task: Task) -> Found | None:
    """The answer that the sentences give, or None: none near enough, or two that differ and are equally near."""
    page = re.sub(r"\s*\([^()]*\)$", "", task.fields.get("Page", ""))
    what = asked_of(task.fields.get("Question", "")[:READ], page)
    claims = [claim_of(one, own_of(page)) for one in task.sentences]
    found = [answer for claim in claims for answer in _answers(claim, what)] or list(_lone(claims, what))
    if not found:
        return None
    if {"weekday", "date"} <= what.sorts and any(one.like and one.like.sort == "weekday" for one in found):
        found = [one for one in found if one.like and one.like.sort == "weekday"]
    top = max(answer.score for answer in found)
    first, *others = [answer for answer in found if answer.score >= top - 0.01]
    return None if any(not _same(first, other) for other in others) else first


def _lone(claims: Sequence[Claim], what: Asked) -> Iterator[Found]:
    """Whatever in the sentences is of the sort asked for: where that is one value only, it is the answer."""
    for claim in claims:
        common = shared(what.claim.said, {*claim.said, *claim.above})
        number, text = claim.sentence.number, claim.sentence.text
        if not what.sorts & {"holder", "yes", "any"} and (common or what.sorts & DIMENSIONS):
            values = [value for clause in claim.clauses for value in clause.values]
            fit = [value for value in values if _fits(value, what) and not other_case(what.claim, claim, value.sort)]
            yield from (Found(0.0, *_told(value, text), number, value) for value in fit)


def _same(one: Found, other: Found) -> bool:
    if {one.value, other.value} & {"yes", "no"}:
        return one.value == other.value
    if one.like and other.like:
        return one.like.sort == other.like.sort and alike(one.like, other.like)
    return key_of(one.value) == key_of(other.value) or same_holder(one.value, other.value)


def answer(task: Task, act: Act) -> list[dict[str, Any]]:
    """The arguments of answer, if the sentences tell."""
    found = best_answer(task)
    return [{"value": found.value[:80], "unit": found.unit, "scope": "", "cites": [found.number]}] if found else []


def not_stated(task: Task, act: Act) -> list[dict[str, Any]]:
    """Said where nothing is answered."""
    return [] if best_answer(task) else [{}]


def both_true(task: Task, act: Act) -> list[dict[str, Any]]:
    """Two answers can both be true unless they are values of one sort that differ, a yes and a no, or two names."""
    why = _clash(task.sides.get("A", ""), task.sides.get("B", ""))
    return [{"yes": not why, "why": why or "nothing speaks against it"}]


def _clash(a: str, b: str) -> str:
    left, right = values_in(a[:READ]), values_in(b[:READ])
    if any(one.sort == other.sort and not alike(one, other) for one in left for other in right):
        return "two values of one sort"
    if {plain(a.strip(" .")), plain(b.strip(" ."))} == {"yes", "no"}:
        return "a yes and a no"
    if (NEGATIVE.search(a) is None) != (NEGATIVE.search(b) is None) and shared(content(a), content(b)):
        return "one denies it"
    named = a[:1].isupper() and b[:1].isupper() and not left and not right and not {plain(a), plain(b)} & set(CLASS_OF)
    return "two names" if named and not same_holder(a, b) else ""
