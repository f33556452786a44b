"""What a server counts about itself, as Prometheus reads it: the caches' hits, the guesses of speculation.

Owns: reading that form, and what a look or two at it tell. Promises: a server without such a page counts nothing, which is no error; of one
that sends anything else no more than a million characters are looked at. (prometheus_client reads vLLM's page of 700 lines in 7 ms where
this takes 0.3, in the one thread that feeds the engine, and nothing of it if one line is odd.)
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
_LONGEST = 1_000_000  # characters of such a page; vLLM's has 60,000
_CACHE = re.compile(r"^vllm:cache_config_info\{([^\n]{0,5000})\} 1(?:\.0)?$", re.MULTILINE)
_LABEL = re.compile(r'(\w{1,60})="(\d{1,12})"')


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


@dataclass(frozen=True, slots=True)
class Crowd:
    """Who is before an engine at a moment: requests that are served and that wait; how many were ever put out of its cache again (of the
    engine that began at `born`); the tokens for which the cache has room, None if that is not told.
    """

    running: int
    waiting: int
    put_out: int = 0
    born: float = 0.0
    room: int | None = None


async def counts(engine: Engine) -> Counts:
    """The sum of each of an engine's metrics over all its labels; empty if it tells of none."""
    return _counts(await _page(engine))


async def crowd(engine: Engine) -> Crowd | None:
    """Who is before it now; None if it does not tell."""
    text = await _page(engine)
    found = _counts(text)
    for running, waiting in (
        ("vllm:num_requests_running", "vllm:num_requests_waiting"),
        ("llamacpp:requests_processing", "llamacpp:requests_deferred"),
        ("sglang:num_running_reqs", "sglang:num_queue_reqs"),
    ):
        if running in found and waiting in found:
            put_out = found.get("vllm:num_preemptions_total", 0.0)
            born = found.get("vllm:num_preemptions_created", 0.0)
            return Crowd(_whole(found[running]), _whole(found[waiting]), _whole(put_out), born, _room(text))
    return None


async def _page(engine: Engine) -> str:
    try:
        answer = await engine.get("/metrics", root=True)
        return answer.text[:_LONGEST] if answer.status_code == 200 else ""
    except (NightError, ValueError):
        return ""


def _counts(text: str) -> Counts:
    found: Counts = defaultdict(float)
    for name, value in _SAMPLE.findall(text):
        if name.startswith(ENGINES):
            found[name] += float(value)
    return dict(found)


def _room(text: str) -> int | None:
    """The tokens that the caches of all its engines hold. Where layers keep unlike lengths a block is not `block_size` tokens of each, and
    newer versions tell the tokens themselves (4,096 blocks of 128 held 106,861 of a Gemma 4).
    """
    held = 0
    for labels in _CACHE.findall(text):
        told = {name: int(value) for name, value in _LABEL.findall(labels)}
        held += told.get("kv_cache_size_tokens") or told.get("num_gpu_blocks", 0) * told.get("block_size", 0)
    return held or None


def _whole(value: float) -> int:
    return int(min(max(value, 0.0), 1e9))


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
