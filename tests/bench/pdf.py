"""Measures the reading of PDFs on a folder of real ones: `python -m tests.bench.pdf FOLDER [--outlines]` prints a table.

Gold that is not ours: the outline (bookmarks) that the author's program wrote. `found`: the share of its entries that are headings of
ours; `right`: the share of our headings that are entries (a lower bound: an outline rarely names every heading). `read`: the share of the
words that pdfium sees that stand in sentences. Our own reading of outlines is off, unless `--outlines`.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from pathlib import Path

import pypdfium2

from agent.errors import SourceFailed
from agent.sources.from_pdf import read_pdf
from agent.sources.sentences import assemble


def _key(text: str) -> str:
    """A heading without its number, signs and spaces."""
    bare = re.sub(
        r"^\W*(?:(?:appendix|chapter|section)\b)?\W*(?:[A-Z]|[IVX]{1,5}|\d{1,2})?(?:\.\d{1,2}){0,4}[.:)]?\s+",
        "",
        text,
        flags=re.IGNORECASE,
    )
    return re.sub(r"[\W\d_]+", "", bare or text).casefold()


def measured(data: bytes, *, outlines: bool) -> tuple[int, int, int, int, int, int, int]:
    """(entries of the outline, of them found, headings, of them entries, words, of them in sentences, powers)."""
    document = pypdfium2.PdfDocument(data)
    gold = {_key(mark.get_title()) for mark in document.get_toc(max_depth=8)}
    gold = {each for each in gold if len(each) > 1}  # not the letters of an index
    raw = " ".join(page.get_textpage().get_text_range() for page in document)
    document.close()
    read = read_pdf(data, outlines=outlines)
    text, sentences = assemble(read.blocks)
    ours = [_key(each.text) for each in read.blocks if each.kind == "heading"]
    words = Counter(re.findall(r"\w+", raw.replace("\ufffe\r\n", "").replace("\ufffe", "").casefold()))
    told = Counter(re.findall(r"\w+", " ".join(text[each.start : each.end] for each in sentences).casefold()))
    return (
        len(gold), len(gold & set(ours)), len(ours), sum(each in gold for each in ours),
        words.total(), (words & told).total(), len(re.findall(r"\d\^[\d{-]", text)),
    )  # fmt: skip


def main() -> None:
    """Print a line for each PDF of the folder, and the sums."""
    sums: Counter[int] = Counter()
    for path in sorted(Path(sys.argv[1]).glob("*.pdf")):
        began = time.process_time()
        try:
            row = measured(path.read_bytes(), outlines="--outlines" in sys.argv)
        except (SourceFailed, pypdfium2.PdfiumError) as fault:
            print(f"{path.name[:40]:40} {fault}")
            continue
        sums.update(dict(enumerate(row)))
        print(_line(path.name, row), f"{time.process_time() - began:6.1f} s")
    print(_line("all", tuple(sums[at] for at in range(7))))


def _line(name: str, row: tuple[int, ...]) -> str:
    marks, found, headings, right, words, told, powers = row
    return (
        f"{name[:40]:40} found {found:4}/{marks:<4} {found / max(1, marks):4.0%}  right {right:4}/{headings:<4} "
        f"{right / max(1, headings):4.0%}  read {told / max(1, words):4.0%} of {words:6}  powers {powers:3}"
    )


if __name__ == "__main__":
    main()
