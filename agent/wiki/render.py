"""The whole wiki as text: a pure function from what is known to what every file says.

Owns: the paths, the templates and the front matter. Nothing is read or written but the templates. Imports `agent.knowledge` and this room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import frontmatter
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agent.knowledge.model import Document
from agent.known.slices import Sliced, whole
from agent.wiki.conflicts import draw_conflicts
from agent.wiki.drawings import Drawings, Text, cited_as
from agent.wiki.entity import Drawn, draw_page, draw_redirect
from agent.wiki.folder.places import Places
from agent.wiki.overview import draw_index, draw_log, draw_overview, draw_source
from agent.wiki.prepared import Prepared
from agent.wiki.timeline import Event, draw_timeline, shown
from agent.wiki.view import Page, WikiView

_TEMPLATES = Path(__file__).parent / "templates"


def render(view: WikiView, places: Places | None = None, drawings: Drawings | None = None) -> dict[str, str]:
    """Every file of the wiki: its path (relative, with `/`) to its text, which ends with a newline.

    `places` says where a person has pages, and which they deleted: those are not written, and nothing links to them.
    `drawings`, kept from the last time, spare drawing again what has not changed.
    """
    return whole(rendering(view, places, drawings or Drawings()))


def rendering(view: WikiView, places: Places | None, drawings: Drawings) -> Sliced[dict[str, str]]:
    """The same, in slices."""
    prepared = drawings.begin(view, places)
    files: dict[str, str] = {}
    links = 0
    for page in prepared.entities:
        yield
        entity = drawings.page(prepared, page, partial(_entity, prepared, page))
        files[f"{prepared.files[page.id]}.md"] = entity.text
        links += len(entity.links)
    for page in prepared.questions:
        files[f"{prepared.files[page.id]}.md"] = drawings.page(prepared, page, partial(_entity, prepared, page)).text
    for page in view.pages:
        if page.redirect is not None and page.id in prepared.files:
            files[f"{prepared.files[page.id]}.md"] = _write("redirect", draw_redirect(prepared, page))
    files |= yield from _sources(prepared, drawings)
    dated = yield from drawings.dated.events(prepared, drawings.lasting)
    if dated and "timeline.md" in prepared.own:
        files["timeline.md"] = _timeline(prepared, drawings, dated)
    own = {
        "index": draw_index(prepared, links, bool(dated)),
        "overview": draw_overview(prepared),
        "conflicts": draw_conflicts(prepared),
        "log": draw_log(view.nights),
        "AGENTS": Drawn({"title": "AGENTS", "type": "schema"}, {}),
    }
    files |= {f"{name}.md": _write(name, page) for name, page in own.items() if f"{name}.md" in prepared.own}
    drawings.end(prepared)
    return files


def _sources(prepared: Prepared, drawings: Drawings) -> Sliced[dict[str, str]]:
    files = {}
    for document in prepared.view.documents:
        yield
        if document.id not in prepared.sources:
            continue
        path = f"{prepared.sources[document.id]}.md"
        if not (drawn := drawings.again(prepared, path, document)):
            pages, told = prepared.feeds(document.id), prepared.summaries.get(document.id, ())
            listed = prepared.listed.get(document.id, ()), prepared.unlisted.get(document.id, 0)
            footnotes = cited_as(prepared, (citation for line in told for citation in line.citations))
            fed = tuple((page.title, prepared.link(page)) for page in pages)
            bare = replace(document, text="", sentences=())  # those never change
            cited = sorted(prepared.cited[document.id])
            key, mine = (
                (bare, fed, listed, told, footnotes, cited, prepared.also.get(document.id)),
                frozenset({document.id}),
            )
            draw = partial(_source, prepared, document, pages)
            drawn = drawings.other(path, key, [line.text for line in told], draw, document, mine)
        files[path] = drawn.text
    return files


def _timeline(prepared: Prepared, drawings: Drawings, dated: Sequence[Event]) -> str:
    told = shown(prepared, dated)
    citations = [citation for _, _, line in told for citation in line.citations]
    key = told, len(dated), prepared.view.rehearsed, cited_as(prepared, citations)
    texts = [text for _, _, line in told for text in (line.text, line.told, line.speaker)]
    return drawings.other("timeline", key, texts, lambda: Text(_write("timeline", draw_timeline(prepared, dated)))).text


def _entity(prepared: Prepared, page: Page) -> Text:
    drawn = draw_page(prepared, page)
    return Text(_write("page", drawn), drawn.links)


def _source(prepared: Prepared, document: Document, pages: Sequence[Page]) -> Text:
    return Text(_write("source", draw_source(prepared, document, pages)))


def page_paths(view: WikiView, places: Places | None = None) -> dict[str, str]:
    """The path of each page that is written, by page id."""
    return {page: f"{name}.md" for page, name in Prepared(view, places).files.items()}


def _write(template: str, drawn: Drawn) -> str:
    body = _environment().get_template(f"{template}.md.j2").render(drawn.values).strip("\n")
    return f"{_with_front_matter(body, drawn.meta)}\n"


def _with_front_matter(body: str, meta: dict[str, Any]) -> str:
    """Front matter in the order of `meta`, each value on a line of its own; none if there is nothing to say."""
    if not meta:
        return body
    return str(frontmatter.dumps(frontmatter.Post(body, **meta), sort_keys=False, width=10**6))


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=False,  # noqa: S701 - this is markdown: `agent.wiki.text` escapes, before a template sees a value
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
