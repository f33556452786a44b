"""Where the claims of one page may disagree: pairs that speak of one attribute and tell it otherwise, and what to ask.

Owns: `Candidate`, `candidates`, `question_of`. Promises: no model; independent of the order of the claims; at most twelve a page, the
best first. A question names the page's thing, holds no answer and is never a bare hole; where grammar fails, and in languages other than
English, it is the clause with the value left out, in quotation marks. A candidate is a question, not a verdict: each side is asked alone,
and `answers.compare` decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from agent.knowledge.disagreement.answers import entry_kind
from agent.knowledge.disagreement.editions import Editions
from agent.knowledge.disagreement.pairing import Edge, edges
from agent.knowledge.disagreement.told import Spot, Told
from agent.knowledge.model import Claim, DisagreementKind, Document, short_hash
from agent.knowledge.text.english import IRREGULAR
from agent.knowledge.text.normal import norm, pieces
from agent.knowledge.values.quantities import Quantity

MOST = 12


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


def candidates(
    claims: Sequence[tuple[Claim, Document]],
    names: Sequence[str] = (),
    editions: Editions | None = None,
    within: bool = True,
) -> list[Candidate]:
    """What the claims of one page may disagree about, best first, at most twelve; a pure function of the set of claims.

    `names` are the page's title, first, and its aliases; without them it is called as its claims call it. `editions` tell which documents
    are releases of one thing; without them those of the claims do. Without `within` a document is held against itself only where people
    talk.
    """
    editions = editions or Editions(document for _, document in claims)
    talk = any(document.sentences[claim.first - 1].speaker for claim, document in claims)
    if not within and not talk and len({editions.voice(document) for _, document in claims}) < 2:
        return []
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
    found_edges = list(edges(told, editions, within))
    found_edges.sort(
        key=lambda e: (-e.score, e.a, e.b, e.how.left.start, e.how.right.start, e.how.left.end, e.how.right.end)
    )
    page = called[0] if called else ""
    found = [_candidate(group, told, page) for group in _grouped(found_edges, told)]
    best: dict[str, Candidate] = {}
    for candidate in sorted(found, key=lambda c: (-c.score, c.id)):
        best.setdefault(norm(candidate.question), candidate)
    return list(best.values())[:MOST]


_Place = tuple[int, int, int]  # claim, start, end


def _grouped(edges: Sequence[Edge], told: Sequence[Told]) -> list[list[Edge]]:
    """Edges on one attribute: best first, a spot joins a group if that holds nothing else of its document; within a document, pairs."""
    group_of: dict[_Place, int] = {}
    held: list[dict[str, _Place]] = []  # of each group, its spot in each document
    grouped: list[list[Edge]] = []
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


def _candidate(group: Sequence[Edge], told: Sequence[Told], page: str) -> Candidate:
    spots: dict[int, Spot] = {}
    for edge in group:
        spots.setdefault(edge.a, edge.how.left)
        spots.setdefault(edge.b, edge.how.right)
    order = sorted(spots)
    values = tuple(spots[n].text for n in order)
    first = [n for n in order if not any(told[n].takes_up(told[m]) for m in order)]  # who answers names nothing
    asked = [question_of(told[n], spots[n], page, values) for n in first]
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


LONGEST = 160
CLAUSE = 90  # characters of a clause that stands in a question
_CUT = re.compile(r"[;:]\s|,\s+(?:and|but|while|which|who|where|although|because|so)\s|\s[–—-]\s|[.!?]\s+|[()]|\s\|\s")
_PRONOUN = re.compile(r"\A(?:It|He|She|They|This|The (?:page|thing))\b(?!['’])")
_DATED = re.compile(
    r"\A(?P<verb>[a-z]{1,40})(?P<rest>[^,;:]{0,60}?)\s{0,9}(?:\b(?:in|on|by|around|about|since|from|at)\s*(?:the\s+)?(?:year\s+)?)\Z"
)
_BE = re.compile(
    r"\A(?P<what>(?:The|Its|His|Her|Their) [^,;:]{3,60}?) (?P<be>is|was|are|were)(?: (?:of|about|only|set to|given as))?\s*\Z"
)
_LABEL = re.compile(r"(?:\A|\| |\s)(?P<label>[^\W\d_][\w /-]{1,40}): (?:[^|:]*)\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question; `plain` if it is a sentence of its own and no clause with something left out."""

    text: str
    plain: bool


def question_of(told: Told, spot: Spot, page: str, values: Sequence[str]) -> Asked:
    """What to ask so that this claim would answer with this value; `values` are those of all sides: none of them may be in it."""
    thing = page or told.document.title
    if spot.sort == "denial":
        return Asked(_fits(f"{thing}: is it so? “{_clause(told.text, 0, 0, ())}”"), False)
    plain = _when(told, spot, thing) or _what(told, spot, thing)
    if plain and len(plain) <= LONGEST and not any(value.casefold() in plain.casefold() for value in values):
        return Asked(plain, True)
    clause = _clause(told.text, spot.start, spot.end, values)
    return Asked(_fits(f"{thing}: {_which(spot)} in “{clause}”?"), False)


def _fits(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 2].rstrip() + "…?"


def _subject(told: Told, thing: str) -> tuple[str, int]:
    """What a claim speaks of, where that is the page, and where it ends there; ("", 0) if it begins otherwise."""
    if match := _PRONOUN.match(told.text):
        return thing, match.end()
    for name in (thing, f"The {thing}"):
        if told.text.startswith(f"{name} "):
            return name.replace("The ", "the ", 1), len(name)
    return "", 0


def _when(told: Told, spot: Spot, thing: str) -> str:
    """`It opened in 1931.` → `When did Marl Footbridge open?`"""
    subject, at = _subject(told, thing)
    if not subject or spot.quantity is None or spot.quantity.kind not in ("date", "clock"):
        return ""
    match = _DATED.match(told.text[at : spot.start].lstrip())
    if match is None:
        return ""
    verb, rest = match["verb"], match["rest"].strip()
    words = [subject, *([rest] if rest else [])]
    if verb in ("was", "were", "is", "are", "has", "had", "will"):
        return f"When {verb} {' '.join(words)}?" if rest else ""
    base = _base(verb)
    return f"When did {' '.join([subject, base, *words[1:]])}?" if base else ""


def _base(verb: str) -> str:
    """The form of a past tense that stands after `did`; "" if it is none."""
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if not verb.endswith("ed") or len(verb) < 4:
        return ""
    stem = verb[:-2]
    if stem.endswith("i"):
        return stem[:-1] + "y"
    if len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in "lsz":
        return stem[:-1]
    return (
        verb[:-1]
        if re.search(r"[^aeiou][aeiouy][cgsuvzk]\Z|[aeiou][cgsvz]\Z|(?:at|ur|ir|in|os|tl|bl|ng|iv|ut)\Z", stem)
        and _silent(stem)
        else stem
    )


def _silent(stem: str) -> bool:
    """Whether a stem wants its `e` back (`us-ed`, `creat-ed`), and is none like `open`, `begin`, `visit`."""
    return not re.search(r"(?:en|on|er|it|in|al|el|il|et|ow|ss|sh|ch|th|nt|ct|pt|st|rt|ft|lt|nd|ld|rd)\Z", stem)


def _what(told: Told, spot: Spot, thing: str) -> str:
    """`The default timeout is 30 seconds.` → `What is the default timeout (Kettle)?`; a label or a table's row by its names."""
    before = told.text[: spot.start]
    after = told.text[spot.end :].strip()
    if (match := _BE.match(before)) and re.match(r"[.,;]|$|(?:of|in|by|for|at)\b", after):
        what = re.sub(r"\A(?:The|Its|His|Her|Their) ", "the ", match["what"])
        tail = "" if thing.casefold() in what.casefold() else f" of {thing}"
        return f"What {match['be']} {what}{tail}?"
    if " | " in told.text and (cells := told.text.split(" | ")) and ": " in cells[0]:
        unit = f", in {spot.quantity.written}" if spot.quantity and spot.quantity.unit else ""
        return f"{thing}: what is the value of “{cells[0].split(': ', 1)[1]}”{unit}?"
    if (match := _LABEL.search(before)) and spot.sort != "figure":
        return f"{thing}: what stands under “{match['label'].strip()}”?"
    return ""


def _which(spot: Spot) -> str:
    q = spot.quantity
    if q is None:
        return {"day": "which day", "name": "which name"}.get(spot.sort, "what")
    if q.kind == "date":
        return "which year" if re.fullmatch(r"\d{4}", q.value) else "which date"
    if q.kind == "figure" and (q.written or q.noun):
        return f"how many {_counted(q)}"
    return {"version": "which version", "percent": "how many percent", "clock": "what time", "money": "how much"}.get(
        q.kind, "which number"
    )


def _counted(q: Quantity) -> str:
    return q.written or q.noun


def _clause(text: str, start: int, end: int, values: Sequence[str]) -> str:
    """The clause of a text around a span, the span and all values of the sides left out."""
    left, right = 0, len(text)
    if len(text) > CLAUSE:
        cuts = [(m.start(), m.end()) for m in _CUT.finditer(text)]
        left = max((b for _, b in cuts if b <= start and end - b >= CLAUSE // 3), default=max(0, start - CLAUSE))
        right = min(
            (a for a, _ in cuts if a >= end and a - left >= CLAUSE // 3),
            default=min(len(text), max(end, left) + CLAUSE),
        )
    shown = text[left:start] + ("…" if end > start else "") + text[end:right]
    for value in sorted(values, key=len, reverse=True):
        shown = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "…", shown)
    return " ".join(shown.split()).strip(" ,;:.")
