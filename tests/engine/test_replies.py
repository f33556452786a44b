"""What a body that came with 200 is read as."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.engine.replies import reply_in, split_thought, unfenced
from agent.engine.wire import Reply, Usage
from agent.errors import ContextOverflow, EngineDown, NightError, RequestRejected

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["choices", "message", "content", "tool_calls", "function", "name", "arguments", "usage", "text", "error",
                         "finish_reason", "prompt_tokens", "prompt_tokens_details", "reasoning", "cached_tokens"]),
        inner, max_size=4),
    max_leaves=20,
)  # fmt: skip


def body(message: object, **more: Any) -> str:
    return json.dumps({"model": "m", "choices": [{"index": 0, "message": message, "finish_reason": "stop"}], **more})


@pytest.mark.parametrize(
    ("content", "said", "thought"),
    [
        ("{}", "{}", ""),
        ("<think>\nhm {not yet}\n</think>\n\n{}", "{}", "hm {not yet}"),
        ("<think>hm and on and", "", "hm and on and"),
        ("hm, the template opened it\n</think>\n{}", "{}", "hm, the template opened it"),
        ("<|channel>thought\nhm<channel|>{}", "{}", "hm"),
        ("<thinking>hm</thinking>{}", "{}", "hm"),
        ('{"thought": "a </think> in a string"}', '{"thought": "a </think> in a string"}', ""),
        ("<table>", "<table>", ""),
    ],
)
def test_thinking_aloud_is_taken_off_the_head(content: str, said: str, thought: str) -> None:
    assert split_thought(content) == (said, thought)


@pytest.mark.parametrize(
    ("content", "bare"),
    [
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('```\n{"a": 1}```', '{"a": 1}'),
        ('Here:\n```json\n{"a": 1}\n```\nBye', '{"a": 1}'),
        ('```json\n{"a": ', '{"a":'),
        ('{"text": "```json\\n[]\\n```"}', '{"text": "```json\\n[]\\n```"}'),
        ("  {}  ", "{}"),
        ("prose", "prose"),
    ],
)
def test_fences_are_taken_off(content: str, bare: str) -> None:
    assert unfenced(content) == bare


def test_a_reply_with_all_that_it_can_hold() -> None:
    usage = {"prompt_tokens": 9, "completion_tokens": 4, "prompt_tokens_details": {"cached_tokens": 5}}
    raw = body({"content": "<think>b</think>{}", "reasoning": "a"}, usage=usage)
    reply = reply_in(raw, 1.5)
    assert reply == Reply(raw, "{}", (), "a\nb", "stop", Usage(9, 5, 4, 1.5), "m")


@pytest.mark.parametrize(
    ("message", "content", "calls"),
    [
        ({"content": None}, "", ()),
        ({}, "", ()),
        ({"content": [{"type": "text", "text": "{"}, {"type": "text", "text": "}"}]}, "{}", ()),
        ({"content": {"a": 1}}, '{"a": 1}', ()),
        ({"content": "", "tool_calls": None}, "", ()),
        ({"tool_calls": [{"function": {"name": "assign", "arguments": '{"a": 1}'}}]}, "", (("assign", '{"a": 1}'),)),
        ({"tool_calls": [{"function": {"name": "assign", "arguments": {"a": 1}}}]}, "", (("assign", '{"a": 1}'),)),
        ({"tool_calls": [{"function": {"name": "finish"}}, None, {}]}, "", (("finish", "{}"), ("", "{}"), ("", "{}"))),
        ({"content": "\ud83d\ude00 \ud83d"}, "\U0001f600 \ufffd", ()),
        ({"reasoning_content": "a", "content": "{}"}, "{}", ()),
    ],
)
def test_odd_messages_are_read_for_what_they_hold(message: object, content: str, calls: object) -> None:
    reply = reply_in(body(message), 0.0)
    assert (reply.content, reply.tool_calls) == (content, calls)


@pytest.mark.parametrize(
    "usage", [None, [], {"prompt_tokens": "9"}, {"prompt_tokens": -1}, {"prompt_tokens_details": 3}]
)
def test_usage_that_is_missing_or_odd_counts_as_nothing(usage: object) -> None:
    assert reply_in(body({"content": "{}"}, usage=usage), 2.0).usage == Usage(0, 0, 0, 2.0)


def test_an_unknown_finish_reason_passes_through() -> None:
    raw = json.dumps({"choices": [{"message": {"content": "{}"}, "finish_reason": "eos_token"}]})
    assert reply_in(raw, 0.0).finish == "eos_token"


@pytest.mark.parametrize(
    "raw",
    ["", "<html>", "[]", "null", "{}", '{"choices": []}', '{"choices": [{}]}', '{"choices": [{"message": null}]}', "[" * 100_000,
     '{"error": {"message": "upstream gave up"}}', '{"choices": {"0": {}}}', '{"choices": [{"message": {"content": "{}"'],
)  # fmt: skip
def test_what_is_no_completion_is_an_engine_that_is_down(raw: str) -> None:
    with pytest.raises(EngineDown):
        reply_in(raw, 0.0)


def test_an_overflow_may_come_with_200() -> None:
    with pytest.raises(ContextOverflow):
        reply_in('{"error": {"message": "context_length_exceeded"}}', 0.0)


@settings(max_examples=300)
@given(JSON)
def test_any_json_is_a_reply_or_one_of_our_errors(anything: object) -> None:
    for raw in (
        json.dumps(anything),
        body(anything),
        body({"content": anything, "tool_calls": anything}, usage=anything),
    ):
        try:
            reply = reply_in(raw, 0.0)
        except (EngineDown, ContextOverflow):
            continue
        reply.content.encode()
        assert reply.raw == raw


CALL = {"name": "assign", "arguments": '{"page": "Kettle"}'}


def said(text: str) -> Reply:
    return reply_in(body({"role": "assistant", "content": text}), 0.0)


@pytest.mark.parametrize(
    ("content", "answer", "thought", "calls"),
    [
        ("<|channel|>analysis<|message|>Hm {not}.<|end|><|start|>assistant<|channel|>final<|message|>{}<|return|>", "{}", "Hm {not}.", ()),
        ("<|channel|>final<|message|>{}", "{}", "", ()),
        ("<|start|>assistant<|channel|>final <|constrain|>json<|message|>{}<|return|>", "{}", "", ()),
        # llama.cpp with --reasoning-format none
        ("<|channel|>analysis<|message|>Hm.<|end|>{}", "{}", "Hm.", ()),
        ("<|channel|>analysis<|message|>Hm, and on", "", "Hm, and on", ()),
        ("<|channel|>commentary to=functions.assign <|constrain|>json<|message|>{}<|call|>", "", "", (("assign", "{}"),)),
        ("<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant to=functions.assign<|channel|>commentary json<|message|>{}<|call|>",
         "", "Hm.", (("assign", "{}"),)),
        # without the special tokens
        ("analysisHm.assistantfinal{}", "{}", "Hm.", ()),
        ('commentary to=functions.assign json{"page": "K"}', "", "", (("assign", '{"page": "K"}'),)),
        ("analysis of the text: none", "analysis of the text: none", "", ()),
    ],
)  # fmt: skip
def test_harmonys_channels_are_told_apart(
    content: str, answer: str, thought: str, calls: tuple[tuple[str, str], ...]
) -> None:
    reply = said(content)
    assert (reply.content, reply.tool_calls) == (answer, calls)
    if reply.odd:
        assert reply.reasoning == thought


@pytest.mark.parametrize("field", ["reasoning", "reasoning_content"])
@pytest.mark.parametrize(
    "told", ['{"a": 1}', '```json\n{"a": 1}\n```', 'Let me {see}.\n</think>\n{"a": 1}', '<think>hm</think>{"a": 1}']
)
def test_an_answer_among_the_thoughts_is_the_answer(field: str, told: str) -> None:
    reply = reply_in(body({"content": None, field: told}), 0.0)
    assert (reply.content, reply.odd) == ('{"a": 1}', ("reasoning",))


@pytest.mark.parametrize("content", ['{"b": 2}', "I would say"])
def test_a_thought_beside_an_answer_stays_one(content: str) -> None:
    reply = reply_in(body({"content": content, "reasoning_content": '{"a": 1}'}), 0.0)
    assert (reply.content, reply.reasoning, reply.odd) == (content, '{"a": 1}', ())


@pytest.mark.parametrize(
    "content",
    [[{"type": "text", "text": '{"a":'}, {"type": "text", "text": " 1}"}], {"type": "text", "text": '{"a": 1}'}, {"a": 1},
     [{"type": "thinking", "thinking": [{"type": "text", "text": "hm"}]}, {"type": "text", "text": '{"a": 1}'}], ['{"a": 1}'],
     [{"type": "text", "content": '{"a": 1}'}]],
)  # fmt: skip
def test_content_in_parts_is_put_together(content: object) -> None:
    assert json.loads(reply_in(body({"content": content}), 0.0).content) == {"a": 1}


@pytest.mark.parametrize(
    "message",
    [{"tool_calls": [{"function": CALL}]}, {"tool_calls": {"function": CALL}}, {"function_call": CALL}, {"tool_calls": [CALL]},
     {"content": None, "tool_calls": [{"function": {**CALL, "arguments": {"page": "Kettle"}}}]}],
)  # fmt: skip
def test_a_call_is_read_wherever_it_stands(message: dict[str, Any]) -> None:
    assert reply_in(body(message), 0.0).tool_calls == (("assign", '{"page": "Kettle"}'),)


def chunk(delta: object, finish: str | None = None, **more: Any) -> str:
    return "data: " + json.dumps({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}], **more}) + "\n\n"


def test_a_stream_of_events_is_put_together() -> None:
    usage = 'data: {"choices": [], "usage": {"prompt_tokens": 7}}\n\n'
    raw = (
        ": ping\n\nevent: message\n"
        + chunk({"role": "assistant"})
        + chunk({"content": '{"a":'})
        + chunk({"content": " 1}"}, "stop")
    )
    reply = reply_in(raw + usage + "data: [DONE]\n\n", 0.0)
    assert (reply.content, reply.finish, reply.usage.prompt, reply.odd) == ('{"a": 1}', "stop", 7, ("events",))
    assert reply.raw.startswith(": ping")


def test_calls_in_a_stream_are_told_apart_though_all_have_one_index() -> None:
    parts = [{"index": 0, "id": "a", "function": {"name": "assign", "arguments": ""}}, {"index": 0, "function": {"arguments": '{"n": 1}'}},
             {"index": 0, "id": "b", "function": {"name": "assign", "arguments": '{"n":'}},
             {"index": 0, "function": {"arguments": " 2}"}}]  # fmt: skip
    raw = "".join(chunk({"tool_calls": [part]}) for part in parts) + chunk({}, "tool_calls")
    assert reply_in(raw, 0.0).tool_calls == (("assign", '{"n": 1}'), ("assign", '{"n": 2}'))


@pytest.mark.parametrize(
    "raw",
    [chunk({"content": "{"}), 'data: {"cho', "data: \n\n", ": ping\n\n", "data: [DONE]\n\n",
     'data: {"error": {"message": "overloaded"}}\n\n',
     "event: ping\ndata: 7\n\n"],
)  # fmt: skip
def test_a_stream_that_breaks_off_or_complains_is_no_reply(raw: str) -> None:
    with pytest.raises(EngineDown):
        reply_in(raw, 0.0)


def test_a_body_with_a_streams_end_behind_it_is_a_body() -> None:
    whole = body({"content": "{}"})
    for raw in (f"{whole}\n\ndata: [DONE]\n\n", f"data: {whole}\n\ndata: [DONE]\n\n", f"\ufeff{whole}", f"{whole}\n"):
        assert reply_in(raw, 0.0).content == "{}"


def test_ollamas_own_form_and_a_bare_text_are_read() -> None:
    assert (
        reply_in('{"model": "m", "message": {"role": "assistant", "content": "{}"}, "done": true}', 0.0).content == "{}"
    )
    assert reply_in('{"choices": [{"text": "{}", "finish_reason": "stop"}]}', 0.0).content == "{}"


@pytest.mark.parametrize(
    ("error", "kind"),
    [({"code": 400, "message": "System role not supported"}, RequestRejected), ({"code": 503, "message": "busy"}, EngineDown),
     ({"code": 400, "message": "exceeds the available context size"}, ContextOverflow),
     ("Model is loading", EngineDown), ("odd", EngineDown)],
)  # fmt: skip
def test_an_error_that_comes_with_200_is_what_it_says(error: object, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        reply_in(json.dumps({"error": error}), 0.0)


@given(st.text(alphabet='{}[]<|>,:"\\ \ndatchnlmsge=/0', max_size=120))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_reply_or_one_of_our_errors(text: str) -> None:
    said(text)
    for raw in (text, f"data: {text}"):
        try:
            reply_in(raw, 0.0)
        except NightError:
            continue
