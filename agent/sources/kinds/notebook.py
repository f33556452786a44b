"""Jupyter notebooks: markdown cells as text, code cells as code; what a cell printed is not read. Imports the reader of markdown."""

from __future__ import annotations

import json

from agent.errors import SourceFailed
from agent.sources.blocks import Block, Read, block
from agent.sources.charset import decode
from agent.sources.from_markdown import blocks_of
from agent.sources.kinds.kind import Kind, Raw
from agent.sources.kinds.signs import named
from agent.sources.kinds.walked import first_heading


def _looks(raw: Raw) -> bool:
    # by what is in it too: a notebook that a server sends as plain JSON
    known = raw.data.lstrip()[:1] == b"{" and b'"cells"' in raw.data and b'"nbformat"' in raw.data
    return known or named(raw, NOTEBOOK.suffixes, (NOTEBOOK.media,))


def _read(raw: Raw) -> Read:
    try:
        held = json.loads(decode(raw.data, raw.charset))
        sources = [(cell["cell_type"], "".join(cell["source"])) for cell in held["cells"]]
    except (ValueError, KeyError, TypeError, RecursionError) as fault:
        raise SourceFailed("This is not a notebook that can be read: its cells are missing or damaged.") from fault
    blocks: list[Block] = []
    for kind, source in sources:
        if kind == "markdown":
            blocks += blocks_of(source)
        elif kind == "code" and (made := block("code", source)):
            blocks.append(made)
    return Read(tuple(blocks), first_heading(blocks))


NOTEBOOK = Kind("notebook", "a notebook", "application/x-ipynb+json", (".ipynb",), _looks, _read)
