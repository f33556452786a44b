"""Beside its peers: the proxy counts and passes on as it is, and the same rules measure whatever was written."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.bench import peers
from tests.bench.peers_measure import blocks, disagreements, measured, statements
from tests.bench.peers_proxy import Proxy, key_of
from tests.bench.peers_tools import NIGHTWIKI, TOOLS
from tests.night.nights import rehearsal_process

SOURCE = {"mill.md": "# The mill\n\nThe Marl Mill was built in 1861 by two brothers.\n"}
PLANTED = json.loads((peers.DOCUMENTS / "planted.json").read_text(encoding="utf-8"))


class _Engine(BaseHTTPRequestHandler):
    """Answers in one piece or in events, and counts what it was asked."""

    asked: list[dict[str, Any]]

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 (its name there)
        """Silent."""

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.asked.append(asked)
        usage = {"prompt_tokens": 40, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 16}}
        if asked.get("stream"):
            events = [{"choices": [{"delta": {"content": "yes"}}]}, {"choices": [], "usage": usage}]
            body = "".join(f"data: {json.dumps(each)}\n\n" for each in events) + "data: [DONE]\n\n"
        else:
            body = json.dumps({"choices": [{"message": {"content": "yes"}}], "usage": usage})
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream" if asked.get("stream") else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body.encode())


@pytest.fixture
def engine() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    asked: list[dict[str, Any]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Engine", (_Engine,), {"asked": asked}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/v1", asked
    server.shutdown()
    server.server_close()


def ask(url: str, **body: Any) -> str:
    request = urllib.request.Request(
        url + "/chat/completions", json.dumps(body).encode(), {"content-type": "application/json"}
    )
    with urllib.request.urlopen(request, timeout=20) as reply:
        return str(reply.read().decode())


@pytest.mark.parametrize("stream", [False, True])
def test_a_reply_passes_as_it_is_and_is_counted(engine: Any, tmp_path: Path, stream: bool) -> None:
    url, asked = engine
    with Proxy(url, tmp_path) as proxy:
        through = ask(proxy.url, messages=[], stream=stream)
        assert through == ask(url, messages=[], stream=stream)
        again = ask(proxy.url, messages=[], stream=stream)
    assert again == through
    assert [(call.prompt, call.cached, call.completion, call.replayed) for call in proxy.calls] == [
        (40, 16, 7, False),
        (40, 16, 7, True),
    ]
    assert len(asked) == 2  # the second time it was given again what was kept
    assert (asked[0].get("stream_options") == {"include_usage": True}) is stream


def test_a_request_is_the_same_whatever_time_of_day_stands_in_it() -> None:
    first, second = (b'{"at": "2026-11-30T01:4%d:59.041Z", "n": 1}' % n for n in (1, 2))
    assert key_of("/v1/chat/completions", first) == key_of("/v1/chat/completions", second)
    assert key_of("/v1/chat/completions", first) != key_of("/v1/chat/completions", first.replace(b"1}", b"2}"))


@pytest.mark.parametrize(
    ("body", "named", "checkable"),
    [
        ("The mill was built in 1861.", 0, 0),
        ("The mill was built in 1861.[^mill-1]\n\n[^mill-1]: [[sources/mill]]", 1, 0),
        ("The mill was built in 1861.[^m]\n\n[^m]: “The Marl Mill was built in 1861”", 1, 1),
        ("The mill was built in 1861.[^m]\n\n[^m]: “The Marl Mill was built in 1871”", 1, 0),
        ("The mill was built in 1861. ^[mill.md:3-3]", 1, 1),
        ("The mill was built in 1861. ^[mill.md:3-30]", 1, 0),
        ("The mill was built in 1861. ^[mill.md]", 1, 0),
        ("One brother was a miller there. The mill was built in 1861. ^[other.md:1-2, mill.md:1-3]", 2, 2),
    ],
)
def test_what_can_be_looked_up(body: str, named: int, checkable: int) -> None:
    found = statements([body], SOURCE)
    assert (found["source_named"], found["checkable"]) == (named, checkable)


def test_a_figure_that_no_source_has_is_seen() -> None:
    assert statements(["The mill was built in 1861, with 4,000 bricks."], SOURCE)["invented_figures"] == 1
    assert statements(["The mill was built in 1861."], SOURCE)["invented_figures"] == 0


def test_a_disagreement_is_told_where_both_sides_stand_in_one_block_that_says_so() -> None:
    told = "Sources disagree: it was opened in 1891 or in 1893."
    silent = "It was opened in 1891.\n\nIt was opened in 1893, when a ride cost 2 pence."
    assert disagreements(blocks(told), [told], PLANTED) == {"planted": 5, "found": 1, "kept": 1, "near": 0}
    assert disagreements(blocks(silent), [silent], PLANTED) == {"planted": 5, "found": 0, "kept": 1, "near": 0}
    near = "Sources disagree whether a ride cost 2 pence or 5 pence."
    assert disagreements(blocks(near), [near], PLANTED)["near"] == 1


def test_the_sides_that_are_planted_stand_in_the_documents() -> None:
    for item in PLANTED["disagreements"]:
        whole = "\n".join((peers.DOCUMENTS / name).read_text(encoding="utf-8") for name in item["sides"])
        assert disagreements([], [whole], PLANTED)["kept"] >= 1
    every = "\n".join(path.read_text(encoding="utf-8") for path in peers.DOCUMENTS.glob("*.md"))
    assert disagreements([], [every], PLANTED)["kept"] == 5


def test_a_night_of_ours_is_run_killed_and_resumed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with rehearsal_process() as url:
        peers.main([str(tmp_path), "--engine", url, "--only", "nightwiki", "--json", str(tmp_path / "found.json")])
    found = json.loads((tmp_path / "found.json").read_text())[0]
    assert found["ended"] == "0"
    assert found["calls"] == found["killed"]["calls_before"] + found["killed"]["calls_after"]
    assert found["killed"]["first"] == "killed"
    assert (found["killed"]["paid_again"], found["killed"]["pages"]) == (0, found["pages"])
    notices = 2 * found["pages"]  # that no model wrote it, in two sentences
    assert found["checkable"] == found["statements"] - notices > 10
    assert "| calls a source |" in capsys.readouterr().out
    assert measured(NIGHTWIKI, tmp_path / "whole" / "nightwiki", PLANTED)["pages"] == found["pages"]


def test_every_tool_is_named_with_its_version() -> None:
    assert all(tool.version in tool.install or tool is NIGHTWIKI for tool in TOOLS.values())
