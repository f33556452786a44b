"""Publishing step by step, each time from what was kept of the last, gives the very files that publishing once from the rows gives."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from agent.clock import Clock
from agent.knowledge.model import Claim, short_hash
from agent.known.lines import statements
from agent.known.pages import Known, settle
from agent.night.publishing import Publisher
from agent.state.disputes import DisputeRecord, DisputeSide, ReplyRecord
from agent.state.facts import DecisionRecord
from agent.state.state import State
from agent.state.written import LeftOut, SeeAlso, WrittenRow
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


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_kept_from_the_last_time_shows_in_no_file(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    wiki = tmp_path / "steps"
    generate(wiki, 24, seed)
    with State.to_write(wiki) as state:
        kept = Publisher(state, wiki, Clock())
        for number in range(1, 13):
            with state.transaction("generated"):
                dice.choice((_say, _file, _merge, _dispute))(state, Known.of(state), dice, number)
            settle(state, Known.of(state), DATE)
            if dice.random() < 0.7:
                kept.now()
        kept.now()
        step_by_step = tree(wiki)
        for path in wiki.rglob("*.md"):
            path.unlink()
        with state.transaction("generated") as db:
            db.execute("DELETE FROM published")
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
