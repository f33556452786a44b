"""In which of the sentences shown an answer stands: nobody's word is taken for it, and a wrong number costs no right answer.

Owns: `where_it_stands`. Promises: a sentence that was cited and holds the value is kept; a sentence that nobody cited is taken only if it
alone holds all of the value. Independent of the order of the sentences and of the numbers cited. Imports the check of support.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from agent.knowledge.support.check import BARE, unsupported
from agent.knowledge.text.normal import norm, tokens
from agent.knowledge.values.cloze import BLANK


def where_it_stands(
    value: str, question: str, shown: Mapping[int, str], cited: Iterable[int], also: Sequence[str] = ()
) -> tuple[int, ...]:
    """Numbers of the sentences that support `value` as an answer to `question`; empty if none of those shown does.

    `shown` maps numbers to sentences, `cited` are the numbers that came with the answer, right or wrong; `also` are the page's title and
    aliases. First those cited that each support the value, then those cited together, then the one sentence of all that holds the value
    and most of the question's words, rare ones before common ones. "Yes" and the like stand nowhere: they are as good as what was cited.
    """
    mine = sorted({n for n in cited if n in shown})
    if norm(value) in BARE:
        return tuple(mine)
    if alone := [n for n in mine if not unsupported(value, [shown[n]], also)]:
        return tuple(alone)
    if len(mine) > 1 and not unsupported(value, [shown[n] for n in mine], also):
        return tuple(mine)
    there = [n for n in sorted(shown) if not unsupported(value, [shown[n]], least=1.0)]
    return tuple(_likest(question, there, shown)) if tokens(value) else ()


def _likest(question: str, numbers: Sequence[int], shown: Mapping[int, str]) -> list[int]:
    """The one of these sentences that shares most with the question; the first of several that share as much."""
    stems = {n: set(tokens(text)) for n, text in shown.items()}
    spread = Counter(word for found in stems.values() for word in found)
    asked = set(tokens(question.replace(BLANK, " ")))

    def shared(n: int) -> float:
        return round(sum(math.log(1 + len(shown) / spread[word]) for word in sorted(asked & stems[n])), 9)

    return sorted(numbers, key=lambda n: (-shared(n), n))[:1]
