"""The engines that come with the package, by the names that `--engine` has for them; any other name is an address.

Owns: starting one for as long as a block lasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from agent.engine.rehearsal.serve import running


@contextmanager
def engine_url(engine: str, model: str | None) -> Iterator[str]:
    """The address of the engine; for `rehearsal`, of one that is started and ends with the block. Raises Fatal if it cannot start."""
    if engine != "rehearsal":
        yield engine
        return
    with running() as url:
        yield url
