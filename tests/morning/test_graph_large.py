"""The graph page of thousands of pages in a real browser: readable, and quick under the mouse."""

from __future__ import annotations

import pytest

from agent.morning.graph import analyse
from agent.morning.graph_html import write_graph_html
from agent.morning.graph_read import read_graph
from tests.morning.chromium import Browser, text
from tests.morning.vaults import generate


@pytest.fixture(scope="module", params=[3000, 6600])
def page(request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Browser:
    folder = tmp_path_factory.mktemp("large")
    generate(folder / "w", request.param)
    graph = read_graph(folder / "w")
    write_graph_html(graph, analyse(graph), folder / "graph.html", "Large")
    browser.look()
    browser.open((folder / "graph.html").as_uri())
    return browser


def test_territories_do_not_touch_and_hold_their_pages(page: Browser) -> None:
    assert page.script("graphView.territories.length === graphView.wiki.groups.length") is True
    touching = page.script(
        "graphView.territories.flatMap((a, n) => graphView.territories.slice(n + 1)"
        ".map((b) => Math.hypot(a.x - b.x, a.y - b.y) - a.r - b.r)).filter((gap) => gap < -1e-3).length"
    )
    assert touching == 0
    outside = page.script(
        "(() => { const land = new Map(graphView.territories.map((one) => [one.group, one]));"
        " return graphView.wiki.nodes.filter((n) => land.has(n.group) && !n.wanted"
        " && Math.hypot(n.x - land.get(n.group).x, n.y - land.get(n.group).y) > land.get(n.group).r).length; })()"
    )
    assert outside == 0


def test_most_territories_are_named_and_no_name_lies_on_another(page: Browser) -> None:
    page.script("graphView.overlay()")
    named, all_of_them = page.script("[graphView.names.taken.length, graphView.lands.length]")
    assert named > 0.8 * all_of_them
    assert page.script(
        "graphView.names.taken.every((a, n) => graphView.names.taken.slice(n + 1)"
        ".every((b) => a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3]))"
    )


def test_what_blurs_the_picture_is_off_at_first(page: Browser) -> None:
    for key in ("wide", "across", "wanted", "alone"):
        assert page.script(f"document.querySelector('#key-{key} button').ariaChecked") == "false"


def test_the_mouse_lights_a_page_without_the_map_being_drawn_anew(page: Browser) -> None:
    page.script("window.frames = 0; graphView.sigma.on('afterRender', () => frames++); 1")
    spots = page.script(
        "graphView.wiki.nodes.slice(0, 300).map((n, i) => [i, graphView.seen(n)]).filter(([i]) => i % 10 === 0 && graphView.shown[i])"
    )
    lit = 0
    for i, spot in spots:
        page.move(spot["x"], spot["y"])
        lit += page.script("graphView.hovered") == i
    assert lit > 0.8 * len(spots)  # where discs overlap, the mouse finds the nearer
    assert page.script("frames") == 0


def test_a_page_found_is_brought_before_the_eyes(page: Browser) -> None:
    title = page.script("graphView.wiki.nodes[700].title")
    page.press("/")
    for letter in title:
        page.press(letter)
    page.press("Enter")
    page.wait_for("!document.getElementById('panel').hidden")
    assert text(page, "#panel h2") == title
    page.wait_for("!graphView.sigma.getCamera().isAnimated()")
    seen = page.script("graphView.seen(graphView.wiki.nodes[700])")
    stage = page.script(
        "(({left, right, top, bottom}) => [left, right, top, bottom])(document.getElementById('stage').getBoundingClientRect())"
    )
    assert stage[0] < seen["x"] < stage[1]
    assert stage[2] < seen["y"] < stage[3]
    assert page.complaints() == []
    assert [url for url in page.requests() if not url.startswith(("file:", "blob:", "about:"))] == []
