"""The disagreements that stand: what the sides answered, each alone, compared in code, and by a judge where code cannot tell.

Owns: the step from disputes, replies and verdicts to entries. A side counts as long as what it cites is a claim of the page; so what is
gone, or was found to be of another thing, takes its entry along. An entry's id hangs on page and question; what a person decided lasts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence, Set
from dataclasses import replace
from typing import Any

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
from agent.knowledge.text.normal import key, norm
from agent.known.disputed import Told
from agent.known.pages import Known, KnownPage
from agent.known.touching import home_of
from agent.state.state import State

_STATES: dict[str, DisagreementState] = {"disagree": "open", "changed": "changed"}
LONGEST = 3  # sentences of a side's quotation


def disagreements(state: State, known: Known) -> list[Disagreement]:
    """Every entry, by page and question; sorted, so that the order of sources does not show."""
    if state.in_transaction:
        return _Entries().of(state, known)
    return list(state.lasts("entries", _Entries).of(state, known))


class _Entries:
    """The entries, made anew where what they were made from changed."""

    def __init__(self) -> None:
        self._from: tuple[object, ...] = ()
        self._found: list[Disagreement] = []
        self._each: dict[str, tuple[tuple[object, ...], Disagreement | None]] = {}

    def of(self, state: State, known: Known) -> list[Disagreement]:
        """Those of the rows as they are; the same list as long as it is the same."""
        counts, waiting = state.kept.counts(), tuple(state.waiting())
        facts = (
            known.pages,
            known.names,
            waiting,
            *(counts[what] for what in ("disputed", "resolved", "documents", "pages")),
        )
        if facts != self._from:
            found = self._made(state, known)
            self._found = self._found if found == self._found else found
            self._from = facts
        return self._found

    def _made(self, state: State, known: Known) -> list[Disagreement]:
        decisions = state.decided()
        decided = [record for record in decisions if record.kind == "settled"]
        again = {record.a for record in decisions if record.kind == "reopened"}
        settled = {record.a: record for record in decided}
        entries, each = [], {}
        for dispute, said in Told.all(state, known):
            page = known.by_id[said.page]
            called = [known.names.get(key(str(reply.value))) for reply in said.replies]
            source = (
                dispute,
                said.replies,
                dict(said.judged),
                said.editions,
                tuple(said.documents.values()),
                page.id,
                page.title,
                called,
            )
            kept = self._each.get(dispute.id)
            each[dispute.id] = kept if kept and kept[0] == source else (source, _entry(said, page))
            if entry := each[dispute.id][1]:
                word = settled.get(entry.id)
                if not word and entry.id not in again:
                    # Of a page that was merged into another meanwhile, the entry had another id.
                    word = settled.get(disagreement_id(dispute.page, dispute.question))
                    # Of a document that changed, its question may be another one: what was settled are these sentences against each other.
                    word = word or next((r for r in decided if len(told(entry) & set(r.qualifier.split())) > 1), None)
                entries.append(replace(entry, state="resolved", note=word.reason, settled=word.b) if word else entry)
        self._each = each
        kept_entries = _distinct(entries, lambda title: len(known.by_title[title].claims))
        return [replace(entry, home=home_of(entry, known)) for entry in kept_entries]


def told(entry: Disagreement) -> set[str]:
    """What its sides say, as marks that last as long as the words do."""
    return {short_hash(" ".join(side.quote.split()).casefold()) for side in entry.sides}


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


def _distinct(entries: Sequence[Disagreement], weight: Callable[[str], int]) -> list[Disagreement]:
    """The same sentences against each other are one entry, the one with most sides, on the page that has most to say.

    So is one question in other words that gets a value from the same sentence, of the same documents; and one question of a page whose
    pairs of sides have a side in common is one entry with all of them.
    """
    kept: dict[str, Disagreement] = {}  # by the first of what is one
    citing: dict[Citation, list[str]] = defaultdict(list)
    asking: dict[str, list[str]] = defaultdict(list)
    for number, entry in enumerate(
        sorted(entries, key=lambda e: (-len(e.sides), -weight(e.page), e.page.casefold(), e.state, e.about, e.id))
    ):
        cited = {side.citation for side in entry.sides}
        near = list(dict.fromkeys([*asking[entry.id], *(other for c in sorted(cited) for other in citing[c])]))
        if any(_covers(kept[other], entry) for other in near):
            continue
        at = next((other for other in near if _is_more_of(kept[other], entry)), str(number))
        kept[at] = _joined(kept[at], entry) if at in kept else entry
        asking[entry.id].append(at)
        for citation in cited:
            citing[citation].append(at)
    return sorted(kept.values(), key=lambda entry: (entry.page.casefold(), entry.about, entry.id))


def _covers(entry: Disagreement, other: Disagreement) -> bool:
    cited, again = ({side.citation for side in e.sides} for e in (entry, other))
    asks = {side.citation.document for side in other.sides} <= {side.citation.document for side in entry.sides}
    return again <= cited or (bool(cited & again) and asks and alike(entry.about, other.about))


def _is_more_of(entry: Disagreement, other: Disagreement) -> bool:
    """Whether two pairs of sides answer one question of a page: it is the same, or alike and one sentence gives both the same value."""
    if (entry.page, entry.state, entry.note) != (other.page, other.state, other.note):
        return False
    said, again = ({(side.citation, norm(side.value)) for side in e.sides} for e in (entry, other))
    return entry.id == other.id or (bool(said & again) and alike(entry.about, other.about))


def _joined(entry: Disagreement, other: Disagreement) -> Disagreement:
    """Both as one: what one sentence says, or the same value, is one group."""
    groups = {norm(side.group): side.group for side in entry.sides}
    at = {side.citation: side.group for side in entry.sides}
    named = {side.group: groups.get(norm(side.group), side.group) for side in other.sides}
    named |= {side.group: at[side.citation] for side in other.sides if side.citation in at}
    more = [replace(side, group=named[side.group]) for side in other.sides if side.citation not in at]
    return replace(
        entry, sides=tuple(sorted((*entry.sides, *more), key=lambda side: (side.date is None, side.date or "")))
    )
