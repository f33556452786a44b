"""The exported folder: every link leads to a file, and nothing that somebody else put there is written over."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from typer.testing import CliRunner

from agent.cli import app
from agent.errors import Fatal
from agent.morning.serve.export import MARK, export
from tests.morning.served import a_wiki


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    return a_wiki(tmp_path)


def test_every_link_leads_to_a_file_and_a_place_in_it(wiki: Path, tmp_path: Path) -> None:
    (wiki / "deep" / "er").mkdir(parents=True)
    (wiki / "deep" / "er" / "A & b # c%20?.md").write_text(
        "# Odd\n\n[[1866 cable]] ![[pic.png]] [[#Odd]]\n", encoding="utf-8"
    )
    (wiki / "pic.png").write_bytes(b"\x89PNG")
    out = tmp_path / "out"
    assert CliRunner().invoke(app, ["export", "--html", str(out), "--wiki", str(wiki)]).exit_code == 0
    pages = {path: path.read_text(encoding="utf-8") for path in out.rglob("*.html")}
    assert len(pages) > 30
    for path, html in pages.items():
        if path.name == "graph.html":
            continue
        for href in re.findall(r'(?:href|src)="([^"]+)"', html):
            if re.match(r"https?:|mailto:", href):
                continue
            name, _, place = href.replace("&amp;", "&").partition("#")
            target = (path.parent / unquote(name)).resolve() if name else path
            assert target.is_file(), (path, href)
            if place and target.name == "graph.html":  # behind it the map reads which page to show
                assert (wiki / unquote(place)).is_file(), (path, href)
            elif place:
                assert f'id="{unquote(place)}"' in target.read_text(encoding="utf-8"), (path, href)
    assert (out / "files" / "pic.png").read_bytes() == b"\x89PNG"
    assert '<form class="settle"' not in "".join(pages.values())


def test_it_is_written_anew_and_what_is_gone_goes(wiki: Path, tmp_path: Path) -> None:
    export(wiki, tmp_path / "out")
    (wiki / "Newfoundland.md").unlink()
    export(wiki, tmp_path / "out")
    assert not (tmp_path / "out" / "pages" / "Newfoundland.html").exists()
    assert (tmp_path / "out" / "index.html").exists()


@pytest.mark.parametrize("where", ["full", "file", "link", "wiki/inside", "wiki"])
def test_nothing_of_anybodys_is_written_over(wiki: Path, tmp_path: Path, where: str) -> None:
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "full")
    with pytest.raises(Fatal):
        export(wiki, tmp_path / where)
    assert (tmp_path / "full" / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "full" / MARK).exists()


def test_a_note_that_no_file_can_be_named_after_costs_only_itself(wiki: Path, tmp_path: Path) -> None:
    (wiki / f"{'x' * 252}.md").write_text("# Long\n", encoding="utf-8")
    (wiki / "a.html").mkdir()
    (wiki / "a.html" / "b.md").write_text("# Inside\n", encoding="utf-8")
    (wiki / "a.md").write_text("# Beside\n", encoding="utf-8")
    assert "; 2 left out" in export(wiki, tmp_path / "out")
    assert (tmp_path / "out" / "pages" / "Newfoundland.html").is_file()


def test_the_current_folder_is_named_by_a_dot(wiki: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    export(wiki, Path())
    assert (tmp_path / "here" / "index.html").is_file()


def test_a_link_where_the_pages_are_gathered_is_not_written_through(wiki: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / ".out.part").symlink_to(tmp_path / "mine")
    export(wiki, tmp_path / "out")
    assert not list((tmp_path / "mine").iterdir())
    assert not (tmp_path / "out").is_symlink()
