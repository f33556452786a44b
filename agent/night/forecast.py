"""What a night over some sources will be: everything fetched and extracted as the night does it, then counted, then reckoned.

Owns: gathering into a state that is thrown away, so that no wiki is made. What is fetched goes into the cache, where the night finds it.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from agent.engine import embedded
from agent.engine.built_in import model_name
from agent.errors import Fatal
from agent.knowledge.model import Document
from agent.known.mentions import Names
from agent.night.accounts import check_readable, intake
from agent.night.finding import Finding
from agent.night.gather import Gather
from agent.night.reckoning import Cost, Pace, known, length, reference
from agent.night.start import Order
from agent.sources.cache import Cache, cache_folder
from agent.sources.fetch import Fetcher
from agent.sources.sandbox import Sandbox
from agent.sources.transport import Limits
from agent.state.sources import SourceRecord
from agent.state.state import State
from agent.state.store import database_path

log = logging.getLogger("nightwiki")
EVERY = 10.0  # seconds between two lines of how far it is


@dataclass(frozen=True, slots=True)
class Line:
    """One source and what was found in it; `windows` that were read on an earlier night cost nothing, and are no part of it."""

    row: SourceRecord
    document: Document | None
    windows: int
    wrong: str


@dataclass(frozen=True, slots=True)
class Forecast:
    """The lines in the order of the list, and the night that they make. `until` is its deadline."""

    lines: tuple[Line, ...]
    cost: Cost
    pace: Pace
    now: datetime
    until: datetime | None

    @property
    def windows(self) -> int:
        """All windows to read."""
        return sum(line.windows for line in self.lines)

    @property
    def seconds(self) -> float:
        """How long the engine will read and write."""
        return length(self.windows, self.cost, self.pace)

    @property
    def fits(self) -> list[Line]:
        """The lines that have something to read and whose share of the night comes before the deadline: all of them without one."""
        left = (self.until - self.now).total_seconds() if self.until else float("inf")
        fitting, windows = [], 0
        for line in (each for each in self.lines if each.windows):
            windows += line.windows
            if length(windows, self.cost, self.pace) <= left:
                fitting.append(line)
        return fitting


def forecast(order: Order) -> Forecast:
    """Fetch, extract and count all that the order names, and reckon its night. Raises Fatal (exit 2) where nothing can be read."""
    check_readable(order.specs, order.base)
    settings = order.settings
    # its one slot is known; of other engines the ladder knows it
    workers = embedded.SLOTS if settings.engine == "embedded" else settings.workers
    read, cost, pace = _stored(order.wiki, model_name(settings.engine, settings.model), workers)
    with tempfile.TemporaryDirectory(prefix="nightwiki-plan-") as folder, State.to_write(Path(folder)) as state:
        intake(state, order.specs, order.base)
        asyncio.run(_gather(order, state, Path(folder)))
        windows = Counter(str(record.subject["document"]) for record in state.queue.by_state("pending"))
        rows = [row for row in state.sources.all() if not row.is_told_by_others]
        lines = _marked(_line(state, row, read, windows) for row in rows)
    pace = pace or reference(workers, cost.prompt / cost.calls)
    return Forecast(lines, cost, pace, order.clock.now(), order.until)


async def _gather(order: Order, state: State, folder: Path) -> None:
    """Everything that can be had now; what is away is not waited for."""
    settings, clock = order.settings, order.clock
    cache = Cache(cache_folder() / "pages", keeps=True, allow_private=settings.allow_private)
    fetcher = Fetcher(
        base=order.base, allow_private=settings.allow_private, delay_s=settings.host_delay, clock=clock, cache=cache,
        limits=Limits(max_bytes=settings.max_source_bytes), clones=database_path(folder).parent / "git",
    )  # fmt: skip
    said = clock.monotonic()

    def arrived() -> None:
        nonlocal said
        if clock.monotonic() - said > EVERY:
            said = clock.monotonic()
            counts = state.sources.counts()
            log.info(
                "%d of %d sources looked at", sum(counts.values()) - counts.get("pending", 0), sum(counts.values())
            )

    async with fetcher, Sandbox() as sandbox:
        finding = Finding(state, fetcher, sandbox, order.base, settings.most_pages, settings.deepest, log.info)
        date = clock.now().date().isoformat()
        gather = Gather(
            state, fetcher, sandbox, clock, 1, date, lambda: Names({}), arrived, order.base, log.info, finding
        )
        while gather.due():
            await gather.run()


def _line(state: State, row: SourceRecord, read: set[str], windows: Mapping[str, int]) -> Line:
    """`windows` are the night's own episodes of reading, by document."""
    if not row.document:
        return Line(row, None, 0, row.reason)
    document, old = state.documents.get(row.document), row.document in read
    voice = state.documents.copies().get(row.document)
    wrong = "read already" if old else f"the same text as {state.documents.get(voice).slug}" if voice else ""
    return Line(row, document, 0 if old else windows[row.document], wrong)


def _marked(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines, and of each that has the same bytes as one before it, that it is one with it: it is read once."""
    first: dict[str, str] = {}
    marked = []
    for line in lines:
        if line.document is not None and line.document.id in first:
            line = replace(line, windows=0, wrong=f"the same text as {first[line.document.id]}")
        elif line.document is not None:
            first[line.document.id] = line.row.slug
        marked.append(line)
    return tuple(marked)


def _stored(wiki: Path, model: str | None, workers: int | None) -> tuple[set[str], Cost, Pace | None]:
    """The documents that a wiki has read, if it is there; and what is known of its nights, or else of the model."""
    if database_path(wiki).exists():
        with suppress(Fatal), State.to_read(wiki) as state:
            return set(state.documents.ids()), *known(state, model, workers)
    return set(), *known(None, model, workers)
