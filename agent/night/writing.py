"""writing: which pages are to be written now, at once or in parts, and which short ones together.

Owns: the step from pages to `write` episodes. A page is written once for each set of its claims; one whose sentences were mostly refused is
asked for again in smaller parts. How much a brain words at once was measured, and is moved by what became of its sentences.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from agent.knowledge.model import Disagreement, short_hash
from agent.known.lines import Place, Statement, standing, statements, to_word
from agent.known.pages import Known, KnownPage
from agent.night.phases import WRITE
from agent.night.portions import gathered
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.state.written import WrittenRow

Note = tuple[str, str, str, str]  # kind, page, digest of what it was planned from, episode
LEVELS = (40, 6, 1)  # claims that are worded at once: a page, six, one
PAGE = 80  # claims of a part of a long page
SHORT, TOGETHER = 6, 24  # claims of a page that shares an episode, and of all that do
RELATED = 12
OPENING = 20  # claims that the opening of a long page is written from
HALF = 0.5  # share of a page's claims that must be told, else it is asked for again in smaller parts
OVERVIEW = 2000  # characters that an overview is about as long as, in the measure of a page
AROUND = 100  # characters that a sentence comes with in a reply: its section, its numbers
ENOUGH, WELL = 8, 0.98  # pages written at a level, and the share told, from which on more is tried at once


@dataclass(slots=True)
class Writing:
    """The `write` episodes that tonight's pages give rise to. `at_once` is what the brain words at once (0: nothing).

    `language` (ISO 639-1) is the one that pages are written in; empty: each in that of most of its claims.
    """

    state: State
    known: Known
    at_once: int
    language: str = ""
    notes: list[Note] = field(default_factory=list)  # what is planned by these episodes
    _at: dict[Place, list[Disagreement]] = field(default_factory=dict)
    _rows: dict[str, list[WrittenRow]] = field(default_factory=dict)
    _opened: Set[str] = frozenset()

    def episodes(self, disputes: Sequence[Disagreement], opened: Set[str] = frozenset()) -> Iterator[EpisodeRecord]:
        """Pages not yet written from their present claims and disputes; long ones in parts, short ones together. The overview waits for
        those that are `opened` in it (ids).
        """
        if not self.at_once:
            return
        self._look(disputes, opened)
        planned = self.state.written.planned("write")
        level, short = self._level(planned), []
        neighbours = _neighbours(self.known)
        for page in self.known.pages:
            found = self._sayable(page)
            if not found:
                continue
            plan = self._plan(page, found)
            if (page.id, plan) in planned:
                yield from self._again(page, plan, found, planned, neighbours)
            elif level == LEVELS[0] and len(found) <= SHORT:
                short.append((page, plan, found))
            else:
                yield from self._page(page, plan, found, level, neighbours)
        yield from self._together(short, neighbours)

    def again(self, disputes: Sequence[Disagreement], opened: Set[str]) -> list[EpisodeRecord] | None:
        """What is left of the pages that the overview waits for, once they were written; None if one of them was not, as it is now."""
        self._look(disputes, opened)
        planned, neighbours, made = self.state.written.planned("write"), _neighbours(self.known), list[EpisodeRecord]()
        for page in (self.known.by_id[page] for page in sorted(opened)):
            if found := self._sayable(page):
                plan = self._plan(page, found)
                if (page.id, plan) not in planned:
                    return None
                made += self._again(page, plan, found, planned, neighbours)
        return made

    def _look(self, disputes: Sequence[Disagreement], opened: Set[str]) -> None:
        """At what is disputed, and at what was written."""
        self._opened = opened
        self._at = defaultdict(list)
        for entry in disputes:
            for side in entry.sides:
                for n in range(side.citation.first, side.citation.last + 1):
                    self._at[side.citation.document, n].append(entry)
        self._rows = self.state.written.of_pages().rows

    def _sayable(self, page: KnownPage) -> list[Statement]:
        """What is to be worded of a page, with both sides of what is disputed."""
        find = self.state.documents.get
        return to_word(statements(page.claims, find), find, self._at.keys())

    def _disputed(self, found: Iterable[Statement]) -> list[Disagreement]:
        """The disputes of which these statements hold a side, in a fixed order: what is disputed is so on every page that tells it."""
        places = {place for statement in found for place in statement.places}
        entries = {entry.id: entry for place in places for entry in self._at.get(place, ())}
        return [entry for _, entry in sorted(entries.items())]

    def _said(self, found: Sequence[Statement]) -> list[str]:
        """The questions that are disputed, and of which only one side is among these statements."""
        places = {place for statement in found for place in statement.places}
        return [
            entry.about + (" (the other side is not among these claims)" if len(_sides_at(entry, places)) == 1 else "")
            for entry in self._disputed(found)
        ]

    def _plan(self, page: KnownPage, found: Sequence[Statement]) -> str:
        """What the page is written from: its claims and what is disputed about it."""
        disputes = [entry.id for entry in self._disputed(found)]
        return short_hash(
            page.title,
            *(claim for statement in found for claim in statement.ids),
            "disputed",
            *disputes,
            *([self.language] if self.language else []),
        )

    def _level(self, planned: dict[tuple[str, str], str]) -> int:
        """How much is worded at once now: as measured, one less where most pages failed at it, one more where all went well."""
        at = LEVELS.index(self.at_once) if self.at_once in LEVELS else 0
        shares = []
        pages = self.known.by_id
        for page, plan in planned:
            if page in pages and plan.count(":") == 0:
                found = self._sayable(pages[page])
                if self._plan(pages[page], found) == plan:
                    shares.append(self._told(page, found))
        if len(shares) < ENOUGH:
            return LEVELS[at]
        if sum(share < HALF for share in shares) * 2 > len(shares):
            return LEVELS[min(at + 1, len(LEVELS) - 1)]
        return LEVELS[max(at - 1, 0)] if min(shares) >= WELL else LEVELS[at]

    def _told(self, page: str, found: Sequence[Statement]) -> float:
        """The share of a page's claims that its sentences tell."""
        live = {claim.id: claim for statement in found for claim in statement.claims}
        told = {claim for row in standing(self._rows[page], live) for claim in row.claims}
        return sum(not told.isdisjoint(statement.ids) for statement in found) / len(found)

    def _page(
        self,
        page: KnownPage,
        plan: str,
        found: Sequence[Statement],
        level: int,
        neighbours: dict[str, list[str]],
        tag: str = "",
    ) -> Iterator[EpisodeRecord]:
        """One page, in as many parts as its claims need at this level; the opening of several parts comes last, by itself."""
        whole = level == LEVELS[0]
        chunks = (
            self._parts(page, found) if whole else [list(found[at : at + level]) for at in range(0, len(found), level)]
        )
        for number, chunk in enumerate(chunks, start=1):
            parts = {"part": number, "parts": len(chunks), "opening": number == 1 and not (whole and len(chunks) > 1)}
            yield self._episode(
                [self._subject(page, plan + tag, chunk, neighbours)], f"{plan}{tag}:{number}", parts, over=whole
            )

    def _parts(self, page: KnownPage, found: Sequence[Statement]) -> list[list[Statement]]:
        """A page's statements in parts: what speaks of one topic in one, and both sides of a dispute, in the order of the sources; of
        several, none has what defines the thing: the opening has.
        """
        if len(found) <= PAGE:
            return [list(found)]
        defined = self._defined(page)
        rest = [statement for statement in found if defined.isdisjoint(statement.places)]
        place = {statement: n for n, statement in enumerate(rest)}
        of = {statement.first.id: statement for statement in rest}
        rows = [(statement.first, self.state.documents.get(statement.first.document)) for statement in rest]
        order: dict[Statement, None] = {}
        for claim, _ in (row for part in gathered(rows, [page.title, *page.aliases], PAGE) for row in part):
            disputed = self._disputed([of[claim.id]])
            beside = (one for entry in disputed for one in rest if _sides_at(entry, one.places))
            order |= dict.fromkeys((of[claim.id], *beside))
        told = list(order)
        return [sorted(told[at : at + PAGE], key=place.__getitem__) for at in range(0, len(told), PAGE)]

    @staticmethod
    def _defined(page: KnownPage) -> set[Place]:
        """The sentences that readers called the definition."""
        return {(use.document, use.definition) for use in page.entity.uses if use.definition}

    def _together(
        self, short: Sequence[tuple[KnownPage, str, list[Statement]]], neighbours: dict[str, list[str]]
    ) -> Iterator[EpisodeRecord]:
        batch: list[tuple[KnownPage, str, list[Statement]]] = []
        for one in [*short, None]:
            if batch and (one is None or sum(len(found) for _, _, found in batch) + len(one[2]) > TOGETHER):
                subjects = [self._subject(page, plan, found, neighbours) for page, plan, found in batch]
                name, parts = short_hash(*(plan for _, plan, _ in batch)), {"part": 1, "parts": 1, "opening": True}
                yield self._episode(subjects, name, parts, over=True)
                batch = []
            if one is not None:
                batch.append(one)

    def _again(
        self, page: KnownPage, plan: str, found: Sequence[Statement], planned: dict[tuple[str, str], str],
        neighbours: dict[str, list[str]],
    ) -> Iterator[EpisodeRecord]:  # fmt: skip
        """What is left of a page that is written: the opening of one in parts; in smaller parts what was refused."""
        wanting = len(found) > PAGE and self.at_once == LEVELS[0] and (page.id, f"{plan}:opening") not in planned
        if wanting and (chosen := self._heads(page, found)):
            subject = self._subject(page, plan, chosen, neighbours) | {"mark": f"{plan}:opening"}
            yield self._episode([subject], f"{plan}:opening", {"part": 0, "parts": 1, "opening": True}, over=False)
        for level in LEVELS[1:]:
            tag = f":{level}"
            if level >= self.at_once or (page.id, plan + tag) in planned:
                continue
            if self._told(page.id, found) >= HALF:
                return
            live = {claim.id: claim for statement in found for claim in statement.claims}
            told = {claim for row in standing(self._rows[page.id], live) for claim in row.claims}
            rest = [statement for statement in found if told.isdisjoint(statement.ids)]
            yield from self._page(page, plan, rest, level, neighbours, tag)
            return

    def _heads(self, page: KnownPage, found: Sequence[Statement]) -> list[Statement]:
        """What the opening of a long page is written from: what defines its thing, what opens its sections, what is disputed."""
        live = {claim.id: claim for statement in found for claim in statement.claims}
        heads: dict[str, tuple[str, ...]] = {}
        for row in standing(self._rows[page.id], live):
            heads.setdefault(row.section, row.claims)
        wanted = {claim for claims in heads.values() for claim in claims}
        defined = [statement for statement in found if not self._defined(page).isdisjoint(statement.places)]
        opens = [statement for statement in found if wanted & set(statement.ids) and statement not in defined]
        return [*defined, *opens][:OPENING]

    def _subject(
        self, page: KnownPage, plan: str, found: Sequence[Statement], neighbours: dict[str, list[str]]
    ) -> dict[str, Any]:
        claims = [
            {"id": c.id, "document": c.document, "first": c.first, "last": c.last, "more": list(s.ids[1:])}
            for s in found for c in [s.first]
        ]  # fmt: skip
        return {
            "page": page.id, "plan": plan.split(":")[0], "mark": plan, "title": page.title, "kind": page.kind,
            "aliases": list(page.aliases), "related": neighbours[page.id] if len(found) > SHORT else [],
            "disputed": self._said(found), "claims": claims,
        }  # fmt: skip

    def _episode(self, pages: list[dict[str, Any]], name: str, parts: dict[str, int], *, over: bool) -> EpisodeRecord:
        """An episode of these pages, noted as planned."""
        identity = f"write:{short_hash(*(page['page'] for page in pages))}:{name}"
        for page in pages:
            self.notes.append(("write", page["page"], page.pop("mark"), identity))
        asked = {"write_in": self.language} if self.language else {}
        waited_for = any(page["page"] in self._opened for page in pages)
        longest_first = -self._length(pages) - (OVERVIEW if waited_for else 0)  # with what can only follow on it
        return EpisodeRecord(identity, "write", {"pages": pages, **parts, "over": over, **asked}, WRITE, longest_first)

    def _length(self, pages: Iterable[dict[str, Any]]) -> int:
        """About how long the reply that writes these pages will be, in characters: their claims, and what is around each sentence."""
        claims = [claim for page in pages for claim in page["claims"]]
        find = self.state.documents.get
        return sum(AROUND + len(find(claim["document"]).quote(claim["first"], claim["last"])) for claim in claims)


def _sides_at(entry: Disagreement, places: Set[Place]) -> list[int]:
    """Which sides of an entry (by number) cite one of these sentences."""
    return [
        number
        for number, side in enumerate(entry.sides)
        if any((side.citation.document, n) in places for n in range(side.citation.first, side.citation.last + 1))
    ]


def _neighbours(known: Known) -> dict[str, list[str]]:
    """For each page, the titles that share its sentences, most first."""
    at: dict[tuple[str, int], list[KnownPage]] = defaultdict(list)
    for page in known.pages:
        for claim in page.claims:
            at[claim.document, claim.first].append(page)
    found: dict[str, list[str]] = {}
    for page in known.pages:
        counts: dict[str, int] = defaultdict(int)
        for claim in page.claims:
            for other in at[claim.document, claim.first]:
                counts[other.title] += other.id != page.id
        found[page.id] = sorted((t for t in counts if counts[t]), key=lambda title: (-counts[title], title))[:RELATED]
    return found
