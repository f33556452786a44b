"""`plan`: what is in the sources and how long the night will be, without a wiki and without an engine."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from agent.engine.ladder.figures import REFERENCE_ON, Ladder, Rung
from agent.engine.ladder.kept import keep
from agent.night.level import PREFILL
from agent.night.reckoning import SAMPLE, laddered, reference
from tests.night.nights import fault_process, in_child

LONG = "".join(f"The Marl Mill is mill number {n} of the valley, and it has {n + 2} wheels.\n\n" for n in range(150))
PAGE = (
    f"<html><head><title>The Mill</title></head><body><main><h1>The Mill</h1><p>{LONG[:900]}</p></main></body></html>"
)


def plan(folder: Path, *words: str) -> Any:
    """Run the command in a folder; what it prints as JSON."""
    command = [sys.executable, "-c", "from agent.cli import main; main()", "plan", "--json", "--allow-private", *words]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("NIGHTWIKI_HOST_DELAY", "0")
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    work = tmp_path / "work"
    work.mkdir()
    (work / "long.md").write_text(f"# The mills\n\n{LONG}", encoding="utf-8")
    (work / "copy.md").write_text(f"# The mills\n\n{LONG}", encoding="utf-8")
    (work / "short.txt").write_text("The Marl Bridge was built in 1866.\n", encoding="utf-8")
    return work


def test_every_source_has_its_line_and_what_is_wrong_with_it(folder: Path, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/mill").respond_with_data(PAGE, content_type="text/html")
    httpserver.expect_request("/down").respond_with_data("", status=503)
    (folder / "list.txt").write_text(
        "\n".join(
            ["long.md", "copy.md", "short.txt", "none.md", httpserver.url_for("/mill"), httpserver.url_for("/down")]
        )
    )
    found = plan(folder, "list.txt", "--for", "1m", "--workers", "1")
    long, copy, short, none, mill, down = found["sources"]
    assert (long["kind"], long["title"], long["language"], long["state"]) == ("markdown", "The mills", "en", "done")
    assert long["windows"] > 2
    assert (copy["windows"], copy["wrong"]) == (0, "the same text as long")
    assert "only" in short["wrong"]
    assert (none["state"], none["wrong"]) == ("failed", "There is no such file.")
    assert (mill["kind"], mill["title"]) == ("html", "The Mill")
    assert (down["state"], down["windows"]) == ("pending", 0)
    assert found["total"]["windows"] == long["windows"] + short["windows"] + mill["windows"]
    assert found["night"]["calls"] > 10
    assert found["fits"]["sources"] < 3
    assert {path.name for path in folder.iterdir()} == {"long.md", "copy.md", "short.txt", "list.txt"}


def test_a_ladder_that_was_measured_tells_how_fast_the_night_is(folder: Path) -> None:
    keep(Ladder("mine", "on", (Rung(0, 300.0, 30.0), Rung(8000, 200.0, 20.0)), "2026-11-30", "nightwiki"))
    slow = plan(folder, "long.md", "--workers", "1")["night"]
    assert "your ladder of mine (2026-11-30), one at a time" in slow["pace_from"]
    hours = slow["calls"] / SAMPLE.calls * (SAMPLE.fresh / 285 + SAMPLE.completion / 29) / 3600
    assert slow["hours"] == pytest.approx(hours + 75 / 3600, rel=0.2)  # and its tails
    many = plan(folder, "long.md")["night"]
    assert "as on the reference card" in many["pace_from"]
    assert many["tokens_per_second"] > 5 * slow["tokens_per_second"]


def test_an_engine_that_serves_one_at_a_time_makes_the_night_as_long_as_one_worker_does(folder: Path) -> None:
    """With `-np 1` the requests of all workers but one queue: `plan` took them to do twelve times as much, as on the reference card."""
    rungs = (Rung(0, 300.0, 30.0), Rung(8000, 200.0, 20.0))
    for slots in (1, None):
        keep(Ladder("mine", "on", rungs, "2026-11-30", "nightwiki", together=1.0, slots=slots))
        one, many = (plan(folder, "long.md", *words)["night"] for words in (("--workers", "1"), ()))
        assert many["hours"] == one["hours"]
        assert "32 at once do 1.0 times as much" in many["pace_from"]


def test_the_embedded_engine_is_known_to_serve_one_at_a_time(folder: Path) -> None:
    assert "1 at once" in plan(folder, "long.md", "--engine", "embedded", "--model", "m.gguf")["night"]["pace_from"]


def test_a_plan_for_another_engine_and_model_goes_by_its_ladder(folder: Path) -> None:
    for model, decode in (("slow", 3.0), ("fast", 30.0)):
        keep(Ladder(model, "on", (Rung(0, 300.0, decode),), "2026-11-30", "nightwiki"))
    assert "your ladder of slow" in plan(folder, "long.md", "--model", "slow")["night"]["pace_from"]


def test_a_ladder_of_another_model_or_a_spoiled_one_tells_nothing(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = keep(Ladder("mine", "on", (Rung(0, 300.0, 30.0),), "2026-11-30", "nightwiki"))
    monkeypatch.setenv("NIGHTWIKI_MODEL", "another")
    assert "the reference card" in plan(folder, "long.md")["night"]["pace_from"]
    monkeypatch.delenv("NIGHTWIKI_MODEL")
    file.write_text("[1]", encoding="utf-8")
    assert "the reference card" in plan(folder, "long.md")["night"]["pace_from"]


def test_the_ladder_of_the_reference_alone_is_the_reference() -> None:
    read = Ladder("m", "on", tuple(Rung(rung.depth, PREFILL * rung.decode, rung.decode) for rung in REFERENCE_ON.rungs))
    depth = SAMPLE.prompt / SAMPLE.calls
    assert laddered(read, 32, SAMPLE).work == pytest.approx(reference(32, depth).work, rel=0.05)


def test_the_night_after_a_plan_reads_as_many_windows_and_asks_no_page_again(
    folder: Path, httpserver: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/mill").respond_with_data(PAGE, content_type="text/html")
    words = [httpserver.url_for("/mill"), "long.md"]
    planned = plan(folder, *words)["total"]["windows"]
    asked = len(httpserver.log)
    monkeypatch.chdir(folder)
    with fault_process() as engine:
        assert in_child(folder / "wiki", words, engine, allow_private=True, host_delay=0.0) == 0
    assert len(httpserver.log) == asked
    assert {each["wrong"] for each in plan(folder, *words)["sources"]} == {"read already"}
    assert sum(path.suffix == ".md" for path in (folder / "wiki" / "sources").iterdir()) == 2
    assert planned > 2


def test_where_nothing_was_measured_the_reference_card_says_how_fast() -> None:
    read_too = 1 + 1 / PREFILL  # the published load reads a token for each that it writes
    assert reference(1, 0).work == pytest.approx(52, abs=1)
    assert reference(32, 0).work / read_too == pytest.approx(642, abs=1)
    assert reference(32, 20_000).work / read_too == pytest.approx(642 * 38.3 / 52.5, abs=1)
    assert reference(8, 200_000).work == reference(8, 120_000).work
    assert reference(256, 0).work == reference(32, 0).work
