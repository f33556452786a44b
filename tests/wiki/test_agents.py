"""What AGENTS.md shows another agent to write is what lint accepts; Obsidian's graph is set up once and then left alone."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from agent.knowledge.model import PAGE_KINDS
from agent.morning.checks import findings
from agent.wiki.folder.obsidian import write_once
from agent.wiki.render import render
from tests.morning.served import SOURCES, a_wiki
from tests.night.nights import in_child, rehearsal_process
from tests.wiki.wikis import kettle

ADA = """---
title: Marl Yard
type: person
description: x
---

# Marl Yard

Marl Yard was a yard beside [[Marl Footbridge|the footbridge]].[^town-history-1] It closed.[^town-history-1]

[^town-history-1]: [[sources/town-history|T]]: "x"
"""
SOURCE = (
    "---\nid: town-history\ntitle: T\ntype: source\n---\n\n- **17** The footbridge. ^s17\n- **18** Its steel. ^s18\n"
)


def test_the_page_that_it_shows_is_one_that_lint_accepts(tmp_path: Path) -> None:
    agents = render(kettle())["AGENTS.md"]
    shown = re.search(r"```\n(---.*?)\n```", agents, re.DOTALL)
    assert shown
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "town-history.md").write_text(SOURCE)
    (tmp_path / "Marl Yard.md").write_text(ADA)
    (tmp_path / "AGENTS.md").write_text(agents, encoding="utf-8")
    (tmp_path / "Marl Footbridge.md").write_text(shown[1] + "\n", encoding="utf-8")
    assert findings(tmp_path) == []


def test_a_page_that_an_agent_wrote_lives_through_the_next_night(tmp_path: Path) -> None:
    wiki = a_wiki(tmp_path)
    agents = (wiki / "AGENTS.md").read_text(encoding="utf-8")
    shown = re.search(r"```\n(---.*?)\n```", agents, re.DOTALL)
    assert shown
    slug = min((wiki / "sources").glob("*.md")).stem
    text = shown[1].replace("town-history", slug).replace("[[Marl Yard]]", "Marl Yard") + "\n"
    (wiki / "Marl Footbridge.md").write_text(text, encoding="utf-8")
    with rehearsal_process() as engine:
        assert in_child(wiki, SOURCES, engine, workers=1) == 0
    assert (wiki / "Marl Footbridge.md").read_text(encoding="utf-8") == text
    assert [row for row in findings(wiki) if row["page"] == "Marl Footbridge.md" and row["severity"] == "error"] == []


def test_the_graph_of_obsidian_has_a_colour_for_each_kind(tmp_path: Path) -> None:
    assert write_once(tmp_path)
    told = json.loads((tmp_path / ".obsidian" / "graph.json").read_text())
    assert [group["query"] for group in told["colorGroups"]] == [f'["type":{kind}]' for kind in PAGE_KINDS]
    assert len({group["color"]["rgb"] for group in told["colorGroups"]}) == len(PAGE_KINDS)
    assert '-path:"sources/"' in told["search"]


@pytest.mark.parametrize("deleted", [True, False])
def test_what_a_person_made_of_it_stays(tmp_path: Path, deleted: bool) -> None:
    wiki = a_wiki(tmp_path)
    file = wiki / ".obsidian" / "graph.json"
    assert "colorGroups" in file.read_text()
    if deleted:
        file.unlink()
    else:
        file.write_text('{"mine": true}')
    with rehearsal_process() as engine:
        assert in_child(wiki, SOURCES, engine, workers=1) == 0
    assert file.exists() != deleted
    assert deleted or file.read_text() == '{"mine": true}'


def test_a_wiki_inside_a_vault_and_one_with_a_link_for_a_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "vault" / ".obsidian").mkdir(parents=True)
    (tmp_path / "vault" / "wiki").mkdir()
    assert not write_once(tmp_path / "vault" / "wiki")
    (tmp_path / "other").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "other" / ".obsidian").symlink_to(tmp_path / "elsewhere")
    assert not write_once(tmp_path / "other")
    assert not list((tmp_path / "elsewhere").iterdir())
