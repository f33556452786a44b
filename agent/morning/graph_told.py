"""What a page of ours tells, for the panel of the graph: words of its sources, and the sides of what is disputed.

Owns: reading those back from the page's own text, so that a wiki without its database shows them too. Pure. Nothing is
believed of the text: a page that a person rewrote tells less.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agent.wiki.text import one_line, shorten

QUOTE_LIMIT = 260  # characters; a page has the whole
MOST_SIDES = 6  # of one disagreement

_NOTE = re.compile(r'^\[\^([^\]\s]+)\]: \[\[sources/([^#|\]]+)[^\]]*\]\](?:, (.*?))?: "(.+)"\s*$', re.MULTILINE)
_HEAD = re.compile(r"^> \[!\w+\] (Sources disagree|Changed over time|Resolved)(?:: (.+))?$")
_POINTER = re.compile(r"^\*Disputed: (.+)\*$")
_SIDE = re.compile(r"^> - (?:\*\*(.+?)\*\*: )?(.+)$")
_NEXT = re.compile(r"(?<=[\])]) · (?=“)")  # of those that say the same
_CITED = re.compile(r"\[\^([^\]\s]+)\]")
_LINK = re.compile(r"\[\[(?:[^\]\[|]*\|)?([^\]\[|]*)\]\]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Quote:
    """The words of a source, with its id and where they stand in it."""

    source: str
    where: str
    words: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A question and its sides: (value, sentence, id of the source or nothing); none where another page tells them. `state` is how the page
    heads it.
    """

    state: str
    question: str
    sides: tuple[tuple[str, str, str], ...]


def quotes_of(text: str, most: int) -> list[Quote]:
    """The first `most` quotations in the footnotes of a page, one a source before a second of any."""
    found: dict[str, list[Quote]] = {}
    for match in _NOTE.finditer(text):
        found.setdefault(match[2], []).append(Quote(match[2], _spoken(match[3] or ""), _spoken(match[4])))
    rounds = max(map(len, found.values()), default=0)
    return [quotes[n] for n in range(rounds) for quotes in found.values() if n < len(quotes)][:most]


def disputes_of(text: str) -> list[Dispute]:
    """What the callouts of a page say of disagreements, in order."""
    sources = {match[1]: match[2] for match in _NOTE.finditer(text)}
    found: list[tuple[str, str, list[tuple[str, str, str]]]] = []
    inside = False
    for line in text.splitlines():
        if pointer := _POINTER.match(line):
            found += [("Sources disagree", _spoken(asked), []) for asked in _LINK.findall(pointer[1])]
        if head := _HEAD.match(line):
            found.append((head[1], _spoken(head[2] or ""), []))
        elif inside and found and (side := _SIDE.match(line)) and len(found[-1][2]) < MOST_SIDES:
            for said in _NEXT.split(side[2], MOST_SIDES):
                cited = next((sources[name] for name in _CITED.findall(said) if name in sources), "")
                found[-1][2].append((_spoken(side[1] or ""), _spoken(said), cited))
        inside = line.startswith(">") and bool(head or inside)
    return [Dispute(state, question, tuple(sides)) for state, question, sides in found]


def _spoken(markdown: str) -> str:
    """A line of a page as plain words."""
    plain = _LINK.sub(r"\1", _CITED.sub("", markdown))
    return shorten(one_line(_ESCAPE.sub(r"\1", plain)), QUOTE_LIMIT)
