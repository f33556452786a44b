"""The engines that come with the package, by the names that `--engine` has for them; any other name is an address.

Owns: starting one for as long as a block lasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from agent.engine.embedded import running as embedded
from agent.engine.rehearsal.serve import running

BUILT_IN = ("rehearsal", "embedded")


def model_name(engine: str, model: str | None) -> str | None:
    """What the model is called from now on: of the embedded engine the file's whole path, so that `resume` finds it from anywhere."""
    return str(Path(model).expanduser().absolute()) if engine == "embedded" and model else model


@contextmanager
def engine_url(engine: str, model: str | None) -> Iterator[str]:
    """The address of the engine; for `rehearsal` and `embedded`, of one that is started and ends with the block.

    `model` is a GGUF file for the second. Raises Fatal if it cannot start.
    """
    if engine == "rehearsal":
        with running() as url:
            yield url
    elif engine == "embedded":
        with embedded(model) as url:
            yield url
    else:
        yield engine
