"""The power fails: what was written and never synced is gone, files and names alike; the database opens, and `resume` repairs the rest.

The process writes down what each of its fsyncs made safe, and is killed at a named point. From that, the disk is put together as it
would be found: of each folder the names of its last sync, of each file the bytes of its last, and of the database what was there at the
last commit that was waited for: SQLite syncs its log by itself, unseen.
"""

from __future__ import annotations

import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlite_utils import Database

from agent.errors import Exit
from agent.state.state import State
from agent.state.store import Connection
from agent.wiki.verify import verify
from tests.night.nights import in_child, killed, quick_folder, rehearsal_process, tree
from tests.night.test_killed import SOURCES, points

OURS = ".nightwiki"
NAMES = ("intended", "written", "swapped", "synced", "cleaned", "published")


def recording(wiki: Path, image: Path) -> None:
    """From now on, in this process, every fsync also notes what it made safe."""
    really = os.fsync
    image.mkdir()

    def fsync(descriptor: int) -> None:
        really(descriptor)
        path, here = Path(f"/proc/self/fd/{descriptor}").readlink(), os.fstat(descriptor)
        if not path.is_relative_to(wiki):
            return
        if path.is_dir():
            entries = {entry.name: entry.stat(follow_symlinks=False).st_ino for entry in os.scandir(path)}
            name = str(path.relative_to(wiki)).replace("/", "|")
            (image / f"folder-{name}.json").write_text(json.dumps(entries))
        else:
            (image / f"file-{here.st_ino}").write_bytes(path.read_bytes())

    os.fsync = fsync  # type: ignore[assignment]
    plain = Connection.transaction

    @contextmanager
    def transaction(self: Connection, name: str) -> Iterator[Database]:
        with plain(self, name) as db:
            yield db
        if self.waits and not self.db.conn.in_transaction:
            for file in _database(wiki):
                shutil.copy(file, image / file.name)

    Connection.transaction = transaction  # type: ignore[method-assign]


def _database(wiki: Path) -> list[Path]:
    return [file for file in (wiki / OURS).glob("state.db*") if not file.name.endswith("-shm")]


def killed_at(wiki: Path, shelf: Path, engine: str, point: str) -> int:
    """A night that notes its syncs and is killed at that point, `NAME#N`."""
    child = os.fork()
    if child == 0:
        recording(wiki, wiki.with_suffix(".image"))
        os._exit(-in_child_here(wiki, shelf, engine, point))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def in_child_here(wiki: Path, shelf: Path, engine: str, point: str) -> int:
    return 9 if killed(in_child(wiki, [str(shelf)], engine, kill_at=point, workers=1)) else 0


def as_found(wiki: Path, into: Path, dice: random.Random | None) -> None:
    """The disk after the power failed. With `dice`, some of what was not synced is there all the same, folder by folder."""
    image = wiki.with_suffix(".image")
    _folder(wiki, into, "", image, dice)
    (into / OURS).mkdir(exist_ok=True)
    for file in (wiki / OURS).glob("*"):
        if file.is_file() and not file.name.startswith("state.db"):
            shutil.copy(file, into / OURS / file.name)
    waited_for = sorted(image.glob("state.db*"))
    for file in waited_for or _database(wiki):
        shutil.copy(file, into / OURS / file.name)


def _folder(wiki: Path, into: Path, at: str, image: Path, dice: random.Random | None) -> None:
    into.mkdir(exist_ok=True)
    here = wiki / at
    noted = image / f"folder-{at.replace('/', '|') or '.'}.json"
    actual = {entry.name: entry.inode() for entry in os.scandir(here)}
    safe: dict[str, int] = json.loads(noted.read_text()) if noted.exists() else {}
    survived = actual if dice and dice.random() < 0.5 else safe
    inodes = {path.stat().st_ino: path for path in wiki.rglob("*") if path.is_file()}
    for name, inode in survived.items():
        if (here / name).is_dir():
            _folder(wiki, into / name, f"{at}/{name}".strip("/"), image, dice)
        elif at != OURS:
            synced = image / f"file-{inode}"
            kept = synced.read_bytes() if synced.exists() else b""
            whole = inodes[inode].read_bytes() if inode in inodes else kept
            (into / name).write_bytes(whole if dice and dice.random() < 0.5 else kept)


@dataclass
class Whole:
    """An undisturbed night."""

    folder: Path
    shelf: Path
    engine: str
    tree: dict[str, str]
    points: list[str]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    folder = quick_folder(tmp_path_factory, "power")
    shelf = folder / "shelf"
    shelf.mkdir()
    for name, text in SOURCES.items():
        (shelf / name).write_text(text, encoding="utf-8")
    with rehearsal_process() as engine:
        names = points(folder / "whole", shelf, engine)
        yield Whole(folder, shelf, engine, tree(folder / "whole"), names)
    shutil.rmtree(folder)


def chosen(names: list[str], kind: str) -> list[int]:
    """Which of the points of that name, from 1: the first, one in the middle and the last; with NIGHTWIKI_KILL_STEP=1 all of them.

    Counted by name: how many points of other names come before is up to how far the next source is fetched by then.
    """
    times = names.count(f"publish:{kind}")
    if os.environ.get("NIGHTWIKI_KILL_STEP") == "1":
        return list(range(1, times + 1))
    return sorted({1, times // 3 + 1, times})


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("kind", NAMES)
def test_what_was_not_synced_is_gone_and_resume_repairs_it(whole: Whole, kind: str) -> None:
    lost = 0
    for number in chosen(whole.points, kind):
        wiki = whole.folder / f"{kind}-{number}"
        killed_at(wiki, whole.shelf, whole.engine, f"publish:{kind}#{number}")
        for seed in (None, number):
            found = whole.folder / f"{kind}-{number}-{seed}"
            as_found(wiki, found, random.Random(seed) if seed else None)
            lost += tree(found) != tree(wiki)
            with State.to_read(found) as state:
                assert not verify(state, found).unsupported
            assert in_child(found, [str(whole.shelf)], whole.engine, workers=1) == Exit.DONE
            assert tree(found) == whole.tree, (kind, number, seed)
            with State.to_read(found) as state:
                assert verify(state, found).ok
            shutil.rmtree(found)
        shutil.rmtree(wiki)
        shutil.rmtree(wiki.with_suffix(".image"))
    assert lost or kind != "swapped"  # else nothing was tried


@pytest.mark.timeout(600)
@pytest.mark.parametrize("point", ["acts:after", "act:after", "episode:finished:after"])
def test_what_was_not_waited_for_is_made_again_from_the_replies_and_no_call_is_paid_twice(
    whole: Whole, point: str
) -> None:
    lost = 0
    for number in sorted({1, whole.points.count(point) // 2, whole.points.count(point)}):
        wiki, found = whole.folder / f"again-{point}-{number}", whole.folder / f"again-{point}-{number}-found"
        killed_at(wiki, whole.shelf, whole.engine, f"{point}#{number}")
        as_found(wiki, found, None)
        lost += _calls_and_acts(found) != _calls_and_acts(wiki)
        assert _calls_and_acts(found)[0] == _calls_and_acts(wiki)[0]
        assert in_child(found, [str(whole.shelf)], whole.engine, workers=1) == Exit.DONE
        assert tree(found) == whole.tree, (point, number)
        assert _calls_and_acts(found) == _calls_and_acts(whole.folder / "whole")
    assert lost  # else nothing was tried


def _calls_and_acts(wiki: Path) -> tuple[int, ...]:
    """Replies that are kept, acts in them, those that are done, episodes that are over."""
    with State.to_read(wiki) as state:
        rows = state.journal._first(
            "SELECT (SELECT count(*) FROM steps), (SELECT count(*) FROM acts), "
            "(SELECT count(*) FROM acts WHERE observation IS NOT NULL), (SELECT count(*) FROM episodes WHERE state = 'done')"
        )
    assert rows
    return tuple(rows.values())


def test_what_was_called_published_was_synced(whole: Whole) -> None:
    """At the end of a night nothing of it depends on luck: what is safe is the whole wiki."""
    wiki, found = whole.folder / "ended", whole.folder / "ended-found"
    assert killed_at(wiki, whole.shelf, whole.engine, "none#1") == 0
    as_found(wiki, found, None)
    assert tree(found) == {name: digest for name, digest in whole.tree.items() if not name.endswith(".html")}
