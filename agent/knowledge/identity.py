"""Whether two documents that use one name mean one thing: what each says the thing is, compared in code.

Owns: the comparison of descriptions. It never decides; it says whether there is anything to ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from agent.knowledge.comparing import compatible
from agent.knowledge.names import proper_names
from agent.knowledge.normal import key, norm, tokens
from agent.knowledge.quantities import quantities

_VAGUE = frozenset(["thing", "object", "entity", "item", "name", "subject", "something", "unknown", "other", "concept"])
_NO_BRACKETS = str.maketrans("()", "  ")
SHORT, FEW = 40, 5  # characters and words of a document's title that may tell a page apart: more is a sentence
Four = tuple[str, str, str, str]  # what, place, time, version


def clash(a: Four, b: Four) -> str:
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


def apart(a: Four, b: Four, values: Iterable[str]) -> bool:
    """Whether two descriptions are of different things, so that an answer to one question says nothing against the other.

    What they are asked about cannot tell them apart: a place or a sort that is itself one of the `values` does not count, nor does
    a time, which is as often the matter in question as a mark of the thing.
    """
    said = {word for value in values for word in tokens(value)}
    for left, right in ((a[0], b[0]), (a[1], b[1]), (a[3], b[3])):
        if left and right and not said & {*tokens(left), *tokens(right)} and _strangers(left, right):
            return True
    return False


def _strangers(a: str, b: str) -> bool:
    left, right = set(tokens(a)) - _VAGUE, set(tokens(b)) - _VAGUE
    return bool(left and right and not left & right)


def _apart(a: str, b: str) -> bool:
    verdicts = [compatible(x, y) for x in quantities(a) for y in quantities(b)]
    known = [verdict for verdict in verdicts if verdict is not None]
    return bool(known) and not any(known)


def qualifier(mine: Four, others: Iterable[Four], titles: Iterable[str] = ()) -> str:
    """What tells this description from the others, short enough for the brackets of a title: `Mercury (planet)`.

    Where nothing does, the first of `titles` (those of its document) that is short enough. Descriptions hold words of their document
    and our own kinds only.
    """
    rest = list(others)
    for position in range(4):
        words = mine[position].split()
        if words and all(_strangers(mine[position], other[position]) or not other[position] for other in rest):
            said = " ".join(words[-3:]).lower() if position == 0 else " ".join(words)
            if named := said.translate(_NO_BRACKETS).strip(" .,;:"):
                return named
    plain = (" ".join(title.translate(_NO_BRACKETS).split()).strip(" .,;:") for title in titles)
    return next((title for title in plain if title and len(title) <= SHORT and len(title.split()) <= FEW), "")


ENOUGH = 4  # shared particulars from which on two texts are taken to speak of one thing


def particulars(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """What is particular in a text: the keys of the names in it, and its figures and dates, normalised."""
    return frozenset(key(name.text) for name in proper_names(text)), frozenset(norm(q.text) for q in quantities(text))


def shared(
    a: tuple[frozenset[str], frozenset[str]], b: tuple[frozenset[str], frozenset[str]], names: Iterable[str]
) -> int:
    """How much two texts have in common besides the names of the thing itself: a name counts one, a figure or a date two.

    A name alone proves nothing: there are many townships called Vermillion. What else two accounts agree on does.
    """
    own = {word for name in names for word in key(name).split()}
    besides = [name for name in a[0] & b[0] if not set(name.split()) <= own]
    return len(besides) + 2 * len(a[1] & b[1])
