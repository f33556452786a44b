"""A written wiki as a reader of its files sees it: pages with their names, their statements with footnotes, their links.

Owns the way back from markdown to statements. It reads only what is on the page and knows nothing of the code that wrote it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter

from tests.bench.measure_words import norm, words
from tests.wiki.reading import stored

ENTITIES = frozenset(
    {"person", "organisation", "place", "work", "software", "product", "method", "concept", "event", "dataset", "other"}
)
_MARKS = re.compile(r"((?:\[\^[^\]\s]+\])+)")
_MARK = re.compile(r"\[\^([^\]\s]+)\]")
_LINK = re.compile(r"\[\[([^\]|#]*)(?:#[^\]|]*)?(?:\|([^\]]*))?\]\]")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_BULLET = re.compile(r"^\s*(?:[-*+]|\d{1,3}[.)])\s+")
_QUALIFIER = re.compile(r"(?<=\S)\s*\([^()]*\)\s*$")
_AS_SHOWN = "As the source shows it:"


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a page as plain words, with the names of its footnotes (`slug-17`); none: it cites nothing."""

    text: str
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WikiPage:
    """An entity page. `stem` is the file's name without `.md`; `links` are the stems that its text links to."""

    stem: str
    title: str
    description: str = ""
    aliases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    statements: tuple[Statement, ...] = ()
    links: frozenset[str] = frozenset()

    @property
    def names(self) -> frozenset[str]:
        """Title and aliases, normalised; a title's qualifier in brackets is no part of the name, so it is there without, too."""
        given = (self.title, *self.aliases)
        return frozenset(filter(None, (norm(name) for name in (*given, *map(bare, given)))))

    @property
    def words(self) -> int:
        """Words of the statements: what was written, less footnotes, callouts and lists of links."""
        return sum(len(words(statement.text)) for statement in self.statements)

    @property
    def text(self) -> str:
        """All statements, one after another."""
        return " ".join(statement.text for statement in self.statements)


def bare(title: str) -> str:
    """A title without its qualifier: `Mercury (planet)` → `Mercury`."""
    return _QUALIFIER.sub("", title)


def read_wiki(folder: Path) -> list[WikiPage]:
    """The entity pages of a wiki, by file name. Files that are no markdown of ours are passed by."""
    files = sorted(path for path in folder.rglob("*.md") if not _hidden(path.relative_to(folder)))
    pages = (_page(path, path.relative_to(folder)) for path in files)
    return [page for page in pages if page]


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _page(path: Path, relative: Path) -> WikiPage | None:
    post = frontmatter.loads(path.read_text(encoding="utf-8"))
    if str(post.get("type") or "") not in ENTITIES:
        return None
    return page_of(relative.with_suffix("").as_posix(), dict(post.metadata), post.content)


def page_of(stem: str, meta: dict[str, Any], body: str) -> WikiPage:
    """A page from its front matter and its markdown."""
    return WikiPage(
        stem=stem,
        title=str(meta.get("title") or stem),
        description=str(meta.get("description") or ""),
        aliases=tuple(map(str, meta.get("aliases") or ())),
        sources=tuple(str(row["id"]) for row in meta.get("sources") or () if isinstance(row, dict) and "id" in row),
        statements=tuple(statements(body)),
        links=frozenset(_targets(body)),
    )


def _targets(body: str) -> Iterator[str]:
    """Where the wikilinks of the text lead, less those of footnotes."""
    for line in body.splitlines():
        if not line.startswith("[^"):
            yield from (found[1].strip() for found in _LINK.finditer(line))


def statements(body: str) -> Iterator[Statement]:
    """The statements of a page's lead and body: no headings, callouts, footnotes, *See also*, or the rehearsal's notice."""
    shown: tuple[str, ...] | None = None  # the footnotes of a code block that follows
    for line, fenced in _lines(body):
        if fenced:
            yield Statement(line, shown or ())
            shown = None
            continue
        if line.startswith("| "):
            line = _unbarred(line)
        text = stored(_BULLET.sub("", line, count=1).strip())  # the row of a table, as its source has it
        for statement in _of_line(text):
            if statement.text.startswith(_AS_SHOWN):
                shown = statement.marks
            else:
                yield statement


def _unbarred(row: str) -> str:
    """A row of a table as its cells, its footnotes last; nothing of its head, which states nothing."""
    marks = "".join(_MARKS.findall(row))
    cells = re.split(r"(?<!\\)\|", _MARKS.sub("", row))
    return " ".join(filter(None, map(str.strip, cells))) + marks if marks else ""


def _lines(body: str) -> Iterator[tuple[str, bool]]:
    """(line, False) for lines that may state something, (block, True) for fenced code."""
    fence, block, skipping = "", [""], False
    for line in body.splitlines():
        opened = re.match(r"\s*(```+|~~~+)", line)
        if fence:
            if opened and opened[1].startswith(fence):
                yield "\n".join(block), True
                fence = ""
            else:
                block.append(line)
        elif opened:
            fence, block = opened[1], []
        elif line.startswith("#"):
            skipping = norm(line) == "see also"
        elif line.strip() and not skipping and not line.startswith((">", "[^", "*Rehearsal:")):
            yield line, False


def _of_line(text: str) -> Iterator[Statement]:
    """A line's statements: each ends with its footnotes. What follows the last footnote cites nothing."""
    pieces = _MARKS.split(text)
    for said, marks in zip(pieces[::2], [*pieces[1::2], ""], strict=True):
        if plain := plain_words(said.strip().removeprefix("“").removesuffix("”")):  # quotation marks are ours
            yield Statement(plain, tuple(_MARK.findall(marks)))


def plain_words(markdown: str) -> str:
    """A line of markdown as it reads: links as their labels, escapes and entities undone, no emphasis."""
    text = _LINK.sub(lambda found: found[2] or found[1], markdown)
    text = re.sub(r"(?<!\\)\*\*|(?<!\\)`", "", text)
    return html.unescape(_ESCAPED.sub(r"\1", text)).strip()


def total_words(pages: Iterable[WikiPage]) -> int:
    """Words written in a whole wiki."""
    return sum(page.words for page in pages)
