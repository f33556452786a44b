"""Publishing beside the night's other work: one at a time, and a night that cannot publish is broken off.

Owns: the task. When it is time, and what is done, says `publishing`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from agent.night.publishing import Publisher


@dataclass(slots=True)
class Beside:
    """Has the wiki published in slices; `broken` is called once that failed, as where the disk is full."""

    publisher: Publisher
    broken: Callable[[], None]
    _task: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """Begin, if it is time and none is under way."""
        if (self._task is None or self._task.done()) and self.publisher.is_due():
            self.check()
            self._task = asyncio.create_task(self.publisher.in_slices())
            self._task.add_done_callback(self._ended)

    def check(self) -> None:
        """Raise what it failed of, if it did."""
        if self._task is not None and self._task.done():
            self._task.result()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and task.exception():
            self.broken()
