"""Whatever a source says comes out as words."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from agent.wiki.links import find_links
from agent.wiki.text import clause, code_block, code_span, inline, one_line, shorten, shown, wikilink
from tests.wiki.reading import unescape

MARKS = st.text(st.sampled_from("\\`*_[]()<>!#^|~=$%&;:-+.1>aB \n\té漢\u202e\ud800"), max_size=40)
SNIPPETS = st.sampled_from(
    [
        "[[X]]",
        "![[X|y]]",
        "[^a-1]",
        "[^a-1]: x",
        "<b>",
        "<!--",
        "&lt;",
        "&#91;",
        "```",
        "> [!note]",
        "# h",
        "---",
        "1. x",
    ]
)
HOSTILE = st.one_of(MARKS, st.text(max_size=60), st.lists(st.one_of(SNIPPETS, MARKS), max_size=6).map("".join))
MD = MarkdownIt("commonmark").enable(["table", "strikethrough"])


def shows(markdown: str) -> str:
    """The words that a reader of `markdown` sees, if it is one paragraph without any markup but code."""
    tokens = MD.parse(markdown)
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"], markdown
    words = []
    for child in tokens[1].children or []:
        assert child.type in {"text", "text_special", "code_inline"}, (child.type, markdown)
        words.append(f"`{child.content}`" if child.type == "code_inline" else child.content)
    return "".join(words)


@given(HOSTILE)
def test_a_line_shows_its_text_and_nothing_else(text: str) -> None:
    line = one_line(text)
    if not line:
        assert inline(text) == ""
        return
    markdown = inline(text)
    # A code span sheds one space on either side; the reader of our pages does too.
    squeezed = re.sub(r"\s+", "", line)
    assert re.sub(r"\s+", "", shows(markdown)) == squeezed
    assert re.sub(r"\s+", "", shows(f"{markdown}[^a-1]")) == squeezed + "[^a-1]"


@given(HOSTILE)
def test_a_line_holds_no_link_footnote_comment_or_formula(text: str) -> None:
    markdown = inline(text)
    outside_code = re.sub(r"`[^`]*`", " ", markdown)  # what stands on both sides of code does not meet
    assert find_links(markdown) == []
    assert "[^" not in re.sub(r"\\.", "", outside_code)
    assert "<" not in outside_code
    assert "%%" not in outside_code
    assert not re.search(r"(?<!\\)(\\\\)*\$", outside_code)
    assert "\n" not in markdown


@given(HOSTILE)
def test_escaping_can_be_undone(text: str) -> None:
    assert unescape(inline(text)) == one_line(text)


@given(HOSTILE, HOSTILE)
def test_the_inside_of_a_wikilink_stays_inside(text: str, other: str) -> None:
    links = find_links(f"{inline(other)} {wikilink('sources/x', text)} {inline(other)}")
    assert [(link.target, link.embed) for link in links] == [("sources/x", False)]
    assert shown(shown(text)) == shown(text)


@given(st.text(max_size=400), st.integers(10, 300))
def test_shortened_text_fits_and_says_that_it_was_cut(text: str, limit: int) -> None:
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == one_line(text) or short.endswith("…")


@given(st.text(max_size=400), st.integers(10, 300))
def test_a_clause_fits(text: str, limit: int) -> None:
    assert len(clause(text, limit)) <= limit


def test_a_long_sentence_is_cut_where_a_clause_ends() -> None:
    text = "Kettle is a job scheduler that retries, in order, what failed; it was written by Ada Holm in Oslo."
    assert clause(text, 80) == "Kettle is a job scheduler that retries, in order, what failed…"
    assert clause(text, 200) == text


@given(HOSTILE)
def test_code_stays_code(text: str) -> None:
    block = code_block(text)
    if block is not None:
        assert [token.type for token in MD.parse(block)] == ["fence"]
        assert find_links(block) == []
    if one_line(text):
        assert re.fullmatch(r"`[^`]+`", code_span(text))


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("AT&T has 3 * 4 snake_case files.", "AT&T has 3 \\* 4 snake_case files."),
        ("It works!", "It works\\!"),
        ("Use `pip install` here", "Use `pip install` here"),
        ("an unpaired ` here", "an unpaired &#96; here"),
        ("[[Kettle]] <script>", "\\[\\[Kettle]] &lt;script>"),
        ("- 5 degrees", "\\- 5 degrees"),
        ("-5 degrees", "-5 degrees"),
        ("1984. A year", "1984\\. A year"),
        ("C# and #tag", "C# and \\#tag"),
        ("%%hidden%%", "&#37;&#37;hidden&#37;&#37;"),
    ],
)
def test_escaping_is_sparing(text: str, markdown: str) -> None:
    assert inline(text) == markdown


@pytest.mark.parametrize("code", ["`= this.file.name`", "`$= dv.pages()`", "` $=1`", "`<% tp.file.title %>`"])
def test_code_that_a_plug_in_of_obsidian_would_run_is_shown_as_text(code: str) -> None:
    markdown = inline(f"Kettle {code} boils.")
    assert "`" not in markdown
    assert "<%" not in markdown
    assert unescape(markdown) == f"Kettle {code} boils."


def test_a_field_of_dataview_is_words() -> None:
    assert "::" not in inline("[status:: done] and (rating:: 5)")
    assert shows(inline("status:: done")) == "status:: done"
    assert unescape(inline("std::vector")) == "std::vector"


def test_what_hides_or_turns_words_is_left_out() -> None:
    assert one_line("a\u061cb\u180ec\U000e0100d\U000e01efe\U000e0041f") == "abcdef"


@pytest.mark.parametrize("text", ["=", "==", "-", "--"])
def test_a_line_of_marks_underlines_nothing(text: str) -> None:
    assert "<h" not in MarkdownIt("commonmark").render(f"words\n{inline(text)}\n")
    assert unescape(inline(text)) == text


def test_titles_of_tildes_strike_nothing_out() -> None:
    assert "~~" not in wikilink("x", "~~~ and ~~")
