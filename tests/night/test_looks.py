"""Code looks again only at pages of which something may be told otherwise, and misses none."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

from agent.known.about import About
from agent.known.lasting import Lasting
from agent.known.pages import Known, settle
from agent.night.disputing import Disputing
from agent.night.looks import Looks
from agent.state.state import State
from tests.bench.generated import generate

DATE = "2026-01-01"


def _look(state: State) -> None:
    settle(state, Known.of(state), DATE)
    list(Disputing(state, Known.of(state), judges=False).asking())


def _disputes(state: State) -> list[str]:
    return [dispute.id for dispute in state.disputes.all()]


def test_what_is_found_after_each_change_is_what_looking_at_all_finds(tmp_path: Path) -> None:
    dice = random.Random(5)
    generate(tmp_path / "wiki", 16, 5)
    with State.to_write(tmp_path / "wiki") as state:
        _look(state)
        for number in range(12):
            claims = state.facts.claims()
            claim, name = dice.choice(claims), dice.choice(claims).name
            with state.transaction("changed") as db:
                if dice.random() < 0.5:
                    state.facts.put_claim(replace(claim, id=f"more {number}", name=name), "")
                else:
                    db.execute("DELETE FROM claims WHERE id = ?", [claim.id])
            _look(state)
            found = _disputes(state)
            with state.transaction("forgotten") as db:
                db.execute("DELETE FROM planned WHERE kind = 'candidates'")
                db.execute("DELETE FROM kept WHERE what = 'looked'")
            _look(state)
            assert _disputes(state) == found


def _told(state: State) -> dict[str, list[str]]:
    known = Known.of(state)
    about = About(known, state.documents.all())
    return {page.id: [claim.id for claim, _ in about.rows(page)] for page in known.pages}


def test_after_one_claim_more_those_pages_are_looked_at_of_which_something_else_is_told(tmp_path: Path) -> None:
    generate(tmp_path / "wiki", 60, 5)
    looked = []
    with State.to_write(tmp_path / "wiki") as state:
        _look(state)
        for claim in state.facts.claims()[:40:4]:
            with state.transaction("gone") as db:
                db.execute("DELETE FROM claims WHERE id = ?", [claim.id])
            _look(state)
            before = _told(state)
            with state.transaction("come"):
                state.facts.put_claim(claim, "")
            pages = [page.id for page in Looks(state, Known.of(state), Lasting(state.kept)).pages()]
            now = _told(state)
            assert pages == [page for page in now if now[page] != before.get(page)]
            looked.append(len(pages))
            _look(state)
    assert 0 < max(looked) < 30


def test_what_was_looked_at_in_a_process_is_known_in_it_too(tmp_path: Path) -> None:
    generate(tmp_path / "wiki", 16, 5)
    with State.to_write(tmp_path / "wiki") as state:
        lasting = Lasting(state.kept)
        for at_first in (True, False):
            looks = Looks(state, Known.of(state), lasting)
            assert bool(looks.pages()) == at_first
            looks.keep()
