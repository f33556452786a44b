"""What a conversation looks like from outside: nothing in it changes from run to run, and each request begins with the one before."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.engine.wire import Message, RawAct, Reply, Usage, Wire
from agent.episode.fold import fold
from agent.episode.prompts import KINDS, Prompts
from agent.state.journal import ActRecord, StepRecord
from agent.state.state import State
from tests.episode.desks import KETTLE, Written, assign, page, reading, stored, work

NAMING = {"name_pages": [page("Kettle"), page("Ada Holm", "person")]}
ASSIGNING = {"assign": [assign("Kettle", 1, 2), assign("Ada Holm", 1)], "nominate": []}
REST = {"assign": [assign("Kettle", 3)]}
WIRES: list[Wire] = ["schema", "tools"]


def conversation(folder: Path, wire: Wire, text: str = KETTLE, *said: str) -> list[list[Message]]:
    with State.to_write(folder) as state:
        brain = Written(*said, NAMING, ASSIGNING, REST)
        return work(reading(state, stored(state, text)), state, brain, wire).asked


@pytest.mark.parametrize("wire", WIRES)
def test_each_request_begins_with_the_whole_one_before(tmp_path: Path, wire: Wire) -> None:
    first, second, third = conversation(tmp_path, wire)
    assert second[: len(first)] == first
    assert third[: len(second)] == second
    assert [message["role"] for message in first] == ["system", "user"]


@pytest.mark.parametrize("wire", WIRES)
def test_nothing_changes_from_run_to_run(tmp_path: Path, wire: Wire) -> None:
    runs = [json.dumps(conversation(tmp_path / name, wire)) for name in ("a", "another-place")]
    assert runs[0] == runs[1]
    for changing in (str(tmp_path), "2026-03-01", str(datetime.now(UTC).year) + "-"):
        assert changing not in runs[0]


def test_every_episode_of_a_kind_has_the_same_system_prompt(tmp_path: Path) -> None:
    other = "# The Otter\n\nKettle is an otter that Ada Holm fed in 2019. It weighs 9 kilograms. The pond of Kettle is deep.\n"
    asked = [*conversation(tmp_path / "a", "schema"), *conversation(tmp_path / "b", "tools", other)]
    assert {messages[0]["content"] for messages in asked} == {Prompts()["read"]}
    assert all(message["role"] != "system" for messages in asked for message in messages[1:])


def test_a_folder_of_prompts_replaces_only_what_it_holds(tmp_path: Path) -> None:
    (tmp_path / "write.md").write_text("Say it briefly.\n", encoding="utf-8")
    own, shipped = Prompts(tmp_path), Prompts()
    assert own["write"] == "Say it briefly."
    assert {kind for kind in KINDS if own[kind] != shipped[kind]} == {"write"}
    assert own.digest() != shipped.digest() == Prompts().digest()


def test_said_as_one_object_with_what_was_only_thought_left_out(tmp_path: Path) -> None:
    *_, third = conversation(tmp_path, "schema")
    assert [message["role"] for message in third] == ["system", "user", "assistant", "user", "assistant", "user"]
    assert json.loads(third[2]["content"]) == NAMING
    assert json.loads(third[4]["content"]) == {"assign": ASSIGNING["assign"]}


def test_said_as_tool_calls_with_their_results(tmp_path: Path) -> None:
    *_, third = conversation(tmp_path, "tools")
    said, *results = third[2:5]
    assert said["content"] is None
    assert [(c["id"], c["function"]["name"]) for c in said["tool_calls"]] == [
        ("call_0_0", "name_pages"),
        ("call_0_1", "name_pages"),
    ]
    assert json.loads(said["tool_calls"][1]["function"]["arguments"]) == NAMING["name_pages"][1]
    assert [(r["role"], r["tool_call_id"], r["content"]) for r in results] == [
        ("tool", "call_0_0", "named"),
        ("tool", "call_0_1", "named"),
    ]
    assert third[6]["tool_calls"][0]["id"] == "call_1_0"


@pytest.mark.parametrize("wire", WIRES)
def test_a_bad_reply_is_kept_out_and_its_correction_stands_at_the_end(tmp_path: Path, wire: Wire) -> None:
    first, again, last, after, _ = conversation(tmp_path, wire, KETTLE, "I am happy to help!", '{"bake": [{}]}')
    assert again[:-1] == first[:-1]
    assert again[-1]["content"].startswith(first[-1]["content"] + "\n\nYour last reply could not be used:")
    assert "there is no act 'bake' here" in last[-1]["content"]
    assert "not JSON" not in last[-1]["content"]  # only the newest fault
    assert "happy to help" not in json.dumps([again, last, after])
    assert after[: len(first)] == first  # a good reply later, nothing of it is left


def test_a_turn_without_acts_is_still_a_turn(tmp_path: Path) -> None:
    """Every list empty is an answer where nothing must be there; the tools form has no way to say that but words."""
    from agent.episode.fold import conversation as messages
    from agent.episode.script import Turn

    with State.to_write(tmp_path) as state:
        episode = reading(state, stored(state))
        stage = episode.stage([])
        assert stage is not None
        (*_, said, asked) = messages("s", episode, [Turn(())], stage, [], "tools")
        assert (said["role"], asked["role"]) == ("assistant", "user")
        (*_, said, asked) = messages("s", episode, [Turn(())], stage, [], "schema")
        assert json.loads(said["content"]) == {}


REPLY = Reply("{}", "{}", (), "", "stop", Usage())


def step(number: int, *acts: ActRecord, parsed: bool = True, fault: str = "") -> StepRecord:
    return StepRecord(number, "e", 0, parsed, fault, REPLY, "schema", "assign", acts)


def act(number: int, observation: str | None = "assigned", *, accepted: bool = True) -> ActRecord:
    return ActRecord(f"{number}:0", number, 0, "assign", RawAct("assign", {}).arguments, observation, accepted)


def test_what_comes_next_follows_from_the_rows() -> None:
    assert fold([]).turns == ()
    unparsed = fold([step(1, act(1)), step(2, parsed=False)])
    assert unparsed.unparsed is not None
    assert (len(unparsed.turns), unparsed.unparsed.id) == (1, 2)
    undone = fold([step(1, act(1)), step(2, act(2, None))])
    assert (len(undone.turns), [a.id for a in undone.undone]) == (1, ["2:0"])
    faulty = fold([step(1, act(1)), step(2, fault="prose"), step(3, fault="empty")])
    assert (len(faulty.turns), faulty.faults, faulty.steps) == (1, ("prose", "empty"), 3)
    mended = fold([step(1, fault="prose"), step(2, act(2)), step(3, fault="empty")])
    assert (len(mended.turns), mended.faults, mended.steps) == (1, ("empty",), 3)  # a good turn wipes the slate
