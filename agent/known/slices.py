"""Long work in slices: a generator that yields wherever others may have their turn, and in the end returns what it made.

Owns: having it whole, for who has nothing else to do; or between others' turns, so that an event loop is held only for moments.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from typing import Any, TypeVar

T = TypeVar("T")
Sliced = Generator[None, None, T]
SLICE = 0.02  # seconds after which others have their turn


def whole(work: Sliced[T]) -> T:
    """All of it at once; returns what it made."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            return done.value  # type: ignore[no-any-return]


async def by_turns(work: Sliced[Any], clock: Callable[[], float], slice_s: float = SLICE) -> float:
    """The same between the turns of others, until it is done or somebody closed it; returns the seconds that it took itself.

    `clock` gives seconds. Whoever is cancelled closes it.
    """
    took, began = 0.0, clock()
    try:
        for _ in work:
            if clock() - began >= slice_s:
                took += clock() - began
                await asyncio.sleep(0)
                began = clock()
    finally:
        work.close()
    return took + clock() - began
