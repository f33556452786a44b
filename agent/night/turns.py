"""Turns of a night that has a deadline: reading leaves off in time for what was read to be compared and written.

Owns: that bound, kept as a row: a night that was killed goes on in the turn that it was in. All windows come first in the queue, so that
a night whose sources do not fit would read to its end and write nothing.
In a turn reading takes a quarter of the time that is left; all else follows; what is left then is another turn, in which more is read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from agent.night.deadline import Deadline
from agent.state.state import State

# Of the engine's time a night by hand spent .26 with reading and .58 with writing (`tests/bench/LONGNIGHT.md`). With less, a turn is only
# followed by a longer one; with more, pages stay unwritten.
READING = 0.25
_TURN = "turn"


@dataclass(slots=True)
class Turns:
    """`left` gives the seconds until the deadline, None without one: then reading never leaves off. `unread`: whether windows wait.

    `kept` is what an earlier process of this night gave to `keep`, or empty.
    """

    left: Callable[[], float | None]
    unread: Callable[[], bool]
    kept: str = ""
    keep: Callable[[str], None] = lambda kept: None
    _until: float | None = field(init=False)  # seconds before the deadline at which reading leaves off in this turn

    @classmethod
    def of(cls, deadline: Deadline, state: State) -> Turns:
        """Those of this night, in the turn that it was in when it was broken off, if it has the same deadline."""
        until = deadline.end.isoformat() if deadline.end else ""
        of, _, bound = state.nights.meta(_TURN).partition(" ")

        def keep(kept: str) -> None:
            state.nights.set_meta(_TURN, f"{until} {kept}")

        return cls(deadline.left, lambda: state.queue.next() is not None, bound if of == until else "", keep)

    def __post_init__(self) -> None:
        self._until = float(self.kept) if self.kept else None

    def may_read(self) -> bool:
        """Whether a window may be begun."""
        left = self.left()
        if left is None:
            return True
        if self._until is None:
            self._until = left * (1 - READING)
            self.keep(f"{self._until:.3f}")
        return left > self._until

    def again(self) -> bool:
        """Begin another turn, if reading had left off with something left to read and the night is not over."""
        left = self.left()
        if left is None or left <= 0 or self.may_read() or not self.unread():
            return False
        self._until = None
        return True
