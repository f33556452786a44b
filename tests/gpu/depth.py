"""How fast a server reads and writes at a depth, alone and with others: `python depth.py URL OUT.json`.

Each prompt is so many tokens by number, drawn anew, so that none was read before and no tokenizer is in the way; who is not alone has the
beginning of the one that was (from the cache) and an end of its own. `prefill` is the new tokens of all prompts a second until the last
has its first reply; `decode` all tokens written a second from then until the first is done; `steps` those of each stream a second, of
which speculation makes several tokens each; `accepted` is the tokens a step beside the first. A depth that does not fit is said, and
costs nothing else.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2

PROMPT = 512  # tokens above the depth
LIMIT = 100.0  # seconds of a round
WARMED = 40_000  # tokens up to which a first prompt is read before the one that is measured; deeper, reading it twice costs too long
_METRIC = re.compile(r"^vllm:spec_decode_num_(drafts|accepted_tokens)_total\{.*\} ([0-9.e+]+)$", re.MULTILINE)


class Round:
    """So many streams at a depth, begun together."""

    def __init__(self, http: httpx2.AsyncClient, url: str, model: str, answer: int) -> None:
        self.http, self.url, self.model, self.answer = http, url, model, answer
        self.firsts: list[float] = []
        self.lasts: list[float] = []
        self.late = 0  # tokens that were written while every stream wrote
        self.of = 1

    async def stream(self, prompt: list[int]) -> None:
        """One prompt, to the end of its reply."""
        body = {
            "model": self.model, "prompt": prompt, "max_tokens": self.answer,
            "temperature": 0, "ignore_eos": True, "stream": True, "return_token_ids": True,
        }  # fmt: skip
        begun = False
        async with self.http.stream("POST", f"{self.url}/completions", json=body) as answer:
            if answer.status_code != 200:
                raise RuntimeError((await answer.aread()).decode()[:300])
            async for line in answer.aiter_lines():
                if not line.startswith("data: {"):
                    continue
                event = json.loads(line[6:])
                if "error" in event:
                    raise RuntimeError(str(event["error"])[:300])
                wrote = sum(len(choice.get("token_ids") or [0]) for choice in event["choices"])
                if not begun:
                    begun = True
                    self.firsts.append(time.monotonic())
                elif len(self.firsts) == self.of and not self.lasts:
                    self.late += wrote
        self.lasts.append(time.monotonic())

    async def run(self, shared: list[int], at_once: int, dice: random.Random) -> dict[str, Any]:
        """What came of it. Raises RuntimeError for what the server refuses, TimeoutError."""
        self.of = at_once
        before, began = await _counts(self.http, self.url), time.monotonic()
        async with asyncio.timeout(LIMIT), asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self.stream(shared + numbers(PROMPT, dice)))
        after = await _counts(self.http, self.url)
        all_begun, one_done = max(self.firsts), min(self.lasts)
        drafts, accepted = (after.get(name, 0) - before.get(name, 0) for name in ("drafts", "accepted_tokens"))
        each = accepted / drafts if drafts else 0.0
        decode = self.late / max(1e-3, one_done - all_begun)
        new = at_once * PROMPT + (len(shared) if at_once == 1 else 0)
        return {
            "depth": len(shared), "at_once": at_once, "prefill": round(new / (all_begun - began), 1),
            "first_token_s": round(min(self.firsts) - began, 3), "decode": round(decode, 1),
            "steps": round(decode / at_once / (1 + each), 1), "accepted": round(each, 2), "drafts": drafts,
        }  # fmt: skip


def numbers(count: int, dice: random.Random) -> list[int]:
    """So many tokens that every tokenizer has, none of them a mark."""
    return [dice.randrange(1000, 40_000) for _ in range(count)]


async def _warm(begun: Round, shared: list[int], at_once: int, dice: random.Random) -> None:
    """Have what is compiled for such a depth and crowd be compiled; what fails here fails again where it is told."""
    with suppress(RuntimeError, TimeoutError, httpx2.HTTPError, ExceptionGroup):
        await begun.run(shared, at_once, dice)


async def _counts(http: httpx2.AsyncClient, url: str) -> dict[str, float]:
    text = (await http.get(f"{url.removesuffix('/v1')}/metrics")).text
    return {name: float(value) for name, value in _METRIC.findall(text)}


async def measure(
    url: str, depths: list[int], at_once: list[int], answer: int, seconds: float, keep: Callable[[list[Any]], object]
) -> None:
    """Every depth with every number; `keep` is given what is done, each time there is more."""
    found: list[dict[str, Any]] = []
    ended = time.monotonic() + seconds
    async with httpx2.AsyncClient(timeout=LIMIT, limits=httpx2.Limits(max_connections=None), trust_env=False) as http:
        model = (await http.get(f"{url}/models")).json()["data"][0]["id"]
        dice = random.Random(time.time_ns())
        for warm in (1, max(at_once)):  # what is compiled at the first call, and at the first crowd
            await Round(http, url, model, 16).run([], warm, dice)
        for depth in depths:
            shared = numbers(depth, dice)
            for many in at_once:
                if time.monotonic() < ended and (many > 1 or depth <= WARMED):
                    await _warm(Round(http, url, model, 4), shared if many > 1 else numbers(depth, dice), many, dice)
                row: dict[str, Any] = {"depth": depth, "at_once": many, "error": "no time was left"}
                if time.monotonic() < ended:
                    try:
                        row = await Round(http, url, model, answer).run(shared, many, dice)
                    except (RuntimeError, TimeoutError, httpx2.HTTPError, ExceptionGroup) as error:
                        inner = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
                        row["error"] = f"{type(inner).__name__}: {inner}"
                found.append(row)
                print(json.dumps(row), flush=True)
                keep(found)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("url")
    parser.add_argument("out", type=Path)
    parser.add_argument("--depths", default="0,8192,32768,100000")
    parser.add_argument("--at-once", default="1,32")
    parser.add_argument("--answer", type=int, default=128)
    parser.add_argument("--seconds", type=float, default=120)
    given = parser.parse_args()
    depths, at_once = ([int(n) for n in words.split(",")] for words in (given.depths, given.at_once))

    def keep(found: list[Any]) -> None:
        """What is done lies in the file at every moment."""
        given.out.write_text(json.dumps(found, indent=1))

    asyncio.run(measure(given.url, depths, at_once, given.answer, given.seconds, keep))
