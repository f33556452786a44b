"""kill -9 at the named points of a night, then resume: the same wiki, and nothing paid twice but what was lost.

By default at the first, a middle and the last occurrence of every name, and at every 23rd point besides; with NIGHTWIKI_KILL_STEP=1 at
every one. The engine's own log says what was asked of it.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from agent.state.state import State
from tests.night.nights import fault_process, in_child, killed, order_faults, quick_folder, rehearsal_process, tree

ROOT = Path(__file__).parents[2]
SHARDS = 4
SOURCES = {
    "kettle.md": """# The Kettle handbook

Kettle is a job scheduler written by Ada Holm in 2019. It retries a failed job three times.

## Timeouts

The default timeout of Kettle is 30 seconds. Ada Holm works at Brightwater Labs.
""",
    "review.txt": """A review of Kettle

Kettle is a job scheduler that Brightwater Labs gives away. Ada Holm wrote it in 2021.

The default timeout of Kettle is 45 seconds.
""",
}


@dataclass
class Whole:
    """An undisturbed night: what it wrote, the calls that it paid for, the points that it passed."""

    folder: Path
    shelf: Path
    engine: str
    tree: dict[str, str]
    calls: int
    points: list[str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = quick_folder(tmp_path_factory, "killed")
    shelf = folder / "shelf"
    shelf.mkdir()
    for name, text in SOURCES.items():
        (shelf / name).write_text(text, encoding="utf-8")
    with fault_process() as engine:
        wiki = folder / "whole"
        names = points(wiki, shelf, engine)
        yield Whole(folder, shelf, engine, tree(wiki), calls(wiki), names)
    shutil.rmtree(folder)


def points(wiki: Path, shelf: Path, engine: str) -> list[str]:
    """The named points that an undisturbed night passes, in order."""
    log = wiki.with_suffix(".points")
    os.environ["NIGHTWIKI_KILL_LOG"] = str(log)
    try:
        assert in_child(wiki, [str(shelf)], engine, workers=1) == 0
    finally:
        del os.environ["NIGHTWIKI_KILL_LOG"]
    return log.read_text().split()


def calls(wiki: Path) -> int:
    with State.to_read(wiki) as state:
        return int(state.journal.usage()["calls"])


def asked(engine: str) -> int:
    """How many requests have come to the engine."""
    return len(order_faults(engine)["log"])


def killed_at(wiki: Path, whole: Whole, number: int) -> tuple[int, str]:
    """Run a night that is killed at that point; returns its exit code and the point's name."""
    log = whole.folder / f"{wiki.name}.points"
    os.environ["NIGHTWIKI_KILL_LOG"] = str(log)
    try:
        code = in_child(wiki, [str(whole.shelf)], whole.engine, kill_at=number, workers=1)
    finally:
        del os.environ["NIGHTWIKI_KILL_LOG"]
    return code, log.read_text().split()[-1]


def chosen(names: list[str]) -> list[int]:
    """The points to be killed at, from 1."""
    if step := int(os.environ.get("NIGHTWIKI_KILL_STEP", "0")):
        return list(range(1, len(names) + 1, step))
    places: dict[str, list[int]] = {}
    for number, name in enumerate(names, start=1):
        places.setdefault(name, []).append(number)
    some = {at[index] for at in places.values() for index in (0, len(at) // 2, -1)}
    return sorted(some | set(range(1, len(names) + 1, 23)))


# what is done beside the one worker: fetching, and publishing in slices with the rows that it keeps
BESIDE = ("document", "source", "publish", "pages:settled", "meta", "kept", "notes")


def lost_at(point: str) -> set[int]:
    """How many calls a kill there can lose: the reply that had come and was not committed; or, at a point that is passed beside the one
    worker, the call that this worker may have in flight."""
    if point == "reply:before":
        return {1}
    return {0, 1} if point.startswith(BESIDE) else {0}


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("shard", range(SHARDS))
def test_killed_at_a_point_and_resumed_the_wiki_is_the_same(whole: Whole, shard: int) -> None:
    assert len(whole.tree) > 6
    assert len(whole.points) > 150
    differing = []
    for number in chosen(whole.points)[shard::SHARDS]:
        wiki = whole.folder / f"killed-{number}"
        before = asked(whole.engine)
        code, name = killed_at(wiki, whole, number)
        assert killed(code) or code == 0, (
            code
        )  # publishing in between depends on time: a night may pass fewer points than another
        assert in_child(wiki, [str(whole.shelf)], whole.engine, workers=1) == 0, name
        seen = (calls(wiki), asked(whole.engine) - before)
        paid = {(whole.calls, whole.calls + lost) for lost in (lost_at(name) if killed(code) else {0})}
        if tree(wiki) != whole.tree or seen not in paid:
            differing.append((number, name, seen, sorted(set(tree(wiki).items()) ^ set(whole.tree.items()))[:4]))
        shutil.rmtree(wiki)
    assert differing == []


@pytest.mark.parametrize("stride", [19, 31])
def test_killed_again_and_again_in_one_night_it_still_ends_the_same(whole: Whole, stride: int) -> None:
    """Every process is killed after so many points, until one gets through; what got further between two deaths is no poison."""
    wiki, deaths = whole.folder / f"again-{stride}", 0
    while killed(code := in_child(wiki, [str(whole.shelf)], whole.engine, kill_at=stride + deaths // 8, workers=1)):
        deaths += 1
        assert deaths < 200
    assert code == 0
    assert deaths > 5
    assert tree(wiki) == whole.tree
    with State.to_read(wiki) as state:
        assert int(state.nights.meta("repaid") or 0) <= deaths


def test_more_workers_and_another_order_of_the_examples_give_the_same_pages(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = quick_folder(tmp_path_factory, "order")
    lines = (ROOT / "examples" / "sources.txt").read_text(encoding="utf-8").splitlines()
    listed = [f"{ROOT}/examples/{line}" for line in lines if line and not line.startswith("#")]
    found: list[tuple[dict[str, str], set[tuple[str, str, int, int]]]] = []
    with rehearsal_process() as engine:
        for wiki, order, workers in ((folder / "one", listed, 1), (folder / "four", listed[::-1], 4)):
            (folder / "list.txt").write_text("\n".join(order), encoding="utf-8")
            assert in_child(wiki, [str(folder / "list.txt")], engine, workers=workers) == 0
            with State.to_read(wiki) as state:
                claims = {(claim.name, claim.document, claim.first, claim.last) for claim in state.facts.claims()}
            found.append((tree(wiki), claims))
    shutil.rmtree(folder)
    (one, claims), (four, others) = found
    assert claims == others
    assert {path for path in one if one[path] != four.get(path)} | (set(four) - set(one)) == set()
