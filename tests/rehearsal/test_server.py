"""The server as any OpenAI client sees it."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import openai
import pytest
from openai import OpenAI

from agent.engine.rehearsal import running
from agent.engine.wire import ActSpec
from agent.episode import acts
from tests.rehearsal.support import HANDBOOK, chat, create, form

NAMING = (ActSpec("name_pages", "An entity.", acts.NamePages, 1, 12),)
Body = dict[str, Any]


def post(base_url: str, body: Any, path: str = "/chat/completions") -> httpx2.Response:
    return httpx2.post(base_url + path, json=body, timeout=20)


def root(base_url: str) -> str:
    return base_url.removesuffix("/v1")


def task(wire: str = "schema", **more: Any) -> Body:
    return {"model": "rehearsal", "messages": chat(f"{HANDBOOK}\n\nDo: name_pages"), **form(NAMING, wire), **more}


def test_one_model_with_its_window(client: OpenAI) -> None:
    (model,) = client.models.list().data
    assert (model.id, model.owned_by) == ("rehearsal", "nightwiki")
    assert model.model_dump()["max_model_len"] == 32_768


def test_health_and_version_answer(base_url: str) -> None:
    assert httpx2.get(root(base_url) + "/health").status_code == 200
    assert "rehearsal" in httpx2.get(root(base_url) + "/version").json()["version"]


def test_a_plain_chat_is_told_what_this_is(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="rehearsal", messages=[{"role": "user", "content": "Who are you?"}])
    assert "rehearsal engine" in (reply.choices[0].message.content or "")
    assert reply.choices[0].finish_reason == "stop"


def test_tokenize_counts_what_a_chat_costs(base_url: str) -> None:
    body = task()
    counted = post(root(base_url), {"model": "rehearsal", "messages": body["messages"]}, "/tokenize").json()
    assert counted["count"] == len(counted["tokens"]) == post(base_url, body).json()["usage"]["prompt_tokens"]
    assert counted["max_model_len"] == 32_768
    assert post(root(base_url), {"model": "rehearsal", "prompt": "abcdefgh"}, "/tokenize").json()["count"] == 2


def test_an_unknown_model_is_not_found(client: OpenAI) -> None:
    with pytest.raises(openai.NotFoundError, match="The model `gpt-9` does not exist"):
        client.chat.completions.create(model="gpt-9", messages=[{"role": "user", "content": "hello"}])


def test_too_long_a_prompt_is_refused_in_vllms_words(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(model="rehearsal", messages=[{"role": "user", "content": "word " * 30_000}])
    assert "maximum context length is 32768 tokens" in caught.value.message
    assert caught.value.param == "input_tokens"


def test_too_large_a_wish_for_tokens_is_refused(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as caught:
        client.chat.completions.create(
            model="rehearsal", messages=[{"role": "user", "content": "x"}], max_tokens=40_000
        )
    assert caught.value.param == "max_tokens"


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"model": "rehearsal"},
        {"model": "rehearsal", "messages": []},
        {"model": "rehearsal", "messages": ["hello"]},
        {"model": "rehearsal", "messages": [{"content": "hello"}]},
        {"model": "rehearsal", "messages": [{"role": "user", "content": 5}]},
        {"model": "rehearsal", "messages": [{"role": "user", "content": "x"}], "max_tokens": -1},
        {"model": "rehearsal", "messages": [{"role": "user", "content": "x"}], "tools": [{"type": "function"}]},
        {"model": "rehearsal", "messages": [{"role": "user", "content": "x"}], "tool_choice": "required"},
        {"model": "rehearsal", "messages": [{"role": "user", "content": "x"}], "response_format": {"type": "yaml"}},
        {
            "model": "rehearsal",
            "messages": [{"role": "user", "content": "x"}],
            "response_format": {"type": "json_schema"},
        },
    ],
)
def test_a_malformed_request_is_refused_with_a_reason(base_url: str, body: Any) -> None:
    reply = post(base_url, body)
    assert reply.status_code == 400
    assert reply.json()["error"]["message"]


def test_a_body_that_is_not_json_is_refused(base_url: str) -> None:
    reply = httpx2.post(base_url + "/chat/completions", content=b'{"model": ')
    assert (reply.status_code, reply.json()["error"]["code"]) == (400, 400)


def test_a_schema_that_requires_itself_is_refused(base_url: str) -> None:
    node = {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}, "required": ["next"]}
    schema = {**node, "$defs": {"node": node}}
    held = {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}
    assert post(base_url, {**task(), "response_format": held}).status_code == 400


@pytest.mark.parametrize("wire", ["schema", "tools"])
def test_the_reply_is_a_function_of_the_request(base_url: str, wire: str) -> None:
    with running() as other:
        replies = [post(url, task(wire)).json() for url in (base_url, other, base_url)]
    for reply in replies:
        reply["usage"].pop("prompt_tokens_details")
    assert replies[0] == replies[1] == replies[2]


def test_earlier_prompts_are_cached_in_blocks_of_sixteen() -> None:
    with running() as url:
        first, again = (post(url, task()).json()["usage"] for _ in range(2))
        longer = {**task(), "messages": chat(f"{HANDBOOK}\n\nDo: name_pages", "Pages: Kettle\nDo: assign")}
        third = post(url, longer).json()["usage"]
    assert first["prompt_tokens_details"]["cached_tokens"] == 0
    cached = again["prompt_tokens_details"]["cached_tokens"]
    assert cached % 16 == 0
    assert again["prompt_tokens"] - 16 <= cached < again["prompt_tokens"]
    assert third["prompt_tokens_details"]["cached_tokens"] >= cached - 16


@pytest.mark.parametrize("wire", ["schema", "tools"])
def test_streamed_pieces_make_the_whole_reply(client: OpenAI, wire: str) -> None:
    body = task(wire)
    whole = create(client, **body).choices[0]
    chunks = list(create(client, **body, stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].choices == []
    assert chunks[-1].usage is not None
    assert chunks[-1].usage.completion_tokens > 0
    deltas = [chunk.choices[0].delta for chunk in chunks[:-1]]
    assert "".join(delta.content or "" for delta in deltas) == (whole.message.content or "")
    calls: dict[int, list[str]] = {}
    for call in (call for delta in deltas for call in delta.tool_calls or []):
        calls.setdefault(call.index, []).append(call.function.arguments or "")
    assert ["".join(parts) for parts in calls.values()] == [
        call.function.arguments for call in whole.message.tool_calls or []
    ]
    assert chunks[-2].choices[0].finish_reason == whole.finish_reason


def test_a_stream_without_usage_ends_with_the_finish(client: OpenAI) -> None:
    chunks = list(create(client, **task(), stream=True))
    assert chunks[-1].choices[0].finish_reason == "stop"
    assert all(chunk.usage is None for chunk in chunks)


@pytest.mark.parametrize("wire", ["schema", "tools"])
def test_a_reply_stops_at_max_tokens(base_url: str, wire: str) -> None:
    reply = post(base_url, task(wire, max_tokens=12)).json()
    assert reply["choices"][0]["finish_reason"] == "length"
    assert reply["usage"]["completion_tokens"] <= 12


def test_several_choices_are_alike(base_url: str) -> None:
    choices = post(base_url, task(n=3)).json()["choices"]
    assert [choice["index"] for choice in choices] == [0, 1, 2]
    assert len({choice["message"]["content"] for choice in choices}) == 1


def test_content_in_parts_reads_like_content_in_one(base_url: str) -> None:
    parts = task()
    parts["messages"] = [
        {"role": one["role"], "content": [{"type": "text", "text": one["content"]}]} for one in parts["messages"]
    ]
    told = [post(base_url, body).json()["choices"][0]["message"]["content"] for body in (task(), parts)]
    assert told[0] == told[1]


def test_json_without_a_schema_is_json(base_url: str) -> None:
    reply = post(base_url, {**task(), "response_format": {"type": "json_object"}}).json()
    assert json.loads(reply["choices"][0]["message"]["content"])


def test_unknown_tools_get_the_least_that_they_allow(base_url: str) -> None:
    parameters = {"type": "object", "properties": {"city": {"type": "string", "minLength": 2}}, "required": ["city"]}
    tool = {"type": "function", "function": {"name": "weather", "parameters": parameters}}
    ask = {"model": "rehearsal", "messages": [{"role": "user", "content": "Weather?"}], "tools": [tool]}
    forced = post(base_url, {**ask, "tool_choice": {"type": "function", "function": {"name": "weather"}}}).json()
    assert len(json.loads(forced["choices"][0]["message"]["tool_calls"][0]["function"]["arguments"])["city"]) >= 2
    free = post(base_url, ask).json()["choices"][0]
    assert (free["finish_reason"], free["message"].get("tool_calls")) == ("stop", None)
    assert post(base_url, {**ask, "tool_choice": "none"}).json()["choices"][0]["message"]["content"]
