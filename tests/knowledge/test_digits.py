"""Figures in other forms: read by the document's language, within a document by its own habit, and never two values of one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from agent.knowledge.disagreement.candidates import candidates
from agent.knowledge.support.check import cited_in, faults
from agent.knowledge.text.digits import hand
from agent.knowledge.values.quantities import quantities
from agent.knowledge.values.readings import uncut
from tests.knowledge.pages import document, rows

ENGLISH = document(
    "e",
    "It cost 4.75 million euros.",
    "It opened on 31 December 2025.",
    "It weighs 1,250.5 tonnes.",
    "It carries 12,500 cars.",
)
CONTINENTAL = document(
    "c",
    "It cost 4,75 million euros.",
    "It opened on 31.12.2025.",
    "It weighs 1.250,5 tonnes.",
    "It carries 12.500 cars.",
)
SPACED = document(
    "s", "It cost 4 750 000 euros.", "It opened on 2025/12/31.", "It weighs 1'250.5 tonnes.", "It carries 12 500 cars."
)


def values(text: str, code: str) -> list[str]:
    found = quantities(text, code)
    assert all(text[q.start : q.end] == q.text for q in found)
    return [f"{q.value} {q.unit}".strip() for q in found]


@pytest.mark.parametrize(
    ("code", "text", "expected"),
    [
        ("en", "4,75 million and 4.75 million", ["4750000", "4750000"]),
        ("en", "1 500 and 1'500 and 12 500 000 and 1.250,5", ["1500", "1500", "12500000", "1250.5"]),
        ("en", "Rs 12,50,000 and 1,25,00,000 people", ["1250000", "12500000"]),
        ("en", "１２，５００ people", ["12500"]),
        ("en", "a Boeing 747 400; pages 3,4; [1,2]; in 2020 500 came", ["747", "400", "3", "4", "1", "2", "2020", "500"]),
        ("en-comma", "12.500 cars on 12,5 km", ["12500", "12500 m"]),
        ("de", "1 500 m, 1'500 m, 10 000-20 000 km, am 31.12.25", ["1500 m", "1500 m", "10000000..20000000 m", "2025-12-31"]),
        ("de-point", "2.125 kg und 1'250.5 kg", ["2.125 kg", "1250.5 kg"]),
        ("de", "im Dezember 2025, am 31. Dez. 2025", ["2025-12", "2025-12-31"]),
        ("it", "12.500 abitanti, 4,75 milioni, 31 dicembre 2025", ["12500", "4750000", "2025-12-31"]),
        ("pt", "31 de dezembro de 2025; 3 mil pessoas", ["2025-12-31", "3000"]),
        ("nl", "31 december 2025, 4,75 miljoen", ["2025-12-31", "4750000"]),
        ("ru", "12 500 машин с 31 декабря 2025 года, 4,75 млн", ["12500", "2025-12-31", "4750000"]),
        ("cs", "31. prosince 2025", ["2025-12-31"]),
        ("hu", "2025. december 31.", ["2025-12-31"]),
        ("ko", "2025년 12월 31일, 1억 2000만 명", ["2025-12-31", "120000000"]),
        ("hi", "1 करोड़ 25 लाख", ["12500000"]),
        ("zh", "４．７５亿元，1億2000万人，2025年12月31日，5月3号", ["475000000 CNY", "120000000", "2025-12-31", "--05-03"]),
        ("ja", "令和7年12月31日、令和元年、平成三十一年四月、1,200万円", ["2025-12-31", "2019", "2019-04", "12000000 JPY"]),
        ("xx", "12,500 of 2025", ["12500", "2025"]),
    ],
)  # fmt: skip
def test_figures_in_other_forms(code: str, text: str, expected: list[str]) -> None:
    assert values(text, code) == expected


@pytest.mark.parametrize(
    ("language", "text", "code"),
    [
        ("en", "It weighs 1.250,5 tonnes and is 210,0 m long.", "en-comma"),
        ("en", "It weighs 1,250.5 tonnes and is 210.0 m long; see pages 3,4.", "en"),
        ("de", "Es wiegt 1'250.5 kg, 2.5 m breit.", "de-point"),
        ("de", "Es wiegt 1.250,5 kg.", "de"),
        ("en", "From 03/04/2025 to 31/12/2025.", "en-dmy"),
        ("en", "From 03/04/2025 to 12/31/2025.", "en-mdy"),
    ],
)
def test_a_document_is_read_by_its_own_habit(language: str, text: str, code: str) -> None:
    assert hand(text, language) == code


def test_the_same_values_in_three_hands_are_no_disagreement() -> None:
    assert candidates(rows("Talheim bridge", ENGLISH, CONTINENTAL, SPACED), ["Talheim bridge"]) == []


def test_other_values_in_another_hand_are_one() -> None:
    other = document("o", "It cost 4,85 million euros.", "It weighs 1.250,5 tonnes.")
    assert [c.values for c in candidates(rows("Talheim bridge", ENGLISH, other), ["Talheim bridge"])] == [
        ("4.75 million euros", "4,85 million euros")
    ]


@pytest.mark.parametrize(
    ("said", "fine"), [("It carries 12,500 cars.", True), ("The bridge carries 12.500 cars.", True), ("It carries 12.5 cars.", False)]
)  # fmt: skip
def test_a_wording_is_held_to_what_the_document_means(said: str, *, fine: bool) -> None:
    assert bool(faults(said, [cited_in(CONTINENTAL, 4, 4)], ["Bridge"])) is not fine


def test_an_answer_that_cuts_a_figure_is_the_whole_figure() -> None:
    assert uncut("500 cars", [SPACED.sentence(4)], "en") == "12 500 cars"
    assert uncut("250.5 tonnes", [SPACED.sentence(3)], "en") == "1'250.5 tonnes"
    assert uncut("12", ["In 14 clinics 312 adults were treated for twelve weeks."], "en") == "12"
    assert uncut("500 cars", ["It carries 12 500 cars a day and 500 cars at night."], "en") == "500 cars"
    assert uncut("20 km", ["It is 10-20 km off."], "en") == "20 km"
    assert uncut("December 2025", [ENGLISH.sentence(2)], "en") == "December 2025"


def test_the_hand_of_a_german_document_is_not_english() -> None:
    german = replace(CONTINENTAL, language="de")
    assert hand(german.text, german.language) == "de"
