"""question and verdict: the value that a document's sentences give in answer to a question in plain words, or that they are silent.

Owns: what sort of value a question asks for, the sentence that shares most with it, and the value nearest to the words shared. Silence is
preferred to a guess. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agent.engine.rehearsal.comparing import READ, Claim, Clause, claim_of, weight
from agent.engine.rehearsal.holders import same_holder
from agent.engine.rehearsal.names import names_in
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.values import CLASS_OF, UNITS, Value, alike, values_in
from agent.engine.rehearsal.words import NEGATIVE, STOP, concept, content, key_of, listed, plain, shared, words

ENOUGH = 0.5  # share of the question's words that a sentence has to say
_ASKS: tuple[tuple[str, str], ...] = (
    (r"\b(?:on which day|which (?:week)?day|an welchem (?:wochen)?tag)\b", "weekday date"),
    (r"\b(?:at what time|what time|um wieviel uhr)\b", "clock"),
    (
        r"\b(?:when|which (?:year|date|month)|what (?:year|date)|in which year|wann|welche[ms] jahr|quand|cuándo)\b|哪一年|いつ|何年",
        "date clock weekday",
    ),
    (r"\bwhich week\b|\bat which week\b", "week"),
    (
        r"\b(?:how (?:long|far|tall|high|deep|wide|old|often|heavy|fast|big|large)|wie (?:lange?|weit|hoch|oft)|quelle longueur)\b",
        "measure",
    ),
    (r"\bhow many (?P<unit>[^\W\d_][\w-]*)|何枚|何人|何本|多少|几", "count"),
    (r"\b(?:how much|what (?:is|was) the (?:price|cost)|wie ?viel|combien|cuánto)\b", "measure"),
    (r"\b(?:who|whose|whom|who or what|by whom|wer|wen|von wem|qui|quién)\b|誰|谁", "holder"),
    (r"\b(?:where|wo|woher|où|dónde)\b|哪里|どこ", "place"),
    (
        r"\bwhich (?P<sort>relation|judgement|material|colour|side|season|address|version|number|order|voltage|power|weight|volume|share|data|rate|degrees|area)\b",
        "sort",
    ),
    (
        r"^\W*(?:is|was|are|were|does|did|do|can|could|has|have|may|must|will|ist|hat|kann|est-ce)\b|ますか|か。$|吗",
        "yes",
    ),
    (
        r"\b(?:what|which) (?:\w+ ){0,3}?(?:number|port|limit|power|dose|length|weight|speed|voltage|height|address|version|percentage|age|size|value|figure)\b",
        "figure",
    ),
)
_QUESTION_WORDS = listed(
    "which what who how long many much often old when where whom whose value figure number ist so of is at"
)
_FIGURES = listed(
    "number time length weight volume power voltage rate data money0 money1 money2 share area degrees order address version week"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: the sorts of value that would answer it, the unit counted, and its other words as concepts."""

    sorts: frozenset[str]
    unit: str
    said: frozenset[str]
    years: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Found:
    """An answer in a sentence: how near it is, its text and unit."""

    score: float
    value: str
    unit: str
    sentence: Sentence
    like: Value | None = None


def asked(question: str, page: str) -> Asked:
    """What a question asks for."""
    low = re.sub(rf",? of {re.escape(page)}:", " ", question) if page else question
    sorts: list[str] = []
    unit = ""
    for pattern, kind in _ASKS:
        if found := re.search(pattern, low, re.IGNORECASE):
            sorts = [found["sort"].casefold()] if kind == "sort" else kind.split()
            unit = (found.groupdict().get("unit") or "") if kind == "count" else ""
            break
    own = set(content(page)) | (set(page) - STOP if not page.isascii() else set())
    said = (
        set(content(low))
        - own
        - _QUESTION_WORDS
        - {concept(word) for word in _QUESTION_WORDS}
        - ({concept(unit)} if unit else set())
        - {word for word in map(concept, UNITS) if "measure" in sorts}
    )
    return Asked(
        frozenset(sorts), unit, frozenset(said - set(sorts)), frozenset(re.findall(r"\b(?:1\d|20)\d\d\b", low))
    )


def _fits(value: Value, what: Asked) -> bool:
    sorts = what.sorts
    if "count" in sorts:
        unit = concept(what.unit) if what.unit else ""
        if not unit:
            return value.sort.startswith("count:")
        return (
            value.sort == f"count:{unit}"
            or (bool(value.unit) and unit in content(value.unit))
            or value.sort == f"count:{what.unit}"
        )
    if "measure" in sorts:
        return value.sort in _FIGURES - {"order", "address", "version", "number", "week"}
    if "figure" in sorts:
        return value.sort in _FIGURES or value.sort.startswith("count:")
    if "number" in sorts:
        return value.sort == "number"
    return value.sort in sorts


def _answers(claim: Claim, what: Asked, own: frozenset[str]) -> Iterator[_Found]:
    wide = shared(what.said, {*claim.said, *claim.above})
    years = set(re.findall(r"\b(?:1\d|20)\d\d\b", claim.sentence.text[:READ]))
    if what.years and years and "date" not in what.sorts and not what.years & years:
        return
    whole = len(what.said) or 1
    if "holder" in what.sorts or "place" in what.sorts:
        for holder in claim.holders:
            parts = set(holder.part.split()) - {"in", "from"}
            common = shared(what.said, {*claim.said, *claim.above, *parts})
            fits = holder.part.endswith(" in") == ("place" in what.sorts) or holder.part.startswith("from ")
            if (parts & what.said and fits) or (parts & what.said and what.sorts == {"holder"}):
                yield _Found(weight(common) / whole + 0.1 * holder.sole, holder.name, "", claim.sentence)
        return
    for clause in claim.clauses:
        near = shared(what.said, clause.said)
        share = (len(near) + 0.6 * len(wide - near)) / whole
        if "yes" in what.sorts:
            yield from _yes(clause, near, share, claim.sentence)
            continue
        for value in clause.values:
            if _fits(value, what) and value.text:
                yield _Found(
                    (share if what.said else ENOUGH) + (0.05 if near else 0.0),
                    value.text,
                    value.unit,
                    claim.sentence,
                    value,
                )


def _yes(clause: Clause, near: set[str], share: float, sentence: Sentence) -> Iterator[_Found]:
    if near:
        denied = bool(near & set(clause.denied))
        yield _Found(share, "no" if denied else "yes", "", sentence)


def best_answer(task: Task) -> _Found | None:
    """The answer that the sentences give, or None: none near enough, or two that differ and are equally near."""
    page = re.sub(r"\s*\([^()]*\)$", "", task.fields.get("Page", ""))
    question = task.fields.get("Question", "")
    what = asked(question, page)
    if not what.sorts:
        return _in_words(task, what)
    own = frozenset(content(page)) | (frozenset(page) - STOP if not page.isascii() else frozenset())
    found = [answer for one in task.sentences for answer in _answers(claim_of(one, own), what, own)]
    found = [answer for answer in found if answer.score >= ENOUGH or (not what.said and answer.score > 0)]
    if not found:
        return None
    top = max(answer.score for answer in found)
    best = [answer for answer in found if answer.score >= top - 0.01]
    first = best[0]
    if any(not _same(first, other) for other in best[1:]):
        return None
    return first


def _same(one: _Found, other: _Found) -> bool:
    if one.like and other.like and one.like.sort == other.like.sort:
        return alike(one.like, other.like)
    return key_of(one.value) == key_of(other.value) or same_holder(one.value, other.value)


def _in_words(task: Task, what: Asked) -> _Found | None:
    """For a question that asks for no sort of value: the one figure or name of the sentence that says nearly all of it."""
    page = set(content(task.fields.get("Page", "")))
    for one in task.sentences:
        said = set(content(one.text[:READ]))
        if len(what.said) >= 2 and len(shared(what.said, said)) >= 0.7 * len(what.said):
            values = [value for value in values_in(one.text[:READ]) if value.sort in _FIGURES or value.sort == "date"]
            names = [
                name.text for name in names_in(one.text[:READ]) if not set(content(name.text)) & (page | what.said)
            ]
            if len(values) == 1:
                return _Found(1.0, values[0].text, values[0].unit, one)
            if len(names) == 1 and not values:
                return _Found(1.0, names[0], "", one)
    return None


def answer(task: Task, act: Act) -> list[dict[str, Any]]:
    """The arguments of answer, if the sentences tell."""
    found = best_answer(task)
    if found is None:
        return []
    return [{"value": found.value[:80], "unit": found.unit, "scope": "", "cites": [found.sentence.number]}]


def not_stated(task: Task, act: Act) -> list[dict[str, Any]]:
    """Said where nothing is answered."""
    return [] if best_answer(task) else [{}]


def both_true(task: Task, act: Act) -> list[dict[str, Any]]:
    """Two answers can both be true unless they are values of one sort that differ, a yes and a no, or two names."""
    a, b = (task.sides.get(side, "") for side in "AB")
    why = _clash(a, b)
    return [{"yes": not why, "why": why or "nothing speaks against it"}]


def _clash(a: str, b: str) -> str:
    left, right = values_in(a[:READ]), values_in(b[:READ])
    for one in left:
        for other in right:
            if one.sort == other.sort and not alike(one, other):
                return "two values of one sort"
    bare = {plain(word.text) for word in words(a)[:1]}, {plain(word.text) for word in words(b)[:1]}
    if bare in (({"yes"}, {"no"}), ({"no"}, {"yes"})):
        return "a yes and a no"
    if NEGATIVE.search(a) is not None and NEGATIVE.search(b) is None and shared(content(a), content(b)):
        return "one denies it"
    named = (
        a[:1].isupper() and b[:1].isupper() and not left and not right and not set(map(plain, (a, b))) & set(CLASS_OF)
    )
    return "two names" if named and not same_holder(a, b) else ""
