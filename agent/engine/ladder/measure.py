"""Measuring a ladder: one streamed reply a depth, timed as it comes, its tokens as the server counts them.

Owns: the requests and what their times mean. No tokenizer and no network but the engine's: the text is Python's own manual or the user's,
and its length in tokens is what `usage` says. May import this room, the engine's client, metrics and errors.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

import httpx2

from agent.engine.bodies import PLAIN, BoundedTransport
from agent.engine.client import Engine
from agent.engine.ladder.figures import TOGETHER, Ladder, Rung, Speculation
from agent.engine.long_text import stretch
from agent.engine.metrics import counts, speculates
from agent.engine.probe import EngineFacts
from agent.engine.replies import count_in, usage_in
from agent.engine.streamed import choice_in
from agent.errors import EngineDown, Exit, Fatal

DEPTHS = (0, 5_000, 10_000, 20_000, 50_000, 100_000, 120_000)
PROMPT, ANSWER = 2048, 256  # tokens
SHORT = 512  # tokens at most of each prompt of several at once: what a call of a night reads afresh
FEWEST = 8  # tokens of an answer, of fewer no speed is told
ASK = "\n\nGo on with this text, in the same manner, as far as you can."
LONGEST = 3600.0  # seconds of a reply
FIRST = 600.0  # until the first one begins: a model may have to be loaded, or compiled
# Later ones are given so many times as long as the last took: to begin, for each character of the prompt, and from piece to piece. What
# is deeper is slower by less from rung to rung (vLLM on a CPU: 3.3 times in reading, 3.7 in writing, from 0 to 6,000 tokens).
SLACK, LEAST = 10, 60.0  # seconds, the second
_SAID = ("content", "reasoning", "reasoning_content", "tool_calls")
TOO_MANY = 4  # times as many pieces as tokens were asked for: who sends them stops at nothing
TEMPLATE = 64  # tokens that a chat template and the question may add


@dataclass(frozen=True, slots=True)
class Streamed:
    """A reply as it came: seconds to its first token and to its last, tokens of the prompt (cached ones apart) and of the reply."""

    first: float
    last: float
    prompt: int
    cached: int
    completion: int
    guessed: int = 0


class Refused(Exception):
    """The server did not take the request, in its own words."""


class Silent(Exception):
    """A reply did not begin, or stopped in its middle."""


@dataclass(slots=True)
class Plan:
    """What is measured: depths, sizes of the prompt above them and of the answer, all in tokens; how often; on which text."""

    depths: Sequence[int] = DEPTHS
    prompt: int = PROMPT
    answer: int = ANSWER
    runs: int = 1
    text: str | None = None


class Meter:
    """Sends prompts to one engine. Times are of a clock that only goes forward."""

    def __init__(self, engine: Engine, http: httpx2.AsyncClient, key: str | None) -> None:
        self._engine, self._http = engine, http
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}
        # vLLM and llama.cpp write on to the bound then; others refuse what they do not know, and are asked without
        self._more: dict[str, Any] = {"ignore_eos": True, "stream_options": {"include_usage": True}}
        self.latency = 0.0
        self.per_token = 4.0
        # Of the last reply: seconds to its first piece a character, and the longest between two.
        self._begins, self._pause = 0.0, 0.0
        self._seed = time.time_ns() % 10**9

    async def calibrate(self, plan: Plan) -> None:
        """How long the way is, and how many characters a token has. Also what an engine compiles at its first call is done then."""
        times = []
        for _ in range(3):
            began = time.monotonic()
            await self._engine.get("/models")
            times.append(time.monotonic() - began)
        self.latency = min(times)
        text = self._next(plan, 1024)
        seen = await self.ask(text, 16)
        if seen.prompt:
            self.per_token = len(text) / max(1, seen.prompt)

    def _next(self, plan: Plan, size: int) -> str:
        self._seed += 1
        return stretch(int(size * self.per_token), self._seed, plan.text) + ASK

    async def rung(self, plan: Plan, depth: int) -> tuple[Rung, Streamed]:
        """One depth, the median of its runs. Raises Refused if the server does not take so long a prompt."""
        runs = [await self.ask(self._next(plan, depth + plan.prompt), plan.answer) for _ in range(plan.runs)]
        reads = [(run.prompt - run.cached) / max(1e-6, run.first - self.latency) for run in runs if run.prompt]
        writes = [(run.completion - 1) / max(1e-6, run.last - run.first) for run in runs if run.completion >= FEWEST]
        if not writes:
            raise Refused(
                f"the model wrote {runs[0].completion} tokens and stopped: too few to tell its speed; give another --text"
            )
        return Rung(depth, median(reads) if reads else None, median(writes)), runs[-1]

    async def together(self, plan: Plan) -> float:
        """How many times as many tokens a second TOGETHER requests at once get as one alone."""
        size = min(plan.prompt, SHORT)
        alone = await self.ask(self._next(plan, size), plan.answer)
        # An engine that serves one at a time lets the last wait for all.
        wait = TOGETHER * max(LEAST, SLACK * alone.last)
        began = time.monotonic()
        asked = [self.ask(self._next(plan, size), plan.answer, wait) for _ in range(TOGETHER)]
        runs = await asyncio.gather(*asked, return_exceptions=True)  # all end before the connections are closed
        took = time.monotonic() - began
        written = 0
        for run in runs:
            if isinstance(run, BaseException):
                raise run
            written += run.completion
        return written / took / (alone.completion / alone.last)

    async def ask(self, text: str, most: int, wait: float | None = None) -> Streamed:
        """One streamed reply; `wait` is how many seconds it may take to begin. Raises Refused, Silent or EngineDown."""
        while True:
            try:
                async with asyncio.timeout(LONGEST):
                    return await self._once(text, most, wait)
            except TimeoutError as error:
                raise Silent(f"a reply of {most} tokens was not at its end after {LONGEST:,.0f} s") from error
            except Refused as refused:
                unknown = next((name for name in self._more if name in str(refused)), None)
                if unknown is None:
                    raise
                del self._more[unknown]

    async def _once(self, text: str, most: int, wait: float | None) -> Streamed:
        body = {
            "model": self._engine.model, "messages": [{"role": "user", "content": text}], "max_tokens": most, "temperature": 0,
            "stream": True, **self._more,
        }  # fmt: skip
        began = time.monotonic()
        times: list[float] = []
        usage: object = None
        guessed = 0
        if wait is None:
            wait = max(LEAST, SLACK * self._begins * len(text)) if self._begins else FIRST
        try:
            async with asyncio.timeout(wait) as patience:
                async for event in self._events(body):
                    delta = choice_in(event).get("delta")
                    if isinstance(delta, dict) and any(map(delta.get, _SAID)):
                        times.append(time.monotonic() - began)
                        wait = max(LEAST, SLACK * self._pause)
                        patience.reschedule(asyncio.get_running_loop().time() + wait)
                    if len(times) > most * TOO_MANY:
                        raise Refused(
                            f"asked for {most} tokens it wrote more than {most * TOO_MANY:,}, and did not stop"
                        )
                    usage = event.get("usage") or usage
                    timings = event.get("timings")
                    guessed += count_in(timings.get("draft_n")) if isinstance(timings, dict) else 0
        except TimeoutError as error:
            if not patience.expired():
                raise
            what = f"stopped after {len(times)} pieces" if times else "did not begin"
            raise Silent(
                f"the engine fell silent: its reply {what}, and nothing more came for {wait:,.0f} s"
            ) from error
        except (httpx2.HTTPError, OSError) as error:
            raise EngineDown(f"the connection to the engine broke ({type(error).__name__}: {error})") from error
        if not times:
            raise Refused("the engine streamed no text")
        self._begins = times[0] / len(text)
        self._pause = max((later - one for one, later in pairwise(times)), default=0.0)
        told = usage_in(usage, times[-1])
        return Streamed(times[0], times[-1], told.prompt, told.cached, told.completion or len(times), guessed)

    async def _events(self, body: dict[str, Any]) -> AsyncIterator[dict[str, Any]]:
        url = f"{self._engine.base_url}/chat/completions"
        async with self._http.stream("POST", url, json=body, headers=self._headers) as answer:
            if answer.status_code != 200:
                await answer.aread()
                raise Refused(f"{answer.status_code}: {answer.text[:300]}")
            async for line in answer.aiter_lines():
                if not line.startswith("data:") or line[5:].strip() == "[DONE]":
                    continue
                try:
                    event = json.loads(line[5:])
                except (ValueError, RecursionError) as error:
                    raise EngineDown(f"the engine sent an event that is not JSON: {line[:80]!r}") from error
                if isinstance(event, dict):
                    yield event


async def measure(
    engine: Engine,
    facts: EngineFacts,
    plan: Plan,
    key: str | None,
    date: str,
    told: Callable[[Rung], None],
    said: Speculation | None,
) -> tuple[Ladder, str]:
    """The ladder of an engine, and why it ends where it does (empty: all depths were measured). `told` is called at each rung.

    What was measured before an engine goes away or falls silent, or somebody breaks it off, is measured. Raises Fatal (exit 5) if not even
    the first depth can be.
    """
    why, rungs, guessed, on, together = "", list[Rung](), 0, None, None
    # a connection of its own for each: one that was left open may be closed by the engine while the next prompt is made
    alone = httpx2.Limits(max_keepalive_connections=0)
    patience = httpx2.Timeout(LONGEST, connect=5.0)
    transport = BoundedTransport(trust_env=False, limits=alone)
    async with httpx2.AsyncClient(
        trust_env=False, timeout=patience, transport=transport, headers=PLAIN, auth=engine.auth
    ) as http:
        meter = Meter(engine, http, key)
        try:
            await meter.calibrate(plan)
            on = speculates(await counts(engine))
            for depth in sorted(plan.depths):
                if facts.window and depth + plan.prompt + plan.answer + TEMPLATE > facts.window:
                    why = f"the window is of {facts.window:,} tokens"
                    break
                try:
                    rung, seen = await meter.rung(plan, depth)
                except Refused as refused:
                    why = str(refused)
                    break
                guessed += seen.guessed
                rungs.append(rung)
                told(rung)
            together = await meter.together(plan) if rungs else None
        except (Refused, Silent, EngineDown) as ended:
            why = why or str(ended)
        except asyncio.CancelledError:  # Ctrl-C
            if not rungs:
                raise
            why = why or "it was broken off"
    if not rungs:
        raise Fatal(f"nothing could be measured: {why}", Exit.NO_ENGINE)
    guesses: Speculation = "on" if on or guessed else "unknown" if on is None else "off"
    kind = said or guesses
    return Ladder(facts.model, kind, tuple(rungs), date, "nightwiki", together, facts.slots), why
