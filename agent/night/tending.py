"""tending: what is left of the night: facts that no page tells, weak pages, names without a page; at last the overview.

Owns: which pages are tended and why, which wanted names are looked for, and when there is nothing left to do. A page is tended once for
each reason, so a pass that changes nothing is the last.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from agent.episode.wanted import meant
from agent.episode.window import SENTENCES
from agent.knowledge.model import Citation, Claim, Disagreement, short_hash
from agent.knowledge.support.check import readable
from agent.knowledge.text.normal import key
from agent.known.lasting import Lasting
from agent.known.mentions import Names, sentences_naming
from agent.known.pages import Known, KnownPage
from agent.known.texts import Texts
from agent.known.themes import communities
from agent.known.untold import untold
from agent.known.wanted import wanted
from agent.night.phases import OVERVIEW, READ, TEND
from agent.night.writing import Note
from agent.state.queue import EpisodeRecord
from agent.state.state import State

FEW = 4  # facts of a page that its readers may have passed by
LEFT = 20  # sentences that one page is shown at once
WANTED, EXAMPLES = 20, 2  # names a pass, and sentences of each by which it is judged
SHOWN = 24  # sentences of one document that are shown for one name
GROUP, GROUPS = 8, 8  # pages of a theme that the overview is written from, and themes
DISPUTED = 24  # questions that it is told of
SMALL = 24  # pages of a wiki whose overview tells of those too that are of no theme


@dataclass(slots=True)
class Tending:
    """The last phases of one night. `passes` bounds how often wanted names are taken up and pages tended."""

    state: State
    known: Known
    night: int
    passes: int
    judges: bool
    writes: bool
    notes: list[Note] = field(default_factory=list)  # what is planned by these episodes

    def episodes(self) -> Iterator[EpisodeRecord]:
        """What is said of names that were found worth a page; else names without one, then facts that no page tells; a weak brain is not
        asked for the last.
        """
        if filing := list(self._filing()):
            yield from filing
            return
        tried = self.state.queue.ids("wanted:") | self.state.queue.ids("tend:")
        done = {identity.split(":")[1] for identity in tried if identity.split(":")[1].startswith(f"{self.night}.")}
        if len(done) >= self.passes - 1:
            return
        number = f"{self.night}.{len(done) + 1}"
        yield from self._wanted(number)
        if self.judges:
            yield from self._tended(number)

    def _wanted(self, number: str) -> Iterator[EpisodeRecord]:
        """One question over all names that nobody was asked about in the documents that hold them now."""
        planned = self.state.written.planned("wanted")
        asked: dict[str, str] = {}
        shown: dict[tuple[str, int], None] = {}
        for name, _ in wanted(self.known, self.state.documents.get, Lasting(self.state.kept))[:WANTED]:
            told = list(self._naming(name))
            digest = short_hash(*(document for document, _ in told))
            if told and (key(name), digest) not in planned:
                asked[name] = digest
                shown |= {(document, numbers[0]): None for document, numbers in told[:EXAMPLES]}
        if asked:
            identity = f"wanted:{number}:{short_hash(*asked, *asked.values())}"
            self.notes += [("wanted", key(name), digest, identity) for name, digest in asked.items()]
            subject = {"names": list(asked), "sentences": list(shown)}
            yield EpisodeRecord(identity, "wanted", subject, READ, 10**9)

    def _filing(self) -> Iterator[EpisodeRecord]:
        """For each document what it says of the names that were found worth a page."""
        made = {identity.split(":")[1] for identity in self.state.queue.ids("filing:")}
        for episode, named in self.state.journal.accepted("name_pages", "wanted:").items():
            names = self.state.queue.get(episode).subject.get("names")  # earlier versions asked about one by itself
            if short_hash(episode) in made or not names:
                continue
            kinds: dict[str, dict[str, str]] = defaultdict(dict)
            sentences: dict[str, set[int]] = defaultdict(set)
            for one in named:
                title = meant(one["title"], names)
                for document, numbers in self._naming(title):
                    kinds[document][title] = one["kind"]
                    sentences[document].update(numbers[:SHOWN])
            for document, of in kinds.items():
                rows = sorted(sentences[document])
                for at in range(0, len(rows), SENTENCES):
                    identity = f"filing:{short_hash(episode)}:{short_hash(document)}:{at}"
                    subject = {"document": document, "sentences": rows[at : at + SENTENCES], "kinds": of}
                    yield EpisodeRecord(identity, "filing", subject, READ, 10**9)

    def _naming(self, name: str) -> Iterator[tuple[str, list[int]]]:
        """The documents (ids) that hold a name, and the numbers of the sentences that do."""
        found = ((document.id, sentences_naming(document, name)) for document in self.state.documents.all())
        return ((document, numbers) for document, numbers in found if numbers)

    def _tended(self, number: str) -> Iterator[EpisodeRecord]:
        planned = self.state.written.planned("tend")
        left = self._left()
        for page in self.known.pages:
            mine = left.get(page.id, [])[:LEFT]
            if len(mine) <= FEW:
                continue
            digest = short_hash(*(f"{one['document']}:{one['n']}" for one in mine))
            if (page.id, digest) in planned:
                continue
            identity = f"tend:{number}:{page.id}:{digest}"
            self.notes.append(("tend", page.id, digest, identity))
            name = Counter(claim.name for claim in page.claims).most_common(1)[0][0]
            why = f"{len(mine)} facts of its sources are told nowhere"
            subject = {"page": page.id, "title": page.title, "name": name, "kind": page.kind, "why": why, "left": mine}
            yield EpisodeRecord(identity, "tend", subject, TEND, 0)

    def _left(self) -> dict[str, list[dict[str, Any]]]:
        """What no page tells, by the page that it names first, else by the one that tells most of its document."""
        page_of = {page.title: page.id for page in self.known.pages}
        ids = {name: page_of[title] for name, title in self.known.names.items()}
        names, most = Names(ids), self._main_pages()
        found: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for document in self.state.documents.all():
            for n in untold(document, self.state.facts.assigned(document.id)):
                named = next(iter(names.found_in(document.sentence(n))), most.get(document.id))
                if named:
                    found[named].append({"document": document.id, "n": n})
        return found

    def _main_pages(self) -> dict[str, str]:
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        for page in self.known.pages:
            for claim in page.claims:
                counts[claim.document][page.id] += 1
        return {document: min(c, key=lambda page: (-c[page], page)) for document, c in counts.items()}

    def themes(self) -> list[list[KnownPage]]:
        """The pages that the overview is written from, by theme; none where there is none to write. What can only be quoted is in none.

        In a small wiki the pages of no theme of which most is told stand beside them, each for itself.
        """
        pages = [page for page in self.known.pages if self._worded(page.claims)]
        if not self.writes or len(pages) < 2:
            return []
        found = self.state.as_long_as_facts("themes", lambda: communities(pages))
        groups = [[self.known.by_id[page] for page in theme[:GROUP]] for theme in found[:GROUPS]]
        held = {page for theme in found for page in theme}
        rest = sorted((p for p in pages if p.id not in held), key=lambda page: (-len(page.claims), page.title))
        if not groups:
            return [rest[:GROUP]]
        alone = [[page] for page in rest if len(page.claims) > FEW] if len(pages) <= SMALL else []
        return groups + alone[: GROUPS - len(groups)]

    def opened(self) -> Set[str]:
        """Those pages (ids)."""
        return frozenset(page.id for theme in self.themes() for page in theme)

    def overview(self, disputes: Sequence[Disagreement]) -> Iterator[EpisodeRecord]:
        """The overview, once for what the pages say now."""
        if not (groups := self.themes()):
            return
        languages = Counter(document.language for document in self.state.documents.all())
        wanted = self.state.nights.meta("language")
        language = wanted or min(languages, key=lambda one: (-languages[one], one))
        if not readable(language):
            return  # it can only be worded
        texts = Texts(self.state, self.known)
        told = [[page for page in group if self._opens_worded(page, texts)] for group in groups]
        if not (rows := [[_row(page, texts) for page in group] for group in told if group]):
            return
        digest = short_hash(
            *(f"{row['page']}:{row['opening']}" for group in rows for row in group),
            *(e.id for e in disputes),
            *([wanted] if wanted else []),
        )
        if ("", digest) in self.state.written.planned("overview"):
            return
        identity = f"overview:{digest}"
        self.notes.append(("overview", "", digest, identity))
        subject = {"groups": rows, "disputed": [entry.about for entry in disputes[:DISPUTED]], "language": language}
        subject |= {"write_in": wanted} if wanted else {}
        yield EpisodeRecord(identity, "overview", subject, OVERVIEW, 0)

    def _opens_worded(self, page: KnownPage, texts: Texts) -> bool:
        return all(self._worded(line.citations) for line in texts.of(page).lead)

    def _worded(self, cited: Iterable[Claim | Citation]) -> bool:
        """Whether something of this is in a language that we can word."""
        return any(readable(self.state.documents.get(one.document).language) for one in cited)


def _row(page: KnownPage, texts: Texts) -> dict[str, str]:
    return {"page": page.id, "title": page.title, "opening": texts.opening(page)}
