"""Pages in the shape that each generator of documentation gives them: their words stay, their menus go, their headings stand above."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from agent.sources import from_html
from agent.sources.extract import Extracted, extract
from tests.bench import documentation
from tests.bench.extraction import ours

SAID = "The kettle is heated from below, and it is ready as soon as the lid begins to rattle on its rim."
MENUS = ("All kettles", "All lids", "All spouts", "Edit", "Previous", "Next", "Up:")


def read(body: str, head: str = "") -> Extracted:
    html = f"<!doctype html><html lang='en'><head><title>Kettles 1.11.29 documentation</title>{head}</head><body>{body}</body></html>"
    return extract(html.encode(), "text/html", "https://kettles.test/a.html")


def manual(name: str) -> Extracted:
    html = (Path(__file__).parent / "manuals" / f"{name}.html").read_bytes()
    return extract(html, "text/html", "https://kettles.test/a.html")


def told(found: Extracted) -> dict[str, tuple[str, ...]]:
    """Each sentence with the headings above it."""
    return {found.text[each.start : each.end]: each.heading for each in found.sentences}


@pytest.mark.parametrize(
    ("name", "sentences"),
    [
        (
            "sphinx",
            {
                "How long to wait for the lid. Default: False": ("Heat", "Cookie banner", "WAIT"),
                "Raises: NoisyError, at night.": ("Heat", "Cookie banner", "LOUD"),
                "New in version 2.1: the spout.": ("Heat", "Cookie banner"),
                "Warning: Keep it away from the curtain.": ("Heat", "Cookie banner"),
                "kettle.boil()": ("Heat", "Cookie banner"),
                "pour(cups=2)": ("Heat", "Cookie banner", "pour"),
                "Pours as much as it is told.": ("Heat", "Cookie banner", "pour"),
            },
        ),
        (
            "apache",
            {
                "Status: Base": ("Module heat",),
                "A spout that sings.": ("Module heat", "Waiting"),
                "WaitFor 20": ("Module heat", "Waiting"),
                "Quiet: No whistle at all.": ("Module heat", "Noise"),
            },
        ),
        (
            "gtk-doc",
            {
                "void boil (int cups)": ("Description", "Function: boil"),
                "Heats as many cups as asked.": ("Description", "Function: boil"),
                "cups: how many are wanted": ("Description", "Function: boil"),
                "Lets it stand for a while.": ("Description", "Function: cool"),
            },
        ),
        (
            "texinfo",
            {
                SAID: ("3.1 Heat",),
                "Return the time that cups take.": ("3.1 Heat", "t = boil (cups)"),
                "Lids that do not.": ("3.1 Heat",),
            },
        ),
        (
            "docbook",
            {
                SAID: ("3.1. Heat",),
                "Name: small | Minutes: 3": ("3.1. Heat",),
                "spout: Lets it out.": ("3.1. Heat",),
            },
        ),
        (
            "node",
            {
                SAID: ("Kettles v18", "Heat"),
                "Version: v15.0.0 | Changes: The lid may be missing.": (
                    "Kettles v18",
                    "Heat",
                    "kettle.boil(cups[, lid])",
                ),
                "cups <integer> How many are wanted.": ("Kettles v18", "Heat", "kettle.boil(cups[, lid])"),
            },
        ),
        (
            "mkdocs",
            {"Gas: Light it first.": ("Heat", "Use"), "Current:": ("Heat", "Use"), "plug --in": ("Heat", "Use")},
        ),
        (
            "docusaurus",
            {
                "Gas: Light it first.": ("Heat", "More"),
                "Current: Plug it in first.": ("Heat", "More"),
                "tip:": ("Heat", "More"),
                "Warm the cups.": ("Heat", "More"),
            },
        ),
        (
            "javadoc",
            {
                "Since: 2.1": ("Class Kettle",),
                "public int boil(int cups)": ("Class Kettle", "boil"),
                "Returns: the minutes it took": ("Class Kettle", "boil"),
            },
        ),
        ("man2html", {"kettle - heats water": ("KETTLE", "NAME"), "-w: Wait for the lid.": ("KETTLE", "OPTIONS")}),
        (
            "by-hand",
            {
                "No lid is needed for it at all.": ("Heat",),
                "Small, with a handle of wood or horn.": ("Heat",),
                "boil 2;": ("Heat", "Use"),
                "spout: Lets it out.": ("Heat", "Use"),
            },
        ),
    ],
    ids=lambda each: each if isinstance(each, str) else "",
)
def test_terms_tables_code_and_lists_stay_under_their_headings_without_menus(
    name: str, sentences: dict[str, tuple[str, ...]]
) -> None:
    found = manual(name)
    stored = told(found)
    assert {each: stored.get(each) for each in sentences} == sentences
    assert SAID in stored
    assert [each for each in MENUS if each in found.text] == []
    assert "¶" not in found.text
    assert found.date is None


def test_every_default_that_repeats_is_there() -> None:
    assert manual("sphinx").text.count("Default: False") == 2


SWITCH = (
    "<div class='x'><p><span>Other tongues: </span><a href='k.html'>en</a> | <a rel='alternate' hreflang='fr' href='/fr/k.html'>fr</a> | "
    "<a rel='alternate' hreflang='ja' href='/ja/k.html'>ja</a></p></div>"
)


def test_a_line_that_offers_the_same_page_in_other_languages_is_no_text_of_it() -> None:
    told = "<p>The kettle boils water in four minutes. Its <a rel='alternate' href='k'>plan</a> shows the spout, the lid and the rim.</p>"
    for code in ("", "<pre>boil</pre>" * 3):
        body = f"<h1 id='k'>Kettles</h1>{SWITCH}{told * 3}<h2 id='u'>Use</h2>{code}{told * 3}{SWITCH}"
        text = extract(f"<html><body>{body}</body></html>".encode(), "text/html", "http://docs.test/k.html").text
        assert "tongues" not in text
        assert "fr | ja" not in text
        assert text.count("Its plan shows the spout, the lid and the rim.") >= 1


def test_a_thousand_offers_in_one_line_are_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    look = from_html._only_offers

    def counted(element: etree._Element) -> bool:
        looked.append(str(element.tag))
        return look(element)

    monkeypatch.setattr(from_html, "_only_offers", counted)
    told = "<p>The kettle boils water in four minutes; its <a href='p'>plan</a> and <a href='l'>lid</a> are shown here.</p>"
    offers = "".join(f"<a rel='alternate' href='/{n}'>tongue {n}</a> " for n in range(1000))
    page = f"<html><body><h1>Kettles</h1>{told * 3}<div>{offers}</div></body></html>"
    assert "tongue" not in extract(page.encode(), "text/html", "http://docs.test/k").text
    assert sorted(looked) == ["body", "div"]


def test_a_trail_from_the_start_page_is_no_text() -> None:
    trail = "<div id='way'>You are here: <a href='/'>Kitchen</a> &gt; <a href='/k'>Kettles</a> &gt; Boiling</div>"
    told = "<p>In the menu of the kettle, choose <a href='#h'>Heat</a> &gt; <a href='#b'>Boil</a> and wait for the lid to rattle.</p>"
    text = extract(
        f"<html><body>{trail}<h1>Boiling</h1>{told * 4}</body></html>".encode(), "text/html", "http://docs.test/k"
    ).text
    assert "Kitchen" not in text
    assert "choose Heat > Boil and wait" in text


def test_a_page_of_contents_keeps_its_lists_under_their_headings_without_menus() -> None:
    menu = (
        "<p>" + " | ".join(f"<a href='{each}.html'>{each}</a>" for each in ("Handles", "Search", "Report it")) + "</p>"
    )
    item = "<li><a href='{0}{1}.html'>{0} of the kettle, chapter {1}</a></li>"
    lists = "".join(
        f"<h2>{head}</h2><ul>{''.join(item.format(head, n) for n in range(9))}</ul>"
        for head in ("Filling", "Boiling", "Pouring")
    )
    foot = f"<div id='footer'><p>Copyright 2026 by the smiths of Kettle Lane, who ask for all of their rights.</p>{menu}</div>"
    top, main = f"<div id='top'>{menu}<p>Kettles 4.2</p></div>", f"<h1>Kettles</h1>{SWITCH}{lists}"
    page = f"<html><body>{top}<div id='page'>{main}</div>{foot}</body></html>"
    found = extract(page.encode(), "text/html", "http://docs.test/")
    assert told(found)["Boiling of the kettle, chapter 4"] == ("Kettles", "Boiling")
    assert len(found.sentences) == 27


def test_the_language_of_code_stands_before_it() -> None:
    assert "\n\npython3:\nkettle.boil()" in manual("sphinx").text


def test_tabs_with_pictures_for_names_are_named_by_what_they_say_of_themselves() -> None:
    tabs = (
        "<div><input type=radio id=c1 name=c checked><label for=c1 title='Linux'>&#xf17c</label><input type=radio id=c2 name=c>"
        "<label for=c2 title='Windows'>&#xf17a</label><section><pre>$ boil</pre></section><section><pre>&gt; boil</pre></section></div>"
    )
    text = read(f"<h1 id=a>Heat<a href='#a'>¶</a></h1><p>{SAID}</p>{tabs}").text
    assert "Linux:\n\n$ boil\n\nWindows:\n\n> boil" in text


def test_an_article_with_code_in_it_is_still_judged_as_one() -> None:
    body = f"<article><h1>Heat</h1><p>{SAID}</p><pre>a</pre><p>{SAID} <code>b</code></p><pre>c</pre><p>{SAID}</p></article>"
    beside = "<div class='related'><h3>More</h3><p>We also wrote about lids and their many uses in a kitchen.</p></div>"
    found = read(body + beside, "<meta property='og:type' content='article'>")
    assert "We also wrote" not in found.text


def test_code_that_its_source_folds_cuts_no_sentence() -> None:
    found = read(
        f"<h1 id=a>Heat<a href='#a'>¶</a></h1><p>{SAID}</p><p>It whistles after <code>boil\n  --loud</code>, or never. See <code>lid</code>"
        " and (<code>lid\n  --shut</code>) for that.</p><p><code>boil 2\nboil 3</code></p>"
    )
    assert {"It whistles after boil --loud, or never.", "See lid and (lid --shut) for that.", "boil 2\nboil 3"} <= told(
        found
    ).keys()


@pytest.mark.parametrize("title", ["<h3 class=title>Note</h3>", "<p class=title>Note</p>", "<h4>Note:</h4>"])
def test_the_title_of_a_note_heads_nothing_behind_it(title: str) -> None:
    found = read(
        f"<h1 id=a>Heat<a href='#a'>¶</a></h1><p>{SAID}</p><div class=note>{title}<p>Steam is hot.</p></div><p>Pour it slowly.</p>"
    )
    assert told(found)["Note: Steam is hot."] == told(found)["Pour it slowly."] == ("Heat",)


MANUALS = [each for each in documentation.MANUALS if documentation.pages(each, 1)]


@pytest.mark.skipif(
    len(MANUALS) < 3, reason="fewer than three packaged manuals lie here (NIGHTWIKI_MANUALS names a folder of them)"
)
@pytest.mark.parametrize("package", MANUALS[:3], ids=lambda each: each.name)
def test_packaged_manuals_keep_their_words(package: documentation.Manual) -> None:
    kept = documentation.kept(package, documentation.pages(package, 12), ours)
    assert {tag: kept.share(tag) for tag in ("li", "dd", "td", "p", "pre") if kept.share(tag) < 0.95} == {}
    assert kept.foreign < 0.1


@pytest.mark.parametrize(
    "written",
    [
        "<footer>Kettles 2029.11.1 documentation</footer>",
        "<footer>Kettles v1.11.29</footer>",
        "<h1>Kettles 3.2.25</h1>",
        "<pre>Date: 2018-12-21</pre>",
    ],
)
def test_a_version_number_is_no_date(written: str) -> None:
    found = read(f"<h1 id=a>Heat<a href='#a'>¶</a></h1><p>{SAID}</p>{written}")
    assert found.date is None
