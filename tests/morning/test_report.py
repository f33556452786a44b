"""The morning report after real nights: what is new and changed by name, what failed, what waits; one screen, the verdict last."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.morning.report import Report, in_words, report
from agent.morning.report_html import bars, lead_of, write_report
from agent.morning.serve.shelf import Shelf
from agent.sources.ours import is_page
from agent.state.state import State
from tests.night.nights import night, rehearsal_process

ONE = "# Marl Footbridge\n\nThe Marl Footbridge is a bridge of oak. It opened in 1931.\n"
TWO = "# Marl Footbridge\n\nThe Marl Footbridge is a bridge of oak. It opened in 1937.\n"
MILL = "# Pell Mill\n\nPell Mill is a water mill. It was built in 1790.\n"


@pytest.fixture(scope="module")
def engine() -> Iterator[str]:
    with rehearsal_process() as url:
        yield url


def told(wiki: Path) -> Report:
    with State.to_read(wiki) as state:
        found = report(state, 0)
    assert found is not None
    return found


def test_two_nights_each_with_what_it_brought(tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    shelf, wiki = tmp_path / "shelf", tmp_path / "wiki"
    shelf.mkdir()
    (shelf / "one.md").write_text(ONE, encoding="utf-8")
    monkeypatch.setenv("NIGHTWIKI_NOW", "2026-03-01T22:00:00+00:00")
    missing = str(tmp_path / "missing.md")
    night(wiki, [str(shelf), missing], engine)
    first = told(wiki)
    assert first.nightly.new == ("Marl Footbridge",)
    assert [source for source, _ in first.failed] == [missing]
    assert any("missing.md" in what for what in first.first)
    assert first.tonight["sources"] == {"read": 1, "failed": 1}
    monkeypatch.setenv("NIGHTWIKI_NOW", "2026-03-02T22:00:00+00:00")
    (shelf / "two.md").write_text(TWO, encoding="utf-8")
    (shelf / "mill.md").write_text(MILL, encoding="utf-8")
    night(wiki, [str(shelf)], engine)
    second = told(wiki)
    assert (second.nightly.new, second.nightly.changed) == (("Pell Mill",), ("Marl Footbridge",))
    assert [entry.page for entry in second.nightly.disagreements] == ["Marl Footbridge"]
    assert second.first[0].startswith("conflicts.md: ")
    assert second.tonight["sources"]["read"] == 2  # the first text was looked at, and was what it had been
    text = in_words(second, wiki)
    assert len(text.splitlines()) <= 40
    assert text.splitlines()[-1] == second.verdict()
    assert json.loads(json.dumps(second.as_json()))["pages_new"] == ["Pell Mill"]
    log = (wiki / "log.md").read_text(encoding="utf-8")
    later, earlier = log.split("## 2026-03-02")[1].split("## 2026-03-01")
    assert "1 page new: Pell Mill." in later
    assert "1 page changed: Marl Footbridge." in later
    assert "1 disagreement new: Marl Footbridge: " in later
    assert "1 page new: Marl Footbridge." in earlier
    assert "Pell Mill" not in earlier


def test_a_second_night_of_one_date_that_brings_nothing_says_so(
    tmp_path: Path, engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its report told the first night's pages and disagreements as new once more."""
    monkeypatch.setenv("NIGHTWIKI_NOW", "2026-03-01T22:00:00+00:00")
    shelf, wiki = tmp_path / "shelf", tmp_path / "wiki"
    shelf.mkdir()
    (shelf / "one.md").write_text(ONE, encoding="utf-8")
    (shelf / "two.md").write_text(TWO, encoding="utf-8")
    night(wiki, [str(shelf)], engine)
    first = told(wiki)
    assert (len(first.nightly.new), len(first.nightly.disagreements)) == (1, 1)
    night(wiki, [str(shelf)], engine)
    second = told(wiki)
    assert (second.nightly.new, second.nightly.changed, second.nightly.disagreements) == ((), (), ())


def test_the_page_is_whole_runs_nothing_and_is_known_as_ours(tmp_path: Path, engine: str) -> None:
    hostile = tmp_path / "<img src=x onerror=alert(1)>.md"
    (tmp_path / "one.md").write_text(ONE, encoding="utf-8")
    night(tmp_path / "wiki", [str(tmp_path / "one.md"), str(hostile)], engine)
    found = told(tmp_path / "wiki")
    page = write_report(found, tmp_path / "wiki").read_text(encoding="utf-8")
    assert "<img" not in page
    assert "&lt;img" in page
    assert "default-src 'none'" in page
    assert "<script" not in page
    assert is_page(write_report(found, tmp_path / "wiki"))


def test_names_lead_to_the_files_beside_it_and_none_runs(tmp_path: Path, engine: str) -> None:
    shelf, wiki = tmp_path / "shelf", tmp_path / "wiki"
    shelf.mkdir()
    (shelf / "one.md").write_text(ONE, encoding="utf-8")
    (shelf / "two.md").write_text(TWO, encoding="utf-8")
    night(wiki, [str(shelf), "javascript:alert(1)", str(tmp_path / "missing.md")], engine)
    page = wiki / "Marl Footbridge.md"
    page.rename(wiki / "javascript:alert(2).md")
    links = re.findall(r'href="([^"]*)"[^>]*>([^<]*)', write_report(told(wiki), wiki).read_text(encoding="utf-8"))
    assert ("./javascript%3Aalert%282%29.md", "Marl Footbridge") in links
    assert any(href == "./conflicts.md" and words.endswith("?") for href, words in links)
    assert all(href.startswith("./") or (wiki / href).is_file() or href == "graph.html" for href, _ in links)
    served = lead_of(Shelf(wiki), lambda path: f"./{path}", "./conflicts.html#c-{id}")
    assert served("entry", 'a"b') == "./conflicts.html#c-a%22b"
    assert [served("source", one) for one in ("https://example.org/x", "javascript:alert(1)", "/etc/x", "data:,")] == [
        "https://example.org/x", "", "", "",
    ]  # fmt: skip


def test_bars_stay_in_their_picture() -> None:
    made = bars(
        [("2026-03-01T22:00", 1000, 400, 90, 3), ("2026-03-01T22:10", 0, 0, 0, 0), ("2026-03-01T22:20", 5000, 0, 10, 9)]
    )
    assert all(0 <= one["read_y"] <= 64 and one["read_height"] >= one["cached_height"] >= 0 for one in made)
    assert all(0 <= one["written_height"] <= 44 for one in made)
    assert bars([]) == []
