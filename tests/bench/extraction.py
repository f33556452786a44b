"""Measures extraction on data that is not ours: `NIGHTWIKI_DATA=… python -m tests.bench.extraction` prints a table.

`segments`: on 160 messy pages, texts that must survive and texts that must not (trafilatura's own evaluation set), in the text and in the
sentences, alone and under their headings; CPU seconds. `quotations`: on Flask's documentation, the verbatim quotations that survive in the
text, in three neighbouring sentences, in one sentence with the last heading above it. `manuals`: the share of words kept by tag
(`documentation`), and of lines that stand in one sentence with the heading or term above them. `cases`: words that must be there. Beside
ours: trafilatura, and readability-lxml and html2text where they are installed.
"""

from __future__ import annotations

import gzip
import importlib
import json
import os
import re
import sys
import time
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import trafilatura

from agent.errors import SourceFailed
from agent.sources.extract import Extracted, extract
from tests.bench import documentation

Reader = Callable[[bytes, str], str]


@dataclass(frozen=True, slots=True)
class Score:
    """Hits, misses and false alarms over all segments."""

    hits: int
    misses: int
    alarms: int

    @property
    def precision(self) -> float:
        """Share of what was found that should have been."""
        return self.hits / max(1, self.hits + self.alarms)

    @property
    def recall(self) -> float:
        """Share of what should have been found that was."""
        return self.hits / max(1, self.hits + self.misses)

    @property
    def f(self) -> float:
        """The harmonic mean of the two."""
        return 2 * self.precision * self.recall / max(1e-9, self.precision + self.recall)


def ours(data: bytes, url: str) -> str:
    """The text that we store."""
    try:
        return extract(data, "text/html", url).text
    except SourceFailed:
        return ""


def our_sentences(data: bytes, url: str) -> str:
    """The sentences that we store, without the headings above them."""
    try:
        found = extract(data, "text/html", url)
    except SourceFailed:
        return ""
    return " ".join(found.text[each.start : each.end] for each in found.sentences)


def our_told(data: bytes, url: str) -> str:
    """The sentences that we store, each heading (and who speaks) once above those that it heads: what a night is shown."""
    try:
        found = extract(data, "text/html", url)
    except SourceFailed:
        return ""
    lines: list[str] = []
    above: tuple[str, ...] = ()
    for each in found.sentences:
        same = next(
            (at for at, (one, two) in enumerate(zip(above, each.heading, strict=False)) if one != two), len(above)
        )
        lines += [*each.heading[same:], found.text[each.start : each.end]]
        above = each.heading
    return " ".join(lines)


def trafilaturas(data: bytes, url: str) -> str:
    """trafilatura's own text with default settings but without comments."""
    return trafilatura.extract(data, url=url, include_comments=False) or ""


def told(data: bytes, url: str) -> list[str]:
    """Each sentence behind the last heading above it."""
    found = extract(data, "text/html", url)
    return [" ".join([*each.heading[-1:], found.text[each.start : each.end]]) for each in found.sentences]


def segments(data: Path, read: Reader) -> Score:
    """The score of a reader on the evaluation pages."""
    pages = json.loads((data / "extraction" / "segments.json").read_text())
    hits = misses = alarms = 0
    for url, page in pages.items():
        text = read(gzip.decompress((data / "extraction" / "html" / f"{page['file']}.gz").read_bytes()), url)
        found = sum(segment in text for segment in page["with"])
        hits += found
        misses += len(page["with"]) - found
        alarms += sum(segment in text for segment in page["without"])
    return Score(hits, misses, alarms)


def quotations(data: Path) -> Iterator[tuple[str, Extracted]]:
    """Each gold quotation with the page that it stands on, extracted."""
    pages: dict[str, Extracted] = {}
    for fact in json.loads((data / "flask-docs" / "gold_conflicts.json").read_text()):
        for side in fact["sides"]:
            name = f"{side['version']}/{side['page']}"
            if name not in pages:
                html = (data / "flask-docs" / "html" / name).read_bytes()
                pages[name] = extract(html, "text/html", f"http://docs.test/{name}")
            yield side["quote"], pages[name]


def survives(quote: str, text: str) -> bool:
    """Whether a quotation stands in a text, punctuation and case apart."""
    return f" {words(quote)} " in f" {words(text)} "


def in_neighbours(quote: str, page: Extracted, span: int = 3) -> bool:
    """Whether a quotation stands in at most `span` neighbouring sentences, the last heading above each and the one that follows."""
    parts = [(each.heading, page.text[each.start : each.end]) for each in page.sentences]
    for first in range(len(parts)):
        run = parts[first : first + span]
        lines: list[str] = []
        for index, (heading, text) in enumerate(run):
            if heading and not (index and heading == run[index - 1][0]):
                lines.append(heading[-1])
            lines.append(text)
        after = parts[first + span][0][-1:] if first + span < len(parts) else ()
        if survives(quote, " ".join([*lines, *after])):
            return True
    return False


def words(text: str) -> str:
    """Words only: NFKC, lower case, no thousands separators, everything else a space."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return " ".join(re.findall(r"\w+", re.sub(r"(?<=\d),(?=\d)", "", plain)))


CASES: dict[
    str, tuple[tuple[str, ...], tuple[str, ...]]
] = {  # of the small inputs: what must stand in the text, and what must not
    "05": (("March report", "June report", "September report", "with a boat", "from the railing"), ()),
    "07": (("twentieth of the room", "Verden", "8,400 owners", "three walls"), ()),
    "09": (("T^2 = 4\\pi^2 l/g", "x^2", "g = 9.81", "E = mgh"), ()),
    "11": (("3 to 5 eggs, once or twice a year",), ()),
    "16": (("Rye", "Wheat", "Oat", "Spelt"), ()),
    "17": (("62 percent", "17 jewels"), ()),
    "19": (("stopped in 1962", "by 2027"), ()),
    "20": (("Possono scrivere solo i membri",), ()),
    "27": (("240 metros", "once barcas"), ()),
    "28": (("1209600", "PUMP_COOKIE_AGE", "Default: 'Tidebox'", "two houses share"), ()),
    "29": (("Ada Brandt", "ear plugs", "310 kilos", "in fog", "clerks asked"), ()),
    "31": (("Whom to ask", "20,000 crowns"), ()),
}


def cases(data: Path, read: Reader) -> int:
    """How many of the small inputs are whole."""
    texts = {name: read(next((data / "cases/extraction").glob(f"{name}-*")).read_bytes(), "") for name in CASES}
    return sum(
        all(each in texts[name] for each in there) and not any(each in texts[name] for each in nowhere)
        for name, (there, nowhere) in CASES.items()
    )


def others() -> Iterator[tuple[str, Reader]]:
    """What else reads pages, of what is installed: none of it is needed to run or to test."""
    try:
        readability = importlib.import_module("readability")
        html2text = importlib.import_module("html2text")
    except ImportError:
        return

    def by_readability(data: bytes, url: str) -> str:
        try:
            return str(
                html2text.html2text(readability.Document(data.decode("utf-8", "replace"), url).summary(), bodywidth=0)
            )
        except readability.readability.Unparseable:
            return ""

    yield "readability", by_readability
    yield "html2text", lambda data, _url: str(html2text.html2text(data.decode("utf-8", "replace"), bodywidth=0))


def main() -> None:
    """Print the table."""
    data = Path(os.environ["NIGHTWIKI_DATA"])
    readers = [("trafilatura", trafilaturas), *others(), ("ours", ours), ("our sentences", our_sentences)]
    segments(data, trafilaturas)  # what a first page costs is no part of the figures
    for name, read in [*readers, ("ours, headed", our_told)]:
        started = time.process_time()
        score = segments(data, read)
        seconds = time.process_time() - started
        figures = f"P {score.precision:.3f}  R {score.recall:.3f}  F {score.f:.3f}  {seconds:.1f} CPU s"
        sys.stdout.write(f"segments     {name:14} {figures}\n")
    for name, read in readers:
        sys.stdout.write(f"cases        {name:14} {cases(data, read)} of {len(CASES)}\n")
    pairs = list(quotations(data))
    for name, count in (
        ("in the text", sum(survives(quote, page.text) for quote, page in pairs)),
        ("in 3 sentences", sum(in_neighbours(quote, page) for quote, page in pairs)),
        ("in 1 sentence", sum(in_neighbours(quote, page, 1) for quote, page in pairs)),
    ):
        sys.stdout.write(f"quotations   {name:14} {count} of {len(pairs)} = {count / len(pairs):.3f}\n")
    for manual in documentation.MANUALS:
        paths = documentation.pages(manual, 15)
        for name, read in readers if paths else []:
            kept = documentation.kept(manual, paths, read)
            shares = "  ".join(f"{tag} {kept.share(tag):.2f}" for tag in documentation.TAGS)
            sys.stdout.write(
                f"{manual.name:12} {name:14} {shares}  foreign {kept.foreign:.3f}  {kept.seconds:.1f} CPU s\n"
            )
        if paths:
            there, lines = documentation.headed(manual, paths, told)
            sys.stdout.write(f"{manual.name:12} headed         {there} of {lines} = {there / max(1, lines):.3f}\n")


if __name__ == "__main__":
    main()
