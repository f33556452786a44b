"""A wiki in any folder that the system allows, whatever signs are in its name."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import Exit
from agent.morning.checks import findings
from agent.morning.look import draw
from agent.state.restore import restore
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.verify import verify
from tests.night.nights import night, rehearsal_process
from tests.night.test_killed import SOURCES


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


@pytest.mark.parametrize(
    "name", [b"C# notes", b"100% wiki", b"what?", b"a?mode=rwc&x=1#y", b"%2e%2e", b"caf\xe9", b"\xf0\x9f\xab\x96", b"it's; \"x\"",
             b"line\nbreak"]
)  # fmt: skip
def test_any_folder_works(tmp_path: Path, engine: str, name: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    home.mkdir()
    (home / "kettle.md").write_text(SOURCES["kettle.md"], encoding="utf-8")
    monkeypatch.chdir(home)
    wiki = home / os.fsdecode(name)
    assert night(wiki, ["kettle.md"], engine) == Exit.DONE
    monkeypatch.chdir(tmp_path)
    assert night(wiki, None, engine) == Exit.DONE  # its sources are told from the folder of the first night
    with State.to_read(wiki) as state:
        assert [row.state for row in state.sources.all()] == ["done"]
        assert verify(state, wiki).ok
        claims = len(state.facts.claims())
    Path(os.fsdecode(os.fsencode(wiki) + b"/mine\xff.md")).write_text("A note of mine with a name that is no UTF-8.\n")
    assert all(row["rule"] for row in findings(wiki))
    assert draw(wiki).exists()
    with database_path(wiki).open("r+b") as file:
        file.write(os.urandom(4096))
    for ending in ("-wal", "-shm"):
        database_path(wiki).with_name(f"state.db{ending}").unlink(missing_ok=True)
    assert "is in its place" in restore(wiki)
    assert night(wiki, None, engine) == Exit.DONE
    with State.to_read(wiki) as state:
        assert len(state.facts.claims()) == claims
    with sqlite3.connect(database_path(wiki)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
