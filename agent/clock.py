"""Time, in one place, so that hours can be simulated: wall time for deadlines, monotonic time for budgets.

Owns: reading the clock, sleeping, how long a server asks us to wait, and how long what it sent holds. `NIGHTWIKI_NOW` (ISO 8601) fixes the
wall clock for tests and the sample. May import the errors.
"""

from __future__ import annotations

import asyncio
import os
import re
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from agent.errors import Exit, Fatal

_YEARS = range(1970, 9000)  # from a fixed time a deadline is counted, and a last night
LONGEST_FRESH = 7 * 86_400.0  # some say a year, of pages that change
LONGEST_RETRY_AFTER = 3600.0  # a wrong date in a header must not end the night; after an hour we ask again


class Clock:
    """The machine's clock. `now` is aware local wall time; `monotonic` is in seconds; `sleep` takes seconds."""

    def now(self) -> datetime:
        """Local wall time with its offset; `NIGHTWIKI_NOW` if that is set. Raises Fatal (exit 2) if that is no time."""
        fixed = os.environ.get("NIGHTWIKI_NOW")
        if not fixed:
            return datetime.now().astimezone()
        try:
            moment = datetime.fromisoformat(fixed)
            if moment.year not in _YEARS:
                raise ValueError("too near the end of time to count from")
            return moment if moment.tzinfo else moment.astimezone()
        except (ValueError, OverflowError) as error:
            raise Fatal(
                f"NIGHTWIKI_NOW is no time, such as 2026-03-01T23:00:00+00:00: {fixed!r}", Exit.USAGE
            ) from error

    def monotonic(self) -> float:
        """Seconds since some fixed point; never goes back."""
        return time.monotonic()

    async def sleep(self, seconds: float) -> None:
        """Sleep without holding up the other workers."""
        await asyncio.sleep(seconds)


def retry_after(headers: Mapping[str, str]) -> float | None:
    """The server's wish in seconds, from `Retry-After-Ms` or `Retry-After` (seconds or a date), at most an hour; None if it has none.

    A date is taken against the server's own `Date`, so that its clock need not agree with ours.
    """
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        wish = headers.get(name, "").strip()
        if re.fullmatch(r"\d{1,12}(\.\d{1,6})?", wish):
            return min(float(wish) * unit, LONGEST_RETRY_AFTER)
    until, now = _date(headers.get("retry-after", "")), _date(headers.get("date", "")) or datetime.now(UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_RETRY_AFTER) if until else None


def fresh_for(headers: Mapping[str, str]) -> float:
    """For how many seconds a server says that its answer holds, from `Cache-Control` or `Expires` (RFC 9111, 4.2), at most a week."""
    said = headers.get("cache-control", "").lower()
    if re.search(r"\b(no-cache|no-store)\b", said):
        return 0.0
    age = headers.get("age", "").strip()
    if found := re.search(r"\bmax-age\s*=\s*\"?(\d{1,12})", said):
        length = float(found[1]) - (float(age) if age.isdigit() else 0.0)
    else:
        until, now = _date(headers.get("expires", "")), _date(headers.get("date", "")) or datetime.now(UTC)
        length = (until - now).total_seconds() if until else 0.0
    return min(max(length, 0.0), LONGEST_FRESH)


def _date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
