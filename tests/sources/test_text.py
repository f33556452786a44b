"""Plain text, reStructuredText, markdown, notebooks, tables; and what charset they are in."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.errors import SourceFailed
from agent.sources.charset import decode
from agent.sources.extract import Extracted, extract


def read(text: str | bytes, name: str, media: str = "") -> Extracted:
    return extract(text.encode() if isinstance(text, str) else text, media, name)


def units(found: Extracted) -> list[tuple[str, str]]:
    return [(each.kind, found.text[each.start : each.end]) for each in found.sentences]


class TestPlain:
    def test_wrapped_lines_are_joined_and_a_lone_first_line_is_the_title(self) -> None:
        found = read(
            "The Kettle Report\n\nKettle is a scheduler that was written\nby Ada Holm in 2019. It is free.\n",
            "kettle-report.txt",
        )
        assert found.title == "The Kettle Report"
        assert units(found) == [
            ("prose", "Kettle is a scheduler that was written by Ada Holm in 2019."),
            ("prose", "It is free."),
        ]

    def test_without_a_title_the_name_of_the_file_serves(self) -> None:
        assert read("Kettle is a scheduler. It is free.", "notes/kettle-report.txt").title == "kettle report"
        assert read("Kettle is a scheduler. It is free.", "kettle-notes/page.txt").title == "kettle notes"
        assert read("Kettle is a scheduler. It is free.", "page.txt").title == "page"

    def test_bullets_and_underlines(self) -> None:
        items = "- one thing\n- another thing, which is longer\n  than a line\n\n1. first\n2. second\n"
        found = read(f"History\n=======\n\nIt began in 2019.\n\n{items}", "a.txt")
        assert units(found)[1:4] == [
            ("item", "one thing"),
            ("item", "another thing, which is longer than a line"),
            ("item", "first"),
        ]
        assert found.sentences[0].heading == ("History",)

    def test_lines_that_are_meant_to_end_do(self) -> None:
        lines = "Built: 1912.\nTons: 5,540.\nOwner: Erie Company of the Lakes and the Rivers.\n"
        assert [text for _, text in units(read("About the Niagara.\n\n" + lines, "a.txt"))][1:3] == [
            "Built: 1912.",
            "Tons: 5,540.",
        ]


class TestRst:
    def test_its_marks_become_words(self) -> None:
        text = (
            "Kettle\n======\n\n.. note::\n   Written by :py:class:`Ada <people.Ada>` with ``retry=3``.\n\n.. _target:\n\n"
            "History\n-------\nSee `the site <https://a.org>`_ for more of it.\n"
        )
        found = read(text, "a.rst")
        assert units(found) == [("prose", "Written by Ada with retry=3."), ("prose", "See the site for more of it.")]
        assert found.sentences[1].heading == ("Kettle", "History")


class TestMarkdown:
    def test_shapes(self) -> None:
        text = "# Kettle\n\nIt *boils* [water](https://a.org).\n\n- [x] item one\n- item two\n\n"
        shapes = "| Ship | Tons |\n|---|---|\n| Erie | 5 |\n\n```py\nx = 1\n\ny = 2\n```\n"
        found = read(text + shapes, "a.md")
        assert found.title == "Kettle"
        assert units(found) == [
            ("prose", "It boils water."),
            ("item", "item one"),
            ("item", "item two"),
            ("row", "Ship: Erie | Tons: 5"),
            ("code", "x = 1\n\ny = 2"),
        ]

    def test_front_matter_is_dropped_and_its_title_used(self) -> None:
        found = read("---\ntitle: The Kettle\ndate: 2024-05-03\ntags: [a]\n---\n# Other\n\nIt boils water.\n", "a.md")
        assert (found.title, found.date) == ("The Kettle", "2024-05-03")
        assert "tags" not in found.text

    def test_prose_between_two_rules_is_no_front_matter(self) -> None:
        found = units(read("---\nIt has a spout.\n\n---\n\nIt boils water.\n", "a.md"))
        assert found == [("prose", "It has a spout."), ("prose", "It boils water.")]

    @pytest.mark.parametrize(
        "front", ["---\ntitle: [\n---\n", "---\n- a list\n---\n", "---\n!!python/object:os.system x\n---\n", "---\n"]
    )
    def test_damaged_front_matter_costs_nothing(self, front: str) -> None:
        assert ("prose", "It boils water.") in units(read(f"{front}\nIt boils water.\n", "a.md"))

    def test_wikilinks_are_words(self) -> None:
        assert units(read("See [[Ada Holm]] and [[Retry policy|its retries]].", "a.md")) == [
            ("prose", "See Ada Holm and its retries.")
        ]

    def test_it_is_markdown_by_its_name_even_when_served_as_text(self) -> None:
        assert read("# A title\n\nSome words.", "https://a.org/README.md", "text/plain").media == "text/markdown"


class TestNotebook:
    def test_cells(self) -> None:
        cells = [
            {"cell_type": "markdown", "source": ["# Kettle\n", "It boils."]},
            {"cell_type": "code", "source": "x = 1"},
        ]
        found = read(json.dumps({"cells": cells}), "a.ipynb")
        assert units(found) == [("prose", "It boils."), ("code", "x = 1")]

    @pytest.mark.parametrize("text", ["{}", "[]", "nonsense", '{"cells": [1]}', '{"cells": {"a": 1}}'])
    def test_damaged(self, text: str) -> None:
        with pytest.raises(SourceFailed):
            read(text, "a.ipynb")


class TestTables:
    @pytest.mark.parametrize(
        ("text", "name"),
        [
            ('Ship,Tons\nErie,"5,540"\n', "a.csv"),
            ("Ship;Tons\nErie;5,540\n", "a.csv"),
            ("Ship\tTons\nErie\t5,540\n", "a.tsv"),
        ],
    )
    def test_rows_carry_their_header(self, text: str, name: str) -> None:
        assert units(read(text, name)) == [("row", "Ship: Erie | Tons: 5,540")]


SAID = "Der Bär läuft über die große Straße, und die Öfen glühen für Käthe."


class TestCharset:
    @pytest.mark.parametrize(
        "actual", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1"]
    )
    @pytest.mark.parametrize("declared", [None, "utf-8", "ascii", "iso-8859-1", "no-such-charset", "base64"])
    def test_a_lie_is_seen_through(self, actual: str, declared: str | None) -> None:
        assert decode((SAID * 3).encode(actual), declared) == SAID * 3

    @pytest.mark.parametrize(
        ("text", "charset"),
        [
            ("Привет, как дела? Всё хорошо.", "windows-1251"),
            ("これは日本語の文章です。", "shift_jis"),
            ("これは文章です。", "iso-2022-jp"),
            ("这是一段中文文本。", "gb2312"),
        ],
    )
    def test_what_was_declared_is_believed_where_it_fits(self, text: str, charset: str) -> None:
        assert decode(text.encode(charset), charset) == text

    def test_a_few_damaged_bytes_do_not_make_it_another_charset(self) -> None:
        assert "größe Straße" in decode(("größe Straße " * 30).encode() + b"\xff end", "latin-1")

    @pytest.mark.parametrize(
        "data", [b"\x00\x01\x02\x03" * 100, b"text\x00more" * 9, bytes(range(256)) * 4, b"\x01\x02\x03\x04text" * 50]
    )
    def test_what_is_no_text_fails(self, data: bytes) -> None:
        with pytest.raises(SourceFailed):
            decode(data)

    @given(st.binary(max_size=300), st.sampled_from([None, "utf-8", "cp1252", "gb2312", "utf-7", "idna", "punycode"]))
    def test_any_bytes_give_text_or_a_fact(self, data: bytes, declared: str | None) -> None:
        try:
            decode(data, declared).encode("utf-8", "surrogatepass")
        except SourceFailed:
            return


MAGIC = [
    b"\x89PNG\r\n\x1a\n....",
    b"\xff\xd8\xff\xe0 JFIF",
    b"GIF89a....",
    b"\x1f\x8b\x08....",
    b"PK\x03\x04....",
    b"\x7fELF....",
    b"{\\rtf1 hello}",
    b"RIFF1234WEBPVP8 ",
]


class TestSniff:
    @pytest.mark.parametrize("data", MAGIC)
    @pytest.mark.parametrize("media", ["", "text/html", "text/plain"])
    def test_what_is_no_text_is_named(self, data: bytes, media: str) -> None:
        with pytest.raises(SourceFailed, match="This is a"):
            read(data, "page.html", media)

    @pytest.mark.parametrize("data", [b"", b" \n\t ", b"\xef\xbb\xbf", b"\xef\xbb\xbf \n"])
    def test_nothing_is_a_fact(self, data: bytes) -> None:
        with pytest.raises(SourceFailed, match=r"nothing|no text"):
            read(data, "a.txt")

    @pytest.mark.parametrize(
        ("media", "name"),
        [("application/pdf", "a.pdf"), ("text/plain", "a.txt"), ("", "a.md"), ("application/octet-stream", "a")],
    )
    def test_a_page_is_a_page_whatever_it_is_called(self, media: str, name: str) -> None:
        assert read("<!DOCTYPE html><title>x</title><p>Some words of a page.</p>", name, media).media == "text/html"

    def test_a_pdf_that_is_none_fails(self) -> None:
        with pytest.raises(SourceFailed, match="PDF"):
            read("Some words.", "a.pdf")

    @pytest.mark.parametrize(
        ("text", "media"),
        [
            ('<?xml version="1.0"?><rss><channel/></rss>', "application/rss+xml"),
            ('{"a": 1}', "application/json"),
            ("<svg xmlns='x'></svg>", ""),
            ("a{}", "text/css"),
        ],
    )
    def test_data_is_not_read(self, text: str, media: str) -> None:
        with pytest.raises(SourceFailed):
            read(text, "https://a.org/x", media)

    @given(
        st.binary(max_size=400),
        st.sampled_from(["", "text/html", "text/markdown", "text/csv"]),
        st.sampled_from(["a", "a.rst", "a.ipynb", "a.txt"]),
    )
    def test_any_bytes_give_a_document_or_a_fact(self, data: bytes, media: str, name: str) -> None:
        try:
            found = extract(data, media, name)
        except SourceFailed:
            return
        assert found.sentences
        found.text.encode()
        found.title.encode()


def test_an_endless_title_is_cut() -> None:
    title = extract(b"---\ntitle: " + b"T" * 100_000 + b"\n---\nKettle boils.", "text/markdown", "kettle.md").title
    assert title == "T" * 300


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("PokÃ©mon Go left them far behind â€“ for a while.", "Pokémon Go left them far behind – for a while."),
        ("It costs “5 €” in SÃO PAULO, à la carte.", "It costs “5 €” in SÃO PAULO, à la carte."),
        ("The ﬁrm’s `kettle`… &amp; co.", "The ﬁrm’s `kettle`… &amp; co."),
    ],
)
def test_what_was_decoded_in_a_wrong_charset_before_us_is_mended_and_nothing_else(text: str, mended: str) -> None:
    """Six of twenty essays had such characters; of a right wording it was said that its name did not stand in the source."""
    assert read(text, "a.txt").text == mended


def test_code_keeps_its_characters() -> None:
    assert "Ã©" in read("# Kettle\n\nSome words.\n\n```\nprint('PokÃ©mon')\n```\n", "a.md").text


@pytest.mark.parametrize("name", ["log.txt", "log.md"])
def test_each_entry_of_a_diary_is_its_own_sentence(name: str) -> None:
    text = "Log\n\n2024-02-02 Pump broke, and the\nwhole house was cold\n2024-02-10  Hub moved to the study\n[03.04.2024] Sold"
    assert [said for _, said in units(read(text, name))][-3:] == [
        "2024-02-02 Pump broke, and the whole house was cold",
        "2024-02-10 Hub moved to the study",
        "[03.04.2024] Sold",
    ]
    assert [
        said
        for _, said in units(
            read(
                "The old house by the harbour was shut on\n2024-01-13 and it opened again, so they say, on\n2024-02-02, after a talk.",
                name,
            )
        )
    ] == [
        "The old house by the harbour was shut on 2024-01-13 and it opened again, so they say, on 2024-02-02, after a talk."
    ]


MANUAL = """PLUMB(1)                 User Commands                 PLUMB(1)

NAME
       plumb - hang a line from a beam

SYNOPSIS
       plumb [-d depth] beam

DESCRIPTION
       Plumb  hangs  a\tline, measures how far it is from the per‐
       pendicular, and writes that in a well-known, tab-
       delimited form: two- and
       three-fold beams too.

   The depth
       -d depth
              How deep the plumb hangs. It is 40 cm unless you say  other‐
              wise.

GNU                               March 2019                   PLUMB(1)
"""


class TestManual:
    """`man plumb > plumb.txt`: words stood broken, headings ran into sentences, and the running head was the title."""

    def test_its_headings_head_its_words_are_whole_and_its_running_head_is_no_text(self) -> None:
        found = read(MANUAL, "plumb.txt")
        assert found.title == "plumb(1)"
        assert [(each.heading, found.text[each.start : each.end]) for each in found.sentences] == [
            (("NAME",), "plumb - hang a line from a beam"),
            (("SYNOPSIS",), "plumb [-d depth] beam"),
            (
                ("DESCRIPTION",),
                (
                    "Plumb hangs a line, measures how far it is from the perpendicular, and writes that in a well-known, tab-delimited"
                    " form: two- and three-fold beams too."
                ),
            ),
            (("DESCRIPTION", "The depth"), "-d depth"),
            (("DESCRIPTION", "The depth"), "How deep the plumb hangs."),
            (("DESCRIPTION", "The depth"), "It is 40 cm unless you say otherwise."),
        ]

    def test_bold_struck_twice_is_read_once(self) -> None:
        struck = MANUAL.replace("NAME", "N\bNA\bAM\bME\bE")
        assert read(struck, "plumb.txt").text == read(MANUAL, "plumb.txt").text

    def test_a_text_that_names_a_manual_at_its_head_is_none(self) -> None:
        found = read("See crontab(5) and again crontab(5)\n\nKettle is a scheduler. It is free.\n", "notes.txt")
        assert ("prose", "Kettle is a scheduler.") in units(found)


@pytest.mark.parametrize("hyphen", ["\u2010", "-"])
def test_a_word_that_a_lines_end_broke_is_whole_in_any_wrapped_text(hyphen: str) -> None:
    lines = f"Of all of it the kettle alone is kept in a well{hyphen}\nlighted place, near the door of the mill, and it is\nfilled daily.\n"
    assert units(read(f"Kettle\n\n{lines}", "a.txt"))[0][1].startswith(
        "Of all of it the kettle alone is kept in a well-lighted"
    )


def test_a_dash_at_the_end_of_a_short_line_joins_nothing() -> None:
    found = read("Round\n\nShe went to the mill-\nsuddenly it rained.\n", "a.txt")
    assert units(found)[0][1] == "She went to the mill- suddenly it rained."
