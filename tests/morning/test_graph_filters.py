"""The graph page of the examples in a real browser: filters, search, panel, keyboard, list, without WebGL, for a screen reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from agent.morning.graph import analyse
from agent.morning.graph_html import write_graph_html
from agent.morning.graph_read import read_graph
from tests.morning.axe import violations
from tests.morning.chromium import Browser, text

EXAMPLES = Path(__file__).parents[2] / "examples" / "expected"


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("examples") / "graph.html"
    graph = read_graph(EXAMPLES, [("Nobody wrote it", ("Telcon",))])
    write_graph_html(graph, analyse(graph), path, "The cable")
    return path.as_uri()


@pytest.fixture
def page(browser: Browser, address: str) -> Browser:
    browser.look()
    browser.open(address)
    return browser


def shown(page: Browser, field: str = "title") -> list[Any]:
    """That field of each node which the map shows."""
    found: list[Any] = page.script(
        f"graphView.wiki.nodes.filter((_, i) => graphView.shown[i]).map((node) => node.{field})"
    )
    return found


def click(page: Browser, selector: str) -> None:
    page.script(f"document.querySelector({selector!r}).click()")


def row(page: Browser, rows: str, name: str, button: str = "[role=switch]") -> None:
    """Press a button in the row of the legend of that name."""
    page.script(
        f"[...document.querySelectorAll('{rows} li')].find((e) => e.querySelector('.name').innerText === {name!r})"
        f".querySelector('{button}').click()"
    )


def again(page: Browser, address: str) -> None:
    """Open the address as it stands now, anew."""
    page.open(address + str(page.script("location.hash")))


def test_wanted_and_lonely_names_are_off_until_they_are_asked_for(page: Browser, address: str) -> None:
    assert "Nobody wrote it" not in shown(page)
    click(page, "#key-wanted button")
    assert "Nobody wrote it" in shown(page)
    again(page, address)
    assert "Nobody wrote it" in shown(page)
    assert page.script("document.querySelector('#key-wanted button').ariaChecked") == "true"


def test_each_row_of_the_legend_is_a_switch_kept_in_the_address(page: Browser, address: str) -> None:
    kinds = shown(page, "kind")
    assert "person" in kinds
    row(page, "#kinds", "person")
    assert sorted(shown(page, "kind")) == sorted(kind for kind in kinds if kind != "person")
    row(page, "#groups", "Telcon" if "Telcon" in text(page, "#groups") else text(page, "#groups .name"))
    left = shown(page)
    again(page, address)
    assert shown(page) == left
    click(page, "#reset")
    assert len(shown(page)) == len(kinds)
    assert page.script("location.hash") in ("", "#")


def test_only_leaves_one_and_pressed_again_brings_all_back(page: Browser) -> None:
    everything = shown(page)
    row(page, "#kinds", "person", ".only")
    assert set(shown(page, "kind")) == {"person"}
    row(page, "#kinds", "person", ".only")
    assert shown(page) == everything


def test_a_source_leaves_its_pages(page: Browser, address: str) -> None:
    page.script(
        "const s = document.getElementById('source'); s.value = 'chronology'; s.dispatchEvent(new Event('change')); 1"
    )
    sources = page.script("graphView.wiki.sources.findIndex(([id]) => id === 'chronology')")
    assert shown(page)
    assert all(sources in of for of in shown(page, "sources"))
    again(page, address)
    assert page.script("document.getElementById('source').value") == "chronology"


def test_disputed_pages_alone(page: Browser, address: str) -> None:
    click(page, "#key-conflicts button")
    assert shown(page)
    assert all(count > 0 for count in shown(page, "conflicts"))
    before = shown(page)
    again(page, address)
    assert shown(page) == before


def test_the_neighbourhood_by_keys(page: Browser, address: str) -> None:
    everything = shown(page)
    page.open(address + "#Telcon.md")
    page.press("1")
    near = shown(page)
    assert "Telcon" in near
    beside = page.script(
        "(({inward, outward, nodes}) => { const i = nodes.findIndex((n) => n.title === 'Telcon');"
        " return new Set([...inward[i], ...outward[i]].filter((j) => !nodes[j].wanted)).size; })(graphView.wiki)"
    )
    assert len(near) == beside + 1
    page.press("2")
    assert len(near) < len(shown(page)) < len(everything)
    again(page, address)
    assert page.script("document.querySelector('[data-depth=\"2\"]').ariaPressed") == "true"
    page.press("Escape")
    assert shown(page) == everything
    assert page.script("document.getElementById('panel').hidden") is False
    page.press("Escape")
    assert page.script("document.getElementById('panel').hidden") is True


def test_colours_by_kind(page: Browser, address: str) -> None:
    colour = "graphView.colour(graphView.wiki.nodes.findIndex((n) => n.kind === 'person'))"
    click(page, "[data-colour=kind]")
    people = page.script(
        "new Set(graphView.wiki.nodes.map((n, i) => n.kind === 'person' && graphView.colour(i)).filter(Boolean)).size"
    )
    assert people == 1
    before = page.script(colour)
    again(page, address)
    assert page.script(colour) == before


@pytest.mark.parametrize(
    ("typed", "found"), [("grate eastren", "Great Eastern"), ("tlecon", "Telcon"), ("thomsn", "William Thomson")]
)
def test_a_slip_of_the_fingers_still_finds(page: Browser, typed: str, found: str) -> None:
    page.press("/")
    for letter in typed:
        page.press(letter)
    assert found in text(page, "#found")


def test_another_name_of_a_page_finds_it(page: Browser) -> None:
    title, alias = page.script(
        "(({nodes}) => { const n = nodes.find((n) => n.aliases.length); return [n.title, n.aliases[0]]; })(graphView.wiki)"
    )
    page.press("/")
    for letter in alias:
        page.press(letter)
    page.press("Enter")
    assert text(page, "#panel h2") == title


def test_the_panel_tells_definition_sources_quotations_and_both_sides_beside_the_map(
    page: Browser, address: str
) -> None:
    page.open(address + "#Telcon.md")
    panel = text(page, "#panel-body")
    for told in (
        "first chairman",
        "Daniel Gooch",
        "John Pender",
        "In the words of its sources",
        "Sources",
        "Linked from",
    ):
        assert told in panel
    assert "[[" not in panel
    assert "[^" not in panel
    right = "document.getElementById('stage').getBoundingClientRect().right"
    assert page.script(right) <= page.script("document.getElementById('panel').getBoundingClientRect().left")
    seen = page.script("graphView.seen(graphView.wiki.nodes[graphView.state.page])")
    assert 300 < seen["x"] < page.script(right)


def test_keys_go_from_page_to_page(page: Browser) -> None:
    page.press("n")
    first = text(page, "#panel h2")
    page.press("n")
    assert text(page, "#panel h2") != first
    page.press("p")
    assert text(page, "#panel h2") == first


def test_the_list_holds_what_the_map_shows(page: Browser, address: str) -> None:
    click(page, "#key-conflicts button")
    page.press("l")
    assert page.script("[...document.querySelectorAll('#rows th')].map((e) => e.innerText)") == shown(page)
    page.script("document.querySelector('#rows button').focus()")
    page.press("Enter")
    assert text(page, "#panel h2") == shown(page)[0]


def test_without_webgl_there_is_the_list(browser: Browser, address: str) -> None:
    none = "HTMLCanvasElement.prototype.getContext = () => null"
    name = browser.call("Page.addScriptToEvaluateOnNewDocument", source=none)["identifier"]
    try:
        browser.look()
        browser.open(address)
    finally:
        browser.call("Page.removeScriptToEvaluateOnNewDocument", identifier=name)
    assert browser.script("document.body.dataset.state") == "failed"
    assert "no WebGL" in text(browser, "#list")
    browser.script("document.querySelector('#rows button').click()")
    assert text(browser, "#panel h2") == text(browser, "#rows button")
    assert browser.complaints() == []


@pytest.mark.parametrize("scheme", ["dark", "light"])
@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("state", ["#Telcon.md", "#&list=1&kind=person"])
def test_nothing_bars_anybody(browser: Browser, address: str, scheme: str, width: int, state: str) -> None:
    browser.look(width=width, height=900, scheme=scheme)
    browser.open(address + state)
    assert violations(browser) == []
    assert browser.script("document.documentElement.scrollWidth") <= width
    assert browser.complaints() == []
