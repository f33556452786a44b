"""What one release of a manual says of a thing, and what the next one says of it in that place.

Owns: `Revised`, `revised`; `unchanged`, `changed`, what comes of what was said of a pair. Promises: pure; independent of the order of the
documents; a sentence stands in one pair at most. Nothing here tells whether a pair is a change: it is wording that was gone over as often.
What a pair is of is told by where it stands: the same page and heading of both releases, and there the same term, or the likest words.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from agent.knowledge.disagreement.answers import Verdict, as_group, entry_kind
from agent.knowledge.disagreement.editions import Editions
from agent.knowledge.model import Answer, Document
from agent.knowledge.text.english import TERMS
from agent.knowledge.text.normal import norm
from agent.knowledge.values.quantities import Quantity
from agent.knowledge.values.readings import read, same_figure

LIKE = 40.0  # of 100: likeness of what stands under one heading, below which it is another statement (by reading, of one manual)
MOVED = 85.0  # of 100: likeness from which on a sentence under another heading is the one that stood under this one
TERM = 25.0  # of what is told of one term
NEAR = 40  # statements of the other release that one is held against
SAME = 20.0  # what the same heading, and the same term, are worth beside it
ALONE = 6  # words from which on a sentence says by itself what it is of; `Default: 5` does not
_TERM = re.compile(r"\A[^\n]{1,60}?(?=: | \| | [–—-] | \()")
_CUT = re.compile(r"[(=\[]|: ")
_QUOTES = "'\"‘’“”`"
_VALUE = re.compile(rf"\d|\w[_./=]\w|\A[{_QUOTES}]|\A--?[a-z]|\A[A-Z]{{2}}")  # of a word


@dataclass(frozen=True, slots=True)
class Revised:
    """A sentence (by number) of a document of one release, and the one that stands in its place in a later one.

    `weight` tells how likely a value was changed and not the wording: a figure or sign that only one of them has weighs most.
    """

    old: Document
    was: int
    new: Document
    now: int
    weight: float


_Spot = tuple[Document, int]


def revised(documents: Iterable[Document], editions: Editions) -> list[Revised]:
    """The pairs of each two releases in a row, those that most likely differ in a value first; the same pair of texts once."""
    found = (pair for old, new in editions.followed(documents) for pair in _of_pages(old, new, editions))
    once: dict[tuple[object, ...], Revised] = {}
    for pair in sorted(found, key=lambda pair: (pair.old.slug, pair.old.id, pair.was, pair.new.slug, pair.now)):
        texts = pair.old.sentence(pair.was), pair.new.sentence(pair.now)
        short = min(len(text.split()) for text in texts) < ALONE
        once.setdefault((*texts, _section((pair.old, pair.was)) if short else ()), pair)
    return sorted(once.values(), key=lambda pair: -pair.weight)


def _of_pages(old: Sequence[Document], new: Sequence[Document], editions: Editions) -> Iterator[Revised]:
    """The pairs of some pages of a release and those that stand in their place in the next one."""
    mine, theirs = _changed(old, new[0], editions), _changed(new, old[0], editions)
    texts = [[document.sentence(n) for document, n in side] for side in (mine, theirs)]
    under: dict[tuple[object, ...], dict[int, str]] = defaultdict(dict)  # by heading, and by heading and term
    for j, text in enumerate(texts[1]):
        for place in {(_section(theirs[j]), ""), (_section(theirs[j]), _term(text))}:
            under[place][j] = text
    ranked = []
    for i, text in enumerate(texts[0]):
        above, term = _section(mine[i]), _term(text)
        near = under.get((above, ""), {})
        ranked += [(-like - SAME, i, j) for j, like in _likest(text, near, LIKE)]
        if term:
            ranked += [(-like - SAME - SAME, i, j) for j, like in _likest(text, under.get((above, term), {}), TERM)]
        if len(old) == len(new) == 1:
            moved = process.extract(text, texts[1], scorer=fuzz.ratio, score_cutoff=MOVED, limit=3)
            ranked += [(-like, i, j) for _, like, j in moved if j not in near]
    taken: tuple[set[int], set[int]] = (set(), set())
    for _, i, j in sorted(ranked):
        if i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            if (weight := _weight(texts[0][i], texts[1][j])) > 0:
                yield Revised(*mine[i], *theirs[j], weight)


def _likest(text: str, among: Mapping[int, str], least: float) -> list[tuple[int, float]]:
    """Those that are most like a sentence, no more than `NEAR`, each with its likeness: under a heading may stand thousands."""
    found = process.extract(text, among, scorer=fuzz.ratio, score_cutoff=least, limit=NEAR)
    return [(number, like) for _, like, number in found]


def _changed(pages: Sequence[Document], other: Document, editions: Editions) -> list[_Spot]:
    """The sentences that the release of another document has not; code states nothing."""
    return [
        (page, unit.n)
        for page in pages
        for unit in page.sentences
        if unit.kind != "code"
        and not editions.repeats(page, unit.n, unit.n, other)
    ]


def _section(spot: _Spot) -> tuple[str, ...]:
    """The last two headings above a sentence, without what a signature takes."""
    document, n = spot
    return tuple(norm(_CUT.split(part)[0]) for part in document.sentences[n - 1].section[-2:])


def _term(text: str) -> str:
    found = _TERM.match(text)
    return norm(found.group()) if found else ""


def _weight(old: str, new: str) -> float:
    """0 if two sentences are one but for signs; else about how much of what differs looks like a value."""
    if norm(old) == norm(new):
        return 0.0
    weight = 0.2 + fuzz.ratio(old, new) / 400
    one, two = ({w.strip(_QUOTES + ".,;:()") for w in text.split() if _VALUE.search(w)} for text in (old, new))
    weight += 0.5 * bool(one - two and two - one) + 0.15 * bool(one ^ two)
    a, b = (set(re.findall(r"[a-z]+", text.lower())) & TERMS for text in (old, new))
    return weight + 0.25 * (a != b)


def unchanged(was: Answer, now: Answer) -> str:
    """Why what two releases say of one thing is no change, as far as code can tell; "" if it may be one."""
    first, second = (_figure(str(answer.value), answer.language) for answer in (was, now))
    figures = first is not None and second is not None and first[1] == second[1] and same_figure(first[0], second[0])
    one = norm(str(was.value)) == norm(str(now.value)) or figures
    return f"“{was.value}” and “{now.value}” are one answer" if one else ""


def _figure(value: str, language: str) -> tuple[Quantity, str] | None:
    """The figure of a value that has one, and what else it says: `0 or None` is not `None`."""
    found = read(value, language)
    return (found[0], norm(value[: found[0].start] + value[found[0].end :])) if len(found) == 1 else None


def changed(question: str, was: Answer, now: Answer) -> Verdict:
    """What one release said and the next says otherwise, as it was told by who saw both."""
    values = [str(answer.value) for answer in (was, now)]
    kind = entry_kind(question, values, [was.language, now.language])
    return Verdict("changed", kind, tuple(as_group([answer]) for answer in (was, now)))
