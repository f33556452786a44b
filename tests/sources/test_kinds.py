"""Kinds of source: a real file of each that a program of that kind wrote, a broken, an empty, a huge and a hostile one."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from agent.sources.kinds.kind import Raw
from agent.sources.kinds.package import MOST_BYTES
from agent.sources.kinds.registry import KINDS
from agent.sources.kinds.tables import MOST_ROWS
from agent.sources.listing import resolve

FIXTURES = Path(__file__).parent / "fixtures"  # by pandoc and LibreOffice, from kettle.md and a small table
SECRET = "root:x:0:0"


def read(name: str, data: bytes | None = None, media: str = "") -> Extracted:
    return extract((FIXTURES / name).read_bytes() if data is None else data, media, name)


def units(found: Extracted) -> list[tuple[str, str]]:
    return [(each.kind, found.text[each.start : each.end]) for each in found.sentences]


def zipped(parts: dict[str, bytes | str]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as to:
        for name, data in parts.items():
            to.writestr(name, data)
    return made.getvalue()


def changed(name: str, part: str, old: bytes, new: bytes) -> bytes:
    """A real file with something in one of its parts replaced."""
    with zipfile.ZipFile(FIXTURES / name) as given:
        parts: dict[str, bytes | str] = {each: given.read(each) for each in given.namelist()}
    before = parts[part]
    assert isinstance(before, bytes)
    assert old in before
    return zipped(parts | {part: before.replace(old, new, 1)})


TEXTS = ["docx", "odt", "epub", "rst", "tex", "org", "adoc"]


@pytest.mark.parametrize("name", [*(f"kettle.{each}" for each in TEXTS), "kettle-libreoffice.docx"])
def test_a_real_text_keeps_its_headings_lists_tables_code_and_notes(name: str) -> None:
    found = read(name)
    told = units(found)
    assert found.title == "The Kettle Works"
    for unit in [
        ("prose", "It employed 240 people, among them the engineer Ole Krag."),
        ("item", "the Model A, a kettle of copper"),
        ("item", "with a lid of brass"),
        ("row", "Year: 1920 | Kettles: 9,800 | Price in kroner: 18"),
        ("prose", "A kettle is never late, it is only slow."),
    ]:
        assert unit in told
    assert next(words for kind, words in told if kind == "code").endswith("return limit < 100")
    paths = {each.heading[-2:] for each in found.sentences}
    assert ("Beginnings", "Products") in paths
    note = told.index(("prose", "The licence was signed a year earlier, in March 1911."))
    assert told[note - 1][1].endswith("Ole Krag.")
    assert "1912.1" not in found.text


@pytest.mark.parametrize("name", [f"kettle.{each}" for each in ("docx", "odt", "epub", "tex", "org", "adoc")])
def test_a_formula_is_not_lost(name: str) -> None:
    assert "mc^2" in read(name).text.replace(" ", "")


@pytest.mark.parametrize(
    ("name", "day"), [("epub", "2021-05-03"), ("tex", "2021-05-03"), ("org", "2021-05-03"), ("docx", None)]
)
def test_only_a_day_that_was_stated_is_its_date(name: str, day: str | None) -> None:
    assert read(f"kettle.{name}").date == day


def test_the_day_on_which_a_program_made_the_file_is_not_that_of_the_book() -> None:
    data = changed("kettle.epub", "EPUB/content.opf", b">2021-05-03<", b">2021-05-03T10:00:00Z<")
    assert read("kettle.epub", data).date is None


@pytest.mark.parametrize("name", ["kettle.pptx", "kettle.odp"])
def test_slides_come_one_by_one_with_their_notes(name: str) -> None:
    found = read(name)
    headings = [each.heading for each in found.sentences]
    assert ("Beginnings",) in headings
    assert ("Notes",) in headings
    assert ("row", "Year: 1913 | Kettles: 5,540 | Price in kroner: 12") in units(found)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_rows_of_a_workbook_carry_their_header(suffix: str) -> None:
    assert units(read(f"kettles.{suffix}")) == [
        ("row", "Model: A | Year: 1913 | Kettles sold: 5540 | Price: 12.5"),
        ("row", "Model: B | Year: 1920 | Kettles sold: 9800 | Price: 18.25"),
    ]


CUE = "00:00:0{}.000 --> 00:00:02.000\nThe kettle works stood in Bergen.\n\n"


@pytest.mark.parametrize(
    ("name", "data", "media"),
    [
        ("kettle.docx", None, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("kettle.odt", None, "application/vnd.oasis.opendocument.text"),
        ("kettle.odp", None, "application/vnd.oasis.opendocument.presentation"),
        ("kettle.pptx", None, "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
        ("kettles.xlsx", None, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("kettles.xls", None, "application/vnd.ms-excel"),
        ("kettles.ods", None, "application/vnd.oasis.opendocument.spreadsheet"),
        ("kettle.epub", None, "application/epub+zip"),
        ("a.csv", b"Model,Year\nA,1913\n", "text/csv"),
        ("a.tsv", b"Model\tYear\nA\t1913\n", "text/tab-separated-values"),
        ("a.srt", f"1\n{CUE.format(0).replace('.000', ',000')}".encode(), "application/x-subrip"),
        ("a.vtt", f"WEBVTT\n\n{CUE.format(0)}".encode(), "text/vtt"),
        ("a.sbv", b"0:00:01.000,0:00:03.000\nThe kettle works stood in Bergen.\n", "text/x-sbv"),
        ("a.txt", (CUE.format(0) + CUE.format(1)).encode(), "application/x-subrip"),
        ("a.ass", b"[Script Info]\n\n[Events]\nDialogue: 0,0:00:01.00,0:00:03.00,Default,,0,0,0,,It stood in Bergen.\n", "text/x-ssa"),
    ],
)  # fmt: skip
def test_each_form_of_a_kind_has_its_own_media_type(name: str, data: bytes | None, media: str) -> None:
    assert read(name, data).media == media


PACKED = ["kettle.docx", "kettle.odt", "kettle.epub", "kettle.pptx", "kettle.odp", "kettles.xlsx", "kettles.ods"]


@pytest.mark.parametrize("name", PACKED)
@pytest.mark.parametrize("called", ["x.bin", "x.txt", "x"])
def test_it_is_known_by_its_bytes_whatever_it_is_called(name: str, called: str) -> None:
    assert extract((FIXTURES / name).read_bytes(), "", called).sentences == read(name).sentences


@pytest.mark.parametrize("name", PACKED)
def test_a_broken_one_is_a_fact(name: str) -> None:
    data = (FIXTURES / name).read_bytes()
    for broken in (data[: len(data) // 2], data[:-30], data[:40], b"PK\x03\x04" + b"x" * 100):
        with pytest.raises(SourceFailed, match=r"damaged|missing|does not open"):
            read(name, broken)


@pytest.mark.parametrize("suffix", sorted({each for kind in KINDS for each in kind.suffixes}))
def test_an_empty_one_is_a_fact(suffix: str) -> None:
    for data in (b"", b" \n", zipped({})):
        with pytest.raises(SourceFailed):
            extract(data, "", f"a{suffix}")


@pytest.mark.parametrize(
    ("name", "part"),
    [("kettle.docx", "word/document.xml"), ("kettle.odt", "content.xml"), ("kettle.pptx", "ppt/slides/slide1.xml"),
     ("kettles.xlsx", "xl/worksheets/sheet1.xml"), ("kettle.epub", "EPUB/text/ch001.xhtml")],
)  # fmt: skip
def test_a_bomb_is_not_unpacked(name: str, part: str) -> None:
    with zipfile.ZipFile(FIXTURES / name) as given:
        parts: dict[str, bytes | str] = {each: given.read(each) for each in given.namelist()}
    bomb = zipped(parts | {part: b" " * (MOST_BYTES + 1)})
    assert len(bomb) < 200_000
    with pytest.raises(SourceFailed, match="more than 50 MB once it is unpacked"):
        read(name, bomb)


ENTITIES = b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd"><!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]>'


@pytest.mark.parametrize(
    ("name", "part", "before"),
    [("kettle.docx", "word/document.xml", b"The Kettle Works"), ("kettle.odt", "content.xml", b"The Kettle Works"),
     ("kettle.pptx", "ppt/slides/slide1.xml", b"The Kettle Works"), ("kettles.xlsx", "xl/sharedStrings.xml", b"Kettles sold"),
     ("kettle.epub", "EPUB/text/ch001.xhtml", b"The Kettle Works opened")],
)  # fmt: skip
def test_entities_are_not_expanded_and_no_file_is_fetched(name: str, part: str, before: bytes) -> None:
    data = changed(name, part, before, b"&a;&c;" + before)
    with zipfile.ZipFile(io.BytesIO(data)) as given:
        parts: dict[str, bytes | str] = {each: given.read(each) for each in given.namelist()}
        parts[part] = given.read(part).replace(b"?>", ENTITIES, 1)
    try:
        text = read(name, zipped(parts)).text
    except SourceFailed as refused:
        text = str(refused)
    assert SECRET not in text
    assert "bbbbbbbbbb" not in text


INCLUDING = {
    "a.rst": ".. include:: /etc/passwd\n\n.. literalinclude:: /etc/passwd\n\n.. raw:: html\n   :file: /etc/passwd\n\n"
    ".. csv-table:: x\n   :file: /etc/passwd\n\nThe kettle boils.\n",
    "a.tex": "\\input{/etc/passwd}\\include{/etc/passwd}\\lstinputlisting{/etc/passwd}\\write18{id} The kettle boils.",
    "a.org": '#+INCLUDE: "/etc/passwd"\n#+SETUPFILE: /etc/passwd\nThe kettle boils.\n',
    "a.adoc": "include::/etc/passwd[]\n\nThe kettle boils.\n",
    "a.md": "{{#include /etc/passwd}}\n\nThe kettle boils.\n",
}


@pytest.mark.parametrize("name", INCLUDING)
def test_no_other_file_is_included(name: str) -> None:
    text = read(name, INCLUDING[name].encode()).text
    assert "The kettle boils." in text
    assert SECRET not in text


def test_raw_html_of_a_text_is_not_inserted() -> None:
    text = read("a.rst", b"The kettle boils.\n\n.. raw:: html\n\n   <script>alert(1)</script><p>planted</p>\n").text
    assert "planted" not in text


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", '=HYPERLINK("http://a.org","x")', "@SUM(1+1)"])
def test_a_formula_in_a_table_is_words(formula: str) -> None:
    row = '"' + formula.replace('"', '""') + '"'
    assert units(read("a.csv", f"Model,Price\nA,{row}\n".encode())) == [("row", f"Model: A | Price: {formula}")]


def test_a_table_of_more_rows_than_a_night_reads_is_refused_with_what_to_do() -> None:
    with pytest.raises(SourceFailed, match="Save the rows that matter"):
        read("a.csv", b"a,b\n" + b"1,2\n" * (MOST_ROWS + 1))


def test_unmatched_brackets_do_not_cost_the_night() -> None:
    """Each was read again for each before it: 7 kB took minutes."""
    with pytest.raises(SourceFailed, match="brackets do not match"):
        read("a.tex", b"\\section[x{ \\item[y{ z " * 40)


def test_accents_on_accents_do_not_cost_the_night() -> None:
    """Each doubled the time of those below it."""
    assert "boils" in read("a.tex", b"The kettle boils. " + b'\\"{ a' * 60 + b"}" * 60).text


def test_what_sphinx_says_is_kept() -> None:
    text = (
        "Kettle\n======\n\n.. py:function:: boil(water)\n   :noindex:\n\n   Boils :ref:`the water <w>`.\n\n"
        ".. versionadded:: 2.1\n   The whistle.\n\n.. toctree::\n   :maxdepth: 2\n\n   lid\n"
    )
    told = [words for _, words in units(read("a.rst", text.encode()))]
    assert told == ["boil(water)", "Boils the water.", "Added in version 2.1: The whistle."]


def test_code_named_singly_is_its_comments_and_code() -> None:
    text = '"""Boils water.\n\nIt is fast.\n"""\n\nLIMIT = 95  # degrees\n\n\ndef boil(x):\n    """Heat it."""\n    return x < LIMIT\n'
    found = read("kettle.py", text.encode())
    assert units(found) == [
        ("prose", "Boils water."), ("prose", "It is fast."), ("code", "LIMIT = 95  # degrees"), ("code", "def boil(x):"),
        ("prose", "Heat it."), ("code", "    return x < LIMIT"),
    ]  # fmt: skip
    assert found.sentences[-1].heading == ("boil",)


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.json", b'{"a": [1, 2]}', "data .JSON."),
        ("a", b'[{"a": "It is a sentence of words."}]', "data .JSON."),
        ("a.yaml", b"a: 1\n", "data .YAML."),
        ("a.xml", b"<?xml version='1.0'?><a>b</a>", "data .XML."),
        ("a.zip", zipped({"a.txt": "hello"}), "zip archive; unpack it"),
        ("kettle.doc", None, "old Word document .*save it as .docx"),
        ("a.docx", b"Some words that are none.", "should be a Word document and is none"),
        ("a.qqq", b"k=1;v={2};\n" * 9, "end in .qqq"),
        ("Makefile", b"all:\n\tcc -o $@ $<\n", "no suffix"),
    ],
)  # fmt: skip
def test_what_is_not_read_is_said_by_name_with_what_to_do(name: str, data: bytes | None, says: str) -> None:
    with pytest.raises(SourceFailed, match=says):
        read(name, data)


def test_prose_under_a_name_that_nobody_knows_is_read() -> None:
    assert units(read("notes.qqq", b"The kettle boils water fast. It is free.\n"))[0] == (
        "prose",
        "The kettle boils water fast.",
    )


def test_a_page_that_a_program_serves_is_a_page() -> None:
    page = b"<title>Kettle</title><div><p>The kettle boils water, and it does so in four minutes.</p></div>" * 2
    assert extract(page, "text/html", "https://a.org/show.php").media == "text/html"


def test_every_file_of_a_folder_is_read_or_named_by_its_suffix(tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    for name in ["a.md", "b.docx", "c.png", "d.png", "e.PNG", "f.zip", "README", ".hidden", "g.py"]:
        (folder / name).write_text("x")
    left: list[str] = []
    found = resolve(["notes"], tmp_path, leave=left.append)
    assert [each.resource for each in found] == ["notes/a.md", "notes/b.docx"]
    assert left == ["passed by in notes: 3 .png, 1 .py, 1 .zip, 1 hidden, 1 without a suffix"]


def test_kinds_say_what_they_are() -> None:
    for kind in KINDS:
        assert kind.said
        assert "/" in kind.media
        assert not kind.looks(Raw(b"<!doctype html><p>x", "text/html", ".html", "https://a.org"))
