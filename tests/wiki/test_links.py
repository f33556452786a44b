"""Wikilinks as Obsidian reads them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.wiki.links import NoteIndex, WikiLink, find_links, without_code


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("[[A]] and [[B|b]]", [WikiLink("A"), WikiLink("B", alias="b")]),
        ("[[A#Part|words]]", [WikiLink("A", "Part", "words")]),
        ("![[image.png]]", [WikiLink("image.png", embed=True)]),
        ("| [[A\\|b]] |", [WikiLink("A", alias="b")]),
        ("[[#Part]]", [WikiLink("", "Part")]),
        ("`[[A]]` [[B]]", [WikiLink("B")]),
        ("```\n[[A]]\n```\n[[B]]\n~~~\n[[C]]\n~~~", [WikiLink("B")]),
        ("```\n[[A]]", [WikiLink("A")]),
        ("1. So:\n\n   ```toml\n   [[A]]\n   ```\n2. [[B]]", [WikiLink("B")]),
        ("- ~~~\n  [[A]]\n  ~~~\n- [[B]]", [WikiLink("B")]),
        ("> > ```\n> > [[A]]\n> > ```\n\n[[B]]", [WikiLink("B")]),
        ("> ```\n> [[A]]\n\n[[B]]\n\n```\n[[C]]\n```", [WikiLink("A"), WikiLink("B")]),
        ("````md\n```\n[[A]]\n```\n[[A]]\n````\n[[B]]", [WikiLink("B")]),
        ("```toml\n[[A]]\n`````\n[[B]]", [WikiLink("B")]),
        ("~~~\n[[A]]\n```\n[[A]]\n~~~\n[[B]]", [WikiLink("B")]),
        ("``[[A]] ` [[A]]`` [[B]] ``` [[C]]", [WikiLink("B"), WikiLink("C")]),
        ("[[a\nb]] [[]] [[[A]]]", [WikiLink("A")]),
    ],
)
def test_links_are_found(text: str, links: list[WikiLink]) -> None:
    assert find_links(text) == links


def test_a_target_means_a_path_then_its_end_then_a_name() -> None:
    index = NoteIndex(["x/A.md", "A.md", "x/y/B.md", "z/B.md", "Cafe\u0301.md"], ["img/p.png", "img/q.PNG"])
    expected = {
        "A": "A.md",
        "a.md": "A.md",
        "x/a": "x/A.md",
        "B": "z/B.md",
        "y/B": "x/y/B.md",
        "café": "Cafe\u0301.md",
        "p.png": "img/p.png",
        "img/Q.png": "img/q.PNG",
        "nowhere": None,
        "": None,
    }
    assert {target: index.resolve(target) for target in expected} == expected


@pytest.mark.data
@pytest.mark.skipif("NIGHTWIKI_DATA" not in os.environ, reason="NIGHTWIKI_DATA names no folder")
def test_no_link_leads_out_of_the_given_fences() -> None:
    notes = Path(os.environ["NIGHTWIKI_DATA"], "cases", "19-graph-fences").glob("*.md")
    assert {link.target for note in notes for link in find_links(note.read_text(encoding="utf-8"))} == {"Kettle"}


@given(st.text(st.sampled_from("`~\n[]|#a ")))
def test_any_text_can_be_read(text: str) -> None:
    assert "[[" in text or not find_links(text)
    assert len(without_code(text)) <= len(text)


@pytest.mark.data
@pytest.mark.skipif("NIGHTWIKI_DATA" not in os.environ, reason="NIGHTWIKI_DATA names no folder")
@pytest.mark.parametrize("vault", ["foam-docs", "data-engineering-wiki"])
def test_the_links_of_real_vaults_are_counted_as_others_count_them(vault: str) -> None:
    root = Path(os.environ["NIGHTWIKI_DATA"], "vaults", vault)
    expected = json.loads(root.with_name(f"{vault}.expected.json").read_text(encoding="utf-8"))["md_only"]
    files = [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()]
    notes = [path for path in files if path.endswith(".md")]
    index = NoteIndex(notes, [path for path in files if not path.endswith(".md")])
    links = [link for note in notes for link in find_links((root / note).read_text(encoding="utf-8"))]
    assert len(links) == expected["wikilinks"]
    assert sum(link.embed for link in links) == expected["embeds"]
    assert sum(bool(link.alias) for link in links) == expected["with_alias"]
    assert (
        sum(bool(link.target) and index.resolve(link.target) is None for link in links) == expected["unresolved_links"]
    )
