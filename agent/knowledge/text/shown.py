"""Whether what a model says stands in what it was shown: a name, a sort, a unit. No word of its own making may become a title.

Owns: `stands` and `terms`: the runs of content words that a text comes back to, as in RAKE (Rose et al., 2010,
doi:10.1002/9780470689646.ch1). Promises: plural, case, hyphens and the spelling of numbers make no difference; a figure or a code stands
as it is, or not at all. Imports normalisation and the word lists.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from functools import lru_cache

from agent.knowledge.text.english import ATTRIBUTIONS, FINITE, GENERIC_TITLES, HEDGES, OPENERS, STOP, listed
from agent.knowledge.text.letters import plain
from agent.knowledge.text.normal import initials, key, tokens, words

HALF = 0.5  # share of a name's content words that must stand; its figures and codes all must
RUN = 4  # words that one word of a name may be written as: `PagedAttention` is `paged attention`
_WORD = re.compile(r"[^\W_]+(?:['’.][^\W_]+)*[+#]*")
# A figure, or a capital that does not begin a word: `H100`, `GraphQL`, `CANARY`.
_CODE = re.compile(r"\d|[^\W\d_][A-Z]")


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


LONGEST = 3  # words
TWICE = 2  # sentences that hold a term of several words
OFTEN = 3  # sentences that hold a term of one word
_PIECE = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*|[^\s\w]|\d+")
_NO_TERM = STOP | FINITE | OPENERS | HEDGES | ATTRIBUTIONS
_BENT = re.compile(r".{2,}(?:ly|ed)\Z")  # adverbs and past forms begin or end no term
# After anything else a single word is as likely a verb or an adjective as a noun.
_BEFORE_NOUNS = listed(
    "a an the this these of in on by for with from about between into their its his her our your my both many such"
)


def _runs(sentence: str) -> list[tuple[str, list[str]]]:
    """The runs of content words of a sentence, each with the word before it."""
    runs: list[tuple[str, list[str]]] = [("", [])]
    for piece in _PIECE.findall(sentence):
        if piece[0].isalpha() and piece.lower() not in _NO_TERM:
            runs[-1][1].append(piece)
        else:
            runs.append((piece.lower(), []))
    return [run for run in runs if run[1]]


def _fits(words: Sequence[str]) -> bool:
    plain = [word.lower() for word in words]
    if _BENT.match(plain[0]) or _BENT.match(plain[-1]) or " ".join(plain) in GENERIC_TITLES:
        return False
    return len(words) > 1 or len(plain[0]) > 4


def terms(sentences: Sequence[str]) -> list[str]:
    """The terms that several sentences share, most first: of two or three words in two sentences, of one word in three.

    A term that stands only inside a longer one is left out. One spelling each, the most used, lower case before capitals.
    """
    spelled: dict[str, Counter[str]] = defaultdict(Counter)
    held: dict[str, set[int]] = defaultdict(set)
    for at, sentence in enumerate(sentences):
        for before, run in _runs(sentence):
            for size in range(1, min(LONGEST, len(run)) + 1):
                words = run[-size:]  # what a run ends with is its noun
                if _fits(words) and (size > 1 or len(run) > 1 or before in _BEFORE_NOUNS):
                    name = " ".join(words)
                    spelled[key(name)][name] += 1
                    held[key(name)].add(at)
    texts = {k: min(spelled[k], key=lambda s: (-spelled[k][s], s.lower() != s, s)) for k in held}
    often = {k for k in held if len(held[k]) >= (TWICE if " " in texts[k] else OFTEN)}
    alone = [k for k in often if not any(_inside(texts[k], texts[o]) and held[k] == held[o] for o in often if o != k)]
    return [texts[k] for k in sorted(alone, key=lambda k: (-len(held[k]), " " not in texts[k], min(held[k]), k))]


def _inside(short: str, long: str) -> bool:
    return len(short) < len(long) and f" {short.lower()} " in f" {long.lower()} "
