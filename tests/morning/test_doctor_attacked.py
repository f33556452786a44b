"""What `doctor` and `engine ladder` make of what is no engine, of addresses with a password in them, of servers that lie or do not stop."""

from __future__ import annotations

import asyncio
import base64
import json
import socket
import ssl
import subprocess
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from typer.testing import CliRunner

from agent.cli import app as cli
from agent.config import load
from agent.engine.address import api_root, shown, who
from agent.engine.ladder.figures import Ladder, Rung, advice, crossover
from agent.engine.rehearsal.app import create_app
from agent.engine.rehearsal.serve import running
from agent.errors import Exit
from agent.morning.doctor.examine import examine
from agent.morning.doctor.findings import Report
from tests.engine.helpers import run
from tests.faults.clock import VirtualClock
from tests.faults.engine import FaultEngine
from tests.faults.serving import Server
from tests.morning.test_doctor import examined, only, telling, words
from tests.sources.test_hostile import ok, talker


def site(status: int) -> bytes:
    """What a web server of files answers to whatever it has not, or is not asked like that."""
    page = b"<html><title>Error response</title><p>There is no such page.</p></html>"
    return b"HTTP/1.1 %d Oh\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n%b" % (status, len(page), page)


@pytest.mark.parametrize("model", [None, "gemma"])
@pytest.mark.parametrize("refuses", [404, 405, 501])
def test_a_web_server_without_such_pages_is_no_engine(refuses: int, model: str | None, tmp_path: Path) -> None:
    """Its list of models is a 404, as that of an engine without a list is: it was called reachable, and its 501 waited out."""
    clock, report = VirtualClock(), Report("")
    with talker(lambda request: site(404 if request.startswith(b"GET") else refuses)) as url:
        run(examine(report, url, load(tmp_path / "wiki", {"model": model}), tmp_path / "wiki", clock), 60.0)
    reachable = only(report, "reachable")
    assert reachable.blocks, words(report)
    assert "--engine" in reachable.change
    assert clock.passed < 30  # seconds


def test_an_engine_without_a_list_is_reached_once_it_has_answered(tmp_path: Path) -> None:
    with FaultEngine(app=create_app(), server=Server(paths={"/v1/models": None})) as engine:
        report = examined(engine.url, tmp_path, model="rehearsal")
    assert report.can_run, words(report)
    assert only(report, "reachable").grade == "good"
    assert "lists none" in only(report, "model").says


def test_an_engine_that_has_no_model_is_there(tmp_path: Path) -> None:
    with FaultEngine(app=create_app(), server=Server(paths={"/v1/models": {"data": None}})) as engine:
        report = examined(engine.url, tmp_path)
    assert only(report, "reachable").grade == "good"
    assert only(report, "model").blocks
    assert "load" in only(report, "model").change


def test_a_word_that_is_no_engine_of_ours_is_wrong_usage(tmp_path: Path) -> None:
    seen = CliRunner().invoke(cli, ["doctor", "--engine", "rehersal", "--wiki", str(tmp_path / "wiki")])
    assert getattr(seen.exception, "code", None) is Exit.USAGE


SECRET = "sEcr%40t"


@pytest.mark.parametrize(
    ("given", "read"),
    [
        (f"http://ann:{SECRET}@h:1/v1", "http://h:1/v1"),
        (f"ann:{SECRET}@h:1", "h:1"),
        ("http://h:1/a@b", "http://h:1/a@b"),
        (f"ftp://ann:{SECRET}@h", "ftp://h"),
        (f"http://ann:{SECRET}@", "http://"),
    ],
)
def test_an_address_is_shown_without_the_password(given: str, read: str) -> None:
    assert shown(given) == read


def test_a_password_in_an_address_is_sent_and_never_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    heads: list[bytes] = []

    def answer(request: bytes) -> bytes:
        heads.append(request)
        return (
            ok(b"Content-Type: application/json", body=b'{"data": [{"id": "m"}]}')
            if b"/models" in request
            else site(404)
        )

    with talker(answer) as url:
        address = url.replace("://", f"://ann:{SECRET}@")
        assert who(address) == ("ann", "sEcr@t")
        told = ""
        for command in (["doctor", "--wiki", str(tmp_path / "w")], ["doctor", "--json", "--wiki", str(tmp_path / "w")],
                        ["engine", "ladder", "--depths", "0"], ["engine", "bench"]):  # fmt: skip
            seen = CliRunner().invoke(cli, [*command, "--engine", address])
            told += seen.output + str(seen.exception)
    assert "sEcr" not in told
    asked = base64.b64encode(b"ann:sEcr@t")
    assert all(asked in head for head in heads)
    assert any(b"POST" in head for head in heads)
    with pytest.raises(Exception, match="is not the address") as wrong:
        api_root(f"gopher://ann:{SECRET}@h")
    assert "sEcr" not in str(wrong.value)


def test_ten_thousand_models_and_their_control_characters_are_a_line(tmp_path: Path) -> None:
    names = [f"m{n}\x1b[31m\r\n  ok   all is well {'x' * 300}" for n in range(10_000)]
    with FaultEngine(
        app=create_app(), server=Server(paths={"/v1/models": {"data": [{"id": name} for name in names]}})
    ) as engine:
        report = examined(engine.url, tmp_path, model="mine")
        seen = CliRunner().invoke(
            cli, ["doctor", "--engine", engine.url, "--model", "mine", "--wiki", str(tmp_path / "w")]
        )
    model = only(report, "model")
    assert "9,988 others" in model.says
    assert len(model.says) < 1300
    assert "\n" not in model.says
    assert "\x1b" not in seen.output
    assert not any(line.startswith("  ok   all is well") for line in seen.output.splitlines())


@pytest.mark.parametrize("window", [0, 1, -5, 10**12, "8k", None])
def test_a_window_that_cannot_be_is_looked_at_all_the_same(window: object, tmp_path: Path) -> None:
    listed = {"data": [{"id": "rehearsal", "owned_by": "vllm", "max_model_len": window}]}
    with FaultEngine(app=create_app(), server=Server(paths={"/v1/models": listed})) as engine:
        found = only(examined(engine.url, tmp_path), "window")
    assert found.grade == ("bad" if window == 1 else "good")


PAGES = {
    "more right than guessed": "vllm:spec_decode_num_draft_tokens_total {0}00\nvllm:spec_decode_num_accepted_tokens_total {0}0000\n",
    "ever fewer": "vllm:spec_decode_num_draft_tokens_total -{0}00\nvllm:spec_decode_num_accepted_tokens_total 5\n",
    "a page": "<html><p>vllm:num_requests_running 3</p></html>",
}


@pytest.mark.parametrize("page", PAGES)
def test_metrics_that_lie_make_no_finding_good(page: str, tmp_path: Path) -> None:
    looks = 0

    async def metrics(_: Request) -> Response:
        nonlocal looks
        looks += 1
        return PlainTextResponse(PAGES[page].format(looks))

    with FaultEngine(app=telling(metrics), server=Server()) as engine:
        speculation = only(examined(engine.url, tmp_path), "speculation")
    assert speculation.grade == "note"
    assert "%" not in speculation.says


def test_metrics_without_end_cost_only_themselves(tmp_path: Path) -> None:
    async def ever() -> AsyncIterator[bytes]:
        while True:
            yield b"vllm:num_requests_running 1\n" * 5000
            await asyncio.sleep(0.001)

    async def metrics(_: Request) -> Response:
        return StreamingResponse(ever())

    with FaultEngine(app=telling(metrics), server=Server()) as engine:
        assert examined(engine.url, tmp_path).can_run


def test_a_stream_that_does_not_stop_is_no_ladder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    event = b'data: {"choices": [{"delta": {"content": "a"}}]}\n\n'

    def answer(request: bytes) -> bytes:
        if b"/models" in request[:60]:
            return ok(b"Content-Type: application/json", body=b'{"data": [{"id": "m"}]}')
        return ok(b"Content-Type: text/event-stream", body=event * 50_000)

    with talker(answer) as url:
        seen = CliRunner().invoke(cli, ["engine", "ladder", "--engine", url, "--depths", "0"])
    assert "did not stop" in str(seen.exception)
    assert getattr(seen.exception, "code", None) is Exit.NO_ENGINE


def test_what_was_measured_is_told_where_it_cannot_be_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    with running() as url:
        seen = CliRunner().invoke(
            cli, ["engine", "ladder", "--engine", url, "--depths", "0", "--prompt", "64", "--json"]
        )
    assert seen.exit_code == 0, seen.output
    told: dict[str, Any] = json.loads(seen.stdout[seen.stdout.index("{\n") :])
    assert told["kept"] is None
    assert told["ladder"]["rungs"]


def test_a_sentence_tells_where_speculation_costs_in_the_shallows_and_nothing_of_depths_that_were_not_measured() -> (
    None
):
    """An engine that it slowed down up to 1,000 tokens was told that it pays at every depth, and how well at 8,192, of 6,000."""
    on = Ladder(
        "m", "on", (Rung(0, None, 40.0), Rung(1000, None, 30.0), Rung(3000, None, 45.0), Rung(6000, None, 18.0))
    )
    off = Ladder(
        "m", "off", (Rung(0, None, 50.0), Rung(1000, None, 40.0), Rung(3000, None, 35.0), Rung(6000, None, 12.0))
    )
    told = advice(on, off, 8192)
    assert "pays from 2,000 tokens on" in told
    assert "at 6,000 tokens, the deepest that was measured, decoding is 1.50 times" in told
    assert crossover(on, off) is None
    back = Ladder("m", "on", (*on.rungs[:3], Rung(6000, None, 6.0)))
    assert "between 2,000 and 4,875 tokens" in advice(back, off, 8192)
    assert crossover(back, off) == pytest.approx(4875)


@contextmanager
def sealed(context: ssl.SSLContext) -> Iterator[int]:
    """A server that speaks TLS and nothing else. Gives its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection, suppress(OSError):
                context.wrap_socket(connection, server_side=True).close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


@pytest.mark.parametrize(("scheme", "todo"), [("https", "certificate"), ("http", "http or https")])
def test_a_certificate_that_nobody_trusts_is_told_as_that(scheme: str, todo: str, tmp_path: Path) -> None:
    key, certificate = tmp_path / "k.pem", tmp_path / "c.pem"
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=localhost"]
    subprocess.run([*made, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    with sealed(context) as port:
        report = examined(f"{scheme}://127.0.0.1:{port}", tmp_path)
    reachable = only(report, "reachable")
    assert reachable.blocks
    assert todo in reachable.change
    assert scheme == "http" or "not trusted" in reachable.says


def test_https_asked_of_http_is_told_as_that(tmp_path: Path) -> None:
    with FaultEngine(app=Starlette(routes=[Route("/{path:path}", lambda _: PlainTextResponse(""))])) as engine:
        report = examined(engine.url.replace("http:", "https:"), tmp_path)
    assert "with http://" in only(report, "reachable").change
