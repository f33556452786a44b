"""Whether an engine has read all that it was sent: some cut a long prompt in silence, and answer what is left of it.

Owns: the comparison of what an engine counts with what a text has at the least, and the questions that settle a doubt. Promises at most
three of them, of one token each, and only where a count is too low; engines whose counts mean something else are known by the answers.
May import this room and errors.

A count too low is one of four things. It counts only what was not in its cache: then the same with other first words is counted whole.
Its template drops the system prompt: then the same with that in the user's message is counted whole. Its tokens are longer than any known:
then half of it is counted as half. Else the prompt was cut. (Ollama cuts at num_ctx and answers 200, ollama#14259 and many more; up to
0.1.x it counted only what was new, ollama#5370.)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from agent.engine.manners import Manners, folded
from agent.engine.tokens import least
from agent.engine.wire import Message, Usage
from agent.errors import ContextOverflow, RequestRejected

ENOUGH = 0.9  # of the least that a text can have; tokenizers count 1.03 times that or more, see `tokens.least`
SHORT = 100  # tokens; of less nothing is concluded, nor is anything cut
# Windows come in round numbers: a count at one is looked at, though it may be by chance.
ROUND, NEAR = 1024, 2
OTHER_WORDS = "This is another question than the last one, and it begins with other words so that nothing of it is known. " * 2

Weigh = Callable[[dict[str, Any]], Awaitable[int]]


@dataclass(frozen=True, slots=True)
class Counted:
    """A request with the least number of tokens that its messages have."""

    request: dict[str, Any]
    least: int

    @classmethod
    def of(cls, request: dict[str, Any]) -> Counted:
        """Count it."""
        return cls(request, sum(least(_text(message)) for message in request["messages"]))

    def fits(self, manners: Manners) -> None:
        """Raise ContextOverflow if the engine is known to read less than this."""
        window, sure = manners.window, int(self.least * min(1.0, manners.per_run or 1.0))
        if window is not None and sure > window:
            raise overflow(window, sure)


def overflow(window: int, prompt: int) -> ContextOverflow:
    """What is raised in the place of a reply to a prompt that was cut, or would be."""
    words = f"the engine reads {window} tokens of a prompt and drops the rest; this one has {prompt} or more"
    return ContextOverflow(words, limit=window, prompt_tokens=prompt)


async def check(sent: Counted, usage: Usage, manners: Manners, weigh: Weigh) -> tuple[Manners, bool]:
    """The manners as they are known after this count, and whether the prompt was cut. Raises what `weigh` raises."""
    per_run, count = manners.per_run, usage.prompt
    if per_run is None or not count or sent.least < SHORT:
        return manners, False
    enough = ENOUGH * per_run * sent.least
    too_few = count + usage.cached < enough
    if manners.window and not too_few:
        return manners, count >= manners.window - NEAR
    if not too_few and not _is_round(count):
        return manners, False
    try:
        if too_few:
            seen = await _settled(sent, enough, manners, per_run, weigh)
        else:
            grown = await weigh(sent.request | {"messages": _beginning_otherwise(sent.request["messages"])})
            seen = manners if grown > count + least(OTHER_WORDS) / 2 else replace(manners, window=count)
    except (ContextOverflow, RequestRejected):
        return manners, False  # it says so when there is too much for it
    return seen, seen.window != manners.window or bool(too_few and seen == manners)


def _is_round(count: int) -> bool:
    return count >= ROUND - NEAR and min(count % ROUND, -count % ROUND) <= NEAR


async def _settled(sent: Counted, enough: float, manners: Manners, per_run: float, weigh: Weigh) -> Manners:
    """Why a count is too low."""
    anew = _beginning_otherwise(sent.request["messages"])
    count = await weigh(sent.request | {"messages": anew})
    if count >= enough:
        return replace(manners, per_run=None)
    if not manners.folded and await weigh(sent.request | {"messages": folded(anew)}) >= enough:
        return replace(manners, folded=True)
    half = _halved(anew)
    whole, part = Counted.of({"messages": anew}).least, Counted.of({"messages": half}).least
    half_count = await weigh(sent.request | {"messages": half})
    if 0 < half_count * whole <= 1.25 * count * part:
        return replace(manners, per_run=min(per_run, count / whole))
    return replace(manners, window=max(count, half_count))


def _text(message: Message) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _beginning_otherwise(messages: list[Message]) -> list[Message]:
    return [{**messages[0], "content": f"{OTHER_WORDS}\n{_text(messages[0])}"}, *messages[1:]]


def _halved(messages: list[Message]) -> list[Message]:
    """The same with half of its longest message."""
    longest = max(range(len(messages)), key=lambda n: len(_text(messages[n])))
    text = _text(messages[longest])
    shorter = {**messages[longest], "content": text[: len(text) // 2]}
    return [*messages[:longest], shorter, *messages[longest + 1 :]]
