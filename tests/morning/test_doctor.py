"""What `doctor` finds, against real servers on loopback: each that the table knows, small and silent windows, a web page, nobody."""

from __future__ import annotations

import json
import os
import re
import socket
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from typer.testing import CliRunner

from agent.cli import app as cli
from agent.clock import Clock
from agent.config import load
from agent.engine.faulty import faults_of, version_in
from agent.engine.rehearsal.app import create_app
from agent.errors import Exit
from agent.morning.doctor.examine import examine
from agent.morning.doctor.findings import Finding, Report
from agent.morning.doctor.machine import kind_of, look_at_clocks, look_at_machine
from tests.engine.helpers import run
from tests.faults.clock import VirtualClock
from tests.faults.engine import FaultEngine
from tests.faults.rules import Rule
from tests.faults.servers import SERVERS
from tests.faults.serving import Server, cut_at
from tests.sources.test_hostile import ok, talker


def examined(url: str, tmp_path: Path, **settings: Any) -> Report:
    report = Report(url)
    run(examine(report, url, load(tmp_path / "wiki", settings), tmp_path / "wiki", VirtualClock()), 60.0)
    return report


def found(report: Report, check: str) -> list[Finding]:
    return [finding for finding in report.findings if finding.check == check]


def only(report: Report, check: str) -> Finding:
    (finding,) = found(report, check)
    return finding


def words(report: Report) -> str:
    return "\n".join(finding.in_words() for finding in report.findings)


@pytest.mark.parametrize("name", SERVERS)
def test_of_each_server_it_says_what_is_unusual_and_that_a_night_can_run(name: str, tmp_path: Path) -> None:
    with FaultEngine(app=create_app(), server=SERVERS[name]) as engine:
        report = examined(engine.url, tmp_path)
    assert report.can_run, words(report)
    assert [word for word in SERVERS[name].does if word not in words(report)] == [], words(report)
    assert only(report, "reachable").grade == "good"
    assert found(report, "audition")


def test_a_server_as_everybody_expects_it_has_no_bad_finding(tmp_path: Path) -> None:
    with FaultEngine(app=create_app(), server=Server()) as engine:
        report = examined(engine.url, tmp_path)
    assert [finding for finding in report.findings if finding.grade == "bad"] == []
    assert only(report, "window").grade == "good"
    assert only(report, "schema").grade == "good"
    assert only(report, "tool calls").grade == "good"
    assert only(report, "prefix cache").grade == "good"
    assert "0.33.0" in only(report, "version").says


def test_forms_that_are_taken_and_ignored_are_told(tmp_path: Path) -> None:
    with FaultEngine(app=create_app(), server=SERVERS["forms taken and ignored"]) as engine:
        report = examined(engine.url, tmp_path)
    assert "not enforced" in only(report, "schema").says


def test_a_window_of_two_thousand_tokens(tmp_path: Path) -> None:
    with FaultEngine(app=create_app(max_model_len=2048), server=Server(paths={"/v1/models": _listing(2048)})) as engine:
        report = examined(engine.url, tmp_path)
    window = only(report, "window")
    assert window.grade == "bad"
    assert "2,048" in window.says
    assert "--max-model-len" in window.change
    assert report.can_run


def test_a_window_that_is_smaller_than_the_engine_says(tmp_path: Path) -> None:
    with FaultEngine(
        app=create_app(max_model_len=4096), server=Server(paths={"/v1/models": _listing(32_768)})
    ) as engine:
        window = only(examined(engine.url, tmp_path), "window")
    assert window.grade == "bad"
    assert "says 32,768" in window.says
    assert "4,096" in window.says


@pytest.mark.parametrize("most", [2048, 3000, 6000])
def test_prompts_that_are_cut_in_silence(most: int, tmp_path: Path) -> None:
    server = Server(makes=cut_at(most), paths={"/v1/models": {"data": [{"id": "rehearsal"}]}})
    with FaultEngine(app=create_app(), server=server) as engine:
        window = only(examined(engine.url, tmp_path), "window")
    assert window.grade == "bad"
    told = re.search(r"only about (\d+) tokens", window.says)
    assert told
    assert (
        0.98 * most <= int(told[1]) <= most
    )  # the server cuts by characters: where one has several bytes, more goes than need be
    assert "num_ctx" in window.change


def _listing(window: int) -> dict[str, Any]:
    return {"data": [{"id": "rehearsal", "owned_by": "vllm", "max_model_len": window}]}


def test_nobody_there(tmp_path: Path) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        report = examined(f"http://127.0.0.1:{nobody.getsockname()[1]}", tmp_path)
    assert not report.can_run
    assert "start it" in only(report, "reachable").change
    assert found(report, "disk")


async def _page(_: Request) -> Response:
    return HTMLResponse("<html><title>Welcome to nginx!</title></html>")


def test_a_web_page_is_no_engine(tmp_path: Path) -> None:
    with FaultEngine(app=Starlette(routes=[Route("/{path:path}", _page)])) as engine:
        report = examined(engine.url, tmp_path)
    assert not report.can_run
    reachable = only(report, "reachable")
    assert "not JSON" in reachable.says
    assert "--engine" in reachable.change


RUBBISH = {
    "a page": "<html>hello</html>",
    "noise": "\x00\xff\x1b[2J\u20ac" * 50,
    "an empty object": "{}",
    "a list": "[1, 2, 3]",
    "no choice": '{"choices": []}',
    "a choice that is none": '{"choices": [7], "usage": "many"}',
    "nested": "[" * 100_000,
    "nothing": "",
}


@pytest.mark.parametrize("greets", [False, True], ids=["to everything", "but to a greeting"])
@pytest.mark.parametrize("rubbish", RUBBISH)
def test_a_server_that_lists_a_model_and_answers_200_with_rubbish_is_told_within_minutes(
    rubbish: str, greets: bool, tmp_path: Path
) -> None:
    asked = 0
    listed, hello = b'{"data": [{"id": "m"}]}', b'{"choices": [{"message": {"role": "assistant", "content": "Hi"}}]}'

    def answer(request: bytes) -> bytes:
        nonlocal asked
        asked += 1
        said = listed if b"/models" in request[:60] else RUBBISH[rubbish].encode()
        length = re.search(rb"content-length: (\d+)", request.lower())
        greeting = length is not None and int(length[1]) < 300  # what is asked in a form is longer
        return ok(b"Content-Type: application/json", body=hello if greets and greeting else said)

    clock, report = VirtualClock(), Report("")
    with talker(answer) as url:
        run(examine(report, url, load(tmp_path / "wiki", {}), tmp_path / "wiki", clock), 120.0)
    assert not report.can_run, words(report)
    assert "200" in words(report)
    assert clock.passed < 600  # seconds; a person waits for it
    assert asked < 300


def test_a_model_that_is_not_there(tmp_path: Path) -> None:
    with FaultEngine(app=create_app(), server=Server()) as engine:
        report = examined(engine.url, tmp_path, model="gemma")
    assert not report.can_run
    assert "it has: rehearsal" in only(report, "model").says


def test_a_key_is_wanted(tmp_path: Path) -> None:
    with FaultEngine([Rule("401")], app=create_app()) as engine:
        report = examined(engine.url, tmp_path)
    assert not report.can_run
    assert any("401" in finding.says or "key" in finding.says for finding in report.findings if finding.blocks)


METRICS = """# HELP vllm:spec_decode_num_drafts_total Number of spec decoding drafts.
vllm:spec_decode_num_drafts_total{{engine="0",model_name="a}}b"}} {drafts}
vllm:spec_decode_num_draft_tokens_total{{engine="0",model_name="a}}b"}} {guessed}
vllm:spec_decode_num_accepted_tokens_total{{engine="0",model_name="a}}b"}} {accepted}
vllm:prefix_cache_queries_total{{engine="0"}} 1.2e+03
"""


def counting(right: float) -> Callable[[Request], Any]:
    """A page of metrics on which 100 more steps of four guesses stand at each look."""
    looks = 0

    async def metrics(_: Request) -> Response:
        nonlocal looks
        looks += 1
        text = METRICS.format(drafts=100 * looks, guessed=400 * looks, accepted=400 * right * looks)
        return PlainTextResponse(text)

    return metrics


def telling(metrics: Callable[[Request], Any]) -> Starlette:
    app = create_app()
    app.router.routes.insert(0, Route("/metrics", metrics))
    return app


@pytest.mark.parametrize(("right", "grade"), [(0.68, "good"), (0.002, "bad")])
def test_how_well_speculation_guesses_is_told_with_what_to_change(right: float, grade: str, tmp_path: Path) -> None:
    with FaultEngine(app=telling(counting(right)), server=Server()) as engine:
        speculation = only(examined(engine.url, tmp_path), "speculation")
    assert speculation.grade == grade
    assert f"{right:.0%}" in speculation.says
    assert ("41789" in speculation.change) == (grade == "bad")


def test_a_version_that_spoils_replies_is_told(tmp_path: Path) -> None:
    server = Server(paths={"/version": {"version": "0.24.1"}})
    with FaultEngine(app=telling(counting(0.6)), server=server) as engine:
        version = only(examined(engine.url, tmp_path), "version")
    assert version.grade == "bad"
    assert "damaged" in version.says
    assert "engine recipe" in version.change


@pytest.mark.parametrize(
    ("told", "figures"), [("0.24.1rc2.dev3+cu130", (0, 24, 1)), ("v0.14.2", (0, 14, 2)), ("b11549-abc", ()), ("", ())]
)
def test_versions_are_read(told: str, figures: tuple[int, ...]) -> None:
    assert version_in(told) == figures


def test_only_who_guesses_ahead_has_the_faults_of_guessing() -> None:
    assert faults_of("vllm", "0.20.2", "google/gemma-4-31B-it", speculating=False) == []
    assert len(faults_of("vllm", "0.20.2", "google/gemma-4-31B-it", speculating=True)) == 2
    assert faults_of("vllm", "0.33.0", "google/gemma-4-31B-it", speculating=True) == []


def test_blanks_without_end_are_seen(tmp_path: Path) -> None:
    def fill(_: dict[str, Any], answer: dict[str, Any]) -> None:
        choice = answer["choices"][0]
        choice["finish_reason"] = "length"
        choice["message"]["content"] = '{"assign": [' + "\n \t" * 200

    with FaultEngine(app=create_app(), server=Server(counts=fill)) as engine:
        report = examined(engine.url, tmp_path)
    blanks = only(report, "white space")
    assert blanks.grade == "bad"
    assert "disable_any_whitespace" in blanks.change


class _Stopped(Clock):
    def now(self) -> datetime:
        return datetime(2019, 1, 1, tzinfo=UTC)


def test_a_clock_that_was_never_set(tmp_path: Path) -> None:
    report = Report("")
    look_at_machine(report, tmp_path, _Stopped())
    assert only(report, "clock").grade == "bad"
    look_at_clocks(report, _Stopped(), "Sun, 29 Nov 2026 22:00:00 GMT")
    assert "minutes away" in found(report, "clock")[1].says


def test_the_kind_of_a_file_system_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text("/dev/a / ext4 rw 0 0\nserver:/x /home/my\\040books nfs4 rw 0 0\ntmpfs /home tmpfs rw 0 0\n")
    assert kind_of(Path("/home/my books/wiki"), mounts) == "nfs4"
    assert kind_of(Path("/home/other"), mounts) == "tmpfs"
    assert kind_of(Path("/srv"), mounts) == "ext4"
    assert kind_of(Path("/srv"), tmp_path / "none") == ""


def test_the_command_exits_with_5_where_no_night_could_run_and_its_json_says_why(tmp_path: Path) -> None:
    with FaultEngine(app=create_app(), server=Server()) as engine:
        url = engine.url
        well = CliRunner().invoke(cli, ["doctor", "--engine", url, "--wiki", str(tmp_path / "wiki"), "--json"])
    assert well.exit_code == 0
    told = json.loads(well.stdout)
    assert (told["can_run"], told["model"], told["server"]) == (True, "rehearsal", "vllm")
    assert {"check", "grade", "says", "change", "blocks"} == set(told["findings"][0])
    assert not (tmp_path / "wiki").exists()
    ill = CliRunner().invoke(cli, ["doctor", "--engine", url, "--wiki", str(tmp_path / "wiki")])
    assert ill.exit_code == Exit.NO_ENGINE
    assert "No night can run like this." in ill.stdout


@pytest.mark.engines
@pytest.mark.skipif("NIGHTWIKI_ENGINE" not in os.environ, reason="NIGHTWIKI_ENGINE names no engine")
def test_a_real_engine_is_examined_and_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    seen = CliRunner().invoke(cli, ["doctor", "--wiki", str(tmp_path / "wiki"), "--json"])
    assert seen.exit_code == 0, seen.output
    assert {"window", "prefix cache", "schema", "speculation"} <= {
        finding["check"] for finding in json.loads(seen.stdout)["findings"]
    }
    ladder = CliRunner().invoke(
        cli, ["engine", "ladder", "--depths", "0,1000", "--prompt", "256", "--answer", "32", "--json"]
    )
    assert ladder.exit_code == 0, ladder.output
    assert len(json.loads(ladder.stdout)["ladder"]["rungs"]) == 2
