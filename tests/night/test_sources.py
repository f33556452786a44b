"""Sources that change between nights, go away, or turn into a page that says no."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytest_httpserver import HTTPServer

from agent.errors import Exit
from agent.night.amends import forget
from agent.state.state import State
from agent.wiki.verify import verify
from tests.night.nights import fault_process, in_child, order_faults
from tests.night.test_faults import TEXTS

ARTICLE = """<html><head><title>The Otter</title></head><body><main><h1>The Otter of Lake Vanern</h1>
<p>Otter Marrow is an otter that lives in Lake Vanern. Otter Marrow weighs 9 kilograms and was born in 2015.</p>
<p>Lake Vanern is a lake in Sweden. Lake Vanern covers 5,650 square kilometres. The lake froze over in 1996.</p></main></body></html>"""
LOGIN = "<html><head><title>Log in to continue</title></head><body><h1>Log in</h1><p>Please log in to continue reading.</p></body></html>"
GONE = "<html><head><title>404 Not Found</title></head><body><h1>Page not found</h1></body></html>"
CONSENT = "<html><head><title>Before you continue</title></head><body><p>We use cookies. Accept all cookies?</p></body></html>"


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with fault_process() as url:
        yield url


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def asked(engine: str) -> int:
    return len(order_faults(engine)["log"])


def test_an_unchanged_source_costs_no_call_on_the_next_night(tmp_path: Path, shelf: Path, engine: str) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    before = asked(engine)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert asked(engine) == before


def test_run_from_another_folder_a_wiki_finds_its_sources_where_they_were(
    tmp_path: Path, shelf: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Their paths were told from the folder of the first run; told from another one, none of them was there any more."""
    wiki, more = tmp_path / "wiki", tmp_path / "elsewhere" / "more.md"
    monkeypatch.chdir(tmp_path)
    assert in_child(wiki, ["shelf"], engine) == Exit.DONE
    before = asked(engine)
    more.parent.mkdir()
    more.write_text("# Marel\n\nMarel is a harbour town. Marel has 900 houses.\n", encoding="utf-8")
    monkeypatch.chdir(more.parent)
    assert in_child(wiki, ["../shelf", "more.md"], engine) == Exit.DONE
    assert in_child(wiki, None, engine) == Exit.DONE
    with State.to_read(wiki) as state:
        rows = {row.resource: row.state for row in state.sources.all()}
    assert set(rows) == {*(f"shelf/{name}" for name in TEXTS), "elsewhere/more.md"}
    assert set(rows.values()) == {"done"}
    assert asked(engine) > before


def test_a_changed_source_is_read_again_and_what_rested_on_the_old_text_alone_leaves(
    tmp_path: Path, shelf: Path, engine: str
) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert "45 seconds" in (wiki / "Kettle.md").read_text()
    changed = TEXTS["review.txt"].replace("45 seconds", "50 seconds")
    (shelf / "review.txt").write_text(changed, encoding="utf-8")
    before = asked(engine)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert asked(engine) > before
    kettle = (wiki / "Kettle.md").read_text()
    assert "45 seconds" not in kettle
    assert "50 seconds" in kettle
    assert "30 seconds" in kettle
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok
        steps = state.queue.ids("read:kettle")
    assert len(steps) == 1  # the unchanged one was not read again
    (shelf / "review.txt").write_text(TEXTS["review.txt"], encoding="utf-8")
    before = asked(engine)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert "45 seconds" in (wiki / "Kettle.md").read_text()


def test_forgetting_a_source_takes_with_it_only_what_rested_on_it_alone(
    tmp_path: Path, shelf: Path, engine: str
) -> None:
    wiki, alone = tmp_path / "wiki", tmp_path / "alone"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert (wiki / "Lake Vanern.md").exists()
    said = forget(wiki, "otter")
    assert "withdrawn" in said
    assert not (wiki / "Lake Vanern.md").exists()
    assert not (wiki / "sources" / "otter.md").exists()
    assert "Otter Marrow" not in "".join(path.read_text() for path in wiki.rglob("*.md") if path.name != "log.md")
    less = tmp_path / "less"
    shutil.copytree(shelf, less)
    (less / "otter.txt").unlink()
    assert in_child(alone, [str(less)], engine) == Exit.DONE
    pages = {path.name for path in wiki.glob("*.md")}
    assert pages == {path.name for path in alone.glob("*.md")}
    with State.to_read(wiki) as state:
        assert verify(state, wiki).ok


@pytest.mark.parametrize("no", [LOGIN, GONE, CONSENT], ids=["login", "gone", "consent"])
def test_a_page_that_says_no_with_status_200_never_becomes_knowledge(
    tmp_path: Path, engine: str, httpserver: HTTPServer, no: str
) -> None:
    listing, wiki = tmp_path / "list.txt", tmp_path / "wiki"
    (tmp_path / "kettle.md").write_text(TEXTS["kettle.md"], encoding="utf-8")
    listing.write_text(f"kettle.md\n{httpserver.url_for('/otter')}\n")
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/otter").respond_with_data(ARTICLE, content_type="text/html")
    flags: dict[str, Any] = {"allow_private": True, "host_delay": 0.0}
    assert in_child(wiki, [str(listing)], engine, **flags) == Exit.DONE
    known = (wiki / "Lake Vanern.md").read_text()
    httpserver.clear()
    httpserver.expect_request("/robots.txt").respond_with_data("", status=404)
    httpserver.expect_request("/otter").respond_with_data(no, content_type="text/html")
    before = asked(engine)
    assert in_child(wiki, [str(listing)], engine, **flags) == Exit.DONE
    assert asked(engine) == before
    assert (wiki / "Lake Vanern.md").read_text() == known  # what was read of it before still stands
    with State.to_read(wiki) as state:
        (failed,) = [row for row in state.sources.all() if row.state == "failed"]
    assert failed.reason
    fresh = tmp_path / "fresh"
    assert in_child(fresh, [str(listing)], engine, **flags) == Exit.DONE
    assert {path.name for path in (fresh / "sources").glob("*.md")} == {"kettle.md"}
