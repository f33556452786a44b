"""Pages as they were drawn last time, to be used again as long as nothing that they depend on has changed.

Owns: what a drawn page depends on: what it says, where it and the pages it cites or lists are, and the names that its words could
link to. Promises the text that drawing it anew would give. Imports this room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from agent.knowledge.model import Citation
from agent.known.lasting import Lasting
from agent.wiki.cite import Marked
from agent.wiki.folder.owned import digest_of
from agent.wiki.prepared import Prepared
from agent.wiki.view import Page
from agent.wiki.weave import Name, Weaver, first_token, tokens_of


@dataclass(frozen=True, slots=True)
class Text:
    """A file's text, and the ids of the pages that it links to."""

    text: str
    links: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Drawing:
    key: tuple[Any, ...]
    tokens: frozenset[str]
    drawn: Text


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
    _names: frozenset[Name] = frozenset()
    _weaver: tuple[list[Name], Weaver] | None = None
    _changed: frozenset[str] = frozenset()
    _next: dict[str, _Drawing] = field(default_factory=dict)

    def weaver(self, names: Iterable[Name]) -> Weaver:
        """That of these names: the last one, if it was of the same."""
        listed = list(names)
        if self._weaver is None or self._weaver[0] != listed:
            self._weaver = listed, Weaver(listed)
        return self._weaver[1]

    def begin(self, prepared: Prepared) -> None:
        """Start a rendering: what is not asked for in the course of it is forgotten after the next start."""
        names = frozenset(prepared.weaver.names)
        if not self._names:  # those with which the rows were drawn
            self._names = frozenset(self.lasting.row("names", "", "", NAMES) or ())
        if names != self._names:
            self.lasting.note("names", "", "", list(names), NAMES)
        self._changed = frozenset(first_token(name.text) for name in names ^ self._names)
        self._names = names
        self._kept, self._next = self._next, {}

    def page(self, prepared: Prepared, page: Page, draw: Callable[[], Text]) -> Text:
        """The entity page as text, drawn by `draw` if it must be."""
        return self.other(page.id, _key_of(prepared, page), _texts(page), draw)

    def other(self, name: str, key: tuple[Any, ...], texts: Iterable[str], draw: Callable[[], Text]) -> Text:
        """A file that depends on `key`, and on the names that are linked in `texts`."""
        kept = self._kept.get(name) or self._row(name, key)
        if kept is None or kept.key != key or not self._changed.isdisjoint(kept.tokens):
            kept = _Drawing(key, tokens_of(texts) if kept is None or kept.key != key else kept.tokens, draw())
            row = digest_of(kept.drawn.text.encode()), sorted(kept.drawn.links), sorted(kept.tokens)
            self.lasting.note("drawn", name, key, row, ROW)
        self._next[name] = kept
        return kept.drawn

    def end(self) -> None:
        """What is not drawn any more is not kept: names may come of which it knows nothing."""
        self.lasting.only("drawn", self._next.keys())

    def _row(self, name: str, key: tuple[Any, ...]) -> _Drawing | None:
        row = self.lasting.row("drawn", name, key, ROW)
        text = self.text(row[0]) if row else None
        return None if row is None or text is None else _Drawing(key, frozenset(row[2]), Text(text, frozenset(row[1])))


def _key_of(prepared: Prepared, page: Page) -> tuple[Any, ...]:
    listed = tuple(prepared.link(other) for item in page.see_also if (other := prepared.page(item.title)))
    linked = page.disagreements and "conflicts.md" in prepared.own
    return page, prepared.files[page.id], prepared.view.rehearsed, cited_as(prepared, page.citations), listed, linked


def cited_as(prepared: Prepared, citations: Iterable[Citation]) -> tuple[Marked, ...]:
    """What the footnotes of these citations are called and lead to."""
    citer = prepared.citer
    held = (citation for citation in dict.fromkeys(citations) if citer.holds(citation))
    return tuple(map(citer.marked, held))


def _texts(page: Page) -> Iterable[str]:
    yield from (line.text for line in page.statements)
    for item in page.disagreements:
        yield from (side.claim for side in item.sides)
