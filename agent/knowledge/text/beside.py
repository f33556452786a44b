"""Where a page is named in a text, and which words stand beside it there.

Owns: `named`, `around`, `alike`, `stems`, and what a word is. Promises: pure. English.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.knowledge.text.english import STOP, listed
from agent.knowledge.text.stems import stem

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
BE = listed("is are was were be been being")
SKIPPED = listed("a an the also then later soon first still once now")  # between a verb and its noun they tell nothing


def named(text: str, names: Sequence[str]) -> Iterator[re.Match[str]]:
    """Where the page is named in a text, the longest name at each place, and not as a part of a longer one."""
    taken = 0
    ways = "|".join(map(_one_or_many, sorted(filter(str.strip, names), key=len, reverse=True)))
    if not ways:
        return
    for found in re.finditer(
        rf"(?:\b(?:the|an?)\s+)?(?<!\w)(?:{ways})(?P<own>['’]s|(?<=s)['’])?(?:\.(?=\s+[a-z]))?(?!\w)",
        text,
        re.IGNORECASE,
    ):
        if found.start() >= taken and not _is_part(text, found):
            yield found
        taken = found.end()


def _one_or_many(name: str) -> str:
    """A pattern for a name; that of a common noun also for one of them where the name is of many, and the other way round."""
    if not (name[-1:].isascii() and name[-1:].isalpha()) or name.split()[-1][0].isupper():
        return re.escape(name)
    return re.escape(name.removesuffix("s")) + "s?"


def _is_part(text: str, found: re.Match[str]) -> bool:
    """Whether a word with a capital stands right before or after a name, but for the first of the text: it is part of a longer one."""
    before = re.search(r"(?<=\s)[A-Z][\w'’-]*\s+\Z", text[: found.start()])
    return before is not None or re.match(r"\s+[A-Z]", text[found.end() :]) is not None


def around(text: str, found: re.Match[str]) -> tuple[list[str], list[str]]:
    """The stems of the words before a place, the nearest first, and of those after it; a clause's end ends them."""
    before = re.split(r"[.,;:!?()]\s", text[: found.start()])[-1]
    after = re.split(r"[.,;:!?()](?:\s|\Z)", text[found.end() :], maxsplit=1)[0]
    return stems(before)[::-1], stems(after)


def stems(text: str) -> list[str]:
    """The stems of a text's words in order, function words among them, but for articles and the like."""
    words = [word.lower() for word in WORD.findall(text)]
    return [word if word in BE else stem(word) for word in words if word not in SKIPPED]


def alike(mine: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two rows of words are the same down to the first that is no function word, and have one."""
    for one, two in zip(mine, theirs, strict=False):
        if one != two:
            return False
        if one not in STOP:
            return True
    return False
