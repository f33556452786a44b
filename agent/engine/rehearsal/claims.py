"""Claims as they are compared: cut into clauses, and how alike two clauses are.

Owns: what a clause says, its values, what it denies; what makes two claims speak of other cases. Imports nothing of ours but its
neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from agent.engine.rehearsal.holders import Holder, holders_in
from agent.engine.rehearsal.task import Sentence
from agent.engine.rehearsal.values import Value, values_in
from agent.engine.rehearsal.words import GONE, MONTHS, NEGATIVE, OPINION, PLANNED, STOP, content, listed, shared

READ = 600  # characters of a claim that are compared
_CUT = re.compile(
    r"[;\n。；、，]|:\s|[.!?]\s|,\s|\s(?=\d{4}-\d\d-\d\d\s)|\s(?=[\w\-]+: )|"
    r"\s(?:and|but|und|aber|et|y|while|whereas|although|because|which|who|when|weil|als|porque|parce que)\s"
)
_SCOPE = re.compile(
    r"\W*(?:With(?:out)?|For|If|When|Unless|Except|Bei|Mit|Für|Wenn|Pour|Avec|Si|Para|Con|On)\s([^,:]{2,60}?)"
    r"(?:[,:]|\s(?=(?:we|you|it|they|the|a|there|ist|sind)\s))|([^、。]{2,16})では、"
)
_YEAR = re.compile(r"(?<![\d.,])(?:1[0-9]{3}|20\d\d)(?![\d%]|[.,]\d)")
_VERSION = re.compile(r"(?<![\d.])\d+\.(?:\d+|x)(?:\.\d+)?(?![\d%])")
_THERE = re.compile(r"\b(?:[Tt]here is also|[Ee]s gibt auch|[Ii]l y a aussi|[Hh]ay también|also a|auch ein)\b|另有|新")
_NEXT = re.compile(r"\b(?:again|next|previous|nächste\w*|prochaine?|próxim[oa])\b", re.IGNORECASE)
_IN_YEAR = re.compile(r"\W*(?:In|Im|En|Since|By|Until|1\d{3}|20\d\d)\b")
_GOES_ON = re.compile(r"(?:it|she|he|they|gave|took|er|sie|es|elle|il)\b", re.IGNORECASE)
_AT_MOST = re.compile(r"\b(?:no more than|at most|up to|höchstens|au plus|como máximo)\b", re.IGNORECASE)
# Words that say little of what a value is of.
WEAK = listed(
    "new old neu neue neuen alt alte set count number time day year name work give take come go get item "
    "value key default meaning field entry large second call total all"
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a claim: what it says, the values in it, what it denies."""

    said: dict[str, str]  # concept: word
    values: tuple[Value, ...]
    denied: tuple[str, ...]
    planned: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim as it is compared."""

    sentence: Sentence
    said: dict[str, str]
    above: frozenset[str]  # concepts of its heading
    clauses: tuple[Clause, ...]
    holders: tuple[Holder, ...]
    years: frozenset[str] = frozenset()


@lru_cache(maxsize=2048)
def claim_of(sentence: Sentence, own: frozenset[str]) -> Claim:
    """A claim cut into clauses; `own` are the concepts of the page's name, which all claims share."""
    text = sentence.text[:READ]
    _, opening = _limits(text)
    values = [value for value in values_in(text) if value.start >= opening and value.text not in sentence.page]
    text = " " * opening + text[opening:]
    cut = [
        (made, sign, text[start:stop].strip())
        for start, stop, sign in _spans(text, values)
        if (made := _clause(text, start, stop, values, own))
    ]
    clauses = list(_joined(cut))
    said = {concept: word for clause in clauses for concept, word in clause.said.items()}
    above = frozenset(content(sentence.heading.split(" > ")[-1]))
    whole = sentence.text[:READ]
    return Claim(sentence, said, above - own, tuple(clauses), tuple(holders_in(whole)), frozenset(_YEAR.findall(whole)))


def _spans(text: str, values: Sequence[Value]) -> Iterator[tuple[int, int, str]]:
    """Where the clauses of a text begin and end, and what cut them off; the row of a table is one, and no value is cut."""
    start, cut = 0, ""
    if " | " not in text:
        for found in _CUT.finditer(text):
            label = not found[0].strip() and not cut and len(text[start : found.start()].split()) <= 2
            if not label and not any(value.start < found.end() and found.start() < value.end for value in values):
                yield start, found.start(), cut
                start, cut = found.end(), found[0].strip()
    yield start, len(text), cut


def _joined(clauses: list[tuple[Clause, str, str]]) -> Iterator[Clause]:
    """The clauses, completed: one that is only a value says what stands beside it, one that goes on with "it" what went before, all that
    follows a label what the label says; a time that opens a claim is that of all its parts.
    """
    label: dict[str, str] = {}
    for at, (one, cut, text) in enumerate(clauses):
        said = dict(one.said)
        if cut == ":" and at and len(clauses[at - 1][2].split()) <= 3:
            label = dict(clauses[at - 1][0].said)
        elif cut == "" or re.match(r"[\w\-]+: ", text):
            label = {}
        if not one.said:
            dates = bool(at) and one.values[0].sort == "date"
            for other in (at - 1,) if dates else (at - 1, at + 1):
                said |= clauses[other][0].said if 0 <= other < len(clauses) else {}
        if at and (cut in ("which", "who") or _GOES_ON.match(text)):
            said |= clauses[at - 1][0].said
            one = replace(one, denied=one.denied or clauses[at - 1][0].denied)
        first = clauses[0][0].values[:1]
        timed = at > 0 and bool(first) and first[0].start < 14 and first[0].sort in ("date", "time")
        alone = timed and not any(value.sort == first[0].sort for value in one.values)
        yield replace(one, said={**said, **label}, values=(*one.values, *first) if alone else one.values)


def _clause(text: str, start: int, stop: int, values: Sequence[Value], own: frozenset[str]) -> Clause | None:
    here = text[start:stop]
    inside = tuple(value for value in values if start <= value.start < stop)
    bare, units = here, set[str]()
    for value in inside:
        if len(inside) == 1 or value.sort != "date" or any(map(str.isdigit, value.text)):
            left, right = value.start - start, value.end - start
            bare = bare[:left] + " " * (right - left) + bare[right:]
        if not value.sort.startswith("count:"):
            units |= set(content(value.unit))
    said = {concept: word for concept, word in content(bare).items() if concept not in own and concept not in units}
    if found := _AT_MOST.search(here):
        said.setdefault("limit", found[0])
    return Clause(said, inside, _denied(here, said, own), PLANNED.search(here) is not None) if said or inside else None


def _denied(here: str, said: dict[str, str], own: frozenset[str]) -> tuple[str, ...]:
    """The concepts that a clause denies, the one right after the "not" first; "*" first if all of it is denied."""
    if GONE.search(here):
        return ("*", *said)
    negation = NEGATIVE.search(here)
    if not negation:
        return ()
    if re.search(r"ません|ない|[不没未無]|nobody|none|niemand|nadie", negation[0], re.IGNORECASE):
        return ("*", *said)
    return tuple(concept for concept in content(here[negation.end() :]) if concept not in own)


def other_case(a: Claim, b: Claim, sort: str) -> bool:
    """Whether the two speak of other years, versions, cases or things, or one tells an opinion."""
    left, right = a.sentence.text[:READ], b.sentence.text[:READ]
    if OPINION.search(left) or OPINION.search(right) or _THERE.search(left) or _THERE.search(right):
        return True
    years, others = set(_YEAR.findall(left)), set(_YEAR.findall(right))
    one_sided = bool(years) != bool(others) and _IN_YEAR.match(left if years else right) is not None
    if sort not in ("date", "name", "yes") and not years & others and ((years and others) or one_sided):
        return True
    if sort == "date" and (_NEXT.search(left) or _NEXT.search(right)):
        return True
    versions, more = set(_VERSION.findall(left)), set(_VERSION.findall(right))
    if any(found.endswith("x") for found in versions | more) or (len(versions ^ more) > 1 and sort != "version"):
        return True
    return sort != "name" and (_scope_apart(a, b) or _scope_apart(b, a))


def _limits(text: str) -> tuple[set[str], int]:
    """What the opening of a text limits it to ("With two players"), as concepts, and where that ends; a date is no limit."""
    found = _SCOPE.match(text[:120])
    limits = set(content(found[1] or found[2])) - set(MONTHS) if found else set()
    return limits, found.end() if found and limits else 0


def _scope_apart(a: Claim, b: Claim) -> bool:
    limits, _ = _limits(a.sentence.text)
    return bool(limits) and not shared(limits, {*b.said, *b.above})


def weight(common: set[str]) -> float:
    """How much shared concepts tell; a Chinese or Japanese character tells half as much as a word."""
    return sum(0.5 if concept in WEAK or len(concept) == 1 else 1.0 for concept in common)


def near(left: Clause, right: Clause, a: Claim, b: Claim, *, counted: str = "") -> tuple[float, set[str]]:
    """How alike two clauses are (0: not enough), and what they have in common; `counted` is what both count, if they do."""
    common = (shared(left.said, right.said) | _figures(left) & _figures(right)) - {counted}
    wide = shared({*a.said, *a.above}, {*b.said, *b.above}) - {counted}
    least = min(len(left.said.keys() - {counted}), len(right.said.keys() - {counted}))
    told, around = weight(common), weight(common | wide)
    share = len(common) / max(1, least)
    score = told + 0.5 * (around - told) + share
    if counted and (told >= 1 or (least <= 2 and (around >= 2 or bool(a.years & b.years)))):
        return score + 1, wide | common
    enough = (
        (told >= 0.9 and share >= 0.5)
        or (told >= 0.5 and share == 1.0)
        or (told >= 1.9 and share >= 0.34)
        or told >= 2.9
    )
    return (score if enough else 0.0), common


def _figures(clause: Clause) -> set[str]:
    """The larger figures of a clause, and the years that things are named by: two clauses that have one in common speak of one thing."""
    epithets = {value.text for value in clause.values if value.sort == "epithet"}
    sizes = [value.key[0] for value in clause.values if value.sort != "date" and isinstance(value.key[0], float)]
    return epithets | {f"{size:g}" for size in sizes if size >= 20}


def counted_in(sort: str) -> str:
    """What a sort of value counts: "egg" of "count:egg", else ""."""
    return sort.removeprefix("count:").split("/")[0] if sort.startswith("count:") else ""


def begins_with_page(claim: Claim) -> bool:
    """Whether a claim is surely of its page: it begins with the page's name or a pronoun, or is a label or hardly more than a value."""
    text = claim.sentence.text[:READ]
    title = re.sub(r"\s*\([^()]*\)$", "", claim.sentence.page).casefold()
    begins = title[:24] in text[: 24 + len(title)].casefold() or _GOES_ON.match(text) is not None
    return begins or ": " in text[:40] or not text.isascii() or len(text.split()) < 8


def names_page(claim: Claim) -> bool:
    """Whether a claim names its page in full."""
    title = re.sub(r"\s*\([^()]*\)$", "", claim.sentence.page)
    return bool(title) and title.casefold() in claim.sentence.text.casefold()


def own_of(title: str) -> frozenset[str]:
    """The concepts of a page's name; of a Chinese or Japanese one its characters."""
    return frozenset(content(title)) | (frozenset(title) - STOP if not title.isascii() else frozenset())
