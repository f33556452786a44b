"""Our markdown read back: escaped words, rows of tables, footnote names, and `conflicts.md` as a program of somebody else reads it.

That all of it can be read back is a promise of the renderer, which tests and benchmarks hold it to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape as unescape_entities

from agent.wiki.rows import BETWEEN

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])|(&(?:\#\d+|\w+);)|(`[^`]+`)")
_BOLD = re.compile(r"`[^`]*`|(?<!\\)\*\*((?:[^`*]|\\\*)+?)(?<!\\)\*\*: ")
_ENTRY = re.compile(r"^###(?: (?P<words>.*))? `(?P<id>[^`\s]+)`$")
_FACTS = re.compile(r"^(?P<page>.*) · (?P<kind>[a-z]+) · (?P<state>[a-z]+)$")
_SIDE = re.compile(
    r"^- (?:\*\*(?P<value>(?:`[^`]*`|[^`])+?)(?<!\\)\*\*: )?(?P<claim>.*)\[\^(?P<label>[^\]\\]+)\]"
    r" — (?:\[\[(?P<path>[^\]|]+)(?:\|(?P<title>[^\]]+))?\]\]|(?P<plain>(?!\[\[).+?))(?:, (?P<date>[^,]+))?$"
)
_VALUE = re.compile(r"^- \*\*(?:`[^`]*`|[^`])+?(?<!\\)\*\*$")
_SPAN = re.compile(r"(.+?)-(\d+)--?(\d+)")
_NOTE = re.compile(r'^\[\^(?P<label>[^\]]+)\]: (?:\[\[[^\]]+\]\]|(?!\[\[)[^"]*?), [^"]*?: "(?P<quote>.*)"$')
_QUOTATION = re.compile(r"^“(.*)”$")
_LINK_OR_CODE = re.compile(r"(?<!\\)\[\[(?:[^\]|]*\|)?([^\]|]+)\]\]|`[^`]*`")


@dataclass(frozen=True, slots=True)
class WrittenSide:
    """One side as it stands in the file. `document` is the source's slug, `quote` what the footnote quotes (shortened).

    `value` is empty where it is too long to stand before its claim; a claim that is quoted has single marks inside.
    """

    value: str
    claim: str
    document: str
    source: str
    first: int
    last: int
    quote: str
    date: str | None


@dataclass(frozen=True, slots=True)
class WrittenConflict:
    """One entry as it stands in the file. `page` is the title that its link shows."""

    id: str
    page: str
    kind: str
    state: str
    about: str
    sides: tuple[WrittenSide, ...]


def unescape(markdown: str) -> str:
    """The text that `inline` made this of."""
    return _ESCAPED.sub(lambda m: m[1] or m[3] or unescape_entities(m[2]), markdown)


def stored(markdown: str) -> str:
    """A row that `readable` wrote, with its bars and without its bold; any other line as it is."""
    if not any(match[1] for match in _BOLD.finditer(markdown)):
        return markdown
    return _BOLD.sub(lambda match: f"{match[1]}: " if match[1] else match[0], markdown).replace(BETWEEN, " | ")


def span_of(label: str, slug: str) -> tuple[int, int] | None:
    """The sentences (first, last) that a footnote name of the document with this slug stands for; None if it is none."""
    first, _, last = label.removeprefix(f"{slug}-").replace("--", "-").partition("-")
    if not label.startswith(f"{slug}-") or not first.isdecimal() or not (last or "0").isdecimal():
        return None
    return int(first), int(last or first)


def parse_conflicts(text: str) -> list[WrittenConflict]:
    """The entries of a `conflicts.md` that `draw_conflicts` laid out, in its order. What is no entry is passed over."""
    lines = text.splitlines()
    quotes = {match["label"]: unescape(match["quote"]) for line in lines if (match := _NOTE.match(line))}
    return [entry for block in _blocks(lines) if (entry := _parse_entry(block, quotes))]


def _blocks(lines: Iterable[str]) -> Iterator[list[str]]:
    """The lines of each entry, its heading first."""
    block: list[str] = []
    for line in lines:
        if line.startswith(("## ", "### ")):
            if block:
                yield block
            block = []
        if block or line.startswith("### "):
            block.append(line)
    if block:
        yield block


def _parse_entry(block: list[str], quotes: dict[str, str]) -> WrittenConflict | None:
    head = _ENTRY.match(block[0])
    facts = next((match for line in block if (match := _FACTS.match(line))), None)
    if head is None or facts is None:
        return None
    sides = [side for line in _flat(block) if (match := _SIDE.match(line)) and (side := _parse_side(match, quotes))]
    return WrittenConflict(
        id=head["id"],
        page=_words(facts["page"]),
        kind=facts["kind"],
        state=facts["state"],
        about=unescape(head["words"] or ""),
        sides=tuple(sides),
    )


def _flat(block: list[str]) -> Iterator[str]:
    """The lines of an entry; of sides below their value, each with that value."""
    value = ""
    for line in block:
        if line.startswith("  - "):
            yield f"- {value}{line[4:]}"
            continue
        value = f"{line[2:]}: " if _VALUE.match(line) else ""
        yield line


def _parse_side(match: re.Match[str], quotes: dict[str, str]) -> WrittenSide | None:
    # The page of a source may be elsewhere, or be gone: then the footnote's name tells which it is.
    slugs = [(match["path"] or "").removeprefix("sources/"), *_slugs_of(match["label"])]
    slug, span = next(((slug, span) for slug in slugs if (span := span_of(match["label"], slug))), ("", None))
    if span is None:
        return None
    return WrittenSide(
        value=unescape(match["value"] or ""),
        claim=_QUOTATION.sub(r"\1", _words(stored(match["claim"]))),
        document=slug,
        source=match["title"] or match["path"] or unescape(match["plain"]),
        first=span[0],
        last=span[1],
        quote=quotes.get(match["label"], ""),
        date=unescape(match["date"]) if match["date"] else None,
    )


def _slugs_of(label: str) -> Iterator[str]:
    """What the source of a footnote may be called: a span is likelier than a name that ends in a number."""
    if (match := _SPAN.fullmatch(label)) and int(match[2]) <= int(match[3]):
        yield match[1]
    yield label.rpartition("-")[0]


def _words(markdown: str) -> str:
    """The plain text of a woven line: links show their words."""
    return unescape(_LINK_OR_CODE.sub(lambda match: match[1] or match[0], markdown))
