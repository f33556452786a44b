"""A night in which nothing worked is not "done": it says so, at once where that can be seen at once, and keeps nothing."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from agent.engine.rehearsal.app import create_app
from agent.errors import Exit
from agent.state.state import State
from agent.state.store import database_path
from tests.faults.clock import VirtualClock
from tests.faults.engine import FaultEngine
from tests.night.nights import night, rehearsal_process

HOUR = 3600.0
TEXT = "# Kettle\n\nKettle is a job scheduler written in Lisp. Kettle retries a failed job three times.\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def command(*arguments: str, **variables: str) -> tuple[int, str]:
    """The command in a process of its own; its exit code and what it said on standard error and output."""
    done = subprocess.run(
        [sys.executable, "-c", "from agent.cli import main; main()", *arguments],
        capture_output=True, text=True, timeout=120, env={**os.environ, "COLUMNS": "300", **variables}, check=False,
    )  # fmt: skip
    return done.returncode, done.stderr + done.stdout


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


@pytest.mark.parametrize(
    "words", [["nowhere.md"], ["nowhere"], ["empty"], ["*.md"], ["nowhere.md", "empty", "zero.txt"], ["ftp://a.org/x"], ["wrong.list"]]
)  # fmt: skip
def test_nothing_that_is_there_is_wrong_usage_and_leaves_nothing(desk: Path, words: list[str]) -> None:
    (desk / "empty").mkdir()
    (desk / "zero.txt").touch()
    (desk / "wrong.list").write_text("nowhere.md\nnowhere/*.md\n")
    before = sorted(desk.rglob("*"))
    code, said = command("run", *words, "--engine", "rehearsal")
    assert code == Exit.USAGE
    assert "nothing of this can be read" in said
    assert "Traceback" not in said
    assert "Done" not in said
    assert sorted(desk.rglob("*")) == before


@pytest.mark.parametrize(
    ("model", "head"), [(None, b""), ("gone.gguf", b""), ("m.gguf", b"PK"), ("m.gguf", b"GGUF"), ("m.gguf", b"GGUF\xff\xff")]
)  # fmt: skip
@pytest.mark.parametrize("there", [False, True])
def test_an_embedded_engine_that_cannot_start_leaves_nothing_that_was_not_there(
    desk: Path, monkeypatch: pytest.MonkeyPatch, model: str | None, head: bytes, *, there: bool
) -> None:
    """No file, none that is there, of another kind, the extra missing (what is whole to a look), broken."""
    if head == b"GGUF":
        monkeypatch.setitem(sys.modules, "xllamacpp", None)
    (desk / "kettle.md").write_text(TEXT)
    (desk / "m.gguf").write_bytes(head)
    if there:
        (desk / "wiki").mkdir()
        (desk / "wiki" / "Note.md").write_text("Mine.\n")
    before = sorted(desk.rglob("*"))
    assert night(desk / "wiki", ["kettle.md"], "embedded", model=model) in (Exit.USAGE, Exit.NO_ENGINE)
    assert sorted(desk.rglob("*")) == before


def test_a_folder_of_prompts_that_is_not_there_leaves_nothing(desk: Path) -> None:
    (desk / "kettle.md").write_text(TEXT)
    before = sorted(desk.rglob("*"))
    assert night(desk / "wiki", ["kettle.md"], "rehearsal", prompts=desk / "nowhere") == Exit.USAGE
    assert sorted(desk.rglob("*")) == before


def test_a_mistyped_path_does_not_come_back_every_night(desk: Path, engine: str) -> None:
    (desk / "kettle.md").write_text(TEXT)
    wiki = desk / "wiki"
    assert night(wiki, ["kettle.md", "ketle.md"], engine) == Exit.DONE
    assert night(wiki, ["ketle.md"], engine) == Exit.USAGE
    assert night(wiki, ["kettle.md"], engine) == Exit.DONE
    with State.to_read(wiki) as state:
        assert [row.resource for row in state.sources.all()] == ["kettle.md"]


def test_pages_that_are_all_gone_are_no_done_night(desk: Path, engine: str, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/gone.html").respond_with_data("", status=410)
    wiki, url = desk / "wiki", httpserver.url_for("/gone.html")
    (desk / "blank.md").write_text("  \n\n")
    assert night(wiki, [url, "blank.md"], engine, allow_private=True, host_delay=0.0) == Exit.USAGE
    (desk / "kettle.md").write_text(TEXT)
    assert night(wiki, [url, "kettle.md"], engine, allow_private=True, host_delay=0.0) == Exit.DONE


def test_an_address_where_nobody_answers_holds_nobody_for_a_quarter_of_an_hour(
    desk: Path, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    (desk / "kettle.md").write_text(TEXT)
    url = f"http://127.0.0.1:{free_port()}/x"
    clock = VirtualClock()
    with caplog.at_level("INFO", "nightwiki"):
        assert night(desk / "wiki", ["kettle.md", url], engine, clock=clock, allow_private=True) == Exit.DONE
    assert clock.passed < 120
    (line,) = [record.getMessage() for record in caplog.records if "waiting until" in record.getMessage()]
    assert url in line
    assert "cannot be reached" in line
    later = VirtualClock()
    assert (
        night(desk / "patient", ["kettle.md", url], engine, clock=later, length="6h", allow_private=True) == Exit.DONE
    )
    assert later.passed > 600  # a night with an end has the time


def test_a_wrong_engine_does_not_cost_the_night(desk: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Nobody ever answered at this address: that is said while somebody is still awake, deadline or not."""
    (desk / "kettle.md").write_text(TEXT)
    wiki, wrong = desk / "wiki", f"http://127.0.0.1:{free_port()}/v1"
    clock = VirtualClock()
    assert night(wiki, ["kettle.md"], wrong, clock=clock, length="8h") == Exit.NO_ENGINE
    assert clock.passed < 60
    said = capfd.readouterr().err
    assert f"NO ENGINE answers at {wrong}, and none ever did" in said
    assert "--wait" in said


def test_another_address_than_the_one_that_answered_is_a_wrong_one_too(desk: Path) -> None:
    (desk / "kettle.md").write_text(TEXT)
    wiki = desk / "wiki"
    with FaultEngine(app=create_app()) as faults:
        assert night(wiki, ["kettle.md"], faults.url, clock=VirtualClock()) == Exit.DONE
        (desk / "dam.md").write_text(
            "# Orla Dam\n\nThe Orla Dam is a dam on the river Sund. The Orla Dam opened in 1931.\n"
        )
        wrong = f"http://127.0.0.1:{free_port()}/v1"
        for _ in range(2):  # a night that never met it makes the address no better
            clock = VirtualClock()
            assert night(wiki, ["dam.md"], wrong, clock=clock, length="8h") == Exit.NO_ENGINE
            assert clock.passed < 60
        faults.down()
        clock = VirtualClock()
        clock.at(3 * HOUR, faults.up)
        assert night(wiki, ["dam.md"], faults.url, clock=clock, length="8h") == Exit.DONE
        assert clock.passed > 3 * HOUR  # it was there before: it is waited for


def test_who_asks_for_it_waits_for_an_engine_that_never_answered(desk: Path) -> None:
    (desk / "kettle.md").write_text(TEXT)
    with FaultEngine(app=create_app()) as faults:
        faults.down()
        clock = VirtualClock()
        clock.at(2 * HOUR, faults.up)
        assert night(desk / "wiki", ["kettle.md"], faults.url, clock=clock, length="8h", wait=True) == Exit.DONE
        assert clock.passed > 2 * HOUR


@pytest.mark.parametrize("words", [["lint"], ["graph", "nowhere"], ["verify"], ["status"], ["report"], ["conflicts"], ["retry"],
                                   ["restore"], ["forget", "x"], ["split", "x"], ["resume"]])  # fmt: skip
def test_a_wiki_that_is_nowhere_is_wrong_usage(desk: Path, words: list[str]) -> None:
    code, said = command(*words, "--wiki", "nowhere")
    assert code == Exit.USAGE, said
    assert "nowhere" in said
    assert not (desk / "nowhere").exists()


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("enginee = 'rehearsal'\n", "did you mean 'engine'?"),
        ("[night]\nworkers = 3\n", "there is no setting 'night'"),
        ("engine = 'rehearsal'\nmax-source-bytes = 5\n", "did you mean 'max_source_bytes'?"),
        ("workers = 'many'\n", "workers"),
        ("workers = \n", "cannot be read"),
    ],
)
def test_a_misspelt_setting_is_said(desk: Path, text: str, says: str) -> None:
    (desk / "kettle.md").write_text(TEXT)
    (desk / "nightwiki.toml").write_text(text)
    code, said = command("run", "kettle.md", "--engine", "rehearsal")
    assert code == Exit.USAGE
    assert says in said
    assert not (desk / "wiki").exists()


@pytest.mark.parametrize(
    "now", ["tomorrow", "2026-13-01", "9999999-01-01", "2026-03-01T25:00", "0001-01-01", "9999-12-31T23:59:59"]
)
def test_a_clock_that_is_set_to_no_time_is_said(desk: Path, now: str) -> None:
    (desk / "kettle.md").write_text(TEXT)
    code, said = command("run", "kettle.md", "--engine", "rehearsal", "--for", "1h", NIGHTWIKI_NOW=now)
    assert "Traceback" not in said
    assert (code, "NIGHTWIKI_NOW" in said) in {(Exit.USAGE, True), (Exit.DONE, False), (Exit.STOPPED, False)}


@pytest.mark.parametrize("now", ["2026-03-01", "2026-03-01T23:00:00", "2026-03-01T23:00:00+00:00"])
def test_a_clock_without_an_offset_is_the_machines_own(desk: Path, now: str) -> None:
    (desk / "kettle.md").write_text(TEXT)
    code, said = command("run", "kettle.md", "--engine", "rehearsal", "--until", "07:00", NIGHTWIKI_NOW=now)
    assert code == Exit.DONE, said


def test_the_first_line_says_what_the_words_were_taken_for(desk: Path) -> None:
    (desk / "kettle.md").write_text(TEXT)
    (desk / "names.txt").write_text("kettle.md\nhttps://a.invalid/x\nand Ada's letter\n")
    code, said = command("run", "names.txt", "--engine", "rehearsal", "--for", "1s")
    assert "Reading names.txt as a list of 2 sources and 1 line that names none" in said.splitlines()[0]
    assert code in {Exit.DONE, Exit.STOPPED}


def test_nothing_on_the_list(desk: Path, engine: str) -> None:
    (desk / "names.list").write_text("# nothing yet\n")
    assert night(desk / "wiki", ["names.list"], engine) == Exit.USAGE
    assert not database_path(desk / "wiki").exists()
