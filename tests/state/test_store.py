from __future__ import annotations

import os
import sqlite3
from pathlib import Path

import pytest

from agent.engine.wire import RawAct, Reply, Usage
from agent.errors import Exit, Fatal
from agent.state.queue import EpisodeRecord
from agent.state.schema import MIGRATIONS, UNRELEASED
from agent.state.state import State
from agent.state.store import FOLDER, database_path

REPLY = Reply('{"raw": 1}', '{"assign": []}', (), "hm", "stop", Usage(10, 4, 2, 0.5), "rehearsal")


def episode(name: str, rank: int = 0, phase: int = 1) -> EpisodeRecord:
    return EpisodeRecord(name, "read", {"document": "d", "sentences": [1]}, phase, rank)


def test_durability_is_as_designed(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        db = state._connection.db
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
        assert db.execute("PRAGMA synchronous").fetchone()[0] == 2  # FULL


def test_a_second_process_is_told_who_has_the_wiki(tmp_path: Path) -> None:
    with State.to_write(tmp_path), pytest.raises(Fatal) as error:
        State.to_write(tmp_path)
    assert error.value.code == Exit.LOCKED
    assert str(os.getpid()) in str(error.value)


def test_the_lock_is_gone_with_its_holder(tmp_path: Path) -> None:
    child = os.fork()
    if child == 0:
        State.to_write(tmp_path)
        os.kill(os.getpid(), 9)
    os.waitpid(child, 0)
    State.to_write(tmp_path).close()


def test_a_newer_database_is_refused_and_not_changed(tmp_path: Path) -> None:
    State.to_write(tmp_path).close()
    path = database_path(tmp_path)
    with sqlite3.connect(path) as db:
        db.execute(f"PRAGMA user_version = {UNRELEASED + len(MIGRATIONS) + 1}")
    with pytest.raises(Fatal, match="newer"):
        State.to_write(tmp_path)
    version = sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0]
    assert version == UNRELEASED + len(MIGRATIONS) + 1


def test_a_damaged_database_is_said(tmp_path: Path) -> None:
    State.to_write(tmp_path).close()
    database_path(tmp_path).write_bytes(b"this is no database, whatever its name says" * 200)
    with pytest.raises(Fatal, match="cannot be used"):
        State.to_write(tmp_path)


def test_a_transaction_is_whole_or_not_there(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:

        def half() -> None:
            with state.transaction("half"):
                state.queue.add([episode("a")])
                raise RuntimeError("half way")

        with pytest.raises(RuntimeError):
            half()
        assert state.queue.next() is None


def test_the_queue_is_worked_off_in_order_of_phase_and_rank(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        with state.transaction("plan"):
            assert state.queue.add([episode("c", 0, 2), episode("b", 2), episode("a", 1), episode("a", 1)]) == 3
        order = []
        while record := state.queue.next():
            order.append(record.id)
            state.queue.finished(record.id)
    assert order == ["a", "b", "c"]


def test_three_failures_set_an_episode_aside(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        with state.transaction("plan"):
            state.queue.add([episode("a")])
        assert [state.queue.failed("a", "why") for _ in range(3)] == [False, False, True]
        assert state.queue.next() is None
        assert state.queue.retry(["a"]) == 1
        again = state.queue.next()
        assert again is not None
        assert again.fails == 0


def test_only_what_ran_alone_at_three_deaths_is_set_aside(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        with state.transaction("plan"):
            state.queue.add([episode("poison"), episode("innocent")])
        for _ in range(3):
            state.queue.started("poison")
            state.queue.started("innocent")
            state.queue.after_death()
        assert {record.state for record in state.queue.by_state("pending")} == {"pending"}
        for _ in range(3):
            state.queue.started("poison")
            state.queue.after_death()
        assert [record.id for record in state.queue.by_state("set_aside")] == ["poison"]
        assert [record.id for record in state.queue.by_state("pending")] == ["innocent"]


def test_what_got_further_between_its_deaths_is_no_poison(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        with state.transaction("plan"):
            state.queue.add([episode("slow")])
        for _ in range(5):
            state.queue.started("slow")
            state.journal.record_reply("slow", 0, 1, "now", "schema", "assign", REPLY)
            state.queue.after_death()
        assert [record.id for record in state.queue.by_state("pending")] == ["slow"]


def test_after_a_retry_the_old_bad_replies_do_not_count(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        with state.transaction("plan"):
            state.queue.add([episode("a")])
        for attempt in range(3):
            step = state.journal.record_reply("a", attempt, 1, "now", "schema", "assign", REPLY)
            state.journal.record_fault(step, "not JSON")
            state.queue.failed("a", "not JSON")
        assert state.queue.retry(["a"]) == 1
        again = state.queue.get("a")
        assert state.journal.steps("a", again.fails) == []
        assert [state.queue.failed("a", "why") for _ in range(3)] == [False, False, True]


def test_a_reply_is_kept_as_it_came(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        step = state.journal.record_reply("a", 0, 1, "now", "schema", "assign", REPLY)
        (stored,) = state.journal.steps("a", 0)
        assert (stored.id, stored.parsed, stored.reply) == (step, False, REPLY)
        state.journal.record_acts(step, [RawAct("assign", {"page": "Ünï", "sentences": [1]})])
        (stored,) = state.journal.steps("a", 0)
        assert stored.parsed
        assert [(act.id, act.arguments, act.observation) for act in stored.acts] == [
            (f"{step}:0", {"page": "Ünï", "sentences": [1]}, None)
        ]
        with state.transaction("act"):
            state.journal.observed(stored.acts[0].id, "assigned", accepted=True)
        assert state.journal.steps("a", 0)[0].acts[0].accepted
        assert state.journal.usage()["cached_tokens"] == 4


def test_a_night_that_has_not_ended_goes_on_under_its_date(tmp_path: Path) -> None:
    row: dict[str, str | int] = {
        "date": "2026-03-01", "started": "2026-03-01T23:00", "until": "", "engine": "e", "model": "m", "prompts": "p", "wire": "schema",
        "pid": 1,
    }  # fmt: skip
    with State.to_write(tmp_path) as state:
        first = state.nights.start(row)
        again = state.nights.start({**row, "date": "2026-03-02", "started": "later", "model": "other"})
        assert (again.id, again.date, again.model) == (first.id, "2026-03-01", "other")
        state.nights.end(first.id, "2026-03-02T06:00", "done", "")
        assert state.nights.start({**row, "date": "2026-03-02"}).id == first.id + 1


def test_two_copies_are_kept(tmp_path: Path) -> None:
    with State.to_write(tmp_path) as state:
        for night in range(1, 5):
            state.keep_copy(night)
    copies = sorted(p.name for p in (tmp_path / ".nightwiki").glob("state-night-*.db"))
    assert copies == ["state-night-0003.db", "state-night-0004.db"]
    assert sqlite3.connect(tmp_path / ".nightwiki" / copies[0]).execute("PRAGMA integrity_check").fetchone()[0] == "ok"


def test_an_outage_left_open_by_a_death_is_closed_and_counts_nothing(tmp_path: Path) -> None:
    row: dict[str, str | int] = {
        "date": "2026-03-01",
        "started": "s",
        "until": "",
        "engine": "e",
        "prompts": "p",
        "pid": 1,
    }
    with State.to_write(tmp_path) as state:
        night = state.nights.start(row)
        state.nights.outage_began(night.id, "2026-03-01T23:10:00+00:00", "refused")
        (open_one,) = state.nights.outages()
        assert open_one.ended == ""
    with State.to_write(tmp_path) as state:
        state.nights.start(row)
        (closed,) = state.nights.outages()
        assert (closed.ended, closed.seconds) == (closed.started, 0.0)


def test_a_night_that_never_met_an_engine_takes_a_new_date(tmp_path: Path) -> None:
    row: dict[str, str | int] = {
        "date": "2026-03-01",
        "started": "s",
        "until": "",
        "engine": "e",
        "prompts": "p",
        "pid": 1,
    }
    with State.to_write(tmp_path) as state:
        first = state.nights.start(row)
        again = state.nights.start({**row, "date": "2026-03-05"})
        assert (again.id, again.date, again.model) == (first.id, "2026-03-05", "")
        met = state.nights.met(again.id, "gemma", "schema")
        assert (met.model, met.wire) == ("gemma", "schema")
        later = state.nights.start({**row, "date": "2026-03-06"})
        assert (later.id, later.date, later.model) == (first.id, "2026-03-05", "gemma")


@pytest.mark.parametrize("name", [FOLDER, f"{FOLDER}/lock", f"{FOLDER}/state.db"])
def test_a_symlink_in_the_place_of_the_state_is_refused_before_anything_is_made_there(
    tmp_path: Path, name: str
) -> None:
    wiki, elsewhere = tmp_path / "wiki", tmp_path / "elsewhere"
    (wiki / name).parent.mkdir(parents=True)
    if name == FOLDER:
        elsewhere.mkdir()
    else:
        elsewhere.write_text("mine")
    (wiki / name).symlink_to(elsewhere)
    with pytest.raises(Fatal, match="no symlink"):
        State.to_write(wiki)
    assert (list(elsewhere.iterdir()) if name == FOLDER else elsewhere.read_text()) == (
        [] if name == FOLDER else "mine"
    )


def test_the_night_tidies_up_though_somebody_looks_on(tmp_path: Path) -> None:
    night = State.to_write(tmp_path)
    log = database_path(tmp_path).with_name("state.db-wal")
    assert log.stat().st_size
    with State.to_read(tmp_path) as onlooker:
        night.close()
        assert not log.stat().st_size
        assert onlooker.nights.last() is None


def test_a_database_of_before_the_first_release_is_refused_and_says_what_to_do(tmp_path: Path) -> None:
    State.to_write(tmp_path).close()
    with sqlite3.connect(database_path(tmp_path)) as db:
        db.execute(f"PRAGMA user_version = {UNRELEASED}")
    for opened in (State.to_write, State.to_read):
        with pytest.raises(Fatal, match="begin a new wiki in another folder"):
            opened(tmp_path)
