"""Names and terms that a window may be about, to offer its reader.

Owns: `candidates`, and `terms`: the runs of content words that a text comes back to, as in RAKE (Rose et al., 2010,
doi:10.1002/9780470689646.ch1). The same text gives the same names. Imports the reader of names, normalisation and the word lists.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from agent.knowledge.text.english import ATTRIBUTIONS, FINITE, GENERIC_TITLES, HEDGES, OPENERS, STOP, listed
from agent.knowledge.text.names import is_name, proper_names
from agent.knowledge.text.normal import key, norm, tokens

MOST = 24  # names offered for one window
ENOUGH = 10  # names from which on no terms are offered besides


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


def _is_heading_name(heading: str) -> bool:
    words = heading.split()
    low = norm(heading)
    if not low or len(words) > 6 or low in GENERIC_TITLES or heading.rstrip().endswith((".", "?", "!", ":")):
        return False
    return (
        not any(word.lower() in FINITE for word in words)
        and not low.replace(" ", "").isdigit()
        and low.split()[0] not in ("how", "why", "what", "when", "who")
    )


_DEFINED = re.compile(
    r"\A(?:the\s+|an?\s+)?(?P<subject>[^,.;:()]{2,60}?)\s*(?:\((?P<short>[^()]{2,40})\)\s*)?"
    r"(?:,[^,]{2,60},\s*)?\b(?:is|are|was|were|refers to|means)\s+(?:an?|the|one of|any)\b",
    re.IGNORECASE,
)


def _subject(sentence: str) -> str | None:
    match = _DEFINED.match(sentence)
    if not match:
        return None
    subject = match["subject"].strip()
    words = subject.split()
    if (
        len(words) > 5
        or not words
        or words[0].lower() in OPENERS - {"the", "a", "an"}
        or norm(subject) in GENERIC_TITLES
    ):
        return None
    return None if any(word.lower() in FINITE for word in words) else subject


def _occurs(name: str, text_tokens: str) -> bool:
    folded = " ".join(tokens(name))
    return bool(folded) and f" {folded} " in text_tokens


def candidates(sentences: Sequence[str], headings: Iterable[str] = (), known: Iterable[str] = ()) -> list[str]:
    """Names that a window may be about, best first, at most 24: known names in it, subjects of definitions, headings, repeated names.

    Where there are few, also the terms that the window comes back to.

    `headings` are the headings above and in the window; `known` the titles of pages that exist. One spelling a key, the most used one.
    """
    joined = " " + " ".join(" ".join(tokens(sentence)) for sentence in sentences) + " "
    score: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = {}
    first: dict[str, int] = {}

    def add(name: str, points: int, at: int) -> None:
        name = name.strip(" \"'“”‘’.,;:")
        name_key = key(name)
        if len(name) < 2 or len(name) > 60 or norm(name) in GENERIC_TITLES or not re.search(r"[^\W\d_]", name):
            return
        score[name_key] += points
        spellings.setdefault(name_key, Counter())[name] += 1
        first.setdefault(name_key, at)

    for title in known:
        if _occurs(title, joined):
            add(title, 12, -1)
    for heading in headings:
        if _is_heading_name(heading):
            add(heading, 6 if _occurs(heading, joined) else 3, 0)
    for at, sentence in enumerate(sentences):
        subject = _subject(sentence)
        if subject:
            add(subject, 5, at)
        for name in proper_names(sentence):
            add(name.text, 2 if is_name(name, sentence, joined) else 0, at)
    for term in terms(sentences):
        if sum(points > 0 for points in score.values()) < ENOUGH:
            add(term, 1, len(sentences))
    ranked = sorted((k for k in score if score[k] > 0), key=lambda k: (-score[k], first[k], k))[:MOST]
    return [min(spellings[k], key=lambda s: (-spellings[k][s], -len(s), s)) for k in ranked]
