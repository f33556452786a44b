"""The checks of what a sentence names and quotes: names, identifiers, addresses, words in quotation marks.

Owns: those checks. Promises: a name in another case, script of dashes, possessive or as an acronym is the same; a German noun is none.
Imports the case and the reader of names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from agent.knowledge.support.case import Case
from agent.knowledge.text.english import FINITE, NEGATIONS, OPENERS, PRONOUNS, STOP, listed
from agent.knowledge.text.letters import fold, plain
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import initials, key, stem, words

FEW = 3  # content words of which it says nothing that they stand nowhere
ROOT = 4  # letters that a name and the adjective of it share: `Cornwall`, `Cornish`
_NO_NAMES = OPENERS | PRONOUNS | NEGATIONS
_ADJECTIVES = tuple(sorted(listed("ish an ese ch ic ais aise ois oise ien ienne eño eña és ano ana ino ina")))
_NOUN_ENDINGS = tuple(sorted(listed("ery ance ence ity age ism ure dom ship hood s ing ion ment ness ee")))
_SCALES = frozenset(("celsius", "fahrenheit", "kelvin"))
_CODE = re.compile(
    r"(?<![\w-])--?[a-z][\w-]+|(?<![\w.])[A-Za-z_][\w.]{0,80}(?:_\w{1,80}|\(\))|\b[A-Za-z]+\d[\w-]*|\b[a-z]+[A-Z]\w*"
)
_ADDRESS = re.compile(
    r"\b[a-z][a-z0-9+.-]{0,30}://[^\s\"'<>()]+|\bwww\.[^\s\"'<>()]+|(?<![^\s\"'<>()@])[^\s\"'<>()@]+@[\w-]+(?:\.[\w-]+)+",
    re.IGNORECASE,
)
_PART = re.compile(r"[^\W_]+(?:['’][^\W_]+)*[+#]*")
_RUN = re.compile(r"[⺀-\uffff]+|[^\W_⺀-\uffff]+")  # `Go语言` is two
_CAPITAL = re.compile(r"(?<![\w'’-])[^\W\d_a-z][\w'’-]*")
_START = re.compile(r"(?:\A|[.!?:;…][\"')\]]{0,9}\s{1,9}|\n\s{0,9}|[\"'(\[]\s{0,9})\Z")
_GERMAN_NAME = re.compile(r"\b(?:Herrn?|Frau|Dr\.|Prof\.)\s+(?P<name>[A-ZÄÖÜ]\w+)")
_LETTERS = re.compile(r"[^\W\d_]")
_QUOTED = re.compile(r"[\"“„«]([^\"“”„«»]{12,})[\"”“»]|「([^「」]{8,})」")


def _names(case: Case) -> Iterator[str]:
    """The names that a text is checked for: a German noun is none, nor a capital that merely begins a sentence."""
    text = case.text
    if case.code == "de":
        yield from (match["name"] for match in _GERMAN_NAME.finditer(text))
        yield from (word for word in re.findall(r"[^\W_]{2,}", text) if word.isupper() and word.isalpha())
        return
    if case.language and not case.language.spaced:
        yield from (word for word in re.findall(r"[A-Za-z][A-Za-z0-9]+", text) if not word.islower())
        return
    dates = [q for q in case.figures(text) if q.kind == "date"]
    for name in proper_names(text):
        if case.code != "en" and re.fullmatch(r"[IVXLC]+e?", name.text):
            continue  # `au XXe siècle`
        if any(q.start <= name.start and name.end <= q.end for q in dates):
            continue  # `Christmas Day 1901`, which is looked up as a figure
        if case.language and name.text.partition(" ")[0].lower() in case.language.stop and case.code != "en":
            continue  # `Des 3 204 électeurs`
        starts = bool(_START.search(fold(text[max(0, name.start - 12) : name.start])))
        alone = starts and " " not in name.text and name.text[1:].islower()
        if alone and (
            name.text.lower() in _NO_NAMES
            or not _is_new(name.text, case)
            or not (case.code == "en" and _is_subject(text[name.end :]))
        ):
            continue
        yield name.text


def _is_subject(rest: str) -> bool:
    """Whether a verb or an "'s" follows a word that begins a sentence."""
    after = re.match(r"['’]s\s|\s+([a-z]+)\b", rest)
    return after is not None and (after[1] is None or after[1] in FINITE or after[1].endswith("ed"))


def _is_new(word: str, case: Case) -> bool:
    """Whether a word that begins a sentence may be a name: not a noun by its ending, nor one made of a cited word (`Recovery`)."""
    low = plain(word)
    return not low.endswith(_NOUN_ENDINGS) and not re.search(
        rf"(?<!\w){re.escape(low[:ROOT])}", plain(" ".join(case.sources))
    )


def _stands(name: str, case: Case, there: set[str], roots: set[str], joined: Sequence[str]) -> bool:
    low = plain(re.sub(r"['’]s?\Z", "", name))
    if low in STOP or low.isdigit() or len(low) < 2 or low in there or stem(low) in there:
        return True
    if len(low) > 3 and any(key(low) in text for text in joined):
        return True
    if len(low) > ROOT and low.endswith(_ADJECTIVES) and low[:ROOT] in roots:
        return True
    if low in _SCALES or (low.rstrip("s").endswith("day") and low[:3] in there):
        return True
    return name.isupper() and any(
        low in initials(text) or low in "".join(re.findall(r"[A-Z]", text)).lower() for text in case.around
    )


def unheld(case: Case) -> list[str]:
    """The proper names of which some word stands neither in the cited sentences, nor in those before them, nor in the page's names."""
    there = {word for text in case.around for found in _RUN.findall(plain(text)) for word in (found, stem(found))}
    roots = {plain(word)[:ROOT] for text in case.around for word in _CAPITAL.findall(text) if len(word) > 3}
    joined = [key(text) for text in case.around]
    held = (all(_stands(part, case, there, roots, joined) for part in _PART.findall(name)) for name in _names(case))
    return [name for name, stands in zip(_names(case), held, strict=True) if not stands]


def names(case: Case) -> list[str]:
    """Every word of a proper name stands in the cited sentences, those before them or the page's names."""
    lost = unheld(case)[:1]
    return [
        f'"{name}" stands in none of the cited sentences: leave it out, or cite the sentence that has it'
        for name in lost
    ]


def addresses(case: Case) -> list[str]:
    """A web or mail address leads where a reader clicks: it stands in a cited sentence letter for letter."""
    if "://" not in case.text and "@" not in case.text and "www." not in case.text.lower():
        return []
    there = {match.group().rstrip(".,;:!?") for source in case.sources for match in _ADDRESS.finditer(source)}
    found = (match.group().rstrip(".,;:!?") for match in _ADDRESS.finditer(case.text))
    return [
        f'"{address}" does not stand in the cited sentences: leave it out' for address in found if address not in there
    ]


def codes(case: Case) -> list[str]:
    """Identifiers, options and the like stand in the cited sentences letter for letter."""
    there = plain(" ".join(case.around))
    for match in _CODE.finditer(case.text):
        if plain(match.group()).strip("-().") not in there and key(match.group()) not in key(there):
            return [
                f'"{match.group()}" stands in none of the cited sentences: leave it out, or cite the sentence that has it'
            ]
    return []


def quotes(case: Case) -> list[str]:
    """What stands in quotation marks stands so in a cited sentence or above it."""
    joined = [" ".join(words(each)) for each in (*case.sources, *case.titled)]
    for match in _QUOTED.finditer(case.text):
        said = words(match[1] or match[2])
        if len(said) > 2 and not any(" ".join(said) in each for each in joined):
            return [
                f'the words in quotation marks ("{(match[1] or match[2])[:40]}…") are not those of a cited sentence'
            ]
    return []


def strange(case: Case) -> list[str]:
    """Some content word or figure, besides the page's names, stands in what is cited."""
    wanted = case.there(case.text).difference(*map(case.there, case.page))
    alone = case.language is not None and case.language.spaced and len(wanted) > FEW and not case.figures(case.text)
    if not alone or any(not wanted.isdisjoint(case.there(text)) for text in case.around):
        return []
    return ["none of its words stand in the cited sentences: say it in theirs"]
