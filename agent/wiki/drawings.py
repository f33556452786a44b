"""Pages as they were drawn last time, to be used again as long as nothing that they depend on has changed.

Owns: what a drawn page depends on: what it says, where it and the pages it cites or lists are, and the names that its words could
link to. Promises the text that drawing it anew would give. Imports this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from sys import intern
from typing import Any

from pydantic import TypeAdapter

from agent.knowledge.model import Citation
from agent.known.lasting import Lasting
from agent.wiki.cite import Marked
from agent.wiki.folder.owned import digest_of
from agent.wiki.folder.places import Places
from agent.wiki.prepared import Prepared
from agent.wiki.timeline import Dated
from agent.wiki.view import Page, WikiView
from agent.wiki.weave import Name, first_token, tokens_of


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, and the ids of the pages that it links to."""

    text: str
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Drawing:
    """`source` is what was drawn, and `cited` the documents that it cites: the same again as long as nothing else changed."""

    key: tuple[Any, ...]
    tokens: frozenset[str]
    drawn: Text
    source: object = None
    cited: frozenset[str] = frozenset()


Row = tuple[str, list[str], list[str]]  # the digest of a text, the pages that it links to, its tokens
ROW = TypeAdapter(Row)
NAMES = TypeAdapter(list[Name])


@dataclass(slots=True)
class Drawings:
    """What was drawn, kept from one rendering of a wiki to the next. An empty one gives the same files, only more slowly.

    With `lasting`, what an earlier process drew counts too: of that are kept what it was drawn from, and the digest of its text, by which
    `text` finds it.
    """

    lasting: Lasting = field(default_factory=Lasting)
    text: Callable[[str], str | None] = lambda digest: None
    _kept: dict[str, _Drawing] = field(default_factory=dict)
    _next: dict[str, _Drawing] = field(default_factory=dict)
    dated: Dated = field(default_factory=Dated)
    _last: Prepared | None = None  # that of the last rendering, if it came to its end
    _changed: frozenset[str] = frozenset()  # tokens at which names begin that are not those of the last rendering
    _ever: frozenset[str] = frozenset()  # nor those with which the rows were drawn

    def begin(self, view: WikiView, places: Places | None) -> Prepared:
        """Start a rendering: what is not asked for in the course of it is forgotten after the next start."""
        last, self._last = self._last, None
        prepared = Prepared(view, places, last)
        if last is None:  # or it was broken off, with other names perhaps than those that there are now
            self.lasting.drop("drawn", "names")
            names = frozenset(prepared.weaver.names)
            drawn = frozenset(self.lasting.row("names", "", "", NAMES) or ())
            self._changed = frozenset(first_token(name.text) for name in names ^ drawn)
            self._kept, self._next, self.dated = {}, {}, Dated()
        else:
            self._changed = prepared.renamed
            self._kept, self._next = self._next, {}
        self._ever |= self._changed
        if self._changed:
            self.lasting.note("names", "", "", prepared.weaver.names, NAMES)
        return prepared

    def page(self, prepared: Prepared, page: Page, draw: Callable[[], Text]) -> Text:
        """The entity page as text, drawn by `draw` if it must be."""
        if found := self.again(prepared, page.id, page):
            return found
        cited = frozenset(citation.document for citation in page.citations)
        return self.other(page.id, _key_of(prepared, page), _texts(prepared, page), draw, page, cited)

    def again(self, prepared: Prepared, name: str, source: object) -> Text | None:
        """A file as it was drawn last time, if nothing that it depends on is another since; None if that is not sure."""
        kept = self._kept.get(name)
        if (
            kept is None
            or kept.source is not source
            or prepared.moved
            or name in prepared.elsewhere
            or not prepared.elsewhere.isdisjoint(kept.drawn.links)
            or not prepared.recited.isdisjoint(kept.cited)
            or not self._changed.isdisjoint(kept.tokens)
        ):
            return None
        self._next[name] = kept
        return kept.drawn

    def other(
        self,
        name: str,
        key: tuple[Any, ...],
        texts: Iterable[str],
        draw: Callable[[], Text],
        source: object = None,
        cited: frozenset[str] = frozenset(),
    ) -> Text:
        """A file that depends on `key`, and on the names that are linked in `texts`. `source` and `cited`: see `again`."""
        kept, changed = self._kept.get(name), self._changed
        if kept is None:
            kept, changed = self._row(name, key), self._ever
        if kept is None or kept.key != key or not changed.isdisjoint(kept.tokens):
            kept = _Drawing(key, tokens_of(texts) if kept is None or kept.key != key else kept.tokens, draw())
            row = digest_of(kept.drawn.text.encode()), sorted(kept.drawn.links), sorted(kept.tokens)
            self.lasting.note("drawn", name, key, row, ROW)
        self._next[name] = replace(kept, key=key, source=source, cited=cited)
        return kept.drawn

    def end(self, prepared: Prepared) -> None:
        """What is not drawn any more is not kept: names may come of which it knows nothing."""
        if self._next.keys() != self._kept.keys():
            self.lasting.only("drawn", self._next.keys())
        self._last = prepared

    def _row(self, name: str, key: tuple[Any, ...]) -> _Drawing | None:
        row = self.lasting.row("drawn", name, key, ROW)
        text = self.text(row[0]) if row else None
        if row is None or text is None:
            return None
        links, tokens = (frozenset(map(intern, words)) for words in row[1:])  # the same ones are on thousands of pages
        return _Drawing(key, tokens, Text(text, links))


def _key_of(prepared: Prepared, page: Page) -> tuple[Any, ...]:
    listed = tuple(prepared.link(other) for item in page.see_also if (other := prepared.page(item.title)))
    linked = page.disagreements and "conflicts.md" in prepared.own
    paths = tuple(prepared.sources.get(id_) for id_ in dict.fromkeys(c.document for c in page.citations))
    cited = cited_as(prepared, page.citations)
    return page, prepared.files[page.id], prepared.view.rehearsed, cited, paths, listed, linked


def cited_as(prepared: Prepared, citations: Iterable[Citation]) -> tuple[Marked, ...]:
    """What the footnotes of these citations are called and lead to."""
    citer = prepared.citer
    held = (citation for citation in dict.fromkeys(citations) if citer.holds(citation))
    return tuple(map(citer.marked, held))


def _texts(prepared: Prepared, page: Page) -> Iterable[str]:
    """All words of a page that may be linked, who speaks them too."""
    yield from (text for line in page.statements for text in (line.text, line.speaker))
    for side in (side for item in page.disagreements for side in item.sides):
        yield side.claim
        if prepared.citer.holds(side.citation):
            yield prepared.citer.documents[side.citation.document].sentences[side.citation.first - 1].speaker
