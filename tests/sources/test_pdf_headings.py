"""Headings of a PDF that are set in bold and no larger than the text."""

from __future__ import annotations

from pathlib import Path

from agent.sources.extract import Extracted, extract
from tests.sources.pdfs import column, pdf

PAPER = Path(__file__).parents[2] / "examples" / "papers" / "death-of-the-1858-cable.pdf"


def test_a_bold_standard_font_makes_a_heading_though_it_states_no_weight() -> None:
    found = extract(PAPER.read_bytes(), "application/pdf", PAPER.name)
    headings = {part for sentence in found.sentences for part in sentence.heading}
    assert any("The coils" in heading for heading in headings)
    texts = [found.text[sentence.start : sentence.end] for sentence in found.sentences]
    assert "Wildman Whitehouse was the electrician of the Atlantic Telegraph Company." in texts


def manual() -> Extracted:
    """Twelve pages of four chapters, each with a running header in capitals that names its chapter and its section."""
    pages = []
    for number in range(12):
        chapter = ["WATER", "FIRE", "STEAM", "TEA"][number // 3]
        body = [
            f"On page {'abcdefghijkl'[number] * 3} the kettle is told of at some length, and more of it",
            "is told on the next one.",
        ]
        head = (
            (72, 700, 14, f"{number // 3 + 1}.2.{number + 1} B2B, R2D2 kettles")
            if number % 2
            else (72, 700, 14, f"2.{number} Of {{bz2,xz}} files")
        )
        pages.append(
            [
                (72, 750, 10, f"CHAPTER OF {chapter}: THE KETTLE"),
                head,
                *column(72, 660, body),
                *column(72, 560, body[:1]),
            ]
        )
    return extract(pdf(pages), "application/pdf", "manual.pdf")


def test_a_running_header_that_changes_with_the_chapter_is_no_heading() -> None:
    assert "CHAPTER OF" not in manual().text


def test_figures_and_signs_in_a_numbered_heading_are_its_own() -> None:
    headings = {part for sentence in manual().sentences for part in sentence.heading}
    assert {"1.2.2 B2B, R2D2 kettles", "2.2 Of {bz2,xz} files"} <= headings
