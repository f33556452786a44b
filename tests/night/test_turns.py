"""A night whose sources do not fit before its deadline writes what it has read, and reads the rest when it is resumed."""

from __future__ import annotations

import asyncio
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.clock import Clock
from agent.engine.rehearsal.app import create_app
from agent.errors import Exit, Fatal
from agent.night.turns import READING, Turns
from agent.state.state import State
from agent.state.store import database_path
from tests.bench.generated import names, report
from tests.faults.engine import FaultEngine
from tests.night.nights import in_child, killed, night, tree

HOW: dict[str, Any] = {"workers": 1, "model": "rehearsal", "at_once": "page", "judges": "no"}


class Counted(Clock):
    """A minute passes with each call, and else no time at all."""

    def __init__(self) -> None:
        self.calls = 0

    def now(self) -> datetime:
        return datetime(2026, 11, 3, 22, 0, tzinfo=UTC) + timedelta(minutes=self.calls)


class Counting:
    """The rehearsal engine; each call moves the clock."""

    def __init__(self, clock: Counted) -> None:
        self.app, self.clock = create_app(), clock

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        self.clock.calls += scope["path"].endswith("/completions")
        await self.app(scope, receive, send)


class Gathered:
    """The rehearsal engine; no call is answered before all sources of the wiki are gathered: meanwhile reading never leaves off."""

    def __init__(self) -> None:
        self.app, self.wiki = create_app(), Path()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        while scope["path"].endswith("/completions") and not self._is_gathered():  # noqa: ASYNC110 - rows of another process
            await asyncio.sleep(0.02)
        await self.app(scope, receive, send)

    def _is_gathered(self) -> bool:
        with State.to_read(self.wiki) as state:
            return all(source.state != "pending" for source in state.sources.all())


class ByRows(Clock):
    """A minute passes with each reply that is stored, whichever process asked for it."""

    def __init__(self, wiki: Path) -> None:
        self.wiki = wiki

    def now(self) -> datetime:
        try:
            with State.to_read(self.wiki) as state:
                calls = int(state.journal.usage()["calls"])
        except Fatal:
            calls = 0
        return datetime(2026, 11, 3, 22, 0, tzinfo=UTC) + timedelta(minutes=calls)


@pytest.fixture
def sources(tmp_path: Path) -> list[str]:
    dice, folder = random.Random(5), tmp_path / "docs"
    things = names(40, dice)
    folder.mkdir()
    for number in range(30):
        (folder / f"report-{number}.md").write_text(report(number, dice.sample(things, 2), things, dice))
    return [str(folder)]


def test_what_was_read_before_the_deadline_is_written_and_the_rest_is_read_later(
    tmp_path: Path, sources: list[str]
) -> None:
    clock, wiki = Counted(), tmp_path / "wiki"
    with FaultEngine(app=Counting(clock)) as engine:
        assert night(wiki, sources, engine.url, clock, length="2h", **HOW) == Exit.STOPPED
        with State.to_read(wiki) as state:
            read, unread = state.journal.windows_read(1), len(state.queue.by_state("pending"))
            written = {record.id for record in state.queue.by_state("done") if record.kind == "write"}
        assert read >= 5
        assert unread >= 5
        assert written
        assert night(wiki, None, engine.url, clock, **HOW) == Exit.DONE
    with State.to_read(wiki) as state:
        assert state.queue.counts().keys() == {"done"}


def test_without_a_deadline_all_is_read_at_once() -> None:
    assert Turns(lambda: None, lambda: True).may_read()


def test_reading_takes_its_share_of_what_is_left_in_every_turn() -> None:
    left = [1000.0]
    turns = Turns(lambda: left[0], lambda: True)
    assert turns.may_read()
    assert not turns.again()  # it has not left off
    left[0] = 1000 * (1 - READING)
    assert not turns.may_read()
    left[0] = 200
    assert turns.again()
    assert turns.may_read()
    left[0] = 200 * (1 - READING)
    assert not turns.may_read()
    left[0] = 0
    assert not turns.again()


def test_where_nothing_is_left_to_read_there_is_no_other_turn() -> None:
    left = [1000.0]
    turns = Turns(lambda: left[0], lambda: False)
    assert turns.may_read()
    left[0] = 10
    assert not turns.again()


@pytest.mark.parametrize("judges", ["yes", "no"])
def test_killed_in_any_turn_and_resumed_the_wiki_is_the_same(
    tmp_path: Path, sources: list[str], judges: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in sorted(Path(sources[0]).iterdir())[10:]:
        file.unlink()

    def slept(wiki: Path, given: list[str] | None, kill_at: int | None = None) -> int:
        how: dict[str, Any] = {**HOW, "judges": judges, "clock": ByRows(wiki), "length": "62m" if given else None}
        app.wiki = wiki
        return in_child(wiki, given, engine.url, kill_at=kill_at, **how)

    app = Gathered()
    with FaultEngine(app=app) as engine:
        whole, log = tmp_path / "whole", tmp_path / "points"
        monkeypatch.setenv("NIGHTWIKI_KILL_LOG", str(log))
        assert slept(whole, sources) == Exit.DONE
        monkeypatch.delenv("NIGHTWIKI_KILL_LOG")
        with closing(sqlite3.connect(database_path(whole))) as db:
            asked = "SELECT kind FROM steps JOIN episodes ON episodes.id = steps.episode ORDER BY steps.id"
            kinds = [kind for (kind,) in db.execute(asked)]
        assert "read" in kinds[kinds.index("write") :]  # it read again after it had written
        points, different = len(log.read_text().split()), []
        for part in (0.3, 0.5, 0.8):
            wiki = tmp_path / f"killed-{part}"
            assert killed(slept(wiki, sources, int(points * part)))
            assert slept(wiki, None) == Exit.DONE
            if tree(wiki) != tree(whole):
                different.append(part)
        assert different == []
