"""Versions of servers that are known to spoil a night, and what to do about each. A table; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.engine.probe import Server


@dataclass(frozen=True, slots=True)
class Faulty:
    """A fault of a server's versions from `since` on and below `mended`. `model` is a part of the names of models that have it.

    `speculating`: only those that guess ahead have it.
    """

    server: Server
    since: tuple[int, ...]
    mended: tuple[int, ...]
    says: str
    change: str
    model: str = ""
    speculating: bool = False


NEWER = "take a newer one: `nightwiki engine recipe` prints a launch of one that is known"
FAULTY = (
    # vllm#44993, seen up to 0.24
    Faulty("vllm", (0,), (0, 25), "with speculation and a schema most replies come out damaged under load", NEWER, speculating=True),
    # vllm#41745, merged 2026-05-06
    Faulty("vllm", (0, 20), (0, 21), "it takes the drafter of Gemma 4 for a plain model and fails", NEWER, "gemma-4", speculating=True),
    # before it a prompt's count is what was new of it: whether it was cut cannot be seen (ollama#5370)
    Faulty("ollama", (0,), (0, 2), "it does not count the whole of a prompt", NEWER),
    # 0.5 brought schemas
    Faulty("ollama", (0,), (0, 5), "it holds a reply to no schema", NEWER),
)  # fmt: skip


def version_in(told: str) -> tuple[int, ...]:
    """The figures of a version: `0.24.1rc2.dev3+cu130` → (0, 24, 1); empty if there are none."""
    found = re.match(r"v?(\d+(?:\.\d+)*)", told.strip())
    return tuple(map(int, found[1].split("."))) if found else ()


def faults_of(server: Server, told: str, model: str, *, speculating: bool) -> list[Faulty]:
    """The known faults of this version with this model."""
    version = version_in(told)
    return [
        fault
        for fault in FAULTY
        if fault.server == server and version and fault.since <= version < fault.mended
        and fault.model in model.lower() and (speculating or not fault.speculating)
    ]  # fmt: skip
