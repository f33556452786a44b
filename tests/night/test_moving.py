"""Sources that move between nights: a renamed file is the same source, and what changed on the way replaces what it was."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer

from agent.errors import Exit
from agent.state.sources import SourceRecord
from agent.state.state import State
from agent.wiki.verify import verify
from tests.night.nights import fault_process, in_child, killed, order_faults, tree

DAM = """# Orla Dam

The Orla Dam is a gravity dam on the river Sund. The Orla Dam opened in 1931. The Orla Dam is 64 metres high.
"""
KETTLE = "# Kettle\n\nKettle is a job scheduler written in Lisp. Kettle retries a failed job three times.\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with fault_process() as url:
        yield url


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    (folder / "dam.md").write_text(DAM)
    (folder / "kettle.md").write_text(KETTLE)
    return folder


def asked(engine: str) -> int:
    return len(order_faults(engine)["log"])


def sources(wiki: Path) -> dict[str, SourceRecord]:
    with State.to_read(wiki) as state:
        return {Path(row.resource).name: row for row in state.sources.all()}


def told(wiki: Path) -> str:
    with State.to_read(wiki) as state:
        night = state.nights.last()
        assert night is not None
        return "\n".join(said for _, _, said in state.nights.events(night.id))


def pages(wiki: Path) -> str:
    return "\n".join(path.read_text() for path in sorted(wiki.rglob("*.md")) if ".nightwiki" not in path.parts)


def sound(wiki: Path) -> bool:
    with State.to_read(wiki) as state:
        return verify(state, wiki).ok


def test_a_renamed_file_is_the_same_source(tmp_path: Path, shelf: Path, engine: str) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    before, slug = asked(engine), sources(wiki)["dam.md"].slug
    (shelf / "dam.md").rename(shelf / "orla.md")
    assert in_child(wiki, [str(shelf)], engine, strict=True) == Exit.DONE
    now = sources(wiki)
    assert set(now) == {"kettle.md", "orla.md"}
    assert (now["orla.md"].slug, now["orla.md"].state) == (slug, "done")  # every footnote stands
    assert asked(engine) == before
    assert "dam.md is" in told(wiki)
    assert "with the same text" in told(wiki)
    assert f"resource: {shelf}/orla.md" in pages(wiki)
    assert "shelf/dam.md\n" not in pages(wiki)  # only the log tells of it
    assert sound(wiki)


@pytest.mark.parametrize(
    "changed",
    [
        DAM.replace("1931", "1937"),
        DAM.replace("64 metres", "66 metres") + "\nIt was built by Brandt & Co. The road across it is closed.\n",
        DAM.replace("# Orla Dam", "# The dam").replace("The Orla Dam is 64 metres high.", ""),
    ],
)
def test_renamed_and_changed_it_takes_the_place_of_what_it_was(
    tmp_path: Path, shelf: Path, engine: str, changed: str
) -> None:
    """Two states of one text never stood at one time: they are no disagreement."""
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "dam.md").unlink()
    (shelf / "the dam 2.md").write_text(changed)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert set(sources(wiki)) == {"kettle.md", "the dam 2.md"}
    assert "takes the place" in told(wiki)
    with State.to_read(wiki) as state:
        assert len(state.documents.ids()) == 2
    for fact in ("opened in 1931", "64 metres"):
        assert (fact in pages(wiki)) == (fact in changed)
    assert "Sources disagree" not in pages(wiki)
    assert sound(wiki)


def test_a_list_that_names_another_file_instead(tmp_path: Path, shelf: Path, engine: str) -> None:
    """The old file still lies there: it is the list that counts."""
    wiki, names = tmp_path / "wiki", tmp_path / "names.list"
    names.write_text("shelf/dam.md\nshelf/kettle.md\n")
    assert in_child(wiki, [str(names)], engine) == Exit.DONE
    (shelf / "dam-v2.md").write_text(DAM.replace("1931", "1937"))
    names.write_text("shelf/dam-v2.md\nshelf/kettle.md\n")
    assert in_child(wiki, [str(names)], engine) == Exit.DONE
    assert set(sources(wiki)) == {"kettle.md", "dam-v2.md"}
    assert "1931" not in pages(wiki)


def test_what_is_still_listed_stays_and_disagrees(tmp_path: Path, shelf: Path, engine: str) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "dam-v2.md").write_text(DAM.replace("1931", "1937"))
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert set(sources(wiki)) == {"dam.md", "kettle.md", "dam-v2.md"}
    assert "1931" in pages(wiki)
    assert "1937" in pages(wiki)


def test_another_file_in_the_place_of_one_that_is_gone_is_another(tmp_path: Path, shelf: Path, engine: str) -> None:
    """What was read of a file that is gone stays, and is not what came instead."""
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "dam.md").unlink()
    (shelf / "mill.md").write_text(
        "# Holm Mill\n\nThe Holm Mill is a windmill on a hill. The Holm Mill opened in 1871.\n"
    )
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert set(sources(wiki)) == {"dam.md", "kettle.md", "mill.md"}
    assert sources(wiki)["dam.md"].state == "failed"
    assert "opened in 1931" in pages(wiki)


def test_two_files_that_exchanged_their_names_are_each_told_where_they_are(
    tmp_path: Path, shelf: Path, engine: str
) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    before = asked(engine)
    (shelf / "dam.md").rename(shelf / "x.md")
    (shelf / "kettle.md").rename(shelf / "dam.md")
    (shelf / "x.md").rename(shelf / "kettle.md")
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert asked(engine) == before
    for slug, name in (("dam", "kettle.md"), ("kettle", "dam.md")):
        page = (wiki / "sources" / f"{slug}.md").read_text()
        assert f"- From: `{shelf}/{name}`" in page
        assert "counts once" not in page
    assert sound(wiki)


def test_of_two_copies_one_is_renamed(tmp_path: Path, shelf: Path, engine: str) -> None:
    wiki = tmp_path / "wiki"
    (shelf / "copy.md").write_text(DAM)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "copy.md").rename(shelf / "another.md")
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert set(sources(wiki)) == {"another.md", "dam.md", "kettle.md"}
    assert all(row.state == "done" for row in sources(wiki).values())
    assert sound(wiki)


@pytest.mark.parametrize("twin", [DAM, DAM.replace("1931", "1937"), f"{DAM}\nSent from the reading room on paper.\n"])
@pytest.mark.parametrize(("renamed", "beside"), [("a.md", "z.md"), ("z.md", "a.md")])
def test_of_a_renamed_file_and_its_twin_it_is_the_one_with_the_same_text(
    tmp_path: Path, shelf: Path, engine: str, renamed: str, beside: str, twin: str
) -> None:
    """It was the one that came first, and two documents had one name, if that was the other."""
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "dam.md").rename(shelf / renamed)
    (shelf / beside).write_text(twin)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    now = sources(wiki)
    mine, other = ("a.md", "z.md") if twin == DAM else (renamed, beside)
    assert (now[mine].slug, now[other].slug) == ("dam", other.removesuffix(".md"))
    with State.to_read(wiki) as state:
        where = {document.slug: Path(document.resource).name for document in state.documents.all()}
    assert where == {"dam": mine, "kettle": "kettle.md"} | ({} if twin == DAM else {other.removesuffix(".md"): other})
    assert sound(wiki)


@pytest.mark.parametrize("twin", [DAM, DAM.replace("1931", "1937")])
def test_killed_while_a_renamed_file_and_its_twin_come_in_and_resumed_it_is_the_same(
    tmp_path: Path, shelf: Path, engine: str, twin: str
) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "dam.md").rename(shelf / "z.md")
    (shelf / "a.md").write_text(twin)
    before, found = tmp_path / "before", []
    shutil.move(wiki, before)
    for point in (None, *(f"document:{side}#{n}" for n in (1, 2) for side in ("before", "after"))):
        shutil.copytree(before, wiki, symlinks=True)
        assert point is None or killed(in_child(wiki, [str(shelf)], engine, kill_at=point)), point
        assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
        found.append(({name: row.slug for name, row in sources(wiki).items()}, tree(wiki)))
        shutil.rmtree(wiki)
    assert all(one == found[0] for one in found)


def test_a_text_that_comes_back_has_a_name_of_its_own(tmp_path: Path, shelf: Path, engine: str) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "dam.md").write_text(DAM.replace("1931", "1937"))
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    (shelf / "old.md").write_text(DAM)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    for slug, year in (("dam", "1937"), ("old", "1931")):
        page = (wiki / "sources" / f"{slug}.md").read_text()
        assert f"- From: `{shelf}/{slug}.md`" in page
        assert f"opened in {year}" in page
    assert sound(wiki)


def test_a_page_at_a_new_address(tmp_path: Path, engine: str, httpserver: HTTPServer) -> None:
    wiki, names = tmp_path / "wiki", tmp_path / "names.list"
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/dam.md").respond_with_data(DAM, content_type="text/markdown")
    httpserver.expect_request("/new/orla.md").respond_with_data(DAM, content_type="text/markdown")
    for path in ("/dam.md", "/new/orla.md"):
        names.write_text(httpserver.url_for(path) + "\n")
        assert in_child(wiki, [str(names)], engine, allow_private=True, host_delay=0.0) == Exit.DONE
    assert set(sources(wiki)) == {"orla.md"}
