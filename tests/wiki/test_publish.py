"""A person's text is never overwritten or lost, and a killed publish leaves nothing half done."""

from __future__ import annotations

import os
import random
import signal
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from agent.known.slices import whole
from agent.state.state import State
from agent.wiki.folder import carry, disk, owned, places, publish, settle
from agent.wiki.folder.carry import Outcome
from agent.wiki.lint import lint

FIRST = {"Gone.md": "gone\n", "Page.md": "one\n", "Same.md": "same\n", "sources/a.md": "a\n"}
SECOND = {"New.md": "new\n", "Page.md": "two\n", "Same.md": "same\n", "sources/a.md": "aa\n"}
ALL = "NIGHTWIKI_KILL_STEP" in os.environ
SOME = 9
THEIRS = "my own words\n"


def run(wiki: Path, rendered: dict[str, str]) -> Outcome:
    """A start and a publish, as a night does it."""
    with State.to_write(wiki) as state:
        places.survey(wiki, state.published)
        return whole(publish.publishing(wiki, rendered, state.published))


def first(wiki: Path) -> Outcome:
    """The run before it."""
    return run(wiki, FIRST)


def second(wiki: Path) -> Outcome:
    """The run that the tests disturb."""
    return run(wiki, SECOND)


def tree(wiki: Path) -> dict[str, str]:
    """Every file outside the state's folder."""
    files = (path for path in wiki.rglob("*") if path.is_file() and ".nightwiki" not in path.parts)
    return {path.relative_to(wiki).as_posix(): path.read_text() for path in files}


def kept(wiki: Path) -> list[str]:
    """Texts of a person that were put by."""
    return [path.read_text() for path in (wiki / ".nightwiki" / "kept").glob("*")]


def left_over(wiki: Path) -> list[str]:
    return [path.name for path in (wiki / ".nightwiki" / "publish").iterdir()]


def in_place(path: Path, text: str) -> None:
    path.write_text(text)


def by_rename(path: Path, text: str) -> None:
    """As vim and most editors save."""
    other = path.with_name(".editor")
    other.write_text(text)
    other.replace(path)


def killed(work: Callable[[], object], **environment: str) -> bool:
    """Do `work` in a child of this process; whether it was killed."""
    child = os.fork()
    if child == 0:
        os.environ.update(environment)
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - the child must not run the rest of the tests
            print(repr(error), file=sys.stderr)
            os._exit(1)
        os._exit(0)
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in {0, -signal.SIGKILL}
    return status != 0


def kill_points(
    tmp_path: Path, work: Callable[[Path], object], before: Callable[[Path], object] = first
) -> Iterator[Path]:
    """A fresh wiki for points at which `work` can be killed, after it was: some, or all with NIGHTWIKI_KILL_STEP=1."""
    before(tmp_path / "whole")
    log = tmp_path / "points"
    assert not killed(partial(work, tmp_path / "whole"), NIGHTWIKI_KILL_LOG=str(log))
    points = range(1, len(log.read_text().splitlines()) + 1)
    assert len(points) > 20
    for point in points if ALL else sorted(random.Random(tmp_path.name).sample(points, SOME)):
        wiki = tmp_path / str(point)
        before(wiki)
        assert killed(partial(work, wiki), NIGHTWIKI_KILL_AT=str(point))
        yield wiki


@pytest.fixture(params=["swap in one step", "swap by links", "swap by copies"], autouse=True)
def filesystem(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Every test runs as on the three kinds of file system that there are."""
    if request.param != "swap in one step":
        monkeypatch.setattr(disk, "_rename", None)
    if request.param == "swap by copies":

        def no_links(*_: object, **__: object) -> None:
            raise PermissionError(1, "no hard links here")

        monkeypatch.setattr(os, "link", no_links)
    return str(request.param)


def test_what_is_rendered_is_written_and_what_is_not_goes(tmp_path: Path) -> None:
    outcome = run(tmp_path, FIRST)
    assert tree(tmp_path) == FIRST
    assert sorted(outcome.written) == sorted(FIRST)
    outcome = run(tmp_path, SECOND)
    assert tree(tmp_path) == SECOND
    assert (outcome.removed, outcome.unchanged, outcome.held) == (["Gone.md"], 1, {})
    assert sorted(outcome.written) == ["New.md", "Page.md", "sources/a.md"]
    assert run(tmp_path, SECOND) == Outcome(unchanged=4)
    assert left_over(tmp_path) == []


def test_killed_anywhere_it_comes_to_the_same(tmp_path: Path) -> None:
    for wiki in kill_points(tmp_path, second):
        for path, text in tree(wiki).items():
            assert text in {FIRST.get(path), SECOND.get(path)}
        assert {"Page.md", "Same.md", "sources/a.md"} <= set(tree(wiki))
        outcome = run(wiki, SECOND)
        assert (tree(wiki), outcome.held, kept(wiki), left_over(wiki)) == (SECOND, {}, [], [])


def test_killed_anywhere_and_then_edited_the_edits_stand(tmp_path: Path) -> None:
    theirs = dict.fromkeys(("Page.md", "Gone.md", "New.md"), THEIRS)
    for wiki in kill_points(tmp_path, second):
        for path in theirs:
            (wiki / path).write_text(THEIRS)
        outcome = run(wiki, SECOND)
        assert tree(wiki) == {**SECOND, **theirs}
        assert set(outcome.held) <= set(theirs)  # nothing new waits where all was done before the edit
        assert (kept(wiki), left_over(wiki)) == ([], [])


LISTS = {f"{name}.md": "# Page\n\n- one\n- two\n- three\n" for name in "ABC"}
LONGER = {path: text.replace("two", "two\n- two and a half") for path, text in LISTS.items()}
NOTE = "\n## Mine\n\nmy own words\n"


def edited(wiki: Path) -> None:
    """Pages of ours, and on two of them something of a person's."""
    run(wiki, LISTS)
    for name in "AB":
        (wiki / f"{name}.md").write_text(LISTS[f"{name}.md"] + NOTE)


def longer(wiki: Path) -> Outcome:
    """The run that has more to say on them."""
    return run(wiki, LONGER)


MERGED = {path: text + (NOTE if path != "C.md" else "") for path, text in LONGER.items()}


def test_killed_anywhere_a_merge_comes_to_the_same(tmp_path: Path) -> None:
    for wiki in kill_points(tmp_path, longer, edited):
        for path, text in tree(wiki).items():
            assert text in {LISTS[path] + NOTE, LISTS[path], MERGED[path]}
        outcome = longer(wiki)
        assert (tree(wiki), outcome.held, kept(wiki), left_over(wiki)) == (MERGED, {}, [], [])
        assert longer(wiki) == Outcome(unchanged=3)


def test_killed_anywhere_in_a_merge_and_then_edited_nothing_is_said_twice(tmp_path: Path) -> None:
    for wiki in kill_points(tmp_path, longer, edited):
        for path in wiki.glob("*.md"):
            path.write_text(path.read_text().replace("three", "three, I think") + "more\n")
        longer(wiki)
        assert tree(wiki) == {path: text.replace("three", "three, I think") + "more\n" for path, text in MERGED.items()}
        assert (kept(wiki), left_over(wiki)) == ([], [])


def test_killed_again_and_again_while_it_recovers_it_comes_to_the_same(tmp_path: Path) -> None:
    for n, wiki in enumerate(kill_points(tmp_path, second)):
        if n % 3 == 0:
            (wiki / "Page.md").write_text(THEIRS)
        again = 1
        while killed(partial(second, wiki), NIGHTWIKI_KILL_AT=str(again)):
            again += 4
        assert tree(wiki) == (SECOND if n % 3 else {**SECOND, "Page.md": THEIRS})
        assert (kept(wiki), left_over(wiki)) == ([], [])


@pytest.mark.parametrize("save", [in_place, by_rename])
@pytest.mark.parametrize("then_killed", [False, True])
def test_an_edit_between_any_two_steps_stands(
    tmp_path: Path,
    save: Callable[[Path, str], None],
    then_killed: bool,
    filesystem: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if save is by_rename and filesystem != "swap in one step":
        pytest.skip(
            "without an exchange in one step, a save by rename can fall into the moment between link and rename"
        )
    if filesystem == "swap by copies":
        pytest.skip("without links, a save can fall into the moment between copy and rename")
    for point in range(1, 100):
        wiki = tmp_path / str(point)
        run(wiki, {"Page.md": "one\n"})
        reached = 0

        def reach(name: str, point: int = point, wiki: Path = wiki) -> None:
            nonlocal reached
            reached += 1
            if reached == point:
                save(wiki / "Page.md", THEIRS)
            if then_killed and reached == point + 1:
                os.kill(os.getpid(), signal.SIGKILL)

        with monkeypatch.context() as patched:
            for module in (carry, owned, places, settle):
                patched.setattr(module, "reach", reach)
            work = partial(run, wiki, {"Page.md": "two\n"})
            was_killed = killed(work) if then_killed else work() is None
        if not was_killed and (wiki / "Page.md").read_text() == "two\n":
            assert point > 5  # every step was tried
            return
        outcome = run(wiki, {"Page.md": "three\n"})
        assert (tree(wiki), list(outcome.held)) == ({"Page.md": THEIRS}, ["Page.md"])
        assert (kept(wiki), left_over(wiki)) == ([], [])
    pytest.fail("there is no end to the points")


def test_two_edits_around_a_kill_are_both_there(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    work = tmp_path / ".nightwiki" / "publish"
    (work / f"{owned.key_of('Page.md')}.old").write_text("what was set aside\n")
    (tmp_path / "Page.md").write_text("what was written since\n")
    run(tmp_path, SECOND)
    assert (tmp_path / "Page.md").read_text() == "what was written since\n"
    assert kept(tmp_path) == ["what was set aside\n"]
    assert left_over(tmp_path) == []


def test_a_file_that_was_there_before_us_stands(tmp_path: Path) -> None:
    (tmp_path / "Page.md").write_text(THEIRS)
    assert run(tmp_path, FIRST).held == {"Page.md": "written by hand"}
    assert tree(tmp_path) == {**FIRST, "Page.md": THEIRS}
    with State.to_read(tmp_path) as state:
        row = state.published.row("Page.md")
    assert row is not None
    assert row.adopted_text == THEIRS
    found = {finding.page: finding.detail for finding in lint(tmp_path) if finding.rule == "claims-waiting"}
    assert found == {"Page.md": "yours, and one of ours has this name: ours is not written"}
    (tmp_path / "Page.md").unlink()
    assert "claims-waiting" not in {finding.rule for finding in lint(tmp_path)}


def test_a_changed_file_is_theirs_until_it_is_as_we_left_it(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    (tmp_path / "Page.md").write_text(THEIRS)
    assert run(tmp_path, SECOND).held == {"Page.md": "changed by hand"}
    (tmp_path / "Page.md").write_bytes(b"\xff\x00 not even text")
    assert run(tmp_path, SECOND).held == {"Page.md": "changed by hand"}
    assert (tmp_path / "Page.md").read_bytes() == b"\xff\x00 not even text"
    (tmp_path / "Page.md").write_text(FIRST["Page.md"])
    assert run(tmp_path, SECOND).written == ["Page.md"]
    assert tree(tmp_path) == SECOND


def test_a_deleted_file_is_not_written_again(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    (tmp_path / "Page.md").unlink()
    assert run(tmp_path, SECOND).held == {"Page.md": "deleted by hand"}
    assert "Page.md" not in tree(tmp_path)


def test_a_changed_file_of_a_page_that_is_no_more_stays(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    (tmp_path / "Gone.md").write_text(THEIRS)
    assert list(run(tmp_path, SECOND).held) == ["Gone.md"]
    assert tree(tmp_path)["Gone.md"] == THEIRS


def test_nothing_is_written_outside_the_folder(tmp_path: Path) -> None:
    outside, wiki = tmp_path / "outside", tmp_path / "wiki"
    outside.mkdir()
    (outside / "a.md").write_text(THEIRS)
    wiki.mkdir()
    (wiki / "sources").symlink_to(outside)
    (wiki / "Page.md").symlink_to(outside / "a.md")
    (wiki / "Same.md").symlink_to(outside / "b.md")
    (wiki / "Gone.md").mkdir()
    assert set(run(wiki, FIRST).held) == set(FIRST)
    assert tree(outside) == {"a.md": THEIRS}
    with State.to_write(wiki) as state:
        for path in ("../a.md", "/a.md", "a/../b.md", ".nightwiki/state.db", "a//b.md", "", "a\0.md"):
            with pytest.raises(ValueError):
                whole(publish.publishing(wiki, {path: "x"}, state.published))


def test_a_fifo_in_a_pages_place_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "Page.md")
    assert list(run(tmp_path, FIRST).held) == ["Page.md"]


def test_one_file_that_cannot_be_written_costs_itself_only(tmp_path: Path) -> None:
    long = "x" * 300 + ".md"
    outcome = run(tmp_path, {**FIRST, long: "too long a name\n"})
    assert list(outcome.failed) == [long]
    assert tree(tmp_path) == FIRST


def test_a_file_keeps_its_mode(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    (tmp_path / "Page.md").chmod(0o600)
    run(tmp_path, SECOND)
    assert (tmp_path / "Page.md").stat().st_mode & 0o777 == 0o600


def test_a_wiki_that_lost_its_state_takes_what_differs_for_a_persons(tmp_path: Path) -> None:
    run(tmp_path, FIRST)
    for path in (tmp_path / ".nightwiki").glob("state.db*"):
        path.unlink()
    assert set(run(tmp_path, SECOND).held) == {"Page.md", "sources/a.md"}
    assert tree(tmp_path) == {**FIRST, "New.md": "new\n"}
