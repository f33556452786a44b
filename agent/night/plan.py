"""What comes next in the night, as a function of the rows: when nothing is left to do, the next phase's episodes are made.

Owns: the phases and their order. Every episode's id says what it is about, so planning twice adds nothing, and planning after a
crash adds what the crash left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from agent.episode.window import windows
from agent.knowledge.ids import short_hash
from agent.knowledge.model import Claim, Document
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import near_matches
from agent.knowledge.things.identity import Account, clash, groups, qualifier
from agent.knowledge.things.kinds import sort_of
from agent.known.line import Line
from agent.known.lines import base_lines
from agent.known.mentions import known_in, sentences_naming
from agent.known.pages import Known, KnownPage, settle
from agent.known.wanted import defined, wanted
from agent.night.disputing import Disputing
from agent.night.phases import COMPARE, IDENTIFY, READ, REFINE, SHOWN
from agent.state.facts import DecisionRecord, Description
from agent.state.queue import EpisodeRecord
from agent.state.state import State

CLAIMS = 20  # lines that one refine episode words
RELATED = 12
WANTED = 20  # names a pass


def read_episodes(document: Document, position: int, names: dict[str, str]) -> Iterator[EpisodeRecord]:
    """The windows of a document, in the order of the list and of the text. `names` are those of pages settled before this pass."""
    for number, (first, last) in enumerate(windows(document)):
        shown = list(range(first, last + 1))
        subject: dict[str, object] = {"document": document.id, "sentences": shown}
        if known := known_in("\n".join(document.sentence(n) for n in shown), names):
            subject["known"] = known
        identity = f"read:{document.slug}:{first}-{last}:{short_hash(document.id)}"
        yield EpisodeRecord(identity, "read", subject, READ, position * 10_000 + number)


@dataclass(frozen=True, slots=True)
class Plan:
    """The planner of one night. `passes` bounds how often wanted names are taken up."""

    state: State
    night: int
    date: str
    passes: int

    def next(self) -> int:
        """Make the episodes of the first phase that has any to make; returns how many (0: the night is done)."""
        known = Known.of(self.state)
        settle(self.state, known, self.date)
        disputing = Disputing(self.state, known, judges=self.state.nights.meta("judges") == "yes")
        if added := self._add(self._describing(known)):
            return added
        if self._decided(known):
            return self.next()
        makers: tuple[Callable[[Known], Iterable[EpisodeRecord]], ...] = (
            self._comparing, lambda _: disputing.comparing(), lambda _: disputing.asking(), lambda _: disputing.judging(),
            self._refining, self._wanting,
        )  # fmt: skip
        return next((added for make in makers if (added := self._add(make(known)))), 0)

    def _add(self, records: Iterable[EpisodeRecord]) -> int:
        made = list(records)
        with self.state.transaction("plan"):
            return self.state.queue.add(made)

    def _describing(self, known: Known) -> Iterator[EpisodeRecord]:
        """Each document of a page that several feed, alone: what does the name mean there?"""
        for page in known.pages:
            shown = by_document(page.claims)
            shown = shown if len(shown) > 1 else {}
            for document, numbers in shown.items():
                identity = f"identify:{page.id}:{short_hash(document, *map(str, numbers[:SHOWN]))}"
                subject = {
                    "page": page.id, "title": page.title, "aliases": list(page.aliases), "document": document,
                    "sentences": numbers[:SHOWN],
                }  # fmt: skip
                yield EpisodeRecord(identity, "identify", subject, IDENTIFY, 0)

    def _decided(self, known: Known) -> bool:
        """Write down the splits that code is sure of; whether there was any."""
        there = {record.id for record in self.state.facts.decisions()}
        made = [r for r in self._splits(known) if isinstance(r, DecisionRecord) and r.id not in there]
        with self.state.transaction("plan"):
            for record in made:
                self.state.facts.put_decision(record)
        return bool(made)

    def _comparing(self, known: Known) -> Iterator[EpisodeRecord]:
        """Where code is in doubt whether documents mean one thing, or two names are near: is it one thing?"""
        yield from (record for record in self._splits(known) if isinstance(record, EpisodeRecord))
        yield from self._merging(known)

    def _splits(self, known: Known) -> Iterator[EpisodeRecord | DecisionRecord]:
        described: dict[str, list[Description]] = {}
        for description in self.state.facts.descriptions():
            described.setdefault(description.page, []).append(description)
        for page in known.pages:
            if len(page.documents) > 1 and page.id in described:
                yield from self._splitting(page, described[page.id])

    def _accounts(self, page: KnownPage, described: Iterable[Description]) -> list[Account]:
        """What each document of a page that was asked says of it."""
        shown = by_document(page.claims)
        accounts = []
        for d in described:
            if d.document in shown:
                document = self.state.documents.get(d.document)
                text = "\n".join(document.sentence(n) for n in shown[d.document])
                accounts.append(Account(document.slug, _four(d), text, len(shown[d.document])))
        return list({account.document: account for account in accounts}.values())

    def _splitting(self, page: KnownPage, described: list[Description]) -> Iterator[EpisodeRecord | DecisionRecord]:
        """The groups of documents that mean another thing than the page: decided here, asked only where code is in doubt."""
        mine = {self.state.documents.get(d.document).slug: d for d in described}
        found = groups(self._accounts(page, described), [page.title.split(" (")[0], *page.aliases])
        for group in found[1:]:
            own, other = found[0].accounts[0], group.accounts[0]
            documents = sorted(mine[account.document].document for account in group.accounts)
            identity = f"split:{page.id}:{short_hash(*documents)}"
            document = self.state.documents.get(mine[other.document].document)
            called = [title for title in (document.title, document.slug) if key(title) != page.entity.key]
            told = self._told(page, other) or qualifier(other.four, [own.four], called) or document.id[:8]
            reason = clash(own, other)
            if not group.doubt:
                yield DecisionRecord(short_hash(identity), "split", page.entity.key, "", tuple(documents), told, reason)
                continue
            subject = {
                "a": page.entity.key, "b": "", "documents": documents, "title": page.title, "reason": reason,
                "qualifier": told, "sides": [self._side(mine[own.document]), self._side(mine[other.document])],
            }  # fmt: skip
            yield EpisodeRecord(identity, "same", subject, COMPARE, 0)

    def _told(self, page: KnownPage, other: Account) -> str:
        """The qualifier by which a thing of this sort was told apart from the page before, or ""."""
        before = {
            row.qualifier for row in self.state.facts.decisions() if row.kind == "split" and row.a == page.entity.key
        }
        return min((said for said in before if sort_of(said) == other.sort != ""), default="")

    def _side(self, d: Description) -> str:
        document = self.state.documents.get(d.document)
        quote = " ".join(f"[{n}] {document.sentence(n)}" for n in d.cites[:2])[:400]
        return f"({document.title}): what: {d.what}; place: {d.place}; time: {d.time}; version: {d.version}; {quote}"

    def _merging(self, known: Known) -> Iterator[EpisodeRecord]:
        by_title = {page.title: page for page in known.pages}
        for a, b, _ in near_matches(list(by_title)):
            first, second = sorted((by_title[a], by_title[b]), key=lambda page: page.entity.key)
            subject = {
                "a": first.entity.key, "b": second.entity.key, "title": first.title, "reason": f"near names: {a} / {b}",
                "sides": [self._opening(first), self._opening(second)],
            }  # fmt: skip
            identity = f"same:{short_hash(first.entity.key, second.entity.key)}"
            yield EpisodeRecord(identity, "same", subject, COMPARE, 1)

    def _opening(self, page: KnownPage) -> str:
        line = base_lines(page.claims, self.state.documents.get)[0]
        return f"({page.title}): what: {page.kind}; place: ; time: ; version: ; [1] {line.text[:300]}"

    def _refining(self, known: Known) -> Iterator[EpisodeRecord]:
        """Every changed page, once: its lines in our own words, but those that another page words."""
        neighbours = _neighbours(known)
        for page in known.pages:
            lines = base_lines(page.told, self.state.documents.get)
            lines = [line for line in lines if not set(line.claims) <= page.borrowed]
            for number in range(0, len(lines), CLAIMS):
                chunk = [
                    {"text": line.text, "claims": list(line.claims), "follows": _follows(line, before)}
                    for before, line in zip([None, *lines], lines, strict=False)
                ][number : number + CLAIMS]
                subject = {
                    "page": page.id, "title": page.title, "kind": page.kind, "aliases": list(page.aliases),
                    "sentences": chunk, "related": neighbours[page.id] if number == 0 else [], "lead": number == 0,
                }  # fmt: skip
                identity = f"refine:{page.id}:{short_hash(*(str(entry['claims']) for entry in chunk))}"
                yield EpisodeRecord(identity, "refine", subject, REFINE, number)

    def _wanting(self, known: Known) -> Iterator[EpisodeRecord]:
        """Glossaries' words and names that several pages mention, of which nobody wrote: read again, the sentences that name them only."""
        tried = [identity.split(":") for identity in self.state.queue.ids("wanted:")]
        passes = {number for _, number, *_ in tried if number.startswith(f"{self.night}.")}
        if len(passes) >= self.passes - 1:
            return
        known_pairs = {tuple(parts) for _, _, *parts in tried}
        mentioned = [name for name, _ in wanted(known, self.state.documents.get)]
        for name in [*defined(known, self.state.documents.all()), *mentioned][:WANTED]:
            for document in self.state.documents.all():
                pair = (short_hash(key(name)), short_hash(document.id))
                if pair in known_pairs or not (numbers := sentences_naming(document, name)):
                    continue
                subject = {"document": document.id, "sentences": numbers[:SHOWN], "only": name}
                identity = f"wanted:{self.night}.{len(passes) + 1}:{pair[0]}:{pair[1]}"
                yield EpisodeRecord(identity, "wanted", subject, READ, 10**9)


def by_document(claims: Iterable[Claim]) -> dict[str, list[int]]:
    """The sentences of claims, by document, sorted."""
    found: dict[str, set[int]] = {}
    for claim in claims:
        found.setdefault(claim.document, set()).update(range(claim.first, claim.last + 1))
    return {document: sorted(found[document]) for document in sorted(found)}


def _follows(line: Line, before: Line | None) -> bool:
    """Whether a sentence of a line comes right after one of the line before."""
    ends = {(cited.document, cited.last) for cited in before.citations} if before else set()
    return any((cited.document, cited.first - 1) in ends for cited in line.citations)


def _four(d: Description) -> tuple[str, str, str, str]:
    return d.what, d.place, d.time, d.version


def _neighbours(known: Known) -> dict[str, list[str]]:
    """For each page, the titles that share its sentences, most first."""
    at: dict[tuple[str, int], list[KnownPage]] = {}
    for page in known.pages:
        for claim in page.claims:
            at.setdefault((claim.document, claim.first), []).append(page)
    found: dict[str, list[str]] = {}
    for page in known.pages:
        counts: dict[str, int] = {}
        for claim in page.claims:
            for other in at[(claim.document, claim.first)]:
                if other.id != page.id:
                    counts[other.title] = counts.get(other.title, 0) + 1
        found[page.id] = sorted(counts, key=lambda title: (-counts[title], title))[:RELATED]
    return found
