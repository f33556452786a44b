"""A broken machine: a full disk, a database that is damaged or may not be written, power that fails. Nothing torn, and all said."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import struct
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import Exit, Fatal
from agent.state.restore import restore
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki.verify import verify
from tests.night.nights import NOW, in_child, killed, night, rehearsal_process, tree
from tests.night.test_faults import TEXTS


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, shelf: Path, engine: str) -> Path:
    wiki = tmp_path_factory.mktemp("whole") / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    return wiki


def limited(wiki: Path, shelf: Path, engine: str, most: int) -> int:
    """A night in a child that may write no file longer than `most` bytes."""
    child = os.fork()
    if child == 0:
        code = 70
        try:
            os.environ["NIGHTWIKI_NOW"] = NOW
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
            code = night(wiki, [str(shelf)], engine)
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("share", [0.1, 0.35, 0.6, 0.85])
def test_no_room_in_the_middle_of_the_night(
    tmp_path: Path, shelf: Path, engine: str, whole: Path, share: float, capfd: pytest.CaptureFixture[str]
) -> None:
    wiki = tmp_path / "wiki"
    full = (whole / ".nightwiki" / "state.db").stat().st_size
    assert limited(wiki, shelf, engine, int(full * share)) == Exit.BUG
    said = capfd.readouterr().err
    assert "disk is full" in said
    assert "Traceback" not in said
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert tree(wiki) == tree(whole)


def test_a_full_disk(tmp_path: Path, shelf: Path, engine: str, whole: Path, capfd: pytest.CaptureFixture[str]) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=600k", "none", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        wiki = disk / "wiki"
        assert in_child(wiki, [str(shelf)], engine) == Exit.BUG
        said = capfd.readouterr().err
        assert "make space" in said.lower() or "make room" in said.lower()
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
        assert tree(wiki) == tree(whole)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def test_a_database_that_may_not_be_written(tmp_path: Path, whole: Path, capfd: pytest.CaptureFixture[str]) -> None:
    wiki = tmp_path / "wiki"
    shutil.copytree(whole, wiki)
    folder = wiki / ".nightwiki"
    for file in folder.glob("state.db*"):
        file.chmod(0o444)
    child = os.fork()
    if child == 0:
        code = 70
        try:
            if os.geteuid() == 0:
                for path in [tmp_path, *tmp_path.parents[:3]]:
                    path.chmod(0o755)
                (folder / "lock").chmod(0o666)
                os.setuid(65534)
            with State.to_write(wiki) as state:
                state.nights.set_meta("a", "b")
        except Fatal as fatal:
            print(fatal, file=sys.stderr)
            code = int(fatal.code)
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == Exit.BUG
    assert "cannot be" in capfd.readouterr().err
    assert tree(wiki) == tree(whole)


def damaged(wiki: Path, seed: int) -> None:
    """Overwrite a few pages in the middle of the database with noise."""
    path = database_path(wiki)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    data = bytearray(path.read_bytes())
    for page in range(4 + seed, len(data) // 4096, 5):
        data[page * 4096 : page * 4096 + 4096] = bytes((page * 7 + k) % 251 for k in range(4096))
    path.write_bytes(data)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_damaged_database_is_said_and_restored_from_the_copy(
    tmp_path: Path, shelf: Path, engine: str, whole: Path, seed: int, capfd: pytest.CaptureFixture[str]
) -> None:
    wiki = tmp_path / "wiki"
    shutil.copytree(whole, wiki)
    (wiki / "Mine.md").write_text("my own words\n")
    damaged(wiki, seed)
    assert in_child(wiki, [str(shelf)], engine) == Exit.BUG
    said = capfd.readouterr().err
    assert "nightwiki restore" in said
    assert "Traceback" not in said
    copies = sorted(path.name for path in (wiki / ".nightwiki").glob("state-night-*.db"))
    assert copies == ["state-night-0001.db"]  # no damaged one has pushed it out
    assert "in its place" in restore(wiki)
    assert (wiki / ".nightwiki" / "state.db.damaged").exists()
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok
        assert len(state.facts.claims()) > 10
    assert (wiki / "Mine.md").read_text() == "my own words\n"


def test_without_a_good_copy_it_is_rebuilt_from_what_can_be_read(
    tmp_path: Path, shelf: Path, engine: str, whole: Path
) -> None:
    wiki = tmp_path / "wiki"
    shutil.copytree(whole, wiki)
    for copy in (wiki / ".nightwiki").glob("state-night-*.db"):
        copy.unlink()
    path = database_path(wiki)
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'claims'").fetchone()[0]
        index = db.execute("SELECT rootpage FROM sqlite_master WHERE name = 'sqlite_autoindex_replies_1'").fetchone()[0]
    data = bytearray(path.read_bytes())
    for page in (root, index):
        data[(page - 1) * 4096 : page * 4096] = b"\x07" * 4096
    path.write_bytes(data)
    assert "could be read" in restore(wiki)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    with State.to_read(wiki) as state, State.to_read(whole) as before:
        assert verify(state, wiki).ok
        assert {claim.id for claim in state.facts.claims()} == {claim.id for claim in before.facts.claims()}


def test_a_database_that_is_well_is_not_restored(whole: Path, tmp_path: Path) -> None:
    with pytest.raises(Fatal, match="well") as error:
        restore(whole)
    assert error.value.code == Exit.USAGE
    with pytest.raises(Fatal, match="nothing to restore"):
        restore(tmp_path / "nowhere")


def backfilled(wiki: Path) -> int:
    """How many frames of the log are in the database already: a power cut cannot take those back."""
    shm = database_path(wiki).with_name("state.db-shm").read_bytes()
    return int(struct.unpack_from("=I", shm, 96)[0])


@pytest.mark.parametrize("at", [60, 120, 180])
def test_the_power_fails_and_the_last_writes_are_gone(tmp_path: Path, shelf: Path, engine: str, at: int) -> None:
    wiki = tmp_path / "wiki"
    assert killed(in_child(wiki, [str(shelf)], engine, kill_at=at, workers=2))
    log = database_path(wiki).with_name("state.db-wal")
    size, least = log.stat().st_size, 32 + backfilled(wiki) * (4096 + 24)
    for number, cut in enumerate((least, least + (size - least) // 3 + 7, size - 4000, size - 1)):
        again = tmp_path / f"cut-{number}"
        shutil.copytree(wiki, again)
        with (again / ".nightwiki" / "state.db-wal").open("r+b") as file:
            file.truncate(max(least, cut))
        (again / ".nightwiki" / "state.db-shm").unlink()
        assert in_child(again, [str(shelf)], engine, workers=2) == Exit.DONE
        with State.to_read(again) as state:
            verdict = verify(state, again)
        assert verdict.ok
        assert verdict.claims > 10
