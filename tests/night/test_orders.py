"""What a user said wrongly is said back at once, with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.clock import Clock
from agent.config import load
from agent.errors import Exit, Fatal
from agent.night.orders import order
from agent.state.state import State


def test_a_mistyped_engine_is_refused_instead_of_waited_for(tmp_path: Path) -> None:
    settings = load(tmp_path / "wiki", {"engine": "reharsal"})
    with pytest.raises(Fatal, match="rehearsal") as error:
        order([str(tmp_path)], tmp_path / "wiki", settings, None, None, Clock(), lambda record, state: None)
    assert error.value.code == Exit.USAGE


@pytest.mark.parametrize(
    "engine", ["rehearsal", "localhost:8000", "http://localhost:8000/v1", "10.0.0.7", "gpu.example"]
)
def test_an_address_is_taken(tmp_path: Path, engine: str) -> None:
    settings = load(tmp_path / "wiki", {"engine": engine})
    order([str(tmp_path)], tmp_path / "wiki", settings, None, None, Clock(), lambda record, state: None)


def warned(wiki: Path, caplog: pytest.LogCaptureFixture) -> str:
    caplog.clear()
    order([str(wiki)], wiki, load(wiki, {"engine": "rehearsal"}), None, None, Clock(), lambda record, state: None)
    return caplog.text


def test_a_folder_of_somebodys_pages_is_said_to_be_theirs(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    wiki = tmp_path / "wiki"
    (wiki / ".obsidian").mkdir(parents=True)
    (wiki / ".obsidian" / "x.md").write_text("x")
    assert not warned(wiki, caplog)
    (wiki / "Deep").mkdir()
    (wiki / "Deep" / "Kettle.md").write_text("mine")
    said = warned(wiki, caplog)
    assert "has 1 page but no .nightwiki" in said
    assert "none of it is changed" in said
    assert "yours stands" in said
    State.to_write(wiki).close()
    assert not warned(wiki, caplog)  # a wiki of ours, with what a person added
