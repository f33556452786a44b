"""Both wire forms: what is asked for, and what is read out of a reply."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.engine.wire import RawAct, Reply, Usage, Wire, acts_in, schema_of, tools_of
from agent.errors import BadReply
from tests.engine.helpers import ACTS, Assign, call

GOOD = {"page": "Kettle", "sentences": [1]}


def reply(content: str = "", calls: tuple[tuple[str, str], ...] = (), finish: str = "stop") -> Reply:
    return Reply("", content, calls, "", finish, Usage())


def test_the_schema_is_flat_bounded_and_closed() -> None:
    schema = schema_of(ACTS)
    assert schema["required"] == ["assign", "nominate"]
    assert schema["additionalProperties"] is False
    assign = schema["properties"]["assign"]
    assert (assign["minItems"], assign["maxItems"]) == (1, 12)
    assert assign["items"]["properties"]["page"] == {"type": "string"}  # its length is the episode's to check
    sentences = assign["items"]["properties"]["sentences"]
    assert (sentences["minItems"], sentences["maxItems"]) == (1, 40)


def test_the_tools_hold_the_same_arguments_as_the_schema() -> None:
    for tool in tools_of(ACTS):
        name = tool["function"]["name"]
        assert tool["function"]["parameters"] == schema_of(ACTS)["properties"][name]["items"]


def test_one_steps_bounds_do_not_leak_into_the_next() -> None:
    schema_of(ACTS)
    assert "maximum" not in json.dumps(Assign.model_json_schema()["properties"]["sentences"]["items"])
    assert schema_of(ACTS) == schema_of(ACTS)


@pytest.mark.parametrize(
    ("wire", "given"),
    [
        ("schema", reply(json.dumps({"thought": "x", "assign": [GOOD], "nominate": []}))),
        ("schema", reply(json.dumps({"assign": GOOD, "nominate": None}))),
        ("tools", reply(calls=(("assign", json.dumps(GOOD)),))),
        ("tools", reply("I shall.", (("assign", json.dumps(GOOD)),))),
        ("tools", reply(f'<tool_call>\n{{"name": "assign", "arguments": {json.dumps(GOOD)}}}\n</tool_call>')),
        ("tools", reply(json.dumps({"name": "assign", "arguments": GOOD}))),
        ("tools", reply(json.dumps({"assign": [GOOD]}))),
        # what models and servers leave around it, or make of it
        ("schema", reply("\ufeff" + json.dumps({"assign": [GOOD]}) + "<|im_end|>\n</s>")),
        ("schema", reply("Here {is} it:\n" + json.dumps({"assign": [GOOD]}) + "\nI hope this helps! {}")),
        ("schema", reply(json.dumps({"assign": [GOOD]}) * 2)),
        ("schema", reply(json.dumps({"assign": [GOOD]}) + "\n" + json.dumps({"nominate": []}))),
        ("schema", reply(json.dumps(json.dumps({"assign": [GOOD]})))),
        ("schema", reply(json.dumps([{"assign": [GOOD]}]))),
        ("schema", reply(calls=(("json_tool_call", json.dumps({"assign": [GOOD], "nominate": []})),))),
        ("schema", reply(calls=(("assign", json.dumps(GOOD)),))),
        ("schema", reply(f'<tool_call>{{"name": "assign", "arguments": {json.dumps(GOOD)}}}</tool_call>')),
        ("tools", reply(calls=(("functions.assign", json.dumps(GOOD)),))),
        ("tools", reply(calls=(("assign<|channel|>commentary", json.dumps(GOOD)),))),
        ("tools", reply(calls=(("assignassign", json.dumps(GOOD)),))),
        ("tools", reply(calls=(("assign", json.dumps(json.dumps(GOOD))),))),
        ("tools", reply(f"[TOOL_CALLS]assign[ARGS]{json.dumps(GOOD)}")),
        ("tools", reply(f'[TOOL_CALLS][{{"name": "assign", "arguments": {json.dumps(GOOD)}}}]')),
        ("tools", reply(f'<|python_tag|>{{"name": "assign", "parameters": {json.dumps(GOOD)}}}<|eom_id|>')),
        ("tools", reply(f"<function=assign>{json.dumps(GOOD)}</function>")),
        (
            "tools",
            reply(
                "<tool_call>\n<function=assign>\n<parameter=page>\nKettle\n</parameter>\n<parameter=sentences>\n[1]\n</parameter>\n</function>\n</tool_call>"
            ),
        ),
        ("tools", reply(json.dumps([{"name": "assign", "arguments": GOOD}]))),
        ("tools", reply(json.dumps({"name": "assign", "arguments": json.dumps(GOOD)}))),
    ],
)
def test_the_same_act_in_every_form(wire: Wire, given: Reply) -> None:
    assert acts_in(given, call(wire=wire)) == [RawAct("assign", GOOD)]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (reply(""), "the reply was empty; the acts are: assign, nominate"),
        (reply("I am happy to help"), "the reply is not JSON"),
        (reply("[1]"), "not a JSON object"),
        (reply('{"thought": ""}'), "no act in the reply"),
        (reply('{"assign": ["Kettle"]}'), "must be a list of objects"),
        (reply('{"run_shell": [{}]}'), "there is no act 'run_shell' here"),
        (reply('{"assign": [{"page": NaN}]}'), "a number that is none"),
        (reply('{"assign": [{"page": %s}]}' % ("9" * 5000)), "a number that is none"),
        (reply('{"assign": [{"page": "\\ud83d"}]}'), "half a character"),
        (reply('{"a":' * 15_000), "nested too deeply"),
    ],
)
def test_each_fault_is_named(given: Reply, words: str) -> None:
    with pytest.raises(BadReply, match=words) as caught:
        acts_in(given, call())
    assert not caught.value.cut_off


def test_a_bad_tool_call_names_its_tool() -> None:
    with pytest.raises(BadReply, match="the arguments of assign is not JSON"):
        acts_in(reply(calls=(("assign", '{"page": '),)), call(wire="tools"))


@pytest.mark.parametrize("finish", ["length", "model_length", "max_tokens"])
def test_a_reply_that_was_cut_off_is_never_acted_on(finish: str) -> None:
    with pytest.raises(BadReply) as caught:
        acts_in(reply(json.dumps({"assign": [GOOD]}), finish=finish), call())
    assert caught.value.cut_off


@given(st.text(), st.sampled_from(["schema", "tools"]), st.lists(st.tuples(st.text(), st.text()), max_size=2))
def test_any_reply_is_acts_or_a_bad_reply(content: str, wire: Wire, calls: list[tuple[str, str]]) -> None:
    try:
        acts = acts_in(reply(content, tuple(calls)), call(wire=wire))
    except BadReply:
        return
    assert {act.name for act in acts} <= {"assign", "nominate"}


def test_an_endless_reply_is_a_bad_one_before_anything_searches_it() -> None:
    content = "<tool_call> {" * 100_000
    reply = Reply(content, content, (), "", "stop", Usage())
    with pytest.raises(BadReply, match="longer than"):
        acts_in(reply, call(wire="tools"))


def test_glued_calls_are_as_many_acts() -> None:
    glued = reply(calls=(("assignassign", json.dumps(GOOD) + json.dumps({**GOOD, "sentences": [2]})),))
    assert [act.arguments["sentences"] for act in acts_in(glued, call(wire="tools"))] == [[1], [2]]


def test_a_figure_where_a_text_was_asked_for_is_that_text() -> None:
    assert acts_in(reply('{"assign": [{"page": 1937, "sentences": [1]}]}'), call()) == [
        RawAct("assign", {**GOOD, "page": "1937"})
    ]


def test_an_object_that_did_not_end_is_never_read_from_its_middle() -> None:
    for text in (
        '{"assign": [{"page": "Kettle", "sentences": [1]}, oops',
        '{"assign": [\n  {"page": "Kettle", "sentences": [1]},\n',
    ):
        with pytest.raises(BadReply, match="is not JSON"):
            acts_in(reply(text), call())
