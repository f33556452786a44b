"""Where the claims of one page may disagree: pairs that speak of one attribute and tell it otherwise, and what to ask.

Owns: `Candidate` and `candidates`. Promises: no model; independent of the order of the claims; at most twelve a page, the best first.
A candidate is a question, not a verdict: each side is asked alone, and `answers.compare` decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from agent.knowledge.disagreement.answers import entry_kind
from agent.knowledge.disagreement.asking import question_of
from agent.knowledge.disagreement.differing import Difference, Page, differences
from agent.knowledge.disagreement.told import Spot, Told, pieces
from agent.knowledge.model import Claim, DisagreementKind, Document, short_hash
from agent.knowledge.text.normal import norm

MOST = 12
COMMON = 60  # a root in more claims than this does not bring claims together
LEAST = 0.25  # score from which on a difference is worth a question
SURE = 0.5  # the same within one document, which mostly speaks of two things where it gives two values


@dataclass(frozen=True, slots=True)
class Candidate:
    """Claims that may not all be true, and the question to put to each of their documents alone.

    `values[i]` is what code reads in `claims[i]`; `kind` is a guess from them.
    """

    id: str
    kind: DisagreementKind
    question: str
    claims: tuple[Claim, ...]
    values: tuple[str, ...]
    score: float


@dataclass(frozen=True, slots=True)
class _Edge:
    """Two claims (by number) that differ, and how surely they speak of one attribute."""

    score: float
    a: int
    b: int
    how: Difference


def candidates(claims: Sequence[tuple[Claim, Document]], names: Sequence[str] = ()) -> list[Candidate]:
    """What the claims of one page may disagree about, best first, at most twelve; a pure function of the set of claims.

    `names` are the page's title, first, and its aliases; without them it is called as its claims call it.
    """
    rows = {
        (document.id, claim.first, claim.last): (claim, document)
        for claim, document in sorted(claims, key=lambda row: row[0].id, reverse=True)
    }
    called = list(names) or sorted({claim.name for claim, _ in rows.values()})[:1]
    title = frozenset(root for name in called for root, _, _ in pieces(name))
    told = [
        Told(claim, document, document.quote(claim.first, claim.last), title)
        for _, (claim, document) in sorted(rows.items(), key=lambda row: row[0])
    ]
    whole = Page(told)
    edges = [edge for n, m in _pairs(told) for edge in _edges(n, m, told, whole)]
    edges.sort(key=lambda e: (-e.score, e.a, e.b, e.how.left.start, e.how.right.start, e.how.left.end, e.how.right.end))
    page = called[0] if called else ""
    found = [_candidate(group, told, page) for group in _grouped(edges, told)]
    best: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda c: (-c.score, c.id)):
        best.setdefault(norm(candidate.question), candidate)
    return list(best.values())[:MOST]


def _pairs(told: Sequence[Told]) -> list[tuple[int, int]]:
    """Numbers of claims that share a word which is not too common, or figures of one measure or of the same digits."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(told):
        marks = set(one.roots)
        for spot in one.figures:
            q = spot.quantity
            if q and (q.unit or q.kind != "figure"):
                marks.add(f"\0{q.kind} {q.unit}")
            marks.add("\0" + "".join(sorted(filter(str.isdigit, spot.text))))
        marks |= {"\0day"} if one.weekdays else set()
        for mark in marks:
            holders[mark].append(n)
    several = [numbers for numbers in holders.values() if len(numbers) <= COMMON]
    return sorted({(n, m) for numbers in several for i, n in enumerate(numbers) for m in numbers[i + 1 :]})


def _edges(n: int, m: int, told: Sequence[Told], whole: Page) -> list[_Edge]:
    a, b = told[n], told[m]
    if norm(a.text) == norm(b.text):
        return []
    within = a.document.id == b.document.id
    if within and _listed(a, b):
        return []
    least = SURE if within else LEAST
    return [_Edge(round(d.score, 9), n, m, d) for d in differences(a, b, whole) if d.score >= least]


def _listed(a: Told, b: Told) -> bool:
    """Whether two claims of one document are of different things: entries of one list or table, or under headings side by side."""
    one, two = (t.document.sentences[t.claim.first - 1] for t in (a, b))
    if one.section != two.section:
        shorter = min(len(one.section), len(two.section))
        return one.section[:shorter] != two.section[:shorter]
    return one.kind == two.kind and one.kind in ("row", "item")


_Place = tuple[int, int, int]  # claim, start, end


def _grouped(edges: Sequence[_Edge], told: Sequence[Told]) -> list[list[_Edge]]:
    """Edges on one attribute: best first, a spot joins a group if that holds nothing else of its document; within a document, pairs."""
    group_of: dict[_Place, int] = {}
    held: list[dict[str, _Place]] = []  # of each group, its spot in each document
    grouped: list[list[_Edge]] = []
    for edge in edges:
        places = [(n, s.start, s.end) for n, s in ((edge.a, edge.how.left), (edge.b, edge.how.right))]
        documents = [told[n].document.id for n in (edge.a, edge.b)]
        homes = sorted({group_of[place] for place in places if place in group_of})
        if len(homes) > 1 or (homes and documents[0] == documents[1]):
            continue
        home = homes[0] if homes else len(grouped)
        if not homes:
            grouped.append([])
            held.append({})
        here = list(zip(documents, places, strict=True))
        if documents[0] == documents[1] or all(held[home].get(document, place) == place for document, place in here):
            held[home] |= dict(here)
            group_of |= dict.fromkeys(places if documents[0] != documents[1] else [], home)
            grouped[home].append(edge)
    return [group for group in grouped if group]


def _candidate(group: Sequence[_Edge], told: Sequence[Told], page: str) -> Candidate:
    spots: dict[int, Spot] = {}
    for edge in group:
        spots.setdefault(edge.a, edge.how.left)
        spots.setdefault(edge.b, edge.how.right)
    order = sorted(spots)
    values = tuple(spots[n].text for n in order)
    asked = [question_of(told[n], spots[n], page, values) for n in order]
    question = min(asked, key=lambda q: (not q.plain, len(q.text), q.text)).text
    kind = (
        "status"
        if group[0].how.left.sort == "denial"
        else entry_kind(question, values, [told[n].document.language for n in order])
    )
    places = sorted(
        f"{told[n].document.id}:{told[n].claim.first}:{told[n].claim.last}:{norm(spots[n].text)}" for n in order
    )
    score = max(edge.score for edge in group) + 0.01 * min(5, len(order) - 2)
    return Candidate(
        short_hash("candidate", *places), kind, question, tuple(told[n].claim for n in order), values, score
    )
