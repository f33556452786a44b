"""What a claim tells that another could tell otherwise: its figures, days, names, denials, each with the words around it.

Owns: `Spot`, `Told`; `sides`, who is asked about it with which of their sentences. Promises: functions of the claim's text, its headings
and the page's names. Languages without spaces are read by pairs of characters.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from agent.knowledge.model import Claim, Document
from agent.knowledge.text.digits import hand
from agent.knowledge.text.english import STOP, listed
from agent.knowledge.text.letters import fold
from agent.knowledge.text.names import Name, names_differ, proper_names
from agent.knowledge.text.normal import pieces, root, tokens
from agent.knowledge.text.polarity import asks, happening, negations
from agent.knowledge.values.forms import days
from agent.knowledge.values.quantities import Quantity
from agent.knowledge.values.readings import read, same_figure

SpotSort = Literal["figure", "day", "name", "denial", "word"]
REACH = 7  # content words on each side of a spot that say what it is of
CROWDED = 24  # figures, or names, of one claim that are looked at
_OPINION = frozenset(
    map(root, listed("think believ guess mean say said sure about rather heard know glaub denk pens cro crois"))
)
_LATER = re.compile(  # what was planned, or somebody held: it states no fact of its own
    r"\b(?:plan(?:s|ned)?|proposed|proposal|intend(?:s|ed)?|intention|scheduled|hoped|meant|due) (?:\w+ ){0,8}?(?:to|for)\b"
    r"|\b(?:was|were) (?:to|expected to) [a-z]+\b|\bin (?:[\w’'. ]+['’]s?|his|her|their|my|our) (?:own )?(?:opinion|view|belief)\b"
    r"|(?<!than )(?<!as )\bplanned\b|\bexpected\b|\bi think\b"
    r"|\bsoll(?:te|en|ten)?\b|(?<!als )(?<!wie )\bgeplant\w*|\bprévue?s?\b|\bprevist[oa]s?\b|予定|计划",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that a claim tells: `text` is `claim text[start:end]`; `around` weighs the roots beside it, nearest most."""

    sort: SpotSort
    text: str
    start: int
    end: int
    around: Mapping[str, float]
    quantity: Quantity | None = None


@dataclass(frozen=True)
class Told:
    """A claim with what it tells; `title` holds the roots of the page's names, which say nothing about an attribute."""

    claim: Claim
    document: Document
    text: str
    title: frozenset[str]

    @cached_property
    def pieces(self) -> list[tuple[str, int, int]]:
        """Its content words without those of the page's name."""
        return [piece for piece in pieces(self.text, self.document.language) if piece[0] not in self.title]

    @cached_property
    def _happened(self) -> list[tuple[str, int, int]]:
        """The same, with what happened for whatever word tells it."""
        return [(happening(self.text[start:end]) or r, start, end) for r, start, end in self.pieces]

    @cached_property
    def roots(self) -> frozenset[str]:
        """The roots of its own content words."""
        return frozenset(piece[0] for piece in self.pieces)

    @cached_property
    def above(self) -> frozenset[str]:
        """The roots of the headings over it: they tell what it is about without being said."""
        path = self.document.sentences[self.claim.first - 1].heading
        return (
            frozenset(piece[0] for part in path for piece in pieces(part, self.document.language))
            - self.title
            - self.roots
        )

    @property
    def _hand(self) -> str:
        return hand(self.document.text, self.document.language)

    @cached_property
    def figures(self) -> list[Spot]:
        """Quantities."""
        return [self.spot("figure", q.start, q.end, q) for q in _read(self.text, self._hand)[:CROWDED]]

    @cached_property
    def weekdays(self) -> list[Spot]:
        """Days of the week."""
        return [self.spot("day", start, end) for start, end in days(self.text)]

    @cached_property
    def called(self) -> list[Name]:
        """Proper names other than the page's own that begin no sentence and are no label; of German, where every noun has a capital, those
        of two words and more.
        """
        least = 2 if self.document.language == "de" else 1
        found = [n for n in proper_names(self.text)[:CROWDED] if len(n.text.split()) >= least]
        found = [n for n in found if self.text[n.end : n.end + 1] != ":" and (len(n.text.split()) > 1 or n.start)]
        return [n for n in found if not {r for r, _, _ in pieces(n.text, self.document.language)} <= self.title]

    @cached_property
    def names(self) -> list[tuple[str, Spot]]:
        """Names with what they hang on: the word right before, titles and articles passed over, if it is a small one; or their label."""
        found = []
        for name in self.called:
            match = re.search(r"([\w'’-]{1,60})(:?)\s{0,9}\Z", _HONOUR.sub("", self.text[: name.start]))
            word = match[1].lower() if match else ""
            if match and (match[2] or word in STOP or len(word) <= 4):
                found.append((root(word) + match[2], self.spot("name", name.start, name.end)))
        return found

    @cached_property
    def tells_nothing(self) -> bool:
        """Whether it is a question."""
        return asks(self.text)

    @cached_property
    def named(self) -> bool:
        """Whether it has a word of the page's name."""
        return any(piece[0] in self.title for piece in pieces(self.text, self.document.language))

    @cached_property
    def denied(self) -> list[tuple[tuple[str, ...], bool]]:
        """The roots that each of its negations bears on, and whether it denies a thing (`no microphone`), not that something happens."""
        return [
            (tuple(map(root, n.scope)), _NO.match(n.cue) is not None)
            for n in negations(self.text, self.document.language)
        ]

    @cached_property
    def supposed(self) -> bool:
        """Whether it only tells a plan or somebody's opinion; what one says in a talk that one thinks, one states."""
        found = _LATER.search(fold(self.text))
        spoken = bool(self.document.sentences[self.claim.first - 1].speaker)
        return found is not None and not (spoken and found.group().lower() == "i think")

    @cached_property
    def dates(self) -> list[Quantity]:
        """Years and versions that it speaks of."""
        return [s.quantity for s in self.figures if s.quantity and s.quantity.kind in ("date", "version")]

    @cached_property
    def now(self) -> bool:
        """Whether it tells how something is at the time of its telling, without a date."""
        return not self.dates and NOW.search(self.text) is not None

    def says(self, q: Quantity) -> bool:
        """Whether a figure of it can be that one."""
        return any(same_figure(q, s.quantity) for s in self.figures if s.quantity)

    def takes_up(self, other: Told) -> bool:
        """Whether it is what somebody else says next about the same: besides its figures only small words, `no` and `I think`."""
        here, there = (t.document.sentences[t.claim.first - 1] for t in (self, other))
        next_to = self.document.id == other.document.id and self.claim.first == other.claim.last + 1
        if not next_to or not here.speaker or here.speaker == there.speaker or here.section != there.section:
            return False
        figures = {root for spot in self.figures for root, _, _ in pieces(spot.text, self.document.language)}
        return bool(figures) and self.roots - figures <= _OPINION

    def has(self, name: str) -> bool:
        """Whether it has a name, or one of its names can be that one."""
        mine = {r for r, _, _ in pieces(name)}
        return mine <= self.roots | self.title or any(not names_differ(name, n.text) for n in self.called)

    def spot(self, sort: SpotSort, start: int, end: int, quantity: Quantity | None = None) -> Spot:
        """What stands there, with the words around it."""
        return Spot(sort, self.text[start:end], start, end, self._around(start, end), quantity)

    def _around(self, start: int, end: int) -> dict[str, float]:
        before = [r for r, _, e in self._happened if e <= start][: -REACH - 1 : -1]
        after = [r for r, s, _ in self._happened if s >= end][:REACH]
        weights = dict.fromkeys(self.above, 0.3)
        for side in (before, after):
            for distance, word in enumerate(side):
                near = 1.0 if word[0] == "=" else 1 / (1 + 0.35 * distance)  # what happened is dated wherever it stands
                weights[word] = max(weights.get(word, 0.0), near)
        return weights


NOW = re.compile(  # as one says it in passing: a statement that only tells the present, as most do, needs no such word
    r"\b(?:now|today|tonight|nowadays|currently|at the moment|at present|this (?:morning|afternoon|evening|minute)"
    r"|heute|derzeit|momentan|aujourd'hui|actuellement|hoy|actualmente|ahora)\b|現在|目前|今日",
    re.IGNORECASE,
)
_NO = re.compile(r"(?:no|none|without|kein\w*|ohne|aucune?|sans|ning[uú]n\w*|sin)\Z", re.IGNORECASE)
_HONOUR = re.compile(r"(?:\b(?:the|an?|der|die|das|dem|den|le|la|el|Mr|Mrs|Miss|Dr)\b\.?\s{0,9}){1,9}\Z")


SHOWN = 24  # sentences of one side at most
MOST = 5  # sides of one question
RELATED = 0.6  # share of a question's weighted words that a claim of a further document must hold to make it a side
ALIKE = 0.6  # share of the content words of the shorter of two questions that makes them one
FEW = 12  # sentences of a side of a question that no claims gave rise to
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
    return alike_words(set(tokens(one)) - said, set(tokens(other)) - said)


def alike_words(a: Set[str], b: Set[str]) -> bool:
    """The same of the content words of two questions."""
    return len(a & b) >= ALIKE * min(len(a), len(b))


@lru_cache(maxsize=32768)  # a sentence may be about many pages
def _read(text: str, written: str) -> tuple[Quantity, ...]:
    return tuple(read(text, written))
