"""A ladder as a table, as a picture, and in one sentence, beside the other kind of the same model and the reference. Pure."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import replace
from html import escape

from agent.engine.ladder.figures import REFERENCE_OFF, REFERENCE_ON, TOGETHER, Ladder, Rung, advice, crossover

NIGHT = 8192  # tokens of a usual call of a night
QUEUES = 1.5  # a gain below which several at once are taken to be served one after the other
WIDE, HIGH, EDGE = 720, 400, 56
COLOURS = ("#1f6feb", "#d1741f", "#8aa9d6", "#d9b58c")


def pair(one: Ladder, other: Ladder | None) -> tuple[Ladder, Ladder] | None:
    """(on, off), if these are one of each."""
    both = {ladder.speculation: ladder for ladder in (one, other) if ladder}
    return (both["on"], both["off"]) if "on" in both and "off" in both else None


def sentence(one: Ladder, other: Ladder | None) -> str:
    """What to do, in one sentence."""
    if both := pair(one, other):
        return advice(*both, NIGHT)
    turn = crossover(REFERENCE_ON, REFERENCE_OFF) or 0.0
    missing = {"on": "off (leave out --speculative-config)", "off": "on"}.get(
        one.speculation, "on, and once more with it off"
    )
    return (
        f"Measure again with speculation {missing} to see what it brings here; in the reference it pays below {turn:,.0f} tokens, "
        f"and at {NIGHT:,} decoding is {REFERENCE_ON.decode_at(NIGHT) / REFERENCE_OFF.decode_at(NIGHT):.1f} times as fast with it."
    )


def at_once(one: Ladder) -> str:
    """What several requests at once do, in one sentence; nothing where that is not known."""
    if (gain := one.gain(TOGETHER)) is None:
        return ""
    says = f"{TOGETHER} requests at once do {gain:.1f} times as much as one alone"
    slots = one.slots or TOGETHER
    if gain < QUEUES and one.slots not in (None, 1):
        return f"{says}, though the engine serves {one.slots} at a time: one alone takes all that it has."
    if gain >= QUEUES and slots >= TOGETHER:
        return f"{says}."
    served = (
        f"it serves {one.slots} at a time and the others wait" if one.slots else "they seem to wait for one another"
    )
    return f"{says}: {served}. On a card that has more to give: -np for llama.cpp (-c is for all of them), OLLAMA_NUM_PARALLEL for Ollama."


def table(one: Ladder, other: Ladder | None) -> str:
    """Tokens a second at each depth, as markdown."""
    ladders = [ladder for ladder in (one, other) if ladder]
    heads = [part for ladder in ladders for part in (f"prefill, {ladder.speculation}", f"decode, {ladder.speculation}")]
    heads = ["depth", *(heads if other else ["prefill", "decode"]), "reference on", "reference off"]
    lines = [heads, ["---:"] * len(heads)]
    for depth in sorted({rung.depth for ladder in ladders for rung in ladder.rungs}):
        row = [f"{depth:,}"]
        for ladder in ladders:
            rung = next((rung for rung in ladder.rungs if rung.depth == depth), None)
            row += [_figure(rung.prefill if rung else None), _figure(rung.decode if rung else None)]
        lines.append([*row, _figure(REFERENCE_ON.decode_at(depth)), _figure(REFERENCE_OFF.decode_at(depth))])
    widths = [max(len(line[n]) for line in lines) for n in range(len(heads))]
    return "\n".join(
        "| " + " | ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)) + " |" for line in lines
    )


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:,.1f}" if value < 100 else f"{value:,.0f}"


def svg(one: Ladder, other: Ladder | None) -> str:
    """Decoding against depth, as a picture that needs nothing else."""
    drawn = [*((ladder, f"{ladder.model}, speculation {ladder.speculation}") for ladder in (one, other) if ladder)]
    deepest = max(rung.depth for ladder, _ in drawn for rung in ladder.rungs) or REFERENCE_ON.rungs[-1].depth
    drawn += [(_up_to(deepest, REFERENCE_ON), "reference, on"), (_up_to(deepest, REFERENCE_OFF), "reference, off")]
    fastest = _round(max(rung.decode for ladder, _ in drawn for rung in ladder.rungs))

    def at(depth: float, decode: float) -> tuple[float, float]:
        return EDGE + depth / deepest * (WIDE - 2 * EDGE), HIGH - EDGE - decode / fastest * (HIGH - 2 * EDGE)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" font-family="sans-serif" font-size="12" fill="#555">',
        f'<rect width="{WIDE}" height="{HIGH}" fill="#fff"/>',
        *_axes(at, deepest, fastest),
    ]
    for n, (ladder, name) in enumerate(drawn):
        known = len(drawn) - n <= 2  # the two of the reference are the last
        colour = COLOURS[n + 4 - len(drawn) if known else n]
        dash = ' stroke-dasharray="4 3"' if known else ""
        points = [at(rung.depth, rung.decode) for rung in ladder.rungs]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dash}/>')
        parts += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        parts.append(
            f'<text x="{WIDE - EDGE}" y="{EDGE + 16 * n}" text-anchor="end" fill="{colour}">{escape(name)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _up_to(depth: int, ladder: Ladder) -> Ladder:
    """As deep as what was measured: what lies beyond would press that into a corner."""
    last = Rung(depth, None, ladder.decode_at(depth))
    return replace(ladder, rungs=(*(rung for rung in ladder.rungs if rung.depth < depth), last))


def _round(figure: float) -> float:
    """The next larger figure whose quarters are read easily."""
    ten = 10.0 ** math.floor(math.log10(max(figure, 1e-6)))
    return next(ten * step for step in (1.0, 2.0, 4.0, 6.0, 8.0, 10.0) if ten * step >= figure)


def _axes(at: Callable[[float, float], tuple[float, float]], deepest: float, fastest: float) -> Sequence[str]:
    lines = [f'<text x="{EDGE}" y="{EDGE - 24}">tokens a second, one request at a time, against depth in tokens</text>']
    for quarter in range(5):
        x, _ = at(deepest * quarter / 4, 0)
        _, y = at(0, fastest * quarter / 4)
        lines.append(f'<line x1="{EDGE}" x2="{WIDE - EDGE}" y1="{y:.1f}" y2="{y:.1f}" stroke="#e5e5e5"/>')
        lines.append(f'<text x="{EDGE - 6}" y="{y + 4:.1f}" text-anchor="end">{fastest * quarter / 4:,.4g}</text>')
        lines.append(
            f'<text x="{x:.1f}" y="{HIGH - EDGE + 18}" text-anchor="middle">{deepest * quarter / 4:,.0f}</text>'
        )
    return lines
