"""Proper names in a text, and the things that titles and headings name.

Owns: names as runs of capitals, quoted names in Chinese and Japanese. Imports nothing of ours but its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from agent.engine.rehearsal.kinds import KIND_OF, LETTER, NO_NAMES
from agent.engine.rehearsal.words import ARTICLES, MONTHS, NUMERALS, STOP, WEEKDAYS, listed, plain, stem, words

LONGEST_TITLE = 60
_LINKS = listed("of de van von der den la le du di da del y e ibn bin al the zu sur")
_HONORIFICS = listed(
    """
    sir mr mrs ms miss dr doctor professor captain lieutenant colonel major general admiral commander king queen prince princess lord lady
    father sister brother president senator squire judge aunt uncle herr frau madame monsieur señor señora
    """
)
_RANKS = listed("king queen prince princess lord lady president")
# General headings, which name no thing though they may be written with capitals.
_GENERAL = listed(
    """
    overview background setup configuration settings options usage installation requirements limits timeouts errors logging security power
    access start quick remote money plot characters turn end summary details contact ablauf licence license retries features dates prices
    weather career life death legacy design construction operation operations services people sources history
    """
)
_UPPER = "[A-ZÀ-ÖØ-ÞĆČĐŁŃŒŘŚŠŹŻŽΑ-ΩА-Я]"
_CAPITAL = rf"(?:{_UPPER}[\w&/+#-]*(?:['’](?!s\b)\w+)*(?:['’]s(?= {_UPPER}))?|[a-z]+[A-Z]\w*)"
_RUN = re.compile(
    rf"(?<![\w'’.-])(?:(?<!\S)\.(?=\w))?{_CAPITAL}(?:\.(?= {_UPPER})(?<=\b\w\.))?"
    rf"(?: (?:(?:{'|'.join(sorted(_LINKS))}) ){{0,2}}{_CAPITAL}(?:\.(?= {_UPPER})(?<=\b\w\.))?| \d{{1,3}}\b(?![.,]\d| [a-z]))*"
)
_LETTER = re.compile(rf"{LETTER.pattern} (?:is|was) an? ")  # a letter that is a name, as the text says itself
_OPENING = re.compile(r"(?:^|[.!?:;•–—]\s|[\"“„(\[«]|\n|\| )\W*$")
_GREETED = re.compile(r"\b(?:Dear|Hi|Hello|Yours|Love|[Rr]egards|Best|Chère?|Liebe[rn]?|Ton|Querid[oa])[ ,]+$")
_QUOTED = re.compile(r"[「『《]([^「」『』《》\n]{2,30})[」』》]")
# What a title names in small letters: "Our network", "archive mail", "El puente viejo de Lareda".
_PLAIN_TITLE = re.compile(
    r"(?:(?:Our|My|Your) )?(?P<one>[a-z][a-z-]+(?: [a-z]+)?)(?:$|[,:])"
    r"|(?:El|La|Le|Los|Les|L['’]) ?(?P<own>[a-zà-ÿ]+(?: (?!d[eu]s?\b|del\b)[a-zà-ÿ]+)+)(?= (?:d[eu]s?|del)\b|$)"
)
_GERMAN = listed("der die das und ist nicht dem den des ein eine im vom für von davon zu zum auf mit bei aus")
_WIDE = re.compile(r"[぀-ヿ一-鿿]")


@dataclass(frozen=True, slots=True)
class Name:
    """A name where it stands; `opening` if its capital may only be that of a sentence; `honorific` is the title before it."""

    text: str
    start: int
    end: int
    honorific: str = ""
    opening: bool = False


def _is_word(word: str) -> bool:
    """Whether a capitalised word is an ordinary one, which no name begins with."""
    low = plain(word)
    return any(low in known for known in (STOP, NO_NAMES, MONTHS, WEEKDAYS, NUMERALS, ARTICLES))


@lru_cache(maxsize=4096)
def names_in(text: str) -> tuple[Name, ...]:
    """The proper names of a text, in order."""
    found = [Name(match[1], match.start(1), match.end(1)) for match in _QUOTED.finditer(text)]
    for match in _RUN.finditer(text):
        parts, honorific = match[0].split(" "), ""
        start = match.start()
        while parts and (
            (_is_word(parts[0]) and not _LETTER.match(text, start))
            or plain(parts[0]) in _HONORIFICS
            or parts[0][0].isdigit()
            or parts[0] in _LINKS
        ):
            honorific = plain(parts[0]) if plain(parts[0]) in _HONORIFICS else ""
            start += len(parts.pop(0)) + 1
        body = re.sub(r"n['’]t$", "", " ".join(parts))
        if honorific in _RANKS and len(parts) == 1:
            start, body = start - len(honorific) - 1, text[start - len(honorific) - 1 : start + len(body)]
        if (
            (len(body) < 2 and not _LETTER.match(text, start))
            or "/" in body
            or plain(body) in KIND_OF
            or _GREETED.search(text[max(0, start - 24) : start])
        ):
            continue
        opening = _OPENING.search(text[max(0, start - 8) : start]) is not None
        found.append(Name(body, start, start + len(body), honorific, opening))
    return tuple(sorted(found, key=lambda name: name.start))


def is_german(texts: Iterable[str]) -> bool:
    """Whether nouns are written with capitals here, so that a capital tells nothing."""
    small = [word.text for text in texts for word in words(text[:600])[:80]]
    return sum(word in _GERMAN for word in small) > len(small) / 20


def titled(text: str) -> list[str]:
    """What a document's title names: quoted names, else the runs of capitals that are no sorts of documents."""
    text = re.sub(r"[*_`¶]", "", text).strip()
    if quoted := [match[1] for match in _QUOTED.finditer(text)]:
        return quoted
    if _WIDE.match(text):
        return re.split(r"[\s：:、，（(・|]", text)[:1]
    plainly = _PLAIN_TITLE.match(text)
    parts = [plainly["own"] or plainly["one"][:1].upper() + plainly["one"][1:]] if plainly else []
    parts += [
        name
        for part in re.split(r"(?<!\s)\s*(?:[:|–—,]| - |[(?!]\s?|\.\s)\s*", text)
        for name in _of_part(part.strip())
    ]
    return [name for name in dict.fromkeys(parts) if 1 < len(name) <= LONGEST_TITLE]


def _of_part(part: str) -> Iterator[str]:
    """What one part of a title names: the whole of it if it is written as a name, else the names in it, each with the noun after it."""
    shown = words(part)
    named = any(word.capital for word in shown) and all(word.capital or plain(word.text) in STOP for word in shown)
    if (
        2 <= len(shown) <= 6
        and named
        and not part.isupper()
        and not any(plain(word.text) in NO_NAMES - ARTICLES for word in shown)
    ):
        yield part[shown[1].start :] if plain(shown[0].text) in ARTICLES else part
        return
    for name in () if part.isupper() and len(shown) > 1 else names_in(part):
        after = part[name.end :]
        if re.match(r"['’]s(?: [a-z]+){1,2}$|(?: [a-z]{3,})$", after) and after.strip() not in NO_NAMES:
            yield name.text + after
        if not after.startswith(" ") or after.strip() in NO_NAMES or " " in after.strip():
            yield name.text


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
        return body.removesuffix("()")  # a setting or a function
    if _WIDE.match(body):
        return body if len(body) <= 12 else ""
    kept = found[1:] if plain(found[0].text) in ARTICLES and len(found) > 1 else found
    body = body[kept[0].start :]
    lows = [plain(word.text) for word in kept]
    if (
        plain(found[0].text) in STOP - ARTICLES
        or any(low in _HOW for low in lows)
        or all(_is_word(low) for low in lows)
    ):
        return ""
    if len(kept) == 1:
        general = lows[0] in _GENERAL | NO_NAMES or lows[0] in KIND_OF or lows[0].endswith(("s", "ing", "tion", "ment"))
        return "" if not kept[0].capital or general or (stem(lows[0]) in lower and not foreign) else body
    written = all(word.capital or low in _LINKS or low[0].isdigit() for word, low in zip(kept, lows, strict=True))
    if written and not all(low in _GENERAL for low in lows):
        return body
    return body if foreign and not any(low in STOP - _LINKS - {"au", "aux"} for low in lows) else ""


_HOW = listed("how why what who when where is was are were came does did and und et y oder or")
