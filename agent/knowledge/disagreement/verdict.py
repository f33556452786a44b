"""What the answers of several documents to one question come to, decided in code.

Owns: `compare` and `entry_kind`. Promises: independent of the order of the answers; units, rounding, precision of dates and other forms
of a name are no disagreement; different versions or times are a change. Imports the comparison of quantities and of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Literal

from rapidfuzz import fuzz

from agent.knowledge.model import Answer, DisagreementKind
from agent.knowledge.text.english import listed
from agent.knowledge.text.letters import fold
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import is_acronym, key, norm, tokens
from agent.knowledge.text.polarity import negations
from agent.knowledge.values.cloze import BLANK
from agent.knowledge.values.comparing import compatible
from agent.knowledge.values.quantities import Quantity, quantities

Outcome = Literal["disagree", "changed", "scoped", "agree", "untold"]
Relation = Literal["agree", "disagree", "changed", "scoped", "unlike"]
TYPO = 92.0
_WORSE: tuple[Outcome, ...] = ("disagree", "changed", "scoped")

_YES = listed("yes true correct always supported enabled required")
_NO = listed("no false not never none incorrect unsupported disabled")
_STATUS = listed(
    """active inactive open closed alive dead deprecated removed supported unsupported enabled disabled optional required default stable
    experimental married single extinct retired current former free paid public private mandatory abandoned ongoing completed yes no true
    false"""
)
_CAUSE = re.compile(
    r"\b(?:because|caused by|due to|owing to|result of|reason|led to|thanks to)\b[^.]*\[\?\]|\bwhy\b", re.IGNORECASE
)
_DEFINITION = re.compile(r"\b(?:is|was|are|were)\s+(?:an?|the)?\s*\[\?\]|\bwhat (?:is|was)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """Documents that give one value. `value` is the most precise wording among them; `scope` what it is limited to."""

    value: str
    documents: tuple[str, ...]
    answers: tuple[Answer, ...]
    scope: str = ""

    def __iter__(self) -> Iterator[Answer]:
        """Its answers, the most precise first."""
        return iter(self.answers)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers come to.

    `disagree`: two groups cannot both be true. `changed`: they differ, of different versions or times. `scoped`: they differ, of different
    parts. `agree`: two documents or more, one group. `untold`: fewer than two answers that can be compared.
    """

    outcome: Outcome
    kind: DisagreementKind
    groups: tuple[Group, ...]

    @property
    def disagree(self) -> bool:
        """Whether two groups cannot both be true."""
        return self.outcome == "disagree"

    @property
    def changed(self) -> bool:
        """Whether the groups speak of different versions or times."""
        return self.outcome == "changed"


def _unit_asked(question: str) -> str:
    """The unit that stands right after the blank, if what stands there is one."""
    at = question.find(BLANK)
    if at < 0:
        return ""
    filled = fold(question[:at] + "17" + question[at + len(BLANK) :])
    for q in quantities(filled):
        if q.start <= at + 1 < q.end and (q.unit or q.kind == "percent"):
            return filled[at + 2 : q.end].strip()
    return ""


def _read(answer: Answer) -> Quantity | None:
    """The value as a quantity, with the unit from the answer or from the question; None if it is words."""
    value = (answer.value or "").strip()
    for unit in ("", answer.unit, _unit_asked(answer.question)):
        found = quantities(f"{value} {unit}".strip())
        if (
            len(found) == 1
            and (found[0].unit or found[0].kind != "figure" or not (answer.unit or _unit_asked(answer.question)))
            and _is_all(value, found[0])
        ):
            if not unit and found[0].kind == "date" and re.fullmatch(r"\d{4}", value) and _unit_asked(answer.question):
                continue
            return found[0]
    found = quantities(value)
    return found[0] if len(found) == 1 and _is_all(value, found[0]) else None


def _among(value: str, like: Quantity) -> Quantity | None:
    """The one quantity of a sort in a value that says more than it was asked for: `founded in 1920 by thirteen families`, for a date."""
    found = [q for q in quantities(value) if q.kind == like.kind and q.unit == like.unit]
    return found[0] if len(found) == 1 else None


def _is_all(value: str, q: Quantity) -> bool:
    """Whether the quantity is what the value says, and not a number in passing."""
    rest = tokens(value[: q.start] + " " + value[q.end :])
    return len(rest) <= 2 or len(rest) <= len(tokens(q.text))


def _figures_again(a: Quantity, b: Quantity) -> tuple[Quantity, Quantity]:
    """A bare year beside a plain figure is a figure too."""

    def as_figure(q: Quantity) -> Quantity:
        n = float(q.value)
        return Quantity("figure", q.value, n, n, "", q.text, q.start, q.end)

    if {a.kind, b.kind} == {"date", "figure"}:
        a, b = (
            as_figure(q) if q.kind == "date" and re.fullmatch(r"\d{4}", q.value) and not (a.unit or b.unit) else q
            for q in (a, b)
        )
    if {a.kind, b.kind} == {"figure", "version"} and not (a.unit or b.unit):
        a, b = (
            Quantity("version", f"{q.low:.10g}", 0, 0, "", q.text, q.start, q.end) if q.kind == "figure" else q
            for q in (a, b)
        )
    return a, b


def _yes(value: str) -> bool | None:
    found = norm(value).split()
    if not found or len(found) > 3:
        return None
    return True if found[0] in _YES else False if found[0] in _NO else None


def _parts(value: str) -> set[str]:
    return {key(part) for part in re.split(r"\s*(?:,|;|/|\band\b|&)\s*", value) if part.strip()}


def _same_words(a: str, b: str) -> bool | None:
    """Whether two values in words are one; None if either is empty of content."""
    if _yes(a) is not None and _yes(b) is not None:
        return _yes(a) == _yes(b)
    one, two = set(tokens(a)), set(tokens(b))
    if not one or not two:
        return True if norm(a) == norm(b) and norm(a) else None
    if bool(negations(a)) != bool(negations(b)):
        return False if one & two else None
    if key(a) == key(b) or is_acronym(a, b) or is_acronym(b, a) or one <= two or two <= one:
        return True
    if _parts(a) <= _parts(b) or _parts(b) <= _parts(a):
        return True
    if re.findall(r"\d+", a) == re.findall(r"\d+", b) and fuzz.ratio(norm(a), norm(b)) >= TYPO:
        return True
    return len(one & two) / len(one | two) > 0.5


def same_answer(a: Answer, b: Answer) -> bool | None:
    """Whether two stated answers give one value; None if they cannot be compared (a figure and a name, metres and seconds)."""
    one, two = _read(a), _read(b)
    if one and not two:
        two = _among(b.value or "", one)
    elif two and not one:
        one = _among(a.value or "", two)
    if one and two:
        return compatible(*_figures_again(one, two))
    if one or two:
        return True if norm(a.value or "") == norm(b.value or "") else None
    return _same_words(a.value or "", b.value or "")


def _scope_relation(a: str, b: str) -> Literal["same", "changed", "scoped"]:
    """How two scopes differ, as far as both tell one."""
    if not tokens(a) or not tokens(b) or norm(a) == norm(b):
        return "same"
    one, two = ([q for q in quantities(s) if q.kind in ("date", "version")] for s in (a, b))
    if one and two:
        return "same" if any(compatible(x, y) for x in one for y in two) else "changed"
    first, second = set(tokens(a)), set(tokens(b))
    return "same" if first <= second or second <= first or one or two else "scoped"


def relation(a: Answer, b: Answer) -> Relation:
    """How two stated answers stand to each other."""
    same = same_answer(a, b)
    if same is None:
        return "unlike"
    if same:
        return "agree"
    scope = _scope_relation(a.scope, b.scope)
    return "disagree" if scope == "same" else scope


def _precision(answer: Answer) -> tuple[float, int, str, str]:
    q = _read(answer)
    width = q.high - q.low if q else 0.0
    return (width, -len(answer.value or ""), norm(answer.value or ""), answer.document)


def _groups(stated: Sequence[Answer]) -> list[list[Answer]]:
    groups: list[list[Answer]] = []
    for answer in sorted(stated, key=_precision):
        home = next((group for group in groups if all(relation(answer, other) == "agree" for other in group)), None)
        if home is None:
            groups.append([answer])
        else:
            home.append(answer)
    return groups


def _group(answers: Sequence[Answer]) -> Group:
    scopes = sorted({answer.scope for answer in answers if answer.scope})
    documents = tuple(sorted({answer.document for answer in answers}))
    return Group(answers[0].value or "", documents, tuple(answers), "; ".join(scopes))


def compare(answers: Sequence[Answer], question: str = "") -> Verdict:
    """Whether the answers of documents asked alone can all be true, which of them agree, and of what kind the difference is.

    Two sides or more; a document that answered twice counts once in a group. Answers without a value are left out. `question` is the
    question's text, where the answers hold only its id: the unit after its blank is that of bare numbers.
    """
    stated = [replace(a, question=question or a.question) for a in answers if a.value and a.value.strip()]
    groups = _groups(stated)
    asked = min((answer.question for answer in stated), default=question)
    kind = entry_kind(asked, [group[0].value or "" for group in groups])
    found = {
        relation(x, y) for one, two in combinations(groups, 2) for x in one for y in two if x.document != y.document
    }
    made = tuple(_group(group) for group in groups)
    if any(len(group.documents) > 1 for group in made):
        outcome: Outcome = "agree"
    else:
        outcome = "untold"
    for worse in _WORSE:
        if worse in found:
            return Verdict(worse, kind, made)
    return Verdict(outcome, kind, made)


def entry_kind(question: str, values: Sequence[str]) -> DisagreementKind:
    """The kind of a disagreement: by its values where they are quantities or names, else by its question."""
    said = [value for value in values if value.strip()]
    read = [_read(Answer(question, "", value)) for value in said]
    if read and all(q is not None and q.kind == "date" for q in read) and not _unit_asked(question):
        return "date"
    if read and all(read):
        return "figure"
    if _CAUSE.search(question):
        return "cause"
    if said and all(_yes(v) is not None or set(norm(v).split()) & _STATUS for v in said):
        return "status"
    if said and all(any(n.end - n.start >= 0.6 * len(v.strip()) for n in proper_names(f"the {v}")) for v in said):
        return "name"
    return "definition" if _DEFINITION.search(question) else "other"
