"""What is known, folded again only where facts came: the pages of the parts whose names or claims are new, all others as they were.

Owns: `Folding`, which lives as long as the process, and `Parts`: which names can have to do with each other at all. Promises: what it
gives is what folding all rows anew gives, whatever the order in which they came; where rows changed or went, or it was decided what is
one, that is what it does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from agent.knowledge.model import Claim, NameUse
from agent.knowledge.text.normal import key
from agent.knowledge.things.entities import Decision, Entity, Split, qualified, resolve
from agent.knowledge.things.titles import last_word, without_prefix
from agent.known.page import KnownPage, Settled, decisions_of, names_of, pages_of
from agent.state.state import State

Pages = tuple[KnownPage, ...]


class Parts:
    """The uses of names in parts, each by its root: a key that they share, or that is bound to one that they share.

    Bound are the keys of a use's names, of its title without what is set before it, of what was decided to be one or two, of the titles
    that a split gives, and, once one of a part is a person, of the last words of its titles.
    """

    def __init__(self, decisions: Iterable[Decision | Split]) -> None:
        self._up: dict[str, str] = {}
        self._uses: dict[str, list[NameUse]] = defaultdict(list)
        self._unlinked: dict[str, list[NameUse]] = defaultdict(list)  # those whose last words are not bound
        self._decided: dict[str, list[Decision | Split]] = defaultdict(list)
        self._people: set[str] = set()
        for one in decisions:
            keys = (one.key,) if isinstance(one, Split) else (one.a_key, one.b_key)
            self._decided[self._bound(k.split("|")[0] for k in keys)].append(one)

    def add(self, use: NameUse) -> str:
        """Put a use where it belongs; returns a key of its part."""
        root = self._bound(_touched(use.title, use.aliases))
        self._uses[root].append(use)
        self._unlinked[root].append(use)
        if use.kind == "person":
            self._people.add(root)
        if use.kind in ("person", "other") and (use.kind == "person" or " " not in use.title):
            # a last name alone, beside the full one in its document
            root = self._bound([root, f"\0{last_word(use.title)}"])
        self._linked(root)
        return root

    def root(self, name_key: str) -> str:
        """The root of the part of a key; of one that no part has, the key itself."""
        up = self._up
        while (above := up.get(name_key, name_key)) != name_key:
            up[name_key] = up.get(above, above)
            name_key = above
        return name_key

    def uses(self, root: str) -> list[NameUse]:
        """The uses of the part with this root."""
        return self._uses.get(root, [])

    def resolved(self, root: str, settled: Mapping[str, str]) -> list[Entity]:
        """The entities of the part with this root."""
        return resolve(self.uses(root), self._decided.get(root, ()), settled)

    def _bound(self, keys: Iterable[str]) -> str:
        """Make one part of those that these keys are of; returns its root."""
        roots = list(dict.fromkeys(map(self.root, keys)))
        largest = max(roots, key=lambda root: len(self._uses.get(root, ())))
        for root in roots:
            self._up[root] = largest
            if root != largest:
                self._uses[largest] += self._uses.pop(root, ())
                self._unlinked[largest] += self._unlinked.pop(root, ())
                self._decided[largest] += self._decided.pop(root, ())
                if root in self._people:
                    self._people.add(largest)
        return largest

    def _linked(self, root: str) -> None:
        """Bind what follows from a part's being of people, or split, until nothing does."""
        known = -1
        while known != len(self.uses(root)) or (root in self._people and self._unlinked.get(root)):
            known = len(self.uses(root))
            if root in self._people:
                self._bound([root, *(k for use in self._unlinked.pop(root, ()) for k in _last_words(use.title))])
                root = self.root(root)
            for split in [one for one in self._decided.get(root, ()) if isinstance(one, Split)]:
                titles = [qualified(use.title, split.qualifier) for use in self.uses(root)]
                self._bound([root, *(k for title in titles for k in (*_touched(title, ()), *_last_words(title)))])
                root = self.root(root)


def _touched(title: str, aliases: Iterable[str]) -> Iterator[str]:
    yield from map(key, (title, *aliases))
    if bare := without_prefix(title):
        yield key(bare)


def _last_words(title: str) -> Iterator[str]:
    if " " in title:
        yield key(title.rpartition(" ")[2])


class Folding:
    """The last fold, and up to which rows it goes. What parts its names are in is found out once something comes."""

    def __init__(self) -> None:
        self._at: Mapping[str, int] = {}
        self._rows = (0, 0)  # of names and of claims
        self._settled = Settled({}, {})
        self._all: Pages = ()
        self._names: dict[str, str] = {}
        self._parts: Parts | None = None
        self._claims: dict[str, list[Claim]] = {}  # by the keys of the names under which they are
        self._pages: dict[str, list[KnownPage]] = {}  # by the roots of their parts

    def brought_up(self, state: State) -> tuple[Pages, dict[str, str]]:
        """All pages, by title, and what each name stands for. Not inside a transaction, unless it is asked once."""
        now, rows = state.kept.counts(), state.facts.last_rows()
        if now["resolved"] != self._at.get("resolved"):
            self._settled, self._parts = Settled.of(state), None
            entities = resolve(state.facts.names(0, rows[0]), decisions_of(state), self._settled.titles)
            self._take(pages_of(entities, state.facts.claims(0, rows[1]), self._settled))
        elif any(now[what] != self._at[what] for what in ("names", "claims", "pages")):
            self._bring(state, rows, Settled.of(state) if now["pages"] != self._at["pages"] else self._settled)
        self._at, self._rows = now, rows
        return self._all, self._names

    def _take(self, pages: Iterable[KnownPage], *, are_named_alike: bool = False) -> None:
        self._all = tuple(sorted(pages, key=lambda page: (page.title.casefold(), page.id)))
        if not are_named_alike:
            self._names = names_of(self._all)

    def _bring(self, state: State, rows: tuple[int, int], settled: Settled) -> None:
        """Fold in what came since: names, claims, and what pages were called."""
        names, claims = state.facts.names(self._rows[0], rows[0]), state.facts.claims(self._rows[1], rows[1])
        before, self._settled = self._settled, settled
        parts = self._parts or self._parted(state)
        for use in names:
            parts.add(use)
        for claim in claims:
            self._claims.setdefault(key(claim.name), []).append(claim)
        touched = {key(use.title) for use in names} | {key(claim.name) for claim in claims}
        if settled is not before:
            anew = (settled.ids.items() ^ before.ids.items()) | (settled.titles.items() ^ before.titles.items())
            touched |= {k.split("|")[0] for k, _ in anew}
        roots = {parts.root(k) for k in touched}
        grown = [old for old in self._pages if parts.root(old) in roots] if names else [*roots & self._pages.keys()]
        old = [page for root in grown for page in self._pages.pop(root)]
        self._pages |= {root: self._folded(parts, root) for root in roots}
        new = [page for root in roots for page in self._pages[root]]
        if old != new:
            kept = {page.id: page for page in old}
            new = [kept[page.id] if kept.get(page.id) == page else page for page in new]
            gone = kept.keys()
            named = sorted(map(_called, old)) == sorted(map(_called, new))
            self._take([*(page for page in self._all if page.id not in gone), *new], are_named_alike=named)

    def _folded(self, parts: Parts, root: str) -> list[KnownPage]:
        under = {key(use.title) for use in parts.uses(root)}
        told = [claim for k in under for claim in self._claims.get(k, ())]
        return pages_of(parts.resolved(root, self._settled.titles), told, self._settled) if told else []

    def _parted(self, state: State) -> Parts:
        """The parts of what was folded at once, with their claims and pages."""
        parts = self._parts = Parts(decisions_of(state))
        self._claims, self._pages = {}, {}
        for use in state.facts.names(0, self._rows[0]):
            parts.add(use)
        for claim in state.facts.claims(0, self._rows[1]):
            self._claims.setdefault(key(claim.name), []).append(claim)
        for page in self._all:
            self._pages.setdefault(parts.root(key(page.entity.uses[0].title)), []).append(page)
        return parts


def _called(page: KnownPage) -> tuple[str, str, tuple[str, ...]]:
    return page.id, page.title, page.aliases
