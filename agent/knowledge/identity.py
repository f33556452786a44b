"""Whether two documents that use one name mean one thing: what each says the thing is, compared in code.

Owns: the comparison of descriptions. It never decides; it says whether there is anything to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from agent.knowledge.comparing import compatible
from agent.knowledge.names import proper_names
from agent.knowledge.normal import key, norm, tokens
from agent.knowledge.quantities import quantities

_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)")
_VAGUE = frozenset(["thing", "object", "entity", "item", "name", "subject", "something", "unknown", "other", "concept"])


def clash(a: tuple[str, str, str, str], b: tuple[str, str, str, str]) -> str:
    """What keeps two descriptions (what, place, time, version) from being of one thing, in a few words; empty if nothing does.

    Only what both sides say can clash. A sort clashes when the two have no content word in common, a place likewise; a time or a
    version when no reading of both agrees.
    """
    for name, left, right in zip(("what", "place"), a[:2], b[:2], strict=True):
        if left and right and _strangers(left, right):
            return f"{name}: {left} / {right}"
    for name, left, right in zip(("time", "version"), a[2:], b[2:], strict=True):
        if left and right and _apart(left, right):
            return f"{name}: {left} / {right}"
    return ""


def apart(a: tuple[str, str, str, str], b: tuple[str, str, str, str], values: Iterable[str]) -> bool:
    """Whether two descriptions are of different things, so that an answer to one question says nothing against the other.

    What they are asked about cannot tell them apart: a place or a sort that is itself one of the `values` does not count, nor does
    a time, which is as often the matter in question as a mark of the thing; but a beginning and an end that both differ do.
    """
    said = {word for value in values for word in tokens(value)}
    for left, right in ((a[0], b[0]), (a[1], b[1]), (a[3], b[3])):
        if left and right and not said & {*tokens(left), *tokens(right)} and _strangers(left, right):
            return True
    asked = said & {*tokens(a[1]), *tokens(b[1])}
    return (not asked and _elsewhere(a[1], b[1])) or _lifetimes_apart(a[2], b[2])


def _elsewhere(a: str, b: str) -> bool:
    """Whether two places of one rank, told by what they lie in, are two: `Scioto County, Ohio` and `Tuscarawas County, Ohio`."""
    one, two = (norm(place.split(",")[0]).split() for place in (a, b))
    ranked = len(one) > 1 and len(two) > 1 and one[-1] == two[-1]
    return ranked and not set(one[:-1]) & set(two[:-1])


def _lifetimes_apart(a: str, b: str) -> bool:
    """Whether two times are each told by their beginning and end, and differ in both: one may be in dispute, both are another's."""
    one, two = (_YEAR.findall(time) for time in (a, b))
    return len(one) == len(two) == 2 and one[0] != two[0] and one[1] != two[1]


def _strangers(a: str, b: str) -> bool:
    left, right = set(tokens(a)) - _VAGUE, set(tokens(b)) - _VAGUE
    return bool(left and right and not left & right)


def _apart(a: str, b: str) -> bool:
    verdicts = [compatible(x, y) for x in quantities(a) for y in quantities(b)]
    known = [verdict for verdict in verdicts if verdict is not None]
    return bool(known) and not any(known)


def qualifier(mine: tuple[str, str, str, str], others: Iterable[tuple[str, str, str, str]]) -> str:
    """What tells this description from the others, short enough for the brackets of a title: `Mercury (planet)`."""
    rest = list(others)
    for position in range(4):
        words = mine[position].split()
        if words and all(_strangers(mine[position], other[position]) or not other[position] for other in rest):
            return " ".join(words[-3:]).strip(" .,;:()").lower() if position == 0 else mine[position].strip(" .,;:()")
    return ""


ENOUGH = 5  # shared particulars from which on two texts are taken to speak of one thing
MOST = 0.5  # share of the lesser text's particulars from which on they certainly do

Particulars = tuple[frozenset[str], frozenset[str]]


def particulars(text: str) -> Particulars:
    """What is particular in a text: the keys of the names in it, and its figures and dates, normalised."""
    return frozenset(key(name.text) for name in proper_names(text)), frozenset(norm(q.text) for q in quantities(text))


def shared(a: Particulars, b: Particulars, names: Iterable[str]) -> int:
    """How much two texts have in common besides the names of the thing itself: a name counts one, a figure or a date two.

    A name alone proves nothing: there are many townships called Vermillion. What else two accounts agree on does.
    """
    one, two = _besides(a, b, names)
    return len(one[0] & two[0]) + 2 * len(one[1] & two[1])


def agree_on_most(a: Particulars, b: Particulars, names: Iterable[str]) -> bool:
    """Whether two texts agree on most of what is particular in the lesser of them, and on enough: two accounts of one thing.

    Accounts that contradict each other in one point agree on the rest; those of two things of one name differ on nearly all.
    """
    one, two = _besides(a, b, names)
    both = len(one[0] & two[0]) + len(one[1] & two[1])
    least = min(len(one[0]) + len(one[1]), len(two[0]) + len(two[1]))
    return both >= ENOUGH and both >= MOST * least


def _besides(a: Particulars, b: Particulars, names: Iterable[str]) -> tuple[Particulars, Particulars]:
    """Both without the names of the thing itself."""
    own = {word for name in names for word in key(name).split()}
    one, two = (frozenset(name for name in side[0] if not set(name.split()) <= own) for side in (a, b))
    return (one, a[1]), (two, b[1])
