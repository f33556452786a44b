"""A ladder: how fast an engine reads and writes at each depth, and what follows from two of them.

Owns: the record, its interpolation, the crossover of speculation, and the reference. Pure; imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import Any, Literal

Speculation = Literal["on", "off", "unknown"]
TOGETHER = 8  # requests at once, of which is measured how much more they do than one; a night begins with as many


@dataclass(frozen=True, slots=True)
class Rung:
    """One depth, in tokens that stand before the answer: tokens a second of prefill and of decode. None where that was not measured."""

    depth: int
    prefill: float | None
    decode: float


@dataclass(frozen=True, slots=True)
class Ladder:
    """Rungs of rising depth. `measured` is a date; `by` tells what measured it. `together`: how many times as much as one alone TOGETHER
    requests at once did, if that was measured. `slots`: how many the engine serves at once, if it tells; more of them wait.
    """

    model: str
    speculation: Speculation
    rungs: tuple[Rung, ...]
    measured: str = ""
    by: str = ""
    together: float | None = None
    slots: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Names and figures, as `from_json` takes them."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Ladder:
        """From what `as_json` gave. Raises KeyError, TypeError or ValueError for anything else."""
        rungs = tuple(
            Rung(int(rung["depth"]), _figure(rung["prefill"]), float(rung["decode"])) for rung in kept["rungs"]
        )
        if not rungs:
            raise ValueError("a ladder without rungs")
        together, slots = _figure(kept.get("together")), kept.get("slots")
        words = str(kept["model"]), kept["speculation"], rungs, str(kept["measured"]), str(kept["by"])
        return cls(*words, together, None if slots is None else int(slots))

    def decode_at(self, depth: float) -> float:
        """Tokens a second written at this depth: between two rungs in proportion, beyond the last as there."""
        return _between([(rung.depth, rung.decode) for rung in self.rungs], depth)

    def gain(self, streams: int) -> float | None:
        """How many times as much as one alone so many requests at once do; None if that was not measured.

        As `agent.night.card` has it, the time of a step grows with the number in it, by what was seen with TOGETHER.
        """
        seen, streams = min(TOGETHER, self.slots or TOGETHER), min(streams, self.slots or streams)
        if min(seen, streams) == 1:
            return 1.0
        if self.together is None:
            return None
        slower = max(0.0, (seen / self.together - 1) / (seen - 1))
        return max(1.0, streams / (1 + slower * (streams - 1)))  # a night finds the number that serves it best

    def seconds(self, prompt: int, cached: int, completion: int) -> float:
        """How long one call takes alone: what of its prompt is not cached is read, then it writes at that depth. Tokens in."""
        known = [(rung.depth, rung.prefill) for rung in self.rungs if rung.prefill]
        reading = (prompt - cached) / _between(known, prompt) if known else 0.0
        return reading + completion / self.decode_at(prompt)


def _figure(value: Any) -> float | None:
    return None if value is None else float(value)


def _between(points: Sequence[tuple[float, float]], at: float) -> float:
    if at <= points[0][0]:
        return points[0][1]
    for (low, first), (high, second) in pairwise(points):
        if at <= high:
            return first + (second - first) * (at - low) / (high - low)
    return points[-1][1]


def paying(on: Ladder, off: Ladder) -> tuple[list[tuple[float, float]], float]:
    """The stretches of depth, in tokens, at which speculation makes decoding faster, and how deep both were measured."""
    deepest = min(on.rungs[-1].depth, off.rungs[-1].depth)
    depths = sorted({0, *(rung.depth for rung in (*on.rungs, *off.rungs) if rung.depth <= deepest)})
    gains = [on.decode_at(depth) - off.decode_at(depth) for depth in depths]
    found: list[tuple[float, float]] = []
    start = 0.0 if gains[0] > 0 else None
    for (low, before), (high, after) in pairwise(zip(depths, gains, strict=True)):
        if (before > 0) != (after > 0):
            turn = low + (high - low) * before / (before - after)
            found += [(start, turn)] if start is not None else []
            start = turn if after > 0 else None
    return found + ([(start, float(deepest))] if start is not None else []), float(deepest)


def crossover(on: Ladder, off: Ladder) -> float | None:
    """The depth from which on speculation costs more than it brings, in tokens; None if it pays at the deepest that both were measured at.

    0 if it never pays.
    """
    stretches, deepest = paying(on, off)
    if not stretches:
        return 0.0
    return None if stretches[-1][1] >= deepest and on.decode_at(deepest) > off.decode_at(deepest) else stretches[-1][1]


def advice(on: Ladder, off: Ladder, depth: int) -> str:
    """One sentence: where speculation pays, and what it does at this depth, or at the deepest that was measured."""
    stretches, deepest = paying(on, off)
    at = min(depth, deepest)
    ratio = on.decode_at(at) / off.decode_at(at)
    told = [_stretch(low, high, deepest) for low, high in stretches]
    where = " and ".join(told) or "at no depth that was measured"
    how = "as deep as a night goes" if at == depth else "the deepest that was measured"
    return (
        f"Speculation pays {where}; at {at:,.0f} tokens, {how}, decoding is {ratio:.2f} times as fast with it: "
        f"leave it {'on' if ratio > 1 else 'off'}."
    )


def _stretch(low: float, high: float, deepest: float) -> str:
    if low == 0:
        return f"below {high:,.0f} tokens" if high < deepest else "at every depth that was measured"
    return f"between {low:,.0f} and {high:,.0f} tokens" if high < deepest else f"from {low:,.0f} tokens on"


def _reference(speculation: Speculation, decode: tuple[float, ...]) -> Ladder:
    depths = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 120_000)
    rungs = tuple(Rung(depth, None, figure) for depth, figure in zip(depths, decode, strict=True))
    return Ladder(
        "Gemma 4 31B BF16, RTX PRO 6000 96 GB", speculation, rungs, "2026-05", "llama-benchy, pp 2048, tg 480"
    )


# War and Peace as text, one request at a time, four guesses by google/gemma-4-31B-it-assistant
REFERENCE_ON = _reference("on", (52.5, 46.2, 40.3, 38.3, 27.0, 19.1, 16.6))
REFERENCE_OFF = _reference("off", (22.3, 21.7, 21.3, 20.6, 19.7, 18.4, 18.0))

TAKEN = 2.7  # guesses of four that were right, on the reference's prose


def _on_hopper(speculation: Speculation, steps: tuple[float, ...]) -> Ladder:
    tokens = 1 + TAKEN if speculation == "on" else 1
    rungs = tuple(
        Rung(depth, None, tokens * a_second) for depth, a_second in zip((0, 8_192, 32_768, 100_000), steps, strict=True)
    )
    return Ladder(
        "Gemma 4 31B FP8, H200",
        speculation,
        rungs,
        "2026-11",
        f"reckoned from its steps with {TAKEN} of 4 guesses taken",
    )


# Steps a second of one stream, vLLM 0.24, FlashAttention 4, a BF16 cache (tests/bench/ENGINES.md); dummy weights guess nothing right.
HOPPER_ON = _on_hopper("on", (72.0, 70.5, 68.4, 62.5))
HOPPER_OFF = _on_hopper("off", (85.8, 84.0, 82.0, 78.2))
