"""Where code is in doubt whether two documents mean one thing by a name, a brain that judges is asked; for another the page stays one."""

from __future__ import annotations

from pathlib import Path

from agent.known.pages import Known
from agent.night.identifying import Identifying
from agent.state.state import State
from tests.night.nights import night, rehearsal_process

SHIP = "Great Eastern was a ship. It met Cyrus Field and Daniel Gooch in London.\n"
FIRM = "Great Eastern was a company. It paid Cyrus Field and Samuel Morse in Paris.\n"


def test_a_doubtful_name_is_asked_about(tmp_path: Path) -> None:
    """The night ended here with an error of ours: the short name of a document was looked up in place of its id."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "ship.txt").write_text(SHIP, encoding="utf-8")
    (shelf / "firm.txt").write_text(FIRM, encoding="utf-8")
    wiki = tmp_path / "wiki"
    with rehearsal_process() as engine:
        assert night(wiki, [str(shelf)], engine, workers=2) == 0
    with State.to_read(wiki) as state:
        known = Known.of(state)
        decided = state.facts.decisions()
        asked = list(Identifying(state, known, judges=True).episodes())
        silent = list(Identifying(state, known, judges=False).episodes())
    assert decided == []
    assert [(record.kind, record.subject["name"]) for record in asked] == [("identify", "Great Eastern")]
    assert silent == []
