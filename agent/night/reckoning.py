"""What a window costs and how fast an engine is, and what follows from both: how long a night takes, before it and while it runs.

Owns: where each of these figures is from. Measured of this wiki's own last night where there was one, of the engine by `engine ladder`, or
the reference card's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from agent.engine.ladder.figures import TOGETHER, Ladder
from agent.engine.ladder.kept import newest
from agent.night import card
from agent.state.state import State

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


def length(windows: int, cost: Cost, pace: Pace) -> float:
    """Seconds of a night over so many windows."""
    return windows * cost.work / pace.work + pace.tails if windows else 0.0


def reference(workers: int | None, depth: float) -> Pace:
    """The reference card (Gemma 4 31B with MTP on one RTX PRO 6000) for so many at once, 32 where that is left to the night, and prompts of
    `depth` tokens.
    """
    workers = workers or WORKERS
    return Pace(card.work(workers, depth), f"the reference card, {workers} at once", TAILS)


def laddered(ladder: Ladder, workers: int | None, cost: Cost) -> Pace:
    """What was measured of an engine alone, and of several requests at once; where that was not, how much more many do than one is taken
    from the reference card.
    """
    workers, depth = workers or WORKERS, cost.prompt / cost.calls
    alone = cost.calls * ladder.seconds(
        *(round(each / cost.calls) for each in (cost.prompt, cost.prompt - cost.fresh, cost.completion))
    )
    gain, seen = ladder.gain(min(workers, card.MOST)), f"by what {TOGETHER} did"
    if gain is None:
        gain, seen = card.work(workers, depth) / card.work(1, depth), "as on the reference card"
    elif ladder.slots and ladder.slots < workers:
        seen = f"as it serves {ladder.slots} at a time"
    how = f", and {workers} at once do {gain:.1f} times as much, {seen}" if workers > 1 else ", one at a time"
    return Pace(cost.work / alone * gain, f"your ladder of {ladder.model} ({ladder.measured}){how}", TAILS)


def known(state: State | None, model: str | None, workers: int | None) -> tuple[Cost, Pace | None]:
    """What a window costs, by the last night of this wiki or else the sample's; how fast the engine is, by that night or else by the ladder
    that was measured of the model (None: of any); None where neither is there.
    """
    cost, pace = measured(state) if state else (None, None)
    cost = cost or SAMPLE
    if pace is None and (ladder := newest(model)):
        pace = laddered(ladder, workers, cost)
    return cost, pace


def left(state: State, night: int, cost: Cost, pace: Pace, prompt: int, completion: int) -> float:
    """Seconds to the end of a night under way, 0 where it has nothing to read; `prompt` and `completion` are its tokens so far."""
    waiting = state.queue.counts("read")
    windows = waiting.get("pending", 0) + waiting.get("running", 0) + state.journal.windows_ended(night)
    done = card.costs(completion, prompt * cost.fresh / cost.prompt)
    return max(0.0, length(windows, cost, pace) - done / pace.work)


def measured(state: State) -> tuple[Cost | None, Pace | None]:
    """What the last night of a wiki with a model cost, and how fast it was; None where that says nothing."""
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
