"""The embedded engine: what is missing is said; with a real model it answers like any other, and does not outlive who started it."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from agent.engine import embedded
from agent.engine.built_in import engine_url, model_name
from agent.engine.client import Engine
from agent.engine.probe import probe
from agent.errors import Exit, Fatal
from tests.engine.helpers import call, run

MODEL = os.environ.get("NIGHTWIKI_GGUF", "")
INSTALLED = importlib.util.find_spec("xllamacpp") is not None
needs_extra = pytest.mark.skipif(not INSTALLED, reason="pip install 'nightwiki[embedded]'")
needs_model = pytest.mark.skipif(
    not (INSTALLED and MODEL), reason="NIGHTWIKI_GGUF names no model, or the extra is missing"
)


def test_no_model_was_named() -> None:
    with pytest.raises(Fatal, match=r"--model path/to/model\.gguf") as caught, engine_url("embedded", None):
        pass
    assert caught.value.code is Exit.USAGE


def test_the_model_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(Fatal, match="No such file"), engine_url("embedded", str(tmp_path / "model.gguf")):
        pass


def test_the_model_is_of_another_kind(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"\x10\0\0\0{}")
    with pytest.raises(Fatal, match="no GGUF file"), engine_url("embedded", str(tmp_path / "model.safetensors")):
        pass


def test_the_extra_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF")
    monkeypatch.setitem(sys.modules, "xllamacpp", None)
    with pytest.raises(Fatal, match=r"nightwiki\[embedded\]"), engine_url("embedded", str(tmp_path / "model.gguf")):
        pass


def test_a_core_is_left_to_the_pilot() -> None:
    """As many threads as cores: each waits for the one whose core the pilot has, and a night writes a token a second."""
    assert 1 <= embedded._cores() <= (os.cpu_count() or 1)


@needs_extra
def test_a_model_that_breaks_off_is_said_with_what_llama_cpp_said(tmp_path: Path) -> None:
    (tmp_path / "model.gguf").write_bytes(b"GGUF" + b"\x03\0\0\0" + b"\xff" * 40)
    with (
        pytest.raises(Fatal, match=r"model\.gguf cannot be loaded") as caught,
        engine_url("embedded", str(tmp_path / "model.gguf")),
    ):
        pass
    assert caught.value.code is Exit.NO_ENGINE
    assert "()" not in str(caught.value)
    assert "sys.argv" not in str(caught.value)  # no line of a traceback


def test_a_night_is_resumed_from_another_folder_with_the_same_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert model_name("embedded", "m.gguf") == str(tmp_path / "m.gguf")
    assert model_name("http://localhost:8000/v1", "m.gguf") == "m.gguf"


@pytest.mark.engines
@needs_model
def test_a_reply_is_held_to_its_schema_and_prompts_are_counted() -> None:
    async def asked(url: str) -> tuple[str, int, int | None]:
        async with Engine(url) as engine:
            facts = await probe(engine)
            reply = await engine.think(replace(call(), max_tokens=40))  # enough to see how it begins
            assert facts.server == "llama.cpp"
            return reply.content, reply.usage.prompt, facts.window

    with embedded.running(MODEL, window=2048) as url:
        content, prompt, window = run(asked(url), 280.0)
    assert content.lstrip().startswith("{")
    assert '"assign"' in content
    assert prompt > 20
    assert window == 2048


@pytest.mark.engines
@needs_model
def test_the_model_leaves_the_memory_when_the_night_is_killed() -> None:
    """`kill -9` of the pilot: the child sees that its parent is gone."""
    program = (
        "import sys, time\nfrom agent.engine.embedded import running\n"
        "with running(sys.argv[1], window=512) as url:\n    print(url, flush=True)\n    time.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, MODEL], stdout=subprocess.PIPE, text=True) as pilot:
        assert pilot.stdout
        assert pilot.stdout.readline().startswith("http")
        (child,) = map(int, Path(f"/proc/{pilot.pid}/task/{pilot.pid}/children").read_text().split())
        pilot.send_signal(signal.SIGKILL)
    deadline = time.monotonic() + 30
    while Path(f"/proc/{child}").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not Path(f"/proc/{child}").exists()
