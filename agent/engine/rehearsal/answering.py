"""answer and not_stated: the value that the shown sentences give to a question, or that they do not tell.

Owns: finding the sentence most like the question and the value in it that the blank asks for. Prefers silence: without a sentence
that shares enough of the question's words, and a value of the right sort in the right place, it is not stated. Imports nothing of
ours but its neighbours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from agent.engine.rehearsal.aligning import aligned
from agent.engine.rehearsal.definitions import definition_in
from agent.engine.rehearsal.lexicon import NOT_NAMES
from agent.engine.rehearsal.names import key_of
from agent.engine.rehearsal.nearest import joined, nearest, subject_of
from agent.engine.rehearsal.parts import supposed
from agent.engine.rehearsal.question import Question, placed, read_question
from agent.engine.rehearsal.reading import is_code
from agent.engine.rehearsal.request import Act
from agent.engine.rehearsal.task import Sentence, Task
from agent.engine.rehearsal.values import Value, dimension, values_in
from agent.engine.rehearsal.words import STOP, Word, plain, rarity, stem, stems, words

ENOUGH = 0.6  # of the question's weighted words must stand in the sentence
NEAR = 3
SIDE = 120  # characters beside a value in which its nearest words are looked for first
BESIDE = 1.0  # without a unit or sort to go by, the words beside a value must be those beside the blank
CLOSE = 0.33  # in a plain question the value stands within some 40 characters of what is asked about
WORDY = 4  # more words than that are no value, but another way to say the rest
LONG = 1200
SURE = 100.0
_YEAR = re.compile(r"1\d{3}|20\d{2}")
_SCOPE = re.compile(
    r"\b(?:[Ii]n|[Ss]ince|[Aa]s of|[Uu]ntil|[Ff]or|[Tt]he)\s+((?:(?:version|release)\s+)?\d+(?:\.\d+)*)\b"
    r"|\b([Vv]ersion\s+\d+(?:\.\d+)*)"
)


@dataclass(frozen=True, slots=True)
class Found:
    """An answer found: the value and the sentence that gives it. `rank` orders answers, the best last."""

    value: Value
    sentence: Sentence
    rank: tuple[float, ...]


def find_answer(task: Task) -> Found | None:
    """The answer to the task's question, or None when the sentences do not tell clearly enough."""
    page = re.sub(r"\s*\([^()]*\)$", "", task.fields.get("Page", ""))
    return _found(page, task.fields.get("Question", ""), task.sentences)


@lru_cache(maxsize=64)
def _found(page: str, asked: str, sentences: tuple[Sentence, ...]) -> Found | None:
    """Looked for once, though both acts ask for it."""
    if is_code(asked):
        return None
    question = read_question(asked, page)
    bags = [set(stems(sentence.text)) for sentence in sentences]
    weight = rarity(bags)
    best: Found | None = None
    for at, sentence in enumerate(sentences):
        if is_code(sentence.text) or (supposed(sentence.text) and not supposed(asked)):
            continue
        overlap = _overlap(question, bags[at], weight)
        worded = bool(question.meant - question.figures) and question.meant - question.figures <= bags[at]
        if question.unit and not subject_of(asked, page) <= bags[at]:
            continue
        if not worded and (overlap < ENOUGH or _clashes(question, sentence.text)):
            continue
        for value, score in _values(question, sentence.text[:LONG], page):
            found = Found(value, sentence, (score >= SURE, round(overlap, 2), score, -at))
            best = found if best is None or found.rank > best.rank else best
    if best is None and (spot := nearest(question, asked, sentences, page, weight)):
        return Found(*spot, (0.0,))
    return best and replace(best, value=_whole_value(best.value, best.sentence.text))


def _whole_value(value: Value, text: str) -> Value:
    """The value with what belongs to it: of "two hours and ten minutes" neither half alone."""
    return next(
        (one for one in joined(values_in(text), text) if one.start <= value.start and value.end <= one.end), value
    )


def _values(question: Question, text: str, page: str) -> list[tuple[Value, float]]:
    """The values of one sentence that may fill the blank, each with its score: what lies in the blank's place is sure."""
    if question.blank:
        placed = aligned(question, text)
        if placed is not None and _fits(question, placed):
            return [(placed, SURE)]
        if question.defines:
            return _defined(text, page)
    named = {stem(part) for part in key_of(page).split()}
    found = []
    for value in values_in(text):
        if {stem(part) for part in key_of(value.text).split()} <= named:
            continue
        score = _score(question, text, value)
        if score is not None:
            found.append((value, score))
    return found


def _fits(question: Question, value: Value) -> bool:
    """Whether a value in the blank's place is of a sort that the blank allows, and says anything."""
    if value.sort == "words" and not question.defines and len(value.text.split()) > WORDY:
        return False
    if value.start == 0 and plain(value.text) in NOT_NAMES | STOP:
        return False
    if not question.unit or dimension(question.unit) == stem(question.unit.split()[-1]):
        return True
    return value.sort == "number" and dimension(value.unit) == dimension(question.unit)


def _defined(text: str, page: str) -> list[tuple[Value, float]]:
    """What a sentence says that the page is."""
    made = definition_in(text)
    if made is None or not {stem(part) for part in key_of(page).split()} <= {
        stem(part) for part in key_of(made.subject).split()
    }:
        return []
    start = text.find(made.what)
    return [(Value(made.what, "", "words", start, start + len(made.what)), 1.0)] if start >= 0 else []


def _overlap(question: Question, found: set[str], weight: dict[str, float]) -> float:
    top = max(weight.values(), default=1.0)
    total = sum(weight.get(one, top) for one in question.meant)
    return sum(weight.get(one, top) for one in question.meant if one in found) / total if total else 0.0


def _beside(question: Question, text: str, value: Value) -> float:
    """How like the words beside a value are to those beside the blank: the nearer, the more they count."""
    left = [placed(word.text) for word in _last(text[: value.start])][::-1]
    right = [placed(word.text) for word in _first(text[value.end :])]
    score = sum(
        1.5 / (at + 1) for at, pair in enumerate(zip(left, question.before, strict=False)) if pair[0] == pair[1]
    )
    return score + sum(
        1.5 / (at + 1) for at, pair in enumerate(zip(right, question.after, strict=False)) if pair[0] == pair[1]
    )


def _last(text: str) -> list[Word]:
    """The last few words, looked for only as far back as they stand."""
    found = words(text[-SIDE:].partition(" ")[2]) if len(text) > SIDE else []
    return (found if len(found) >= NEAR else words(text))[-NEAR:]


def _first(text: str) -> list[Word]:
    found = words(text[:SIDE].rpartition(" ")[0]) if len(text) > SIDE else []
    return (found if len(found) >= NEAR else words(text))[:NEAR]


def _near(question: Question, text: str, value: Value) -> float:
    """How near a value stands to words of the question (of a plain one: to what is asked about): 1 beside one, less further off."""
    spots = _spots(question.attributes or question.meant, text)
    gap = min((abs(spot - value.start) for spot in spots), default=200)
    return 1.0 / (1.0 + gap / 20.0)


@lru_cache(maxsize=256)
def _spots(wanted: frozenset[str], text: str) -> tuple[int, ...]:
    return tuple(word.start for word in words(text) if stem(word.text) in wanted)


def _score(question: Question, text: str, value: Value) -> float | None:
    """How well a value fits the question; None if it cannot be the answer."""
    if question.sorts and value.sort not in question.sorts:
        return None
    own = {stem(word.text) for word in words(value.text)}
    if own and own <= question.meant | question.figures:
        return None
    beside = _beside(question, text, value)
    if question.unit:
        if not value.unit or dimension(value.unit) != dimension(question.unit):
            return None
        beside += 1.5 + (stem(value.unit.split()[-1]) == stem(question.unit.split()[-1]))
    near = _near(question, text, value)
    if not question.blank and (not question.sorts or near < CLOSE or own & question.meant):
        return None
    if question.blank and beside < BESIDE:
        return None
    first = 0.6 * (1 - question.sorts.index(value.sort) / len(question.sorts)) if question.sorts else 0.0
    return beside + near + first


def _clashes(question: Question, text: str) -> bool:
    """Whether the question and the sentence name different years, so that they speak of different times."""
    asked = {one for one in question.figures if _YEAR.fullmatch(one)}
    told = {value.text for value in values_in(text[:LONG]) if value.sort == "year"}
    return bool(asked and told) and not asked & told


def scope_of(text: str, value: Value) -> str:
    """What a sentence limits its value to: a year or version before it, or after it in the same clause; "" if nothing does."""
    for found in _SCOPE.finditer(text):
        part = found[1] or found[2]
        start = found.start(1) if found[1] else found.start(2)
        apart = start >= value.end and re.search(r"[,;]", text[value.end : start])
        if apart or (start < value.end and found.end() > value.start):
            continue
        if plain(part).startswith(("version", "release")) or (
            _YEAR.fullmatch(part) and value.sort not in ("year", "date")
        ):
            return part
    return ""


def answer(task: Task, _: Act) -> list[dict[str, Any]]:
    """The answer, as arguments of answer, or nothing."""
    found = find_answer(task)
    if found is None:
        return []
    scope = scope_of(found.sentence.text, found.value)
    unit = "" if found.value.text.endswith(f" {found.value.unit}") else found.value.unit
    return [{"value": found.value.text, "unit": unit, "scope": scope, "cites": [found.sentence.number]}]


def not_stated(task: Task, _: Act) -> list[dict[str, Any]]:
    """One empty not_stated when there is no answer."""
    return [] if find_answer(task) else [{}]
