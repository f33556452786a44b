"""Pages in the shape that each generator of documentation gives them: their words stay, their menus go, their headings stand above."""

from __future__ import annotations

import pytest

from agent.sources.extract import Extracted, extract
from tests.bench import documentation
from tests.bench.extraction import ours

SAID = "The kettle is heated from below, and it is ready as soon as the lid begins to rattle on its rim."
MENU = "<ul><li><a href='a.html'>All kettles</a></li><li><a href='b.html'>All lids</a></li><li><a href='c.html'>All spouts</a></li></ul>"
MENUS = ("All kettles", "All lids", "All spouts", "Edit", "Previous", "Next", "Up:")


def read(body: str, head: str = "") -> Extracted:
    html = f"<!doctype html><html lang='en'><head><title>Kettles 1.11.29 documentation</title>{head}</head><body>{body}</body></html>"
    return extract(html.encode(), "text/html", "https://kettles.test/a.html")


def told(found: Extracted) -> dict[str, tuple[str, ...]]:
    """Each sentence with the headings above it."""
    return {found.text[each.start : each.end]: each.heading for each in found.sentences}


SPHINX = f"""
<div class="related" role="navigation"><ul><li><a href="b.html" accesskey="N">Next</a></li></ul></div>
<div class="document"><div class="bodywrapper"><div class="body">
<section id="heat"><h1>Heat<a class="headerlink" href="#heat">¶</a></h1><p>{SAID}</p>
<section id="cookie-banner-share"><h2>Cookie banner<a class="headerlink" href="#cookie-banner-share">¶</a></h2>
<dl><dt id="WAIT"><code>WAIT</code><a class="headerlink" href="#WAIT">¶</a></dt><dd><p>How long to wait for the lid.</p><p>Default: <code>False</code></p></dd>
<dt id="LOUD"><code>LOUD</code><a class="headerlink" href="#LOUD">¶</a></dt><dd><p>Whether the spout may whistle.</p><p>Default: <code>False</code></p>
<dl><dt>Raises</dt><dd>NoisyError, at night.</dd></dl></dd></dl>
<div class="versionadded"><p><span>New in version 2.1:</span> the spout.</p></div>
<div class="admonition warning"><p class="admonition-title">Warning</p><p>Keep it away from the curtain.</p></div>
<div class="highlight-python3 notranslate"><div class="highlight"><pre><span></span>kettle<span>.</span>boil()
</pre></div></div>
<dl class="py method"><dt class="sig"><code>pour</code>(<em>cups=2</em>)<a href="_modules/k.html#pour"><span>[source]</span></a><a class="headerlink" href="#pour">¶</a></dt>
<dd><p>Pours as much as it is told.</p></dd></dl></section></section></div></div></div>
<div class="sphinxsidebar"><h3><a href="#">Contents</a></h3><ul><li><a href="#heat">Heat</a></li></ul>{MENU}</div>
<div class="footer">© Copyright 2010.</div>"""

APACHE = f"""
<div id="page-header"><p class="menu"><a href="a.html">All kettles</a> | <a href="b.html">All lids</a></p></div><div id="path"><a href="/">Docs</a></div>
<div id="page-content"><div id="preamble"><h1>Module heat</h1><table class="module"><tr><th><a href="s.html">Status:</a></th><td>Base</td></tr></table></div>
<div class="section"><h2><a id="wait" name="wait">Waiting</a></h2><p>{SAID} Use <code>wait</code> or <code>hold</code>, <code>stop</code>.</p>
<ul><li>A lid that rattles.</li><li>A spout that sings.</li></ul><div class="example"><p><code>WaitFor 20</code></p></div></div>
<div class="section"><h2><a id="loud" name="loud">Noise</a></h2><dl><dt>Quiet</dt><dd>No whistle at all.</dd></dl></div></div>
<div id="footer"><p class="menu"><a href="c.html">All spouts</a></p></div>"""

GTKDOC = f"""
<table><tr><td width="120"><table><tr><td><form action="/s"><input name="q"></form></td></tr><tr><td>{MENU}</td></tr></table></td>
<td><table><tr><td><p>{SAID}</p><h2>Table of Contents</h2><pre>void <a href="#boil">boil</a> (int cups);</pre><h2>Description</h2>
<h3><a name="boil" id="boil">Function: boil</a></h3><pre>void boil (int cups)</pre><p>Heats as many cups as asked.</p>
<div class="variablelist"><table><tr><td><span class="term"><i><tt>cups</tt></i>:</span></td><td>how many are wanted</td></tr></table></div>
<h3><a name="cool" id="cool">Function: cool</a></h3><p>Lets it stand for a while.</p></td></tr></table></td></tr></table>"""

TEXINFO = f"""
<div class="section" id="Heat"><div class="header"><p>Next: <a href="b.html" accesskey="n" rel="next">All lids</a>, Previous: <a href="c.html" accesskey="p"
rel="prev">All spouts</a>, Up: <a href="a.html" accesskey="u" rel="up">All kettles</a> [<a href="t.html" rel="contents">Contents</a>]</p></div><hr>
<h3 class="section">3.1 Heat</h3><p>{SAID}</p><dl class="def"><dt id="index-boil">: <em>t =</em> <strong>boil</strong> <em>(cups)</em></dt><dd><p>Return the time that <var>cups</var> take.</p>
<pre class="example">boil (2)</pre></dd></dl><ul><li>Lids that fit.</li><li>Lids that do not.</li></ul></div>"""

DOCBOOK = f"""
<div class="navheader"><table><tr><th colspan="3">Chapter 3. All kettles</th></tr><tr><td><a accesskey="p" href="c.html">Previous</a></td><td></td><td><a accesskey="n"
href="b.html">Next</a></td></tr></table></div><div class="sect1" id="HEAT"><div class="titlepage"><div><h2 class="title">3.1. Heat</h2></div></div><p>{SAID}</p>
<div class="table"><table><thead><tr><th>Name</th><th>Minutes</th></tr></thead><tbody><tr><td><code>small</code></td><td>3</td></tr></tbody></table></div>
<div class="variablelist"><dl><dt><span class="term"><code>lid</code></span></dt><dd><p>Closes it.</p></dd><dt>spout</dt><dd><p>Lets it out.</p></dd></dl></div></div>
<div class="navfooter"><table><tr><td><a accesskey="p" href="c.html">Previous</a></td><td><a accesskey="u" href="a.html">All kettles</a></td></tr></table></div>"""

NODE = f"""
<div id="content"><div id="column2"><ul>{MENU}</ul></div><div id="column1"><header><h1>Kettles v18</h1><ul><li><a href="a.html">All kettles</a></li></ul></header>
<details id="toc"><summary>Table of contents</summary><ul><li><a href="#heat">Heat</a></li><li><a href="#lid">Lid</a></li></ul></details>
<div id="apicontent"><section><h2>Heat<span><a class="mark" href="#heat" id="heat">#</a></span></h2><p>{SAID}</p><h3><code>kettle.boil(cups[, lid])</code><span><a class="mark" href="#lid"
id="lid">#</a></span></h3><div class="api_metadata"><details class="changelog"><summary>History</summary><table><tbody><tr><th>Version</th><th>Changes</th></tr><tr><td>v15.0.0</td>
<td><p>The lid may be missing.</p></td></tr></tbody></table></details></div><ul><li><code>cups</code> &lt;integer&gt; How many are wanted.</li></ul></section></div></div></div>"""

MKDOCS = f"""
<header class="md-header"><nav><a href="/">Kettles</a></nav></header><div class="md-container"><main class="md-main"><div class="md-sidebar"><nav>{MENU}</nav></div>
<div class="md-content"><article><a href="https://code.test/edit/main/a.md" title="Edit this page">Edit this page</a><h1 id="heat">Heat<a class="headerlink" href="#heat">¶</a></h1><p>{SAID}</p>
<h2 id="use">Use<a class="headerlink" href="#use">¶</a></h2><div class="tabbed-set"><input checked id="t1" name="t" type="radio"><input id="t2" name="t" type="radio">
<div class="tabbed-labels"><label for="t1">Gas</label><label for="t2">Current</label></div><div class="tabbed-content"><div class="tabbed-block"><p>Light it first.</p></div>
<div class="tabbed-block"><div class="language-sh highlight"><pre><code>plug --in</code></pre></div></div></div></div></article></div></main></div>
<footer><nav><a href="b.html">Next</a></nav></footer>"""

DOCUSAURUS = f"""
<nav class="navbar"><a href="/">Kettles</a></nav><main><div class="row"><div class="col"><article><nav><ul class="breadcrumbs"><li><a href="/">All kettles</a></li></ul></nav>
<div class="markdown"><header><h1>Heat</h1></header><p>{SAID}</p><h2 id="use">Use<a class="hash-link" href="#use">\u200b</a></h2><h2 id="more">More<a class="hash-link" href="#more">\u200b</a></h2>
<div class="tabs-container"><ul role="tablist"><li role="tab">Gas</li><li role="tab">Current</li></ul><div><div role="tabpanel"><p>Light it first.</p></div>
<div role="tabpanel" hidden><p>Plug it in first.</p></div></div></div><div class="admonition" role="note"><div>tip</div><div><p>Warm the cups.</p></div></div></div>
<footer><a href="https://code.test/edit/main/a.md">Edit this page</a></footer></article><nav><a href="b.html">Next</a></nav></div>
<div class="col"><div class="tableOfContents"><ul><li><a href="#use">Use</a></li><li><a href="#more">More</a></li></ul></div></div></div></main>"""

JAVADOC = f"""
<div class="topNav"><ul><li><a href="a.html">All kettles</a></li></ul></div><main role="main"><div class="header"><h1 id="K">Class Kettle</h1></div><div class="description"><pre>public class
Kettle</pre><p>{SAID}</p><dl class="notes"><dt>Since:</dt><dd>2.1</dd></dl></div><section id="boil"><h3>boil</h3><div class="signature"><code>public int boil(int cups)</code></div><div class="block">Heats as
many cups as asked.</div><dl><dt>Parameters:</dt><dd><code>cups</code> - how many are wanted</dd><dt>Returns:</dt><dd>the minutes it took</dd></dl></section></main>"""

MAN = f"""
<h1>KETTLE</h1><a href="#index">Index</a><hr><a name="lbAB">&nbsp;</a><h2>NAME</h2>kettle - heats water<a name="lbAC">&nbsp;</a><h2>SYNOPSIS</h2><b>kettle</b> [<code>-w</code>]
<a name="lbAD">&nbsp;</a><h2>OPTIONS</h2><p>{SAID}</p><dl><dt id="-w"><b><code>-w</code></b></dt><dd>Wait for the lid.</dd><dt><b><code>-q</code></b></dt><dd>Do not whistle.</dd></dl>"""

BY_HAND = f"""
<div class="nosearch"><div class="menu"><ul>{MENU}</ul></div></div><h1>Heat</h1><p><ul><li>No lid is needed for it at all.</li><li>Small, with a <a href="x.html">handle</a> of wood or horn.</li></ul></p>
<h2>Use</h2><p>{SAID}</p><blockquote><pre>boil 2;</pre></blockquote><dl><dt>lid</dt><dd><p>Closes it.</p></dd><dt>spout</dt><dd><p>Lets it out.</p></dd><dt>base</dt><dd><p>Holds it.</p></dd></dl>"""


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        (
            SPHINX,
            {
                "How long to wait for the lid.": ("Heat", "Cookie banner", "WAIT"),
                "Raises: NoisyError, at night.": ("Heat", "Cookie banner", "LOUD"),
                "New in version 2.1: the spout.": ("Heat", "Cookie banner"),
                "Warning: Keep it away from the curtain.": ("Heat", "Cookie banner"),
                "kettle.boil()": ("Heat", "Cookie banner"),
                "pour(cups=2)": ("Heat", "Cookie banner", "pour"),
                "Pours as much as it is told.": ("Heat", "Cookie banner", "pour"),
            },
        ),
        (
            APACHE,
            {
                "Status: Base": ("Module heat",),
                "A spout that sings.": ("Module heat", "Waiting"),
                "WaitFor 20": ("Module heat", "Waiting"),
                "Quiet: No whistle at all.": ("Module heat", "Noise"),
            },
        ),
        (
            GTKDOC,
            {
                "void boil (int cups)": ("Description", "Function: boil"),
                "Heats as many cups as asked.": ("Description", "Function: boil"),
                "cups: how many are wanted": ("Description", "Function: boil"),
                "Lets it stand for a while.": ("Description", "Function: cool"),
            },
        ),
        (
            TEXINFO,
            {
                SAID: ("3.1 Heat",),
                "Return the time that cups take.": ("3.1 Heat", "t = boil (cups)"),
                "Lids that do not.": ("3.1 Heat",),
            },
        ),
        (
            DOCBOOK,
            {
                SAID: ("3.1. Heat",),
                "Name: small | Minutes: 3": ("3.1. Heat",),
                "spout: Lets it out.": ("3.1. Heat",),
            },
        ),
        (
            NODE,
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
        (MKDOCS, {"Gas: Light it first.": ("Heat", "Use"), "Current:": ("Heat", "Use"), "plug --in": ("Heat", "Use")}),
        (
            DOCUSAURUS,
            {
                "Gas: Light it first.": ("Heat", "More"),
                "Current: Plug it in first.": ("Heat", "More"),
                "tip:": ("Heat", "More"),
                "Warm the cups.": ("Heat", "More"),
            },
        ),
        (
            JAVADOC,
            {
                "Since: 2.1": ("Class Kettle",),
                "public int boil(int cups)": ("Class Kettle", "boil"),
                "Returns: the minutes it took": ("Class Kettle", "boil"),
            },
        ),
        (MAN, {"kettle - heats water": ("KETTLE", "NAME"), "-w: Wait for the lid.": ("KETTLE", "OPTIONS")}),
        (
            BY_HAND,
            {
                "No lid is needed for it at all.": ("Heat",),
                "Small, with a handle of wood or horn.": ("Heat",),
                "boil 2;": ("Heat", "Use"),
                "spout: Lets it out.": ("Heat", "Use"),
            },
        ),
    ],
    ids=[
        "sphinx",
        "apache",
        "gtk-doc",
        "texinfo",
        "docbook",
        "node",
        "mkdocs",
        "docusaurus",
        "javadoc",
        "man2html",
        "by hand",
    ],
)
def test_terms_tables_code_and_lists_stay_under_their_headings_without_menus(
    body: str, sentences: dict[str, tuple[str, ...]]
) -> None:
    found = read(body)
    stored = told(found)
    assert {each: stored.get(each) for each in sentences} == sentences
    assert SAID in stored
    assert [each for each in MENUS if each in found.text] == []
    assert "¶" not in found.text
    assert found.date is None


def test_every_default_that_repeats_is_there() -> None:
    assert read(SPHINX).text.count("Default: False") == 2


def test_the_language_of_code_stands_before_it() -> None:
    assert "\n\npython3:\nkettle.boil()" in read(SPHINX).text


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


MANUALS = [each for each in documentation.MANUALS if documentation.pages(each, 1)]


@pytest.mark.skipif(
    len(MANUALS) < 3, reason="fewer than three packaged manuals lie here (NIGHTWIKI_MANUALS names a folder of them)"
)
@pytest.mark.parametrize("manual", MANUALS[:3], ids=lambda each: each.name)
def test_packaged_manuals_keep_their_words(manual: documentation.Manual) -> None:
    kept = documentation.kept(manual, documentation.pages(manual, 12), ours)
    assert {tag: kept.share(tag) for tag in ("li", "dd", "td", "p", "pre") if kept.share(tag) < 0.95} == {}
    assert kept.foreign < 0.1


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("<h2>Kettles 3.6.12 On 2009-03-31</h2>", "2009-03-31"),
        ("<footer>Kettles 2029.11.1 documentation</footer>", None),
        ("<footer>Kettles v1.11.29</footer>", None),
        ("<h1>Kettles 3.2.25</h1>", None),
        ("<pre>Date: 2018-12-21</pre>", None),
    ],
)
def test_a_version_number_is_no_date(written: str, day: str | None) -> None:
    found = read(f"<h1 id=a>Heat<a href='#a'>¶</a></h1><p>{SAID}</p>{written}")
    assert found.date == day
