"""What sort of thing a noun names, of what kind a page about it is (a Company is an organisation, a steamer is a product), and what a
text says that a named thing is: "X was a steamer", "X, a steamer,", "the steamer X", "X (steamer)", a row of a table.

Owns: `sort_of` and the kinds, by the nouns of `nouns.toml`; `said_of` and `definition`. A *sort* is what excludes another sort (a ship is
no river), but for those that one thing may be at once (a town and a port, a library and a method). English; what is in no list has no
sort. The kind of a page is its readers' word (`kind_of`); a sort only helps to tell namesakes apart. A word counts for a name only if it
stands in such a relation to the name itself, not to a longer name or a phrase that holds it.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from agent.knowledge.model import PAGE_KINDS, PageKind
from agent.knowledge.text.english import OPENERS, PREFIXES, STOP, listed
from agent.knowledge.text.letters import fold, plain, spots

_NOUNS = tomllib.loads(files("agent.knowledge.things").joinpath("nouns.toml").read_text(encoding="utf-8"))
# of each kind its sorts, of each its nouns
_SORT_OF: dict[str, str] = {
    noun: sort for kind in PAGE_KINDS for sort, nouns in _NOUNS[kind].items() for noun in nouns.split()
}

# One thing may be both: a town is a port and the seat of a county, a school is a house, a method is a library.
_AT_ONCE = (
    frozenset(["settlement", "territory", "building", "organisation"]),
    frozenset(["settlement", "territory", "water", "land"]),
    frozenset(["software", "method", "concept", "dataset", "device", "game"]),
    frozenset(["concept", "substance", "disease", "organism"]),
    frozenset(["device", "substance"]),
    frozenset(["device", "vehicle", "vessel"]),
    frozenset(["event", "method", "concept"]),
    frozenset(["organisation", "software", "writing"]),
)

_VAGUE = listed("system project piece thing object one name type kind sort form version part member design work")
# Kinds that one thing may be called by different readers: a university is a place, a library of code a method.
_ALIKE = (
    frozenset(["organisation", "place"]),
    frozenset(["organisation", "software", "product", "work", "dataset", "event"]),
    frozenset(["software", "product", "work", "method", "concept", "dataset"]),
    frozenset(["event", "method", "concept", "work"]),
)
# most general first: a program is a product too
_GENERAL: tuple[PageKind, ...] = ("other", "concept", "product", "work")
_NOUN = re.compile(r"[^\W\d_][\w'-]*")


def singular(word: str) -> str:
    """The word, or what it is the plural of, if that is a noun of the lists."""
    for form in (word, word.removesuffix("s"), word.removesuffix("es"), f"{word.removesuffix('ies')}y"):
        if form in _SORT_OF:
            return form
    return f"{word.removesuffix('men')}man" if f"{word.removesuffix('men')}man" in _SORT_OF else word


def head_of(phrase: str) -> str:
    """The head of a noun phrase, its last noun, in the singular where that is known; the noun before one that says nothing
    ("telegraph system"). "" if there is none.
    """
    parts = [singular(part) for part in _NOUN.findall(plain(phrase))]
    while len(parts) > 1 and parts[-1].removesuffix("s") in _VAGUE:
        parts.pop()
    if not parts or parts[-1].removesuffix("s") in _VAGUE:
        return ""
    return parts[-1] if parts[-1] in _SORT_OF else singular(parts[-1].rpartition("-")[2])


def sort_of(phrase: str) -> str:
    """The sort of thing that a noun phrase names ("wooden screw battleship": vessel), or ""."""
    return _SORT_OF.get(head_of(phrase), "")


def exclude(a: str, b: str) -> bool:
    """Whether nothing is of both sorts. Symmetric; false of one sort twice and where one is unknown."""
    return bool(a and b) and a != b and not any({a, b} <= both for both in _AT_ONCE)


def kinds_exclude(a: PageKind, b: PageKind) -> bool:
    """Whether nothing is of both kinds, however loosely readers call it: a person and anything else, a place and a product."""
    return a != b and "other" not in (a, b) and not any({a, b} <= both for both in _ALIKE)


def kind_of(said: Iterable[PageKind]) -> PageKind:
    """The kind that most readers said; of several the more specific, then the first of the alphabet. Raises ValueError if none did."""
    counts = Counter(said)
    return min(counts, key=lambda kind: (-counts[kind], -_GENERAL.index(kind) if kind in _GENERAL else -9, kind))


# characters of a sentence, and places of the name in it, that are looked at: a text may be one sentence
LONGEST, SPOTS = 2000, 16
_ARTICLE = r"(?:an?|the|one of(?: the)?)"
_ADVERBS = r"(?:(?:also|now|then|still|originally|once|later|currently|essentially|basically)\s+){0,2}"
_ASIDE = r"[\"'*_]{0,2}(?:\s*\([^()]{1,120}\))?"
_IS = re.compile(
    rf"{_ASIDE}(?:,[^,;.]{{1,80}},)?,?\s+(?:(?:who|which)\s+)?(?:is|are|was|were|became|remains|has been|had been)\s+{_ADVERBS}"
    rf"(?:{_ARTICLE}|its|their|his|her)\s+(?P<rest>\S.*)",
    re.DOTALL,
)
_APPOSED = re.compile(rf"{_ASIDE},\s+(?:then\s+)?(?P<article>{_ARTICLE})\s+(?P<rest>[^,;.:()]{{3,120}})(?=[,;.:()]|\Z)")
_BRACKET = re.compile(r"\s+\((?P<rest>[a-z][^()\d]{2,40})\)")
_KIND_CELL = re.compile(r"\|\s*(?:Kind|Type|Sort|Class|Category):\s*(?P<rest>[^|]{3,60})")
_LED = re.compile(r"(?:\A|: )(?:(?:The|An?) )?\Z")
_CELL_END = re.compile(r"\s*(?:\||\Z)")
_LABEL = re.compile(r"\A(?:[-*•]\s+)?(?P<rest>[A-Z][\w -]{1,30}):\s+\Z")
_BEFORE = re.compile(
    r"(?P<before>(?:.*[\s(\"])?)(?P<det>an?|the|its|their|his|her)\s+(?P<rest>(?:[\w'-]+\s+){0,4}[a-z][\w'-]*)(?P<comma>,?)\s\Z",
    re.IGNORECASE | re.DOTALL,
)
_PERSON_BEFORE = re.compile(r"(?P<rest>(?:[A-Z][a-z]{1,40}\s)?[a-z][\w-]{1,60})\s\Z")
_END = re.compile(
    r"[,;:()\n|]|\.(?=\s|\Z)|\s(?:that|which|who|whose|where|when|of|in|on|for|to|by|with|from|at|as|and|or|but|near|between|under|over|off|"
    r"about|into|than|is|are|was|were|has|had|have|can|could|may|will|would|it|he|she|they|we|then|here|there)\b"
    r"|\s(?:\w+ed|written|given|taken|driven|chosen|known|grown|drawn|shown|born|built|sent|held|made|laid|led|cut|set|run)"
    r"\s(?:by|in|for|to|at|on|with|from|as|near|between|after|since|entirely|mainly)\b"
)
_MANY = listed("type kind form sort variety piece class family pair set")
_PREPOSITION = re.compile(
    r"\b(?:of|in|at|from|to|on|after|before|near|by|with|under|for|during|off|into|via|like|unlike|beyond|above|around|between|and|or)\s+(?:the\s+)?\Z",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\b(?:of|in|at|from|near|to|and|or)\s+(?:the\s+)?\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True, order=True)
class Said:
    """What a sentence says that a name is. `rank` 0 is the plainest form; `sort` is "" where the lists do not know the noun."""

    rank: int
    what: str
    sort: str


def noun_phrase(rest: str) -> str:
    """The noun phrase that a text begins with, without what follows it: "screw steamer that sailed" is "screw steamer"."""
    text = " ".join(rest[:200].split())
    end = _END.search(text)
    phrase = text[: end.start()] if end else text
    if end and end.group().strip() == "of" and phrase.split() and phrase.split()[-1].lower().rstrip("s") in _MANY:
        return noun_phrase(text[end.end() :].strip().removeprefix("a ").removeprefix("an ")) or phrase
    return phrase.strip(" \"'*_`.")


def _made(rank: int, rest: str) -> list[Said]:
    what = noun_phrase(rest)
    return [Said(rank, what, sort_of(what))] if what and head_of(what) and what.split()[-1][:1].islower() else []


def _inside(text: str, start: int, end: int) -> bool:
    """Whether the name that stands there is only a part of a longer one, or owns what follows."""
    if re.match(r"['’]s?\b|[ -][A-Z]", text[end:]):
        return True
    before = re.search(r"([A-Z][\w.'-]{0,60})[ -]\Z", text[:start])
    word = before[1].rstrip(".").lower() if before else ""
    return bool(word) and word not in STOP and word not in OPENERS and word not in PREFIXES


def _spots(name: str, text: str) -> Iterable[tuple[int, int]]:
    """Where the name stands by itself; with another capital only as the headword of the sentence ("A grapnel is")."""
    for start, end in spots(name.lower(), low) if len(low := text.lower()) == len(text) else spots(name, text):
        led = _LED.search(text[:start])
        if (text[start:end] == name or led) and not _inside(text, start, end):
            yield start, end


def _after(text: str, start: int, end: int) -> list[Said]:
    """What is said of the name behind it."""
    before, after = text[:start], text[end : end + 400]
    found: list[Said] = []
    if (match := _IS.match(after)) and not _WHOLE.search(before.rstrip(" \"'*_(") + " "):
        found += _made(0, match["rest"])
    if match := _APPOSED.match(after):
        found += _apposed(before, match)
    if match := _BRACKET.match(after):
        found += [said for said in _made(1, re.sub(r"\A(?:an?|the) ", "", match["rest"])) if said.sort]
    if _CELL_END.match(after) and (label := _LABEL.match(before)):
        cell = _KIND_CELL.search(text)
        found += [said for said in _made(0, (cell or label)["rest"].lower()) if said.sort]
    return found


def _apposed(before: str, match: re.Match[str]) -> list[Said]:
    """What stands behind a comma: "led by X, the engineer." speaks of X, "the mayor of X, a lawyer," and "at X, the ship" do not."""
    if re.search(r"\b(?:is|was|are|were|has|had|have)\b", match["rest"]):
        return []
    found = []
    for said in _made(1, match["rest"]):
        person = said.sort == "person"
        loose = _WHOLE.search(before) if person else match["article"] == "the" and _PREPOSITION.search(before)
        found += [] if loose else [said]
    return found


def _before(text: str, start: int, end: int) -> list[Said]:
    """What is said of the name in front of it: "the steamer X", "an engineer, X,", "American merchant X"."""
    found: list[Said] = []
    head = text[max(0, start - 90) : start]
    if match := _BEFORE.match(head):
        rest = " ".join(match["rest"].split())
        clean = not any(word.lower() in STOP for word in rest.split())
        if clean and match["comma"]:
            opens = match["det"].lower() in ("a", "an") or re.search(r"(?:\A|[,;:.(\"]\s*)\Z", match["before"])
            closed = opens and re.match(r"\s*[,.;]", text[end:]) and not _PREPOSITION.search(match["before"])
            found += [said for said in _made(1, rest) if said.sort] if closed else []
        elif clean:
            found += _made(2, rest)
    if not found and (match := _PERSON_BEFORE.search(head)):
        found += [said for said in _made(2, match["rest"]) if said.sort == "person" and not match["rest"].endswith("s")]
    return found


@lru_cache(maxsize=65536)
def said_of(name: str, sentence: str) -> tuple[Said, ...]:
    """All that a sentence says the thing of this name to be, plainest first."""
    text, name = fold(sentence[:LONGEST]), fold(name)
    if not name or name.lower() not in text.lower():
        return ()
    return tuple(
        sorted(
            {
                said
                for spot in islice(_spots(name, text), SPOTS)
                for said in (*_after(text, *spot), *_before(text, *spot))
            }
        )
    )


def definition(names: Iterable[str], sentences: Iterable[tuple[int, str]]) -> tuple[int, str] | None:
    """The number of the sentence that says best what a thing with these names is, and the noun phrase in it; None if none does.

    What has a known sort comes first, then the plainest form, then the first sentence. Of a noun in no list only the plain forms count.
    """
    called = sorted(set(names))
    found = [
        (not said.sort, said.rank, number, said.what)
        for number, text in sentences
        for name in called
        for said in said_of(name, text)
        if said.sort or said.rank < 2
    ]
    return min(found)[2:] if found else None
