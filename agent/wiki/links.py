"""Links between notes: finding them in a markdown text, and finding the note that one of them means.

Owns: the rule by which both are done, for our own pages and for anybody's vault. Pure. Imports nothing of ours.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from posixpath import dirname, join, normpath
from urllib.parse import unquote

_LINK = re.compile(r"(!?)\[\[([^\]\[\n]+?)\]\]")
_INLINE_CODE = re.compile(r"(?<!`)(`+)(?!`)[^\n]*?(?<!`)\1(?!`)")
# A fence may stand in a quotation and behind the mark of a list's item; what closes one stands alone.
_OPENS = re.compile(r"([ \t>]{0,200})(?:(?:[-*+]|\d{1,9}[.)])[ \t]{1,4}){0,9}(`{3,}(?=[^`]*$)|~{3,})")
_CLOSES = re.compile(r"([ \t>]{0,200})(`{3,}|~{3,})\s*$")
# `[text](target "title")`, from the end of its text on: what comes before may hold anything, a picture too.
_MARKDOWN = re.compile(
    r"\]\([ \t]*(?:<([^<>\n]+)>|([^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*))(?:[ \t]+[\"'(][^\n]*?)?[ \t]*\)"
)
_ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//|#")


@dataclass(frozen=True, slots=True)
class WikiLink:
    """One `[[target#heading|alias]]` as written; `embed` for `![[…]]`. An empty `target` points into its own page."""

    target: str
    heading: str = ""
    alias: str = ""
    embed: bool = False


def without_code(text: str) -> str:
    """`text` less its fenced blocks and inline code. A fence that is never closed hides nothing."""
    if "`" not in text and "~~~" not in text:
        return text
    return "\n".join(line for _, line in lines_without_code(text))


def lines_without_code(text: str) -> Iterator[tuple[int, str]]:
    """The lines of `text` that are no code, each with its number, from 1."""
    lines = text.split("\n")
    if "`" not in text and "~~~" not in text:
        yield from enumerate(lines, start=1)
        return
    fences = _Fences(lines)
    at = 0
    while at < len(lines):
        end = fences.end_of(at)
        if end is None:
            yield at + 1, _INLINE_CODE.sub("", lines[at])
        at = at + 1 if end is None else end + 1


def outside_code(text: str, change: Callable[[str], str]) -> str:
    """`text` with `change` made to each run of it that is no code; what is code stays."""
    told: list[str] = []
    lines = text.split("\n")
    free = {number for number, _ in lines_without_code(text)}
    for is_free, numbers in groupby(range(1, len(lines) + 1), key=free.__contains__):
        piece = "\n".join(lines[number - 1] for number in numbers)
        told.append(_between(piece, change) if is_free else piece)
    return "\n".join(told)


def _between(text: str, change: Callable[[str], str]) -> str:
    """`text` changed between its spans of inline code, which stand for themselves as one character meanwhile."""
    spans = [found[0] for found in _INLINE_CODE.finditer(text)]
    changed = change(_INLINE_CODE.sub("\x00", text.replace("\x00", "")))
    parts = changed.split("\x00")
    return (
        "".join(part + span for part, span in zip(parts, [*spans, ""], strict=True))
        if len(parts) == len(spans) + 1
        else text
    )


class _Fences:
    """Where the fences of a text close: with the same sign, at least as long, as deep in quotations, and before those end."""

    def __init__(self, lines: list[str]) -> None:
        self._lines = lines
        self._closing = [(at, found) for at, line in enumerate(lines) if (found := _CLOSES.match(line))]
        self._unquoted = [at for at, line in enumerate(lines) if ">" not in line[:200]]
        self._places: dict[tuple[str, int], list[int]] = {}

    def end_of(self, at: int) -> int | None:
        """The number of the line that closes a fence opened on line `at`, or None if it opens none."""
        opened = _OPENS.match(self._lines[at])
        if not opened:
            return None
        fence, deep = opened[2], opened[1].count(">")
        if (fence, deep) not in self._places:
            self._places[fence, deep] = [
                n for n, one in self._closing if one[2].startswith(fence) and one[1].count(">") == deep
            ]
        end = _after(self._places[fence, deep], at)
        quoted_to = _after(self._unquoted, at) if deep else None
        return None if end is None or (quoted_to is not None and quoted_to < end) else end


def _after(places: list[int], at: int) -> int | None:
    """The first of the sorted places that comes after `at`."""
    following = bisect_right(places, at)
    return places[following] if following < len(places) else None


def find_links(text: str) -> list[WikiLink]:
    """Every wikilink and embed of `text` outside code, in order, repeated ones too."""
    return [_parse(match) for match in _LINK.finditer(without_code(text))] if "[[" in text else []


def find_markdown_links(text: str) -> list[str]:
    """The targets of the links `[text](target)` of `text` outside code that are no addresses, in order, decoded and less `#heading`."""
    if "](" not in text:
        return []
    written = (match[1] or match[2] for match in _MARKDOWN.finditer(without_code(text)))
    return [target for one in written if not _ELSEWHERE.match(one) and (target := unquote(one.partition("#")[0]))]


def _parse(match: re.Match[str]) -> WikiLink:
    # In a table Obsidian writes the pipe as \|.
    whole, _, alias = match[2].replace("\\|", "|").partition("|")
    target, _, heading = whole.partition("#")
    return WikiLink(target.strip(), heading.strip(), alias.strip(), embed=match[1] == "!")


class NoteIndex:
    """Which file a link means, in a folder whose notes are `paths` and whose other files are `others`.

    Both are relative to the folder, with `/`. Like Obsidian: a whole path wins, then the end of a path, then a file
    name; case and Unicode form do not matter; `.md` may be left out. Where several notes fit, the one nearest to the
    root does, then the first by name.
    """

    def __init__(self, paths: Iterable[str], others: Iterable[str] = ()) -> None:
        self._notes = _by_ending((path.removesuffix(".md"), path) for path in paths)
        self._others = _by_ending((path, path) for path in others)
        self._resolved: dict[str, str | None] = {}  # of each target, as there are many links to a page

    def resolve(self, target: str) -> str | None:
        """The path of the note that `target` names, else of the other file (an image, say), else None.

        An empty target, which points into its own page, is None too.
        """
        if target not in self._resolved:
            key = _key(target)
            self._resolved[target] = self._notes.get(key.removesuffix(".md")) or self._others.get(key)
        return self._resolved[target]

    def resolve_from(self, page: str, target: str) -> str | None:
        """The same for the target of a markdown link on `page`: counted from there first, then as a wikilink is.

        Raises ValueError for one that leads out of the folder.
        """
        path = normpath(join(dirname(page), target)) if not target.startswith("/") else normpath(target).lstrip("/")
        if path.startswith("../") or path == "..":
            raise ValueError(f"{target} leads out of the folder")
        key = _key(path)
        # An ending of several paths may be this whole one of none: only what is the path itself was counted from there.
        whole = self._notes.get(key.removesuffix(".md")) or self._others.get(key)
        return whole if whole and _key(whole).removesuffix(".md") == key.removesuffix(".md") else self.resolve(target)


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", name.strip()).lower()


def _by_ending(named: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Each ending of each path (`c`, `b/c`, `a/b/c`) to the path that it means."""
    found: dict[str, str] = {}
    for name, path in sorted(named, key=lambda pair: (pair[1].count("/"), pair[1])):
        for ending in _endings(_key(name)):
            found.setdefault(ending, path)
    return found


def _endings(key: str) -> Iterator[str]:
    yield key
    while "/" in key:
        key = key.partition("/")[2]
        yield key
