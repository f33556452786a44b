"""Where code is in doubt whether two documents mean one thing by a name, a model is asked, and the night goes on with its answer."""

from __future__ import annotations

import sqlite3
from pathlib import Path

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
    with sqlite3.connect(wiki / ".nightwiki" / "state.db") as rows:
        asked = rows.execute("SELECT id FROM episodes WHERE kind = 'compare'").fetchall()
        decided = rows.execute("SELECT kind FROM decisions").fetchall()
    assert [identity.split(":")[0] for (identity,) in asked] == ["split"]
    assert decided
