"""A window in which nothing can be read is said before the night begins, with what is the least and what to change; the least is enough."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.config import Settings
from agent.engine.manners import Manners
from agent.engine.rehearsal.app import create_app
from agent.episode.audition import CLAIMS
from agent.episode.capability import FEW, PAGE, REHEARSAL
from agent.episode.prompts import Prompts
from agent.errors import Exit
from agent.night.least import DEEPEST, Least, too_small
from agent.state.state import State
from tests.faults.engine import FaultEngine
from tests.faults.serving import Server, cut_at
from tests.morning.test_doctor import examined, only
from tests.night.nights import night


@pytest.fixture
def source(tmp_path: Path) -> Path:
    (tmp_path / "dam.txt").write_text(f"{CLAIMS[0]}\n")
    return tmp_path / "dam.txt"


@pytest.fixture
def engine() -> Iterator[FaultEngine]:
    with FaultEngine(app=create_app()) as faults:
        yield faults


def least(at_once: int = REHEARSAL.at_once) -> Least:
    return Least.of(Prompts(), replace(REHEARSAL, at_once=at_once))


@pytest.mark.parametrize("window", [1, 512, 1024, least().call - 1])
@pytest.mark.parametrize("how", ["reported", "set"])
def test_a_window_too_small_for_any_episode_is_said_and_nothing_is_asked(
    tmp_path: Path, source: Path, window: int, how: str, capfd: pytest.CaptureFixture[str]
) -> None:
    flags: dict[str, Any] = {"window": window} if how == "set" else {}
    with FaultEngine(app=create_app(max_model_len=DEEPEST if flags else window)) as engine:
        assert night(tmp_path / "wiki", [str(source)], engine.url, **flags) == Exit.NO_ENGINE
        assert engine.plan.log == []
        report = examined(engine.url, tmp_path, **flags)
    said = capfd.readouterr().err
    assert f"needs {least().call:,} at the least" in said
    assert ("NIGHTWIKI_WINDOW" if flags else "--max-model-len") in said
    found = only(report, "window")
    assert (report.can_run, found.grade) == (False, "bad")
    assert f"needs {least().call:,} at the least" in found.says


def test_the_least_window_is_enough_for_a_small_source(tmp_path: Path, source: Path, engine: FaultEngine) -> None:
    assert night(tmp_path / "wiki", [str(source)], engine.url, window=least().call) == Exit.DONE
    with State.to_read(tmp_path / "wiki") as state:
        assert not state.queue.by_state("set_aside")
        assert len(state.pages.all()) > 0


def test_the_least_follows_the_prompts_and_the_bounds_of_a_reply(tmp_path: Path) -> None:
    longer = tmp_path / "prompts"
    longer.mkdir()
    (longer / "read.md").write_text(Prompts()["read"] + "\n\nKeep to what the text says." * 10)
    assert Least.of(Prompts(longer), REHEARSAL).call > least().call
    assert least(PAGE).call > least(FEW).call  # who reads in one reply has a longer one


def test_who_reads_in_one_reply_is_told_of_smaller_steps() -> None:
    """A window that is too small for a brain that does all at once may do for one that is asked step by step."""
    brain, window = replace(REHEARSAL, at_once=PAGE), least(FEW).call
    found = too_small(Settings(), window, Manners(), Prompts(), brain)
    assert found
    assert "--at-once six" in found[1]
    assert too_small(Settings(), window, Manners(), Prompts(), replace(brain, at_once=FEW)) is None


def test_an_engine_that_cuts_every_prompt_of_a_night_in_silence_blocks_it(
    tmp_path: Path, source: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    server = Server(makes=cut_at(300), paths={"/v1/models": {"data": [{"id": "rehearsal"}]}})
    with FaultEngine(app=create_app(), server=server) as engine:
        assert not examined(engine.url, tmp_path).can_run
        assert night(tmp_path / "wiki", [str(source)], engine.url) == Exit.NO_ENGINE
    assert re.search(r"reads about 29\d tokens of a prompt and drops the rest", capfd.readouterr().err)
