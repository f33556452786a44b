"""Pages whose things a quoted sentence gives as one: "he was made Baron Kelvin", "the company, called Telcon by everyone".

Owns: that rule, read from the footnotes of pages. English only. Imports the word lists.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set

from agent.knowledge.text.english import AS_NAMED, PRONOUNS, RENAMED
from agent.wiki.editor.note import Note

LONGEST = 25  # characters between the two names, besides the words that lead from one to the other
_LEADS = re.compile(rf"(?:\A|[\s,;(’'\"“‘]){RENAMED}\Z", re.IGNORECASE)
_FOLLOWS = re.compile(AS_NAMED, re.IGNORECASE)
_WORD = re.compile(r"[^\s,;:()“”‘\"]+")
_END = re.compile(r"(?:['’]s)?[.,'’!?]*$")  # of a name in a sentence, which is not of the name
_BREAK = re.compile(r"[.;:!?]\s|\b(?:who|which|that|and|but)\b")


def one_thing(pages: Sequence[tuple[Note, Sequence[str]]]) -> Iterator[tuple[str, str, str]]:
    """(title, title, the sentence) for two of `pages` (each with its names) that a sentence cited by one of them gives as one thing.

    The thing is the last one named before, in the same clause; where none is, and one other page cites the sentence, that one's.
    """
    called: dict[str, str] = {}
    for note, names in pages:
        for name in names:
            called.setdefault(name, note.title)
    quotes: dict[str, str] = {}
    citing: dict[str, set[str]] = defaultdict(set)
    for note, _ in pages:
        for label, said in note.quoted:
            quotes[label] = said
            citing[label].add(note.title)
    first = {match[0] for name in called if (match := _WORD.match(name))}
    for label, said in sorted(quotes.items()):
        yield from _in(said, list(_named(said, called, first)), citing[label])


def _in(said: str, places: Sequence[tuple[int, int, str]], citing: Iterable[str]) -> Iterator[tuple[str, str, str]]:
    for at, (begin, end, title) in enumerate(places):
        leads = _LEADS.search(said[:begin])
        if not leads and not _FOLLOWS.match(said[end:]):
            continue
        before = [place for place in places[:at] if place[2] != title]
        if before:
            between = said[before[-1][1] : leads.start() if leads else begin]
            if len(between) <= LONGEST and not _BREAK.search(between):
                yield before[-1][2], title, said
        elif not places[:at] and PRONOUNS & set(re.findall(r"\w+", said[:begin].lower())):
            others = set(citing) - {one for _, _, one in places}
            yield from ((other, title, said) for other in others if len(others) == 1)


def _named(said: str, called: Mapping[str, str], first: Set[str]) -> Iterator[tuple[int, int, str]]:
    """Where names of pages stand, the longest at each place: (begin, end, title). `first` are the words with which names begin."""
    at = 0
    words = [match.span() for match in _WORD.finditer(said)]
    for n, (begin, ends) in enumerate(words):
        word = said[begin:ends]
        if begin < at or (word not in first and _END.sub("", word) not in first):
            continue
        for _, end in reversed(words[n : n + 8]):
            name = _END.sub("", said[begin:end])
            if name in called:
                at = begin + len(name)
                yield begin, at, called[name]
                break
