"""A long night, simulated: thousands of sources, hours of the reference card, outages included; what is read and written by morning.

`python -m tests.bench.longnight [--sources 5000] [--hours 8] [--workers 32] [--without-speculation] [--turns] [--outage 2:40 …] [--journal
WIKI] [--json]`. Nothing is run: calls are events, as many of each kind a window and as large as in a real night (the sample's, answered by
hand; `--journal`: those of another wiki's last night), and the card is as fast as `agent.night.card` says. `longnight_real` holds this
to a real night of the pilot. Conversations follow each other in the order of the night: all is read, then compared, asked, judged, written,
and last the overview. `--turns`: as the pilot does with a deadline, reading leaves off at its share of the time (`agent.night.turns`).
"""

from __future__ import annotations

import argparse
import heapq
import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agent.engine.ladder.figures import REFERENCE_ON
from agent.night import card
from agent.night.turns import Turns
from agent.state.state import State

WORDS_A_WINDOW = 430  # 372,000 words of a manual of 253 pages were cut into 806 windows of at most 700, with the last of each page shorter


@dataclass(frozen=True, slots=True)
class Kind:
    """Calls of one kind of conversation: how many a window of source in a night (0: one conversation a turn), how many a conversation,
    their mean tokens; and how long replies are, as parts of the mean: the longest make the tails of a phase.
    """

    name: str
    a_window: float
    steps: int
    prompt: float
    fresh: float
    completion: float
    sizes: tuple[float, ...] = (0.3, 0.65, 1.0, 1.35, 1.7)


# The sample night in wiki/, answered by hand: 13 windows, 12 sources of 29,611 characters; each page read over in the reply that writes it,
# as is done since. `fresh` is what is neither the kind's system text nor an earlier step of the conversation. In the order of the night.
_EVEN = (0.9, 1.0, 1.1)
BY_HAND = (
    Kind("read", 1.00, 1, 1177, 716, 645, (0.26, 0.88, 0.95, 0.99, 1.03, 1.24, 1.63)), Kind("wanted", 2.15, 1, 548, 77, 11, (0.75, 2.0)),
    Kind("identify", 0.23, 1, 458, 237, 8, _EVEN), Kind("compare", 0.77, 1, 2151, 1833, 34, (0.18, 0.72, 0.96, 1.85)),
    Kind("question", 1.31, 1, 524, 281, 25, _EVEN), Kind("verdict", 0.46, 2, 361, 170, 22, _EVEN),
    Kind("write", 2.08, 1, 1365, 758, 637, (0.31, 0.52, 0.72, 1.07, 1.40, 1.84)), Kind("overview", 0.0, 2, 3488, 1900, 518, (0.14, 1.86)),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outage:
    """The engine is away from `start` for `length` seconds; what was in flight is asked again."""

    start: float
    length: float


@dataclass(slots=True)
class Course:
    """What came of a night: seconds until it ended, calls and tokens by kind, windows read and written, and how full the card was."""

    seconds: float = 0.0
    calls: Counter[str] = field(default_factory=Counter)
    spent: dict[str, float] = field(default_factory=dict)  # by kind, in the card's measure of work
    depths: list[int] = field(default_factory=list)
    read: float = 0.0  # windows
    written: float = 0.0  # windows all of whose pages are
    repaid: int = 0
    streams: float = 0.0  # mean number at once, outages not counted
    away: float = 0.0


@dataclass(slots=True)
class Card:
    """The card at work: conversations share it, and each call ends once it has had what it needs. Seconds; `run` moves the time."""

    speculation: bool = True
    now: float = 0.0
    had: float = 0.0  # work that each call in flight has had since the beginning, at depth 0
    flying: list[tuple[float, int, Any]] = field(default_factory=list)
    number: int = 0

    def begin(self, prompt: float, fresh: float, completion: float, what: Any) -> None:
        """One call more."""
        depth = prompt + completion / 2
        slower = card.work(1, 0, speculation=self.speculation) / card.work(1, depth, speculation=self.speculation)
        self.number += 1
        heapq.heappush(self.flying, (self.had + card.costs(completion, fresh) * slower, self.number, what))

    def next_end(self) -> float:
        """When the first of those in flight will end, if none comes."""
        return self.now + max(0.0, self.flying[0][0] - self.had) / self._each()

    def _each(self) -> float:
        n = len(self.flying)
        return card.work(n, 0, speculation=self.speculation) / n

    def run(self, until: float) -> list[Any]:
        """Move on; what ended at that time."""
        if self.flying:
            self.had += (until - self.now) * self._each()
        self.now, ended = until, []
        while self.flying and self.flying[0][0] <= self.had + 1e-9:
            ended.append(heapq.heappop(self.flying)[2])
        return ended


def lengths(sources: int, dice: random.Random, median: float = 690, spread: float = 1.1) -> list[int]:
    """Windows of each source; words are spread as in a manual: half under 690, one in ten over 2,100, the mean about 1,260."""
    return [max(1, round(median * dice.lognormvariate(0, spread) / WORDS_A_WINDOW)) for _ in range(sources)]


def simulate(
    windows: int, seconds: float, *, kinds: Sequence[Kind] = BY_HAND, workers: int = 32, speculation: bool = True,
    outages: Sequence[Outage] = (), turns: bool = False, seed: int = 1,
) -> Course:  # fmt: skip
    """One night over so many windows, at most `seconds` long; stops when all is done."""
    found, engine, dice = Course(), Card(speculation), random.Random(seed)
    away, busy = sorted(outages, key=lambda one: one.start), 0.0
    night = _Order(kinds, windows, Turns(lambda: seconds - engine.now if turns else None, lambda: night.left > 0))
    queue = night.turn()
    phase = next(queue)
    while engine.now < seconds:
        while len(engine.flying) < workers and (following := next(phase, None)):
            _start(engine, following, 0, dice)
        if not engine.flying:  # the next phase is planned once nothing is left of this one
            if following_phase := next(queue, None):
                phase = following_phase
            elif night.turns.again():
                queue = night.turn()
            else:
                break
            continue
        if away and engine.now >= away[0].start:
            _outage(found, engine, away.pop(0).length)
            continue
        until = min(engine.next_end(), seconds, away[0].start if away else seconds)
        busy += len(engine.flying) * (until - engine.now)
        for kind, step in engine.run(until):
            _ended(found, kind)
            if step + 1 < kind.steps:
                _start(engine, kind, step + 1, dice)
    _close(found, kinds, engine.now, busy)
    return found


@dataclass(slots=True)
class _Order:
    """The conversations in the order of the night; `left` windows are not begun."""

    kinds: Sequence[Kind]
    left: int
    turns: Turns

    def turn(self) -> Iterator[Iterator[Kind]]:
        """The phases of one turn: windows while there is time for them, then what follows from these."""
        had = self.left
        yield self._reading()
        for kind in self.kinds[1:]:
            count = round(kind.a_window * (had - self.left) / kind.steps) if kind.a_window else 1
            yield iter([kind] * count)

    def _reading(self) -> Iterator[Kind]:
        while self.left and self.turns.may_read():
            self.left -= 1
            yield self.kinds[0]


def _outage(found: Course, engine: Card, seconds: float) -> None:
    """What was in flight begins again; as a bound, each as long as the longest has left."""
    engine.now += seconds
    found.away += seconds
    found.repaid += len(engine.flying)
    most = max(target for target, _, _ in engine.flying)
    engine.flying = [(most, number, what) for _, number, what in engine.flying]


def work(kind: Kind) -> float:
    """What a call of this kind costs, in the card's measure."""
    depth = kind.prompt + kind.completion / 2
    return card.costs(kind.completion, kind.fresh) * card.work(1, 0) / card.work(1, depth)


def _start(engine: Card, kind: Kind, step: int, dice: random.Random) -> None:
    engine.begin(kind.prompt, kind.fresh, kind.completion * dice.choice(kind.sizes), (kind, step))


def _ended(found: Course, kind: Kind) -> None:
    found.calls[kind.name] += 1
    found.spent[kind.name] = found.spent.get(kind.name, 0.0) + work(kind)
    found.depths.append(round(kind.prompt + kind.completion))


def _close(found: Course, kinds: Sequence[Kind], now: float, busy: float) -> None:
    by_name = {kind.name: kind for kind in kinds}
    found.seconds, found.streams = now, busy / max(now - found.away, 1e-9)
    found.read = found.calls["read"] / by_name["read"].a_window if "read" in by_name else 0.0
    if "write" in by_name:
        found.written = min(found.read, found.calls["write"] / by_name["write"].a_window)
    found.depths.sort()


def kinds_of(wiki: Path) -> tuple[Kind, ...]:
    """Kinds as the last night with a model in this wiki had them; what it tells as cached is not fresh."""
    with State.to_read(wiki) as state:
        night = state.nights.all()[-1].id
        read = max(1, state.journal.windows_read(night))
        rows: dict[str, list[tuple[str, int, int, int]]] = {}
        for record in state.queue.by_state("done"):
            for step in state.journal.steps(record.id, record.fails):
                usage = step.reply.usage
                rows.setdefault(record.kind, []).append(
                    (record.id, usage.prompt, usage.prompt - usage.cached, usage.completion)
                )
    order = [kind.name for kind in BY_HAND]
    rows = dict(sorted(rows.items(), key=lambda row: order.index(row[0]) if row[0] in order else len(order)))
    return tuple(_kind(name, calls, read) for name, calls in rows.items())


def _kind(name: str, calls: Sequence[tuple[str, int, int, int]], read: int) -> Kind:
    episodes, prompts, fresh, written = zip(*calls, strict=True)
    mean = sum(written) / len(calls)
    steps = max(1, round(len(calls) / len(set(episodes))))
    sizes = tuple(each / max(mean, 1) for each in written)
    return Kind(
        name,
        0.0 if name == "overview" else len(calls) / read,
        steps,
        sum(prompts) / len(calls),
        sum(fresh) / len(calls),
        mean,
        sizes,
    )


def told(found: Course, windows: int) -> dict[str, Any]:
    """As JSON."""
    spent = sum(found.spent.values())
    return {
        "hours": round(found.seconds / 3600, 2), "windows": windows, "windows_read": round(found.read),
        "windows_written": round(found.written), "calls": sum(found.calls.values()), "repaid": found.repaid,
        "at_once": round(found.streams, 1), "outage_hours": round(found.away / 3600, 2),
        "depth_median": found.depths[len(found.depths) // 2], "depth_95": found.depths[len(found.depths) * 95 // 100],
        "share": {name: round(part / spent, 3) for name, part in found.spent.items()},
    }  # fmt: skip


def main() -> None:
    """Print one night."""
    parser = argparse.ArgumentParser(prog="tests.bench.longnight")
    parser.add_argument("--sources", type=int, default=5000)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--workers", type=int, default=32)
    parser.add_argument("--without-speculation", action="store_true")
    parser.add_argument("--turns", action="store_true")
    parser.add_argument("--outage", action="append", default=[], help="HOUR:MINUTES, such as 2:40")
    parser.add_argument("--journal", type=Path)
    options = parser.parse_args()
    windows = sum(lengths(options.sources, random.Random(1)))
    outages = [Outage(float(at) * 3600, float(long) * 60) for at, long in (one.split(":") for one in options.outage)]
    kinds = kinds_of(options.journal) if options.journal else BY_HAND
    found = simulate(
        windows, options.hours * 3600, kinds=kinds, workers=options.workers, speculation=not options.without_speculation,
        outages=outages, turns=options.turns,
    )  # fmt: skip
    gain = {depth: round(REFERENCE_ON.decode_at(depth), 1) for depth in (found.depths[len(found.depths) // 2],)}
    print(json.dumps({**told(found, windows), "alone_at_that_depth": gain}))


if __name__ == "__main__":
    main()
