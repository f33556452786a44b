"""Who holds a part that a thing has only once: its author, its captain, its first chairman, the place where somebody was born.

Owns: `roles`, and what only plans or opines. Promises: pure; English patterns of active, passive and noun ("X led it", "led by X",
"X was its leader"). Names of other relations (who was there, who helped) make no disagreement, for there may be many. Imports the
reader of names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from agent.knowledge.text.letters import fold
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import stem

# One part each: the verb forms and nouns by which it is told.
_PARTS: dict[str, str] = {
    word: line.split()[0]
    for line in """
        command commanded commands commander captain captained skipper skippered
        write wrote written writes author writer authored penned
        invent invented invents inventor devised
        found founded founder established establisher co-founded
        design designed designs designer architect drew drawn planned
        build built builder constructed builds
        lead led leader leads headed head
        direct directed director directs
        compose composed composer
        discover discovered discoverer
        paint painted painter
        create created creator creates
        edit edited editor
        translate translated translator
        chair chaired chairman chairwoman chairperson chairs
        preside president
        own owned owner owns
        curate curated curator
        govern governed governor
        manage managed manager
        develop developed developer
        patent patented
        propose proposed proposer
        coin coined
        succeed succeeded successor
        rule ruled ruler
        win won winner
        kill killed killer
        mayor
        headmaster headmistress
        principal
        patron
        capital
        """.strip().splitlines()
    for word in line.split()
}
_VERBS = frozenset(
    w for w in _PARTS if w.endswith("ed") or w in ("wrote", "written", "built", "led", "drew", "drawn", "won")
)
_WORDS_BETWEEN = r"(?:(?!(?:in|at|on|of|from|to|with|for|near|after|before|and)\s)[a-z][\w-]*\s+){0,4}"
_PASSIVE = re.compile(rf"\b(?P<verb>[a-z-]+) (?:(?:in|during) (?:\w+ )?\d{{4}} )?by {_WORDS_BETWEEN}\Z")
_ACTIVE = re.compile(r"\A,?(?: (?:had|has|first|then|later|also|himself|herself)){0,2} (?P<verb>[a-z-]+)\b")
_NOUN = r"(?P<order>first|second|third|last|only|original|chief|present|current)?\s*(?P<noun>[a-z][\w-]*)"
_IS = re.compile(rf"\A(?:,| was| is| became| had been| served as|, who was)\s+(?:the|its|their|her|his)\s+{_NOUN}\b")
_BEFORE = re.compile(
    rf"\b(?:[Tt]he|[Ii]ts|[Tt]heir|[Hh]is|[Hh]er)\s+{_NOUN}(?:\s+of\s+(?:the\s+)?[\w’' -]{{1,40}}?)?"
    r"(?:,|\s+was|\s+is|\s+became|\s+had been)\s+\Z"
)
_PLACED = re.compile(
    r"\b(?P<what>born|died|buried|located|based|headquartered|situated|named|married|capital)(?: \w+)? (?:in|at|near|after|to|is)\s+\Z"
)
_HONORIFIC = re.compile(
    r"(?:(?:Captain|Capt|Sir|Dr|Mr|Mrs|Ms|Lord|Lady|Professor|Prof|General|Colonel|President|Lieutenant|Admiral|Commander)\.?\s+)+"
)
_SUPPOSED = re.compile(
    r"\b(?:plan(?:s|ned)?|proposed|proposal|intended|intention|scheduled|hoped|meant|due) (?:\w+ ){0,8}?(?:to|for)\b"
    r"|\b(?:was|were) (?:to|expected to) [a-z]+\b|\bin (?:[\w’'. ]+['’]s?|his|her|their|my|our) (?:own )?(?:opinion|view|belief)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Role:
    """A part and who holds it: the name is `text[start:end]`. `part` is one word, with `first` and the like before it."""

    part: str
    text: str
    start: int
    end: int


def supposed(text: str) -> bool:
    """Whether a sentence tells what was planned, or what somebody held: it states no fact of its own."""
    return _SUPPOSED.search(fold(text)) is not None


@lru_cache(maxsize=8192)
def roles(source: str) -> tuple[Role, ...]:
    """The parts that a sentence gives to names, in the order of the names; a name may hold several."""
    text = fold(source)
    found: list[Role] = []
    for name in proper_names(source):
        start = name.start
        if honour := _HONORIFIC.match(text[name.start : name.end]):
            start += honour.end() if honour.end() < name.end - name.start else 0
        before = _HONORIFIC.sub("", text[max(0, name.start - 90) : name.start])
        parts = dict.fromkeys(_parts(before, text[name.end : name.end + 80]))
        found.extend(Role(part, source[start : name.end], start, name.end) for part in parts)
    return tuple(found)


def _parts(before: str, after: str) -> list[str]:
    made = []
    if (match := _PASSIVE.search(before)) and match["verb"] in _PARTS:
        made.append(_PARTS[match["verb"]])
    if (
        (match := _ACTIVE.match(after))
        and match["verb"] in _VERBS
        and not re.match(r"\s+(?:by|in|at|to|on|from|for)\b", after[match.end() :])
    ):
        made.append(_PARTS[match["verb"]])
    nouns = (_IS.match(after), _BEFORE.search(before))
    made.extend(_noun(match) for match in nouns if match and (match["noun"] in _PARTS or match["order"]))
    if match := _PLACED.search(before):
        made.append(match["what"])
    return made


def _noun(match: re.Match[str]) -> str:
    part = _PARTS.get(match["noun"], stem(match["noun"]))
    return f"{match['order']} {part}" if match["order"] else part
