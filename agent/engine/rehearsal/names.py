"""Proper names in a text, and the things that titles and headings name.

Owns: names as runs of capitals (English, and others that write so), quoted names in Chinese and Japanese. Imports nothing of ours but
its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent.engine.rehearsal.kinds import KIND_OF, NO_NAMES
from agent.engine.rehearsal.words import (
    ARTICLES,
    MONTHS,
    NUMERALS,
    STOP,
    WEEKDAYS,
    Word,
    concept,
    listed,
    plain,
    stem,
    words,
)

LONGEST_TITLE = 60
_LINKS = listed("of de van von der den la le du di da del y e ibn bin al the zu sur")
_HONORIFICS = listed(
    """
    sir mr mrs ms miss dr doctor professor prof captain capt lieutenant colonel major general admiral commander king queen prince
    princess lord lady father sister brother reverend president senator judge squire aunt uncle herr frau madame monsieur señor señora
    """
)
_RANKS = listed("king queen prince princess lord lady saint president")
# General headings, which name no thing though they may be written with capitals.
_GENERAL = listed(
    """
    overview background setup configuration settings options usage installation requirements limits timeouts errors logging security
    power access start quick remote money plot characters turn end summary details contact ablauf licence license retries features
    dates prices weather career life death legacy design construction operation operations services people sources history
    """
)
_OPENING = re.compile(r"(?:^|[.!?:;•–—]\s|[\"“„(\[«]|\n|\| )\W*$")
_GREETED = re.compile(
    r"\b(?:Dear|Hi|Hello|Yours|Love|[Rr]egards|Best|Chère?|Liebe[rn]?|Ta tante|Ton|Estimad[oa]|Querid[oa])[ ,]+$"
)
_QUOTED = re.compile(r"[「『《]([^「」『』《》\n]{2,30})[」』》]")
_GERMAN = listed("der die das und ist nicht dem den des ein eine im vom für von davon zu zum auf mit")
_VERB = re.compile(
    r"(?:is|was|are|were|has|had|can|could|will|would|may|must|did|does|\w+ed|\w{3,}s|went|built|wrote|made|led|took|came)$"
)


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands; `opening` if its capital may only be that of a sentence; `honorific` is the title before it."""

    text: str
    start: int
    end: int
    honorific: str = ""
    opening: bool = False


def _runs(text: str) -> Iterator[list[Word]]:
    """Runs of capitalised words; small links count only between two of them."""
    run: list[Word] = []
    waiting: list[Word] = []
    for word in words(text):
        last = (waiting or run)[-1] if run else None
        gap = text[last.end : word.start] if last else ""
        owned = last is not None and last.text.endswith(("'s", "’s"))
        whole = owned and word.capital and len(run) == 1 and not _is_word(run[0])  # "Fenner's Wharf"
        joins = last is not None and (gap == " " or (gap == ". " and len(last.text) <= 2)) and (not owned or whole)
        if run and not joins:
            yield run
            run, waiting = [], []
        number = word.text[0].isdigit() and len(word.text) <= 3 and bool(run) and not waiting
        if word.capital or number:
            run, waiting = [*run, *waiting, word], []
        elif run and word.text in _LINKS and len(waiting) < 2 and not (word.text == "the" and not waiting):
            waiting.append(word)
        elif run:
            yield run
            run, waiting = [], []
    if run:
        yield run


def _is_word(word: Word) -> bool:
    """Whether a capitalised word is an ordinary one, which no name begins with."""
    low = plain(word.text)
    return low in STOP or low in NO_NAMES or low in MONTHS or low in WEEKDAYS or low in NUMERALS or low in ARTICLES


@lru_cache(maxsize=4096)
def names_in(text: str) -> tuple[Name, ...]:
    """The proper names of a text, in order."""
    found = [Name(match[1], match.start(1), match.end(1)) for match in _QUOTED.finditer(text)]
    for run in _runs(text):
        honorific = ""
        while run and (_is_word(run[0]) or plain(run[0].text) in _HONORIFICS or not run[0].capital):
            honorific = plain(run[0].text) if plain(run[0].text) in _HONORIFICS and len(run) > 1 else ""
            run = run[1:]
        while run and (run[-1].text in _LINKS or (run[-1].text[0].isdigit() and _counts(run[-1], text))):
            run = run[:-1]
        if not run:
            continue
        start, end = run[0].start, run[-1].end
        if honorific in _RANKS and len(run) == 1:
            start = start - len(honorific) - 1
        body = re.sub(r"['’]s?$|n['’]t$", "", text[start:end])
        low = plain(body)
        if (
            len(body) < 2
            or body.endswith(("'ll", "'re"))
            or "/" in body
            or low in KIND_OF
            or _GREETED.search(text[max(0, start - 24) : start])
        ):
            continue
        found.append(
            Name(
                " ".join(body.split()),
                start,
                start + len(body),
                honorific,
                _OPENING.search(text[max(0, start - 8) : start]) is not None,
            )
        )
    return tuple(sorted(found, key=lambda name: name.start))


def _counts(word: Word, text: str) -> bool:
    """Whether a number after a name is a version, or counts what follows it."""
    return (
        "." in word.text or re.match(r"\s+[a-z]", text[word.end : word.end + 4]) is not None or word.end == word.start
    )


def is_german(texts: Iterable[str]) -> bool:
    """Whether nouns are written with capitals here, so that a capital tells nothing."""
    small = [word.text for text in texts for word in words(text[:600])[:80]]
    return sum(word in _GERMAN for word in small) > len(small) / 20


def titled(text: str) -> list[str]:
    """What a document's title or a heading names: quoted names, else the runs of capitals that are no sorts of documents."""
    text = re.sub(r"[*_`¶]", "", text).strip()
    if quoted := [match[1] for match in _QUOTED.finditer(text)]:
        return quoted
    if re.match(r"[぀-ヿ一-鿿]", text):
        return [re.split(r"[\s：:、，（(・|]", text)[0]][:1]
    found: list[str] = []
    for segment in re.split(r"\s*(?:[:|–—,]| - |[(?!]\s?|\.\s)\s*", text):
        found += _of_segment(segment.strip())
    return [name for name in dict.fromkeys(found) if 1 < len(name) <= LONGEST_TITLE]


def _of_segment(segment: str) -> Iterator[str]:
    """What one part of a title names: the whole of it if it is written as a name, else the names in it."""
    shown = words(segment)
    if segment.isupper() and len(shown) > 1:
        return
    if (
        2 <= len(shown) <= 6
        and all(word.capital or plain(word.text) in STOP for word in shown)
        and not any(map(_is_sort, shown))
    ):
        yield segment[shown[1].start :] if plain(shown[0].text) in ARTICLES else segment
        return
    for name in names_in(segment):
        after = segment[name.end :]
        if owned := re.match(r"(['’]s(?: [a-z]+){1,2})$", after):
            yield name.text + owned[1]
            yield name.text
        elif not (noun := re.match(r" ([a-z]{3,})$", after)) or noun[1] in NO_NAMES:
            yield name.text
        else:
            yield f"{name.text}{after}"


def _is_sort(word: Word) -> bool:
    return plain(word.text) in NO_NAMES and plain(word.text) not in ARTICLES


def heads_a_page(text: str, lower: frozenset[str], *, foreign: bool) -> str:
    """The thing that a heading names, without its article, or "": not a general word, not a phrase or sentence about something."""
    body = re.sub(r"^(?:\d+(?:\.\d+)*\.?|[IVX]+\.)\s+|[*`¶]|\s*\((?![a-z]+\)$)[^()]+\)$", "", text).strip(" .:_")
    found = words(body)
    if (
        not found
        or len(found) > 6
        or len(body) > LONGEST_TITLE
        or body.endswith("?")
        or not any(map(str.isalpha, body))
    ):
        return ""
    if re.fullmatch(r"[\w.]+(?:\(\))?", body) and re.search(r"_|\(\)$|[a-z][A-Z]|\w\.[a-z]", body):
        return body.removesuffix("()")
    if re.match(r"[぀-ヿ一-鿿]", body):
        return body if len(body) <= 12 else ""
    kept = found[1:] if plain(found[0].text) in ARTICLES and len(found) > 1 else found
    body = body[kept[0].start :]
    if (
        plain(found[0].text) in STOP - ARTICLES
        or any(plain(word.text) in _HOW for word in kept)
        or all(map(_is_word, kept))
    ):
        return ""
    if len(kept) == 1:
        low = plain(kept[0].text)
        general = low in _GENERAL or low in NO_NAMES or low in KIND_OF or low.endswith(("s", "ing", "tion", "ment"))
        return "" if not kept[0].capital or general or (stem(low) in lower and not foreign) else body
    capitals = [word for word in kept if word.capital or plain(word.text) in _LINKS or word.text[0].isdigit()]
    if len(capitals) == len(kept) and not all(plain(word.text) in _GENERAL for word in kept):
        return body
    return (
        body
        if foreign and not any(plain(word.text) in STOP and word.text not in _LINKS | {"au", "aux"} for word in kept)
        else ""
    )


_HOW = listed("how why what who when where is was were are came does did and und et y oder or")


def opens_a_clause(text: str, name: Name) -> bool:
    """Whether what follows a name that opens a sentence is a verb or a sign, as after a name, not the noun of "Female butterflies"."""
    after = words(text[name.end : name.end + 40])
    if not after or not text[name.end : name.end + 1].isspace() or text[name.end : name.end + 2] in ("'s", "’s"):
        return True
    return bool(_VERB.match(after[0].text)) and concept(after[0].text) not in KIND_OF
