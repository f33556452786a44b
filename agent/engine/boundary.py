"""The border of an engine: whatever a server says, in any status line, header or body, what comes out is an answer or an error of ours.

Owns: what is made of faults that no library foresaw. May import the errors.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from agent.errors import EngineDown, NightError

P = ParamSpec("P")
T = TypeVar("T")


def guarded(work: Callable[P, Coroutine[Any, Any, T]]) -> Callable[P, Coroutine[Any, Any, T]]:
    """The same work, but that anything it raises which is not an error of ours (nor a cancellation) is EngineDown."""

    @wraps(work)
    async def at_the_border(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return await work(*args, **kwargs)
        except NightError:
            raise
        except Exception as error:
            words = " ".join(f"{type(error).__name__}: {error}".split())[:200]
            raise EngineDown(f"the engine's answer cannot be made sense of ({words})") from error

    return at_the_border
