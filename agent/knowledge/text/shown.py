"""Whether what a model says stands in what it was shown: a name, a sort, a unit. No word of its own making may become a title.

Owns: `stands`, `in_words_of`. Promises: plural, case, hyphens and the spelling of numbers make no difference; a figure or a code stands
as it is, or not at all. Imports normalisation and the word lists.
"""

from __future__ import annotations

import re
from functools import lru_cache

from agent.knowledge.text.english import STOP
from agent.knowledge.text.letters import plain
from agent.knowledge.text.normal import initials, key, tokens, words

HALF = 0.5  # share of a name's content words that must stand; its figures and codes all must
RUN = 4  # words that one word of a name may be written as: `PagedAttention` is `paged attention`
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*[+#]*")
# A figure, or a capital that does not begin a word: `H100`, `GraphQL`, `CANARY`.
_CODE = re.compile(r"\d|[^\W\d_][^\W\d_]*[A-Z]")


@lru_cache(maxsize=1024)
def _there(text: str) -> frozenset[str]:
    """The words of a text, stemmed and not."""
    return frozenset(tokens(text)) | frozenset(words(text))


@lru_cache(maxsize=256)
def _keys(text: str) -> frozenset[str]:
    """The keys of all runs of one to four words."""
    parts = re.findall(r"[^\W_]+[+#]*", text)
    return frozenset(key(" ".join(parts[i : i + n])) for n in range(1, RUN + 1) for i in range(len(parts) - n + 1))


@lru_cache(maxsize=256)
def _initials(text: str) -> tuple[str, ...]:
    return tuple(initials(line) for line in text.splitlines())


def _has(word: str, text: str) -> bool:
    """Whether a word of a name stands in the text, in another form perhaps, or is an acronym of what does."""
    mine = words(word)
    if set(mine) <= _there(text) or (set(tokens(word)) and set(tokens(word)) <= _there(text)):
        return True
    letters = plain(word)
    if {f"{letters}s", letters.removesuffix("s")} & _there(text) and len(letters) > 2:
        return True  # the plural of an acronym
    if len(word) > 1 and word.isalpha() and word.isupper() and any(letters in line for line in _initials(text)):
        return True
    name = key(word)
    within = not re.search(r"\d", name) and (len(name) > 3 or not name.isascii()) and name in key(text)
    return within or name in _keys(text)


def stands(name: str, text: str, least: float = HALF) -> bool:
    """Whether `name` is taken from `text`: all its figures and codes stand there, and `least` of its content words.

    `GPUs` stands where `GPU` does, `Paged-Attention` where `PagedAttention` does, `Apollo 11` where `Apollo eleven` does.
    """
    if (set(words(name)) or {""}) <= _there(text) or key(name) in _keys(text):
        return True
    parts = _WORD.findall(name)
    content = {part for part in parts if part.lower() not in STOP} or set(parts)
    found = {part for part in content if _has(part, text)}
    return bool(found) and len(found) >= least * len(content) and not any(map(_CODE.search, content - found))


def in_words_of(said: str, text: str) -> bool:
    """Whether every content word of `said` stands in `text`, and it has one."""
    mine = set(tokens(said))
    return bool(mine) and mine <= _there(text)
