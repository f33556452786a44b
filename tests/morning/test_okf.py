"""The bundle reads well without Obsidian: every link leads somewhere, every page says what it is, footnotes keep their names."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import frontmatter
import pytest
from markdown_it import MarkdownIt

from agent.errors import Fatal
from agent.morning.okf import export_okf
from agent.wiki.links import outside_code

ROOT = Path(__file__).parents[2]
RESERVED = {"index.md", "log.md"}


def links(text: str) -> list[str]:
    """Where the links of a page lead, by a reader of CommonMark; those in footnotes too."""
    plain = re.sub(r"(?m)^\[\^[^\]]+\]:", "", text)
    tokens = [child for token in MarkdownIt().parse(plain) for child in token.children or ()]
    return [str(token.attrs["href"]) for token in tokens if token.type == "link_open"]


@pytest.mark.parametrize("wiki", ["wiki", "examples/expected"])
def test_every_link_of_the_bundle_leads_to_a_page_and_a_place_in_it(tmp_path: Path, wiki: str) -> None:
    export_okf(ROOT / wiki, tmp_path / "b")
    followed = 0
    for file in sorted((tmp_path / "b").rglob("*.md")):
        post = frontmatter.loads(file.read_text(encoding="utf-8"))
        assert "[[" not in re.sub(r"`[^`]*`", "", post.content) + str(post.metadata), file
        for link in links(post.content):
            path, _, place = unquote(link).partition("#")
            goal = (file.parent / path).resolve() if path else file
            assert goal.is_file(), (file, link)
            assert " " not in path, (file, link)
            if re.fullmatch(r"s\d+", place):
                assert f'<a id="{place}"></a>' in goal.read_text(encoding="utf-8"), (file, link)
            followed += 1
    assert followed > 1000


@pytest.mark.parametrize("wiki", ["wiki", "examples/expected"])
def test_the_rules_of_the_format(tmp_path: Path, wiki: str) -> None:
    export_okf(ROOT / wiki, tmp_path / "b")
    for file in (tmp_path / "b").rglob("*.md"):
        post = frontmatter.loads(file.read_text(encoding="utf-8"))
        assert bool(post.metadata.get("type")) == (file.name not in RESERVED), file
        assert bool(post.metadata) == (file.name not in RESERVED), file
        listed = post.metadata.get("sources")
        slugs = {source["id"] for source in listed} if isinstance(listed, list) else set()
        for label in re.findall(r"\[\^([^\]]+)\]", post.content) if slugs else ():
            assert re.sub(r"-\d+(?:-{1,2}\d+)?$", "", label) in slugs, (file, label)
    days = re.findall(r"(?m)^## (.*)$", (tmp_path / "b" / "log.md").read_text(encoding="utf-8"))
    assert days == sorted(days, reverse=True)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", day) for day in days)
    index = (tmp_path / "b" / "index.md").read_text(encoding="utf-8")
    assert all(re.match(r"\* \[.+\]\(\S+\)( - .+)?$", line) for line in index.split("\n") if line[:2] in ("* ", "- "))


def test_pages_of_a_person_names_that_collide_and_code(tmp_path: Path) -> None:
    wiki = tmp_path / "wiki"
    (wiki / "sub").mkdir(parents=True)
    files = {
        "A b.md": "---\ntype: concept\n---\n\n# A b\n\nSee [[a-b|the (other) one]], `[[A b]]`, [[Gone|nobody]] and ![[p.png]].\n",
        "a-b.md": "# Mine\n\n```\n[[A b]]\n```\n\nA line. ^here\n",
        "sub/Log.md": "---\ntype: note\ntags: [x]\n---\n\nUp to [[a-b#^here]] and [[A b#Some Heading!|on]].\n",
        "Old.md": "---\ntype: redirect\n---\n\nGoes to [[A b]].\n",
        "报告.md": "---\ntype: ''\ntitle: 报告\n---\n\n> [!note] Seen\n> in [[Old|an old one]]\n",
        "log.md": "# Log\n\n## 2026-11-22\n\n- a\n\n## 2026-11-23\n\n- b\n",
    }
    for path, text in files.items():
        (wiki / path).write_text(text, encoding="utf-8")
    (wiki / "p.png").write_bytes(b"png")
    (wiki / "graph.html").write_text("<p>")
    export_okf(wiki, tmp_path / "b")
    made = {
        path.relative_to(tmp_path / "b").as_posix(): path.read_text(encoding="utf-8")
        for path in (tmp_path / "b").rglob("*.md")
    }
    assert sorted(made) == ["a-b-2.md", "a-b.md", "log.md", "sub/log-2.md", "报告.md"]
    assert "See [the (other) one](a-b-2.md), `[[A b]]`, nobody and ![p.png](p.png)." in made["a-b.md"]
    assert made["a-b-2.md"] == '---\ntype: note\n---\n\n# Mine\n\n```\n[[A b]]\n```\n\n<a id="here"></a>A line.\n'
    assert "Up to [a-b](../a-b-2.md#here) and [on](../a-b.md#some-heading)." in made["sub/log-2.md"]
    assert made["报告.md"] == "---\ntype: note\ntitle: 报告\n---\n\n> **Seen**\n> in [an old one](a-b.md)\n"
    assert made["log.md"].index("2026-11-23") < made["log.md"].index("2026-11-22")
    assert (tmp_path / "b" / "p.png").read_bytes() == b"png"
    assert not (tmp_path / "b" / "graph.html").exists()
    export_okf(wiki, tmp_path / "b")  # and again over what it wrote


@pytest.mark.parametrize(
    "links", ["\n- '[[A b]]'\n- '[[C]]'", "\n  - '[[A b]]'\n  - '[[C]]'", " ['[[A b]]', '[[C]]']", " []"]
)
def test_the_links_for_obsidian_are_left_out_however_its_editor_wrote_the_front_matter_anew(
    tmp_path: Path, links: str
) -> None:
    wiki = tmp_path / "wiki"
    wiki.mkdir()
    text = f"---\ntype: concept\ntags:\n  - x\nsource_links:{links}\nclaims: 2\n---\n\n# A b\n"
    (wiki / "A b.md").write_text(text, encoding="utf-8")
    export_okf(wiki, tmp_path / "b")
    made = (tmp_path / "b" / "a-b.md").read_text(encoding="utf-8")
    assert made == "---\ntype: concept\ntags:\n  - x\nclaims: 2\n---\n\n# A b\n"


def test_no_folder_of_anybody_else_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "a.txt").write_text("x")
    for folder in (tmp_path / "mine", ROOT / "wiki" / "okf"):
        with pytest.raises(Fatal):
            export_okf(ROOT / "wiki", folder)


@pytest.mark.parametrize("text", ["a `b` c", "```\na\n```\nb", "`a", "a\n~~~\nb", "", "`a` `b`\n`c`", "a\x00b `c`"])
def test_what_is_code_is_not_changed(text: str) -> None:
    code = re.findall(r"`[^`\n]+`|(?s:```\n.*?\n```)", text)
    told = outside_code(text, str.upper)
    assert all(one in told for one in code)
    assert outside_code(text, lambda piece: piece) == text.replace("\x00", "") or "\x00" not in text
