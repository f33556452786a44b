"""Signals and deadlines, on a real process: what is in flight is finished or broken off, what is known is published, `resume` goes on."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from agent.errors import Exit, Fatal
from agent.state.state import State
from agent.wiki.verify import verify
from tests.night.nights import rehearsal_process, tree
from tests.night.test_killed import SOURCES

MAIN = [sys.executable, "-c", "from agent.cli import main; main()"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    for name, text in SOURCES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def fast() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


@contextmanager
def command(*words: str) -> Iterator[subprocess.Popen[str]]:
    """The command as a process of its own group; nothing of it is left behind."""
    process = subprocess.Popen(
        [*MAIN, *words], stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True, start_new_session=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def calls(wiki: Path) -> int:
    try:
        with State.to_read(wiki) as state:
            return int(state.journal.usage()["calls"])
    except Fatal:
        return 0


def under_way(wiki: Path, least: int = 1) -> None:
    for _ in range(600):
        if calls(wiki) >= least:
            return
        time.sleep(0.03)
    raise AssertionError("the night did not begin")


def ended(process: subprocess.Popen[str], seconds: float = 30) -> tuple[int, str]:
    _, said = process.communicate(timeout=seconds)
    return process.returncode, said


@pytest.fixture(scope="module")
def whole(shelf: Path, fast: str, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The tree of an undisturbed night."""
    wiki = tmp_path_factory.mktemp("whole") / "wiki"
    with command(
        "run", str(shelf), "--wiki", str(wiki), "--engine", fast, "--wire", "schema", "--workers", "2"
    ) as night:
        assert ended(night)[0] == Exit.DONE
    return tree(wiki)


def goes_on(wiki: Path, engine: str, expected: dict[str, str]) -> None:
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok
        assert not verify(state, wiki).files_differing  # what is known is published
    with command("resume", "--wiki", str(wiki), "--engine", engine, "--for", "2h") as night:
        code, said = ended(night)
    assert code == Exit.DONE, said
    assert tree(wiki) == expected


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_asked_once_it_stops_after_the_steps_in_flight(
    tmp_path: Path, shelf: Path, fast: str, whole: dict[str, str], name: str
) -> None:
    wiki = tmp_path / "wiki"
    with (
        rehearsal_process("--tokens-per-second", "90") as slow,
        command(
            "run", str(shelf), "--wiki", str(wiki), "--engine", slow, "--workers", "2", "--wire", "schema"
        ) as night,
    ):
        under_way(wiki)
        night.send_signal(getattr(signal, name))
        code, said = ended(night)
    assert code == Exit.STOPPED
    assert name in said
    goes_on(wiki, fast, whole)


def test_asked_twice_it_stops_now(tmp_path: Path, shelf: Path, fast: str, whole: dict[str, str]) -> None:
    wiki = tmp_path / "wiki"
    with (
        rehearsal_process("--tokens-per-second", "30") as slow,
        command(
            "run", str(shelf), "--wiki", str(wiki), "--engine", slow, "--workers", "2", "--wire", "schema"
        ) as night,
    ):
        under_way(wiki)
        night.send_signal(signal.SIGINT)
        time.sleep(0.2)
        began = time.monotonic()
        night.send_signal(signal.SIGINT)
        code, _ = ended(night)
        assert time.monotonic() - began < 6
    assert code == Exit.STOPPED
    goes_on(wiki, fast, whole)


def test_at_the_deadline_it_stops_with_everything_published(
    tmp_path: Path, shelf: Path, fast: str, whole: dict[str, str]
) -> None:
    wiki = tmp_path / "wiki"
    with (
        rehearsal_process("--tokens-per-second", "90") as slow,
        command(
            "run",
            str(shelf),
            "--wiki",
            str(wiki),
            "--engine",
            slow,
            "--workers",
            "2",
            "--for",
            "3s",
            "--wire",
            "schema",
        ) as night,
    ):
        code, said = ended(night)
    assert code == Exit.STOPPED, said
    with State.to_read(wiki) as state:
        last = state.nights.last()
        assert last is not None
        assert (last.outcome, "deadline" in last.reason) == ("stopped", True)
    goes_on(wiki, fast, whole)


def test_stopped_while_a_source_is_slow_it_does_not_wait_for_that(tmp_path: Path, fast: str) -> None:
    """A source that never answers holds up neither the stop nor what was read; it stays pending."""
    import socket

    wiki, listing = tmp_path / "wiki", tmp_path / "list.txt"
    (tmp_path / "kettle.md").write_text(SOURCES["kettle.md"], encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as mute:
        listing.write_text(f"kettle.md\nhttp://127.0.0.1:{mute.getsockname()[1]}/slow\n", encoding="utf-8")
        with command(
            "run", str(listing), "--wiki", str(wiki), "--engine", fast, "--allow-private", "--wire", "schema"
        ) as night:
            under_way(wiki, 2)
            night.send_signal(signal.SIGTERM)
            code, _ = ended(night, 15)
    assert code == Exit.STOPPED
    with State.to_read(wiki) as state:
        assert {row.state for row in state.sources.all()} == {"done", "pending"}
    assert (wiki / "Kettle.md").exists()


def test_the_whole_process_group_killed_leaves_no_reader_behind_and_resumes(
    tmp_path: Path, shelf: Path, fast: str, whole: dict[str, str]
) -> None:
    wiki = tmp_path / "wiki"
    with (
        rehearsal_process("--tokens-per-second", "90") as slow,
        command(
            "run", str(shelf), "--wiki", str(wiki), "--engine", slow, "--workers", "2", "--wire", "schema"
        ) as night,
    ):
        under_way(wiki)
        os.killpg(night.pid, signal.SIGKILL)
        assert ended(night)[0] == -signal.SIGKILL
    with command("resume", "--wiki", str(wiki), "--engine", fast) as again:
        assert ended(again)[0] == Exit.DONE
    assert tree(wiki) == whole
    with State.to_read(wiki) as state:
        assert int(state.nights.meta("repaid") or 0) <= 2


HOSTILE = {
    # one reading of it takes half a minute of computing
    "extraction": ("deep.html", "<p>The <b>mill <i>stands " * 150_000),
    # one thing, thousands of statements that differ in a figure
    "knowledge": (
        "mill.md",
        "# Alder Mill\n\n" + " ".join(f"Alder Mill number {n} has {7 * n} wheels." for n in range(6000)),
    ),
}


@pytest.mark.parametrize("work", HOSTILE)
def test_stopped_in_the_middle_of_long_work_of_its_own_it_stops(tmp_path: Path, fast: str, work: str) -> None:
    """No engine is waited for here: the pilot itself computes, in a reader's process or in its own."""
    name, text = HOSTILE[work]
    (tmp_path / "shelf").mkdir()
    (tmp_path / "shelf" / name).write_text(text, encoding="utf-8")
    wiki = tmp_path / "wiki"
    with command("run", str(tmp_path / "shelf"), "--wiki", str(wiki), "--engine", fast, "--wire", "schema") as night:
        if work == "knowledge":
            under_way(wiki, 60)
        else:
            reading_with(night.pid, 2.0)
        before = computed(night.pid)
        night.send_signal(signal.SIGTERM)
        spent = before
        while night.poll() is None:
            spent = computed(night.pid) or spent
            time.sleep(0.05)
        code, said = ended(night, 5)
    assert code == Exit.STOPPED, said
    assert (
        spent - before < before + 5
    )  # what was found until then is published; that takes no longer than finding it did
    with State.to_read(wiki) as state:
        assert {row.state for row in state.sources.all()} == {"done" if work == "knowledge" else "pending"}
        assert verify(state, wiki).ok


def computed(process: int) -> float:
    """Seconds that a process has computed; 0 if it is gone."""
    try:
        found = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(found[11]) + int(found[12])) / os.sysconf("SC_CLK_TCK")


def reading_with(process: int, seconds: float) -> None:
    """Wait until a reader of this process has computed for so long, besides what it takes to start."""
    children = Path(f"/proc/{process}/task/{process}/children")
    first: dict[str, float] = {}
    for _ in range(1200):
        for child in children.read_text(encoding="utf-8").split():
            if b"agent.sources.worker" in Path(f"/proc/{child}/cmdline").read_bytes():
                first.setdefault(child, computed(int(child)))
                if computed(int(child)) > first[child] + seconds + 2:
                    return
        time.sleep(0.05)
    raise AssertionError("no reader computed for so long")
