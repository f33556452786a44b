"""What the machine withholds is said in a line, with what to do: memory, files, room, and the wiki's own folder."""

from __future__ import annotations

import errno
import json
import resource
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from agent.engine.rehearsal.app import create_app
from agent.errors import BudgetSpent, Exit, Fatal, fatal_of
from agent.morning.out import plain
from tests.faults.engine import FaultEngine
from tests.night.nights import night
from tests.night.test_killed import SOURCES
from tests.sources.test_hostile import ok, talker


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for name in ("kettle.md", "review.txt"):
        (tmp_path / name).write_text(SOURCES[name], encoding="utf-8")
    return tmp_path


def command(desk: Path, *words: str, limit: tuple[int, int] | None = None) -> tuple[int, str]:
    def set_limit() -> None:
        if limit:
            resource.setrlimit(limit[0], (limit[1], limit[1]))

    done = subprocess.run(
        [sys.executable, "-P", "-c", "from agent.cli import main; main()", *words],
        capture_output=True, text=True, timeout=200, check=False, cwd=desk, preexec_fn=set_limit,
    )  # fmt: skip
    return done.returncode, done.stderr + done.stdout


@pytest.mark.parametrize("most", [8, 12, 16, 20, 24])
def test_too_few_files(desk: Path, most: int) -> None:
    code, said = command(desk, "run", "kettle.md", "--engine", "rehearsal", limit=(resource.RLIMIT_NOFILE, most))
    assert "Traceback" not in said
    assert "disk" not in said
    assert code == Exit.DONE or "ulimit" in said or "open files" in said, said


@pytest.mark.parametrize("most", [300, 450, 800])
def test_too_little_memory(desk: Path, most: int) -> None:
    code, said = command(desk, "run", "kettle.md", "--engine", "rehearsal", limit=(resource.RLIMIT_AS, most * 2**20))
    assert "nightwiki: " in said or code in {Exit.DONE, Exit.USAGE}, said
    assert "disk is full" not in said


def test_a_disk_of_200_kb_says_what_really_goes_on(desk: Path) -> None:
    disk = desk / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=200k", "none", str(disk)], capture_output=True)
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.decode().strip()}")
    try:
        words = ["run", "kettle.md", "--wiki", "disk/wiki", "--engine", "rehearsal"]
        code, said = command(desk, *words)
        assert code == Exit.BUG
        assert "ake space and run the same again" in said
        assert "Traceback" not in said
        subprocess.run(["mount", "-o", "remount,size=50m", str(disk)], check=True)
        assert command(desk, *words)[0] == Exit.DONE
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def removed(wiki: Path) -> None:
    shutil.rmtree(wiki.rename(wiki.with_name("gone")))  # in one step: nothing is written into it meanwhile


def moved_away(wiki: Path) -> None:
    wiki.rename(wiki.with_name("moved"))


@pytest.mark.parametrize("away", [removed, moved_away])
def test_a_folder_that_goes_in_the_night_ends_it(
    desk: Path, away: Callable[[Path], object], capfd: pytest.CaptureFixture[str]
) -> None:
    """Nobody would find what the rest of the night is paid for."""
    wiki = desk / "wiki"
    with FaultEngine(app=create_app(), latency=0.5) as engine:

        def remove() -> None:
            while len(engine.plan.log) < 3:
                time.sleep(0.02)
            away(wiki)

        remover = threading.Thread(target=remove)
        remover.start()
        began = time.monotonic()
        assert night(wiki, [str(desk / "kettle.md"), str(desk / "review.txt")], engine.url, workers=1) == Exit.BUG
        remover.join()
        assert time.monotonic() - began < 60  # on a busy machine
    said = capfd.readouterr().err
    assert "was removed or moved while the night ran" in said
    assert not wiki.exists()
    if (moved := wiki.with_name("moved")).exists():
        with FaultEngine(app=create_app()) as engine:
            assert night(moved, None, engine.url) == Exit.DONE


def test_what_ended_a_command_in_words() -> None:
    group = ExceptionGroup("x", [ValueError("y"), ExceptionGroup("z", [OSError(errno.EMFILE, "Too many", "f")])])
    assert "ulimit -n" in str(fatal_of(group))
    locked = fatal_of(ExceptionGroup("x", [OSError(errno.EMFILE, "m"), Fatal("this", Exit.LOCKED)]))
    assert locked is not None
    assert (str(locked), locked.code) == ("this", Exit.LOCKED)
    assert "memory" in str(fatal_of(MemoryError()))
    assert "memory" in str(fatal_of(RuntimeError("can't start new thread")))
    assert "make space" in str(fatal_of(OSError(errno.ENOSPC, "No space", "f")))
    assert str(fatal_of(BudgetSpent("over"))) == "over"
    assert fatal_of(TypeError("a bug")) is None
    assert fatal_of(RuntimeError("a bug")) is None


HOSTILE = "\x1b]0;pwned\x07\x1b[2J\x9b31m\u202egnp.exe\x08"


def test_no_command_reaches_the_terminal(desk: Path) -> None:
    """From an engine's error, the name of its model, a source's name or a note's title: they come out as words."""
    (desk / f"a{HOSTILE}.md").write_text("", encoding="utf-8")
    (desk / f"{HOSTILE}.md").write_text(f"# {HOSTILE} Kettle\n\nKettle is a tool.\n", encoding="utf-8")
    names = sorted(str(path) for path in desk.glob("*.md"))
    for words in (["run", *names, "--engine", "rehearsal"], ["status"], ["status", "--failed", "--json"], ["report"], ["lint"],
                  ["graph", "."], ["graph", ".", "--json"], ["run", HOSTILE], ["run", "kettle.md", "--engine", HOSTILE]):  # fmt: skip
        _, said = command(desk, *words)
        assert not [char for char in said if char in HOSTILE and not char.isprintable()], words
    assert plain("a\tb\nc") == "a\tb\nc"


def test_no_command_of_an_engine_reaches_the_terminal(desk: Path) -> None:
    models = json.dumps({"data": [{"id": f"m{HOSTILE}", "max_model_len": 9000}]}).encode()
    error = json.dumps({"error": {"message": f"no {HOSTILE}", "type": HOSTILE}}).encode()
    head = b"Content-Type: application/json"

    def say(request: bytes) -> bytes:
        if b"GET /v1/models" in request:
            return ok(head, body=models)
        return ok(head, body=error, status=b"HTTP/1.1 401 No" if b"POST" in request else b"HTTP/1.1 404 No")

    with talker(say) as url:
        code, said = command(desk, "run", "kettle.md", "--engine", url + "/v1")
    assert code == Exit.NO_ENGINE
    assert "\\u001b" in said
    assert not [char for char in said if char in HOSTILE and not char.isprintable()]
