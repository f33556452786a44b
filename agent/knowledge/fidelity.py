"""What a wording must not lose or make up although every word of it stands in its source: figures left out, short forms coined.

Owns: `left_out` and `coined`. Promises: pure; a text leaves out nothing of itself and coins nothing. Imports the reader of quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from agent.knowledge.comparing import same_value
from agent.knowledge.quantities import quantities

_SHORT = re.compile(r"(?<![\w.])[A-Z]{2,}[A-Z0-9]*(?![\w])")


def left_out(text: str, quotes: Sequence[str]) -> str:
    """The first figure or date of the quotes that the text does not give, or "".

    `It earned money in only about ten of forty years` is not `It earned money for forty years`, though all of that stands there.
    """
    mine = quantities(text)
    digits = set(re.findall(r"\d+", text))
    for quote in quotes:
        for q in quantities(quote):
            bare = set(re.findall(r"\d+", q.text))
            if not any(same_value(q, other) for other in mine) and not (bare and bare <= digits):
                return q.text
    return ""


def coined(text: str, sources: Iterable[str]) -> str:
    """The first word in capitals that stands in no source letter for letter, or "": `AHS` may be right and is not what was said."""
    there = {word.casefold() for source in sources for word in re.findall(r"\w+", source)}
    return next((match.group() for match in _SHORT.finditer(text) if match.group().casefold() not in there), "")
