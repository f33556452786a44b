"""The projection: from the rows to the whole wiki as values. Nothing here is remembered; run twice, it says the same twice.

Owns: what of the state becomes which part of the wiki. Rendering and files are elsewhere.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from pydantic import TypeAdapter

from agent.knowledge.model import Citation, Disagreement
from agent.known.disagreements import disagreements
from agent.known.lasting import Lasting
from agent.known.lines import Line
from agent.known.nightly import SEEN, Nightly, first_seen
from agent.known.pages import Known, KnownPage
from agent.known.slices import Sliced, whole
from agent.known.themes import communities
from agent.known.wanted import seeking
from agent.state.pages import PageRecord
from agent.state.state import State
from agent.wiki.building import Builder, fingerprint_of
from agent.wiki.view import NightEntry, OverviewLine, Page, Theme, WikiView

COMMUNITIES = TypeAdapter(list[tuple[str, ...]])
FEW_CHANGED = 0.05  # of all pages, up to which a draft has the themes of before
SUMMARY = 5  # sentences of a document's summary that are shown


def project(state: State, lasting: Lasting | None = None, *, drafts: bool = False) -> WikiView:
    """Everything that is to be written, from the rows alone.

    `lasting`, kept from the last time, spares making again what has the same rows. In what only `drafts` the themes are those of before, as
    long as few pages changed.
    """
    return whole(projecting(state, lasting or Lasting(), drafts=drafts))


def projecting(state: State, lasting: Lasting, *, drafts: bool = False) -> Sliced[WikiView]:
    """The same in slices. The rows are read in the first of them, so that it is one moment's wiki; only `nights` count until the last."""
    lasting.begin()
    known, counts = Known.of(state), state.kept.counts()
    night = state.nights.last()
    entries = disagreements(state, known)
    builder = Builder(state, known, night, entries, lasting)
    titles = {page.id: page.title for page in known.pages}
    view = WikiView(
        date=night.date if night else "",
        pages=(),
        documents=tuple(state.documents.all()),
        sources=tuple(state.sources.all()),
        disagreements=tuple(entries),
        rehearsed=state.journal.models() == {"rehearsal"},
        summaries=summaries(state),
        overview=_overview(state, titles),
        questions=tuple(builder.question(record) for record in state.asked.kept()),
        known=known,
        also=_also(state),
    )
    pages = yield from builder.pages()
    names = yield from seeking(known, state.documents.get, lasting)
    yield
    themes = _communities(known, counts, lasting, drafts=drafts)
    yield
    nights = _nights(state, _did(state, pages, entries))
    yield
    return replace(
        view,
        pages=(*pages, *(_redirect(*pair) for pair in redirects(builder.records.values(), known))),
        wanted=tuple(names),
        themes=tuple(Theme(titles[c[0]], tuple(titles[p] for p in c)) for c in themes),
        nights=nights,
    )


def _communities(known: Known, counts: Mapping[str, int], lasting: Lasting, *, drafts: bool) -> list[tuple[str, ...]]:
    """Of a wiki in which nothing changed that is known they are what they were, in an earlier process too."""
    pages, found = lasting.last("communities", lambda: ((), []))
    if drafts and pages and len({*map(id, known.pages)} - {*map(id, pages)}) <= FEW_CHANGED * len(pages):
        left = (tuple(page for page in group if page in known.by_id) for group in found)
        return [group for group in left if group]
    facts = tuple(counts[what] for what in ("names", "claims", "resolved", "pages"))
    found = lasting.of("communities", "", facts, lambda: communities(known.pages), COMMUNITIES)
    lasting.hold("communities", (known.pages, found))
    return found


def _also(state: State) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """By document, where else the same text was found: other sources with the same bytes, and copies."""
    found: dict[str, list[str]] = defaultdict(list)
    copies = state.documents.copies()
    for row in state.sources.all():
        voice = copies.get(row.document, row.document)
        if voice and row.resource != state.documents.get(voice).resource:
            found[voice].append(row.resource)
    return tuple((document, tuple(resources)) for document, resources in found.items())


def redirects(records: Iterable[PageRecord], known: Known) -> list[tuple[PageRecord, KnownPage]]:
    """Pages that were merged into another, with that one: each keeps its file, which says where it went."""
    return [
        (record, target)
        for record in records
        if (target := known.by_id.get(record.gone_to)) and record.id not in known.by_id and record.title != target.title
    ]


def _redirect(record: PageRecord, target: KnownPage) -> Page:
    return Page(
        record.id, record.title, "redirect", (), (), (),
        created=record.created, updated=record.created, redirect=target.title,
    )  # fmt: skip


def summaries(state: State) -> tuple[tuple[str, tuple[Line, ...]], ...]:
    """For each live document the sentences that sum it up, in its order."""
    live = set(state.documents.ids())
    found: dict[str, list[Line]] = defaultdict(list)
    for summary in state.written.summaries():
        if summary.document in live and len(found[summary.document]) < SUMMARY:
            citations = tuple(Citation(summary.document, n, n) for n in summary.cites)
            quoted = len(citations) == 1 and summary.text == state.documents.get(summary.document).sentence(
                summary.cites[0]
            )
            found[summary.document].append(Line(summary.text, citations, quoted=quoted))
    return tuple((document, tuple(lines)) for document, lines in sorted(found.items()) if lines)


def _overview(state: State, titles: dict[str, str]) -> tuple[OverviewLine, ...]:
    """The newest overview, as far as the pages that it speaks of are there."""
    rows = state.written.overview()
    if not rows:
        return ()
    newest = max(rows, key=lambda row: row.step).episode
    return tuple(
        OverviewLine(row.section, row.text, tuple(titles[page] for page in row.pages))
        for row in rows
        if row.episode == newest and all(page in titles for page in row.pages)
    )


def remember(
    state: State, view: WikiView, lasting: Lasting | None = None, drawn: Mapping[str, PageRecord] | None = None
) -> None:
    """Write down when each page last changed, and what the night brought, before it is published.

    Of a view that was made in slices, what became of a page since its record was as it was `drawn` stays.
    """
    if night := state.nights.last():
        did, seen = json.dumps(view.nights[0].did, ensure_ascii=False), first_seen(state)
        fresh = {entry.id: night.id for entry in view.disagreements if entry.id not in seen}
        if did != state.nights.meta(f"did:{night.id}"):
            state.nights.set_meta(f"did:{night.id}", did)
        if fresh:
            state.nights.set_meta(SEEN, json.dumps(seen | fresh))
    records, lasting = {record.id: record for record in state.pages.all()}, lasting or Lasting()
    changed, known = [], lasting.last("remembered", dict[str, tuple[Page, PageRecord]])
    remembered = {}
    for page in view.pages:
        old = records.get(page.id)
        if page.redirect or old is None or (drawn is not None and drawn.get(page.id) != old):
            continue
        remembered[page.id] = page, old
        if (last := known.get(page.id)) and last[0] is page and last[1] is old:
            continue
        fingerprint = fingerprint_of(page, lasting)
        if (old.fingerprint, old.updated) != (
            fingerprint,
            page.updated,
        ):  # what it is called says `settle`, and no draft
            changed.append(replace(old, fingerprint=fingerprint, updated=page.updated, changed_in=page.changed_in))
    state.pages.put(changed)
    lasting.hold("remembered", remembered)


def _did(state: State, pages: Sequence[Page], entries: Sequence[Disagreement]) -> tuple[str, ...]:
    """What the last night brought, as it stands now."""
    night = state.nights.last()
    if night is None:
        return ()
    dated = [(page.title, page.made_in, page.changed_in) for page in pages]
    return tuple(Nightly.of(state, night, dated, entries).in_words())


def _nights(state: State, now: tuple[str, ...]) -> tuple[NightEntry, ...]:
    """What each night did, newest first: `now` the last one, the others what was remembered of them."""
    entries: list[NightEntry] = []
    for night in reversed(state.nights.all()):
        did = tuple(json.loads(state.nights.meta(f"did:{night.id}") or "[]")) if entries else now
        usage = state.journal.usage(night.id)
        lines = [
            f"{usage['calls']} calls to {night.model or 'the engine'}, {usage['completion_tokens']:,} tokens written."
        ]
        lines += [f"{at[11:16]} {what}" for at, _, what in state.nights.events(night.id)]
        if night.outcome:
            lines.append(f"Ended {night.ended[11:16]}: {night.outcome}{': ' + night.reason if night.reason else ''}.")
        entries.append(NightEntry(night.date, tuple(lines), did))
    return tuple(entries)
