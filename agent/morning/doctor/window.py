"""The window as it really is: long prompts are sent and counted back; and whether what was sent once is in the cache then.

Owns: those questions, a few, each twice as long as the one before and none longer than a night's. Each asks for a few tokens only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from agent.engine.client import Engine
from agent.engine.long_text import stretch
from agent.engine.metrics import counts, grown
from agent.engine.trial import Assigned, Think
from agent.engine.wire import ActSpec, Call, Reply, Wire
from agent.errors import ContextOverflow, RequestRejected
from agent.morning.doctor.findings import Report
from agent.night.least import CUTS, DEEPEST, SET

FIRST = 1024  # tokens
SLOW = 20.0  # seconds: after a call that took as long no longer one is sent
ROOM = 512  # tokens left to the answer
PER_TOKEN = 3.2  # characters, until the engine has counted
HIT = 0.5  # share of a prompt that must come from the cache the second time


@dataclass(slots=True)
class _Longest:
    """The longest prompt that was read whole: the call, its reply."""

    call: Call | None = None
    reply: Reply | None = None


async def look_at_window(
    report: Report,
    engine: Engine,
    think: Think,
    wire: Wire,
    told: int | None,
    too_small: Callable[[int | None], tuple[str, str] | None],
) -> None:
    """Add what is found of the window and of the prefix cache. Raises Fatal, as any call.

    `too_small` gives what is wrong with a window in which no night could run, and what to change.
    """
    longest, limit = _Longest(), None
    size, per_token = FIRST, PER_TOKEN
    most = min(DEEPEST, told - ROOM) if told else DEEPEST
    while size <= max(most, FIRST):
        call = _call(wire, stretch(int(size * per_token), size))
        try:
            reply = await think(call)
        except ContextOverflow as over:
            limit = over.limit or size
            break
        except RequestRejected as refused:
            report.add("window", "note", f"a prompt of about {size:,} tokens was refused: {refused}")
            break
        longest.call, longest.reply = call, reply
        if reply.usage.prompt and engine.manners.per_run is not None:
            per_token = len(str(call.messages[-1]["content"])) / (
                reply.usage.prompt + reply.usage.cached * (reply.usage.prompt < size / 2)
            )
        if size >= most or reply.usage.seconds > SLOW:
            break
        size = min(2 * size, most)
    if wrong := too_small(limit or told):
        report.add("window", "bad", *wrong, blocks=True)
    else:
        _window(report, engine, longest, told, limit)
    if longest.call and longest.reply:
        await _cache(report, engine, think, longest.call, longest.reply)


def _call(wire: Wire, text: str) -> Call:
    messages = [
        {"role": "system", "content": "You sort sentences. You answer with one number."},
        {"role": "user", "content": text + "\n\nDo: assign"},
    ]
    return Call("doctor", messages, (ActSpec("assign", "The sentences of this page.", Assigned, 1, 1, 4),), 24, wire)


def _window(report: Report, engine: Engine, longest: _Longest, told: int | None, limit: int | None) -> None:
    said = f"the engine says {told:,}" if told else "the engine does not say how large it is"
    counted = longest.reply.usage.prompt if longest.reply else 0
    if engine.manners.window:
        says = f"{said}, but it reads only about {engine.manners.window} tokens of a prompt and drops the rest without a word"
        report.add("window", "bad", says, SET + CUTS)
    elif limit is not None:
        says = f"{said}; a longer prompt than {limit:,} tokens is refused"
        report.add("window", "note" if limit >= DEEPEST / 2 else "bad", says, "" if limit >= DEEPEST else SET)
    elif told and told < DEEPEST:
        says = f"{said}, and counted {counted:,} of a prompt back; a night asks with up to {DEEPEST:,}, and cuts its sources smaller here"
        report.add("window", "bad" if told < DEEPEST / 2 else "note", says, SET)
    elif not counted or engine.manners.per_run is None:
        report.add(
            "window", "note", f"{said}; it does not count prompts, so whether it reads all of one cannot be checked"
        )
    elif counted < DEEPEST * 0.75:
        report.add(
            "window",
            "note",
            f"{said}; {counted:,} tokens of a prompt were counted back; a longer one takes too long to try",
        )
    else:
        report.add("window", "good", f"{said}; a prompt of {counted:,} tokens was counted back whole")


async def _cache(report: Report, engine: Engine, think: Think, call: Call, first: Reply) -> None:
    """The same prompt with another last line: what stands before that should be there still."""
    again = [*call.messages[:-1], {"role": "user", "content": call.messages[-1]["content"] + " once more"}]
    before = await counts(engine)
    try:
        second = await think(Call(call.kind, again, call.acts, call.max_tokens, call.wire))
    except (ContextOverflow, RequestRejected):
        return
    after = await counts(engine)
    told, whole = second.usage.cached, second.usage.prompt or 1
    hits = grown(before, after, "vllm:prefix_cache_hits_total")
    faster = first.usage.seconds > 2 * second.usage.seconds and first.usage.seconds > 1.0
    untold = "start vLLM with --enable-prompt-tokens-details, and it is told for each call"
    if told >= HIT * whole:
        report.add(
            "prefix cache", "good", f"{told:,} of {whole:,} tokens of a prompt that was sent before were not read again"
        )
    elif hits >= HIT * whole:
        report.add("prefix cache", "note", f"it hits ({hits:,.0f} tokens by /metrics), but replies do not tell", untold)
    elif faster:
        says = f"it hits: the second time took {second.usage.seconds:.1f} s, the first {first.usage.seconds:.1f} s; replies do not tell"
        report.add("prefix cache", "note", says)
    elif "vllm:prefix_cache_queries_total" in after or first.usage.seconds > 1.0:
        says = "it does not hit: a prompt that was sent before is read again; each call of a night pays for its system prompt"
        report.add(
            "prefix cache",
            "bad",
            says,
            "vLLM: leave out --no-enable-prefix-caching; llama.cpp: fewer slots (-np), or --cache-ram",
        )
    else:
        report.add("prefix cache", "note", "replies tell nothing of it, and they come too soon to see it by the time")
