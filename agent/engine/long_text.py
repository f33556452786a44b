"""Long prose that needs no network: Python's own reference manual, which is in its library, or a file of the user's.

Owns: texts of any length that a model writes on as it writes on prose. They begin otherwise each time, so that none is in a cache.
"""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path
from pydoc_data.topics import topics


@cache
def manual() -> str:
    """Some 450,000 characters of English prose with some code, about 100,000 tokens; what is longer begins again."""
    return "\n\n".join(topics[name] for name in sorted(topics))


def stretch(length: int, seed: int, text: str | None = None) -> str:
    """`length` characters of `text` (None: the manual) from a place that `seed` chooses, a line that no other seed has before them."""
    whole = text or manual()
    dice = random.Random(seed)  # noqa: S311 - chance only has to be another each time
    start = dice.randrange(len(whole))
    turned = whole[start:] + "\n\n" + whole[:start]
    head = f"Part {dice.randrange(10**9)}.\n\n"
    return head + (turned * (length // len(turned) + 1))[: max(0, length - len(head))]


def own(file: Path) -> str:
    """A text of the user's. Raises OSError if it cannot be read, ValueError if it is none or shorter than a page."""
    text = file.read_text(encoding="utf-8")
    if len(text) < 2000:
        raise ValueError(f"{file} is too short to measure with")
    return text
