"""Terms of a text that are no proper names: the runs of content words that it comes back to ("burial practices", "page table").

Owns: `terms`. Promises: no dictionary of terms and no model; the same text gives the same terms. What is left of a sentence between its
function words and its punctuation is a run, as in RAKE (Rose et al., 2010, doi:10.1002/9780470689646.ch1). Imports the word lists.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from agent.knowledge.text.english import ATTRIBUTIONS, FINITE, GENERIC_TITLES, HEDGES, OPENERS, STOP, listed
from agent.knowledge.text.normal import key

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
