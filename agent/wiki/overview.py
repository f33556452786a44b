"""The pages about the wiki itself: one per source, the index, the overview, the log.

Owns: what they count and list. Pure. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from agent.knowledge.model import PAGE_KINDS, Document
from agent.wiki.cite import Footnotes, block_id
from agent.wiki.entity import DESCRIPTION_LIMIT, Drawn, description_of
from agent.wiki.prepared import Prepared
from agent.wiki.prose import Drawer, paragraphs
from agent.wiki.text import clause, code_span, field, inline, one_line, shorten
from agent.wiki.view import NightEntry, OverviewLine, Page

_OUTLINE_AT_MOST = 200
LEFT_OUT_AT_MOST = 500
_SENTENCE_LIMIT = 1000  # characters
_SHOWN = 30  # of a theme's pages, disputes and wanted names in the overview; the rest is counted, and stands elsewhere
_THEMES, _OF_PAGES = 2, 3  # so many themes, of so many pages each, make an index by theme
_PLURALS = {
    "person": "People", "organisation": "Organisations", "place": "Places", "work": "Works", "software": "Software",
    "product": "Products", "method": "Methods", "concept": "Concepts", "event": "Events", "dataset": "Data sets", "other": "Other",
}  # fmt: skip
_OWN = {
    "overview.md": "what this wiki knows",
    "conflicts.md": "where the sources disagree",
    "timeline.md": "what happened when",
    "log.md": "what each night did",
    "AGENTS.md": "how these pages are made",
}
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9\-._~:/?@!$&'()*+,;=%#]+")


def draw_source(prepared: Prepared, document: Document, feeds: Iterable[Page]) -> Drawn:
    """The page of one document: what it says in short, where from, when, hash, outline, and the pages that cite it."""
    drawer, told = Drawer(Footnotes(prepared.citer), prepared.weaver.page()), prepared.summaries.get(document.id, ())
    summary = next((text for line in told if (text := one_line(line.text))), "")
    title = shorten(document.title, DESCRIPTION_LIMIT) or document.slug
    pages = sorted(feeds, key=lambda page: (page.title.casefold(), page.id))
    meta = {
        "id": document.slug,
        "title": field(title),
        "type": "source",
        "description": clause(field(summary or f"Source: {document.title or document.slug}"), DESCRIPTION_LIMIT),
        "resource": field(document.resource),
        "media": document.media,
        "date": document.stated or "",
        **({"dated": document.when} if document.when != (document.stated or "") else {}),
        **({"authors": [field(name) for name in document.authors]} if document.authors else {}),
        **({"address": field(document.address)} if document.address not in {"", document.resource} else {}),
        "fetched": document.fetched,
        "sha256": document.id,
        "sentences": len(document.sentences),
    }
    left_out = [unit.n for unit in document.sentences if unit.n not in prepared.cited[document.id]]
    outline = _outline(document)
    cited, more_cited = prepared.listed.get(document.id, ()), prepared.unlisted.get(document.id, 0)
    values = {
        "title": inline(title),
        "summary": drawer.blocks(told),
        "resource": _shown(document.resource),
        "document": document,
        "date": inline(document.when),
        "also": [_shown(resource) for resource in prepared.also.get(document.id, ())],
        "authors": inline(", ".join(document.authors)),
        "address": _shown(document.address) if document.address != document.resource else "",
        "outline": outline[:_OUTLINE_AT_MOST],
        "more": max(0, len(outline) - _OUTLINE_AT_MOST),
        "feeds": [prepared.link(page) for page in pages],
        "cited": [(n, _sentence(document, n), block_id(n)) for n in cited],
        "more_cited": more_cited,
        "told": len(document.sentences) - len(left_out),
        "left_out": [(n, _sentence(document, n)) for n in left_out[:LEFT_OUT_AT_MOST]],
        "more_left_out": max(0, len(left_out) - LEFT_OUT_AT_MOST),
        "footnotes": drawer.notes.definitions(),
    }
    return Drawn(meta, values)


def _shown(address: str) -> str:
    """An address or a path, as it is shown: a link if it is plainly one."""
    plain = one_line(address)
    return f"<{plain}>" if _PLAIN_URL.fullmatch(plain) else code_span(plain) if plain else ""


def draw_index(prepared: Prepared, links: int, timeline: bool) -> Drawn:
    """`index.md`. `links` counts the distinct links from entity page to entity page; `timeline` says whether there is one."""
    view = prepared.view
    by_kind: dict[str, list[Page]] = defaultdict(list)
    for page in sorted(prepared.entities, key=lambda page: (page.title.casefold(), page.id)):
        by_kind[page.kind if page.kind in _PLURALS else "other"].append(page)
    claims = {claim for page in prepared.entities for line in page.statements for claim in line.claims}
    values = {
        "rehearsed": view.rehearsed,
        "counts": {
            "pages": len(prepared.entities),
            "sources": len(view.documents),
            "claims": len(claims) or sum(len(page.lines) for page in prepared.entities),
            "links": links,
            "conflicts": sum(item.state == "open" for item in view.disagreements),
            "sentences": sum(len(document.sentences) for document in view.documents),
            "cited": sum(map(len, prepared.cited.values())),
        },
        "see_also": [
            (path.removesuffix(".md"), words)
            for path, words in _OWN.items()
            if path in prepared.own and (timeline or path != "timeline.md")
        ],
        "themes": [(name, list(map(prepared.link, pages))) for name, pages in _themes(prepared)],
        "kinds": [
            *((_PLURALS[kind], _entries(prepared, by_kind[kind])) for kind in PAGE_KINDS if by_kind[kind]),
            *([("Questions", _entries(prepared, prepared.questions))] if prepared.questions else []),
        ],
        "sources": [
            (prepared.citer.source_link(document), len(prepared.cited[document.id]), len(document.sentences))
            for document in sorted(view.documents, key=lambda document: document.slug)
        ],
        "failed": [
            (code_span(row.resource) or row.slug, inline(row.why)) for row in view.sources if row.state == "failed"
        ],
        "pending": sum(row.state == "pending" for row in view.sources),
    }
    return Drawn({}, values)


def draw_overview(prepared: Prepared) -> Drawn:
    """`overview.md`: what was written of the whole, else its pages by theme; what is disputed, and what has no page yet."""
    view = prepared.view
    disputed = [item for item in view.disagreements if item.state == "open"]
    title_of = {item.id: page for item in disputed if (page := prepared.page(item.home or item.page))}
    meta = {
        "title": "Overview",
        "type": "overview",
        "description": "What this wiki knows, by theme; what is disputed; what is missing.",
    }
    values = {
        "rehearsed": view.rehearsed,
        "counts": {"pages": len(prepared.entities), "sources": len(view.documents)},
        "sections": _written(prepared),
        "themes": [] if view.overview else _all_themes(prepared),
        "disputed": _cut(
            [(prepared.link(title_of[item.id]), inline(item.title)) for item in disputed if item.id in title_of]
        ),
        "own": prepared.own,
        "wanted": _cut(
            [(inline(name), len(pages)) for name, pages in view.wanted if one_line(name) and len(pages) > 1]
        ),
    }
    return Drawn(meta, values)


def _written(prepared: Prepared) -> list[tuple[str, list[str]]]:
    """The overview's sentences as (heading, paragraphs), its opening first; each leads to the pages that it speaks of."""
    weaver = prepared.weaver.page()
    sections: dict[str, list[OverviewLine]] = {"": []}
    for line in prepared.view.overview:
        if one_line(line.text):
            sections.setdefault(one_line(line.section), []).append(line)
    found = []
    for heading, lines in sections.items():
        units = []
        for line in lines:
            pages = {page.id: page for reference in line.pages if (page := prepared.page(reference))}
            words = weaver.line(
                line.text, {citation.document for page in pages.values() for citation in page.citations}
            )
            unnamed = [page for id_, page in pages.items() if id_ not in weaver.linked]
            weaver.linked.update((page.id, prepared.files[page.id]) for page in unnamed)
            links = ", ".join(map(prepared.link, unnamed))
            end = words[-1] if words[-1] in ".!?" and words[-2:-1] != "\\" else ""
            units.append((f"{words.removesuffix(end)} ({links}){end}" if links else words, 1))
        if units:
            found.append((inline(heading), paragraphs(units)))
    return found


def _cut(rows: list[Any]) -> tuple[list[Any], int]:
    """As many rows as are shown, and how many are not."""
    return rows[:_SHOWN], max(0, len(rows) - _SHOWN)


def _themes(prepared: Prepared) -> list[tuple[str, list[Page]]]:
    """The themes that make an index: (name, pages); none if they are too few."""
    found = []
    for theme in prepared.view.themes:
        pages = {page.id: page for title in theme.pages if (page := prepared.page(title))}
        if len(pages) >= _OF_PAGES:
            found.append((inline(theme.name) or "…", list(pages.values())))
    return found if len(found) >= _THEMES else []


def _all_themes(prepared: Prepared) -> list[tuple[str, list[tuple[str, str]], int]]:
    """Every page under its theme; last what is in none, that of which most is told first: (name, entries, how many more there are)."""
    themes = _themes(prepared)
    placed = {page.id for _, pages in themes for page in pages}
    rest = [page for page in prepared.entities if page.id not in placed]
    rest.sort(key=lambda page: (-len(page.statements), page.title.casefold(), page.id))
    listed = [*themes, *([("Other pages" if themes else "Pages", rest)] if rest else [])]
    cut = ((name, *_cut(pages)) for name, pages in listed)
    return [(name, _entries(prepared, pages), more) for name, pages, more in cut]


def draw_log(nights: Iterable[NightEntry]) -> Drawn:
    """`log.md`: newest first, one heading a day, however many nights it had."""
    days: dict[str, list[str]] = defaultdict(list)
    for night in nights:
        days[night.date].extend(inline(line) for line in (*night.did, *night.lines) if one_line(line))
    return Drawn({}, {"days": [(day, days[day]) for day in sorted(days, reverse=True)]})


def _entries(prepared: Prepared, pages: Iterable[Page]) -> list[tuple[str, str]]:
    return [(prepared.link(page), _described(prepared, page)) for page in pages]


def _described(prepared: Prepared, page: Page) -> str:
    known = prepared.described.get(page.id)
    if known is None or known[0] is not page:
        known = prepared.described[page.id] = page, inline(description_of(page))
    return known[1]


def _sentence(document: Document, n: int) -> str:
    """A sentence for the list of those cited, on one line; source code as code."""
    text = shorten(document.said(n), _SENTENCE_LIMIT)
    return code_span(text) if document.sentences[n - 1].kind == "code" else inline(text)


def _outline(document: Document) -> list[Mapping[str, Any]]:
    """The headings of a document in order, once each: how far in, and the words."""
    seen: dict[tuple[str, ...], None] = {}
    for sentence in document.sentences:
        for depth in range(1, len(sentence.section) + 1):
            seen.setdefault(sentence.section[:depth])
    return [{"indent": "  " * (len(path) - 1), "words": inline(shorten(path[-1], 120)) or "…"} for path in seen]
