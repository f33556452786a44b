"""The loop: every reply is committed before it is looked at, what is good of it is kept, and nothing is asked that cannot be answered."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from pathlib import Path

import pytest

from agent.engine.wire import ActSpec, Call, RawAct, Reply, Usage, Wire, acts_in
from agent.episode import acts, loop
from agent.episode.loop import Failed, Pace
from agent.errors import BadReply, BudgetSpent, ContextOverflow
from agent.state.state import State
from tests.episode.desks import KETTLE, Written, assign, desk, page, reading, reply, script, stored, work

NAMING = {"name_pages": [page("Kettle"), page("Ada Holm", "person")]}
ASSIGNING = {"assign": [assign("Kettle", 1, 2, 3), assign("Ada Holm", 1)], "nominate": []}
SPECS = (
    ActSpec("assign", "", acts.Assign, 1, 4),
    ActSpec("nominate", "", acts.LeaveOut, 0, 3),
)


def claims(state: State) -> set[tuple[str, int]]:
    return {(claim.name, claim.first) for claim in state.facts.claims()}


@pytest.mark.parametrize("wire", ["schema", "tools"])
def test_a_partly_faulty_reply_keeps_its_good_acts(tmp_path: Path, wire: Wire) -> None:
    mixed = {
        "assign": [
            assign("Kettle", 1, 3),
            assign("Ada Holm"),  # no sentence at all
            {"page": "Kettle", "sentences": [2], "why": "?"},  # a field too many
            assign("Ada Holm", 1),
        ]
    }
    with State.to_write(tmp_path) as state:
        brain = work(
            reading(state, stored(state)), state, Written(NAMING, mixed, {"assign": [assign("Kettle", 2)]}), wire
        )
        assert "Not assigned yet: [2]" in brain.instructions()[2]
        assert claims(state) == {("Kettle", 1), ("Kettle", 2), ("Kettle", 3), ("Ada Holm", 1)}
        assert len(state.journal.refusals(1)) == 2
        assert state.journal.usage()["bad"] == 0


def test_a_reply_of_which_nothing_holds_together_is_bad(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        broken = {"assign": [assign("Kettle"), {"page": "Kettle"}]}
        brain = work(reading(state, stored(state)), state, Written(NAMING, broken, ASSIGNING))
        asked = brain.instructions()[2]
        assert "could not be used" in asked
        assert "assign: sentences: " in asked
        assert state.journal.usage()["bad"] == 1


@pytest.mark.parametrize(
    ("said", "faults"),
    [
        ({"nominate": [{"claims": [1], "why": "a figure"}]}, ['at least 1 "assign" wanted']),
        ({"assign": [{"page": "", "sentences": [1]}]}, ["assign: page: "]),
        ({"assign": [{"page": "Kettle", "sentences": ["one"]}]}, ["assign: sentences.0: "]),
        ({"assign": [{"page": "Kettle", "sentences": [0]}]}, ["assign: sentences.0: "]),
    ],
)
def test_each_fault_is_named(said: dict[str, list[dict[str, object]]], faults: list[str]) -> None:
    found = acts_in(reply(said), Call("read", [], SPECS, 100))
    with pytest.raises(BadReply) as bad:
        loop._at_least(found, SPECS)
    assert len(bad.value.faults) == len(faults)
    assert all(found.startswith(fault) for found, fault in zip(bad.value.faults, faults, strict=True))


def test_what_is_enough_is_enough() -> None:
    loop._at_least([RawAct("assign", assign("Kettle", 1))], SPECS)
    loop._at_least([RawAct("assign", assign("Kettle", 1)), RawAct("nominate", {})], SPECS)
    loop._at_least([], (dataclasses.replace(SPECS[0], least=0),))


@pytest.mark.parametrize("finish", ["length", "model_length", "max_tokens"])
def test_a_reply_that_was_cut_off_gets_its_own_correction_and_is_never_acted_on(tmp_path: Path, finish: str) -> None:
    with State.to_write(tmp_path) as state:
        cut = reply({"name_pages": [page("Timeouts", "concept", 3)]}, finish=finish)  # whole by chance
        brain = work(reading(state, stored(state)), state, Written(cut, NAMING, ASSIGNING))
        assert "It was cut off: answer more briefly." in brain.instructions()[1]
        assert {use.title for use in state.facts.names()} == {"Kettle", "Ada Holm"}


def test_three_bad_replies_in_a_row_end_the_attempt_and_each_is_thrown_with_other_dice(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = Written("no", "never", "not at all")
        with pytest.raises(Failed, match="three replies in a row"):
            work(reading(state, stored(state)), state, brain)
        assert [call.attempt for call in brain.calls] == [0, 1, 2]
        state.queue.failed("e", "bad")
        episode = type(reading(state, stored(state, KETTLE + "\nMore.\n", "b.md"), "f"))(state.queue.get("e"), state)
        second = work(episode, state, Written(NAMING, ASSIGNING))
        assert second.calls[0].attempt not in {0, 1, 2}
        assert "could not be used" not in second.instructions()[0]  # the old attempt's faults are not its own


def test_two_bad_replies_and_a_good_one_begin_a_new_count(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        work(reading(state, stored(state)), state, Written("no", "never", NAMING, "no", "never", ASSIGNING))
        assert claims(state) >= {("Kettle", 1), ("Ada Holm", 1)}


def test_a_reply_that_was_committed_is_never_asked_for_again(tmp_path: Path) -> None:
    """Killed between the reply and its parsing, or between two acts: the rest is done without a call."""
    with State.to_write(tmp_path) as state:
        episode = reading(state, stored(state))
        state.journal.record_reply("e", 0, 1, "now", "schema", "name_pages", reply(NAMING))
        brain = work(episode, state, Written(ASSIGNING))
        assert len(brain.calls) == 1
        assert {use.title for use in state.facts.names()} == {"Kettle", "Ada Holm"}


def test_an_act_that_was_not_done_is_done_first(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        episode = reading(state, stored(state))
        step = state.journal.record_reply("e", 0, 1, "now", "schema", "name_pages", reply(NAMING))
        state.journal.record_acts(step, [RawAct("name_pages", arguments) for arguments in NAMING["name_pages"]])
        with state.transaction("act"):
            state.journal.observed(f"{step}:0", "named", accepted=True)
        brain = work(episode, state, Written(ASSIGNING))
        assert len(brain.calls) == 1
        assert [use.title for use in state.facts.names()] == [
            "Ada Holm"
        ]  # the first was taken for done, as its row says


def test_the_reply_is_stored_before_it_is_looked_at(tmp_path: Path) -> None:
    class Curious(Written):
        async def ask(self, call: Call) -> Reply:
            if self.calls:
                (step,) = state.journal.steps("e", 0)
                assert json.loads(step.reply.content)["name_pages"] == NAMING["name_pages"]
            return await super().ask(call)

    with State.to_write(tmp_path) as state:
        work(reading(state, stored(state)), state, Curious(NAMING, ASSIGNING))


def test_what_cannot_fit_is_not_asked(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = Written()
        with pytest.raises(ContextOverflow) as overflow:
            work(reading(state, stored(state)), state, brain, window=1500)
        assert overflow.value.limit == 1500
        assert not brain.calls


def test_no_call_is_begun_that_the_deadline_would_cut_off(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        brain = Written(NAMING)
        times = iter([100.0, 5.0])
        with pytest.raises(BudgetSpent):
            work(reading(state, stored(state)), state, brain, left=lambda: next(times), pace=Pace(20.0))
        assert len(brain.calls) == 1
        assert len(state.journal.steps("e", 0)) == 1


def test_the_pace_is_a_moving_mean() -> None:
    pace = Pace()
    pace.took(Usage(seconds=10))
    assert pace.seconds == 10
    pace.took(Usage(seconds=20))
    assert pace.seconds == 12


def test_an_episode_has_only_so_many_steps(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        episode = reading(state, stored(state))
        for _ in range(episode.steps // 3 + 1):
            for said in ("no", "never"):
                step = state.journal.record_reply("e", 0, 1, "now", "schema", "name_pages", reply(said))
                state.journal.record_fault(step, "prose")
            step = state.journal.record_reply("e", 0, 1, "now", "schema", "name_pages", reply({"name_pages": []}))
            state.journal.record_acts(step, [])
        episode.stage = lambda turns: type(episode).stage(episode, [])  # type: ignore[method-assign]
        brain = Written()
        with pytest.raises(Failed, match="not finished after"):
            asyncio.run(loop.run(episode, desk(state, brain)))
        assert not brain.calls


def test_half_the_work_is_new_work(tmp_path: Path) -> None:
    """Halves inherit nothing of what befell the whole: neither its failures, nor its deaths, nor that it must run alone."""
    with State.to_write(tmp_path) as state:
        document = stored(state)
        whole = reading(state, document)
        worn = dataclasses.replace(whole.record, state="running", fails=2, deaths=2, alone=1, seen=7, reason="died")
        first, second = type(whole)(worn, state).halves()
        assert [part.subject["sentences"] for part in (first, second)] == [[1, 2], [3, 4]]
        assert first.id != second.id
        for part in (first, second):
            assert part.id.startswith("e/")
            assert (part.state, part.fails, part.deaths, part.alone, part.seen) == ("pending", 0, 0, 0, 0)
            assert (part.phase, part.rank, part.subject["document"]) == (worn.phase, worn.rank, document.id)
        one = script(state, "read", {"document": document.id, "sentences": [1]}, "one")
        assert one.halves() == []


def test_far_more_acts_than_were_asked_for_make_a_bad_reply_and_a_few_more_do_not() -> None:
    loop._at_least([RawAct("assign", assign("Kettle", 1))] * 20, SPECS)
    with pytest.raises(BadReply, match="at most 4"):
        loop._at_least([RawAct("assign", assign("Kettle", 1))] * 10_000, SPECS)
