"""Whole nights against each server of the table: the wiki is as ever, what is unusual is said, and the next night knows it already."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.engine.rehearsal.app import create_app
from agent.errors import Exit
from agent.state.state import State
from tests.faults.clock import VirtualClock
from tests.faults.engine import FaultEngine
from tests.faults.servers import SERVERS
from tests.faults.serving import Server, cut_at
from tests.night.nights import night, tree

TEXTS = {
    "harbour.md": """# The Harbour of Ost

Ost is a harbour on the river Lenne. Mara Vint built the harbour of Ost in 1871. The crane of Ost lifts 40 tonnes.

## Ships

The Lenne Star is a ferry that calls at Ost. The Lenne Star carries 210 people.
""",
    "letter.txt": """A letter from Ost

Mara Vint was an engineer. Mara Vint built the harbour of Ost in 1873, says the letter.

The Lenne Star carries 260 people.
""",
}
LATER = "Mara Vint lived in Ost until 1902. The crane of Ost was sold in 1950.\n"
NAMES = ["Ost", "Lenne", "Vint", "Harl", "Sund", "Mara", "Birk", "Tolm", "Rask", "Ebba"]
HOW: dict[str, Any] = {"at_once": "none", "judges": "no", "wire": "auto", "workers": 2}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def as_ever(shelf: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    wiki = tmp_path_factory.mktemp("whole") / "wiki"
    with FaultEngine(app=create_app()) as engine:
        assert night(wiki, [str(shelf)], engine.url, clock=VirtualClock(), **HOW) == Exit.DONE
    return tree(wiki)


def told(wiki: Path) -> str:
    with State.to_read(wiki) as state:
        return "\n".join(what for night in state.nights.all() for _, _, what in state.nights.events(night.id))


@pytest.mark.parametrize("name", SERVERS)
def test_a_night_with_a_server_that_does_it_its_own_way(
    name: str, shelf: Path, as_ever: dict[str, str], tmp_path: Path
) -> None:
    wiki, server = tmp_path / "wiki", SERVERS[name]
    with FaultEngine(app=create_app(), server=server) as engine:
        assert night(wiki, [str(shelf)], engine.url, clock=VirtualClock(), **HOW) == Exit.DONE
        assert tree(wiki) == as_ever
        said = told(wiki)
        assert [word for word in server.does if word not in said] == []
        if not server.refuses:
            return
        # another night: what was learned is known, so nothing is refused, and nothing is said again
        refused, asked = engine.refused, len(engine.plan.log)
        (tmp_path / "later.txt").write_text(LATER)
        assert night(wiki, [str(tmp_path / "later.txt")], engine.url, clock=VirtualClock(), **HOW) == Exit.DONE
        assert len(engine.plan.log) > asked
        assert engine.refused == refused
        assert told(wiki).count("It ") == said.count("It ")


def test_where_nothing_is_unusual_nothing_is_said(shelf: Path, tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    with FaultEngine(app=create_app(), server=SERVERS["vllm"]) as engine:
        night(wiki, [str(shelf)], engine.url, clock=VirtualClock(), **HOW)
    assert told(wiki) == ""


def long_text(folder: Path) -> Path:
    lines = [
        f"{NAMES[n % 10]} works number {n} stands beside the old quay of {NAMES[(n * 3 + 1) % 10]} and keeps {n * 7 + 3} barrels of "
        f"salted herring for the winter market of that town, which was founded in {1500 + n}."
        for n in range(60)
    ]
    source = folder / "long.txt"
    source.write_text("A long report\n\n" + "\n\n".join(lines))
    return source


@pytest.mark.parametrize("most", [1024, 900, 1100])
def test_a_prompt_that_was_cut_in_silence_is_no_answered_one(most: int, tmp_path: Path) -> None:
    """A server with a small context that answers 200: said with what to set; the work is done in pieces that it reads whole."""
    wiki, source = tmp_path / "wiki", long_text(tmp_path)
    with FaultEngine(app=create_app(), server=Server(makes=cut_at(most))) as engine:
        assert night(wiki, [str(source)], engine.url, clock=VirtualClock(), **HOW) == Exit.DONE
    # The engine cuts by characters: where one has several bytes, what is left may be a token less.
    assert any(f"reads only about {n} tokens" in told(wiki) for n in (most, most - 1))
    assert "num_ctx" in told(wiki)
    with State.to_read(wiki) as state:
        steps = [
            step for record in state.queue.by_state("done") for step in state.journal.steps(record.id, record.fails)
        ]
        assert steps
        assert max(step.reply.usage.prompt for step in steps) < most
        filed = {n for claim in state.facts.claims() for n in range(claim.first, claim.last + 1)}
    assert len(filed) > 50


def test_a_larger_context_is_used_once_it_was_set(tmp_path: Path) -> None:
    """The advice was followed before the next night: nothing of what was known of the small one stands in the way."""
    wiki, source = tmp_path / "wiki", long_text(tmp_path)
    server = Server(makes=cut_at(1024))
    with FaultEngine(app=create_app(), server=server) as engine:
        night(wiki, [str(source)], engine.url, clock=VirtualClock(), **HOW)
        engine.server, before = Server(), len(engine.plan.log)
        again = tmp_path / "again.txt"
        again.write_text(source.read_text().replace("herring", "cod"))
        assert night(wiki, [str(again)], engine.url, clock=VirtualClock(), **HOW) == Exit.DONE
        assert max(len(seen.text) for seen in engine.plan.log[before:]) > 6 * 1024


def test_an_engine_with_a_large_context_is_never_said_to_cut(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    with FaultEngine(app=create_app(), server=Server()) as engine:
        night(wiki, [str(long_text(tmp_path))], engine.url, clock=VirtualClock(), **HOW)
    assert told(wiki) == ""


@pytest.mark.parametrize("paths", [{"/v1/models": None}, {"/v1/models": {"object": "list", "data": []}}])
def test_a_server_without_a_list_works_with_a_named_model(
    paths: dict[str, object], shelf: Path, as_ever: dict[str, str], tmp_path: Path
) -> None:
    wiki = tmp_path / "wiki"
    with FaultEngine(app=create_app(), server=Server(paths=paths)) as engine:
        assert night(wiki, [str(shelf)], engine.url, clock=VirtualClock(), model="rehearsal", **HOW) == Exit.DONE
    assert tree(wiki) == as_ever


@pytest.mark.parametrize("ending", ["/v1/v1", "/v1/chat/completions", "", "/", "/api", "/openai/v1", "/v1/models"])
def test_an_address_that_is_nearly_right_is_put_right(
    ending: str, shelf: Path, as_ever: dict[str, str], tmp_path: Path
) -> None:
    wiki = tmp_path / "wiki"
    with FaultEngine(app=create_app(), server=Server()) as engine:
        address = engine.url.removesuffix("/v1") + ending
        assert night(wiki, [str(shelf)], address, clock=VirtualClock(), **HOW) == Exit.DONE
    assert tree(wiki) == as_ever
