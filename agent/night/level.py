"""How many episodes run at once: a number that the user gave, or one that finds its level by what the engine makes of it.

Owns: the climb. More run at once as long as the engine then does more work a second in all, and fewer where it does not, or answers so late
that calls are near their time-out, or tells (`gauge`) that they wait there or were put out of its cache; never more than that holds of
conversations as long as the present ones. Pure but for the clock that it is given.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from agent.engine.metrics import Crowd
from agent.engine.wire import Usage

START, MOST = 8, 64  # vLLM's own bound of sequences at once is 256 and more; past 64 the published gain is gone
STEP = 1.5  # how much more is tried at once
# As STEP and ROUNDS, up to the first level that gives too little: else a night of minutes is over before the climb.
CLIMB, FIRST = 2.0, 1
GAIN = 0.06  # more of the engine's work a second that makes so many more at once worth it
ROUNDS = 3  # replies of each place at a level before it is judged
HOLD = 12  # judgements for which a level that was found is kept, before the next one is tried again
PREFILL = 8  # tokens read that cost an engine about what one written token does, many at once (tests/bench/ENGINES.md)
LATE = 0.5  # share of the time-out after which a reply is a sign that too many run
QUEUE = 8  # of so many one may wait: whose place gets free is then filled before the pilot has heard of it
LATELY = 0.05  # what one more reply counts in the length of the present conversations


@dataclass(slots=True)
class Level:
    """`now` is how many episodes may run at once. `fixed` is the user's number, or None; `timeout` is a call's, in seconds.

    Only times in which all places were taken are judged: what an engine does with less says nothing of more.
    """

    clock: Callable[[], float]
    fixed: int | None = None
    timeout: float = 600.0
    most: int = MOST
    now: int = field(init=False)
    _best: tuple[int, float] = (0, 0.0)  # the level that was kept, and the work a second there
    _since: float | None = None
    _work: float = 0.0
    _replies: int = 0
    _seconds: float = 0.0  # that these replies took, each by itself
    _held: int = 0
    _climbs: bool = True
    _depth: float = 0.0
    _holds: int = 0  # conversations that the cache holds; 0: not told
    _crowd: Crowd | None = None

    def __post_init__(self) -> None:
        self.now = self.fixed or min(START, self.most)

    def idle(self) -> None:
        """A place is free and there is nothing to do for it: this time is not judged."""
        self._since = None

    def heard(self, usage: Usage) -> None:
        """One reply more."""
        if self.fixed:
            return
        tokens = usage.prompt + usage.completion
        self._depth += (tokens - self._depth) * (LATELY if self._depth else 1.0)
        if usage.seconds > self.timeout * LATE:
            self._fewer(self.now // 2)
            return
        if self._since is None:
            self._begin()
            return
        if self.clock() - usage.seconds < self._since:
            return  # begun when more or fewer ran
        # an engine that tells no tokens is judged by its replies: no work at all would be no level at all, and a night that never ends
        self._work += max(1.0, usage.completion + max(0, usage.prompt - usage.cached) / PREFILL)
        self._replies, self._seconds = self._replies + 1, self._seconds + usage.seconds
        if self._replies >= (FIRST if self._climbs else ROUNDS) * self.now and self._seconds > 0:
            # all places are taken: of each, the same. What came in a time hangs on how long these few replies are, and says less
            self._judge(self.now * self._work / self._seconds)
            self._begin()

    def seen(self, crowd: Crowd) -> None:
        """What the engine told of its crowd; looks are seconds apart."""
        before, self._crowd = self._crowd, crowd
        if self.fixed:
            return
        if crowd.room and self._depth:
            self._holds = max(1, int(crowd.room / self._depth))
            if self.now > self._holds:
                self._fewer(self._holds)
        if before is None or before.born != crowd.born:
            return  # one look, or another engine behind the same address
        queue = max(1, self.now // QUEUE)
        if crowd.put_out > before.put_out:
            self._fewer(self.now * 3 // 4)
        elif (wait := min(before.waiting, crowd.waiting)) > queue:
            self._fewer(max(self.now // 2, self.now - wait + queue))
            self._crowd = None  # who waits at the next look may have come before this

    def _begin(self) -> None:
        self._since, self._work, self._replies, self._seconds = self.clock(), 0.0, 0, 0.0

    def _judge(self, rate: float) -> None:
        level, best = self._best
        if self.now == level:  # held: the work changes with the phases of a night, and so does what it is measured by
            self._best, self._held = (level, rate), self._held + 1
            if self._held >= HOLD:
                self._more()
        elif rate > best * (1 + GAIN):
            self._best, self._held = (self.now, rate), 0
            self._more()
        else:
            self.now, self._held = level, HOLD - 1 if self._climbs else 0  # what lies between is tried next
            self._climbs = False

    def _more(self) -> None:
        most = min(self.most, self._holds or self.most)
        more = max(self.now + 1, round(self.now * (CLIMB if self._climbs else STEP)))
        self.now, self._held = max(1, min(most, more)), 0

    def _fewer(self, to: int) -> None:
        self.now, self._climbs = max(1, min(to, self.now)), False
        self._best, self._held, self._since = (self.now, 0.0), 0, None
