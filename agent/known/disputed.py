"""Disputes with what their sides answered, each alone, as far as it still counts.

Owns: which disputes are about a page that is there, which of like ones count, and which answers: a side's does as long as what it cites is
a claim of the page.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pydantic import TypeAdapter

from agent.knowledge.disagreement.answers import Verdict, compare, scoped
from agent.knowledge.disagreement.editions import Editions, changed
from agent.knowledge.disagreement.told import alike, alike_words
from agent.knowledge.model import Answer, Document
from agent.knowledge.text.digits import hand
from agent.knowledge.text.normal import tokens
from agent.knowledge.values.forms import release
from agent.known.lasting import Lasting
from agent.known.pages import Known, KnownPage
from agent.state.disputes import RELEASE, DisputeRecord, ReplyRecord
from agent.state.state import State

ASKS = TypeAdapter(dict[str, list[str]])


@dataclass(frozen=True, slots=True)
class Told:
    """A dispute with what its sides answered. `page` is the id of the page that it is about now; `replies` have a value, by side."""

    dispute: DisputeRecord
    page: str
    replies: tuple[ReplyRecord, ...]
    judged: Mapping[tuple[int, int], bool]
    documents: Mapping[str, Document]
    called: Mapping[str, str]
    editions: Editions

    @classmethod
    def all(cls, state: State, known: Known) -> Iterator[tuple[DisputeRecord, Told]]:
        """Every dispute about a page that is there, by page and id."""
        gone = {record.id: record.gone_to for record in state.pages.all() if record.gone_to}
        replies: dict[str, dict[int, ReplyRecord]] = defaultdict(dict)
        for reply in state.disputes.replies():
            replies[reply.dispute][reply.side] = reply
        said: dict[str, dict[tuple[int, int], bool]] = defaultdict(dict)
        for verdict in state.disputes.verdicts():
            said[verdict.dispute][verdict.a, verdict.b] = verdict.yes
        held: dict[str, set[tuple[str, int]]] = {}
        editions = editions_of(state)
        for dispute in unlike(state, known):
            page = _alive(dispute.page, known, gone)
            if page is None:
                continue
            of = [_alive(side.page, known, gone) if side.page else page for side in dispute.sides]
            for one in (one for one in of if one and one not in held):
                held[one] = _places(known.by_id[one])
            there = [
                r
                for n, r in sorted(replies[dispute.id].items())
                if r.value and _cites(r) & held.get(of[n] or "", set())
            ]
            documents = {r.document: state.documents.get(r.document) for r in there}
            yield dispute, cls(dispute, page, tuple(there), said[dispute.id], documents, known.names, editions)

    def verdict(self) -> Verdict:
        """What the answers come to. Numbers of answers are those of `replies`."""
        if self.dispute.origin == RELEASE and len(self.replies) == 2:
            return changed(self.dispute.question, *self.answers())
        both = {
            (n, m): self.judged[a, b] or self.judged[b, a]
            for n, a in enumerate(reply.side for reply in self.replies)
            for m, b in enumerate(reply.side for reply in self.replies)
            if n < m and (a, b) in self.judged and (b, a) in self.judged
        }
        return compare(self.dispute.question, self.answers(), both, self.called, self._repeated())

    def _repeated(self) -> set[tuple[int, int]]:
        """Pairs of answers that do not deny each other by where they stand, unless they were judged."""
        numbers = range(len(self.replies))
        return {(n, m) for m in numbers for n in range(m) if not self.judged and self._apart(n, m)}

    def _apart(self, n: int, m: int) -> bool:
        a, b = ((self.documents[r.document], min(r.cites), max(r.cites)) for r in (self.replies[n], self.replies[m]))
        return self.editions.apart(a, b)

    def answers(self) -> list[Answer]:
        """The replies as answers; a scope that the reply does not tell is read in what it cites."""
        made = []
        for r in self.replies:
            document = self.documents[r.document]
            written = hand(document.text, document.language)
            answer = Answer(self.dispute.question, r.document, r.value, r.unit, r.scope, r.cites, written)
            made.append((answer, " ".join(document.sentence(n) for n in r.cites)))
        return scoped(made)

    def shown(self, number: int) -> dict[str, Any]:
        """An answer as a judge sees it."""
        r = self.replies[number]
        value = " ".join(part for part in (r.value or "", "" if r.unit in (r.value or "") else r.unit) if part)
        scope = f" ({r.scope})" if r.scope else ""
        return {"side": r.side, "value": value + scope, "document": r.document, "sentences": list(r.cites)}


def unlike(state: State, known: Known, lasting: Lasting | None = None) -> list[DisputeRecord]:
    """The disputes without those that another one asks too: in the same words, or about the same sentences. Of two the one counts that two
    claims gave rise to (not tending) or that was told with its answers, that is about the page that most is known of and asks most,
    whichever was asked first: a night that was broken off plans them in another order. `lasting` spares reading their questions again.
    """
    read = (lasting.row("asks", "", "", ASKS) if lasting else None) or {}
    known_before = len(read)

    def claims(page: str) -> int:
        return len(known.by_id[page].claims) if page in known.by_id else 0

    def names(page: str) -> list[str]:
        return [known.by_id[page].title, *known.by_id[page].aliases] if page in known.by_id else []

    kept: list[DisputeRecord] = []
    # those kept, by their page, and by each document that they ask
    at: dict[str, list[_Asked]] = defaultdict(list)

    def order(d: DisputeRecord) -> tuple[bool, bool, int, str, int, int, str]:
        asked = len(d.sides), sum(len(side.sentences) for side in d.sides)
        return d.origin == "tend", d.origin != RELEASE, -claims(d.page), d.page, -asked[0], -asked[1], d.id

    every = [*_newest(state)]
    for dispute in sorted(every, key=order):
        asked = _Asked(dispute, read)
        near = [*at[dispute.page], *min((at[document] for document in sorted(asked.documents)), key=len, default=[])]
        if not any(_asks(other, asked, names) for other in near):
            kept.append(dispute)
            for place in {dispute.page, *asked.documents}:
                at[place].append(asked)
    if lasting and len(read) > known_before:
        lasting.note("asks", "", "", {d.id: read[d.id] for d in every if d.id in read}, ASKS)
    return kept


def _newest(state: State) -> Iterator[DisputeRecord]:
    """The disputes without those that the same claims gave rise to again when more was known, once every side of that has answered: whom
    else a question is put to hangs on what is known, and must not hang on what was known first.
    """
    raised: dict[object, list[DisputeRecord]] = defaultdict(list)
    for dispute in state.disputes.all():
        pair = frozenset((side.document, side.disputed) for side in dispute.sides if side.disputed)
        raised[(dispute.page, dispute.question, dispute.origin, pair) if len(pair) > 1 else dispute.id].append(dispute)
    answers = state.disputes.answers() if any(len(again) > 1 for again in raised.values()) else {}
    for again in raised.values():
        whole = (n for n in reversed(range(len(again))) if answers.get(again[n].id, 0) >= len(again[n].sides))
        yield from again[next(whole, 0) :]


class _Asked:
    """A dispute as it is held against many others: the documents that it asks, the claims that gave rise to it, its words."""

    def __init__(self, dispute: DisputeRecord, read: dict[str, list[str]]) -> None:
        """`read` are the words of questions, by the ids of disputes: what is missing is added."""
        self.dispute, self._read = dispute, read
        self.documents = frozenset(side.document for side in dispute.sides)

    @cached_property
    def pair(self) -> frozenset[tuple[str, tuple[int, ...]]]:
        return frozenset((s.document, s.disputed) for s in self.dispute.sides if s.disputed)

    @cached_property
    def words(self) -> frozenset[str]:
        if self.dispute.id not in self._read:
            self._read[self.dispute.id] = sorted(set(tokens(self.dispute.question)))
        return frozenset(self._read[self.dispute.id])


def _asks(first: _Asked, second: _Asked, names: Callable[[str], list[str]]) -> bool:
    """Whether what the second asks of a page is asked by the first one; what tending asked is put to whoever may know."""
    one, other = first.dispute, second.dispute
    if other.origin == "tend" != one.origin:
        return one.page == other.page and alike(one.question, other.question, names(one.page))
    if len(second.documents) < 2 or not second.documents <= first.documents:
        return False
    of_one = one.page == other.page or RELEASE not in (one.origin, other.origin)  # "What is the default?"
    if of_one and (one.question == other.question or first.words == second.words):
        return True
    return len(second.pair) > 1 and second.pair == first.pair and alike_words(first.words, second.words)


def editions_of(state: State) -> Editions:
    """The releases among the documents. Of what is of none nothing need be known beforehand."""
    of = tuple((identity, address) for identity, address in state.documents.addresses().items() if release(address))
    held: dict[tuple[tuple[str, str], ...], Editions] = state.lasts("editions", dict)
    if of not in held:
        held.clear()
        held[of] = Editions(state.documents.get(identity) for identity, _ in of)
    return held[of]


def _alive(page: str, known: Known, gone: Mapping[str, str]) -> str | None:
    """The page that this one is now: itself, or the one that it was merged into; None if it is no more."""
    passed: set[str] = set()
    while page not in known.by_id:
        if page not in gone or page in passed:
            return None
        passed.add(page)
        page = gone[page]
    return page


def _places(page: KnownPage) -> set[tuple[str, int]]:
    return {(claim.document, n) for claim in page.claims for n in range(claim.first, claim.last + 1)}


def _cites(reply: ReplyRecord) -> set[tuple[str, int]]:
    return {(reply.document, n) for n in reply.cites}
