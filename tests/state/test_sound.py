"""A database that is empty, gone, or whose rows were exchanged is damaged: said, never begun anew over a good copy."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from agent.cli import main
from agent.errors import Exit, Fatal, fatal_of
from agent.state.restore import restore
from agent.state.sound import unsound
from agent.state.state import State
from agent.state.store import database_path
from tests.night.nights import night, rehearsal_process, tree
from tests.night.test_killed import SOURCES

COMMANDS = [
    ["status"],
    ["report"],
    ["verify"],
    ["conflicts"],
    ["status", "--failed"],
    ["resume", "--engine", "rehearsal"],
]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wiki after two nights on two sources."""
    home = tmp_path_factory.mktemp("whole")
    for name in ("kettle.md", "review.txt"):
        (home / name).write_text(SOURCES[name], encoding="utf-8")
    with rehearsal_process() as url:
        for _ in range(2):
            assert night(home / "wiki", [str(home / "kettle.md"), str(home / "review.txt")], url) == Exit.DONE
    return home / "wiki"


@pytest.fixture
def wiki(tmp_path: Path, whole: Path) -> Path:
    shutil.copytree(whole, tmp_path / "wiki")
    return tmp_path / "wiki"


def command(wiki: Path, *words: str) -> tuple[int, str]:
    """The command, in this process; its exit code and what it said. An error that leaves it fails the test."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(said):
        patch.setattr("sys.argv", ["nightwiki", *words, "--wiki", str(wiki)])
        with pytest.raises(SystemExit) as ended:
            main()
    return int(ended.value.code or 0), said.getvalue()


def cut_to_nothing(database: Path) -> None:
    os.truncate(database, 0)


def without_tables(database: Path) -> None:
    database.unlink()
    with sqlite3.connect(database) as db:
        db.execute("VACUUM")


def removed(database: Path) -> None:
    database.unlink()


@pytest.mark.parametrize("lost", [cut_to_nothing, without_tables, removed])
def test_an_empty_database_beside_good_copies_is_damaged(wiki: Path, lost: Callable[[Path], None]) -> None:
    before, copy = tree(wiki), max(database_path(wiki).parent.glob("state-night-*.db")).read_bytes()
    for ending in ("-wal", "-shm"):
        database_path(wiki).with_name(f"state.db{ending}").unlink(missing_ok=True)
    lost(database_path(wiki))
    for words in (["status"], ["verify"], ["run", __file__, "--engine", "rehearsal"], ["resume"]):
        code, said = command(wiki, *words)
        assert code == Exit.BUG, said
        assert "damaged" in said
        assert "nightwiki restore" in said
    assert max(database_path(wiki).parent.glob("state-night-*.db")).read_bytes() == copy
    assert "is in its place" in restore(wiki)
    with rehearsal_process() as url:
        assert night(wiki, None, url) == Exit.DONE
    assert tree(wiki) == before


def test_an_empty_database_without_copies_beside_our_pages_is_damaged_too(wiki: Path) -> None:
    for file in database_path(wiki).parent.glob("state*"):
        file.unlink()
    database_path(wiki).touch()
    with pytest.raises(Fatal, match="damaged"):
        State.to_write(wiki)
    with pytest.raises(Fatal, match=r"Move .*\.nightwiki away"):
        restore(wiki)


def test_a_first_night_that_was_killed_at_once_beside_somebodys_notes_is_not_damaged(tmp_path: Path) -> None:
    (tmp_path / "wiki" / ".nightwiki").mkdir(parents=True)
    (tmp_path / "wiki" / "mine.md").write_text("My note.\n")
    database_path(tmp_path / "wiki").touch()
    with pytest.raises(Fatal, match="only beginning"):
        State.to_read(tmp_path / "wiki")
    State.to_write(tmp_path / "wiki").close()


EXCHANGES = [
    "UPDATE names SET aliases = kind, kind = aliases",
    "UPDATE sentences SET heading = kind, kind = heading",
    "UPDATE claims SET document = name, name = document",
    "UPDATE claims SET first = 5000, last = 7000",
    "UPDATE episodes SET subject = '[3]'",
    "UPDATE episodes SET subject = state, state = subject",
    "UPDATE acts SET arguments = '7'",
    "UPDATE steps SET content = raw, raw = content",
    "UPDATE summaries SET cites = '[[\"a\"]]'",
    'UPDATE sentences SET start = "end", "end" = start',
    "UPDATE documents SET text = slug, slug = substr(text, 1, 40)",
    "UPDATE sources SET document = resource, resource = document",
    "UPDATE sources SET state = kind, kind = state",
    "UPDATE nights SET date = engine, engine = date",
]


@pytest.mark.parametrize("exchange", EXCHANGES)
def test_rows_that_were_exchanged_end_in_no_traceback(wiki: Path, exchange: str) -> None:
    with sqlite3.connect(database_path(wiki)) as db:
        db.execute(exchange)
    assert "damaged" in unsound(database_path(wiki))
    for words in COMMANDS:
        code, said = command(wiki, *words)
        assert "Traceback" not in said
        assert code in {0, 1, 3, 7}
    assert "is in its place" in restore(wiki)


def test_pages_of_the_file_that_changed_places(wiki: Path) -> None:
    database = database_path(wiki)
    with sqlite3.connect(database) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = db.execute("PRAGMA page_size").fetchone()[0]
        roots = [row[0] for row in db.execute("SELECT rootpage FROM sqlite_master WHERE name IN ('claims', 'names')")]
    data = bytearray(database.read_bytes())
    one, other = (slice((root - 1) * size, root * size) for root in roots)
    data[one], data[other] = data[other], data[one]
    database.write_bytes(data)
    for words in COMMANDS:
        assert "Traceback" not in command(wiki, *words)[1]
    assert unsound(database)


def test_a_bug_of_ours_is_not_called_damage(wiki: Path) -> None:
    with pytest.raises(TypeError), State.to_read(wiki):
        raise TypeError("a bug")
    group = ExceptionGroup("a night's", [TypeError("a bug")])
    with pytest.raises(ExceptionGroup), State.to_read(wiki):
        raise group
    assert fatal_of(group) is None


def test_a_sound_database_is_sound(whole: Path) -> None:
    assert unsound(database_path(whole)) == ""
