"""What a person decides after a night: try again what was set aside, withdraw a source, undo a merge, settle a disagreement.

Owns: those four. Each takes the wiki for itself, commits, publishes what follows from it, and says what it did. A disagreement can be
settled while a night runs, too: the night takes the decision up when it next publishes.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from agent.clock import Clock
from agent.errors import Exit, Fatal
from agent.knowledge.model import short_hash
from agent.knowledge.text.normal import key
from agent.knowledge.things.spelling import spelt
from agent.known.disagreements import disagreements, told
from agent.known.mentions import Names
from agent.known.pages import Known, KnownPage, settle
from agent.night.plan import read_episodes
from agent.night.publishing import Publisher
from agent.state.facts import DecisionRecord
from agent.state.state import State
from agent.state.waiting import leave
from agent.wiki.text import one_line

LONGEST_NOTE = 2000  # characters


def retry(wiki: Path, names: Sequence[str]) -> int:
    """Put failed sources and episodes that were set aside back into the queue: those named, or all. Returns how many.

    Raises Fatal (exit 2) for a name that is not among them.
    """
    _there(wiki)
    with State.to_write(wiki) as state:
        episodes = {record.id for record in state.queue.by_state("set_aside")}
        sources = {row.slug for row in state.sources.all() if row.state == "failed" and row.kind != "unsupported"}
        if unknown := [name for name in names if name not in episodes | sources]:
            raise Fatal(f"nothing of that name failed or was set aside: {', '.join(unknown)}", Exit.USAGE)
        chosen = set(names) or episodes | sources
        state.sources.retry(sorted(chosen & sources))
        return state.queue.retry(sorted(chosen & episodes)) + len(chosen & sources)


def forget(wiki: Path, source: str) -> str:
    """Withdraw a source: its document leaves unless another source has the same bytes, and with it all that only it supported.

    With a list (`site:`, `feed:`, …) go all that were found by it. What was a copy of it is to be read in its place.
    """
    _there(wiki)
    with State.to_write(wiki) as state:
        row = next((row for row in state.sources.all() if source in (row.slug, row.resource)), None)
        if row is None:
            raise Fatal(f"there is no source {source!r}; `status` and index.md name them", Exit.USAGE)
        before = len(Known.of(state).pages)
        found = [each.slug for each in state.sources.all() if row.kind == "list" and each.origin == row.resource]
        with state.transaction("source:forgotten"):
            for slug in (row.slug, *found):
                state.sources.remove(slug)
            gone = state.documents.retire_unused()
            freed_ids = state.documents.freed(gone)
            state.documents.settle_places()
            freed = [state.documents.get(each) for each in freed_ids]
            places = {each.document: each.position for each in state.sources.all()}
            state.queue.add(episode for each in freed for episode in read_episodes(each, places[each.id], Names({})))
            state.queue.drop(
                e.id for e in state.queue.by_state("pending") if not _documents(e.subject).isdisjoint(gone)
            )
        settle(state, after := Known.of(state), _date(state))
        _publish(state, wiki)
    return f"{row.resource} is withdrawn; {before - len(after.pages)} pages rested on it alone"


def split(wiki: Path, page: str) -> str:
    """Undo a merge: what was found under each of a page's names becomes a page of its own, and stays so on later nights.

    Raises Fatal (exit 2) if there is no such page, or nothing was merged into it.
    """
    _there(wiki)
    with State.to_write(wiki) as state:
        known = Known.of(state)
        found = known.find(page)
        if found is None:
            raise Fatal(f"there is no page {page!r}", Exit.USAGE)
        if len({(key(use.title), spelt(use.title)) for use in found.entity.uses}) < 2:
            raise Fatal(
                f"{found.title!r} cannot be split: all that stands on it was found under this one name", Exit.USAGE
            )
        with state.transaction("page:split"):
            for record in parted(found):
                state.facts.put_decision(record)
        after = Known.of(state)
        settle(state, after, _date(state))
        _publish(state, wiki)
        now = sorted(page.title for page in after.pages if not page.keys.isdisjoint(found.keys))
    return f"{found.title} is now: {', '.join(now)}"


def settle_disagreement(wiki: Path, entry: str, note: str) -> str:
    """Keep what a person found about a disagreement, by its id. Raises Fatal (exit 2) if there is none, or nothing in the note."""
    note = one_line(note)
    if not note:
        raise Fatal("a note says what was found, and where: --note TEXT", Exit.USAGE)
    if len(note) > LONGEST_NOTE:
        raise Fatal(f"a note is at most {LONGEST_NOTE:,} characters long", Exit.USAGE)
    return _decide(wiki, entry, "settled", note)


def reopen(wiki: Path, entry: str) -> str:
    """Undo that: the disagreement is as if nobody had settled it. Raises Fatal (exit 2) if nobody had."""
    return _decide(wiki, entry, "reopened", "")


def _decide(wiki: Path, entry: str, kind: str, note: str) -> str:
    with State.to_read(wiki) as state:
        there = disagreements(state, Known.of(state))
    meant = list({item.id: item for item in there if item.id.startswith(entry or "-")}.values())
    if len(meant) != 1:
        many = f"several disagreements begin with {entry!r}" if meant else f"there is no disagreement {entry!r}"
        raise Fatal(f"{many}; `conflicts` names them", Exit.USAGE)
    (found,), entry = meant, meant[0].id
    if kind == "reopened" and found.state != "resolved":
        raise Fatal("nobody settled that disagreement", Exit.USAGE)
    today = Clock().now().date().isoformat()
    leave(
        wiki,
        DecisionRecord(
            id=f"settled:{entry}", kind=kind, a=entry, b=today, qualifier=" ".join(sorted(told(found))), reason=note
        ),
    )
    said = f"“{found.title}” is {'open again' if kind == 'reopened' else 'settled'}"
    try:
        with State.to_write(wiki) as state:
            _publish(state, wiki)
    except Fatal as fatal:
        if fatal.code is not Exit.LOCKED:
            raise
        return f"{said}; a night is at work, and writes it on the pages when it next publishes"
    return said


def _documents(subject: dict[str, Any]) -> set[str]:
    """The documents that an episode would look at."""
    sides = subject.get("sides", [])
    shown = {document for side in sides for document, _ in side.get("shown", [])}
    return shown | {side.get("document", "") for side in sides} | {subject.get("document", "")}


def _there(wiki: Path) -> None:
    """Raises Fatal (exit 2) if there is no wiki, rather than making one."""
    State.to_read(wiki).close()


def _date(state: State) -> str:
    night = state.nights.last()
    return night.date if night else Clock().now().date().isoformat()


def _publish(state: State, wiki: Path) -> None:
    publisher = Publisher(state, wiki, Clock())
    publisher.begin()
    publisher.now()


def parted(page: KnownPage) -> list[DecisionRecord]:
    """What a person decides who splits a page: every two of its names are two things."""
    return [
        DecisionRecord(short_hash("person", a, b), "apart", a, b, reason="a person split them")
        for a, b in combinations(sorted(page.keys), 2)
    ]
