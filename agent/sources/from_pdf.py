"""PDF to blocks: paragraphs with the pages that they stand on, hyphens at line ends resolved, headings with their level, title and date.

Imports block shapes and what reads lines, headings and paragraphs.
"""

from __future__ import annotations

import re
from dataclasses import replace

from agent.errors import SourceFailed
from agent.knowledge.text.letters import detected
from agent.sources.blocks import Block, Read, block
from agent.sources.lexicon import HYPHEN, lexicon, resolve, vocabulary
from agent.sources.pdf_about import date, title
from agent.sources.pdf_headings import BULLET, levels
from agent.sources.pdf_lines import Line, read_pages
from agent.sources.pdf_ocr import read_pictures
from agent.sources.pdf_paragraphs import Paragraph, paragraphs

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_UNREADABLE = re.compile("[\ufffd\ue000-\uf8ff]")


def read_pdf(data: bytes, *, outlines: bool = True) -> Read:
    """The content of a PDF; `outlines` says whether its outline is used. Raises SourceFailed if it is encrypted, damaged or no text."""
    pages = read_pages(data)
    if not pages.lines:
        return _pictured(data)
    text = " ".join(line.text for line in pages.lines)
    if len(_UNREADABLE.findall(text)) > 0.3 * len(text):
        raise SourceFailed("The text of this PDF cannot be read: its fonts do not say which letters they show.")
    ranks = levels(pages.lines, pages.size, pages.outline if outlines else ())
    words = vocabulary(text) | lexicon(detected(text.replace(HYPHEN, "-")))
    found = (_block(each, words) for each in paragraphs(pages.lines, ranks, pages.size))
    return Read(tuple(each for each in found if each), title(pages), date(pages))


def _pictured(data: bytes) -> Read:
    """A PDF whose pages are pictures."""
    found = read_pictures(data)
    text = " ".join(each for _, each in found)
    words = vocabulary(text) | lexicon(detected(text.replace(HYPHEN, "-")))
    made = ((page, block("prose", resolve(each, words))) for page, each in found)
    return Read(tuple(replace(each, pages=((0, page),)) for page, each in made if each))


def _block(paragraph: Paragraph, words: frozenset[str]) -> Block | None:
    """A paragraph as a block with the places where its pages begin."""
    made = _made(paragraph, paragraph.text(paragraph.lines), words)
    if made is None:
        return None
    places: list[tuple[int, int]] = []
    seen: list[Line] = []
    for run in paragraph.pages():
        before = _made(paragraph, paragraph.text(seen), words) if seen else None
        places.append((len(before.text) if before else 0, run[0].page + 1))
        seen += run
    return replace(made, pages=tuple(places))


def _made(paragraph: Paragraph, text: str, words: frozenset[str]) -> Block | None:
    resolved = resolve(text, words).translate(_LIGATURES)
    bare = BULLET.sub("", resolved, count=1) if paragraph.kind == "item" else resolved
    return block(paragraph.kind, bare, paragraph.level)
