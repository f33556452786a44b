"""The graph page in a real browser: it draws, answers mouse and keys, and runs nothing that a title brings along.

Skipped, and said, where no Chromium is on the path.
"""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from agent.morning.graph import Note, WikiGraph, analyse
from agent.morning.graph_html import Addresses, graph_html, write_graph_html
from agent.morning.graph_read import read_graph
from tests.morning.chromium import Browser, text

HOSTILE = "</script><script>window.pwned=1</script><img src=x onerror='window.pwned=1'>"


def graph_in(folder: Path) -> WikiGraph:
    """Two communities of six, one page with disagreements, one with a hostile name, one alone, one name wanted."""
    names = [f"{group} {n}" for group in ("Cable", "Kettle") for n in range(6)]
    notes = [Note(f"{name}.md", name, "concept", f"What {name} is.", int(name == "Kettle 0") * 2) for name in names]
    notes += [Note("x/Lone & <b>.md", HOSTILE, HOSTILE, HOSTILE)]
    links = [(a, b) for a in names for b in names if a != b and a[0] == b[0]] + [("Cable 0", "Kettle 0")]
    return WikiGraph(
        folder=folder,
        notes=tuple(sorted(notes, key=lambda note: note.path)),
        links=tuple(sorted((f"{a}.md", f"{b}.md") for a, b in links)),
        wanted=((HOSTILE, ("Kettle 1.md",)),),
    )


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Browser:
    """The browser, with that graph drawn."""
    graph = graph_in(tmp_path)
    write_graph_html(graph, analyse(graph), tmp_path / "graph.html", f"A wiki {HOSTILE}")
    browser.look()
    browser.open((tmp_path / "graph.html").as_uri())
    return browser


def test_it_draws_offline_and_without_a_complaint(page: Browser, tmp_path: Path) -> None:
    assert page.script("document.body.dataset.state") == "ready"
    assert page.script("document.querySelectorAll('#stage canvas').length") >= 5
    assert text(page, ".figures") == "13 pages 61 links 2 communities"
    assert text(page, "#key-conflicts").split("\n") == ["sources disagree", "1"]
    assert text(page, "#key-wanted").split("\n") == ["wanted, not written", "1"]
    assert page.script("[...document.querySelectorAll('#groups .name')].map((e) => e.innerText)") == [
        "Cable 0",
        "Kettle 0",
    ]
    assert page.complaints() == []
    assert [url for url in page.requests() if not url.startswith(("file:", "blob:", "about:"))] == []
    page.picture(tmp_path / "seen.png")
    page.script("document.getElementById('stage').style.visibility = 'hidden'")
    page.picture(tmp_path / "without.png")
    drawn = (tmp_path / "seen.png").stat().st_size - (tmp_path / "without.png").stat().st_size
    assert drawn > 25_000


def test_a_hostile_title_is_shown_and_not_run(page: Browser) -> None:
    page.script("document.getElementById('search').focus()")
    for letter in "script":
        page.press(letter)
    page.press("Enter")
    page.wait_for("!document.getElementById('panel').hidden")
    assert text(page, "#panel h2") == HOSTILE
    time.sleep(0.2)
    assert page.script("window.pwned") is None
    assert page.script("document.querySelectorAll('img').length") == 0
    assert page.complaints() == []


@pytest.mark.parametrize("scheme", ["javascript:window.pwned=1", HOSTILE, "{id}{path}{title}$&$1"])
def test_a_hostile_wiki_runs_nothing(browser: Browser, tmp_path: Path, scheme: str) -> None:
    """Whatever a page can say of itself, in every place that the panel, the list, the legend and the search show."""
    wiki = tmp_path / "w"
    (wiki / "sources").mkdir(parents=True)
    (wiki / "conflicts.md").write_text("---\ntype: conflicts\n---\n")
    meta = {
        "id": scheme,
        "title": scheme,
        "type": scheme,
        "description": scheme,
        "aliases": [scheme, "Another"],
        "conflicts": 1,
    }
    meta["sources"] = [{"id": "x", "title": scheme}, {"id": scheme, "title": scheme}]
    body = f"> [!warning] Sources disagree: {scheme}\n> - **{scheme}**: “{scheme}”[^x-1]\n\n[[Two]] [[{scheme}]]\n\n"
    body += f'[^x-1]: [[sources/x#^s1|{scheme}]], {scheme}: "{scheme}"\n'
    for name in ("One", "Two", "Three"):
        (wiki / f"{name}.md").write_text(
            f"---\n{json.dumps(meta | {'title': f'{name} {scheme}'})}\n---\n{body}[[One]]\n"
        )
    graph = read_graph(wiki)
    assert len(graph.notes) == 3
    assert graph.notes[0].sources[0] == ("x", scheme)
    write_graph_html(graph, analyse(graph), wiki / "graph.html", scheme)
    browser.look()
    browser.open((wiki / "graph.html").as_uri() + "#One.md")
    browser.press("l")
    browser.script("document.querySelectorAll('[role=switch], .only').forEach((one) => one.click())")
    browser.script("document.getElementById('search').focus()")
    browser.press("a")
    time.sleep(0.3)
    assert browser.script("window.pwned") is None
    assert browser.script("document.querySelectorAll('img, body script:not([id])').length") == 0
    links = browser.script("[...document.querySelectorAll('#panel a')].map((a) => a.href)")
    assert links
    assert all(link.startswith("file:///") for link in links)
    assert browser.complaints() == []


def test_the_policy_stops_a_script_that_gets_in(page: Browser) -> None:
    page.script(
        "document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.pwned=1'}))"
    )
    assert page.script("window.pwned") is None
    assert "Content Security Policy" in str(page.complaints())


def test_search_and_panel_by_keys_alone(page: Browser) -> None:
    page.press("/")
    assert page.script("document.activeElement.id") == "search"
    for letter in "kettle":
        page.press(letter)
    assert page.script("document.querySelectorAll('#found [role=option]').length") == 6
    page.press("ArrowDown")
    page.press("Enter")
    page.wait_for("!document.getElementById('panel').hidden")
    title = text(page, "#panel h2")
    assert title.startswith("Kettle")
    assert text(page, "#panel .what") == f"What {title} is."
    assert (
        page.script("document.querySelector('#panel .open').getAttribute('href')")
        == f"./{title.replace(' ', '%20')}.md"
    )
    assert page.script("decodeURIComponent(location.hash)") == f"#{title}.md"
    page.press("Escape")
    page.press("Escape")
    page.wait_for("document.getElementById('panel').hidden")


def test_a_click_on_a_page_opens_it_and_one_beside_closes_it(page: Browser) -> None:
    places = page.script("graphView.wiki.nodes.map((node) => [node.title, graphView.seen(node)])")
    spots = {name: (at["x"], at["y"]) for name, at in places}
    page.click(*spots["Kettle 0"])
    page.wait_for("!document.getElementById('panel').hidden")
    assert text(page, "#panel h2") == "Kettle 0"
    assert "2 disagreements" in text(page, "#panel .conflict")
    time.sleep(0.5)  # sooner, it would be a double click
    page.click(700, 880)
    page.wait_for("document.getElementById('panel').hidden")


def test_a_page_in_the_address_is_opened(page: Browser, tmp_path: Path) -> None:
    page.open((tmp_path / "graph.html").as_uri() + "#Cable%203.md")
    assert text(page, "#panel h2") == "Cable 3"


def test_the_map_is_the_same_each_time(page: Browser) -> None:
    spec = "{count: 40, links: [...Array(90).keys()].map((i) => (i * i) % 31), group: Array(40).fill(0), size: Array(40).fill(5)}"
    once = f"[...arrange({spec})].at(-1)"
    same = page.script(
        f"(() => {{ const [a, b] = [{once}, {once}]; return a.x.join() === b.x.join() && a.x.every(isFinite); }})()"
    )
    assert same is True


def test_it_follows_the_light(page: Browser) -> None:
    ground = "getComputedStyle(document.body).backgroundColor"
    dark = page.script(ground)
    page.look(scheme="light")
    page.wait_for(f"{ground} !== {dark!r}")
    assert page.complaints() == []


def test_a_small_screen(page: Browser, tmp_path: Path) -> None:
    page.look(width=390, height=800)
    page.open((tmp_path / "graph.html").as_uri() + "#Cable%203.md")
    assert page.script("document.documentElement.scrollWidth") <= 390
    assert page.script("document.getElementById('panel').getBoundingClientRect().top") > 300


def test_an_empty_wiki(browser: Browser, tmp_path: Path) -> None:
    graph = WikiGraph(tmp_path, (), ())
    write_graph_html(graph, analyse(graph), tmp_path / "graph.html", "New")
    browser.open((tmp_path / "graph.html").as_uri())
    assert text(browser, ".empty") == "No pages here yet."
    assert browser.complaints() == []


def test_a_page_opens_where_a_server_says(browser: Browser, tmp_path: Path) -> None:
    notes = (Note("a/b c.md", "B", id="x/1"), Note("d.md", "D"))
    graph = WikiGraph(tmp_path, notes, (("a/b c.md", "d.md"),))
    page = tmp_path / "served.html"
    page.write_text(
        graph_html(graph, analyse(graph), "W", Addresses(page="pages/{id}", file="raw/{path}")), encoding="utf-8"
    )
    browser.open(page.as_uri() + "#a%2Fb%20c.md")
    hrefs = "[...document.querySelectorAll('#panel .leads a')].map((a) => [a.textContent, a.getAttribute('href')])"
    assert browser.script(hrefs) == [["Open the page", "pages/x%2F1"], ["Open the markdown file", "raw/a/b%20c.md"]]
    browser.open(page.as_uri() + "#d.md")
    assert browser.script(hrefs) == [["Open the markdown file", "raw/d.md"]]
