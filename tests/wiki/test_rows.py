"""The row of a table reads well on a page, says what the stored row says, and can be read back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.knowledge.model import Citation, Side
from agent.known.lines import Line
from agent.wiki.render import render
from agent.wiki.rows import cells_of, is_row, plain, readable, table
from agent.wiki.text import inline, one_line
from tests.wiki.reading import parse_conflicts, stored, unescape
from tests.wiki.wikis import HOSTILE, document, kettle

ROW = "Ship: Great Eastern | Kind: iron *steamship* | Voyages: 1865, 1866"


@pytest.mark.parametrize(
    ("row", "markdown"),
    [
        (ROW, r"**Ship**: Great Eastern · **Kind**: iron \*steamship\* · **Voyages**: 1865, 1866"),
        ("Port: 8808", "**Port**: 8808"),
        ("Niagara | Tons: 5,540", "Niagara · **Tons**: 5,540"),
        ("Flag: `--watch` | Note: see a: b", "**Flag**: `--watch` · **Note**: see a: b"),
        ("Niagara | 5,540", ""),
        ("Pipe: `a | b`", ""),
        ("A: one · two | B: three", ""),
        ("a|b", ""),
    ],
)
def test_examples(row: str, markdown: str) -> None:
    assert readable(row, inline) == markdown


def test_rows_of_one_table_are_a_table_again() -> None:
    rows = [("Gate: North | Width: 12 m | Year: 1931", "[^t-1]"), ("Gate: South | Note: `a|b` \\| c", "[^t-2]")]
    assert table([(row, inline, marks) for row, marks in rows]) == (
        "| Gate | Width | Year | Note |\n"
        "| --- | --- | --- | --- |\n"
        "| North | 12 m | 1931[^t-1] |  |\n"
        "| South |  |  | `a\\|b` \\\\\\| c[^t-2] |"
    )


@pytest.mark.parametrize("row", ["a | b", "Gate: x | Gate: y", "Gate: x | y", "Gate: `x | Kind: y`"])
def test_what_has_no_clear_columns_is_no_table(row: str) -> None:
    assert cells_of(row) == {}


CELL = st.one_of(
    HOSTILE, st.tuples(HOSTILE, HOSTILE).map(": ".join), st.sampled_from(["**a**: b", "`**a**: b`", "a: ·"])
)


@given(st.lists(CELL, min_size=1, max_size=4).map(" | ".join))
def test_a_row_can_be_read_back(row: str) -> None:
    markdown = readable(row, inline) or inline(row)
    assert unescape(stored(markdown)) == one_line(row)
    assert "\n" not in markdown


def test_a_row_on_a_page_keeps_its_quotation() -> None:
    view = kettle()
    table = document("table", "A table", ROW, "Kettle is fine.", kind="row")
    cited = Citation(table.id, 1, 1)
    line = Line(ROW, (cited,), ("c9",))
    assert is_row(ROW, [cited], {table.id: table})
    assert not is_row("Our words", [cited], {table.id: table})
    side = Side("1865", ROW, cited, ROW)
    disagreement = replace(view.disagreements[0], sides=(view.disagreements[0].sides[0], side))
    page = replace(view.pages[0], lines=(line,), disagreements=(disagreement,))
    rows = replace(
        view, pages=(page, *view.pages[1:]), documents=(*view.documents, table), disagreements=(disagreement,)
    )
    files = render(rows)
    text = files["Kettle (software).md"]
    assert r"- **Ship**: Great Eastern · **Kind**: iron \*steamship\* · **Voyages**: 1865, 1866[^table-1]" in text
    assert r': "Ship: Great Eastern \| Kind: iron \*steamship\* \| Voyages: 1865, 1866"' in text
    assert "> - **1865**: **Ship**: Great Eastern ·" in text
    (entry,) = parse_conflicts(files["conflicts.md"])
    assert (entry.sides[1].value, entry.sides[1].claim) == ("1865", ROW)
    assert plain(ROW) == "Ship: Great Eastern · Kind: iron *steamship* · Voyages: 1865, 1866"
