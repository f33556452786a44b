"""Who holds a part in a thing: who built it, owns it, is its first chairman; from where or of what it comes.

Owns: the patterns "built by X", "X built it", "Lead: X", "X was its first chairman", "came from X". Imports nothing of ours but its
neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agent.engine.rehearsal.names import names_in
from agent.engine.rehearsal.words import NUMERALS, STOP, concept, content, key_of, listed, plain, shared, stem, words

_DEEDS = listed(
    "build found write design lead invent command patent own find recover teach chair begin make discover "
    "paint compose publish translate fund"
)
_SOLE = _DEEDS - listed("make begin recover find fund publish translate")
_PART = re.compile(
    r"(?:[^\W\d_-]{2,}(?:[eo]r|ian|ist|ant|man|woman)|executive|head|lead|chief|chair|own)(?:s?\Z)"
)  # who does something, and posts
_ORDER = r"(?:(?P<order>first|second|third|last|only|original) )?(?:chief |managing |principal |deputy )?"
_BY = re.compile(r"\b(?:by|von|durch|par|por) (?=\S)")
_FEW = re.compile(r"(?:[a-zäöüß]+ ){0,4}(?:[A-Z][a-zäöüß]+\.? )?")
_PASSIVE = re.compile(r" (?:is|was|were|are|been|wurde|war|ist)\b")
_DOES = re.compile(
    r"^(?:,[^,]{2,40},)?(?: \d{4}| die| den| das| der| who| later| then| also| first| himself| himself,| "
    r"first| [A-Za-zäöü]+){0,3}? (?P<verb>[^\W\d_][\w-]+)"
)
_IS = re.compile(
    rf"^(?:,| is| was| became| ist| war)(?: still)?(?: the| its| their| a)? {_ORDER}(?P<part>[a-z][\w-]*)\b"
)
_PART_IS = re.compile(
    rf"(?:^|[\s\W]){_ORDER}(?P<part>[A-Za-z][\w-]*)(?: of [^,:;|]{{1,40}})?(?:,| is| was| became|:| \| \w+:) (?:[A-Z][a-z]+\.? )?$"
)
_CELL = re.compile(r"^ \| [\w ]{2,20}: (?:chief |managing |principal |deputy )?(?P<part>[a-z][\w-]*)\b")
_APART = re.compile(r"^\**,[^.;|]{0,50}, (?:the|its) (?P<part>[a-z][\w-]*)\b")
_FROM = re.compile(
    r"\b(?P<before>[^,;.\n]{0,40}?)\b(?:came|comes?|had|has|got|stems?|taken|received|learned|vient|"
    r"stammt)\b(?P<between> [^,;.\n]{0,30}?)?"
    r" (?:from|aus der Werkstatt von|de|von|aus) (?P<rest>[^,;.\n]{2,40})"
)
_SUBJECT = re.compile(
    r"^(?:The|A|An|Der|Die|Das|Le|La|El)\s+(?P<name>(?!\w+ (?:was|is|were|"
    r"are)\b)[a-z]\w*(?:\s[a-z]\w*){0,2}?)\s(?P<verb>owns|built|runs|leads|wrote|founded|made|keeps|paints)\b"
)
_PLACE = re.compile(
    r"\b(?P<verb>began|started|broke out|begins|starts|built|made|born|died|founded|buried|married)\s(?:in|"
    r"at|near) (?P<rest>[^,;.\n]{2,40})"
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who or what holds a part: `place` is where in a row of several ("first"); `sole` if the part is one that only one can hold."""

    part: str
    name: str
    place: str = ""
    sole: bool = False


def same_holder(one: str, other: str) -> bool:
    """Whether two names can be of one: one has the words of the other, or they are the same but for their ends."""
    left, right = ({stem(part) for part in key_of(name).split()} - STOP for name in (one, other))
    return (
        not left
        or not right
        or left <= right
        or right <= left
        or (len(left) == len(right) == 1 and bool(shared(left, right)))
    )


def head_noun(rest: str) -> str:
    """The noun of a phrase that begins a text: "nun" of "a nun at her boarding school"."""
    found: list[str] = []
    for word in words(rest)[:6]:
        low = plain(word.text)
        if found and (low in STOP or low in NUMERALS):
            break
        if low not in STOP and low not in NUMERALS and not low[0].isdigit():
            found.append(word.text)
    return " ".join(found[-1:])


def holders_in(text: str) -> Iterator[Holder]:
    """The parts that a text gives to names, or to what stands in a name's place."""
    names = names_in(text)
    for name in names:
        before, after = text[max(0, name.start - 90) : name.start], text[name.end : name.end + 80]
        for part, place, sole in _told(before, after):
            yield Holder(part, name.text, place, sole)
    for found in _BY.finditer(text):
        near = [concept(word.text) for word in words(text[max(0, found.start() - 60) : found.start()])[-5:]]
        verb = next((word for word in reversed(near) if word in _DEEDS), "")
        inside = next(
            (
                name
                for name in names
                if name.start >= found.end() and _FEW.fullmatch(text[found.end() : name.start][:60])
            ),
            None,
        )
        if verb and inside:
            yield Holder(verb, inside.text, "", verb in _SOLE)
    if subject := _SUBJECT.match(text):
        yield Holder(concept(subject["verb"]), subject["name"], "", True)
    for found in _FROM.finditer(text):
        inside = next((name for name in names if found.start("rest") <= name.start < found.end("rest")), None)
        if source := inside.text if inside and inside.start - found.start("rest") < 8 else head_noun(found["rest"]):
            for thing in content(f"{found['before']} {found['between'] or ''}"):
                yield Holder(f"from {thing}", source, "", True)
    for found in _PLACE.finditer(text):
        if (place := head_noun(found["rest"])) and not found["rest"][:1].isdigit():
            yield Holder(f"{concept(found['verb'].split()[0])} in", place, "", False)


def _is_part(word: str) -> bool:
    """Whether a noun says who does something, or a post."""
    return _PART.match(word.casefold()) is not None


def _told(before: str, after: str) -> Iterator[tuple[str, str, bool]]:
    """The parts that what stands before and after a name gives it, each with its place in a row of several, and whether one only has it."""
    if re.match(r"(?:It was|C'est|Es war)\s*$", before[-8:]) and (found := re.match(r" who (\w+)", after)):
        yield concept(found[1]), "", concept(found[1]) in _SOLE
    elif (found := _DOES.match(after)) and not _PASSIVE.match(after):
        verb = concept(found["verb"])
        if (
            verb in _DEEDS
            and not re.match(r"\s(?:by|von|durch|in \w+ by)\b", after[found.end() :])
            and found["verb"] != "found"
        ):
            yield verb, "", verb in _SOLE
    if (found := _IS.match(after)) and _is_part(found["part"]):
        yield concept(found["part"]), found["order"] or "", True
    if (found := _CELL.match(after) or _APART.match(after)) and _is_part(found["part"]):
        yield concept(found["part"]), "", True
    if (found := _PART_IS.search(before)) and (_is_part(found["part"]) or found["order"]):
        yield concept(found["part"]), (found["order"] or "").casefold(), True
