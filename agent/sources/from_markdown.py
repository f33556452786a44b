"""Markdown to blocks, by way of the HTML that it stands for: one walker knows lists, tables and code.

Front matter is data: its title, date, language and aliases are used, the rest is left out.
Imports block shapes, the parser, the tree walker.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lxml import html as lxml_html

from agent.sources.blocks import Block, Read, one_line
from agent.sources.dom import Walker
from agent.sources.markdown_rules import parser
from agent.sources.marks import settle
from agent.sources.matter import tolerant
from agent.sources.metadata import authors_of
from agent.sources.private import without_private

_DONE = re.compile(r"^\[[xX]\] ")  # what is still to be done keeps its box
_REFERENCE = re.compile(
    r"^( {0,3})\[(?!\^)([^\[\]\n]{1,200})\]:(?=[ \t]*[^\s/.#:<@?=%&]{1,200}[ \t]*(?:[\"'(][^\n]*)?$)", re.MULTILINE
)
# What only a note of a vault has: its file's name is its name then, as its links say.
_OF_A_NOTE = re.compile(r"\[\[[^\[\]\n]{1,300}\]\]|%%[^%\n]{1,300}%%|^%%$|[ \t]\^[A-Za-z0-9-]{3,60}$", re.MULTILINE)
_CODE = re.compile(r"`[^`]{1,2000}`")
_NOTE_KEYS = frozenset(("aliases", "alias", "cssclass", "cssclasses"))
_NO_NAMES = frozenset(("readme", "index", "untitled", "changelog", "license"))


def read_markdown(text: str, name: str = "") -> Read:
    """The title is the front matter's; else a note's is its file's `name` (without suffix), any other's its first heading of level 1."""
    body, stated = tolerant(text)
    meta = {str(key).lower(): value for key, value in stated.items()}
    blocks = blocks_of(body)
    if aliases := _aliases(meta):
        blocks = [*_leading(blocks), Block("row", f"aliases: {aliases}"), *blocks[len(_leading(blocks)) :]]
    title = one_line(str(meta.get("title") or ""))
    title = title or _title(body, meta, blocks, name)
    day = _day(meta.get("date")) or _day(meta.get("published"))
    return Read(tuple(blocks), title, day, _language(meta), _authors(meta), _address(meta))


def _authors(meta: dict[str, Any]) -> tuple[str, ...]:
    told = meta.get("authors") or meta.get("author") or []
    names = told if isinstance(told, list) else [told]
    return authors_of(str(each.get("name") if isinstance(each, dict) else each) for each in names)


def _address(meta: dict[str, Any]) -> str:
    """The web address that the note says it is from."""
    told = (str(meta.get(name) or "") for name in ("canonical", "canonical_url", "url", "source"))
    return next((each for each in told if re.fullmatch(r"https?://[^\s<>\"]{3,2000}", each)), "")


def _title(body: str, meta: dict[str, Any], blocks: Sequence[Block], name: str) -> str:
    """The name that a person gave the file, where it is one; else the text's own title; nothing where neither is there."""
    named = name.lower() not in _NO_NAMES and (" " in name or _NOTE_KEYS & meta.keys() or _links_notes(body))
    if named and name:
        return one_line(name)
    highest = [each for each in blocks if each.kind == "heading" and each.level == 1]
    return (highest or _leading(blocks) or [Block("heading", "")])[0].text


def _leading(blocks: Sequence[Block]) -> list[Block]:
    """The headings before anything else."""
    first = next((at for at, each in enumerate(blocks) if each.kind != "heading"), len(blocks))
    return list(blocks[:first])


def _links_notes(body: str) -> bool:
    """Whether the text has marks of a vault outside its code."""
    tokens = parser().parse(body, {}) if _OF_A_NOTE.search(body) else []
    return any(token.type == "inline" and _OF_A_NOTE.search(_CODE.sub("", token.content)) for token in tokens)


def blocks_of(markdown: str) -> list[Block]:
    """The blocks of markdown without front matter. Comments are gone, links are their words."""
    sound = markdown.encode("utf-8", "replace").decode()  # at half a character (JSON can say it) lxml's text would end
    source = _REFERENCE.sub(r"\1\\[\2]:", without_private(sound))
    rendered = parser().render(source, {"source": source.lower()})
    if not rendered.strip():
        return []
    tree = lxml_html.document_fromstring(f"<html><body>{rendered}</body></html>")
    settle(tree)
    walked = Walker().walk(tree)
    return [Block("item", _DONE.sub("", each.text)) if each.kind == "item" else each for each in walked]


def _aliases(meta: dict[str, Any]) -> str:
    """The other names that a note gives itself."""
    found = meta.get("aliases") or meta.get("alias") or []
    names = found if isinstance(found, list) else str(found).split(",")
    return ", ".join(filter(None, (one_line(str(each)) for each in names[:50] if isinstance(each, (str, int, float)))))


def _day(value: object) -> str | None:
    """A front matter's date as ISO day."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", str(value or ""))
    return found.group() if found else None


def _language(meta: dict[str, Any]) -> str:
    found = re.match(r"[a-z]{2}", str(meta.get("lang") or meta.get("language") or "").lower())
    return found.group() if found else ""
