"""Whether documents that use one name mean one thing: what each says that the thing is, compared in code.

Owns: `verdict`, `groups` and what tells a page apart. Promises: symmetric, and independent of the order of documents. No opinion of a
model splits a page: only sorts that exclude each other, both said by the documents themselves, with little else in common.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from agent.knowledge.text.english import DEMONYMS
from agent.knowledge.text.letters import plain
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import key, norm, tokens
from agent.knowledge.things.kinds import exclude, head_of, kind_of_phrase, sort_of
from agent.knowledge.values.quantities import quantities

_VAGUE = frozenset(["thing", "object", "entity", "item", "name", "subject", "something", "unknown", "other", "concept"])
_NO_BRACKETS = str.maketrans("()", "  ")
SHORT, FEW = 40, 5  # characters and words of a document's title that may tell a page apart: more is a sentence
ENOUGH = 5  # shared particulars from which on two texts are taken to speak of one thing
MOST = 0.5  # share of the lesser text's particulars from which on they certainly do
SHARE = (
    0.25  # share of the poorer side's particulars that the other has too, up to which two texts have little in common
)
BIRTHS = 10  # years between two births from which on they are two people's; less is a disagreement
RELEASES = 3  # the same for two works
TOLD = 4  # particulars that a side must hold for its silence about the other's to say anything
PLACE = "place"
Four = tuple[str, str, str, str]  # what, place, time, version
Particulars = tuple[frozenset[str], frozenset[str]]
Verdict = Literal["one", "doubt", "apart"]
_YEAR = re.compile(r"(?<![\d.,])(1[0-9]{3}|20[0-9]{2})(?![\d,]|\.\d)")
_BIRTH = re.compile(
    r"\bborn\b[^()\d]{0,40}(?:\d{1,2}[^()\d]{1,14})?(1[0-9]{3}|20[0-9]{2})"
    r"|\((?:[^()\d]*\d{1,2}[^()\d]+)?(1[0-9]{3}|20[0-9]{2})\s*[–-]"
)


@dataclass(frozen=True, slots=True, order=True)
class Account:
    """What one document says of a name: the description, its sentences about it, and how many they are."""

    document: str
    four: Four
    text: str
    weight: int = 1

    @property
    def sort(self) -> str:
        """The sort that the document says the thing is, or ""."""
        return sort_of(self.four[0])


def clash(a: Account, b: Account) -> str:
    """What keeps two accounts from being of one thing, in a few words; "" if nothing does.

    A clash needs both sides to say it: sorts that exclude each other; a ship, and a spot where something is; two places in different
    places; works of one sort that came out years apart; people born more than ten years apart, or of different nations and not born
    in one year. What people do never clashes: one man is an engineer, a merchant and a chairman.
    """
    what = f"what: {a.four[0]} / {b.four[0]}"
    sorts = {a.sort, b.sort}
    if exclude(a.sort, b.sort) or (PLACE in (a.four[0], b.four[0]) and sorts & {"vessel", "vehicle"}):
        return what
    if sorts == {"person"}:
        return _births(a, b)
    kinds = {kind_of_phrase(a.four[0]), kind_of_phrase(b.four[0])}
    if kinds == {"place"} and _strangers(a.four[1], b.four[1]) and _nowhere_near(a, b):
        return f"place: {a.four[1]} / {b.four[1]}"
    years = [_YEAR.search(side.four[2]) for side in (a, b)]
    if kinds == {"work"} and years[0] and years[1] and abs(int(years[0][1]) - int(years[1][1])) >= RELEASES:
        return f"time: {a.four[2]} / {b.four[2]}"
    return ""


def _births(a: Account, b: Account) -> str:
    found = [_BIRTH.search(side.text) for side in (a, b)]
    if not (found[0] and found[1]):
        return ""
    one, two = (int(match[1] or match[2]) for match in found if match)
    return f"born: {one} / {two}" if abs(one - two) > (1 if _foreign(a.four[0], b.four[0]) else BIRTHS) else ""


def _nowhere_near(a: Account, b: Account) -> bool:
    """Whether neither account names the place of the other, though both say enough: a town lies on a bay and in a country at once."""
    sides = (key(a.text), key(b.text))
    return (
        not (key(a.four[1]) in sides[1] or key(b.four[1]) in sides[0])
        and min(_size(particulars(a.text)), _size(particulars(b.text))) >= TOLD
    )


def verdict(a: Account, b: Account, names: Iterable[str]) -> Verdict:
    """Whether two accounts are of one thing. A clash is believed where the two have little else in common, and not where much.

    In between is "doubt": there it is worth asking, and the answer decides.
    """
    if not clash(a, b):
        return "one"
    one, two = particulars(a.text), particulars(b.text)
    common, size = shared(one, two, names), min(_size(one), _size(two))
    if not common or (common < ENOUGH and common <= SHARE * size):
        return "apart"
    return "one" if common >= ENOUGH and common >= 2 * SHARE * size else "doubt"


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one thing, heaviest first. `doubt`: only a question can tell that they are not of the page's own thing."""

    accounts: tuple[Account, ...]
    doubt: bool = False


def groups(accounts: Iterable[Account], names: Sequence[str]) -> list[Group]:
    """The accounts by the thing that they are of, the page's own first. The same for every order of them.

    The heaviest account with a sort is the page's own thing, and what does not clash with it. An account that says no sort goes where it
    shares most; with "the" before the name ("the Niagara") not to a place, without it, at equal shares, to the page.
    """
    order = sorted(accounts, key=lambda a: (not a.sort, -a.weight, a.document))
    told = [a for a in order if a.sort or a.four[0] == PLACE]
    found: list[list[Account]] = []
    doubtful: list[bool] = []
    for account in told:
        verdicts = [verdict(group[0], account, names) for group in found]
        if "one" in verdicts:
            found[verdicts.index("one")].append(account)
        else:
            found.append([account])
            doubtful.append("doubt" in verdicts)
    if not found:
        return [Group(tuple(order))] if order else []
    for account in (a for a in order if a not in told):
        _nearest(account, found, names).append(account)
    return [Group(tuple(group), doubt) for group, doubt in zip(found, doubtful, strict=True)]


def _nearest(account: Account, found: list[list[Account]], names: Sequence[str]) -> list[Account]:
    if len(found) == 1:
        return found[0]
    mine, articled = particulars(account.text), _articled(names, account.text)

    def closeness(group: list[Account]) -> tuple[bool, int]:
        place = kind_of_phrase(group[0].four[0]) == "place" or group[0].four[0] == PLACE
        fits = not (articled and place)
        return fits, max(shared(mine, particulars(other.text), names) for other in group)

    return max(found, key=closeness)  # the first of equals: the page's own


def _articled(names: Sequence[str], text: str) -> bool:
    """Whether the text sets "the" before a name of one word, and nothing behind it that the article could belong to."""
    single = "|".join(re.escape(name) for name in names if " " not in name)
    return bool(single) and bool(
        re.search(
            rf"\b[Tt]he (?:{single})(?=[.,;:!?)]|\s(?:and|or|was|is|had|has|in|at|on|to|for|with|from|by|came|who)\b)",
            text,
        )
    )


def apart(a: Four, b: Four, values: Iterable[str]) -> bool:
    """Whether two descriptions are of different things, so that an answer to one question says nothing against the other.

    What they are asked about cannot tell them apart: a place or a sort that is itself one of the `values` does not count, nor does
    a time, which is as often the matter in question as a mark of the thing. What people do tells no two apart, only of what nations
    they are; and where somebody or a ship was is no mark of either. A beginning and an end that both differ tell two things apart.
    """
    said = {word for value in values for word in tokens(value)}
    sorts = (sort_of(a[0]), sort_of(b[0]))
    telling = [exclude(*sorts) or _foreign(a[0], b[0]), not {"person", "vessel", "vehicle"} & set(sorts), False, True]
    if any(
        marks and not said & {*tokens(left), *tokens(right)} and _strangers(left, right)
        for marks, left, right in zip(telling, a, b, strict=True)
    ):
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


def _foreign(a: str, b: str) -> bool:
    """Whether both say a nation, and not the same."""
    one, two = (set(plain(what).split()) & DEMONYMS for what in (a, b))
    return bool(one and two) and not one & two


def _strangers(a: str, b: str) -> bool:
    left, right = set(tokens(a)) - _VAGUE, set(tokens(b)) - _VAGUE
    return bool(left and right and not left & right)


def qualifier(mine: Four, others: Iterable[Four], titles: Iterable[str] = ()) -> str:
    """What tells this description from the others, short enough for the brackets of a title: `Mercury (planet)`.

    Where nothing does, the first of `titles` (those of its document) that is short enough. Descriptions hold words of their document
    and our own kinds only.
    """
    rest = list(others)
    for position in range(4):
        words = mine[position].split()
        if words and all(_strangers(mine[position], other[position]) or not other[position] for other in rest):
            said = (head_of(mine[0]) or " ".join(words[-3:]).lower()) if position == 0 else " ".join(words)
            if named := said.translate(_NO_BRACKETS).strip(" .,;:"):
                return named
    plainly = (" ".join(title.translate(_NO_BRACKETS).split()).strip(" .,;:") for title in titles)
    return next((title for title in plainly if title and len(title) <= SHORT and len(title.split()) <= FEW), "")


def particulars(text: str) -> Particulars:
    """What is particular in a text: the keys of the names in it, and its figures and dates, normalised."""
    return frozenset(key(name.text) for name in proper_names(text)), frozenset(norm(q.text) for q in quantities(text))


def _size(found: Particulars) -> int:
    return len(found[0]) + 2 * len(found[1])


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
