"""One attempt over loopback: what is sent, and every fault of a real server turned into our own errors."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.engine.address import api_root
from agent.engine.client import SEED, Engine, Unreached
from agent.engine.refusals import WireUnsupported
from agent.engine.wire import Call, Reply, Wire, acts_in
from agent.errors import BadReply, ContextOverflow, EngineDown, Exit, Fatal, NightError, RequestRejected
from tests.engine.helpers import ACTS, call, run
from tests.faults.engine import FaultEngine, Receive, Scope, Send
from tests.faults.rules import Rule


@pytest.fixture
def faults() -> Iterator[FaultEngine]:
    with FaultEngine() as engine:
        yield engine


def think(url: str, asked: Call | None = None, **settings: Any) -> Reply:
    async def once() -> Reply:
        async with Engine(url, **settings) as engine:
            return await engine.think(asked or call())

    return run(once())


class Listener:
    """An application that keeps what it was sent, and answers with what it is told to."""

    def __init__(self) -> None:
        self.body: dict[str, Any] = {}
        self.headers: dict[str, str] = {}
        self.status = 200
        self.answer = b'{"choices": [{"message": {"content": "{}"}, "finish_reason": "stop"}]}'

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.body = json.loads((await receive()).get("body", b"{}") or b"{}")
        await send(
            {"type": "http.response.start", "status": self.status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": self.answer})


class Bare(FaultEngine):
    """The same server without faults: completions too go straight to the application."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.app(scope, receive, send)


@pytest.fixture
def listener() -> Iterator[tuple[Listener, str]]:
    app = Listener()
    with Bare(app=app) as server:
        yield app, server.url


@pytest.mark.parametrize("wire", ["schema", "tools"])
def test_both_forms_come_back_as_acts(faults: FaultEngine, wire: Wire) -> None:
    reply = think(faults.url, call(wire=wire))
    assert [act.name for act in acts_in(reply, call(wire=wire))] == ["assign", "nominate"]
    assert json.loads(reply.raw)["object"] == "chat.completion"
    assert (reply.model, reply.usage.cached, reply.usage.completion) == ("scripted", 3, 7)
    assert reply.usage.prompt > 0
    assert reply.usage.seconds > 0
    assert faults.plan.log[0].kind == ("read" if wire == "schema" else "")


def test_a_request_holds_what_it_must_and_nothing_that_changes(
    listener: tuple[Listener, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, url = listener
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    think(url, model="m")
    first = app.body
    think(url, model="m")
    assert app.body == first
    assert set(first) == {"model", "messages", "max_tokens", "temperature", "seed", "response_format"}
    assert (first["temperature"], first["seed"], first["max_tokens"]) == (0.0, SEED, 400)
    form = first["response_format"]["json_schema"]
    assert (form["name"], form["strict"], list(form["schema"]["properties"])) == (
        "read_assign",
        True,
        ["assign", "nominate"],
    )
    assert "secret" not in str(app.headers)


def test_the_tools_form(listener: tuple[Listener, str]) -> None:
    app, url = listener
    think(url, call(wire="tools"), model="m", api_key="sesame")
    assert app.body["tool_choice"] == "required"
    assert app.body["parallel_tool_calls"] is True
    assert [tool["function"]["name"] for tool in app.body["tools"]] == ["assign", "nominate"]
    assert app.headers["authorization"] == "Bearer sesame"


def test_a_question_asked_anew_gets_other_dice(listener: tuple[Listener, str]) -> None:
    app, url = listener
    think(url, Call("read", [{"role": "user", "content": "x"}], ACTS, 9, attempt=2), model="m")
    assert app.body["seed"] == SEED + 2
    assert 0 < app.body["temperature"] <= 0.6


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("500", EngineDown), ("502", EngineDown), ("503", EngineDown), ("408", EngineDown), ("429", EngineDown), ("302", EngineDown),
        ("reset", EngineDown), ("half_body", EngineDown), ("html", EngineDown), ("empty", EngineDown), ("empty_choices", EngineDown),
        ("no_choices", EngineDown), ("no_message", EngineDown), ("error_200", EngineDown),
        ("400", RequestRejected), ("400_format", WireUnsupported), ("400_tools", WireUnsupported),
        ("overflow_vllm", ContextOverflow), ("overflow_vllm_old", ContextOverflow), ("overflow_llamacpp", ContextOverflow),
        ("401", Fatal), ("403", Fatal), ("404_model", Fatal), ("404_path", Fatal), ("404_page", Fatal),
    ],
)  # fmt: skip
def test_each_fault_has_its_class(faults: FaultEngine, fault: str, kind: type[NightError]) -> None:
    faults.add(Rule(fault, at=[1]))
    with pytest.raises(NightError) as caught:
        think(faults.url)
    assert type(caught.value) is kind
    if isinstance(caught.value, Fatal):
        assert caught.value.code is Exit.NO_ENGINE
    assert len(faults.plan.log) == 1  # one attempt, whatever comes


@pytest.mark.parametrize(
    ("fault", "words"),
    [("bad_json", "is not JSON"), ("wrong_act", "no act 'bake_bread'"), ("unknown_act", "no act 'run_shell'"),
     ("empty_content", "was empty"), ("prose", "is not JSON"), ("cut_off", "cut off"), ("think_cut", "cut off")],
)  # fmt: skip
@pytest.mark.parametrize("wire", ["schema", "tools"])
def test_a_bad_reply_is_a_reply_whose_fault_is_named(faults: FaultEngine, fault: str, words: str, wire: Wire) -> None:
    faults.add(Rule(fault))
    reply = think(faults.url, call(wire=wire))
    with pytest.raises(BadReply, match=words) as caught:
        acts_in(reply, call(wire=wire))
    assert caught.value.cut_off == ("cut" in fault)


@pytest.mark.parametrize("fault", ["think", "fence", "reasoning", "parts", "no_usage", "odd_finish", "slow", "delay"])
@pytest.mark.parametrize("wire", ["schema", "tools"])
def test_what_is_only_odd_is_read_all_the_same(faults: FaultEngine, fault: str, wire: Wire) -> None:
    faults.add(Rule(fault))
    reply = think(faults.url, call(wire=wire))
    assert [act.name for act in acts_in(reply, call(wire=wire))] == ["assign", "nominate"]
    assert bool(reply.reasoning) == (fault in ("think", "reasoning"))


def test_retry_after_comes_with_the_error(faults: FaultEngine) -> None:
    faults.add(Rule("429", retry_after="7"))
    with pytest.raises(EngineDown) as caught:
        think(faults.url)
    assert (caught.value.retry_after, caught.value.status) == (7.0, 429)


@pytest.mark.parametrize("fault", [Rule("hang"), Rule("slow", seconds=0.05)])
def test_a_call_has_its_time_and_no_more(faults: FaultEngine, fault: Rule) -> None:
    faults.add(fault)
    with pytest.raises(EngineDown):
        think(faults.url, timeout=0.4)


def test_nobody_there_is_told_apart_from_a_broken_answer(faults: FaultEngine) -> None:
    faults.down()
    with pytest.raises(Unreached, match="no engine at"):
        think(faults.url)
    with socket.socket() as deaf:
        deaf.bind(("127.0.0.1", 0))
        with pytest.raises(Unreached):
            think(f"http://127.0.0.1:{deaf.getsockname()[1]}")


def test_a_missing_model_is_told_with_those_that_are_there(faults: FaultEngine) -> None:
    faults.add(Rule("404_model"))
    with pytest.raises(Fatal, match="no model 'nobody'; it has: scripted"):
        think(faults.url, model="nobody")


def test_a_404_page_is_a_wrong_address_at_first_and_an_outage_later(faults: FaultEngine) -> None:
    async def scene() -> None:
        async with Engine(faults.url) as engine:
            await engine.think(call())
            faults.add(Rule("404_page"))
            with pytest.raises(EngineDown):
                await engine.think(call())

    run(scene())


def test_the_pulse_is_cheap_and_the_deep_one_makes_a_token(faults: FaultEngine) -> None:
    async def scene() -> None:
        async with Engine(faults.url) as engine:
            await engine.pulse()
            assert faults.plan.log == []
            await engine.pulse(deep=True)
            assert len(faults.plan.log) == 1
            faults.add(Rule("400", at=[2]), Rule("429", at=[3]), Rule("500", at=[4]))
            await engine.pulse(deep=True)
            await engine.pulse(deep=True)
            with pytest.raises(EngineDown):
                await engine.pulse(deep=True)

    run(scene())


@pytest.mark.parametrize(
    ("given", "root"),
    [("localhost:8000", "http://localhost:8000/v1"), ("http://h:1/", "http://h:1/v1"), ("https://h/v1/", "https://h/v1"),
     ("http://h/api/v3", "http://h/api/v3"), ("http://h/v1/chat/completions", "http://h/v1"), (" http://[::1]:8000 ", "http://[::1]:8000/v1")],
)  # fmt: skip
def test_addresses_as_people_write_them(given: str, root: str) -> None:
    assert api_root(given) == root


@pytest.mark.parametrize("given", ["", "ftp://h", "http://", "rehearsal://"])
def test_what_is_no_address_is_wrong_usage(given: str) -> None:
    with pytest.raises(Fatal) as caught:
        api_root(given)
    assert caught.value.code is Exit.USAGE


BYTES = st.binary(max_size=60) | st.text(max_size=60).map(str.encode)
SHAPES = st.sampled_from(
    ['{"choices": [%s]}', '{"choices": [{"message": %s}]}', '{"choices": [{"message": {"content": %s, "tool_calls": %s}}]}', "%s",
     '{"error": %s}', '{"choices": [{"message": {"tool_calls": [{"function": %s}]}, "finish_reason": %s}], "usage": %s}'])  # fmt: skip
VALUES = st.sampled_from(
    ["null", "[]", "{}", "3", '"x"', "[null]", '[{"text": 3}]', "true", '{"name": {}, "arguments": []}', "1e999", "NaN"]
)


def fuzzed() -> Callable[..., Any]:
    bodies = st.builds(lambda shape, value: (shape.replace("%s", value)).encode(), SHAPES, VALUES)
    return given(
        st.lists(
            st.tuples(st.sampled_from([200, 200, 200, 204, 301, 400, 404, 422, 500]), BYTES | bodies),
            min_size=8,
            max_size=8,
        )
    )


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@fuzzed()
def test_nothing_but_our_own_errors_ever_leaves_a_thought(
    listener: tuple[Listener, str], answers: list[tuple[int, bytes]]
) -> None:
    app, url = listener

    async def scene() -> None:
        async with Engine(url, model="m") as engine:
            for app.status, app.answer in answers:
                try:
                    reply = await engine.think(call())
                    acts_in(reply, call())
                except NightError:
                    continue

    run(scene())


def test_an_answer_that_is_no_http_is_an_engine_that_is_down() -> None:
    async def scene() -> None:
        async def babble(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-OpenSSH_9.6\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(babble, "127.0.0.1", 0)
        async with server, Engine(f"127.0.0.1:{server.sockets[0].getsockname()[1]}", model="m") as engine:
            with pytest.raises(EngineDown):
                await engine.think(call())

    run(scene())
