"""Lint finds what is wrong, and nothing in what we write ourselves."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from agent.wiki.editor.note import Finding
from agent.wiki.lint import lint
from agent.wiki.render import render
from agent.wiki.view import WikiView
from tests.wiki.wikis import kettle, wikis


def found(folder: Path, files: Mapping[str, str]) -> list[Finding]:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return lint(folder)


def page(body: str, title: str = "Page", kind: str = "concept") -> str:
    return f"---\ntitle: {title}\ntype: {kind}\n---\n\n# {title}\n\n{body}\n"


def test_what_we_write_is_clean(tmp_path: Path) -> None:
    assert found(tmp_path, render(kettle())) == []


@settings(
    max_examples=15,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
)
@given(wikis())
def test_whatever_the_sources_say_what_we_write_is_clean(
    tmp_path_factory: pytest.TempPathFactory, view: WikiView
) -> None:
    allowed = {"orphan", "duplicate-title"}  # these follow from the titles
    findings = found(tmp_path_factory.mktemp("wiki"), render(view))
    assert [finding for finding in findings if finding.rule not in allowed] == []


@pytest.mark.parametrize(
    ("rule", "files", "detail"),
    [
        ("broken-link", {"A.md": page("See [[Nowhere|there]].[^a]\n\n[^a]: x")}, "[[Nowhere]]"),
        ("orphan", {"A.md": page("Alone.[^a]\n\n[^a]: x")}, "no other page links here"),
        ("missing-type", {"A.md": "# A\n\nWords.\n"}, "no type in the front matter"),
        ("missing-type", {"A.md": "---\ntype: ''\n---\n\n# A\n"}, "no type in the front matter"),
        ("unreadable", {"A.md": "---\ntype: [\n---\n\n# A\n"}, "front matter that cannot be read: ParserError"),
        ("no-citation", {"A.md": page("A lead.\n\n- An item[^a]\n\n[^a]: x")}, "A lead."),
        (
            "no-citation",
            {"A.md": page("## Facts\n\n- An item\n  on two lines\n- One[^a]\n\n[^a]: x")},
            "- An item on two lines",
        ),
        ("no-citation", {"A.md": page("Cited.[^a] And this is not.\n\n[^a]: x")}, "And this is not."),
        ("no-citation", {"A.md": page("## Facts\n\nCited.[^a]\n\nA paragraph.\n\n[^a]: x")}, "A paragraph."),
        ("undefined-footnote", {"A.md": page("Words.[^a]")}, "[^a]"),
        ("unused-footnote", {"A.md": page("[^a]: x")}, "[^a]"),
        (
            "duplicate-title",
            {"A.md": page("", "Retry policy"), "B.md": page("", "retry-policy")},
            "the same title as A.md",
        ),
        ("scaffolding", {"A.md": page("As an AI language model, I know.[^a]\n\n[^a]: x")}, "As an AI language model"),
        ("scaffolding", {"A.md": page("- Do: assign, summarise[^a]\n\n[^a]: x")}, "Do: assign"),
        ("scaffolding", {"A.md": page("- <think>Hm</think>[^a]\n\n[^a]: x")}, "<think>"),
        (
            "log-order",
            {"log.md": "# Log\n\n## 2026-11-22\n\n- a\n\n## 2026-11-23\n\n- b\n"},
            "2026-11-23 stands after 2026-11-22",
        ),
        ("log-order", {"log.md": "# Log\n\n## Yesterday\n"}, "a heading that is no day: Yesterday"),
    ],
)
def test_each_rule(tmp_path: Path, rule: str, files: dict[str, str], detail: str) -> None:
    assert detail in [finding.detail for finding in found(tmp_path, files) if finding.rule == rule]


@pytest.mark.parametrize(
    "body",
    [
        "## See also\n\n- A link without a footnote",
        "> [!warning] Sources disagree\n> - quoted",
        "```\n- code [[Nowhere]] [^x]\n```",
        "Use `[[Nowhere]]` and `[^x]`.[^a]\n\n[^a]: x",
        "As the source shows it:[^a]\n\n[^a]: As an AI language model",
        "“As an AI language model, I know,” it said.[^a]\n\n[^a]: x",
        "“One sentence. And the next!”[^a][^b]\n\n[^a]: x\n[^b]: x",
        "## Gates\n\n| Gate | Width |\n| --- | --- |\n| North | 12 m[^a] |\n\n[^a]: x",
        "*Rehearsal: no language model wrote this page.*",
        "## My own section\n\nA thought of mine, as prose.",
    ],
)
def test_what_is_no_fault(tmp_path: Path, body: str) -> None:
    assert [finding.rule for finding in found(tmp_path, {"A.md": page(body)})] == ["orphan"]


def test_a_link_through_a_redirect_counts(tmp_path: Path) -> None:
    files = {
        "A.md": page("See [[Old]].[^a]\n\n[^a]: x", "A"),
        "B.md": page("", "B"),
        "Old.md": page("Goes to [[B]].", "Old", "redirect"),
    }
    assert [finding.page for finding in found(tmp_path, files) if finding.rule == "orphan"] == ["A.md"]


def test_nothing_outside_and_nothing_hidden_is_read(tmp_path: Path) -> None:
    outside, wiki = tmp_path / "outside", tmp_path / "wiki"
    outside.mkdir()
    (outside / "a.md").write_text("[[Nowhere]]")
    wiki.mkdir()
    (wiki / "link").symlink_to(outside)
    (wiki / "a.md").symlink_to(outside / "a.md")
    assert found(wiki, {".nightwiki/kept/a.md": "[[Nowhere]]", ".obsidian/b.md": "[[Nowhere]]"}) == []


def test_many_pages_are_read_in_one_go(tmp_path: Path) -> None:
    files = {f"P{n}.md": page(f"See [[P{n + 1}]].[^a]\n\n[^a]: x", f"P{n}") for n in range(50)}
    assert {re.sub(r"\d", "", finding.rule) for finding in found(tmp_path, files)} == {"broken-link", "orphan"}
