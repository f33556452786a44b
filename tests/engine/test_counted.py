"""Counts of a prompt: an engine that cuts is found out, and one that only counts in its own way never is taken for one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.engine.counted import Counted, check
from agent.engine.manners import Manners, folded
from agent.engine.tokens import estimate, least
from agent.engine.wire import Usage
from agent.errors import ContextOverflow

PROSE = "The old crane of Ost lifted forty tonnes of grain a day, and nobody in the harbour of that town thought much of it. "
Messages = list[dict[str, Any]]
Counts = Callable[[Messages], int]


def request(sentences: int, system: int = 12) -> dict[str, Any]:
    said = [{"role": "system", "content": "Read with care what is shown to you here. " * system}]
    return {"messages": [*said, {"role": "user", "content": PROSE * sentences}]}


def whole(messages: Messages, ratio: float = 1.25) -> int:
    return int(ratio * sum(least(message["content"]) for message in messages)) + 12


def verdict(
    counts: Counts, asked: dict[str, Any], manners: Manners | None = None, **more: Any
) -> tuple[Manners, bool, int]:
    """(manners, cut, questions asked) after one reply whose prompt was counted so."""
    questions = 0

    async def weigh(request: dict[str, Any]) -> int:
        nonlocal questions
        questions += 1
        return counts(request["messages"])

    told = counts(asked["messages"])
    seen, cut = asyncio.run(check(Counted.of(asked), Usage(prompt=told), manners or Manners(), weigh, **more))
    return seen, cut, questions


@given(st.floats(0.3, 4.0), st.integers(1, 200))
@settings(deadline=None)
def test_a_tokenizer_of_whatever_kind_cuts_nothing(ratio: float, sentences: int) -> None:
    seen, cut, questions = verdict(lambda messages: whole(messages, ratio), request(sentences))
    assert not cut
    assert seen.window is None
    assert questions <= 3
    assert seen.per_run is not None


@given(st.integers(60, 6000), st.integers(20, 300))
@settings(deadline=None)
def test_a_prompt_that_was_cut_by_a_third_is_known(most: int, sentences: int) -> None:
    asked = request(sentences)
    if whole(asked["messages"]) < 1.5 * most:
        return
    seen, cut, questions = verdict(lambda messages: min(most, whole(messages)), asked)
    assert cut
    assert seen.window == most
    assert questions <= 3


@pytest.mark.parametrize("most", [2048, 4096, 2050, 8192])
def test_a_window_in_round_numbers_is_known_however_little_was_cut(most: int) -> None:
    sentences = next(n for n in range(1, 999) if whole(request(n)["messages"]) > most + 20)
    seen, cut, questions = verdict(lambda messages: min(most, whole(messages)), request(sentences))
    assert (cut, seen.window, questions) == (True, most, 1)


def test_a_count_that_is_round_by_chance_is_none() -> None:
    asked = request(80)
    more = 2048 - whole(asked["messages"])
    seen, cut, questions = verdict(lambda messages: whole(messages) + more, asked)
    assert (cut, questions) == (False, 1)
    assert seen == Manners()


def test_the_same_highest_count_for_another_prompt_is_looked_at() -> None:
    asked = request(100)
    most = whole(asked["messages"]) - 60  # not far below, and no round number
    assert verdict(lambda messages: min(most, whole(messages)), asked)[1] is False
    seen, cut, _ = verdict(lambda messages: min(most, whole(messages)), asked, again=True)
    assert (cut, seen.window) == (True, most)


def test_dropped_messages_are_a_cut_prompt() -> None:
    """Ollama keeps the system prompt and the last message, and drops those between."""
    between = [
        {"role": "user", "content": PROSE * 60},
        {"role": "assistant", "content": "{}"},
        {"role": "user", "content": "Do: assign"},
    ]
    asked = {"messages": [request(1, system=30)["messages"][0], *between]}

    def counts(messages: Messages) -> int:
        kept = [message for message in messages[:-1] if message["role"] == "system"]
        return whole(messages) if whole(messages) < 1500 else whole([*kept, messages[-1]])

    assert verdict(counts, asked)[1]


def test_an_engine_that_counts_only_what_is_new_is_known_by_other_first_words() -> None:
    known = [""]

    def counts(messages: Messages) -> int:
        text = "".join(message["content"] for message in messages)
        common = next(
            (n for n, (a, b) in enumerate(zip(text, known[0], strict=False)) if a != b), min(len(text), len(known[0]))
        )
        known[0] = text
        return max(1, int(whole(messages) * (1 - common / len(text))))

    counts(request(40)["messages"])
    seen, cut, questions = verdict(counts, request(41))
    assert (cut, seen.per_run, questions) == (False, None, 1)


def test_an_engine_that_tells_what_was_cached_is_counted_with_it() -> None:
    asked = request(40)
    usage = Usage(prompt=100, cached=whole(asked["messages"]) - 100)
    assert asyncio.run(check(Counted.of(asked), usage, Manners(), _never)) == (Manners(), False)


async def _never(request: dict[str, Any]) -> int:
    raise AssertionError("nothing is in doubt")


def test_a_template_that_drops_the_system_prompt_is_known() -> None:
    def counts(messages: Messages) -> int:
        return whole([message for message in messages if message["role"] != "system"])

    asked = request(3, system=30)
    seen, cut, questions = verdict(counts, asked)
    assert (cut, seen.folded, questions) == (False, True, 2)
    assert counts(folded(asked["messages"])) > counts(asked["messages"])


@pytest.mark.parametrize("count", [0, 1, 7])
def test_a_count_of_nothing_means_nothing(count: int) -> None:
    seen, cut, _ = verdict(lambda _: count, request(40))
    assert not cut
    assert seen.window is None


def test_a_server_that_refuses_what_is_longer_cuts_nothing() -> None:
    async def weigh(request: dict[str, Any]) -> int:
        raise ContextOverflow("too long")

    assert asyncio.run(check(Counted.of(request(80)), Usage(prompt=1024), Manners(), weigh)) == (Manners(), False)


def test_a_prompt_that_is_surely_longer_is_not_sent() -> None:
    sent = Counted.of(request(200))
    sent.fits(Manners())
    sent.fits(Manners(window=100_000))
    with pytest.raises(ContextOverflow) as caught:
        sent.fits(Manners(window=2048))
    assert caught.value.limit == 2048
    sent.fits(Manners(window=2048, per_run=0.2))


def test_the_least_and_the_estimate_lie_on_their_sides_of_the_count() -> None:
    # counted by the tokenizers of Qwen 2.5, of Mistral's Tekken and of Llama 2, in this order
    for text, counts in COUNTED.items():
        assert least(text) <= min(counts), text
        assert estimate(text) >= max(counts[:2]), text


COUNTED: dict[str, tuple[int, int, int]] = {
    "The old crane of Ost lifted forty tonnes of grain a day, and nobody in the harbour thought much of it.": (
        23,
        23,
        26,
    ),
    "第一段话说的是缓存被分成许多小块。每一块都有自己的编号，最近没有用过的先被忘记。": (26, 35, 41),
    "この港は1871年に建てられ、今では一日に四十隻の船が入る。": (23, 25, 33),
    "ท่าเรือแห่งนี้สร้างขึ้นในปี 1871 และมีปั้นจั่นที่ยกได้สี่สิบตัน": (45, 33, 64),
    "Порт был построен в 1871 году, и кран поднимает сорок тонн.": (26, 22, 26),
    "Most byl otevřen 3. října 1871 a jeřáb zvedá čtyřicet tun.": (35, 25, 33),
    'def cut(body: dict[str, Any]) -> dict[str, Any]:\n    return {k: v for k, v in body.items() if k != "seed"}\n': (
        35,
        35,
        41,
    ),
    "| year | ships | tonnes |\n|------|-------|--------|\n| 1871 | 40 | 1,250.75 |\n| 1872 | 44 | 1,301.50 |": (
        56,
        58,
        60,
    ),
    "..............................................................................": (3, 6, 8),
    "Der Hafenmeister prüfte die Dampfkesselüberwachung, weil's nötig war.": (25, 19, 30),
}
