"""Markdown and notebooks to blocks, by way of the HTML that they stand for: one walker knows lists, tables and code.

Front matter is dropped; its title and date are used. Imports block shapes, the tree walker and the plain reader.
"""

from __future__ import annotations

import json
import re
from typing import Any

from lxml import html as lxml_html
from markdown_it import MarkdownIt

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, apart, block, one_line
from agent.sources.dom import Walker
from agent.sources.matter import tolerant

_WIKILINK = re.compile(r"!?\[\[([^\[\]|]*\|)?([^\[\]|]+)\]\]")
_TASK = re.compile(r"^\[[ xX]\] ")
_RENDERER = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])


def read_markdown(text: str) -> Read:
    """CommonMark with tables. The title is the front matter's, else the first heading."""
    body, meta = tolerant(text)
    blocks = blocks_of(body)
    title = one_line(str(meta.get("title") or "")) or next((each.text for each in blocks if each.kind == "heading"), "")
    return Read(tuple(blocks), title, _day(meta.get("date")), _language(meta))


def blocks_of(markdown: str) -> list[Block]:
    """The blocks of markdown without front matter. Wikilinks become their words."""
    rendered = _RENDERER.render(_WIKILINK.sub(lambda link: link[2], "\n".join(apart(markdown.splitlines()))))
    if not rendered.strip():
        return []
    walked = Walker().walk(lxml_html.document_fromstring(f"<html><body>{rendered}</body></html>"))
    return [Block("item", _TASK.sub("", each.text)) if each.kind == "item" else each for each in walked]


def read_notebook(text: str) -> Read:
    """A Jupyter notebook: its markdown cells, and its code cells as code. Raises SourceFailed if it is none."""
    try:
        cells = json.loads(text)["cells"]
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in cells]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise SourceFailed("This is not a notebook that can be read: its cells are missing or damaged.") from fault
    blocks: list[Block] = []
    for kind, source in sources:
        if kind == "markdown":
            blocks += blocks_of(source)
        elif kind == "code" and (made := block("code", source)):
            blocks.append(made)
    return Read(tuple(blocks), next((each.text for each in blocks if each.kind == "heading"), ""))


def _day(value: object) -> str | None:
    """A front matter's date as ISO day."""
    found = re.match(r"\d{4}-\d{2}-\d{2}", str(value or ""))
    return found.group() if found else None


def _language(meta: dict[str, Any]) -> str:
    found = re.match(r"[a-z]{2}", str(meta.get("lang") or meta.get("language") or "").lower())
    return found.group() if found else ""
