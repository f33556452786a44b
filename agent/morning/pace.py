"""How fast a night goes, from what was seen at one look and the next: tokens a second, and how long what is queued will take.

Owns: the two windows of time over which that is reckoned. What is queued is what is known so far: reading brings pages to write.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

from agent.clock import Clock

RECENT = 60.0  # seconds over which the speed is told: what one sees change
LONG = 900.0  # seconds over which the pace of episodes is: kinds differ by a factor of ten
LEAST = 5  # episodes from which on a pace means anything


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen at one moment (in seconds): tokens written and episodes done."""

    at: float
    written: int
    done: int


@dataclass(slots=True)
class Pace:
    """The last looks of one night."""

    clock: Clock = field(default_factory=Clock)
    looks: deque[Look] = field(default_factory=deque)

    def look(self, written: int, done: int) -> None:
        """See how far it is now."""
        now = Look(self.clock.monotonic(), written, done)
        if self.looks and (written < self.looks[-1].written or done < self.looks[-1].done):
            self.looks.clear()  # another night, or tries that begin anew
        self.looks.append(now)
        while len(self.looks) > 2 and now.at - self.looks[0].at > LONG:
            self.looks.popleft()

    @property
    def speed(self) -> float:
        """Tokens written a second, of late; 0 where that is not known."""
        if len(self.looks) < 2:
            return 0.0
        now = self.looks[-1]
        since = next((look for look in self.looks if now.at - look.at <= RECENT and look is not now), self.looks[-2])
        return (now.written - since.written) / (now.at - since.at) if now.at > since.at else 0.0

    def lasts(self, queued: int) -> float:
        """Seconds that so many episodes take at the pace of late; 0 where that is not known."""
        if len(self.looks) < 2:
            return 0.0
        first, now = self.looks[0], self.looks[-1]
        done = now.done - first.done
        return queued * (now.at - first.at) / done if done >= LEAST else 0.0
