"""What an engine's refusals teach, and what a request becomes by it."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.client import Engine
from agent.engine.manners import Manners, dressed, folded, lesson
from agent.engine.refusals import refusal
from agent.engine.trial import choose_wire, trial_call
from agent.engine.wire import schema_of, tools_of
from agent.errors import EngineDown, RequestRejected
from tests.engine.helpers import ACTS, call, run
from tests.faults.engine import FaultEngine
from tests.faults.rules import Rule
from tests.faults.serving import Server, openai, role, when

SYSTEM, USER = {"role": "system", "content": "You sort."}, {"role": "user", "content": "[1] Kettle is a tool."}
CALLED = {"id": "call_0_0", "type": "function", "function": {"name": "assign", "arguments": '{"page": "Kettle"}'}}
TURNS: list[dict[str, Any]] = [SYSTEM, USER, {"role": "assistant", "content": None, "tool_calls": [CALLED]},
         {"role": "tool", "tool_call_id": "call_0_0", "content": "done"}, {"role": "user", "content": "Do: nominate"}]  # fmt: skip


def frame(messages: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"model": "m", "messages": messages or [SYSTEM, USER], "max_tokens": 700, "temperature": 0.0, "seed": 7}


def by_schema() -> dict[str, Any]:
    named = {"name": "read_assign", "schema": schema_of(ACTS), "strict": True}
    return frame() | {"response_format": {"type": "json_schema", "json_schema": named}}


def by_tools(messages: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return frame(messages) | {"tools": tools_of(ACTS), "tool_choice": "required", "parallel_tool_calls": True}


LESSONS: list[tuple[int, str, dict[str, Any], dict[str, Any]]] = [
    # vllm, sglang, LM Studio, mlx-lm, google and others: roles
    (400, "System role not supported", by_schema(), {"folded": True}),
    (500, 'Error rendering prompt with jinja template: "Only user and assistant roles are supported!".', by_schema(), {"folded": True}),
    (400, "Conversation roles must alternate user/assistant/user/assistant/...", by_schema(), {"folded": True}),
    (400, "Developer instruction is not enabled for models/gemma-3-27b-it", by_schema(), {"folded": True}),
    (422, "[{'loc': ['body', 'messages', 0, 'role'], 'msg': \"Input should be 'user' or 'assistant'\"}]", by_schema(), {"folded": True}),
    (400, "'system' is not one of ['user', 'assistant']", by_schema(), {"folded": True}),
    (400, "Unexpected role 'system'", by_tools(), {"folded": True}),
    (400, "System messages are not supported by this model", by_schema(), {"folded": True}),
    (404, "System role not supported", by_schema(), {"folded": True}),
    # earlier calls
    (400, "Tool call id was call_0_0 but must be a-z, A-Z, 0-9, with a length of 9.", by_tools(TURNS), {"told": True}),
    (500, "Not the same number of tool calls and results", by_tools(TURNS), {"told": True}),
    # names and values
    (400, "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.", by_schema(),
     {"limit": "max_completion_tokens"}),
    (400, "max_tokens is too large: 700. This model supports at most 500 completion tokens.", by_schema(), {"most": 500}),
    (400, "Invalid max_tokens value, the valid range of max_tokens is [1, 512]", by_schema(), {"most": 512}),
    (400, "Unrecognized request argument supplied: seed", by_schema(), {"without": ("seed",)}),
    (422, '[{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]', by_schema(),
     {"without": ("seed",)}),
    (400, "litellm.UnsupportedParamsError: openai does not support parameters: ['seed'], for model=x", by_schema(), {"without": ("seed",)}),
    (400, "property 'parallel_tool_calls' is unsupported", by_tools(), {"without": ("parallel_tool_calls",)}),
    (422, "Input validation error: `temperature` must be strictly positive", by_schema(), {"coolest": 0.01}),
    (422, "Invalid params: temperature must be in range (0, +inf)", by_schema(), {"coolest": 0.01}),
    (400, "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.", by_schema(),
     {"without": ("temperature",)}),
    # forms
    (400, "tool_choice='required' is not supported", by_tools(), {"tool_choice": "auto"}),
    (400, "Currently only named tools are supported.", by_tools(), {"tool_choice": "auto"}),
    (400, "The provided JSON schema contains features not supported by xgrammar.", by_schema(), {"bare_schema": True}),
    (400, "Invalid schema for response_format: 'minItems' is not permitted", by_schema(), {"bare_schema": True}),
]  # fmt: skip
NOTHING = [
    (400, "temperature must be non-negative"),
    (400, "This response_format type is unavailable now"),
    (400, "prompt contains forbidden words"),
    (400, "Bad request"),
]


@pytest.mark.parametrize(("status", "words", "request_", "learned"), LESSONS, ids=[case[1][:40] for case in LESSONS])
def test_a_refusal_teaches(status: int, words: str, request_: dict[str, Any], learned: dict[str, Any]) -> None:
    refused = refusal(status, {}, json.dumps({"error": {"message": words, "type": "x"}}))
    assert isinstance(refused, RequestRejected)
    better = lesson(refused.words, request_, Manners())
    assert better is not None
    assert {name: getattr(better, name) for name in learned} == learned
    assert dressed(request_, better) != request_
    assert dressed(request_, Manners()) == request_
    assert better.in_words()


@pytest.mark.parametrize(("status", "words"), NOTHING)
def test_other_refusals_teach_nothing(status: int, words: str) -> None:
    refused = refusal(status, {}, json.dumps({"error": {"message": words}}))
    assert isinstance(refused, RequestRejected)
    assert lesson(refused.words, by_schema(), Manners()) is None


@given(st.text(max_size=200), st.sampled_from([by_schema(), by_tools(), by_tools(TURNS)]))
def test_lessons_come_to_an_end(words: str, request_: dict[str, Any]) -> None:
    """Whatever the same words are taken for, they are so a few times at most."""
    manners: Manners | None = Manners()
    for _ in range(12):
        assert manners is not None
        manners = lesson(
            f"{words} seed temperature tool_choice schema grammar not supported", dressed(request_, manners), manners
        )
        if manners is None:
            return
    raise AssertionError("it learns on and on")


WORDINGS_OF_LOADING = ["Model is loading", "The model is currently loading, please wait", "Model unloaded.", "Model not ready",
                       "No models loaded. Please load a model in the developer page or use the 'lms load' command.",
                       "Server is still starting up",
                       "model 'x' not loaded", "Loading model", "The server is busy; please try again later."]  # fmt: skip


@pytest.mark.parametrize("words", WORDINGS_OF_LOADING)
@pytest.mark.parametrize("status", [400, 404, 409, 500, 503])
def test_a_model_on_its_way_is_waited_for_whatever_the_status(words: str, status: int) -> None:
    assert isinstance(refusal(status, {}, json.dumps({"error": words})), EngineDown)


def test_the_system_prompt_is_folded_into_the_users_first_message() -> None:
    first, second = folded([SYSTEM, USER, {"role": "assistant", "content": "{}"}])
    assert first == {"role": "user", "content": "You sort.\n\n[1] Kettle is a tool."}
    assert second["role"] == "assistant"


def test_earlier_calls_are_told_as_the_object_of_the_schema_form() -> None:
    asked = dressed(by_tools(TURNS), Manners(told=True))["messages"]
    assert [message["role"] for message in asked] == ["system", "user", "assistant", "user"]
    assert json.loads(asked[2]["content"]) == {"assign": [{"page": "Kettle"}]}
    assert asked[3]["content"] == "done\n\nDo: nominate"


@pytest.mark.parametrize("form", ["json_object", "text"])
def test_a_schema_that_is_not_taken_is_said_in_words(form: Any) -> None:
    asked = dressed(by_schema(), Manners(form=form))
    assert asked.get("response_format") == ({"type": "json_object"} if form == "json_object" else None)
    told = asked["messages"][-1]["content"]
    assert '"required":["assign","nominate"]' in told
    assert told.startswith("[1] Kettle is a tool.")


def test_what_is_kept_is_read_by_another_version() -> None:
    known = Manners(without=("seed",), folded=True, odd=("events",), per_run=None)
    stored = json.loads(json.dumps({"form": "text", "of_the_future": 1, "without": ["seed"]}))
    assert Manners.of(stored) == Manners(form="text", without=("seed",))
    assert Manners.of({}) == Manners()
    assert len(known.in_words()) == 4


def test_a_lesson_that_did_not_help_is_not_kept() -> None:
    """Its words were of roles, but it refuses what has none too."""
    server = Server(refuses=(when(lambda _: True, openai("System role not supported")),))
    with FaultEngine(server=server) as faults:

        async def scene() -> None:
            async with Engine(faults.url) as engine:
                with pytest.raises(RequestRejected, match="System role"):
                    await engine.think(call())
                assert engine.manners == Manners()
                assert faults.refused == 2

        run(scene())


def test_a_lesson_is_learned_once_and_told_once() -> None:
    said: list[str] = []
    with FaultEngine(server=Server(refuses=(when(role("system"), openai("System role not supported")),))) as faults:

        async def scene() -> None:
            async with Engine(faults.url) as engine:
                engine.heed = lambda manners, words: said.extend(words)
                for _ in range(3):
                    await engine.think(call())

        run(scene())
        assert faults.refused == 1
    assert len(said) == 1


PAGE = 500, "<html><body><h1>Internal Server Error</h1></body></html>"


def test_a_page_with_500_may_be_all_that_a_server_says_of_the_systems_role() -> None:
    """It was taken for an outage, and waited for until it was called the fault of each request."""
    said: list[str] = []
    with FaultEngine(server=Server(refuses=(when(role("system"), PAGE),))) as faults:

        async def scene() -> None:
            async with Engine(faults.url) as engine:
                engine.heed = lambda manners, words: said.extend(words)
                for _ in range(2):
                    await engine.think(call())
                assert engine.manners.folded

        run(scene())
        assert faults.refused == 2
    assert len(said) == 1


@pytest.mark.parametrize("passing", [1, 2, 3])
def test_a_page_with_500_for_a_while_teaches_nothing(passing: int) -> None:
    refuses = when(lambda _: True, PAGE, until=passing)
    with FaultEngine(server=Server(refuses=(refuses,))) as faults:

        async def scene() -> None:
            async with Engine(faults.url) as engine:
                with pytest.raises(EngineDown):
                    await engine.think(call())
                while faults.refused < passing:
                    with suppress(EngineDown):
                        await engine.think(call())
                await engine.think(call())
                assert not engine.manners.folded

        run(scene())


def test_an_engine_that_does_well_in_no_form_is_asked_in_one_that_it_answers() -> None:
    """It refuses schemas and tools, and what it makes of a JSON object is wrong: that is a brain's fault, not a server's."""
    no_form = when(
        lambda body: body.get("response_format", {}).get("type") == "json_schema" or "tools" in body, openai("no")
    )
    with FaultEngine(server=Server(refuses=(no_form,))) as faults:

        async def scene() -> None:
            async with Engine(faults.url) as engine:
                wire, warning = await choose_wire(engine)
                assert (wire, engine.manners.form) == ("schema", "json_object")
                assert warning
                assert "neither form" in warning

        run(scene())


@pytest.mark.parametrize("wanted", ["schema", "tools"])
def test_a_form_that_was_asked_for_is_the_only_one_tried(wanted: str) -> None:
    with FaultEngine([Rule("prose")]) as faults:

        async def scene() -> None:
            async with Engine(faults.url) as engine:
                assert (await choose_wire(engine, wanted=wanted))[0] == wanted

        run(scene())
        assert {seen.wire for seen in faults.plan.log} == ({"tools"} if wanted == "tools" else {"schema", "plain"})


def test_the_trial_has_a_turn_before_it_in_its_own_form() -> None:
    roles = [message["role"] for message in trial_call("tools").messages]
    assert roles == ["system", "user", "assistant", "tool", "tool", "user"]
    assert [message["role"] for message in trial_call("schema").messages] == ["system", "user", "assistant", "user"]
