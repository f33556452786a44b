"""Where the claims of one page may disagree: pairs of like sentences from different documents with unlike values, and what to ask.

Owns: `Candidate` and `candidates`. Promises: no model; independent of the order of the claims; at most twelve a page, the best first.
A candidate is a question, not a verdict: each document is asked alone, and `verdict.compare` decides. Imports facets and clozes.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from agent.knowledge.disagreement.edges import differences, fit
from agent.knowledge.disagreement.facets import Facet, Item
from agent.knowledge.disagreement.verdict import Group, Verdict, compare, entry_kind
from agent.knowledge.ids import short_hash
from agent.knowledge.model import Claim, DisagreementKind, Document
from agent.knowledge.text.normal import norm, tokens
from agent.knowledge.values.cloze import cloze, related_sentences

__all__ = ["Candidate", "Group", "Verdict", "candidates", "cloze", "compare", "entry_kind", "related_sentences"]

MOST = 12
LIKE = 0.12  # share of the lesser claim's weighted words that the other must hold
COMMON = 60  # a stem in more claims than this does not bring claims together


@dataclass(frozen=True, slots=True)
class Candidate:
    """Claims of two documents or more that may disagree, and the question to put to each document alone.

    `values[i]` is what `claims[i]` says in place of the question's `[?]`; `about` is the question too, `topic` the attribute in few words.
    The question is the sentence of `claims[asked]`, and `filling` is what that claim answers: the value blanked, or true or false.
    """

    id: str
    kind: DisagreementKind
    about: str
    question: str
    claims: tuple[Claim, ...]
    values: tuple[str, ...]
    topic: str
    score: float
    asked: int
    filling: str


@dataclass(frozen=True, slots=True)
class _Edge:
    """Two facets of two items (by number) that differ, and how surely they speak of the same attribute."""

    score: float
    a: int
    b: int
    left: Facet
    right: Facet


def _like(a: Item, b: Item, idf: Mapping[str, float]) -> float:
    """Weighted share of the lesser claim's words that stand in the other, 0 to 1."""
    shared = sum(idf[word] for word in a.stems & b.stems)
    least = min(sum(idf[word] for word in a.stems), sum(idf[word] for word in b.stems))
    return shared / least if least else 0.0


def _edges_of(n: int, m: int, items: Sequence[Item], idf: Mapping[str, float]) -> Iterator[_Edge]:
    a, b = items[n], items[m]
    like = _like(a, b, idf)
    defines = a.definition is not None and b.definition is not None
    if (like < LIKE and not defines and not a.parts & b.parts) or norm(a.text) == norm(b.text):
        return
    for left, right, weight in differences(a, b):
        alike = 1.0 if left.sort in ("definition", "name") else fit(left, right, idf)
        score = weight * (0.6 * alike + 0.4 * like)
        if alike > 0.05 and score >= LIKE:
            yield _Edge(round(score, 9), n, m, left, right)


def _pairs(items: Sequence[Item]) -> list[tuple[int, int]]:
    """Numbers of items of different documents that share a word which is not too common, or that both define the page's thing."""
    holders: dict[str, list[int]] = defaultdict(list)
    for n, item in enumerate(items):
        for word in item.stems:
            holders[word].append(n)
        for mark in ("\0definition",) * bool(item.definition) + tuple(f"\0{part}" for part in sorted(item.parts)):
            holders[mark].append(n)
    found = set()
    for numbers in holders.values():
        if len(numbers) <= COMMON:
            found |= {
                (n, m)
                for i, n in enumerate(numbers)
                for m in numbers[i + 1 :]
                if items[n].document.id != items[m].document.id
            }
    return sorted(found)


_Spot = tuple[int, int, int]  # item, start, end


def _grouped(edges: Sequence[_Edge], items: Sequence[Item]) -> list[list[_Edge]]:
    """Edges on one attribute: best first, a facet joins a group if that holds nothing else of its document."""
    group_of: dict[_Spot, int] = {}
    spots: list[dict[str, _Spot]] = []
    grouped: list[list[_Edge]] = []
    for edge in edges:
        left, right = (edge.a, edge.left.start, edge.left.end), (edge.b, edge.right.start, edge.right.end)
        homes = sorted({group_of[spot] for spot in (left, right) if spot in group_of})
        if len(homes) > 1:
            continue
        if not homes:
            homes = [len(grouped)]
            grouped.append([])
            spots.append({})
        held = spots[homes[0]]
        if all(held.get(items[spot[0]].document.id, spot) == spot for spot in (left, right)):
            for spot in (left, right):
                held[items[spot[0]].document.id] = spot
                group_of[spot] = homes[0]
            grouped[homes[0]].append(edge)
    return [group for group in grouped if group]


def _topic(item: Item, facet: Facet, shared: frozenset[str]) -> str:
    """The page's name and the words of the sentence that all sides share, in their order."""
    kept = [item.text[s:e] for word, s, e in item.pieces if word in shared and not (s < facet.end and facet.start < e)]
    return f"{item.claim.name}: {' '.join(dict.fromkeys(kept[:8]))}" if kept else item.claim.name


def _candidate(group: Sequence[_Edge], items: Sequence[Item], rivals: Mapping[int, set[tuple[int, int]]]) -> Candidate:
    spots: dict[int, Facet] = {}
    weight: Counter[int] = Counter()
    for edge in group:
        for n, facet in ((edge.a, edge.left), (edge.b, edge.right)):
            spots.setdefault(n, facet)
            weight[n] += round(edge.score * 1e6)
    order = sorted(spots)
    asked = min(
        order,
        key=lambda n: (
            spots[n].sort == "denial" and not _is_cue(items[n], spots[n]),
            -weight[n],
            len(items[n].text),
            items[n].text,
        ),
    )
    shared = frozenset.intersection(*(items[n].stems for n in order))
    values = tuple(spots[n].quantity.text if spots[n].quantity else spots[n].text for n in order)  # type: ignore[union-attr]
    question = _question(items[asked], spots[asked], rivals[asked])
    return Candidate(
        id=short_hash(
            "candidate",
            *sorted(
                f"{items[n].document.id}:{items[n].claim.first}:{items[n].claim.last}:{norm(v)}"
                for n, v in zip(order, values, strict=True)
            ),
        ),
        kind=_kind(spots[asked], question, values),
        about=question,
        question=question,
        claims=tuple(items[n].claim for n in order),
        values=values,
        topic=_topic(items[asked], spots[asked], shared),
        score=max(edge.score for edge in group) + 0.01 * min(5, len(order) - 2),
        asked=order.index(asked),
        filling=_filling(items[asked], spots[asked], values[order.index(asked)]),
    )


def _is_cue(item: Item, facet: Facet) -> bool:
    return any(facet.start == f.start for f in item.denials)


def _filling(item: Item, facet: Facet, value: str) -> str:
    """What the sentence itself answers to the question made of it."""
    if facet.sort != "denial":
        return value
    return "false" if _is_cue(item, facet) else "true"


def _question(item: Item, facet: Facet, rivals: set[tuple[int, int]]) -> str:
    """A cloze; for a denial a question to be answered by true or false."""
    if facet.sort != "denial":
        hide = [(start, end) for start, end in rivals if end <= facet.start or facet.end <= start]
        return cloze(item.text, (facet.start, facet.end), _apart(hide))
    plain = item.text[: facet.start] + item.text[facet.end :] if _is_cue(item, facet) else item.text
    return f"Is it true or false that: {' '.join(plain.split()).rstrip('.')}?"


def _apart(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The spans that overlap none before them."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _rivals(edges: Sequence[_Edge]) -> dict[int, set[tuple[int, int]]]:
    """For each item, the names and words for which another has something else: in a question they would give a side away."""
    found: dict[int, set[tuple[int, int]]] = defaultdict(set)
    for edge in edges:
        for n, facet in ((edge.a, edge.left), (edge.b, edge.right)):
            if facet.sort in ("name", "word"):
                found[n].add((facet.start, facet.end))
    return found


def _kind(facet: Facet, question: str, values: Sequence[str]) -> DisagreementKind:
    if facet.sort == "denial":
        return "status"
    if facet.sort == "definition":
        return "definition"
    return entry_kind(question, values)


def candidates(page_claims: Sequence[tuple[Claim, Document]]) -> list[Candidate]:
    """What the claims of one page may disagree about, best first, at most 12; a pure function of the set of claims."""
    rows = {
        (document.id, claim.first, claim.last): (claim, document)
        for claim, document in sorted(page_claims, key=lambda row: row[0].id, reverse=True)
    }
    title = frozenset(word for claim, _ in rows.values() for word in tokens(claim.name))
    items = [
        Item(claim, document, document.quote(claim.first, claim.last), title)
        for _, (claim, document) in sorted(rows.items(), key=lambda row: row[0])
    ]
    spread = Counter(word for item in items for word in item.stems)
    idf = {word: math.log(1 + len(items) / count) for word, count in spread.items()}
    edges = [edge for n, m in _pairs(items) for edge in _edges_of(n, m, items, idf)]
    edges.sort(key=lambda e: (-e.score, e.a, e.b, e.left.start, e.right.start, e.left.end, e.right.end))
    rivals = _rivals(edges)
    found = [_candidate(group, items, rivals) for group in _grouped(edges, items)]
    return _best(found)


def _best(found: list[Candidate]) -> list[Candidate]:
    """The best, no question twice."""
    kept: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda c: (-c.score, c.id)):
        kept.setdefault(norm(candidate.question), candidate)
    return list(kept.values())[:MOST]
