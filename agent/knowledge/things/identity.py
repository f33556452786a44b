"""Whether two accounts of one name are of one thing: what speaks against it, and whether that is sure.

Owns: `Account`, `against`, `groups`, `qualifier`. Promises: symmetric, and independent of the order of documents. Two accounts are of one
thing unless something speaks against it; nobody has to prove that they agree on enough else. English patterns; of other languages only
the readers' kinds and the titles speak. Imports what sorts of things there are, definitions and normalisation.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from agent.knowledge.model import Document, PageKind
from agent.knowledge.text.letters import fold
from agent.knowledge.text.names import proper_names
from agent.knowledge.text.normal import key, norm
from agent.knowledge.things.kinds import definition, exclude, head_of, kinds_exclude, sort_of
from agent.knowledge.things.titles import Headed, headed, told_apart, without_title
from agent.knowledge.values.quantities import quantities

# particulars in common, and share of the lesser account's, from which on two accounts are of one thing
ENOUGH, MOST = 5, 0.5
_SOMEWHERE: frozenset[PageKind] = frozenset(["place", "organisation", "other"])  # kinds of what stands in one place
LONG = 10  # years between two births beyond which they are of two; less may be a disagreement
SHORT, FEW = 40, 5  # characters and words of a document's title that may tell a page apart: more is a sentence
_NO_BRACKETS = str.maketrans("()", "  ")
_BIRTH = re.compile(
    r"\bborn\b[^()\d]{0,40}(?:\d{1,2}[^()\d]{1,14})?(1[0-9]{3}|20[0-9]{2})"
    r"|\((?:[^()\d]*\d{1,2}[^()\d]+)?(1[0-9]{3}|20[0-9]{2})\s*[–-]"
)
_KIN = re.compile(r"\b(?:son|daughter|child|children|wife|husband|brother|sister|father|mother|twin)s?\b")
_IN = re.compile(
    r"\b(?:in|of|on|near)\s+(?:the\s+)?(?P<place>[A-Z][\w'’.-]*(?:,?\s(?:(?:of|the|and)\s)?[A-Z][\w'’.-]*)*)"
)


@dataclass(frozen=True)
class Account:
    """What one document says of a name: its title and beginning, what its readers called the thing, its sentences about it."""

    document: str
    names: tuple[str, ...]
    kinds: frozenset[PageKind]
    sentences: tuple[str, ...]
    headed: Headed | None = None
    defined: tuple[str, ...] = ()  # the sentences that a reader cited as its definition

    @classmethod
    def of(
        cls,
        names: Iterable[str],
        document: Document,
        numbers: Sequence[int],
        kinds: Iterable[PageKind],
        defined: Iterable[int] = (),
    ) -> Account:
        """The account that these sentences of a document give."""
        names = tuple(names)
        said = tuple(without_title(names, document.sentence(n)) if n == 1 else document.sentence(n) for n in numbers)
        cited = tuple(document.sentence(n) for n in sorted(set(defined)))
        head = headed(document.title, document.text[:400])
        own = head if head and head.name in {key(name) for name in names} else None  # of the thing, not of its document
        return cls(document.slug, names, frozenset(kinds), said, own, cited)

    @property
    def weight(self) -> int:
        """How much it says: of two accounts of different things the heavier is the page's own."""
        return len(self.sentences)

    @cached_property
    def said(self) -> tuple[str, str]:
        """The noun phrase that says what the thing is, and the sentence of it; empty if none does."""
        texts = list(enumerate((*self.defined, *self.sentences)))
        found = definition(self.names, texts)
        return (found[1], texts[found[0]][1]) if found else ("", "")

    @property
    def sort(self) -> str:
        """The sort that the text says the thing is, or ""."""
        return sort_of(self.said[0])

    @cached_property
    def place(self) -> tuple[str, ...]:
        """Where the sentence that says what it is puts it, smallest first: `Scioto County`, `Ohio`."""
        what, text = self.said
        found = _IN.search(text, text.find(what) + len(what)) if what else None
        return tuple(part.strip(" .") for part in found["place"].split(",")) if found else ()

    @cached_property
    def particulars(self) -> frozenset[str]:
        """What is particular in its sentences besides the name of the thing: keys of names, and figures and dates, normalised."""
        text = "\n".join(self.sentences)
        own = {word for name in self.names for word in key(name).split()}
        named = {key(name.text) for name in proper_names(text)} - own
        return frozenset(named | {norm(q.text) for q in quantities(text)})

    @cached_property
    def birth(self) -> int | None:
        """The year of the thing's own birth, if the sentences tell one."""
        last = "|".join(sorted({re.escape(fold(name.split()[-1])) for name in self.names if name.split()}))
        subject = re.compile(rf"(?:(?:He|She)\b|.*\b(?:{last})(?!\w))(?P<gap>[^.!?]{{0,60}})\Z", re.DOTALL)
        for text in map(fold, (*self.defined, *self.sentences)):
            for match in _BIRTH.finditer(text):
                led = subject.match(text[: match.start()])
                if led and not (_KIN.search(led["gap"]) if match[1] else re.search(r"[^\W\d_]{3}", led["gap"])):
                    return int(match[1] or match[2])
        return None


@dataclass(frozen=True, slots=True)
class Against:
    """What speaks against one thing, in a few words; `sure` if code need not ask."""

    reason: str
    sure: bool


def against(a: Account, b: Account) -> Against | None:
    """What speaks against two accounts being of one thing, the surest first; None if nothing does.

    Accounts that contradict each other in one point agree on the rest: where they agree on most nothing speaks against.
    """
    found = next((found for rule in _RULES if (found := rule(a, b))), None)
    return None if found is None or _agree(a, b) else found


def _agree(a: Account, b: Account) -> bool:
    both, least = len(a.particulars & b.particulars), min(len(a.particulars), len(b.particulars))
    return both >= ENOUGH and both >= MOST * least


def _titles(a: Account, b: Account) -> Against | None:
    """Titles of the documents that tell namesakes apart."""
    if not told_apart(a.headed, b.headed):
        return None
    words = (" ".join(sorted(side.headed.words)) for side in (a, b) if side.headed)
    return Against("titled: " + " / ".join(words), sure=True)


def _births(a: Account, b: Account) -> Against | None:
    """Births more than ten years apart; fewer, as a doubt, where both are said to be of different places."""
    if a.birth is None or b.birth is None or not _persons(a, b):
        return None
    years = abs(a.birth - b.birth)
    return Against(f"born: {a.birth} / {b.birth}", years > LONG) if years > (1 if _elsewhere(a, b) else LONG) else None


def _persons(a: Account, b: Account) -> bool:
    return "person" in (*a.kinds, *b.kinds, a.sort, b.sort)


def _sorts(a: Account, b: Account) -> Against | None:
    """Kinds that exclude each other by the readers and by the texts; by one of them alone it is worth asking."""
    kinds = bool(a.kinds and b.kinds) and all(kinds_exclude(one, two) for one in a.kinds for two in b.kinds)
    texts = exclude(a.sort, b.sort)
    if not (kinds or texts):
        return None
    one, two = (side.said[0] or " or ".join(sorted(side.kinds)) for side in (a, b))
    return Against(f"what: {one} / {two}", kinds and texts)


def _places(a: Account, b: Account) -> Against | None:
    """Two places in different places, or persons with posts at them; that a place grew and somebody moved on is as likely."""
    placed = _persons(a, b) or a.kinds | b.kinds <= _SOMEWHERE
    reason = f"place: {', '.join(a.place)} / {', '.join(b.place)}"
    return Against(reason, sure=False) if placed and _elsewhere(a, b) else None


def _elsewhere(a: Account, b: Account) -> bool:
    """Whether the sentence that says what it is puts each at a place of which the other account says nothing."""
    if not (a.place and b.place):
        return False
    return not any(key(x.place[0]) in key(" ".join(y.sentences)) for x, y in ((a, b), (b, a)))


_RULES: tuple[Callable[[Account, Account], Against | None], ...] = (
    _titles,
    _births,
    _sorts,
    _places,
)


@dataclass(frozen=True, slots=True)
class Group:
    """Accounts of one thing, heaviest first, and what keeps them from the page's own; None for the page's own."""

    accounts: tuple[Account, ...]
    why: Against | None = None


def groups(
    accounts: Iterable[Account],
    weigh: Callable[[Account, Account], Against | None] = against,
    told: Collection[str] = (),
) -> list[Group]:
    """The accounts by the thing that they are of, the page's own first. The same for every order of them.

    The heaviest account that says what it is is the page's own; another goes to the group against none of which anything speaks, of
    several to the one with which it shares most. `weigh` tells what speaks against. Accounts of the documents in `told`, of things that
    were told from the page before, are its own only if there are no others.
    """
    found: list[list[Account]] = []
    whys: list[Against | None] = []
    for account in sorted(
        accounts, key=lambda a: (a.document in told, not a.sort, not a.said[0], -a.weight, a.document)
    ):
        verdicts = [_surest(weigh(other, account) for other in group) for group in found]
        fits = [group for group, why in zip(found, verdicts, strict=True) if why is None]
        if fits:
            max(fits, key=lambda group: _in_common(account, group) if len(fits) > 1 else 0).append(account)
        else:
            found.append([account])
            whys.append(verdicts[0] if verdicts else None)
    return [Group(tuple(group), why) for group, why in zip(found, whys, strict=True)]


def _surest(found: Iterable[Against | None]) -> Against | None:
    return max((why for why in found if why), key=lambda why: why.sure, default=None)


def _in_common(account: Account, group: Sequence[Account]) -> int:
    return max(len(account.particulars & other.particulars) for other in group)


def qualifier(mine: Account, own: Account, title: str = "") -> str:
    """What tells an account from the page's own, short enough for the brackets of a title: `Mercury (planet)`; "" if nothing does.

    What its title says, what it is, where it is, then the title of its document if that is short enough: all are words of its document.
    """
    head, theirs = head_of(mine.said[0]), head_of(own.said[0])
    told = [
        mine.headed.said if mine.headed and told_apart(mine.headed, own.headed) else "",
        head if head != theirs else "",
        next((part for part in mine.place if part not in own.place), ""),
        title,
    ]
    short = (" ".join(said.translate(_NO_BRACKETS).split()).strip(" .,;:") for said in told)
    return next((said for said in short if said and len(said) <= SHORT and len(said.split()) <= FEW), "")
