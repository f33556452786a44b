"""`timeline.md`: the dated statements of the wiki in the order of what they tell of, each with the page that tells it and its footnotes.

Owns: which statements are dated, by what, and their order. There is a timeline only where there are more than a dozen. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from pydantic import TypeAdapter

from agent.knowledge.text.dates import days
from agent.knowledge.text.english import DATE_COLUMNS
from agent.knowledge.text.languages import translated
from agent.knowledge.text.letters import fold
from agent.known.lasting import Lasting
from agent.known.lines import Line
from agent.known.slices import Sliced, whole
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


def events(prepared: Prepared, lasting: Lasting | None = None) -> list[Event]:
    """The dated statements in order, if there are enough of them for a file.

    A sentence that several pages tell stands once: on the page that it names, of these the fullest.
    """
    return whole(dating(prepared, lasting or Lasting()))


def dating(prepared: Prepared, lasting: Lasting) -> Sliced[list[Event]]:
    """The same, in slices."""
    found: dict[tuple[object, ...], Event] = {}
    for page in sorted(prepared.entities, key=lambda page: (-len(page.statements), page.title.casefold(), page.id)):
        yield
        said = [_said(prepared, line) for line in page.statements]
        days_of = lasting.of("dated", page.id, said, partial(_all_dated, said), DATED)
        for line, dated in zip(page.statements, days_of, strict=True):
            key = line.citations[:1]
            if dated and (key not in found or (_names(page, line) and not _names(found[key].page, found[key].line))):
                found[key] = Event(*dated, page, line)
    if len(found) <= FEW:
        return []
    return sorted(
        found.values(), key=lambda event: (event.low, event.iso, event.page.title.casefold(), event.line.told)
    )


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
