"""Pages as values, each built from its own rows: what it says, what is disputed of it, when it last changed.

Owns: `Builder`. A page is built anew only where something that it is made of changed since the last time; else it is the same object, by
which everything after this knows that it is as it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from agent.knowledge.model import Disagreement, short_hash
from agent.known.asked import SILENT, answered
from agent.known.lasting import Lasting
from agent.known.lines import Line
from agent.known.pages import Known, KnownPage
from agent.known.slices import Sliced
from agent.known.texts import Texts
from agent.known.touching import touches
from agent.state.asked import QuestionRecord
from agent.state.nights import NightRecord
from agent.state.pages import PageRecord
from agent.state.state import State
from agent.wiki.view import Page, QuestionPage, SeeAlso

SEE_ALSO = 8


@dataclass(frozen=True, slots=True)
class Built:
    """A page with what it was built from: what is known of it, how many rows were written of it, its record; and the documents cited."""

    known: KnownPage
    rows: tuple[int, int, int]
    record: PageRecord | None
    page: Page
    cited: frozenset[str]


class Pages:
    """The pages that were built last, and what was the same for all of them."""

    def __init__(self, builder: Builder | None = None) -> None:
        self.built: dict[str, Built] = {}
        self.names = builder.known.names if builder else {}
        self.night = (builder.date, builder.night) if builder else ("", 0)
        self.disputed = builder.disputed if builder else None


class Builder:
    """Builds pages from rows that are read once."""

    def __init__(
        self, state: State, known: Known, night: NightRecord | None, entries: Sequence[Disagreement], lasting: Lasting
    ) -> None:
        self.state, self.known, self.lasting = state, known, lasting
        self.disputed = Disputed(entries)
        self.date, self.night = (night.date, night.id) if night else ("", 0)
        self.records = {record.id: record for record in state.pages.all()}
        self.texts = Texts(state, known, lasting)

    def pages(self) -> Sliced[list[Page]]:
        """In slices, every entity page, in order; those whose rows are the same are the very ones that were built last time."""
        before, known, now = self.lasting.last("pages", Pages), self.known, Pages(self)
        names_stand, night_stands = before.names is known.names, before.night == now.night
        touched, titles = self.disputed.unlike(before.disputed) if before.disputed else (set(), set())
        for page in known.pages:
            rows, record = self.texts.counts(page.id), self.records.get(page.id)
            last = before.built.get(page.id)
            if not (
                last
                and last.known is page
                and last.rows == rows
                and last.record is record
                and night_stands
                and (names_stand or not rows[2])
                and page.title not in titles
                and touched.isdisjoint(last.cited)
            ):
                last = self._built(page, rows, record, last)
                yield
            now.built[page.id] = last
        self.lasting.hold("pages", now)
        return [built.page for built in now.built.values()]

    def _built(
        self, page: KnownPage, rows: tuple[int, int, int], record: PageRecord | None, last: Built | None
    ) -> Built:
        """One entity page, with what is disputed about it, and what another page's dispute makes of a sentence that it rests on."""
        text = self.texts.of(page)
        entries = self.disputed.on(page.title, (*text.lead, *text.lines))
        built = Page(
            page.id, page.title, page.kind, page.aliases, text.lead, text.lines,
            self._see_also(page), entries,
        )  # fmt: skip
        if record and record.fingerprint == fingerprint_of(built, self.lasting):
            built = replace(
                built,
                created=record.created,
                updated=record.updated,
                made_in=record.made_in,
                changed_in=record.changed_in,
            )
        else:
            created, made_in = (record.created, record.made_in) if record else (self.date, self.night)
            built = replace(built, created=created, updated=self.date, made_in=made_in, changed_in=self.night)
        if last and last.page == built:
            built = last.page
        cited = frozenset(citation.document for line in built.statements for citation in line.citations)
        return Built(page, rows, record, built, cited)

    def question(self, record: QuestionRecord) -> QuestionPage:
        """A kept question with its answer as it stands, and what is disputed of it."""
        answer = answered(self.state, record.id, record.question)
        lines = answer.lines or (Line(SILENT[answer.stale], ()),)
        entries = self.disputed.on("", lines)
        return QuestionPage(
            record.id, record.question, "question", (), lines, (), (), entries,
            created=record.asked, updated=answer.since or record.asked, rehearsed=answer.model == "rehearsal",
        )  # fmt: skip

    def _see_also(self, page: KnownPage) -> tuple[SeeAlso, ...]:
        """What its writer wants read next, as far as there is a page for it."""
        found: dict[str, SeeAlso] = {}
        for link in self.texts.see_also(page):
            other = self.known.find(link.title)
            if other and other.title != page.title:
                found.setdefault(other.title, SeeAlso(other.title, link.why))
        return tuple(found.values())[:SEE_ALSO]


class Disputed:
    """The entries, found by the pages that they are about and the documents that they cite."""

    def __init__(self, entries: Sequence[Disagreement]) -> None:
        self._entries = entries
        self._about: dict[str, list[int]] = defaultdict(list)
        self._citing: dict[str, list[int]] = defaultdict(list)
        for number, entry in enumerate(entries):
            self._about[entry.home or entry.page].append(number)
            for document in {side.citation.document for side in entry.sides}:
                self._citing[document].append(number)

    def on(self, title: str, lines: Iterable[Line]) -> tuple[Disagreement, ...]:
        """What is disputed about a page, and what another page's dispute makes of a sentence that it rests on."""
        cited = {citation for line in lines for citation in line.citations}
        about = self._about.get(title, [])
        near = {n for document in {c.document for c in cited} for n in self._citing.get(document, ())}.difference(about)
        met = (n for n in sorted(near) if touches(self._entries[n], cited))
        return tuple(self._entries[n] for n in (*about, *met))

    def unlike(self, before: Disputed) -> tuple[set[str], set[str]]:
        """The documents that entries cite which are not those of before, and the titles of the pages that they are about."""
        if self._entries is before._entries or self._entries == before._entries:
            return set(), set()
        changed = {*self._entries} ^ {*before._entries}
        return (
            {side.citation.document for entry in changed for side in entry.sides},
            {entry.home or entry.page for entry in changed},
        )


def fingerprint_of(page: Page, lasting: Lasting) -> str:
    """What tells a page from the same page on another day, whatever its dates and nights are."""
    bare = replace(page, created="", updated="", made_in=0, changed_in=0)
    return lasting.of("fingerprint", page.id, bare, lambda: short_hash(repr(bare)))
