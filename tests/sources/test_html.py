"""Pages: what is content, and what shape it has."""

from __future__ import annotations

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from agent.sources.sentences import LONGEST

FILLER = (
    "<p>"
    + "The kettle is a machine for the boiling of water, and it is used all over the world every day. " * 4
    + "</p>"
)


def page(content: str, head: str = "<title>Kettles</title>") -> str:
    furniture = "<nav><a href=/>Home</a> <a href=/b>Blog</a></nav><div class='cookie-banner'>We use cookies.</div>"
    return f"<!doctype html><html lang=en><head>{head}</head><body>{furniture}<main>{content}</main><footer>Imprint</footer></body></html>"


def read(html: str | bytes, media: str = "text/html", resource: str = "https://example.org/kettles") -> Extracted:
    return extract(html.encode() if isinstance(html, str) else html, media, resource)


def units(found: Extracted) -> list[tuple[str, str]]:
    return [(each.kind, found.text[each.start : each.end]) for each in found.sentences]


def test_furniture_is_gone_and_content_stays() -> None:
    found = read(
        page(f"<h1>Kettles</h1>{FILLER}<h2>History</h2><p>The first one was built in 1891 in Chicago.</p>{FILLER}")
    )
    assert found.title == "Kettles"
    assert "cookies" not in found.text
    assert "Imprint" not in found.text
    assert "Blog" not in found.text
    built = next(each for each in found.sentences if "1891" in found.text[each.start : each.end])
    assert built.heading == ("Kettles", "History")


def test_definition_lists_stay() -> None:
    content = f"<h1>Settings</h1>{FILLER}<dl><dt>TIMEOUT</dt><dd>How long to wait, in seconds.</dd>"
    content += "<dt>RETRIES</dt><dd><p>How often a job is tried again.</p><p>Default: <code>3</code></p></dd></dl>"
    found = read(page(content))
    assert ("item", "TIMEOUT: How long to wait, in seconds.") in units(found)
    default = next(each for each in found.sentences if found.text[each.start : each.end].endswith("Default: 3"))
    assert default.heading == ("Settings", "RETRIES")


def test_a_labelled_value_that_ends_a_definition_is_one_with_what_it_is_said_of() -> None:
    def stored(*paragraphs: str) -> list[str]:
        body = "".join(f"<p>{each}</p>" for each in paragraphs)
        found = read(page(f"<h1>Settings</h1>{FILLER}<dl><dt>KILN_BELL</dt><dd>{body}</dd></dl>"))
        return [words for each in found.sentences if (words := found.text[each.start : each.end]) not in FILLER]

    rings = "It rings once. It cannot be heard outside."
    cannot = "It cannot be heard outside."
    assert stored(rings, "Default: <code>True</code>")[-2:] == ["It rings once.", f"{cannot} Default: True"]
    assert stored(rings, "Default: one", "It is of brass.")[-2:] == [f"{cannot} Default: one", "It is of brass."]
    assert stored(rings, "Type: int", "Default: 3")[-3:] == [cannot, "Type: int", "Default: 3"]  # a table
    assert stored("Default: 3", rings)[-3:] == ["Default: 3", "It rings once.", cannot]
    for apart in (
        "Note: it is not to be rung by night.",
        "A warning to all who have ever come: loud",
        "So it is: a b c d e f g h i",
    ):
        assert stored(rings, apart)[-2:] == [cannot, apart]
    long = stored("It rings " + "and rings " * 119, "Default: 3")
    assert max(map(len, long)) <= LONGEST
    assert " ".join(long).count("rings") == 120


def test_a_signature_is_a_statement_of_its_own() -> None:
    content = f"<h1>API</h1>{FILLER}<dl><dt>run(host='127.0.0.1', port=5000)<a href='#run'>¶</a></dt><dd><p>Starts it.</p></dd></dl>"
    found = read(page(content))
    assert ("code", "run(host='127.0.0.1', port=5000)") in units(found)
    assert found.sentences[-1].heading == ("API", "run")


def test_what_is_said_of_a_row_in_a_cell_over_the_whole_width_below_it_is_of_that_row() -> None:
    rows = {
        "bell": ("on", "Whether the kettle rings."),
        "wait": ("4", "How many minutes it takes."),
        "rim": ("tin", "What it is made of."),
    }
    each = "".join(
        f"<tr><td>{name}</td><td>{value}</td></tr><tr><td colspan='2'>{said}</td></tr>"
        for name, (value, said) in rows.items()
    )
    table = f"<table><tr><th>Name</th><th>Usual</th></tr>{each}</table>"
    found = units(read(page(f"<h1>Settings</h1>{FILLER}{table}{FILLER}")))
    assert ("row", "Name: wait | Usual: 4 | How many minutes it takes.") in found
    groups = table.replace(
        "<tr><td>bell", "<tr><td colspan='2'>Noise</td></tr><tr><td>bell"
    )  # heads of groups, by their looks
    found = units(read(page(f"<h1>Settings</h1>{FILLER}{groups}{FILLER}")))
    assert ("row", "Name: How many minutes it takes.") in found


def test_rows_carry_their_header() -> None:
    table = "<table><thead><tr><th>Ship</th><th>Tons</th></tr></thead><tr><td>Niagara</td><td>5,540</td></tr></table>"
    assert ("row", "Ship: Niagara | Tons: 5,540") in units(read(page(f"<h1>Ships</h1>{FILLER}{table}{FILLER}")))


def test_a_table_of_keys_reads_as_pairs() -> None:
    table = "<table><tr><th>Built</th><td>1912</td></tr><tr><th>Tons</th><td>900</td></tr></table>"
    found = units(read(page(f"<h1>Ship</h1>{FILLER}{table}{FILLER}")))
    assert ("row", "Built: 1912") in found
    assert ("row", "Tons: 900") in found


def test_spanning_cells_keep_their_columns() -> None:
    table = (
        "<table><tr><th>Year</th><th>Ship</th><th>Tons</th></tr><tr><td rowspan=2>1912</td><td>Niagara</td><td>5</td></tr>"
        "<tr><td>Erie</td><td>6</td></tr></table>"
    )
    found = units(read(page(f"<h1>Ships</h1>{FILLER}{table}{FILLER}")))
    assert ("row", "Year: 1912 | Ship: Erie | Tons: 6") in found


def test_lists_and_code_keep_their_shape() -> None:
    content = "<ul><li>Boil <b>water</b>.</li><li>Pour.<ul><li>Slowly, please.</li></ul></li></ul><pre><code>boil()\n  pour()</code></pre>"
    found = units(read(page(f"<h1>Tea</h1>{FILLER}{content}{FILLER}")))
    assert ("item", "Boil water.") in found
    assert ("item", "Pour.") in found
    assert ("item", "Slowly, please.") in found
    assert ("code", "boil()\n  pour()") in found


def test_hidden_parts_and_scripts_are_not_read() -> None:
    content = (
        f"<h1>Tea</h1>{FILLER}<div style='display:none'>Hidden words here.</div><script>var secret = 'words';</script>"
    )
    found = read(page(content + "<dl><dt>A</dt><dd>Bee is here.</dd></dl>"))
    assert "Hidden words" not in found.text
    assert "secret" not in found.text


def test_the_date_is_the_one_that_the_page_states() -> None:
    dated = page(
        f"<h1>Tea</h1>{FILLER}",
        "<title>Tea</title><meta property='article:published_time' content='2024-05-03T10:00:00Z'>",
    )
    assert read(dated).date == "2024-05-03"


def test_a_copyright_line_is_no_date() -> None:
    assert read(page(f"<h1>Tea</h1>{FILLER}<p>© Copyright 2010.</p>")).date is None


@pytest.mark.parametrize(
    "media", ["text/html", "text/html; charset=utf-8", "text/html; charset=ascii", "text/plain", ""]
)
def test_a_lying_charset_is_seen_through(media: str) -> None:
    html = page(
        f"<h1>Kräne</h1>{FILLER}<p>Der Kran steht in Köln, und er ist größer als der in Düsseldorf.</p>{FILLER}", ""
    )
    assert "größer" in read(html, media).text
    assert "größer" in read(html.encode("utf-16"), media).text
    declared = html.replace("<head>", "<head><meta charset=iso-8859-1>")
    assert "größer" in read(declared.encode("latin-1"), media).text
    assert "größer" in read(declared, media).text


def test_short_pages_are_read_too() -> None:
    assert units(read("<!doctype html><title>x</title><p>Kettle 2 boils in three minutes.</p>")) == [
        ("prose", "Kettle 2 boils in three minutes.")
    ]


@pytest.mark.parametrize(
    "html",
    ["<!doctype html>", "<html></html>", "<html><body><script>x</script></body></html>", "<html><body>\x00</body>"],
)
def test_pages_without_text_fail(html: str) -> None:
    with pytest.raises(SourceFailed):
        read(html)


def test_deep_nesting_does_not_break_it() -> None:
    depth = 200
    assert "bottom of it" in read(page("<div>" * depth + f"<p>The bottom of it.</p>{FILLER}" + "</div>" * depth)).text


def test_markup_that_breaks_the_search_for_a_date_costs_the_date_only() -> None:
    broken = "<math><annotation-xml encoding='text/html'><div>"
    assert "boiling of water" in read(page(f"<h1>Tea</h1>{FILLER}{broken}")).text


def test_marks_of_references_and_editing_are_gone() -> None:
    heading = "<h2>History<span class='mw-editsection'>[edit]</span></h2>"
    content = "<p>It was built in 1891.<sup>[12]</sup> It ran for long.</p>"
    found = read(page(f"<h1>Tea</h1>{FILLER}{heading}{content}{FILLER}"))
    assert ("prose", "It was built in 1891.") in units(found)
    assert "[edit]" not in found.text


def test_a_raised_figure_stays_apart() -> None:
    assert (
        "10^6 of them"
        in read(page(f"<h1>Tea</h1>{FILLER}<dl><dt>N</dt><dd>There are 10<sup>6</sup> of them.</dd></dl>")).text
    )


def test_definitions_within_definitions_are_headings_within_headings() -> None:
    inner = "<dl><dt>run(port=5000)</dt><dd><p>Starts it.</p><dl><dt>Raises</dt><dd><p>An error.</p><p>Or two.</p></dd></dl></dd></dl>"
    found = read(
        page(
            f"<h1>API</h1>{FILLER}<h2>Kettle</h2><dl><dt>Kettle(size)</dt><dd><p>A kettle.</p><h4>Use</h4>{inner}</dd></dl>"
        )
    )
    headings = {found.text[each.start : each.end]: each.heading for each in found.sentences}
    assert headings["A kettle."] == ("API", "Kettle", "Kettle")
    assert headings["Starts it."] == ("API", "Kettle", "Kettle", "Use", "run")
    assert headings["Or two."] == ("API", "Kettle", "Kettle", "Use", "run", "Raises")
