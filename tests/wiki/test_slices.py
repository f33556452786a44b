"""Publishing in slices gives way at every page and file, and what comes meanwhile is in none of its files: they are of one moment."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest

from agent.clock import Clock
from agent.errors import Fatal
from agent.knowledge.model import NameUse
from agent.known.pages import Known, settle
from agent.known.slices import by_turns
from agent.night.amends import forget
from agent.night.beside import Beside
from agent.night.publishing import Publisher
from agent.state.sources import SourceRecord
from agent.state.state import State
from agent.state.store import database_path
from agent.wiki import verify as verifying
from agent.wiki.verify import verify
from tests.bench.facts import one_claim_more
from tests.bench.generated import generate
from tests.night.nights import tree
from tests.wiki.test_flat import DATE, STEPS, _merge

PAGES = 24


class Slow(Clock):
    """Each look at it takes a second, so that every slice is long enough to give way."""

    def __init__(self) -> None:
        self._looks = count()

    def monotonic(self) -> float:
        return float(next(self._looks))


def step(state: State, dice: random.Random, number: int) -> None:
    with state.transaction("generated"):
        dice.choice(STEPS)(state, Known.of(state), dice, number)
    settle(state, Known.of(state), DATE)


def beside(publisher: Publisher, turn: Callable[[int], None]) -> int:
    """Publish in slices; `turn` is called with the number of each turn that others have. Returns how many they had."""

    async def both() -> int:
        task, turns = asyncio.create_task(publisher.in_slices()), 0
        while not task.done():
            await asyncio.sleep(0)
            turns += 1
            turn(turns)
        await task
        return turns

    return asyncio.run(both())


@pytest.mark.parametrize("seed", range(6))
def test_what_comes_between_two_slices_is_in_no_file_until_the_next_time(tmp_path: Path, seed: int) -> None:
    dice = random.Random(seed)
    sliced, once = tmp_path / "sliced", tmp_path / "once"
    generate(sliced, PAGES, seed)
    with State.to_write(sliced) as state:
        step(state, dice, 1)
        shutil.copytree(sliced, once)
        with State.to_write(once) as still:
            Publisher(still, once, Clock()).now()
        publisher, at = Publisher(state, sliced, Slow()), dice.randrange(2, 80)
        turns = beside(publisher, lambda turn: step(state, dice, 2) if turn == at else None)
        assert turns > at
        assert tree(sliced) == tree(once)
        publisher.now()
        shutil.rmtree(once)
        shutil.copytree(sliced, once)
        for path in once.rglob("*.md"):
            path.unlink()
        with State.to_write(once) as anew:
            with anew.transaction("generated") as db:
                for table in ("published", "kept", "notes"):
                    db.execute(f"DELETE FROM {table}")
            Publisher(anew, once, Clock()).now()
        assert tree(sliced) == tree(once)


def test_others_have_a_turn_for_each_page_that_is_made_drawn_and_written(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    generate(wiki, PAGES)
    files = [path for path in wiki.rglob("*.md") if path.parent == wiki]
    for path in wiki.rglob("*.md"):
        path.unlink()
    with State.to_write(wiki) as state:
        with state.transaction("generated") as db:
            for table in ("published", "kept", "notes"):
                db.execute(f"DELETE FROM {table}")
        assert beside(Publisher(state, wiki, Slow()), lambda turn: None) >= 4 * len(files)


@pytest.mark.parametrize("at", [3, 40, 90])
def test_published_at_once_while_it_is_published_in_slices_it_is_the_newest(tmp_path: Path, at: int) -> None:
    wiki, once = tmp_path / "wiki", tmp_path / "once"
    generate(wiki, PAGES)
    with State.to_write(wiki) as state:
        one_claim_more(state)
        publisher = Publisher(state, wiki, Slow())

        def turn(number: int) -> None:
            if number == at:
                step(state, random.Random(at), at)
                publisher.now()

        beside(publisher, turn)
        shutil.copytree(wiki, once)
        with State.to_write(once) as still:
            Publisher(still, once, Clock()).now()
        assert tree(wiki) == tree(once)


def test_what_it_fails_of_breaks_the_night_off_and_is_raised(tmp_path: Path) -> None:
    wiki, broken = tmp_path / "wiki", list[str]()
    generate(wiki, 4)

    async def failing(publisher: Publisher) -> None:
        made = Beside(publisher, lambda: broken.append("off"))
        database_path(wiki).rename(tmp_path / "elsewhere")
        made.soon()
        await asyncio.sleep(0.2)
        assert broken
        made.soon()

    with State.to_write(wiki) as state, pytest.raises(Fatal, match="was removed or moved"):
        asyncio.run(failing(Publisher(state, wiki, Clock())))


def test_cut_short_the_work_is_closed_where_it_was() -> None:
    seen: list[str] = []

    def work() -> object:
        try:
            yield
            yield
        finally:
            seen.append("closed")

    async def cut() -> None:
        task = asyncio.create_task(by_turns(work(), Slow().monotonic))  # type: ignore[arg-type]
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})

    asyncio.run(cut())
    assert seen == ["closed"]


def test_verify_beside_a_night_that_publishes_names_no_file_and_nothing_that_was_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki, real = tmp_path / "wiki", verifying._damaged
    generate(wiki, PAGES)
    with State.to_write(wiki) as state, State.to_read(wiki) as beside_it:
        publisher, dice = Publisher(state, wiki, Clock()), random.Random(1)

        def night_goes_on(reader: State) -> list[str]:
            with state.transaction("generated"):
                _merge(state, Known.of(state), dice, 3)
            publisher.now()
            return real(reader)

        step(state, dice, 1)
        one_claim_more(state)
        for turn, _ in enumerate(publisher._slices(keeps=True)):
            if turn % 9 == 0:
                assert not verify(beside_it, wiki).files_differing
        monkeypatch.setattr(verifying, "_damaged", night_goes_on)
        found = verify(beside_it, wiki)
    assert (found.ok, found.files_differing) == (True, ())


def test_what_a_draft_calls_a_page_is_not_what_it_was_settled_to_be_called(tmp_path: Path) -> None:
    generate(tmp_path, 4)
    with State.to_write(tmp_path) as state:
        before = {page.id: page.title for page in state.pages.all()}
        page = Known.of(state).pages[0]
        with state.transaction("generated"):
            for number in range(9):
                use = NameUse(page.title.upper(), "place", page.documents[0], (page.title,), window=f"w{number}")
                state.facts.put_name(f"name {number}", "", use)
        Publisher(state, tmp_path, Clock()).now(keeps=False, drafts=True)
        known = Known.of(state)
        assert known.by_id[page.id].title == page.title.upper()
        assert {page.id: page.title for page in state.pages.all()} == before
        settle(state, known, DATE)
        assert {page.id: page.title for page in state.pages.all()} == before | {page.id: page.title.upper()}


def test_of_a_text_that_two_sources_hold_the_one_that_is_left_is_named_once_the_other_is_forgotten(
    tmp_path: Path,
) -> None:
    generate(tmp_path, 8)
    with State.to_write(tmp_path) as state, state.transaction("generated"):
        state.sources.found([SourceRecord("twin", "twin.md", "file", "", 99)])
        state.sources.done("twin", state.documents.slugs()["report-0"], 1)
    forget(tmp_path, "report-0")
    told = (tmp_path / "sources" / "report-0.md").read_text(encoding="utf-8")
    assert "resource: twin.md" in told
    assert "counts once" not in told
