"""The pages about the wiki itself: one per source, the index, the log.

Owns: what they count and list. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from agent.knowledge.model import PAGE_KINDS, Document
from agent.wiki.cite import block_id
from agent.wiki.entity import DESCRIPTION_LIMIT, Drawn, description_of
from agent.wiki.prepared import Prepared
from agent.wiki.text import code_span, field, inline, one_line, shorten
from agent.wiki.view import NightEntry, Page

_OUTLINE_AT_MOST = 200
_SENTENCE_LIMIT = 1000  # characters
_PLURALS = {
    "person": "People",
    "organisation": "Organisations",
    "place": "Places",
    "work": "Works",
    "software": "Software",
    "product": "Products",
    "method": "Methods",
    "concept": "Concepts",
    "event": "Events",
    "dataset": "Data sets",
    "other": "Other",
}
_OWN = {
    "conflicts.md": "where the sources disagree",
    "log.md": "what each night did",
    "AGENTS.md": "how these pages are made",
}
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?@!$&'()*+,;=%#]+")


def draw_source(prepared: Prepared, document: Document, feeds: Iterable[Page]) -> Drawn:
    """The page of one document: where from, when, hash, outline, and the pages that cite it."""
    title = shorten(document.title, DESCRIPTION_LIMIT) or document.slug
    pages = sorted(feeds, key=lambda page: (page.title.casefold(), page.id))
    meta = {
        "id": document.slug,
        "title": field(title),
        "type": "source",
        "description": shorten(field(f"Source: {document.title or document.slug}"), DESCRIPTION_LIMIT),
        "resource": field(document.resource),
        "media": document.media,
        "date": document.stated or "",
        **({"made": document.made} if document.made else {}),
        "fetched": document.fetched,
        "sha256": document.id,
        "sentences": len(document.sentences),
    }
    outline = _outline(document)
    cited, more_cited = prepared.listed.get(document.id, ()), prepared.unlisted.get(document.id, 0)
    values = {
        "title": inline(title),
        "resource": _resource(document.resource),
        "document": document,
        "date": inline(document.stated or ""),
        "made": inline(document.made or ""),
        "outline": outline[:_OUTLINE_AT_MOST],
        "more": max(0, len(outline) - _OUTLINE_AT_MOST),
        "feeds": [prepared.link(page) for page in pages],
        "cited": [(n, _sentence(document, n), block_id(n)) for n in cited],
        "more_cited": more_cited,
    }
    return Drawn(meta, values)


def draw_index(prepared: Prepared, links: int) -> Drawn:
    """`index.md`. `links` counts the distinct links from entity page to entity page."""
    view = prepared.view
    by_kind: dict[str, list[Page]] = defaultdict(list)
    for page in sorted(prepared.entities, key=lambda page: (page.title.casefold(), page.id)):
        by_kind[page.kind if page.kind in _PLURALS else "other"].append(page)
    claims = {claim for page in prepared.entities for line in (*page.lead, *page.lines) for claim in line.claims}
    values = {
        "rehearsed": view.rehearsed,
        "counts": {
            "pages": len(prepared.entities),
            "sources": len(view.documents),
            "claims": len(claims) or sum(len(page.lines) for page in prepared.entities),
            "links": links,
            "conflicts": sum(item.state == "open" for item in view.disagreements),
        },
        "see_also": [(path.removesuffix(".md"), words) for path, words in _OWN.items() if path in prepared.own],
        "kinds": [(_PLURALS[kind], _entries(prepared, by_kind[kind])) for kind in PAGE_KINDS if by_kind[kind]],
        "sources": [
            (prepared.citer.source_link(document), len(document.sentences))
            for document in sorted(view.documents, key=lambda document: document.slug)
        ],
        "failed": [
            (code_span(row.resource) or row.slug, inline(row.reason)) for row in view.sources if row.state == "failed"
        ],
        "pending": sum(row.state == "pending" for row in view.sources),
    }
    return Drawn({}, values)


def draw_log(nights: Iterable[NightEntry]) -> Drawn:
    """`log.md`: newest first, one heading a day, however many nights it had."""
    days: dict[str, list[str]] = defaultdict(list)
    for night in nights:
        days[night.date].extend(inline(line) for line in night.lines if one_line(line))
    return Drawn({}, {"days": [(day, days[day]) for day in sorted(days, reverse=True)]})


def feeds_of(pages: Iterable[Page]) -> dict[str, list[Page]]:
    """For each document id, the pages that cite it."""
    found: dict[str, list[Page]] = defaultdict(list)
    for page in pages:
        for document in dict.fromkeys(citation.document for citation in page.citations):
            found[document].append(page)
    return found


def _entries(prepared: Prepared, pages: Iterable[Page]) -> list[tuple[str, str]]:
    return [(prepared.link(page), inline(description_of(page))) for page in pages]


def _resource(resource: str) -> str:
    """Where a source came from: a link if it is a plain web address, else just its text."""
    text = one_line(resource)
    return f"<{text}>" if _PLAIN_URL.fullmatch(text) else code_span(text)


def _sentence(document: Document, n: int) -> str:
    """A sentence for the list of those cited, on one line; source code as code."""
    text = shorten(document.sentence(n), _SENTENCE_LIMIT)
    return code_span(text) if document.sentences[n - 1].kind == "code" else inline(text)


def _outline(document: Document) -> list[Mapping[str, Any]]:
    """The headings of a document in order, once each: how far in, and the words."""
    seen: dict[tuple[str, ...], None] = {}
    for sentence in document.sentences:
        for depth in range(1, len(sentence.heading) + 1):
            seen.setdefault(sentence.heading[:depth])
    return [{"indent": "  " * (len(path) - 1), "words": inline(shorten(path[-1], 120)) or "…"} for path in seen]
