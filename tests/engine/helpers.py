"""What the tests of this room share: two small acts, a call, and a way to run a coroutine with a limit."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, Field

from agent.engine.wire import ActSpec, Call, Wire

T = TypeVar("T")


class Assign(BaseModel):
    page: Annotated[str, Field(min_length=1, max_length=80)]
    sentences: Annotated[list[int], Field(min_length=1, max_length=40)]


class Nominate(BaseModel):
    why: Annotated[str, Field(max_length=80)]


ACTS = (
    ActSpec(
        "assign",
        "These sentences go to this page.",
        Assign,
        least=1,
    ),
    ActSpec("nominate", "Others may put this differently.", Nominate),
)


def call(task: str = "[1] Kettle is a job scheduler.", wire: Wire = "schema") -> Call:
    """A call of the read kind about this task."""
    return Call(
        "read", [{"role": "system", "content": "You sort."}, {"role": "user", "content": task}], ACTS, 400, wire
    )


def run(work: Coroutine[Any, Any, T], seconds: float = 30.0) -> T:
    """Run to the end, or fail when it takes too long."""

    async def limited() -> T:
        async with asyncio.timeout(seconds):
            return await work

    return asyncio.run(limited())
