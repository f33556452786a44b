"""Lists of references (BibTeX, RIS, CSL JSON), as Zotero and others export them: each work a heading, its data a row, its abstract prose.

bibtexparser 2 (MIT) and rispy (MIT) know what programs really write (strings, LaTeX, tags that come twice), are small, and are kept by the
people who need them. What somebody noted about a work is theirs, not its authors'. Imports block shapes and the reader of pages' trees.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import rispy
from bibtexparser import middlewares
from bibtexparser.entrypoint import parse_string

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, block
from agent.sources.charset import decode
from agent.sources.dom import Walker
from agent.sources.from_html import load
from agent.sources.from_text import prose
from agent.sources.kinds.kind import Kind, Raw

YOU = "You"
_BIBTEX = re.compile(
    r"\A(?:\s*(?:%[^\n]*\n|@comment\b[^\n]*\n|@preamble\b[^\n]*\n|@string\b[^\n]*\n))*\s*@[a-z]{3,20}\s*[{(]\s*[^,\s{}]{1,200}\s*,",
    re.IGNORECASE,
)
_ENTRY = re.compile(r"^\s*@[a-z]{3,20}\s*\{\s*[^,\s{}]{1,200}\s*,", re.IGNORECASE | re.MULTILINE)
_RIS = re.compile(r"\A(?:\s|\d+\.\s*\n)*TY\s{2}-\s?[A-Z]")
_TAG = re.compile(r"</?(?:p|div|span|b|i|em|strong|sub|sup|br|ul|ol|li|a|h\d|jats:\w+)\b[^<>]{0,500}>", re.IGNORECASE)
_BRACES = re.compile(r"(?<!\\)[{}]")
_YEAR = re.compile(r"\b(?:1[5-9]|20)\d\d\b")
_RIS_VENUES = ("journal_name", "secondary_title", "alternate_title3", "alternate_title1", "publisher")
_RIS_TITLES = ("title", "primary_title", "short_title")

logging.getLogger("bibtexparser").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Reference:
    """A work as its reference tells it. `notes` are by whoever kept the list."""

    title: str
    authors: Sequence[str] = ()
    year: str = ""
    venue: str = ""
    address: str = ""
    abstract: str = ""
    notes: Sequence[str] = ()

    def blocks(self) -> Iterator[Block]:
        """A heading, a row, the abstract, the notes."""
        fields = {
            "Title": self.title,
            "Authors": "; ".join(self.authors),
            "Year": self.year,
            "In": self.venue,
            "At": self.address,
        }
        row = block("row", " | ".join(f"{name}: {value}" for name, value in fields.items() if value))
        yield from filter(None, (block("heading", self.title, 1), row))
        yield from _prose(self.abstract)
        for note in self.notes:
            for n, each in enumerate(_prose(note)):
                yield replace(each, speaker=YOU, label="" if n else "Note: ")


def read_references(found: Iterable[Reference]) -> Read:
    """The works, in their order. A list has no title of its own."""
    works = list(found)
    title = works[0].title if len(works) == 1 else ""
    return Read(tuple(each for work in works for each in work.blocks()), title)


def _prose(text: str) -> list[Block]:
    """Plain text, or the HTML that Zotero's notes and some abstracts are."""
    if not _TAG.search(text):
        return [replace(each, kind="prose", level=0) for each in prose(text)]
    return [
        replace(each, kind="prose", level=0) if each.kind == "heading" else each
        for each in Walker().walk(load(f"<html><body>{text}</body></html>".encode(), "utf-8"))
    ]


def _looks_bibtex(raw: Raw) -> bool:
    head = raw.data[:16384].decode("utf-8", "replace").lstrip("\ufeff")
    return _BIBTEX.match(head) is not None or (raw.suffix == ".bib" and _ENTRY.search(head) is not None)


def _read_bibtex(raw: Raw) -> Read:
    unlatexed = [middlewares.LatexDecodingMiddleware(), middlewares.SeparateCoAuthors()]
    library = parse_string(decode(raw.data, raw.charset), append_middleware=unlatexed)
    found = [
        _of_bibtex({key.lower(): each.value for key, each in entry.fields_dict.items()}) for entry in library.entries
    ]
    if not found:
        raise SourceFailed(
            "There is no entry in this BibTeX file that can be read: it is cut off or damaged. Export it again."
        )
    read = read_references(found)
    failed = len(library.failed_blocks)
    note = block("heading", f"Not read: {failed} damaged or repeated entries", 1) if failed else None
    return replace(read, blocks=(*read.blocks, *filter(None, [note])))


def _of_bibtex(fields: dict[str, Any]) -> Reference:
    def plain(*names: str) -> str:
        return next((_BRACES.sub("", str(fields[name])).strip() for name in names if fields.get(name)), "")

    authors = fields.get("author") or fields.get("editor") or []
    names = authors if isinstance(authors, list) else str(authors).split(" and ")
    return Reference(
        plain("title", "booktitle") or "A work without a title",
        [_turned(_BRACES.sub("", str(each))) for each in names],
        _year(plain("year", "date")),
        plain("journal", "journaltitle", "booktitle", "publisher", "school", "institution", "howpublished"),
        plain("doi", "url"),
        plain("abstract"),
        [each for each in (plain("note"), plain("annote"), plain("annotation")) if each],
    )


def _looks_ris(raw: Raw) -> bool:
    return _RIS.match(raw.data[:4096].decode("utf-8", "replace").lstrip("\ufeff")) is not None


def _read_ris(raw: Raw) -> Read:
    text = decode(raw.data, raw.charset)
    try:
        entries = rispy.loads(text, skip_unknown_tags=True)
    except (OSError, ValueError, KeyError, IndexError, AttributeError) as fault:
        raise SourceFailed(f"This list of references (RIS) is damaged: {fault}. Export it again.") from fault
    if not entries:
        raise SourceFailed("There is no reference in this file that can be read: it is cut off. Export it again.")
    return read_references(map(_of_ris, entries))


def _of_ris(entry: dict[str, Any]) -> Reference:
    def first(*names: str) -> str:
        return next((str(entry[name]) for name in names if entry.get(name)), "")

    authors = entry.get("authors") or entry.get("first_authors") or entry.get("secondary_authors") or []
    notes = [*entry.get("notes", []), *filter(None, [entry.get("research_notes")])]
    links = entry.get("urls") or [""]
    return Reference(
        first(*_RIS_TITLES) or "A work without a title",
        [_turned(str(each)) for each in authors],
        _year(first("year", "publication_year", "date")),
        first(*_RIS_VENUES),
        first("doi", "url") or str(links[0]),
        first("abstract", "notes_abstract"),
        [str(each) for each in notes],
    )


def csl(data: Any) -> list[Reference]:
    """The works of a CSL JSON list; none if it is no such list."""
    items = data.get("items") if isinstance(data, dict) else data
    if not isinstance(items, list):
        return []
    works = [each for each in items if isinstance(each, dict) and isinstance(each.get("title"), str) and "type" in each]
    return [_of_csl(each) for each in works if {"author", "issued", "container-title", "DOI", "abstract"} & each.keys()]


def _of_csl(item: dict[str, Any]) -> Reference:
    def text(name: str) -> str:
        return str(item[name]) if isinstance(item.get(name), str | int) else ""

    authors = item.get("author")
    people = [each for each in authors if isinstance(each, dict)] if isinstance(authors, list) else []
    issued = item.get("issued")
    return Reference(
        text("title"),
        [_person(each) for each in people],
        _year(str(issued)) if issued else "",
        text("container-title") or text("publisher"),
        text("DOI") or text("URL"),
        text("abstract"),
        [text("note")] if text("note") else [],
    )


def _person(person: dict[str, Any]) -> str:
    parts = [str(person.get(name) or "") for name in ("given", "non-dropping-particle", "family")]
    return str(person.get("literal") or " ".join(filter(None, parts)))


def _turned(name: str) -> str:
    """`Holm, Ada` as Ada Holm."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and "," not in first else name.strip()


def _year(text: str) -> str:
    found = _YEAR.search(text)
    return found.group() if found else ""


BIBTEX = Kind("bibtex", "references (BibTeX)", "application/x-bibtex", (".bib",), _looks_bibtex, _read_bibtex)
RIS = Kind("ris", "references (RIS)", "application/x-research-info-systems", (".ris",), _looks_ris, _read_ris)
