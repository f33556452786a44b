"""Publishing step by step, each time from what was kept of the last, gives the very files that publishing once from the rows gives."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.clock import Clock
from agent.knowledge.model import Claim, NameUse, PageKind, short_hash
from agent.knowledge.things.entities import resolve
from agent.known.disagreements import disagreements
from agent.known.lines import statements
from agent.known.pages import Known, settle
from agent.known.standing import Standing, standing, wanted
from agent.known.wanted import wanted as fold
from agent.morning.graph_read import count_links
from agent.night.publishing import Publisher
from agent.state.disputes import DisputeRecord, DisputeSide, ReplyRecord
from agent.state.facts import DecisionRecord
from agent.state.state import State
from agent.state.written import LeftOut, SeeAlso, WrittenRow
from agent.wiki import render
from agent.wiki.building import Builder
from agent.wiki.prepared import Prepared
from agent.wiki.project import project
from agent.wiki.said import Said
from agent.wiki.told import Told, told
from agent.wiki.verify import verify
from tests.bench.facts import one_claim_more
from tests.bench.generated import generate
from tests.night.nights import tree

DATE = "2026-01-01"


def _say(state: State, known: Known, dice: random.Random, number: int) -> None:
    """A page is written again, or leaves something out, or names another one."""
    page = dice.choice(known.pages)
    said = dice.choice(statements(page.claims, state.documents.get))
    plan, other = f"again {number}", dice.choice(known.pages).title
    row = WrittenRow(
        short_hash(plan),
        "again",
        page.id,
        plan,
        1,
        1,
        "Later",
        f"{page.title}: {said.text(state.documents.get)}",
        said.ids,
    )
    state.written.put_row(f"{number}:0", row)
    state.written.put(f"{number}:1", LeftOut(page.id, plan, (dice.choice(page.claims).id,), "is told elsewhere"))
    state.written.put(f"{number}:2", SeeAlso(page.id, plan, other, "stands beside it"))


def _file(state: State, known: Known, dice: random.Random, number: int) -> None:
    """A sentence is filed under one page more."""
    claim, name = dice.choice(state.facts.claims()), dice.choice(state.facts.claims()).name
    state.facts.put_claim(replace(claim, id=f"more {number}", name=name), "")


def _merge(state: State, known: Known, dice: random.Random, number: int) -> None:
    """Two pages turn out to be of one thing."""
    one, other = dice.sample(known.pages, 2)
    a, b = sorted((one.entity.key, other.entity.key))
    state.facts.put_decision(DecisionRecord(short_hash(a, b), "same", a, b))


def _dispute(state: State, known: Known, dice: random.Random, number: int) -> None:
    """Two documents answer one question about a page otherwise."""
    page = dice.choice([page for page in known.pages if len(page.documents) > 1])
    by_document: dict[str, Claim] = {claim.document: claim for claim in page.claims}
    claims = list(by_document.values())[:2]
    identity = f"dispute {number}"
    sides = tuple(DisputeSide(claim.document, (claim.first,), (claim.first,)) for claim in claims)
    state.disputes.put(
        DisputeRecord(identity, page.id, "figure", f"In which year was {page.title} opened?", sides, "code")
    )
    for side, (claim, year) in enumerate(zip(claims, ("1801", "1902"), strict=True)):
        reply = ReplyRecord(identity, side, claim.document, year, cites=(claim.first,))
        state.disputes.put_reply(f"{identity} {side}", f"{number}:0", reply)


def _withdraw(state: State, known: Known, dice: random.Random, number: int) -> None:
    """A document leaves the sources, with all that only it supports."""
    gone = dice.choice(state.documents.ids())
    slug = next(row.slug for row in state.sources.all() if row.document == gone)
    state.sources.remove(slug)
    state.documents.retire_unused()


def _name(state: State, known: Known, dice: random.Random, number: int) -> None:
    """A reader names a thing that nobody named, or one that is known by another name too, and files a sentence under it."""
    claim, page = dice.choice(state.facts.claims()), dice.choice(known.pages)
    title = dice.choice([f"Orla {number} tower", page.title.upper(), f"HMS {page.title}", page.title])
    alias = dice.choice([(), (dice.choice(known.pages).title,), (f"the {number}",)])
    kind: PageKind = dice.choice(["place", "person", "other"])
    state.facts.put_name(f"name {number}", "", NameUse(title, kind, claim.document, alias, claim.first, f"w{number}"))
    state.facts.put_claim(replace(claim, id=f"named {number}", name=title), "")


def _split(state: State, known: Known, dice: random.Random, number: int) -> None:
    """What one document tells of a page is found to be of another thing."""
    page = dice.choice(known.pages)
    record = DecisionRecord(f"split {number}", "split", page.entity.key, "", page.documents[:1], f"of {number}")
    state.facts.put_decision(record)


def _settle(state: State, known: Known, dice: random.Random, number: int) -> None:
    """A person settles an entry of the conflicts, or opens it again."""
    if entries := disagreements(state, known):
        entry, kind = dice.choice(entries), dice.choice(["settled", "reopened"])
        state.facts.put_decision(DecisionRecord(f"{kind} {entry.id}", kind, entry.id, DATE, reason="seen there"))


def _apart(state: State, known: Known, dice: random.Random, number: int) -> None:
    """Two pages are found to be of two things, whatever else is said."""
    a, b = sorted(page.entity.key for page in dice.sample(known.pages, 2))
    state.facts.put_decision(DecisionRecord(short_hash("apart", a, b), "apart", a, b))


STEPS = (_say, _file, _file, _name, _name, _name, _merge, _split, _apart, _dispute, _settle, _withdraw)


def _stands_as_it_is_folded(state: State) -> None:
    """What commands tell from rows that were kept is what the facts give."""
    known, view = Known.of(state), project(state)
    assert known == Known.folded(state)
    assert standing(state) == Standing(len(known.pages), tuple(disagreements(state, known)))
    assert wanted(state) == fold(known, state.documents.get)
    assert told(state) == Told.of(view)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_kept_from_the_last_time_shows_in_no_file(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    wiki = tmp_path / "steps"
    generate(wiki, 24, seed)
    with State.to_write(wiki) as state:
        kept = Publisher(state, wiki, Clock())
        for number in range(1, 17):
            with state.transaction("generated"):
                dice.choice(STEPS)(state, Known.of(state), dice, number)
            settle(state, Known.of(state), DATE)
            if dice.random() < 0.3:
                kept = Publisher(state, wiki, Clock())  # another process, which has nothing but the rows
            if dice.random() < 0.7:
                within = dice.random() < 0.5  # as within a night
                kept.now(keeps=not within, drafts=within)
            _stands_as_it_is_folded(state)
        kept.now()
        step_by_step = tree(wiki)
        for path in wiki.rglob("*.md"):
            path.unlink()
        with state.transaction("generated") as db:
            for table in ("published", "kept", "notes"):
                db.execute(f"DELETE FROM {table}")
    with State.to_write(wiki) as state:
        Publisher(state, wiki, Clock()).now()
        assert tree(wiki) == step_by_step


@pytest.mark.parametrize("pages", [40, 200])
def test_one_claim_more_makes_a_few_pages_anew_however_many_there_are(tmp_path: Path, pages: int) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, pages)
    with State.to_write(wiki) as state:
        publisher = Publisher(state, wiki, Clock())
        publisher.now()
        publisher.now()
        before = publisher.lasting.made
        publisher.now()
        assert publisher.lasting.made == before  # nothing changed
        one_claim_more(state)
        settle(state, Known.of(state), DATE)
        publisher.now()
        assert publisher.lasting.made - before < 12


def _cost_of_one_claim_more(wiki: Path, pages: int, patch: pytest.MonkeyPatch) -> Counter[str]:
    """Statements of SQL, uses of names that are resolved, pages built and named, files drawn, for what comes second in a process."""
    generate(wiki, pages)
    seen: Counter[str] = Counter()

    def counted(name: str, made: Callable[..., Any], size: Callable[[Any], int]) -> Callable[..., Any]:
        def of(*given: Any, **more: Any) -> object:
            seen[name] += size(given)
            return made(*given, **more)

        return of

    with State.to_write(wiki) as state, patch.context() as within:
        publisher = Publisher(state, wiki, Clock())
        publisher.now()
        for number in range(2):
            one_claim_more(state, number)
            if number:
                within.setattr("agent.known.folding.resolve", counted("uses", resolve, lambda given: len(given[0])))
                within.setattr(Builder, "_built", counted("built", Builder._built, lambda given: 1))
                within.setattr(Prepared, "_names", counted("named", Prepared._names, lambda given: 1))
                within.setattr(render, "_write", counted("drawn", render._write, lambda given: 1))
                state._connection.db.conn.set_trace_callback(lambda sql: seen.update(["statements"]))
            settle(state, Known.of(state), DATE)
            publisher.now(keeps=False, drafts=True)
    return seen


def test_publishing_one_claim_more_costs_the_same_in_a_wiki_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    small, large = (_cost_of_one_claim_more(tmp_path / f"{pages}", pages, monkeypatch) for pages in (40, 200))
    assert set(small) == {"uses", "built", "named", "drawn", "statements"}
    assert all(large[what] <= 1.5 * small[what] + 5 for what in small), (small, large)
    assert large["built"] < 10
    assert large["drawn"] < 20


@pytest.mark.parametrize("pages", [40, 200])
def test_a_new_process_reads_and_draws_nothing_that_stands(
    tmp_path: Path, pages: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, pages)
    seen: Counter[str] = Counter()

    def counted(name: str, made: Callable[..., Any]) -> Callable[..., Any]:
        def of(*given: object) -> object:
            seen[name] += 1
            return made(*given)

        return of

    monkeypatch.setattr(render, "_write", counted("drawn", render._write))
    monkeypatch.setattr(Said, "of", counted("read", Said.of))
    with State.to_write(wiki) as state:
        publisher = Publisher(state, wiki, Clock())
        publisher.begin()
        publisher.now()
    assert seen["drawn"] <= 6  # the index and its like
    before = seen["read"]
    with State.to_read(wiki) as state:
        assert count_links(wiki, state) > pages
    assert seen["read"] == before <= 6


def test_verify_in_several_processes_says_what_it_says_in_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, 40)
    with State.to_write(wiki) as state:
        known = Known.of(state)
        with state.transaction("generated"):
            for page in known.pages[::10]:
                claims = (page.claims[0].id,)
                text = "It cost 7777 crowns."
                row = WrittenRow(f"false {page.id}", "a", page.id, "false", 1, 1, "", text, claims, (), 9)
                state.written.put_row("9:0", row)
        alone = verify(state, wiki)
        monkeypatch.setattr("agent.wiki.verify.FEW", 1)
        monkeypatch.setattr("agent.wiki.verify.SHARE", 7)
        monkeypatch.setattr("os.cpu_count", lambda: 2)
        together = verify(state, wiki)
    assert together == alone
    assert alone.unsupported


def test_verify_derives_again_what_was_kept(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, 24)
    with State.to_write(wiki) as state:
        assert verify(state, wiki).ok
        titles = {page.title for page in Known.of(state).pages}
        with state.transaction("damaged") as db:
            db.execute("UPDATE kept SET value = replace(value, 'crowns', 'pounds') WHERE what = 'text'")
            db.execute("UPDATE kept SET value = replace(value, '\"pages\":24', '\"pages\":23') WHERE what = 'standing'")
        found = verify(state, wiki)
    assert not found.ok
    assert found.kept_differing[0] == "standing"
    assert set(found.kept_differing[1:]) <= titles
    assert len(found.kept_differing) > 1
