"""What is there: servers told apart, models chosen, windows read, forms of asking tried."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from agent.engine.client import Engine
from agent.engine.probe import EngineFacts, probe
from agent.engine.rehearsal.app import create_app
from agent.engine.trial import choose_wire, wire_fault
from agent.errors import EngineDown, Exit, Fatal
from tests.engine.helpers import run
from tests.faults.engine import FaultEngine
from tests.faults.rules import Rule

LLAMA_CPP = {
    "/v1/models": {
        "object": "list",
        "data": [{"id": "qwen", "owned_by": "llamacpp", "meta": {"n_ctx_train": 32768, "n_params": 5}}],
    },
    "/props": {"default_generation_settings": {"n_ctx": 4096}, "total_slots": 2, "build_info": "b11434-abc"},
}
OLLAMA = {
    "/v1/models": {
        "object": "list",
        "data": [
            {"id": "nomic-embed-text:latest", "owned_by": "library"},
            {"id": "gemma4:latest", "owned_by": "library"},
        ],
    },
    "/api/version": {"version": "0.14.2"},
    "/api/ps": {"models": [{"name": "gemma4:latest", "context_length": 8192}]},
}
LM_STUDIO = {
    "/props": {"error": "Unexpected endpoint or method. (GET /props)"},
    "/version": {"error": "Unexpected endpoint or method. (GET /version)"},
    "/v1/models": {"data": [{"id": "gemma-4-12b", "object": "model", "owned_by": "organization_owner"}]},
    "/api/v0/models": {
        "data": [{"id": "gemma-4-12b", "state": "loaded", "max_context_length": 131072, "loaded_context_length": 4096}]
    },
}
VLLM = {
    "/v1/models": {"data": [{"id": "google/gemma-4-31B-it", "owned_by": "vllm", "max_model_len": 65536}]},
    "/version": {"version": "0.33.0"},
}
BARE = {"/v1/models": {"data": [{"id": "m"}]}}


def telling(answers: dict[str, Any]) -> Starlette:
    """A server that tells these things of itself, and nothing else."""

    async def told(request: Request) -> Response:
        return JSONResponse(answers[request.url.path])

    return Starlette(routes=[Route(path, told) for path in answers])


async def facts(url: str, model: str | None = None) -> EngineFacts:
    async with Engine(url, model) as engine:
        return await probe(engine)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (VLLM, EngineFacts("google/gemma-4-31B-it", 65536, "vllm")),
        (LLAMA_CPP, EngineFacts("qwen", 4096, "llama.cpp", slots=2)),
        (OLLAMA, EngineFacts("gemma4:latest", 8192, "ollama")),
        (LM_STUDIO, EngineFacts("gemma-4-12b", 4096, "other")),
        (BARE, EngineFacts("m", None, "other")),
    ],
    ids=["vllm", "llama.cpp", "ollama", "lm studio", "bare"],
)
def test_servers_are_told_apart_by_what_they_say(answers: dict[str, Any], expected: EngineFacts) -> None:
    with FaultEngine(app=telling(answers)) as server:
        assert run(facts(server.url)) == expected


@pytest.mark.parametrize(
    ("answers", "named", "found"),
    [
        (VLLM, "google/gemma-4-31B-it", True),
        (VLLM, "gemma", False),
        (OLLAMA, "gemma4", True),
        (LLAMA_CPP, "anything", True),
    ],
)
def test_a_named_model_must_be_there(answers: dict[str, Any], named: str, found: bool) -> None:
    with FaultEngine(app=telling(answers)) as server:
        if found:
            assert run(facts(server.url, named)).model == named
            return
        with pytest.raises(Fatal, match="it has: google/gemma-4-31B-it") as caught:
            run(facts(server.url, named))
        assert caught.value.code is Exit.NO_ENGINE


def test_a_server_without_a_list_needs_a_name() -> None:
    with FaultEngine(app=telling({"/nothing": {}})) as server:
        assert run(facts(server.url, "m")).model == "m"
        with pytest.raises(Fatal, match="lists no model"):
            run(facts(server.url))


@pytest.mark.parametrize("answer", [[], "x", {"data": None}, {"data": [3, {}, {"id": 4}]}])
def test_a_strange_list_is_no_list(answer: object) -> None:
    with FaultEngine(app=telling({"/v1/models": answer, "/props": [], "/version": 7})) as server, pytest.raises(Fatal):
        run(facts(server.url))


def test_nobody_there_is_an_outage() -> None:
    server = FaultEngine()
    with server:
        pass
    with pytest.raises(EngineDown):
        run(facts(server.url))


@pytest.fixture
def rehearsal() -> Iterator[FaultEngine]:
    with FaultEngine(app=create_app()) as server:
        yield server


def test_the_rehearsal_engine_is_known(rehearsal: FaultEngine) -> None:
    found = run(facts(rehearsal.url))
    assert found.server == "rehearsal"
    assert found.window


def test_auto_takes_schema_then_tools_then_schema_with_a_warning(rehearsal: FaultEngine) -> None:
    async def chosen() -> tuple[str, str | None]:
        async with Engine(rehearsal.url) as engine:
            choice = await choose_wire(engine)
            assert engine.wire == choice[0]
            return choice

    assert run(chosen()) == ("schema", None)
    rehearsal.add(Rule("400_format", kind="read"))
    assert run(chosen()) == ("tools", None)
    rehearsal.add(Rule("400_tools"))
    wire, warning = run(chosen())
    assert wire == "schema"
    assert warning
    assert "neither form" in warning
    assert "schema: " in warning
    assert "tools: " in warning


@pytest.mark.parametrize("fault", ["bad_json", "cut_off", "prose", "unknown_act", "empty_content"])
def test_a_form_that_is_not_honoured_is_seen(rehearsal: FaultEngine, fault: str) -> None:
    async def tried() -> str | None:
        async with Engine(rehearsal.url) as engine:
            return await wire_fault(engine, "schema")

    rehearsal.add(Rule(fault))
    assert run(tried())


def test_an_engine_that_keeps_to_the_schema_but_is_wrong_is_seen() -> None:
    async def tried(url: str) -> str | None:
        async with Engine(url) as engine:
            return await wire_fault(engine, "schema")

    with FaultEngine() as scripted:  # gives sentence 1 alone
        assert run(tried(scripted.url))
