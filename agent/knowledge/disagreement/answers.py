"""What the answers of several sides to one question come to, decided in code where code can tell.

Owns: `compare`, `entry_kind`. Promises: independent of the order of the answers; units, rounding, precision of dates and other forms of a
name are no disagreement; different versions or times are a change; what only a judge can tell is `unlike`, never a disagreement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import combinations, zip_longest
from typing import Literal

from agent.knowledge.disagreement.told import NOW
from agent.knowledge.model import Answer, DisagreementKind
from agent.knowledge.text.english import HONOURS, STATES
from agent.knowledge.text.letters import fold
from agent.knowledge.text.names import names_differ, proper_names
from agent.knowledge.text.normal import is_acronym, key, norm, tokens
from agent.knowledge.text.polarity import negations
from agent.knowledge.things.spelling import shortened
from agent.knowledge.values.forms import month, weekday
from agent.knowledge.values.quantities import quantities
from agent.knowledge.values.readings import same_figure, scope_in, value_of, yes

Outcome = Literal["disagree", "changed", "scoped", "unlike", "agree", "untold"]
Relation = Literal["agree", "disagree", "differ", "changed", "scoped", "unlike"]
Judged = Mapping[tuple[int, int], bool]  # (smaller number of an answer, larger): whether both can be true
Called = Mapping[str, str]
Pairs = Set[tuple[int, int]]
_HEARD = ("unlike", "differ", "changed", "scoped")
_WORSE: tuple[Outcome, ...] = ("disagree", "changed", "scoped", "unlike")

_CAUSE = re.compile(
    r"^\s*(?:why|how come|warum|wieso|weshalb|pourquoi|¿?por qué)\b|\b(?:cause|reason)\b|为什么|なぜ", re.IGNORECASE
)
_ONE_OF = re.compile(
    r"\s*(?:(?:by|from|to|with|of|for|in|at|on) )?(?:who(?:se|m)?|where|which|what (?!is|was|are|were|of|do|does|did|has|had|happen)[a-z]+"
    r"|wer|wem|wen|wo|welche[rsmn]?|qui|où|quel(?:le)?s?|¿?(?:de |a |en )?(?:quién|dónde|cuál))\b|.*[谁哪誰]|.*どこ",
    re.IGNORECASE,
)
_DEFINITION = re.compile(r"^\s*what (?:is|was|are|were|kind|sort|type)\b", re.IGNORECASE)
_NOW = re.compile(rf"{NOW.pattern}|\b(?:current|present|last count|latest)\b", re.IGNORECASE)  # of a scope
_PLAN = re.compile(
    r"\b(?:plan(?:ned|s)?|estimate[ds]?|expected|proposed|target|goal|forecast|budget(?:ed)?|geplant|prévu)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Answers that give one value, the most precise first. `value` is that one's; `scope` what they are limited to."""

    value: str
    answers: tuple[Answer, ...]
    scope: str = ""

    def __iter__(self) -> Iterator[Answer]:
        return iter(self.answers)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the answers come to.

    `disagree`: two cannot both be true. `changed`: they differ, of other versions or times. In both, `groups` are those that do not agree
    with all others. `scoped`: they differ, of other parts or of a plan. `unlike`: two differ in a way that only a judge can tell. `agree`:
    two or more, one group. `untold`: fewer than two told anything. `open` are the pairs of answers, by number, on which a judge is heard.
    """

    outcome: Outcome
    kind: DisagreementKind
    groups: tuple[Group, ...]
    open: tuple[tuple[int, int], ...] = ()


def compare(
    question: str,
    answers: Sequence[Answer],
    judged: Judged | None = None,
    called: Called | None = None,
    same: Pairs = frozenset(),
) -> Verdict:
    """Whether the answers of sides asked alone can all be true, and what they come to.

    An answer without a value says nothing. `judged` tells of pairs (numbers in `answers`) what a judge said; `called` maps keys of names to
    what they are names of, so that an alias is no other thing. Pairs of `same` agree, whatever was answered.
    """
    told = {n: answer for n, answer in enumerate(answers) if answer.value and answer.value.strip()}
    found: dict[tuple[int, int], Relation] = {
        (n, m): _judged(relation(question, told[n], told[m], called or {}), (judged or {}).get((n, m)))
        for n, m in combinations(sorted(told), 2)
    }
    found |= dict.fromkeys(same & found.keys(), "agree")
    doubtful = tuple(pair for pair, how in found.items() if how in _HEARD)
    found = {pair: "disagree" if how == "differ" else how for pair, how in found.items()}
    present = set(found.values())
    outcome: Outcome = next((worse for worse in _WORSE if worse in present), "agree" if len(told) > 1 else "untold")
    groups = _groups(question, told, lambda n, m: found[min(n, m), max(n, m)] == "agree")
    if outcome in ("disagree", "changed"):
        apart = {n for pair, how in found.items() if how == outcome for n in pair}
        groups = [group for group in groups if apart & set(group)]
    made = tuple(as_group([told[n] for n in group]) for group in groups)
    kind = entry_kind(question, [group.value for group in made], [group.answers[0].language for group in made])
    return Verdict(outcome, kind, made, doubtful)


def as_group(answers: Sequence[Answer]) -> Group:
    """Answers that give one value, the most precise first, as one."""
    scopes = sorted({answer.scope for answer in answers if answer.scope})
    return Group(str(answers[0].value), tuple(answers), "; ".join(scopes))


def _judged(how: Relation, both_true: bool | None) -> Relation:
    """A judge is heard where code cannot tell, only thinks that two answers in words differ, or goes by what they are limited to.

    Who answers names a scope where it settles nothing too ("once it is installed"), so that two contraries would pass for two cases.
    """
    if both_true is None or how not in _HEARD:
        return how
    if both_true:
        return how if how in ("changed", "scoped") else "agree"
    return "disagree"


def relation(question: str, a: Answer, b: Answer, called: Mapping[str, str]) -> Relation:
    """How two stated answers stand to each other; symmetric. `differ`: in words, so that a judge who says otherwise is believed."""
    how = _values(question, a, b, called)
    scope = "same" if how == "agree" else _scopes(a.scope, b.scope)
    return how if scope == "same" else scope


def _values(question: str, a: Answer, b: Answer, called: Mapping[str, str]) -> Relation:
    """The same, of the values alone."""
    one, two = str(a.value), str(b.value)
    if norm(one) == norm(two) and norm(a.unit) == norm(b.unit):
        return "agree"
    if yes(one) is not None and yes(two) is not None:
        return _told(yes(one) == yes(two))
    if weekday(one) is not None and weekday(two) is not None and not quantities(one) and not quantities(two):
        return _told(weekday(one) == weekday(two))
    if month(one) is not None and month(two) is not None and not quantities(one) and not quantities(two):
        return _told(month(one) == month(two))
    first, second = value_of(a, question, b), value_of(b, question, a)
    if first and second:
        # What may be seven at most may be six: unless the question is what the most is, as only a judge can tell.
        bounded = first.bound != second.bound and {first.bound, second.bound} & {"min", "max"}
        apart = bounded and (first.low, first.high) != (second.low, second.high)
        return _told(None if apart and same_figure(first, second) else same_figure(first, second))
    if first or second:
        return "unlike"
    if key(one) in called and called.get(key(one)) == called.get(key(two)):
        return "agree"
    same = same_words(one, two, (a.language, b.language))
    if same is not None:
        return _told(same)
    return "differ" if _named_apart(question, one, two) else "unlike"


def _told(same: bool | None) -> Relation:
    return "unlike" if same is None else "agree" if same else "disagree"


def same_words(a: str, b: str, languages: tuple[str, str] = ("en", "en")) -> bool | None:
    """True if two values in words are one in other forms; False if one denies the other; None if code cannot tell."""
    one, two = (set(tokens(v)) - HONOURS or set(tokens(v)) for v in (a, b))
    if {norm(a), norm(b)} in [
        {plain, norm(f"{no}{plain}")} for plain in (norm(a), norm(b)) for no in ("non-", "un", "in")
    ]:
        return False
    if not one or not two:
        return True if norm(a) and norm(a) == norm(b) else None
    if bool(negations(a, languages[0])) != bool(negations(b, languages[1])):
        return False if one & two else None
    held = key(a) == key(b) or is_acronym(a, b) or is_acronym(b, a) or one <= two or two <= one
    return True if held or shortened((" ".join(_bare(a)), " ".join(_bare(b)))) else None


def _bare(value: str) -> list[str]:
    return [word for word in value.split() if word.lower().rstrip(".") not in HONOURS]


def _named_apart(question: str, a: str, b: str) -> bool:
    """Whether two short answers with no word in common are two things: to a question for one of several, or both proper names."""
    one, two = set(tokens(a)), set(tokens(b))
    script = bool(re.search("[a-z]", fold(a).casefold())) == bool(re.search("[a-z]", fold(b).casefold()))
    names = all(_is_name(value) for value in (a, b))
    apart = not one & two or (names and names_differ(a, b))
    short = 0 < len(one) <= 4 and 0 < len(two) <= 4 and apart and script
    return short and not _CAUSE.search(question) and (names or _ONE_OF.match(question) is not None)


def _is_name(value: str) -> bool:
    return any(n.end - n.start >= 0.6 * len(value.strip()) for n in proper_names(f"the {value}"))


def _scopes(a: str, b: str) -> Literal["same", "changed", "scoped"]:
    """How two scopes differ, as far as they tell."""
    if norm(a) == norm(b):
        return "same"
    if bool(_PLAN.search(a)) != bool(_PLAN.search(b)):
        return "scoped"
    one, two = ([q for q in quantities(s) if q.kind in ("date", "version")] for s in (a, b))
    if (_NOW.search(a) and two) or (_NOW.search(b) and one):
        return "changed"
    first, second = set(tokens(a)), set(tokens(b))
    if not first or not second:
        return "same"
    if one and two:
        return "same" if any(same_figure(x, y) is not False for x in one for y in two) else "changed"
    return "same" if first <= second or second <= first or one or two else "scoped"


def _groups(question: str, told: Mapping[int, Answer], agree: Callable[[int, int], bool]) -> list[list[int]]:
    """Numbers of the answers that give one value, together, the most precise first."""

    def precision(n: int) -> tuple[float, int, str, str, tuple[int, ...]]:
        answer, q = told[n], value_of(told[n], question)
        return (
            q.high - q.low if q else 0.0,
            -len(str(answer.value)),
            norm(str(answer.value)),
            answer.document,
            answer.cites,
        )

    groups: list[list[int]] = []
    for n in sorted(told, key=precision):
        home = next((group for group in groups if all(agree(n, m) for m in group)), None)
        if home is None:
            groups.append([n])
        else:
            home.append(n)
    return groups


def scoped(told: Sequence[tuple[Answer, str]]) -> list[Answer]:
    """The answers, those that tell no scope with the year or version beside the value in the sentence that each cites."""
    return [replace(answer, scope=scope_of(answer, sentence)) for answer, sentence in told]


def scope_of(answer: Answer, sentence: str) -> str:
    """What the sentence limits an answer to that tells no scope itself: a year or a version beside the value; "" if nothing."""
    at = sentence.find(str(answer.value)) if answer.value else -1
    if answer.scope or at < 0:
        return answer.scope
    return scope_in(sentence, at, at + len(str(answer.value)))


def entry_kind(question: str, values: Sequence[str], languages: Sequence[str] = ()) -> DisagreementKind:
    """The kind of a disagreement: by its values, each in its language (English), where they are figures or names, else by its question."""
    told = [(value, code) for value, code in zip_longest(values, languages, fillvalue="en") if value.strip()]
    said = [value for value, _ in told]
    read = [value_of(Answer(question, "", value, language=code), question) for value, code in told]
    dates = read and all(q is not None and q.kind in ("date", "clock") for q in read)
    if dates or (said and all(weekday(value) is not None or month(value) is not None for value in said)):
        return "date"
    if read and all(read):
        return "figure"
    if _CAUSE.search(question):
        return "cause"
    if said and all(yes(v) is not None or set(norm(v).split()) & STATES for v in said):
        return "status"
    if (said and all(_is_name(value) for value in said)) or re.match(
        r"\s*(?:who|where|wer|wo|qui|où|¿?quién|¿?dónde)\b", question, re.IGNORECASE
    ):
        return "name"
    return "definition" if _DEFINITION.search(question) else "other"
