"""Before a night has met its engine: what is said, what is recorded, how it is stopped, and how it goes on from there."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from agent.engine.rehearsal.app import create_app
from agent.errors import Exit, Fatal
from agent.morning.report import in_words as reported
from agent.morning.report import report
from agent.morning.status import in_words, status
from agent.state.state import State
from agent.state.store import is_held
from tests.faults.clock import VirtualClock
from tests.faults.engine import FaultEngine, Message, Receive, Send, _answer
from tests.faults.rules import Rule
from tests.night.nights import killed, night, tree
from tests.night.test_killed import SOURCES

HOUR = 3600.0


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "review.txt").write_text(SOURCES["review.txt"], encoding="utf-8")
    return folder


@pytest.fixture
def engine() -> Iterator[FaultEngine]:
    with FaultEngine(app=create_app()) as faults:
        yield faults


def last(wiki: Path) -> tuple[str, str, str]:
    """Outcome, reason and model of the last night."""
    with State.to_read(wiki) as state:
        record = state.nights.last()
    assert record is not None
    return record.outcome, record.reason, record.model


def test_the_deadline_comes_before_the_engine(
    tmp_path: Path, shelf: Path, engine: FaultEngine, capfd: pytest.CaptureFixture[str]
) -> None:
    wiki, clock = tmp_path / "wiki", VirtualClock()
    engine.down()
    assert night(wiki, [str(shelf)], engine.url, clock=clock, length="3h", wait=True) == Exit.STOPPED
    assert clock.passed == pytest.approx(3 * HOUR, abs=90)
    assert "Traceback" not in capfd.readouterr().err
    assert last(wiki) == ("stopped", "the deadline came before the engine", "")
    with State.to_read(wiki) as state:
        (outage,) = state.nights.outages()
        assert outage.seconds == pytest.approx(3 * HOUR, abs=90)
    assert "pages" in (wiki / "index.md").read_text()  # a wiki, if an empty one

    engine.up()
    later = VirtualClock(datetime(2026, 11, 9, 22, 0, tzinfo=UTC))
    assert night(wiki, None, engine.url, clock=later) == Exit.DONE
    with State.to_read(wiki) as state:
        (record,) = state.nights.all()
    assert (record.date, record.model != "") == ("2026-11-09", True)  # that of the night in which it was written


def test_a_first_night_that_waits_says_so(tmp_path: Path, shelf: Path, engine: FaultEngine) -> None:
    wiki, clock, seen = tmp_path / "wiki", VirtualClock(), []
    engine.down()

    def look() -> None:
        with State.to_read(wiki) as state:
            figures = status(state, 0)
            seen.append((figures["state"], in_words(figures, state)))

    clock.at(HOUR, look)
    clock.at(2 * HOUR, engine.up)
    assert (
        night(wiki, [str(shelf)], engine.url, clock=clock, length="8h", wait=True, progress=lambda *_: look())
        == Exit.DONE
    )
    (waiting, words), *_, (after, _) = seen
    assert (waiting, after) == ("waiting", "running")
    assert words.startswith("Night: waiting for the engine, until 2026-11-04T06:00")
    assert "The engine has been away since 22:00: " in words
    assert "127.0.0.1" in words


def test_a_first_run_that_found_nobody_leaves_the_next_one_no_more_patient(
    tmp_path: Path, shelf: Path, engine: FaultEngine
) -> None:
    """Only stored work is worth twelve hours of waiting; a night that never began is none."""
    wiki = tmp_path / "wiki"
    engine.down()
    for _ in range(2):
        clock = VirtualClock()
        assert night(wiki, [str(shelf)], engine.url, clock=clock) == Exit.NO_ENGINE
        assert clock.passed < 25
    engine.up()
    assert night(wiki, [str(shelf)], engine.url, clock=VirtualClock()) == Exit.DONE
    engine.down()
    clock = VirtualClock()
    clock.at(5 * HOUR, engine.up)
    assert night(wiki, [str(shelf)], engine.url, clock=clock) == Exit.DONE
    assert clock.passed > 5 * HOUR


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGHUP"])
def test_stopped_while_it_waits_for_the_engine(
    tmp_path: Path, shelf: Path, engine: FaultEngine, name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    wiki = tmp_path / "wiki"
    engine.down()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = night(wiki, [str(shelf)], engine.url, length="8h", wait=True)
        finally:
            os._exit(code)
    _until(lambda: (wiki / ".nightwiki" / "state.db").exists() and _waits(wiki))
    os.kill(child, getattr(signal, name))
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == Exit.STOPPED
    assert "Traceback" not in capfd.readouterr().err
    assert last(wiki)[:2] == ("stopped", name)


def _waits(wiki: Path) -> bool:
    try:
        with State.to_read(wiki) as state:
            return str(status(state, 0)["state"]) == "waiting"
    except Fatal:
        return False  # its tables are only being made


def test_killed_in_an_outage_it_leaves_none_open(tmp_path: Path, shelf: Path, engine: FaultEngine) -> None:
    wiki = tmp_path / "wiki"
    engine.down()
    child = os.fork()
    if child == 0:
        night(wiki, [str(shelf)], engine.url, length="8h", wait=True)
        os._exit(70)
    _until(lambda: (wiki / ".nightwiki" / "state.db").exists() and _waits(wiki))
    os.kill(child, signal.SIGKILL)
    assert killed(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    with State.to_read(wiki) as state:
        assert any(not outage.ended for outage in state.nights.outages())  # as the dead one left it
        figures = status(state, 0)
        assert figures["state"] == "stopped"  # nobody waits any more
        said = in_words(figures, state)
        assert said.startswith(
            f"Night: stopped (the process is gone; `nightwiki resume --wiki {wiki}` goes on), until "
        )
        assert "away since" not in said
        assert (found := report(state, 0))
        assert "was broken off: the process is gone" in reported(found, wiki)
    engine.up()
    assert night(wiki, None, engine.url, clock=VirtualClock()) == Exit.DONE
    with State.to_read(wiki) as state:
        assert all(outage.ended for outage in state.nights.outages())
        assert status(state, 0)["state"] == "done"


def test_whether_a_night_runs_is_known_from_its_process(tmp_path: Path) -> None:
    """The rows of a night that was killed look like those of one that runs; the kernel's lock tells them apart."""
    wiki = tmp_path / "wiki"
    with State.to_write(wiki) as state:
        assert status(state, 0)["state"] == "new"
        row = {"date": "2026-11-03", "started": "2026-11-03T22:00:00", "engine": "", "prompts": "", "until": ""}
        state.nights.start({**row, "pid": 1})
        with State.to_read(wiki) as beside:
            assert status(state, 0)["state"] == status(beside, 0)["state"] == "running"
            assert (found := report(beside, 0))
            assert "has not ended" in reported(found, wiki)
    with State.to_read(wiki) as after:
        assert status(after, 0)["state"] == "stopped"
    (wiki / ".nightwiki" / "lock").unlink()
    with State.to_read(wiki) as copied:
        assert status(copied, 0)["state"] == "stopped"


def test_a_look_at_the_lock_keeps_nobody_out(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    State.to_write(wiki).close()
    done = threading.Event()

    def look() -> None:
        while not done.is_set():
            is_held(wiki / ".nightwiki")

    looker = threading.Thread(target=look)
    looker.start()
    try:
        for _ in range(20):
            State.to_write(wiki).close()
    finally:
        done.set()
        looker.join()


def _until(holds: Callable[[], bool]) -> None:
    for _ in range(500):
        if holds():
            return
        time.sleep(0.02)
    raise AssertionError("it never came to that")


class PassesForVllm:
    """The rehearsal engine under another name, so that the form of asking must be tried; the list of models is 503 at these askings."""

    def __init__(self, *unlisted: int) -> None:
        self.app, self.unlisted, self.lists = create_app(), unlisted, 0

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["path"] == "/version":
            await _answer(send, 200, {"version": "0.33.0"})
        elif scope["path"] == "/v1/models":
            self.lists += 1
            entry = {"id": "rehearsal", "object": "model", "owned_by": "vllm", "max_model_len": 16384}
            bad = self.lists in self.unlisted
            await _answer(send, 503 if bad else 200, {"error": "no"} if bad else {"object": "list", "data": [entry]})
        else:
            await self.app(scope, receive, send)


@pytest.mark.parametrize("fault", ["503", "reset", "half_body", "html", "hang"])
def test_an_engine_that_fails_in_its_trial_is_waited_for(tmp_path: Path, shelf: Path, fault: str) -> None:
    """Which form of asking does well is tried before anything else: what befalls these calls is borne as patiently as any."""
    with FaultEngine([Rule(fault, last=2)], app=PassesForVllm()) as engine:
        clock = VirtualClock()
        code = night(tmp_path / "wiki", [str(shelf)], engine.url, clock=clock, wire="auto", call_timeout=0.4)
        assert [seen.fault for seen in engine.plan.log[:3]] == [fault, fault, None]
    assert code == Exit.DONE


def test_an_engine_that_leaves_while_it_is_looked_at_is_waited_for(tmp_path: Path, shelf: Path) -> None:
    """It is there at the first look, and gone at the next."""
    app = PassesForVllm(2, 3, 4)
    with FaultEngine(app=app) as engine:
        code = night(tmp_path / "wiki", [str(shelf)], engine.url, clock=VirtualClock(), wire="auto")
    assert code == Exit.DONE
    assert app.lists > 4


def test_a_restart_in_the_middle_of_a_reply_is_no_requests_fault(tmp_path: Path, shelf: Path) -> None:
    """The engine dies with replies under way, and is back an hour later: these are asked again, first and alone, and none is set aside."""
    whole = tmp_path / "whole"
    with FaultEngine(app=create_app()) as engine:
        assert night(whole, [str(shelf)], engine.url, workers=2, clock=VirtualClock()) == Exit.DONE
        clock = VirtualClock()
        engine.plan.log.clear()
        engine.add(Rule("slow", first=2, last=3, seconds=0.002))

        def restart() -> None:
            while len(engine.plan.log) < 2 or not engine.plan.in_flight:
                time.sleep(0.005)
            time.sleep(0.05)  # its head and a part of its body have gone out
            engine.down()
            clock.at(clock.passed + HOUR, engine.up)

        killer = threading.Thread(target=restart)
        killer.start()
        wiki = tmp_path / "wiki"
        assert night(wiki, [str(shelf)], engine.url, workers=2, clock=clock) == Exit.DONE
        killer.join()
        cut = [seen for seen in engine.plan.log if seen.fault == "slow" and not seen.answered]
    assert cut
    assert tree(wiki) == tree(whole)
    with State.to_read(wiki) as state:
        (outage,) = state.nights.outages()
    assert HOUR - 90 < outage.seconds < 5 * HOUR  # hours pass in moments, also while it goes down
