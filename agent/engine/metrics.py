"""What a server counts about itself, as Prometheus reads it: the caches' hits, the guesses of speculation.

Owns: reading that form, and what two looks at it tell. Promises: a server without such a page counts nothing, which is no error.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from agent.engine.client import Engine
from agent.errors import NightError

Counts = dict[str, float]
_SAMPLE = re.compile(
    r"^([a-zA-Z_:][\w:]*)(?:\{.*\})? ([+-]?\d{1,30}(?:\.\d{0,30})?(?:[eE][+-]?\d{1,2})?)(?: \d+)?$", re.MULTILINE
)
ENGINES = ("vllm:", "llamacpp:", "sglang:")


@dataclass(frozen=True, slots=True)
class Speculated:
    """What speculation did between two looks: tokens guessed and accepted, and how often it guessed (0 where that is not told)."""

    guessed: float
    accepted: float
    times: float = 0.0

    @property
    def acceptance(self) -> float:
        """The share of the guesses that were right."""
        return self.accepted / self.guessed if self.guessed else 0.0


async def counts(engine: Engine) -> Counts:
    """The sum of each of an engine's metrics over all its labels; empty if it tells of none."""
    try:
        answer = await engine.get("/metrics", root=True)
        text = answer.text if answer.status_code == 200 else ""
    except (NightError, ValueError):
        return {}
    found: Counts = defaultdict(float)
    for name, value in _SAMPLE.findall(text):
        if name.startswith(ENGINES):
            found[name] += float(value)
    return dict(found)


def grown(before: Counts, after: Counts, name: str) -> float:
    """How much a counter grew."""
    return after.get(name, 0.0) - before.get(name, 0.0)


def speculates(found: Counts) -> bool | None:
    """Whether it guesses ahead; None if it does not tell."""
    if not any(name.startswith("vllm:") for name in found):
        return None
    return "vllm:spec_decode_num_draft_tokens_total" in found


def speculated(before: Counts, after: Counts) -> Speculated:
    """What vLLM's speculation did between two looks."""
    prefix = "vllm:spec_decode_num_"
    guessed, accepted, times = (
        grown(before, after, f"{prefix}{name}_total") for name in ("draft_tokens", "accepted_tokens", "drafts")
    )
    return Speculated(guessed, accepted, times)
