"""PDFs: columns, hyphens, headings, furniture, and the ones that cannot be read."""

from __future__ import annotations

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from agent.sources.lexicon import lexicon, resolve
from tests.sources.pdfs import column, pdf


def read(data: bytes) -> Extracted:
    return extract(data, "application/pdf", "paper.pdf")


def sentences(found: Extracted) -> list[str]:
    return [found.text[each.start : each.end] for each in found.sentences]


def test_two_columns_are_read_one_after_the_other() -> None:
    left = column(
        72,
        600,
        [
            "The kettle was built in Bremen by a small",
            "team. It ran for nine years without a",
            "fault, and then it was",
        ],
    )
    right = column(320, 600, ["sold to a museum in Hamburg. There it", "still stands, and still works."])
    assert sentences(read(pdf([left + right]))) == [
        "The kettle was built in Bremen by a small team.",
        "It ran for nine years without a fault, and then it was sold to a museum in Hamburg.",
        "There it still stands, and still works.",
    ]


def test_words_torn_at_line_ends_are_whole_again() -> None:
    lines = [
        "The committee published its recommen-",
        "dations in a well-known report, and a well-",
        "known newspaper printed them.",
    ]
    assert sentences(read(pdf([column(72, 600, lines)]))) == [
        "The committee published its recommendations in a well-known report, and a well-known newspaper printed them."
    ]


def test_large_lines_are_headings_and_the_title_is_the_largest() -> None:
    page = [
        *column(72, 700, ["The Kettle Scheduler"], 20),
        *column(72, 650, ["1 Introduction"], 14),
        *column(72, 620, ["Kettle is a scheduler for jobs.", "It was written by Ada Holm."]),
        *column(72, 560, ["1.1 History"], 12),
        *column(72, 540, ["The first version is from 2019."]),
    ]
    found = read(pdf([page]))
    assert found.title == "The Kettle Scheduler"
    assert [each.heading for each in found.sentences] == [
        ("The Kettle Scheduler", "1 Introduction"),
        ("The Kettle Scheduler", "1 Introduction"),
        ("The Kettle Scheduler", "1 Introduction", "1.1 History"),
    ]


def test_running_headers_and_page_numbers_are_dropped() -> None:
    pages = [
        [
            (200, 760, 9, f"Kettle Quarterly, Vol. {number}"),
            *column(72, 600, [f"Page {number} tells of a new kettle."]),
            (300, 30, 9, str(number)),
        ]
        for number in range(1, 5)
    ]
    assert sentences(read(pdf(pages))) == [f"Page {number} tells of a new kettle." for number in range(1, 5)]


def test_a_year_at_the_foot_of_a_column_is_no_page_number() -> None:
    lines = column(72, 90, ["It was sold to the museum in September", "2020."])
    assert sentences(read(pdf([lines]))) == ["It was sold to the museum in September 2020."]


def test_a_sentence_goes_on_over_the_page() -> None:
    first = column(72, 120, ["The first version had no way to retry a job"])
    second = column(72, 700, ["that had failed in the night. Later it had one."])
    assert (
        sentences(read(pdf([first, second])))[0]
        == "The first version had no way to retry a job that had failed in the night."
    )


def test_a_file_says_its_title_and_the_day_that_it_was_made_on_is_no_date_of_its_words() -> None:
    found = read(
        pdf([column(72, 600, ["Some text of it."])], "/Title(A Small Handbook)/CreationDate(D:20230501120000Z)")
    )
    assert (found.title, found.date) == ("A Small Handbook", None)


@pytest.mark.parametrize(
    "info", ["/Title(Microsoft Word - final2.docx)", "/Title(scan.pdf)", "/CreationDate(D:99)", "/CreationDate(x)"]
)
def test_what_the_file_says_wrongly_is_not_taken(info: str) -> None:
    found = read(pdf([column(72, 600, ["Some text of it."])], info))
    assert (found.title, found.date) == ("paper", None)


def test_a_bullet_is_an_item() -> None:
    lines = ["\u2022 Boil the water.", "\u2022 Pour it slowly over the leaves, and wait for", "three minutes."]
    found = read(pdf([column(72, 600, lines)]))
    assert [(each.kind, text) for each, text in zip(found.sentences, sentences(found), strict=True)] == [
        ("item", "Boil the water."),
        ("item", "Pour it slowly over the leaves, and wait for three minutes."),
    ]


def test_pages_without_text_say_so() -> None:
    with pytest.raises(SourceFailed, match="no text"):
        read(pdf([[]]))


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.7\nnonsense" * 50, pdf([[(72, 600, 10, "x")]])[:60]])
def test_damaged_ones_fail(data: bytes) -> None:
    with pytest.raises(SourceFailed):
        read(data)


@pytest.mark.parametrize(
    ("torn", "whole"),
    [
        ("the hand\ufffeengineered rules", "the hand-engineered rules"),
        ("a fee\ufffedback of infor\ufffemation", "a feedback of information"),
        ("its price\ufffedetermining index", "its price-determining index"),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_is_of_the_word_where_both_halves_are_words_and_the_whole_is_none(
    torn: str, whole: str
) -> None:
    assert resolve(torn, lexicon("en")) == whole
