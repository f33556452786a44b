"""Whether an engine has read all that it was sent: some cut a long prompt in silence, and answer what is left of it.

Owns: the comparison of what an engine counts with what a text has at the least, and the questions that settle a doubt. Promises at most
three of them, of one token each, and only where a count is too low; engines whose counts mean something else are known by the answers.
May import this room and errors.

A count too low is one of these. It is of what was not in the cache: then the same with other first words is counted whole. The template
drops the system prompt: then the same with that in the user's message is counted whole. The engine's tokens are longer than those before:
then half of it counts less by as much. Else the prompt was cut: then more words in it count for nothing, or fewer for more. (Ollama cuts
at num_ctx and answers 200, ollama#10368 and many more; its 0.1.x counted only what was new, ollama#5370.)
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Any

from agent.engine.manners import Manners, folded
from agent.engine.tokens import least
from agent.engine.wire import Message, Usage
from agent.errors import ContextOverflow, RequestRejected

ENOUGH = 0.9  # of the least that a text can have, which is that of `tokens.least` until the engine's own habit is known
HABIT = 6  # replies after which it is: the least that any of them counted for each token that there was at the least
SHORT = 100  # tokens; of less nothing is concluded, nor is anything cut
# Windows come in round numbers: a count at one is looked at, though it may be by chance.
ROUND, NEAR = 1024, 2
OTHER_WORDS = (
    "This is another question than the last one, and it begins with other words so that nothing of it is known. " * 2
)

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


async def check(
    sent: Counted, usage: Usage, manners: Manners, weigh: Weigh, *, again: bool = False
) -> tuple[Manners, bool]:
    """The manners as they are known after this count, and whether the prompt was cut. Raises what `weigh` raises.

    `again`: no prompt was counted higher, and another one the same.
    """
    if manners.per_run is None or not usage.prompt or sent.least < SHORT:
        return manners, False
    enough = ENOUGH * manners.per_run * sent.least
    too_few = usage.prompt + usage.cached < enough
    if manners.window and not too_few:
        return manners, usage.prompt >= manners.window - NEAR
    if not (too_few or again or _is_round(usage.prompt)):
        return manners, False
    try:
        seen = await _settled(sent, usage.prompt, manners, weigh, too_few=too_few)
    except (ContextOverflow, RequestRejected):
        return manners, False  # it says so when there is too much for it
    return seen, seen.window is not None


def _is_round(count: int) -> bool:
    return count >= ROUND - NEAR and min(count % ROUND, -count % ROUND) <= NEAR


async def _settled(sent: Counted, told: int, manners: Manners, weigh: Weigh, *, too_few: bool) -> Manners:
    """Why `told` is so few tokens, or at a window."""
    anew = Counted.of(sent.request | {"messages": _beginning_otherwise(sent.request["messages"])})
    count = await weigh(anew.request)
    more = anew.least - sent.least
    if count < SHORT / 2:
        return replace(manners, per_run=None)
    if count < told + more / 4:
        return replace(manners, window=count)
    if not too_few:
        return manners
    enough = ENOUGH * (manners.per_run or 1.0) * anew.least
    if count >= max(enough, told + 3 * more):
        return replace(manners, per_run=None)
    messages = anew.request["messages"]
    system = sum(least(_text(message)) for message in messages if message["role"] == "system")
    if system and await weigh(anew.request | {"messages": folded(messages)}) >= count + ENOUGH * system:
        return replace(manners, folded=True)
    half = Counted.of(anew.request | {"messages": _halved(messages)})
    half_count = await weigh(half.request)
    if 1.6 * (count - half_count) * anew.least >= count * (anew.least - half.least):
        return replace(manners, per_run=told / sent.least)
    return replace(manners, window=max(count, half_count))


def _text(message: Message) -> str:
    content = message.get("content")
    return content if isinstance(content, str) else ""


def _beginning_otherwise(messages: list[Message]) -> list[Message]:
    """With other first words, of the system prompt and of the first message after it: a template may leave out the one."""
    place = next((n for n, message in enumerate(messages) if message["role"] != "system"), 0)
    return [
        {**message, "content": f"{OTHER_WORDS}\n{_text(message)}"} if n in (0, place) else message
        for n, message in enumerate(messages)
    ]


def _halved(messages: list[Message]) -> list[Message]:
    """The same with half of its longest message."""
    longest = max(range(len(messages)), key=lambda n: len(_text(messages[n])))
    text = _text(messages[longest])
    shorter = {**messages[longest], "content": text[: len(text) // 2]}
    return [*messages[:longest], shorter, *messages[longest + 1 :]]
