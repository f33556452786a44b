"""Names and figures that stand beside other words in a wording than in its claim: `Holm was born at the Academy` of who was educated there.

Owns: `displaced`. Promises: pure; of itself a text displaces nothing. All words of a wording may stand in its claim, and it say something
else: who is told what somebody did, or when. What comes right before or after a name or figure has to be near it in the claim, on the
same side. It sees about half of what a 1.5B model so turns round, and refuses as much again that is right. English.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from agent.knowledge.support.pairing import dated_last
from agent.knowledge.text.beside import BE, WORD
from agent.knowledge.text.english import STOP
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import tokens
from agent.knowledge.text.stems import stem
from agent.knowledge.values.comparing import same_value
from agent.knowledge.values.quantities import Quantity, quantities

NEAR = 3  # content words, names and figures of a claim that are near another
ROOT = 5  # letters that two words of one root have in common at least (`construction`, `constructed`)
# In a sentence of one clause a figure belongs to its only verb, wherever it stands.
_CLAUSE = re.compile(r"[,;:()–—]\s|\s(?:and|but|or|while|which|who|whom|that|because|when|where|after|before|until)\s")
_AUXILIARY = BE | {"has", "have", "had", "do", "does", "did"}


@dataclass(frozen=True, slots=True)
class _Item:
    """A word (its stem), a name (its words) or a figure, in the order of a text. `clause`: the number of the clause that it stands in.

    `owns`: a name with its `'s`; `does`: one after "by".
    """

    text: str
    words: frozenset[str] = frozenset()
    quantity: Quantity | None = None
    owns: bool = False
    does: bool = False
    clause: int = 0

    @property
    def is_word(self) -> bool:
        return not self.words and self.quantity is None


def displaced(text: str, claim: str, own: Sequence[str]) -> str:
    """The first name or figure of a text that stands beside other words in the claim, or ""; the page's `own` names stand anywhere."""
    text, claim = dated_last(text), dated_last(claim)
    mine, theirs = _items(text), _items(claim)
    is_simple = _CLAUSE.search(claim.rstrip(" .")) is None
    known = {word for name in own for word in tokens(name)}
    for at, item in enumerate(mine):
        if item.is_word or (item.words and item.words <= known) or (item.quantity and is_simple):
            continue
        places = [n for n, other in enumerate(theirs) if _same(item, other)]
        if places and not any(_is_near(mine, at, theirs, place) for place in places):
            return item.text
    return ""


def _is_near(mine: Sequence[_Item], at: int, theirs: Sequence[_Item], place: int) -> bool:
    """Whether what is next to an item is near it in the claim too.

    A figure goes with the word before it, or follows in the claim what it precedes here (`in 1840 mapped`, `mapped in 1840`); a date goes
    with its whole clause. An owner may precede what it owns, and who did something (`built by Holm`) what he did (`Holm built`).
    """
    before, after = mine[at - 1] if at else None, mine[at + 1] if at + 1 < len(mine) else None
    left, right = theirs[max(0, place - NEAR) : place], theirs[place + 1 : place + 1 + NEAR]
    if before is None and (after is None or not left):
        return True
    if mine[at].quantity:
        word = next((item for item in reversed(mine[:at]) if item.is_word), None)
        words = [item for item in theirs[:place] if item.is_word][-NEAR:]
        clause = [item for item in theirs if item.clause == theirs[place].clause] if _is_date(theirs[place]) else []
        if word is not None and _among(word, [*words, *theirs[place + 1 : place + 1 + 2 * NEAR], *clause]):
            return True
        if before is not None and not before.is_word and _among(before, [*theirs[place - 1 : place], *right]):
            return True
    elif before is not None and _among(before, left):
        return True
    turned = mine[at].owns or theirs[place].does
    return after is not None and (_among(after, right) or (turned and _among(after, left)))


def _is_date(item: _Item) -> bool:
    return item.quantity is not None and item.quantity.kind == "date"


def _among(item: _Item, others: Sequence[_Item]) -> bool:
    return any(_same(item, other) for other in others)


def _same(a: _Item, b: _Item) -> bool:
    if a.quantity and b.quantity:
        return same_value(a.quantity, b.quantity)
    if a.words and b.words:
        return bool(a.words & b.words)
    alike = a.text == b.text or (min(len(a.text), len(b.text)) >= ROOT and a.text[:ROOT] == b.text[:ROOT])
    return a.is_word and b.is_word and alike


def _items(text: str) -> list[_Item]:
    """The content words, names and figures of a text in order."""
    found: list[tuple[int, int, _Item]] = [(q.start, q.end, _Item(q.text, quantity=q)) for q in quantities(text)]
    taken = {place for start, end, _ in found for place in range(start, end)}
    for name in proper_names(text):
        held = frozenset(tokens(name.text))
        if held and taken.isdisjoint(range(name.start, name.end)):
            owns = re.match(r"['’]s?(?!\w)", text[name.end :]) is not None
            does = re.search(r"\bby\s+(?:the\s+)?\Z", text[: name.start]) is not None
            found.append((name.start, name.end, _Item(name.text, held, owns=owns, does=does)))
    taken |= {place for start, end, _ in found for place in range(start, end)}
    for match in WORD.finditer(text):
        word = re.sub(r"['’]s\Z", "", match.group().lower())
        if match.start() not in taken and word not in STOP and word not in _AUXILIARY:
            found.append((match.start(), match.end(), _Item(stem(word))))
    ends = [match.start() for match in _CLAUSE.finditer(text)]
    return [
        replace(item, clause=bisect_left(ends, start)) for start, _, item in sorted(found, key=lambda entry: entry[:2])
    ]
