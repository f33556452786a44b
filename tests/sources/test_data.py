"""Extraction measured on data that is not ours (the folder that NIGHTWIKI_DATA names)."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.sources import pdf_ocr
from agent.sources.extract import Extracted, extract
from tests.bench import extraction

pytestmark = [
    pytest.mark.data,
    pytest.mark.skipif("NIGHTWIKI_DATA" not in os.environ, reason="NIGHTWIKI_DATA is not set"),
]


@pytest.fixture
def data() -> Path:
    return Path(os.environ["NIGHTWIKI_DATA"])


def test_quotations_of_documentation_survive(data: Path) -> None:
    pairs = list(extraction.quotations(data))
    share = sum(extraction.survives(quote, page.text) for quote, page in pairs) / len(pairs)
    assert share >= 0.95


def test_messy_pages_are_read_as_well_as_by_trafilatura(data: Path) -> None:
    """Its own F on these pages is .919."""
    text = extraction.segments(data, extraction.ours).f
    assert text >= 0.909
    assert extraction.segments(data, extraction.our_told).f >= max(
        text, 0.92
    )  # cutting it into sentences loses nothing


def test_definition_lists_of_documentation_are_all_there(data: Path) -> None:
    page = extract(
        (data / "flask-docs/html/3.1.3/config.html").read_bytes(), "text/html", "http://docs.test/config.html"
    )
    defaults = [each for each in page.sentences if "Default: " in page.text[each.start : each.end]]
    assert len(defaults) >= 20
    assert len({each.heading[-1] for each in defaults}) == len(defaults)  # each under its own term
    pairs = list(extraction.quotations(data))
    assert sum(extraction.in_neighbours(quote, page, 1) for quote, page in pairs) >= 0.95 * len(pairs)


def paper(data: Path, name: str) -> Extracted:
    return extract((data / "pdf" / name).read_bytes(), "application/pdf", name)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (
            "papermage-emnlp2023-demo.pdf",
            (
                "Research papers and textbooks are central to the scientific enterprise, and there is increasing interest in "
                "developing new tools for extracting knowledge from these visually-rich documents."
            ),
        ),
        (
            "papermage-emnlp2023-demo.pdf",  # over the page's end, a footnote and a figure between
            (
                "Typically, the first step in scientific document processing is to invoke a parser on a document file to convert it "
                "into a sequence of tokens and bounding boxes in inferred reading order."
            ),
        ),
        (
            "federal-register-2020-17221.pdf",
            (
                "Since AD 2018–23–51 was issued, the agency has determined that final corrective action is necessary to address "
                "the unsafe condition."
            ),
        ),
        (
            "federal-register-2020-17221.pdf",
            "DATES: The FAA must receive comments on this proposed AD by September 21, 2020.",
        ),
    ],
)
def test_sentences_of_columns_survive_whole(data: Path, name: str, sentence: str) -> None:
    found = paper(data, name)
    assert sentence in [found.text[each.start : each.end] for each in found.sentences]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("password-libreoffice.pdf", "encrypted"),
        ("scan-ocr_test-docling.pdf", "scan"),
        ("broken-pdfjs-GHOSTSCRIPT-698804-1-fuzzed.pdf", "no text"),
        ("cyclic-toc-pikepdf.pdf", "no text"),
    ],
)
def test_what_cannot_be_read_says_why(data: Path, name: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_ocr, "PROGRAM", None)
    with pytest.raises(SourceFailed, match=reason):
        paper(data, name)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("broken-pdfjs-helloworld-bad.pdf", "Hello, world!"),
        ("broken-pdfjs-xref_command_missing.pdf", "Reduced test-case"),
    ],
)
def test_what_is_damaged_and_can_be_mended_is_read(data: Path, name: str, text: str) -> None:
    assert text in paper(data, name).text


@pytest.mark.skipif(pdf_ocr.PROGRAM is None, reason="tesseract is not installed")
def test_a_scan_is_read_where_tesseract_is_installed(data: Path) -> None:
    found = paper(data, "scan-ocr_test-docling.pdf")
    assert "Docling bundles PDF document conversion to JSON and Markdown" in found.text
    assert {each.page for each in found.sentences} == {1}


def test_innocent_sentences_with_trigger_words_survive(data: Path) -> None:
    lines = (data / "injection/benign_with_trigger_words.jsonl").read_text().splitlines()
    texts = [json.loads(line)["prompt"] for line in lines]
    for text in texts:
        found = extract(f"About it.\n\n{text}\n".encode(), "text/plain", "a.txt")
        assert extraction.survives(text, found.text)
