"""How much of a manual's own words is kept, by tag, and how much of its menus got in.

The manuals are those that distributions package, as `/usr/share/doc` holds them, or below the folder that `NIGHTWIKI_MANUALS` names
(each package unpacked there). For each the place of its content is named here, by hand: the reader under test knows none of them.
"""

from __future__ import annotations

import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

TAGS = ("h2", "h3", "dt", "dd", "li", "td", "p", "pre")
_LARGEST = 1_500_000  # bytes of a page; larger ones are a whole manual once more
_SMALLEST = 4_000  # bytes; smaller ones only lead to another page
_RUN = 3  # words of a run by which a place is known again
_SIGNS = re.compile(r"[¶§#]\s*$")


@dataclass(frozen=True, slots=True)
class Manual:
    """A package's pages: where they lie, what holds their content (the last match is taken), and what within it is a menu."""

    name: str
    folder: str
    content: str
    menus: str = "//nav"


MANUALS = (
    Manual("django", "usr/share/doc/python-django-doc/html", "//div[@id='bd']//div[@class='yui-b']/div[@class='yui-g']"),
    Manual("apache2", "usr/share/doc/apache2-doc/manual/en", "//div[@id='page-content']", "//div[@class='toplang']"),
    Manual("libxml2", "usr/share/doc/libxml2/html/html", "//body/table[2]/tr/td/table/tr/td[2]/table/tr/td"),
    Manual("octave", "usr/share/doc/octave/octave.html", "//body/div[1]", "//div[@class='header']"),
    Manual("r", "usr/share/R/doc/manual", "//body", "//div[@class='header']"),
    Manual("nodejs", "usr/share/doc/nodejs/api", "//*[@id='apicontent']"),
    Manual("maxima", "usr/share/doc/maxima-doc/html", "//body/div[1]", "//div[@class='header']"),
    Manual("sqlite", "usr/share/doc/sqlite3", "//body", "//div[@class='nosearch'] | //div[contains(@class, 'menu')]"),
    Manual("postgresql", "usr/share/doc/postgresql-doc-15/html", "//body/div[2]"),
    Manual("python", "usr/share/doc/python3.11/html", "//div[@role='main']"),
    Manual("flask", "usr/share/doc/python-flask-doc/html", "//div[@role='main']"),
    Manual("git", "usr/share/doc/git-doc", "//div[@id='content']"),
    Manual("boost", "usr/share/doc/libboost1.74-doc/doc/html", "//body/div[@class='section' or @class='chapter' or @class='refentry']"),
)  # fmt: skip


def pages(manual: Manual, most: int) -> list[Path]:
    """At most `most` of a manual's pages, spread evenly over their names; none where the package does not lie on this machine."""
    roots = [*sorted(Path(os.environ.get("NIGHTWIKI_MANUALS", "/nowhere")).glob("*/")), Path("/")]
    folder = next((root / manual.folder for root in roots if (root / manual.folder).is_dir()), None)
    if folder is None:
        return []
    found = sorted(
        path for path in folder.rglob("*.htm*") if path.is_file() and _SMALLEST < path.stat().st_size < _LARGEST
    )
    found = [path for path in found if "genindex" not in path.name and "_modules" not in path.parts]
    return found[:: max(1, len(found) // most)][:most]


@dataclass(slots=True)
class Kept:
    """Words of a manual by tag: all, and those that were kept; and the same of its menus under `menus`."""

    all: Counter[str]
    kept: Counter[str]
    stored: int = 0
    strange: int = 0
    seconds: float = 0.0

    @property
    def foreign(self) -> float:
        """The share of what was stored that stands nowhere in the content: menus and the like."""
        return self.strange / max(1, self.stored)

    def share(self, tag: str) -> float:
        """The share of the words of a tag that were kept; 1 where there are none."""
        return self.kept[tag] / self.all[tag] if self.all[tag] else 1.0


def kept(manual: Manual, paths: Sequence[Path], read: Callable[[bytes, str], str]) -> Kept:
    """What `read` (bytes and a URL to text) keeps of the pages of a manual."""
    counted = Kept(Counter(), Counter())
    for path in paths:
        data = path.read_bytes()
        tree = etree.fromstring(data, etree.HTMLParser(encoding="utf-8"))
        content = tree.xpath(manual.content)[-1:] if tree is not None else []
        if not content:
            continue
        began = time.process_time()
        text = read(data, f"http://docs.test/{path.name}")
        counted.seconds += time.process_time() - began
        stored = _words(text)
        runs = set(_runs(stored, _RUN))
        some: dict[int, set[object]] = {1: set(stored), 2: set(_runs(stored, 2))}
        for each in tree.xpath(manual.menus):
            if each in content[0].iterdescendants() and each.getparent() is not None:
                each.getparent().remove(each)
        inside = set(_runs(_words(" ".join(_strings(content[0]))), 2))
        loose = [
            run
            for run in zip(stored, stored[1:], stored[2:], strict=False)
            if run[:2] not in inside and run[1:] not in inside
        ]
        counted.stored += len(stored)
        counted.strange += len(loose)
        for tag, words in _pieces(content[0]):
            counted.all[tag] += len(words)
            counted.kept[tag] += _known(words, runs, some)
    return counted


def headed(manual: Manual, paths: Sequence[Path], told: Callable[[bytes, str], Sequence[str]]) -> tuple[int, int]:
    """(lines right below a heading or a term that stand in one sentence of `told`, each behind its last heading, with it; all)."""
    there = lines = 0
    for path in paths:
        data = path.read_bytes()
        tree = etree.fromstring(data, etree.HTMLParser(encoding="utf-8"))
        content = tree.xpath(manual.content)[-1:] if tree is not None else []
        pairs = [pair for each in content for pair in _headed_lines(each)]
        sentences = (
            [f" {' '.join(_words(each))} " for each in told(data, f"http://docs.test/{path.name}")] if pairs else []
        )
        for head, line in pairs:
            lines += 1
            there += any(f" {line} " in each and all(f" {word} " in each for word in head) for each in sentences)
    return there, lines


def _headed_lines(content: etree._Element) -> Iterator[tuple[list[str], str]]:
    """(words of a heading or a term, of a signature the name; the first words of the paragraph or code below it)."""
    heading = ""
    for each in content.iter("h2", "h3", "h4", "dt", "p", "pre", "li", "td"):
        words = "".join(_strings(each))
        if each.tag in ("h2", "h3", "h4", "dt"):
            name, takes, _ = _SIGNS.sub("", words).replace("[source]", "").partition("(")
            heading = " ".join(name.split()[-1:]) if takes else name  # of a signature, its name
        elif heading.strip() and words.strip():
            line = _words(re.split(r"[.:!?](?:\s|$)", words)[0])[:8]
            if each.tag in ("p", "pre") and len(line) > 1:
                yield _words(heading), " ".join(line)
            heading = ""


def _pieces(content: etree._Element) -> Iterator[tuple[str, list[str]]]:
    """The innermost elements of each tag, with their words."""
    for each in content.iter(*TAGS):
        if each.find(f".//{each.tag}") is None and (words := _words(_SIGNS.sub("", " ".join(_strings(each))))):
            yield each.tag, words


def _strings(element: etree._Element) -> Iterator[str]:
    yield "".join(
        str(text)
        for text in element.xpath(
            ".//text()[not(ancestor::script or ancestor::style or ancestor::sup or ancestor::sub)]"
        )
    )


def _known(words: Sequence[str], runs: set[tuple[str, ...]], some: dict[int, set[object]]) -> int:
    """How many of the words of an element stand in a run of three that was stored (all of a shorter one, if it was stored)."""
    if len(words) == 1:
        return int(words[0] in some[1])
    if len(words) == 2:
        return 2 * (tuple(words) in some[2])
    found: set[int] = set()
    for at, run in enumerate(_runs(words, _RUN)):
        if run in runs:
            found.update(range(at, at + _RUN))
    return len(found)


def _runs(words: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    return zip(*(words[at:] for at in range(size)), strict=False)


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", text.casefold())
