"""What real people feed a reader, after public reports: the inputs of `NIGHTWIKI_DATA/cases`, and own ones of the same kinds."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from tests.sources.pdfs import column, pdf

needs_data = pytest.mark.skipif("NIGHTWIKI_DATA" not in os.environ, reason="NIGHTWIKI_DATA is not set")


def case(name: str) -> Extracted:
    file = next((Path(os.environ["NIGHTWIKI_DATA"]) / "cases").glob(f"{name}*"))
    return extract(file.read_bytes(), "", str(file))


def note(text: str, name: str = "a.md") -> Extracted:
    return extract(text.encode(), "", name)


def page(body: str) -> Extracted:
    filler = (
        "<p>The alder mill stands on the river below the town, and it has ground corn for six hundred years or more.</p>"
        * 3
    )
    return extract(
        f"<!doctype html><html lang='en'><body><article>{body}{filler}</article></body></html>".encode(),
        "text/html",
        "a",
    )


def said(found: Extracted) -> list[str]:
    return [found.text[each.start : each.end] for each in found.sentences]


class TestRules:
    """`---` is a rule, a heading's line or a table's, and front matter only where a mapping begins on the first line and is closed."""

    @needs_data
    @pytest.mark.data
    def test_the_given_minutes_keep_all_five_facts(self) -> None:
        assert len(said(case("05-leading-rule/minutes.md"))) == 5

    @pytest.mark.parametrize(
        "text",
        [
            "K is a tool.\n\n---\n\nK is old.\n\n---\n\nK is free.\n",
            "---\n\nK is a tool.\n\n---\n\nK is old.\n\nK is free.\n",
            "---\nK is a tool.\n---\nK is old.\n\n---\nK is free.\n",
            "K is a tool.\n---\nK is old.\n---\nK is free.\n---\n",
            "---\n\n# Notes\n\nDecision: K is a tool.\n\n---\n\nK is old. K is free.\n",
            "---\nThe board has decided today: K is a tool.\n---\nK is old.\n\nK is free.\n",
            "---\nK is a tool.\n\nK is old.\n\nK is free.\n",
            "\n---\ntitle: none\n---\n\nK is a tool. K is old. K is free.\n",
            "| K |\n|---|\n| K is a tool. |\n\n---\n\nK is old.\n\n---\n\nK is free.\n",
        ],
    )
    def test_nothing_between_two_rules_is_lost(self, text: str) -> None:
        stored = " ".join(said(note(text)))
        assert all(fact in stored for fact in ("K is a tool.", "K is old.", "K is free."))

    @pytest.mark.parametrize(
        "text",
        [
            "---\ntags: [a]\nstatus: x\n---\nK is free.\n",
            "---\n---\nK is free.\n",
            "---\r\ntags: a\r\n---\r\nK is free.\r\n",
        ],
    )
    def test_a_mapping_that_is_closed_is_front_matter(self, text: str) -> None:
        assert said(note(text)) == ["K is free."]

    def test_front_matter_that_does_not_parse_is_shown_and_believed_in_nothing(self) -> None:
        found = note("---\ntitle: K: a study: two\ntags: [x\n---\n# Kettle\n\nK is free.\n")
        assert found.title == "Kettle"
        assert [each.kind for each in found.sentences] == ["code", "prose"]

    def test_short_words_over_a_line_are_a_heading(self) -> None:
        found = note("History\n-------\n\nK is old.\n\nSecond part\n---\n\nK is free.\n")
        assert [each.heading for each in found.sentences] == [("History",), ("Second part",)]


class TestMarks:
    """Marks mean something: powers, struck words, formulas, brackets in code, comments, numbers at a line's beginning."""

    @needs_data
    @pytest.mark.data
    def test_the_given_inputs(self) -> None:
        code = case("02-brackets-in-code/lockfile.md").text
        assert all(
            each in code for each in ('if [[ -e "$LOCKFILE"', "[[outputs.influxdb]]", "res[[3]]", "[[ -L $dir ]]")
        )
        assert said(case("30-numbers-at-line-start/bruecke.md")) == [
            "3. Oktober 1990: Die Kappelbrücke wird eröffnet.",
            "14. Mai 2001: Die Kappelbrücke wird gesperrt.",
            "21. Juni 2003 wurde die Kappelbrücke wieder geöffnet.",
        ]
        assert said(case("30-numbers-at-line-start/mill.md")) == [
            "1962. The Alder mill burned down.",
            "1975. The Alder mill was rebuilt by Karl Ahn.",
        ]
        powers = case("31-superscripts/alder.html").text
        assert all(each in powers for each in ("10^6 pulses", "3 × 10^-5 volts", "50 m²", "2^40 bytes", "CO2"))
        formulas = case("extraction/09").text
        assert [formulas.count(each) for each in ("T^2 = 4\\pi^2 l/g", "x^2", "g = 9.81", "E = mgh")] == [1, 1, 1, 1]
        cells = said(case("extraction/11"))
        assert "Lays: 3 to 5 eggs, once or twice a year" in cells
        assert sum("Pleistocene" in each for each in cells) == 1

    @pytest.mark.parametrize(
        ("body", "read"),
        [
            ("<p>It has 10<sup>6</sup> parts.</p>", "It has 10^6 parts."),
            ("<p>It takes 10<sup><b>−3</b></sup> s and 2<sup>n</sup> steps.</p>", "It takes 10^-3 s and 2^n steps."),
            ("<p>It is 5 km<sup>2</sup> or 3 m<sup>3</sup>.</p>", "It is 5 km² or 3 m³."),
            ("<p>It cost $320<sup>1</sup> in 1987<sup>2</sup>.</p>", "It cost $320 in 1987."),
            ("<p>It cost 320<sup><a href='#n1'>1</a></sup> crowns.</p>", "It cost 320 crowns."),
            ("<p>It is the 1<sup>st</sup> of the 21<sup>st</sup> century.</p>", "It is the 1st of the 21st century."),
            ("<p>It costs <s>$49</s> <del>$39</del> $29.</p>", "It costs $29."),
            ("<p>It costs <span style='text-decoration: line-through'>49</span> 29.</p>", "It costs 29."),
            ("<p>It holds H<sub>2</sub>O and CO<sub>2</sub>.</p>", "It holds H2O and CO2."),
            (
                "<p>So <math><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></math> holds.</p>",
                "So x^2=a/b holds.",
            ),
            ("<p>It has 3 x 10⁶ of them and ran to $320¹.</p>", "It has 3 x 10^6 of them and ran to $320."),
        ],
    )
    def test_html(self, body: str, read: str) -> None:
        assert read in said(page(body))

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("It has 10<sup>6</sup> parts.", ["It has 10^6 parts."]),
            ("It costs ~~49~~ 29 euros.", ["It costs 29 euros."]),
            ("It has 10^6^ cells of 3 m^2^ in 10^-6^ s.", ["It has 10^6 cells of 3 m² in 10^-6 s."]),
            ("It burns CH~4~ to CO~2~ and SO~4~^2-^.", ["It burns CH4 to CO2 and SO4^2-."]),
            ("The 21^st^ was shown^1^ by *x*^2^ so.", ["The 21st was shown by x² so."]),
            ("It is in ~/bin:~/lib, 5~10~15 or ~100.", ["It is in ~/bin:~/lib, 5~10~15 or ~100."]),
            (
                "Write `a^b^c`, $x^2^$ or \\(y~1~\\); x^2 + y^2 or a ^ b ^ c.",
                ["Write a^b^c, $x^2^$ or \\(y~1~\\); x^2 + y^2 or a ^ b ^ c."],
            ),
            (
                "So $E = m*c^2*k$ and \\(a_1 * b_1\\) hold, for $5 or $6.",
                ["So $E = m*c^2*k$ and \\(a_1 * b_1\\) hold, for $5 or $6."],
            ),
            ("It is 2*3*4 long.", ["It is 2*3*4 long."]),
            ("Pass <file> to it, and <b>not</b> the <title> of it.", ["Pass <file> to it, and not the <title> of it."]),
            ("It boils.<!-- no one\n\nknows --> It pours.", ["It boils.", "It pours."]),
            ("It boils <!-- never closed", ["It boils <!", "-- never closed"]),
            ("<script> is a tag that runs.\n\nIt pours.", ["<script> is a tag that runs.", "It pours."]),
            ("| A | B |\n|---|---|\n| one<br>two | 3 |", ["A: one, two | B: 3"]),
            ("7. Mai 1931: It burned.", ["7. Mai 1931: It burned."]),
            ("It was in the\n1890. It was small.", ["It was in the 1890.", "It was small."]),
            ("1. Boil it.\n2. Pour it.", ["Boil it.", "Pour it."]),
            ("5. Stock: Anna Rask wohnt hier seit dem Krieg.", ["5. Stock: Anna Rask wohnt hier seit dem Krieg."]),
            ("# K was released in 1994.\n\nIt is free.", ["K was released in 1994.", "It is free."]),
            ("[Author]: Anna\n\nIt is free.", ["[Author]: Anna", "It is free."]),
        ],
    )
    def test_markdown(self, text: str, read: list[str]) -> None:
        assert said(note(text)) == read

    def test_brackets_in_code_are_code_whatever_the_fence(self) -> None:
        text = "It runs `a[[1]]` so.\n\n~~~~sh\n[[ -f x ]] # %%not private%% <!-- nor this -->\n~~~\n~~~~\n\n- so:\n\n  ```r\n  x[[2]]\n  ```\n"  # noqa: E501
        stored = note(text).text
        assert all(each in stored for each in ("a[[1]]", "[[ -f x ]] # %%not private%% <!-- nor this -->", "x[[2]]"))

    def test_a_plain_text_keeps_its_years_and_initials(self) -> None:
        text = "A chronicle of it\n\n3. Oktober 1990 war der Tag.\n\nA. Rask chaired the board.\n\n1) Boil it.\n2) Pour it.\n"
        assert said(extract(text.encode(), "", "a.txt")) == [
            "3. Oktober 1990 war der Tag.",
            "A. Rask chaired the board.",
            "Boil it.",
            "Pour it.",
        ]


class TestPdf:
    @needs_data
    @pytest.mark.data
    @pytest.mark.parametrize(
        ("name", "there", "nowhere"),
        [
            ("01", ("yearly fee of $320 and", "bought in 1987."), ("3201", "19872")),
            (
                "03",
                ("annual report of the harbour office", "letter from the ferry line complained"),
                ("annual A separate",),
            ),
            (
                "13",
                ("n-tridecanal", "price-determining", "B-17", "COVID-19", "well-known", "1998-1999", "12-15"),
                ("B17", "ntri"),
            ),
            ("24", ("Ferry: Anna | 2019: 41,200 | 2021: 38,100", "Ferry: Clara | 2019: 7,010 | 2020: 6,502"), ()),
        ],
    )
    def test_the_given_inputs(self, name: str, there: tuple[str, ...], nowhere: tuple[str, ...]) -> None:
        text = case(f"extraction/{name}").text
        assert all(each in text for each in there)
        assert not any(each in text for each in nowhere)

    @needs_data
    @pytest.mark.data
    def test_the_given_double_spaced_pages_are_eighteen_sentences(self) -> None:
        found = said(case("extraction/25"))
        assert len(found) == 18
        assert all(each.endswith(".") for each in found)

    def test_a_small_raised_figure_is_a_power_behind_ten_and_a_note_behind_a_price(self) -> None:
        power = [(72, 600, 10, "It has 3 x 10"), (126.5, 604, 6, "6"), (133, 600, 10, "parts in all.")]
        price = [(72, 580, 10, "It cost $320"), (123.7, 584, 6, "1"), (130, 580, 10, "in those days.")]
        text = extract(pdf([power + price]), "application/pdf", "a.pdf").text
        assert "10^6 parts" in text
        assert "$320 in those days" in text

    def test_columns_of_prose_drawn_line_by_line_are_read_one_after_the_other(self) -> None:
        left = column(
            72, 600, ["The mill was built in Bremen by", "a small team of the town, and it", "ran for nine years."]
        )
        right = column(
            330, 600, ["The kettle was sold in Hamburg by", "the heirs of the founder, and it", "still works today."]
        )
        drawn = [piece for pair in zip(left, right, strict=True) for piece in pair]
        found = said(extract(pdf([drawn]), "application/pdf", "a.pdf"))
        assert found == [
            "The mill was built in Bremen by a small team of the town, and it ran for nine years.",
            "The kettle was sold in Hamburg by the heirs of the founder, and it still works today.",
        ]

    def test_a_table_with_an_empty_cell_keeps_its_columns(self) -> None:
        rows = [("Mill", "Height", "Built"), ("Alder", "12 m", "1931"), ("Birch", "", "1940"), ("Cedar", "9 m", "")]
        drawn = [
            (72 + 120 * at, 600 - 16 * line, 10, text)
            for line, row in enumerate(rows)
            for at, text in enumerate(row)
            if text
        ]
        found = said(extract(pdf([drawn]), "application/pdf", "a.pdf"))
        assert found == [
            "Mill: Alder | Height: 12 m | Built: 1931",
            "Mill: Birch | Built: 1940",
            "Mill: Cedar | Height: 9 m",
        ]


class TestHtml:
    """What an extractor leaves out between what it takes."""

    @needs_data
    @pytest.mark.data
    @pytest.mark.parametrize(
        ("name", "there"),
        [
            (
                "05",
                ("March report", "June report", "September report", "14 of the 22", "with a boat", "from the railing"),
            ),
            ("07", ("twentieth of the room", "Verden", "8,400 owners", "three walls")),
            ("16", ("Rye", "Wheat", "Oat", "Spelt", "with milk")),
            ("17", ("62 percent", "17 jewels")),
            ("20", ("Possono scrivere solo i membri",)),
            ("27", ("240 metros", "once barcas")),
            ("28", ("1209600", "PUMP_COOKIE_AGE", "Default: 'Tidebox'", "two houses share")),
            ("29", ("Ada Brandt", "ear plugs", "310 kilos", "in fog", "clerks asked")),
            ("31", ("Whom to ask", "20,000 crowns")),
        ],
    )
    def test_the_given_inputs(self, name: str, there: tuple[str, ...]) -> None:
        text = case(f"extraction/{name}").text
        assert [each for each in there if each not in text] == []

    @needs_data
    @pytest.mark.data
    def test_every_default_of_the_given_manual_is_there(self) -> None:
        assert case("extraction/28").text.count("Default:") == 8

    @needs_data
    @pytest.mark.data
    def test_the_given_page_whose_text_is_data_only_has_it_and_its_date(self) -> None:
        found = case("extraction/19")
        assert "380 years" in found.text
        assert found.date == "2023-09-14"

    @pytest.mark.parametrize(
        ("body", "read"),
        [
            ("<div>Height: 12 m<br>Built: 1931<div>Owner: Karl Ahn</div>Sold: 1950</div>", "Owner: Karl Ahn"),
            (
                "<p><a href='/w'>The wheel is of oak, and Karl Ahn cut it.</a></p>",
                "The wheel is of oak, and Karl Ahn cut it.",
            ),
            ("<table class='infobox'><tr><th>Built</th><td>1931</td></tr></table>", "Built: 1931"),
            ("<div>Corn<div>Oat</div>Rye, as in all the towns of it</div>", "Corn"),
        ],
    )
    def test_nothing_between_is_lost_or_fused(self, body: str, read: str) -> None:
        text = page(
            "<p>It stands on the river below the town, as everybody who comes from there tells.</p>" + body
        ).text
        assert read in text
        assert not any(each in text for each in ("mBuilt", "AhnSold", "CornOat", "1931Owner"))

    def test_an_article_in_a_table_that_lays_out_the_page_has_its_heading_and_paragraphs(self) -> None:
        said = (
            "The mill stands on the river below the town, and Karl Ahn has ground corn in it for sixty years or more."
        )
        cells = f"<td><a href='/a'>Home</a><br><a href='/b'>News</a></td><td><h1>Mill</h1><p>{said}</p><p>{said} It is old.</p></td>"
        found = extract(f"<html><body><table><tr>{cells}</tr></table></body></html>".encode(), "text/html", "a")
        assert [each.heading for each in found.sentences] == [("Mill",)] * 3
        assert "Home" not in found.text

    def test_a_bold_paragraph_that_is_a_link_points_elsewhere(self) -> None:
        found = page(
            "<p>It is old.</p><p><strong>Read also: <a href='/b'>The birch mill of the next town</a></strong></p>"
        )
        assert "birch" not in found.text

    @pytest.mark.parametrize("named", [True, False])
    def test_a_saved_chat_has_its_speakers(self, named: bool) -> None:
        turns = [
            ("user", "Ada", "How old is the mill?"),
            ("assistant", "Botty", "It was built in 1402, as the book of the town tells."),
        ] * 2
        html = "".join(
            f"<div data-message-author-role='{role}'>{f'<div class=author>{name}</div>' if named else ''}<div><p>{text}</p></div></div>"
            for role, name, text in turns
        )
        found = extract(f"<html lang=en><body><main>{html}</main></body></html>".encode(), "text/html", "a")
        who = ("Ada", "Botty") if named else ("user", "assistant")
        assert [each.heading for each in found.sentences] == [(who[0],), (who[1],)] * 2

    def test_stray_zero_bytes_make_no_text_unreadable_and_many_do(self) -> None:
        prose = b"The alder mill stands on the river below the town. " * 40
        assert "alder mill" in extract(prose + b"\0", "text/plain", "a.txt").text
        with pytest.raises(SourceFailed):
            extract(b"\0\1mill" * 40, "text/plain", "a.txt")


class TestLanguages:
    """A full stop after an ordinal, an abbreviation or an initial ends no sentence; scripts without spaces are cut too."""

    @needs_data
    @pytest.mark.data
    def test_the_given_inputs(self) -> None:
        assert [len(said(case(f"04-language/{name}.md"))) for name in ("talheim", "aoba")] == [5, 5]

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            (
                "de",
                "Sie ist vom 3. Oktober 1990.|Im 2. Stock ist sie leer.|Sie kostete 5 Mio. Euro.|Es war Nummer 7.|Sie fiel.",
            ),
            ("cs", "Most byl otevřen 3. října 1990.|Bydlí ve 2. patře domu č. 5.|Karel IV. založil univerzitu."),
            (
                "da",
                "Broen blev åbnet den 3. oktober 1990.|Christian 4. var konge i det 17. århundrede.|Det var bl.a. i Aarhus kl. 12.",
            ),
            ("ru", "Мост открыт в 1990 г. в Москве.|Он стоит 5 млн. руб. в год.|Построен по проекту инж. Иванова."),
            (
                "fr",
                "M. Dupont et Mme Roy vinrent en 44 av. J.-C. sans peur.|L'av. Foch est longue, cf. fig. 2 du livre.|Le pont est vieux.",
            ),
            ("es", "El Sr. García costó aprox. 5 euros.|La Dra. Paz y D. Juan vinieron en 44 a. C. solos."),
            ("it", "Nel 44 a.C. morì Cesare.|V. pag. 3 del libro.|Il dott. Verdi venne."),
            ("pl", "Most otwarto 3. października 1990 r. w Warszawie.|Mieszka przy ul. Długiej, ok. 5 km stąd."),
            ("nb", "Broen ble åpnet 3. oktober 1990.|Kong Haakon 7. var konge."),
            ("ja", "青葉橋は橋である。|1990年に開通した。|彼は「来た。」と言った。"),
            ("zh", "青叶桥是钢桥。|它于1990年开通。|桥长210米！|谁设计的？"),
            ("th", "สะพานเปิดใช้เมื่อวันที่ 3 ตุลาคม พ.ศ. 2533 และยาว 210 เมตร"),
        ],
    )
    def test_sentences(self, language: str, text: str) -> None:
        joined = "".join if language in ("ja", "zh") else " ".join
        found = note(f"---\nlang: {language}\n---\n\n{joined(text.split('|'))}\n")
        assert said(found) == text.split("|")

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            (
                "de",
                "Es regierte Ludwig XIV.|Er war König.|Ihm folgte Ludwig XV.|In Paris starb er.|Danach kam Karl X.|Er ging bald.",
            ),
            ("de", "Heinrich VIII. regierte lange.|Im XIX. Jahrhundert stand sie leer.|Papst Paul II. Berlin mied er."),
            ("de", "Kapitel IV. Die Brücke wurde 1931 eröffnet.|Mehr steht in Teil II.|Die Brücke blieb offen."),
            (
                "de",
                "Es gibt drei Teile: I. Der Bau, II. Der Fall, III. Das Ende.|Hans C. Von Loh baute sie, V. Der Loh nicht.",
            ),
            ("cs", "Most založil Karel IV.|Byl to král.|Za Karla IV. Praha rostla.|Pil brandy V. S. O. P. rád."),
            ("sk", "Most dal postaviť Jozef II.|V Košiciach nebol.|V XIX. storočí spadol."),
            ("pl", "Most kazał zbudować Zygmunt III.|Był królem.|Jan III Sobieski też."),
            ("da", "Den blev bygget af Christian IV.|Han var konge.|Christian IV. byggede meget."),
            ("fi", "Sillan rakensi Kustaa III.|Hän oli kuningas."),
            ("hu", "A hidat IV. Béla építtette.|Utána jött II. Lajos.|Ő is király volt."),
            ("hr", "Most je gradio Karlo V. Habsburški.|Gradio ga je i Ljudevit XIV.|Bio je kralj."),
        ],
    )
    def test_a_roman_numeral_ends_a_sentence_where_the_next_word_begins_one(self, language: str, text: str) -> None:
        assert said(note(f"---\nlang: {language}\n---\n\n{text.replace('|', ' ')}\n")) == text.split("|")

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            (
                "ru",
                "Мост построен в 1901 г.|В 1950 г. он сгорел.|Длина моста 300 м.|Он стоит на р. Волга.|Там д. 5 кв. В. Петрова.",
            ),
            ("ru", "Он родился в 1901 г. в Москве.|Стоит 5 руб.|На нём 3 тыс. машин."),
            (
                "de",
                "Sie kostete 5 Mio.|Er ist alt.|Die 5 Mio. Euro fehlen.|Der Weg ist 30 km.|Die Stadt liegt am 3. Berg.",
            ),
            ("cs", "Most stál 5 mil.|Byl starý.|Stojí 5 mil. Kč."),
            ("ru", "Он стоил 5 млн. руб.|На нём 3 тыс. машин.|Есть кран, весы и т. д.|Мост открыт."),
        ],
    )
    def test_a_unit_behind_a_figure_ends_a_sentence_where_the_next_word_begins_one(
        self, language: str, text: str
    ) -> None:
        assert said(note(f"---\nlang: {language}\n---\n\n{text.replace('|', ' ')}\n")) == text.split("|")

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            (
                "de",
                "Das zeigt Abb. 2.|Prof. Ahn baute sie.|Mehr auf S. 12.|Herzog Karl zahlte.|Er gab Nr. 7. Mai kam er.",
            ),
            ("de", "Die Brücke steht im 2. Bezirk.|Abb. 3. Brücke von Osten."),
            ("cs", "Viz obr. 3.|Most stojí.|Bydlí v č. 5.|Karel zde nebyl."),
            ("pl", "Zob. rys. 4.|Most stoi od 3. dnia maja."),
            ("ru", "См. рис. 2.|Мост стоит на ул. Ленина."),
        ],
    )
    def test_a_figure_behind_what_it_counts_is_no_ordinal(self, language: str, text: str) -> None:
        assert said(note(f"---\nlang: {language}\n---\n\n{text.replace('|', ' ')}\n")) == text.split("|")

    @pytest.mark.parametrize(
        ("language", "text"),
        [
            ("ja", "高さは約１２．５メートルだ。|Dr. Smithが訪れた。|次に述べる。"),
            ("zh", "桥高１２．５米。|Dr. Smith来过。"),
        ],
    )
    def test_a_point_in_a_wide_figure_and_a_western_title_end_no_eastern_sentence(
        self, language: str, text: str
    ) -> None:
        assert said(note(f"---\nlang: {language}\n---\n\n{text.replace('|', '')}\n")) == text.split("|")

    def test_a_long_thai_text_is_not_cut_before_a_vowel_sign(self) -> None:
        found = said(note("---\nlang: th\n---\n" + "สะพานเหล็กแห่งเมือง" * 200))
        assert len(found) > 1
        assert all(each[0] not in "ะาำิีึืุู่้๊๋็์" for each in found)

    def test_a_german_date_in_an_english_text_is_one(self) -> None:
        assert said(note("It was opened on the day that was 3. Oktober 1990 to them. It is old.")) == [
            "It was opened on the day that was 3. Oktober 1990 to them.",
            "It is old.",
        ]


class TestNotes:
    """Obsidian notes are what they are there."""

    @needs_data
    @pytest.mark.data
    def test_the_given_note(self) -> None:
        found = case("07-obsidian-marks/clinic.md")
        assert found.title == "clinic"
        assert not any(each in found.text for each in ("%%", "dismissed", "4 million", "640", "[^"))
        assert "The Lindhof clinic opened in 1931." in said(found)
        assert "The Lindhof clinic has [an emergency room] on each floor." in said(found)

    @needs_data
    @pytest.mark.data
    @pytest.mark.parametrize("name", ["zero", "heading-only", "blank", "untitled"])
    def test_the_given_empty_notes_say_so(self, name: str) -> None:
        with pytest.raises(SourceFailed, match=r"nothing|no text"):
            case(f"22-empty-notes/{name}.md")

    @pytest.mark.parametrize(
        ("text", "name", "title"),
        [
            ("# Biography\n\nSee [[Karl Ahn]].\n", "vault/Ada Holm.md", "Ada Holm"),
            ("# Biography\n\nShe was born in 1931.\n", "Ada Holm.md", "Ada Holm"),
            ("---\naliases: [A. Holm]\n---\n# Life\n\nShe was born.\n", "holm.md", "holm"),
            ("---\ntitle: The Holm\n---\n# Life\n\nSee [[Karl]].\n", "holm.md", "The Holm"),
            ("# Kettle\n\nIt uses `[[ -f x ]]` and is free.\n", "kettle.md", "Kettle"),
            ("It is free.\n\n## History\n\nIt is old.\n", "kettle-notes.md", "kettle notes"),
            ("# Kettle\n\nSee [[Karl]].\n", "README.md", "Kettle"),
        ],
    )
    def test_a_note_has_its_files_name(self, text: str, name: str, title: str) -> None:
        assert note(text, name).title == title

    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("See [[Ada Holm#Life|her]] and [[Mill#^a1|it]].", ["See her and it."]),
            ("See ![[mill.png]] now, and ![[mill.png|300x200]] then.", ["See mill now, and mill then."]),
            ("![[mill.png|400]]\n\nIt is free.", ["It is free."]),
            ("![The mill in 1931|400](mill.png)", ["The mill in 1931"]),
            ("> [!note] Mind this\n> It is free.", ["Mind this", "It is free."]),
            ("> [!warning]- It is old.\n", ["It is old."]),
            ("It is free. ^k-1\n\n- It is old. ^a2b3c4", ["It is free.", "It is old."]),
            ("- [ ] Ask Anna.\n- [x] It is free.\n- [-] Sell it.", ["[ ] Ask Anna.", "It is free.", "[-] Sell it."]),
            ("TODO: check the year 1931", ["TODO: check the year 1931"]),
            ("It is ==free== since 1931, if a == b.", ["It is free since 1931, if a == b."]),
            (
                "It is free.[^1] It is old.[^n]\n\n[^1]: Report of 2020.\n[^n]: Letter of 2021.",
                ["It is free.", "It is old.", "Report of 2020.", "Letter of 2021."],
            ),
            ("It is free.%%no\n\nnot this\n\n- nor this%% It is old.", ["It is free.", "It is old."]),
            ("It is 50%% of it, as one writes. It is old.", ["It is 50%% of it, as one writes.", "It is old."]),
            ("---\naliases:\n  - K8s\n  - Kube\n---\nIt is free.", ["aliases: K8s, Kube", "It is free."]),
        ],
    )
    def test_marks_of_notes(self, text: str, read: list[str]) -> None:
        assert said(note(text)) == read
