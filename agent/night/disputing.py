"""disputing: what the claims of a page may disagree about, the questions to each side, and the verdicts where only a judge can tell.

Owns: the step from pages to compare, question and verdict episodes. All of it is a function of the rows: what was planned for the same
claims is not planned again, and ids are hashes of what they are about.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agent.episode.compare import raised
from agent.knowledge.disagreement.candidates import Candidate, candidates
from agent.knowledge.disagreement.editions import Editions
from agent.knowledge.model import Claim, Document, short_hash
from agent.known.about import About
from agent.known.disputed import Told, editions_of, unlike
from agent.known.lasting import Lasting
from agent.known.pages import Known, KnownPage
from agent.night.looks import Looks
from agent.night.nearby import Nearby
from agent.night.phases import COMPARE, QUESTION, VERDICT
from agent.night.portions import Rows, filled, packed, parts
from agent.night.releasing import Releasing
from agent.state.disputes import RELEASE, DisputeRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

ALONE = 4  # claims from which on a page of one document is compared within itself, by a brain that judges
COPY = 0.95  # score of two sentences that are one but for a "not"


@dataclass
class Disputing:
    """The disputes that the pages give rise to. `judges`: whether the brain's verdicts are worth having; `compares`: its pairs."""

    state: State
    known: Known
    judges: bool
    compares: bool = True

    def comparing(self) -> Iterator[EpisodeRecord]:
        """What two releases tell otherwise; and of pages fed by several documents, which claims cannot all be true: small ones share an
        episode, long ones come in parts.

        Where an episode has room, a brain that judges sees pages of one of its documents beside them, and what larger pages tell of the
        same: what one reader filed with the thing another filed with a part of it.
        """
        if not self.compares:
            return
        if self.judges:
            yield from Releasing(self.state, self.known).episodes()
        queued, planned = self.state.queue.ids("compare:"), self.state.written.planned("compare")
        waiting: list[tuple[KnownPage, str, list[Rows]]] = []
        small: list[tuple[KnownPage, str]] = []
        for page in self.known.pages:
            digest = _digest(page.claims)
            if planned.get((page.id, digest)) in queued:
                continue
            if not self._comparable(page):
                small += [(page, digest)] if self.judges else []
                continue
            rows = self._to_compare(self._rows(page.claims))
            if rows:
                waiting.append((page, digest, parts(rows, [page.title, *page.aliases])))
        beside = [(page, digest, self._rows(page.claims)) for page, digest in small if waiting or not planned]
        for group in filled(list(packed(waiting)), beside):
            near = self._nearby.around([(page, rows) for page, _, rows in group]) if self.judges else []
            pages = [self._page(page, rows) for page, rows in (*((page, rows) for page, _, rows in group), *near)]
            identity = f"compare:{short_hash(*(row['id'] for p in pages for row in p['claims']))}"
            with self.state.transaction("plan"):
                for page, digest, _ in group:
                    self.state.written.plan("compare", page.id, digest, identity)
            subject: dict[str, Any] = {"pages": pages, "judges": self.judges}
            if self.judges and (look := self._look(group)):
                subject["look"] = look
            longest_first = -sum(len(rows) for _, _, rows in group)
            yield EpisodeRecord(identity, "compare", subject, COMPARE, longest_first)

    def asking(self) -> Iterator[EpisodeRecord]:
        """Each dispute's question to each of its sides alone. For a brain that does not judge, what code found is a dispute too."""
        if not self.judges:
            self._found_by_code()
        queued = self.state.queue.ids("question:")
        disputes = unlike(self.state, self.known, self._lasting)
        self._lasting.keep()
        for dispute in disputes:
            for number, side in enumerate(dispute.sides):
                identity = f"question:{dispute.id}:{number}"
                page = self.known.by_id.get((self.judges and side.page) or dispute.page)
                if page is None or identity in queued or dispute.origin == RELEASE:
                    continue
                subject = {
                    "dispute": dispute.id, "side": number, "question": dispute.question, "title": page.title,
                    "aliases": list(page.aliases), "document": side.document, "sentences": list(side.sentences),
                    "judges": self.judges,
                }  # fmt: skip
                yield EpisodeRecord(identity, "question", subject, QUESTION, 0)

    def judging(self) -> Iterator[EpisodeRecord]:
        """The pairs of answers that code calls unlike, in both orders; only for a brain that judges."""
        if not self.judges:
            return
        queued = self.state.queue.ids("verdict:")
        for dispute, told in Told.all(self.state, self.known):
            for pair in told.verdict().open:
                for a, b in (pair, pair[::-1]):
                    shown = [told.shown(n) for n in (a, b)]
                    values = [f"{side['value']} {side['sentences']}" for side in shown]
                    identity = f"verdict:{dispute.id}:{short_hash(*values)}"
                    if identity in queued:
                        continue
                    title = self.known.by_id[told.page].title
                    subject = {"dispute": dispute.id, "title": title, "question": dispute.question, "sides": shown}
                    yield EpisodeRecord(identity, "verdict", subject, VERDICT, 0)

    def _comparable(self, page: KnownPage) -> bool:
        return len(page.documents) > 1 or (self.judges and len(page.claims) >= ALONE)

    @cached_property
    def _lasting(self) -> Lasting:
        return Lasting(self.state.kept)

    @cached_property
    def _about(self) -> About:
        return About(self.known, self.state.documents.all(), self._lasting)

    @cached_property
    def _nearby(self) -> Nearby:
        return Nearby(self.known, self.state.documents.get)

    @cached_property
    def _editions(self) -> Editions:
        return editions_of(self.state)

    def _rows(self, claims: Iterable[Claim]) -> Rows:
        """Claims with their documents, in the order of documents and sentences."""
        found = [(claim, self.state.documents.get(claim.document)) for claim in claims]
        return sorted(found, key=lambda row: (row[1].slug, row[1].id, row[0].first, row[0].last))

    def _to_compare(self, rows: Rows) -> Rows:
        """The claims of a page of which one may deny another: what several releases say word for word is shown once, and what all say is
        shown to no brain that does not judge. One that does was asked about two releases already: of them the last is left.
        """
        if not self.judges:
            voices = {self._editions.voice(document): document for _, document in rows}
            return [row for row in rows if not _is_code(*row) and not self._told_by_all(*row, voices)]
        if self._editions.changed(document for _, document in rows):
            last = self._editions.last(document for _, document in rows)
            left = [row for row in rows if self._editions.voice(row[1]) == last]
            return left if len(left) >= ALONE else []
        once: dict[object, tuple[Claim, Document]] = {}
        for claim, document in rows:
            of_release = self._editions.voice(document) != document.id
            told = self._editions.lines(document, claim.first, claim.last) if of_release else claim.id
            once.setdefault(told, (claim, document))
        return list(once.values())

    def _told_by_all(self, claim: Claim, document: Document, voices: Mapping[str, Document]) -> bool:
        others = [other for voice, other in voices.items() if voice != self._editions.voice(document)]
        return bool(others) and all(
            self._editions.repeats(document, claim.first, claim.last, other) for other in others
        )

    def _page(self, page: KnownPage, rows: Rows) -> dict[str, Any]:
        there = {claim.id for claim, _ in rows}
        return {
            "page": page.id, "title": page.title, "kind": page.kind, "aliases": list(page.aliases),
            "claims": [_row(claim) for claim, _ in rows],
            "others": [_row(claim) for claim, _ in self._rows(page.claims) if claim.id not in there],
        }  # fmt: skip

    def _look(self, group: Sequence[tuple[KnownPage, str, Rows]]) -> list[list[int]]:
        """The pairs that code found unlike, by their numbers in the episode."""
        look: set[tuple[int, ...]] = set()
        number: dict[str, int] = {}
        for page, _, rows in group:
            number |= {claim.id: len(number) + n for n, (claim, _) in enumerate(rows, start=1)}
            found = candidates(rows, [page.title, *page.aliases], self._editions)
            look |= {tuple(sorted(number[claim.id] for claim in candidate.claims[:2])) for candidate in found}
        return [list(pair) for pair in sorted(look)]

    def _found_by_code(self) -> None:
        """Store as disputes what code finds about pages, where what is told of them is not what it was when it last looked."""
        planned = self.state.written.planned("candidates")
        whole = _digest(claim for page in self.known.pages for claim in page.claims)
        if ("", whole) in planned:
            return
        found: list[tuple[str, str, list[DisputeRecord]]] = [("", whole, [])]
        looks = Looks(self.state, self.known, self._lasting)
        for page in looks.pages():
            rows, names = self._about.rows(page), [page.title, *page.aliases]
            digest = _digest(claim for claim, _ in rows)
            if (page.id, digest) not in planned:
                found_here = candidates(rows, names, self._editions, within=False)
                right = (c for c in found_here if _told_by_code(c, rows, self._editions))
                made = [
                    raised(page.id, names, c.question, c.claims, rows, "code", c.kind, self._editions) for c in right
                ]
                found.append((page.id, digest, [self._about.owned(dispute) for dispute in made]))
        with self.state.transaction("plan"):
            for page_id, digest, made in found:
                self.state.written.plan("candidates", page_id, digest, "")
                for dispute in made:
                    self.state.disputes.put(dispute)
        looks.keep()


def _row(claim: Claim) -> dict[str, Any]:
    return {"id": claim.id, "document": claim.document, "first": claim.first, "last": claim.last}


def _is_code(claim: Claim, document: Document) -> bool:
    return document.sentences[claim.first - 1].kind == "code"


def _told_by_code(candidate: Candidate, rows: Rows, editions: Editions) -> bool:
    """Whether nobody who judges is needed to tell what comes of a difference, once each side was asked.

    What one document gives two values for is mostly two things, a "not" mostly denies something else unless two sentences are nearly one
    (51 such entries on 30 pages of two manuals were all wrong), and a block of code states nothing. Two who speak with each other differ.
    """
    units = {claim.id: (editions.voice(document), document.sentences[claim.first - 1]) for claim, document in rows}
    told = [units[claim.id] for claim in candidate.claims]
    if any(unit.kind == "code" for _, unit in told):
        return False
    if len({voice for voice, _ in told}) == 1:
        return len({unit.speaker for _, unit in told}) > 1
    return candidate.kind != "status" or (len(told) == 2 and candidate.score >= COPY)


def _digest(claims: Iterable[Claim]) -> str:
    return short_hash(*sorted(claim.id for claim in claims))
