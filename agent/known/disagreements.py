"""The disagreements that stand: what the sides answered, each alone, compared in code, and by a judge where code cannot tell.

Owns: the step from disputes, replies and verdicts to entries. A side counts as long as what it cites is a claim of the page; so what is
gone, or was found to be of another thing, takes its entry along. An entry's id hangs on page and question; what a person decided lasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from typing import Any

from agent.knowledge.disagreement.answers import Verdict, compare, scoped
from agent.knowledge.disagreement.editions import Editions
from agent.knowledge.disagreement.revised import changed
from agent.knowledge.disagreement.told import alike
from agent.knowledge.model import (
    Answer,
    Citation,
    Disagreement,
    DisagreementState,
    Document,
    Side,
    disagreement_id,
    short_hash,
)
from agent.knowledge.text.digits import hand
from agent.knowledge.text.letters import fold
from agent.knowledge.text.normal import tokens
from agent.known.pages import Known, KnownPage
from agent.state.disputes import RELEASE, DisputeRecord, ReplyRecord
from agent.state.state import State

_STATES: dict[str, DisagreementState] = {"disagree": "open", "changed": "changed"}
LONGEST = 3  # sentences of a side's quotation


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
        editions = Editions(state.documents.all())
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


def unlike(state: State, known: Known) -> list[DisputeRecord]:
    """The disputes without those that another one asks too: in the same words, or about the same sentences. Of two the one counts that two
    claims gave rise to (not tending) or that was told with its answers, that is about the page that most is known of and asks most,
    whichever was asked first: a night that was broken off plans them in another order.
    """
    claims = {page.id: len(page.claims) for page in known.pages}
    names = {page.id: [page.title, *page.aliases] for page in known.pages}
    kept: list[DisputeRecord] = []
    # those kept, by their page, and by each document that they ask
    at: dict[str, list[DisputeRecord]] = defaultdict(list)

    def order(d: DisputeRecord) -> tuple[bool, bool, int, str, int, int, str]:
        asked = len(d.sides), sum(len(side.sentences) for side in d.sides)
        return d.origin == "tend", d.origin != RELEASE, -claims.get(d.page, 0), d.page, -asked[0], -asked[1], d.id

    for dispute in sorted(state.disputes.all(), key=order):
        asked = {side.document for side in dispute.sides}
        near = [*at[dispute.page], *min((at[document] for document in sorted(asked)), key=len, default=[])]
        if not any(_asks(other, dispute, names.get(other.page, [])) for other in near):
            kept.append(dispute)
            for place in {dispute.page, *asked}:
                at[place].append(dispute)
    return kept


def _asks(one: DisputeRecord, other: DisputeRecord, names: Sequence[str]) -> bool:
    """Whether what the other asks of what has these names is asked by the first one; what tending asked is put to whoever may know."""
    if other.origin == "tend" != one.origin:
        return one.page == other.page and alike(one.question, other.question, names)
    documents, mine = ({side.document for side in d.sides} for d in (other, one))
    if len(documents) < 2 or not documents <= mine:
        return False
    pair, same = ({(s.document, s.disputed) for s in d.sides if s.disputed} for d in (other, one))
    of_one = one.page == other.page or RELEASE not in (one.origin, other.origin)  # "What is the default?"
    told = of_one and set(tokens(other.question)) == set(tokens(one.question))
    return told or (len(pair) > 1 and pair == same and alike(one.question, other.question))


def disagreements(state: State, known: Known) -> list[Disagreement]:
    """Every entry, by page and question; sorted, so that the order of sources does not show."""
    decisions = state.decided()
    decided = [record for record in decisions if record.kind == "settled"]
    again = {record.a for record in decisions if record.kind == "reopened"}
    settled = {record.a: record for record in decided}
    entries = []
    for dispute, said in Told.all(state, known):
        if entry := _entry(said, known.by_id[said.page]):
            # Of a page that was merged into another meanwhile, the entry had another id.
            word = settled.get(entry.id) or settled.get(disagreement_id(dispute.page, dispute.question))
            # Of a document that changed, its question may be another one: what was settled are these sentences against each other.
            if not word and entry.id not in again:
                word = next((r for r in decided if len(told(entry) & set(r.qualifier.split())) > 1), None)
            entries.append(replace(entry, state="resolved", note=word.reason, settled=word.b) if word else entry)
    kept = _distinct(entries, {page.title: len(page.claims) for page in known.pages})
    return [replace(entry, home=home_of(entry, known)) for entry in kept]


def told(entry: Disagreement) -> set[str]:
    """What its sides say, as marks that last as long as the words do."""
    return {short_hash(" ".join(side.quote.split()).casefold()) for side in entry.sides}


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


def _entry(told: Told, page: KnownPage) -> Disagreement | None:
    """One dispute's entry, or None if its answers do not come to a disagreement."""
    verdict = told.verdict()
    if verdict.outcome not in _STATES:
        return None
    disputed = {(side.document, n) for side in told.dispute.sides for n in side.disputed}
    # Two releases of one thing do not deny each other: it went on.
    released = told.editions.changed(told.documents[answer.document] for group in verdict.groups for answer in group)
    state = "changed" if released else _STATES[verdict.outcome]

    def order(side: Side) -> tuple[Any, ...]:
        document = told.documents[side.citation.document]
        place = told.editions.place(document) if released else ()
        return (place, side.date is None, side.date or "", document.slug, side.citation, side.value)

    sides = sorted(
        (
            replace(_side(answer, told.documents[answer.document], disputed), group=_value(group.answers[0]))
            for group in verdict.groups
            for answer in group
        ),
        key=order,
    )
    if len({side.citation for side in sides}) < 2:
        return None
    kind = verdict.kind if verdict.kind != "other" or not told.dispute.kind else told.dispute.kind
    identity = disagreement_id(page.id, told.dispute.question)
    return Disagreement(identity, page.title, kind, state, told.dispute.question, tuple(sides))  # type: ignore[arg-type]


def _side(answer: Answer, document: Document, disputed: Set[tuple[str, int]]) -> Side:
    """What one side says, with its sentences; of some that lie far apart, those that gave rise to the question."""
    first, last = min(answer.cites), max(answer.cites)
    if last - first >= LONGEST:
        first = last = next((n for n in sorted(answer.cites) if (document.id, n) in disputed), first)
    quote = document.quote(first, last)
    when = "" if document.stated else document.when
    return Side(
        _value(answer), quote, Citation(document.id, first, last), quote, document.stated, when, document.byline
    )


def _value(answer: Answer) -> str:
    apart = answer.unit and answer.unit not in str(answer.value)
    return f"{answer.value} {answer.unit}" if apart else str(answer.value)


def by_value(sides: Sequence[Side]) -> list[tuple[str, list[int]]]:
    """The sides by what they say: (value, numbers of those that say it), in order of the first of each."""
    found: dict[str, list[int]] = {}
    for number, side in enumerate(sides):
        found.setdefault(side.group or side.value, []).append(number)
    return list(found.items())


def _distinct(entries: Sequence[Disagreement], weight: Mapping[str, int]) -> list[Disagreement]:
    """The same sentences against each other are one entry, the one with most sides, on the page that has most to say.

    So is one question in other words that gets a value from the same sentence, of the same documents.
    """
    kept: list[Disagreement] = []
    citing: dict[Citation, list[Disagreement]] = defaultdict(list)
    for entry in sorted(
        entries, key=lambda e: (-len(e.sides), -weight[e.page], e.page.casefold(), e.state, e.about, e.id)
    ):
        cited = {side.citation for side in entry.sides}
        if not any(_covers(other, entry) for citation in cited for other in citing[citation]):
            kept.append(entry)
            for citation in cited:
                citing[citation].append(entry)
    return sorted(kept, key=lambda entry: (entry.page.casefold(), entry.about, entry.id))


def _covers(entry: Disagreement, other: Disagreement) -> bool:
    cited, again = ({side.citation for side in e.sides} for e in (entry, other))
    asks = {side.citation.document for side in other.sides} <= {side.citation.document for side in entry.sides}
    return again <= cited or (bool(cited & again) and asks and alike(entry.about, other.about))


def touches(entry: Disagreement, cited: Iterable[Citation]) -> bool:
    """Whether what an entry disputes, or a person settled, is told by one of these citations."""
    return entry.state in ("open", "resolved") and told_by(entry, cited) > 0


def told_by(entry: Disagreement, cited: Iterable[Citation]) -> int:
    """How many sides of an entry are told by these citations."""
    cited = tuple(cited)
    return sum(any(_meets(side.citation, one) for one in cited) for side in entry.sides)


def home_of(entry: Disagreement, known: Known) -> str:
    """The title of the page that the question names and that tells a side, where it does not name the page of its claims."""
    asked, own = fold(entry.about).casefold(), known.by_title[entry.page]
    if any(fold(name).casefold() in asked for name in (own.title.partition(" (")[0], *own.aliases)):
        return ""
    named = (page for page in known.pages if len(page.title) > 2 and fold(page.title).casefold() in asked)
    told = (page for page in named if told_by(entry, (c.citation for c in page.claims)))
    return max(told, key=lambda page: (len(page.title), page.title), default=own).title


def _meets(a: Citation, b: Citation) -> bool:
    return a.document == b.document and a.first <= b.last and b.first <= a.last
