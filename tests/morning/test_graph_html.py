"""The graph page as a file: whole, offline, and safe against what titles may hold."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.morning import graph_html
from agent.morning.graph import Note, WikiGraph, analyse
from agent.morning.graph_html import Addresses, graph_data, script_json, write_graph_html

VENDOR = Path(graph_html.__file__).parent / "vendor"
HOSTILE = [
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    "]]><!-- \u2028 \u2029 --!>",
    "javascript:window.pwned=1",
    "\"'`${window.pwned=1}`{{ 7*7 }}{% x %}",
]


class Page(HTMLParser):
    """The tags of a page, and the text of its scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inside: list[tuple[str, str]] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        last = next((tag for tag, _ in reversed(self.tags)), "")
        if last in {"script", "style", "title", "h1"}:
            self.inside.append((last, data))

    def texts(self, tag: str) -> list[str]:
        return [text for name, text in self.inside if name == tag and text.strip()]

    def attributes(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def hostile_graph() -> WikiGraph:
    notes = tuple(Note(f"{n}/{text}.md".replace("\u2028", ""), text, text, text, n) for n, text in enumerate(HOSTILE))
    links = tuple(sorted((a.path, b.path) for a in notes for b in notes if a != b))
    return WikiGraph(Path("wiki"), tuple(sorted(notes, key=lambda note: note.path)), links, wanted=((HOSTILE[0], ()),))


def page_of(graph: WikiGraph, title: str = "A wiki") -> tuple[str, Page]:
    text = graph_html.graph_html(graph, analyse(graph), title)
    return text, Page(text)


def test_a_hostile_title_adds_no_element() -> None:
    _, plain = page_of(WikiGraph(Path("wiki"), (Note("a.md", "A"),), ()))
    _, hostile = page_of(hostile_graph(), HOSTILE[0])
    # The figures in the head are in `b`, and the one for communities is left out where there are none.
    assert [tag for tag, _ in hostile.tags if tag != "b"] == [tag for tag, _ in plain.tags if tag != "b"]
    assert hostile.texts("h1")[0].strip() == HOSTILE[0]


def test_the_data_come_back_as_they_went_in() -> None:
    graph = hostile_graph()
    _, page = page_of(graph)
    data = json.loads(page.texts("script")[0])
    assert data == graph_data(graph, analyse(graph), Addresses())
    assert sorted(note[1] for note in data["notes"]) == sorted(HOSTILE)


@given(st.recursive(st.text(), lambda inner: st.lists(inner, max_size=3), max_leaves=5))
def test_json_in_a_script_is_the_same_json_and_ends_no_script(value: object) -> None:
    text = script_json(value)
    assert json.loads(text) == value
    assert not re.search("[<>&\u2028\u2029]", text)


def test_the_policy_names_each_script_and_the_style_and_allows_nothing_else() -> None:
    _, page = page_of(hostile_graph())
    policy = next(a["content"] for a in page.attributes("meta") if a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    scripts = page.texts("script")[1:]
    assert len(scripts) == 5
    for text in [*scripts, *page.texts("style")]:
        assert base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() in policy


def test_nothing_is_loaded_from_anywhere() -> None:
    text, page = page_of(hostile_graph())
    assert not [attributes for _, attributes in page.tags if {"src", "href", "srcset"} & attributes.keys()]
    assert "@import" not in text
    assert "url(" not in page.texts("style")[0]
    assert "sourceMappingURL" not in text


def test_the_page_of_a_small_wiki_is_under_a_megabyte_and_carries_the_licences(tmp_path: Path) -> None:
    graph = hostile_graph()
    write_graph_html(graph, analyse(graph), tmp_path / "graph.html", "A wiki")
    text = (tmp_path / "graph.html").read_text(encoding="utf-8")
    assert len(text.encode()) < 600_000
    assert text.count("Permission is hereby granted") == 3
    assert [path.name for path in tmp_path.iterdir()] == ["graph.html"]


@pytest.mark.parametrize(
    ("where", "base"), [("wiki/graph.html", "./"), ("graph.html", "wiki/"), ("out/g.html", "../wiki/")]
)
def test_links_lead_from_the_page_to_the_folder(where: str, base: str, tmp_path: Path) -> None:
    for folder in ("wiki", "out"):
        (tmp_path / folder).mkdir()
    graph = WikiGraph(tmp_path / "wiki", (Note("a b.md", "A"),), ())
    write_graph_html(graph, analyse(graph), tmp_path / where, "A wiki")
    data = json.loads(Page((tmp_path / where).read_text(encoding="utf-8")).texts("script")[0])
    assert data["lead"]["file"] == base + "{path}"
    assert data["lead"]["obsidian"] == ""


@pytest.mark.parametrize(("vault", "inside"), [("my wiki", ""), ("", "my%20wiki/")])
def test_a_folder_in_a_vault_opens_in_obsidian(vault: str, inside: str, tmp_path: Path) -> None:
    home = tmp_path / "notes & more"
    (home / "my wiki").mkdir(parents=True)
    (home / vault / ".obsidian").mkdir()
    graph = WikiGraph(home / "my wiki", (Note("a b.md", "A"),), ())
    write_graph_html(graph, analyse(graph), home / "graph.html", "A wiki")
    data = json.loads(Page((home / "graph.html").read_text(encoding="utf-8")).texts("script")[0])
    name = "my%20wiki" if vault else "notes%20%26%20more"
    assert data["lead"]["obsidian"] == f"obsidian://open?vault={name}&file={inside}{{path}}"


def test_wanted_pictures_are_not_drawn_and_small_communities_have_no_colour() -> None:
    graph = WikiGraph(
        Path("wiki"),
        tuple(Note(f"{name}.md", name) for name in "abcde"),
        (("a.md", "b.md"), ("c.md", "d.md"), ("d.md", "e.md"), ("e.md", "c.md")),
        wanted=(("logo.PNG", ("a.md",)), ("Nobody", ("a.md",))),
    )
    data = graph_data(graph, analyse(graph), Addresses())
    assert [name for name, _ in data["wanted"]] == ["Nobody"]
    assert {note[1]: note[5] for note in data["notes"]} == {"a": -1, "b": -1, "c": 0, "d": 0, "e": 0}
    assert [group["count"] for group in data["groups"]] == [3]


def test_the_numbers_that_the_script_reads() -> None:
    notes = (Note("a.md", "a"), Note("b/c.md", "c", "place", "A place.", 2))
    graph = WikiGraph(Path("wiki"), notes, (("a.md", "b/c.md"),), ours=True)
    data = graph_data(graph, analyse(graph), Addresses())
    assert [note[:6] for note in data["notes"]] == [
        ["b/c.md", "c", "place", "A place.", 2, -1],
        ["", "a", "", "", 0, -1],
    ]
    assert [note[6] for note in data["notes"]] == [1000, 735]
    assert data["links"] == [[], [0]]
    assert data["wanted"] == []
    assert data["lead"]["conflicts"] == "./conflicts.md"


def test_the_same_wiki_is_the_same_file() -> None:
    assert page_of(hostile_graph())[0] == page_of(hostile_graph())[0]


def test_vendored_files_are_the_ones_that_are_written_down() -> None:
    rows = re.findall(r"^\| `([\w.-]+)` .*?`([0-9a-f]{64})`", (VENDOR / "VENDOR.md").read_text(), re.MULTILINE)
    assert {name for name, _ in rows} == {path.name for path in VENDOR.glob("*.js")}
    for name, digest in rows:
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == digest
