"""The one who looks after a troubled engine: waits, probes, says when it is back, and whose fault it was.

Owns: backoff, the outage's record and the verdict on what failed. Promises: one probe at a time, however many workers wait; an outage
is never laid at a request's door, nor a request's fault at the engine's. May import this room, clock and errors.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from tenacity import AsyncRetrying, RetryCallState, retry_if_exception_type

from agent.clock import Clock
from agent.engine.client import Engine, Unreached
from agent.engine.gate import Gate, Ticket
from agent.errors import BudgetSpent, EngineDown, Exit, Fatal, NightError, RequestRejected

TRIES = 3
THROTTLED = 429
LONGEST = 60.0

OnOutage = Callable[[datetime, datetime | None, str], None]
Deadline = Callable[[], float | None]


def backoff(times: int, most: float = LONGEST) -> float:
    """Seconds to wait after so many failures: half of it sure, half chance; 0.5 to 1 s at first, 30 to 60 s from the seventh on."""
    longest = min(most, 2.0 ** min(max(times, 1) - 1, 6))
    return random.uniform(longest / 2, longest)  # noqa: S311 (chance here keeps pilots apart; it is no secret)


@dataclass(slots=True)
class Trouble:
    """One stretch in which nobody starts. `until` is the earliest moment of the first probe; `probe` False if only 429 was seen."""

    reason: str
    since: float
    since_wall: datetime
    until: float
    patience: float | None = None
    probe: bool = False
    down: bool = False  # a probe failed: an outage, whatever else
    gone: bool = False  # a probe found nobody at all: what was in flight is lost
    failed: list[Ticket] = field(default_factory=list)


class Nurse:
    """Called at every failure, told of every success. `patience` in seconds counts where `deadline()` gives None.

    `longest` (seconds) bounds the wait before another look.
    """

    def __init__(
        self,
        engine: Engine,
        clock: Clock,
        gate: Gate,
        on_outage: OnOutage,
        deadline: Deadline,
        patience: float,
        longest: float = LONGEST,
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._gate = gate
        self._on_outage = on_outage
        self._deadline = deadline
        self._patience = patience
        self._longest = longest
        self._trouble: Trouble | None = None
        self._watch: asyncio.Task[None] | None = None
        self._since: tuple[float, datetime] | None = None  # of the first failure that no success has followed
        self._in_a_row = 0  # troubles that no success has followed
        self._outages = 0.0

    @property
    def outage_seconds(self) -> float:
        """Seconds of outage until now, the present one included."""
        trouble = self._trouble
        return self._outages + (self._clock.monotonic() - trouble.since if trouble and trouble.down else 0.0)

    def succeeded(self) -> None:
        """A reply has come: the engine was well just now."""
        self._since, self._in_a_row = None, 0

    def answered(self) -> None:
        """A refusal has come: there is an engine, whatever it thinks of the request."""
        self._since = None

    def failed(self, ticket: Ticket, error: EngineDown) -> None:
        """An attempt failed. Nobody starts until it is known what that means."""
        throttled = error.status == THROTTLED
        wish = error.retry_after or 0.0
        trouble = self._troubled(str(error), max(wish, backoff(self._in_a_row + 1, self._longest)))
        trouble.until = max(trouble.until, self._clock.monotonic() + wish)
        trouble.probe = trouble.probe or not throttled
        if not throttled and not isinstance(error, Unreached):
            trouble.failed.append(ticket)

    def expect(self, patience: float | None) -> None:
        """Nobody starts until the engine has been seen. `patience` in seconds counts for this once, deadline or not."""
        trouble = self._troubled(f"no engine at {self._engine.base_url}", 0.0)
        trouble.probe, trouble.patience = True, patience

    def check(self) -> float:
        """Seconds that may still be waited. Raises BudgetSpent at the deadline, Fatal when patience is over."""
        trouble, left = self._trouble, self._deadline()
        patience = trouble.patience if trouble and trouble.patience is not None else None
        if left is not None and left <= 0:
            raise BudgetSpent("the deadline has come")
        if left is not None and patience is None:
            return left
        patience = self._patience if patience is None else patience
        room = patience - (self._clock.monotonic() - trouble.since if trouble else 0.0)
        if room <= 0:
            raise Fatal(
                f"The engine has not answered for {_span(patience)}: {trouble.reason if trouble else ''}. "
                "Start it and run `nightwiki resume`.",
                Exit.NO_ENGINE,
            )
        return room if left is None else min(room, left)

    def dismiss(self) -> None:
        """Stop watching; an outage that is still open is closed in the record."""
        if self._watch:
            self._watch.cancel()
        if self._trouble:
            self._over(self._trouble)

    def _troubled(self, reason: str, wait: float) -> Trouble:
        now = self._clock.monotonic()
        if self._trouble is None:
            self._since = self._since or (now, self._clock.now())
            self._in_a_row += 1
            self._trouble = Trouble(reason, *self._since, until=now + wait)
            self._gate.shut()
            self._watch = asyncio.get_running_loop().create_task(self._look_after(self._trouble))
            self._watch.add_done_callback(self._bury)
        return self._trouble

    def _bury(self, watch: asyncio.Task[None]) -> None:
        """If the watch ended in an error, nobody else is there to open the gate: everybody gets that error."""
        error = None if watch.cancelled() else watch.exception()
        if error is None:
            return
        self._gate.fail(error)
        if self._trouble and isinstance(error, NightError):
            self._over(self._trouble)

    async def _look_after(self, trouble: Trouble) -> None:
        while (left := trouble.until - self._clock.monotonic()) > 0:
            await self._rest(left)
        if trouble.probe:
            # A second trouble without a reply in between: the list of models alone is not to be believed any more.
            deep = self._in_a_row > 1
            patiently = AsyncRetrying(
                retry=retry_if_exception_type(EngineDown),
                wait=self._wait,
                sleep=self._rest,
                before_sleep=self._note_outage,
                reraise=True,
            )
            await patiently(self._engine.pulse, deep=deep)
            if deep:
                self._since = None
        self._over(trouble)
        self._judge(trouble)

    async def _rest(self, seconds: float) -> None:
        await self._clock.sleep(min(seconds, self.check()))
        self.check()

    def _wait(self, state: RetryCallState) -> float:
        """Seconds until the next probe: the server's wish, or backoff; a short patience is not spent in few looks."""
        error = state.outcome.exception() if state.outcome else None
        wish = error.retry_after if isinstance(error, EngineDown) else None
        patience = self._trouble.patience if self._trouble else None
        longest = self._longest if patience is None else patience / 10
        return max(min(backoff(state.attempt_number + 1), longest), wish or 0.0)

    def _note_outage(self, state: RetryCallState) -> None:
        trouble, error = self._trouble, state.outcome.exception() if state.outcome else None
        if trouble is None:
            return
        trouble.gone = trouble.gone or isinstance(error, Unreached)
        if not trouble.down:
            trouble.down, trouble.reason = True, str(error)
            self._on_outage(trouble.since_wall, None, trouble.reason)

    def _over(self, trouble: Trouble) -> None:
        self._trouble = None
        if trouble.down:
            self._outages += self._clock.monotonic() - trouble.since
            self._on_outage(trouble.since_wall, self._clock.now(), trouble.reason)

    def _judge(self, trouble: Trouble) -> None:
        """Open the gate again. An engine that dies takes all with it: they are tried alone first, and who fails alone is to blame."""
        died = trouble.down or (len(trouble.failed) > 1 and not self._gate.running)
        for ticket in trouble.failed:
            # the engine was ill after all: what it failed on shortly before was no fault of the request
            if trouble.down:
                ticket.faults, ticket.doubtful = ticket.faults - ticket.doubtful, 0
            if ticket.alone or not died:
                ticket.faults += 1
                ticket.doubtful += not trouble.down
            if ticket.faults >= TRIES:
                words = f"the engine is well, but failed {ticket.faults} times on this request alone: {trouble.reason}"
                ticket.rejected = RequestRejected(words)
            elif died:
                self._gate.suspect(ticket)
        if trouble.gone:
            for ticket in list(self._gate.running):
                self._gate.suspect(ticket)
                ticket.cut_off()
        self._gate.open(few=died or not trouble.probe)


def _span(seconds: float) -> str:
    return f"{seconds / 3600:.0f} hours" if seconds >= 7200 else f"{seconds:.0f} seconds"
