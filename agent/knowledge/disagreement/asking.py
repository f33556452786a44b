"""What is asked about a difference, who is asked with which of their sentences, and where an answer stands in them.

Owns: `question_of`, `sides`, `where_it_stands`, `uncut`. Promises: pure, and independent of the order of the claims; a question names the
page's thing, holds no answer and is never a bare hole; where grammar fails, and in languages other than English, it is the clause with the
value left out, in quotation marks.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from agent.knowledge.disagreement.told import Spot, Told, pieces
from agent.knowledge.model import Claim, Document
from agent.knowledge.text.english import IRREGULAR
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import tokens
from agent.knowledge.values.forms import weekday
from agent.knowledge.values.quantities import Quantity
from agent.knowledge.values.readings import read, same_figure, yes

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


SHOWN = 24  # sentences of one side at most
MOST = 5  # sides of one question
RELATED = 0.6  # share of a question's weighted words that a claim of a further document must hold to make it a side
ALIKE = 0.6  # share of the content words of the shorter of two questions that makes them one
FEW = 12  # sentences of a side of a question that no claims gave rise to
HALF = 0.5  # share of an answer's words that must stand in what it cites
Shown = tuple[str, tuple[int, ...]]  # a document's id and its sentences


def sides(
    question: str, disputed: Sequence[Claim], page: Sequence[tuple[Claim, Document]], names: Sequence[str]
) -> list[Shown]:
    """The documents of the disputed claims, each with its own sentences about the page, and others that tell of the same.

    `page` are all claims of the page. Of one document that disagrees with itself, the claims alone are the sides. Without disputed claims
    the documents that share most words with the question are asked: who knows no words for an answer may still hold one.
    """
    documents = {document.id: document for _, document in page}
    mine = sorted({claim.document for claim in disputed}, key=lambda d: (documents[d].slug, d))
    spans = sorted({(claim.first, claim.last) for claim in disputed})
    if len(mine) == 1:
        return [(mine[0], tuple(range(first, last + 1))) for first, last in spans]
    told: dict[str, dict[int, frozenset[str]]] = defaultdict(dict)
    for claim, document in page:
        for n in range(claim.first, claim.last + 1):
            told[document.id][n] = frozenset(root for root, _, _ in pieces(document.sentence(n), document.language))
    spread = Counter(root for rows in told.values() for roots in rows.values() for root in roots)
    total = sum(map(len, told.values()))
    title = {root for name in names for root, _, _ in pieces(name)}
    wanted = {r: math.log(1 + total / (1 + spread[r])) for r in sorted({r for r, _, _ in pieces(question)} - title)}

    def share(document: str, n: int) -> float:
        whole = sum(wanted.values())
        return round(sum(w for r, w in wanted.items() if r in told[document][n]) / whole, 9) if whole else 0.0

    best = {d: max(share(d, n) for n in rows) for d, rows in told.items() if d not in mine}
    more = sorted((d for d in best if best[d] >= RELATED or not mine), key=lambda d: (-best[d], documents[d].slug, d))
    found = []
    for d in [*mine, *more][: max(MOST, len(mine))]:
        first = {n for c in disputed if c.document == d for n in range(c.first, c.last + 1)}
        chosen = sorted(told[d], key=lambda n: (n not in first, -share(d, n), n))[: SHOWN if mine else FEW]
        found.append((d, tuple(sorted({*chosen, *first}))))
    return found


def alike(one: str, other: str, names: Iterable[str] = ()) -> bool:
    """Whether two questions are one in other words. Those of `names` say of what both ask, not what."""
    said = {word for name in names for word in tokens(name)}
    a, b = set(tokens(one)) - said, set(tokens(other)) - said
    return len(a & b) >= ALIKE * min(len(a), len(b))


def where_it_stands(
    value: str,
    unit: str,
    question: str,
    shown: Mapping[int, str],
    cited: Iterable[int],
    also: Sequence[str] = (),
    language: str = "en",
    trusted: bool = False,
) -> tuple[int, ...]:
    """Numbers of the sentences that hold `value` as an answer to `question`; empty if none of those shown does.

    First those cited that each hold it, then those cited together, then the one of all that holds it and shares most with the question. Yes
    and no stand nowhere: they are as good as what was cited. `also` are the page's names, which a sentence need not repeat. Who is
    `trusted` may answer in words of its own ("before" of one who "marries first"); figures stand in what is cited all the same.
    """
    mine = sorted({n for n in cited if n in shown})
    if yes(value) is not None:
        return tuple(mine)
    if alone := [n for n in mine if _holds(value, unit, shown[n], also, language)]:
        return tuple(alone)
    if len(mine) > 1 and _holds(value, unit, " ".join(shown[n] for n in mine), also, language):
        return tuple(mine)
    if trusted and mine and not read(f"{value} {unit}", language):
        return tuple(mine)
    asked = {root for root, _, _ in pieces(question)}
    there = [n for n in sorted(shown) if _holds(value, unit, shown[n], (), language, least=1.0)]
    return tuple(sorted(there, key=lambda n: (-len(asked & {r for r, _, _ in pieces(shown[n], language)}), n))[:1])


def _holds(value: str, unit: str, text: str, also: Sequence[str], language: str, least: float = HALF) -> bool:
    """Whether a text holds a value: every figure of it in whatever spelling, and at least that share of its words."""
    if fold(value).casefold() in fold(text).casefold():
        return bool(value.strip())
    there = read(text, language)
    for spelling in dict.fromkeys((f"{value} {unit}".strip(), value)):
        figures = read(spelling, language)
        if all(any(same_figure(q, o) for o in there) or _written(q.text, text) for q in figures):
            break
    else:
        return False
    if weekday(value) is not None and not re.search(r"\d", value):
        return weekday(text) == weekday(value)
    roots = {r for r, _, _ in pieces(value, language)}
    held = {r for source in (text, *also) for r, _, _ in pieces(source, language)}
    words = {r for r in roots if not any(map(str.isdigit, r))}
    return len(words & held) >= least * len(words) if words else bool(figures or roots & held)


def uncut(value: str, texts: Iterable[str], language: str) -> str:
    """A value as it stands in the texts: one that begins within a figure (`500 cars` of `12 500 cars`) with the whole of that figure."""
    mine = read(value, language)
    for text in texts:
        at = fold(text).casefold().find(fold(value).casefold()) if value[:1].isdigit() else -1
        there = read(text, language) if at > 1 and re.search(r"\d[\s.,'’_]\Z", text[:at]) else []
        if any(same_figure(q, o) for q in mine for o in there):
            continue
        for q in there:
            if q.start < at < q.end and q.kind != "date" and ".." not in q.value:
                return text[q.start : max(q.end, at + len(value))]
    return value


def _written(number: str, text: str) -> bool:
    """Whether the digits of a figure stand in a text as they are: a bare 7 is the 7 of `7 m` too."""
    digits = re.search(r"\d[\d.,:]*", number)
    return digits is not None and re.search(rf"(?<![\d.,]){re.escape(digits.group())}(?![\d]|[.,]\d)", text) is not None
