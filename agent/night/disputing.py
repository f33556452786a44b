"""disputing: what the claims of a page may disagree about, the questions to each side, and the verdicts where only a judge can tell.

Owns: the step from pages to compare, question and verdict episodes. All of it is a function of the rows: what was planned for the same
claims is not planned again, and ids are hashes of what they are about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from agent.episode.compare import raised
from agent.knowledge.disagreement.candidates import Candidate, candidates
from agent.knowledge.model import Claim, Document, short_hash
from agent.knowledge.text.normal import pieces
from agent.known.about import About
from agent.known.disagreements import Told, unlike
from agent.known.pages import Known, KnownPage
from agent.night.phases import COMPARE, QUESTION, VERDICT
from agent.state.disputes import DisputeRecord
from agent.state.queue import EpisodeRecord
from agent.state.state import State

CLAIMS, WORDS = 60, 2400  # of one compare episode: pairs that never stand in one are not found
OVERLAP = 16  # claims of a long page's part that stand in an earlier part too
ALONE = 4  # claims from which on a page of one document is compared within itself, by a brain that judges
COPY = 0.95  # score of two sentences that are one but for a "not"
Rows = list[tuple[Claim, Document]]


@dataclass
class Disputing:
    """The disputes that the pages give rise to. `judges`: whether the brain's verdicts are worth having; `compares`: its pairs."""

    state: State
    known: Known
    judges: bool
    compares: bool = True

    def comparing(self) -> Iterator[EpisodeRecord]:
        """Pages fed by several documents: which claims cannot all be true? Small pages share an episode, long ones come in parts.

        Where an episode has room, a brain that judges sees pages of one of its documents beside them: what one reader filed with the thing
        another filed with a part of it.
        """
        if not self.compares:
            return
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
            rows = [row for row in self._rows(page.claims) if self.judges or not _is_code(*row)]
            if rows:
                waiting.append((page, digest, parts(rows, [page.title, *page.aliases])))
        beside = [(page, digest, self._rows(page.claims)) for page, digest in small if waiting or not planned]
        for group in _filled(list(_packed(waiting)), beside):
            pages = [self._page(page, rows) for page, _, rows in group]
            identity = f"compare:{short_hash(*(row['id'] for p in pages for row in p['claims']))}"
            with self.state.transaction("plan"):
                for page, digest, _ in group:
                    self.state.written.plan("compare", page.id, digest, identity)
            subject: dict[str, Any] = {"pages": pages, "judges": self.judges}
            if self.judges and (look := self._look(group)):
                subject["look"] = look
            yield EpisodeRecord(identity, "compare", subject, COMPARE, 0)

    def asking(self) -> Iterator[EpisodeRecord]:
        """Each dispute's question to each of its sides alone. For a brain that does not judge, what code found is a dispute too."""
        if not self.judges:
            self._found_by_code()
        queued = self.state.queue.ids("question:")
        for dispute in unlike(self.state, self.known):
            for number, side in enumerate(dispute.sides):
                identity = f"question:{dispute.id}:{number}"
                page = self.known.by_id.get((self.judges and side.page) or dispute.page)
                if page is None or identity in queued:
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
    def _about(self) -> About:
        return About(self.known, self.state.documents.all())

    def _rows(self, claims: Iterable[Claim]) -> Rows:
        """Claims with their documents, in the order of documents and sentences."""
        found = [(claim, self.state.documents.get(claim.document)) for claim in claims]
        return sorted(found, key=lambda row: (row[1].slug, row[1].id, row[0].first, row[0].last))

    def _page(self, page: KnownPage, rows: Rows) -> dict[str, Any]:
        there = {claim.id for claim, _ in rows}
        return {
            "page": page.id, "title": page.title, "kind": page.kind, "aliases": list(page.aliases),
            "claims": [_row(claim) for claim, _ in rows],
            "others": [_row(claim) for claim, _ in self._rows(page.claims) if claim.id not in there],
        }  # fmt: skip

    def _look(self, group: Sequence[tuple[KnownPage, str, Rows]]) -> list[list[int]]:
        """The pairs that code found unlike, by their numbers in the episode."""
        look: list[list[int]] = []
        number: dict[str, int] = {}
        for page, _, rows in group:
            number |= {claim.id: len(number) + n for n, (claim, _) in enumerate(rows, start=1)}
            found = candidates(rows, [page.title, *page.aliases])
            look += [sorted(number[claim.id] for claim in candidate.claims[:2]) for candidate in found]
        return sorted(look)

    def _found_by_code(self) -> None:
        """Store as disputes what code finds about pages, where what is told of them is not what it was when it last looked."""
        planned = self.state.written.planned("candidates")
        whole = _digest(claim for page in self.known.pages for claim in page.claims)
        if ("", whole) in planned:
            return
        found: list[tuple[str, str, list[DisputeRecord]]] = [("", whole, [])]
        for page in self.known.pages:
            rows, names = self._about.rows(page), [page.title, *page.aliases]
            digest = _digest(claim for claim, _ in rows)
            if (page.id, digest) not in planned:
                right = (c for c in candidates(rows, names) if _told_by_code(c, rows))
                made = [raised(page.id, names, c.question, c.claims, rows, "code", c.kind) for c in right]
                found.append((page.id, digest, [self._about.owned(dispute) for dispute in made]))
        with self.state.transaction("plan"):
            for page_id, digest, made in found:
                self.state.written.plan("candidates", page_id, digest, "")
                for dispute in made:
                    self.state.disputes.put(dispute)


def _row(claim: Claim) -> dict[str, Any]:
    return {"id": claim.id, "document": claim.document, "first": claim.first, "last": claim.last}


def _is_code(claim: Claim, document: Document) -> bool:
    return document.sentences[claim.first - 1].kind == "code"


def _told_by_code(candidate: Candidate, rows: Rows) -> bool:
    """Whether nobody who judges is needed to tell what comes of a difference, once each side was asked.

    What one document gives two values for is mostly two things, a "not" mostly denies something else unless two sentences are nearly one
    (51 such entries on 30 pages of two manuals were all wrong), and a block of code states nothing. Two who speak with each other differ.
    """
    units = {claim.id: (document.id, document.sentences[claim.first - 1]) for claim, document in rows}
    told = [units[claim.id] for claim in candidate.claims]
    if any(unit.kind == "code" for _, unit in told):
        return False
    if len({document for document, _ in told}) == 1:
        return len({unit.speaker for _, unit in told}) > 1
    return candidate.kind != "status" or (len(told) == 2 and candidate.score >= COPY)


def _digest(claims: Iterable[Claim]) -> str:
    return short_hash(*sorted(claim.id for claim in claims))


def _words(rows: Rows) -> int:
    """The length of claims in words; where a language writes none, four characters count as one."""
    texts = [document.quote(claim.first, claim.last) for claim, document in rows]
    return sum(max(len(text.split()), len(text) // 8) for text in texts)


def _packed(waiting: Sequence[tuple[KnownPage, str, list[Rows]]]) -> Iterator[list[tuple[KnownPage, str, Rows]]]:
    """Pages in their order, as many as fit into an episode together; the parts of a long page by themselves."""
    group: list[tuple[KnownPage, str, Rows]] = []
    claims = words = 0
    for page, digest, found in waiting:
        if len(found) > 1:
            yield from ([(page, digest, rows)] for rows in found)
            continue
        more, longer = len(found[0]), _words(found[0])
        if group and (claims + more > CLAIMS or words + longer > WORDS):
            yield group
            group, claims, words = [], 0, 0
        group.append((page, digest, found[0]))
        claims, words = claims + more, words + longer
    if group:
        yield group


def _filled(
    groups: list[list[tuple[KnownPage, str, Rows]]], beside: Sequence[tuple[KnownPage, str, Rows]]
) -> list[list[tuple[KnownPage, str, Rows]]]:
    """The groups, with small pages of their documents where there is room; where all pages are such, one group, if they fit into it."""
    if not groups and sum(len(rows) for _, _, rows in beside) <= CLAIMS:
        groups = [[]] if len({document.id for _, _, rows in beside for _, document in rows}) > 1 else []
    documents = [{document.id for _, _, rows in group for _, document in rows} for group in groups]
    claims = [sum(len(rows) for _, _, rows in group) for group in groups]
    words = [sum(_words(rows) for _, _, rows in group) for group in groups]
    for page, digest, rows in beside:
        own, more, longer = {document.id for _, document in rows}, len(rows), _words(rows)
        fits = (
            n for n, there in enumerate(documents)
            if (not there or own & there) and claims[n] + more <= CLAIMS and words[n] + longer <= WORDS
        )  # fmt: skip
        if (n := next(fits, None)) is not None:
            groups[n].append((page, digest, rows))
            claims[n], words[n] = claims[n] + more, words[n] + longer
    return [group for group in groups if group]


def parts(rows: Rows, names: Sequence[str]) -> list[Rows]:
    """The claims of a page in parts that fit an episode: what speaks of one topic stands together, and parts overlap where topics do.

    A part grows from the first claim that none has yet, by whatever shares most with it; a few may be of earlier parts.
    """
    if len(rows) <= CLAIMS and _words(rows) <= WORDS:
        return [rows]
    title = {root for name in names for root, _, _ in pieces(name)}
    roots = [
        frozenset(root for root, _, _ in pieces(document.quote(claim.first, claim.last), document.language)) - title
        for claim, document in rows
    ]
    holders: dict[str, list[int]] = defaultdict(list)
    for n, one in enumerate(roots):
        for root in sorted(one):
            holders[root].append(n)
    left = dict.fromkeys(range(len(rows)))
    found = []
    while left:
        chosen = _part(rows, roots, holders, left)
        for n in chosen:
            left.pop(n, None)
        found.append([rows[n] for n in sorted(chosen)])
    return found


def _part(
    rows: Rows, roots: Sequence[frozenset[str]], holders: Mapping[str, Sequence[int]], left: Mapping[int, None]
) -> list[int]:
    """The numbers of the claims of the next part; `left` are those of which no part has been made."""
    near = dict.fromkeys(range(len(rows)), 0.0)
    chosen: list[int] = []
    best, again = next(iter(left)), 0
    while len(chosen) < CLAIMS:
        del near[best]
        if best in left or again < OVERLAP:
            if chosen and _words([rows[n] for n in (*chosen, best)]) > WORDS:
                break
            again += best not in left
            chosen.append(best)
            for root in sorted(roots[best]):
                for n in holders[root]:
                    if n in near:
                        near[n] += 1 / len(holders[root])
        if not near:
            break
        best = min(near, key=lambda n: (-round(near[n], 9), n not in left, n))
    return chosen
