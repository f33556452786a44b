"""`timeline.md`: the dated statements of the wiki in the order of what they tell of, each with the page that tells it and its footnotes.

Owns: which statements are dated, by what, and their order. There is a timeline only where there are more than a dozen. Pure.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from pydantic import TypeAdapter

from agent.knowledge.model import Citation
from agent.knowledge.text.dates import days
from agent.knowledge.text.english import DATE_COLUMNS
from agent.knowledge.text.languages import translated
from agent.knowledge.text.letters import fold
from agent.known.lasting import Lasting
from agent.known.lines import Line
from agent.known.slices import Sliced
from agent.wiki.cite import Footnotes
from agent.wiki.entity import Drawn
from agent.wiki.prepared import Prepared
from agent.wiki.prose import Drawer, nested
from agent.wiki.rows import cells_of, is_row
from agent.wiki.text import one_line
from agent.wiki.view import Page

FEW = 12  # dated statements up to which they are no timeline
DATED = TypeAdapter(list[tuple[str, float] | None])
MOST = 1000  # statements that one file holds
_ISO = re.compile(r"\d{4}(?:-\d\d){0,2}\Z")
_YEAR = re.compile(r"\d{3,4}|[〇一二三四五六七八九]{4}|元年")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class Event:
    """A statement of a page with the first date that it tells: ISO at its precision, and that date's first day on the line of days."""

    iso: str
    low: float
    page: Page
    line: Line

    @property
    def when(self) -> str:
        """The date in words: `27 July 1866`, `July 1866`, `1866`."""
        year, *rest = (int(part) for part in self.iso.split("-"))
        month = f"{_MONTHS[rest[0] - 1]} " if rest else ""
        return f"{f'{rest[1]} ' if len(rest) > 1 else ''}{month}{year}"


_Rank = tuple[int, str, str]
_Key = tuple[Citation, ...]  # the first citation of a statement, if it has one
_Placed = tuple[tuple[float, str, str, str], _Key, "Event"]  # by what events are sorted, and one


class Dated:
    """The dated statements of pages, brought up to date where a page changed.

    A sentence that several pages tell stands once: on the page that it names, of these the fullest.
    """

    def __init__(self) -> None:
        self._pages: dict[str, tuple[Page, set[_Key]]] = {}
        self._told: dict[_Key, dict[str, tuple[_Rank, bool, Event]]] = defaultdict(dict)  # by page
        self._found: dict[_Key, Event] = {}
        self._order: list[_Placed] = []

    def events(self, prepared: Prepared, lasting: Lasting) -> Sliced[list[Event]]:
        """In slices, those of the pages as they are, in order, if there are enough of them for a file."""
        changed: set[_Key] = set()
        again = {page for document in prepared.recited for page in prepared.citing.pages(document)}
        for id_ in self._pages.keys() - {page.id for page in prepared.entities}:
            changed |= self._forget(id_)
        for page in prepared.entities:
            if (last := self._pages.get(page.id)) is None or last[0] is not page or page.id in again:
                changed |= self._forget(page.id) | self._read(prepared, page, lasting)
                yield
        self._place(changed)
        return [event for *_, event in self._order] if len(self._order) > FEW else []

    def _forget(self, page: str) -> set[_Key]:
        keys = self._pages.pop(page)[1] if page in self._pages else set()
        for key in keys:
            del self._told[key][page]
        return keys

    def _read(self, prepared: Prepared, page: Page, lasting: Lasting) -> set[_Key]:
        said = [_said(prepared, line) for line in page.statements]
        days_of = lasting.of("dated", page.id, said, partial(_all_dated, said), DATED)
        rank = -len(said), page.title.casefold(), page.id
        keys: set[_Key] = set()
        for line, dated in zip(page.statements, days_of, strict=True):
            if dated:
                key, names = line.citations[:1], _names(page, line)
                if key not in keys or (names and not self._told[key][page.id][1]):
                    self._told[key][page.id] = rank, names, Event(*dated, page, line)
                keys.add(key)
        self._pages[page.id] = page, keys
        return keys

    def _place(self, changed: Set[_Key]) -> None:
        """Put the statements under these keys where they belong."""
        gone: list[_Placed] = []
        new: list[_Placed] = []
        for key in changed:
            if before := self._found.pop(key, None):
                gone.append(_placed(key, before))
            if told := self._told.get(key):
                event = self._found[key] = min(told.values(), key=lambda one: (not one[1], one[0]))[2]
                new.append(_placed(key, event))
        if len(gone) + len(new) > MOST:
            self._order = sorted(_placed(key, event) for key, event in self._found.items())
        else:
            for one in gone:
                del self._order[bisect_left(self._order, one)]
            for one in new:
                insort(self._order, one)


def shown(prepared: Prepared, found: Sequence[Event]) -> tuple[tuple[str, str, Line], ...]:
    """What the file shows of these events: when, the link to the page, the statement."""
    return tuple((event.when, prepared.link(event.page), event.line) for event in found[:MOST])


def draw_timeline(prepared: Prepared, found: Sequence[Event]) -> Drawn:
    """The file, by decade."""
    drawer = Drawer(Footnotes(prepared.citer), prepared.weaver.page())
    decades = [
        (
            f"{decade}s",
            [(event.when, prepared.link(event.page), text) for event in group if (text := _text(drawer, event.line))],
        )
        for decade, group in groupby(found[:MOST], key=lambda event: int(event.iso[:4]) // 10 * 10)
    ]
    meta = {
        "title": "Timeline",
        "type": "timeline",
        "description": "The dated statements of this wiki, in their order.",
        "statements": len(found),
    }
    values = {"decades": decades, "more": len(found) - min(MOST, len(found)), "rehearsed": prepared.view.rehearsed}
    return Drawn(meta, {**values, "footnotes": drawer.notes.definitions()})


def _text(drawer: Drawer, line: Line) -> str:
    documents = [c.document for c in line.citations]
    if not line.quoted or is_row(line.text, line.citations, drawer.notes.citer.documents):
        return drawer.words(line.told, line.citations) + drawer.notes.mark(line.citations)
    who = f"{drawer.weaver.line(line.speaker, documents)}: " if line.speaker else ""
    return f"{who}“{drawer.weaver.line(nested(line.text), documents)}”{drawer.notes.mark(line.citations)}"


def _names(page: Page, line: Line) -> bool:
    """Whether a statement names its page by its title or an alias."""
    told = line.told.casefold()
    return any(name.casefold() in told for name in (page.title.partition(" (")[0], *page.aliases))


def _said(prepared: Prepared, line: Line) -> tuple[str, str]:
    """Where in a statement its date stands, and in what language; of a row its column of dates, as other figures may be none."""
    documents = prepared.citer.documents
    first = next((one for one in line.citations if one.document in documents), None)
    if first is None or documents[first.document].sentences[first.first - 1].kind == "code":
        return "", ""
    text = line.told
    if is_row(line.text, line.citations, documents):
        text = next((cell for name, cell in cells_of(line.text).items() if name.strip().casefold() in DATE_COLUMNS), "")
    return text, documents[first.document].language


def _placed(key: _Key, event: Event) -> _Placed:
    return (event.low, event.iso, event.page.title.casefold(), event.line.told), key, event


def _all_dated(said: Sequence[tuple[str, str]]) -> list[tuple[str, float] | None]:
    return list(map(_dated, said))


def _dated(said: tuple[str, str]) -> tuple[str, float] | None:
    """The first date with a year in a text of this language."""
    text, language = said
    if not _YEAR.search(text):
        return None
    return next(_with_year(one_line(text), language), None)


def _with_year(text: str, language: str) -> Iterator[tuple[str, float]]:
    for day in days(translated(fold(text), language).text):
        if _ISO.match(day.iso):
            yield day.iso, day.low
