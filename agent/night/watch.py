"""What is noted and heeded while a night runs: the engine's outages as they begin and end, and the signals that stop it.

Owns: those two. Imports the night, which a signal stops, and the brain, which it wakes.
"""

from __future__ import annotations

import asyncio
import logging
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from agent.clock import Clock
from agent.engine.circuit import Brain
from agent.night.night import Tonight
from agent.state.state import State

log = logging.getLogger("nightwiki")
FIRST_PATIENCE = 10.0  # seconds that an engine is waited for at an address at which none ever answered


class Outages:
    """Writes outages down as they begin and end."""

    def __init__(self, state: State, clock: Clock) -> None:
        self._state, self._clock, self.night = state, clock, 0
        self.known = True  # whether it ever answered, or is waited for whether it did or not
        self._open: tuple[int, float] | None = None

    def note(self, start: datetime, end: datetime | None, reason: str) -> None:
        """Called by the brain when an outage is certain, and when it is over."""
        if end is None:
            waits = "waiting for it" if self.known else f"none ever answered there; giving it {FIRST_PATIENCE:.0f} s"
            log.warning("the engine is away (%s); %s", reason, waits)
            row = self._state.nights.outage_began(self.night, start.isoformat(timespec="seconds"), reason)
            self._open = (row, self._clock.monotonic())
        elif self._open:
            row, began = self._open
            seconds = self._clock.monotonic() - began
            log.warning("waited %.0f s for the engine", seconds)
            self._state.nights.outage_ended(row, end.isoformat(timespec="seconds"), seconds)
            self._open = None


class Watch:
    """What a signal stops: the wait for the engine, and once that is there, the night."""

    def __init__(self, brain: Brain) -> None:
        self._brain, self.why = brain, ""
        self._tonight: Tonight | None = None

    def over(self, tonight: Tonight) -> None:
        """From now on it is this night that is stopped; at once, if that was asked for just before."""
        self._tonight = tonight
        if self.why:
            tonight.stop(self.why)

    def asked(self, name: str) -> None:
        """Stop after the steps in flight; asked once more: break them off."""
        if self.why or (self._tonight and self._tonight.stopping.is_set()):
            self._brain.stop(cut=True)
            return
        log.warning("stopping after the steps in flight (%s); once more to stop now", name)
        self.why = name
        if self._tonight:
            self._tonight.stop(name)
        else:
            self._brain.stop()


@contextmanager
def signals(watch: Watch) -> Iterator[None]:
    """SIGINT, SIGTERM, SIGHUP go to the watch."""
    loop = asyncio.get_running_loop()
    names = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    for number in names:
        loop.add_signal_handler(number, watch.asked, number.name)
    try:
        yield
    finally:
        for number in names:
            loop.remove_signal_handler(number)
