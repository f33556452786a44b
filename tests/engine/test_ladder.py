"""Ladders: what is measured of a real paced server, what is kept and compared, what is drawn and advised."""

from __future__ import annotations

import asyncio
import json
import signal
import stat
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from typer.testing import CliRunner

from agent.cli import app as cli
from agent.engine.ladder import benchy, draw, measure
from agent.engine.ladder.figures import REFERENCE_OFF, REFERENCE_ON, Ladder, Rung, advice, crossover
from agent.engine.ladder.kept import folder, keep, kept, newest
from agent.engine.ladder.measure import Plan
from agent.engine.long_text import manual, stretch
from agent.errors import Exit, Fatal
from tests.faults.engine import FaultEngine

READS, WRITES = 20_000.0, 150.0  # tokens a second of the paced server below


@pytest.fixture(autouse=True)
def _own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))


class Paced:
    """A server that reads and writes at a known pace, the slower the deeper; four letters are a token to it."""

    def __init__(
        self,
        *,
        window: int = 32_768,
        metrics: str = "",
        strict: bool = False,
        tokens_a_chunk: int = 4,
        slots: int = 99,
        tells: bool = False,
    ) -> None:
        self.window, self.metrics, self.strict, self.chunk = window, metrics, strict, tokens_a_chunk
        self._free, self._props = asyncio.Semaphore(slots), {"total_slots": slots} if tells else {}
        self.prompts: list[str] = []

    async def models(self, _: Request) -> Response:
        return JSONResponse({"data": [{"id": "paced", "owned_by": "vllm", "max_model_len": self.window}]})

    async def props(self, _: Request) -> Response:
        return JSONResponse(self._props)

    async def told(self, _: Request) -> Response:
        return PlainTextResponse(self.metrics)

    async def chat(self, request: Request) -> Response:
        body = await request.json()
        if self.strict and "ignore_eos" in body:
            return JSONResponse({"error": {"message": "Unrecognized request argument supplied: ignore_eos"}}, 400)
        text = "".join(message["content"] for message in body["messages"])
        self.prompts.append(text)
        if not body.get("stream"):
            usage = {"prompt_tokens": len(text) // 4, "completion_tokens": 1}
            return JSONResponse(
                {"choices": [{"message": {"content": "word"}, "finish_reason": "length"}], "usage": usage}
            )
        return StreamingResponse(self._in_turn(len(text) // 4, body["max_tokens"]), media_type="text/event-stream")

    async def _in_turn(self, prompt: int, most: int) -> AsyncIterator[str]:
        async with self._free:  # who finds no slot waits
            async for piece in self._stream(prompt, most):
                yield piece

    async def _stream(self, prompt: int, most: int) -> AsyncIterator[str]:
        await asyncio.sleep(prompt / READS)
        rate = WRITES / (1 + prompt / 10_000)
        for n in range(0, most, self.chunk):
            if n:
                await asyncio.sleep(self.chunk / rate)
            yield _event({"choices": [{"delta": {"content": "word " * self.chunk}}]})
        yield _event({"choices": [], "usage": {"prompt_tokens": prompt, "completion_tokens": most}})
        yield "data: [DONE]\n\n"

    def app(self) -> Starlette:
        return Starlette(
            routes=[
                Route("/v1/models", self.models), Route("/metrics", self.told), Route("/props", self.props),
                Route("/v1/elsewhere", self.chat, methods=["POST"]),
                Route("/v1/chat/completions", self.chat, methods=["POST"]),
            ]
        )  # fmt: skip


def _event(chunk: dict[str, Any]) -> str:
    return f"data: {json.dumps(chunk)}\n\n"


class Served(FaultEngine):
    """The paced server on loopback, with its own completions."""

    async def _completion(self, scope: Any, receive: Any, send: Any) -> None:
        await self.app(scope, receive, send)


def measured(server: Paced, *flags: str) -> dict[str, Any]:
    with Served(app=server.app()) as engine:
        result = CliRunner().invoke(
            cli, ["engine", "ladder", "--engine", engine.url, "--json", "--answer", "64", *flags]
        )
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def test_the_pace_of_a_server_is_measured_at_each_depth() -> None:
    server = Paced()
    rungs = measured(server, "--depths", "0,4000,16000")["ladder"]["rungs"]
    assert [rung["depth"] for rung in rungs] == [0, 4000, 16000]
    for rung in rungs:
        true = WRITES / (1 + (rung["depth"] + 2048) / 10_000)
        assert 0.3 * true < rung["decode"] < 1.2 * true, rung  # a busy machine is slower, never faster
        assert 0.2 * READS < rung["prefill"] < 1.5 * READS, rung
    assert rungs[0]["decode"] > rungs[2]["decode"]
    heads = {prompt[:20] for prompt in server.prompts}
    assert len(heads) == len(server.prompts)  # none is in a cache


def test_no_depth_is_tried_that_the_window_does_not_hold() -> None:
    told = measured(Paced(window=8192), "--depths", "0,4000,16000")
    assert [rung["depth"] for rung in told["ladder"]["rungs"]] == [0, 4000]


def test_a_server_that_does_not_know_what_it_is_asked_for_is_asked_without() -> None:
    assert measured(Paced(strict=True), "--depths", "0")["ladder"]["rungs"][0]["decode"] > 0


@pytest.mark.parametrize(
    ("metrics", "kind"),
    [
        ('vllm:spec_decode_num_draft_tokens_total{engine="0"} 12\n', "on"),
        ('vllm:num_requests_running{engine="0"} 0\n', "off"),
        ("", "unknown"),
    ],
)
def test_whether_it_speculates_is_asked_of_the_engine(metrics: str, kind: str) -> None:
    assert measured(Paced(metrics=metrics), "--depths", "0")["ladder"]["speculation"] == kind


def test_two_runs_of_a_model_are_compared_and_the_second_speaks_of_the_first(tmp_path: Path) -> None:
    keep(
        Ladder(
            "paced",
            "off",
            (Rung(0, 100.0, 30.0), Rung(4000, 100.0, 30.0), Rung(16000, 90.0, 500.0)),
            "2026-11-01",
            "nightwiki",
        )
    )
    server, picture = Paced(metrics="vllm:spec_decode_num_draft_tokens_total 1\n"), tmp_path / "l.svg"
    told = measured(server, "--depths", "0,4000,16000", "--svg", str(picture))
    assert told["other"]["speculation"] == "off"
    assert 4000 < told["crossover"] < 16000
    assert "Speculation pays below" in told["advice"]
    assert [ladder["rungs"][0]["decode"] for ladder in told["reference"]] == [52.5, 22.3]
    names = [element.text or "" for element in ET.parse(picture).iter() if element.tag.endswith("text")]
    assert "paced, speculation on" in names
    assert "reference, off" in names


def test_the_reference_turns_near_a_hundred_thousand_tokens() -> None:
    assert crossover(REFERENCE_ON, REFERENCE_OFF) == pytest.approx(106_667, abs=1)
    assert "pays below 106,667 tokens" in advice(REFERENCE_ON, REFERENCE_OFF, 8192)
    assert "leave it off" in advice(REFERENCE_ON, REFERENCE_OFF, 120_000)


@pytest.mark.parametrize(("gain", "expected"), [(1.0, None), (-1.0, 0.0)])
def test_speculation_that_pays_always_or_never(gain: float, expected: float | None) -> None:
    off = Ladder("m", "off", (Rung(0, None, 20.0), Rung(10_000, None, 10.0)))
    on = Ladder("m", "on", tuple(Rung(rung.depth, None, rung.decode + gain) for rung in off.rungs))
    assert crossover(on, off) == expected


def test_the_time_of_a_call_is_that_of_what_is_new_and_of_what_is_written() -> None:
    ladder = Ladder("m", "on", (Rung(0, 1000.0, 50.0), Rung(10_000, 500.0, 25.0)))
    assert ladder.seconds(0, 0, 100) == pytest.approx(2.0)
    assert ladder.seconds(5000, 4250, 75) == pytest.approx(1.0 + 2.0)
    assert ladder.seconds(90_000, 90_000, 25) == pytest.approx(1.0)


def test_what_is_kept_is_found_again_and_what_is_damaged_counts_for_none() -> None:
    ladder = Ladder("google/gemma-4-31B-it", "on", (Rung(0, 1.5, 2.5), Rung(10, None, 2.0)), "2026-11-29", "nightwiki")
    file = keep(ladder)
    assert kept(ladder.model, "on") == newest(ladder.model) == ladder
    assert kept(ladder.model, "off") is None
    file.write_text('{"model": 3}')
    assert newest(ladder.model) is None
    assert folder() == file.parent


REPORT = {
    "version": "0.4.0", "timestamp": "2026-11-29 10:00:00", "latency_mode": "generation", "latency_ms": 3.0, "model": "org/model",
    "prefix_caching_enabled": False, "max_concurrency": 2,
    "benchmarks": [
        {"concurrency": 1, "context_size": depth, "prompt_size": 2048, "response_size": 64, "is_context_prefill_phase": phase,
         "pp_throughput": {"mean": 900.0, "std": 1.0, "values": [900.0]},
         "tg_throughput": {"mean": 40.0 - depth / 1000, "std": 1.0, "values": [1.0]}}
        for depth, phase in ((4000, False), (0, False), (4000, True))
    ],
}  # fmt: skip


def test_a_report_of_llama_benchy_is_a_ladder_too(tmp_path: Path) -> None:
    (tmp_path / "r.json").write_text(json.dumps(REPORT))
    found = benchy.read(tmp_path / "r.json", "off")
    assert found.rungs == (Rung(0, 900.0, 40.0), Rung(4000, 900.0, 36.0))
    assert (found.by, found.speculation, found.model) == ("llama-benchy 0.4.0", "off", "org/model")
    assert "| 4,000 |" in draw.table(found, None)
    (tmp_path / "r.json").write_text("[]")
    with pytest.raises(Fatal, match="no JSON report"):
        benchy.read(tmp_path / "r.json", None)


@pytest.mark.engines
def test_llama_benchy_itself_measures_without_a_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a tokenizer of its own making: what its counts are worth does not matter here."""
    pytest.importorskip("llama_benchy", reason="pip install 'nightwiki[bench]'")
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers  # type: ignore[import-not-found]

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer, tokenizer.decoder = pre_tokenizers.ByteLevel(), decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator([manual()[:50_000]], trainers.BpeTrainer(vocab_size=800, initial_alphabet=alphabet))
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    monkeypatch.setenv("HOME", str(tmp_path))
    with Served(app=Paced().app()) as engine:
        plan = Plan([0, 2000], 256, 32)
        found = benchy.measure(engine.url, "paced", str(tmp_path), plan, "off")
    assert [rung.depth for rung in found.rungs] == [0, 2000]
    assert found.by.startswith("llama-benchy 0.4")


def test_llama_benchy_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with Served(app=Paced().app()) as engine:
        result = CliRunner().invoke(cli, ["engine", "ladder", "--engine", engine.url, "--llama-benchy"])
    assert isinstance(result.exception, Fatal)
    assert "nightwiki[bench]" in str(result.exception)


def test_text_for_any_depth_comes_with_python_and_never_begins_alike() -> None:
    assert len(manual()) > 400_000
    one, other = stretch(700_000, 1), stretch(700_000, 2)
    assert len(one) == len(other) == 700_000
    assert one[:60] != other[:60]
    assert stretch(500, 3) == stretch(500, 3)


def test_the_load_test_is_printed_for_the_engine_in_hand_and_run_where_vllm_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Served(app=Paced().app()) as engine:
        asked = ["engine", "bench", "--engine", engine.url]
        printed = CliRunner().invoke(cli, asked)
        assert f"--base-url {engine.url.removesuffix('/v1')} --model paced" in printed.stdout
        assert "--random-input-len 1024" in printed.stdout
        tool = tmp_path / "vllm"
        tool.write_text(f"#!{sys.executable}\nimport sys\nsys.exit(0 if sys.argv[1:3] == ['bench', 'serve'] else 9)\n")
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert CliRunner().invoke(cli, [*asked, "--run"]).exit_code == 0


def test_nobody_to_measure() -> None:
    result = CliRunner().invoke(cli, ["engine", "ladder", "--engine", "http://127.0.0.1:9"])
    assert isinstance(result.exception, Fatal)
    assert result.exception.code is Exit.NO_ENGINE


ODD: list[object] = [
    {"choices": 7}, {"choices": [None]}, {"choices": {"a": 1}}, {"choices": [{"delta": "word"}]}, {"usage": [1]}, {"timings": [1]},
    {"timings": {"draft_n": "many"}}, {"usage": {"prompt_tokens": "x", "completion_tokens": -3, "prompt_tokens_details": 5}},
    {"usage": {"prompt_tokens": float("inf"), "completion_tokens": 10**400}}, [1], 7, None,
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_what_no_engine_says_in_a_stream_breaks_no_measurement(odd: object) -> None:
    class Odd(Paced):
        async def _stream(self, prompt: int, most: int) -> AsyncIterator[str]:
            for n in range(16):
                await asyncio.sleep(0.002)
                yield _event({"choices": [{"delta": {"content": "word "}}]}) + f"data: {json.dumps(odd)}\n\n" * (
                    n == 15
                )

    assert measured(Odd(), "--depths", "0")["ladder"]["rungs"][0]["decode"] > 0


@pytest.mark.parametrize(
    "piece",
    [b"x" * 65536, b'data: {"choices":[{"delta":{"content":"a"}}]}\n\n' * 1000, b"data: " + b"[" * 90_000 + b"\n"],
)
def test_a_stream_without_an_end_is_no_engine(piece: bytes) -> None:
    class Endless(Paced):
        async def chat(self, request: Request) -> Response:
            async def stream() -> AsyncIterator[bytes]:
                while True:
                    await asyncio.sleep(0)
                    yield piece

            return StreamingResponse(stream(), media_type="text/event-stream")

    with Served(app=Endless().app()) as engine:
        result = CliRunner().invoke(cli, ["engine", "ladder", "--engine", engine.url, "--depths", "0"])
    assert isinstance(result.exception, Fatal)
    assert result.exception.code is Exit.NO_ENGINE


@pytest.mark.parametrize("tells", [False, True])
def test_an_engine_with_one_slot_does_no_more_at_several_at_once(*, tells: bool) -> None:
    """llama.cpp with `-np 1`, Ollama with OLLAMA_NUM_PARALLEL=1: requests queue, and `plan` took it to do twelve times as much at 32."""
    ladder = Ladder.from_json(measured(Paced(slots=1, tells=tells), "--depths", "0")["ladder"])
    assert ladder.slots == (1 if tells else None)
    assert ladder.together == pytest.approx(1.0, abs=0.4)
    assert 1.0 <= (ladder.gain(32) or 0) < 1.5
    assert "OLLAMA_NUM_PARALLEL" in draw.at_once(ladder)
    assert newest("paced") == ladder


def test_an_engine_that_serves_all_at_once_does_more() -> None:
    ladder = Ladder.from_json(measured(Paced(), "--depths", "0")["ladder"])
    assert (ladder.gain(8) or 0) > 3
    assert "OLLAMA" not in draw.at_once(ladder)
    starved = replace(ladder, together=1.0, slots=4)  # a processor: more slots would bring nothing
    assert "one alone takes all" in draw.at_once(starved)


def test_a_gain_grows_with_the_number_as_far_as_there_are_slots() -> None:
    rungs = (Rung(0, None, 52.0),)
    of_the_card = Ladder("m", "on", rungs, together=8 * 642 / 52 / 32 / (1 - (1 - 642 / 52 / 32) * 24 / 31))
    assert of_the_card.gain(1) == 1.0
    assert of_the_card.gain(32) == pytest.approx(642 / 52, rel=0.01)
    four = Ladder("m", "on", rungs, together=3.2, slots=4)
    assert four.gain(4) == four.gain(32) == pytest.approx(3.2)
    assert Ladder("m", "on", rungs).gain(32) is None
    assert Ladder("m", "on", rungs, slots=1).gain(32) == 1.0


class Failing(Paced):
    """Goes silent, or away, at one of its streams: before its first piece, or in its middle."""

    def __init__(self, at: int, pieces: int, *, breaks: bool = False, pings: bool = False) -> None:
        super().__init__()
        self._left, self._pieces, self._breaks, self._pings = at, pieces, breaks, pings

    async def _stream(self, prompt: int, most: int) -> AsyncIterator[str]:
        self._left -= 1
        n = 0
        async for piece in super()._stream(prompt, most):
            if not self._left and n == self._pieces:
                if self._breaks:
                    raise OSError("the power fails")
                while True:
                    await asyncio.sleep(0.2 if self._pings else 600)
                    yield ": still here\n\n"
            n += 1
            yield piece


@pytest.mark.parametrize(("pieces", "words"), [(0, "did not begin"), (5, "stopped after 5 pieces")])
@pytest.mark.parametrize("pings", [False, True])
def test_a_stream_that_goes_silent_ends_the_ladder_with_what_was_measured(
    pieces: int, words: str, monkeypatch: pytest.MonkeyPatch, *, pings: bool
) -> None:
    """It was waited for an hour, and all that was measured before was lost."""
    monkeypatch.setattr(measure, "LEAST", 1.0)
    told = measured(Failing(3, pieces, pings=pings), "--depths", "0,4000,16000")
    assert [rung["depth"] for rung in told["ladder"]["rungs"]] == [0]
    assert words in told["ended"]
    assert kept("paced", "unknown") == Ladder.from_json(told["ladder"])


def test_an_engine_that_dies_in_the_middle_leaves_what_was_measured() -> None:
    told = measured(Failing(3, 5, breaks=True), "--depths", "0,4000,16000")
    assert [rung["depth"] for rung in told["ladder"]["rungs"]] == [0]
    assert "broke" in told["ended"]


def test_who_breaks_a_ladder_off_has_what_was_measured() -> None:
    words = [
        sys.executable,
        "-c",
        "from agent.cli import main; main()",
        "engine",
        "ladder",
        "--depths",
        "0,4000",
        "--answer",
        "64",
    ]
    with (
        Served(app=Failing(3, 5).app()) as engine,
        subprocess.Popen(
            [*words, "--engine", engine.url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as child,
    ):
        assert child.stderr
        assert "at 0 tokens" in child.stderr.readline()
        time.sleep(1)
        child.send_signal(signal.SIGINT)
        said, talk = child.communicate(timeout=30)
    assert child.returncode == 0
    assert "broken off" in talk
    assert "Kept in" in said
    assert newest("paced") is not None


def test_an_engine_that_is_silent_from_the_first_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(measure, "FIRST", 1.0)
    with Served(app=Failing(1, 0).app()) as engine:
        result = CliRunner().invoke(cli, ["engine", "ladder", "--engine", engine.url])
    assert isinstance(result.exception, Fatal)
    assert result.exception.code is Exit.NO_ENGINE
    assert "did not begin, and nothing more came for 1 s" in str(result.exception)


def test_a_slow_engine_is_given_the_time_that_it_took_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is deeper may take longer to begin than any bound of ours: it is bounded by its own pace."""
    monkeypatch.setattr(measure, "LEAST", 0.05)
    monkeypatch.setattr(sys.modules[__name__], "READS", 4000.0)
    rungs = measured(Paced(), "--depths", "0,4000", "--prompt", "512")["ladder"]["rungs"]
    assert [rung["depth"] for rung in rungs] == [0, 4000]


@pytest.mark.parametrize("value", ["e", "1e", "+-.", "1e999", "1.2.3", "NaN"])
def test_a_metric_that_is_no_figure_counts_nothing(value: str) -> None:
    metrics = f"vllm:spec_decode_num_draft_tokens_total {value}\nvllm:num_requests_running 2.5e+00\n"
    assert measured(Paced(metrics=metrics), "--depths", "0")["ladder"]["speculation"] == "off"
