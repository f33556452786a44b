"""The rules on text that nobody here wrote: sentences of encyclopedias and essays, whole and with one thing changed."""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.knowledge.support.check import Cited, faults
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import tokens
from agent.knowledge.values.quantities import compatible, quantities
from tests.bench.candidates import document

FOLDER = os.environ.get("NIGHTWIKI_DATA", "")
pytestmark = [pytest.mark.data, pytest.mark.skipif(not FOLDER, reason="NIGHTWIKI_DATA is not set")]


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    """400 sentences of the passages, the same in every run."""
    lines = (Path(FOLDER) / "conflict-pairs" / "pairs_dev.jsonl").read_text(encoding="utf-8").splitlines()
    passages = [json.loads(line)[side] for line in lines for side in "ab"]
    found = [d.sentence(s.n) for d in (document("d", text) for text in passages) for s in d.sentences[1:-1]]
    kept = sorted({text for text in found if 20 < len(text) < 400})
    return random.Random(7).sample(kept, 400)


def test_every_sentence_supports_itself(sentences: list[str]) -> None:
    assert [text for text in sentences if faults(text, [Cited(text)], [])] == []


def share(changed: Iterator[tuple[str, str]]) -> float:
    """The share of changed sentences that are refused."""
    rows = [bool(faults(new, [Cited(old)], [])) for new, old in changed]
    assert len(rows) > 50
    return sum(rows) / len(rows)


def test_changed_digits_are_refused(sentences: list[str]) -> None:
    def changed() -> Iterator[tuple[str, str]]:
        for text in sentences:
            for match in list(re.finditer(r"\d", text))[:3]:
                digit = str((int(match.group()) + 3) % 9 + 1)
                if digit != match.group():
                    yield text[: match.start()] + digit + text[match.end() :], text

    assert share(changed()) >= 0.99


def test_swapped_figures_are_refused(sentences: list[str]) -> None:
    def changed() -> Iterator[tuple[str, str]]:
        for text in sentences:
            found = quantities(text)
            for a, b in ((a, b) for i, a in enumerate(found) for b in found[i + 1 :]):
                if compatible(a, b) is False and not a.bound and not b.bound:
                    yield text[: a.start] + b.text + text[a.end : b.start] + a.text + text[b.end :], text

    assert share(changed()) >= 0.98


def test_denials_put_in_are_refused(sentences: list[str]) -> None:
    def changed() -> Iterator[tuple[str, str]]:
        for text in sentences:
            if match := re.search(r"\b(?:is|are|was|were|has|had|can|will)\b(?! not)", text):
                yield f"{text[: match.end()]} not{text[match.end() :]}", text

    assert share(changed()) >= 0.99


def test_exchanged_names_are_refused(sentences: list[str]) -> None:
    names = [name.text for text in sentences for name in proper_names(text)]

    def changed() -> Iterator[tuple[str, str]]:
        for n, text in enumerate(sentences):
            other = names[n * 13 % len(names)]
            for name in proper_names(text)[1:2]:
                if not set(tokens(other)) & set(tokens(text)):
                    yield text[: name.start] + other + text[name.end :], text

    assert share(changed()) >= 0.97
