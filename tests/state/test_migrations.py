"""Migrations: killed between any two steps of one, the database is at one version or the next, and opened again at the last."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest
from sqlite_utils import Database

from agent.state import schema
from agent.state.schema import MIGRATIONS, UNRELEASED
from agent.state.state import State
from agent.state.store import database_path
from tests.night.nights import killed


def described(wiki: Path) -> tuple[int, list[tuple[str, ...]]]:
    with sqlite3.connect(database_path(wiki)) as db:
        version = int(db.execute("PRAGMA user_version").fetchone()[0])
        return version, db.execute("SELECT type, name, sql FROM sqlite_master ORDER BY type, name").fetchall()


def opened(wiki: Path, kill_at: int) -> int:
    """Open the state in a child that is killed at that point; its exit code."""
    child = os.fork()
    if child == 0:
        os.environ["NIGHTWIKI_KILL_AT"] = str(kill_at)
        try:
            State.to_write(wiki).close()
        finally:
            os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def at_version(wiki: Path, version: int) -> None:
    """A database as an older nightwiki left it."""
    database_path(wiki).parent.mkdir(parents=True)
    db = Database(database_path(wiki))
    for number, migration in enumerate(MIGRATIONS[:version], start=UNRELEASED + 1):
        with db.atomic():
            migration(db)
            db.execute(f"PRAGMA user_version = {number}")
    db.close()


@pytest.mark.parametrize("version", range(len(MIGRATIONS)))
def test_killed_in_a_migration_it_is_done_again(tmp_path: Path, version: int) -> None:
    State.to_write(tmp_path / "whole").close()
    whole = described(tmp_path / "whole")
    assert whole[0] == UNRELEASED + len(MIGRATIONS)
    steps = 2 * (len(MIGRATIONS) - version)
    for number in range(1, steps + 2):
        wiki = tmp_path / f"killed-{number}"
        at_version(wiki, version)
        assert killed(opened(wiki, number)) == (number <= steps)
        at = described(wiki)[0]
        assert version <= max(0, at - UNRELEASED) <= len(MIGRATIONS)
        State.to_write(wiki).close()
        assert described(wiki) == whole


def test_a_migration_that_fails_leaves_what_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    State.to_write(tmp_path).close()
    before = described(tmp_path)

    def half(db: Database) -> None:
        db.table("half").create({"id": int})
        raise RuntimeError("half way")

    monkeypatch.setattr(schema, "MIGRATIONS", [*MIGRATIONS, half])
    with pytest.raises(RuntimeError, match="half way"):
        State.to_write(tmp_path)
    monkeypatch.undo()
    State.to_write(tmp_path).close()
    assert described(tmp_path) == before
