"""Markdown that people wrote is read without the loss of a sentence: every word of the prose stands in the stored text, or is left out for
a reason that `left_out` names. Read are the project's own files, the vaults of `NIGHTWIKI_DATA`, and any folder in `NIGHTWIKI_MARKDOWN`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from agent.errors import SourceFailed
from agent.sources.extract import extract
from tests.sources.left_out import missing, prose, words

ROOT = Path(__file__).parents[2]
FUSED = 2  # words of a file that marks may have fused, as ticks that close nothing do; a sentence has more


def folders() -> Iterator[Path]:
    yield from (ROOT / "examples", ROOT / "wiki", ROOT / "tests" / "examples")
    if "NIGHTWIKI_DATA" in os.environ:
        yield Path(os.environ["NIGHTWIKI_DATA"]) / "vaults"
    if "NIGHTWIKI_MARKDOWN" in os.environ:
        yield Path(os.environ["NIGHTWIKI_MARKDOWN"])


def lost(file: Path) -> tuple[int, Counter[str]]:
    """(words of the prose, those that are missing in what is stored) of a file; a file without text has none."""
    raw = file.read_bytes()
    text = raw.decode("utf-8", "replace")
    try:
        found = extract(raw, "", str(file))
    except SourceFailed:
        return 0, Counter(words("\n".join(line for line in prose(text).split("\n") if not line.startswith("#"))))
    return len(words(prose(text))), missing(text, f"{found.text} {found.title}")


@pytest.mark.parametrize("folder", list(folders()), ids=lambda folder: folder.name)
def test_no_sentence_of_a_folder_of_markdown_is_lost(folder: Path) -> None:
    files = [file for file in sorted(folder.rglob("*.md")) if file.is_file()]
    total = 0
    faults: dict[str, Counter[str]] = {}
    for file in files:
        size, gone = lost(file)
        total += size
        if gone:
            faults[str(file.relative_to(folder))] = gone
    assert {name: gone for name, gone in faults.items() if gone.total() > FUSED} == {}
    assert sum(gone.total() for gone in faults.values()) <= max(FUSED, total / 100_000)


@pytest.mark.parametrize(
    ("raw", "stored", "gone"),
    [
        ("K is old.\n\n---\n\nK is free.\n", "K is free.", {"old": 1, "k": 1, "is": 1}),
        ('See [the mill](https://a.org/mill "The mill").\n', "See the mill.", {}),
        ("```py\nprint('kettle')\n```\n", "", {"print": 1, "kettle": 1}),
        ("%%secret%%It boils.<!-- no --> ~~49~~ 29\n", "It boils. 29", {}),
    ],
)
def test_the_counter_sees_what_is_lost(raw: str, stored: str, gone: dict[str, int]) -> None:
    assert missing(raw, stored) == gone
