"""What a person is told to type can be typed as it stands, and what became of a night and its sources is said where it is asked for."""

from __future__ import annotations

import functools
import http.server
import logging
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agent.cli import app, main
from agent.errors import Exit, Fatal
from agent.morning.checks import failures, failures_in_words
from agent.morning.report import in_words as reported
from agent.morning.report import report
from agent.morning.serve.site import Site
from agent.morning.status import in_words, status
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from tests.night.nights import night, rehearsal_process

MILL = "# Pell Mill\n\nPell Mill is a water mill. It was built in 1790.\n"
TOLD = re.compile(r"nightwiki (?:run|resume|retry|forget|status|report|lint|restore|serve)\b[^`\n;)<]*")


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder where somebody sits, with two sources."""
    (tmp_path / "mill.md").write_text(MILL, encoding="utf-8")
    (tmp_path / "weir.md").write_text(MILL.replace("Pell Mill", "Orl Weir"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def web(tmp_path: Path) -> Iterator[str]:
    """A page on this machine."""
    folder = tmp_path / "web"
    folder.mkdir()
    (folder / "barn.html").write_text("<h1>Ost Barn</h1><p>Ost Barn is a barn. It was built in 1801.</p>", "utf-8")
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/barn.html"
        server.shutdown()


def typed(*words: str) -> str:
    """What a command says, on both streams, and of what it dies."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    done = CliRunner().invoke(app, words)
    logging.basicConfig(handlers=handlers, level=level, force=True)  # the command has its own way to say things
    return f"{done.output}{done.exception or ''}"


def told_of(wiki: Path) -> str:
    with State.to_read(wiki) as state:
        return in_words(status(state, 0), state)


def test_every_command_that_is_told_names_the_wiki_that_it_is_of(desk: Path, engine: str) -> None:
    missing = [f"gone-{n}.md" for n in range(10)]
    said = typed("run", "mill.md", *missing, "--wiki", "my notes", "--engine", engine)
    said += typed("report", "--wiki", "my notes") + (desk / "my notes" / "report.html").read_text("utf-8")
    said += Site(Path("my notes")).home().replace("&#39;", "'")
    said += typed("retry", "--wiki", "my notes") + typed("status", "--wiki", "my notes")
    shutil.copy("my notes/Pell Mill.md", "my notes/Pell Mill 2.md")
    said += typed("lint", "--wiki", "my notes")
    (desk / "my notes" / ".nightwiki" / "state.db").write_bytes(b"SQLite format 3\0" + b"x" * 9000)
    said += typed("restore", "--wiki", "my notes")
    told = TOLD.findall(said.replace("&#39;", "'"))
    assert {command.split()[1] for command in told} >= {"resume", "retry", "forget", "status", "report", "serve"}
    assert [command for command in told if "--wiki 'my notes'" not in command] == []


def test_who_leaves_the_wiki_out_is_told_where_one_is(desk: Path, engine: str) -> None:
    assert "--wiki names its folder" in typed("status")
    assert night(Path("notes"), ["mill.md"], engine) == Exit.DONE
    assert "there is one at: notes (give --wiki)" in typed("status")


def test_a_page_that_is_allowed_afterwards_is_read_in_the_same_night_and_stays_so(
    desk: Path, engine: str, web: str
) -> None:
    wiki = Path("notes")

    def until_refused(record: EpisodeRecord, state: State) -> None:
        if any(row.state == "failed" for row in state.sources.all()):
            raise Fatal("enough")

    night(wiki, [web, "mill.md", "weir.md"], engine, progress=until_refused)
    assert "1 failed" in told_of(wiki)
    assert night(wiki, None, engine, allow_private=True, host_delay=0.0) == Exit.DONE
    assert "3 of 3 read, 0 failed" in told_of(wiki)
    assert night(wiki, None, engine, host_delay=0.0) == Exit.DONE  # `resume` says nothing of it
    assert "3 of 3 read, 0 failed" in told_of(wiki)


def test_of_a_file_that_is_gone_it_is_said_that_what_was_read_of_it_stands(desk: Path, engine: str) -> None:
    wiki = Path("notes")
    assert night(wiki, ["mill.md", "weir.md"], engine) == Exit.DONE
    (desk / "weir.md").unlink()
    assert night(wiki, ["mill.md", "weir.md"], engine) == Exit.DONE
    assert "1 of 2 read, 1 failed (1 of them read before)" in told_of(wiki)
    with State.to_read(wiki) as state:
        assert failures_in_words(failures(state)).endswith("There is no such file. What was read of it before stands.")
        found = report(state, 0)
    assert found is not None
    assert "weir.md: There is no such file. What was read of it before stands." in reported(found, wiki)
    assert (wiki / "Orl Weir.md").exists()


def test_of_a_source_that_was_taken_off_its_list_it_is_said_that_it_stays_and_how_it_goes(
    desk: Path, engine: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    listing = desk / "names.txt"
    listing.write_text("mill.md\nweir.md\nmill.md\n", encoding="utf-8")
    assert night(Path("notes"), ["names.txt"], engine) == Exit.DONE
    assert "a list of 2 sources (1 named again)" in caplog.text
    assert "any more" not in caplog.text
    listing.write_text("mill.md\n", encoding="utf-8")
    for _ in range(2):
        assert night(Path("notes"), ["names.txt"], engine) == Exit.DONE
    said = (
        "not on its list any more: weir. What was read of it stands; `nightwiki forget NAME --wiki notes` withdraws it"
    )
    assert caplog.text.count(said) == 1


def test_a_night_that_failed_says_why_where_its_status_is_asked_for(desk: Path, engine: str) -> None:
    def broken(record: EpisodeRecord, state: State) -> None:
        raise IndexError("string index out of range")

    assert night(Path("notes"), ["mill.md"], engine, progress=broken) == Exit.BUG
    assert told_of(Path("notes")).startswith(
        "Night: failed (this is a bug of nightwiki (IndexError: string index out of range)."
    )


def test_a_plan_cuts_no_advice(desk: Path, web: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(desk / "cache"))
    monkeypatch.setenv("COLUMNS", "60")
    said = typed("plan", web, "mill.md")
    assert "Allow it with --allow-private if you mean it.\n" in said
    assert any(line.endswith("…") and len(line) == 60 for line in said.splitlines())


def test_an_end_that_is_no_time_is_said_before_anything_is_looked_for(desk: Path) -> None:
    assert typed("run", "mill.md", "--until", "25:99") == "25:99 is no time of day"


def test_a_bug_ends_with_a_line_that_says_what_it_is_and_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken() -> None:
        raise IndexError("string index out of range")

    monkeypatch.setattr("agent.cli.app", broken)
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == Exit.BUG
    last = capsys.readouterr().err.rstrip().splitlines()[-1]
    assert last.startswith("nightwiki: this is a bug of nightwiki (IndexError: string index out of range)")


def test_how_long_the_engine_was_away_is_said_in_seconds_where_it_was_less_than_a_minute(desk: Path) -> None:
    assert night(Path("notes"), ["mill.md"], "http://127.0.0.1:9/v1") == Exit.NO_ENGINE
    with State.to_read(Path("notes")) as state:
        found = report(state, 0)
    assert found is not None
    assert re.search(r"The engine was away from \d\d:\d\d for (\d+) s \(", reported(found, Path("notes")))
