"""Whole nights against an engine that misbehaves: each row of the table of faults, alone and together. Hours are simulated."""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path
from typing import Any

import pytest

from agent.engine.rehearsal.app import create_app
from agent.errors import Exit
from agent.morning.checks import failures
from agent.morning.glance import length
from agent.morning.report import in_words, report
from agent.morning.status import status
from agent.night.amends import retry
from agent.state.queue import EpisodeRecord
from agent.state.state import State
from agent.wiki.verify import verify
from tests.faults.clock import VirtualClock
from tests.faults.engine import FaultEngine
from tests.faults.rules import Rule
from tests.night.nights import night, tree

HOUR = 3600.0
TEXTS = {
    "kettle.md": """# The Kettle handbook

Kettle is a job scheduler written by Ada Holm in 2019. It retries a failed job three times.

## Timeouts

The default timeout of Kettle is 30 seconds. Ada Holm works at Brightwater Labs.
""",
    "review.txt": """A review of Kettle

Kettle is a job scheduler that Brightwater Labs gives away. Ada Holm wrote it in 2021.

The default timeout of Kettle is 45 seconds.
""",
    "otter.txt": """The Otter of Lake Vanern

Otter Marrow is an otter that lives in Lake Vanern. Otter Marrow weighs 9 kilograms.

Lake Vanern is a lake in Sweden. It covers 5,650 square kilometres.
""",
}
Message = MutableMapping[str, Any]


@dataclass
class Bed:
    """A shelf of sources, and what an undisturbed night makes of them."""

    folder: Path
    shelf: Path
    tree: dict[str, str]
    claims: set[tuple[str, str, int, int]]
    requests: list[str] = field(default_factory=list)

    def sleep(self, engine: str, wiki: str = "wiki", **order: Any) -> tuple[int, Path]:
        """A night on this shelf; returns its exit code and its wiki."""
        place = self.folder / wiki
        order = {"workers": 2, "clock": VirtualClock(), **order}
        return night(place, [str(self.shelf)], engine, **order), place


def claims(wiki: Path) -> set[tuple[str, str, int, int]]:
    with State.to_read(wiki) as state:
        return {(claim.name, claim.document, claim.first, claim.last) for claim in state.facts.claims()}


def events(wiki: Path) -> str:
    with State.to_read(wiki) as state:
        last = state.nights.last()
        assert last is not None
        return "\n".join(what for _, _, what in state.nights.events(last.id))


def well(wiki: Path) -> None:
    with State.to_read(wiki) as state:
        verdict = verify(state, wiki)
    assert verdict.ok
    assert not verdict.files_differing


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Bed:
    folder = tmp_path_factory.mktemp("bed")
    shelf = folder / "shelf"
    shelf.mkdir()
    for name, text in TEXTS.items():
        (shelf / name).write_text(text, encoding="utf-8")
    with FaultEngine(app=create_app()) as engine:
        code, wiki = Bed(folder, shelf, {}, set()).sleep(engine.url, "whole")
        assert code == Exit.DONE
        return Bed(folder, shelf, tree(wiki), claims(wiki), [seen.text for seen in engine.plan.log])


@pytest.fixture
def bed(first: Bed, tmp_path: Path) -> Bed:
    return Bed(tmp_path, first.shelf, first.tree, first.claims, first.requests)


@pytest.fixture
def engine() -> Iterator[FaultEngine]:
    with FaultEngine(app=create_app()) as faults:
        yield faults


PASSING = [
    "500",
    "502",
    "503",
    "429",
    "408",
    "reset",
    "half_body",
    "empty_choices",
    "no_choices",
    "no_message",
    "html",
    "empty",
    "error_200",
]
BAD = ["bad_json", "wrong_act", "unknown_act", "prose", "cut_off", "empty_content", "think_cut"]
HARMLESS = ["think", "fence", "reasoning", "parts", "no_usage", "odd_finish", "delay"]


@pytest.mark.parametrize("fault", [*PASSING, *BAD, *HARMLESS])
def test_a_fault_that_passes_costs_only_time(bed: Bed, engine: FaultEngine, fault: str) -> None:
    engine.add(Rule(fault, word="Otter Marrow weighs", kind="read", times=2))
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.DONE
    assert tree(wiki) == bed.tree
    assert sum(seen.fault == fault for seen in engine.plan.log) == 2


def test_a_call_that_hangs_is_given_up_and_asked_again(bed: Bed, engine: FaultEngine) -> None:
    engine.add(Rule("hang", word="Otter Marrow weighs", times=1))
    code, wiki = bed.sleep(engine.url, call_timeout=0.4)
    assert code == Exit.DONE
    assert tree(wiki) == bed.tree


def test_a_slow_engine_that_is_alive_is_no_outage(bed: Bed, engine: FaultEngine) -> None:
    engine.add(Rule("slow", kind="read", times=2, seconds=0.0005))
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.DONE
    with State.to_read(wiki) as state:
        assert state.nights.outages() == []


@pytest.mark.parametrize("wording", ["overflow_vllm", "overflow_vllm_old", "overflow_llamacpp"])
def test_a_window_smaller_than_the_engine_said_halves_what_is_shown(
    bed: Bed, engine: FaultEngine, wording: str
) -> None:
    longest = max(len(text) for text in bed.requests if "Document: " in text)
    # What one claim is worded with cannot be made smaller, and is not what this is about.
    engine.add(Rule(wording, word="Document: ", longer_than=longest - 100))
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.DONE
    assert any(seen.fault for seen in engine.plan.log)
    with State.to_read(wiki) as state:
        assert any("/" in episode and episode.startswith("read:") for episode in state.queue.ids("read:"))
    well(wiki)


def test_a_window_that_always_overflows_is_set_aside_and_the_night_goes_on(bed: Bed, engine: FaultEngine) -> None:
    engine.add(Rule("overflow_vllm", word="Lake Vanern"))
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.SET_ASIDE
    with State.to_read(wiki) as state:
        rows = failures(state)
    assert rows
    assert all("too long" in row["reason"] for row in rows)
    assert (wiki / "Kettle.md").exists()


@pytest.mark.parametrize(
    ("fault", "says"), [("401", "key"), ("403", "key"), ("404_model", "no model"), ("404_path", "/v1")]
)
def test_what_no_waiting_mends_ends_the_night_and_loses_nothing(
    bed: Bed, engine: FaultEngine, fault: str, says: str, capfd: pytest.CaptureFixture[str]
) -> None:
    engine.add(Rule(fault, first=4))
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.NO_ENGINE
    assert says in capfd.readouterr().err
    with State.to_read(wiki) as state:
        last = state.nights.last()
        assert last is not None
        assert last.outcome == "failed"
    engine.clear()
    before = len(engine.plan.log)
    assert bed.sleep(engine.url)[0] == Exit.DONE
    assert tree(wiki) == bed.tree
    assert len(engine.plan.log) - before < len(bed.requests)  # what was answered is not asked again


def test_nobody_there_at_the_start_ends_it_after_ten_seconds(bed: Bed, engine: FaultEngine) -> None:
    engine.down()
    clock = VirtualClock()
    code, wiki = bed.sleep(engine.url, clock=clock)
    assert code == Exit.NO_ENGINE
    assert 10 <= clock.passed < 25
    assert not list(wiki.glob("*.md"))


def test_nobody_there_at_the_start_is_waited_for_until_the_deadline(bed: Bed, engine: FaultEngine) -> None:
    engine.down()
    clock = VirtualClock()
    clock.at(3 * HOUR, engine.up)
    code, wiki = bed.sleep(engine.url, clock=clock, length="8h", wait=True)
    assert code == Exit.DONE
    assert tree(wiki) == bed.tree
    with State.to_read(wiki) as state:
        (outage,) = state.nights.outages()
        figures = status(state, 0)
        told = report(state, 0)
        assert told is not None
        assert f"away from 22:00 for {length(outage.seconds)}" in in_words(told, wiki)
    assert 3 * HOUR - 5 < outage.seconds < 3 * HOUR + 90
    assert figures["engine"]["outage_seconds"] == pytest.approx(outage.seconds, abs=1)


def test_gone_in_the_middle_for_five_hours_and_back(bed: Bed, engine: FaultEngine) -> None:
    clock = VirtualClock()
    gone: list[str] = []

    def leave(record: EpisodeRecord, state: State) -> None:
        if record.kind == "read" and not gone:
            gone.append(record.id)
            engine.down()
            clock.at(clock.passed + 5 * HOUR, engine.up)

    code, wiki = bed.sleep(engine.url, clock=clock, progress=leave)
    assert code == Exit.DONE
    assert tree(wiki) == bed.tree
    with State.to_read(wiki) as state:
        (outage,) = state.nights.outages()
    assert 5 * HOUR - 5 < outage.seconds < 5 * HOUR + 90


def test_the_list_of_models_up_but_the_model_dead_is_an_outage_too(bed: Bed, engine: FaultEngine) -> None:
    clock = VirtualClock()
    engine.add(Rule("503", first=5))
    clock.at(2 * HOUR, engine.clear)
    code, wiki = bed.sleep(engine.url, clock=clock)
    assert code == Exit.DONE
    assert tree(wiki) == bed.tree


class Renamed:
    """An engine whose model can change its name: another is then not there."""

    def __init__(self) -> None:
        self.app, self.name = create_app(), "rehearsal"

    async def __call__(
        self, scope: Message, receive: Callable[[], Awaitable[Message]], send: Callable[[Message], Awaitable[None]]
    ) -> None:
        status = 200
        body: dict[str, Any] = {
            "object": "list",
            "data": [{"id": self.name, "object": "model", "max_model_len": 16384}],
        }
        if scope["path"] == "/v1/chat/completions":
            message = await receive()
            asked = json.loads(message["body"])
            wanted = asked["model"]
            if wanted == self.name:
                message = {**message, "body": json.dumps({**asked, "model": "rehearsal"}).encode()}

                async def again() -> Message:
                    return message

                await self.app(scope, again, send)
                return
            status, body = (
                404,
                {"error": {"message": f"The model `{wanted}` does not exist.", "type": "NotFoundError", "code": 404}},
            )
        elif scope["path"] != "/v1/models":
            await self.app(scope, receive, send)
            return
        await send(
            {"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]}
        )
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def test_back_under_another_model_name_the_night_goes_on_with_that(bed: Bed) -> None:
    app = Renamed()

    def rename(record: EpisodeRecord, state: State) -> None:
        app.name = "another"

    with FaultEngine(app=app) as engine:
        code, wiki = bed.sleep(engine.url, progress=rename)
    assert code == Exit.DONE
    assert claims(wiki) == bed.claims
    assert "came back with another model: another" in events(wiki)


def test_back_under_another_name_than_the_user_named_is_said_and_ends_it(
    bed: Bed, capfd: pytest.CaptureFixture[str]
) -> None:
    app = Renamed()

    def rename(record: EpisodeRecord, state: State) -> None:
        app.name = "another"

    with FaultEngine(app=app) as engine:
        assert bed.sleep(engine.url, progress=rename, model="rehearsal")[0] == Exit.NO_ENGINE
    assert "another" in capfd.readouterr().err


def test_one_request_that_always_fails_is_set_aside_and_tried_again_when_asked(bed: Bed, engine: FaultEngine) -> None:
    engine.add(Rule("500", word="Otter Marrow weighs"))
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.SET_ASIDE
    assert (wiki / "Kettle.md").exists()
    assert not (wiki / "Otter Marrow.md").exists()
    with State.to_read(wiki) as state:
        (row,) = failures(state)
        assert status(state, 0)["episodes"]["set_aside"] == 1
        told = report(state, 0)
        assert told is not None
        assert "Set aside" in in_words(told, wiki)
    assert "the engine is well" in row["reason"]
    engine.clear()
    assert retry(wiki, [row["name"]]) == 1
    assert bed.sleep(engine.url)[0] == Exit.DONE
    assert claims(wiki) == bed.claims


def test_replies_that_never_parse_cost_only_their_window_and_retry_asks_anew(bed: Bed, engine: FaultEngine) -> None:
    engine.add(Rule("prose", word="Otter Marrow weighs"))
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.SET_ASIDE
    asked = sum(seen.fault == "prose" for seen in engine.plan.log)
    assert asked == 9  # three attempts of three
    engine.clear()
    assert retry(wiki, []) == 1
    assert bed.sleep(engine.url)[0] == Exit.DONE
    assert claims(wiki) == bed.claims


@pytest.mark.parametrize("rubbish", ["prose", "bad_json", "wrong_act", "cut_off"])
def test_an_engine_that_answers_only_rubbish_changes_no_page_and_is_found_out(
    bed: Bed, engine: FaultEngine, rubbish: str
) -> None:
    engine.add(Rule(rubbish))
    code, wiki = bed.sleep(engine.url, workers=4)
    assert code == Exit.SET_ASIDE
    assert "Not one of the engine's" in events(wiki)
    pages = {path.name for path in wiki.glob("*.md")}
    assert pages <= {"index.md", "overview.md", "conflicts.md", "log.md", "AGENTS.md"}
    with State.to_read(wiki) as state:
        assert state.facts.claims() == []


def test_rubbish_on_a_later_night_leaves_the_pages_as_they_were(bed: Bed, engine: FaultEngine, tmp_path: Path) -> None:
    shelf = tmp_path / "books"
    shelf.mkdir()
    (shelf / "kettle.md").write_text(TEXTS["kettle.md"], encoding="utf-8")
    bed.shelf = shelf
    code, wiki = bed.sleep(engine.url)
    assert code == Exit.DONE
    before = {
        name: digest
        for name, digest in tree(wiki).items()
        if name not in {"index.md", "overview.md", "conflicts.md"} and "/" not in name
    }
    (shelf / "otter.txt").write_text(TEXTS["otter.txt"], encoding="utf-8")
    engine.add(Rule("prose"))
    assert bed.sleep(engine.url)[0] == Exit.SET_ASIDE
    after = tree(wiki)
    assert {name: after[name] for name in before} == before
    assert not (wiki / "Lake Vanern.md").exists()


def test_the_deadline_comes_in_an_outage_and_resume_completes_the_same_tree(bed: Bed, engine: FaultEngine) -> None:
    clock = VirtualClock()
    engine.add(Rule("503", first=6))
    code, wiki = bed.sleep(engine.url, clock=clock, length="2h")
    assert code == Exit.STOPPED
    assert 2 * HOUR <= clock.passed < 2 * HOUR + 120
    with State.to_read(wiki) as state:
        (outage,) = state.nights.outages()
        assert outage.ended
    engine.clear()
    before = len(engine.plan.log)
    assert night(wiki, None, engine.url, workers=2, clock=VirtualClock()) == Exit.DONE
    assert tree(wiki) == bed.tree
    assert len(engine.plan.log) - before < len(bed.requests)


def test_all_faults_together(bed: Bed, engine: FaultEngine) -> None:
    """Two of three requests go wrong, one way after another, and nothing of it is left in the wiki."""
    # The kinds take turns: three replies that cannot be used, one after another, are the end of an episode.
    turns = [fault for kinds in zip_longest(PASSING, HARMLESS, BAD) for fault in kinds if fault]
    for number, fault in enumerate(turns):
        at = 2 + 3 * (number // 2) + number % 2
        engine.add(Rule(fault, first=at, last=at))
    code, wiki = bed.sleep(engine.url, workers=4)
    assert code == Exit.DONE
    assert sum(bool(seen.fault) for seen in engine.plan.log) >= 10
    assert tree(wiki) == bed.tree


def test_a_request_of_a_bad_minute_is_not_remembered_as_bad(bed: Bed, engine: FaultEngine) -> None:
    """No reply that could not be used is ever taken for a good one: the journal's good replies are those of an undisturbed night."""
    engine.add(Rule("bad_json", every=3, times=6))
    code, wiki = bed.sleep(engine.url, workers=1)
    assert code == Exit.DONE
    with State.to_read(wiki) as state:
        usage = state.journal.usage()
    assert usage["bad"] == 6
    assert usage["calls"] - usage["bad"] == len(bed.requests)
    assert not re.search("oops", "".join(path.read_text() for path in wiki.glob("*.md")))
