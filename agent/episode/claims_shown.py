"""How claims are shown to a model: under their pages, documents and headings, with the sentence before where one leans on it.

Owns: `shown`, `asked_of` and `leaning`. Promises: numbers run from 1 over all pages, in the order of the claims as they come; a line that
begins with `… ` is context and has no number; no line of a source can look like one of ours.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agent.episode.window import heading_line, one_line, text_shown
from agent.knowledge.model import Document
from agent.knowledge.text.polarity import asks, goes_on
from agent.known.lines import introduction

BEFORE = 240  # characters of a sentence that only tells who is meant
_IT = re.compile(r"\b(?:it|them)\b")
_SOMEBODY = re.compile(r"\b(?:it|its|he|his|him|she|her|they|their|them)\b", re.IGNORECASE)
Find = Callable[[str], Document]


@dataclass(frozen=True, slots=True)
class ShownPage:
    """A page as an episode's subject holds it: claims are rows `{"id", "document", "first", "last"}`, in the order in which they are shown.

    `aliases`, `related` (titles) and `disputed` (questions) each get a line under the title if there are any.
    """

    title: str
    kind: str
    claims: Sequence[Mapping[str, Any]]
    aliases: Sequence[str] = ()
    related: Sequence[str] = ()
    disputed: Sequence[str] = ()

    def head(self) -> list[str]:
        """The lines above the claims."""
        lines = [f"Page: {self.title} ({self.kind})"]
        lines += [f"Also called: {'; '.join(self.aliases)}"] if self.aliases else []
        lines += [f"Related pages: {'; '.join(self.related)}"] if self.related else []
        return lines + [f"Disputed: {question}" for question in self.disputed]


def called(document: Document, *, apart: bool = False) -> str:
    """The title of a document with its short name, if that is needed to tell it `apart`, and its day."""
    short, date = f", {document.slug}" if apart else "", f" ({document.date})" if document.date else ""
    return f"{one_line(document.title)}{short}{date}"


def shown(pages: Sequence[ShownPage], find: Find) -> str:
    """The claims of the pages as a model sees them, numbered from 1 over all pages. Raises KeyError if a document is gone."""
    blocks, number = [], 0
    titles = Counter(find(document).title for document in {row["document"] for page in pages for row in page.claims})
    for page in pages:
        lines, last = page.head(), ("", 0)
        heading: tuple[str, ...] = ()
        for row in page.claims:
            document, first = find(row["document"]), int(row["first"])
            if last[0] != document.id:
                lines.append(f"# {called(document, apart=titles[document.title] > 1)}")
                heading = ()
            unit = document.sentences[first - 1]
            if unit.heading != heading:
                heading = unit.heading
                lines += [heading_line(unit)] if heading else []
            if last != (document.id, first - 1) and (before := leaning(document, first, (page.title, *page.aliases))):
                lines.append(before)
            number += 1
            lines.append(f"[{number}] {text_shown(document.quote(first, row['last']))}")
            last = (document.id, int(row["last"]))
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def asked_of(document: Document, numbers: Sequence[int], names: Sequence[str] = ()) -> str:
    """Chosen sentences of one document under their own numbers, with headings, and the sentence before where one leans on it."""
    lines: list[str] = []
    heading: tuple[str, ...] = ()
    for n in numbers:
        unit = document.sentences[n - 1]
        if unit.heading != heading:
            heading = unit.heading
            lines += [heading_line(unit)] if heading else []
        if n - 1 not in numbers and (before := leaning(document, n, names)):
            lines.append(before)
        lines.append(f"[{n}] {text_shown(document.sentence(n))}")
    return "\n".join(lines)


def leaning(document: Document, n: int, names: Sequence[str] = ()) -> str:
    """The line `… text` with the sentence before `n`, if `n` leans on it; else "".

    It does if it has none of the page's names, begins with a pronoun or with "the" and a common noun, or speaks of "it"; an item of a list
    if it speaks of anybody by a pronoun. A question in a list leans on what introduces the list.
    """
    unit = document.sentences[n - 1]
    if n == 1 or unit.kind not in ("prose", "item", "speech") or document.sentences[n - 2].section != unit.section:
        return ""
    text = document.sentence(n)
    named = any(name.casefold() in text.casefold() for name in names)
    if unit.kind == "item" and asks(text) and (introduced := introduction(document, n)):
        return f"… {one_line(document.said(introduced), BEFORE)}"
    if unit.kind == "item":
        leans = bool(_SOMEBODY.search(text))
    else:
        leans = not named or (document.language == "en" and (goes_on(text) or _IT.search(text) is not None))
    same = document.sentences[n - 2].speaker == unit.speaker
    before = document.sentence(n - 1) if same else document.said(n - 1)
    return f"… {one_line(before, BEFORE)}" if leans else ""
