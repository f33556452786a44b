"""PDFs as programs really write them, each fault by its kind; made by fpdf2."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fpdf import FPDF

from agent.errors import SourceFailed
from agent.sources import pdf_ocr
from agent.sources.extract import Extracted, extract

BODY = [
    "The mill on the river was built by a small team of the town, and it",
    "ran for nine years without a fault. It was sold to a museum later.",
]


def made(draw: Callable[[FPDF], None], pages: int = 1, **about: str) -> Extracted:
    """A PDF of A4 pages on each of which `draw` draws, read."""
    document = FPDF(format="A4")
    document.set_auto_page_break(False)
    document.set_title(about.get("title", ""))
    for _ in range(pages):
        document.add_page()
        document.set_font("Times", size=11)
        draw(document)
    return extract(bytes(document.output()), "application/pdf", "made.pdf")


def lines(document: FPDF, top: float, texts: list[str], style: str = "", size: float = 11, left: float = 20) -> None:
    document.set_font("Times", style, size)
    for number, text in enumerate(texts):
        document.text(left, top + number * size * 0.45, text)


def said(found: Extracted) -> list[str]:
    return [found.text[each.start : each.end] for each in found.sentences]


def test_bold_is_judged_against_the_text_which_may_be_bold_itself() -> None:
    def draw(document: FPDF) -> None:
        lines(document, 40, BODY * 4, "B")

    found = made(draw)
    assert len(said(found)) == 8
    assert not any(each.heading for each in found.sentences)


def test_a_bold_line_that_the_text_goes_on_with_is_no_heading() -> None:
    def draw(document: FPDF) -> None:
        lines(document, 40, ["2 The mill"], "B")
        lines(document, 48, BODY)
        lines(document, 62, ["Long stories of this mill are hardly ever told by"], "B")
        lines(document, 62 + 11 * 0.45, ["people. We found that nine of ten never heard of one."])

    found = made(draw)
    assert {each.heading for each in found.sentences} == {("2 The mill",)}
    assert "Long stories of this mill are hardly ever told by people." in said(found)


def test_an_entry_of_the_outline_is_a_heading_though_it_looks_like_the_text() -> None:
    def draw(document: FPDF) -> None:
        document.start_section("How the mill was sold")
        lines(document, 40, ["How the mill was sold"])
        lines(document, 60, BODY)

    assert {each.heading for each in made(draw).sentences} == {("How the mill was sold",)}


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_turned_page_is_read_as_if_it_were_level(turn: float) -> None:
    def draw(document: FPDF) -> None:
        with document.rotation(turn, 105, 148):
            lines(document, 140, BODY)

    assert said(made(draw)) == [
        "The mill on the river was built by a small team of the town, and it ran for nine years without a fault.",
        "It was sold to a museum later.",
    ]


def test_what_stands_turned_along_the_edge_is_no_text_but_its_day_is_taken() -> None:
    def draw(document: FPDF) -> None:
        lines(document, 40, BODY)
        with document.rotation(90, 10, 200):
            document.text(10, 200, "arXiv:2309.00001v1 [cs.LG] 12 Sep 2023")

    found = made(draw)
    assert found.date == "2023-09-12"
    assert "arXiv" not in found.text


def test_a_power_is_one_in_whatever_font_and_a_subscript_raises_nothing() -> None:
    def draw(document: FPDF) -> None:
        lines(document, 40, ["They counted 3 x 10"])
        at = 20 + document.get_string_width("They counted 3 x 10")
        lines(document, 38.4, ["25"], "I", 7, at)
        at += document.get_string_width("25")
        lines(document, 40, [" drops of H"], "", 11, at)
        at += document.get_string_width(" drops of H")
        lines(document, 40.8, ["2"], "", 7, at)
        at += document.get_string_width("2")
        lines(document, 40, ["O in it, and 42 more."], "", 11, at)

    assert said(made(draw)) == ["They counted 3 x 10^25 drops of H2O in it, and 42 more."]


def test_letters_beyond_the_first_plane_move_no_other() -> None:
    def draw(document: FPDF) -> None:
        document.add_font("DejaVu", fname="/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
        document.set_font("DejaVu", size=11)
        document.text(20, 40, "The set \U0001d538\U0001d539 holds 9 mills in 10")
        at = 20 + document.get_string_width("The set \U0001d538\U0001d539 holds 9 mills in 10")
        document.set_font("DejaVu", size=7)
        document.text(at, 38.2, "4")
        document.set_font("DejaVu", size=11)
        document.text(at + 2.4, 40, "towns.")

    try:
        found = made(draw)
    except FileNotFoundError:
        pytest.skip("DejaVu Sans is not installed")
    assert said(found) == ["The set \U0001d538\U0001d539 holds 9 mills in 10^4 towns."]


def test_a_footnote_between_the_halves_of_a_word_does_not_grow_onto_it() -> None:
    def first(document: FPDF) -> None:
        if document.page == 1:
            lines(document, 240, ["It was the gold standard for judging the many sum-"])
            lines(document, 270, ["See the yearly letter of the mill, which tells of it at length."], "", 8)
        else:
            lines(document, 40, ["maries that the town wrote of its own mill in those years."])

    found = said(made(first, 2))
    assert (
        found[0]
        == "It was the gold standard for judging the many summaries that the town wrote of its own mill in those years."
    )


def test_narrow_gaps_are_columns_where_rows_stand_below_each_other() -> None:
    rows = [("Mill", "Height", "Built"), ("Alder", "12", "1931"), ("Birch", "9", "1940"), ("Cedar", "14", "1952")]

    def draw(document: FPDF) -> None:
        for at, row in enumerate(rows):
            for column, text in enumerate(row):
                document.text(20 + 16 * column, 40 + 5 * at, text)

    assert said(made(draw))[0] == "Mill: Alder | Height: 12 | Built: 1931"


def ruled(rows: list[list[tuple[float, str]]], under: dict[int, list[tuple[float, float]]]) -> list[str]:
    """The sentences of a table of texts, each at its place across; `under` says which lines are drawn under which row (-1: over all)."""

    def draw(document: FPDF) -> None:
        for at, row in enumerate(rows):
            for left, text in row:
                document.text(left, 40 + 5 * at, text)
        for at, drawn in under.items():
            for left, right in drawn:
                document.line(left, 41.5 + 5 * at, right, 41.5 + 5 * at)

    return said(made(draw))


def test_heads_of_words_over_words_are_told_by_the_line_that_is_drawn_under_them() -> None:
    rows = [("Part", "Made of"), ("spout", "brass"), ("lid", "copper"), ("handle", "beech"), ("rim", "tin")]
    placed = [[(20.0, part), (60.0, stuff)] for part, stuff in rows]
    whole = [(18.0, 90.0)]
    headed = [f"Part: {part} | Made of: {stuff}" for part, stuff in rows[1:]]
    assert ruled(placed, {-1: whole, 0: whole, 4: whole}) == headed
    assert ruled(placed, {-1: whole, 0: whole, 2: whole, 4: whole}) == headed  # a line between groups
    assert ruled(placed, dict.fromkeys(range(-1, 5), whole)) == [" | ".join(row) for row in rows]  # a grid
    assert ruled(placed, {}) == [" | ".join(row) for row in rows]


def test_a_group_or_a_cell_that_goes_on_is_of_the_table_between_its_lines() -> None:
    rows = [
        [(20.0, "Part"), (60.0, "Made of"), (100.0, "Grams")],
        [(20.0, "Small kettle")],
        [(20.0, "spout"), (60.0, "brass, or of"), (100.0, "80")],
        [(60.0, "tin in war")],
        [(20.0, "lid"), (60.0, "copper"), (100.0, "95")],
        [(20.0, "Large kettle")],
        [(20.0, "lid"), (60.0, "steel"), (100.0, "210")],
    ]
    whole = [(18.0, 120.0)]
    assert ruled(rows, {-1: whole, 0: whole, 6: whole}) == [
        "Small kettle",
        "Part: spout | Made of: brass, or of tin in war | Grams: 80",
        "Part: lid | Made of: copper | Grams: 95",
        "Large kettle",
        "Part: lid | Made of: steel | Grams: 210",
    ]


def test_a_head_over_several_columns_names_each_of_them() -> None:
    rows = [
        [(20.0, "Mill"), (63.0, "In wet years"), (103.0, "In dry years")],
        [(60.0, "Days"), (80.0, "Sacks"), (100.0, "Days"), (120.0, "Sacks")],
        [(20.0, "Alder"), (60.0, "310"), (80.0, "940"), (100.0, "120"), (120.0, "300")],
        [(20.0, "Birch"), (60.0, "290"), (80.0, "810"), (100.0, "100"), (120.0, "220")],
        [(20.0, "Cedar"), (60.0, "305"), (80.0, "905"), (100.0, "115"), (120.0, "280")],
    ]
    told = "Mill: Alder | In wet years Days: 310 | In wet years Sacks: 940 | In dry years Days: 120 | In dry years Sacks: 300"
    assert ruled(rows, {0: [(58.0, 95.0), (98.0, 135.0)]})[0] == told
    assert ruled(rows, {})[0] == told
    skewed = [[(20.0, "Mill"), (63.0, "In wet years"), (84.0, "In dry years")], *rows[1:]]
    assert "In wet years Sacks" not in " ".join(ruled(skewed, {}))


def test_each_entry_of_a_list_of_references_is_one() -> None:
    entries = [
        ("A. Holm and B. Rask. 1931. On the mills of the river, and of", "those who built them. In Letters of the Town, pages 3 to 9."),
        ("C. Brandt. 1940. What was sold, and to whom it was sold in", "the end. Museum Press. Second edition."),
    ]  # fmt: skip

    def draw(document: FPDF) -> None:
        lines(document, 40, ["References"], "B", 13)
        for at, (head, rest) in enumerate(entries):
            lines(document, 50 + 10 * at, [head])
            lines(document, 55 + 10 * at, [rest], left=26)

    assert said(made(draw)) == [" ".join(entry) for entry in entries]


def test_a_title_that_stands_nowhere_in_the_file_is_that_of_its_template() -> None:
    def draw(document: FPDF) -> None:
        lines(document, 30, ["Mills of the River and", "Those Who Built Them"], "", 20)
        lines(document, 60, BODY)

    assert made(draw, title="Proceedings Template - WORD").title == "Mills of the River and Those Who Built Them"
    assert made(draw, title="Mills of the River and Those Who Built Them").title.startswith("Mills")


def test_page_numbers_go_whatever_stands_near_them_and_a_table_of_contents_goes() -> None:
    def draw(document: FPDF) -> None:
        lines(
            document,
            270,
            [
                f"{each} of the mill is told of here, down to the foot of it."
                for each in (["Oak", "Elm", "Ash", "Fir"][document.page - 1],)
            ],
        )
        lines(document, 275, [str(1650 + document.page)])
        lines(document, 40, ["1 The mill . . . . . . . . . . . . . . . . 7"])

    found = made(draw, 4)
    assert "165" not in found.text
    assert ". ." not in found.text


def test_a_sentence_has_the_page_on_which_it_begins() -> None:
    def draw(document: FPDF) -> None:
        if document.page == 1:
            lines(document, 270, ["It is old. It was built by a small team of the town that came from far and"])
        else:
            lines(document, 20, ["wide over the river. It ran for nine years."])

    found = made(draw, 2)
    assert [(each.page, text[:11]) for each, text in zip(found.sentences, said(found), strict=True)] == [
        (1, "It is old."),
        (1, "It was buil"),
        (2, "It ran for "),
    ]


class TestScans:
    @staticmethod
    def scan() -> bytes:
        """A page that is a picture of text."""
        import pypdfium2

        document = FPDF(format="A4")
        document.add_page()
        document.set_font("Times", size=16)
        document.text(20, 40, "The mill was built in 1931 by a small team.")
        picture = pypdfium2.PdfDocument(bytes(document.output()))[0].render(scale=3).to_pil()
        scanned = FPDF(format="A4")
        scanned.add_page()
        scanned.image(picture, 0, 0, 210, 297)
        return bytes(scanned.output())

    def test_without_tesseract_it_says_what_makes_it_readable(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_ocr, "PROGRAM", None)
        with pytest.raises(SourceFailed, match=r"ocrmypdf in\.pdf out\.pdf.*tesseract"):
            extract(self.scan(), "application/pdf", "scan.pdf")

    @pytest.mark.skipif(pdf_ocr.PROGRAM is None, reason="tesseract is not installed: no scan can be read here")
    def test_with_tesseract_it_is_read(self) -> None:
        found = extract(self.scan(), "application/pdf", "scan.pdf")
        assert said(found) == ["The mill was built in 1931 by a small team."]
        assert [each.page for each in found.sentences] == [1]
