"""Pages that a person renamed, moved, swapped, copied or deleted: each keeps its identity, and links follow."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from agent.known.lines import Line
from agent.known.slices import whole
from agent.state.state import State
from agent.wiki.folder.carry import Outcome
from agent.wiki.folder.places import Seen, survey
from agent.wiki.folder.publish import publishing
from agent.wiki.lint import lint
from agent.wiki.render import render
from agent.wiki.view import WikiView
from tests.wiki.wikis import kettle

ADA, KETTLE = "Ada Holm.md", "Kettle (software).md"
MINE = "\n## Mine\n\nMy own words.\n"


@pytest.fixture
def wiki(tmp_path: Path) -> Path:
    night(tmp_path)
    return tmp_path


def night(wiki: Path, view: WikiView | None = None, seen: Seen | None = None) -> Outcome:
    with State.to_write(wiki) as state:
        places = survey(wiki, state.published, seen)
        return whole(publishing(wiki, render(view or kettle(), places), state.published))


def with_a_new_claim(view: WikiView) -> WikiView:
    page = view.pages[1]
    line = Line("It may retry a failed job.", view.pages[0].lines[0].citations, ("c9",))
    return replace(view, pages=(view.pages[0], replace(page, lines=(*page.lines, line)), *view.pages[2:]))


def paths(wiki: Path) -> set[str]:
    return {path.relative_to(wiki).as_posix() for path in wiki.rglob("*.md") if ".nightwiki" not in path.parts}


def add(path: Path, text: str = MINE) -> None:
    path.write_text(path.read_text() + text)


def broken(wiki: Path) -> list[str]:
    return [f"{finding.page} {finding.detail}" for finding in lint(wiki) if finding.rule == "broken-link"]


@pytest.mark.parametrize("new", ["Ada.md", "People/Ada Holm.md", "A/b/C, the (third).md", "sources/Ada.md"])
@pytest.mark.parametrize("edited", [False, True])
def test_a_page_stays_where_a_person_puts_it_and_links_follow(wiki: Path, new: str, edited: bool) -> None:
    (wiki / new).parent.mkdir(parents=True, exist_ok=True)
    (wiki / ADA).rename(wiki / new)
    if edited:
        add(wiki / new)
    night(wiki, with_a_new_claim(kettle()))
    assert ADA not in paths(wiki)
    text = (wiki / new).read_text()
    assert "It may retry a failed job." in text
    assert text.endswith(MINE) == edited
    assert broken(wiki) == []
    name = new.removesuffix(".md") if new.startswith("sources/") else Path(new).stem
    assert f"[[{name}|Ada Holm]]" in (wiki / KETTLE).read_text().replace(f"[[{name}]]", f"[[{name}|Ada Holm]]")
    assert night(wiki, with_a_new_claim(kettle())).unchanged == len(paths(wiki))


def test_a_name_that_two_notes_have_is_linked_by_its_whole_path(wiki: Path) -> None:
    (wiki / "People").mkdir()
    (wiki / ADA).rename(wiki / "People" / ADA)
    (wiki / "Notes").mkdir()
    (wiki / "Notes" / ADA).write_text("another Ada\n")
    night(wiki)
    assert "[[People/Ada Holm|Ada Holm]]" in (wiki / KETTLE).read_text()


def test_a_name_that_no_link_can_hold_is_not_linked(wiki: Path) -> None:
    (wiki / ADA).rename(wiki / "Ada #1 [old].md")
    night(wiki)
    assert "Ada Holm" in (wiki / KETTLE).read_text()
    assert broken(wiki) == []


def test_a_source_may_move_too(wiki: Path) -> None:
    (wiki / "Reading").mkdir()
    (wiki / "sources" / "notes.md").rename(wiki / "Reading" / "My notes.md")
    night(wiki)
    assert "sources/notes.md" not in paths(wiki)
    assert "[[My notes#^s2|Notes]]" in (wiki / ADA).read_text()
    assert broken(wiki) == []


def test_two_pages_that_change_names_are_still_themselves(wiki: Path) -> None:
    (wiki / ADA).rename(wiki / "x")
    (wiki / KETTLE).rename(wiki / ADA)
    (wiki / "x").rename(wiki / KETTLE)
    add(wiki / KETTLE)
    night(wiki)
    assert "id: p-kettle" in (wiki / ADA).read_text()
    assert "id: p-ada" in (wiki / KETTLE).read_text()
    assert (wiki / KETTLE).read_text().endswith(MINE)
    assert "[[Kettle (software)|Ada Holm]]" in (wiki / ADA).read_text()


def test_a_page_moved_over_another_takes_its_place(wiki: Path) -> None:
    (wiki / ADA).replace(wiki / KETTLE)
    night(wiki)
    assert "id: p-ada" in (wiki / KETTLE).read_text()
    assert not any("id: p-kettle" in (wiki / path).read_text() for path in paths(wiki))
    assert broken(wiki) == []


def test_a_copy_is_a_persons_own(wiki: Path) -> None:
    shutil.copy(wiki / ADA, wiki / "A copy.md")
    add(wiki / "A copy.md")
    before = (wiki / "A copy.md").read_bytes()
    night(wiki, with_a_new_claim(kettle()))
    assert (wiki / "A copy.md").read_bytes() == before
    assert "It may retry" in (wiki / ADA).read_text()


def test_a_deleted_page_stays_away_and_nothing_links_to_it(wiki: Path) -> None:
    (wiki / ADA).unlink()
    for view in (kettle(), with_a_new_claim(kettle())):
        night(wiki, view)
        assert ADA not in paths(wiki)
        assert broken(wiki) == []
    assert "Ada Holm" in (wiki / KETTLE).read_text()
    assert not any("[[Ada Holm" in (wiki / path).read_text() for path in paths(wiki))


def test_a_page_out_of_the_bin_is_itself_again(wiki: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    away = tmp_path_factory.mktemp("bin") / ADA
    shutil.move(wiki / ADA, away)
    night(wiki)
    shutil.move(away, wiki / "Restored.md")
    night(wiki, with_a_new_claim(kettle()))
    assert "It may retry" in (wiki / "Restored.md").read_text()
    assert "[[Restored|Ada Holm]]" in (wiki / KETTLE).read_text()


@pytest.mark.parametrize("own", ["index.md", "log.md", "conflicts.md", "AGENTS.md", "sources/notes.md"])
def test_files_about_the_wiki_may_be_deleted_too(wiki: Path, own: str) -> None:
    (wiki / own).unlink()
    night(wiki)
    assert own not in paths(wiki)
    assert broken(wiki) == []


def test_a_page_that_a_person_changed_keeps_its_file_when_its_title_changes(wiki: Path) -> None:
    add(wiki / ADA)
    view = kettle()
    night(wiki, replace(view, pages=(view.pages[0], replace(view.pages[1], title="Ada M. Holm"), *view.pages[2:])))
    assert "Ada M. Holm.md" not in paths(wiki)
    assert "title: Ada M. Holm" in (wiki / ADA).read_text()
    assert broken(wiki) == []


def test_claims_that_wait_are_said_until_there_is_a_place_for_them(wiki: Path) -> None:
    file = wiki / ADA
    file.write_text(file.read_text().replace("She lives in Oslo.", "She lives in Bergen."))
    view = kettle()
    page = replace(view.pages[1], lines=(replace(view.pages[1].lines[0], text="She lives in Oslo now."),))
    changed = replace(view, pages=(view.pages[0], page, *view.pages[2:]))
    assert list(night(wiki, changed).held) == [ADA]
    assert "She lives in Bergen." in file.read_text()
    waiting = [finding for finding in lint(wiki) if finding.rule == "claims-waiting"]
    assert [finding.page for finding in waiting] == [ADA]
    assert "She lives in Oslo now." in waiting[0].detail
    file.write_text(file.read_text().replace("She lives in Bergen.", "She lives in Oslo."))
    assert night(wiki, changed).held == {}
    assert "She lives in Oslo now." in file.read_text()
    assert [finding for finding in lint(wiki) if finding.rule == "claims-waiting"] == []


def test_a_wiki_without_its_state_is_a_persons(wiki: Path) -> None:
    (wiki / ADA).rename(wiki / "Ada.md")
    add(wiki / "Ada.md")
    night(wiki)
    before = {path: (wiki / path).read_bytes() for path in paths(wiki)}
    shutil.rmtree(wiki / ".nightwiki")
    assert [finding for finding in lint(wiki) if finding.rule == "broken-link"] == []
    outcome = night(wiki, with_a_new_claim(kettle()))
    assert "Ada.md" in outcome.held
    assert {path: (wiki / path).read_bytes() for path in paths(wiki)} == before
    assert night(wiki, with_a_new_claim(kettle())).written == []


def test_unseen_changes_are_found_without_reading_all_again(wiki: Path) -> None:
    seen: Seen = {}
    night(wiki, seen=seen)
    files = dict(seen)
    add(wiki / ADA)
    night(wiki, seen=seen)
    assert {path for path in seen if seen[path] is not files[path]} == {ADA}
