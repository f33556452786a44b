"""Which numbers at the beginning of lines count the items of a list. The others belong to their line: `1962. The mill burned down.`

Owns: `counts`, `dates`. Pure. Imports the months.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from agent.sources.tongues import MONTHS

_LARGEST = 999  # from here on a number is a year or an amount
_WORD = re.compile(r"\s*([^\W\d_]{1,30})(\.?,? \d{4}\b)?")


def dates(number: str, rest: str) -> bool:
    """Whether a number with a full stop is a year, or a day before its month, so that no list begins here."""
    word = _WORD.match(rest)
    return (number.isdigit() and int(number) > _LARGEST) or (word is not None and word[1].lower() in MONTHS)


def _surely(number: str, rest: str) -> bool:
    """The same where a list goes on counting: a year, or a day before month and year; "3. May a job run?" may be the third item."""
    word = _WORD.match(rest)
    return dates(number, rest) and ((number.isdigit() and int(number) > _LARGEST) or bool(word and word[2]))


def counts(numbers: Sequence[str], rests: Sequence[str]) -> list[bool]:
    """For each number (digits, or one letter) of lines in order, with what follows it: whether a neighbour goes on counting from it."""
    values = [int(each) if each.isdigit() else ord(each.lower()) - 96 for each in numbers]
    alike = [each.isdigit() for each in numbers]
    found = list[bool]()
    for at, value in enumerate(values):
        before = at > 0 and alike[at - 1] == alike[at] and values[at - 1] in (value - 1, value)
        after = at + 1 < len(values) and alike[at + 1] == alike[at] and values[at + 1] in (value + 1, value)
        near = [at - 1] * before + [at + 1] * after
        counted = (before and found[-1]) or any(not dates(numbers[n], rests[n]) for n in near)
        dated = (_surely if counted else dates)(numbers[at], rests[at])
        found.append(bool(near) and not dated)
    return found
