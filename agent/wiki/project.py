"""The projection: from the rows to the whole wiki as values. Nothing here is remembered; run twice, it says the same twice.

Owns: what of the state becomes which part of a page. Rendering and files are elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from agent.knowledge.text.aboutness import first_named
from agent.knowledge.things.defining import definition
from agent.knowledge.fidelity import missing
from agent.knowledge.ids import short_hash
from agent.knowledge.model import Claim, Disagreement
from agent.knowledge.text.normal import key
from agent.knowledge.values.same import same_statement
from agent.state.facts import Wording
from agent.state.pages import PageRecord
from agent.state.state import State
from agent.known.pages import Known, KnownPage, Place, place_of
from agent.known.lines import base_lines, lent, under_headings, worded, wording_line
from agent.known.disagreements import disagreements
from agent.known.line import Line
from agent.wiki.view import NightEntry, Page, SeeAlso, SourceRow, WikiView
from agent.known.wanted import wanted

SEE_ALSO = 8


def project(state: State, known: Known | None = None) -> WikiView:
    """Everything that is to be written, from the rows alone."""
    known = known or Known.of(state)
    night = state.nights.last()
    entries = disagreements(state, known)
    by_page: dict[str, list[Disagreement]] = defaultdict(list)
    for entry in entries:
        by_page[entry.page].append(entry)
    builder = _Builder(state, known, night.date if night else "")
    pages = [builder.page(page, tuple(by_page[page.title])) for page in known.pages]
    return WikiView(
        date=night.date if night else "",
        pages=(*pages, *builder.redirects()),
        documents=tuple(state.documents.all()),
        sources=tuple(
            SourceRow(row.slug, row.resource, row.state, row.reason, row.document or None)
            for row in state.sources.all()
        ),
        disagreements=tuple(entries),
        wanted=tuple(wanted(known, state.documents.get)),
        nights=_nights(state),
        rehearsed=state.journal.models() == {"rehearsal"},
    )


class _Builder:
    """Builds pages from rows that are read once."""

    def __init__(self, state: State, known: Known, date: str) -> None:
        self.state, self.known, self.date = state, known, date
        self.records = {record.id: record for record in state.pages.all()}
        self.condensed, self.leads = self._by_page("condensed"), self._by_page("leads")
        self.said = self._by_place()
        self.links: dict[str, list[str]] = defaultdict(list)
        for page, target in state.facts.links():
            self.links[page].append(target)

    def _by_page(self, table: str) -> dict[str, list[Wording]]:
        found: dict[str, list[Wording]] = defaultdict(list)
        for wording in self.state.facts.wordings(table):
            found[wording.page].append(wording)
        return found

    def _by_place(self) -> dict[Place, list[Wording]]:
        """The wordings of every sentence on the pages that tell it."""
        at = {claim.id: place_of(claim) for page in self.known.pages for claim in page.told if claim.id not in page.borrowed}
        found: dict[Place, list[Wording]] = defaultdict(list)
        for wordings in self.condensed.values():
            for wording in wordings:
                for place in {at[claim] for claim in wording.claims if claim in at}:
                    found[place].append(wording)
        return found

    def page(self, page: KnownPage, entries: tuple[Disagreement, ...]) -> Page:
        """One entity page."""
        base = base_lines(page.told, self.state.documents.get)
        names = (page.title, *page.aliases)
        own = self.condensed[page.id]
        covered = {claim for wording in own for claim in wording.claims}
        bare = [line for line in base if covered.isdisjoint(line.claims)]
        others = [wording for line in bare for wording in lent(self._said_of(page, line), line, names)]
        lines = worded(base, [*own, *others], _step)
        lead = self._lead(page, base, lines)
        lines = [line for line in lines if not any(_tells(opening, line, names) for opening in lead)]
        old = self.records.get(page.id)
        built = Page(
            page.id, page.title, page.kind, page.aliases, tuple(lead),
            tuple(under_headings(lines)), self._see_also(page), entries,
        )  # fmt: skip
        fingerprint = short_hash(repr(built))
        updated = old.updated if old and old.fingerprint == fingerprint else self.date
        return replace(built, created=old.created if old else self.date, updated=updated)

    def _said_of(self, page: KnownPage, line: Line) -> list[Wording]:
        """How other pages that tell a line's sentences word them."""
        places = {place_of(claim) for claim in page.told if claim.id in line.claims}
        return list({w.id: w for place in sorted(places) for w in self.said[place]}.values())

    def _lead(self, page: KnownPage, base: list[Line], lines: list[Line]) -> list[Line]:
        """The newest lead whose claims all stand; else the sentence that says what it is; else the first line."""
        live = {claim.id for claim in page.told}
        standing = [wording for wording in self.leads[page.id] if set(wording.claims) <= live]
        if standing:
            newest = max(standing, key=lambda wording: int(_step(wording)))
            return [wording_line(wording, base) for wording in standing if _step(wording) == _step(newest)]
        return [replace(_opening(page, lines), heading="")]

    def _see_also(self, page: KnownPage) -> tuple[SeeAlso, ...]:
        """What it was linked to, and who tells what it holds and does not tell in full."""
        titles: list[str] = []
        for target in (*self.links[page.id], *page.elsewhere):
            title = self.known.names.get(key(target))
            if title and title != page.title and title not in titles:
                titles.append(title)
        return tuple(map(SeeAlso, titles[:SEE_ALSO]))

    def redirects(self) -> list[Page]:
        """Pages that were merged into another: each keeps its file, which says where it went."""
        found = []
        for record in self.records.values():
            target = self.known.by_id.get(record.gone_to)
            if target and record.id not in self.known.by_id and record.title != target.title:
                found.append(_redirect(record, target))
        return found


def _redirect(record: PageRecord, target: KnownPage) -> Page:
    return Page(
        record.id, record.title, "redirect", (), (), (),
        created=record.created, updated=record.created, redirect=target.title,
    )  # fmt: skip


def _tells(opening: Line, line: Line, names: Sequence[str]) -> bool:
    """Whether a sentence of the lead says all that a line says, so that the page need not say it twice."""
    rests = set(line.claims) <= set(opening.claims) and not missing(opening.text, [line.text], names)
    return rests or same_statement(line.text, opening.text)


def _step(wording: Wording) -> str:
    return wording.id.split(":")[0]


def _opening(page: KnownPage, lines: list[Line]) -> Line:
    """The line that says what the page's thing is: by its words, else by the reader's; of those that merely name it a whole sentence."""
    names = (page.title.split(" (")[0], *page.aliases)
    if said := definition(names, [(n, line.text) for n, line in enumerate(lines)]):
        return lines[said[0]]
    defined = _definition(page)
    read = [line for line in lines if defined and defined.id in line.claims]
    naming = [line for line in (*read, *lines) if first_named([names], line.text)]
    whole = [line for line in naming if line.text.rstrip(" \"'”’)]").endswith((".", "!"))]
    return next(iter((*whole, *naming, *read, *lines)))


def _definition(page: KnownPage) -> Claim | None:
    """The claim on the first sentence that a reader called the definition."""
    defined = {(use.document, use.definition) for use in page.entity.uses if use.definition}
    return next((claim for claim in page.claims if (claim.document, claim.first) in defined), None)


def remember(state: State, view: WikiView) -> None:
    """Write down when each page last changed, before it is published."""
    records = {record.id: record for record in state.pages.all()}
    changed = []
    for page in view.pages:
        old = records.get(page.id)
        if page.redirect or old is None:
            continue
        fingerprint = short_hash(repr(replace(page, created="", updated="")))
        if (old.fingerprint, old.updated, old.title) != (fingerprint, page.updated, page.title):
            changed.append(replace(old, fingerprint=fingerprint, updated=page.updated, title=page.title))
    state.pages.put(changed)


def _nights(state: State) -> tuple[NightEntry, ...]:
    """What each night did, newest first."""
    entries = []
    for night in reversed(state.nights.all()):
        usage = state.journal.usage(night.id)
        lines = [
            f"{usage['calls']} calls to {night.model or 'the engine'}, {usage['completion_tokens']:,} tokens written."
        ]
        lines += [f"{at[11:16]} {what}" for at, _, what in state.nights.events(night.id)]
        if night.outcome:
            lines.append(f"Ended {night.ended[11:16]}: {night.outcome}{': ' + night.reason if night.reason else ''}.")
        entries.append(NightEntry(night.date, tuple(lines)))
    return tuple(entries)
