"""Sentences crowded with figures and names cost in proportion to their length, and nothing else changes."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pytest

from agent.knowledge.disagreement.candidates import candidates
from agent.knowledge.disagreement.facets import CROWDED, REACH, Item, _around
from agent.knowledge.model import Claim, Document
from agent.knowledge.support.check import Cited, faults
from agent.knowledge.text.english import listed
from agent.knowledge.text.normal import tokens
from agent.knowledge.values.comparing import compatible
from tests.knowledge.pages import document, rows

NAMES = sorted(listed("Ada Ben Cora Dov Ema Finn Gus Hal Ivo Jan Kai Lea Mia Nia Oda Pia Rex Sam Tom Una"))


def crowd(seed: int, items: int = 100) -> str:
    dice = random.Random(seed)
    return "Kettle holds " + ", ".join(f"{dice.choice(NAMES)} {dice.randint(100, 999)}" for _ in range(items)) + "."


def page(name: str, *texts: str) -> list[tuple[Claim, Document]]:
    """Each text is a document of one sentence, which is a claim of the page."""
    return rows(name, *(document(f"d{n}", text) for n, text in enumerate(texts)))


def test_a_crowded_sentence_is_compared_beside_the_pages_name_only(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = []

    def counted(a: Any, b: Any) -> Any:
        compared.append((a, b))
        return compatible(a, b)

    monkeypatch.setattr("agent.knowledge.disagreement.edges.compatible", counted)
    found = candidates(page("Ada", crowd(1), crowd(2)))
    assert found
    assert len(compared) <= CROWDED**2
    claims = page("Ada", crowd(1))
    item = Item(*claims[0], claims[0][1].text, frozenset(tokens("Ada")))
    beside = [facet.text for facet in item.figures]
    assert len(beside) == CROWDED
    whole = item.text.replace(",", "").split()
    mine = [word for before, word in pairwise(whole) if before == "Ada"]
    assert set(mine[:3]) <= set(beside)


def test_a_sentence_with_a_few_figures_is_compared_whole() -> None:
    text = crowd(3, CROWDED)
    claims = page("Zorb", text)
    item = Item(*claims[0], text, frozenset(tokens("Zorb")))
    assert len(item.figures) == CROWDED


def test_the_words_around_a_value_of_a_long_sentence_are_the_nearest() -> None:
    text = crowd(4)
    title = frozenset(tokens("Kettle"))
    for start in range(100, len(text) - 10, 97):
        start = text.index(" ", start) + 1
        end = text.index(" ", start) if " " in text[start:] else len(text)
        weights: dict[str, float] = {}
        for side in (tokens(text[:start])[::-1], tokens(text[end:])):
            for distance, word in enumerate([w for w in side if w not in title][:REACH]):
                weights[word] = max(weights.get(word, 0.0), 1 / (1 + 0.35 * distance))
        assert _around(text, start, end, title) == weights


def test_two_values_exchanged_in_a_crowded_sentence_are_found_out() -> None:
    quote = "Kettle holds " + ", ".join(f"{name} {100 + 7 * n}" for n, name in enumerate(NAMES)) + "."
    assert faults("Kettle holds Ada 100 and Una 233.", [Cited(quote)], []) == []
    assert faults("Kettle holds Ada 233 and Una 100.", [Cited(quote)], [])
