"""When the night ends: a time of day or a length, held against the wall clock; laptops sleep and clocks jump.

Owns: reading `--until` and `--for`, and how long is left. Wall time for the deadline, whatever the monotonic clock says.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from agent.clock import Clock
from agent.errors import Exit, Fatal

LONGEST = 366 * 86_400.0  # seconds; far beyond it there is no date to end at
_UNITS = {"d": 86400, "h": 3600, "m": 60, "min": 60, "s": 1}


def parse_until(text: str, now: datetime) -> datetime:
    """The next time that it is `text` (07:00) o'clock, or the moment that an ISO date and time names. Raises Fatal (exit 2)."""
    if match := re.fullmatch(r"(\d{1,2})[:.](\d{2})", text.strip()):
        hour, minute = int(match[1]), int(match[2])
        if hour > 23 or minute > 59:
            raise Fatal(f"{text} is no time of day", Exit.USAGE)
        # Computed on the naive local time and then given its own offset, so that a change to or from summer time does not shift it.
        naive = now.replace(tzinfo=None, hour=hour, minute=minute, second=0, microsecond=0)
        if naive <= now.replace(tzinfo=None):
            naive += timedelta(days=1)
        return naive.astimezone()
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError) as error:
        raise Fatal(f"--until wants a time of day like 07:00, not {text!r}", Exit.USAGE) from error


def parse_for(text: str, now: datetime) -> datetime:
    """The moment that lies `text` (6h, 90m, 1h30m) from now. Raises Fatal (exit 2)."""
    parts = re.findall(r"(?<!\d)(\d{1,9}(?:\.\d{1,9})?)\s{0,9}(d|h|min|m|s)", text.strip().lower())
    if not parts or "".join(number + unit for number, unit in parts) != re.sub(r"\s", "", text.lower()):
        raise Fatal(f"--for wants a length like 6h or 90m, not {text!r}", Exit.USAGE)
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if seconds > LONGEST:
        raise Fatal(f"--for {text} is more than a year; without --for a night has no end", Exit.USAGE)
    return now + timedelta(seconds=seconds)


class Deadline:
    """The end of the night. Without one, `left` is None."""

    def __init__(self, clock: Clock, end: datetime | None) -> None:
        self._clock, self.end = clock, end

    def left(self) -> float | None:
        """Seconds until the deadline, by the wall clock; negative once it has passed."""
        return None if self.end is None else (self.end - self._clock.now()).total_seconds()

    def passed(self) -> bool:
        """Whether it is over."""
        left = self.left()
        return left is not None and left <= 0
