"""Poison: what harms whoever touches it costs only itself, is named, and is tried again when asked."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.clock import Clock
from agent.errors import Exit
from agent.morning.checks import failures, failures_in_words
from agent.night.accounts import unaccounted
from agent.night.amends import retry
from agent.night.publishing import Publisher
from agent.state.state import State
from agent.wiki import entity, render
from tests.night.nights import in_child, rehearsal_process, tree
from tests.night.test_faults import TEXTS, events


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    folder = tmp_path / "shelf"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_a_page_that_crashes_the_renderer_costs_only_itself(
    tmp_path: Path, shelf: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    old = (wiki / "Kettle.md").read_text()
    (shelf / "review.txt").write_text(
        TEXTS["review.txt"] + "\nKettle and Ada Holm travelled to Lake Vanern. Ada Holm was lost there in 2023.\n"
    )
    whole = entity.draw_page

    def crash(prepared: object, page: object) -> object:
        lines = getattr(page, "lines", ())
        if getattr(page, "title", "") == "Kettle" and lines:
            raise RecursionError("this page is too deep")
        return whole(prepared, page)  # type: ignore[arg-type]

    monkeypatch.setattr(render, "draw_page", crash)
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    assert (wiki / "Kettle.md").read_text() == old
    assert "2023" in (wiki / "Ada Holm.md").read_text()
    assert "Kettle could not be drawn (RecursionError: this page is too deep)" in events(wiki)
    monkeypatch.undo()
    with State.to_write(wiki) as state:
        Publisher(state, wiki, Clock()).now()
    assert "Vanern" in (wiki / "Kettle.md").read_text()


def test_a_source_that_kills_its_reader_costs_only_itself(tmp_path: Path, shelf: Path, engine: str) -> None:
    """A PDF whose pages nest without end, a body of noise called a book: the reader dies or says no, the night goes on."""
    (shelf / "noise.pdf").write_bytes(b"%PDF-1.7\n" + b"[" * 3_000_000)
    (shelf / "noise.epub").write_bytes(os.urandom(50_000))
    (shelf / "deep.html").write_text("<div>" * 300_000 + "x", encoding="utf-8")
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    with State.to_read(wiki) as state:
        rows = {row.slug: row for row in state.sources.all()}
        assert unaccounted(state) == []
        said = failures_in_words(failures(state))
    assert {rows[name].state for name in ("kettle", "otter", "review")} == {"done"}
    assert all(row.state == "failed" and row.reason for slug, row in rows.items() if "noise" in slug)
    assert "noise" in said
    assert (wiki / "Kettle.md").exists()
    assert in_child(tmp_path / "strict", [str(shelf)], engine, strict=True) == Exit.STRICT


def test_what_failed_is_listed_and_tried_again_by_name(tmp_path: Path, shelf: Path, engine: str) -> None:
    wiki, late = tmp_path / "wiki", shelf / "late.txt"
    listing = tmp_path / "list.txt"
    listing.write_text(f"{shelf}/kettle.md\n{late}\n")
    assert in_child(wiki, [str(listing)], engine) == Exit.DONE
    told = subprocess.run(
        [sys.executable, "-c", "from agent.cli import main; main()", "status", "--failed", "--json", "--wiki", str(wiki)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    (row,) = json.loads(told.stdout)
    assert row["kind"] == "source"
    assert "late.txt" in row["reason"]
    late.write_text(TEXTS["otter.txt"], encoding="utf-8")
    assert retry(wiki, [row["name"]]) == 1
    assert in_child(wiki, None, engine) == Exit.DONE
    assert (wiki / "Lake Vanern.md").exists()


def test_sources_that_do_not_add_up_are_told(tmp_path: Path, shelf: Path, engine: str) -> None:
    wiki = tmp_path / "wiki"
    assert in_child(wiki, [str(shelf)], engine) == Exit.DONE
    with State.to_write(wiki) as state:
        assert unaccounted(state) == []
        with state.transaction("test") as db:
            db.execute("UPDATE sources SET state = 'lost' WHERE slug = 'otter'")
            db.execute("UPDATE sources SET document = 'nobody' WHERE slug = 'kettle'")
        assert len(unaccounted(state)) == 2
    assert len(tree(wiki)) > 5
