"""What a night over some sources will be: everything fetched and extracted as the night does it, then counted, then reckoned.

Owns: gathering into a state that is thrown away, so that no wiki is made; what a window costs, how fast an engine is, and where each of
these figures is from. What is fetched goes into the cache, where the night finds it.
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

from agent.engine.built_in import model_name
from agent.engine.ladder.figures import Ladder
from agent.engine.ladder.kept import newest
from agent.errors import Fatal
from agent.knowledge.model import Document
from agent.known.mentions import Names
from agent.night import card
from agent.night.accounts import check_readable, intake
from agent.night.finding import Finding
from agent.night.gather import Gather
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
ENOUGH = 30  # calls of a stored night, and seconds that it took, from which on its figures count
TAILS = 75.0  # seconds; `tests/bench/longnight.py`
WORKERS = 32  # taken for granted where the number is left to the night, which finds the best


@dataclass(frozen=True, slots=True)
class Cost:
    """What one window costs in a whole night, all phases together: calls, tokens read, of these the ones that no cache had (`fresh`),
    tokens written; and where that is from.
    """

    calls: float
    prompt: float
    fresh: float
    completion: float
    source: str

    @property
    def work(self) -> float:
        """Its share of the engine's time, in the measure of `card`."""
        return card.costs(self.completion, self.fresh)


# The sample night, of 13 windows, answered by a capable writer, as it is since a page is read over in the reply that writes it, without its
# overview, which comes once. Of the tokens read .56 are fresh: neither a kind's system text nor an earlier step of the same conversation
# (`tests/bench/LONGNIGHT.md`).
SAMPLE = Cost(8.0, 7_815, 4_370, 2_064, "the sample night in wiki/")


@dataclass(frozen=True, slots=True)
class Pace:
    """What an engine does in a second, all workers together, in the measure of `card`; where that is from; and the seconds of a night in
    which the last of a phase are alone, if these are not in it.
    """

    work: float
    source: str
    tails: float = 0.0


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


def length(windows: int, cost: Cost, pace: Pace) -> float:
    """Seconds of a night over so many windows."""
    return windows * cost.work / pace.work + pace.tails if windows else 0.0


def forecast(order: Order) -> Forecast:
    """Fetch, extract and count all that the order names, and reckon its night. Raises Fatal (exit 2) where nothing can be read."""
    check_readable(order.specs, order.base)
    known, cost, pace = _stored(order.wiki)
    with tempfile.TemporaryDirectory(prefix="nightwiki-plan-") as folder, State.to_write(Path(folder)) as state:
        intake(state, order.specs, order.base)
        asyncio.run(_gather(order, state, Path(folder)))
        read = Counter(str(record.subject["document"]) for record in state.queue.by_state("pending"))
        rows = [row for row in state.sources.all() if not row.is_told_by_others]
        lines = _marked(_line(state, row, known, read) for row in rows)
    cost, settings = cost or SAMPLE, order.settings
    if pace is None and (ladder := newest(model_name(settings.engine, settings.model))):
        pace = laddered(ladder, settings.workers, cost)
    pace = pace or reference(settings.workers, cost.prompt / cost.calls)
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


def _line(state: State, row: SourceRecord, known: set[str], windows: Mapping[str, int]) -> Line:
    """`windows` are the night's own episodes of reading, by document."""
    if not row.document:
        return Line(row, None, 0, row.reason)
    document, old = state.documents.get(row.document), row.document in known
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


def reference(workers: int | None, depth: float) -> Pace:
    """The reference card (Gemma 4 31B with MTP on one RTX PRO 6000) for so many at once, 32 where that is left to the night, and prompts of
    `depth` tokens.
    """
    workers = workers or WORKERS
    return Pace(card.work(workers, depth), f"the reference card, {workers} at once", TAILS)


def laddered(ladder: Ladder, workers: int | None, cost: Cost) -> Pace:
    """What was measured of an engine alone; how much more it does with so many at once is taken from the reference card."""
    workers, depth = workers or WORKERS, cost.prompt / cost.calls
    alone = cost.calls * ladder.seconds(
        *(round(each / cost.calls) for each in (cost.prompt, cost.prompt - cost.fresh, cost.completion))
    )
    more = card.work(workers, depth) / card.work(1, depth)
    how = (
        f", and {workers} at once do {more:.1f} times as much, as on the reference card"
        if workers > 1
        else ", one at a time"
    )
    return Pace(cost.work / alone * more, f"your ladder of {ladder.model} ({ladder.measured}){how}", TAILS)


def _stored(wiki: Path) -> tuple[set[str], Cost | None, Pace | None]:
    """Of a wiki that is there: the documents that were read, and what its last night with a model cost and how fast it was."""
    if not database_path(wiki).exists():
        return set(), None, None
    with suppress(Fatal), State.to_read(wiki) as state:
        return set(state.documents.ids()), *_measured(state)
    return set(), None, None


def _measured(state: State) -> tuple[Cost | None, Pace | None]:
    for night in reversed(state.nights.all()):
        usage = state.journal.usage(night.id)
        if night.engine == "rehearsal" or not night.ended or usage["calls"] < ENOUGH:
            continue
        away = sum(outage.seconds for outage in state.nights.outages() if outage.night == night.id)
        took = (datetime.fromisoformat(night.ended) - datetime.fromisoformat(night.started)).total_seconds() - away
        figures = ("calls", "prompt_tokens", "cached_tokens", "completion_tokens")
        calls, prompt, cached, written = (usage[name] for name in figures)
        fresh = max(0, prompt - cached)
        pace = (
            Pace(card.costs(written, fresh) / took, f"the night of {night.date}, {night.model}")
            if took > ENOUGH
            else None
        )
        read = state.journal.windows_read(night.id)
        each = (calls / max(read, 1), prompt / max(read, 1), fresh / max(read, 1), written / max(read, 1))
        return Cost(*each, f"the night of {night.date}") if read else None, pace
    return None, None
